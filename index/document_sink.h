#ifndef LIASSE_DOCUMENT_SINK_H
#define LIASSE_DOCUMENT_SINK_H

/* The terms of a document as a Xapian document: for what goes through
 * Xapian's interface. */

#include "term_sink.h"
#include "vocabulary.h"

struct document_sink {
    struct term_sink sink; /* first: what document_terms is given */
    struct xap_document *document;
    struct vocabulary vocabulary;
};

enum status document_sink_init(struct document_sink *sink,
                               struct error *err) MUST_USE;
void document_sink_release(struct document_sink *sink);
/* Empties the document for the next one. */
enum status document_sink_start(struct document_sink *sink,
                                struct error *err) MUST_USE;

CLEANUP_KIND(document_sink, struct document_sink, document_sink_release)

#endif
