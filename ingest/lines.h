#ifndef LIASSE_LINES_H
#define LIASSE_LINES_H

/* Plain text to blocks: which lines belong together, which are headings.
 *
 * Three layouts are met in saved texts, and told apart by their lines:
 * hard-wrapped (lines of about one width are joined again, words cut at the
 * end of a line mended), paragraphs parted by blank lines (single line ends
 * stay), one line a paragraph without blank lines.  A mark alone on its line
 * ("-") is put before the line that follows.  A heading is recognised only
 * when it is short, begins with a capital, has no final punctuation and text
 * follows. */

#include "blocks.h"

enum { LINES_MAX = 1000 * 1000 };

/* STATUS_LIMIT over LINES_MAX lines. */
enum status lines_read(struct blocks *out, struct str text,
                       struct arena *arena, struct error *err) MUST_USE;

/* True for a line that begins as a list item does: a dash, a bullet, "1.",
 * "2°", "a)". */
bool line_is_item(struct str line);
/* True for what may be a title: short, a capital or digit first, no full
 * stop, colon, comma or semicolon last. */
bool line_is_title(struct str line, size_t max_characters);

#endif
