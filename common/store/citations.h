#ifndef LIASSE_CITATIONS_H
#define LIASSE_CITATIONS_H

/* What a document cites: the references in its texts, found by the same
 * analysis as for the index.  Nothing of it is stored: it can never be older
 * than the text. */

#include "self.h"

struct citation {
    struct str key;  /* normal form, of an article with its code or text */
    struct str text; /* as written, a slice of the document */
    uint64_t at;     /* its byte in the texts of all blocks, one behind the
                        other with nothing between */
};

/* In the order of the text, into arena. */
enum status citations_find(struct citation **out, size_t *count,
                           const struct document *document,
                           struct analyser *analyser, struct arena *arena,
                           struct error *err) MUST_USE;

#endif
