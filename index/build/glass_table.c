/* build: B-trees, written once. */
#include "glass_table.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    AT_LEVEL = 4,
    AT_GAP = 5,
    AT_FREE = 7,
    AT_END = 9,
    AT_DIRECTORY = 11,
    ITEM_HEAD = 3, /* size and length of the key */
    PIECE = 2,     /* bytes of a piece's number, of an offset */
    COMPRESSED = 0x80,
    LAST_PIECE = 0x40,
    FIRST_PIECE = 0x20,
    PIECES_MAX = 0xFFFF,
    FILL_LEAST = 34, /* a first piece is cut for what is left of a block when
                        so much more than the key fits */
    LEVELS_MAX = 9
};

static void
put16(uint8_t *to, uint32_t number)
{
    to[0] = (uint8_t)(number >> 8);
    to[1] = (uint8_t)number;
}

static void
put32(uint8_t *to, uint32_t number)
{
    put16(to, number >> 16);
    put16(to + 2, number & 0xFFFF);
}

static uint32_t
get32(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 |
           (uint32_t)from[2] << 8 | from[3];
}

/* ---- the file ---------------------------------------------------------------
 */

enum status
glass_table_open(struct glass_table *out, const char *directory,
                 const char *name, struct glass_form form, struct error *err)
{
    char path[4096];
    *out = (struct glass_table){.fd = -1, .form = form};
    snprintf(out->name, sizeof out->name, "%s", name);
    if (snprintf(path, sizeof path, "%s/%s.glass", directory, name) >=
        (int)sizeof path)
        return error_set(err, STATUS_LIMIT, "path too long: '%s'", directory);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_errno(err, errno, "'%s'", path);
    out->fd = fd;
    return STATUS_OK;
}

void
glass_table_close(struct glass_table *table)
{
    if (table->fd > 0)
        close(table->fd);
    table->fd = -1;
}

/* Writes whole blocks at new numbers; *first = the first of them. */
static enum status
blocks_write(uint32_t *first, struct glass_table *table, const uint8_t *blocks,
             uint32_t count, struct error *err)
{
    *first = atomic_fetch_add(&table->blocks, count);
    size_t left = (size_t)count * GLASS_BLOCK;
    off_t at = (off_t)*first * GLASS_BLOCK;
    while (left > 0) {
        ssize_t done = pwrite(table->fd, blocks, left, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return error_errno(err, done < 0 ? errno : EIO, "'%s.glass'",
                               table->name);
        blocks += done;
        at += done;
        left -= (size_t)done;
    }
    return STATUS_OK;
}

/* The head of a block whose directory and items are in place. */
static void
block_head(uint8_t *block, uint32_t level, uint32_t end, uint32_t top)
{
    put32(block, GLASS_REVISION);
    block[AT_LEVEL] = (uint8_t)level;
    put16(block + AT_GAP, top - end);
    put16(block + AT_FREE, top - end);
    put16(block + AT_END, end);
    memset(block + end, 0, top - end);
}

/* ---- leaves
 * ------------------------------------------------------------------ */

static uint8_t *
part_block(const struct glass_part *part)
{
    return part->blocks + (size_t)part->filled * GLASS_BLOCK;
}

static void
block_start(struct glass_part *part)
{
    part->end = AT_DIRECTORY;
    part->top = GLASS_BLOCK;
}

enum status
glass_part_open(struct glass_part *out, struct glass_table *table, bool leading,
                struct error *err)
{
    *out = (struct glass_part){.table = table, .index = BUF_INIT(SIZE_MAX / 2)};
    out->blocks = malloc((size_t)GLASS_TOGETHER * GLASS_BLOCK);
    if (!out->blocks)
        return error_no_memory(err);
    block_start(out);
    if (!leading)
        return STATUS_OK;
    /* The item with the empty key. */
    out->top -= ITEM_HEAD;
    memset(out->blocks + out->top, 0, ITEM_HEAD);
    out->blocks[out->top] = FIRST_PIECE | LAST_PIECE;
    put16(out->blocks + out->end, out->top);
    out->end += PIECE;
    const uint8_t entry[4 + PIECE + 1] = {0};
    buf_add(&out->index, (struct str){(const char *)entry, sizeof entry});
    return buf_status(&out->index, err);
}

/* What only adding needs. */
static void
part_scratch_release(struct glass_part *part)
{
    free(part->blocks);
    if (part->deflate)
        libdeflate_free_compressor(part->deflate);
    free(part->squeezed);
    part->blocks = part->squeezed = NULL;
    part->deflate = NULL;
    part->squeezed_room = 0;
}

void
glass_part_release(struct glass_part *part)
{
    part_scratch_release(part);
    buf_release(&part->index);
    *part = (struct glass_part){0};
}

/* Walks the entries of an index. */
static uint8_t *
index_next(const struct buf *index, size_t *at)
{
    if (*at >= index->len)
        return NULL;
    uint8_t *entry = (uint8_t *)index->at + *at;
    *at += 4 + PIECE + 1 + (size_t)entry[4 + PIECE];
    return entry;
}

/* The whole blocks go to the file and get their numbers. */
static enum status
part_flush(struct glass_part *part, struct error *err)
{
    uint32_t first;
    if (part->filled == 0)
        return STATUS_OK;
    TRY(blocks_write(&first, part->table, part->blocks, part->filled, err));
    for (uint32_t i = 0; i < part->filled; i++)
        put32(index_next(&part->index, &part->placed), first + i);
    part->filled = 0;
    return STATUS_OK;
}

/* The block at hand is whole. */
static enum status
block_end(struct glass_part *part, struct error *err)
{
    if (part->end == AT_DIRECTORY)
        return STATUS_OK;
    block_head(part_block(part), 0, part->end, part->top);
    if (++part->filled == GLASS_TOGETHER)
        TRY(part_flush(part, err));
    block_start(part);
    return STATUS_OK;
}

/* How much of a key tells it from the one before. */
static size_t
telling(const struct glass_key *before, const struct glass_key *key)
{
    size_t len = before->len < key->len ? before->len : key->len, i = 0;
    while (i < len && before->at[i] == key->at[i])
        i++;
    return i < key->len ? i + 1 : i;
}

/* A leaf begins with this item: its entry in the index. */
static enum status
index_add(struct glass_part *part, const struct glass_key *key, uint32_t piece,
          struct error *err)
{
    uint8_t entry[4 + PIECE + 1 + GLASS_KEY_MAX] = {0};
    size_t len = part->index.len ? telling(&part->last, key) : 0;
    put16(entry + 4, piece);
    entry[4 + PIECE] = (uint8_t)len;
    memcpy(entry + 4 + PIECE + 1, key->at, len);
    buf_add(&part->index,
            (struct str){(const char *)entry, 4 + PIECE + 1 + len});
    return buf_status(&part->index, err);
}

static enum status
item_add(struct glass_part *part, const struct glass_key *key, uint32_t piece,
         struct str tag, unsigned flags, struct error *err)
{
    size_t head = ITEM_HEAD + key->len + (piece > 1 ? PIECE : 0);
    size_t size = head + tag.len;
    if (part->top - part->end < size + PIECE)
        TRY(block_end(part, err));
    if (part->end == AT_DIRECTORY)
        TRY(index_add(part, key, piece, err));
    part->top -= (uint32_t)size;
    uint8_t *block = part_block(part), *item = block + part->top;
    put16(item, (uint32_t)size - 3);
    item[0] |= (uint8_t)(flags | (piece == 1 ? FIRST_PIECE : 0));
    item[2] = (uint8_t)key->len;
    memcpy(item + ITEM_HEAD, key->at, key->len);
    if (piece > 1)
        put16(item + ITEM_HEAD + key->len, piece);
    if (tag.len)
        memcpy(item + head, tag.at, tag.len);
    put16(block + part->end, part->top);
    part->end += PIECE;
    return STATUS_OK;
}

size_t
glass_part_room(const struct glass_part *part, size_t key_len)
{
    size_t left = part->top - part->end, head = ITEM_HEAD + key_len;
    if (left > GLASS_ITEM_MAX + PIECE)
        left = GLASS_ITEM_MAX + PIECE;
    return left > head + PIECE ? left - head - PIECE : 0;
}

/* How much of a tag that needs several items goes into the first: what is
 * left of the block, if that costs no item more or is worth one. */
static size_t
first_piece(const struct glass_part *part, size_t key_len, size_t tag_len)
{
    size_t head = ITEM_HEAD + key_len + PIECE;
    size_t most = GLASS_ITEM_MAX - head;
    size_t left = (part->top - part->end) % (GLASS_ITEM_MAX + PIECE);
    if (left <= head + PIECE)
        return most + PIECE;
    left -= head + PIECE;
    if (left >= (tag_len - PIECE) % most || left >= key_len + FILL_LEAST)
        return left + PIECE;
    return most + PIECE;
}

static enum status
add_whole(struct glass_part *part, const struct glass_key *key, struct str tag,
          unsigned flags, struct error *err)
{
    size_t most = GLASS_ITEM_MAX - ITEM_HEAD - key->len - PIECE;
    size_t len = tag.len;
    if (tag.len > most + PIECE ||
        (part->table->form.filled && tag.len > glass_part_room(part, key->len)))
        len = first_piece(part, key->len, tag.len);
    if (len > tag.len)
        len = tag.len;
    for (uint32_t piece = 1;; piece++) {
        if (piece == PIECES_MAX)
            return error_set(err, STATUS_LIMIT, "entry of %zu bytes", tag.len);
        bool last = len == tag.len;
        TRY(item_add(part, key, piece, str_head(tag, len),
                     flags | (last ? LAST_PIECE : 0), err));
        part->last_piece = piece;
        if (piece == 1)
            glass_key_copy(&part->last, key);
        if (last)
            return STATUS_OK;
        tag = str_from_offset(tag, len);
        len = tag.len < most ? tag.len : most;
    }
}

/* ---- compression
 * --------------------------------------------------------------- */

/* Level 1: higher ones cost much more than they save. */
enum { SQUEEZE_LEVEL = 1 };

static enum status
squeeze_ready(struct glass_part *part, size_t room, struct error *err)
{
    if (!part->deflate)
        part->deflate = libdeflate_alloc_compressor(SQUEEZE_LEVEL);
    if (!part->deflate)
        return error_no_memory(err);
    if (room <= part->squeezed_room)
        return STATUS_OK;
    free(part->squeezed);
    part->squeezed_room = 0;
    part->squeezed = malloc(room * 2);
    if (!part->squeezed)
        return error_no_memory(err);
    part->squeezed_room = room * 2;
    return STATUS_OK;
}

/* *tag = it compressed (raw deflate, as Xapian inflates it), if that is
 * shorter. */
static enum status
squeeze(struct str *tag, bool *done, struct glass_part *part, struct error *err)
{
    *done = false;
    size_t above = part->table->form.compress_above;
    if (above == 0 || tag->len <= above)
        return STATUS_OK;
    TRY(squeeze_ready(part, tag->len, err));
    size_t len = libdeflate_deflate_compress(part->deflate, tag->at, tag->len,
                                             part->squeezed, tag->len - 1);
    if (len == 0)
        return STATUS_OK;
    *tag = (struct str){(const char *)part->squeezed, len};
    *done = true;
    return STATUS_OK;
}

enum status
glass_part_add(struct glass_part *part, const struct glass_key *key,
               struct str tag, struct error *err)
{
    bool compressed;
    if (key->len > GLASS_KEY_MAX)
        return error_set(err, STATUS_LIMIT, "key of %zu bytes", key->len);
    if (part->entries++ == 0)
        glass_key_copy(&part->first, key);
    TRY(squeeze(&tag, &compressed, part, err));
    return add_whole(part, key, tag, compressed ? COMPRESSED : 0, err);
}

enum status
glass_part_end(struct glass_part *part, struct error *err)
{
    TRY(block_end(part, err));
    TRY(part_flush(part, err));
    part_scratch_release(part);
    return STATUS_OK;
}

/* ---- branches
 * -------------------------------------------------------------------- */

/* One level of branches above a list of blocks. */
struct level {
    struct glass_table *table;
    uint32_t number;
    uint8_t block[GLASS_BLOCK];
    uint32_t end, top;
    struct buf above; /* index of this level */
    size_t entry;     /* in it, of the block at hand */
};

static enum status
branch_end(struct level *level, struct error *err)
{
    uint32_t at;
    block_head(level->block, level->number, level->end, level->top);
    TRY(blocks_write(&at, level->table, level->block, 1, err));
    put32((uint8_t *)level->above.at + level->entry, at);
    level->end = AT_DIRECTORY;
    level->top = GLASS_BLOCK;
    return STATUS_OK;
}

/* entry: block, piece, length and key, as in an index. */
static enum status
branch_add(struct level *level, const uint8_t *entry, struct error *err)
{
    size_t len = entry[4 + PIECE];
    size_t size = 4 + 1 + len + PIECE;
    if (level->top - level->end < size + PIECE)
        TRY(branch_end(level, err));
    bool first = level->end == AT_DIRECTORY;
    if (first) {
        level->entry = level->above.len;
        buf_add(&level->above,
                (struct str){(const char *)entry, 4 + PIECE + 1 + len});
        TRY(buf_status(&level->above, err));
        size = 4 + 1 + PIECE;
        len = 0;
    }
    level->top -= (uint32_t)size;
    uint8_t *item = level->block + level->top;
    memcpy(item, entry, 4);
    item[4] = (uint8_t)len;
    memcpy(item + 5, entry + 4 + PIECE + 1, len);
    if (first)
        put16(item + 5, 0);
    else
        memcpy(item + 5 + len, entry + 4, PIECE);
    put16(level->block + level->end, level->top);
    level->end += PIECE;
    return STATUS_OK;
}

/* A leaf of a part into the index of all; the first one of a part is told
 * from the last key before. */
static void
leaf_join(struct buf *out, const uint8_t *entry, const struct glass_key *before,
          const struct glass_key *key)
{
    size_t len = before ? telling(before, key) : entry[4 + PIECE];
    uint8_t key_len = (uint8_t)len;
    buf_add(out, (struct str){(const char *)entry, 4 + PIECE});
    buf_add(out, (struct str){(const char *)&key_len, 1});
    buf_add(out, (struct str){before ? (const char *)key->at
                                     : (const char *)entry + 4 + PIECE + 1,
                              len});
}

/* All leaves in one index, and whether their numbers rise. */
static enum status
parts_join(struct buf *out, struct glass_root *root, struct glass_part *parts,
           size_t count, struct error *err)
{
    static const struct glass_key none;
    const struct glass_key *before = &none;
    uint32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *entry;
        for (size_t at = 0, n = 0; (entry = index_next(&parts[i].index, &at));
             n++) {
            bool meets = n == 0 && out->len > 0;
            leaf_join(out, entry, meets ? before : NULL, &parts[i].first);
            root->sequential = root->sequential && get32(entry) >= last;
            last = get32(entry);
        }
        root->entries += parts[i].entries;
        if (parts[i].entries)
            before = &parts[i].last;
    }
    return buf_status(out, err);
}

static enum status
level_build(struct buf *above, struct glass_table *table, uint32_t number,
            const struct buf *below, struct error *err)
{
    struct level level = {.table = table,
                          .number = number,
                          .end = AT_DIRECTORY,
                          .top = GLASS_BLOCK,
                          .above = *above};
    enum status status = STATUS_OK;
    size_t at = 0;
    const uint8_t *entry;
    while (status == STATUS_OK && (entry = index_next(below, &at)))
        status = branch_add(&level, entry, err);
    if (status == STATUS_OK)
        status = branch_end(&level, err);
    *above = level.above;
    return status;
}

/* Only one entry: the root. */
static bool
index_is_root(const struct buf *index)
{
    size_t at = 0;
    (void)index_next(index, &at);
    return at >= index->len;
}

enum status
glass_table_finish(struct glass_root *out, struct glass_table *table,
                   struct glass_part *parts, size_t count, struct error *err)
{
    AUTO(buf) struct buf below = BUF_INIT(SIZE_MAX / 2);
    struct glass_root root = {.sequential = true};
    TRY(parts_join(&below, &root, parts, count, err));
    while (!index_is_root(&below)) {
        AUTO(buf) struct buf above = BUF_INIT(SIZE_MAX / 2);
        if (++root.level > LEVELS_MAX)
            return error_set(err, STATUS_LIMIT, "too many levels in '%s'",
                             table->name);
        TRY(level_build(&above, table, root.level, &below, err));
        struct buf swap = below;
        below = above;
        above = swap;
    }
    root.root = get32((const uint8_t *)below.at);
    root.blocks = atomic_load(&table->blocks);
    root.empty = root.entries == 0;
    *out = root;
    return STATUS_OK;
}

enum status
glass_table_sync(const struct glass_table *table, struct error *err)
{
    if (fsync(table->fd) != 0)
        return error_errno(err, errno, "'%s.glass'", table->name);
    return STATUS_OK;
}
