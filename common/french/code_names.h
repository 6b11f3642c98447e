#ifndef LIASSE_CODE_NAMES_H
#define LIASSE_CODE_NAMES_H

/* The codes and other texts that articles are cited from (codes.def), found
 * by the words of their names:
 *
 *     struct code_words words = CODE_WORDS_START;
 *     while (code_words_add(&words, next folded word))
 *         ... code_words_name(&words, true) ...
 *
 * The names are sorted into a table of hashes, once in a process. */

#include "str.h"

enum { CODE_WORDS_MAX = 16, CODE_BYTES_MAX = 160 };

struct code_words {
    size_t len;
    uint32_t hash;
    char at[CODE_BYTES_MAX]; /* with single blanks between */
};

void code_words_start(struct code_words *words);
/* Adds a folded word; false when no name begins with them all. */
bool code_words_add(struct code_words *words, struct str word);
/* The code ("code du travail", as cite.of) that has just these words for its
 * name, without elided articles; empty for none.  `full`: among the names that
 * start with "code" or "nouveau code", else among the others. */
struct str code_words_name(const struct code_words *words, bool full);

#endif
