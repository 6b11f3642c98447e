/* The fault shim: allocations. */
#include "shim.h"

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *at, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *
malloc(size_t size)
{
    return fault_due(CALL_MALLOC) == GO_ON ? __libc_malloc(size) : NULL;
}

void *
calloc(size_t count, size_t size)
{
    return fault_due(CALL_MALLOC) == GO_ON ? __libc_calloc(count, size) : NULL;
}

void *
realloc(void *at, size_t size)
{
    return fault_due(CALL_MALLOC) == GO_ON ? __libc_realloc(at, size) : NULL;
}

void *
aligned_alloc(size_t alignment, size_t size)
{
    return fault_due(CALL_MALLOC) == GO_ON ? __libc_memalign(alignment, size)
                                           : NULL;
}
