/* Query, re-ranking: a good hit lifts those of its section. */
#include "lang.h"
#include "map.h"
#include "rank.h"
#include "rows.h"

#include <string.h>

static const uint32_t slots[ROW_GROUPS] = {
    [ROW_SECTION] = SLOT_SECTION,
    [ROW_ABOVE] = SLOT_SECTION_ABOVE,
    [ROW_MIRROR] = SLOT_SECTION_MIRROR,
};

static enum status
take_group(void *payload, struct row *row, struct str value)
{
    const enum row_group *group = payload;
    if (value.len != SECTION_BYTES)
        return STATUS_OK;
    memcpy(row->group[*group], value.at, SECTION_BYTES);
    row->has_group[*group] = true;
    return STATUS_OK;
}

static struct str
group_key(const struct row *row, enum row_group group)
{
    return (struct str){row->group[group], SECTION_BYTES};
}

/* The best plain score of each group, as the number of its row plus one. */
static enum status
note_best(struct map *best, const struct rows *rows, enum row_group group,
          struct error *err)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (!rows->at[i].has_group[group])
            continue;
        uint64_t *row = map_at(best, group_key(&rows->at[i], group));
        if (!row)
            return error_no_memory(err);
        if (!*row || rows->at[*row - 1].hit.score < rows->at[i].hit.score)
            *row = i + 1;
    }
    return STATUS_OK;
}

static enum status
add_group(struct rows *rows, struct search *search, enum row_group group,
          struct error *err)
{
    AUTO(map) struct map best = {0};
    TRY(rows_values(rows, search, slots[group], take_group, &group, err));
    TRY(note_best(&best, rows, group, err));
    for (size_t i = 0; i < rows->count; i++) {
        struct row *row = &rows->at[i];
        /* Outside a section a hit is its own best: else a corpus of both
         * kinds would push everything without a path to the end. */
        double score = row->hit.score;
        if (row->has_group[group])
            score =
                rows->at[*map_find(&best, group_key(row, group)) - 1].hit.score;
        row->score += rank_sections[group] * score;
    }
    return STATUS_OK;
}

enum status
rerank_sections(struct rows *rows, struct search *search, struct error *err)
{
    double sum = 1;
    for (size_t i = 0; i < rows->count; i++)
        rows->at[i].score = rows->at[i].hit.score;
    for (int group = 0; group < ROW_GROUPS; group++) {
        TRY(add_group(rows, search, (enum row_group)group, err));
        sum += rank_sections[group];
    }
    for (size_t i = 0; i < rows->count; i++)
        rows->at[i].score /= sum;
    return STATUS_OK;
}
