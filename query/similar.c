/* Query, third step: a document or a text -> a query of its words. */
#include "similar.h"

#include "lang.h"
#include "map.h"
#include "queries.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>

enum { CANDIDATES_MAX = 400 };

struct word {
    struct str stem;
    uint64_t times;
    double weight;
};

struct gathering {
    struct search *search;
    struct map times; /* stem -> how often it stands there */
    struct arena *arena;
    struct error *err;
};

static void
gathering_release(struct gathering *gathering)
{
    map_release(&gathering->times);
}

CLEANUP_KIND(gathering, struct gathering, gathering_release)

/* ---- the words of a text ----------------------------------------------- */

static enum status
gather_stem(struct gathering *gathering, struct str stem, uint32_t times)
{
    uint64_t *count = map_at(&gathering->times, stem);
    if (!count)
        return error_no_memory(gathering->err);
    *count += times;
    return STATUS_OK;
}

static enum status
gather(struct gathering *gathering, struct str text, uint32_t times)
{
    AUTO(arena) struct arena scratch = {0};
    struct tokens tokens;
    TRY(analyse(&tokens, search_analyser(gathering->search), text, &scratch,
                gathering->err));
    for (size_t i = 0; i < tokens.count; i++)
        if (!(tokens.at[i].flags & TOKEN_STOP) && tokens.at[i].stem.len > 1)
            TRY(gather_stem(gathering, tokens.at[i].stem, times));
    for (size_t i = 0; i < tokens.cite_count; i++)
        if (tokens.cites[i].kind != CITE_DATE && tokens.cites[i].stem.len)
            TRY(gather_stem(gathering, tokens.cites[i].stem, times));
    return STATUS_OK;
}

static enum status
gather_document(struct gathering *gathering, const struct document *document)
{
    size_t room = SIMILAR_TEXT_MAX;
    TRY(gather(gathering, document_first(document, FIELD_TITLE),
               SIMILAR_TITLE));
    for (uint32_t i = 0; i < document->field[FIELD_RUBRIC].count; i++)
        TRY(gather(gathering, document->field[FIELD_RUBRIC].at[i],
                   SIMILAR_TITLE));
    for (uint32_t i = 0; room && i < document->field[FIELD_TEXT].count; i++) {
        struct str text =
            utf8_cut(document_part(document, FIELD_TEXT, i, TEXT_TEXT), room);
        TRY(gather(gathering, text, 1));
        room -= text.len;
    }
    return STATUS_OK;
}

/* ---- the telling ones -------------------------------------------------- */

static int
by_times(const void *left, const void *right)
{
    const struct word *a = left, *b = right;
    if (a->times != b->times)
        return a->times < b->times ? 1 : -1;
    return str_cmp(a->stem, b->stem);
}

static int
by_weight(const void *left, const void *right)
{
    const struct word *a = left, *b = right;
    if (a->weight < b->weight || a->weight > b->weight)
        return a->weight < b->weight ? 1 : -1;
    return str_cmp(a->stem, b->stem);
}

/* The most frequent words first, so that a long text costs no more look-ups
 * than a short one. */
static enum status
list_words(struct word **out, size_t *count, struct gathering *gathering)
{
    size_t at = 0, all = 0;
    struct str stem;
    uint64_t times;
    struct word *words = arena_array(gathering->arena,
                                     gathering->times.count + 1, sizeof *words);
    if (!words)
        return error_no_memory(gathering->err);
    while (map_next(&gathering->times, &at, &stem, &times))
        words[all++] = (struct word){.stem = stem, .times = times};
    qsort(words, all, sizeof *words, by_times);
    *out = words;
    *count = all < CANDIDATES_MAX ? all : CANDIDATES_MAX;
    return STATUS_OK;
}

static enum status
weigh(struct word *words, size_t *count, struct gathering *gathering)
{
    uint32_t documents, frequency;
    size_t kept = 0;
    TRY(search_doc_count(&documents, gathering->search, gathering->err));
    for (size_t i = 0; i < *count; i++) {
        struct word word = words[i];
        TRY(search_term_freq(&frequency, gathering->search, word.stem,
                             gathering->err));
        if (frequency == 0)
            continue;
        word.weight = (1 + log((double)word.times)) *
                      log(1 + (double)documents / frequency);
        words[kept++] = word;
    }
    qsort(words, kept, sizeof *words, by_weight);
    *count = kept < SIMILAR_WORDS ? kept : SIMILAR_WORDS;
    return STATUS_OK;
}

static enum status
mark_stem(struct plan *plan, struct str stem, struct gathering *gathering)
{
    struct mark *mark =
        marks_add(&plan->marks, MARK_TITLE | MARK_TEXT, 1, gathering->arena);
    struct str copy = arena_copy(gathering->arena, stem);
    if (!mark || !copy.at)
        return error_no_memory(gathering->err);
    mark->words[0] = (struct mark_word){.kind = MARK_STEM, .text = copy};
    return STATUS_OK;
}

static enum status
plan_words(struct plan *plan, struct gathering *gathering)
{
    AUTO(queries) struct queries list = {.arena = gathering->arena};
    struct word *words = NULL;
    size_t count = 0;
    TRY(list_words(&words, &count, gathering));
    TRY(weigh(words, &count, gathering));
    for (size_t i = 0; i < count; i++) {
        TRY(queries_add_term(&list, words[i].stem, gathering->err));
        TRY(mark_stem(plan, words[i].stem, gathering));
    }
    plan->words = count;
    return queries_join(&plan->query, &list, XAP_OR, gathering->err);
}

enum status
similar_to_text(struct plan *out, struct search *search, struct str text,
                struct arena *arena, struct error *err)
{
    AUTO(plan) struct plan plan = {0};
    AUTO(gathering)
    struct gathering gathering = {.search = search, .arena = arena, .err = err};
    if (!utf8_is_valid(text))
        return error_set(
            err, STATUS_SYNTAX,
            TR("the text is not UTF-8", "le texte n'est pas en UTF-8"));
    TRY(gather(&gathering, utf8_cut(text, SIMILAR_TEXT_MAX), 1));
    TRY(plan_words(&plan, &gathering));
    *out = plan;
    plan = (struct plan){0};
    return STATUS_OK;
}

static enum status
without_itself(struct plan *plan, struct str uid, struct error *err)
{
    struct term term;
    struct xap_query *self = NULL;
    TRY(xap_query_term(&self, term_make(&term, STR(TERM_PREFIX_UID), uid), 1,
                       err));
    return queries_combine(&plan->query, XAP_AND_NOT, self, err);
}

enum status
similar_to_uid(struct plan *out, struct search *search, struct str uid,
               struct arena *arena, struct error *err)
{
    AUTO(plan) struct plan plan = {0};
    AUTO(gathering)
    struct gathering gathering = {.search = search, .arena = arena, .err = err};
    struct document document;
    bool found;
    TRY(search_document(&found, &document, search, uid, arena, err));
    if (!found)
        return error_set(
            err, STATUS_NOT_FOUND,
            TR("no document '" STR_FMT "'", "aucun document « " STR_FMT " »"),
            STR_ARG(str_head(uid, DOCUMENT_UID_MAX)));
    TRY(gather_document(&gathering, &document));
    TRY(plan_words(&plan, &gathering));
    TRY(without_itself(&plan, uid, err));
    *out = plan;
    plan = (struct plan){0};
    return STATUS_OK;
}
