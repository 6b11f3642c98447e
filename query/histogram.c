/* Query: counting the documents found by their dates. */
#include "histogram.h"

#include "date.h"

#include <stdlib.h>

enum { DAYS_MAX = 92, MONTHS_MAX = 100 };

static const char *const names[] = {
    [HISTOGRAM_YEAR] = "year",
    [HISTOGRAM_MONTH] = "month",
    [HISTOGRAM_DAY] = "day",
    [HISTOGRAM_AUTO] = "auto",
};

const char *
histogram_name(enum histogram_gap gap)
{
    return gap != HISTOGRAM_NONE && gap <= HISTOGRAM_AUTO ? names[gap] : NULL;
}

enum histogram_gap
histogram_find(struct str name)
{
    for (int gap = HISTOGRAM_YEAR; gap <= HISTOGRAM_AUTO; gap++)
        if (str_eq(name, str_from(names[gap])))
            return (enum histogram_gap)gap;
    return HISTOGRAM_NONE;
}

/* ---- days -------------------------------------------------------------- */

static uint32_t
first_of(enum histogram_gap gap, uint32_t date)
{
    return gap == HISTOGRAM_YEAR    ? date / 10000 * 10000 + 101
           : gap == HISTOGRAM_MONTH ? date / 100 * 100 + 1
                                    : date;
}

static uint32_t
last_of(enum histogram_gap gap, uint32_t date)
{
    if (gap == HISTOGRAM_YEAR)
        return date / 10000 * 10000 + 1231;
    if (gap == HISTOGRAM_MONTH)
        return date / 100 * 100 +
               date_month_days(date / 10000, date / 100 % 100);
    return date;
}

static uint32_t
day_after(uint32_t date)
{
    uint32_t year = date / 10000, month = date / 100 % 100, day = date % 100;
    if (day < date_month_days(year, month))
        return date + 1;
    return month < 12 ? year * 10000 + (month + 1) * 100 + 1
                      : (year + 1) * 10000 + 101;
}

/* Buckets from one date to another, counted no further than `most`. */
static size_t
span(enum histogram_gap gap, uint32_t from, uint32_t to, size_t most)
{
    size_t count = 0;
    for (uint32_t at = first_of(gap, from); at <= to && count <= most;
         at = day_after(last_of(gap, at)))
        count++;
    return count;
}

static enum histogram_gap
adapted(uint32_t from, uint32_t to)
{
    if (span(HISTOGRAM_DAY, from, to, DAYS_MAX) <= DAYS_MAX)
        return HISTOGRAM_DAY;
    if (span(HISTOGRAM_MONTH, from, to, MONTHS_MAX) <= MONTHS_MAX)
        return HISTOGRAM_MONTH;
    return HISTOGRAM_YEAR;
}

/* ---- counting ---------------------------------------------------------- */

struct dates {
    uint32_t *at;
    size_t count;
    const struct xap_result *matches;
    size_t next;
};

static enum status
visit_date(void *payload, xap_docid docid, struct str value)
{
    struct dates *dates = payload;
    const struct xap_result *matches = dates->matches;
    uint64_t date;
    while (dates->next < matches->count &&
           matches->hits[dates->next].docid < docid)
        dates->next++;
    if (dates->next < matches->count &&
        matches->hits[dates->next].docid == docid && str_to_u64(value, &date) &&
        date_is_valid((uint32_t)date))
        dates->at[dates->count++] = (uint32_t)date;
    return STATUS_OK;
}

static int
compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static enum status
read_dates(struct dates *out, struct search *search,
           const struct xap_result *matches, struct arena *arena,
           struct error *err)
{
    struct dates dates = {.matches = matches};
    xap_docid *docids = arena_array(arena, matches->count + 1, sizeof *docids);
    dates.at = arena_array(arena, matches->count + 1, sizeof *dates.at);
    if (!docids || !dates.at)
        return error_no_memory(err);
    for (size_t i = 0; i < matches->count; i++)
        docids[i] = matches->hits[i].docid;
    TRY(search_values_of(search, SLOT_DATE, docids, matches->count, visit_date,
                         &dates, err));
    qsort(dates.at, dates.count, sizeof *dates.at, compare);
    *out = dates;
    return STATUS_OK;
}

static size_t
different(enum histogram_gap gap, const struct dates *dates)
{
    size_t count = 0;
    for (size_t i = 0; i < dates->count; i++)
        count += i == 0 ||
                 first_of(gap, dates->at[i]) != first_of(gap, dates->at[i - 1]);
    return count;
}

/* The bucket of `date` behind those there are, with the empty ones before. */
static void
go_to(struct histogram *out, uint32_t date)
{
    uint32_t first = first_of(out->gap, date);
    struct histogram_bucket *last =
        out->count ? &out->buckets[out->count - 1] : NULL;
    if (last && last->first == first)
        return;
    uint32_t at = last && !out->sparse ? day_after(last->last) : first;
    for (; at <= first; at = day_after(last_of(out->gap, at)))
        out->buckets[out->count++] = (struct histogram_bucket){
            .first = at, .last = last_of(out->gap, at)};
}

enum status
histogram_count(struct histogram *out, enum histogram_gap gap,
                struct search *search, const struct xap_result *matches,
                struct arena *arena, struct error *err)
{
    struct histogram result = {.gap = gap};
    struct dates dates = {0};
    size_t buckets = 0;
    TRY(read_dates(&dates, search, matches, arena, err));
    result.undated = matches->count - dates.count;
    if (dates.count) {
        uint32_t from = dates.at[0], to = dates.at[dates.count - 1];
        if (gap == HISTOGRAM_AUTO)
            result.gap = adapted(from, to);
        buckets = span(result.gap, from, to, HISTOGRAM_DENSE);
        result.sparse = buckets > HISTOGRAM_DENSE;
        if (result.sparse)
            buckets = different(result.gap, &dates);
    } else if (gap == HISTOGRAM_AUTO) {
        result.gap = HISTOGRAM_YEAR;
    }
    result.buckets = arena_array(arena, buckets + 1, sizeof *result.buckets);
    if (!result.buckets)
        return error_no_memory(err);
    for (size_t i = 0; i < dates.count; i++) {
        go_to(&result, dates.at[i]);
        result.buckets[result.count - 1].count++;
    }
    *out = result;
    return STATUS_OK;
}
