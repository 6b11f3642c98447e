#ifndef LIASSE_DEPOSIT_H
#define LIASSE_DEPOSIT_H

/* Deposit: what the workers read goes into the store, batch by batch.
 *
 * A batch is one transaction; it ends after DEPOSIT_BATCH documents,
 * DEPOSIT_BYTES bytes or DEPOSIT_SECONDS, and when the run ends.  The ledger
 * entry of each source is committed with its documents, that of a source
 * still being read as partial.  Without a store (--dry-run) documents are
 * printed. */

#include "diagnostics.h"
#include "frame.h"
#include "source.h"
#include "store.h"

enum {
    DEPOSIT_BATCH = 2000,
    DEPOSIT_BYTES = 32 * 1024 * 1024,
    DEPOSIT_SECONDS = 5
};

struct deposit_counts {
    uint64_t added, updated, unchanged, deleted;
};

struct deposit {
    struct store *store; /* NULL: print */
    struct diagnostics *diagnostics;
    struct deposit_counts counts; /* so far */
    struct deposit_counts safe;   /* as of the last commit */
    uint64_t committed; /* documents in batches acknowledged so far */

    /* The batch. */
    bool open;
    uint64_t batch_documents, batch_bytes;
    double batch_started;

    /* The source being read. */
    struct found source; /* its slices are the caller's */
    uint64_t documents, refused;
    struct str last_uid; /* of a source of one document */
    char last_uid_bytes[DOCUMENT_UID_MAX];
    uint64_t read_at;
};

void deposit_init(struct deposit *deposit, struct store *store,
                  struct diagnostics *diagnostics);

/* Was this file read before and is it as it was (size, time, readers)?
 * Then it is counted and *known is true.  Else *job gets what was known of
 * it, in arena. */
enum status deposit_known(bool *known, struct job *job,
                          struct deposit *deposit, const struct found *found,
                          bool any_reader, struct arena *arena,
                          struct error *err) MUST_USE;

/* The frames that follow are of this source. */
void deposit_source(struct deposit *deposit, const struct found *found);
enum status deposit_document(struct deposit *deposit,
                             const struct frame_document *frame,
                             struct error *err) MUST_USE;
enum status deposit_deletion(struct deposit *deposit, struct str uid,
                             struct error *err) MUST_USE;
enum status deposit_tell(struct deposit *deposit,
                         const struct frame_tell *tell, struct error *err)
    MUST_USE;
enum status deposit_end(struct deposit *deposit, const struct frame_end *end,
                        struct error *err) MUST_USE;
/* Between two documents: commits when the batch is full or due. */
enum status deposit_commit_due(struct deposit *deposit, struct error *err)
    MUST_USE;
/* Commits what is open; `partial`: the source at hand was not finished. */
enum status deposit_commit(struct deposit *deposit, bool partial,
                           struct error *err) MUST_USE;

#endif
