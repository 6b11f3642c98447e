#ifndef LIASSE_LETTER_H
#define LIASSE_LETTER_H

/* What a character is to the tokeniser.
 *
 * Latin-1 and Latin Extended-A (U+0000-017F), which write French and its
 * neighbours, are answered from tables and ranges here; what lies beyond asks
 * utf8proc and is marked LETTER_WIDE: a word that holds such a character is
 * normalised by utf8proc as a whole (fold.h). */

#include "str.h"

enum letter_kind {
    LETTER_WORD = 1,   /* a letter */
    LETTER_DIGIT = 2,  /* 0-9 */
    LETTER_WIDE = 4,   /* with LETTER_WORD: utf8proc must see the word */
    LETTER_MARK = 8,   /* with LETTER_WIDE: goes on a word, starts none */
    LETTER_DROP = 16,  /* invisible: neither ends a word nor belongs to it */
    LETTER_BLANK = 32, /* a space on the line: may group thousands */
    LETTER_LINE = 64   /* line feed */
};

/* Kinds of the ASCII characters, 0 for a separator; of the others always 0. */
extern const uint8_t letter_ascii[256];

/* What stands at the start of s (not empty, valid UTF-8). */
struct letter {
    uint32_t code_point;
    unsigned kind; /* enum letter_kind; 0 = separator */
    size_t size;   /* bytes, at least 1 */
};
struct letter letter_at(struct str s);

/* True when a word may start with what stands at offset `at` of text. */
bool letter_starts_word(struct str text, size_t at);

/* Lower case of U+0000-017F; İ (U+0130) is left to utf8proc. */
uint32_t letter_lower(uint32_t code_point);

/* Bytes of the apostrophe at offset `at`, 0 if there is none: U+0027 and
 * what typesetting, optical reading and keyboards put in its place (U+0060,
 * U+00B4, U+2018, U+2019, U+02BC, U+2032, U+FF07). */
size_t letter_apostrophe(struct str text, size_t at);

/* Bytes of what may join two words at offset `at`, 0 if nothing does: a
 * hyphen (U+002D, U+2010-2013), an apostrophe, . / @ _ & and "://". */
size_t letter_joiner(struct str text, size_t at);

#endif
