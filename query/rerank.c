/* Query, between search and hits: the order of the first ones. */
#include "rerank.h"

#include "lang.h"
#include "rank.h"
#include "rows.h"

#include <stdlib.h>

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

static int
by_docid(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    return (a->hit.docid > b->hit.docid) - (a->hit.docid < b->hit.docid);
}

static int
by_plain_score(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    if (a->hit.score != b->hit.score)
        return a->hit.score > b->hit.score ? -1 : 1;
    return by_docid(left, right);
}

/* What the query names, of it what is in force, then the plain best. */
static int
place(const struct row *row)
{
    if (row->exact)
        return row->out_of_use ? 1 : 0;
    return row->plain < RANK_KEPT ? 2 : 3;
}

/* By place, then by score; ties and those kept in the plain order. */
static int
by_score(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    int place_a = place(a), place_b = place(b);
    if (place_a != place_b)
        return place_a - place_b;
    if (place_a == 3 && a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (a->plain > b->plain) - (a->plain < b->plain);
}

static void
number_rows(struct rows *rows)
{
    qsort(rows->at, rows->count, sizeof *rows->at, by_plain_score);
    for (size_t i = 0; i < rows->count; i++)
        rows->at[i].plain = i;
    qsort(rows->at, rows->count, sizeof *rows->at, by_docid);
}

/* Scores fall with the rank, also over the ranks that were kept. */
static void
give_back(struct xap_result *result, struct rerank_parts *parts,
          const struct rows *rows)
{
    double least = 0;
    for (size_t i = rows->count; i-- > 0;) {
        const struct row *row = &rows->at[i];
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

static enum status
rows_make(struct rows *out, const struct xap_result *result, uint32_t depth,
          struct arena *arena, struct error *err)
{
    struct rows rows = {.count = result->count < depth ? result->count : depth};
    rows.at = arena_array(arena, rows.count, sizeof *rows.at);
    rows.docids = arena_array(arena, rows.count, sizeof *rows.docids);
    if (!rows.at || !rows.docids)
        return error_no_memory(err);
    for (size_t i = 0; i < rows.count; i++)
        rows.at[i] = (struct row){.hit = result->hits[i],
                                  .parts.words = result->hits[i].score};
    qsort(rows.at, rows.count, sizeof *rows.at, by_docid);
    for (size_t i = 0; i < rows.count; i++)
        rows.docids[i] = rows.at[i].hit.docid;
    *out = rows;
    return STATUS_OK;
}

enum status
rerank(struct xap_result *result, struct rerank_parts *parts, uint32_t depth,
       struct search *search, const struct plan *plan, struct arena *arena,
       struct error *err)
{
    struct rows rows;
    TRY(rows_make(&rows, result, depth, arena, err));
    TRY(rerank_cited(&rows, search, plan, arena, err));
    TRY(rerank_pairs(&rows, search, plan, err));
    TRY(rerank_versions(&rows, search, plan, arena, err));
    number_rows(&rows);
    TRY(rerank_sections(&rows, search, err));
    qsort(rows.at, rows.count, sizeof *rows.at, by_score);
    give_back(result, parts, &rows);
    return STATUS_OK;
}
