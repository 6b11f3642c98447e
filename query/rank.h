#ifndef LIASSE_RANK_H
#define LIASSE_RANK_H

/* The parameters of ranking, all in one place.
 *
 * BM25: FRENCH.md 5, point 6, measured on the retrieval collection: k1 1.5,
 * b 0.75, no lower bound on document length; k3 1 (each word of a query
 * counts once, so it changes nothing). */

#include <stdint.h>

static const struct rank {
    double k1, k3, b, min_normlen;
} rank = {.k1 = 1.5, .k3 = 1, .b = 0.75, .min_normlen = 0};

enum {
    RANK_COUNT_EXACT = 10000,   /* totals are exact at least up to here */
    RANK_WILDCARD_WORDS = 1000, /* words a wildcard stands for, the most
                                   frequent ones */
    RANK_HITS_MAX = 10000000    /* offset + limit */
};

#endif
