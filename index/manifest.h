#ifndef LIASSE_MANIFEST_H
#define LIASSE_MANIFEST_H

/* The manifest of a database directory: every file of it with size and CRC-32,
 * as they were when it was sealed.  A generation is sealed when it is made (a
 * rebuild, a compaction), before the stub names it; so are backups and a store
 * that was mended.  Xapian's tables hold no checksum of their own: while a
 * database is as sealed, and only then, the manifest vouches for every bit.
 *
 * The file "manifest":
 *
 *     liasse manifest 1
 *     NAME SIZE CRC        a line a file, names in order, CRC in hex
 *     crc-32 CRC           of the lines before
 *
 * Files counted: iamglass, the tables, sealed columns.  Before anything is
 * written later the manifest is removed (commit_begin). */

#include "commit.h"

#include <stdbool.h>
#include <stdint.h>

enum manifest_state {
    MANIFEST_NONE,   /* not sealed, or no longer */
    MANIFEST_SEALED, /* as sealed, or damaged since: see faults */
    MANIFEST_LIVE    /* written to since, by who does not know of it */
};

/* Reads all files and writes the manifest, synced, with the directory. */
enum status manifest_write(const char *directory, struct error *err) MUST_USE;

/* Told of each fault in one line, without a program's name. */
typedef void manifest_fault(void *payload, const char *text);

/* Compares.  A database that was written to all the same is known by a version
 * file of a later revision that its writer noted, or by tables that are not as
 * sealed either; a version file alone that is not as sealed is a fault.  An
 * error only where the directory cannot be read. */
enum status manifest_check(enum manifest_state *out, const char *directory,
                           manifest_fault *fault, void *payload,
                           struct error *err) MUST_USE;

/* Is a file of this name one that a manifest counts? */
bool manifest_counts(const char *name);

/* The size and CRC-32 of a file; STATUS_NOT_FOUND if there is none. */
enum status file_sum(uint64_t *size, uint32_t *crc, const char *path,
                     struct error *err) MUST_USE;

#endif
