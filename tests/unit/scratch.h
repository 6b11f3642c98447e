#ifndef LIASSE_SCRATCH_H
#define LIASSE_SCRATCH_H

/* A fresh directory for a test, removed with all that is in it. */

#include "cleanup.h"

struct scratch {
    char path[256];
};

/* Under $TMPDIR or /tmp; a failed check when it cannot be made. */
void scratch_make(struct scratch *scratch);
void scratch_remove(struct scratch *scratch);
/* path of a file in it, into out[512] */
void scratch_path(char out[512], const struct scratch *scratch,
                  const char *name);
/* Writes a file in it. */
void scratch_write(const struct scratch *scratch, const char *name,
                   const char *text);

CLEANUP_KIND(scratch, struct scratch, scratch_remove)

#endif
