#ifndef LIASSE_HTML_H
#define LIASSE_HTML_H

/* HTML fragments as plain text, through libxml2's push parser: from memory
 * only, no network, no tree.
 *
 * In the result "\n\n" ends a paragraph (a block element, <br><br>), "\n" is
 * a line break within one (<br>, rows of a table); cells are separated by
 * " | ", list items begin with "- ".  Inline tags neither glue nor split
 * words (one whose class has "__" in it is a part of a widget, a number
 * raised behind a word the call of a footnote: they stand apart).  Runs of
 * ASCII blanks are one space; no-break spaces and typographic signs stay,
 * except that a paragraph never begins or ends with one.  Broken markup (a
 * stray </p>, unquoted attributes, missing ends) is read as a browser would. */

#include "buf.h"
#include "links.h"

enum { HTML_DEPTH_MAX = 1000 };

enum html_option {
    HTML_PLAIN = 0,
    /* The text holds entities once more ("&amp;eacute;"): only where the
     * format says so. */
    HTML_ENTITIES_TWICE = 1
};

/* Appends the text of the fragment html (valid UTF-8) to out; a paragraph of
 * its own when out is not empty.  Targets of <a href> go to links (may be
 * NULL).  STATUS_LIMIT when elements are nested deeper than
 * HTML_DEPTH_MAX. */
enum status html_to_text(struct buf *out, struct str html,
                         enum html_option option, struct links *links,
                         struct error *err) MUST_USE;

/* The same as one line, in an arena: for titles and labels. */
enum status html_line(struct str *out, struct str html, struct arena *arena,
                      struct error *err) MUST_USE;

/* The other way: text into a fragment that html_to_text reads (between tags
 * and in attributes between double quotes). */
void html_quote(struct buf *html, struct str text);

/* Bytes of the character reference at the start of s ("&eacute;"), else 0. */
size_t html_entity_length(struct str s);

#endif
