#ifndef LIASSE_LIMITS_H
#define LIASSE_LIMITS_H

/* What an archive may ask of us.  Whoever passes a limit is refused and told;
 * nothing is allocated by what a header declares.  The limits of one input
 * are in input.h: 32 MiB for a document read whole, 16 GiB for a member read
 * as a stream. */

#include <stdint.h>

enum {
    LIMIT_RATIO = 200,               /* bytes out for one byte in ... */
    LIMIT_RATIO_FREE = 1 << 20,      /* ... after these */
    LIMIT_MEMBERS = 5 * 1000 * 1000, /* of an archive */
    LIMIT_OUTPUT_GIB = 64,           /* of an archive, inflated */
    LIMIT_NAME = 1024,     /* bytes of a member's name; longer ones are cut */
    LIMIT_WHOLE = 4 << 20, /* members up to here are read before parsing */
    LIMIT_REMEMBERED = 10000, /* members not read, kept by name a source */
    LIMIT_TOLD = 10 /* of one cause and source, by name; then by number */
};

static const uint64_t limit_output = (uint64_t)LIMIT_OUTPUT_GIB << 30;

#endif
