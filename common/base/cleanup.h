#ifndef LIASSE_CLEANUP_H
#define LIASSE_CLEANUP_H

/* Scope cleanup: a variable declared with AUTO(kind) is released when its
 * scope ends, on every path.  A kind is made once, beside the type's ender:
 *
 *     CLEANUP_KIND(file, FILE *, file_close)     in a header
 *     AUTO(file) FILE *in = fopen(...);          in a function
 *
 * The ender takes a pointer to the variable and accepts zeroed storage. */

#if defined(__GNUC__)
#define AUTO(kind) __attribute__((cleanup(cleanup_##kind)))
#define CLEANUP_UNUSED __attribute__((unused))
#else
#error "liasse needs the cleanup attribute (gcc or clang)"
#endif

/* For a type whose ender takes a pointer to the variable itself. */
#define CLEANUP_KIND(kind, type, ender)                                        \
    CLEANUP_UNUSED static inline void cleanup_##kind(type *it)                 \
    {                                                                          \
        ender(it);                                                             \
    }

/* For a handle (a pointer) whose ender takes the handle. */
#define CLEANUP_HANDLE(kind, type, ender)                                      \
    CLEANUP_UNUSED static inline void cleanup_##kind(type **it)                \
    {                                                                          \
        ender(*it);                                                            \
    }

#endif
