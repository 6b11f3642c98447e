#ifndef LIASSE_GUNZIP_H
#define LIASSE_GUNZIP_H

/* gzip (RFC 1952) as bytes: zlib inflates and checks each member's CRC-32 and
 * length; members follow one another; zeros behind the last one are padding,
 * other bytes are junk: left alone and told.
 *
 * Bounded by LIMIT_RATIO and limit_output.  On failure `cause` says which
 * kind; what was given before is as good as gzip can tell. */

#include "bytes.h"
#include "reader.h"

#include <zlib.h>

struct gunzip {
    struct bytes from; /* not closed by us */
    z_stream stream;
    bool is_open, between, ended;
    bool junk;        /* bytes behind the last member that are no gzip */
    enum cause cause; /* of a failure */
    uint64_t in, out; /* bytes, over all members */
    char chunk[64 * 1024];
};

enum status gunzip_open(struct gunzip *out, struct bytes from,
                        struct error *err) MUST_USE;
struct bytes gunzip_bytes(struct gunzip *gunzip);
void gunzip_close(struct gunzip *gunzip);

#endif
