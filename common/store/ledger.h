#ifndef LIASSE_LEDGER_H
#define LIASSE_LEDGER_H

/* The ledger: what was read of each source, in the metadata of the store,
 * committed with the documents it speaks of.
 *
 * Keys: "L" name (names over LEDGER_NAME_MAX bytes: their digest), value: the
 * entry, which holds the whole name (version 2 added members, done, stamp,
 * stale, version 3 a CRC-32 of key and value; both are read); "R" digest of source, digest of member:
 * a refused or skipped member; "P" digest of source, digest of member and
 * cause: what was mended in reading one.  These end in the same CRC. */

#include "digest.h"
#include "store.h"

enum { LEDGER_NAME_MAX = 180 }; /* bytes */

enum ledger_state {
    LEDGER_COMPLETE, /* read to the end */
    LEDGER_PARTIAL,  /* reading was stopped: `last_member` was the last done */
    LEDGER_DAMAGED,  /* some documents read, then bad input */
    LEDGER_REFUSED,
    LEDGER_SKIPPED
};

struct ledger_entry {
    struct str source; /* its name */
    enum ledger_state state;
    uint64_t size;    /* bytes; 0 when unknown (a pipe) */
    int64_t modified; /* mtime, nanoseconds since 1970 */
    uint64_t read_at; /* when reading began, seconds since 1970 */
    uint8_t sha256[SHA256_BYTES];
    uint32_t readers;  /* readers_stamp() of the program that read it */
    struct str reader; /* the reader's name */
    uint32_t reader_version;
    struct str last_member;
    uint64_t documents, refused, skipped; /* members seen, by outcome */
    uint64_t members;                     /* seen: the sum of the three */
    uint64_t done; /* partial archive: members through, last_member too */
    /* What this reading wrote bears this time or a later one (`ingested`),
     * what an earlier reading wrote an earlier one. */
    uint64_t stamp;
    bool stale; /* contributions of an earlier reading may be left */
    struct str cause, detail; /* of a refused or skipped source */
};

/* STATUS_NOT_FOUND when the source was never read. */
enum status ledger_get(struct ledger_entry *out, struct store *store,
                       struct str source, struct arena *arena,
                       struct error *err) MUST_USE;
/* Within store_begin and store_commit. */
enum status ledger_put(struct store *store, const struct ledger_entry *entry,
                       struct error *err) MUST_USE;

/* Forgets a source and its members. */
enum status ledger_remove(struct store *store, struct str source,
                          struct error *err) MUST_USE;

/* A refused member of a source of many; an empty cause removes the entry. */
enum status ledger_put_member(struct store *store, struct str source,
                              struct str member, struct str cause,
                              struct str detail, struct error *err) MUST_USE;

struct ledger_member {
    struct str source, member, cause, detail;
};
/* STATUS_NOT_FOUND when the member was not refused. */
enum status ledger_get_member(struct ledger_member *out, struct store *store,
                              struct str source, struct str member,
                              struct arena *arena, struct error *err) MUST_USE;
typedef enum status ledger_member_visit(void *payload,
                                        const struct ledger_member *member);
/* The refused members of a source, in no useful order. */
enum status ledger_each_member(struct store *store, struct str source,
                               ledger_member_visit *visit, void *payload,
                               struct error *err) MUST_USE;
/* Forgets them and the repairs. */
enum status ledger_clear_members(struct store *store, struct str source,
                                 struct error *err) MUST_USE;

/* What reading mended in a member (in the source itself: an empty name),
 * forgotten with the refused members. */
enum status ledger_put_repair(struct store *store,
                              const struct ledger_member *repair,
                              struct error *err) MUST_USE;
/* Those of all sources, by the digests of their names. */
enum status ledger_each_repair(struct store *store, ledger_member_visit *visit,
                               void *payload, struct error *err) MUST_USE;

/* Of a store that is made anew: takes a metadata entry of a damaged one, if it
 * is the ledger's and whole (*taken).  What was read of sources is to be read
 * again. */
enum status ledger_restore(bool *taken, struct store *store, struct str key,
                           struct str value, struct error *err) MUST_USE;

/* Are all entries whole?  STATUS_FORMAT if one is not. */
enum status ledger_check(struct store *store, struct error *err) MUST_USE;

typedef enum status ledger_visit(void *payload,
                                 const struct ledger_entry *entry);
/* Every source, in bytewise order of the keys. */
enum status ledger_each(struct store *store, ledger_visit *visit, void *payload,
                        struct error *err) MUST_USE;

#endif
