#ifndef LIASSE_ENDING_H
#define LIASSE_ENDING_H

/* The way out of failures that cannot be gone on from.
 *
 * Where memory ends, or Xapian cannot get out of a failure (xap_on_failure),
 * a program does best to end: no commit is ever half done, and nothing can go
 * missing in silence because an allocation failed somewhere deep.  A program
 * that wants this says so once; a library and a server do not, and get the
 * failure as a status. */

#include "error.h"

/* Says why (log_error allocates nothing), ends the process, does not
 * return. */
typedef void ending_words(enum status code);

/* For the whole process; NULL takes it back. */
void ending_set(ending_words *words);
/* To be called where an allocation failed, and by Xapian's handlers; comes
 * back only when no words are set. */
void ending_now(enum status code);

#endif
