#ifndef LIASSE_FOLD_H
#define LIASSE_FOLD_H

/* The forms of a word: normal (NFC, lower case) and folded (accents off, the
 * ligatures œ and æ written out).
 *
 * Folding comes before stemming: measured in FRENCH.md section 2c, it loses
 * nothing and saves the queries that are typed without accents.
 *
 * French and what else lives below U+0180 goes through tables; other words
 * (decomposed accents, other scripts) through utf8proc. */

#include "str.h"

enum {
    WORD_MAX = 200, /* bytes of a word; longer ones are cut */
    FOLD_MAX = 600  /* room for any word before it is cut */
};

/* The normal form of a word of at most WORD_MAX bytes that holds characters
 * of the kind LETTER_WIDE: lower case, then NFC, cut at WORD_MAX bytes.
 * Returns its length. */
size_t fold_normalise(char out[FOLD_MAX], struct str word);

/* The folded form of a word in normal form, cut at WORD_MAX bytes.  Returns
 * its length; 0 only for an empty word. */
size_t fold_word(char out[FOLD_MAX], struct str word);

/* True when the word (in normal form) holds an accented letter.  Ligatures
 * are not accents: "oeuvre" is no other spelling of "œuvre". */
bool fold_has_accent(struct str word);

/* What the letter U+00C0-017F is without its accent, "" for × and ÷. */
const char *fold_latin(uint32_t code_point);

#endif
