#ifndef LIASSE_TERM_LISTS_H
#define LIASSE_TERM_LISTS_H

/* The terms of `search`, of one database or of several together: which there
 * are, and how many documents have each.
 *
 * Terms with positions (terms.h) stand in their chunks alone (positions.h), all
 * others in posting lists, which Xapian counts; who asks need not know which.
 */

#include "positions.h"

struct term_lists {
    struct xap_reader *reader;     /* of all databases */
    struct positions *const *part; /* of each */
    size_t count;
};

enum status term_lists_documents(uint32_t *out, const struct term_lists *lists,
                                 struct str term, struct error *err) MUST_USE;
/* Every term that starts with a prefix, which says of what family it is, in
 * bytewise order with its documents. */
enum status term_lists_each(const struct term_lists *lists, struct str prefix,
                            xap_term_visit *visit, void *payload,
                            struct error *err) MUST_USE;

#endif
