#ifndef LIASSE_DOCUMENT_SINK_H
#define LIASSE_DOCUMENT_SINK_H

/* The terms of a document as a Xapian document, those with positions into
 * their chunks: for what goes through Xapian's interface. */

#include "position_writer.h"
#include "term_sink.h"
#include "vocabulary.h"

struct document_sink {
    struct term_sink sink; /* first: what document_terms is given */
    struct xap_document *document;
    struct vocabulary vocabulary;
    struct position_writer positions;
    xap_docid docid; /* of the document at hand */
};

/* directory: of the database, as of position_writer_init. */
enum status document_sink_init(struct document_sink *sink,
                               const char *directory,
                               struct error *err) MUST_USE;
void document_sink_release(struct document_sink *sink);
/* Empties the document for the next one, which takes the place of what the
 * database has under this docid. */
enum status document_sink_start(struct document_sink *sink,
                                struct xap_writer *writer, xap_docid docid,
                                struct error *err) MUST_USE;
/* Words and positions of what was written since: before the commit. */
enum status document_sink_flush(struct document_sink *sink,
                                struct xap_writer *writer,
                                struct error *err) MUST_USE;
/* After a batch was dropped. */
void document_sink_forget(struct document_sink *sink);

CLEANUP_KIND(document_sink, struct document_sink, document_sink_release)

#endif
