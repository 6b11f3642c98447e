#ifndef LIASSE_PROSE_H
#define LIASSE_PROSE_H

/* The blocks of a text without known structure (a saved article, a note) as a
 * document: read_text.c and read_markdown.c. */

#include "blocks.h"
#include "links.h"

/* Adds kind (page), title, date, NOR and text; boilerplate is cut off.  A
 * title that is given is kept, else one is taken off the blocks (at least
 * one) or made of the first sentence. */
enum status prose_fill(struct document *document, struct blocks *blocks,
                       struct str title, struct links *links,
                       struct error *err) MUST_USE;

#endif
