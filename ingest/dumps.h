#ifndef LIASSE_DUMPS_H
#define LIASSE_DUMPS_H

/* The dumps of the DILA (dump.h) that one run was given, in the order in which
 * they are to be read: by base, then by their time, whatever order they were
 * given or found in.
 *
 *     dumps_add ... dumps_plan -> dumps_next ... STATUS_DONE
 *
 * Not read: archives older than a global one of their base (in this run, or
 * read whole before), and a second copy of one.  Told: days without an
 * archive. */

#include "diagnostics.h"
#include "map.h"
#include "source.h"
#include "store.h"

struct planned;

struct dumps {
    struct arena arena;
    struct planned *at;
    size_t count, room, next;
    bool is_planned;
};

/* Keeps a copy; *taken is false when it is no dump. */
enum status dumps_add(bool *taken, struct dumps *dumps,
                      const struct found *found, struct error *err) MUST_USE;
/* store may be NULL (--dry-run).  An archive that was read under another
 * folder's name keeps that name, which is added to `seen` (may be NULL). */
enum status dumps_plan(struct dumps *dumps, struct store *store,
                       struct diagnostics *diagnostics, struct map *seen,
                       struct error *err) MUST_USE;
enum status dumps_next(struct found *out, struct dumps *dumps) MUST_USE;
void dumps_release(struct dumps *dumps);

#endif
