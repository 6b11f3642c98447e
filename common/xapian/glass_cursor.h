#ifndef LIASSE_GLASS_CURSOR_H
#define LIASSE_GLASS_CURSOR_H

/* Reads a table of a glass database, entry by entry in the order of keys,
 * without Xapian: for lists of which a query wants ten thousands.
 *
 * Xapian's cursors read the way from the root anew for each list, and blocks
 * by a system call each; here blocks are kept with the table (512 leaves at
 * most, or as glass_file_keep says), and an entry near the last one is found in
 * its leaf: some 0.05 us instead of 0.7.
 *
 * The table is that of one revision.  As Xapian does, a reader goes by the
 * revision each block carries: one written since ends in STATUS_STALE, and
 * the caller opens the newer revision or asks Xapian.  What keys and tags are
 * stands in index/build/glass.h, blocks and items in glass_table.h; of no
 * byte is it taken for granted that it is in order: what is not is STATUS_IO,
 * whatever the bytes are, and every walk ends.
 *
 *     TRY(glass_file_open(&file, directory, "postlist", revision, err));
 *     AUTO(glass_cursor) struct glass_cursor cursor = {0};
 *     glass_cursor_start(&cursor, file);
 *     TRY(glass_cursor_find(&found, &cursor, key, err));
 *     while (found && str_starts(glass_cursor_key(&cursor), key)) {
 *         TRY(glass_cursor_tag(&tag, &cursor, err));
 *         ...
 *         TRY(glass_cursor_next(&found, &cursor, err));
 *     }
 *
 * A file and its cursors belong to one thread at a time; there may be many
 * cursors of a file.  They end before it does. */

#include "cleanup.h"
#include "error.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

struct glass_file;

/* The table `name` ("postlist", "position"...) of the database in a directory.
 * STATUS_NOT_FOUND: there is no such revision in it (any more), or its format
 * is not the one known: Xapian reads it. */
enum status glass_file_open(struct glass_file **out, const char *directory,
                            const char *name, uint64_t revision,
                            struct error *err) MUST_USE;
/* Keeps no more than so many leaves, 1 to 512; before the first is read. */
void glass_file_keep(struct glass_file *file, uint32_t leaves);
void glass_file_close(struct glass_file *file);
/* What the damage of one of its lists is said by. */
enum status glass_file_damaged(const struct glass_file *file,
                               struct error *err);

enum { GLASS_CURSOR_KEY_MAX = 255 }; /* of a table */

/* All private. */
struct glass_cursor {
    struct glass_file *file;
    const uint8_t *leaf; /* NULL: nowhere */
    uint32_t block;      /* the leaf it stands in, and the item there */
    uint32_t item;
    /* Between these the keys of the leaf are; no length: it is the first leaf,
     * or the last one. */
    uint8_t start[GLASS_CURSOR_KEY_MAX], end[GLASS_CURSOR_KEY_MAX];
    size_t start_len, end_len;
    uint32_t start_piece, end_piece;
    uint8_t *joined; /* a tag in several pieces */
    size_t joined_room;
};

/* Nowhere yet.  Zeroed storage or one that was started before. */
void glass_cursor_start(struct glass_cursor *cursor, struct glass_file *file);
void glass_cursor_release(struct glass_cursor *cursor);

/* Moves to the first entry whose key is not below `key`; *found tells if there
 * is one.  Quick where that is near the last one, behind it.  STATUS_STALE,
 * STATUS_IO. */
enum status glass_cursor_find(bool *found, struct glass_cursor *cursor,
                              struct str key, struct error *err) MUST_USE;
/* Moves to the last entry whose key is not above `key`. */
enum status glass_cursor_find_last(bool *found, struct glass_cursor *cursor,
                                   struct str key, struct error *err) MUST_USE;
/* Moves to the entry behind the one it stands at. */
enum status glass_cursor_next(bool *found, struct glass_cursor *cursor,
                              struct error *err) MUST_USE;

/* Of the entry that was found; slices live until the next call for any cursor
 * of the file.  A compressed tag is damage: tables of lists have none. */
struct str glass_cursor_key(const struct glass_cursor *cursor);
enum status glass_cursor_tag(struct str *out, struct glass_cursor *cursor,
                             struct error *err) MUST_USE;
/* A tag as it stands there; compressed: a stream of deflate without a head. */
enum status glass_cursor_raw(struct str *out, bool *compressed,
                             struct glass_cursor *cursor,
                             struct error *err) MUST_USE;

/* Is the leaf that it stands in, if it does, fit to be written to?  Reading
 * asks less of it. */
enum status glass_cursor_check_leaf(const struct glass_cursor *cursor,
                                    struct error *err) MUST_USE;

CLEANUP_HANDLE(glass_file, struct glass_file, glass_file_close)
CLEANUP_KIND(glass_cursor, struct glass_cursor, glass_cursor_release)

#endif
