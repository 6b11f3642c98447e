/* Query: the values of date fields. */
#include "parse.h"

#include "date.h"
#include "lang.h"
#include "utf8.h"

#include <stdio.h>

static bool
is_month(struct str year, struct str month, uint32_t *low, uint32_t *high)
{
    uint64_t y, m;
    if (year.len != 4 || month.len != 2 || !str_to_u64(year, &y) ||
        !str_to_u64(month, &m))
        return false;
    uint32_t days = date_month_days((uint32_t)y, (uint32_t)m);
    *low = (uint32_t)(y * 10000 + m * 100 + 1);
    *high = *low + days - 1;
    return days != 0;
}

static bool
is_year(struct str text, uint32_t *low, uint32_t *high)
{
    uint64_t year;
    if (text.len != 4 || !str_to_u64(text, &year) || year == 0)
        return false;
    *low = (uint32_t)year * 10000 + 101;
    *high = (uint32_t)year * 10000 + 1231;
    return true;
}

/* mai 2024, août 2024: the first of it is a day with a name. */
static bool
is_named_month(struct str text, uint32_t *low, uint32_t *high)
{
    char first[64];
    if (text.len > sizeof first - 3)
        return false;
    snprintf(first, sizeof first, "1 " STR_FMT, STR_ARG(text));
    if (!date_parse(str_from(first), low) || *low % 100 != 1)
        return false;
    *high = *low + date_month_days(*low / 10000, *low / 100 % 100) - 1;
    return true;
}

static bool
is_day(struct str text, uint32_t *day)
{
    uint64_t number;
    if (date_parse(text, day))
        return true;
    if (text.len != 8 || !str_to_u64(text, &number) ||
        !date_is_valid((uint32_t)number))
        return false;
    *day = (uint32_t)number;
    return true;
}

/* One day, month or year: its first and last day. */
static bool
one_date(struct str text, uint32_t *low, uint32_t *high)
{
    struct str head, tail;
    text = str_trim(text);
    if (is_day(text, low)) {
        *high = *low;
        return true;
    }
    if (str_cut(text, STR("-"), &head, &tail))
        return is_month(head, tail, low, high);
    if (str_cut(text, STR("/"), &head, &tail))
        return is_month(tail, head, low, high);
    return is_year(text, low, high) || is_named_month(text, low, high);
}

static enum status
not_a_date(struct str text, struct error *err)
{
    return error_set(err, STATUS_SYNTAX,
                     TR("no date is '" STR_FMT
                        "' (try 2026-05-26, 26/05/2026, 2026-05, 2026 or "
                        "2025..2026)",
                        "« " STR_FMT " » n'est pas une date (essayez "
                        "2026-05-26, 26/05/2026, 2026-05, 2026 ou "
                        "2025..2026)"),
                     STR_ARG(utf8_cut(text, 40)));
}

enum status
parse_dates(uint32_t *low, uint32_t *high, struct str text, struct error *err)
{
    struct str head, tail;
    uint32_t first = 0, last = 0, other;
    bool range = str_cut(text, STR(".."), &head, &tail);
    bool good = !range ? one_date(text, &first, &last)
                       : (head.len || tail.len) &&
                             (!head.len || one_date(head, &first, &other)) &&
                             (!tail.len || one_date(tail, &other, &last));
    if (!good)
        return not_a_date(text, err);
    if (last && first > last)
        return error_set(err, STATUS_SYNTAX,
                         TR("this range ends before it starts",
                            "cette période finit avant de commencer"));
    *low = first;
    *high = last;
    return STATUS_OK;
}
