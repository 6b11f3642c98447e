#ifndef LIASSE_GLASS_DATA_H
#define LIASSE_GLASS_DATA_H

/* What a table of a glass database (glass_cursor.h) holds for documents: their
 * data ("docdata") or their terms ("termlist"), of one revision of it:
 * STATUS_STALE where that is gone.
 * What is compressed is inflated by libdeflate, in half the time of zlib. */

#include "arena.h"
#include "glass_cursor.h"

struct glass_data;

/* STATUS_NOT_FOUND: there is no such revision in this directory (any more), or
 * its format is not the one known: Xapian reads it. */
enum status glass_data_open(struct glass_data **out, const char *directory,
                            const char *table, uint64_t revision,
                            struct error *err) MUST_USE;
/* What the damage of one of its entries is said by. */
enum status glass_data_damaged(const struct glass_data *data,
                               struct error *err);
void glass_data_close(struct glass_data *data);

/* Of a document, into arena.  STATUS_NOT_FOUND: it has none, or there is no
 * such document.  STATUS_IO: damage. */
enum status glass_data_read(struct str *out, struct glass_data *data,
                            uint32_t docid, struct arena *arena,
                            struct error *err) MUST_USE;

/* Is the leaf where the last one was looked for fit to be written to? */
enum status glass_data_check_leaf(const struct glass_data *data,
                                  struct error *err) MUST_USE;

CLEANUP_HANDLE(glass_data, struct glass_data, glass_data_close)

#endif
