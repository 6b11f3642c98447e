#ifndef LIASSE_XAP_H
#define LIASSE_XAP_H

/* The C binding of xapian-core: the only way to Xapian in this project.
 *
 * Thin and without policy: no prefix, no field, no language, no retry is
 * decided here.  Handles are opaque; no C++ type and no exception crosses
 * this header.  Every function that can fail returns a status:
 *
 *     STATUS_LOCKED     another writer holds the lock
 *     STATUS_STALE      the revision read is gone: xap_reader_reopen, retry
 *     STATUS_NOT_FOUND  no such database, document or key
 *     STATUS_LIMIT      a term over XAP_TERM_MAX bytes, a key over XAP_KEY_MAX
 *     STATUS_TIMEOUT    a search whose time is over (deadline.h)
 *     STATUS_IO         any other Xapian error (disk, damage)
 *     STATUS_NOMEM, STATUS_BUG
 *
 * Before Xapian opens or reopens anything, its version file is checked
 * (version_file.h): a damaged one is STATUS_IO.
 *
 * After any failure but NOT_FOUND and LIMIT a writer is dead: close it.  A
 * handle belongs to one thread at a time.  Strings are bytes, never
 * NUL-terminated; what a function gives out by struct str * is copied into
 * the caller's arena or stays valid as its comment says. */

#include "arena.h"
#include "buf.h"
#include "error.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    XAP_TERM_MAX = 245, /* bytes; a zero byte counts twice */
    XAP_KEY_MAX = 251   /* of a metadata key */
};

typedef uint32_t xap_docid; /* from 1 */

/* The version of the library linked, such as "1.4.22". */
const char *xap_version(void);

/* ---- documents ------------------------------------------------------- */

struct xap_document;

enum status xap_document_new(struct xap_document **out,
                             struct error *err) MUST_USE;
void xap_document_free(struct xap_document *document);
/* Takes out a term that it has, with all that belongs to it. */
enum status xap_document_remove(struct xap_document *document, struct str term,
                                struct error *err) MUST_USE;
/* Empties it for the next document. */
enum status xap_document_clear(struct xap_document *document,
                               struct error *err) MUST_USE;
enum status xap_document_data(struct xap_document *document, struct str data,
                              struct error *err) MUST_USE;
/* Adds wdf to the term's within-document frequency; 0 makes it boolean. */
enum status xap_document_term(struct xap_document *document, struct str term,
                              uint32_t wdf, struct error *err) MUST_USE;
enum status xap_document_value(struct xap_document *document, uint32_t slot,
                               struct str value, struct error *err) MUST_USE;

/* ---- writing --------------------------------------------------------- */

struct xap_writer;

/* Opens or creates the glass database in the directory path, in the default
 * (synced) mode.  `fresh` insists on an empty one: what is there is
 * overwritten. `no_sync` is for a build directory that the caller syncs as
 * a whole before anyone reads it. */
enum status xap_writer_open(struct xap_writer **out, const char *path,
                            bool fresh, bool no_sync,
                            struct error *err) MUST_USE;
/* Drops what is not committed and gives the lock back; NULL is fine.  Never
 * commits. */
void xap_writer_close(struct xap_writer *writer);

/* Every change below wants an open transaction, STATUS_BUG otherwise. */
enum status xap_writer_begin(struct xap_writer *writer,
                             struct error *err) MUST_USE;
enum status xap_writer_commit(struct xap_writer *writer,
                              struct error *err) MUST_USE;
enum status xap_writer_cancel(struct xap_writer *writer,
                              struct error *err) MUST_USE;

enum status xap_writer_add(xap_docid *out, struct xap_writer *writer,
                           const struct xap_document *document,
                           struct error *err) MUST_USE;
/* Replaces or creates the document with this docid. */
enum status xap_writer_replace(struct xap_writer *writer, xap_docid docid,
                               const struct xap_document *document,
                               struct error *err) MUST_USE;
/* The document as it is, to be changed and replaced: what is not changed is
 * not written again. */
enum status xap_writer_document(struct xap_document *out,
                                struct xap_writer *writer, xap_docid docid,
                                struct error *err) MUST_USE;
/* STATUS_NOT_FOUND when there is no such document. */
enum status xap_writer_delete(struct xap_writer *writer, xap_docid docid,
                              struct error *err) MUST_USE;
/* An empty value removes the key. */
enum status xap_writer_metadata_set(struct xap_writer *writer, struct str key,
                                    struct str value,
                                    struct error *err) MUST_USE;

/* What the writer sees, uncommitted changes included: a borrowed reader that
 * dies with the writer (never close it). */
struct xap_reader *xap_writer_reader(struct xap_writer *writer);

/* ---- reading --------------------------------------------------------- */

struct xap_reader;

/* Opens a database directory or a stub file. */
enum status xap_reader_open(struct xap_reader **out, const char *path,
                            struct error *err) MUST_USE;
/* Adds a further database: docids are then interleaved as Xapian does. */
enum status xap_reader_add(struct xap_reader *reader, const char *path,
                           struct error *err) MUST_USE;
/* Moves to the newest revision; *changed (may be NULL) tells if it moved. */
enum status xap_reader_reopen(struct xap_reader *reader, bool *changed,
                              struct error *err) MUST_USE;
void xap_reader_close(struct xap_reader *reader);
/* The revision that is read; STATUS_NOT_FOUND of several databases, or one
 * that is far. */
enum status xap_reader_revision(uint64_t *out, struct xap_reader *reader,
                                struct error *err) MUST_USE;

enum status xap_reader_doc_count(uint32_t *out, struct xap_reader *reader,
                                 struct error *err) MUST_USE;
enum status xap_reader_last_docid(xap_docid *out, struct xap_reader *reader,
                                  struct error *err) MUST_USE;
enum status xap_reader_average_length(double *out, struct xap_reader *reader,
                                      struct error *err) MUST_USE;
enum status xap_reader_doc_length(uint32_t *out, struct xap_reader *reader,
                                  xap_docid docid, struct error *err) MUST_USE;
/* The stored data, into arena. */
enum status xap_reader_data(struct str *out, struct xap_reader *reader,
                            xap_docid docid, struct arena *arena,
                            struct error *err) MUST_USE;
enum status xap_reader_value(struct str *out, struct xap_reader *reader,
                             xap_docid docid, uint32_t slot,
                             struct arena *arena, struct error *err) MUST_USE;
/* Empty when the key is not set. */
enum status xap_reader_metadata(struct str *out, struct xap_reader *reader,
                                struct str key, struct arena *arena,
                                struct error *err) MUST_USE;
enum status xap_reader_term_freq(uint32_t *out, struct xap_reader *reader,
                                 struct str term, struct error *err) MUST_USE;
/* Lowest and highest value of a slot, into arena; empty when unused.  After
 * deletions they may be too wide. */
enum status xap_reader_value_bounds(struct str *low, struct str *high,
                                    struct xap_reader *reader, uint32_t slot,
                                    struct arena *arena,
                                    struct error *err) MUST_USE;

/* Walks.  Each calls visit for every item in order; a visitor that returns
 * STATUS_DONE ends the walk well (the walk then returns STATUS_OK), any
 * other status but OK ends it with that status.  Slices live for the call
 * only. */
typedef enum status xap_key_visit(void *payload, struct str key);
typedef enum status xap_term_visit(void *payload, struct str term,
                                   uint32_t count);
typedef enum status xap_posting_visit(void *payload, xap_docid docid,
                                      uint32_t wdf);
typedef enum status xap_value_visit(void *payload, xap_docid docid,
                                    struct str value);
typedef enum status xap_places_visit(void *payload, size_t i,
                                     const uint32_t *positions, size_t count);

/* The first metadata key from `from` on that starts with prefix, as `from`
 * does; into arena.  STATUS_NOT_FOUND. */
enum status xap_reader_key_from(struct str *out, struct xap_reader *reader,
                                struct str prefix, struct str from,
                                struct arena *arena,
                                struct error *err) MUST_USE;
/* Every metadata key that starts with prefix, bytewise order. */
enum status xap_reader_keys(struct xap_reader *reader, struct str prefix,
                            xap_key_visit *visit, void *payload,
                            struct error *err) MUST_USE;
/* Every term that starts with prefix; count = term frequency (documents). */
enum status xap_reader_terms(struct xap_reader *reader, struct str prefix,
                             xap_term_visit *visit, void *payload,
                             struct error *err) MUST_USE;
/* The terms of one document; count = wdf. */
enum status xap_reader_document_terms(struct xap_reader *reader,
                                      xap_docid docid, xap_term_visit *visit,
                                      void *payload,
                                      struct error *err) MUST_USE;
/* Those of them that start with prefix. */
enum status xap_reader_document_prefix(struct xap_reader *reader,
                                       xap_docid docid, struct str prefix,
                                       xap_term_visit *visit, void *payload,
                                       struct error *err) MUST_USE;
/* The documents of a term, by docid; the empty term = every document. */
enum status xap_reader_postings(struct xap_reader *reader, struct str term,
                                xap_posting_visit *visit, void *payload,
                                struct error *err) MUST_USE;
/* The non-empty values of a slot, by docid, from docid `first` on. */
enum status xap_reader_values(struct xap_reader *reader, uint32_t slot,
                              xap_docid first, xap_value_visit *visit,
                              void *payload, struct error *err) MUST_USE;

/* The same for count docids, ascending: skips what lies between. */
enum status xap_reader_values_of(struct xap_reader *reader, uint32_t slot,
                                 const xap_docid *docids, size_t count,
                                 xap_value_visit *visit, void *payload,
                                 struct error *err) MUST_USE;

/* The documents of a term, docids ascending, for who reads many at once. */
struct xap_postings;
/* The empty term = every document.  Closes before the reader does. */
enum status xap_postings_open(struct xap_postings **out,
                              struct xap_reader *reader, struct str term,
                              struct error *err) MUST_USE;
/* The next postings, at most `room`; *count = 0 at the end.  wdfs may be
 * NULL. */
enum status xap_postings_read(size_t *count, struct xap_postings *postings,
                              xap_docid *docids, uint32_t *wdfs, size_t room,
                              struct error *err) MUST_USE;
/* What is read next starts at `docid` or behind; never goes back. */
enum status xap_postings_seek(struct xap_postings *postings, xap_docid docid,
                              struct error *err) MUST_USE;
void xap_postings_close(struct xap_postings *postings);

/* The lengths of all documents into out[docid], docids up to `last`; 0 where
 * there is no document. */
enum status xap_reader_lengths(uint32_t *out, struct xap_reader *reader,
                               xap_docid last, struct error *err) MUST_USE;

/* ---- query trees ------------------------------------------------------ */

/* A node takes its children over, also when it fails (their places in the
 * array become NULL): after the call the caller owns *out (on success) or
 * nothing.  A NULL child is the query that
 * matches nothing. */
struct xap_query;

enum status xap_query_term(struct xap_query **out, struct str term,
                           uint32_t wqf, struct error *err) MUST_USE;
/* Matches every document; weight 0. */
enum status xap_query_all(struct xap_query **out, struct error *err) MUST_USE;
enum xap_op {
    XAP_AND,
    XAP_OR,
    XAP_AND_NOT,   /* first without any of the others */
    XAP_FILTER,    /* first, weighted, within the others, unweighted */
    XAP_AND_MAYBE, /* first, the others only add weight */
    XAP_SYNONYM,   /* one weight for all, as if one term */
    XAP_MAX        /* the largest weight */
};
enum status xap_query_op(struct xap_query **out, enum xap_op op,
                         struct xap_query **children, size_t count,
                         struct error *err) MUST_USE;
/* The OR of those `best` children (0 = 10) that can add most weight. */
enum status xap_query_elite(struct xap_query **out, struct xap_query **children,
                            size_t count, uint32_t best,
                            struct error *err) MUST_USE;
/* Of the documents that may have a word for each place, those where a checker
 * says that the words stand as they should. */
struct xap_words {
    struct str *at;
    size_t count;
};
struct xap_places {
    struct xap_words *places; /* the words that may stand at each */
    size_t count;
    uint32_t window; /* from first to last word at most so many places */
    bool ordered;
};
/* Asked within a search, of one database at a time (of several each has a
 * state of its own).  Must not throw, longjmp or use the reader's matching
 * functions. */
struct xap_checker {
    /* *most: documents that have the words, about at most. */
    enum status (*start)(void **state, uint32_t *most,
                         const struct xap_places *places,
                         struct xap_reader *reader, struct error *err);
    /* The first document from a docid on that has the words; UINT32_MAX: there
     * is none.  Docids ascend, here and below. */
    enum status (*next)(xap_docid *out, void *state, xap_docid docid,
                        struct error *err);
    enum status (*holds)(bool *out, void *state, xap_docid docid,
                         struct error *err);
    void (*end)(void *state); /* NULL is fine */
};
/* A term without a posting list: its documents are those that a checker finds
 * for it as the only word of one place.  Else as xap_query_term with wqf 1 of
 * a term with wdf 0. */
enum status xap_query_word(struct xap_query **out, struct str term,
                           const struct xap_checker *checker,
                           struct error *err) MUST_USE;
/* Children must be terms or XAP_OR/XAP_SYNONYM of such, STATUS_BUG for
 * anything else.  The checker lives as long as the query; not for databases
 * far away. */
enum status xap_query_places(struct xap_query **out,
                             struct xap_query **children, size_t count,
                             uint32_t window, bool ordered,
                             const struct xap_checker *checker,
                             struct error *err) MUST_USE;
enum status xap_query_scale(struct xap_query **out, struct xap_query *child,
                            double factor, struct error *err) MUST_USE;
/* Bytewise on the values of a slot, both ends included; an empty `high` is
 * no upper end, an empty `low` no lower one.  Documents without a value do
 * not match. */
enum status xap_query_value_range(struct xap_query **out, uint32_t slot,
                                  struct str low, struct str high,
                                  struct error *err) MUST_USE;
/* Terms that start with prefix, at most `max` of them (not 0), the most
 * frequent. */
enum status xap_query_wildcard(struct xap_query **out, struct str prefix,
                               uint32_t max, struct error *err) MUST_USE;
/* Exactly these documents of the reader (ascending), weight 0.  For searches
 * of the same reader at the same revision. */
enum status xap_query_docids(struct xap_query **out, struct xap_reader *reader,
                             const xap_docid *docids, size_t count,
                             struct error *err) MUST_USE;
/* A copy that shares the tree. */
enum status xap_query_copy(struct xap_query **out,
                           const struct xap_query *query,
                           struct error *err) MUST_USE;
/* Xapian's own description, into arena: for --explain and tests. */
enum status xap_query_describe(struct str *out, const struct xap_query *query,
                               struct arena *arena, struct error *err) MUST_USE;
void xap_query_free(struct xap_query *query);

/* What a query was made of, to be looked at; lives as long as the query. */
struct xap_node;
enum xap_kind {
    XAP_KIND_NONE, /* matches nothing */
    XAP_KIND_ALL,
    XAP_KIND_TERM,
    XAP_KIND_OP,     /* enum xap_op over its children */
    XAP_KIND_RANGE,  /* of values */
    XAP_KIND_DOCIDS, /* xap_query_docids */
    XAP_KIND_PLACES, /* xap_query_places */
    XAP_KIND_OTHER
};
/* NULL for the query NULL and for one that matches nothing. */
const struct xap_node *xap_query_node(const struct xap_query *query);
enum xap_kind xap_node_kind(const struct xap_node *node);
enum xap_op xap_node_op(const struct xap_node *node);
size_t xap_node_count(const struct xap_node *node);
const struct xap_node *xap_node_child(const struct xap_node *node, size_t i);
struct str xap_node_term(const struct xap_node *node, uint32_t *wqf);
/* Of XAP_KIND_PLACES: its window, and whether it is a phrase. */
uint32_t xap_node_window(const struct xap_node *node, bool *ordered);
uint32_t xap_node_range(const struct xap_node *node, struct str *low,
                        struct str *high); /* the slot */
/* NULL where the reader was one of several databases. */
const xap_docid *xap_node_docids(const struct xap_node *node, size_t *count);
/* The documents that a node matches, docids ascending, in arena.  With an
 * `until`, the deadline is no failure: *until is then the docid that was not
 * looked at any more, else UINT32_MAX. */
enum status xap_node_matches(xap_docid **out, size_t *count, xap_docid *until,
                             const struct xap_node *node,
                             struct xap_reader *reader, struct arena *arena,
                             struct error *err) MUST_USE;

/* ---- matching --------------------------------------------------------- */

struct xap_hit {
    xap_docid docid;
    double score;
    uint32_t collapsed; /* further documents hidden behind this one */
};

/* Decides on one candidate; false leaves it out.  Must not throw, longjmp or
 * use the reader's matching functions.  For readers of one database only:
 * over several the search is STATUS_BUG. */
typedef bool xap_decide(void *payload, xap_docid docid);

struct xap_search {
    uint32_t first, count;         /* the window of hits wanted */
    uint32_t check_at_least;       /* at least so many are counted exactly */
    double k1, k3, b, min_normlen; /* BM25; all zero = k1 1, k3 1, b 0.5 */
    bool boolean;                  /* no weights: docid order, score 0 */
    /* Sort by a value slot (bytewise) before relevance. */
    uint32_t sort_slot; /* XAP_NO_SLOT for none */
    bool sort_descending;
    bool sort_missing_last; /* without a value: behind all others, in either
                               direction; else the empty value is the least */
    uint32_t collapse_slot; /* XAP_NO_SLOT for none */
    bool partial;           /* at the deadline (deadline.h): what was found so
                               far and result.cut, not STATUS_TIMEOUT */
    xap_decide *decide;     /* NULL for none */
    void *decide_payload;
};
#define XAP_NO_SLOT UINT32_MAX

struct xap_result {
    struct xap_hit *hits; /* in the caller's arena */
    size_t count;
    uint32_t total_low, total_estimate, total_high; /* equal = exact */
    double max_score;
    bool cut; /* not all was looked through: totals are at least so much */
};

/* Runs query (NULL matches nothing).  Ties are in docid order. */
enum status xap_search(struct xap_result *out, struct xap_reader *reader,
                       const struct xap_query *query,
                       const struct xap_search *search, struct arena *arena,
                       struct error *err) MUST_USE;

/* ---- ways out ----------------------------------------------------------- */

/* There are failures that Xapian 1.4.22 does not come out of: where memory
 * ends in the middle of a search it uses what it has not (a segmentation
 * fault), where a disk fails for good in a commit it calls terminate().  For
 * programs that can end there (ending.h): ending_now(STATUS_NOMEM) at the
 * allocation that failed, ending_now(STATUS_IO) instead of abort(). */
void xap_on_failure(void);

/* ---- upkeep ----------------------------------------------------------- */

/* Copies a database, compacted, to a directory; docids stay as they are. */
enum status xap_compact(const char *from, const char *to,
                        struct error *err) MUST_USE;
/* Checks the database's tables; *errors = number of faults, appended to
 * report with what was looked at.  A fault that ends the check counts as 1
 * and is STATUS_OK; STATUS_NOT_FOUND and STATUS_IO: it could not begin. */
enum status xap_check(uint32_t *errors, const char *path, struct buf *report,
                      struct error *err) MUST_USE;
/* The same of one table ("postlist", "position", "termlist", "docdata"):
 * several may be checked at once.  What two tables say of one another is not
 * looked at. */
enum status xap_check_table(uint32_t *errors, const char *path,
                            const char *table, struct buf *report,
                            struct error *err) MUST_USE;

/* ---- numbers as sortable values ---------------------------------------- */

/* The bytes that sort as the number does (Xapian::sortable_serialise); their
 * length.  For finite numbers: minus infinity is the empty value. */
enum { XAP_SORTABLE_MAX = 9 };
size_t xap_sortable(char out[XAP_SORTABLE_MAX], double number);

CLEANUP_HANDLE(xap_document, struct xap_document, xap_document_free)
CLEANUP_HANDLE(xap_writer, struct xap_writer, xap_writer_close)
CLEANUP_HANDLE(xap_reader, struct xap_reader, xap_reader_close)
CLEANUP_HANDLE(xap_query, struct xap_query, xap_query_free)
CLEANUP_HANDLE(xap_postings, struct xap_postings, xap_postings_close)

#ifdef __cplusplus
}
#endif

#endif
