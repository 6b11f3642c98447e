/* Query: tables of a glass database, read entry by entry. */
#include "glass_cursor.h"

#include "glass_bytes.h"
#include "version_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    /* Blocks. */
    BLOCK_LEAST = 2048,
    BLOCK_MOST = 65536,
    AT_LEVEL = 4,
    AT_GAP = 5,
    AT_FREE = 7,
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
    /* What is kept. */
    LEAVES = 512,
    BRANCHES = 64
};

struct block {
    uint32_t number;
    uint8_t *bytes; /* NULL: none yet */
};

struct glass_file {
    int fd;
    uint32_t revision, root, level, size;
    bool empty;
    char name[16];
    uint32_t kept; /* of the leaves: so many are used */
    struct block leaves[LEAVES], branches[BRANCHES];
};

enum status
glass_file_damaged(const struct glass_file *file, struct error *err)
{
    return error_set(err, STATUS_IO, "damaged table %s.glass", file->name);
}

/* ---- opening --------------------------------------------------------------
 */

static int
open_table(const char *directory, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s.glass", directory, name) >=
        (int)sizeof path)
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static const struct version_table *
table_named(const struct version_file *version, const char *name)
{
    for (unsigned i = 0; i < VERSION_FILE_TABLES; i++)
        if (strcmp(version_table_name(i), name) == 0)
            return &version->tables[i];
    return NULL;
}

/* The root of the table in the version file; false when it is not the format
 * known, or of another revision. */
static bool
find_root(struct glass_file *to, const char *directory, uint64_t revision)
{
    struct version_file version;
    if (version_look(&version, NULL, NULL, directory, NULL) != STATUS_OK ||
        version.revision != revision)
        return false;
    const struct version_table *table = table_named(&version, to->name);
    if (!table)
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
glass_file_open(struct glass_file **out, const char *directory,
                const char *name, uint64_t revision, struct error *err)
{
    AUTO(glass_file) struct glass_file *file = calloc(1, sizeof *file);
    if (!file)
        return error_no_memory(err);
    file->fd = -1;
    file->kept = LEAVES;
    snprintf(file->name, sizeof file->name, "%s", name);
    if (!find_root(file, directory, revision))
        return error_set(err, STATUS_NOT_FOUND, "no such revision");
    if (!file->empty)
        file->fd = open_table(directory, name);
    if (!file->empty && file->fd < 0)
        return error_set(err, STATUS_NOT_FOUND, "no table %s.glass", name);
    *out = file;
    file = NULL;
    return STATUS_OK;
}

void
glass_file_keep(struct glass_file *file, uint32_t leaves)
{
    assert(leaves > 0 && leaves <= LEAVES);
    file->kept = leaves;
}

void
glass_file_close(struct glass_file *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < LEAVES; i++)
        free(file->leaves[i].bytes);
    for (size_t i = 0; i < BRANCHES; i++)
        free(file->branches[i].bytes);
    if (file->fd >= 0)
        close(file->fd);
    free(file);
}

/* ---- blocks ---------------------------------------------------------------
 */

static uint32_t
block_count(const uint8_t *block)
{
    return (glass_get16(block + AT_END) - AT_DIRECTORY) / 2;
}

/* Bytes before the tag.  The very first item of a table has neither. */
static uint32_t
leaf_head(const uint8_t *item)
{
    bool first = item[0] & FIRST_PIECE || (glass_get16(item) & SIZE_BITS) == 0;
    return LEAF_HEAD + (uint32_t)item[2] + (first ? 0 : PIECE);
}

/* Is the head in order, and are the items within the block? */
static enum status
block_check(const struct glass_file *file, const uint8_t *block, uint32_t level,
            struct error *err)
{
    uint32_t end = glass_get16(block + AT_END), size = file->size;
    if (glass_get32(block) > file->revision)
        return error_set(err, STATUS_STALE, "table %s.glass was written anew",
                         file->name);
    if (block[AT_LEVEL] != level || end <= AT_DIRECTORY || end > size ||
        (end - AT_DIRECTORY) % 2)
        return glass_file_damaged(file, err);
    for (uint32_t at = AT_DIRECTORY; at < end; at += 2) {
        uint32_t offset = glass_get16(block + at), len;
        if (offset < end || offset + BRANCH_HEAD > size + (level ? 0 : 2))
            return glass_file_damaged(file, err);
        const uint8_t *item = block + offset;
        if (level) {
            len = BRANCH_HEAD + item[4] + PIECE;
        } else {
            len = (glass_get16(item) & SIZE_BITS) + LEAF_HEAD;
            if (leaf_head(item) > len)
                return glass_file_damaged(file, err);
        }
        if (offset + len > size)
            return glass_file_damaged(file, err);
    }
    return STATUS_OK;
}

/* Does what the head says of free bytes agree with the items?  Xapian's writer
 * moves them by it; "xapian-check" asks the same. */
static bool
free_bytes_agree(const uint8_t *block, uint32_t size)
{
    uint32_t end = glass_get16(block + AT_END), used = end, lowest = size;
    for (uint32_t at = AT_DIRECTORY; at < end; at += 2) {
        uint32_t offset = glass_get16(block + at);
        used += (glass_get16(block + offset) & SIZE_BITS) + LEAF_HEAD;
        lowest = offset < lowest ? offset : lowest;
    }
    return glass_get16(block + AT_GAP) <= lowest - end &&
           glass_get16(block + AT_FREE) + used == size;
}

enum status
glass_cursor_check_leaf(const struct glass_cursor *cursor, struct error *err)
{
    return !cursor->leaf || free_bytes_agree(cursor->leaf, cursor->file->size)
               ? STATUS_OK
               : glass_file_damaged(cursor->file, err);
}

static enum status
block_load(struct block *into, const struct glass_file *file, uint32_t number,
           uint32_t level, struct error *err)
{
    size_t size = file->size, done = 0;
    if (!into->bytes)
        into->bytes = malloc(size);
    if (!into->bytes)
        return error_no_memory(err);
    into->number = UINT32_MAX;
    while (done < size) {
        ssize_t some = pread(file->fd, into->bytes + done, size - done,
                             (off_t)number * (off_t)size + (off_t)done);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return error_errno(err, errno, "%s.glass", file->name);
        if (some == 0)
            return glass_file_damaged(file, err);
        done += (size_t)some;
    }
    TRY(block_check(file, into->bytes, level, err));
    into->number = number;
    return STATUS_OK;
}

static enum status
block_at(const uint8_t **out, struct glass_file *file, uint32_t number,
         uint32_t level, struct error *err)
{
    struct block *block = level ? &file->branches[number % BRANCHES]
                                : &file->leaves[number % file->kept];
    if (!block->bytes || block->number != number)
        TRY(block_load(block, file, number, level, err));
    else if (block->bytes[AT_LEVEL] != level)
        return glass_file_damaged(file, err);
    *out = block->bytes;
    return STATUS_OK;
}

static const uint8_t *
item_at(const uint8_t *block, uint32_t i)
{
    return block + glass_get16(block + AT_DIRECTORY + 2 * i);
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
                        glass_get16(item + BRANCH_HEAD + item[4])};
}

static struct key
leaf_key(const uint8_t *item)
{
    const uint8_t *at = item + LEAF_HEAD;
    bool later = leaf_head(item) > LEAF_HEAD + (uint32_t)item[2];
    return (struct key){at, item[2], later ? glass_get16(at + item[2]) : 1};
}

/* ---- finding --------------------------------------------------------------
 */

/* The item of the block below that the key must be in; `before`: the keys
 * below it. */
static uint32_t
branch_find(const uint8_t *block, const struct key *key, bool before)
{
    uint32_t low = 0, high = block_count(block);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        struct key other = branch_key(item_at(block, middle));
        if (key_compare(&other, key) <= (before ? -1 : 0))
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* What keys a leaf has by the branches above it. */
static enum status
take_bounds(struct glass_cursor *cursor, const uint8_t *block, uint32_t i,
            struct error *err)
{
    if (i > 0) {
        struct key start = branch_key(item_at(block, i));
        memcpy(cursor->start, start.at, start.len);
        cursor->start_len = start.len;
        cursor->start_piece = start.piece;
    }
    if (i + 1 < block_count(block)) {
        struct key end = branch_key(item_at(block, i + 1));
        if (end.len == 0)
            return glass_file_damaged(cursor->file, err);
        memcpy(cursor->end, end.at, end.len);
        cursor->end_len = end.len;
        cursor->end_piece = end.piece;
    }
    return STATUS_OK;
}

/* To the leaf where the key must be, or, `before` it, the keys below. */
static enum status
go_down(struct glass_cursor *cursor, const struct key *key, bool before,
        struct error *err)
{
    struct glass_file *file = cursor->file;
    uint32_t number = file->root;
    const uint8_t *block;
    cursor->leaf = NULL;
    cursor->start_len = cursor->end_len = 0;
    for (uint32_t level = file->level; level > 0; level--) {
        TRY(block_at(&block, file, number, level, err));
        uint32_t i = branch_find(block, key, before);
        number = glass_get32(item_at(block, i));
        TRY(take_bounds(cursor, block, i, err));
    }
    TRY(block_at(&cursor->leaf, file, number, 0, err));
    cursor->block = number;
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

/* Another cursor may have needed the room of its leaf. */
static bool
leaf_is_there(const struct glass_cursor *cursor)
{
    const struct glass_file *file = cursor->file;
    const struct block *block = &file->leaves[cursor->block % file->kept];
    return cursor->leaf && block->number == cursor->block;
}

/* So it is read again: the same bytes, or STATUS_STALE. */
static enum status
leaf_again(struct glass_cursor *cursor, struct error *err)
{
    struct glass_file *file = cursor->file;
    if (!cursor->leaf)
        return error_set(err, STATUS_BUG, "a cursor that stands nowhere");
    if (leaf_is_there(cursor))
        return STATUS_OK;
    TRY(block_at(&cursor->leaf, file, cursor->block, 0, err));
    return cursor->item < block_count(cursor->leaf)
               ? STATUS_OK
               : glass_file_damaged(file, err);
}

static bool
at_end(const struct glass_cursor *cursor)
{
    return cursor->item >= block_count(cursor->leaf);
}

static struct key
key_here(const struct glass_cursor *cursor)
{
    return leaf_key(item_at(cursor->leaf, cursor->item));
}

static enum status
find_key(struct glass_cursor *cursor, const struct key *key, struct error *err)
{
    if (leaf_is_there(cursor)) {
        uint32_t last = block_count(cursor->leaf) - 1;
        struct key here, end = leaf_key(item_at(cursor->leaf, last));
        uint32_t from = cursor->item <= last ? cursor->item : last;
        here = leaf_key(item_at(cursor->leaf, from));
        if (key_compare(key, &end) <= 0 && key_compare(key, &here) >= 0) {
            cursor->item = leaf_find(cursor->leaf, key, from);
            return STATUS_OK;
        }
    }
    TRY(go_down(cursor, key, false, err));
    cursor->item = leaf_find(cursor->leaf, key, 0);
    return STATUS_OK;
}

/* Where the leaf at hand ends the next one starts. */
static enum status
next_leaf(struct glass_cursor *cursor, struct error *err)
{
    uint8_t bytes[GLASS_CURSOR_KEY_MAX];
    struct key key = {bytes, cursor->end_len, cursor->end_piece};
    memcpy(bytes, cursor->end, cursor->end_len);
    TRY(go_down(cursor, &key, false, err));
    cursor->item = leaf_find(cursor->leaf, &key, 0);
    return at_end(cursor) ? glass_file_damaged(cursor->file, err) : STATUS_OK;
}

/* Nothing is behind the leaf at hand. */
static bool
is_over(struct glass_cursor *cursor)
{
    if (cursor->end_len)
        return false;
    cursor->leaf = NULL;
    return true;
}

void
glass_cursor_start(struct glass_cursor *cursor, struct glass_file *file)
{
    cursor->file = file;
    cursor->leaf = NULL;
}

void
glass_cursor_release(struct glass_cursor *cursor)
{
    free(cursor->joined);
    *cursor = (struct glass_cursor){0};
}

enum status
glass_cursor_find(bool *found, struct glass_cursor *cursor, struct str key,
                  struct error *err)
{
    struct key wanted = {(const uint8_t *)key.at, key.len, 1};
    *found = false;
    if (cursor->file->empty)
        return STATUS_OK;
    if (key.len == 0)
        wanted.at = (const uint8_t *)"";
    TRY(find_key(cursor, &wanted, err));
    if (at_end(cursor)) {
        if (is_over(cursor))
            return STATUS_OK;
        TRY(next_leaf(cursor, err));
    }
    struct key here = key_here(cursor);
    if (here.piece != 1 || key_compare(&here, &wanted) < 0)
        return glass_file_damaged(cursor->file, err);
    *found = true;
    return STATUS_OK;
}

/* To the last item of the leaf before the one at hand; *found: there is one. */
static enum status
previous_leaf(bool *found, struct glass_cursor *cursor, struct error *err)
{
    uint8_t bytes[GLASS_CURSOR_KEY_MAX];
    struct key key = {bytes, cursor->start_len, cursor->start_piece};
    *found = key.len > 0;
    if (!*found)
        return STATUS_OK;
    memcpy(bytes, cursor->start, cursor->start_len);
    TRY(go_down(cursor, &key, true, err));
    cursor->item = block_count(cursor->leaf) - 1;
    struct key here = key_here(cursor);
    return key_compare(&here, &key) < 0 ? STATUS_OK
                                        : glass_file_damaged(cursor->file, err);
}

enum status
glass_cursor_find_last(bool *found, struct glass_cursor *cursor, struct str key,
                       struct error *err)
{
    uint8_t bytes[GLASS_CURSOR_KEY_MAX];
    struct key wanted = {(const uint8_t *)key.at, key.len, UINT32_MAX};
    *found = false;
    if (cursor->file->empty)
        return STATUS_OK;
    if (key.len == 0)
        wanted.at = (const uint8_t *)"";
    TRY(go_down(cursor, &wanted, false, err));
    cursor->item = leaf_find(cursor->leaf, &wanted, 0);
    *found = cursor->item-- > 0;
    if (!*found)
        TRY(previous_leaf(found, cursor, err));
    if (!*found) {
        cursor->leaf = NULL;
        return STATUS_OK;
    }
    struct key here = key_here(cursor);
    if (here.piece == 1)
        return STATUS_OK;
    memcpy(bytes, here.at, here.len);
    struct str first = {(const char *)bytes, here.len};
    TRY(glass_cursor_find(found, cursor, first, err));
    return *found && str_eq(glass_cursor_key(cursor), first)
               ? STATUS_OK
               : glass_file_damaged(cursor->file, err);
}

enum status
glass_cursor_next(bool *found, struct glass_cursor *cursor, struct error *err)
{
    uint8_t bytes[GLASS_CURSOR_KEY_MAX];
    *found = false;
    TRY(leaf_again(cursor, err));
    struct key last = key_here(cursor);
    memcpy(bytes, last.at, last.len);
    last.at = bytes;
    do { /* over the pieces of the entry at hand, each once */
        cursor->item++;
        if (at_end(cursor)) {
            if (is_over(cursor))
                return STATUS_OK;
            TRY(next_leaf(cursor, err));
        }
        struct key here = key_here(cursor);
        if (key_compare(&here, &last) <= 0)
            return glass_file_damaged(cursor->file, err);
        last.piece = here.piece;
        *found = here.piece == 1;
        if (!*found &&
            (here.len != last.len || memcmp(here.at, last.at, last.len) != 0))
            return glass_file_damaged(cursor->file, err);
    } while (!*found);
    return STATUS_OK;
}

struct str
glass_cursor_key(const struct glass_cursor *cursor)
{
    if (!leaf_is_there(cursor))
        return STR("");
    struct key key = key_here(cursor);
    return (struct str){(const char *)key.at, key.len};
}

/* ---- tags -----------------------------------------------------------------
 */

static struct str
item_tag(const uint8_t *item)
{
    size_t size = (glass_get16(item) & SIZE_BITS) + LEAF_HEAD;
    size_t head = leaf_head(item);
    return (struct str){(const char *)item + head, size - head};
}

static enum status
join(struct glass_cursor *cursor, size_t len, struct str piece,
     struct error *err)
{
    if (len + piece.len > cursor->joined_room) {
        size_t room = 2 * (len + piece.len);
        uint8_t *bigger = realloc(cursor->joined, room);
        if (!bigger)
            return error_no_memory(err);
        cursor->joined = bigger;
        cursor->joined_room = room;
    }
    if (piece.len)
        memcpy(cursor->joined + len, piece.at, piece.len);
    return STATUS_OK;
}

/* A tag of several pieces.  The cursor ends at the last one. */
static enum status
join_pieces(struct str *out, struct glass_cursor *cursor, struct error *err)
{
    uint8_t bytes[GLASS_CURSOR_KEY_MAX];
    const uint8_t *item = item_at(cursor->leaf, cursor->item);
    struct key key = leaf_key(item);
    size_t len = 0;
    uint8_t form = item[0] & COMPRESSED;
    memcpy(bytes, key.at, key.len);
    key.at = bytes;
    for (;;) {
        struct str piece = item_tag(item);
        TRY(join(cursor, len, piece, err));
        len += piece.len;
        if (item[0] & LAST_PIECE)
            break;
        key.piece++;
        TRY(find_key(cursor, &key, err));
        if (at_end(cursor))
            return glass_file_damaged(cursor->file, err);
        struct key here = key_here(cursor);
        item = item_at(cursor->leaf, cursor->item);
        if (key_compare(&here, &key) != 0 || (item[0] & COMPRESSED) != form)
            return glass_file_damaged(cursor->file, err);
    }
    *out = (struct str){(const char *)cursor->joined, len};
    return STATUS_OK;
}

enum status
glass_cursor_raw(struct str *out, bool *compressed, struct glass_cursor *cursor,
                 struct error *err)
{
    TRY(leaf_again(cursor, err));
    const uint8_t *item = item_at(cursor->leaf, cursor->item);
    *compressed = item[0] & COMPRESSED;
    *out = item_tag(item);
    return item[0] & LAST_PIECE ? STATUS_OK : join_pieces(out, cursor, err);
}

enum status
glass_cursor_tag(struct str *out, struct glass_cursor *cursor,
                 struct error *err)
{
    bool compressed;
    TRY(glass_cursor_raw(out, &compressed, cursor, err));
    return compressed ? glass_file_damaged(cursor->file, err) : STATUS_OK;
}
