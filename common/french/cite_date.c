/* Analysis: dates of one day, in every written form. */
#include "cite_scan.h"

#include "date.h"

#include <stdio.h>

static uint32_t
make_date(uint32_t year, uint32_t month, uint32_t day)
{
    uint32_t date = year * 10000 + month * 100 + day;
    return year >= 1000 && year <= 2999 && month <= 12 && day <= 31 &&
                   date_is_valid(date)
               ? date
               : 0;
}

/* "26 mai 2026", "1er févr. 2024"; of "1 er" from the second token on. */
static uint32_t
long_date(const struct scan *scan, size_t i)
{
    struct str day = scan_word(scan, i), year = scan_word(scan, i + 2);
    bool first = scan_cue(scan, i, CUE_FIRST_DAY);
    if (!scan_digits(scan, i + 2, 4, 4) ||
        (!first && !scan_digits(scan, i, 1, 2)))
        return 0;
    uint32_t month = cue_month(scan->at[i + 1].cues);
    if (!month || (scan->at[i + 1].flags & TOKEN_JOINED) ||
        !scan_gap(scan, i + 1, "") || !scan_gap(scan, i + 2, "."))
        return 0;
    return make_date(to_number(year), month, first ? 1 : to_number(day));
}

/* "26/05/2026", "26.05.2026", "1/5/2026"; with hyphens in full only. */
static uint32_t
short_date(const struct scan *scan, size_t i)
{
    struct str day = scan_word(scan, i), month = scan_word(scan, i + 1);
    struct str year = scan_word(scan, i + 2);
    bool slash = scan_joined(scan, i + 1, '/') && scan_joined(scan, i + 2, '/');
    bool dot = scan_joined(scan, i + 1, '.') && scan_joined(scan, i + 2, '.');
    bool hyphen = scan_hyphen(scan, i + 1) && scan_hyphen(scan, i + 2);
    if (!slash && !dot && (!hyphen || day.len != 2 || month.len != 2))
        return 0;
    if (!is_digits(day, 1, 2) || !is_digits(month, 1, 2) ||
        !is_digits(year, 4, 4))
        return 0;
    return make_date(to_number(year), to_number(month), to_number(day));
}

/* "2026-05-26", also with a time behind ("2026-05-26T10:00"). */
static uint32_t
iso_date(const struct scan *scan, size_t i)
{
    struct str year = scan_word(scan, i), month = scan_word(scan, i + 1);
    struct str day = scan_word(scan, i + 2);
    if (!is_digits(year, 4, 4) || !is_digits(month, 2, 2) ||
        !scan_hyphen(scan, i + 1) || !scan_hyphen(scan, i + 2))
        return 0;
    if (day.len == 5 && day.at[2] == 't')
        day = str_head(day, 2);
    if (!is_digits(day, 2, 2))
        return 0;
    return make_date(to_number(year), to_number(month), to_number(day));
}

size_t
cite_date_at(struct scan *scan, size_t i)
{
    char iso[DATE_ISO_BYTES];
    if (i + 2 >= scan->count)
        return 0;
    const struct token *next = &scan->at[i + 1];
    if (!cue_month(next->cues) && !(next->flags & TOKEN_JOINED) &&
        !(next->cues & CUE_FIRST_DAY))
        return 0; /* most numbers end here */
    bool apart = scan_equals(scan, i, STR("1")) &&
                 scan_equals(scan, i + 1, STR("er")) &&
                 scan_gap(scan, i + 1, "");
    size_t last = i + 2 + apart;
    uint32_t date = last < scan->count ? long_date(scan, i + apart) : 0;
    if (!date && (scan_goes_on(scan, i) || scan_joined(scan, i, '.') ||
                  scan_goes_on(scan, i + 3)))
        return 0;
    if (!date)
        date = short_date(scan, i);
    if (!date)
        date = iso_date(scan, i);
    if (!date)
        return 0;
    struct key key;
    key.len = 0;
    date_to_iso(iso, date);
    key_add(&key, str_from(iso));
    struct cite cite = {.kind = CITE_DATE,
                        .start = scan->at[i].start,
                        .end = scan->at[last].end,
                        .first = (uint32_t)i,
                        .count = (uint32_t)(last + 1 - i)};
    return scan_push(scan, &cite, &key) ? last + 1 : 0;
}
