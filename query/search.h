#ifndef LIASSE_SEARCH_H
#define LIASSE_SEARCH_H

/* One or more INDEX directories opened for searching: for each its `search`
 * and its `store`, and over all of them one Xapian reader, so that scores
 * compare.
 *
 * `search` is always opened or moved on before `store`: what it names, the
 * store then has at least in that state (DESIGN.md, "The join").  A rebuild
 * is noticed by the stub naming another generation.
 *
 *     AUTO(search) struct search *search = NULL;
 *     TRY(search_new(&search, paths, count, err));
 *     TRY(search_refresh(search, err));          before each request
 *     TRY(search_run(&result, search, query, &how, &arena, err)); */

#include "acronyms.h"
#include "analyse.h"
#include "lexicon.h"
#include "columns.h"
#include "store.h"
#include "terms.h"
#include "words.h"

struct search;

/* One INDEX of several. */
struct search_part {
    struct layout layout;
    struct xap_reader *reader; /* of its `search` alone */
    struct store *store;
    uint32_t generation;
    uint64_t sequence;          /* the last that `search` has from the store */
    struct wordlists wordlists; /* of its `search` */
    char stamp[WORDS_STAMP];    /* and their stamp */
};

/* Opens nothing yet. */
enum status search_new(struct search **out, const char *const *paths,
                       size_t count, struct error *err) MUST_USE;
void search_close(struct search *search);
/* Gives back what was kept of the tables to be read quickly, some 12 MB; it
 * stays at its state, and reads them anew when it is asked again. */
void search_rest(struct search *search);

/* Opens what is not open and moves to the newest state.  STATUS_NOT_FOUND: no
 * `search` (or no store) yet, STATUS_FORMAT: another version made it; both
 * name the command that helps.  STATUS_STALE: try again. */
enum status search_refresh(struct search *search, struct error *err) MUST_USE;
/* The same for the stores alone: --show works before liasse-index ran. */
enum status search_refresh_stores(struct search *search,
                                  struct error *err) MUST_USE;

/* The values of one part by column, at the revision opened. */
enum status search_columns(struct columns **out, struct search *search,
                           size_t part, struct error *err) MUST_USE;

/* The positions of one part, at the revision opened. */
struct positions;
enum status search_positions(struct positions **out, struct search *search,
                             size_t part, struct error *err) MUST_USE;

/* The table of postings of one part; NULL where Xapian reads it. */
struct postings;
enum status search_postings(struct postings **out, struct search *search,
                            size_t part, struct error *err) MUST_USE;

enum status search_run(struct xap_result *out, struct search *search,
                       const struct xap_query *query,
                       const struct xap_search *how, struct arena *arena,
                       struct error *err) MUST_USE;

/* How many match, by Xapian's own matcher: for a query that few documents
 * limit (search_docids_query), in which phrases then cost little. */
enum status search_count_few(uint32_t *out, struct search *search,
                             const struct xap_query *query, struct arena *arena,
                             struct error *err) MUST_USE;

/* Every match, in docid order, with no score. */
enum status search_all(struct xap_result *out, struct search *search,
                       const struct xap_query *query, struct arena *arena,
                       struct error *err) MUST_USE;
/* Every term of the indexes that starts with prefix, bytewise order. */
enum status search_terms_from(struct search *search, struct str prefix,
                              xap_term_visit *visit, void *payload,
                              struct error *err) MUST_USE;
/* The terms of a document found; where a term stands in several (xap.h);
 * xap_query_docids. */
enum status search_terms(struct search *search, xap_docid docid,
                         xap_term_visit *visit, void *payload,
                         struct error *err) MUST_USE;
enum status search_positions_of(struct search *search, struct str term,
                                const xap_docid *docids, size_t count,
                                xap_places_visit *visit, void *payload,
                                struct error *err) MUST_USE;
enum status search_docids_query(struct xap_query **out, struct search *search,
                                const xap_docid *docids, size_t count,
                                struct error *err) MUST_USE;

/* Words of a stem over all indexes: a plan_forms (plan.h), payload the
 * struct search. */
enum status search_forms(void *search, struct str **out, size_t *count,
                         struct str stem, struct arena *arena,
                         struct error *err) MUST_USE;

/* Words that match a pattern over all indexes, until the next search_refresh:
 * a plan_lookup (plan.h), payload the struct search. */
enum status search_words(void *search, struct str **out, size_t *count,
                         bool *cut, struct str prefix,
                         const struct pattern *pattern, size_t max,
                         struct error *err) MUST_USE;
/* Every word of a family (lexicon.h). */
enum status search_lexicon(const struct lexicon_word **out, size_t *count,
                           struct search *search, struct str prefix,
                           struct error *err) MUST_USE;
/* The documents that have a term. */
enum status search_term_freq(uint32_t *out, struct search *search,
                             struct str term, struct error *err) MUST_USE;

/* Acronyms over all indexes: a plan_expand and a plan_shorten (plan.h), payload
 * the struct search. */
enum status search_expand(void *search, struct sense **out, size_t *count,
                          struct str word, struct arena *arena,
                          struct error *err) MUST_USE;
enum status search_shorten(void *search, struct sense **out, size_t *count,
                           const struct token *tokens, size_t token_count,
                           struct arena *arena, struct error *err) MUST_USE;

size_t search_part_count(const struct search *search);
struct search_part *search_part(struct search *search, size_t i);
/* The part that a docid of a result belongs to, and its docid there. */
struct search_part *search_part_of(struct search *search, xap_docid docid,
                                   xap_docid *local);
/* A value of a hit, from `search`. */
enum status search_value(struct str *out, struct search *search,
                         xap_docid docid, uint32_t slot, struct arena *arena,
                         struct error *err) MUST_USE;
/* The values of a slot of several hits, docids ascending (xap.h). */
enum status search_values_of(struct search *search, uint32_t slot,
                             const xap_docid *docids, size_t count,
                             xap_value_visit *visit, void *payload,
                             struct error *err) MUST_USE;
enum status search_doc_count(uint32_t *out, struct search *search,
                             struct error *err) MUST_USE;
/* The document of a uid, from the first store that has it, into arena;
 * *found tells whether one has. */
enum status search_document(bool *found, struct document *out,
                            struct search *search, struct str uid,
                            struct arena *arena, struct error *err) MUST_USE;
/* A digest of the states that all indexes are in: another after a commit or
 * a rebuild. */
uint64_t search_state(const struct search *search);
/* Records that wait for liasse-index. */
enum status search_pending(uint64_t *out, struct search *search,
                           struct error *err) MUST_USE;
/* With the word lists of the index; another one after a refresh. */
struct analyser *search_analyser(struct search *search);

CLEANUP_HANDLE(search, struct search, search_close)

#endif
