/* Query: position lists, read from their table. */
#include "positions.h"

#include "version_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    POSITION_TABLE = 3, /* of version_file.tables */
    /* Blocks. */
    BLOCK_LEAST = 2048,
    BLOCK_MOST = 65536,
    AT_LEVEL = 4,
    AT_END = 9,
    AT_DIRECTORY = 11,
    LEVELS_MAX = 9,
    /* Items. */
    LEAF_HEAD = 3,
    BRANCH_HEAD = 5,
    PIECE = 2,
    COMPRESSED = 0x80,
    LAST_PIECE = 0x40,
    FIRST_PIECE = 0x20,
    SIZE_BITS = 0x1FFF,
    /* What is kept: some 10 MB at most. */
    LEAVES = 1024,
    BRANCHES = 256,
    /* Words of one document: more is damage. */
    LIST_MAX = 1 << 27
};

struct block {
    uint32_t number;
    uint8_t *bytes; /* NULL: none yet */
};

struct positions {
    int fd;
    uint32_t revision, root, level, size;
    bool empty;
    struct block leaves[LEAVES], branches[BRANCHES];
};

/* ---- bytes ----------------------------------------------------------------
 */

static uint32_t
get16(const uint8_t *from)
{
    return (uint32_t)from[0] << 8 | from[1];
}

static uint32_t
get32(const uint8_t *from)
{
    return get16(from) << 16 | get16(from + 2);
}

/* A number of seven bits a byte, low ones first; NULL when it is cut or too
 * large. */
static const uint8_t *
get_uint(uint32_t *out, const uint8_t *from, const uint8_t *end)
{
    uint64_t number = 0;
    for (unsigned shift = 0; from < end && shift < 35; shift += 7) {
        number |= (uint64_t)(*from & 127) << shift;
        if (!(*from++ & 128)) {
            *out = (uint32_t)number;
            return number <= UINT32_MAX ? from : NULL;
        }
    }
    return NULL;
}

static enum status
damaged(struct error *err)
{
    return error_set(err, STATUS_IO, "damaged table of positions");
}

/* ---- opening --------------------------------------------------------------
 */

static int
open_file(const char *directory, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >=
        (int)sizeof path)
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* The root of the table in the version file; false when it is not the format
 * known, or of another revision. */
static bool
find_version(struct positions *to, const char *directory, uint64_t revision)
{
    struct version_file version;
    const struct version_table *table = &version.tables[POSITION_TABLE];
    if (version_look(&version, NULL, NULL, directory, NULL) != STATUS_OK ||
        version.revision != revision)
        return false;
    to->revision = version.revision;
    to->root = table->root;
    to->level = table->level;
    to->size = table->block;
    to->empty = table->fake;
    return to->level < LEVELS_MAX && to->size >= BLOCK_LEAST &&
           to->size <= BLOCK_MOST;
}

enum status
positions_open(struct positions **out, const char *directory, uint64_t revision,
               struct error *err)
{
    AUTO(positions) struct positions *positions = calloc(1, sizeof *positions);
    if (!positions)
        return error_no_memory(err);
    positions->fd = -1;
    if (!find_version(positions, directory, revision))
        return error_set(err, STATUS_NOT_FOUND, "no such revision");
    if (!positions->empty)
        positions->fd = open_file(directory, "position.glass");
    if (!positions->empty && positions->fd < 0)
        return error_set(err, STATUS_NOT_FOUND, "no table of positions");
    *out = positions;
    positions = NULL;
    return STATUS_OK;
}

void
positions_close(struct positions *positions)
{
    if (!positions)
        return;
    for (size_t i = 0; i < LEAVES; i++)
        free(positions->leaves[i].bytes);
    for (size_t i = 0; i < BRANCHES; i++)
        free(positions->branches[i].bytes);
    if (positions->fd >= 0)
        close(positions->fd);
    free(positions);
}

/* ---- blocks ---------------------------------------------------------------
 */

static uint32_t
block_count(const uint8_t *block)
{
    return (get16(block + AT_END) - AT_DIRECTORY) / 2;
}

/* Bytes before the tag.  The very first item of a table has neither. */
static uint32_t
leaf_head(const uint8_t *item)
{
    bool first = item[0] & FIRST_PIECE || (get16(item) & SIZE_BITS) == 0;
    return LEAF_HEAD + (uint32_t)item[2] + (first ? 0 : PIECE);
}

/* Is the head in order, and are the items within the block? */
static enum status
block_check(const struct positions *positions, const uint8_t *block,
            uint32_t level, struct error *err)
{
    uint32_t end = get16(block + AT_END), size = positions->size;
    if (get32(block) > positions->revision)
        return error_set(err, STATUS_STALE, "positions were written anew");
    if (block[AT_LEVEL] != level || end <= AT_DIRECTORY || end > size ||
        (end - AT_DIRECTORY) % 2)
        return damaged(err);
    for (uint32_t at = AT_DIRECTORY; at < end; at += 2) {
        uint32_t offset = get16(block + at), len;
        if (offset < end || offset + BRANCH_HEAD > size + (level ? 0 : 2))
            return damaged(err);
        const uint8_t *item = block + offset;
        if (level) {
            len = BRANCH_HEAD + item[4] + PIECE;
        } else {
            len = (get16(item) & SIZE_BITS) + LEAF_HEAD;
            if (leaf_head(item) > len)
                return damaged(err);
        }
        if (offset + len > size)
            return damaged(err);
    }
    return STATUS_OK;
}

static enum status
block_load(struct block *into, const struct positions *positions,
           uint32_t number, uint32_t level, struct error *err)
{
    size_t size = positions->size, done = 0;
    if (!into->bytes)
        into->bytes = malloc(size);
    if (!into->bytes)
        return error_no_memory(err);
    into->number = UINT32_MAX;
    while (done < size) {
        ssize_t some = pread(positions->fd, into->bytes + done, size - done,
                             (off_t)number * (off_t)size + (off_t)done);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return error_errno(err, errno, "position.glass");
        if (some == 0)
            return damaged(err);
        done += (size_t)some;
    }
    TRY(block_check(positions, into->bytes, level, err));
    into->number = number;
    return STATUS_OK;
}

static enum status
block_at(const uint8_t **out, struct positions *positions, uint32_t number,
         uint32_t level, struct error *err)
{
    struct block *block = level ? &positions->branches[number % BRANCHES]
                                : &positions->leaves[number % LEAVES];
    if (!block->bytes || block->number != number)
        TRY(block_load(block, positions, number, level, err));
    else if (block->bytes[AT_LEVEL] != level)
        return damaged(err);
    *out = block->bytes;
    return STATUS_OK;
}

static const uint8_t *
item_at(const uint8_t *block, uint32_t i)
{
    return block + get16(block + AT_DIRECTORY + 2 * i);
}

/* ---- keys -----------------------------------------------------------------
 */

struct key {
    const uint8_t *at;
    size_t len;
    uint32_t piece;
};

static int
key_compare(const struct key *a, const struct key *b)
{
    int order = memcmp(a->at, b->at, a->len < b->len ? a->len : b->len);
    if (order)
        return order;
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    return (a->piece > b->piece) - (a->piece < b->piece);
}

static struct key
branch_key(const uint8_t *item)
{
    return (struct key){item + BRANCH_HEAD, item[4],
                        get16(item + BRANCH_HEAD + item[4])};
}

static struct key
leaf_key(const uint8_t *item)
{
    const uint8_t *at = item + LEAF_HEAD;
    bool later = leaf_head(item) > LEAF_HEAD + (uint32_t)item[2];
    return (struct key){at, item[2], later ? get16(at + item[2]) : 1};
}

/* A docid whose bytes sort as it does (index/build/glass.h). */
static size_t
put_docid(uint8_t *to, uint32_t docid)
{
    uint64_t bytes = docid;
    size_t len = 2;
    if (docid >= 0x8000)
        for (uint32_t rest = docid >> 15; rest; rest >>= 7)
            len++;
    for (size_t i = len; i-- > 0; bytes >>= 8)
        to[i] = (uint8_t)bytes;
    to[0] = (uint8_t)(to[0] | 0xFFu << (10 - len));
    return len;
}

/* 0 where it is none. */
static uint32_t
get_docid(const uint8_t *at, size_t len)
{
    size_t expected = 2;
    uint64_t docid;
    if (len < 2)
        return 0;
    for (uint8_t bit = 0x80; bit && at[0] & bit; bit >>= 1)
        expected++;
    if (len != expected || expected > 6)
        return 0;
    docid = at[0] & (0xFFu >> (expected - 1));
    for (size_t i = 1; i < len; i++)
        docid = docid << 8 | at[i];
    return docid <= UINT32_MAX ? (uint32_t)docid : 0;
}

/* ---- finding --------------------------------------------------------------
 */

/* The item of the block below that the key must be in. */
static uint32_t
branch_find(const uint8_t *block, const struct key *key)
{
    uint32_t low = 0, high = block_count(block);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        struct key other = branch_key(item_at(block, middle));
        if (key_compare(&other, key) <= 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static enum status
go_down(struct position_list *list, const struct key *key, struct error *err)
{
    struct positions *positions = list->positions;
    uint32_t number = positions->root;
    const uint8_t *block;
    list->leaf = NULL;
    list->end_len = 0;
    for (uint32_t level = positions->level; level > 0; level--) {
        TRY(block_at(&block, positions, number, level, err));
        uint32_t i = branch_find(block, key);
        number = get32(item_at(block, i));
        if (i + 1 < block_count(block)) {
            struct key end = branch_key(item_at(block, i + 1));
            memcpy(list->end, end.at, end.len);
            list->end_len = end.len;
            list->end_piece = end.piece;
        }
    }
    TRY(block_at(&list->leaf, positions, number, 0, err));
    list->block = number;
    return STATUS_OK;
}

/* The first item from `from` on, in steps that double, that is not below the
 * key; the number of items if there is none. */
static uint32_t
leaf_find(const uint8_t *leaf, const struct key *key, uint32_t from)
{
    uint32_t count = block_count(leaf), low = from, step = 1, high;
    for (high = low; high < count; step *= 2) {
        struct key other = leaf_key(item_at(leaf, high));
        if (key_compare(&other, key) >= 0)
            break;
        low = high + 1;
        high = high + step;
    }
    if (high > count)
        high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct key other = leaf_key(item_at(leaf, middle));
        if (key_compare(&other, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Another list may have needed the room of its leaf. */
static bool
leaf_is_there(const struct position_list *list)
{
    const struct block *block = &list->positions->leaves[list->block % LEAVES];
    return list->leaf && block->number == list->block;
}

static enum status
find_key(struct position_list *list, const struct key *key, struct error *err)
{
    if (leaf_is_there(list)) {
        uint32_t last = block_count(list->leaf) - 1;
        struct key here, end = leaf_key(item_at(list->leaf, last));
        uint32_t from = list->item <= last ? list->item : last;
        here = leaf_key(item_at(list->leaf, from));
        if (key_compare(key, &end) <= 0 && key_compare(key, &here) >= 0) {
            list->item = leaf_find(list->leaf, key, from);
            return STATUS_OK;
        }
    }
    TRY(go_down(list, key, err));
    list->item = leaf_find(list->leaf, key, 0);
    return STATUS_OK;
}

/* Where the leaf at hand ends the next one starts. */
static enum status
next_leaf(struct position_list *list, struct error *err)
{
    uint8_t bytes[POSITIONS_KEY_MAX];
    struct key key = {bytes, list->end_len, list->end_piece};
    memcpy(bytes, list->end, list->end_len);
    TRY(go_down(list, &key, err));
    list->item = leaf_find(list->leaf, &key, 0);
    return list->item < block_count(list->leaf) ? STATUS_OK : damaged(err);
}

void
position_list_start(struct position_list *list, struct positions *positions,
                    struct str term)
{
    size_t len = 0;
    for (size_t i = 0; i < term.len && len + 3 < POSITIONS_KEY_MAX; i++) {
        list->key[len++] = (uint8_t)term.at[i];
        if (term.at[i] == '\0')
            list->key[len++] = 0xFF;
    }
    list->key[len++] = 0;
    list->term_len = len;
    list->positions = positions;
    list->leaf = NULL;
    list->count = 0;
}

void
position_list_release(struct position_list *list)
{
    free(list->at);
    free(list->joined);
    *list = (struct position_list){0};
}

enum status
position_list_find(uint32_t *next, struct position_list *list, uint32_t docid,
                   struct error *err)
{
    struct key key = {list->key, 0, 1};
    *next = UINT32_MAX;
    if (list->positions->empty)
        return STATUS_OK;
    key.len = list->term_len + put_docid(list->key + list->term_len, docid);
    TRY(find_key(list, &key, err));
    if (list->item == block_count(list->leaf)) {
        if (list->end_len == 0)
            return STATUS_OK;
        TRY(next_leaf(list, err));
    }
    struct key found = leaf_key(item_at(list->leaf, list->item));
    if (found.len <= list->term_len ||
        memcmp(found.at, list->key, list->term_len) != 0 ||
        found.at[list->term_len] == 0xFF) /* of a term with a zero byte there */
        return STATUS_OK;
    *next = get_docid(found.at + list->term_len, found.len - list->term_len);
    return *next < docid || found.piece != 1 ? damaged(err) : STATUS_OK;
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
    at = get_uint(&last, at, end);
    if (!at)
        return damaged(err);
    struct bits bits = {.at = at, .end = end};
    first = at == end ? last : bits_below(&bits, last);
    if (at != end)
        count = bits_below(&bits, last - first) + 2;
    if (count > LIST_MAX || (count > 1 && last - first < count - 1))
        return damaged(err);
    TRY(list_room(list, count, err));
    list->at[0] = first;
    list->at[count - 1] = last;
    bits_between(&bits, list->at, 0, count - 1);
    list->count = bits_over(&bits) ? 0 : count;
    return bits_over(&bits) ? damaged(err) : STATUS_OK;
}

static struct str
item_tag(const uint8_t *item)
{
    size_t size = (get16(item) & SIZE_BITS) + LEAF_HEAD;
    size_t head = leaf_head(item);
    return (struct str){(const char *)item + head, size - head};
}

static enum status
join(struct position_list *list, size_t len, struct str piece,
     struct error *err)
{
    if (len + piece.len > list->joined_room) {
        size_t room = 2 * (len + piece.len);
        uint8_t *bigger = realloc(list->joined, room);
        if (!bigger)
            return error_no_memory(err);
        list->joined = bigger;
        list->joined_room = room;
    }
    if (piece.len)
        memcpy(list->joined + len, piece.at, piece.len);
    return STATUS_OK;
}

/* A tag of several pieces. */
static enum status
read_pieces(struct str *out, struct position_list *list, struct error *err)
{
    uint8_t bytes[POSITIONS_KEY_MAX];
    const uint8_t *item = item_at(list->leaf, list->item);
    struct key key = leaf_key(item);
    struct str piece = item_tag(item);
    size_t len = 0;
    memcpy(bytes, key.at, key.len);
    key.at = bytes;
    for (;;) {
        TRY(join(list, len, piece, err));
        len += piece.len;
        if (item[0] & LAST_PIECE)
            break;
        key.piece++;
        TRY(find_key(list, &key, err));
        if (list->item == block_count(list->leaf))
            return damaged(err);
        item = item_at(list->leaf, list->item);
        struct key found = leaf_key(item);
        if (key_compare(&found, &key) != 0 || (item[0] & COMPRESSED))
            return damaged(err);
        piece = item_tag(item);
    }
    *out = (struct str){(const char *)list->joined, len};
    return STATUS_OK;
}

enum status
position_list_read(struct position_list *list, struct error *err)
{
    const uint8_t *item = item_at(list->leaf, list->item);
    struct str tag = item_tag(item);
    list->count = 0;
    if (item[0] & COMPRESSED)
        return damaged(err);
    if (!(item[0] & LAST_PIECE))
        TRY(read_pieces(&tag, list, err));
    return decode(list, tag, err);
}
