/* build: some documents, looked up again. */
#include "sample.h"

#include "document_terms.h"
#include "map.h"
#include "positions.h"
#include "store.h"
#include "terms.h"

#include <string.h>

enum { RARE = 1000 }; /* documents of a term whose list is walked */

/* The sink that document_terms is given: it compares. */
struct sampling {
    struct term_sink sink; /* first */
    struct xap_reader *search;
    xap_docid docid;
    struct map terms; /* without positions -> wdf + 1 */
    struct arena arena;
    struct positions *positions; /* as Xapian reads them */
    struct position_list places;
    size_t listed;
    bool found;
    bool differs;
    struct error *err;
};

static enum status
differs(struct sampling *it, const char *what, struct str term)
{
    it->differs = true;
    return error_set(it->err, STATUS_FORMAT,
                     "document %u: %s '" STR_FMT "' not as built", it->docid,
                     what, STR_ARG(str_head(term, 60)));
}

static enum status
sample_term(struct term_sink *sink, const struct sunk_term *sunk,
            struct error *err)
{
    struct sampling *it = (struct sampling *)sink;
    struct term made;
    struct str term = term_make(&made, sunk->prefix, sunk->word);
    if (!term_has_positions(term)) {
        uint64_t *wdf = map_at(&it->terms, term);
        if (!wdf)
            return error_no_memory(err);
        *wdf += sunk->wdf + (*wdf == 0);
        return STATUS_OK;
    }
    uint32_t next;
    position_list_start(&it->places, it->positions, term);
    TRY(position_list_find(&next, &it->places, it->docid, err));
    if (next == it->docid)
        TRY(position_list_read(&it->places, err));
    bool same = next == it->docid && it->places.count == sunk->count &&
                memcmp(it->places.at, sunk->positions,
                       sunk->count * sizeof *sunk->positions) == 0;
    return same ? STATUS_OK : differs(it, "positions of", term);
}

static enum status
sample_value(struct term_sink *sink, uint32_t slot, struct str value,
             struct error *err)
{
    struct sampling *it = (struct sampling *)sink;
    struct str found;
    TRY(xap_reader_value(&found, it->search, it->docid, slot, &it->arena, err));
    return str_eq(found, value) ? STATUS_OK : differs(it, "value", value);
}

static enum status
sample_data(struct term_sink *sink, struct str data, struct error *err)
{
    struct sampling *it = (struct sampling *)sink;
    struct str found;
    TRY(xap_reader_data(&found, it->search, it->docid, &it->arena, err));
    return str_eq(found, data) ? STATUS_OK : differs(it, "data", STR(""));
}

static enum status
sample_word(struct term_sink *sink, struct str word, struct str stem,
            uint32_t known, struct error *err)
{
    (void)sink, (void)word, (void)stem, (void)known, (void)err;
    return STATUS_OK;
}

static enum status
find_posting(void *payload, xap_docid docid, uint32_t wdf)
{
    struct sampling *it = payload;
    (void)wdf;
    it->found = it->found || docid == it->docid;
    return docid >= it->docid ? STATUS_DONE : STATUS_OK;
}

static enum status
check_posting(struct sampling *it, struct str term)
{
    uint32_t documents;
    TRY(xap_reader_term_freq(&documents, it->search, term, it->err));
    if (documents > RARE)
        return STATUS_OK;
    it->found = false;
    TRY(xap_reader_postings(it->search, term, find_posting, it, it->err));
    return it->found ? STATUS_OK : differs(it, "posting of", term);
}

/* A term that the database has for the document. */
static enum status
listed_term(void *payload, struct str term, uint32_t wdf)
{
    struct sampling *it = payload;
    if (str_starts(term, STR(TERM_PREFIX_CITED)))
        return STATUS_OK;
    const uint64_t *want = map_find(&it->terms, term);
    it->listed++;
    if (!want || *want != (uint64_t)wdf + 1)
        return differs(it, "term", term);
    return check_posting(it, term);
}

static enum status
check_document(struct sampling *it, struct term_maker *maker,
               const struct document *document, uint64_t sequence)
{
    struct str value;
    map_clear(&it->terms);
    arena_reset(&it->arena);
    it->listed = 0;
    TRY(xap_reader_value(&value, it->search, it->docid, SLOT_SEQUENCE,
                         &it->arena, it->err));
    if (sequence_decode(value) != sequence)
        return STATUS_OK; /* changed since */
    TRY(document_terms(&it->sink, maker, document, sequence, it->err));
    TRY(xap_reader_document_terms(it->search, it->docid, listed_term, it,
                                  it->err));
    return it->listed == it->terms.count
               ? STATUS_OK
               : differs(it, "a term is missing", STR(""));
}

static void
sampling_release(struct sampling *it)
{
    position_list_release(&it->places);
    positions_close(it->positions);
    xap_reader_close(it->search);
    map_release(&it->terms);
    arena_release(&it->arena);
}

CLEANUP_KIND(sampling, struct sampling, sampling_release)

static enum status
check_one(struct sampling *it, struct term_maker *maker, struct store *store)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    uint64_t sequence;
    uint32_t length;
    enum status status =
        xap_reader_doc_length(&length, it->search, it->docid, it->err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; /* deleted, or left out */
    TRY(status);
    status =
        store_document(&document, &sequence, store, it->docid, &arena, it->err);
    if (status == STATUS_NOT_FOUND || status == STATUS_STALE)
        return STATUS_OK; /* changed since */
    TRY(status);
    return check_document(it, maker, &document, sequence);
}

enum status
sample_check(const struct layout *layout, const char *directory,
             const struct wordlists *lexicon, unsigned count, struct error *err)
{
    AUTO(store) struct store *store = NULL;
    AUTO(term_maker) struct term_maker maker = {0};
    AUTO(sampling)
    struct sampling it = {.sink = {.term = sample_term,
                                   .value = sample_value,
                                   .data = sample_data,
                                   .word = sample_word,
                                   .words = term_sink_words},
                          .err = err};
    xap_docid last;
    TRY(store_open(&store, layout, err));
    TRY(term_maker_init(&maker, lexicon, err));
    TRY(xap_reader_open(&it.search, directory, err));
    TRY(positions_through(&it.positions, it.search, err));
    TRY(xap_reader_last_docid(&last, it.search, err));
    /* Each once: a document of many words is looked at for as long as it took
     * to be indexed, or longer. */
    if (count > last)
        count = last;
    for (unsigned i = 0; i < count; i++) {
        it.docid = 1;
        if (count > 1)
            it.docid += (xap_docid)((uint64_t)(last - 1) * i / (count - 1));
        TRY(check_one(&it, &maker, store));
    }
    return STATUS_OK;
}
