#ifndef LIASSE_GENERATION_H
#define LIASSE_GENERATION_H

/* The last steps of a new generation, whoever wrote it. */

#include "error.h"
#include "layout.h"

#include <stdint.h>

/* Work that can be done while tables are looked at. */
struct generation_beside {
    enum status (*work)(void *payload, struct error *err);
    void *payload;
};

/* The number of faults that Xapian finds in its tables, looked at by `jobs`
 * threads, the largest ones first; when they are taken, one of the threads
 * does what is to be done beside (NULL: nothing). */
enum status generation_faults(uint32_t *out, const char *path, unsigned jobs,
                              const struct generation_beside *beside,
                              struct error *err) MUST_USE;
/* The same: STATUS_IO if there is one. */
enum status generation_verify(const char *path, unsigned jobs,
                              struct error *err) MUST_USE;
/* Opens the generation as a reader will, syncs it, seals it (manifest.h) and
 * makes the stub name it.
 * STATUS_IO: it lost its word lists; the former one stays in use. */
enum status generation_use(const struct layout *layout, uint32_t generation,
                           struct error *err) MUST_USE;

#endif
