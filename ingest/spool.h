#ifndef LIASSE_SPOOL_H
#define LIASSE_SPOOL_H

/* Rows that belong together but stand far apart in a dump: kept in a
 * temporary file without a name ($TMPDIR, else /tmp), found again by the
 * identifier of what they belong to.  Memory is some 60 bytes an identifier.
 *
 *     AUTO(spool) struct spool spool = {.fd = -1};
 *     TRY(spool_add(&spool, id, true, row, line, err)); */

#include "arena.h"
#include "buf.h"
#include "map.h"

struct spool_entry {
    uint64_t question; /* place of its row, 0 = none */
    uint64_t answer;   /* of the last row that answers it, 0 = none */
};

struct spool {
    int fd; /* -1 = not opened yet */
    uint64_t size;
    struct buf waiting;
    struct map ids; /* id -> number of its entry, from 1 */
    struct spool_entry *entries;
    size_t count, room;
};

/* Opens the temporary file ahead: for a process that may open none later.
 * Such a process has one spool at a time. */
void spool_prepare(void);

/* Keeps a row, the question itself or one more answer; `line` of the dump is
 * kept with it.  A second question of one id takes the place of the first. */
enum status spool_add(struct spool *spool, struct str id, bool question,
                      struct str row, uint64_t line,
                      struct error *err) MUST_USE;
/* Nothing more comes: the rows can be read. */
enum status spool_close(struct spool *spool, struct error *err) MUST_USE;
/* The row at a place, in the arena; line may be NULL. */
enum status spool_row(struct str *out, const struct spool *spool, uint64_t at,
                      uint64_t *line, struct arena *arena,
                      struct error *err) MUST_USE;
/* The place of the answer before the one at a place, 0 if there is none. */
enum status spool_before(uint64_t *out, const struct spool *spool, uint64_t at,
                         struct error *err) MUST_USE;
void spool_release(struct spool *spool);

CLEANUP_KIND(spool, struct spool, spool_release)

#endif
