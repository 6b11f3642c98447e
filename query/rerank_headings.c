/* Query, re-ranking: headings that say what the query says. */
#include "headings.h"
#include "lang.h"
#include "rank.h"
#include "rows.h"

#include <math.h>

/* The words of the query, as marks, and what they weigh together. */
struct asked {
    uint16_t marks[PLAN_STEMS_MAX];
    size_t count;
    double weight;
};

static double
rarity(uint32_t with, uint32_t all)
{
    double weight = log((all - with + 0.5) / (with + 0.5));
    return weight > rank_headings.least ? weight : rank_headings.least;
}

static enum status
look_at_stems(struct asked *asked, struct search *search,
              const struct plan *plan, struct error *err)
{
    uint32_t all, with;
    TRY(search_doc_count(&all, search, err));
    for (size_t i = 0; i < plan->stem_count; i++) {
        TRY(search_term_freq(&with, search, plan->stems[i], err));
        if (with == 0 || with > all)
            continue;
        asked->marks[asked->count++] = heading_mark(plan->stems[i]);
        asked->weight += rarity(with, all);
    }
    return STATUS_OK;
}

static enum status
add_share(void *payload, struct row *row, struct str value)
{
    const struct asked *asked = payload;
    row->parts.headings =
        rank_headings.weight * asked->weight *
        headings_share(value, asked->marks, asked->count, rank_headings.fade);
    row->hit.score += row->parts.headings;
    return STATUS_OK;
}

enum status
rerank_headings(struct rows *rows, struct search *search,
                const struct plan *plan, struct error *err)
{
    struct asked asked = {.count = 0};
    TRY(look_at_stems(&asked, search, plan, err));
    return asked.count ? rows_values(rows, search, SLOT_HEADINGS, add_share,
                                     &asked, err)
                       : STATUS_OK;
}
