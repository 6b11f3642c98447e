#ifndef LIASSE_DOCUMENT_TERMS_H
#define LIASSE_DOCUMENT_TERMS_H

/* A document -> the terms, positions and values of common/store/terms.h. */

#include "analyse.h"
#include "citing.h"
#include "document.h"
#include "occurrences.h"
#include "term_sink.h"

/* Stretches of places of one family (terms.h). */
struct stretches {
    enum family family;
    struct buf at; /* uint32_t: first and last of each */
    bool rising;   /* in order, not touching one another */
};
enum { STRETCHES_MAX = 16 }; /* families with places */

struct term_maker {
    struct analyser *analyser;
    struct values_met met;
    struct arena arena; /* of one document */
    struct occurrences words;
    struct stretches stretches[STRETCHES_MAX];
    size_t stretches_count;
    struct buf bounds;
    struct buf packed; /* a value or the data */
    struct citing citing;
};

enum status term_maker_init(struct term_maker *maker,
                            const struct wordlists *lexicon,
                            struct error *err) MUST_USE;
void term_maker_release(struct term_maker *maker);
/* At most so many words, and values of fields in so many bytes, are kept from
 * one document to the next: for callers that are short of memory. */
void term_maker_keep(struct term_maker *maker, size_t words, size_t bytes);
/* Memory that they take. */
size_t term_maker_bytes(const struct term_maker *maker);

/* Gives the sink the terms, values, data and words of the document of a
 * record with this sequence number; not what the sentences of others add
 * (cited.h).  Until the next call maker->citing says what the document cites
 * and what it is cited by. */
enum status document_terms(struct term_sink *sink, struct term_maker *maker,
                           const struct document *document, uint64_t sequence,
                           struct error *err) MUST_USE;

CLEANUP_KIND(term_maker, struct term_maker, term_maker_release)

#endif
