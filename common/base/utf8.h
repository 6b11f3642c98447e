#ifndef LIASSE_UTF8_H
#define LIASSE_UTF8_H

/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above
 * U+10FFFF.  Offsets are bytes. */

#include "str.h"

/* Decodes the character at the start of s (s not empty): its length 1-4 and
 * *code_point; 0 when the bytes are no UTF-8. */
size_t utf8_decode(struct str s, uint32_t *code_point);

/* Writes a code point (a valid one) to out[4]; its length. */
size_t utf8_encode(char out[4], uint32_t code_point);

/* True when every byte belongs to a valid character. */
bool utf8_is_valid(struct str s);

/* Length of the longest valid start of s. */
size_t utf8_valid_length(struct str s);

/* The first max bytes of s, less what would cut a character. */
struct str utf8_cut(struct str s, size_t max);

/* Number of code points of a valid s. */
size_t utf8_count(struct str s);

#endif
