/* liasse: search French legislative and parliamentary texts, from C.
 *
 * liasse(3) tells the same at more length, with an example.  In short:
 *
 *     liasse *index;
 *     liasse_answer *answer;
 *     liasse_error error;
 *     if (liasse_open(&index, "my-index", &error) == LIASSE_OK &&
 *         liasse_search(&answer, index, "accès aux soins", NULL, &error)
 *             == LIASSE_OK) ...
 *
 * Indexes are made by liasse-ingest and liasse-index; here they are read, also
 * while these write.  Every search sees the newest state that was committed.
 *
 * Threads: one handle, and what came from it, belongs to one thread at a time;
 * different handles may be used by different threads at once, on the same
 * index too.  The library keeps no global state, starts no thread, never
 * prints, never exits, installs no signal handler and reads no environment.
 *
 * Strings are UTF-8 and end in NUL.  What a call gives out by a pointer to
 * const belongs to the answer (or document...) it was asked of and lives until
 * that is freed.  Where a call fails, its out parameter is NULL (or is left
 * untouched, if it is no handle) and *error says why, in English; error may be
 * NULL.  Every closing call takes NULL.
 *
 * The library is GPL-2.0-or-later, as Xapian is: a program that links it must
 * be licensed compatibly. */
#ifndef LIASSE_H
#define LIASSE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define LIASSE_API __attribute__((visibility("default")))
#else
#define LIASSE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- outcomes ---------------------------------------------------------- */

/* Numbers and meanings stay. */
typedef enum liasse_status {
    LIASSE_OK = 0,
    LIASSE_NOT_FOUND = 1, /* no such index, or no such document */
    LIASSE_SYNTAX = 2,    /* of a query (with its position) or an option */
    LIASSE_FORMAT = 3,    /* the index was made by another version */
    LIASSE_BUSY = 4,      /* it changed at every try: try again */
    LIASSE_LIMIT = 5,     /* something is too large */
    LIASSE_IO = 6,        /* the disk, or a damaged index */
    LIASSE_NO_MEMORY = 7,
    LIASSE_BUG = 8 /* an error of the library's own: please report it */
} liasse_status;

/* The caller's own, filled by every call that fails. */
typedef struct liasse_error {
    liasse_status status;
    size_t position; /* LIASSE_SYNTAX of a query: the character, from 1; or 0 */
    char text[256];  /* one line */
} liasse_error;

/* A few words for a status, never NULL. */
LIASSE_API const char *liasse_status_text(liasse_status status);
/* The library's version, "0.1.0". */
LIASSE_API const char *liasse_version(void);

/* ---- indexes ----------------------------------------------------------- */

typedef struct liasse liasse;

/* Opens an index directory. */
LIASSE_API liasse_status liasse_open(liasse **out, const char *path,
                                     liasse_error *error);
/* Opens several as one. */
LIASSE_API liasse_status liasse_open_many(liasse **out,
                                          const char *const *paths,
                                          size_t count, liasse_error *error);
/* Answers that came from it stay valid. */
LIASSE_API void liasse_close(liasse *index);

/* ---- searching ---------------------------------------------------------- */

typedef enum liasse_match {
    LIASSE_MATCH_AUTO = 0, /* all words; any when no document has all */
    LIASSE_MATCH_ALL = 1,
    LIASSE_MATCH_ANY = 2
} liasse_match;

typedef enum liasse_sort {
    LIASSE_SORT_RELEVANCE = 0,
    LIASSE_SORT_DATE = 1,   /* oldest first */
    LIASSE_SORT_NEWEST = 2, /* newest first */
    LIASSE_SORT_NUMBER = 3
} liasse_sort;

typedef struct liasse_filter {
    const char *field; /* any name of the query language: "kind", "date"... */
    const char *value;
} liasse_filter;

/* Snippets as many as show all words of the query, at most three. */
#define LIASSE_SNIPPETS_USUAL (-1)

/* What else is asked for; begin with liasse_options_init. */
typedef struct liasse_options {
    size_t size;        /* set by liasse_options_init */
    uint32_t limit;     /* hits at most; 10 */
    uint32_t offset;    /* hits left out before */
    const char *cursor; /* in place of offset: liasse_answer_cursor of the
                           answer before; "*" or NULL at the start */
    liasse_match match;
    liasse_sort sort; /* ties: the order of ingestion */
    int snippets;     /* 0 to 10 a hit, or LIASSE_SNIPPETS_USUAL */
    /* Only documents with these values: several of one field, any of them;
     * of several fields, all. */
    const liasse_filter *filters;
    size_t filter_count;
    /* Values counted over all hits, exactly, each without the filters on its
     * own field: "kind", "author", "year"...; "author=dup": those with words
     * that start so. */
    const char *const *facets;
    size_t facet_count;
    size_t facet_limit;    /* values of each; 10 */
    int facet_by_value;    /* not 0: in their order, not the most frequent
                              first */
    const char *histogram; /* "year", "month", "day", "auto"; NULL: none */
    const char *collapse;  /* a field: one hit for all of the same value */
    const char *fields;    /* that hits carry besides the usual ones, commas
                              between: "cites", "links"... */
} liasse_options;

/* size: sizeof of the caller's structure, so that a later library knows which
 * members it has. */
LIASSE_API void liasse_options_init(liasse_options *options, size_t size);

typedef struct liasse_answer liasse_answer;

/* query: liasse-query(1), QUERY LANGUAGE; NULL: every document (within the
 * filters).  options may be NULL. */
LIASSE_API liasse_status liasse_search(liasse_answer **out, liasse *index,
                                       const char *query,
                                       const liasse_options *options,
                                       liasse_error *error);
/* Documents that resemble one; LIASSE_NOT_FOUND when there is no such uid. */
LIASSE_API liasse_status liasse_similar(liasse_answer **out, liasse *index,
                                        const char *uid,
                                        const liasse_options *options,
                                        liasse_error *error);
/* Documents that resemble a text. */
LIASSE_API liasse_status liasse_similar_to_text(liasse_answer **out,
                                                liasse *index, const char *text,
                                                const liasse_options *options,
                                                liasse_error *error);
LIASSE_API void liasse_answer_free(liasse_answer *answer);

/* ---- answers ------------------------------------------------------------ */

/* Hits in all, not only those of this answer; exact, or at least so many. */
LIASSE_API uint64_t liasse_answer_total(const liasse_answer *answer);
LIASSE_API int liasse_answer_is_exact(const liasse_answer *answer);
/* Documents found, those hidden by collapse too. */
LIASSE_API uint64_t liasse_answer_documents(const liasse_answer *answer);
/* No document had all words: these have some. */
LIASSE_API int liasse_answer_is_relaxed(const liasse_answer *answer);
/* The query with words spelt as the index has them; NULL: nothing to mend. */
LIASSE_API const char *liasse_answer_correction(const liasse_answer *answer);
/* Documents that wait for liasse-index. */
LIASSE_API uint64_t liasse_answer_pending(const liasse_answer *answer);
/* Where the list goes on; NULL at its end. */
LIASSE_API const char *liasse_answer_cursor(const liasse_answer *answer);

/* ---- hits --------------------------------------------------------------- */

typedef struct liasse_hit liasse_hit;

LIASSE_API size_t liasse_answer_hits(const liasse_answer *answer);
/* The i-th of them, from 0; NULL past the end. */
LIASSE_API const liasse_hit *liasse_answer_hit(const liasse_answer *answer,
                                               size_t i);
LIASSE_API const char *liasse_hit_uid(const liasse_hit *hit);
LIASSE_API uint32_t liasse_hit_rank(const liasse_hit *hit); /* from 1 */
LIASSE_API double liasse_hit_score(const liasse_hit *hit);
/* How many documents collapse hides behind it. */
LIASSE_API uint32_t liasse_hit_collapsed(const liasse_hit *hit);
/* Its text is newer than what was searched. */
LIASSE_API int liasse_hit_is_stale(const liasse_hit *hit);
/* The i-th value of a field by its name in JSON ("title", "author"...; of the
 * container its uid, of a citation its target), from 0; NULL past the last, or
 * for a field that hits do not have: text never, cites and links where
 * liasse_options.fields asks for them. */
LIASSE_API const char *liasse_hit_field(const liasse_hit *hit,
                                        const char *field, size_t i);
/* A part of the i-th value of a field of objects, by its name in JSON
 * ("cites": "target", "text", "at", "length", "key", "in", "block"), numbers
 * as decimal digits; NULL for none. */
LIASSE_API const char *liasse_hit_part(const liasse_hit *hit, const char *field,
                                       size_t i, const char *part);
/* The address that the document was published at, or NULL. */
LIASSE_API const char *liasse_hit_url(const liasse_hit *hit);

/* A word found: bytes of the snippet's text, and of the text block. */
typedef struct liasse_mark {
    size_t start, length;
    size_t block_start, block_length;
} liasse_mark;

/* A passage that shows why the document was found. */
typedef struct liasse_snippet {
    const char *text; /* blanks collapsed */
    const char *html; /* escaped, <em> around the words found */
    const liasse_mark *marks;
    size_t mark_count;
    int cut_start, cut_end; /* the text goes on before, behind */
    const char *role;       /* of the text block: "body", "answer"... */
    const char *heading;    /* "" when it has none */
    uint32_t block;         /* which, from 0 */
    uint32_t alinea;        /* paragraph of the block, from 1; 0 in a title */
    size_t start, end;      /* bytes of the block's text */
} liasse_snippet;

LIASSE_API size_t liasse_hit_snippets(const liasse_hit *hit);
LIASSE_API const liasse_snippet *liasse_hit_snippet(const liasse_hit *hit,
                                                    size_t i);
/* The title with its marks. */
LIASSE_API const liasse_snippet *liasse_hit_title(const liasse_hit *hit);

/* ---- counts ------------------------------------------------------------- */

typedef struct liasse_facet_value {
    const char *value;
    uint64_t count;
} liasse_facet_value;

typedef struct liasse_facet {
    const char *field; /* its name in JSON */
    const liasse_facet_value *values;
    size_t count;
    size_t distinct; /* values there are, given or not */
} liasse_facet;

LIASSE_API size_t liasse_answer_facets(const liasse_answer *answer);
/* In the order they were asked for; NULL past the end. */
LIASSE_API const liasse_facet *liasse_answer_facet(const liasse_answer *answer,
                                                   size_t i);

typedef struct liasse_bucket {
    const char *start, *end; /* days, "2026-05-01", both included */
    uint64_t count;
} liasse_bucket;

typedef struct liasse_histogram {
    const char *gap; /* "year", "month", "day" */
    const liasse_bucket *buckets;
    size_t count;
    uint64_t undated; /* hits without a date */
} liasse_histogram;

/* NULL when none was asked for. */
LIASSE_API const liasse_histogram *
liasse_answer_histogram(const liasse_answer *answer);

/* ---- suggestions --------------------------------------------------------- */

typedef struct liasse_suggestion {
    const char *type;  /* "reference", "name", "word", "title" */
    const char *text;  /* to offer */
    const char *query; /* what finds it */
    const char *uid;   /* of one document, or NULL */
    uint64_t count;    /* documents */
} liasse_suggestion;

typedef struct liasse_suggestions {
    const liasse_suggestion *at;
    size_t count;
} liasse_suggestions;

/* What goes on from a text that is being typed. */
LIASSE_API liasse_status liasse_suggest(const liasse_suggestions **out,
                                        liasse *index, const char *text,
                                        size_t limit, liasse_error *error);
LIASSE_API void liasse_suggestions_free(const liasse_suggestions *suggestions);

/* ---- documents ----------------------------------------------------------- */

typedef struct liasse_document liasse_document;

/* A text block, or of a slice its part; marks are bytes of this text, and of
 * the whole block. */
typedef struct liasse_block {
    const char *role, *heading, *text;
    size_t length;  /* of the text, bytes */
    uint32_t block; /* which of the whole document, from 0 */
    size_t start;   /* where the text stands in the whole block */
    const liasse_mark *marks;
    size_t mark_count;
} liasse_block;

/* A document whole (start and length 0), or length bytes of its text from
 * start on, all blocks one behind the other, cut at characters.  The words of
 * query are marked; NULL: none. */
LIASSE_API liasse_status liasse_get(liasse_document **out, liasse *index,
                                    const char *uid, const char *query,
                                    size_t start, size_t length,
                                    liasse_error *error);
LIASSE_API void liasse_document_free(liasse_document *document);
/* As liasse_hit_field, but for every field except text. */
LIASSE_API const char *liasse_document_field(const liasse_document *document,
                                             const char *field, size_t i);
LIASSE_API const char *liasse_document_part(const liasse_document *document,
                                            const char *field, size_t i,
                                            const char *part);
LIASSE_API size_t liasse_document_blocks(const liasse_document *document);
LIASSE_API const liasse_block *
liasse_document_block(const liasse_document *document, size_t i);
/* The slice that was given, and the length of all text, in bytes. */
LIASSE_API void liasse_document_slice(const liasse_document *document,
                                      size_t *start, size_t *end,
                                      size_t *total);

#ifdef __cplusplus
}
#endif

#endif
