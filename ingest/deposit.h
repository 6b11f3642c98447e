#ifndef LIASSE_DEPOSIT_H
#define LIASSE_DEPOSIT_H

/* Deposit: what the workers read goes into the store, batch by batch.
 *
 * A batch is one transaction; it ends after DEPOSIT_BATCH documents (or
 * LIASSE_BATCH, setting.h), DEPOSIT_REPLACED in the place of what was there,
 * DEPOSIT_BYTES bytes or DEPOSIT_SECONDS, and when the run ends.
 * What is replaced leaves blocks free that the next batch may use, so that
 * large batches of it make large tables; new documents stand side by side.
 *
 * The ledger entry of each source is committed with its documents, that of a
 * source still being read as partial: an archive is taken up behind the last
 * member that was through.  Without a store (--dry-run) documents are printed.
 *
 * Accounts: of every source documents + refused + skipped = members seen; the
 * worker counts what it sends, deposit what it gets, and both must agree. */

#include "diagnostics.h"
#include "filter.h"
#include "frame.h"
#include "source.h"
#include "store.h"

enum {
    DEPOSIT_BATCH = 10000,
    DEPOSIT_REPLACED = 2000,
    DEPOSIT_BYTES = 32 * 1024 * 1024,
    DEPOSIT_SECONDS = 5,
    DEPOSIT_DOUBT = 32
};

struct deposit_counts {
    uint64_t added, updated, unchanged, deleted;
};

struct deposit_options {
    const struct filter *filter;
    const char *reader; /* forced, or NULL */
    bool retry_failed;  /* read again what was refused */
    bool prune;         /* withdraw what a source no longer holds */
};

/* Members seen of a source, by outcome. */
struct accounts {
    uint64_t documents, refused, skipped;
};

struct deposit {
    struct store *store; /* NULL: print */
    struct diagnostics *diagnostics;
    struct deposit_options options;
    uint64_t doubt; /* state of the choice of what is looked into; 0: none */
    uint32_t archive_version;
    struct deposit_counts counts; /* so far */
    struct deposit_counts safe;   /* as of the last commit */
    uint64_t committed;           /* documents in batches acknowledged so far */
    uint64_t batch;               /* documents of one */

    /* The batch. */
    bool open;
    uint64_t batch_documents, batch_bytes;
    uint64_t
        batch_joined; /* changed by joins: given before, not counted twice */
    uint64_t batch_replaced; /* documents that were there */
    double batch_started;

    /* The source being read. */
    struct found source; /* its slices are the caller's */
    struct arena arena;  /* of `before` */
    bool has_before, fresh;
    struct ledger_entry before; /* what the ledger says of it */
    struct accounts seen;
    uint64_t base;           /* of seen, counted by an earlier, stopped run */
    uint64_t remembered;     /* refused members put in the ledger */
    uint64_t repaired;       /* and what was mended in reading */
    uint64_t read_at, stamp; /* ledger.h */
    /* An archive: its bytes, and as of the last member that was through. */
    bool is_archive, in_member;
    uint8_t sha256[SHA256_BYTES];
    struct accounts through;
    uint64_t done;
    struct buf last_member;
};

void deposit_init(struct deposit *deposit, struct store *store,
                  struct diagnostics *diagnostics,
                  const struct deposit_options *options);
void deposit_release(struct deposit *deposit);

/* Was this file read before and is it as it was (size, time, readers)?
 * Then it is counted, what was refused of it told again, and *known is true.
 * Else *job gets what was known of it, in arena.  What crashed, took too long
 * or could not be opened is always tried again. */
enum status deposit_known(bool *known, struct job *job, struct deposit *deposit,
                          const struct found *found, struct arena *arena,
                          struct error *err) MUST_USE;

/* The frames that follow are of this source. */
enum status deposit_source(struct deposit *deposit, const struct found *found,
                           struct error *err) MUST_USE;
enum status deposit_start(struct deposit *deposit,
                          const struct frame_start *frame,
                          struct error *err) MUST_USE;
enum status deposit_member(struct deposit *deposit,
                           const struct frame_member *frame,
                           struct error *err) MUST_USE;
enum status deposit_document(struct deposit *deposit,
                             const struct frame_document *frame,
                             struct error *err) MUST_USE;
enum status deposit_deletion(struct deposit *deposit, struct str uid,
                             struct error *err) MUST_USE;
enum status deposit_tell(struct deposit *deposit, const struct frame_tell *tell,
                         struct error *err) MUST_USE;
/* The worker died within an archive: *job is to take it up again behind the
 * last member that is known to be through; one whose careful reading died is
 * refused and passed over. */
enum status deposit_take_up(struct job *job, struct deposit *deposit,
                            const struct frame_end *end, bool was_careful,
                            struct error *err) MUST_USE;
enum status deposit_end(struct deposit *deposit, const struct frame_end *end,
                        struct error *err) MUST_USE;
/* Opens a batch if none is. */
enum status deposit_begin(struct deposit *deposit, struct error *err) MUST_USE;
/* Between two documents: commits when the batch is full or due. */
enum status deposit_commit_due(struct deposit *deposit,
                               struct error *err) MUST_USE;
/* Commits what is open; `partial`: the source at hand was not finished. */
enum status deposit_commit(struct deposit *deposit, bool partial,
                           struct error *err) MUST_USE;

CLEANUP_KIND(deposit, struct deposit, deposit_release)

#endif
