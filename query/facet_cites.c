/* Query: counting what the documents found cite.  There is no value slot of
 * it: the terms say it all, and reading them costs less than the tens of
 * megabytes that the lists of all documents would take. */
#include "facet_cites.h"

#include "sweep_term.h"
#include "terms.h"

#include <string.h>

/* Reading the terms of one document takes as long as the postings of so
 * many. */
enum { DOCUMENT_COST = 20, BATCH = 256 };

struct citing_facet {
    facet_cites_add *add;
    void *payload;
    struct xap_reader *reader;
    struct postings *postings;
    struct sweep_term term; /* at hand */
    uint8_t *found;         /* a bit a docid of the part */
    xap_docid last;
    struct error *err;
};

/* The value that a term stands for; false where another one says it better:
 * "art:51" is every article 51, "art:51 -" the one of no code. */
static bool
value_of(struct str *out, struct str key)
{
    struct str number, code;
    *out = key;
    if (!str_starts(key, STR("art:")))
        return true;
    if (!str_cut(key, STR(" "), &number, &code))
        return false;
    if (str_ends(key, STR(TERM_CITES_UNCODED)))
        *out = number;
    return true;
}

static struct str
key_of(struct str term)
{
    return str_from_offset(term, schema[FIELD_CITES].prefix.len);
}

/* How many of the documents found have the term. */
static enum status
count_found(uint64_t *out, struct citing_facet *facet, struct str term)
{
    struct sweep_term *of = &facet->term;
    xap_docid docids[BATCH];
    uint32_t wdfs[BATCH];
    size_t count = 0;
    *out = 0;
    struct sweep_source source = {.reader = facet->reader,
                                  .postings = facet->postings};
    if (of->theirs)
        sweep_term_release(of);
    TRY(sweep_term_open(of, &source, term, facet->err));
    do {
        TRY(sweep_term_read(&count, of, docids, wdfs, BATCH, facet->err));
        for (size_t i = 0; i < count && docids[i] <= facet->last; i++)
            *out += facet->found[docids[i] / 8] >> docids[i] % 8 & 1;
    } while (count == BATCH);
    return STATUS_OK;
}

static enum status
count_term(void *payload, struct str term, uint32_t documents)
{
    struct citing_facet *facet = payload;
    struct str value;
    (void)documents;
    if (!value_of(&value, key_of(term)))
        return STATUS_OK;
    uint64_t count;
    TRY(count_found(&count, facet, term));
    return count ? facet->add(facet->payload, value, count) : STATUS_OK;
}

static enum status
count_one(void *payload, struct str term, uint32_t wdf)
{
    struct citing_facet *facet = payload;
    struct str value;
    (void)wdf;
    return value_of(&value, key_of(term)) ? facet->add(facet->payload, value, 1)
                                          : STATUS_OK;
}

enum status
facet_cites(struct xap_reader *reader, struct postings *postings,
            const xap_docid *docids, size_t count, facet_cites_add *add,
            void *payload, struct error *err)
{
    AUTO(arena) struct arena scratch = {0};
    struct citing_facet facet = {.add = add,
                                 .payload = payload,
                                 .reader = reader,
                                 .postings = postings,
                                 .err = err};
    uint32_t documents;
    TRY(xap_reader_doc_count(&documents, reader, err));
    if (count < documents / DOCUMENT_COST) {
        for (size_t i = 0; i < count; i++)
            TRY(xap_reader_document_prefix(reader, docids[i],
                                           schema[FIELD_CITES].prefix,
                                           count_one, &facet, err));
        return STATUS_OK;
    }
    for (size_t i = 0; i < count; i++)
        facet.last = docids[i] > facet.last ? docids[i] : facet.last;
    facet.found = arena_array(&scratch, facet.last / 8 + 1, 1);
    if (!facet.found)
        return error_no_memory(err);
    memset(facet.found, 0, facet.last / 8 + 1);
    for (size_t i = 0; i < count; i++)
        facet.found[docids[i] / 8] |= (uint8_t)(1u << docids[i] % 8);
    enum status status = xap_reader_terms(reader, schema[FIELD_CITES].prefix,
                                          count_term, &facet, err);
    sweep_term_release(&facet.term);
    return status;
}
