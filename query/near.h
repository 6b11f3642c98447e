#ifndef LIASSE_NEAR_H
#define LIASSE_NEAR_H

/* PRÈS and AVANT checked on positions, for what Xapian's own operators do not
 * take: phrases and further PRÈS beside PRÈS (DESIGN.md 4).
 *
 * Each operand gives the places where it stands in a document, from its first
 * word to its last; two of them are near when from the end of one to the start
 * of the other there are at most `distance` steps (side by side is 1), and
 * they do not overlap.  The place of both is from the first to the last.
 *
 * The work is bounded, by places and terms looked at: NEAR_WORK and for each
 * document that has the words NEAR_WORK_DOCUMENT, less where there are many
 * operands.  Over that the query is
 * refused (STATUS_SYNTAX), not cut. */

#include "search.h"

enum {
    NEAR_WORK = 4000000,
    NEAR_OPERANDS_FEW = 4, /* words, wildcards and phrases */
    NEAR_WORK_DOCUMENT = 2000,
    NEAR_WORK_DOCUMENT_MANY = 200 /* with more operands than a few */
};

enum near_kind {
    NEAR_WORDS, /* slots one behind the other: a word or a phrase */
    NEAR_ANY,   /* one of the children */
    NEAR_BOTH   /* the two children, near one another */
};

/* The terms that may stand at one place of a phrase, in bytewise order; not
 * where one of `without` stands (the same words in a title, when they are to
 * be in the text). */
struct near_slot {
    struct str *terms;
    size_t count;
    struct str *without;
    size_t without_count;
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
