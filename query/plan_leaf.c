/* Query, third step: the leaves of the tree -> terms.
 *
 * A leaf falls into units: one word, or words that must stand one behind the
 * other (a phrase, or a run joined by hyphens).  A unit ranks by its stems
 * and is filtered by its words. */
#include "plan_leaf.h"

#include "deadline.h"
#include "lang.h"
#include "lex.h"
#include "map.h"
#include "phrase.h"
#include "queries.h"
#include "rank.h"
#include "terms.h"
#include "utf8.h"

#include <stdio.h>

enum status
plan_leaf_error(struct planner *planner, const struct node *leaf,
                const char *text)
{
    struct str query = planner->context->query;
    size_t offset = leaf->text.at ? (size_t)(leaf->text.at - query.at) : 0;
    return lex_error(planner->where, query, offset, planner->err, text);
}

static enum status
no_memory(struct planner *planner)
{
    return error_no_memory(planner->err);
}

struct family
family_with(struct str prefix)
{
    return (struct family){.prefix = prefix, .places = prefix};
}

struct family
family_of(const struct target *target, size_t i)
{
    if (!target)
        return family_with(STR(TERM_PREFIX_WORD));
    if (target->meaning == MEANING_ANSWER)
        return family_with(STR(TERM_PREFIX_ANSWER));
    if (target->fields[i] == FIELD_TEXT)
        return (struct family){.prefix = STR(TERM_PREFIX_WORD),
                               .places = STR(TERM_PREFIX_TEXT),
                               .in_text = true};
    return family_with(schema[target->fields[i]].prefix);
}

bool
family_is_repeated(const struct target *target, size_t i)
{
    return i > 0 && str_eq(schema[target->fields[i]].prefix,
                           schema[target->fields[i - 1]].prefix);
}

/* ---- marks ----------------------------------------------------------- */

static unsigned
scope_of(const struct target *target)
{
    if (!target)
        return MARK_TITLE | MARK_TEXT;
    unsigned scope = 0;
    for (size_t i = 0; i < target->count; i++)
        scope |= target->fields[i] == FIELD_TITLE  ? MARK_TITLE
                 : target->fields[i] == FIELD_TEXT ? MARK_TEXT
                                                   : 0u;
    return scope;
}

static enum status
mark_pattern(struct mark_word *out, struct planner *planner,
             const struct token *token)
{
    struct arena *arena = planner->context->arena;
    struct pattern *pattern = arena_alloc(arena, sizeof *pattern);
    if (!pattern)
        return no_memory(planner);
    *out = (struct mark_word){
        .kind = MARK_PATTERN, .text = token->word, .pattern = pattern};
    return pattern_make(pattern, token->word, arena, planner->err);
}

static enum status
mark_unit(struct planner *planner, const struct unit *unit, enum mark_kind kind)
{
    unsigned scope = scope_of(unit->target);
    if (planner->inside_not || !scope)
        return STATUS_OK;
    struct mark *mark = marks_add(&planner->plan->marks, scope, unit->count,
                                  planner->context->arena);
    if (!mark)
        return no_memory(planner);
    mark->over_stop_words = unit->slack > 0;
    for (size_t i = 0; i < unit->count; i++) {
        const struct token *token = &unit->at[i];
        if (token->flags & TOKEN_PATTERN) {
            TRY(mark_pattern(&mark->words[i], planner, token));
            continue;
        }
        mark->words[i] = (struct mark_word){
            .kind = kind,
            .text = kind == MARK_STEM ? token->stem : token->word};
    }
    return STATUS_OK;
}

/* ---- words ----------------------------------------------------------- */

/* The words of one place: those that documents have, and those that stand so
 * somewhere; within a phrase all of them are of the second kind. */
struct forms {
    struct queries have, stand;
    bool in_phrase;
};

static void
forms_release(struct forms *forms)
{
    queries_release(&forms->have);
    queries_release(&forms->stand);
}

CLEANUP_KIND(forms, struct forms, forms_release)

static enum status
add_place(struct forms *forms, struct planner *planner,
          const struct family *family, struct str kind, struct str form)
{
    struct term term;
    deadline_work(DEADLINE_WORK_TERM);
    return queries_add_term(&forms->stand,
                            term_place(&term, family->places, kind, form),
                            planner->err);
}

static enum status
add_word(struct forms *forms, struct planner *planner,
         const struct family *family, struct str form)
{
    struct term term;
    struct xap_query *query, *outside;
    if (forms->in_phrase)
        return add_place(forms, planner, family, STR(TERM_PREFIX_WORD), form);
    deadline_work(DEADLINE_WORK_TERM);
    TRY(queries_term(&query, term_make(&term, family->prefix, form),
                     planner->err));
    if (family->in_text) {
        struct str name = term_make(&term, STR(TERM_PREFIX_OUTSIDE), form);
        enum status status = xap_query_term(&outside, name, 1, planner->err);
        if (status != STATUS_OK) {
            xap_query_free(query);
            return status;
        }
        TRY(queries_combine(&query, XAP_AND_NOT, outside, planner->err));
    }
    return queries_add(&forms->have, query, planner->err);
}

size_t
plan_kinds(struct str out[2], enum accent_fit fit)
{
    out[0] =
        fit == ACCENTS_FIT ? STR(TERM_PREFIX_WORD) : STR(TERM_PREFIX_CAPITALS);
    out[1] = STR(TERM_PREFIX_INITIAL);
    return fit == ACCENTS_DIFFER ? 0 : fit == ACCENTS_FIT_INITIAL ? 2 : 1;
}

/* A form whose accents are missing, where capitals are what lacks them: where
 * that is in one field, places tell. */
static enum status
add_form(struct forms *forms, struct planner *planner,
         const struct family *family, struct str form, enum accent_fit fit)
{
    struct str kinds[2];
    size_t count = plan_kinds(kinds, fit);
    if (fit == ACCENTS_FIT)
        return add_word(forms, planner, family, form);
    for (size_t i = 0; i < count; i++)
        TRY(add_place(forms, planner, family, kinds[i], form));
    return STATUS_OK;
}

/* Of a single word those that stand somewhere are one query more. */
static enum status
forms_join(struct xap_query **out, struct forms *forms,
           const struct family *family, struct error *err)
{
    struct xap_query *stand;
    bool everywhere = str_eq(family->places, STR(TERM_PREFIX_WORD));
    if (!forms->stand.count)
        return queries_join(out, &forms->have, XAP_OR, err);
    TRY(queries_join(&stand, &forms->stand, XAP_OR, err));
    if (forms->in_phrase) {
        *out = stand;
        return STATUS_OK;
    }
    if (!everywhere)
        TRY(xap_query_places(&stand, &stand, 1, 1, true, &phrase_checker, err));
    TRY(queries_add(&forms->have, stand, err));
    return queries_join(out, &forms->have, XAP_OR, err);
}

enum accent_fit
plan_fit(const struct planner *planner, const struct token *token,
         struct str form)
{
    bool matters = planner->accents && (token->flags & TOKEN_ACCENT);
    return matters ? accents_fit(token->word, form) : ACCENTS_FIT;
}

enum status
plan_matching(struct str **out, size_t *count, struct planner *planner,
              struct str prefix, const struct token *token)
{
    const struct plan_context *context = planner->context;
    struct pattern pattern;
    bool cut;
    TRY(pattern_make(&pattern, token->word, context->arena, planner->err));
    TRY(context->words(context->payload, out, count, &cut, prefix, &pattern,
                       planner->plan->wildcard_words, planner->err));
    if (cut && planner->plan->wildcard_cut.len == 0)
        planner->plan->wildcard_cut = token->word;
    return STATUS_OK;
}

static enum status
pattern_query(struct xap_query **out, struct planner *planner,
              const struct family *family, const struct token *token,
              bool in_phrase)
{
    AUTO(forms)
    struct forms list = {{.arena = planner->context->arena},
                         {.arena = planner->context->arena},
                         in_phrase};
    struct str *words;
    size_t count;
    TRY(plan_matching(&words, &count, planner, family->prefix, token));
    for (size_t i = 0; i < count; i++)
        TRY(add_word(&list, planner, family, words[i]));
    return forms_join(out, &list, family, planner->err);
}

/* A word of a family: as written, or any form of its stem that its accents
 * allow. */
static enum status
word_query(struct xap_query **out, struct planner *planner,
           const struct family *family, const struct token *token, bool exact,
           bool in_phrase)
{
    const struct plan_context *context = planner->context;
    AUTO(forms)
    struct forms list = {
        {.arena = context->arena}, {.arena = context->arena}, in_phrase};
    struct str *forms = NULL;
    size_t count = 0;
    if (token->flags & TOKEN_PATTERN)
        return pattern_query(out, planner, family, token, in_phrase);
    if (!exact)
        TRY(context->forms(context->payload, &forms, &count, token->stem,
                           context->arena, planner->err));
    for (size_t i = 0; i < count; i++)
        if (!str_eq(forms[i], token->word))
            TRY(add_form(&list, planner, family, forms[i],
                         plan_fit(planner, token, forms[i])));
    TRY(add_word(&list, planner, family, token->word));
    return forms_join(out, &list, family, planner->err);
}

/* Does an accent of this word leave a form of its stem out? */
static enum status
is_narrow(bool *out, struct planner *planner, const struct token *token)
{
    const struct plan_context *context = planner->context;
    struct str *forms;
    size_t count;
    *out = false;
    if (!planner->accents || !(token->flags & TOKEN_ACCENT))
        return STATUS_OK;
    TRY(context->forms(context->payload, &forms, &count, token->stem,
                       context->arena, planner->err));
    for (size_t i = 0; i < count; i++)
        *out = *out || accents_fit(token->word, forms[i]) != ACCENTS_FIT;
    planner->plan->accents = planner->plan->accents || *out;
    return STATUS_OK;
}

/* Words a to b (inclusive) one behind the other. */
static enum status
run_query(struct xap_query **out, struct planner *planner,
          const struct unit *unit, const struct family *family, size_t a,
          size_t b)
{
    AUTO(queries) struct queries words = {.arena = planner->context->arena};
    struct xap_query *query;
    /* PRÈS looks at the places itself. */
    bool places = a < b && !(planner->near && planner->patterns);
    for (size_t i = a; i <= b; i++) {
        TRY(word_query(&query, planner, family, &unit->at[i], unit->exact,
                       places));
        TRY(queries_add(&words, query, planner->err));
    }
    if (!places)
        return queries_join(out, &words, XAP_AND, planner->err);
    return queries_phrase(out, &words, unit->slack, planner->err);
}

/* A phrase, cut at its references: one stands both where its first and where
 * its last word stands (analyse.h), so what comes before and what comes
 * behind are two phrases. */
static enum status
add_runs(struct queries *list, struct planner *planner, const struct unit *unit,
         const struct family *family)
{
    size_t a = 0;
    for (size_t b = 1; b <= unit->count; b++) {
        struct xap_query *query;
        size_t last = unit->count - 1;
        if (b < last && !(unit->at[b].flags & TOKEN_REFERENCE))
            continue;
        if (b < unit->count || unit->count == 1) {
            TRY(run_query(&query, planner, unit, family, a,
                          b < last ? b : last));
            TRY(queries_add(list, query, planner->err));
        }
        a = b;
    }
    return STATUS_OK;
}

enum status
family_query(struct xap_query **out, struct planner *planner,
             const struct unit *unit, const struct family *family)
{
    AUTO(queries) struct queries both = {.arena = planner->context->arena};
    TRY(add_runs(&both, planner, unit, family));
    return queries_join(out, &both, XAP_AND, planner->err);
}

static enum status
unit_filter(struct xap_query **out, struct planner *planner,
            const struct unit *unit)
{
    AUTO(queries) struct queries list = {.arena = planner->context->arena};
    size_t count = unit->target ? unit->target->count : 1;
    for (size_t i = 0; i < count; i++) {
        struct xap_query *query;
        struct family family = family_of(unit->target, i);
        if (family_is_repeated(unit->target, i))
            continue;
        TRY(family_query(&query, planner, unit, &family));
        TRY(queries_add(&list, query, planner->err));
    }
    return queries_join(out, &list, XAP_OR, planner->err);
}

static bool
has_content(const struct token *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(at[i].flags & TOKEN_STOP))
            return true;
    return false;
}

/* mot~ ranks by the stems of the words it stands for, as if they were one;
 * stars only filter.  Of one stem it is that one: as a synonym Xapian would
 * have to score the whole query, and it adds the words of a phrase that does
 * not stand there to an OR that holds by another branch. */
static enum status
add_near_spellings(struct queries *list, struct planner *planner,
                   const struct unit *unit, const struct token *token)
{
    const struct plan_context *context = planner->context;
    AUTO(queries) struct queries stems = {.arena = context->arena};
    AUTO(map) struct map seen = {0};
    struct xap_query *query;
    struct str *words, stem;
    struct term term;
    size_t count;
    if (str_find_char(token->word, '~') == SIZE_MAX)
        return plan_note_word(planner, unit, token, NULL);
    TRY(plan_matching(&words, &count, planner, STR(TERM_PREFIX_WORD), token));
    for (size_t i = 0; i < count; i++) {
        TRY(analyser_stem(&stem, context->analyser, words[i], planner->err));
        uint64_t *known = map_at(&seen, stem);
        if (!known)
            return no_memory(planner);
        if ((*known)++)
            continue;
        TRY(queries_add_term(&stems, term_make(&term, STR(""), stem),
                             planner->err));
    }
    if (count == 0)
        return plan_note_word(planner, unit, token, NULL);
    TRY(queries_join(&query, &stems, XAP_SYNONYM, planner->err));
    TRY(queries_add(list, query, planner->err));
    return plan_note_word(planner, unit, token, query);
}

/* The stems of a unit, each once: all must be there. */
static enum status
unit_rank(struct xap_query **out, struct planner *planner,
          const struct unit *unit)
{
    AUTO(queries) struct queries list = {.arena = planner->context->arena};
    AUTO(map) struct map seen = {0};
    bool all = !has_content(unit->at, unit->count);
    for (size_t i = 0; i < unit->count; i++) {
        struct term term;
        if (!all && (unit->at[i].flags & TOKEN_STOP))
            continue;
        if (unit->at[i].flags & TOKEN_PATTERN) {
            TRY(add_near_spellings(&list, planner, unit, &unit->at[i]));
            continue;
        }
        uint64_t *value = map_at(&seen, unit->at[i].stem);
        if (!value)
            return no_memory(planner);
        if ((*value)++)
            continue;
        TRY(queries_add_term(&list, term_make(&term, STR(""), unit->at[i].stem),
                             planner->err));
        TRY(plan_note_word(planner, unit, &unit->at[i],
                           list.at[list.count - 1]));
    }
    return queries_join(out, &list, XAP_AND, planner->err);
}

/* In a phrase the references are marked alone too: a member of a list does
 * not stand behind its "article". */
static enum status
mark_references(struct planner *planner, const struct unit *unit)
{
    for (size_t i = 0; unit->count > 1 && i < unit->count; i++) {
        struct unit one = {
            .at = &unit->at[i], .count = 1, .target = unit->target};
        if (unit->at[i].flags & TOKEN_REFERENCE)
            TRY(mark_unit(planner, &one, MARK_STEM));
    }
    return STATUS_OK;
}

enum status
plan_unit(struct xap_query **out, struct planner *planner,
          const struct unit *unit)
{
    struct xap_query *query = NULL, *filter = NULL;
    size_t noted = planner->plan->term_count;
    bool narrow;
    TRY(mark_unit(planner, unit, unit->exact ? MARK_WORD : MARK_STEM));
    TRY(is_narrow(&narrow, planner, &unit->at[0]));
    TRY(mark_references(planner, unit));
    TRY(unit_rank(&query, planner, unit));
    if (unit->count == 1 && !unit->target && !unit->exact && !narrow &&
        !(unit->at[0].flags & TOKEN_PATTERN)) {
        *out = query;
        return STATUS_OK;
    }
    enum status status = unit_filter(&filter, planner, unit);
    if (status != STATUS_OK) {
        xap_query_free(query);
        return status;
    }
    if (!query) { /* stars only: they do not rank */
        *out = filter;
        return STATUS_OK;
    }
    TRY(queries_combine(&query, XAP_FILTER, filter, planner->err));
    status = plan_note_branch(planner, noted, query);
    if (status != STATUS_OK) {
        xap_query_free(query);
        return status;
    }
    *out = query;
    return STATUS_OK;
}

/* ---- leaves of words ------------------------------------------------- */

/* =word, or any word with --exact: then little words count too. */
static bool
is_exact(const struct planner *planner, const struct node *leaf)
{
    return leaf->kind == NODE_EXACT || planner->context->exact;
}

static enum status
analyse_leaf(struct tokens *out, struct planner *planner,
             const struct node *leaf)
{
    return plan_tokens(out, planner, leaf, !is_exact(planner, leaf));
}

/* Where the tokens stand in the query, if they do. */
static struct str
text_of(const struct node *leaf)
{
    bool changed = leaf->kind == NODE_PATTERN ||
                   (leaf->kind == NODE_PHRASE && lex_has_wildcard(leaf->text));
    return changed ? STR("") : leaf->text;
}

/* The end of the unit that starts at i: it goes on over joined words. */
static size_t
unit_end(const struct token *at, size_t count, size_t i, bool loose)
{
    size_t end = i + 1;
    while (!loose && end < count && (at[end].flags & TOKEN_JOINED))
        end++;
    return end;
}

/* Adds a unit unless the same single word is there already. */
static enum status
add_unit(struct queries *list, struct map *seen, struct planner *planner,
         const struct unit *unit)
{
    struct xap_query *query;
    if (unit->count == 1) {
        /* marche and marché are one stem, but not one condition. */
        bool accent = planner->accents && (unit->at[0].flags & TOKEN_ACCENT);
        uint64_t *value = map_at(
            seen, unit->exact || accent ? unit->at[0].word : unit->at[0].stem);
        if (!value)
            return no_memory(planner);
        if ((*value)++)
            return STATUS_OK;
    }
    TRY(plan_unit(&query, planner, unit));
    TRY(plan_expand_word(&query, planner, unit));
    planner->plan->words += !planner->inside_not;
    return queries_add(list, query, planner->err);
}

/* The units of a stretch of tokens. */
static enum status
add_units(struct queries *list, struct map *seen, struct planner *planner,
          const struct token *at, size_t count, const struct node *leaf,
          bool loose, bool weak)
{
    bool exact = is_exact(planner, leaf);
    for (size_t i = 0, end; i < count; i = end) {
        end = unit_end(at, count, i, loose);
        struct unit unit = {.at = &at[i],
                            .count = end - i,
                            .exact = exact,
                            .target = leaf->target,
                            .text = leaf->text};
        if (exact || weak || has_content(unit.at, unit.count))
            TRY(add_unit(list, seen, planner, &unit));
    }
    return STATUS_OK;
}

/* "caisse nationale de l'assurance maladie" in a query: all of these words,
 * or CNAM.  Under any the acronym is one word more. */
static enum status
add_shortened(struct queries *list, struct planner *planner,
              const struct token *at, size_t count, struct xap_query *acronym,
              const struct node *leaf)
{
    AUTO(queries) struct queries words = {.arena = planner->context->arena};
    AUTO(queries) struct queries either = {.arena = planner->context->arena};
    AUTO(map) struct map seen = {0};
    struct xap_query *all;
    size_t noted = planner->plan->term_count;
    TRY(queries_add(&either, acronym, planner->err));
    TRY(add_units(&words, &seen, planner, at, count, leaf, false, false));
    TRY(queries_join(&all, &words, XAP_AND, planner->err));
    TRY(queries_add(&either, all, planner->err));
    TRY(plan_note_branch(planner, noted, all));
    TRY(queries_join(&all, &either, XAP_OR, planner->err));
    return queries_add(list, all, planner->err);
}

static bool
has_reference(const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->at[i].flags & TOKEN_REFERENCE)
            return true;
    return false;
}

/* Under `any` the words that a reference stands for count too: near L. 162-1-21
 * stand L. 162-1-20 and the rest of its section. */
static enum status
add_words_as_typed(struct queries *list, struct map *seen,
                   struct planner *planner, const struct node *leaf)
{
    const struct plan_context *context = planner->context;
    struct tokens tokens;
    TRY(analyse(&tokens, context->analyser, leaf->text, context->arena,
                planner->err));
    for (size_t i = 0; i < tokens.count; i++) {
        struct unit unit = {.at = &tokens.at[i],
                            .count = 1,
                            .target = leaf->target,
                            .text = leaf->text};
        if (has_content(unit.at, 1))
            TRY(add_unit(list, seen, planner, &unit));
    }
    return STATUS_OK;
}

/* What the words that start here are called too: an acronym, a court in the
 * other number ("cour administrative d'appel" is CAA and both). */
static enum status
said_otherwise(struct xap_query **out, size_t *words, struct planner *planner,
               const struct token *at, size_t count,
               const struct target *target)
{
    struct xap_query *query, *court;
    TRY(plan_shorten_words(&query, words, planner, at, count, target));
    *out = query;
    if (!query)
        return plan_court_words(out, words, planner, at, count, target);
    struct unit unit = {.at = at, .count = *words, .target = target};
    enum status status = plan_court_phrase(&court, planner, &unit);
    if (status != STATUS_OK) {
        xap_query_free(query);
        *out = NULL;
        return status;
    }
    if (court)
        TRY(queries_combine(&query, XAP_OR, court, planner->err));
    *out = query;
    return STATUS_OK;
}

static enum status
plan_words(struct piece *out, struct planner *planner, const struct node *leaf,
           bool loose)
{
    AUTO(queries) struct queries list = {.arena = planner->context->arena};
    AUTO(map) struct map seen = {0};
    struct tokens tokens;
    struct piece piece = {0};
    TRY(analyse_leaf(&tokens, planner, leaf));
    piece.empty = tokens.count == 0;
    bool exact = is_exact(planner, leaf);
    piece.weak = !exact && !has_content(tokens.at, tokens.count);
    for (size_t i = 0, end; i < tokens.count; i = end) {
        const struct token *at = &tokens.at[i];
        struct xap_query *acronym;
        size_t words = 0, rest = tokens.count - i;
        end = unit_end(tokens.at, tokens.count, i, loose);
        acronym = NULL;
        if (!exact)
            TRY(said_otherwise(&acronym, &words, planner, at, rest,
                               leaf->target));
        if (acronym && loose) {
            TRY(queries_add(&list, acronym, planner->err));
        } else if (acronym) {
            end = i + words;
            TRY(add_shortened(&list, planner, at, words, acronym, leaf));
            continue;
        }
        TRY(add_units(&list, &seen, planner, at, end - i, leaf, loose,
                      piece.weak));
    }
    if (loose && has_reference(&tokens))
        TRY(add_words_as_typed(&list, &seen, planner, leaf));
    if (planner->context->pairs && !planner->inside_not && !leaf->target) {
        TRY(plan_pairs(planner, &tokens));
        TRY(plan_named(planner, leaf));
        TRY(plan_cited(planner, &tokens));
    }
    TRY(queries_join(&piece.query, &list, loose ? XAP_OR : XAP_AND,
                     planner->err));
    *out = piece;
    return STATUS_OK;
}

/* "de de de ...": Xapian looks at all places for each, document by document.
 */
static enum status
check_repeated(struct planner *planner, const struct node *leaf,
               const struct tokens *tokens)
{
    AUTO(map) struct map seen = {0};
    for (size_t i = 0; i < tokens->count; i++) {
        uint64_t *count = map_at(&seen, tokens->at[i].word);
        if (!count)
            return no_memory(planner);
        if ((*count)++ == QUERY_REPEATED_MAX)
            return plan_leaf_error(
                planner, leaf,
                TR("the same word more than 64 times in a phrase",
                   "plus de 64 fois le même mot dans une expression"));
    }
    return STATUS_OK;
}

static enum status
plan_with_court(struct xap_query **out, struct planner *planner,
                const struct unit *unit)
{
    struct xap_query *query, *other;
    TRY(plan_unit(&query, planner, unit));
    enum status status = plan_court_phrase(&other, planner, unit);
    if (status != STATUS_OK) {
        xap_query_free(query);
        return status;
    }
    if (other)
        TRY(queries_combine(&query, XAP_OR, other, planner->err));
    *out = query;
    return STATUS_OK;
}

static enum status
plan_phrase(struct piece *out, struct planner *planner, const struct node *leaf)
{
    struct tokens tokens;
    TRY(analyse_leaf(&tokens, planner, leaf));
    TRY(check_repeated(planner, leaf, &tokens));
    struct unit unit = {.at = tokens.at,
                        .count = tokens.count,
                        .exact = is_exact(planner, leaf),
                        .target = leaf->target,
                        .text = text_of(leaf)};
    struct piece piece = {.empty = tokens.count == 0};
    if (!piece.empty)
        TRY(plan_with_court(&piece.query, planner, &unit));
    planner->plan->words += !planner->inside_not;
    *out = piece;
    return STATUS_OK;
}

/* ---- wildcards ------------------------------------------------------- */

/* What a value with stars is compared by: of an article the number without
 * blanks and dots, else the key. */
static enum status
value_pattern(struct token *out, struct planner *planner,
              const struct node *leaf, enum field field)
{
    const struct plan_context *context = planner->context;
    size_t star = str_find_char(leaf->text, '*');
    struct str key;
    *out = (struct token){.flags = TOKEN_PATTERN};
    if (star + 1 == leaf->text.len) {
        TRY(term_field_key(&key, field, str_head(leaf->text, star),
                           context->analyser, context->arena, planner->err));
        out->word = arena_printf(context->arena, STR_FMT "*", STR_ARG(key));
        return out->word.at ? STATUS_OK : no_memory(planner);
    }
    TRY(term_exact_key(&key, leaf->text, context->arena, planner->err));
    char *bytes = arena_array(context->arena, key.len + 1, 1);
    size_t len = 0;
    if (!bytes)
        return no_memory(planner);
    for (size_t i = 0; i < key.len; i++) {
        bool sign = key.at[i] == '.' || key.at[i] == ' ';
        if (field != FIELD_ARTICLE || !sign)
            bytes[len++] = key.at[i];
    }
    out->word = (struct str){bytes, len};
    return STATUS_OK;
}

/* The values with one prefix that are like a token. */
static enum status
add_values(struct queries *list, struct planner *planner,
           const struct node *leaf, struct str prefix, struct token *token)
{
    struct family family = family_with(prefix);
    struct xap_query *query;
    struct pattern pattern;
    TRY(pattern_make(&pattern, token->word, planner->context->arena,
                     planner->err));
    TRY(plan_note_value(planner, leaf, token->word));
    if (pattern.least < QUERY_PATTERN_MIN)
        return plan_leaf_error(planner, leaf,
                               TR("a wildcard needs two letters beside it",
                                  "il faut deux lettres à côté d'un joker"));
    TRY(pattern_query(&query, planner, &family, token, false));
    return queries_add(list, query, planner->err);
}

/* What is cited may also be an article of which the start is given
 * (cite:L122*), or a uid, in its own letters (cite:LEGIARTI*). */
static enum status
add_cited(struct queries *list, struct planner *planner,
          const struct node *leaf)
{
    const struct plan_context *context = planner->context;
    size_t star = str_find_char(leaf->text, '*');
    struct token token = {.flags = TOKEN_PATTERN, .word = leaf->text};
    struct str key;
    TRY(add_values(list, planner, leaf, STR(TERM_PREFIX_LINKED), &token));
    if (star + 1 != leaf->text.len)
        return STATUS_OK;
    TRY(term_field_key(&key, FIELD_ARTICLE, str_head(leaf->text, star),
                       context->analyser, context->arena, planner->err));
    if (key.len == 0)
        return STATUS_OK;
    token.word = arena_printf(context->arena, "art:" STR_FMT "*", STR_ARG(key));
    if (!token.word.at)
        return no_memory(planner);
    return add_values(list, planner, leaf, schema[FIELD_CITES].prefix, &token);
}

/* Values with stars of an exact field: uid:QANR5L17*. */
static enum status
plan_value_pattern(struct piece *out, struct planner *planner,
                   const struct node *leaf)
{
    AUTO(queries) struct queries list = {.arena = planner->context->arena};
    struct piece piece = {0};
    if (planner->wildcards++ == QUERY_WILDCARDS_MAX)
        return plan_leaf_error(planner, leaf,
                               TR("more than 16 wildcards in the query",
                                  "plus de 16 jokers dans la requête"));
    for (size_t i = 0; i < leaf->target->count; i++) {
        enum field field = leaf->target->fields[i];
        struct token token;
        TRY(value_pattern(&token, planner, leaf, field));
        TRY(add_values(&list, planner, leaf, schema[field].prefix, &token));
        if (field == FIELD_CITES)
            TRY(add_cited(&list, planner, leaf));
    }
    planner->plan->words += !planner->inside_not;
    TRY(queries_join(&piece.query, &list, XAP_OR, planner->err));
    *out = piece;
    return STATUS_OK;
}

static enum status
plan_pattern(struct piece *out, struct planner *planner,
             const struct node *leaf)
{
    if (target_index(leaf->target) == INDEX_EXACT)
        return plan_value_pattern(out, planner, leaf);
    return plan_phrase(out, planner, leaf);
}

/* ---- conditions ------------------------------------------------------ */

static enum status
add_cited_uid(struct queries *list, struct planner *planner, struct str uid)
{
    struct term term;
    TRY(queries_add_term(
        list, term_make(&term, schema[FIELD_CITES].prefix, uid), planner->err));
    return queries_add_term(
        list, term_make(&term, STR(TERM_PREFIX_LINKED), uid), planner->err);
}

/* A uid as it is typed, and in capitals as most are. */
static enum status
add_cited_uids(struct queries *list, struct planner *planner, struct str value)
{
    if (!document_uid_is_valid(value))
        return STATUS_OK;
    char *capitals = arena_alloc(planner->context->arena, value.len);
    if (!capitals)
        return error_no_memory(planner->err);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        capitals[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    struct str other = {capitals, value.len};
    TRY(add_cited_uid(list, planner, value));
    return str_eq(other, value) ? STATUS_OK
                                : add_cited_uid(list, planner, other);
}

/* cite:UID is what cites that document, by any of its keys. */
static enum status
add_cited_by(struct queries *list, struct planner *planner,
             const struct node *leaf)
{
    const struct plan_context *context = planner->context;
    struct str *keys;
    size_t count = 0;
    TRY(add_cited_uids(list, planner, leaf->text));
    if (context->keys)
        TRY(context->keys(context->payload, &keys, &count, leaf->text,
                          context->arena, planner->err));
    for (size_t i = 0; i < count; i++) {
        struct term term;
        TRY(queries_add_term(
            list, term_make(&term, schema[FIELD_CITES].prefix, keys[i]),
            planner->err));
    }
    return STATUS_OK;
}

static enum status
plan_value(struct piece *out, struct planner *planner, const struct node *leaf)
{
    AUTO(queries) struct queries list = {.arena = planner->context->arena};
    struct piece piece = {0};
    for (size_t i = 0; i < leaf->target->count; i++) {
        struct term term;
        struct str key;
        enum field field = leaf->target->fields[i];
        TRY(term_field_key(&key, field, leaf->text, planner->context->analyser,
                           planner->context->arena, planner->err));
        if (target_index(leaf->target) == INDEX_NUMBER)
            while (key.len > 1 && key.at[0] == '0')
                key = str_from_offset(key, 1);
        TRY(plan_note_value(planner, leaf, key));
        TRY(queries_add_term(&list, term_make(&term, schema[field].prefix, key),
                             planner->err));
        if (field == FIELD_CITES)
            TRY(add_cited_by(&list, planner, leaf));
    }
    TRY(queries_join(&piece.query, &list, XAP_OR, planner->err));
    *out = piece;
    return STATUS_OK;
}

static enum status
range_query(struct xap_query **out, uint32_t slot, uint32_t low, uint32_t high,
            struct error *err)
{
    char digits[2][16];
    snprintf(digits[0], sizeof digits[0], "%08u", low);
    snprintf(digits[1], sizeof digits[1], "%08u", high);
    return xap_query_value_range(out, slot, str_from(low ? digits[0] : NULL),
                                 str_from(high ? digits[1] : NULL), err);
}

/* In force on a day: started by then, and not ended by then. */
static enum status
in_force_query(struct xap_query **out, uint32_t day, struct error *err)
{
    struct xap_query *started, *ended;
    TRY(range_query(&started, SLOT_DATE_START, 0, day, err));
    enum status status = range_query(&ended, SLOT_DATE_END, 0, day, err);
    if (status != STATUS_OK) {
        xap_query_free(started);
        return status;
    }
    TRY(queries_combine(&started, XAP_AND_NOT, ended, err));
    *out = started;
    return STATUS_OK;
}

static enum status
plan_dates(struct piece *out, struct planner *planner, const struct node *leaf)
{
    struct piece piece = {0};
    if (leaf->target->meaning == MEANING_IN_FORCE)
        TRY(in_force_query(&piece.query, leaf->low, planner->err));
    else
        TRY(range_query(&piece.query, schema_date_slot(leaf->target->fields[0]),
                        leaf->low, leaf->high, planner->err));
    *out = piece;
    return STATUS_OK;
}

enum status
plan_leaf(struct piece *out, struct planner *planner, const struct node *leaf,
          bool loose)
{
    switch (leaf->kind) {
    case NODE_WORDS:
        return plan_words(out, planner, leaf, loose);
    case NODE_PHRASE:
    case NODE_EXACT:
        return plan_phrase(out, planner, leaf);
    case NODE_PATTERN:
        return plan_pattern(out, planner, leaf);
    case NODE_VALUE:
        return plan_value(out, planner, leaf);
    default:
        return plan_dates(out, planner, leaf);
    }
}
