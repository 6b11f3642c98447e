#ifndef LIASSE_ACRONYMS_H
#define LIASSE_ACRONYMS_H

/* What acronyms stand for, in one or more indexes: the list that each keeps
 * (wordlists.h, also a user's) and what its documents explain themselves
 * (acronym.h).  Of the latter counts
 *   - what at least one document says with exact initials and three letters,
 *     or at least two documents say,
 *   - and at least a fifth of those that explain this acronym; three at most;
 *   - not for a word that is nearly always written in small letters (ART, a
 *     regulator, and art).
 * Documents that go take what they said along: it is counted in the index. */

#include "analyse.h"
#include "words.h"
#include "term_lists.h"

struct acronym_book;

enum { ACRONYM_MEANINGS_MAX = 3, ACRONYM_LISTED_MAX = 3 };

/* One meaning. */
struct sense {
    struct str word;  /* "dgos", folded */
    struct str stems; /* "direction general offr soin" */
    size_t words;     /* of the query that it covers, from the first on; only
                         of acronym_book_shorten */
};

/* From the lists of all indexes, with their analyser, which lives longer. */
enum status acronym_book_new(struct acronym_book **out,
                             const struct wordlists *const *lists, size_t count,
                             struct analyser *analyser,
                             struct error *err) MUST_USE;
void acronym_book_free(struct acronym_book *book);

/* What a word (as in token.word) may stand for, into arena; what is listed
 * lives as long as the book. */
enum status acronym_book_expand(struct sense **out, size_t *count,
                                struct acronym_book *book,
                                const struct term_lists *lists, struct str word,
                                struct arena *arena,
                                struct error *err) MUST_USE;
/* The acronyms of the longest expansion that starts with the first token. */
enum status acronym_book_shorten(struct sense **out, size_t *count,
                                 struct acronym_book *book,
                                 const struct term_lists *lists,
                                 const struct token *tokens, size_t token_count,
                                 struct arena *arena,
                                 struct error *err) MUST_USE;

CLEANUP_HANDLE(acronym_book, struct acronym_book, acronym_book_free)

#endif
