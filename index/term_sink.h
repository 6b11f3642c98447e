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
    FAMILY_TEXT,  /* stretches only */
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
    /* Rising.  Of a family that has positions (terms.h), and of no other, a
     * term has some, no wdf, and comes once. */
    const uint32_t *positions;
    size_t count;
};

/* A word of the document, with all the terms that it makes as one: its stem,
 * itself with its places, and one of each family that it stands in besides. */
struct sunk_word {
    struct str word, stem;
    uint32_t known;            /* as above */
    uint32_t weight;           /* wdf of the stem */
    const uint32_t *positions; /* of the word */
    size_t count;
    uint64_t families; /* without positions and wdf: bits of enum family */
};
enum { SUNK_WORDS = 64 }; /* at most so many at once */

struct term_sink {
    enum status (*term)(struct term_sink *sink, const struct sunk_term *term,
                        struct error *err);
    enum status (*value)(struct term_sink *sink, uint32_t slot,
                         struct str value, struct error *err);
    /* The document's data: the sentences in it that cite (citing.h).  Called
     * only when there are such. */
    enum status (*data)(struct term_sink *sink, struct str data,
                        struct error *err);
    /* A word of the document, for the map stem -> words: of sinks whose words
     * are term_sink_words. */
    enum status (*word)(struct term_sink *sink, struct str word,
                        struct str stem, uint32_t known, struct error *err);
    /* Words of the document, each of which comes once: all their terms, and
     * they for the map.  term_sink_words calls `term` and `word` for them. */
    enum status (*words)(struct term_sink *sink, const struct sunk_word *words,
                         size_t count, struct error *err);
};

enum status term_sink_words(struct term_sink *sink,
                            const struct sunk_word *words, size_t count,
                            struct error *err) MUST_USE;

struct str family_prefix(enum family family);

static inline uint64_t
family_bit(enum family family)
{
    _Static_assert(FAMILY_COUNT <= 64, "families are bits of a number");
    return UINT64_C(1) << family;
}

#endif
