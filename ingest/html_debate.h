#ifndef LIASSE_HTML_DEBATE_H
#define LIASSE_HTML_DEBATE_H

/* A sitting of the Assemblée saved as a page: each speaker's name stands in
 * bold before the words, points are headings, numbered ("1 - Accueil ...") or
 * below a numbered one.  Gives what the debates in XML give (debate.h). */

#include "html_page.h"
#include "reader.h"

/* Do speakers stand in it? */
bool html_is_debate(const struct html_page *page);
/* `fields`: what the page says of itself; url as well. */
enum status html_debate_give(struct input *in, struct sink *sink,
                             struct html_page *page,
                             const struct document *fields, struct str url,
                             struct error *err) MUST_USE;

#endif
