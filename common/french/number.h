#ifndef LIASSE_NUMBER_H
#define LIASSE_NUMBER_H

/* Numbers in one normal form: "15 000" is 15000, "9,5" is 9.5; ordinals too:
 * 1re, 1ère, 1^{er} and Ier are 1er, XVIIe, 17ème and 17^e^ are 17e. */

#include "str.h"

/* A word under construction: bytes of size WORD_MAX at least. */
struct number_word {
    char *at;
    size_t len;
};

/* The digits at text[start, at) stand in *word.  Adds further groups of
 * thousands (three digits behind a space of any kind) and decimals, and
 * returns the offset behind the number (`at` when nothing belongs to it). */
size_t number_extend(struct number_word *word, struct str text, size_t start,
                     size_t at);

/* Rewrites a word that is an ordinal; `written` is the same word as the text
 * has it: Ve is the fifth, ve is not. */
void number_ordinal(struct number_word *word, struct str written);

/* An ordinal whose ending is set as a superscript ("1^{re}", "17^e^", "1^er"):
 * rewrites the word that ends at `at` and returns the offset behind the
 * ending; `at` when there is none. */
size_t number_superscript(struct number_word *word, struct str written,
                          struct str text, size_t at);

#endif
