#ifndef LIASSE_WORDLISTS_H
#define LIASSE_WORDLISTS_H

/* The word lists of the analysis: families of words (stems.def), verbs that
 * follow a rule (verbs.def), stop words (stop.def) and acronyms
 * (acronyms.def), with a user's own in front.
 *
 * A user's file, UTF-8, one entry a line, "#" starts a comment:
 *
 *     stem: aidant aidants aidante aidance
 *     stem: proche = proche proximité
 *     stop: notamment -car
 *     acronym: DGOS = direction générale de l'offre de soins
 *     acronym: CAP =
 *
 * or famille, vide and sigle instead.  The words of a family get one stem:
 * what stands before "=", else the first word.  "-car" is no stop word any
 * more, an acronym without expansion takes the built-in ones away.  Where a
 * user's entry and a built-in one speak of the same word, the user's counts.
 *
 * An index holds a copy of both parts (common/store/words.h).  `words` decides
 * on terms: it is hashed into the index's stamp.  `acronyms` acts on queries
 * only: it can be exchanged at any time. */

#include "buf.h"
#include "error.h"
#include "str.h"

struct wordlists {
    struct buf words;    /* "stem NAME word word\n", "verb word word\n",
                            "noun word word\n", "stop word word\n" */
    struct buf acronyms; /* "dgos=direction générale ...\n"; folded before = */
};

enum { WORDLISTS_MAX = 4 << 20, WORDLISTS_HASH = 17 };

/* Built-in lists, behind those of a user's file (empty for none).
 * STATUS_FORMAT names the line that cannot be read. */
enum status wordlists_init(struct wordlists *out, struct str user,
                         struct error *err) MUST_USE;
/* From the copy that an index holds. */
enum status wordlists_copy(struct wordlists *out, struct str words,
                         struct str acronyms, struct error *err) MUST_USE;
void wordlists_release(struct wordlists *lexicon);

/* 16 hex digits and a NUL that tell one part from any other. */
void wordlists_hash(char out[WORDLISTS_HASH], struct str part);

/* The next entry of lexicon->words that starts with `kind` ("stem", "verb",
 * "noun" or "stop"): what stands behind it; false at the end. */
bool wordlists_next(struct str *rest, struct str kind, struct str *entry);

CLEANUP_KIND(wordlists, struct wordlists, wordlists_release)

#endif
