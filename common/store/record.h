#ifndef LIASSE_RECORD_H
#define LIASSE_RECORD_H

/* A record of the store: what every source said about one uid.
 *
 * A contribution is one input's word on a document: where it comes from, what
 * read it, the fields as read.  The document is the merge of the
 * contributions (merge.h).  A record without contributions is a tombstone:
 * the document was deleted, its docid and sequence number stay.
 *
 * Beside what sources said stands what other documents of the store add: the
 * names behind references, the group of copies.  It is derived, made anew
 * whenever those others change (ingest/joins.h), and never a contribution.
 *
 * Encoded: version byte, sequence, uid (empty where it is that of the first
 * contribution's document), number of contributions, when each was ingested,
 * the contributions packed (packed.h) all together, what is joined packed,
 * CRC-32 of all that (4 bytes, little endian).
 *
 * Version history: 1 the first, nothing packed; 2 with what is joined; 3
 * packed.  All are read, the last is written. */

#include "digest.h"
#include "document.h"
#include "packed.h"

enum { RECORD_VERSION = 3, RECORD_FIRST_PACKED = 3 };

struct contribution {
    struct str source, member;    /* names (DESIGN.md, the ledger) */
    uint8_t sha256[SHA256_BYTES]; /* of the input's bytes */
    struct str reader;
    uint32_t reader_version;
    uint32_t rank;     /* enum rank of ingest/reader.h; higher = officialler */
    uint64_t ingested; /* seconds since 1970, UTC */
    struct str url;
    struct document document;
};

struct supplement {
    struct document fields; /* stand in the place of the merge's */
    /* Terms of the record in the store by which the joins find it again, such
     * as "R" and the uid of a document whose name it took, or misses. */
    struct str *terms;
    size_t term_count;
};

struct record {
    int version; /* as it was written; 0 = it was not yet */
    uint64_t sequence;
    struct str uid;
    struct contribution *contributions;
    size_t count; /* 0 = tombstone */
    struct supplement joined;
    /* The contributions as they are packed, if that is known (size > 0): who
     * changes one of them clears it. */
    struct packed packed;
};

/* What is packed of a contribution: all but when it was ingested; of one
 * whose document is encoded already. */
void contribution_encode_with(struct buf *out, const struct contribution *one,
                              struct str document);
enum status contribution_encode(struct buf *out, const struct contribution *one,
                                struct error *err) MUST_USE;
/* Of a packed one; slices are in arena, or packed->bytes. */
enum status contribution_unpack(struct contribution *out,
                                const struct packed *packed,
                                struct arena *arena,
                                struct error *err) MUST_USE;

/* The encoded form; nothing at all when there is nothing joined. */
enum status supplement_encode(struct buf *out, const struct supplement *joined,
                              struct error *err) MUST_USE;

enum status record_encode(struct buf *out, const struct record *record,
                          struct packer *packer, struct error *err) MUST_USE;
/* Slices point into bytes and arena; arrays are in arena.  STATUS_FORMAT: the
 * CRC or the form is wrong, or the version is unknown. */
enum status record_decode(struct record *out, struct str bytes,
                          struct arena *arena, struct error *err) MUST_USE;

#endif
