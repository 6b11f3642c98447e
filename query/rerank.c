/* Query, between search and hits: the order of the first ones. */
#include "rerank.h"

#include "lang.h"
#include "radix.h"
#include "rank.h"
#include "rows.h"

uint32_t
rerank_depth(uint32_t offset, uint32_t limit)
{
    uint32_t depth =
        limit >= RANK_DEPTH ? RANK_DEPTH_DEEP : (uint32_t)RANK_DEPTH;
    return offset < depth ? depth : 0;
}

/* ---- values ------------------------------------------------------------- */

struct reading {
    const struct rows *rows;
    size_t next; /* where the value stream is */
    row_visit *visit;
    void *payload;
};

static enum status
read_value(void *payload, xap_docid docid, struct str value)
{
    struct reading *reading = payload;
    while (reading->rows->at[reading->next].hit.docid != docid)
        reading->next++;
    return reading->visit(reading->payload, &reading->rows->at[reading->next],
                          value);
}

enum status
rows_values(const struct rows *rows, struct search *search, uint32_t slot,
            row_visit *visit, void *payload, struct error *err)
{
    struct reading reading = {.rows = rows, .visit = visit, .payload = payload};
    return search_values_of(search, slot, rows->docids, rows->count, read_value,
                            &reading, err);
}

/* ---- orders ------------------------------------------------------------- */

/* Rows in some order, without moving them, and room to sort them. */
struct order {
    struct row **at;
    size_t count;
    struct radix_item *items; /* twice as many */
};

static enum status
order_make(struct order *out, size_t count, struct arena *arena,
           struct error *err)
{
    *out = (struct order){.count = count};
    out->at = arena_array(arena, count, sizeof(struct row *));
    out->items = arena_array(arena, 2 * count, sizeof *out->items);
    return out->at && out->items ? STATUS_OK : error_no_memory(err);
}

/* By the plain score, ties by docid as the rows are. */
static void
order_by_plain(struct order *order, const struct rows *rows)
{
    for (size_t i = 0; i < order->count; i++)
        order->items[i] =
            (struct radix_item){radix_key_falling(rows->at[i].hit.score), i};
    radix_sort(order->items, order->items + order->count, order->count);
    for (size_t i = 0; i < order->count; i++) {
        order->at[i] = &rows->at[order->items[i].value];
        order->at[i]->plain = i;
    }
}

/* What the query names, of it what is in force, then the plain best, then all
 * others. */
enum { PLACES = 4, LAST_PLACE = PLACES - 1 };

static int
place(const struct row *row)
{
    if (row->exact)
        return row->out_of_use ? 1 : 0;
    return row->plain < RANK_KEPT ? 2 : LAST_PLACE;
}

/* By place, in the last one by score; ties and all others in the plain order,
 * in which they are now. */
static void
order_by_score(struct order *order, const struct rows *rows)
{
    struct radix_item *items = order->items;
    size_t count = 0, first = 0;
    for (int at = 0; at < PLACES; at++) {
        first = count;
        for (size_t i = 0; i < order->count; i++) {
            struct row *row = order->at[i];
            if (place(row) == at)
                items[count++] = (struct radix_item){
                    radix_key_falling(row->score), (size_t)(row - rows->at)};
        }
    }
    radix_sort(items + first, items + count, count - first);
    for (size_t i = 0; i < count; i++)
        order->at[i] = &rows->at[items[i].value];
}

/* Scores fall with the rank, also over the ranks that were kept. */
static void
give_back(struct xap_result *result, struct rerank_parts *parts,
          const struct order *order)
{
    double least = 0;
    for (size_t i = order->count; i-- > 0;) {
        const struct row *row = order->at[i];
        least = row->score > least ? row->score : least;
        result->hits[i] = row->hit;
        result->hits[i].score = least;
        if (!parts)
            continue;
        parts[i] = row->parts;
        parts[i].docid = row->hit.docid;
        parts[i].sections = least - row->hit.score;
    }
}

/* The first of the result, by docid. */
static enum status
rows_make(struct rows *out, const struct xap_result *result, uint32_t depth,
          struct arena *arena, struct error *err)
{
    struct rows rows = {.count = result->count < depth ? result->count : depth};
    struct radix_item *items =
        arena_array(arena, 2 * rows.count, sizeof *items);
    rows.at = arena_array(arena, rows.count, sizeof *rows.at);
    rows.docids = arena_array(arena, rows.count, sizeof *rows.docids);
    if (!rows.at || !rows.docids || !items)
        return error_no_memory(err);
    for (size_t i = 0; i < rows.count; i++)
        items[i] = (struct radix_item){result->hits[i].docid, i};
    radix_sort(items, items + rows.count, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const struct xap_hit *hit = &result->hits[items[i].value];
        rows.at[i] = (struct row){.hit = *hit, .parts.words = hit->score};
        rows.docids[i] = hit->docid;
    }
    *out = rows;
    return STATUS_OK;
}

enum status
rerank(struct xap_result *result, struct rerank_parts *parts, uint32_t depth,
       struct search *search, const struct plan *plan, struct arena *arena,
       struct error *err)
{
    struct rows rows;
    struct order order;
    TRY(rows_make(&rows, result, depth, arena, err));
    TRY(order_make(&order, rows.count, arena, err));
    TRY(rerank_cited(&rows, search, plan, arena, err));
    TRY(rerank_pairs(&rows, search, plan, err));
    TRY(rerank_versions(&rows, search, plan, arena, err));
    order_by_plain(&order, &rows);
    TRY(rerank_headings(&rows, search, plan, err));
    TRY(rerank_sections(&rows, search, arena, err));
    order_by_score(&order, &rows);
    give_back(result, parts, &order);
    return STATUS_OK;
}
