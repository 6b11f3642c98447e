#ifndef LIASSE_DIAGNOSTICS_H
#define LIASSE_DIAGNOSTICS_H

/* What could not be read, told twice: a line on stderr for people, a JSON
 * object a line in --diagnostics for scripts:
 *   {"cause":"malformed","source":"a.json","member":"","detail":"..."}
 * Causes are those of causes.def. */

#include "reader.h"

#include <stdio.h>

struct diagnostics {
    FILE *file; /* of --diagnostics, NULL for none */
    uint64_t refused, skipped, suspicious;
};

/* path may be NULL; "-" is no file. */
enum status diagnostics_open(struct diagnostics *out, const char *path,
                             struct error *err) MUST_USE;
/* Counts and tells one.  where = place in the source ("line 12"), may be
 * empty. */
enum status diagnostics_tell(struct diagnostics *diagnostics,
                             enum cause cause, struct str source,
                             struct str where, struct str detail,
                             struct error *err) MUST_USE;
/* STATUS_IO when something could not be written. */
enum status diagnostics_close(struct diagnostics *diagnostics,
                              struct error *err) MUST_USE;

#endif
