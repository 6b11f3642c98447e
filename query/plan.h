#ifndef LIASSE_PLAN_H
#define LIASSE_PLAN_H

/* Tree (ast.h) -> Xapian query over the terms of common/store/terms.h.
 *
 * Stems rank, words with positions filter: a bare word is the term of its
 * stem; a phrase, an exact word or a word in a field is FILTER(stems, what
 * must stand there).  Conditions (values, dates) have no weight.  Every word
 * goes through analyse(), as the texts did.
 *
 * Stop words are left out beside others; they are searched when the query
 * holds nothing else, and always within quotes.
 *
 * any: what stands side by side without an operator is OR instead of AND,
 * but conditions (every leaf with a field) and what is excluded stay.
 */

#include "acronyms.h"
#include "analyse.h"
#include "ast.h"
#include "marks.h"
#include "pattern.h"
#include "xap.h"

/* Gives the words of a stem (vocabulary_forms over one or more indexes). */
typedef enum status plan_forms(void *payload, struct str **out, size_t *count,
                               struct str stem, struct arena *arena,
                               struct error *err);

/* Gives the words of a family (the prefix of its terms) that match a pattern
 * (search_words): at most `max`, the most frequent; *cut tells whether there
 * are more. */
typedef enum status plan_lookup(void *payload, struct str **out, size_t *count,
                                bool *cut, struct str prefix,
                                const struct pattern *pattern, size_t max,
                                struct error *err);

/* Acronyms, both ways (acronyms.h). */
typedef enum status plan_expand(void *payload, struct sense **out,
                                size_t *count, struct str word,
                                struct arena *arena, struct error *err);
typedef enum status plan_shorten(void *payload, struct sense **out,
                                 size_t *count, const struct token *tokens,
                                 size_t token_count, struct arena *arena,
                                 struct error *err);

/* The keys by which the document of a uid or a cid is cited (search_keys). */
typedef enum status plan_keys(void *payload, struct str **out, size_t *count,
                              struct str value, struct arena *arena,
                              struct error *err);

/* PRÈS and AVANT on positions (search_near). */
struct near;
typedef enum status plan_near(void *payload, struct xap_query **out,
                              const struct xap_query *candidates,
                              const struct near *near, struct arena *arena,
                              struct error *err);

/* Two words side by side in the query (stop words between them count): where
 * they stand so in texts, and in titles, paths and rubrics.  Re-ranking looks
 * them up; the search itself does not know them. */
struct plan_pair {
    struct xap_query *anywhere, *heading;
};

enum { PLAN_PAIRS_MAX = 16, PLAN_TERMS_MAX = 64, PLAN_STEMS_MAX = 64 };

/* A word or value of the query as it was searched: for --explain. */
struct plan_term {
    struct str typed; /* a slice of the query */
    struct str word;  /* in normal form; a pattern; the key of a value */
    struct str stem;  /* empty: it does not rank by one */
    const struct target *target;
    bool exact, pattern, value; /* at most one */
    bool excluded;
    bool acronym; /* not typed: one for what was, or what one stands for */
    bool weak; /* stop words, left out where others stand beside them */
    struct xap_query *rank; /* owned; what it adds to a score, NULL nothing */
};

struct plan_context {
    struct analyser *analyser;
    plan_forms *forms;
    plan_lookup *words;
    plan_near *near;
    plan_keys *keys;       /* NULL: a uid is only cited as such */
    plan_expand *expand;   /* NULL: acronyms stand for nothing */
    plan_shorten *shorten; /* the same */
    void *payload;         /* of all of them */
    bool accents;        /* an accent typed leaves other words out */
    struct arena *arena; /* of the request */
    struct str query;    /* for positions in errors */
    bool pairs;          /* are pairs wanted? */
    bool exact;          /* every word as it is written (--exact) */
    bool explain;        /* are the terms wanted? */
};

struct plan {
    struct xap_query *query; /* owned; NULL matches nothing */
    struct marks marks;      /* in the context's arena */
    size_t words;            /* words searched, without those left out */
    bool accents;            /* an accent typed left words out */
    struct str wildcard_cut; /* the first that stands for too many words */
    size_t wildcard_words;   /* so many of them were searched */
    struct plan_pair pairs[PLAN_PAIRS_MAX]; /* queries owned */
    size_t pair_count;
    struct plan_term *terms; /* the first PLAN_TERMS_MAX, if wanted */
    size_t term_count;
    struct xap_query *exact; /* owned: what the query names by its number or
                                its title; NULL = nothing */
    struct xap_query *cited; /* owned: its words in sentences that cite a
                                document; NULL = none */
    struct str *stems;       /* its words without stop words and references,
                                in the context's arena, at most
                                PLAN_STEMS_MAX */
    size_t stem_count;
};

/* STATUS_SYNTAX (with *where): nothing to search for, a wildcard beside less
 * than QUERY_PATTERN_MIN letters, over QUERY_WORDS_MAX words or
 * QUERY_WILDCARDS_MAX wildcards. */
enum status plan_make(struct plan *out, size_t *where, const struct node *root,
                      bool any, const struct plan_context *context,
                      struct error *err) MUST_USE;
void plan_release(struct plan *plan);

CLEANUP_KIND(plan, struct plan, plan_release)

#endif
