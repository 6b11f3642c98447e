#ifndef LIASSE_SELF_H
#define LIASSE_SELF_H

/* What a document is cited by, and which code or text it is of: the two ends
 * of a citation meet in a key (cite_key of cite.h).
 *
 *   article    "art:l1234-5 code du travail": its number and the code or
 *              text that `code`, the title of its container or its own title
 *              names.  All versions of an article have one key.
 *   text       "no:2017-1836", "nor:ssas2401234a", of kind `texte`
 *   decision   "ecli:..."
 *   question   "question:15483", of any legislature */

#include "document.h"
#include "values_met.h"

enum { SELF_KEYS_MAX = 3 };

struct self {
    struct str of; /* the code or text (cite.of) it is or is part of: what an
                      article of no named code in its texts is of; or empty */
    struct str keys[SELF_KEYS_MAX];
    uint32_t count;
};

/* Slices in the document's arena (values_met_start), in met or in the
 * document. */
enum status self_of(struct self *out, const struct document *document,
                    struct values_met *met, struct error *err) MUST_USE;
bool self_has(const struct self *self, struct str key);

#endif
