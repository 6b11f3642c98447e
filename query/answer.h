#ifndef LIASSE_ANSWER_H
#define LIASSE_ANSWER_H

/* A request and its answer: parse, plan, search, join and extracts in one
 * call, with the bounded retry around all reading (RELIABILITY.md, rule 8).
 * An answer is complete before anything of it is written.
 *
 * This is the one way into the engine, for the command line, the HTTP server,
 * MCP and the C library alike: nothing here prints or exits.
 *
 *     AUTO(search) struct search *search = NULL;     one a thread
 *     AUTO(arena) struct arena arena = {0};          one a request
 *     struct request request = {.query = STR("soins"), .limit = 10};
 *     TRY(search_new(&search, paths, count, err));
 *     TRY(answer_make(&answer, &where, search, &request, &arena, err)); */

#include "collapse.h"
#include "correct.h"
#include "explain.h"
#include "facet.h"
#include "filter.h"
#include "histogram.h"
#include "more_fields.h"
#include "search.h"
#include "snippet.h"

enum match_mode { MATCH_AUTO, MATCH_ALL, MATCH_ANY };
enum sort_order { SORT_RELEVANCE, SORT_DATE, SORT_DATE_NEWEST, SORT_NUMBER };

/* What is asked for: documents by a query, or such as resemble one
 * (similar_uid) or a text (similar_text); within filters. */
struct request {
    double cpu_limit; /* seconds of processor time, 0 = any */
    bool unbounded;   /* any work (rank.h: RANK_WORK), as long as it takes */
    struct str query;
    struct str similar_uid, similar_text;
    bool everything; /* an empty query is every document */
    const struct filter *filters;
    size_t filter_count;
    struct collapse_field collapse;
    /* Where the list goes on (answer.next_cursor) in place of offset; "*" is
     * its start. */
    struct str cursor;
    enum histogram_gap histogram;
    enum match_mode match;
    bool relax;        /* with MATCH_AUTO: no hit may lead to any words */
    bool correct;      /* propose corrections where few or no hits are */
    bool explain;      /* why these documents, in this order */
    bool exact;        /* every word of the query as it is written */
    bool plain;        /* the query is words, whatever signs are in it */
    bool count_only;   /* the total, exact, and no hits */
    bool accents_free; /* accents typed leave no word out */
    bool uids_only;    /* hits without document and extracts */
    field_set fields;  /* that hits carry besides the usual ones */
    uint32_t offset, limit;
    enum sort_order sort;
    const struct facet_field *facets;
    size_t facet_count;
    size_t facet_limit; /* values of each */
    struct snippet_wish snippets;
};

struct hit {
    uint32_t rank; /* from 1, over all pages */
    double score;
    struct str uid;
    uint32_t collapsed;       /* documents hidden behind it, exact */
    bool stale;               /* the text is newer than what was searched */
    struct document document; /* without text, cites and links, unless asked
                                 for (request.fields) */
    field_set fields;         /* the request's */
    struct extract title;
    struct extract extracts[SNIPPETS_MAX];
    size_t extract_count;
    const struct hit_shares *shares; /* of the explanation, if there is one */
};

struct answer {
    struct str query;
    uint64_t total;     /* hits that can be paged through */
    bool total_exact;   /* else there are at least so many */
    bool collapsed;     /* hits stand for others (request.collapse) */
    uint64_t documents; /* found, hidden ones too; a least if !total_exact */
    uint32_t offset;    /* of the first hit: the request's or cursor's */
    struct str next_cursor;  /* empty at the end of the list */
    bool timed_out;          /* a limit was reached: hits, facets or extracts
                                are not all there are */
    bool relaxed;            /* no document had all words: these have some */
    bool relaxed_accents;    /* relaxed, and it was one word's accents */
    struct str wildcard_cut; /* of too many words; empty if none */
    size_t wildcard_words;   /* so many of them were searched */
    struct explanation *explanation; /* where request.explain asked for it */
    struct corrections corrections;  /* where request.correct asked for them */
    uint64_t pending;                /* documents that wait for liasse-index */
    uint32_t dropped; /* hits of this page whose document is gone */
    uint32_t damaged; /* hits of this page whose record cannot be read */
    double took_ms;
    struct hit *hits;
    size_t count;
    /* Counted over every document found, hidden ones too, each facet without
     * the filters on its own field. */
    struct facet *facets; /* as many as the request names */
    size_t facet_count;
    struct histogram histogram;
};

/* Answers into arena (slices of the request's query too).  STATUS_SYNTAX
 * with *where (parse.h; 0 when it is no place in the query); STATUS_NOT_FOUND
 * for a similar_uid that no index has; STATUS_STALE when the index changed at
 * every try; what search_refresh says. */
enum status answer_make(struct answer *out, size_t *where,
                        struct search *search, const struct request *request,
                        struct arena *arena, struct error *err) MUST_USE;

/* The documents that a request finds, of all indexes (search_part_of), in
 * order; at most its limit. */
enum status answer_docids(xap_docid **out, size_t *count, size_t *where,
                          struct search *search, const struct request *request,
                          struct arena *arena, struct error *err) MUST_USE;

/* What of a request is marked in a document, in arena, without searching. */
enum status answer_marks(struct marks *out, size_t *where,
                         struct search *search, const struct request *request,
                         struct arena *arena, struct error *err) MUST_USE;

/* The document of a uid, from the first index that has it; *found tells
 * whether one has.  Needs the stores only. */
enum status answer_show(bool *found, struct document *out,
                        struct search *search, struct str uid,
                        struct arena *arena, struct error *err) MUST_USE;

#endif
