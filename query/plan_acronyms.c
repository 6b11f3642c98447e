/* Query, third step: acronyms and what they stand for, each a way to say the
 * other that counts less. */
#include "lang.h"
#include "plan_leaf.h"
#include "queries.h"
#include "rank.h"

enum {
    LOOKED_MAX = 64, /* places of a query where an expansion is looked for */
    SHORT = 3        /* words of content */
};

static enum status
no_memory(struct planner *planner)
{
    return error_no_memory(planner->err);
}

/* The query, and the terms noted from `noted` on. */
static enum status
scale(struct xap_query **query, struct planner *planner, size_t noted,
      double factor)
{
    struct xap_query *child = *query;
    *query = NULL;
    if (!child)
        return STATUS_OK;
    enum status status = plan_note_scale(planner, noted, factor);
    if (status != STATUS_OK) {
        xap_query_free(child);
        return status;
    }
    return xap_query_scale(query, child, factor, planner->err);
}

/* *query OR other; both taken over. */
static enum status
or_else(struct xap_query **query, struct planner *planner,
        struct xap_query *other)
{
    if (!other)
        return STATUS_OK;
    if (!*query) {
        *query = other;
        return STATUS_OK;
    }
    return queries_combine(query, XAP_OR, other, planner->err);
}

/* The stems of a meaning as tokens. */
static enum status
stems_as_tokens(struct tokens *out, struct planner *planner, struct str stems)
{
    struct str stem;
    struct token *at =
        arena_array(planner->context->arena, stems.len / 2 + 1, sizeof *at);
    if (!at)
        return no_memory(planner);
    *out = (struct tokens){.at = at};
    while (stems.len) {
        str_cut(stems, STR(" "), &stem, &stems);
        at[out->count++] = (struct token){.word = stem, .stem = stem};
    }
    return STATUS_OK;
}

/* Stop words in it: "juge des libertés et de la détention", "direction de la
 * recherche, des études, de l'évaluation et des statistiques". */
static uint32_t
slack_of(size_t words)
{
    return (uint32_t)(words < SHORT ? words : words + 1);
}

/* The words of an expansion in their order, stop words between: whoever types
 * an acronym means all of them. */
static enum status
expansion_query(struct xap_query **out, struct planner *planner,
                const struct sense *meaning, const struct target *target)
{
    struct tokens tokens = {0};
    TRY(stems_as_tokens(&tokens, planner, meaning->stems));
    struct unit unit = {.at = tokens.at,
                        .count = tokens.count,
                        .slack = slack_of(tokens.count),
                        .target = target};
    size_t noted = planner->plan->term_count;
    TRY(plan_unit(out, planner, &unit));
    return scale(out, planner, noted, rank_acronyms.weight);
}

static bool
may_be_acronym(const struct planner *planner, const struct unit *unit)
{
    unsigned other =
        TOKEN_STOP | TOKEN_NUMBER | TOKEN_PATTERN | TOKEN_REFERENCE;
    return planner->context->expand && !planner->inside_not &&
           unit->count == 1 && !unit->exact && !(unit->at->flags & other) &&
           unit->at->word.len >= 2;
}

static enum status
add_expansions(struct xap_query **query, struct planner *planner,
               const struct unit *unit)
{
    const struct plan_context *context = planner->context;
    struct sense *meanings;
    size_t count;
    TRY(context->expand(context->payload, &meanings, &count, unit->at->word,
                        context->arena, planner->err));
    for (size_t i = 0; i < count; i++) {
        struct xap_query *other;
        TRY(expansion_query(&other, planner, &meanings[i], unit->target));
        TRY(or_else(query, planner, other));
    }
    return STATUS_OK;
}

enum status
plan_expand_word(struct xap_query **query, struct planner *planner,
                 const struct unit *unit)
{
    if (!may_be_acronym(planner, unit))
        return STATUS_OK;
    enum status status = add_expansions(query, planner, unit);
    if (status != STATUS_OK) {
        xap_query_free(*query);
        *query = NULL;
    }
    return status;
}

/* An acronym as a word of the query. */
static enum status
acronym_query(struct xap_query **out, struct planner *planner,
              struct str acronym, const struct target *target)
{
    const struct plan_context *context = planner->context;
    struct token token = {.word = acronym};
    TRY(analyser_stem(&token.stem, context->analyser, acronym, planner->err));
    token.stem = arena_copy(context->arena, token.stem);
    if (!token.stem.at)
        return no_memory(planner);
    struct unit unit = {.at = &token, .count = 1, .target = target};
    size_t noted = planner->plan->term_count;
    TRY(plan_unit(out, planner, &unit));
    return scale(out, planner, noted, rank_acronyms.weight);
}

static bool
may_start_expansion(struct planner *planner, const struct token *tokens,
                    size_t count)
{
    unsigned other =
        TOKEN_STOP | TOKEN_NUMBER | TOKEN_PATTERN | TOKEN_REFERENCE;
    if (!planner->context->shorten || planner->inside_not || count < 2 ||
        (tokens->flags & other) || planner->looked == LOOKED_MAX)
        return false;
    planner->looked++;
    return true;
}

enum status
plan_shorten_words(struct xap_query **out, size_t *words,
                   struct planner *planner, const struct token *tokens,
                   size_t count, const struct target *target)
{
    const struct plan_context *context = planner->context;
    struct xap_query *query = NULL, *other;
    struct sense *meanings;
    size_t found = 0;
    *out = NULL;
    *words = 0;
    if (!may_start_expansion(planner, tokens, count))
        return STATUS_OK;
    TRY(context->shorten(context->payload, &meanings, &found, tokens, count,
                         context->arena, planner->err));
    /* Words joined to the next one are no end. */
    if (found && meanings->words < count &&
        (tokens[meanings->words].flags & TOKEN_JOINED))
        return STATUS_OK;
    for (size_t i = 0; i < found; i++) {
        enum status status =
            acronym_query(&other, planner, meanings[i].word, target);
        if (status == STATUS_OK)
            status = or_else(&query, planner, other);
        if (status != STATUS_OK) {
            xap_query_free(query);
            return status;
        }
    }
    *out = query;
    *words = query ? meanings->words : 0;
    return STATUS_OK;
}
