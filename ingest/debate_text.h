#ifndef LIASSE_DEBATE_TEXT_H
#define LIASSE_DEBATE_TEXT_H

/* What is said, from markup to text. */

#include "arena.h"
#include "error.h"
#include "str.h"

/* HTML as paragraphs parted by "\n\n": a line break in a record of debates is
 * the end of an alinéa. */
enum status debate_paragraphs(struct str *out, struct str html,
                              struct arena *arena, struct error *err) MUST_USE;

#endif
