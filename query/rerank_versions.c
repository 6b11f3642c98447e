/* Query, re-ranking: what the query names, versions, near-duplicates. */
#include "date.h"
#include "lang.h"
#include "map.h"
#include "rank.h"
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- what the query names ------------------------------------------------ */

static enum status
mark_exact(struct rows *rows, struct search *search, const struct plan *plan,
           struct arena *arena, struct error *err)
{
    struct xap_result named;
    struct xap_search how = {.count = RANK_DEPTH_DEEP,
                             .boolean = true,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    if (!plan->exact)
        return STATUS_OK;
    TRY(search_run(&named, search, plan->exact, &how, arena, err));
    for (size_t hit = 0, row = 0; hit < named.count && row < rows->count;) {
        xap_docid a = named.hits[hit].docid, b = rows->at[row].hit.docid;
        rows->at[row].exact = rows->at[row].exact || a == b;
        hit += a <= b;
        row += b <= a;
    }
    return STATUS_OK;
}

/* ---- in force ------------------------------------------------------------ */

struct day {
    char digits[9]; /* YYYYMMDD, as the values have it */
    bool ends;
};

/* In force from its start on and until the day before its end. */
static enum status
compare_day(void *payload, struct row *row, struct str value)
{
    const struct day *day = payload;
    bool begun = str_cmp(value, (struct str){day->digits, 8}) <= 0;
    if (begun == day->ends)
        row->out_of_use = true;
    return STATUS_OK;
}

static enum status
mark_out_of_use(struct rows *rows, struct search *search, struct error *err)
{
    struct day day = {.ends = false};
    snprintf(day.digits, sizeof day.digits, "%08u", date_today() % 100000000);
    TRY(rows_values(rows, search, SLOT_DATE_START, compare_day, &day, err));
    day.ends = true;
    TRY(rows_values(rows, search, SLOT_DATE_END, compare_day, &day, err));
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i].out_of_use)
            rows->at[i].hit.score *= rank_versions.out_of_use;
    return STATUS_OK;
}

/* ---- of the same kind ---------------------------------------------------- */

struct group {
    struct str value;
    struct row *row;
};

struct groups {
    struct group *at;
    size_t count;
    struct arena *arena;
    struct error *err;
};

static enum status
add_member(void *payload, struct row *row, struct str value)
{
    struct groups *groups = payload;
    struct str copy = arena_copy(groups->arena, value);
    if (!copy.at)
        return error_no_memory(groups->err);
    groups->at[groups->count++] = (struct group){copy, row};
    return STATUS_OK;
}

/* By group; in it first what is in force, then by score. */
static int
by_group(const void *left, const void *right)
{
    const struct group *a = left, *b = right;
    int order = str_cmp(a->value, b->value);
    if (order)
        return order;
    if (a->row->out_of_use != b->row->out_of_use)
        return a->row->out_of_use ? 1 : -1;
    if (a->row->hit.score != b->row->hit.score)
        return a->row->hit.score > b->row->hit.score ? -1 : 1;
    return (a->row->hit.docid > b->row->hit.docid) -
           (a->row->hit.docid < b->row->hit.docid);
}

/* The first of a group takes the best score in it, each further one has its
 * share of that of the one before. */
static void
put_in_order(const struct group *at, size_t count)
{
    double best = 0;
    for (size_t i = 0; i < count; i++)
        best = at[i].row->hit.score > best ? at[i].row->hit.score : best;
    at[0].row->hit.score = best;
    for (size_t i = 1; i < count; i++) {
        best *= rank_versions.repeated;
        if (at[i].row->hit.score > best)
            at[i].row->hit.score = best;
    }
}

static enum status
spread_group(struct rows *rows, struct search *search, uint32_t slot,
             struct arena *arena, struct error *err)
{
    struct groups groups = {.arena = arena, .err = err};
    groups.at = arena_array(arena, rows->count, sizeof *groups.at);
    if (!groups.at)
        return error_no_memory(err);
    TRY(rows_values(rows, search, slot, add_member, &groups, err));
    qsort(groups.at, groups.count, sizeof *groups.at, by_group);
    for (size_t i = 0, end; i < groups.count; i = end) {
        for (end = i + 1; end < groups.count &&
                          str_eq(groups.at[end].value, groups.at[i].value);
             end++) {
        }
        put_in_order(groups.at + i, end - i);
    }
    return STATUS_OK;
}

enum status
rerank_versions(struct rows *rows, struct search *search,
                const struct plan *plan, struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < rows->count; i++)
        rows->at[i].parts.versions = -rows->at[i].hit.score;
    TRY(mark_exact(rows, search, plan, arena, err));
    TRY(mark_out_of_use(rows, search, err));
    TRY(spread_group(rows, search, SLOT_KEY_CID, arena, err));
    TRY(spread_group(rows, search, SLOT_KEY_GROUP_KEY, arena, err));
    for (size_t i = 0; i < rows->count; i++)
        rows->at[i].parts.versions += rows->at[i].hit.score;
    return STATUS_OK;
}
