#ifndef LIASSE_ATTR_H
#define LIASSE_ATTR_H

/* Compiler attributes behind plain names.  Only this header and cleanup.h
 * use __attribute__; a compiler without it gets empty macros. */

#if defined(__GNUC__)
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define FORMAT_ARG(n) __attribute__((format_arg(n)))
/* What a hot loop calls seldom: kept out of it. */
#define SELDOM __attribute__((noinline, cold))
/* Of a function that only prefetches: GCC 12 takes one for a function without
 * effect, and removes its calls, unless it is inlined before that. */
#define PREFETCHES inline __attribute__((always_inline))
#else
#define MUST_USE
#define PRINTF_LIKE(fmt, args)
#define FORMAT_ARG(n)
#define SELDOM
#define PREFETCHES inline
#endif

#endif
