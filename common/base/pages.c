/* Every step: large pages. */
#define _GNU_SOURCE /* MADV_HUGEPAGE */
#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINE = 64, LARGE = 1 << 21 };

static size_t
rounded(size_t size, size_t step)
{
    return (size + step - 1) / step * step;
}

void
pages_large(void *at, size_t size)
{
#ifdef MADV_HUGEPAGE
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = rounded((uintptr_t)at, page);
    uintptr_t end = ((uintptr_t)at + size) / page * page;
    if (size >= LARGE && start < end)
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
    (void)at;
    (void)size;
#endif
}

void *
pages_alloc(size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    if (size < LARGE)
        return aligned_alloc(LINE, rounded(size, LINE));
    /* What is behind the last large page takes small ones. */
    void *at = aligned_alloc(LARGE, rounded(size, LINE));
    if (at)
        pages_large(at, size / LARGE * LARGE);
    return at;
}
