#ifndef LIASSE_RECORD_H
#define LIASSE_RECORD_H

/* A record of the store: what every source said about one uid.
 *
 * A contribution is one input's word on a document: where it comes from, what
 * read it, the fields as read.  The document is the merge of the
 * contributions (merge.h).  A record without contributions is a tombstone:
 * the document was deleted, its docid and sequence number stay.
 *
 * Encoded: version byte, flags, sequence, uid, contributions, CRC-32 of all
 * that (4 bytes, little endian).  Version history: 1 the first. */

#include "digest.h"
#include "document.h"

enum { RECORD_VERSION = 1 };

struct contribution {
    struct str source, member; /* names (DESIGN.md, the ledger) */
    uint8_t sha256[SHA256_BYTES]; /* of the input's bytes */
    struct str reader;
    uint32_t reader_version;
    uint32_t rank;     /* enum rank of ingest/reader.h; higher = officialler */
    uint64_t ingested; /* seconds since 1970, UTC */
    struct str url;
    struct document document;
};

struct record {
    uint64_t sequence;
    struct str uid;
    struct contribution *contributions;
    size_t count; /* 0 = tombstone */
};

enum status record_encode(struct buf *out, const struct record *record,
                          struct error *err) MUST_USE;
/* Slices point into bytes; arrays are in arena.  STATUS_FORMAT: the CRC or
 * the form is wrong, or the version is unknown. */
enum status record_decode(struct record *out, struct str bytes,
                          struct arena *arena, struct error *err) MUST_USE;

#endif
