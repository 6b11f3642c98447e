#ifndef LIASSE_SENAT_AMENDMENT_H
#define LIASSE_SENAT_AMENDMENT_H

/* An amendment's page on the site of the Sénat.  It has no meta data: what it
 * says stands in a fixed order of blocks, "Amendement", "présenté par", the
 * outcome and the authors, the article, the text, "Objet", the reasons. */

#include "document.h"
#include "html_page.h"

/* True when these blocks stand in that order. */
bool senat_amendment_likely(const struct html_page *page);
/* Number, authors, group, outcome, title, path and both texts. */
enum status senat_amendment_give(const struct html_page *page,
                                 struct document *document,
                                 struct error *err) MUST_USE;

#endif
