/* Query, between search and hits: the order of the first ones. */
#include "rerank.h"

#include "lang.h"
#include "map.h"
#include "rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A hit and where it stands; rows are by docid while values are read. */
struct row {
    struct xap_hit hit; /* its score: plain, then with the pairs */
    double words;       /* the plain score */
    size_t plain;       /* rank by that score, from 0 */
    double score;       /* with the sections */
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

static int
by_plain_score(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    if (a->hit.score != b->hit.score)
        return a->hit.score > b->hit.score ? -1 : 1;
    return by_docid(left, right);
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
        return error_no_memory(err);
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
        return error_no_memory(err);
    if (!*row || rows->at[*row - 1].hit.score < rows->at[i].hit.score)
        *row = i + 1;
    return STATUS_OK;
}

static double
best_score(const struct map *best, const struct rows *rows, const char *section)
{
    const uint64_t *row = map_find(best, (struct str){section, SECTION_BYTES});
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
give_back(struct xap_result *result, struct rerank_parts *parts,
          const struct rows *rows)
{
    double least = 0;
    for (size_t i = rows->count; i-- > 0;) {
        const struct row *row = &rows->at[i];
        least = row->score > least ? row->score : least;
        result->hits[i] = row->hit;
        result->hits[i].score = least;
        if (parts)
            parts[i] =
                (struct rerank_parts){.docid = row->hit.docid,
                                      .words = row->words,
                                      .pairs = row->hit.score - row->words,
                                      .sections = least - row->hit.score};
    }
}

/* ---- pairs ----------------------------------------------------------------
 */

/* Adds weight to the rows that a query matches; *count = its documents. */
static enum status
add_matches(uint32_t *count, struct rows *rows, struct search *search,
            const struct xap_query *query, double factor, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct xap_result result;
    struct xap_search how = {.count = RANK_PAIR_DOCUMENTS,
                             .check_at_least = RANK_PAIR_DOCUMENTS,
                             .boolean = true,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    uint32_t documents;
    TRY(search_doc_count(&documents, search, err));
    TRY(search_run(&result, search, query, &how, &arena, err));
    *count = result.total_low;
    double all = documents, with = *count;
    double rarity = log((all - with + 0.5) / (with + 0.5));
    /* Both are by docid: without weights Xapian gives them so. */
    for (size_t hit = 0, row = 0;
         rarity > 0 && hit < result.count && row < rows->count;) {
        xap_docid a = result.hits[hit].docid, b = rows->at[row].hit.docid;
        if (a == b)
            rows->at[row].hit.score += factor * rarity;
        hit += a <= b;
        row += b <= a;
    }
    return STATUS_OK;
}

static enum status
score_pairs(struct rows *rows, struct search *search, const struct plan *plan,
            struct error *err)
{
    double heading = rank_pairs.weight * (rank_pairs.heading - 1);
    uint32_t count;
    for (size_t i = 0; i < plan->pair_count; i++) {
        const struct plan_pair *pair = &plan->pairs[i];
        TRY(add_matches(&count, rows, search, pair->anywhere, rank_pairs.weight,
                        err));
        if (count)
            TRY(add_matches(&count, rows, search, pair->heading, heading, err));
    }
    return STATUS_OK;
}

static void
number_rows(struct rows *rows)
{
    qsort(rows->at, rows->count, sizeof *rows->at, by_plain_score);
    for (size_t i = 0; i < rows->count; i++)
        rows->at[i].plain = i;
    qsort(rows->at, rows->count, sizeof *rows->at, by_docid);
}

enum status
rerank(struct xap_result *result, struct rerank_parts *parts, uint32_t depth,
       struct search *search, const struct plan *plan, struct arena *arena,
       struct error *err)
{
    struct rows rows = {.count = result->count < depth ? result->count : depth};
    rows.at = arena_array(arena, rows.count, sizeof *rows.at);
    if (!rows.at)
        return error_no_memory(err);
    for (size_t i = 0; i < rows.count; i++) {
        rows.at[i].hit = result->hits[i];
        rows.at[i].words = result->hits[i].score;
    }
    qsort(rows.at, rows.count, sizeof *rows.at, by_docid);
    TRY(score_pairs(&rows, search, plan, err));
    number_rows(&rows);
    TRY(read_sections(&rows, search, arena, err));
    TRY(score_rows(&rows, err));
    qsort(rows.at, rows.count, sizeof *rows.at, by_score);
    give_back(result, parts, &rows);
    return STATUS_OK;
}
