#ifndef LIASSE_WITHDRAW_H
#define LIASSE_WITHDRAW_H

/* Taking back: what a source no longer holds (--prune), sources that are gone
 * (--prune), what people name (--delete, --delete-source).  A document goes
 * with its last contribution; each thing withdrawn is told. */

#include "deposit.h"
#include "dump.h"
#include "map.h"

/* The source was read to its end: what only an earlier reading found is
 * withdrawn and entry->stale cleared, if --prune is on or it is a dump.  Left alone: members
 * refused now, names that --include or --exclude leave out, and files (no
 * archives) with refusals, whose documents cannot be told apart. */
enum status prune_source(struct deposit *deposit, struct ledger_entry *entry,
                         struct error *err) MUST_USE;

/* Sources under the completely walked directory `root` that the walk did not
 * meet (are not keys of seen). */
enum status prune_directory(struct deposit *deposit, struct str root,
                            const struct map *seen, struct error *err) MUST_USE;

/* A document; STATUS_NOT_FOUND when there is none. */
enum status delete_document(struct deposit *deposit, struct str uid,
                            struct error *err) MUST_USE;
/* A source, or all under a directory of that name; STATUS_NOT_FOUND when the
 * ledger has neither. */
enum status delete_source(struct deposit *deposit, struct str name,
                          struct error *err) MUST_USE;

/* What the source's dump (or, when it is none, sources that are none) has at
 * the listed path or below it, from archives no newer than the list; it is
 * remembered (suppressed.h).  STATUS_NOT_FOUND when there is nothing. */
enum status withdraw_path(struct deposit *deposit, struct str path,
                          struct error *err) MUST_USE;
/* A whole global dump was read: what older archives of its base gave goes,
 * and they are forgotten. */
enum status withdraw_older(struct deposit *deposit, const struct dump *global,
                           struct error *err) MUST_USE;

/* The ledger's word on a source that is read no further (known.c): counted
 * and told again, pruned when it is due. */
enum status deposit_again(struct deposit *deposit, struct ledger_entry *entry,
                          struct error *err) MUST_USE;

#endif
