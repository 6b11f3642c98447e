#ifndef LIASSE_BACKUP_H
#define LIASSE_BACKUP_H

/* liasse-index --backup DIR: a copy of the index as it is at one moment, while
 * liasse-ingest and liasse-index may be writing.
 *
 * Commits wait while the files are copied (commit.h); nothing else does.  The
 * copy is made as DIR.partial, synced, sealed (manifest.h) and checked as by
 * --check; only then it gets its name, so that a copy of that name is whole.
 * It is an index as any other: use it in place, or copy it back. */

#include "error.h"
#include "layout.h"

#include <stdint.h>

/* *faults: what the check found, told on stderr; then there is no copy.
 * STATUS_NOT_FOUND: there is no store; STATUS_LIMIT: DIR is there already;
 * STATUS_STALE: writers that take no lock did not pause. */
enum status index_backup(uint64_t *faults, const struct layout *layout,
                         const char *directory, struct error *err) MUST_USE;

#endif
