/* Query, third step: the words beside PRÈS -> the terms at each place. */
#include "deadline.h"
#include "lang.h"
#include "plan_leaf.h"
#include "terms.h"

#include <stdlib.h>

static enum status
no_memory(struct planner *planner)
{
    return error_no_memory(planner->err);
}

struct terms {
    struct near_term *at;
    size_t count, room;
};

static enum status
terms_room(struct terms *terms, struct planner *planner)
{
    if (terms->count < terms->room)
        return STATUS_OK;
    size_t room = terms->room ? 2 * terms->room : 16;
    struct near_term *bigger =
        arena_array(planner->context->arena, room, sizeof *bigger);
    if (!bigger)
        return no_memory(planner);
    for (size_t i = 0; i < terms->count; i++)
        bigger[i] = terms->at[i];
    terms->at = bigger;
    terms->room = room;
    return STATUS_OK;
}

static enum status
term_copy(struct str *out, struct planner *planner, struct str prefix,
          struct str word)
{
    struct term term;
    *out = arena_copy(planner->context->arena, term_make(&term, prefix, word));
    return out->at ? STATUS_OK : no_memory(planner);
}

static enum status
terms_add(struct terms *terms, struct planner *planner, struct str prefix,
          struct str word)
{
    struct near_term term = {0};
    deadline_work(DEADLINE_WORK_TERM / 4);
    TRY(terms_room(terms, planner));
    TRY(term_copy(&term.at, planner, prefix, word));
    terms->at[terms->count++] = term;
    return STATUS_OK;
}

/* A form where it is written so: in capitals, or with a capital first. */
static enum status
terms_add_capitals(struct terms *terms, struct planner *planner,
                   struct str prefix, struct str form, struct str capitals)
{
    if (str_eq(prefix, STR(TERM_PREFIX_WORD)))
        return terms_add(terms, planner, capitals, form);
    TRY(terms_add(terms, planner, prefix, form));
    return term_copy(&terms->at[terms->count - 1].with, planner, capitals,
                     form);
}

/* A form that fits, or fits but for capitals, as add_capitals would have it. */
static enum status
terms_add_form(struct terms *terms, struct planner *planner, struct str prefix,
               struct str form, enum accent_fit fit)
{
    if (fit == ACCENTS_DIFFER)
        return STATUS_OK;
    if (fit == ACCENTS_FIT)
        return terms_add(terms, planner, prefix, form);
    if (fit == ACCENTS_FIT_INITIAL)
        TRY(terms_add_capitals(terms, planner, prefix, form,
                               STR(TERM_PREFIX_INITIAL)));
    return terms_add_capitals(terms, planner, prefix, form,
                              STR(TERM_PREFIX_CAPITALS));
}

static enum status
token_terms(struct terms *terms, struct planner *planner, struct str prefix,
            const struct unit *unit, const struct token *token)
{
    const struct plan_context *context = planner->context;
    struct str *words = NULL;
    size_t count = 0;
    bool any = token->flags & TOKEN_PATTERN;
    if (any)
        TRY(plan_matching(&words, &count, planner, prefix, token));
    else if (!unit->exact)
        TRY(context->forms(context->payload, &words, &count, token->stem,
                           context->arena, planner->err));
    for (size_t i = 0; i < count; i++)
        TRY(terms_add_form(terms, planner, prefix, words[i],
                           any ? ACCENTS_FIT
                               : plan_fit(planner, token, words[i])));
    return any ? STATUS_OK : terms_add(terms, planner, prefix, token->word);
}

static int
compare_terms(const void *left, const void *right)
{
    const struct near_term *a = left, *b = right;
    int order = str_cmp(a->at, b->at);
    return order ? order : str_cmp(a->with, b->with);
}

/* The same words in each field of words: where they stand there they do not
 * stand in the text. */
static enum status
other_terms(struct terms *out, struct planner *planner,
            const struct terms *words)
{
    size_t skip = STR(TERM_PREFIX_WORD).len;
    for (int f = 0; f < FIELD_COUNT; f++) {
        bool other = schema[f].index == INDEX_WORDS && schema[f].prefix.len;
        if (other && f > 0 && str_eq(schema[f].prefix, schema[f - 1].prefix))
            continue;
        for (size_t i = 0; other && i < words->count; i++)
            TRY(terms_add(out, planner, schema[f].prefix,
                          str_from_offset(words->at[i].at, skip)));
    }
    if (out->count)
        qsort(out->at, out->count, sizeof *out->at, compare_terms);
    return STATUS_OK;
}

static enum status
slot_make(struct near_slot *out, struct planner *planner,
          const struct unit *unit, const struct token *token)
{
    struct terms terms = {0}, others = {0};
    const struct target *target = unit->target;
    size_t count = target ? target->count : 1;
    for (size_t i = 0; i < count; i++)
        if (!family_is_repeated(target, i))
            TRY(token_terms(&terms, planner, family_of(target, i).prefix, unit,
                            token));
    if (terms.count)
        qsort(terms.at, terms.count, sizeof *terms.at, compare_terms);
    /* E, C and I are one letter each. */
    if (target && family_of(target, 0).in_text)
        TRY(other_terms(&others, planner, &terms));
    *out = (struct near_slot){terms.at, terms.count, others.at, others.count};
    return STATUS_OK;
}

enum status
plan_unit_slots(struct near *out, struct planner *planner,
                const struct unit *unit)
{
    *out = (struct near){.kind = NEAR_WORDS, .slot_count = unit->count};
    out->slots = arena_array(planner->context->arena, unit->count + 1,
                             sizeof *out->slots);
    if (!out->slots)
        return no_memory(planner);
    for (size_t i = 0; i < unit->count; i++)
        TRY(slot_make(&out->slots[i], planner, unit, &unit->at[i]));
    return STATUS_OK;
}

/* The words as they stand in a text; a reference or date that is alone is one
 * word, in any spelling.  They were counted when the leaf was planned. */
static enum status
slot_tokens(struct tokens *out, struct planner *planner,
            const struct node *leaf)
{
    size_t tokens = planner->tokens, wildcards = planner->wildcards;
    planner->tokens = planner->wildcards = 0;
    bool exact = leaf->kind == NODE_EXACT || planner->context->exact;
    enum status status = plan_tokens(out, planner, leaf, !exact);
    if (status == STATUS_OK &&
        !(out->count == 1 && (out->at[0].flags & TOKEN_REFERENCE)))
        status = plan_tokens(out, planner, leaf, false);
    planner->tokens = tokens;
    planner->wildcards = wildcards;
    return status;
}

enum status
plan_slots(struct near *out, struct planner *planner, const struct node *leaf)
{
    struct tokens tokens;
    if (target_index(leaf->target) != INDEX_WORDS)
        return plan_leaf_error(planner, leaf,
                               TR("this field has no words to stand near",
                                  "ce champ n'a pas de mots pour PRÈS"));
    TRY(slot_tokens(&tokens, planner, leaf));
    struct unit unit = {.at = tokens.at,
                        .count = tokens.count,
                        .exact =
                            leaf->kind == NODE_EXACT || planner->context->exact,
                        .target = leaf->target};
    TRY(plan_unit_slots(out, planner, &unit));
    return STATUS_OK;
}
