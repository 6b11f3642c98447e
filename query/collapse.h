#ifndef LIASSE_COLLAPSE_H
#define LIASSE_COLLAPSE_H

/* Folding hits that have the same value in a field into the first of them:
 * the versions of an article (cid), the speeches of a debate (container),
 * questions that were copied (group_key).
 *
 * Two lists of values are the same when they hold the same values in the same
 * order.  A document without a value stays for itself.  Fields that the index
 * has in a slot (FACET, KEY and dates of schema.def) are read from there, any
 * other from the records, which takes longer. */

#include "search.h"

struct collapse_field {
    bool wanted;
    enum field field;
    uint32_t slot; /* UINT32_MAX: from the records */
};

/* By any name of a field; STATUS_SYNTAX when there is none. */
enum status collapse_find(struct collapse_field *out, struct str name,
                          struct error *err) MUST_USE;

/* Leaves of result, which holds every match in its order, the first of each
 * group; their `collapsed` = how many others are hidden behind. */
enum status collapse_result(struct xap_result *result,
                            const struct collapse_field *field,
                            struct search *search, struct error *err) MUST_USE;

#endif
