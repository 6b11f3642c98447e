#ifndef LIASSE_GLASS_TABLE_H
#define LIASSE_GLASS_TABLE_H

/* One table of a glass database, written once, from keys in rising order.
 *
 * A table is a file of blocks of GLASS_BLOCK bytes, a B-tree; where its root
 * is stands in the version file (glass_version.h).  Numbers in blocks are
 * big-endian.  A block:
 *
 *   0  revision (4)    of the commit that wrote it
 *   4  level (1)       0 = leaf
 *   5  free gap (2)    bytes between directory and items
 *   7  free in all (2) the same here: nothing was ever taken out
 *   9  end of the directory (2)
 *  11  directory: offset (2) of each item, in the order of keys
 *      ... gap ... items, the first one at the end of the block
 *
 * Item of a leaf: size - 3 (2; its top three bits: compressed, last piece,
 * first piece), length of the key (1), key, number of the piece (2, not in
 * the first), a piece of the tag.  An item takes at most GLASS_ITEM_MAX bytes,
 * so that four fit into a block; a longer tag goes on in the next.  Of a table
 * that is filled, a tag also goes on in the next block where it would leave
 * room in this one.  The very first item of a table has an empty key and no
 * tag.
 * Item of a branch: block below (4), length of the key (1), key, number of
 * the piece (2).  Its key is not above any in the block below and above all
 * to its left; the first of a block has none.  Above leaves a key is cut
 * behind the first byte that tells its two sides apart.
 *
 * Leaves do not know each other, so they may be written in any order and by
 * several threads: each fills a part, a run of keys, and takes block numbers
 * when it writes.  In the end the parts, put in order, are joined under
 * branches.  Nothing is ever overwritten and no block is left out, so the
 * list of free blocks is empty. */

#include "buf.h"
#include "cleanup.h"
#include "error.h"
#include "glass.h"
#include "leaves.h"

#include <stdatomic.h>
#include <stdbool.h>

enum {
    GLASS_BLOCK = 8192,
    GLASS_ITEM_MAX = 2043,
    GLASS_REVISION = 1,
    GLASS_TOGETHER = 32 /* blocks written at a time */
};

/* How a table is written.  Whatever is chosen, Xapian reads it: an item says
 * whether it is compressed, and tags are read piece by piece. */
struct glass_form {
    size_t compress_above; /* longer tags are tried; 0: none is */
    bool filled;           /* tags are cut so that blocks are full */
};
enum { GLASS_COMPRESS_MIN = 18 }; /* Xapian's own bound */

struct glass_table {
    int fd;
    struct unnamed leaves; /* of all parts */
    struct glass_form form;
    _Atomic uint32_t blocks;
    char name[16];
};

/* What the version file says of a table. */
struct glass_root {
    uint32_t root, level, blocks;
    uint64_t entries;
    bool empty;      /* the file need not be there */
    bool sequential; /* leaves stand in the order of their keys */
};

/* Makes the file `name`.glass in a directory, emptied if it is there. */
enum status glass_table_open(struct glass_table *out, const char *directory,
                             const char *name, struct glass_form form,
                             struct error *err) MUST_USE;
void glass_table_close(struct glass_table *table);

struct libdeflate_compressor;

/* A run of keys; parts of a table are written in parallel, one thread each. */
struct glass_part {
    struct glass_table *table;
    uint64_t entries;
    uint8_t *blocks;        /* GLASS_TOGETHER, filled one by one */
    uint32_t filled;        /* of them, whole ones */
    uint32_t end, top;      /* of the block at hand: directory, items */
    struct glass_key first; /* key of the first item */
    struct glass_key last;  /* key of the last item, and its piece */
    uint32_t last_piece;
    struct leaves leaves;
    struct libdeflate_compressor *deflate;
    uint8_t *squeezed;
    size_t squeezed_room;
};

/* `leading`: this part holds the lowest keys of its table. */
enum status glass_part_open(struct glass_part *out, struct glass_table *table,
                            bool leading, struct error *err) MUST_USE;
/* Adds a tag under a key above the last one. */
enum status glass_part_add(struct glass_part *part, const struct glass_key *key,
                           struct str tag, struct error *err) MUST_USE;
/* Bytes of a tag that still go into the block at hand as one item. */
size_t glass_part_room(const struct glass_part *part, size_t key_len);
/* Writes what is left; then the part is only good for glass_table_finish. */
enum status glass_part_end(struct glass_part *part, struct error *err) MUST_USE;
void glass_part_release(struct glass_part *part);

/* Joins the parts, in the order of their keys (the first one leading). */
enum status glass_table_finish(struct glass_root *out,
                               struct glass_table *table,
                               struct glass_part *parts, size_t count,
                               struct error *err) MUST_USE;
/* The file of a finished table is on the disk. */
enum status glass_table_sync(const struct glass_table *table,
                             struct error *err) MUST_USE;

CLEANUP_KIND(glass_table, struct glass_table, glass_table_close)
CLEANUP_KIND(glass_part, struct glass_part, glass_part_release)

#endif
