#ifndef LIASSE_EXPLAIN_H
#define LIASSE_EXPLAIN_H

/* Why these documents, in this order (--explain): the query as understood,
 * what was searched and how frequent it is, and for each hit which words in
 * which fields gave how much of its score.
 *
 * The share of a word is asked from Xapian: the word searched alone among the
 * hits, with the parameters of the search.  The fields are those of the
 * document as stored, analysed as they were for the index. */

#include "document.h"
#include "plan.h"
#include "rerank.h"
#include "search.h"

enum { EXPLAIN_FORMS_MAX = 12, EXPLAIN_XAPIAN_MAX = 4096 };

struct explained_form {
    struct str word;
    uint32_t documents;
};

struct explained_term {
    struct str typed, word, stem;
    const struct target *target;
    bool exact, pattern, value, excluded, acronym, ranks;
    uint32_t documents; /* that have it; of a field the value has, there */
    struct explained_form forms[EXPLAIN_FORMS_MAX]; /* most frequent first */
    size_t form_count;                              /* shown */
    size_t form_total;                              /* of them all */
};

struct explanation;

/* The share of one term in one hit. */
struct share {
    double score;
    uint32_t counts[FIELD_COUNT]; /* how often each field has it */
};

struct hit_shares {
    const struct explanation *of;
    struct share *terms; /* as many as the explanation has */
    struct rerank_parts parts;
};

struct explanation {
    struct str sentence, tree;
    struct str xapian; /* Xapian's own description, cut */
    struct explained_term *terms;
    size_t count;
    struct hit_shares *hits; /* one a hit of the result */
};

struct explaining {
    struct search *search;
    const struct node *root; /* NULL: every document */
    const struct plan *plan;
    const struct plan_context *context;
    const struct xap_query *query;
    const struct xap_search *how; /* parameters of the weights */
    bool any;
    bool ranked;                      /* scores are of relevance */
    const struct rerank_parts *parts; /* of re-ranked hits */
    size_t part_count;
};

/* All but the counts of fields, into the context's arena. */
enum status explain_make(struct explanation *out,
                         const struct explaining *explaining,
                         const struct xap_result *result,
                         struct error *err) MUST_USE;

/* The counts of one hit; scratch is for the analysis only. */
enum status explain_fields(struct hit_shares *hit, struct analyser *analyser,
                           const struct document *document,
                           struct arena *scratch, struct error *err) MUST_USE;

#endif
