#ifndef LIASSE_CAPITALS_H
#define LIASSE_CAPITALS_H

/* How a word is written where it stands (terms.h: "C" and "I"). */

#include "str.h"

enum capitals {
    CAPITALS_NONE,    /* neither, or a number of five digits or more */
    CAPITALS_INITIAL, /* the first letter only, of a word that may lack an
                         accent there (a, c, e, i, o, u) */
    CAPITALS_ALL      /* capitals only */
};

/* word = token.word, source = the bytes of the text that it covers. */
enum capitals capitals_of(struct str word, struct str source);

#endif
