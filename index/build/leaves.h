#ifndef LIASSE_BUILD_LEAVES_H
#define LIASSE_BUILD_LEAVES_H

/* The leaves of a part of a table, in order, for the branches above them.
 *
 * There is a leaf for each block of the table, so their list grows with it:
 * what is whole goes to a file (unnamed.h), to be walked over once in the end.
 * An entry: block (4), piece (2), length (1), the key that tells the leaf from
 * the one before. */

#include "buf.h"
#include "str.h"
#include "unnamed.h"

enum {
    LEAF_BLOCK = 4,
    LEAF_PIECE = 2,
    LEAF_HEAD = LEAF_BLOCK + LEAF_PIECE + 1,
    LEAF_KEY_MAX = 255
};

struct leaves {
    struct buf fresh;  /* entries that are in memory */
    size_t placed;     /* bytes of them whose blocks are known */
    struct buf chunks; /* where the others are in the file */
    uint64_t count;
};
#define LEAVES_INIT                                                            \
    {                                                                          \
        .fresh = BUF_INIT(SIZE_MAX / 2), .chunks = BUF_INIT(SIZE_MAX / 2)      \
    }

/* A leaf, its block to be told. */
enum status leaves_add(struct leaves *leaves, uint32_t piece, struct str key,
                       struct error *err) MUST_USE;
/* The next `count` leaves have blocks from `first` on: all that were added. */
enum status leaves_place(struct leaves *leaves, uint32_t first, uint32_t count,
                         struct unnamed *file, struct error *err) MUST_USE;
/* No more come. */
enum status leaves_end(struct leaves *leaves, struct unnamed *file,
                       struct error *err) MUST_USE;
void leaves_release(struct leaves *leaves);

struct leaves_walk {
    const struct leaves *leaves;
    int fd;
    size_t chunk, at;
    struct buf bytes; /* of the chunk at hand */
};
#define LEAVES_WALK(of, file)                                                  \
    {                                                                          \
        .leaves = (of), .fd = (file)->fd, .bytes = BUF_INIT(SIZE_MAX / 2)      \
    }
/* *entry: valid until the next call; NULL: there are no more. */
enum status leaves_next(const uint8_t **entry, struct leaves_walk *walk,
                        struct error *err) MUST_USE;
void leaves_walk_release(struct leaves_walk *walk);

CLEANUP_KIND(leaves_walk, struct leaves_walk, leaves_walk_release)

#endif
