/* Query, third step: words side by side, for re-ranking. */
#include "lang.h"
#include "map.h"
#include "plan_leaf.h"
#include "queries.h"
#include "terms.h"

/* The same words within one heading field. */
static enum status
heading_query(struct xap_query **out, struct planner *planner,
              const struct unit *unit)
{
    static const enum field headings[] = {FIELD_TITLE, FIELD_PATH,
                                          FIELD_RUBRIC};
    AUTO(queries) struct queries list = {.arena = planner->context->arena};
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        struct family family = family_with(schema[headings[i]].prefix);
        struct xap_query *query;
        TRY(family_query(&query, planner, unit, &family));
        TRY(queries_add(&list, query, planner->err));
    }
    return queries_join(out, &list, XAP_OR, planner->err);
}

static enum status
add_pair(struct planner *planner, const struct unit *unit)
{
    struct family anywhere = family_with(STR(TERM_PREFIX_WORD));
    struct plan_pair pair = {0};
    struct plan *plan = planner->plan;
    TRY(family_query(&pair.anywhere, planner, unit, &anywhere));
    enum status status = heading_query(&pair.heading, planner, unit);
    if (status != STATUS_OK) {
        xap_query_free(pair.anywhere);
        return status;
    }
    plan->pairs[plan->pair_count++] = pair;
    return STATUS_OK;
}

/* "loi loi loi" is one pair. */
static enum status
is_fresh(bool *out, struct map *seen, struct planner *planner,
         const struct token *a, const struct token *b)
{
    struct str key = arena_printf(planner->context->arena, STR_FMT " " STR_FMT,
                                  STR_ARG(a->word), STR_ARG(b->word));
    uint64_t *count = key.at ? map_at(seen, key) : NULL;
    if (!count)
        return error_no_memory(planner->err);
    *out = (*count)++ == 0;
    return STATUS_OK;
}

enum status
plan_pairs(struct planner *planner, const struct tokens *tokens)
{
    AUTO(map) struct map seen = {0};
    const struct token *last = NULL;
    bool fresh = false;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->at[i];
        if (token->flags & TOKEN_STOP)
            continue;
        if (last)
            TRY(is_fresh(&fresh, &seen, planner, last, token));
        if (last && fresh && planner->plan->pair_count < PLAN_PAIRS_MAX) {
            struct unit unit = {.at = last,
                                .count = (size_t)(token - last) + 1};
            TRY(add_pair(planner, &unit));
        }
        last = token;
    }
    return STATUS_OK;
}
