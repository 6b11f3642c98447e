#ifndef LIASSE_MARKDOWN_H
#define LIASSE_MARKDOWN_H

/* Markdown to blocks of plain text, through cmark.
 *
 * Emphasis and links are unwrapped, the targets of links collected; escapes
 * are undone, also doubled ones ("\\_", which converters write inside link
 * texts); "1^{re}" is "1re".  List items are lines that begin with "- " or
 * their number; a hard line break is "\n", a soft one a space unless the next
 * line begins with a dash or a bullet.  Thematic breaks go, raw HTML goes
 * through html.h. */

#include "blocks.h"
#include "links.h"

/* True for a text that uses the marks of Markdown: links, ATX headings,
 * strong emphasis. */
bool markdown_is_likely(struct str text);

/* links->arena holds all results. */
enum status markdown_read(struct blocks *out, struct links *links,
                          struct str text, struct error *err) MUST_USE;

/* A single value ("[M. Daniel Grenon](#)") as one line of text. */
enum status markdown_line(struct str *out, struct links *links,
                          struct str text, struct error *err) MUST_USE;

#endif
