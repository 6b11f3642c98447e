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

static inline bool
capitals_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool
capitals_may_lack_accent(struct str word)
{
    switch (word.len ? word.at[0] : '\0') {
    case 'a':
    case 'c':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
        return true;
    default:
        return false;
    }
}

/* A small letter of Latin-1 with an accent: E0 to FE. */
static inline bool
capitals_small_accented(struct str source)
{
    return source.len > 1 && (unsigned char)source.at[0] == 0xC3 &&
           (unsigned char)source.at[1] >= 0xA0 &&
           (unsigned char)source.at[1] <= 0xBE;
}

/* Small letters, a capital before a small one that needs no accent, digits:
 * most words. */
static inline bool
capitals_plain(struct str word, struct str source)
{
    size_t at = 0;
    if (!source.len || capitals_small(source.at[0]) ||
        capitals_small_accented(source))
        return true;
    if (source.at[0] >= 'A' && source.at[0] <= 'Z')
        return source.len > 1 && capitals_small(source.at[1]) &&
               !capitals_may_lack_accent(word);
    while (at < source.len && source.at[at] >= '0' && source.at[at] <= '9')
        at++;
    return at == source.len;
}

/* Each letter looked at. */
enum capitals capitals_of_any(struct str word, struct str source);

/* word = token.word, source = the bytes of the text that it covers. */
static inline enum capitals
capitals_of(struct str word, struct str source)
{
    return capitals_plain(word, source) ? CAPITALS_NONE
                                        : capitals_of_any(word, source);
}

#endif
