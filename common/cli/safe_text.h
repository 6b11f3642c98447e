#ifndef LIASSE_SAFE_TEXT_H
#define LIASSE_SAFE_TEXT_H

/* Text from outside (documents, file names, queries) made fit for a terminal
 * and for one line of a log: no control byte, no escape sequence, no
 * bidirectional override, no zero-width character gets through; what is not
 * UTF-8 shows as U+FFFD.
 * Line feeds become a space unless keep_lines. */

#include "buf.h"

void safe_text(struct buf *out, struct str text, bool keep_lines);

/* Does a character show nothing and change how the rest is shown? */
bool safe_text_is_hidden(uint32_t c);

#endif
