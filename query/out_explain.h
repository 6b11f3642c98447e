#ifndef LIASSE_OUT_EXPLAIN_H
#define LIASSE_OUT_EXPLAIN_H

/* --explain in text and JSON: for out_text.c and out_json.c.  All of these do
 * nothing when the answer has no explanation. */

#include "output.h"

void text_explanation(struct buf *out, const struct answer *answer);
void text_shares(struct buf *out, const struct hit *hit);

/* The member "explain" of an answer, and of a hit. */
void json_explanation(struct json_out *out, const struct answer *answer);
void json_shares(struct json_out *out, const struct hit *hit);

#endif
