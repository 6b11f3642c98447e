#ifndef LIASSE_WORDS_H
#define LIASSE_WORDS_H

/* The word lists that a `search` database was made with (wordlists.h), in its
 * metadata: so a query reads words as the index did, whatever lists the
 * program itself has by now.
 *
 *   "stamp"     SEARCH_STAMP hash-of-words "/" hash-of-acronyms
 *   "words"     lexicon->words: changed by a rebuild only
 *   "acronyms"  lexicon->acronyms: exchanged at any time
 *   "lexicon"   the user's file, for the next rebuild */

#include "wordlists.h"
#include "xap.h"

enum { WORDS_STAMP = 96 };

#define META_WORDS "words"
#define META_ACRONYMS "acronyms"
#define META_LEXICON "lexicon"

/* The stamp that goes with the lists, NUL-terminated. */
void words_stamp(char out[WORDS_STAMP], const struct wordlists *lexicon);
/* True when stamps differ in nothing but acronyms. */
bool words_stamp_fits(struct str a, struct str b);

/* Lists, stamp and the user's text into the open transaction. */
enum status words_write(struct xap_writer *writer,
                        const struct wordlists *lexicon, struct str user,
                        struct error *err) MUST_USE;
/* The lists and their stamp (a NUL-terminated string).  STATUS_FORMAT: another
 * version made the index, or the copy is damaged; without a text, for the
 * caller to say which index it is. */
enum status words_read(struct wordlists *out, char stamp[WORDS_STAMP],
                       struct xap_reader *search, struct error *err) MUST_USE;
/* The user's text, in arena; empty for none. */
enum status words_user(struct str *out, struct xap_reader *search,
                       struct arena *arena, struct error *err) MUST_USE;

#endif
