#ifndef LIASSE_HTML_ESCAPE_H
#define LIASSE_HTML_ESCAPE_H

/* Appends text to out with & < > " ' as entities, so that it is text between
 * tags and in quoted attributes.  Control characters stay: what a reader sees
 * goes through safe_text too. */

#include "buf.h"

void html_escape(struct buf *out, struct str text);

#endif
