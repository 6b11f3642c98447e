#ifndef LIASSE_HIT_H
#define LIASSE_HIT_H

/* A document found, and what heads a document, as HTML. */

#include "site.h"

/* Title, or what names the document as well; with marks. */
void hit_title(struct buf *out, const struct hit *hit);
/* The same without tags. */
void hit_title_text(struct buf *out, const struct hit *hit);
void document_title_text(struct buf *out, const struct document *document);
void hit_extract(struct buf *out, const struct extract *extract);
void hit_extract_text(struct buf *out, const struct extract *extract);

/* "<b>Question écrite</b> n° 15512, AN, 17e législature [Sans réponse]". */
void document_kind_line(struct buf *out, const struct document *document);
/* Author and group, ministry, dates: at most four items of a list. */
void document_meta(struct buf *out, const struct document *document);

/* An item of the list of results. */
void hit_write(struct visit *visit, const struct hit *hit);

/* Has an index this uid? */
bool document_exists(struct visit *visit, struct str uid);

/* "/documents/UID" with the search, so that marks and the way back stay. */
void document_link(struct buf *out, struct visit *visit, struct str uid,
                   bool with_search);

#endif
