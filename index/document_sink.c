/* index: terms into a Xapian document. */
#include "document_sink.h"

#include "terms.h"

static enum status
sink_term(struct term_sink *sink, const struct sunk_term *term,
          struct error *err)
{
    struct document_sink *to = (struct document_sink *)sink;
    struct term made;
    struct str name = term_make(&made, term->prefix, term->word);
    if (!term_has_positions(name))
        return xap_document_term(to->document, name, term->wdf, err);
    if (term->count == 0 || term->wdf)
        return error_set(err, STATUS_BUG, "a word of no place");
    return position_writer_add(&to->positions, to->docid, name, term->positions,
                               term->count, err);
}

static enum status
sink_value(struct term_sink *sink, uint32_t slot, struct str value,
           struct error *err)
{
    struct document_sink *to = (struct document_sink *)sink;
    return xap_document_value(to->document, slot, value, err);
}

static enum status
sink_data(struct term_sink *sink, struct str data, struct error *err)
{
    struct document_sink *to = (struct document_sink *)sink;
    return xap_document_data(to->document, data, err);
}

static enum status
sink_word(struct term_sink *sink, struct str word, struct str stem,
          uint32_t known, struct error *err)
{
    struct document_sink *to = (struct document_sink *)sink;
    (void)known;
    return vocabulary_add(&to->vocabulary, word, stem, err);
}

enum status
document_sink_init(struct document_sink *sink, const char *directory,
                   struct error *err)
{
    *sink = (struct document_sink){.sink = {.term = sink_term,
                                            .value = sink_value,
                                            .data = sink_data,
                                            .word = sink_word,
                                            .words = term_sink_words}};
    position_writer_init(&sink->positions, directory);
    return xap_document_new(&sink->document, err);
}

void
document_sink_release(struct document_sink *sink)
{
    xap_document_free(sink->document);
    vocabulary_release(&sink->vocabulary);
    position_writer_release(&sink->positions);
}

enum status
document_sink_start(struct document_sink *sink, struct xap_writer *writer,
                    xap_docid docid, struct error *err)
{
    sink->docid = docid;
    TRY(position_writer_remove(&sink->positions, writer, docid, err));
    return xap_document_clear(sink->document, err);
}

enum status
document_sink_flush(struct document_sink *sink, struct xap_writer *writer,
                    struct error *err)
{
    TRY(vocabulary_flush(&sink->vocabulary, writer, err));
    return position_writer_flush(&sink->positions, writer, err);
}

void
document_sink_forget(struct document_sink *sink)
{
    vocabulary_forget(&sink->vocabulary);
    position_writer_forget(&sink->positions);
}
