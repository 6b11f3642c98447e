#ifndef LIASSE_PAGING_H
#define LIASSE_PAGING_H

/* Where the window of hits asked for stands in the list, from a request's
 * offset or its cursor, and the cursor behind it. */

#include "answer.h"
#include "cursor.h"

struct paging {
    uint32_t offset; /* hits before the window */
    uint32_t depth;  /* hits re-ranked; 0 = none */
    bool moved;      /* the index is another than the cursor was made from: the
                        offset holds only once paging_find has looked */
    struct cursor cursor; /* what the request came with */
    uint64_t request;     /* digest */
};

/* Before the search.  STATUS_SYNTAX: no cursor, or of another request, or a
 * window over RANK_HITS_MAX. */
enum status paging_start(struct paging *out, const struct request *request,
                         const struct search *search,
                         struct error *err) MUST_USE;

/* After a search for every match: the window begins behind the last hit that
 * the cursor knows. */
enum status paging_find(struct paging *paging, const struct request *request,
                        const struct xap_result *result, struct search *search,
                        struct error *err) MUST_USE;

/* The cursor behind the window, whose last hit is given; its score is that of
 * the list's order.  Into arena. */
enum status paging_next(struct str *out, const struct paging *paging,
                        const struct request *request,
                        const struct xap_hit *last, uint32_t end,
                        struct search *search, struct arena *arena,
                        struct error *err) MUST_USE;

/* The slot that a list is sorted by, XAP_NO_SLOT for relevance. */
uint32_t paging_slot(enum sort_order sort);

#endif
