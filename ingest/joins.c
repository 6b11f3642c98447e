/* ingest, at the end of a run: what documents say about one another. */
#include "joins.h"

#include "copies.h"
#include "join_names.h"
#include "lang.h"
#include "log.h"
#include "map.h"
#include "merge.h"
#include "stopping.h"

#include <stdlib.h>
#include <string.h>

/* A set of docids that is walked while it grows. */
struct docids {
    unsigned char *has; /* a bit each */
    xap_docid last;     /* the highest there is */
    xap_docid *at;
    size_t count, room;
};

struct joins {
    struct deposit *deposit;
    struct store *store;
    struct join_names names;
    struct docids later; /* to be joined */
    struct docids moved; /* their copies are to be looked for anew */
    struct docids grouped;
    struct map expanded; /* uids whose referring documents are in later */
    struct map bands;    /* walked */
    bool resumed; /* an earlier run was stopped: bands may be written, but not
                     yet followed */
    struct joins_result result;
    struct error *err;
};

static enum status
docids_init(struct docids *docids, xap_docid last, struct error *err)
{
    *docids = (struct docids){.last = last};
    docids->has = calloc(last / 8 + 1, 1);
    return docids->has ? STATUS_OK : error_no_memory(err);
}

static void
docids_release(struct docids *docids)
{
    free(docids->has);
    free(docids->at);
}

static bool
docids_has(const struct docids *docids, xap_docid docid)
{
    return docid <= docids->last &&
           (docids->has[docid / 8] >> docid % 8 & 1) != 0;
}

static enum status
docids_add(struct docids *docids, xap_docid docid, struct error *err)
{
    if (docid > docids->last || docids_has(docids, docid))
        return STATUS_OK;
    if (docids->count == docids->room) {
        size_t room = docids->room ? 2 * docids->room : 1024;
        xap_docid *grown = realloc(docids->at, room * sizeof *grown);
        if (!grown)
            return error_no_memory(err);
        docids->at = grown;
        docids->room = room;
    }
    docids->at[docids->count++] = docid;
    docids->has[docid / 8] |= (unsigned char)(1 << docid % 8);
    return STATUS_OK;
}

static int
by_docid(const void *left, const void *right)
{
    xap_docid a = *(const xap_docid *)left, b = *(const xap_docid *)right;
    return (a > b) - (a < b);
}

/* ---- one document ---------------------------------------------------------
 */

static enum join_class
class_of(const struct document *document)
{
    if (join_names_is_office(document))
        return JOIN_FIRST;
    return join_names_wants(document) || copies_wants(document) ? JOIN_LATER
                                                                : JOIN_NONE;
}

enum join_class
joins_class(const struct record *record)
{
    enum join_class class = record->joined.term_count ? JOIN_LATER : JOIN_NONE;
    for (size_t i = 0; i < record->count; i++) {
        enum join_class one = class_of(&record->contributions[i].document);
        class = one > class ? one : class;
    }
    return class;
}

/* Terms in their order, each once: equal joins have equal bytes. */
static int
by_bytes(const void *left, const void *right)
{
    return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

static void
sort_terms(struct supplement *joined)
{
    size_t kept = 0;
    if (joined->term_count == 0)
        return;
    qsort(joined->terms, joined->term_count, sizeof *joined->terms, by_bytes);
    for (size_t i = 0; i < joined->term_count; i++)
        if (kept == 0 || !str_eq(joined->terms[i], joined->terms[kept - 1]))
            joined->terms[kept++] = joined->terms[i];
    joined->term_count = kept;
}

static bool
has_term(const struct supplement *joined, struct str term)
{
    for (size_t i = 0; i < joined->term_count; i++)
        if (str_eq(joined->terms[i], term))
            return true;
    return false;
}

static enum status
add_moved(void *payload, xap_docid docid)
{
    struct joins *joins = payload;
    return docids_add(&joins->moved, docid, joins->err);
}

struct companion {
    xap_docid self;
    bool found;
};

static enum status
note_companion(void *payload, xap_docid docid)
{
    struct companion *companion = payload;
    companion->found = docid != companion->self;
    return companion->found ? STATUS_DONE : STATUS_OK;
}

/* Its bands are others than before: its old copies may have lost their tie,
 * and it may have new ones.  One that stands alone when it is written is found
 * by whoever shares a band with it later. */
static enum status
note_bands(struct joins *joins, xap_docid docid,
           const struct supplement *before, const struct supplement *after)
{
    struct companion companion = {docid, false};
    bool moved = before->fields.field[FIELD_GROUP_KEY].count && joins->resumed;
    for (size_t i = 0; i < before->term_count; i++) {
        struct str term = before->terms[i];
        if (!copies_is_band(term) || has_term(after, term))
            continue;
        moved = true;
        TRY(store_by_term(joins->store, term, add_moved, joins, joins->err));
    }
    for (size_t i = 0; i < after->term_count && !moved; i++) {
        struct str term = after->terms[i];
        if (!copies_is_band(term) ||
            (has_term(before, term) && !joins->resumed))
            continue;
        TRY(store_by_term(joins->store, term, note_companion, &companion,
                          joins->err));
        moved = companion.found;
    }
    return moved ? docids_add(&joins->moved, docid, joins->err) : STATUS_OK;
}

static enum status
write_joined(struct joins *joins, xap_docid docid, const struct record *record,
             const struct supplement *joined)
{
    bool changed;
    TRY(deposit_begin(joins->deposit, joins->err));
    TRY(store_join(&changed, joins->store, docid, record, joined, joins->err));
    joins->result.changed += changed;
    joins->deposit->batch_joined += changed;
    return deposit_commit_due(joins->deposit, joins->err);
}

/* Joins one document; *document is its merge_sources. */
static enum status
join_one(struct joins *joins, xap_docid docid, const struct record *record,
         const struct document *document, struct arena *arena)
{
    struct supplement joined = {.term_count = 0};
    if (record->count) {
        TRY(join_names(&joined, &joins->names, document, arena, joins->err));
        if (copies_wants(document))
            TRY(copies_sketch(&joined, document, arena, joins->err));
        /* Until its copies are looked for. */
        joined.fields.field[FIELD_GROUP_KEY] =
            record->joined.fields.field[FIELD_GROUP_KEY];
        sort_terms(&joined);
    }
    TRY(note_bands(joins, docid, &record->joined, &joined));
    return write_joined(joins, docid, record, &joined);
}

static enum status
read_sources(struct record *record, struct document *document,
             struct joins *joins, xap_docid docid, struct arena *arena)
{
    if (stop_signal())
        return STATUS_INTERRUPTED;
    *document = (struct document){0};
    TRY(store_record(record, joins->store, docid, arena, joins->err));
    if (record->count == 0)
        return STATUS_OK;
    return merge_sources(document, record, arena, joins->err);
}

/* ---- who is to be joined --------------------------------------------------
 */

static enum status
add_later(void *payload, xap_docid docid)
{
    struct joins *joins = payload;
    return docids_add(&joins->later, docid, joins->err);
}

/* All that refer to uid, once.  Most uids nobody refers to: they are not
 * remembered, for there is one for every document that was read. */
static enum status
expand(struct joins *joins, struct str uid, struct arena *arena)
{
    uint32_t referring;
    if (map_find(&joins->expanded, uid))
        return STATUS_OK;
    struct str term = arena_printf(arena, "R" STR_FMT, STR_ARG(uid));
    if (!term.at)
        return error_no_memory(joins->err);
    TRY(xap_reader_term_freq(&referring, store_reader(joins->store), term,
                             joins->err));
    if (referring == 0)
        return STATUS_OK;
    if (!map_at(&joins->expanded, uid))
        return error_no_memory(joins->err);
    return store_by_term(joins->store, term, add_later, joins, joins->err);
}

static enum status
take_touched(struct joins *joins, const struct unjoined *touched,
             struct arena *arena)
{
    struct str uid;
    struct record record;
    struct document document;
    TRY(xap_reader_value(&uid, store_reader(joins->store), touched->docid,
                         SLOT_UID, arena, joins->err));
    TRY(expand(joins, uid, arena));
    if (touched->class == JOIN_NONE)
        return STATUS_OK;
    if (touched->class == JOIN_LATER)
        return docids_add(&joins->later, touched->docid, joins->err);
    TRY(read_sources(&record, &document, joins, touched->docid, arena));
    enum join_class class = joins_class(&record);
    /* A run may have been stopped after its bands were written and before its
     * copies were looked for. */
    if (class == JOIN_LATER) {
        TRY(docids_add(&joins->moved, touched->docid, joins->err));
        return docids_add(&joins->later, touched->docid, joins->err);
    }
    if (class == JOIN_NONE)
        return STATUS_OK;
    TRY(expand(joins, document_first(&document, FIELD_AUTHOR_REF), arena));
    return join_one(joins, touched->docid, &record, &document, arena);
}

static enum status
take_all_touched(struct joins *joins)
{
    AUTO(arena) struct arena arena = {0};
    const struct unjoined *touched;
    size_t count = store_unjoined(&touched, joins->store);
    for (size_t i = 0; i < count && !joins->resumed; i++)
        joins->resumed = touched[i].class == JOIN_UNKNOWN;
    for (size_t i = 0; i < count; i++) {
        arena_reset(&arena);
        TRY(take_touched(joins, &touched[i], &arena));
    }
    return STATUS_OK;
}

static enum status
join_later(struct joins *joins)
{
    AUTO(arena) struct arena arena = {0};
    if (joins->later.count)
        qsort(joins->later.at, joins->later.count, sizeof *joins->later.at,
              by_docid);
    for (size_t i = 0; i < joins->later.count; i++) {
        struct record record;
        struct document document;
        xap_docid docid = joins->later.at[i];
        arena_reset(&arena);
        TRY(read_sources(&record, &document, joins, docid, &arena));
        TRY(join_one(joins, docid, &record, &document, &arena));
    }
    return STATUS_OK;
}

/* ---- copies ----------------------------------------------------------------
 */

static enum status
add_grouped(void *payload, xap_docid docid)
{
    struct joins *joins = payload;
    return docids_add(&joins->grouped, docid, joins->err);
}

/* Adds the copies of one to the group; *least = the least uid so far. */
static enum status
add_copies(struct joins *joins, xap_docid docid, struct buf *least)
{
    AUTO(arena) struct arena arena = {0};
    struct record record;
    TRY(store_record(&record, joins->store, docid, &arena, joins->err));
    if (record.count == 0)
        return STATUS_OK;
    if (least->len == 0 || str_cmp(record.uid, buf_str(least)) < 0) {
        buf_clear(least);
        buf_add(least, record.uid);
    }
    for (size_t i = 0; i < record.joined.term_count; i++) {
        struct str term = record.joined.terms[i];
        if (!copies_is_band(term) || map_find(&joins->bands, term))
            continue;
        if (!map_at(&joins->bands, term))
            return error_no_memory(joins->err);
        TRY(store_by_term(joins->store, term, add_grouped, joins, joins->err));
    }
    return buf_status(least, joins->err);
}

/* An empty key: it stands alone. */
static enum status
set_key(struct joins *joins, xap_docid docid, struct str key)
{
    AUTO(arena) struct arena arena = {0};
    struct record record;
    TRY(store_record(&record, joins->store, docid, &arena, joins->err));
    struct supplement joined = record.joined;
    joined.fields.field[FIELD_GROUP_KEY] = (struct values){0};
    TRY(document_add(&joined.fields, FIELD_GROUP_KEY, key, &arena, joins->err));
    return write_joined(joins, docid, &record, &joined);
}

static enum status
group_from(struct joins *joins, xap_docid docid)
{
    AUTO(buf) struct buf least = BUF_INIT(DOCUMENT_UID_MAX + 1);
    size_t start = joins->grouped.count;
    TRY(docids_add(&joins->grouped, docid, joins->err));
    for (size_t i = start; i < joins->grouped.count; i++)
        TRY(add_copies(joins, joins->grouped.at[i], &least));
    bool alone = joins->grouped.count - start == 1;
    for (size_t i = start; i < joins->grouped.count; i++) {
        if (stop_signal())
            return STATUS_INTERRUPTED;
        TRY(set_key(joins, joins->grouped.at[i],
                    alone ? STR("") : buf_str(&least)));
    }
    return STATUS_OK;
}

static enum status
group_moved(struct joins *joins)
{
    for (size_t i = 0; i < joins->moved.count; i++)
        if (!docids_has(&joins->grouped, joins->moved.at[i]))
            TRY(group_from(joins, joins->moved.at[i]));
    return STATUS_OK;
}

/* ---- the whole
 * ----------------------------------------------------------------
 */

static enum status
join_all(struct joins *joins)
{
    xap_docid last;
    TRY(xap_reader_last_docid(&last, store_reader(joins->store), joins->err));
    TRY(docids_init(&joins->later, last, joins->err));
    TRY(docids_init(&joins->moved, last, joins->err));
    TRY(docids_init(&joins->grouped, last, joins->err));
    TRY(take_all_touched(joins));
    TRY(join_later(joins));
    TRY(group_moved(joins));
    TRY(deposit_begin(joins->deposit, joins->err));
    TRY(store_joined(joins->store, joins->err));
    return store_unresolved(&joins->result.missing, &joins->result.unresolved,
                            joins->store, joins->err);
}

enum status
joins_run(struct joins_result *out, struct deposit *deposit, struct error *err)
{
    const struct unjoined *touched;
    struct joins joins = {
        .deposit = deposit, .store = deposit->store, .err = err};
    *out = (struct joins_result){0};
    if (store_unjoined(&touched, deposit->store) == 0)
        return STATUS_OK;
    join_names_init(&joins.names, deposit->store);
    enum status status = join_all(&joins);
    join_names_release(&joins.names);
    docids_release(&joins.later);
    docids_release(&joins.moved);
    docids_release(&joins.grouped);
    map_release(&joins.expanded);
    map_release(&joins.bands);
    *out = joins.result;
    return status;
}
