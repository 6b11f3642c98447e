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
    *out = (struct glass_table){.fd = -1, .leaves = UNNAMED_NONE, .form = form};
    snprintf(out->name, sizeof out->name, "%s", name);
    if (snprintf(path, sizeof path, "%s/%s.glass", directory, name) >=
        (int)sizeof path)
        return error_set(err, STATUS_LIMIT, "path too long: '%s'", directory);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_errno(err, errno, "'%s'", path);
    out->fd = fd;
    return unnamed_open(&out->leaves, directory, err);
}

void
glass_table_close(struct glass_table *table)
{
    if (table->fd > 0) {
        close(table->fd);
        unnamed_close(&table->leaves);
    }
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
    *out = (struct glass_part){.table = table, .leaves = LEAVES_INIT};
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
    return leaves_add(&out->leaves, 0, STR(""), err);
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
    leaves_release(&part->leaves);
    *part = (struct glass_part){0};
}

/* The whole blocks go to the file and get their numbers. */
static enum status
part_flush(struct glass_part *part, struct error *err)
{
    uint32_t first;
    if (part->filled == 0)
        return STATUS_OK;
    TRY(blocks_write(&first, part->table, part->blocks, part->filled, err));
    TRY(leaves_place(&part->leaves, first, part->filled, &part->table->leaves,
                     err));
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

/* A leaf begins with this item. */
static enum status
leaf_add(struct glass_part *part, const struct glass_key *key, uint32_t piece,
         struct error *err)
{
    size_t len = part->leaves.count ? telling(&part->last, key) : 0;
    return leaves_add(&part->leaves, piece,
                      (struct str){(const char *)key->at, len}, err);
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
        TRY(leaf_add(part, key, piece, err));
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
    return leaves_end(&part->leaves, &part->table->leaves, err);
}

/* ---- branches
 * -------------------------------------------------------------------- */

/* A level of branches: the block at hand.  A block that is whole goes to the
 * file, and its entry to the level above. */
struct level {
    uint8_t block[GLASS_BLOCK];
    uint32_t end, top;
    uint64_t whole;                          /* blocks */
    uint8_t entry[LEAF_HEAD + LEAF_KEY_MAX]; /* of the block at hand */
};

/* The levels above the leaves; lowest first. */
struct branches {
    struct glass_table *table;
    struct level levels[LEVELS_MAX];
};

static enum status entry_add(struct branches *branches, uint32_t number,
                             const uint8_t *entry, struct error *err);

static size_t
entry_key(const uint8_t *entry)
{
    return entry[LEAF_HEAD - 1];
}

/* Writes the block at hand of a level, its number into its entry. */
static enum status
branch_write(struct branches *branches, uint32_t number, struct error *err)
{
    struct level *level = &branches->levels[number - 1];
    uint32_t at;
    block_head(level->block, number, level->end, level->top);
    TRY(blocks_write(&at, branches->table, level->block, 1, err));
    put32(level->entry, at);
    level->whole++;
    level->end = AT_DIRECTORY;
    level->top = GLASS_BLOCK;
    return STATUS_OK;
}

static enum status
branch_end(struct branches *branches, uint32_t number, struct error *err)
{
    TRY(branch_write(branches, number, err));
    return entry_add(branches, number + 1, branches->levels[number - 1].entry,
                     err);
}

/* entry: as in leaves.h.  The first of a block has no key. */
static void
item_put(struct level *level, const uint8_t *entry, size_t len)
{
    level->top -= (uint32_t)(LEAF_BLOCK + 1 + len + PIECE);
    uint8_t *item = level->block + level->top;
    memcpy(item, entry, LEAF_BLOCK);
    item[LEAF_BLOCK] = (uint8_t)len;
    memcpy(item + LEAF_BLOCK + 1, entry + LEAF_HEAD, len);
    if (level->end == AT_DIRECTORY)
        put16(item + LEAF_BLOCK + 1, 0);
    else
        memcpy(item + LEAF_BLOCK + 1 + len, entry + LEAF_BLOCK, PIECE);
    put16(level->block + level->end, level->top);
    level->end += PIECE;
}

static enum status
entry_add(struct branches *branches, uint32_t number, const uint8_t *entry,
          struct error *err)
{
    if (number > LEVELS_MAX)
        return error_set(err, STATUS_LIMIT, "too many levels in '%s'",
                         branches->table->name);
    struct level *level = &branches->levels[number - 1];
    size_t len = entry_key(entry);
    if (level->end == 0) { /* nothing was ever here */
        level->end = AT_DIRECTORY;
        level->top = GLASS_BLOCK;
    }
    if (level->top - level->end < LEAF_BLOCK + 1 + len + PIECE + PIECE)
        TRY(branch_end(branches, number, err));
    bool first = level->end == AT_DIRECTORY;
    if (first)
        memcpy(level->entry, entry, LEAF_HEAD + len);
    item_put(level, entry, first ? 0 : len);
    return STATUS_OK;
}

/* The leaves of a part; the first one is told from the last key before. */
static enum status
part_join(struct branches *branches, struct glass_root *root, uint32_t *last,
          const struct glass_part *part, const struct glass_key *before,
          struct error *err)
{
    AUTO(leaves_walk)
    struct leaves_walk walk =
        LEAVES_WALK(&part->leaves, &branches->table->leaves);
    const uint8_t *entry;
    uint8_t first[LEAF_HEAD + LEAF_KEY_MAX];
    for (bool meets = before != NULL;; meets = false) {
        TRY(leaves_next(&entry, &walk, err));
        if (!entry)
            return STATUS_OK;
        if (meets) {
            size_t len = telling(before, &part->first);
            memcpy(first, entry, LEAF_BLOCK + LEAF_PIECE);
            first[LEAF_HEAD - 1] = (uint8_t)len;
            memcpy(first + LEAF_HEAD, part->first.at, len);
            entry = first;
        }
        root->sequential = root->sequential && get32(entry) >= *last;
        *last = get32(entry);
        TRY(entry_add(branches, 1, entry, err));
    }
}

/* The level that has one block only is the root. */
static enum status
root_find(struct glass_root *root, struct branches *branches, struct error *err)
{
    for (uint32_t number = 1; number <= LEVELS_MAX; number++) {
        struct level *level = &branches->levels[number - 1];
        if (level->whole == 0) {
            TRY(branch_write(branches, number, err));
            root->level = number;
            root->root = get32(level->entry);
            return STATUS_OK;
        }
        TRY(branch_end(branches, number, err));
    }
    return error_set(err, STATUS_LIMIT, "too many levels in '%s'",
                     branches->table->name);
}

enum status
glass_table_finish(struct glass_root *out, struct glass_table *table,
                   struct glass_part *parts, size_t count, struct error *err)
{
    static const struct glass_key none;
    const struct glass_key *before = &none;
    struct glass_root root = {.sequential = true};
    uint64_t leaves = 0;
    uint32_t last = 0;
    struct branches *branches = calloc(1, sizeof *branches);
    if (!branches)
        return error_no_memory(err);
    branches->table = table;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = part_join(branches, &root, &last, &parts[i],
                           leaves ? before : NULL, err);
        leaves += parts[i].leaves.count;
        root.entries += parts[i].entries;
        if (parts[i].entries)
            before = &parts[i].last;
    }
    root.root = last;
    if (status == STATUS_OK && leaves > 1)
        status = root_find(&root, branches, err);
    free(branches);
    TRY(status);
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
