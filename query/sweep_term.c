/* Query, fourth step: the documents of a term. */
#include "sweep_term.h"

#include "terms.h"

enum status
sweep_term_open(struct sweep_term *term, const struct sweep_source *source,
                struct str name, struct error *err)
{
    struct xap_reader *reader = source->reader;
    term->chunks = term_has_positions(name);
    if (term->chunks) {
        position_list_start(&term->list, source->positions, name);
        return positions_documents(&term->documents, source->positions, name,
                                   err);
    }
    if (source->postings) {
        TRY(posting_walk_start(&term->walk, source->postings, name, err));
        term->documents = term->walk.documents;
        return STATUS_OK;
    }
    TRY(xap_reader_term_freq(&term->documents, reader, name, err));
    return term->documents ? xap_postings_open(&term->theirs, reader, name, err)
                           : STATUS_OK;
}

enum status
sweep_term_open_all(struct sweep_term *term, const struct sweep_source *source,
                    struct error *err)
{
    TRY(xap_reader_doc_count(&term->documents, source->reader, err));
    return source->postings
               ? posting_walk_start(&term->walk, source->postings, STR(""), err)
               : xap_postings_open(&term->theirs, source->reader, STR(""), err);
}

enum status
sweep_term_read(size_t *count, struct sweep_term *term, xap_docid *docids,
                uint32_t *wdfs, size_t room, struct error *err)
{
    if (term->chunks)
        return position_list_docids(count, &term->list, docids, room, err);
    return term->theirs
               ? xap_postings_read(count, term->theirs, docids, wdfs, room, err)
               : posting_walk_read(count, &term->walk, docids, wdfs, room, err);
}

enum status
sweep_term_seek(struct sweep_term *term, xap_docid docid, struct error *err)
{
    if (term->chunks) {
        position_list_seek(&term->list, docid);
        return STATUS_OK;
    }
    return term->theirs ? xap_postings_seek(term->theirs, docid, err)
                        : posting_walk_seek(&term->walk, docid, err);
}

void
sweep_term_release(struct sweep_term *term)
{
    xap_postings_close(term->theirs);
    posting_walk_release(&term->walk);
    position_list_release(&term->list);
    *term = (struct sweep_term){0};
}
