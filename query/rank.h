#ifndef LIASSE_RANK_H
#define LIASSE_RANK_H

/* The parameters of ranking, all in one place.
 *
 * All on SP-Codes' train queries by the programs themselves
 * (tests/bench/RESULTS.md), A R@100 / MAP / MRR, then B; chosen on plateaus, by
 * a scorer that equals them: no step of a parameter to its neighbour changes
 * R@100 by more than .5.
 *
 * BM25: k1 1.3 and b .5, for the words of citing sentences count in document
 * lengths (.75 without them; with them it loses .2 and 1.3 MRR).  k3 1 (each
 * word of a query counts once, so it changes nothing). */

#include "schema.h"

#include <stdint.h>

static const struct rank {
    double k1, k3, b, min_normlen;
} rank = {.k1 = 1.3, .k3 = 1, .b = 0.5, .min_normlen = 0};

/* Re-ranking by pairs (FRENCH.md 2, row i): words that stand side by side in
 * the query and in a document add `weight` times the pair's rarity, `heading`
 * times as much where a title, path or rubric has them. */
static const struct rank_pairs {
    double weight, heading;
} rank_pairs = {.weight = 0.4, .heading = 1.85};

/* Re-ranking by section (FRENCH.md 2, row m; 7, row 1): a hit gains a share of
 * the best score in its section, in the section above, in its mirror and in
 * its chapter by number (index/section_keys.h), for what answers a question of
 * law is often a run of articles.  .8, .4, .6 instead of .7, .3, .4: + .4 / .1
 * / - .4, + .2 / .4 / .2.  The chapter: + 1.3 / .4 / 0, - .3 / .1 / 0; .3 to
 * .6 are within .5 of one another.
 *
 * The first RANK_KEPT keep their order, because the gain in recall costs the
 * first answer; with citing sentences that is better than it was, so 2 instead
 * of 5 (DESIGN.md 5): MAP + 1.0 and + 1.5, MRR - .4 and - .1; 1 instead of 2:
 * MAP + .5 and + .6, MRR - .4 and - .4. */
static const double rank_sections[SECTION_GROUPS] = {
    [SECTION_OWN] = 0.8,
    [SECTION_ABOVE] = 0.4,
    [SECTION_MIRROR] = 0.6,
    [SECTION_CHAPTER] = 0.5,
};

/* Re-ranking by headings: a hit gains a share of the weight of the query's
 * words (the sum of their rarities, each `least` at least), as great as the
 * share of a heading's words that the query says; each level further up counts
 * `fade` times the one below.  Nothing moves among the first RANK_KEPT.
 * Without:
 * - .4 / .1 / .2, - .6 / .3 / .1; .2 to .35 are within .3 of one another, fade
 * .5 to .7 too; a share by rarities instead of by number is no better. */
static const struct rank_headings {
    double weight, fade, least;
} rank_headings = {.weight = 0.3, .fade = 0.6, .least = 0.7};

/* Sentences that cite a document (FRENCH.md 7, row 2), against its own words:
 * .3 to .5 are within .5 of one another, 1 loses 1 of R@100 and 3 of MAP. */
static const struct rank_cited {
    double weight;
} rank_cited = {.weight = 0.4};

/* A document that is not in force today, and each further version of the same
 * document or near-duplicate of the same text, keep this share.  Not measured:
 * the collection has one version of each article. */
static const struct rank_versions {
    double out_of_use, repeated;
} rank_versions = {.out_of_use = 0.7, .repeated = 0.5};

/* An acronym for its expansion and the other way round (FRENCH.md 2, row i):
 * each word that the query does not say itself counts so much.  All words of
 * an expansion together as one: B - .9 / .7 / .6; 1 instead of .5: + .3 / .3 /
 * .2, but an acronym may have several meanings. */
static const struct rank_acronyms {
    double weight;
} rank_acronyms = {.weight = 0.5};

enum {
    RANK_KEPT = 2,
    RANK_PAIR_DOCUMENTS = 100000, /* a pair that stands in more is no news */
    RANK_DEPTH = 1000,            /* hits that are re-ranked */
    RANK_DEPTH_DEEP = 3000,     /* the same when as many as RANK_DEPTH are asked
                                   for at once (evaluation runs) */
    RANK_COUNT_EXACT = 10000,   /* totals are exact at least up to here */
    RANK_WILDCARD_WORDS = 1000, /* words a wildcard stands for, the most
                                   frequent ones */
    RANK_WILDCARDS_WORDS = 4000, /* the same of all in a query together */
    RANK_HITS_MAX = 10000000,    /* offset + limit */
    /* What a search may cost (deadline.h), as nanoseconds; so much more for
     * each document of the index and each hit asked for.  Ordinary queries
     * need a tenth of it: of 1,260 of the benchmark and made of its phrases
     * none is cut at seven tenths (tests/bench/RESULTS.md). */
    RANK_WORK = 50000000,
    RANK_WORK_DOCUMENT = 150,
    RANK_WORK_HIT = 50000
};

#endif
