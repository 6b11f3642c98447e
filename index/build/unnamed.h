#ifndef LIASSE_BUILD_UNNAMED_H
#define LIASSE_BUILD_UNNAMED_H

/* Files of the build that have no name: removed as soon as they are open, so
 * that nothing is left when the program is killed.  What grows with the number
 * of documents goes there, for --memory holds at any.
 *
 *     struct unnamed file = UNNAMED_NONE;
 *     TRY(unnamed_open(&file, directory, err));
 *     TRY(unnamed_add(&at, &file, bytes, len, err)); */

#include "cleanup.h"
#include "error.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct unnamed {
    int fd; /* -1: not open */
    _Atomic uint64_t end;
};
#define UNNAMED_NONE                                                           \
    {                                                                          \
        .fd = -1                                                               \
    }

enum status unnamed_open(struct unnamed *out, const char *directory,
                         struct error *err) MUST_USE;
void unnamed_close(struct unnamed *file);
/* Writes behind all that was added, *at = where; any thread may. */
enum status unnamed_add(uint64_t *at, struct unnamed *file, const void *bytes,
                        size_t len, struct error *err) MUST_USE;
enum status unnamed_write(int fd, const void *bytes, size_t len, uint64_t at,
                          struct error *err) MUST_USE;
/* Fewer than `len` bytes, *got, only at the end of the file. */
enum status unnamed_read(void *out, size_t *got, int fd, size_t len,
                         uint64_t at, struct error *err) MUST_USE;

/* What was to be read is not there. */
enum status unnamed_is_cut(struct error *err);

CLEANUP_KIND(unnamed, struct unnamed, unnamed_close)

#endif
