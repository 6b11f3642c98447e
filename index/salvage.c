/* index: records out of a damaged store. */
#include "salvage.h"

#include "check_store.h"
#include "glass_scan.h"
#include "isolate.h"
#include "map.h"
#include "retry.h"
#include "store.h"
#include "version_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { SECONDS = 3600 };

/* Bytes of a block that a store's tables may have (store.c). */
static const uint32_t block_sizes[] = {8192, 16384};

struct known {
    xap_docid docid;
    struct str uid;    /* in the arena; empty = not known */
    uint64_t sequence; /* 0 = not known */
};

struct salvage {
    const struct layout *layout;
    char path[LAYOUT_PATH_MAX];
    bool whole;
    struct version_file version; /* of a damaged store, if it is known */
    bool version_known;
    struct glass_scan *records, *lists;
    struct arena arena;
    struct known *known; /* by docid, each once */
    size_t count;
};

/* ---- is it whole? ----------------------------------------------------------
 */

static void
count_fault(void *payload, xap_docid docid, const char *what)
{
    (void)docid;
    (void)what;
    ++*(uint64_t *)payload;
}

static enum status
look(uint64_t *count, void *payload, struct error *err)
{
    struct salvage *salvage = payload;
    AUTO(store) struct store *store = NULL;
    AUTO(buf) struct buf report = BUF_INIT(1 << 20);
    uint32_t found;
    TRY(xap_check(&found, salvage->path, &report, err));
    *count = found;
    if (found)
        return STATUS_OK;
    TRY(store_open(&store, salvage->layout, err));
    return check_store(store, count_fault, count, err);
}

static bool
is_whole(struct salvage *salvage)
{
    struct retry retry = RETRY_START;
    uint64_t count;
    bool died;
    enum status status;
    do
        status = isolate(&count, &died, look, salvage, SECONDS, NULL);
    while (status == STATUS_STALE && retry_again(&retry));
    return status == STATUS_OK && count == 0 && !died;
}

/* ---- a damaged store -------------------------------------------------------
 */

static bool
is_docid(struct str key)
{
    return glass_scan_docid(key) != 0;
}

/* A piece of the sequence numbers, by its first docid. */
static xap_docid
sequences_docid(struct str key)
{
    static const char head[] = {0, (char)0xD8, SLOT_SEQUENCE};
    struct str start = {head, sizeof head};
    return str_starts(key, start)
               ? glass_scan_docid(str_from_offset(key, sizeof head))
               : 0;
}

/* "Q" uid: its first piece; sequence numbers; and metadata. */
static bool
is_list(struct str key)
{
    return str_starts(key, STR("\0\xC0")) || sequences_docid(key) ||
           (str_starts(key, STR("Q")) && !str_contains(key, STR("\0")));
}

static uint32_t
block_of(const struct salvage *salvage, const char *table)
{
    for (unsigned i = 0; i < VERSION_FILE_TABLES; i++)
        if (str_eq(str_from(version_table_name(i)), str_from(table)))
            return salvage->version.tables[i].block;
    return block_sizes[0];
}

/* With the size of blocks that gives most, where nothing says it. */
static enum status
scan_by_trying(struct glass_scan **out, const char *path,
               bool (*wants)(struct str key), struct error *err)
{
    for (size_t i = 0; i < sizeof block_sizes / sizeof *block_sizes; i++) {
        AUTO(glass_scan) struct glass_scan *scan = NULL;
        TRY(glass_scan_open(&scan, path, block_sizes[i], UINT32_MAX, wants,
                            err));
        if (!*out || glass_scan_count(scan) > glass_scan_count(*out)) {
            struct glass_scan *less = *out;
            *out = scan;
            scan = less;
        }
    }
    return STATUS_OK;
}

/* An absent table has nothing in it.  What was not committed is not taken,
 * where that can be known. */
static enum status
scan_open(struct glass_scan **out, const struct salvage *salvage,
          const char *table, bool (*wants)(struct str key), struct error *err)
{
    char path[LAYOUT_PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/%s.glass", salvage->path, table);
    enum status status =
        salvage->version_known
            ? glass_scan_open(out, path, block_of(salvage, table),
                              salvage->version.revision, wants, err)
            : scan_by_trying(out, path, wants, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status
scans_open(struct salvage *salvage, struct error *err)
{
    salvage->version_known = version_look(&salvage->version, NULL, NULL,
                                          salvage->path, NULL) == STATUS_OK;
    TRY(scan_open(&salvage->records, salvage, "docdata", is_docid, err));
    return scan_open(&salvage->lists, salvage, "postlist", is_list, err);
}

static bool
take_uint(struct str *rest, uint64_t *out)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < rest->len && i < 5; i++) {
        number |= ((uint64_t)(unsigned char)rest->at[i] & 0x7F) << 7 * i;
        if ((unsigned char)rest->at[i] & 0x80)
            continue;
        *out = number;
        *rest = str_from_offset(*rest, i + 1);
        return true;
    }
    return false;
}

/* A posting list starts with its documents, the sum of wdf, the first docid
 * less one (build/glass.h). */
static xap_docid
first_docid(struct str tag)
{
    uint64_t documents, wdf, docid;
    if (!take_uint(&tag, &documents) || !take_uint(&tag, &wdf) ||
        !take_uint(&tag, &docid) || documents != 1 || docid >= UINT32_MAX)
        return 0;
    return (xap_docid)docid + 1;
}

static void
add_known(struct buf *all, xap_docid docid, struct str uid, uint64_t sequence)
{
    struct known known = {docid, uid, sequence};
    buf_add(all, (struct str){(const char *)&known, sizeof known});
}

static int
by_docid(const void *left, const void *right)
{
    const struct known *a = left, *b = right;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

/* The first value, then docids skipped and a value each. */
static void
list_sequences(struct buf *all, xap_docid docid, struct str tag)
{
    uint64_t len, skipped;
    while (take_uint(&tag, &len) && len <= tag.len) {
        if (len == SEQUENCE_BYTES)
            add_known(all, docid, STR(""),
                      sequence_decode(str_head(tag, (size_t)len)));
        tag = str_from_offset(tag, (size_t)len);
        if (!take_uint(&tag, &skipped) || skipped >= UINT32_MAX - docid)
            return;
        docid += (xap_docid)skipped + 1;
    }
}

static enum status
list_lists(struct buf *all, struct salvage *salvage, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    size_t count = salvage->lists ? glass_scan_count(salvage->lists) : 0;
    for (size_t i = 0; i < count; i++) {
        struct str tag, key = glass_scan_key(salvage->lists, i);
        xap_docid docid = sequences_docid(key);
        arena_reset(&arena);
        if ((!docid && !str_starts(key, STR("Q"))) ||
            glass_scan_tag(&tag, salvage->lists, i, 0, &arena, NULL) !=
                STATUS_OK)
            continue;
        if (docid) {
            list_sequences(all, docid, tag);
            continue;
        }
        struct str uid = str_from_offset(key, 1);
        docid = first_docid(tag);
        if (!docid || !document_uid_is_valid(uid))
            continue;
        uid = arena_copy(&salvage->arena, uid);
        if (!uid.at)
            return error_no_memory(err);
        add_known(all, docid, uid, 0);
    }
    return STATUS_OK;
}

/* One of each docid. */
static void
merge_known(struct salvage *salvage, size_t count)
{
    struct known *to = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct known *from = &salvage->known[i];
        if (to && to->docid == from->docid) {
            if (!to->uid.len)
                to->uid = from->uid;
            if (from->sequence > to->sequence)
                to->sequence = from->sequence;
        } else {
            to = &salvage->known[salvage->count++];
            *to = *from;
        }
    }
}

static enum status
list_known(struct salvage *salvage, struct error *err)
{
    struct buf all = BUF_INIT(SIZE_MAX / 2);
    size_t count = salvage->records ? glass_scan_count(salvage->records) : 0;
    enum status status = list_lists(&all, salvage, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        add_known(&all, glass_scan_docid(glass_scan_key(salvage->records, i)),
                  STR(""), 0);
    if (status == STATUS_OK)
        status = buf_status(&all, err);
    if (status != STATUS_OK) {
        buf_release(&all);
        return status;
    }
    salvage->known = (struct known *)(void *)all.at;
    count = all.len / sizeof(struct known);
    if (count)
        qsort(salvage->known, count, sizeof(struct known), by_docid);
    merge_known(salvage, count);
    return STATUS_OK;
}

/* ---- opening
 * ----------------------------------------------------------------- */

enum status
salvage_open(struct salvage **out, const struct layout *layout,
             struct error *err)
{
    AUTO(salvage) struct salvage *salvage = calloc(1, sizeof *salvage);
    struct stat stat_of;
    if (!salvage)
        return error_no_memory(err);
    salvage->layout = layout;
    layout_store(salvage->path, layout);
    if (stat(salvage->path, &stat_of) != 0)
        return error_set(err, STATUS_NOT_FOUND, "'%s'", salvage->path);
    salvage->whole = is_whole(salvage);
    if (!salvage->whole) {
        TRY(scans_open(salvage, err));
        TRY(list_known(salvage, err));
    }
    *out = salvage;
    salvage = NULL;
    return STATUS_OK;
}

void
salvage_close(struct salvage *salvage)
{
    if (!salvage)
        return;
    glass_scan_close(salvage->records);
    glass_scan_close(salvage->lists);
    arena_release(&salvage->arena);
    free(salvage->known);
    free(salvage);
}

bool
salvage_is_whole(const struct salvage *salvage)
{
    return salvage->whole;
}

/* ---- records
 * ----------------------------------------------------------------- */

/* The newest state that is whole. */
static enum status
record_find(bool *found, struct record *out, const struct salvage *salvage,
            xap_docid docid, size_t i, struct arena *arena, struct error *err)
{
    *found = false;
    if (!salvage->records || i >= glass_scan_count(salvage->records) ||
        glass_scan_docid(glass_scan_key(salvage->records, i)) != docid)
        return STATUS_OK;
    for (uint32_t state = 0; !*found; state++) {
        struct str tag;
        enum status status =
            glass_scan_tag(&tag, salvage->records, i, state, arena, err);
        if (status == STATUS_NOT_FOUND)
            return STATUS_OK;
        if (status == STATUS_FORMAT)
            continue;
        TRY(status);
        status = record_decode(out, tag, arena, err);
        if (status != STATUS_FORMAT)
            TRY(status);
        *found = status == STATUS_OK && document_uid_is_valid(out->uid);
    }
    return STATUS_OK;
}

static enum status
each_scanned(struct salvage *salvage, salvage_visit *visit, void *payload,
             struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(map) struct map seen = {0};
    size_t keys = salvage->records ? glass_scan_count(salvage->records) : 0;
    size_t i = 0;
    for (size_t k = 0; k < salvage->count; k++) {
        const struct known *known = &salvage->known[k];
        struct record record;
        bool found;
        arena_reset(&arena);
        while (i < keys && glass_scan_docid(glass_scan_key(salvage->records,
                                                           i)) < known->docid)
            i++;
        TRY(record_find(&found, &record, salvage, known->docid, i, &arena,
                        err));
        /* No uid twice: the docid of a damaged key is another one's. */
        struct str uid = found ? record.uid : known->uid;
        uint64_t *times = uid.len ? map_at(&seen, uid) : NULL;
        if (uid.len && !times)
            return error_no_memory(err);
        if (times && (*times)++)
            continue;
        TRY(visit(payload, known->docid, uid, found ? &record : NULL,
                  found && record.sequence < known->sequence));
    }
    return STATUS_OK;
}

struct walk {
    struct salvage *salvage;
    struct store *store;
    salvage_visit *visit;
    salvage_entry *entry;
    void *payload;
    struct arena arena;
    xap_docid before;
    struct error *err;
};

static enum status
visit_record(void *payload, xap_docid docid, uint32_t wdf)
{
    struct walk *walk = payload;
    struct record record;
    (void)wdf;
    if (docid <= walk->before)
        return STATUS_OK; /* visited before a reopen */
    arena_reset(&walk->arena);
    TRY(store_record(&record, walk->store, docid, &walk->arena, walk->err));
    TRY(walk->visit(walk->payload, docid, record.uid, &record, false));
    walk->before = docid;
    return STATUS_OK;
}

/* A store that is written to meanwhile: goes on where it was. */
static enum status
each_stored(struct salvage *salvage, salvage_visit *visit, void *payload,
            struct error *err)
{
    AUTO(store) struct store *store = NULL;
    struct walk walk = {
        .salvage = salvage, .visit = visit, .payload = payload, .err = err};
    struct retry retry = RETRY_START;
    enum status status;
    TRY(store_open(&store, salvage->layout, err));
    walk.store = store;
    for (;;) {
        xap_docid before = walk.before;
        status = xap_reader_postings(store_reader(store), STR(""), visit_record,
                                     &walk, err);
        if (status != STATUS_STALE)
            break;
        if (walk.before > before)
            retry = (struct retry)RETRY_START;
        if (!retry_again(&retry))
            break;
        status = store_reopen(store, err);
        if (status != STATUS_OK)
            break;
    }
    arena_release(&walk.arena);
    return status;
}

enum status
salvage_each(struct salvage *salvage, salvage_visit *visit, void *payload,
             struct error *err)
{
    return salvage->whole ? each_stored(salvage, visit, payload, err)
                          : each_scanned(salvage, visit, payload, err);
}

/* ---- metadata
 * ------------------------------------------------------------------ */

static enum status
visit_key(void *payload, struct str key)
{
    struct walk *walk = payload;
    struct str value;
    bool taken;
    arena_reset(&walk->arena);
    TRY(xap_reader_metadata(&value, store_reader(walk->store), key,
                            &walk->arena, walk->err));
    return walk->entry(walk->payload, &taken, key, value);
}

static enum status
metadata_stored(struct salvage *salvage, salvage_entry *visit, void *payload,
                struct error *err)
{
    AUTO(store) struct store *store = NULL;
    struct walk walk = {
        .salvage = salvage, .entry = visit, .payload = payload, .err = err};
    TRY(store_open(&store, salvage->layout, err));
    walk.store = store;
    enum status status =
        xap_reader_keys(store_reader(store), STR(""), visit_key, &walk, err);
    arena_release(&walk.arena);
    return status;
}

enum status
salvage_metadata(struct salvage *salvage, salvage_entry *visit, void *payload,
                 struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    if (salvage->whole)
        return metadata_stored(salvage, visit, payload, err);
    size_t count = salvage->lists ? glass_scan_count(salvage->lists) : 0;
    for (size_t i = 0; i < count; i++) {
        struct str value, key = glass_scan_key(salvage->lists, i);
        bool taken = !str_starts(key, STR("\0\xC0"));
        for (uint32_t state = 0; !taken; state++) {
            arena_reset(&arena);
            enum status status =
                glass_scan_tag(&value, salvage->lists, i, state, &arena, err);
            if (status == STATUS_NOT_FOUND)
                break;
            if (status == STATUS_FORMAT)
                continue;
            TRY(status);
            TRY(visit(payload, &taken, str_from_offset(key, 2), value));
        }
    }
    return STATUS_OK;
}
