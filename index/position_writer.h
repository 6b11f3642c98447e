#ifndef LIASSE_POSITION_WRITER_H
#define LIASSE_POSITION_WRITER_H

/* Positions into the chunks that `search` keeps them in (position_chunk.h),
 * through Xapian's interface.
 *
 * What a batch changes is collected, in memory; position_writer_flush then
 * writes each chunk that it changes once, in the batch's own transaction, so
 * that positions are never behind or before the terms.
 *
 * No termlist says which words a document has, but it has their stems, and the
 * map stem -> words (terms.h) has all words of these: in the chunks of each of
 * them, in small letters and in capitals, the document is looked for.  That is
 * done for all documents of the batch together, word by word.
 *
 *     TRY(position_writer_remove(&writer, xap, docid, err));     as it was
 *     TRY(position_writer_add(&writer, docid, term, at, count, err));
 *     TRY(position_writer_flush(&writer, xap, err));  behind the map's words */

#include "map.h"
#include "xap.h"

struct position_writer {
    struct map terms; /* term -> number + 1; stems, too */
    struct buf names; /* struct str, by number; of `arena` */
    struct buf changes;
    struct buf lists;   /* encoded, of the changes */
    struct buf removed; /* documents, and the number of changes before */
    struct buf stems;   /* of these documents */
    struct arena arena;
    const char *directory;
    uint64_t written; /* on this revision, not committed then; 0: nothing */
};

/* directory: of the database, whose tables are read past Xapian then (faster
 * by far), as long as it is not moved; NULL: unknown. */
void position_writer_init(struct position_writer *out, const char *directory);
void position_writer_release(struct position_writer *writer);

/* Those of the document as it stands in the database; none is fine. */
enum status position_writer_remove(struct position_writer *writer,
                                   struct xap_writer *xap, xap_docid docid,
                                   struct error *err) MUST_USE;
/* Positions rising, at least one; a term comes once a document. */
enum status position_writer_add(struct position_writer *writer, xap_docid docid,
                                struct str term, const uint32_t *at,
                                size_t count, struct error *err) MUST_USE;
enum status position_writer_flush(struct position_writer *writer,
                                  struct xap_writer *xap,
                                  struct error *err) MUST_USE;
/* After a batch was dropped. */
void position_writer_forget(struct position_writer *writer);

CLEANUP_KIND(position_writer, struct position_writer, position_writer_release)

#endif
