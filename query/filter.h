#ifndef LIASSE_FILTER_H
#define LIASSE_FILTER_H

/* Conditions that stand beside a query instead of in it: what a page's boxes
 * and the parameters of an address ask for.
 *
 * Several values of one field: any of them will do; of different fields: all
 * must hold.  Names and values are those of the query language, but a value is
 * taken as it is, whatever signs are in it.  In a field that can be counted
 * (author, ministry...) a value that some document has exactly so means these
 * documents, so that what a facet counts is what its filter finds; any other
 * value is read as in a query: of words a phrase, of values without regard to
 * case and accents.
 *
 *     AUTO(filters) struct filters filters = {0};
 *     TRY(filters_make(&filters, at, count, search, &context, err));
 *     TRY(filters_apply(&query, &filters, plan.query, NULL, err)); */

#include "facet.h"
#include "plan.h"
#include "search.h"

struct filter {
    struct str field; /* any name of a field in the query language */
    struct str value;
};

enum { FILTERS_MAX = 64 };

/* The values of one field. */
struct filter_group {
    const struct target *target;
    struct xap_query *query; /* owned */
};

struct filters {
    struct filter_group at[FILTERS_MAX];
    size_t count;
};

/* STATUS_SYNTAX: no such field, or no such value of it; names both. */
enum status filters_make(struct filters *out, const struct filter *filters,
                         size_t count, struct search *search,
                         const struct plan_context *context,
                         struct error *err) MUST_USE;
void filters_release(struct filters *filters);

/* The documents of a query that hold every filter, but those on the field of
 * `except` (NULL = none).  query is shared, *out the caller's. */
enum status filters_apply(struct xap_query **out, const struct filters *filters,
                          const struct xap_query *query,
                          const struct facet_field *except,
                          struct error *err) MUST_USE;

/* Is a filter on the field of this facet? */
bool filters_touch(const struct filters *filters,
                   const struct facet_field *facet);

CLEANUP_KIND(filters, struct filters, filters_release)

#endif
