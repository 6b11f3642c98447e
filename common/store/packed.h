#ifndef LIASSE_PACKED_H
#define LIASSE_PACKED_H

/* Packed bytes: a stream of deflate (RFC 1951), with the size of what it
 * holds; plain bytes where deflating gains nothing.
 *
 * Records are packed here and not by Xapian, which would deflate them in the
 * one process that writes: packed bytes are made where there are several
 * (ingest/worker.h), and by libdeflate, in a third of the time of zlib.
 *
 * Written as size (LEB128, document.h), length, bytes; of nothing only its
 * size, 0. */

#include "arena.h"
#include "buf.h"

struct packed {
    struct str bytes;
    uint64_t size; /* of the plain bytes; as many as bytes.len: these are */
};

struct packer;

enum status packer_new(struct packer **out, struct error *err) MUST_USE;
void packer_free(struct packer *packer);

/* Appends the packed form of plain bytes; *packed, if not NULL, gets what it
 * is, in out until that grows. */
enum status pack(struct buf *out, struct packed *packed, struct packer *packer,
                 struct str plain, struct error *err) MUST_USE;
/* Appends what is packed already. */
void encode_packed(struct buf *out, const struct packed *packed);
bool decode_packed(struct str *rest, struct packed *out);

/* The plain bytes: in arena, or packed->bytes themselves.  STATUS_FORMAT:
 * damaged. */
enum status unpack(struct str *out, const struct packed *packed,
                   struct arena *arena, struct error *err) MUST_USE;

CLEANUP_HANDLE(packer, struct packer, packer_free)

#endif
