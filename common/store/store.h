#ifndef LIASSE_STORE_H
#define LIASSE_STORE_H

/* The store: one record a document, the ledger of sources, the counter of
 * sequence numbers.  One writer (liasse-ingest), any number of readers.
 *
 * A document keeps its docid for life, also as a tombstone.  Every change of
 * a merge takes the next sequence number; whoever remembers the last one it
 * saw can ask for what changed since.
 *
 * Terms of a record: "Q" uid; "S" digest of each source's name (so that
 * withdrawing a source finds its documents, and perhaps others: 16 hex digits,
 * of records of version 1 and 2 32); "D" each identifier that names a
 * folder above it in a dump (dump.h); those of what is joined
 * (record.h).  Value slots: SLOT_UID,
 * SLOT_SEQUENCE (sortable).  Metadata: "schema", "sequence", "joined" (the last
 * sequence number that the joins have seen), "L"... (ledger), "W"...
 * (suppressed.h).
 *
 * Writing: store_begin, any store_put / store_delete / ledger_put,
 * store_commit (which also syncs the directory: an acknowledged batch
 * survives power loss).  After an error the store is dead: close it. */

#include "layout.h"
#include "record.h"
#include "xap.h"

/* Of the whole store's form, stamped in it.  1 the first; 2 its records are
 * packed (record.h).  A store of version 1 is read; who writes it makes it one
 * of version 2, record by record. */
#define STORE_VERSION "2"

struct store;

/* Opens for writing, creating it if absent.  STATUS_LOCKED: another
 * liasse-ingest is at work. */
enum status store_create(struct store **out, const struct layout *layout,
                         struct error *err) MUST_USE;
/* Opens for reading; STATUS_NOT_FOUND when nothing was ingested yet. */
enum status store_open(struct store **out, const struct layout *layout,
                       struct error *err) MUST_USE;
/* Drops what is not committed. */
void store_close(struct store *store);
/* Reader: gives back what it keeps to read records quickly, until the next. */
void store_rest(struct store *store);
/* Reader: moves to the newest commit. */
enum status store_reopen(struct store *store, struct error *err) MUST_USE;

enum status store_begin(struct store *store, struct error *err) MUST_USE;
enum status store_commit(struct store *store, struct error *err) MUST_USE;

enum put { PUT_ADDED, PUT_UPDATED, PUT_UNCHANGED };

/* How a record takes part in the joins. */
enum join_class {
    JOIN_NONE,   /* adds names to others at the most */
    JOIN_LATER,  /* takes names from others */
    JOIN_FIRST,  /* others find it by the terms that joining gives it */
    JOIN_UNKNOWN /* its merge changed in an earlier run */
};

/* Adds or replaces the contribution of (source, member) to the document's
 * uid.  PUT_UNCHANGED when the merge stays as it is. */
enum status store_put(enum put *out, struct store *store,
                      const struct contribution *contribution,
                      struct error *err) MUST_USE;
/* The same of a contribution that came packed, by a process that read what a
 * stranger wrote and may be its prisoner.  Where the document is there already,
 * and where `doubted` is set, it is looked into: STATUS_BUG when it does not
 * unpack or says another uid, source or member.  Always to do so would cost an
 * eighth of a run; the price is that a new record may be one that cannot be
 * read.  That costs itself: whoever reads names it and goes on (liasse-index,
 * --check, --export), --repair takes it out. */
struct sealed {
    struct str uid, source, member; /* as it says itself */
    uint64_t ingested;
    enum join_class class;
    bool doubted;
    struct packed packed;
};
enum status store_put_sealed(enum put *out, struct store *store,
                             const struct sealed *sealed,
                             struct error *err) MUST_USE;
/* Makes a tombstone of uid, whatever its contributions; STATUS_NOT_FOUND
 * when there is no such document (or it is one already). */
enum status store_delete(struct store *store, struct str uid,
                         struct error *err) MUST_USE;
/* Withdraws the contribution of (source, member) to uid; the document goes
 * with its last one.  STATUS_NOT_FOUND when there is none. */
enum status store_withdraw(struct store *store, struct str uid,
                           struct str source, struct str member,
                           struct error *err) MUST_USE;

/* ---- what is joined (ingest/joins.h) */

typedef enum join_class store_classify(const struct record *record);
/* From now on store_put notes the class of what it changes. */
void store_watch(struct store *store, store_classify *classify);

struct unjoined {
    xap_docid docid;
    enum join_class class;
};
/* What changed (tombstones too) since store_joined was last called, also by
 * runs that were stopped before; borrowed until the next change. */
size_t store_unjoined(const struct unjoined **out, const struct store *store);
/* Joined: all that was touched.  Within store_begin and store_commit. */
enum status store_joined(struct store *store, struct error *err) MUST_USE;
/* Sets what is joined to a record as it was read; *changed = something was
 * written.  The sequence number moves when the document changes by it. */
enum status store_join(bool *changed, struct store *store, xap_docid docid,
                       const struct record *record,
                       const struct supplement *joined,
                       struct error *err) MUST_USE;

/* The uids without a document whose names are missed ("R" terms), and how
 * often in all documents together. */
enum status store_unresolved(uint64_t *missing, uint64_t *references,
                             struct store *store, struct error *err) MUST_USE;

/* The docid of a uid, STATUS_NOT_FOUND if there is none. */
enum status store_find(xap_docid *out, struct store *store, struct str uid,
                       struct error *err) MUST_USE;
/* The record of a docid; slices in arena.  STATUS_FORMAT: damaged;
 * STATUS_STALE: it was overwritten while it was read (the store is reopened:
 * read again). */
enum status store_record(struct record *out, struct store *store,
                         xap_docid docid, struct arena *arena,
                         struct error *err) MUST_USE;
/* The merged document of a docid and its sequence number;
 * STATUS_NOT_FOUND for a tombstone or none. */
enum status store_document(struct document *out, uint64_t *sequence,
                           struct store *store, xap_docid docid,
                           struct arena *arena, struct error *err) MUST_USE;
/* The documents that may have a contribution of a source, whose records say
 * it; visit as in xap.h. */
typedef enum status store_visit(void *payload, xap_docid docid);
enum status store_by_source(struct store *store, struct str source,
                            store_visit *visit, void *payload,
                            struct error *err) MUST_USE;
/* The records with a term of what is joined. */
enum status store_by_term(struct store *store, struct str term,
                          store_visit *visit, void *payload,
                          struct error *err) MUST_USE;

/* The same for documents that a dump has in the folder of text `id`. */
enum status store_by_folder(struct store *store, struct str id,
                            store_visit *visit, void *payload,
                            struct error *err) MUST_USE;

/* Within a batch, for who makes a store anew: the record as it is, at its
 * docid; and the last sequence number given. */
enum status store_restore(struct store *store, xap_docid docid,
                          const struct record *record,
                          struct error *err) MUST_USE;
void store_restore_sequence(struct store *store, uint64_t sequence);

/* The terms that a record has in the store, each once. */
typedef enum status store_term_visit(void *payload, struct str term);
enum status store_terms(const struct record *record, struct arena *arena,
                        store_term_visit *visit, void *payload,
                        struct error *err) MUST_USE;

/* The highest sequence number given. */
enum status store_sequence(uint64_t *out, struct store *store,
                           struct error *err) MUST_USE;

struct change {
    uint64_t sequence;
    xap_docid docid;
};
/* Visits the records (tombstones too) changed after sequence number `since`, by
 * rising docid.  STATUS_STALE: some were visited, begin anew. */
typedef enum status store_change_visit(void *payload,
                                       const struct change *change);
enum status store_each_change(struct store *store, uint64_t since,
                              store_change_visit *visit, void *payload,
                              struct error *err) MUST_USE;
/* All of them, by rising sequence; in arena. */
enum status store_changes(struct change **out, size_t *count,
                          struct store *store, uint64_t since,
                          struct arena *arena, struct error *err) MUST_USE;
/* Only their number. */
enum status store_pending(uint64_t *out, struct store *store, uint64_t since,
                          struct error *err) MUST_USE;

/* Live documents and tombstones. */
enum status store_count(uint32_t *documents, uint32_t *tombstones,
                        struct store *store, struct error *err) MUST_USE;

/* The database beneath, for the ledger, --check and tests: borrowed. */
struct xap_reader *store_reader(struct store *store);
struct xap_writer *store_writer(struct store *store);

/* The path of the store's directory. */
void store_path(char out[LAYOUT_PATH_MAX], const struct store *store);

/* A sequence number as a sortable value, and back. */
enum { SEQUENCE_BYTES = 8 };
void sequence_encode(char out[SEQUENCE_BYTES], uint64_t sequence);
uint64_t sequence_decode(struct str value);

CLEANUP_HANDLE(store, struct store, store_close)

#endif
