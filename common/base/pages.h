#ifndef LIASSE_PAGES_H
#define LIASSE_PAGES_H

/* Memory for look-ups in no order: where each goes to another page, the kernel
 * is asked for large ones.  They save misses and are no promise. */

#include <stddef.h>

/* What lies in the memory, from some megabytes on. */
void pages_large(void *at, size_t size);
/* Aligned for anything, uncleared; in large pages if it is large.  To be freed;
 * NULL without memory. */
void *pages_alloc(size_t size);

#endif
