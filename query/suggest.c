/* Query: what goes on from the start of a text. */
#include "suggest.h"

#include "document.h"
#include "queries.h"
#include "retry.h"
#include "terms.h"
#include "utf8.h"

#include <stdlib.h>

enum {
    TYPED_MAX = 400,      /* bytes of text that are looked at */
    CANDIDATES = 64,      /* words tried beside those before */
    SAMPLE = 500,         /* documents they are tried in */
    BEHIND_TRIED = 16,    /* of these words, tried right behind them */
    BEHIND_WORDS = 2,     /* the last words before, of which they are behind */
    WORD_LETTERS = 2,     /* of a word that is completed */
    REFERENCE_LETTERS = 2 /* the same of a reference */
};

struct suggesting {
    struct search *search;
    struct str text;
    struct tokens tokens;
    struct str before, last; /* the whole words; the one under way, or empty */
    struct suggestions found[SUGGESTION_KINDS];
    size_t limit;
    struct arena *arena;
    struct error *err;
};

const char *
suggestion_kind_name(enum suggestion_kind kind)
{
    static const char *const names[] = {"reference", "name", "word", "title"};
    return names[kind];
}

/* ---- helpers ----------------------------------------------------------- */

static enum status
ask(struct answer *out, struct suggesting *suggesting, struct request request)
{
    size_t where;
    struct error err = {0};
    request.match = MATCH_ALL;
    *out = (struct answer){0};
    enum status status = answer_make(out, &where, suggesting->search, &request,
                                     suggesting->arena, &err);
    if (status == STATUS_SYNTAX) /* a wildcard too short, no word at all */
        return STATUS_OK;
    if (status != STATUS_OK && suggesting->err)
        *suggesting->err = err;
    return status;
}

static enum status
offer(struct suggesting *suggesting, struct suggestion one)
{
    struct suggestions *found = &suggesting->found[one.kind];
    if (!one.text.at || !one.query.at)
        return error_no_memory(suggesting->err);
    for (size_t i = 0; i < found->count; i++)
        if (str_eq(found->at[i].text, one.text))
            return STATUS_OK;
    if (found->count < suggesting->limit)
        found->at[found->count++] = one;
    return STATUS_OK;
}

/* name:"value", quotes in it left out. */
static struct str
field_query(struct suggesting *suggesting, const char *name, struct str value)
{
    struct str copy = arena_printf(suggesting->arena, "%s:\"" STR_FMT "\"",
                                   name, STR_ARG(value));
    char *at = (char *)(uintptr_t)copy.at;
    size_t start = str_from(name).len + 2;
    for (size_t i = start; copy.at && i + 1 < copy.len; i++)
        if (at[i] == '"')
            at[i] = ' ';
    return copy;
}

/* The words typed as a query within a field, the last one as a start:
 * "titre:(accès so*)"; empty when there is nothing to ask for. */
static enum status
words_query(struct str *out, struct suggesting *suggesting, const char *field)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 14);
    size_t words = 0;
    buf_printf(&text, "%s:(", field);
    for (size_t i = 0; i < suggesting->tokens.count; i++) {
        const struct token *token = &suggesting->tokens.at[i];
        bool under_way =
            suggesting->last.len && i + 1 == suggesting->tokens.count;
        if (str_find(token->word, STR("*")) != SIZE_MAX ||
            (under_way && utf8_count(token->word) < WORD_LETTERS))
            continue;
        buf_add(&text, words++ ? STR(" ") : STR(""));
        buf_printf(&text, under_way ? STR_FMT "*" : "\"" STR_FMT "\"",
                   STR_ARG(token->word));
    }
    buf_add_char(&text, ')');
    TRY(buf_status(&text, suggesting->err));
    *out = words ? arena_copy(suggesting->arena, buf_str(&text)) : STR("");
    return out->at ? STATUS_OK : error_no_memory(suggesting->err);
}

/* ---- words ------------------------------------------------------------- */

/* A word that may come next. */
struct candidate {
    struct str word;
    uint64_t with;   /* documents of the sample that have it */
    uint64_t behind; /* the same where it stands right behind the others */
};

/* Documents with the words before, the newest: what the others are tried in,
 * so that trying costs little in an index of any size. */
struct sample {
    xap_docid *docids; /* ascending */
    size_t count;
};

static int
by_count(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->behind != b->behind)
        return a->behind < b->behind ? 1 : -1;
    if (a->with != b->with)
        return a->with < b->with ? 1 : -1;
    return str_cmp(a->word, b->word);
}

static int
by_docid(const void *left, const void *right)
{
    xap_docid a = *(const xap_docid *)left, b = *(const xap_docid *)right;
    return (a > b) - (a < b);
}

static enum status
take_sample(struct sample *out, struct suggesting *suggesting)
{
    struct error err = {0};
    size_t where;
    struct request request = {.query = suggesting->before,
                              .match = MATCH_ALL,
                              .sort = SORT_DATE_NEWEST,
                              .limit = SAMPLE};
    *out = (struct sample){0};
    enum status status =
        answer_docids(&out->docids, &out->count, &where, suggesting->search,
                      &request, suggesting->arena, &err);
    if (status == STATUS_SYNTAX)
        return STATUS_OK; /* nothing to search for yet */
    if (status != STATUS_OK && suggesting->err)
        *suggesting->err = err;
    if (status == STATUS_OK && out->count)
        qsort(out->docids, out->count, sizeof *out->docids, by_docid);
    return status;
}

/* Takes query over. */
static enum status
count_in(uint64_t *out, struct suggesting *suggesting,
         const struct sample *sample, struct xap_query *query)
{
    AUTO(xap_query) struct xap_query *within = query;
    struct xap_query *docids = NULL;
    uint32_t count;
    TRY(search_docids_query(&docids, suggesting->search, sample->docids,
                            sample->count, suggesting->err));
    TRY(queries_combine(&within, XAP_FILTER, docids, suggesting->err));
    TRY(search_count_few(&count, suggesting->search, within, suggesting->arena,
                         suggesting->err));
    *out = count;
    return STATUS_OK;
}

static enum status
count_with(uint64_t *out, struct suggesting *suggesting,
           const struct sample *sample, struct str word)
{
    struct term term;
    struct xap_query *query = NULL;
    TRY(queries_term(&query, term_make(&term, STR(TERM_PREFIX_WORD), word),
                     suggesting->err));
    return count_in(out, suggesting, sample, query);
}

static enum status
count_behind(uint64_t *out, struct suggesting *suggesting,
             const struct sample *sample, struct str word)
{
    AUTO(queries) struct queries phrase = {.arena = suggesting->arena};
    struct term term;
    struct xap_query *query = NULL;
    size_t tokens = suggesting->tokens.count - 1;
    size_t first = tokens > BEHIND_WORDS ? tokens - BEHIND_WORDS : 0;
    for (size_t i = first; i < tokens; i++)
        TRY(queries_add_term(&phrase,
                             term_make(&term, STR(TERM_PREFIX_WORD),
                                       suggesting->tokens.at[i].word),
                             suggesting->err));
    TRY(queries_add_term(&phrase, term_make(&term, STR(TERM_PREFIX_WORD), word),
                         suggesting->err));
    TRY(queries_phrase(&query, &phrase, 0, suggesting->err));
    return count_in(out, suggesting, sample, query);
}

static enum status
candidates(struct str **out, size_t *count, struct suggesting *suggesting)
{
    struct pattern pattern;
    struct str *words = NULL;
    bool cut;
    struct str text =
        arena_printf(suggesting->arena, STR_FMT "*", STR_ARG(suggesting->last));
    if (!text.at)
        return error_no_memory(suggesting->err);
    TRY(pattern_make(&pattern, text, suggesting->arena, suggesting->err));
    TRY(search_words(suggesting->search, &words, count, &cut,
                     STR(TERM_PREFIX_WORD), &pattern, CANDIDATES,
                     suggesting->err));
    *out = arena_array(suggesting->arena, *count + 1, sizeof **out);
    if (!*out)
        return error_no_memory(suggesting->err);
    for (size_t i = 0; i < *count; i++) { /* they live until the next search */
        (*out)[i] = arena_copy(suggesting->arena, words[i]);
        if (!(*out)[i].at)
            return error_no_memory(suggesting->err);
    }
    return STATUS_OK;
}

static bool
has_digit(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    return false;
}

/* No reference (cite.h), no number, no stop word. */
static enum status
is_telling(bool *out, struct suggesting *suggesting, struct str word)
{
    struct tokens tokens;
    TRY(analyse(&tokens, search_analyser(suggesting->search), word,
                suggesting->arena, suggesting->err));
    *out = !str_starts(word, STR("§")) && !has_digit(word) &&
           tokens.count == 1 && !(tokens.at[0].flags & TOKEN_STOP);
    return STATUS_OK;
}

/* Candidates beside the words before them, the best first; *count becomes
 * those to offer. */
static enum status
try_beside(struct candidate *all, size_t *count, struct suggesting *suggesting)
{
    struct sample sample;
    size_t kept = 0, offered = 0;
    TRY(take_sample(&sample, suggesting));
    for (size_t i = 0; sample.count && i < *count; i++) {
        TRY(count_with(&all[i].with, suggesting, &sample, all[i].word));
        if (all[i].with)
            all[kept++] = all[i];
    }
    qsort(all, kept, sizeof *all, by_count);
    for (size_t i = 0; i < kept && i < BEHIND_TRIED; i++)
        TRY(count_behind(&all[i].behind, suggesting, &sample, all[i].word));
    qsort(all, kept, sizeof *all, by_count);
    while (offered < kept && (all[offered].behind || !all[0].behind))
        offered++;
    *count = offered;
    return STATUS_OK;
}

static enum status
try_alone(struct candidate *all, size_t count, struct suggesting *suggesting)
{
    for (size_t i = 0; i < count; i++) {
        struct term term;
        uint32_t documents;
        TRY(search_term_freq(
            &documents, suggesting->search,
            term_make(&term, STR(TERM_PREFIX_WORD), all[i].word),
            suggesting->err));
        all[i].with = documents;
    }
    qsort(all, count, sizeof *all, by_count);
    return STATUS_OK;
}

/* With how many documents it finds in all. */
static enum status
offer_word(struct suggesting *suggesting, const struct candidate *candidate)
{
    struct answer answer;
    struct str text =
        arena_printf(suggesting->arena, STR_FMT STR_FMT,
                     STR_ARG(suggesting->before), STR_ARG(candidate->word));
    struct suggestion one = {.kind = SUGGEST_WORD,
                             .text = text,
                             .query = text,
                             .count = candidate->with};
    if (text.at && suggesting->tokens.count > 1) {
        TRY(ask(&answer, suggesting,
                (struct request){.query = text, .count_only = true}));
        one.count = answer.total;
    }
    return offer(suggesting, one);
}

static enum status
suggest_words(struct suggesting *suggesting)
{
    struct str *words = NULL;
    size_t found = 0, count = 0;
    struct candidate *all =
        arena_array(suggesting->arena, CANDIDATES + 1, sizeof *all);
    if (utf8_count(suggesting->last) < WORD_LETTERS)
        return STATUS_OK;
    if (!all)
        return error_no_memory(suggesting->err);
    TRY(candidates(&words, &found, suggesting));
    for (size_t i = 0; i < found; i++) {
        bool telling = false;
        TRY(is_telling(&telling, suggesting, words[i]));
        if (telling)
            all[count++].word = words[i];
    }
    if (suggesting->tokens.count > 1)
        TRY(try_beside(all, &count, suggesting));
    else
        TRY(try_alone(all, count, suggesting));
    for (size_t i = 0; i < count && i < suggesting->limit; i++)
        TRY(offer_word(suggesting, &all[i]));
    return STATUS_OK;
}

/* ---- titles and names --------------------------------------------------- */

static enum status
suggest_titles(struct suggesting *suggesting)
{
    struct answer answer;
    struct request request = {.limit = (uint32_t)suggesting->limit,
                              .sort = suggesting->tokens.count > 1
                                          ? SORT_RELEVANCE
                                          : SORT_DATE_NEWEST};
    TRY(words_query(&request.query, suggesting, "titre"));
    if (request.query.len == 0)
        return STATUS_OK;
    TRY(ask(&answer, suggesting, request));
    for (size_t i = 0; i < answer.count; i++) {
        struct str title =
            document_first(&answer.hits[i].document, FIELD_TITLE);
        struct suggestion one = {.kind = SUGGEST_TITLE,
                                 .text = title,
                                 .query =
                                     field_query(suggesting, "titre", title),
                                 .uid = answer.hits[i].uid,
                                 .count = 1};
        TRY(offer(suggesting, one));
    }
    return STATUS_OK;
}

static enum status
suggest_names(struct suggesting *suggesting, const char *field)
{
    struct answer answer;
    struct facet_field facet;
    struct request request = {
        .facets = &facet, .facet_count = 1, .facet_limit = suggesting->limit};
    TRY(words_query(&request.query, suggesting, field));
    if (request.query.len == 0)
        return STATUS_OK;
    TRY(facet_find(&facet, str_from(field), suggesting->err));
    facet.within = suggesting->text;
    TRY(ask(&answer, suggesting, request));
    for (size_t i = 0; answer.facet_count && i < answer.facets[0].count; i++) {
        const struct facet_value *value = &answer.facets[0].values[i];
        struct suggestion one = {
            .kind = SUGGEST_NAME,
            .text = value->value,
            .query = field_query(suggesting, field, value->value),
            .count = value->count};
        TRY(offer(suggesting, one));
    }
    return STATUS_OK;
}

/* ---- references --------------------------------------------------------- */

/* "article L. 162" and "n° 154" are typed as one says them. */
static struct str
without_name(struct str text)
{
    static const char *const names[] = {"article ", "articles ", "art. ",
                                        "n° ",      "n°",        "no "};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_starts_nocase(text, str_from(names[i])))
            return str_trim(str_from_offset(text, str_from(names[i]).len));
    return text;
}

/* What documents have a key: how many, and the value as one of them writes
 * it. */
static enum status
offer_key(struct suggesting *suggesting, enum field field, const char *name,
          struct str key)
{
    struct answer answer;
    struct str query = field_query(suggesting, name, key);
    if (!query.at)
        return error_no_memory(suggesting->err);
    TRY(ask(&answer, suggesting,
            (struct request){
                .query = query, .limit = 1, .sort = SORT_DATE_NEWEST}));
    if (answer.count == 0)
        return STATUS_OK;
    const struct document *document = &answer.hits[0].document;
    struct str value = document_first(document, field);
    struct str code = document_first(document, FIELD_CODE);
    struct str text = value;
    if (field == FIELD_ARTICLE)
        text = arena_printf(suggesting->arena,
                            answer.total == 1 && code.len ? "article " STR_FMT
                                                            " (" STR_FMT ")"
                                                          : "article " STR_FMT,
                            STR_ARG(value), STR_ARG(code));
    struct suggestion one = {.kind = SUGGEST_REFERENCE,
                             .text = text,
                             .query = field_query(suggesting, name, value),
                             .uid = answer.total == 1 ? answer.hits[0].uid
                                                      : STR(""),
                             .count = answer.total};
    return value.len ? offer(suggesting, one) : STATUS_OK;
}

static enum status
suggest_keys(struct suggesting *suggesting, enum field field, const char *name)
{
    struct pattern pattern;
    struct str key, *words = NULL, *keys;
    struct arena *arena = suggesting->arena;
    size_t count = 0;
    bool cut;
    struct str typed = without_name(suggesting->text);
    TRY(term_field_key(&key, field, typed, search_analyser(suggesting->search),
                       arena, suggesting->err));
    if (key.len < REFERENCE_LETTERS || str_find_char(key, '*') != SIZE_MAX ||
        str_find_char(key, '~') != SIZE_MAX)
        return STATUS_OK;
    struct str start = arena_printf(arena, STR_FMT "*", STR_ARG(key));
    if (!start.at)
        return error_no_memory(suggesting->err);
    TRY(pattern_make(&pattern, start, arena, suggesting->err));
    TRY(search_words(suggesting->search, &words, &count, &cut,
                     schema[field].prefix, &pattern, suggesting->limit,
                     suggesting->err));
    keys = arena_array(arena, count + 1, sizeof *keys);
    for (size_t i = 0; keys && i < count; i++)
        keys[i] = arena_copy(arena, words[i]);
    for (size_t i = 0; i < count; i++) {
        if (!keys || !keys[i].at)
            return error_no_memory(suggesting->err);
        TRY(offer_key(suggesting, field, name, keys[i]));
    }
    return STATUS_OK;
}

static enum status
suggest_references(struct suggesting *suggesting)
{
    static const struct {
        enum field field;
        const char *name;
    } fields[] = {{FIELD_ARTICLE, "article"},
                  {FIELD_NUMBER, "numero"},
                  {FIELD_NOR, "nor"},
                  {FIELD_ECLI, "ecli"},
                  {FIELD_UID, "uid"}};
    if (!has_digit(suggesting->text))
        return STATUS_OK;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        TRY(suggest_keys(suggesting, fields[i].field, fields[i].name));
    return STATUS_OK;
}

/* ---- all --------------------------------------------------------------- */

/* Takes from the kinds in turn. */
static enum status
share_out(struct suggestions *out, struct suggesting *suggesting)
{
    size_t taken[SUGGESTION_KINDS] = {0}, total = 0, before;
    struct suggestions all = {.at = arena_array(suggesting->arena,
                                                suggesting->limit + 1,
                                                sizeof *all.at)};
    if (!all.at)
        return error_no_memory(suggesting->err);
    do {
        before = total;
        for (int k = 0; k < SUGGESTION_KINDS; k++)
            if (total < suggesting->limit &&
                taken[k] < suggesting->found[k].count) {
                taken[k]++;
                total++;
            }
    } while (total > before);
    for (int k = 0; k < SUGGESTION_KINDS; k++)
        for (size_t i = 0; i < taken[k]; i++)
            all.at[all.count++] = suggesting->found[k].at[i];
    *out = all;
    return STATUS_OK;
}

/* The word under way is the last one, when the text ends with it. */
static enum status
read_text(struct suggesting *suggesting)
{
    struct str text = suggesting->text;
    TRY(analyse(&suggesting->tokens, search_analyser(suggesting->search), text,
                suggesting->arena, suggesting->err));
    suggesting->before = text;
    size_t count = suggesting->tokens.count;
    const struct token *last = count ? &suggesting->tokens.at[count - 1] : NULL;
    if (last && last->end == text.len) {
        suggesting->before = str_head(text, last->start);
        suggesting->last = last->word;
    }
    return STATUS_OK;
}

static enum status
suggest_once(struct suggestions *out, struct suggesting *suggesting)
{
    for (int k = 0; k < SUGGESTION_KINDS; k++) {
        suggesting->found[k] = (struct suggestions){
            .at = arena_array(suggesting->arena, suggesting->limit + 1,
                              sizeof(struct suggestion))};
        if (!suggesting->found[k].at)
            return error_no_memory(suggesting->err);
    }
    TRY(search_refresh(suggesting->search, suggesting->err));
    TRY(read_text(suggesting));
    TRY(suggest_references(suggesting));
    TRY(suggest_names(suggesting, "auteur"));
    TRY(suggest_names(suggesting, "ministere"));
    TRY(suggest_words(suggesting));
    TRY(suggest_titles(suggesting));
    return share_out(out, suggesting);
}

enum status
suggest(struct suggestions *out, struct search *search, struct str text,
        size_t limit, struct arena *arena, struct error *err)
{
    struct suggesting suggesting = {
        .search = search,
        .text = text,
        .limit = limit < SUGGESTIONS_MAX ? limit : SUGGESTIONS_MAX,
        .arena = arena,
        .err = err};
    struct retry retry = RETRY_START;
    enum status status;
    *out = (struct suggestions){0};
    if (text.len > TYPED_MAX || !utf8_is_valid(text) ||
        str_is_empty(str_trim(text)) || suggesting.limit == 0)
        return STATUS_OK;
    do
        status = suggest_once(out, &suggesting);
    while (status == STATUS_STALE && retry_again(&retry));
    return status;
}
