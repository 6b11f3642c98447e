#ifndef LIASSE_DOCUMENT_TERMS_H
#define LIASSE_DOCUMENT_TERMS_H

/* A document -> the terms, positions and values of common/store/terms.h. */

#include "analyse.h"
#include "document.h"
#include "vocabulary.h"

struct term_maker {
    struct analyser *analyser;
    struct vocabulary vocabulary;
    struct arena arena; /* of one document */
    struct map words;   /* word -> where it stands (WORD_IN_...) */
};

enum status term_maker_init(struct term_maker *maker, struct error *err)
    MUST_USE;
void term_maker_release(struct term_maker *maker);

/* Fills *out (cleared first) for the document of a record with this
 * sequence number.  The words go to maker->vocabulary. */
enum status document_terms(struct xap_document *out, struct term_maker *maker,
                           const struct document *document,
                           uint64_t sequence, struct error *err) MUST_USE;

CLEANUP_KIND(term_maker, struct term_maker, term_maker_release)

#endif
