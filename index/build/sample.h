#ifndef LIASSE_SAMPLE_H
#define LIASSE_SAMPLE_H

/* Does a database that was built in bulk hold what it should, as Xapian's
 * interface reads it?  Some documents, from the first to the last, are taken
 * apart again and looked up: their terms with wdf, positions, values and
 * data, and they themselves in the posting lists of their rarer terms. */

#include "layout.h"
#include "wordlists.h"

/* STATUS_FORMAT: something differs, and err says what.  What was added to
 * documents afterwards (TERM_PREFIX_CITED) is not looked at, nor are documents
 * that the store has changed since. */
enum status sample_check(const struct layout *layout, const char *directory,
                         const struct wordlists *lexicon, unsigned count,
                         struct error *err) MUST_USE;

#endif
