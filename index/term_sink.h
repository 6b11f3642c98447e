#ifndef LIASSE_TERM_SINK_H
#define LIASSE_TERM_SINK_H

/* Where the terms of a document go.  document_terms says what a document is
 * found by; a sink puts it into a database: through Xapian's interface
 * (document_sink.h) or into the bulk build's inverter (build/).  So both
 * write the same terms.
 *
 * Between two documents the owner of the sink does what it has to; a sink is
 * of one thread.  Slices live for the call only. */

#include "error.h"
#include "schema.h"
#include "str.h"

#include <stdint.h>

/* What kind of term a word makes; with the word it decides the term. */
enum family {
    FAMILY_STEM,
    FAMILY_WORD,
    FAMILY_CAPITALS,
    FAMILY_INITIAL,
    FAMILY_OUTSIDE,
    FAMILY_ANSWER,
    FAMILY_TEXT, /* stretches only */
    FAMILY_FIELD, /* + enum field */
    FAMILY_COUNT = FAMILY_FIELD + FIELD_COUNT
};

struct sunk_term {
    struct str prefix, word; /* together the term (term_make) */
    enum family family;
    /* The word's number in the analyser (analyse.h), 0 = none: as long as the
     * analyser lives, family and number always stand for the same term. */
    uint32_t known;
    uint32_t wdf; /* adds up when a term comes more than once */
    /* Rising; a term with positions is of a family that has them (terms.h)
     * and comes once. */
    const uint32_t *positions;
    size_t count;
};

struct term_sink {
    enum status (*term)(struct term_sink *sink, const struct sunk_term *term,
                        struct error *err);
    enum status (*value)(struct term_sink *sink, uint32_t slot,
                         struct str value, struct error *err);
    /* The document's data: the sentences in it that cite (citing.h).  Called
     * only when there are such. */
    enum status (*data)(struct term_sink *sink, struct str data,
                        struct error *err);
    /* A word of the document, for the map stem -> words. */
    enum status (*word)(struct term_sink *sink, struct str word,
                        struct str stem, uint32_t known, struct error *err);
};

#endif
