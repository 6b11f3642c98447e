/* Query: position lists, read from their table. */
#include "positions.h"

#include "glass_bytes.h"

#include <stdlib.h>
#include <string.h>

enum {
    LIST_MAX = 1 << 27 /* words of one document: more is damage */
};

struct positions {
    struct glass_file *file;
};

enum status
positions_open(struct positions **out, const char *directory, uint64_t revision,
               struct error *err)
{
    AUTO(positions) struct positions *positions = calloc(1, sizeof *positions);
    if (!positions)
        return error_no_memory(err);
    TRY(glass_file_open(&positions->file, directory, "position", revision,
                        err));
    *out = positions;
    positions = NULL;
    return STATUS_OK;
}

void
positions_close(struct positions *positions)
{
    if (!positions)
        return;
    glass_file_close(positions->file);
    free(positions);
}

/* ---- finding --------------------------------------------------------------
 */

static enum status
damaged(const struct position_list *list, struct error *err)
{
    return glass_file_damaged(list->cursor.file, err);
}

void
position_list_start(struct position_list *list, struct positions *positions,
                    struct str term)
{
    size_t len = 0;
    for (size_t i = 0; i < term.len && len + 3 < GLASS_CURSOR_KEY_MAX; i++) {
        list->key[len++] = (uint8_t)term.at[i];
        if (term.at[i] == '\0')
            list->key[len++] = 0xFF;
    }
    list->key[len++] = 0;
    list->term_len = len;
    glass_cursor_start(&list->cursor, positions->file);
    list->count = 0;
}

void
position_list_release(struct position_list *list)
{
    free(list->at);
    glass_cursor_release(&list->cursor);
    *list = (struct position_list){0};
}

enum status
position_list_find(uint32_t *next, struct position_list *list, uint32_t docid,
                   struct error *err)
{
    struct str key = {(const char *)list->key, list->term_len};
    bool found;
    *next = UINT32_MAX;
    key.len += glass_put_docid(list->key + list->term_len, docid);
    TRY(glass_cursor_find(&found, &list->cursor, key, err));
    if (!found)
        return STATUS_OK;
    struct str here = glass_cursor_key(&list->cursor);
    const uint8_t *at = (const uint8_t *)here.at;
    if (here.len <= list->term_len ||
        memcmp(at, list->key, list->term_len) != 0 ||
        at[list->term_len] == 0xFF) /* of a term with a zero byte there */
        return STATUS_OK;
    *next = glass_get_docid(at + list->term_len, here.len - list->term_len);
    return *next < docid ? damaged(list, err) : STATUS_OK;
}

/* ---- reading --------------------------------------------------------------
 */

struct bits {
    const uint8_t *at, *end;
    uint64_t held;
    unsigned count;
    unsigned over; /* bytes read that are not there */
};

/* At least 32 bits held, zeros behind the end. */
static void
bits_fill(struct bits *bits)
{
    if (bits->end - bits->at >= 8) {
        uint64_t word = 0;
        for (unsigned i = 0; i < 8; i++) /* one load, as compilers see */
            word |= (uint64_t)bits->at[i] << 8 * i;
        bits->held |= word << bits->count;
        unsigned taken = (63 - bits->count) / 8;
        bits->at += taken;
        bits->count += 8 * taken;
        return;
    }
    while (bits->count < 32) {
        bits->over += bits->at == bits->end;
        uint64_t byte = bits->at < bits->end ? *bits->at++ : 0;
        bits->held |= byte << bits->count;
        bits->count += 8;
    }
}

/* Up to 32 of them. */
static inline uint32_t
bits_take(struct bits *bits, unsigned count)
{
    if (bits->count < count)
        bits_fill(bits);
    uint32_t taken = (uint32_t)(bits->held & ((UINT64_C(1) << count) - 1));
    bits->held >>= count;
    bits->count -= count;
    return taken;
}

/* More was taken than there is: some of the zeros. */
static bool
bits_over(const struct bits *bits)
{
    return bits->count < 8 * bits->over;
}

/* A number below `range`, whatever the bits are. */
static uint32_t
bits_below(struct bits *bits, uint32_t range)
{
    if (range <= 1)
        return 0;
    unsigned count = 32 - (unsigned)__builtin_clz(range - 1);
    uint32_t spare = (uint32_t)((UINT64_C(1) << count) - range);
    uint32_t middle = (range - spare) / 2;
    if (spare == 0)
        return bits_take(bits, count);
    uint32_t number = bits_take(bits, count - 1);
    if (number < middle && bits_take(bits, 1))
        number += middle + spare;
    return number;
}

/* What lies between two positions that are known. */
static void
bits_between(struct bits *bits, uint32_t *at, size_t low, size_t high)
{
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t range = at[high] - at[low] - (uint32_t)(high - low) + 1;
        at[middle] =
            at[low] + (uint32_t)(middle - low) + bits_below(bits, range);
        bits_between(bits, at, low, middle);
        low = middle;
    }
}

static enum status
list_room(struct position_list *list, size_t count, struct error *err)
{
    if (count <= list->room)
        return STATUS_OK;
    size_t room = count < 256 ? 256 : count + count / 2;
    uint32_t *bigger = realloc(list->at, room * sizeof *bigger);
    if (!bigger)
        return error_no_memory(err);
    list->at = bigger;
    list->room = room;
    return STATUS_OK;
}

static enum status
decode(struct position_list *list, struct str tag, struct error *err)
{
    const uint8_t *at = (const uint8_t *)tag.at, *end = at + tag.len;
    uint32_t last, first, count = 1;
    at = glass_get_uint(&last, at, end);
    if (!at)
        return damaged(list, err);
    struct bits bits = {.at = at, .end = end};
    first = at == end ? last : bits_below(&bits, last);
    if (at != end)
        count = bits_below(&bits, last - first) + 2;
    if (count > LIST_MAX || (count > 1 && last - first < count - 1))
        return damaged(list, err);
    TRY(list_room(list, count, err));
    list->at[0] = first;
    list->at[count - 1] = last;
    bits_between(&bits, list->at, 0, count - 1);
    list->count = bits_over(&bits) ? 0 : count;
    return bits_over(&bits) ? damaged(list, err) : STATUS_OK;
}

enum status
position_list_read(struct position_list *list, struct error *err)
{
    struct str tag;
    list->count = 0;
    TRY(glass_cursor_tag(&tag, &list->cursor, err));
    return decode(list, tag, err);
}
