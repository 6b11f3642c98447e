/* Every step: large pages. */
#define _GNU_SOURCE /* MADV_HUGEPAGE */
#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINE = 64, LARGE = 1 << 21 };

void
pages_large(void *at, size_t size)
{
#ifdef MADV_HUGEPAGE
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)at + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)at + size) / page * page;
    if (size >= LARGE && start < end)
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
    (void)at;
    (void)size;
#endif
}

/* C11 wants sizes that are multiples of the alignment; what is behind the last
 * large page is not touched, or takes small ones. */
void *
pages_alloc(size_t size)
{
    size_t step = size < LARGE ? LINE : LARGE;
    if (size > SIZE_MAX - step)
        return NULL;
    void *at = aligned_alloc(step, (size + step - 1) / step * step);
    if (at && size >= LARGE)
        pages_large(at, size / LARGE * LARGE);
    return at;
}
