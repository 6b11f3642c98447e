#ifndef LIASSE_SOURCE_H
#define LIASSE_SOURCE_H

/* The files that the SOURCE arguments name, one after the other: a file
 * itself, a directory by a walk (entries sorted bytewise, so that every run
 * and every number of workers sees the same order), "-" once.
 *
 * Recorded names are relative to the SOURCE with its last component in front
 * ("seeds/000.txt"); paths stay inside this run.  Two SOURCEs of one run that
 * end in the same component are told apart by their parents' names.  A walk passes over names
 * that begin with a dot and does not follow links to directories. */

#include "arena.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct found {
    struct str path, source; /* in the walk's arena, until the next call */
    bool named;              /* is itself a SOURCE */
    uint64_t size;
    int64_t modified; /* mtime, nanoseconds since 1970 */
    /* Not empty: it cannot be read (it was named, or a directory of the walk
     * cannot be listed), and why. */
    struct str trouble;
    bool irregular; /* found in a walk, but no file (device, socket ...) */
};

struct walk;

/* paths: count C strings, borrowed.  When list is not NULL it is a stream of
 * further paths, one a line (--files-from). */
enum status walk_open(struct walk **out, char *const *paths, size_t count,
                      FILE *list, struct error *err) MUST_USE;
/* STATUS_DONE at the end. */
enum status walk_next(struct found *out, struct walk *walk,
                      struct error *err) MUST_USE;

/* The SOURCE directories walked, as far as the walk has come.  A whole one
 * was listed without trouble and holds at least one file (an empty one may
 * be a disk that is not there). */
struct walk_root {
    struct str source; /* its name; lives as long as the walk */
    bool trouble;
    uint64_t files;
};
size_t walk_roots(const struct walk_root **out, const struct walk *walk);

void walk_close(struct walk *walk);

CLEANUP_HANDLE(walk, struct walk, walk_close)

#endif
