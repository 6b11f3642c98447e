#ifndef LIASSE_TOKEN_H
#define LIASSE_TOKEN_H

/* The tokeniser: text -> words in normal form with their places.
 *
 *     struct tokeniser t;
 *     tokeniser_init(&t, text);
 *     while (tokeniser_next(&t, &raw)) ...
 *
 * It holds no memory but its word buffer and reads each byte a bounded number
 * of times.  A later recogniser of references and dates can look at the text
 * from raw.start on and replace a run of raw tokens by one. */

#include "fold.h"
#include "str.h"

enum { TOKEN_PAD = 16 };

struct raw_token {
    size_t start, end; /* bytes of the text; end is behind the word */
    struct str word;   /* in the tokeniser, until the next call; zeros behind
                          it up to the next multiple of TOKEN_PAD bytes */
    bool joined;       /* directly behind the word before: TOKEN_JOINED */
    bool paragraph;    /* a blank line stands before it */
};

struct tokeniser {
    struct str text;
    size_t at;     /* next byte to read */
    size_t end;    /* behind the last byte that belongs to the word */
    size_t len;    /* bytes in word */
    unsigned kind; /* all letter kinds of the word, or-ed */
    bool joined, paragraph;
    bool begun; /* a token was given out */
    _Alignas(TOKEN_PAD) char word[FOLD_MAX + TOKEN_PAD];
};

void tokeniser_init(struct tokeniser *tokeniser, struct str text);
/* The next token; false at the end. */
bool tokeniser_next(struct tokeniser *tokeniser, struct raw_token *out);

#endif
