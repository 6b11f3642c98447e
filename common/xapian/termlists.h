#ifndef LIASSE_TERMLISTS_H
#define LIASSE_TERMLISTS_H

/* Whether the lists of terms of documents are whole, in the termlist table of
 * a glass database (glass_data.h), as one revision has it.
 *
 * Xapian 1.4.22 does not compare the lengths in such a list with what is left
 * of it, nor the free bytes of a block with what is in it: where a byte of the
 * table is damaged it reads or writes past the end, and may crash.  Who is
 * about to replace or delete a document, for which Xapian reads its list, looks
 * here first. */

#include "glass_data.h"
#include "xap.h"

struct termlists;

/* Those of the database in a directory as they were committed last, in place
 * of what *lists has; NULL where they are in no format that is known. */
enum status termlists_renew(struct termlists **lists, const char *directory,
                            struct xap_reader *reader,
                            struct error *err) MUST_USE;
void termlists_close(struct termlists *lists);

/* STATUS_IO: damage.  No list is no damage; one that was written since is
 * not looked into, nor anything in NULL. */
enum status termlists_check(struct termlists *lists, uint32_t docid,
                            struct error *err) MUST_USE;

/* Is this a list of terms?  index/build/glass.h has its form. */
bool termlist_is_whole(struct str tag);

CLEANUP_HANDLE(termlists, struct termlists, termlists_close)

#endif
