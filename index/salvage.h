#ifndef LIASSE_SALVAGE_H
#define LIASSE_SALVAGE_H

/* The records of a store, whatever state its tables are in.
 *
 * While the store is whole (check_store) they are read through Xapian.  Else
 * leaf by leaf (glass_scan.h), Xapian never being asked: a record vouches for
 * itself by its CRC, so that the newest state that is whole is a state that
 * the record had.  What is missing is known by the store's own lists, read in
 * the same way. */

#include "cleanup.h"
#include "layout.h"
#include "record.h"
#include "xap.h"

#include <stdbool.h>

struct salvage;

/* Looks first whether the store in this INDEX is whole.  STATUS_NOT_FOUND:
 * there is none. */
enum status salvage_open(struct salvage **out, const struct layout *layout,
                         struct error *err) MUST_USE;
void salvage_close(struct salvage *salvage);
bool salvage_is_whole(const struct salvage *salvage);

/* Every document there is or was, by docid: `record` is NULL where it cannot
 * be read; uid is empty where it is not known.  old: it is known to have been
 * changed since the state in `record`. */
typedef enum status salvage_visit(void *payload, xap_docid docid,
                                  struct str uid, const struct record *record,
                                  bool old);
enum status salvage_each(struct salvage *salvage, salvage_visit *visit,
                         void *payload, struct error *err) MUST_USE;

/* Every entry of the store's metadata, of a damaged store in all its states,
 * newest first; the visitor says by *taken that it needs no older one. */
typedef enum status salvage_entry(void *payload, bool *taken, struct str key,
                                  struct str value);
enum status salvage_metadata(struct salvage *salvage, salvage_entry *visit,
                             void *payload, struct error *err) MUST_USE;

CLEANUP_HANDLE(salvage, struct salvage, salvage_close)

#endif
