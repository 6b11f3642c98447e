/* Every step: calendar days. */
#include "date.h"

#include <time.h>
#include <stdio.h>
#include <string.h>

uint32_t
date_month_days(uint32_t year, uint32_t month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || year < 1 || year > 9999)
        return 0;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

bool
date_is_valid(uint32_t date)
{
    uint32_t day = date % 100;
    return day >= 1 &&
           day <= date_month_days(date / 10000, date / 100 % 100);
}

static bool
date_make(uint64_t year, uint64_t month, uint64_t day, uint32_t *out)
{
    if (year > 9999 || month > 12 || day > 31)
        return false;
    uint32_t date = (uint32_t)(year * 10000 + month * 100 + day);
    if (!date_is_valid(date))
        return false;
    *out = date;
    return true;
}

bool
date_from_iso(struct str s, uint32_t *out)
{
    uint64_t year, month, day;
    if (s.len < 10 || s.at[4] != '-' || s.at[7] != '-')
        return false;
    if (s.len > 10 && !strchr("T +Z", s.at[10]))
        return false;
    return str_to_u64(str_head(s, 4), &year) &&
           str_to_u64(str_range(s, 5, 7), &month) &&
           str_to_u64(str_range(s, 8, 10), &day) &&
           date_make(year, month, day, out);
}

bool
date_from_slashes(struct str s, uint32_t *out)
{
    uint64_t year, month, day;
    if (s.len != 10 || !strchr("/.-", s.at[2]) || s.at[5] != s.at[2])
        return false;
    return str_to_u64(str_head(s, 2), &day) &&
           str_to_u64(str_range(s, 3, 5), &month) &&
           str_to_u64(str_range(s, 6, 10), &year) &&
           date_make(year, month, day, out);
}

/* Spellings of the months; a name is tried after its longer forms. */
static const struct month {
    uint8_t number;
    struct str name;
} months[] = {
    {1, STR_INIT("janvier")},    {1, STR_INIT("janv.")},
    {2, STR_INIT("février")},    {2, STR_INIT("fevrier")},
    {2, STR_INIT("févr.")},      {2, STR_INIT("fevr.")},
    {3, STR_INIT("mars")},       {4, STR_INIT("avril")},
    {4, STR_INIT("avr.")},       {5, STR_INIT("mai")},
    {6, STR_INIT("juin")},       {7, STR_INIT("juillet")},
    {7, STR_INIT("juil.")},      {8, STR_INIT("août")},
    {8, STR_INIT("aout")},       {9, STR_INIT("septembre")},
    {9, STR_INIT("sept.")},      {10, STR_INIT("octobre")},
    {10, STR_INIT("oct.")},      {11, STR_INIT("novembre")},
    {11, STR_INIT("nov.")},      {12, STR_INIT("décembre")},
    {12, STR_INIT("decembre")},  {12, STR_INIT("déc.")},
    {12, STR_INIT("dec.")},
    /* Capitals keep their accent, in NFC: its two bytes are not ASCII. */
    {2, STR_INIT("FÉVRIER")},    {8, STR_INIT("AOÛT")},
    {12, STR_INIT("DÉCEMBRE")},
};

static size_t
blanks(struct str s)
{
    size_t at = 0;
    for (;;) {
        struct str rest = str_from_offset(s, at);
        if (str_starts(rest, STR(" ")))
            at += 1;
        else if (str_starts(rest, STR("\xC2\xA0")))
            at += 2; /* U+00A0 */
        else if (str_starts(rest, STR("\xE2\x80\xAF")))
            at += 3; /* U+202F */
        else
            return at;
    }
}

/* Takes up to max digits off *rest. */
static bool
take_number(struct str *rest, size_t max, uint64_t *out)
{
    size_t len = 0;
    while (len < rest->len && len < max && rest->at[len] >= '0' &&
           rest->at[len] <= '9')
        len++;
    if (!str_to_u64(str_head(*rest, len), out))
        return false;
    *rest = str_from_offset(*rest, len);
    return true;
}

static void
skip_ordinal(struct str *rest)
{
    static const struct str marks[] = {STR_INIT("^{er}"), STR_INIT("^er"),
                                       STR_INIT("er"), STR_INIT("ᵉʳ")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_starts_nocase(*rest, marks[i])) {
            *rest = str_from_offset(*rest, marks[i].len);
            return;
        }
}

bool
date_from_french(struct str s, uint32_t *out, size_t *length)
{
    struct str rest = s;
    uint64_t day, month = 0, year;
    if (!take_number(&rest, 2, &day))
        return false;
    skip_ordinal(&rest);
    size_t gap = blanks(rest);
    rest = str_from_offset(rest, gap);
    for (size_t i = 0; gap && !month && i < sizeof months / sizeof months[0];
         i++)
        if (str_starts_nocase(rest, months[i].name)) {
            month = months[i].number;
            rest = str_from_offset(rest, months[i].name.len);
        }
    gap = blanks(rest);
    rest = str_from_offset(rest, gap);
    if (!month || !gap || !take_number(&rest, 4, &year) || year < 1000)
        return false;
    if (rest.len && rest.at[0] >= '0' && rest.at[0] <= '9')
        return false;
    if (!date_make(year, month, day, out))
        return false;
    *length = s.len - rest.len;
    return true;
}

bool
date_parse(struct str s, uint32_t *out)
{
    s = str_trim(s);
    size_t length;
    return date_from_iso(s, out) || date_from_slashes(s, out) ||
           (date_from_french(s, out, &length) && length == s.len);
}

void
date_to_iso(char out[DATE_ISO_BYTES], uint32_t date)
{
    static const char form[DATE_ISO_BYTES] = "dddd-dd-dd";
    for (size_t i = DATE_ISO_BYTES; i-- > 0;) {
        bool digit = form[i] == 'd';
        out[i] = digit ? (char)('0' + date % 10) : form[i];
        date /= digit ? 10 : 1;
    }
}

void
date_to_french(char out[DATE_FRENCH_BYTES], uint32_t date)
{
    static const char *const names[] = {
        "",        "janvier",  "février", "mars", "avril",
        "mai",     "juin",     "juillet", "août", "septembre",
        "octobre", "novembre", "décembre"};
    uint32_t month = date / 100 % 100;
    snprintf(out, DATE_FRENCH_BYTES, "%u%s %s %u", date % 100,
             date % 100 == 1 ? "er" : "", names[month <= 12 ? month : 0],
             date / 10000);
}

/* Years are counted from March: the day that may be missing is the last. */
int64_t
date_to_days(uint32_t date)
{
    int64_t year = date / 10000, month = date / 100 % 100;
    if (month <= 2) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 +
           (153 * (month - 3) + 2) / 5 + date % 100 - 1 - 719468;
}

uint32_t
date_from_days(int64_t days)
{
    enum { CYCLE = 146097 };             /* days in 400 years */
    const int64_t first = -719162;       /* 0001-01-01 */
    const int64_t end = first + 3652059; /* 10000-01-01 */
    if (days < first || days >= end)
        return 0;
    uint32_t rest = (uint32_t)(days - first);
    uint32_t year = 1 + rest / CYCLE * 400;
    rest %= CYCLE;
    for (;; year++) {
        uint32_t length = date_month_days(year, 2) == 29 ? 366 : 365;
        if (rest < length)
            break;
        rest -= length;
    }
    uint32_t month = 1;
    while (rest >= date_month_days(year, month))
        rest -= date_month_days(year, month++);
    return year * 10000 + month * 100 + rest + 1;
}

uint32_t
date_today(void)
{
    struct tm utc;
    time_t now = time(NULL);
    if (!gmtime_r(&now, &utc))
        return 0;
    return (uint32_t)(utc.tm_year + 1900) * 10000 +
           (uint32_t)(utc.tm_mon + 1) * 100 + (uint32_t)utc.tm_mday;
}
