#ifndef LIASSE_HTML_BILL_H
#define LIASSE_HTML_BILL_H

/* A bill, or a law, saved as a page: what Akoma Ntoso gives of it (akn.h), the
 * text itself and a document an article, with the divisions above.  Every
 * block of the page is in one of them. */

#include "html_fields.h"
#include "reader.h"

/* Is it a text of law, or a committee's, in which articles stand? */
bool html_is_bill(const struct html_page *page, const struct document *fields,
                  enum page_sort sort);
/* Gives the articles, and what stands in a division before its first one;
 * puts the uid and the text of the bill itself into `bill`, whose fields are
 * there; giving it is the caller's. */
enum status html_bill_give(struct input *in, struct sink *sink,
                           struct html_page *page, struct document *bill,
                           struct str url, struct error *err) MUST_USE;

#endif
