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

/* A row where it stands among the others, for sorting without moving it. */
struct ranked {
    struct row *row;
    double score; /* its hit's */
    xap_docid docid;
};

static int
by_docid(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static int
by_plain_score(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (a->docid > b->docid) - (a->docid < b->docid);
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
    const struct row *a = ((const struct ranked *)left)->row;
    const struct row *b = ((const struct ranked *)right)->row;
    int place_a = place(a), place_b = place(b);
    if (place_a != place_b)
        return place_a - place_b;
    if (place_a == 3 && a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (a->plain > b->plain) - (a->plain < b->plain);
}

/* Most often nothing moves, and a look tells. */
static void
sort_ranked(struct ranked *at, size_t count,
            int (*compare)(const void *, const void *))
{
    for (size_t i = 1; i < count; i++)
        if (compare(&at[i - 1], &at[i]) > 0) {
            qsort(at, count, sizeof *at, compare);
            return;
        }
}

static void
number_rows(const struct rows *rows, struct ranked *ranked)
{
    for (size_t i = 0; i < rows->count; i++)
        ranked[i].score = ranked[i].row->hit.score;
    sort_ranked(ranked, rows->count, by_plain_score);
    for (size_t i = 0; i < rows->count; i++)
        ranked[i].row->plain = i;
}

/* Scores fall with the rank, also over the ranks that were kept. */
static void
give_back(struct xap_result *result, struct rerank_parts *parts,
          const struct ranked *ranked, size_t count)
{
    double least = 0;
    for (size_t i = count; i-- > 0;) {
        const struct row *row = ranked[i].row;
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

/* The rows by docid; *ranked names them in the order of the result. */
static enum status
rows_make(struct rows *out, struct ranked **ranked,
          const struct xap_result *result, uint32_t depth, struct arena *arena,
          struct error *err)
{
    struct rows rows = {.count = result->count < depth ? result->count : depth};
    uint64_t *keys = arena_array(arena, rows.count, sizeof *keys);
    rows.at = arena_array(arena, rows.count, sizeof *rows.at);
    rows.docids = arena_array(arena, rows.count, sizeof *rows.docids);
    *ranked = arena_array(arena, rows.count, sizeof **ranked);
    if (!rows.at || !rows.docids || !keys || !*ranked)
        return error_no_memory(err);
    for (size_t i = 0; i < rows.count; i++)
        keys[i] = (uint64_t)result->hits[i].docid << 32 | i;
    qsort(keys, rows.count, sizeof *keys, by_docid);
    for (size_t i = 0; i < rows.count; i++) {
        size_t from = keys[i] & UINT32_MAX;
        const struct xap_hit *hit = &result->hits[from];
        rows.at[i] = (struct row){.hit = *hit, .parts.words = hit->score};
        rows.docids[i] = hit->docid;
        (*ranked)[from] =
            (struct ranked){.row = &rows.at[i], .docid = hit->docid};
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
    struct ranked *ranked = NULL;
    TRY(rows_make(&rows, &ranked, result, depth, arena, err));
    TRY(rerank_cited(&rows, search, plan, arena, err));
    TRY(rerank_pairs(&rows, search, plan, err));
    TRY(rerank_versions(&rows, search, plan, arena, err));
    number_rows(&rows, ranked);
    TRY(rerank_headings(&rows, search, plan, err));
    TRY(rerank_sections(&rows, search, arena, err));
    sort_ranked(ranked, rows.count, by_score);
    give_back(result, parts, ranked, rows.count);
    return STATUS_OK;
}
