/* Query, re-ranking: a good hit lifts those of its section. */
#include "lang.h"
#include "map.h"
#include "rank.h"
#include "rows.h"

#include <string.h>

/* The groups of one kind: their numbers, and the best score in each. */
struct groups {
    struct map numbers;
    double *best; /* by number */
};

struct grouping {
    struct groups kind[SECTION_GROUPS];
    struct error *err;
};

static void
grouping_release(struct grouping *grouping)
{
    for (int i = 0; i < SECTION_GROUPS; i++)
        map_release(&grouping->kind[i].numbers);
}

CLEANUP_KIND(grouping, struct grouping, grouping_release)

static enum status
take_key(struct groups *groups, uint32_t *out, struct str key, double score,
         struct error *err)
{
    uint64_t *number = map_at(&groups->numbers, key);
    if (!number)
        return error_no_memory(err);
    if (!*number) {
        *number = groups->numbers.count;
        groups->best[*number] = score;
    }
    if (groups->best[*number] < score)
        groups->best[*number] = score;
    *out = (uint32_t)*number;
    return STATUS_OK;
}

/* The keys of schema.h, SLOT_SECTION. */
static enum status
take_keys(void *payload, struct row *row, struct str value)
{
    static const char none[SECTION_BYTES];
    struct grouping *grouping = payload;
    for (size_t i = 0; i < SECTION_GROUPS; i++) {
        struct str key =
            str_range(value, i * SECTION_BYTES, (i + 1) * SECTION_BYTES);
        if (key.len == SECTION_BYTES &&
            memcmp(key.at, none, SECTION_BYTES) != 0)
            TRY(take_key(&grouping->kind[i], &row->group[i], key,
                         row->hit.score, grouping->err));
    }
    return STATUS_OK;
}

/* Outside a section a hit is its own best: else a corpus of both kinds would
 * push everything without a path to the end. */
static double
lifted(const struct row *row, const struct grouping *grouping)
{
    double score = row->hit.score, lift = 0, sum = 1;
    for (int i = 0; i < SECTION_GROUPS; i++) {
        uint32_t number = row->group[i];
        if (number)
            lift += rank_sections[i] * (grouping->kind[i].best[number] - score);
        sum += rank_sections[i];
    }
    return score + lift / sum;
}

enum status
rerank_sections(struct rows *rows, struct search *search, struct arena *arena,
                struct error *err)
{
    AUTO(grouping) struct grouping grouping = {.err = err};
    for (int i = 0; i < SECTION_GROUPS; i++) {
        grouping.kind[i].best =
            arena_array(arena, rows->count + 1, sizeof(double));
        if (!grouping.kind[i].best)
            return error_no_memory(err);
    }
    TRY(rows_values(rows, search, SLOT_SECTION, take_keys, &grouping, err));
    for (size_t i = 0; i < rows->count; i++)
        rows->at[i].score = lifted(&rows->at[i], &grouping);
    return STATUS_OK;
}
