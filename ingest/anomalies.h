#ifndef LIASSE_ANOMALIES_H
#define LIASSE_ANOMALIES_H

/* --anomalies: what of the documents in the store looks wrong, one JSON
 * object a line on stdout:
 *
 *   {"cause":"missing-reference","uid":"AM1","source":"a.zip",
 *    "member":"AM1.json","detail":"author_ref PA7"}
 *
 * orphan              the container is not here
 * missing-reference   a reference leads nowhere
 * bad-reference       no identifier, or of a document of another kind
 * date-inversion      an end before the start, an answer before the question
 * date-gap            between two versions of one text or article (cid)
 * date-overlap        of two such versions
 * empty-text          no text where its kind has one
 * replacement-character, control-character, entity-left, markup-left, mojibake
 *                     in a text or title (remnants.h)
 * encoding-mended, control-characters, text-cut, trailing-junk
 *                     what reading mended (causes.def); without uid
 *
 * By docid, then the versions by cid, then by source; nothing is written. */

#include "error.h"
#include "layout.h"

enum status anomalies_print(uint64_t *out, const struct layout *layout,
                            struct error *err) MUST_USE;

#endif
