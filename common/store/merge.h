#ifndef LIASSE_MERGE_H
#define LIASSE_MERGE_H

/* The document that a record's contributions make together.
 *
 * Order of authority: the newest official date (the later of date and
 * date_answer), then the higher rank (official dump, saved page, NDJSON),
 * then the bytewise smaller source name and member.  Each field is taken
 * whole from the first contribution, in that order, that has it; `source`
 * lists them in that order.  Of what one reader read in several dumps of one
 * base (dump.h) only the newest counts.  So a dump without the author's name
 * and a saved page with it give one document with both. */

#include "record.h"

/* What the sources say, without what other documents add. */
enum status merge_sources(struct document *out, const struct record *record,
                          struct arena *arena, struct error *err) MUST_USE;
/* The document: that, with the fields that are joined in their places.
 * Values point into the contributions and the arena.  A tombstone gives a
 * document with its uid only. */
enum status merge_record(struct document *out, const struct record *record,
                         struct arena *arena, struct error *err) MUST_USE;

/* A digest of the merge without what says only when and by which bytes it
 * was read (sha256, reader, ingested): equal digests = nothing to index
 * anew. */
enum status merge_digest(uint8_t out[SHA256_BYTES],
                         const struct document *merged, struct error *err)
    MUST_USE;

#endif
