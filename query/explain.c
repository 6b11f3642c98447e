/* Query, beside the answer: why these documents, in this order. */
#include "explain.h"

#include "describe.h"
#include "lang.h"
#include "plan_leaf.h"
#include "queries.h"
#include "rank.h"
#include "terms.h"
#include "utf8.h"

#include <stdlib.h>

/* ---- terms ------------------------------------------------------------ */

static int
by_documents(const void *left, const void *right)
{
    const struct explained_form *a = left, *b = right;
    if (a->documents != b->documents)
        return a->documents < b->documents ? 1 : -1;
    return str_cmp(a->word, b->word);
}

static enum status
term_words(struct str **out, size_t *count, const struct explaining *explaining,
           const struct explained_term *term, struct str prefix,
           struct error *err)
{
    const struct plan_context *context = explaining->context;
    struct pattern pattern;
    bool cut;
    if (term->pattern) {
        TRY(pattern_make(&pattern, term->word, context->arena, err));
        return context->words(context->payload, out, count, &cut, prefix,
                              &pattern, explaining->plan->wildcard_words,
                              err);
    }
    return context->forms(context->payload, out, count, term->stem,
                          context->arena, err);
}

/* The family where a form counts: that of the words in capitals where its
 * accents may be missing on these; none where they leave it out. */
static struct str
form_family(const struct explaining *explaining,
            const struct explained_term *term, struct str prefix,
            struct str form)
{
    bool accents = explaining->context->accents && !explaining->any &&
                   !term->pattern && !term->exact;
    enum accent_fit fit = accents ? accents_fit(term->word, form) : ACCENTS_FIT;
    if (fit == ACCENTS_DIFFER)
        return STR("");
    return fit == ACCENTS_FIT || !str_eq(prefix, STR(TERM_PREFIX_WORD))
               ? prefix
               : STR(TERM_PREFIX_CAPITALS);
}

/* The forms that were searched, with the documents that have them. */
static enum status
term_forms(struct explained_term *term, const struct explaining *explaining,
           struct str prefix, struct error *err)
{
    const struct plan_context *context = explaining->context;
    struct str *words = NULL;
    size_t count = 0, kept = 0;
    if (term->exact)
        words = &term->word, count = 1;
    else
        TRY(term_words(&words, &count, explaining, term, prefix, err));
    struct explained_form *forms =
        arena_array(context->arena, count + 1, sizeof *forms);
    if (!forms)
        return error_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        struct term name;
        uint32_t documents;
        struct str family = form_family(explaining, term, prefix, words[i]);
        if (family.len == 0)
            continue;
        TRY(search_term_freq(&documents, explaining->search,
                             term_make(&name, family, words[i]), err));
        if (documents)
            forms[kept++] = (struct explained_form){words[i], documents};
    }
    qsort(forms, kept, sizeof *forms, by_documents);
    term->form_total = kept;
    for (size_t i = 0; i < kept && i < EXPLAIN_FORMS_MAX; i++) {
        term->forms[i] = forms[i];
        term->forms[i].word = arena_copy(context->arena, forms[i].word);
        term->form_count++;
    }
    return STATUS_OK;
}

static enum status
count_documents(uint32_t *out, const struct explaining *explaining,
                struct xap_query *query, struct error *err)
{
    struct xap_result found;
    struct xap_search how = {.boolean = true,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    enum status status =
        search_doc_count(&how.check_at_least, explaining->search, err);
    if (status == STATUS_OK)
        status = search_run(&found, explaining->search, query, &how,
                            explaining->context->arena, err);
    xap_query_free(query);
    TRY(status);
    *out = found.total_low;
    return STATUS_OK;
}

/* Documents that have any of the words or values, in any of the fields. */
static enum status
term_documents(struct explained_term *term, const struct explaining *explaining,
               struct error *err)
{
    AUTO(queries)
    struct queries list = {.arena = explaining->context->arena};
    const struct target *target = term->target;
    struct xap_query *query;
    size_t count = target ? target->count : 1;
    for (size_t i = 0; i < count; i++) {
        struct term name;
        struct str prefix = family_of(target, i).prefix;
        if (family_is_repeated(target, i))
            continue;
        if (term->value && !term->pattern) {
            TRY(queries_add_term(&list, term_make(&name, prefix, term->word),
                                 err));
            continue;
        }
        struct str *words = &term->word;
        size_t word_count = 1;
        if (!term->exact)
            TRY(term_words(&words, &word_count, explaining, term, prefix, err));
        for (size_t k = 0; k < word_count; k++) {
            struct str family = form_family(explaining, term, prefix, words[k]);
            if (family.len)
                TRY(queries_add_term(&list, term_make(&name, family, words[k]),
                                     err));
        }
        if (i == 0)
            TRY(term_forms(term, explaining, prefix, err));
    }
    TRY(queries_join(&query, &list, XAP_OR, err));
    return query ? count_documents(&term->documents, explaining, query, err)
                 : STATUS_OK;
}

static enum status
explain_terms(struct explanation *out, const struct explaining *explaining,
              struct error *err)
{
    const struct plan *plan = explaining->plan;
    out->terms = arena_array(explaining->context->arena, plan->term_count + 1,
                             sizeof *out->terms);
    if (!out->terms)
        return error_no_memory(err);
    out->count = plan->term_count;
    for (size_t i = 0; i < plan->term_count; i++) {
        const struct plan_term *from = &plan->terms[i];
        struct explained_term *term = &out->terms[i];
        *term = (struct explained_term){
            .typed = from->typed,
            .word = from->word,
            .stem = from->stem,
            .target = from->target,
            .exact = from->exact,
            .pattern =
                from->pattern ||
                (from->value && str_find_char(from->word, '*') != SIZE_MAX),
            .value = from->value,
            .excluded = from->excluded,
            .acronym = from->acronym,
            .ranks = from->rank != NULL,
        };
        TRY(term_documents(term, explaining, err));
    }
    return STATUS_OK;
}

/* ---- shares ----------------------------------------------------------- */

static int
by_number(const void *left, const void *right)
{
    const xap_docid *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* The documents of the hits, as a query. */
static enum status
hits_query(struct xap_query **out, const struct explaining *explaining,
           const struct xap_result *result, struct error *err)
{
    xap_docid *docids = arena_array(explaining->context->arena,
                                    result->count + 1, sizeof *docids);
    if (!docids)
        return error_no_memory(err);
    for (size_t i = 0; i < result->count; i++)
        docids[i] = result->hits[i].docid;
    qsort(docids, result->count, sizeof *docids, by_number);
    return search_docids_query(out, explaining->search, docids, result->count,
                               err);
}

/* What one term gives to each hit. */
static enum status
term_shares(struct explanation *out, const struct explaining *explaining,
            const struct xap_result *result, size_t term,
            const struct xap_query *hits, struct error *err)
{
    struct xap_query *both[2] = {NULL, NULL}, *query;
    struct xap_result found;
    struct xap_search how = *explaining->how;
    TRY(xap_query_copy(&both[0], explaining->plan->terms[term].rank, err));
    enum status status = xap_query_copy(&both[1], hits, err);
    if (status != STATUS_OK) {
        xap_query_free(both[0]);
        return status;
    }
    TRY(xap_query_op(&query, XAP_FILTER, both, 2, err));
    how.first = 0;
    how.count = how.check_at_least = (uint32_t)result->count;
    status = search_run(&found, explaining->search, query, &how,
                        explaining->context->arena, err);
    xap_query_free(query);
    TRY(status);
    for (size_t i = 0; i < found.count; i++)
        for (size_t k = 0; k < result->count; k++)
            if (result->hits[k].docid == found.hits[i].docid)
                out->hits[k].terms[term].score = found.hits[i].score;
    return STATUS_OK;
}

static struct rerank_parts
parts_of(const struct explaining *explaining, const struct xap_hit *hit)
{
    for (size_t i = 0; i < explaining->part_count; i++)
        if (explaining->parts[i].docid == hit->docid)
            return explaining->parts[i];
    return (struct rerank_parts){.docid = hit->docid, .words = hit->score};
}

static enum status
explain_hits(struct explanation *out, const struct explaining *explaining,
             const struct xap_result *result, struct error *err)
{
    AUTO(xap_query) struct xap_query *hits = NULL;
    struct arena *arena = explaining->context->arena;
    out->hits = arena_array(arena, result->count + 1, sizeof *out->hits);
    if (!out->hits)
        return error_no_memory(err);
    for (size_t i = 0; i < result->count; i++) {
        out->hits[i].terms =
            arena_array(arena, out->count + 1, sizeof(struct share));
        if (!out->hits[i].terms)
            return error_no_memory(err);
        out->hits[i].of = out;
        out->hits[i].parts = parts_of(explaining, &result->hits[i]);
    }
    if (!explaining->ranked || result->count == 0)
        return STATUS_OK;
    TRY(hits_query(&hits, explaining, result, err));
    for (size_t i = 0; i < out->count; i++)
        if (explaining->plan->terms[i].rank)
            TRY(term_shares(out, explaining, result, i, hits, err));
    return STATUS_OK;
}

/* ---- the whole -------------------------------------------------------- */

static enum status
explain_query(struct explanation *out, const struct explaining *explaining,
              struct error *err)
{
    const struct plan_context *context = explaining->context;
    struct described described = {.root = explaining->root,
                                  .any = explaining->any,
                                  .exact = context->exact,
                                  .accents = context->accents,
                                  .analyser = context->analyser,
                                  .arena = context->arena};
    AUTO(buf) struct buf tree = BUF_INIT(1 << 20);
    TRY(describe_query(&out->sentence, &described, err));
    if (explaining->root)
        ast_print(&tree, explaining->root);
    TRY(buf_status(&tree, err));
    out->tree = arena_copy(context->arena, buf_str(&tree));
    if (tree.len && !out->tree.at)
        return error_no_memory(err);
    if (!explaining->query)
        return STATUS_OK;
    TRY(xap_query_describe(&out->xapian, explaining->query, context->arena,
                           err));
    /* Terms are bytes, and the description may be long. */
    out->xapian = str_head(out->xapian, EXPLAIN_XAPIAN_MAX);
    out->xapian = str_head(out->xapian, utf8_valid_length(out->xapian));
    return STATUS_OK;
}

enum status
explain_make(struct explanation *out, const struct explaining *explaining,
             const struct xap_result *result, struct error *err)
{
    *out = (struct explanation){0};
    TRY(explain_query(out, explaining, err));
    TRY(explain_terms(out, explaining, err));
    return explain_hits(out, explaining, result, err);
}

/* ---- fields ----------------------------------------------------------- */

struct counting {
    const struct explanation *explanation;
    const struct pattern *patterns;
    struct hit_shares *hit;
    struct analyser *analyser;
    struct arena *scratch;
    struct error *err;
};

static void
count_token(struct counting *counting, enum field field, struct str word,
            struct str stem)
{
    for (size_t i = 0; i < counting->explanation->count; i++) {
        const struct explained_term *term = &counting->explanation->terms[i];
        bool is = term->value ? false
                  : term->pattern
                      ? pattern_matches(&counting->patterns[i], word)
                  : term->exact ? str_eq(word, term->word)
                                : str_eq(stem, term->stem);
        counting->hit->terms[i].counts[field] += is;
    }
}

static enum status
count_text(struct counting *counting, enum field field, struct str text)
{
    struct tokens tokens;
    if (text.len == 0)
        return STATUS_OK;
    TRY(analyse(&tokens, counting->analyser, text, counting->scratch,
                counting->err));
    for (size_t i = 0; i < tokens.count; i++)
        count_token(counting, field, tokens.at[i].word, tokens.at[i].stem);
    for (size_t i = 0; i < tokens.cite_count; i++)
        if (tokens.cites[i].word.len)
            count_token(counting, field, tokens.cites[i].word,
                        tokens.cites[i].stem);
    return STATUS_OK;
}

static enum status
count_field(struct counting *counting, enum field field,
            const struct document *document)
{
    uint32_t parts = schema[field].parts;
    for (uint32_t i = 0; i < document->field[field].count; i++) {
        if (field == FIELD_TEXT)
            TRY(count_text(counting, field,
                           document_part(document, field, i, TEXT_HEADING)));
        TRY(count_text(counting, field,
                       document_part(document, field, i, parts - 1)));
    }
    return STATUS_OK;
}

enum status
explain_fields(struct hit_shares *hit, struct analyser *analyser,
               const struct document *document, struct arena *scratch,
               struct error *err)
{
    const struct explanation *explanation = hit->of;
    struct pattern *patterns =
        arena_array(scratch, explanation->count + 1, sizeof *patterns);
    struct counting counting = {explanation, patterns, hit,
                                analyser,    scratch,  err};
    if (!patterns)
        return error_no_memory(err);
    for (size_t i = 0; i < explanation->count; i++)
        if (explanation->terms[i].pattern)
            TRY(pattern_make(&patterns[i], explanation->terms[i].word, scratch,
                             err));
    for (int f = 0; f < FIELD_COUNT; f++)
        if (schema[f].weight)
            TRY(count_field(&counting, (enum field)f, document));
    return STATUS_OK;
}
