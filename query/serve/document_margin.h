#ifndef LIASSE_DOCUMENT_MARGIN_H
#define LIASSE_DOCUMENT_MARGIN_H

/* Beside a document's text: facts, versions, how to cite it, what cites it,
 * what resembles it, downloads. */

#include "site.h"

void document_margin(struct visit *visit, const struct document *document);

#endif
