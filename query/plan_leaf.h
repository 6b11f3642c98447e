#ifndef LIASSE_PLAN_LEAF_H
#define LIASSE_PLAN_LEAF_H

/* The leaves of a plan: for plan.c only. */

#include "accents.h"
#include "near.h"
#include "plan.h"

/* The state of one plan_make. */
struct planner {
    const struct plan_context *context;
    struct plan *plan;
    size_t tokens; /* analysed so far */
    size_t looked; /* times that an expansion was looked for */
    size_t wildcards;
    bool patterns;           /* has the query wildcards? */
    bool accents;            /* as in the context, but never with any */
    unsigned inside_not;     /* what is excluded is not marked */
    const struct node *near; /* the outermost PRÈS, checks all within it */
    size_t *where;
    struct error *err;
};

/* Of a token of plan_tokens, beside enum token_flag: its word is a pattern
 * (pattern.h), and it has no stem. */
enum { TOKEN_PATTERN = 1 << 16 };

/* The words of a leaf, wildcards made patterns (plan_tokens.c); references:
 * in place of the words that stand for them (analyse_fold).  STATUS_SYNTAX:
 * more words or wildcards than a query may have, a wildcard with too few
 * letters. */
enum status plan_tokens(struct tokens *out, struct planner *planner,
                        const struct node *leaf, bool references) MUST_USE;

/* The words of a family that a TOKEN_PATTERN stands for; the first that is cut
 * is noted in the plan. */
enum status plan_matching(struct str **out, size_t *count,
                          struct planner *planner, struct str prefix,
                          const struct token *token) MUST_USE;

/* What a part of the tree became. */
struct piece {
    struct xap_query *query;
    bool empty;    /* no word in it: as if it were not there */
    bool weak;     /* stop words only: dropped beside others */
    bool repeated; /* stands there before: without a query */
};

/* The words of a leaf for PRÈS: its slots, one a word, with every term that
 * may stand there (plan_slots.c).  STATUS_SYNTAX when it is none of
 * words. */
enum status plan_slots(struct near *out, struct planner *planner,
                       const struct node *leaf) MUST_USE;
/* An error at a leaf's place in the query. */
enum status plan_leaf_error(struct planner *planner, const struct node *leaf,
                            const char *text);

/* Words that stand one behind the other, or a single one. */
struct unit {
    const struct token *at;
    size_t count;
    bool exact;
    uint32_t slack; /* further words that may stand between */
    const struct target *target;
    struct str text; /* that the tokens are of; empty where wildcards changed
                        their places */
};

/* A unit: ranked by its stems, filtered by its words. */
enum status plan_unit(struct xap_query **out, struct planner *planner,
                      const struct unit *unit) MUST_USE;

/* Acronyms (plan_acronyms.c).  To the query of a word: or else what the word
 * stands for.  Taken over also when it fails. */
enum status plan_expand_word(struct xap_query **query, struct planner *planner,
                             const struct unit *unit) MUST_USE;
/* The acronym of the words that start with the first token: NULL for none,
 * else *words = how many it covers. */
enum status plan_shorten_words(struct xap_query **out, size_t *words,
                               struct planner *planner,
                               const struct token *tokens, size_t count,
                               const struct target *target) MUST_USE;

/* "cour d'appel" is "cours d'appel" too, and the other way round
 * (plan_courts.c): as words from the first token on, *words of them, as part
 * of a phrase.  NULL for none. */
enum status plan_court_words(struct xap_query **out, size_t *words,
                             struct planner *planner,
                             const struct token *tokens, size_t count,
                             const struct target *target) MUST_USE;
enum status plan_court_phrase(struct xap_query **out, struct planner *planner,
                              const struct unit *unit) MUST_USE;

/* Notes a word (rank: what it adds to the score, or NULL) or a value of the
 * query in the plan, when it is wanted (plan_terms.c). */
enum status plan_note_word(struct planner *planner, const struct unit *unit,
                           const struct token *token,
                           const struct xap_query *rank) MUST_USE;
/* The terms noted from number `from` on add to a score only where `query`
 * (borrowed) matches: a branch of an OR. */
enum status plan_note_branch(struct planner *planner, size_t from,
                             const struct xap_query *query) MUST_USE;
/* The same, of acronyms: their weight counts times `factor`. */
enum status plan_note_scale(struct planner *planner, size_t from,
                            double factor) MUST_USE;
enum status plan_note_value(struct planner *planner, const struct node *leaf,
                            struct str key) MUST_USE;

/* One family of words: the prefix of its terms, in the text without those
 * words that stand only outside it; and its letter as to places (terms.h). */
struct family {
    struct str prefix, places;
    bool in_text;
};

/* The family of a prefix; not the text, which has none. */
struct family family_with(struct str prefix);
/* The i-th family of a target (NULL = every word), and whether the one before
 * is the same: the two group fields share one. */
struct family family_of(const struct target *target, size_t i);
bool family_is_repeated(const struct target *target, size_t i);

/* Does a form go with a word of the query, as to accents? */
enum accent_fit plan_fit(const struct planner *planner,
                         const struct token *token, struct str form);

/* How a form of a word that fits in so far must stand in a document: the
 * kinds of terms (terms.h), in capitals only where that is what it lacks
 * accents for.  The number of kinds. */
size_t plan_kinds(struct str out[2], enum accent_fit fit);

/* The words of a unit in one family, as a phrase. */
enum status family_query(struct xap_query **out, struct planner *planner,
                         const struct unit *unit,
                         const struct family *family) MUST_USE;

/* Notes the pairs of a stretch of bare words in planner->plan (plan_pairs.c).
 */
enum status plan_pairs(struct planner *planner,
                       const struct tokens *tokens) MUST_USE;

/* Adds to planner->plan->exact what a stretch of bare words names: the
 * documents of its references, and those with exactly this title
 * (plan_named.c). */
enum status plan_named(struct planner *planner,
                       const struct node *leaf) MUST_USE;

/* Adds the same words in sentences that cite a document to
 * planner->plan->cited. */
enum status plan_cited(struct planner *planner,
                       const struct tokens *tokens) MUST_USE;

/* Any leaf; loose = its bare words are OR, not AND. */
enum status plan_leaf(struct piece *out, struct planner *planner,
                      const struct node *leaf, bool loose) MUST_USE;

#endif
