/* Query, fourth step: the documents of a term. */
#include "sweep_term.h"

enum status
sweep_term_open(struct sweep_term *term, struct postings *postings,
                struct xap_reader *reader, struct str name, struct error *err)
{
    if (postings) {
        TRY(posting_walk_start(&term->walk, postings, name, err));
        term->documents = term->walk.documents;
        return STATUS_OK;
    }
    TRY(xap_reader_term_freq(&term->documents, reader, name, err));
    return term->documents ? xap_postings_open(&term->theirs, reader, name, err)
                           : STATUS_OK;
}

enum status
sweep_term_open_all(struct sweep_term *term, struct postings *postings,
                    struct xap_reader *reader, struct error *err)
{
    TRY(xap_reader_doc_count(&term->documents, reader, err));
    return postings ? posting_walk_start(&term->walk, postings, STR(""), err)
                    : xap_postings_open(&term->theirs, reader, STR(""), err);
}

enum status
sweep_term_read(size_t *count, struct sweep_term *term, xap_docid *docids,
                uint32_t *wdfs, size_t room, struct error *err)
{
    return term->theirs
               ? xap_postings_read(count, term->theirs, docids, wdfs, room, err)
               : posting_walk_read(count, &term->walk, docids, wdfs, room, err);
}

enum status
sweep_term_seek(struct sweep_term *term, xap_docid docid, struct error *err)
{
    return term->theirs ? xap_postings_seek(term->theirs, docid, err)
                        : posting_walk_seek(&term->walk, docid, err);
}

void
sweep_term_release(struct sweep_term *term)
{
    xap_postings_close(term->theirs);
    posting_walk_release(&term->walk);
    *term = (struct sweep_term){0};
}
