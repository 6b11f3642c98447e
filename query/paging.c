/* Query, fourth step: which of the hits are wanted. */
#include "paging.h"

#include "lang.h"
#include "rank.h"
#include "rerank.h"

#include <string.h>

uint32_t
paging_slot(enum sort_order sort)
{
    return sort == SORT_RELEVANCE ? XAP_NO_SLOT
           : sort == SORT_NUMBER  ? SLOT_NUMBER
                                  : SLOT_DATE;
}

/* Everything that decides which hits come, and in which order. */
static uint64_t
request_digest(const struct request *request)
{
    uint64_t digest = CURSOR_DIGEST_START;
    digest = cursor_digest(digest, request->query);
    digest = cursor_digest(digest, request->similar_uid);
    digest = cursor_digest(digest, request->similar_text);
    for (size_t i = 0; i < request->filter_count; i++) {
        digest = cursor_digest(digest, request->filters[i].field);
        digest = cursor_digest(digest, request->filters[i].value);
    }
    digest = cursor_digest_number(digest, request->match);
    digest = cursor_digest_number(digest, request->sort);
    digest = cursor_digest_number(digest, request->plain);
    digest = cursor_digest_number(digest, request->relax);
    return cursor_digest_number(
        digest, request->collapse.wanted ? 1u + request->collapse.field : 0);
}

static uint32_t
depth_of(const struct request *request, uint32_t offset)
{
    if (request->sort != SORT_RELEVANCE || request->count_only)
        return 0;
    return rerank_depth(offset, request->limit);
}

static enum status
start_at_cursor(struct paging *paging, const struct request *request,
                const struct search *search, struct error *err)
{
    struct cursor *cursor = &paging->cursor;
    TRY(cursor_read(cursor, request->cursor, err));
    if (cursor->request != paging->request)
        return error_set(err, STATUS_SYNTAX,
                         TR("this cursor belongs to another request",
                            "ce curseur est celui d'une autre requête"));
    paging->offset = cursor->offset;
    paging->depth = cursor->offset < cursor->depth ? cursor->depth : 0;
    if (paging->depth && paging->depth != RANK_DEPTH &&
        paging->depth != RANK_DEPTH_DEEP)
        return error_set(err, STATUS_SYNTAX,
                         TR("this is no cursor", "ce n'est pas un curseur"));
    /* Within the hits that are re-ranked a place is only a number. */
    paging->moved = cursor->state != search_state(search) && paging->depth == 0;
    return STATUS_OK;
}

enum status
paging_start(struct paging *out, const struct request *request,
             const struct search *search, struct error *err)
{
    struct paging paging = {.request = request_digest(request)};
    bool start = str_eq(request->cursor, STR("*"));
    if (request->cursor.len && !start) {
        TRY(start_at_cursor(&paging, request, search, err));
    } else {
        paging.offset = start ? 0 : request->offset;
        paging.depth = depth_of(request, paging.offset);
    }
    if ((uint64_t)paging.offset + request->limit > RANK_HITS_MAX)
        return error_set(err, STATUS_SYNTAX,
                         TR("offset and limit together are over %d",
                            "le début et le nombre demandés dépassent %d"),
                         RANK_HITS_MAX);
    *out = paging;
    return STATUS_OK;
}

/* ---- places in the order ------------------------------------------------ */

static enum status
key_of(struct cursor *out, const struct request *request,
       const struct xap_hit *hit, struct search *search, struct arena *arena,
       struct error *err)
{
    struct str value = {(const char *)&hit->score, sizeof hit->score};
    if (request->sort != SORT_RELEVANCE)
        TRY(search_value(&value, search, hit->docid, paging_slot(request->sort),
                         arena, err));
    value = str_head(value, CURSOR_KEY_MAX);
    if (value.len)
        memcpy(out->key, value.at, value.len);
    out->key_len = (uint8_t)value.len;
    out->docid = hit->docid;
    return STATUS_OK;
}

static double
score_of(const struct cursor *cursor)
{
    double score = 0;
    if (cursor->key_len == sizeof score)
        memcpy(&score, cursor->key, sizeof score);
    return score;
}

/* Does a stand behind b in the list?  Without a value: behind all others. */
static bool
is_behind(const struct cursor *a, const struct cursor *b, enum sort_order sort)
{
    struct str left = {a->key, a->key_len}, right = {b->key, b->key_len};
    double x = score_of(a), y = score_of(b);
    if (sort == SORT_RELEVANCE && (x < y || x > y))
        return x < y;
    if (sort != SORT_RELEVANCE && !str_eq(left, right)) {
        if (left.len == 0 || right.len == 0)
            return left.len == 0;
        int order = str_cmp(left, right);
        return sort == SORT_DATE_NEWEST ? order < 0 : order > 0;
    }
    return a->docid > b->docid;
}

enum status
paging_find(struct paging *paging, const struct request *request,
            const struct xap_result *result, struct search *search,
            struct error *err)
{
    AUTO(arena) struct arena scratch = {0};
    size_t low = 0, high = result->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct cursor place = {0};
        arena_reset(&scratch);
        TRY(key_of(&place, request, &result->hits[middle], search, &scratch,
                   err));
        if (is_behind(&place, &paging->cursor, request->sort))
            high = middle;
        else
            low = middle + 1;
    }
    paging->offset = (uint32_t)low;
    return STATUS_OK;
}

enum status
paging_next(struct str *out, const struct paging *paging,
            const struct request *request, const struct xap_hit *last,
            uint32_t end, struct search *search, struct arena *arena,
            struct error *err)
{
    struct cursor cursor = {.request = paging->request,
                            .state = search_state(search),
                            .offset = end,
                            .depth = paging->depth};
    TRY(key_of(&cursor, request, last, search, arena, err));
    return cursor_write(out, &cursor, arena, err);
}
