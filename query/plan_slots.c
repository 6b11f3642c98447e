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
    struct str *at;
    size_t count, room;
};

static enum status
terms_room(struct terms *terms, struct planner *planner)
{
    if (terms->count < terms->room)
        return STATUS_OK;
    size_t room = terms->room ? 2 * terms->room : 16;
    struct str *bigger =
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
terms_add(struct terms *terms, struct planner *planner,
          const struct family *family, struct str kind, struct str word)
{
    struct term term;
    deadline_work(DEADLINE_WORK_TERM / 4);
    TRY(terms_room(terms, planner));
    struct str *at = &terms->at[terms->count];
    *at = arena_copy(planner->context->arena,
                     term_place(&term, family->places, kind, word));
    if (!at->at)
        return no_memory(planner);
    terms->count++;
    return STATUS_OK;
}

/* A form that fits, or fits but for capitals. */
static enum status
terms_add_form(struct terms *terms, struct planner *planner,
               const struct family *family, struct str form,
               enum accent_fit fit)
{
    struct str kinds[2];
    size_t count = plan_kinds(kinds, fit);
    for (size_t i = 0; i < count; i++)
        TRY(terms_add(terms, planner, family, kinds[i], form));
    return STATUS_OK;
}

static enum status
token_terms(struct terms *terms, struct planner *planner,
            const struct family *family, const struct unit *unit,
            const struct token *token)
{
    const struct plan_context *context = planner->context;
    struct str *words = NULL;
    size_t count = 0;
    bool any = token->flags & TOKEN_PATTERN;
    if (any)
        TRY(plan_matching(&words, &count, planner, family->prefix, token));
    else if (!unit->exact)
        TRY(context->forms(context->payload, &words, &count, token->stem,
                           context->arena, planner->err));
    for (size_t i = 0; i < count; i++)
        TRY(terms_add_form(terms, planner, family, words[i],
                           any ? ACCENTS_FIT
                               : plan_fit(planner, token, words[i])));
    return any ? STATUS_OK
               : terms_add(terms, planner, family, STR(TERM_PREFIX_WORD),
                           token->word);
}

static int
compare_terms(const void *left, const void *right)
{
    const struct str *a = left, *b = right;
    return str_cmp(*a, *b);
}

static enum status
slot_make(struct near_slot *out, struct planner *planner,
          const struct unit *unit, const struct token *token)
{
    struct terms terms = {0};
    const struct target *target = unit->target;
    size_t count = target ? target->count : 1;
    for (size_t i = 0; i < count; i++) {
        struct family family = family_of(target, i);
        if (!family_is_repeated(target, i))
            TRY(token_terms(&terms, planner, &family, unit, token));
    }
    if (terms.count)
        qsort(terms.at, terms.count, sizeof *terms.at, compare_terms);
    *out = (struct near_slot){terms.at, terms.count};
    return STATUS_OK;
}

static enum status
unit_slots(struct near *out, struct planner *planner, const struct unit *unit)
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
    TRY(unit_slots(out, planner, &unit));
    return STATUS_OK;
}
