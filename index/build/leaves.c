/* build: the list of leaves of a table. */
#include "leaves.h"

enum {
    CHUNK = 1 << 14, /* bytes that go to the file at a time */
    FEW = 512        /* bytes that stay in memory */
};

struct chunk {
    uint64_t at;
    size_t len;
};

static void
put16(uint8_t *to, uint32_t number)
{
    to[0] = (uint8_t)(number >> 8);
    to[1] = (uint8_t)number;
}

static size_t
entry_len(const uint8_t *entry)
{
    return LEAF_HEAD + (size_t)entry[LEAF_HEAD - 1];
}

enum status
leaves_add(struct leaves *leaves, uint32_t piece, struct str key,
           struct error *err)
{
    uint8_t head[LEAF_HEAD] = {0};
    put16(head + LEAF_BLOCK, piece);
    head[LEAF_HEAD - 1] = (uint8_t)key.len;
    buf_add(&leaves->fresh, (struct str){(const char *)head, sizeof head});
    buf_add(&leaves->fresh, key);
    leaves->count++;
    return buf_status(&leaves->fresh, err);
}

static enum status
to_file(struct leaves *leaves, struct unnamed *file, struct error *err)
{
    struct chunk chunk = {.len = leaves->placed};
    TRY(unnamed_add(&chunk.at, file, leaves->fresh.at, chunk.len, err));
    buf_add(&leaves->chunks, (struct str){(const char *)&chunk, sizeof chunk});
    buf_consume(&leaves->fresh, chunk.len);
    leaves->placed = 0;
    return buf_status(&leaves->chunks, err);
}

enum status
leaves_place(struct leaves *leaves, uint32_t first, uint32_t count,
             struct unnamed *file, struct error *err)
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *entry = (uint8_t *)leaves->fresh.at + leaves->placed;
        put16(entry, (first + i) >> 16);
        put16(entry + 2, (first + i) & 0xFFFF);
        leaves->placed += entry_len(entry);
    }
    return leaves->placed >= CHUNK ? to_file(leaves, file, err) : STATUS_OK;
}

enum status
leaves_end(struct leaves *leaves, struct unnamed *file, struct error *err)
{
    if (leaves->placed <= FEW && leaves->chunks.len == 0)
        return STATUS_OK;
    if (leaves->placed)
        TRY(to_file(leaves, file, err));
    buf_release(&leaves->fresh);
    leaves->fresh = (struct buf)BUF_INIT(SIZE_MAX / 2);
    return STATUS_OK;
}

void
leaves_release(struct leaves *leaves)
{
    buf_release(&leaves->fresh);
    buf_release(&leaves->chunks);
}

static enum status
chunk_read(struct leaves_walk *walk, const struct chunk *chunk,
           struct error *err)
{
    size_t got;
    buf_clear(&walk->bytes);
    if (!buf_reserve(&walk->bytes, chunk->len))
        return buf_status(&walk->bytes, err);
    TRY(unnamed_read(walk->bytes.at, &got, walk->fd, chunk->len, chunk->at,
                     err));
    if (got < chunk->len)
        return unnamed_is_cut(err);
    walk->bytes.len = chunk->len;
    walk->at = 0;
    return STATUS_OK;
}

enum status
leaves_next(const uint8_t **entry, struct leaves_walk *walk, struct error *err)
{
    const struct leaves *leaves = walk->leaves;
    const struct chunk *chunks = (const void *)leaves->chunks.at;
    size_t count = leaves->chunks.len / sizeof *chunks;
    *entry = NULL;
    if (walk->at == walk->bytes.len && walk->chunk < count)
        TRY(chunk_read(walk, &chunks[walk->chunk++], err));
    if (walk->at < walk->bytes.len) {
        *entry = (const uint8_t *)walk->bytes.at + walk->at;
        walk->at += entry_len(*entry);
        return STATUS_OK;
    }
    /* Behind the chunks: the rest, which is in memory. */
    size_t at = walk->at - walk->bytes.len;
    if (at < leaves->fresh.len) {
        *entry = (const uint8_t *)leaves->fresh.at + at;
        walk->at += entry_len(*entry);
    }
    return STATUS_OK;
}

void
leaves_walk_release(struct leaves_walk *walk)
{
    buf_release(&walk->bytes);
}
