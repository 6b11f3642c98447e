/* index: --check --full. */
#include "check_full.h"

#include "cited.h"
#include "columns.h"
#include "document_terms.h"
#include "lang.h"
#include "merge.h"
#include "positions.h"
#include "terms.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 64 };

/* What a document has, each kind summed up in whatever order it is met. */
struct sums {
    uint64_t postings, positions, list, values, columns, data;
};

struct checking {
    struct term_sink sink; /* first: what document_terms is given */
    struct store *store;
    struct xap_reader *search;
    check_fault *fault;
    void *payload;
    struct error *err;
    struct term_maker maker;
    struct arena arena;
    struct map seen;  /* terms without positions of the document at hand */
    struct map words; /* stem, zero, word: 0 = not in the map yet */
    uint64_t reached;
    xap_docid last, docid; /* docid: at hand */
    struct sums *want, *have;
    bool *looked_at;
    uint64_t length; /* of the document at hand, by its list */
    struct str term;
    uint32_t slot;
    struct buf docids; /* of the term at hand */
    struct positions *positions;
    struct position_list places;
    struct position_terms words_held;
    xap_docid before;
};

static void
checking_release(struct checking *checking)
{
    term_maker_release(&checking->maker);
    arena_release(&checking->arena);
    map_release(&checking->seen);
    map_release(&checking->words);
    buf_release(&checking->docids);
    position_list_release(&checking->places);
    position_terms_release(&checking->words_held);
    positions_close(checking->positions);
    free(checking->want);
    free(checking->have);
    free(checking->looked_at);
}

CLEANUP_KIND(checking, struct checking, checking_release)

static uint64_t
mix(uint64_t seed, struct str bytes)
{
    uint64_t hash = 0xCBF29CE484222325 ^ (seed + 1) * 0x9E3779B97F4A7C15;
    for (size_t i = 0; i < bytes.len; i++)
        hash = (hash ^ (unsigned char)bytes.at[i]) * 0x100000001B3;
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93;
    return hash ^ hash >> 29;
}

static uint64_t
mix_number(uint64_t hash, uint64_t number)
{
    hash = (hash ^ (number + 1) * 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93;
    return hash ^ hash >> 31;
}

enum { SEED_TERM = 1000, SEED_WDF, SEED_POSITION, SEED_DATA };

static void
fault(struct checking *checking, xap_docid docid, const char *what)
{
    checking->fault(checking->payload, docid, what);
}

/* ---- from the records ------------------------------------------------------
 */

static enum status
want_term(struct term_sink *sink, const struct sunk_term *sunk,
          struct error *err)
{
    struct checking *checking = (struct checking *)sink;
    struct sums *want = &checking->want[checking->docid];
    struct term made;
    struct str term = term_make(&made, sunk->prefix, sunk->word);
    for (size_t i = 0; i < sunk->count; i++)
        want->positions +=
            mix_number(mix(SEED_POSITION, term), sunk->positions[i]);
    if (term_has_positions(term))
        return STATUS_OK;
    uint64_t *times = map_at(&checking->seen, term);
    if (!times)
        return error_no_memory(err);
    if ((*times)++ == 0)
        want->postings += mix(SEED_TERM, term);
    want->postings += mix(SEED_WDF, term) * sunk->wdf;
    return STATUS_OK;
}

static enum status
want_value(struct term_sink *sink, uint32_t slot, struct str value,
           struct error *err)
{
    struct checking *checking = (struct checking *)sink;
    struct sums *want = &checking->want[checking->docid];
    (void)err;
    if (value.len == 0)
        return STATUS_OK;
    want->values += mix(slot, value);
    if (slot > SLOT_SEQUENCE)
        want->columns += mix(slot, value);
    return STATUS_OK;
}

static enum status
want_data(struct term_sink *sink, struct str data, struct error *err)
{
    struct checking *checking = (struct checking *)sink;
    (void)err;
    checking->want[checking->docid].data = mix(SEED_DATA, data);
    return STATUS_OK;
}

static enum status
want_word(struct term_sink *sink, struct str word, struct str stem,
          uint32_t known, struct error *err)
{
    struct checking *checking = (struct checking *)sink;
    (void)known;
    struct str key = arena_printf(&checking->arena, STR_FMT " " STR_FMT,
                                  STR_ARG(stem), STR_ARG(word));
    return key.at && map_at(&checking->words, key) ? STATUS_OK
                                                   : error_no_memory(err);
}

static enum status
want_record(void *payload, xap_docid docid, uint32_t wdf)
{
    struct checking *checking = payload;
    struct record record;
    struct document document;
    (void)wdf;
    arena_reset(&checking->arena);
    enum status status = store_record(&record, checking->store, docid,
                                      &checking->arena, checking->err);
    if (status == STATUS_FORMAT || status == STATUS_IO)
        return STATUS_OK; /* told by check_store */
    TRY(status);
    if (record.count == 0 || record.sequence > checking->reached ||
        docid > checking->last)
        return STATUS_OK;
    TRY(merge_record(&document, &record, &checking->arena, checking->err));
    checking->looked_at[docid] = true;
    checking->docid = docid;
    checking->want[docid].data = mix(SEED_DATA, STR(""));
    map_clear(&checking->seen);
    return document_terms(&checking->sink, &checking->maker, &document,
                          record.sequence, checking->err);
}

/* ---- from search
 * ------------------------------------------------------------- */

/* Added by other documents: cited_verify looks at these. */
static bool
is_cited_stem(struct str term)
{
    return str_starts(term, STR(TERM_PREFIX_CITED));
}

static enum status
out_of_order(struct checking *checking)
{
    return error_set(checking->err, STATUS_IO, "%s",
                     TR("a list of documents is out of order",
                        "une liste de documents est en désordre"));
}

static enum status
have_posting(void *payload, xap_docid docid, uint32_t wdf)
{
    struct checking *checking = payload;
    if (docid <= checking->before || docid > checking->last)
        return out_of_order(checking);
    checking->before = docid;
    checking->have[docid].postings +=
        mix(SEED_TERM, checking->term) + mix(SEED_WDF, checking->term) * wdf;
    buf_add(&checking->docids,
            (struct str){(const char *)&docid, sizeof docid});
    return STATUS_OK;
}

static void
other_count(struct checking *checking)
{
    fault(checking, 0,
          TR("search counts another number of postings than it has",
             "search compte un autre nombre d'occurrences qu'il n'en a"));
}

/* Every list that there is of a term, also of documents that have it not. */
static enum status
have_places(struct checking *checking, struct str term, uint32_t count)
{
    struct position_list *list = &checking->places;
    uint64_t seed = mix(SEED_POSITION, term);
    uint32_t docid = 1, next, found = 0;
    position_list_start(list, checking->positions, term);
    for (;; docid = next) {
        TRY(position_list_find(&next, list, docid, checking->err));
        if (next == UINT32_MAX)
            break;
        if (next != docid)
            continue;
        found++;
        TRY(position_list_read(list, checking->err));
        if (docid > checking->last)
            return out_of_order(checking);
        for (size_t n = 0; n < list->count; n++)
            checking->have[docid].positions += mix_number(seed, list->at[n]);
        next = docid + 1;
    }
    if (found != count)
        other_count(checking);
    return STATUS_OK;
}

static enum status
have_all_places(struct checking *checking)
{
    struct position_terms *terms = &checking->words_held;
    TRY(position_terms_start(terms, checking->positions, STR(""),
                             checking->err));
    while (terms->term.len) {
        TRY(have_places(checking, terms->term, terms->documents));
        TRY(position_terms_next(terms, checking->err));
    }
    return STATUS_OK;
}

static enum status
have_term(void *payload, struct str term, uint32_t count)
{
    struct checking *checking = payload;
    checking->term = term;
    checking->before = 0;
    if (is_cited_stem(term))
        return STATUS_OK;
    buf_clear(&checking->docids);
    TRY(xap_reader_postings(checking->search, term, have_posting, checking,
                            checking->err));
    TRY(buf_status(&checking->docids, checking->err));
    size_t found = checking->docids.len / sizeof(xap_docid);
    if (found != count)
        other_count(checking);
    return STATUS_OK;
}

static enum status
have_listed(void *payload, struct str term, uint32_t wdf)
{
    struct checking *checking = payload;
    checking->length += wdf;
    if (!is_cited_stem(term))
        checking->have[checking->docid].list +=
            mix(SEED_TERM, term) + mix(SEED_WDF, term) * wdf;
    return STATUS_OK;
}

static enum status
have_value(void *payload, xap_docid docid, struct str value)
{
    struct checking *checking = payload;
    if (docid <= checking->before || docid > checking->last)
        return out_of_order(checking);
    checking->before = docid;
    checking->have[docid].values += mix(checking->slot, value);
    return STATUS_OK;
}

static enum status
have_document(struct checking *checking, xap_docid docid)
{
    struct str data;
    uint32_t length;
    struct error *err = checking->err;
    arena_reset(&checking->arena);
    checking->docid = docid;
    checking->length = 0;
    TRY(xap_reader_document_terms(checking->search, docid, have_listed,
                                  checking, err));
    TRY(xap_reader_doc_length(&length, checking->search, docid, err));
    if (length != checking->length)
        fault(checking, docid,
              TR("search holds another length of it than its terms make",
                 "search en a une autre longueur que celle de ses termes"));
    TRY(xap_reader_data(&data, checking->search, docid, &checking->arena, err));
    checking->have[docid].data = mix(SEED_DATA, data);
    return STATUS_OK;
}

static enum status
have_columns(struct checking *checking, const char *path)
{
    AUTO(columns) struct columns *columns = NULL;
    TRY(columns_open(&columns, path, checking->search, checking->err));
    for (uint32_t slot = SLOT_SEQUENCE + 1; slot < SLOTS; slot++) {
        const struct column *column;
        TRY(columns_get(&column, columns, slot, checking->err));
        for (xap_docid docid = 1; docid <= checking->last; docid++) {
            struct str value =
                column_value(column, column_number(column, docid));
            if (value.len)
                checking->have[docid].columns += mix(slot, value);
        }
    }
    return STATUS_OK;
}

static enum status
have_all(struct checking *checking, const char *path)
{
    TRY(xap_reader_terms(checking->search, STR(""), have_term, checking,
                         checking->err));
    TRY(have_all_places(checking));
    for (xap_docid docid = 1; docid <= checking->last; docid++) {
        if (!checking->looked_at[docid])
            continue;
        enum status status = have_document(checking, docid);
        if (status != STATUS_NOT_FOUND) /* told by --check */
            TRY(status);
    }
    for (checking->slot = 0; checking->slot < SLOTS; checking->slot++) {
        checking->before = 0;
        TRY(xap_reader_values(checking->search, checking->slot, 1, have_value,
                              checking, checking->err));
    }
    return have_columns(checking, path);
}

/* ---- what differs
 * ------------------------------------------------------------ */

static void
compare(struct checking *checking)
{
    for (xap_docid docid = 1; docid <= checking->last; docid++) {
        const struct sums *want = &checking->want[docid];
        const struct sums *have = &checking->have[docid];
        if (!checking->looked_at[docid])
            continue;
        if (want->postings != have->postings)
            fault(checking, docid,
                  TR("its postings in search are not those of its record",
                     "ses occurrences dans search ne sont pas celles de son "
                     "enregistrement"));
        if (want->positions != have->positions)
            fault(checking, docid,
                  TR("its positions in search are not those of its record",
                     "ses positions dans search ne sont pas celles de son "
                     "enregistrement"));
        if (want->postings != have->list)
            fault(checking, docid,
                  TR("its terms in search are not those of its record",
                     "ses termes dans search ne sont pas ceux de son "
                     "enregistrement"));
        if (want->values != have->values)
            fault(checking, docid,
                  TR("its values in search are not those of its record",
                     "ses valeurs dans search ne sont pas celles de son "
                     "enregistrement"));
        if (want->columns != have->columns)
            fault(checking, docid,
                  TR("its sealed columns are not those of its record",
                     "ses colonnes scellées ne sont pas celles de son "
                     "enregistrement"));
        if (want->data != have->data)
            fault(checking, docid,
                  TR("its citing sentences in search are not those of its "
                     "record",
                     "ses phrases citantes dans search ne sont pas celles de "
                     "son enregistrement"));
    }
}

static void
wrong_cited(void *payload, xap_docid docid)
{
    fault(payload, docid,
          TR("what citing sentences add to it is not what they say",
             "ce qu'y ajoutent les phrases citantes n'est pas ce qu'elles "
             "disent"));
}

/* A stem's words in the map are crossed off. */
static enum status
cross_off(void *payload, struct str key)
{
    struct checking *checking = payload;
    struct str *forms;
    size_t count;
    struct str stem = str_from_offset(key, sizeof META_FORMS - 1);
    arena_reset(&checking->arena);
    TRY(vocabulary_forms(&forms, &count, checking->search, stem,
                         &checking->arena, checking->err));
    for (size_t i = 0; i < count; i++) {
        struct str word = arena_printf(&checking->arena, STR_FMT " " STR_FMT,
                                       STR_ARG(stem), STR_ARG(forms[i]));
        if (!word.at)
            return error_no_memory(checking->err);
        uint64_t *found = map_find(&checking->words, word);
        if (found)
            *found = 1;
    }
    return STATUS_OK;
}

static enum status
check_words(struct checking *checking)
{
    struct str key;
    uint64_t found;
    TRY(xap_reader_keys(checking->search, STR(META_FORMS), cross_off, checking,
                        checking->err));
    for (size_t at = 0; map_next(&checking->words, &at, &key, &found);)
        if (!found)
            fault(checking, 0,
                  TR("a word is missing in the map of stems",
                     "un mot manque dans la table des racines"));
    return STATUS_OK;
}

/* ---- the whole
 * ----------------------------------------------------------------- */

static enum status
checking_init(struct checking *checking)
{
    AUTO(wordlists) struct wordlists lexicon = {0};
    struct error *err = checking->err;
    struct str sequence;
    char stamp[WORDS_STAMP];
    TRY(words_read(&lexicon, stamp, checking->search, err));
    TRY(term_maker_init(&checking->maker, &lexicon, err));
    TRY(xap_reader_metadata(&sequence, checking->search, STR(META_SEQUENCE),
                            &checking->arena, err));
    if (!str_to_u64(sequence, &checking->reached))
        checking->reached = 0;
    TRY(xap_reader_last_docid(&checking->last, checking->search, err));
    size_t count = (size_t)checking->last + 1;
    checking->want = calloc(count, sizeof *checking->want);
    checking->have = calloc(count, sizeof *checking->have);
    checking->looked_at = calloc(count, sizeof *checking->looked_at);
    if (!checking->want || !checking->have || !checking->looked_at)
        return error_no_memory(err);
    return STATUS_OK;
}

enum status
check_full(struct store *store, struct xap_reader *search, const char *path,
           check_fault *told, void *payload, struct error *err)
{
    AUTO(checking)
    struct checking checking = {.sink = {.term = want_term,
                                         .value = want_value,
                                         .data = want_data,
                                         .word = want_word,
                                         .words = term_sink_words},
                                .store = store,
                                .search = search,
                                .fault = told,
                                .payload = payload,
                                .docids = BUF_INIT(SIZE_MAX / 2),
                                .err = err};
    TRY(checking_init(&checking));
    TRY(positions_through(&checking.positions, search, err));
    TRY(xap_reader_postings(store_reader(store), STR(""), want_record,
                            &checking, err));
    TRY(have_all(&checking, path));
    compare(&checking);
    TRY(check_words(&checking));
    return cited_verify(search, wrong_cited, &checking, err);
}
