/* Query, between search and hits: the order of the first ones. */
#include "rerank.h"

#include "lang.h"
#include "map.h"
#include "rank.h"

#include <stdlib.h>
#include <string.h>

/* A hit and where it stands; rows are by docid while values are read. */
struct row {
    struct xap_hit hit;
    size_t plain; /* rank before, from 0 */
    double score;
    char section[SECTION_BYTES], above[SECTION_BYTES];
    bool has_section;
};

struct rows {
    struct row *at;
    size_t count, next; /* next: where the value stream is */
    bool above;
};

uint32_t
rerank_depth(uint32_t offset, uint32_t limit)
{
    uint32_t depth =
        limit >= RANK_DEPTH ? RANK_DEPTH_DEEP : (uint32_t)RANK_DEPTH;
    return offset < depth ? depth : 0;
}

static int
by_docid(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    return (a->hit.docid > b->hit.docid) - (a->hit.docid < b->hit.docid);
}

/* The plain best first, then by score; ties keep the plain order. */
static int
by_score(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    bool a_kept = a->plain < RANK_KEPT, b_kept = b->plain < RANK_KEPT;
    if (a_kept != b_kept)
        return a_kept ? -1 : 1;
    if (!a_kept && a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (a->plain > b->plain) - (a->plain < b->plain);
}

static enum status
section_value(void *payload, xap_docid docid, struct str value)
{
    struct rows *rows = payload;
    while (rows->at[rows->next].hit.docid != docid)
        rows->next++;
    struct row *row = &rows->at[rows->next];
    if (value.len != SECTION_BYTES)
        return STATUS_OK;
    memcpy(rows->above ? row->above : row->section, value.at, SECTION_BYTES);
    row->has_section = true;
    return STATUS_OK;
}

static enum status
read_sections(struct rows *rows, struct search *search, struct arena *arena,
              struct error *err)
{
    xap_docid *docids = arena_array(arena, rows->count, sizeof *docids);
    if (!docids)
        return error_set(err, STATUS_NOMEM, "%s",
                         TR("out of memory", "mémoire insuffisante"));
    for (size_t i = 0; i < rows->count; i++)
        docids[i] = rows->at[i].hit.docid;
    TRY(search_values_of(search, SLOT_SECTION, docids, rows->count,
                         section_value, rows, err));
    rows->next = 0;
    rows->above = true;
    return search_values_of(search, SLOT_SECTION_ABOVE, docids, rows->count,
                            section_value, rows, err);
}

/* The best plain score of each section, by number of its row; scores are
 * kept as the row that has it, plus one. */
static enum status
note_best(struct map *best, const struct rows *rows, size_t i,
          const char *section, struct error *err)
{
    uint64_t *row = map_at(best, (struct str){section, SECTION_BYTES});
    if (!row)
        return error_set(err, STATUS_NOMEM, "%s",
                         TR("out of memory", "mémoire insuffisante"));
    if (!*row || rows->at[*row - 1].hit.score < rows->at[i].hit.score)
        *row = i + 1;
    return STATUS_OK;
}

static double
best_score(const struct map *best, const struct rows *rows,
           const char *section)
{
    const uint64_t *row =
        map_find(best, (struct str){section, SECTION_BYTES});
    return row ? rows->at[*row - 1].hit.score : 0;
}

static enum status
score_rows(struct rows *rows, struct error *err)
{
    AUTO(map) struct map same = {0};
    AUTO(map) struct map above = {0};
    for (size_t i = 0; i < rows->count; i++) {
        if (!rows->at[i].has_section)
            continue;
        TRY(note_best(&same, rows, i, rows->at[i].section, err));
        TRY(note_best(&above, rows, i, rows->at[i].above, err));
    }
    for (size_t i = 0; i < rows->count; i++) {
        struct row *row = &rows->at[i];
        /* Outside a section a hit is its own best: else a corpus of both
         * kinds would push everything without a path to the end. */
        double in_same = row->hit.score, in_above = row->hit.score;
        if (row->has_section) {
            in_same = best_score(&same, rows, row->section);
            in_above = best_score(&above, rows, row->above);
        }
        row->score = (row->hit.score + rank_sections.same * in_same +
                      rank_sections.above * in_above) /
                     (1 + rank_sections.same + rank_sections.above);
    }
    return STATUS_OK;
}

/* Scores fall with the rank, also over the ranks that were kept. */
static void
give_back(struct xap_result *result, const struct rows *rows)
{
    double least = 0;
    for (size_t i = rows->count; i-- > 0;) {
        const struct row *row = &rows->at[i];
        least = row->score > least ? row->score : least;
        result->hits[i] = row->hit;
        result->hits[i].score = least;
    }
}

enum status
rerank(struct xap_result *result, uint32_t depth, struct search *search,
       struct arena *arena, struct error *err)
{
    struct rows rows = {.count = result->count < depth ? result->count
                                                       : depth};
    rows.at = arena_array(arena, rows.count, sizeof *rows.at);
    if (!rows.at)
        return error_set(err, STATUS_NOMEM, "%s",
                         TR("out of memory", "mémoire insuffisante"));
    for (size_t i = 0; i < rows.count; i++) {
        rows.at[i].hit = result->hits[i];
        rows.at[i].plain = i;
    }
    qsort(rows.at, rows.count, sizeof *rows.at, by_docid);
    TRY(read_sections(&rows, search, arena, err));
    TRY(score_rows(&rows, err));
    qsort(rows.at, rows.count, sizeof *rows.at, by_score);
    give_back(result, &rows);
    return STATUS_OK;
}
