#ifndef LIASSE_BOILERPLATE_H
#define LIASSE_BOILERPLATE_H

/* What a saved web page carries around its article: comment forms, share
 * buttons, newsletters, cookies.  Cut off the two ends only, never out of the
 * middle; the phrases stand in one table. */

#include "blocks.h"
#include "links.h"

/* Drops what precedes (from block `from` on) and follows the article.  URLs
 * under a final "Sources :" go to links. */
enum status boilerplate_cut(struct blocks *blocks, size_t from,
                            struct links *links, struct error *err) MUST_USE;

#endif
