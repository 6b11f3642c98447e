#ifndef LIASSE_NEAR_H
#define LIASSE_NEAR_H

/* PRÈS and AVANT checked on positions, for what is more than one word beside
 * another (sweep_places.h): phrases and further PRÈS beside PRÈS (DESIGN.md 4).
 *
 * Each operand stands at places, from its first word to its last; two of them
 * are near when from the end of one to the start of the other there are at
 * most `distance` steps (side by side is 1), and they do not overlap.  The
 * place of both is from the first to the last.  Such places are never listed,
 * there may be more of them than words: where an operand can end, when it must
 * start behind one of given places, is all that is asked of it, and takes one
 * walk over its words.
 *
 * The work is part of that of the whole search (rank.h: RANK_WORK); over it the
 * query is refused (STATUS_SYNTAX), not cut. */

#include "search.h"

enum { NEAR_STEP = 5 /* nanoseconds of a step, about */ };

enum near_kind {
    NEAR_WORDS, /* slots one behind the other: a word or a phrase */
    NEAR_ANY,   /* one of the children */
    NEAR_BOTH   /* the two children, near one another */
};

/* The words that may stand at one place of a phrase (names of places,
 * terms.h), in bytewise order. */
struct near_slot {
    struct str *terms;
    size_t count;
};

struct near {
    enum near_kind kind;
    struct near_slot *slots;
    size_t slot_count;
    uint32_t distance;
    bool ordered;
    struct near *child, *next;
};

/* The documents, of those that candidates finds, where it holds: a plan_near
 * (plan.h), payload the struct search. */
enum status search_near(void *search, struct xap_query **out,
                        const struct xap_query *candidates,
                        const struct near *near, struct arena *arena,
                        struct error *err) MUST_USE;

#endif
