#ifndef LIASSE_HISTOGRAM_H
#define LIASSE_HISTOGRAM_H

/* How the documents found are spread over time: exact counts of their dates
 * by year, month or day.
 *
 * HISTOGRAM_AUTO adapts the gap to the span between the first and the last
 * date: days up to 92 of them, months up to 100, else years.  Buckets follow
 * one another without a hole, empty ones included, up to HISTOGRAM_DENSE of
 * them; over that only those that hold documents (sparse). */

#include "search.h"

enum histogram_gap {
    HISTOGRAM_NONE,
    HISTOGRAM_YEAR,
    HISTOGRAM_MONTH,
    HISTOGRAM_DAY,
    HISTOGRAM_AUTO
};

enum { HISTOGRAM_DENSE = 1000 };

struct histogram_bucket {
    uint32_t first, last; /* days, YYYYMMDD, both included */
    uint64_t count;
};

struct histogram {
    enum histogram_gap gap; /* never AUTO; NONE: there is no histogram */
    struct histogram_bucket *buckets; /* by time */
    size_t count;
    uint64_t undated; /* documents found that have no date */
    bool sparse;
};

/* The i-th name of a gap ("year", "month", "day", "auto"), NULL past the end;
 * the gap of a name, HISTOGRAM_NONE when it is none. */
const char *histogram_name(enum histogram_gap gap);
enum histogram_gap histogram_find(struct str name);

/* Counts matches (in docid order) into arena. */
enum status histogram_count(struct histogram *out, enum histogram_gap gap,
                            struct search *search,
                            const struct xap_result *matches,
                            struct arena *arena, struct error *err) MUST_USE;

#endif
