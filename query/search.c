/* Query, fourth step: the databases. */
#include "search.h"

#include "cursor.h"
#include "lang.h"
#include "phrase.h"
#include "positions.h"
#include "postings.h"
#include "skip.h"
#include "sweep.h"
#include "term_lists.h"
#include "term_places.h"

#include <stdlib.h>

/* The tables of one part that are read past Xapian. */
struct tables {
    struct positions *positions;
    struct postings *postings; /* NULL: Xapian reads them */
    bool known;
};

struct search {
    struct search_part *parts;
    size_t count;
    struct xap_reader *all;   /* over all parts; parts[0].reader if only one */
    struct columns **columns; /* of each part, opened when first asked for */
    struct tables *tables;    /* the same */
    struct positions **positions; /* theirs, for who asks about all parts */
    struct analyser *analyser;
    struct acronym_book *acronyms; /* NULL until one is looked up */
    struct lexicon *lexicon;
};

enum status
search_new(struct search **out, const char *const *paths, size_t count,
           struct error *err)
{
    AUTO(search) struct search *search = calloc(1, sizeof *search);
    if (search)
        search->parts = calloc(count, sizeof *search->parts);
    if (search)
        search->columns = calloc(count, sizeof(struct columns *));
    if (search)
        search->tables = calloc(count, sizeof *search->tables);
    if (search)
        search->positions = calloc(count, sizeof(struct positions *));
    if (!search || !search->parts || !search->columns || !search->tables ||
        !search->positions)
        return error_no_memory(err);
    search->count = count;
    for (size_t i = 0; i < count; i++)
        TRY(layout_init(&search->parts[i].layout, paths[i], err));
    TRY(lexicon_new(&search->lexicon, err));
    *out = search;
    search = NULL;
    return STATUS_OK;
}

static void
close_tables(struct search *search)
{
    for (size_t i = 0; search->tables && i < search->count; i++) {
        positions_close(search->tables[i].positions);
        postings_close(search->tables[i].postings);
        search->tables[i] = (struct tables){0};
    }
}

/* They belong to one revision, as the tables do. */
static void
close_columns(struct search *search)
{
    for (size_t i = 0; search->columns && i < search->count; i++) {
        columns_close(search->columns[i]);
        search->columns[i] = NULL;
    }
    close_tables(search);
}

void
search_rest(struct search *search)
{
    close_tables(search);
    for (size_t i = 0; i < search->count; i++)
        if (search->parts[i].store)
            store_rest(search->parts[i].store);
}

static void
close_readers(struct search *search)
{
    close_columns(search);
    if (search->lexicon)
        lexicon_forget(search->lexicon);
    if (search->count > 1)
        xap_reader_close(search->all);
    search->all = NULL;
    for (size_t i = 0; search->parts && i < search->count; i++) {
        xap_reader_close(search->parts[i].reader);
        search->parts[i].reader = NULL;
    }
}

void
search_close(struct search *search)
{
    if (!search)
        return;
    close_readers(search);
    for (size_t i = 0; search->parts && i < search->count; i++) {
        store_close(search->parts[i].store);
        wordlists_release(&search->parts[i].wordlists);
    }
    analyser_free(search->analyser);
    lexicon_free(search->lexicon);
    acronym_book_free(search->acronyms);
    free(search->columns);
    free(search->tables);
    free(search->positions);
    free(search->parts);
    free(search);
}

/* ---- one part -------------------------------------------------------- */

static enum status
not_indexed(const struct search_part *part, struct error *err)
{
    return error_set(err, STATUS_NOT_FOUND,
                     TR("nothing is indexed in '%s': run liasse-index -i %s",
                        "rien n'est indexé dans « %s » : lancez "
                        "liasse-index -i %s"),
                     part->layout.index, part->layout.index);
}

static enum status
other_version(const struct search_part *part, struct error *err)
{
    return error_set(err, STATUS_FORMAT,
                     TR("the index in '%s' was made by another version: run "
                        "liasse-index --rebuild -i %s",
                        "l'index de « %s » vient d'une autre version : "
                        "lancez liasse-index --rebuild -i %s"),
                     part->layout.index, part->layout.index);
}

/* The stamp alone: the lists themselves are read when it is another one than
 * before. */
static enum status
part_stamp(bool *changed, struct search_part *part, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str stamp;
    TRY(xap_reader_metadata(&stamp, part->reader, STR(META_STAMP), &arena,
                            err));
    *changed = !str_eq(stamp, str_from(part->stamp));
    if (!*changed)
        return STATUS_OK;
    wordlists_release(&part->wordlists);
    part->stamp[0] = '\0';
    enum status status =
        words_read(&part->wordlists, part->stamp, part->reader, err);
    return status == STATUS_FORMAT ? other_version(part, err) : status;
}

/* The generation the stub names; a stub that is not of our making (remote
 * shards) has none: 0. */
static enum status
part_generation(uint32_t *out, const struct search_part *part,
                struct error *err)
{
    enum status status = layout_current(out, &part->layout, err);
    if (status == STATUS_NOT_FOUND)
        return not_indexed(part, err);
    if (status == STATUS_FORMAT) {
        *out = 0;
        return STATUS_OK;
    }
    return status;
}

/* A generation may be switched and removed between reading the stub and
 * opening it, or opening it anew: then it is as stale as a lost revision. */
static enum status
gone_is_stale(enum status status)
{
    return status == STATUS_NOT_FOUND ? STATUS_STALE : status;
}

static enum status
part_open(struct search_part *part, struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    layout_stub(path, &part->layout);
    return gone_is_stale(xap_reader_open(&part->reader, path, err));
}

static enum status
part_sequence(struct search_part *part, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str text;
    TRY(xap_reader_metadata(&text, part->reader, STR(META_SEQUENCE), &arena,
                            err));
    if (!str_to_u64(text, &part->sequence))
        part->sequence = 0;
    return STATUS_OK;
}

static enum status
part_store(struct search_part *part, struct error *err)
{
    if (part->store)
        return store_reopen(part->store, err);
    enum status status = store_open(&part->store, &part->layout, err);
    if (status != STATUS_NOT_FOUND)
        return status;
    return error_set(err, STATUS_NOT_FOUND,
                     TR("nothing was ingested into '%s': run liasse-ingest "
                        "-i %s SOURCE",
                        "rien n'a été versé dans « %s » : lancez "
                        "liasse-ingest -i %s SOURCE"),
                     part->layout.index, part->layout.index);
}

/* ---- all parts ------------------------------------------------------- */

/* All parts with one set of words, for a query has one analysis. */
static enum status
take_words(struct search *search, struct error *err)
{
    bool changed = false, one;
    for (size_t i = 0; i < search->count; i++) {
        TRY(part_stamp(&one, &search->parts[i], err));
        changed = changed || one;
    }
    for (size_t i = 1; i < search->count; i++)
        if (!words_stamp_fits(str_from(search->parts[0].stamp),
                              str_from(search->parts[i].stamp)))
            return error_set(err, STATUS_FORMAT,
                             TR("'%s' and '%s' have different word lists: "
                                "rebuild them with the same --lexicon",
                                "« %s » et « %s » ont des listes de mots "
                                "différentes : reconstruisez-les avec le même "
                                "--lexicon"),
                             search->parts[0].layout.index,
                             search->parts[i].layout.index);
    if (!changed && search->analyser)
        return STATUS_OK;
    struct analyser *analyser;
    TRY(analyser_new_with(&analyser, &search->parts[0].wordlists, err));
    analyser_free(search->analyser);
    search->analyser = analyser;
    acronym_book_free(search->acronyms);
    search->acronyms = NULL;
    return STATUS_OK;
}

/* Closes everything when a part was rebuilt, so that all is opened anew. */
static enum status
notice_rebuild(struct search *search, struct error *err)
{
    bool changed = false;
    for (size_t i = 0; i < search->count; i++) {
        uint32_t generation;
        TRY(part_generation(&generation, &search->parts[i], err));
        changed = changed || generation != search->parts[i].generation;
        search->parts[i].generation = generation;
    }
    if (changed)
        close_readers(search);
    return STATUS_OK;
}

static enum status
open_all(struct search *search, struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    for (size_t i = 0; i < search->count; i++)
        TRY(part_open(&search->parts[i], err));
    if (search->count == 1) {
        search->all = search->parts[0].reader;
        return STATUS_OK;
    }
    layout_stub(path, &search->parts[0].layout);
    TRY(gone_is_stale(xap_reader_open(&search->all, path, err)));
    for (size_t i = 1; i < search->count; i++) {
        layout_stub(path, &search->parts[i].layout);
        TRY(gone_is_stale(xap_reader_add(search->all, path, err)));
    }
    return STATUS_OK;
}

static enum status
reopen_all(struct search *search, struct error *err)
{
    bool changed = false, other;
    for (size_t i = 0; i < search->count; i++) {
        TRY(gone_is_stale(
            xap_reader_reopen(search->parts[i].reader, &other, err)));
        changed = changed || other;
    }
    if (search->count > 1) {
        TRY(gone_is_stale(xap_reader_reopen(search->all, &other, err)));
        changed = changed || other;
    }
    if (changed) {
        lexicon_forget(search->lexicon);
        close_columns(search);
    }
    lexicon_tidy(search->lexicon);
    return STATUS_OK;
}

static enum status
refresh(struct search *search, struct error *err)
{
    TRY(notice_rebuild(search, err));
    TRY(search->all ? reopen_all(search, err) : open_all(search, err));
    TRY(take_words(search, err));
    for (size_t i = 0; i < search->count; i++)
        TRY(part_sequence(&search->parts[i], err));
    return search_refresh_stores(search, err);
}

enum status
search_refresh(struct search *search, struct error *err)
{
    enum status status = refresh(search, err);
    if (status == STATUS_OK)
        return STATUS_OK;
    close_readers(search); /* the next refresh opens them anew */
    for (size_t i = 0; i < search->count; i++)
        search->parts[i].stamp[0] = '\0'; /* and takes their words anew */
    return status;
}

/* Without an index documents are shown by the words that are built in. */
enum status
search_refresh_stores(struct search *search, struct error *err)
{
    if (!search->analyser)
        TRY(analyser_new(&search->analyser, err));
    for (size_t i = 0; i < search->count; i++)
        TRY(part_store(&search->parts[i], err));
    return STATUS_OK;
}

/* A stub of someone else's may name shards far away: those match for
 * themselves, and send hits only. */
static bool
search_is_far(const struct search *search)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->parts[i].generation == 0)
            return true;
    return false;
}

enum status
search_columns(struct columns **out, struct search *search, size_t part,
               struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    const struct search_part *of = &search->parts[part];
    if (!search->columns[part]) {
        layout_generation(path, &of->layout, of->generation);
        TRY(columns_open(&search->columns[part], of->generation ? path : NULL,
                         of->reader, err));
    }
    *out = search->columns[part];
    return STATUS_OK;
}

/* Both from the files, or both through Xapian. */
static enum status
open_tables(struct tables *tables, const struct search_part *of,
            struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    uint64_t revision;
    enum status status = STATUS_NOT_FOUND;
    layout_generation(path, &of->layout, of->generation);
    if (of->generation)
        status = xap_reader_revision(&revision, of->reader, err);
    if (status == STATUS_OK)
        status = postings_open(&tables->postings, path, revision, err);
    if (status == STATUS_OK)
        status = positions_on(&tables->positions,
                              postings_file(tables->postings), err);
    else if (status == STATUS_NOT_FOUND)
        status = positions_through(&tables->positions, of->reader, err);
    tables->known = status == STATUS_OK;
    if (!tables->known) {
        postings_close(tables->postings);
        tables->postings = NULL;
    }
    return status;
}

static enum status
part_tables(struct tables **out, struct search *search, size_t part,
            struct error *err)
{
    *out = &search->tables[part];
    return (*out)->known ? STATUS_OK
                         : open_tables(*out, &search->parts[part], err);
}

enum status
search_positions(struct positions **out, struct search *search, size_t part,
                 struct error *err)
{
    struct tables *tables;
    TRY(part_tables(&tables, search, part, err));
    *out = tables->positions;
    return STATUS_OK;
}

enum status
search_postings(struct postings **out, struct search *search, size_t part,
                struct error *err)
{
    struct tables *tables;
    TRY(part_tables(&tables, search, part, err));
    *out = tables->postings;
    return STATUS_OK;
}

static enum status
search_lists(struct term_lists *out, struct search *search, struct error *err)
{
    for (size_t i = 0; i < search->count; i++)
        TRY(search_positions(&search->positions[i], search, i, err));
    *out = (struct term_lists){search->all, search->positions, search->count};
    return STATUS_OK;
}

/* One database, by Xapian's matcher. */
static enum status
match_one(struct xap_result *out, struct search *search,
          const struct tables *tables, const struct xap_query *query,
          const struct xap_search *how, struct arena *arena, struct error *err)
{
    phrase_use(tables->positions);
    enum status status = xap_search(out, search->all, query, how, arena, err);
    phrase_use(NULL);
    return status;
}

enum status
search_run(struct xap_result *out, struct search *search,
           const struct xap_query *query, const struct xap_search *how,
           struct arena *arena, struct error *err)
{
    struct columns *columns;
    struct tables *tables;
    if (search->count > 1 || search_is_far(search))
        return xap_search(out, search->all, query, how, arena, err);
    TRY(part_tables(&tables, search, 0, err));
    if (!sweep_can(query, how))
        return match_one(out, search, tables, query, how, arena, err);
    TRY(search_columns(&columns, search, 0, err));
    phrase_use(tables->positions);
    enum status status = sweep_run(out, search->all, columns, tables->positions,
                                   tables->postings, query, how, arena, err);
    phrase_use(NULL);
    return status;
}

enum status
search_count_few(uint32_t *out, struct search *search,
                 const struct xap_query *query, struct arena *arena,
                 struct error *err)
{
    struct xap_result result;
    uint32_t documents;
    TRY(search_doc_count(&documents, search, err));
    struct xap_search how = {.check_at_least = documents,
                             .boolean = true,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    TRY(xap_search(&result, search->all, query, &how, arena, err));
    *out = result.total_low;
    return STATUS_OK;
}

enum status
search_all(struct xap_result *out, struct search *search,
           const struct xap_query *query, struct arena *arena,
           struct error *err)
{
    uint32_t documents;
    TRY(search_doc_count(&documents, search, err));
    struct xap_search how = {.count = documents,
                             .check_at_least = documents,
                             .boolean = true,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    return search_run(out, search, query, &how, arena, err);
}

enum status
search_terms(struct search *search, xap_docid docid, xap_term_visit *visit,
             void *payload, struct error *err)
{
    return xap_reader_document_terms(search->all, docid, visit, payload, err);
}

/* The lists of one part, of which document docids[i] is number
 * (docids[i] - 1) / parts + 1. */
static enum status
part_positions_of(struct positions *table, size_t part, size_t parts,
                  struct str term, const xap_docid *docids, size_t count,
                  xap_places_visit *visit, void *payload, struct error *err)
{
    AUTO(term_places) struct term_places list = {0};
    term_places_start(&list, table, term);
    for (size_t i = 0; i < count;) {
        xap_docid docid = (docids[i] - 1) / (xap_docid)parts + 1, next;
        if ((docids[i] - 1) % parts != part) {
            i++;
            continue;
        }
        TRY(term_places_find(&next, &list, docid, err));
        if (next != docid) {
            i = skip_below(docids, count, i,
                           (uint64_t)(next - 1) * parts + part + 1);
            continue;
        }
        TRY(term_places_read(&list, err));
        size_t at = i++;
        if (list.count == 0)
            continue;
        enum status status = visit(payload, at, list.at, list.count);
        if (status != STATUS_OK)
            return status == STATUS_DONE ? STATUS_OK : status;
    }
    return STATUS_OK;
}

enum status
search_terms_from(struct search *search, struct str prefix,
                  xap_term_visit *visit, void *payload, struct error *err)
{
    struct term_lists lists;
    TRY(search_lists(&lists, search, err));
    return term_lists_each(&lists, prefix, visit, payload, err);
}

enum status
search_positions_of(struct search *search, struct str term,
                    const xap_docid *docids, size_t count,
                    xap_places_visit *visit, void *payload, struct error *err)
{
    struct positions *table = NULL;
    for (size_t part = 0; part < search->count; part++) {
        TRY(search_positions(&table, search, part, err));
        TRY(part_positions_of(table, part, search->count, term, docids, count,
                              visit, payload, err));
    }
    return STATUS_OK;
}

enum status
search_docids_query(struct xap_query **out, struct search *search,
                    const xap_docid *docids, size_t count, struct error *err)
{
    return xap_query_docids(out, search->all, docids, count, err);
}

enum status
search_forms(void *payload, struct str **out, size_t *count, struct str stem,
             struct arena *arena, struct error *err)
{
    struct search *search = payload;
    struct str *all = NULL;
    size_t total = 0;
    for (size_t i = 0; i < search->count; i++) {
        struct str *forms, *both;
        size_t found;
        TRY(vocabulary_forms(&forms, &found, search->parts[i].reader, stem,
                             arena, err));
        both = i ? arena_array(arena, total + found + 1, sizeof *both) : forms;
        if (!both)
            return error_no_memory(err);
        for (size_t k = 0; i && k < total + found; k++)
            both[k] = k < total ? all[k] : forms[k - total];
        all = both;
        total += found;
    }
    *out = all;
    *count = total;
    return STATUS_OK;
}

enum status
search_words(void *payload, struct str **out, size_t *count, bool *cut,
             struct str prefix, const struct pattern *pattern, size_t max,
             struct error *err)
{
    struct search *search = payload;
    struct term_lists lists;
    TRY(search_lists(&lists, search, err));
    return lexicon_find(out, count, cut, search->lexicon, &lists, prefix,
                        pattern, max, err);
}

enum status
search_lexicon(const struct lexicon_word **out, size_t *count,
               struct search *search, struct str prefix, struct error *err)
{
    struct term_lists lists;
    TRY(search_lists(&lists, search, err));
    return lexicon_words(out, count, search->lexicon, &lists, prefix, err);
}

enum status
search_term_freq(uint32_t *out, struct search *search, struct str term,
                 struct error *err)
{
    struct term_lists lists;
    TRY(search_lists(&lists, search, err));
    return term_lists_documents(out, &lists, term, err);
}

static enum status
take_acronyms(struct search *search, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    if (search->acronyms)
        return STATUS_OK;
    const struct wordlists **lists =
        arena_array(&arena, search->count, sizeof(struct wordlists *));
    if (!lists)
        return error_no_memory(err);
    for (size_t i = 0; i < search->count; i++)
        lists[i] = &search->parts[i].wordlists;
    return acronym_book_new(&search->acronyms, lists, search->count,
                            search->analyser, err);
}

enum status
search_expand(void *payload, struct sense **out, size_t *count, struct str word,
              struct arena *arena, struct error *err)
{
    struct search *search = payload;
    struct term_lists lists;
    TRY(take_acronyms(search, err));
    TRY(search_lists(&lists, search, err));
    return acronym_book_expand(out, count, search->acronyms, &lists, word,
                               arena, err);
}

enum status
search_shorten(void *payload, struct sense **out, size_t *count,
               const struct token *tokens, size_t token_count,
               struct arena *arena, struct error *err)
{
    struct search *search = payload;
    struct term_lists lists;
    TRY(take_acronyms(search, err));
    TRY(search_lists(&lists, search, err));
    return acronym_book_shorten(out, count, search->acronyms, &lists, tokens,
                                token_count, arena, err);
}

size_t
search_part_count(const struct search *search)
{
    return search->count;
}

struct search_part *
search_part(struct search *search, size_t i)
{
    return &search->parts[i];
}

/* Xapian deals docids out in turn over the databases it joins. */
struct search_part *
search_part_of(struct search *search, xap_docid docid, xap_docid *local)
{
    xap_docid count = (xap_docid)search->count;
    *local = (docid - 1) / count + 1;
    return &search->parts[(docid - 1) % count];
}

enum status
search_value(struct str *out, struct search *search, xap_docid docid,
             uint32_t slot, struct arena *arena, struct error *err)
{
    return xap_reader_value(out, search->all, docid, slot, arena, err);
}

enum status
search_values_of(struct search *search, uint32_t slot, const xap_docid *docids,
                 size_t count, xap_value_visit *visit, void *payload,
                 struct error *err)
{
    struct columns *columns;
    const struct column *column = NULL;
    size_t part = SIZE_MAX;
    if (slot <= SLOT_SEQUENCE || search_is_far(search))
        return xap_reader_values_of(search->all, slot, docids, count, visit,
                                    payload, err);
    for (size_t i = 0; i < count; i++) {
        if (part != (docids[i] - 1) % search->count) {
            part = (docids[i] - 1) % search->count;
            TRY(search_columns(&columns, search, part, err));
            TRY(columns_get(&column, columns, slot, err));
        }
        uint32_t number = column_number(
            column, (docids[i] - 1) / (xap_docid)search->count + 1);
        if (number == 0)
            continue;
        enum status status =
            visit(payload, docids[i], column_value(column, number));
        if (status != STATUS_OK)
            return status == STATUS_DONE ? STATUS_OK : status;
    }
    return STATUS_OK;
}

enum status
search_doc_count(uint32_t *out, struct search *search, struct error *err)
{
    return xap_reader_doc_count(out, search->all, err);
}

enum status
search_document(bool *found, struct document *out, struct search *search,
                struct str uid, struct arena *arena, struct error *err)
{
    *found = false;
    for (size_t i = 0; !*found && i < search->count; i++) {
        struct store *store = search->parts[i].store;
        xap_docid docid;
        uint64_t sequence;
        enum status status = store_find(&docid, store, uid, err);
        if (status == STATUS_OK)
            status = store_document(out, &sequence, store, docid, arena, err);
        if (status != STATUS_NOT_FOUND)
            TRY(status);
        *found = status == STATUS_OK;
    }
    return STATUS_OK;
}

uint64_t
search_state(const struct search *search)
{
    uint64_t digest = CURSOR_DIGEST_START;
    for (size_t i = 0; i < search->count; i++) {
        const struct search_part *part = &search->parts[i];
        digest = cursor_digest_number(digest, part->generation);
        digest = cursor_digest_number(digest, part->sequence);
    }
    return digest;
}

enum status
search_pending(uint64_t *out, struct search *search, struct error *err)
{
    uint64_t total = 0;
    for (size_t i = 0; i < search->count; i++) {
        uint64_t pending;
        TRY(store_pending(&pending, search->parts[i].store,
                          search->parts[i].sequence, err));
        total += pending;
    }
    *out = total;
    return STATUS_OK;
}

struct analyser *
search_analyser(struct search *search)
{
    return search->analyser;
}
