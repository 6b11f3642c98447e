#ifndef LIASSE_SUPPRESSED_H
#define LIASSE_SUPPRESSED_H

/* What the lists of deletions in dumps have named, and when: so that an
 * archive which comes late does not bring back what a later one deleted.
 *
 * Metadata of the store: "W" base "/" digest of the path (without slashes) ->
 * the time of the list; "W" base -> the newest such time, which spares the
 * search when archives come in order. */

#include "dump.h"
#include "store.h"

/* Of a store that is made anew: takes a metadata entry of a damaged one, if it
 * is one of these and whole. */
enum status suppressed_restore(bool *taken, struct store *store, struct str key,
                               struct str value, struct error *err) MUST_USE;

/* Are all entries whole?  STATUS_FORMAT if one is not. */
enum status suppressed_check(struct store *store, struct error *err) MUST_USE;

/* Within a batch.  `path` as listed. */
enum status suppressed_note(struct store *store, const struct dump *dump,
                            struct str path, struct error *err) MUST_USE;
/* Was the member of this dump (or a folder above it) deleted at its time or
 * later? */
enum status suppressed_covers(bool *out, struct store *store,
                              const struct dump *dump, struct str member,
                              struct error *err) MUST_USE;
/* Forgets what the lists of one dump named. */
enum status suppressed_forget(struct store *store, const struct dump *dump,
                              struct error *err) MUST_USE;

#endif
