#ifndef LIASSE_DIAGNOSTICS_H
#define LIASSE_DIAGNOSTICS_H

/* What could not be read, told twice: a line on stderr for people, a JSON
 * object a line in --diagnostics for scripts:
 *   {"cause":"malformed","source":"a.json","member":"","detail":"..."}
 * Causes are those of causes.def. */

#include "limits.h"
#include "reader.h"

#include <stdio.h>

struct diagnostics {
    FILE *file; /* of --diagnostics, NULL for none */
    uint64_t refused, skipped, suspicious;
    /* Of the archive at hand: one line for many skips, not thousands. */
    uint64_t of_cause[CAUSE_COUNT];
    struct held {
        struct str member, detail;
    } held[CAUSE_COUNT][LIMIT_TOLD];
    struct arena arena;
};

/* path may be NULL; "-" is no file. */
enum status diagnostics_open(struct diagnostics *out, const char *path,
                             struct error *err) MUST_USE;
/* Counts and tells one.  member = path in an archive, where = place in the
 * source or member ("line 12"); both may be empty. */
enum status diagnostics_tell(struct diagnostics *diagnostics, enum cause cause,
                             struct str source, struct str member,
                             struct str where, struct str detail,
                             struct error *err) MUST_USE;
/* The source is through: tells the members held back, by name when they are
 * few, else by their number. */
enum status diagnostics_source_end(struct diagnostics *diagnostics,
                                   struct str source,
                                   struct error *err) MUST_USE;
/* STATUS_IO when something could not be written. */
enum status diagnostics_close(struct diagnostics *diagnostics,
                              struct error *err) MUST_USE;

#endif
