#ifndef LIASSE_QUERIES_H
#define LIASSE_QUERIES_H

/* A list of Xapian query nodes on their way into one: it owns them until
 * queries_join takes them all, and frees what is left at the end of its
 * scope, so that no error path leaks a tree.
 *
 *     AUTO(queries) struct queries list = {.arena = arena};
 *     TRY(queries_add_term(&list, term, err));
 *     TRY(queries_join(&out, &list, XAP_AND, err)); */

#include "xap.h"

struct queries {
    struct arena *arena; /* of the array */
    struct xap_query **at;
    size_t count, room;
};

/* Takes query over, also when it fails. */
enum status queries_add(struct queries *list, struct xap_query *query,
                        struct error *err) MUST_USE;
/* Of a term, with or without positions (terms.h). */
enum status queries_term(struct xap_query **out, struct str term,
                         struct error *err) MUST_USE;
enum status queries_add_term(struct queries *list, struct str term,
                             struct error *err) MUST_USE;
/* One node of all; the list is empty then.  An empty list gives NULL, the
 * query that matches nothing. */
enum status queries_join(struct xap_query **out, struct queries *list,
                         enum xap_op op, struct error *err) MUST_USE;
/* The same as a phrase: the members one behind the other, with `slack` other
 * words between in all. */
enum status queries_phrase(struct xap_query **out, struct queries *list,
                           uint32_t slack, struct error *err) MUST_USE;
/* *query op= other, for XAP_FILTER, XAP_AND_NOT...: both are taken over, *query
 * is NULL after an error. */
enum status queries_combine(struct xap_query **query, enum xap_op op,
                            struct xap_query *other,
                            struct error *err) MUST_USE;
void queries_release(struct queries *list);

CLEANUP_KIND(queries, struct queries, queries_release)

#endif
