/* index: leaves of a damaged table. */
#include "glass_scan.h"

#include "buf.h"
#include "version_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    AT_LEVEL = 4,
    AT_END = 9,
    AT_DIRECTORY = 11,
    ITEM_HEAD = 3,
    PIECE = 2,
    COMPRESSED = 0x80,
    LAST_PIECE = 0x40,
    FIRST_PIECE = 0x20,
    BLOCK_LEAST = 2048,
    TAG_MAX = 256 * 1024 * 1024,
    STATES_MAX = 64 /* of one key */
};

/* One item, its slices in the file. */
struct item {
    struct str key, data;
    uint32_t revision;
    uint16_t piece; /* from 1 */
    bool last, compressed;
};

struct glass_scan {
    const uint8_t *at; /* mapped */
    size_t size;
    struct buf items; /* struct item, by key, piece, newest first */
    size_t *firsts;   /* of each key; one more at the end */
    size_t count;     /* keys */
};

static uint32_t
get16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t
get32(const uint8_t *at)
{
    return get16(at) << 16 | get16(at + 2);
}

/* ---- items ------------------------------------------------------------- */

/* The item at an offset of a block; false if it is none. */
static bool
item_parse(struct item *out, const uint8_t *block, uint32_t size, uint32_t at)
{
    if (at + ITEM_HEAD > size)
        return false;
    const uint8_t *item = block + at;
    uint32_t flags = item[0];
    uint32_t len = (get16(item) & 0x1FFF) + 3;
    uint32_t key = item[2], head = ITEM_HEAD + key;
    bool first = flags & FIRST_PIECE;
    if (!first)
        head += PIECE;
    if (at + len > size || head > len)
        return false;
    *out = (struct item){
        .key = {(const char *)item + ITEM_HEAD, key},
        .data = {(const char *)item + head, len - head},
        .revision = get32(block),
        .piece = first ? 1 : (uint16_t)get16(item + ITEM_HEAD + key),
        .last = flags & LAST_PIECE,
        .compressed = flags & COMPRESSED};
    return first || out->piece > 1;
}

static bool
is_leaf(const uint8_t *block, uint32_t size, uint32_t newest)
{
    uint32_t end = get16(block + AT_END);
    return block[AT_LEVEL] == 0 && get32(block) <= newest &&
           end > AT_DIRECTORY && end <= size &&
           (end - AT_DIRECTORY) % PIECE == 0;
}

static void
block_take(struct glass_scan *scan, const uint8_t *block, uint32_t size,
           bool (*wants)(struct str key))
{
    uint32_t end = get16(block + AT_END);
    for (uint32_t at = AT_DIRECTORY; at + PIECE <= end; at += PIECE) {
        struct item item;
        uint32_t place = get16(block + at);
        if (place < end || !item_parse(&item, block, size, place))
            continue;
        if (item.key.len && (!wants || wants(item.key)))
            buf_add(&scan->items,
                    (struct str){(const char *)&item, sizeof item});
    }
}

static struct item *
items_of(const struct glass_scan *scan)
{
    return (struct item *)(void *)scan->items.at;
}

static int
by_key(const void *left, const void *right)
{
    const struct item *a = left, *b = right;
    int order = str_cmp(a->key, b->key);
    if (order)
        return order;
    if (a->piece != b->piece)
        return a->piece < b->piece ? -1 : 1;
    return a->revision > b->revision ? -1 : a->revision < b->revision;
}

static enum status
keys_find(struct glass_scan *scan, struct error *err)
{
    size_t items = scan->items.len / sizeof(struct item);
    struct item *all = items_of(scan);
    scan->firsts = malloc((items + 1) * sizeof *scan->firsts);
    if (!scan->firsts)
        return error_no_memory(err);
    if (items)
        qsort(all, items, sizeof *all, by_key);
    for (size_t i = 0; i < items; i++)
        if (i == 0 || !str_eq(all[i - 1].key, all[i].key))
            scan->firsts[scan->count++] = i;
    scan->firsts[scan->count] = items;
    return STATUS_OK;
}

/* ---- the file ------------------------------------------------------------ */

static enum status
map(struct glass_scan *scan, const char *path, struct error *err)
{
    struct stat stat_of;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? error_set(err, STATUS_NOT_FOUND, "'%s'", path)
                               : error_errno(err, errno, "'%s'", path);
    void *at = MAP_FAILED;
    bool known = fstat(fd, &stat_of) == 0;
    if (known && stat_of.st_size > 0)
        at = mmap(NULL, (size_t)stat_of.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    int number = errno;
    close(fd);
    if (known && stat_of.st_size == 0)
        return STATUS_OK;
    if (at == MAP_FAILED)
        return error_errno(err, number, "'%s'", path);
    scan->at = at;
    scan->size = (size_t)stat_of.st_size;
    return STATUS_OK;
}

void
glass_scan_close(struct glass_scan *scan)
{
    if (!scan)
        return;
    if (scan->at)
        munmap((void *)(uintptr_t)scan->at, scan->size);
    buf_release(&scan->items);
    free(scan->firsts);
    free(scan);
}

enum status
glass_scan_open(struct glass_scan **out, const char *path, uint32_t block,
                uint32_t newest, bool (*wants)(struct str key),
                struct error *err)
{
    AUTO(glass_scan) struct glass_scan *scan = calloc(1, sizeof *scan);
    if (!scan)
        return error_no_memory(err);
    scan->items = (struct buf)BUF_INIT(SIZE_MAX / 2);
    TRY(map(scan, path, err));
    for (size_t at = 0;
         at + BLOCK_LEAST <= scan->size && at + block <= scan->size;
         at += block)
        if (is_leaf(scan->at + at, block, newest))
            block_take(scan, scan->at + at, block, wants);
    TRY(buf_status(&scan->items, err));
    TRY(keys_find(scan, err));
    *out = scan;
    scan = NULL;
    return STATUS_OK;
}

/* ---- tags ---------------------------------------------------------------- */

size_t
glass_scan_count(const struct glass_scan *scan)
{
    return scan->count;
}

struct str
glass_scan_key(const struct glass_scan *scan, size_t i)
{
    return items_of(scan)[scan->firsts[i]].key;
}

size_t
glass_scan_find(const struct glass_scan *scan, struct str key)
{
    size_t low = 0, high = scan->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(glass_scan_key(scan, middle), key);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}

/* The revision of the state: the state-th different one of the key's items,
 * newest first; false behind the oldest. */
static bool
state_revision(uint32_t *out, const struct item *items, size_t count,
               uint32_t state)
{
    uint32_t below = UINT32_MAX;
    bool first = true;
    for (uint32_t n = 0;; n++) {
        bool found = false;
        uint32_t best = 0;
        for (size_t i = 0; i < count; i++)
            if ((first || items[i].revision < below) &&
                (!found || items[i].revision > best)) {
                best = items[i].revision;
                found = true;
            }
        if (!found || n >= STATES_MAX)
            return false;
        below = best;
        first = false;
        if (n == state) {
            *out = best;
            return true;
        }
    }
}

static enum status
not_whole(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "not whole");
}

/* The pieces as they were at a revision. */
static enum status
pieces_join(struct buf *out, bool *compressed, const struct item *items,
            size_t count, uint32_t revision, struct error *err)
{
    uint16_t wanted = 1;
    for (size_t i = 0; i < count; i++) {
        if (items[i].piece < wanted || items[i].revision > revision)
            continue;
        if (items[i].piece > wanted)
            return not_whole(err);
        buf_add(out, items[i].data);
        *compressed = items[i].compressed;
        if (items[i].last)
            return buf_status(out, err);
        wanted++;
    }
    return not_whole(err);
}

static enum status
inflate_tag(struct str *out, struct str tag, struct arena *arena,
            struct error *err)
{
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    if (!inflater)
        return error_no_memory(err);
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    size_t len = 0;
    char *to = NULL;
    for (size_t room = tag.len * 4 + 256;
         result == LIBDEFLATE_INSUFFICIENT_SPACE && room <= TAG_MAX;
         room *= 4) {
        to = arena_alloc(arena, room);
        if (!to)
            break;
        result = libdeflate_deflate_decompress(inflater, tag.at, tag.len, to,
                                               room, &len);
    }
    libdeflate_free_decompressor(inflater);
    if (!to)
        return error_no_memory(err);
    if (result != LIBDEFLATE_SUCCESS)
        return not_whole(err);
    *out = (struct str){to, len};
    return STATUS_OK;
}

enum status
glass_scan_tag(struct str *out, const struct glass_scan *scan, size_t i,
               uint32_t state, struct arena *arena, struct error *err)
{
    AUTO(buf) struct buf joined = BUF_INIT(TAG_MAX);
    const struct item *items = items_of(scan) + scan->firsts[i];
    size_t count = scan->firsts[i + 1] - scan->firsts[i];
    uint32_t revision;
    bool compressed = false;
    if (!state_revision(&revision, items, count, state))
        return error_set(err, STATUS_NOT_FOUND, "no other state");
    TRY(pieces_join(&joined, &compressed, items, count, revision, err));
    if (compressed)
        return inflate_tag(out, buf_str(&joined), arena, err);
    *out = arena_copy(arena, buf_str(&joined));
    return out->at || joined.len == 0 ? STATUS_OK : error_no_memory(err);
}

/* ---- docids -------------------------------------------------------------- */

/* Below 0x8000 two bytes; else as many leading ones as bytes follow the second
 * one, a zero, the number. */
uint32_t
glass_scan_docid(struct str key)
{
    uint64_t number = 0;
    if (key.len < 2)
        return 0;
    unsigned char first = (unsigned char)key.at[0];
    unsigned ones = 0;
    while (ones < 7 && first & 0x80 >> ones)
        ones++;
    if (key.len != ones + 2u)
        return 0;
    number = first & (0x7Fu >> ones);
    for (size_t i = 1; i < key.len; i++)
        number = number << 8 | (unsigned char)key.at[i];
    return number <= UINT32_MAX ? (uint32_t)number : 0;
}
