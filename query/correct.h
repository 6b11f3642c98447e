#ifndef LIASSE_CORRECT_H
#define LIASSE_CORRECT_H

/* Did you mean: for words of a query that no document has, or hardly one, a
 * word of the index that is spelt nearly so.
 *
 * The words come from the index itself (of a field, from that field), so what
 * is proposed is found.  Accents count for nothing in the distance and
 * decide nothing but this: a word that is there with other accents only is
 * proposed with those.  Of equal distance the same first letter wins, then
 * the more frequent word.  Numbers, references, stop words, exclusions and
 * wildcards are left alone. */

#include "ast.h"
#include "plan.h"
#include "search.h"

enum {
    CORRECTIONS_MAX = 8,
    CORRECT_LETTERS_MIN = 3,
    CORRECT_RARE = 2,        /* documents of a word that may be a slip */
    CORRECT_RARE_TIMES = 50, /* how much more frequent the other must be */
    CORRECT_FEW_HITS = 10    /* with more hits rare words are believed */
};

struct correction {
    struct str word;        /* as typed: a slice of the query */
    struct str replacement; /* a word of the index, in small letters */
    uint32_t documents;     /* that have it */
};

struct corrections {
    struct correction at[CORRECTIONS_MAX];
    size_t count;
    struct str query; /* with all of them made; empty when there are none */
};

/* root: the tree of context->query; total: the hits it has.  Into the
 * context's arena. */
enum status corrections_find(struct corrections *out, struct search *search,
                             const struct node *root, uint64_t total,
                             const struct plan_context *context,
                             struct error *err) MUST_USE;

#endif
