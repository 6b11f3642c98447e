#ifndef LIASSE_FACET_H
#define LIASSE_FACET_H

/* Facets: how often each value of a field stands in the documents found.
 *
 * Counts are exact, over every match, not only the page of hits.  They come
 * from the value slots that the index wrote, by columns (columns.h).  A
 * document counts once for each different value it has. */

#include "search.h"

/* A facet is over one field, or over the two ministries. */
enum { FACETS_MAX = 32, FACET_FIELDS_MAX = 2 };

struct facet_field {
    struct str name; /* in JSON */
    const char *label;
    uint32_t slots[FACET_FIELDS_MAX];
    size_t count;
    bool year;         /* of the date slot */
    bool cites;        /* of no slot: facet_cites.h */
    bool by_value;     /* values in their order, not the most frequent first;
                          years the latest first */
    struct str within; /* only values that hold a word starting with each of
                          its words, accents and case apart; empty: all */
};

struct facet_value {
    struct str value;
    uint64_t count;
};

struct facet {
    const struct facet_field *field;
    struct facet_value *values; /* most frequent first, ties by value */
    size_t count;
    size_t distinct; /* values there are, shown or not, within `within` */
};

/* A facet by any name of its field; STATUS_SYNTAX lists those there are. */
enum status facet_find(struct facet_field *out, struct str name,
                       struct error *err) MUST_USE;

/* The i-th facet by its JSON name; NULL past the end. */
const char *facet_name(size_t i);

/* Counts one facet over matches (in docid order), keeping `limit` values, in
 * arena. */
enum status facet_count(struct facet *out, const struct facet_field *field,
                        struct search *search, const struct xap_result *matches,
                        size_t limit, struct arena *arena,
                        struct error *err) MUST_USE;

#endif
