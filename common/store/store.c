/* store: records in a Xapian database. */
#include "store.h"

#include "commit.h"
#include "dump.h"
#include "glass_data.h"
#include "lang.h"
#include "map.h"
#include "merge.h"
#include "retry.h"
#include "version_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char META_SCHEMA[] = "schema";
static const char META_LAST[] = "sequence";
static const char META_JOINED[] = "joined";
static const char TERM_UID[] = "Q";
static const char TERM_SOURCE[] = "S";
static const char TERM_TOMBSTONE[] = "T";
static const char TERM_FOLDER[] = "D";

static const char BEFORE_PACKED[] = "1"; /* STORE_VERSION that is read */

struct store {
    struct xap_writer *writer; /* NULL when open for reading */
    struct xap_reader *reader; /* borrowed from the writer, else owned */
    struct glass_data *data;   /* of the reader's revision; NULL: through it */
    bool data_known;
    char path[LAYOUT_PATH_MAX];
    uint64_t sequence; /* writer: the last one given */
    struct xap_document *document;
    struct arena arena; /* of one put */
    struct buf encoded;
    struct packer *packer;    /* of a writer */
    store_classify *classify; /* NULL: nobody joins */
    struct unjoined *unjoined;
    size_t unjoined_count, unjoined_room;
};

enum { RECORD_MAX = 256 * 1024 * 1024 };

void
sequence_encode(char out[SEQUENCE_BYTES], uint64_t sequence)
{
    for (int i = SEQUENCE_BYTES - 1; i >= 0; i--) {
        out[i] = (char)sequence;
        sequence >>= 8;
    }
}

uint64_t
sequence_decode(struct str value)
{
    uint64_t sequence = 0;
    for (size_t i = 0; i < value.len && i < SEQUENCE_BYTES; i++)
        sequence = sequence << 8 | (unsigned char)value.at[i];
    return sequence;
}

/* ---- opening ---------------------------------------------------------- */

static enum status
sequence_read(uint64_t *out, struct xap_reader *reader, const char *key,
              struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str value;
    TRY(xap_reader_metadata(&value, reader, str_from(key), &arena, err));
    *out = 0;
    if (value.len && !str_to_u64(value, out))
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("the store's sequence number is damaged",
                            "numéro de séquence du store endommagé"));
    return STATUS_OK;
}

static enum status
schema_check(struct xap_reader *reader, bool *is_stamped, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str value;
    TRY(xap_reader_metadata(&value, reader, str_from(META_SCHEMA), &arena,
                            err));
    *is_stamped = str_eq(value, STR(STORE_VERSION));
    if (value.len && !*is_stamped && !str_eq(value, str_from(BEFORE_PACKED)))
        return error_set(
            err, STATUS_FORMAT,
            TR("the store has form " STR_FMT ", this program needs %s: use "
               "the liasse-ingest that wrote it, or ingest anew",
               "le store est au format " STR_FMT ", ce programme attend %s : "
               "utilisez le liasse-ingest qui l'a écrit, ou réingérez"),
            STR_ARG(str_head(value, 20)), STORE_VERSION);
    return STATUS_OK;
}

static struct store *
store_new(const struct layout *layout)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    layout_store(store->path, layout);
    store->encoded = (struct buf)BUF_INIT(RECORD_MAX);
    return store;
}

static enum status
stamp_write(struct store *store, struct error *err)
{
    TRY(store_begin(store, err));
    TRY(xap_writer_metadata_set(store->writer, str_from(META_SCHEMA),
                                STR(STORE_VERSION), err));
    return store_commit(store, err);
}

static enum status
touch(struct store *store, xap_docid docid, enum join_class class,
      struct error *err)
{
    if (store->unjoined_count == store->unjoined_room) {
        size_t room = store->unjoined_room ? 2 * store->unjoined_room : 1024;
        struct unjoined *grown = realloc(store->unjoined, room * sizeof *grown);
        if (!grown)
            return error_no_memory(err);
        store->unjoined = grown;
        store->unjoined_room = room;
    }
    store->unjoined[store->unjoined_count++] = (struct unjoined){docid, class};
    return STATUS_OK;
}

/* What a run changed that was stopped before its joins. */
static enum status
unjoined_before(struct store *store, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct change *changes;
    uint64_t joined;
    size_t count;
    TRY(sequence_read(&joined, store->reader, META_JOINED, err));
    TRY(store_changes(&changes, &count, store, joined, &arena, err));
    for (size_t i = 0; i < count; i++)
        TRY(touch(store, changes[i].docid, JOIN_UNKNOWN, err));
    return STATUS_OK;
}

/* Has nothing ever been committed there?  Tables without a version file are
 * what a run left that ended while it made the database: Xapian would open
 * them no more. */
static bool
was_never_made(const struct store *store)
{
    char version[LAYOUT_PATH_MAX + 32];
    snprintf(version, sizeof version, "%s/iamglass", store->path);
    return access(version, F_OK) != 0 && errno == ENOENT;
}

/* Nothing in it is compressed: documents' data come packed, and their three or
 * four terms are not worth the eighth of a run that trying takes.  If that
 * cannot be said, Xapian tries, and leaves data as they are. */
static enum status
database_make(struct store *store, struct error *err)
{
    TRY(xap_writer_open(&store->writer, store->path, true, false, err));
    xap_writer_close(store->writer);
    store->writer = NULL;
    TRY(directory_sync(store->path, err));
    if (version_for_packed(store->path, NULL) == STATUS_OK)
        TRY(directory_sync(store->path, err));
    return xap_writer_open(&store->writer, store->path, false, false, err);
}

/* It is made anew under a lock that all who make it take, so that nobody does
 * so twice. */
static enum status
database_open(struct store *store, struct error *err)
{
    TRY(database_lockable(store->path, err));
    if (!was_never_made(store))
        return xap_writer_open(&store->writer, store->path, false, false, err);
    (void)!mkdir(store->path, 0777); /* the lock's name goes through it */
    int lock = commit_hold(store->path, COMMIT_ALONE);
    bool fresh = lock >= 0 && was_never_made(store);
    enum status status =
        fresh ? database_make(store, err)
              : xap_writer_open(&store->writer, store->path, false, false, err);
    commit_let_go(lock);
    return status;
}

static enum status
writer_start(struct store *store, struct error *err)
{
    bool is_stamped;
    struct retry retry = RETRY_START;
    enum status status;
    do
        status = database_open(store, err);
    while (status == STATUS_LOCKED && retry_lock(&retry));
    TRY(status);
    /* If this call made the database, its first commit is not yet safe. */
    TRY(directory_sync(store->path, err));
    store->reader = xap_writer_reader(store->writer);
    TRY(xap_document_new(&store->document, err));
    TRY(packer_new(&store->packer, err));
    TRY(schema_check(store->reader, &is_stamped, err));
    if (!is_stamped)
        TRY(stamp_write(store, err));
    TRY(sequence_read(&store->sequence, store->reader, META_LAST, err));
    return unjoined_before(store, err);
}

enum status
store_create(struct store **out, const struct layout *layout, struct error *err)
{
    TRY(layout_create(layout, err));
    AUTO(store) struct store *store = store_new(layout);
    if (!store)
        return error_no_memory(err);
    enum status status = writer_start(store, err);
    if (status == STATUS_LOCKED)
        return error_set(err, status, "%s",
                         TR("another liasse-ingest is writing this index",
                            "un autre liasse-ingest écrit dans cet index"));
    TRY(status);
    TRY(directory_sync(layout->index, err));
    *out = store;
    store = NULL;
    return STATUS_OK;
}

enum status
store_open(struct store **out, const struct layout *layout, struct error *err)
{
    AUTO(store) struct store *store = store_new(layout);
    if (!store)
        return error_no_memory(err);
    enum status status = xap_reader_open(&store->reader, store->path, err);
    if (status == STATUS_NOT_FOUND)
        return error_set(err, status,
                         TR("no index at '%s': run liasse-ingest first",
                            "aucun index dans « %s » : lancez d'abord "
                            "liasse-ingest"),
                         layout->index);
    TRY(status);
    bool is_stamped;
    TRY(schema_check(store->reader, &is_stamped, err));
    *out = store;
    store = NULL;
    return STATUS_OK;
}

void
store_rest(struct store *store)
{
    glass_data_close(store->data);
    store->data = NULL;
    store->data_known = false;
}

void
store_close(struct store *store)
{
    if (!store)
        return;
    if (store->writer)
        xap_writer_close(store->writer);
    else
        xap_reader_close(store->reader);
    store_rest(store);
    xap_document_free(store->document);
    arena_release(&store->arena);
    buf_release(&store->encoded);
    packer_free(store->packer);
    free(store->unjoined);
    free(store);
}

enum status
store_reopen(struct store *store, struct error *err)
{
    bool moved = true;
    enum status status = xap_reader_reopen(store->reader, &moved, err);
    if (status != STATUS_OK || moved)
        store_rest(store);
    return status;
}

struct xap_reader *
store_reader(struct store *store)
{
    return store->reader;
}

struct xap_writer *
store_writer(struct store *store)
{
    return store->writer;
}

void
store_path(char out[LAYOUT_PATH_MAX], const struct store *store)
{
    memcpy(out, store->path, LAYOUT_PATH_MAX);
}

/* ---- batches ----------------------------------------------------------- */

enum status
store_begin(struct store *store, struct error *err)
{
    return commit_begin(store->writer, store->path, err);
}

static enum status
sequence_write(struct store *store, const char *key, struct error *err)
{
    char digits[24];
    struct buf text = {
        .at = digits, .size = sizeof digits, .max = sizeof digits};
    buf_printf(&text, "%llu", (unsigned long long)store->sequence);
    return xap_writer_metadata_set(store->writer, str_from(key), buf_str(&text),
                                   err);
}

enum status
store_commit(struct store *store, struct error *err)
{
    TRY(sequence_write(store, META_LAST, err));
    return commit_database(store->writer, store->path, err);
}

/* ---- records ------------------------------------------------------------ */

static enum status
first_docid(void *payload, xap_docid docid, uint32_t wdf)
{
    (void)wdf;
    *(xap_docid *)payload = docid;
    return STATUS_DONE;
}

static enum status
docid_of(xap_docid *out, struct store *store, struct str uid,
         struct arena *arena, struct error *err)
{
    struct str term = arena_printf(arena, "%s" STR_FMT, TERM_UID, STR_ARG(uid));
    if (!term.at)
        return error_no_memory(err);
    *out = 0;
    return xap_reader_postings(store->reader, term, first_docid, out, err);
}

enum status
store_find(xap_docid *out, struct store *store, struct str uid,
           struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    xap_docid docid;
    if (!document_uid_is_valid(uid))
        return error_set(err, STATUS_NOT_FOUND, "%s",
                         TR("no such document", "document inconnu"));
    TRY(docid_of(&docid, store, uid, &arena, err));
    if (docid == 0)
        return error_set(
            err, STATUS_NOT_FOUND,
            TR("no document '" STR_FMT "'", "aucun document « " STR_FMT " »"),
            STR_ARG(uid));
    *out = docid;
    return STATUS_OK;
}

/* A block may be overwritten while it is read: what then came is no damage.
 * The store is at the newest revision afterwards. */
static bool
has_moved(struct store *store)
{
    bool moved = false;
    if (store->writer)
        return false;
    store_rest(store);
    return xap_reader_reopen(store->reader, &moved, NULL) == STATUS_OK && moved;
}

/* The bytes of a record, past Xapian where that can be; what is odd it shall
 * judge.  Of a writer, what is not committed, too. */
static enum status
store_data(struct str *out, struct store *store, xap_docid docid,
           struct arena *arena, struct error *err)
{
    uint64_t revision;
    if (!store->data_known && !store->writer &&
        xap_reader_revision(&revision, store->reader, NULL) == STATUS_OK &&
        glass_data_open(&store->data, store->path, "docdata", revision, NULL) !=
            STATUS_OK)
        store->data = NULL;
    store->data_known = true;
    if (store->data) {
        enum status status =
            glass_data_read(out, store->data, docid, arena, err);
        if (status != STATUS_NOT_FOUND && status != STATUS_IO)
            return status;
    }
    return xap_reader_data(out, store->reader, docid, arena, err);
}

enum status
store_record(struct record *out, struct store *store, xap_docid docid,
             struct arena *arena, struct error *err)
{
    struct str data;
    TRY(store_data(&data, store, docid, arena, err));
    enum status status = record_decode(out, data, arena, err);
    if (status == STATUS_OK)
        return STATUS_OK;
    if (status == STATUS_FORMAT && has_moved(store))
        return error_set(err, STATUS_STALE, "%s", status_text(STATUS_STALE));
    return err ? error_add(err, "docid %u", docid) : status;
}

enum status
store_document(struct document *out, uint64_t *sequence, struct store *store,
               xap_docid docid, struct arena *arena, struct error *err)
{
    struct record record;
    TRY(store_record(&record, store, docid, arena, err));
    if (record.count == 0)
        return error_set(err, STATUS_NOT_FOUND, "%s",
                         TR("the document was deleted", "document supprimé"));
    *sequence = record.sequence;
    return merge_record(out, &record, arena, err);
}

/* Bytes of the digest that stand in the term of a source. */
enum { SOURCE_BYTES = 8, SOURCE_BYTES_OF_PLAIN = 16 };

static unsigned
source_bytes(const struct record *record)
{
    return record->version && record->version < RECORD_FIRST_PACKED
               ? SOURCE_BYTES_OF_PLAIN
               : SOURCE_BYTES;
}

/* "S" and the start of the digest of a source's name in hex: names may be
 * longer than a term.  Two may share it. */
static void
source_term(char out[2 + 2 * SHA256_BYTES], struct str source, unsigned bytes)
{
    uint8_t sha256[SHA256_BYTES];
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, source);
    digest_end(&digest, sha256);
    out[0] = TERM_SOURCE[0];
    hex_encode(out + 1, sha256, bytes);
}

/* The texts in whose folders a dump has it, so that deleting a folder finds
 * what lies in it. */
static enum status
folder_terms(const struct contribution *one, struct arena *arena,
             store_term_visit *visit, void *payload, struct error *err)
{
    struct dump dump;
    size_t slash = str_rfind(one->member, STR("/"));
    if (slash == SIZE_MAX || !dump_of(&dump, one->source))
        return STATUS_OK;
    struct str folder = str_head(one->member, slash), id;
    while ((id = dump_last_id(folder)).len) {
        struct str term =
            arena_printf(arena, "%s" STR_FMT, TERM_FOLDER, STR_ARG(id));
        if (!term.at)
            return error_no_memory(err);
        TRY(visit(payload, term));
        folder.len = (size_t)(id.at - folder.at);
    }
    return STATUS_OK;
}

/* May give a term several times. */
static enum status
each_term(const struct record *record, struct arena *arena,
          store_term_visit *visit, void *payload, struct error *err)
{
    struct str term =
        arena_printf(arena, "%s" STR_FMT, TERM_UID, STR_ARG(record->uid));
    if (!term.at)
        return error_no_memory(err);
    TRY(visit(payload, term));
    if (record->count == 0)
        TRY(visit(payload, str_from(TERM_TOMBSTONE)));
    for (size_t i = 0; i < record->count; i++) {
        char source[2 + 2 * SHA256_BYTES];
        source_term(source, record->contributions[i].source,
                    source_bytes(record));
        TRY(visit(payload, str_from(source)));
        TRY(folder_terms(&record->contributions[i], arena, visit, payload,
                         err));
    }
    for (size_t i = 0; i < record->joined.term_count; i++)
        TRY(visit(payload, record->joined.terms[i]));
    return STATUS_OK;
}

struct term_set {
    struct map seen;
    store_term_visit *visit;
    void *payload;
    struct error *err;
};

static enum status
visit_once(void *payload, struct str term)
{
    struct term_set *set = payload;
    uint64_t *times = map_at(&set->seen, term);
    if (!times)
        return error_no_memory(set->err);
    return (*times)++ ? STATUS_OK : set->visit(set->payload, term);
}

enum status
store_terms(const struct record *record, struct arena *arena,
            store_term_visit *visit, void *payload, struct error *err)
{
    struct term_set set = {.visit = visit, .payload = payload, .err = err};
    enum status status = each_term(record, arena, visit_once, &set, err);
    map_release(&set.seen);
    return status;
}

struct term_add {
    struct xap_document *document;
    struct error *err;
};

static enum status
add_term(void *payload, struct str term)
{
    struct term_add *add = payload;
    return xap_document_term(add->document, term, 0, add->err);
}

static enum status
record_terms(struct xap_document *document, const struct record *record,
             struct arena *arena, struct error *err)
{
    struct term_add add = {document, err};
    struct record anew = *record;
    anew.version = 0;
    return each_term(&anew, arena, add_term, &add, err);
}

/* Writes a record at its docid, or at a new one (*docid = 0). */
static enum status
record_write(xap_docid *docid, struct store *store, const struct record *record,
             struct error *err)
{
    char sequence[SEQUENCE_BYTES];
    sequence_encode(sequence, record->sequence);
    struct str value = {sequence, SEQUENCE_BYTES};
    struct xap_document *document = store->document;
    buf_clear(&store->encoded);
    TRY(record_encode(&store->encoded, record, store->packer, err));
    TRY(xap_document_clear(document, err));
    TRY(xap_document_data(document, buf_str(&store->encoded), err));
    TRY(xap_document_value(document, SLOT_UID, record->uid, err));
    TRY(xap_document_value(document, SLOT_SEQUENCE, value, err));
    TRY(record_terms(document, record, &store->arena, err));
    if (*docid)
        return xap_writer_replace(store->writer, *docid, document, err);
    return xap_writer_add(docid, store->writer, document, err);
}

enum status
store_restore(struct store *store, xap_docid docid, const struct record *record,
              struct error *err)
{
    arena_reset(&store->arena);
    return record_write(&docid, store, record, err);
}

void
store_restore_sequence(struct store *store, uint64_t sequence)
{
    store->sequence = sequence;
}

/* Writes a record whose merge is another one than before. */
static enum status
record_move(xap_docid docid, struct store *store, struct record *record,
            struct error *err)
{
    record->sequence = ++store->sequence;
    TRY(record_write(&docid, store, record, err));
    if (!store->classify)
        return STATUS_OK;
    return touch(store, docid, store->classify(record), err);
}

/* The record of uid as it stands; *docid = 0 and an empty record if new. */
static enum status
record_current(struct record *out, xap_docid *docid, struct store *store,
               struct str uid, struct error *err)
{
    *out = (struct record){.uid = uid};
    TRY(docid_of(docid, store, uid, &store->arena, err));
    if (*docid)
        return store_record(out, store, *docid, &store->arena, err);
    return STATUS_OK;
}

static bool
same_origin(const struct contribution *one, struct str source,
            struct str member)
{
    return str_eq(one->source, source) && str_eq(one->member, member);
}

/* Does `after` take the place of `before`?  In one reading of an input, which
 * is of one moment, another reader's word stands beside it. */
static bool
replaces(const struct contribution *before, const struct contribution *after)
{
    return same_origin(before, after->source, after->member) &&
           (before->ingested != after->ingested ||
            str_eq(before->reader, after->reader));
}

/* *after = before with the contribution replaced or added. */
static enum status
record_with(struct record *after, const struct record *before,
            const struct contribution *contribution, struct arena *arena,
            struct error *err)
{
    *after = *before;
    after->packed = (struct packed){{NULL, 0}, 0};
    after->contributions =
        arena_array(arena, before->count + 1, sizeof *after->contributions);
    if (!after->contributions)
        return error_no_memory(err);
    size_t count = 0, at = SIZE_MAX;
    for (size_t i = 0; i < before->count; i++) {
        bool replaced = replaces(&before->contributions[i], contribution);
        if (replaced && at == SIZE_MAX)
            at = count++;
        else if (!replaced)
            after->contributions[count++] = before->contributions[i];
    }
    if (at == SIZE_MAX)
        at = count++;
    after->contributions[at] = *contribution;
    after->count = count;
    return STATUS_OK;
}

typedef enum status merging(struct document *out, const struct record *record,
                            struct arena *arena, struct error *err);

/* Do two records merge to the same document? */
static enum status
merges_equal(bool *out, merging *merge, const struct record *a,
             const struct record *b, struct arena *arena, struct error *err)
{
    uint8_t left[SHA256_BYTES], right[SHA256_BYTES];
    struct document merged;
    TRY(merge(&merged, a, arena, err));
    TRY(merge_digest(left, &merged, err));
    TRY(merge(&merged, b, arena, err));
    TRY(merge_digest(right, &merged, err));
    *out = memcmp(left, right, SHA256_BYTES) == 0;
    return STATUS_OK;
}

/* packed: the contribution, if that is known (size > 0). */
static enum status
put(enum put *out, struct store *store, const struct contribution *contribution,
    const struct packed *packed, struct error *err)
{
    struct record before, after;
    xap_docid docid;
    bool equal = false;
    struct str uid = document_first(&contribution->document, FIELD_UID);
    TRY(record_current(&before, &docid, store, uid, err));
    TRY(record_with(&after, &before, contribution, &store->arena, err));
    if (after.count == 1)
        after.packed = *packed;
    if (before.count)
        TRY(merges_equal(&equal, merge_sources, &before, &after, &store->arena,
                         err));
    /* Written also when equal: the bytes' hash and the reader's version may
     * have moved, and the next run must know. */
    TRY(equal ? record_write(&docid, store, &after, err)
              : record_move(docid, store, &after, err));
    *out = equal ? PUT_UNCHANGED : before.count ? PUT_UPDATED : PUT_ADDED;
    return STATUS_OK;
}

enum status
store_put(enum put *out, struct store *store,
          const struct contribution *contribution, struct error *err)
{
    const struct packed unknown = {{NULL, 0}, 0};
    arena_reset(&store->arena);
    return put(out, store, contribution, &unknown, err);
}

/* What can be unpacked, and says what it is to be stored under? */
static enum status
open_sealed(struct contribution *out, struct store *store,
            const struct sealed *sealed, struct error *err)
{
    enum status status =
        contribution_unpack(out, &sealed->packed, &store->arena, err);
    bool good = status == STATUS_OK && str_eq(out->source, sealed->source) &&
                str_eq(out->member, sealed->member) &&
                str_eq(document_first(&out->document, FIELD_UID), sealed->uid);
    if (good || status == STATUS_NOMEM)
        return status;
    return error_set(err, STATUS_BUG, "%s",
                     TR("a worker sent nonsense",
                        "réponse incompréhensible d'un processus"));
}

/* Of a document that was never there: of what it says, only its uid is
 * needed. */
static enum status
put_new(struct store *store, const struct sealed *sealed, struct error *err)
{
    struct contribution one = {.source = sealed->source,
                               .member = sealed->member,
                               .ingested = sealed->ingested};
    struct record record = {.sequence = ++store->sequence,
                            .uid = sealed->uid,
                            .contributions = &one,
                            .count = 1,
                            .packed = sealed->packed};
    xap_docid docid = 0;
    TRY(document_add(&one.document, FIELD_UID, sealed->uid, &store->arena,
                     err));
    TRY(record_write(&docid, store, &record, err));
    return store->classify ? touch(store, docid, sealed->class, err)
                           : STATUS_OK;
}

enum status
store_put_sealed(enum put *out, struct store *store,
                 const struct sealed *sealed, struct error *err)
{
    struct contribution contribution;
    xap_docid docid;
    arena_reset(&store->arena);
    TRY(docid_of(&docid, store, sealed->uid, &store->arena, err));
    if (docid || sealed->doubted)
        TRY(open_sealed(&contribution, store, sealed, err));
    if (docid == 0) {
        *out = PUT_ADDED;
        return put_new(store, sealed, err);
    }
    contribution.ingested = sealed->ingested;
    return put(out, store, &contribution, &sealed->packed, err);
}

enum status
store_delete(struct store *store, struct str uid, struct error *err)
{
    struct record record;
    xap_docid docid;
    arena_reset(&store->arena);
    TRY(record_current(&record, &docid, store, uid, err));
    if (record.count == 0)
        return error_set(
            err, STATUS_NOT_FOUND,
            TR("no document '" STR_FMT "'", "aucun document « " STR_FMT " »"),
            STR_ARG(uid));
    record.count = 0;
    return record_move(docid, store, &record, err);
}

enum status
store_withdraw(struct store *store, struct str uid, struct str source,
               struct str member, struct error *err)
{
    struct record before, after;
    xap_docid docid;
    bool equal = false;
    arena_reset(&store->arena);
    TRY(record_current(&before, &docid, store, uid, err));
    after = before;
    after.packed = (struct packed){{NULL, 0}, 0};
    after.contributions =
        arena_array(&store->arena, before.count, sizeof *after.contributions);
    if (!after.contributions)
        return error_no_memory(err);
    after.count = 0;
    for (size_t i = 0; i < before.count; i++)
        if (!same_origin(&before.contributions[i], source, member))
            after.contributions[after.count++] = before.contributions[i];
    if (after.count == before.count)
        return error_set(err, STATUS_NOT_FOUND, "%s",
                         TR("no such contribution", "contribution inconnue"));
    if (after.count)
        TRY(merges_equal(&equal, merge_sources, &before, &after, &store->arena,
                         err));
    return equal ? record_write(&docid, store, &after, err)
                 : record_move(docid, store, &after, err);
}

/* ---- what is joined ------------------------------------------------------ */

void
store_watch(struct store *store, store_classify *classify)
{
    store->classify = classify;
}

size_t
store_unjoined(const struct unjoined **out, const struct store *store)
{
    *out = store->unjoined;
    return store->unjoined_count;
}

enum status
store_joined(struct store *store, struct error *err)
{
    store->unjoined_count = 0;
    return sequence_write(store, META_JOINED, err);
}

static enum status
joins_equal(bool *out, const struct supplement *a, const struct supplement *b,
            struct error *err)
{
    AUTO(buf) struct buf left = BUF_INIT(DOCUMENT_ENCODED_MAX);
    AUTO(buf) struct buf right = BUF_INIT(DOCUMENT_ENCODED_MAX);
    TRY(supplement_encode(&left, a, err));
    TRY(supplement_encode(&right, b, err));
    *out = str_eq(buf_str(&left), buf_str(&right));
    return STATUS_OK;
}

enum status
store_join(bool *changed, struct store *store, xap_docid docid,
           const struct record *record, const struct supplement *joined,
           struct error *err)
{
    struct record after = *record;
    bool equal;
    after.joined = *joined;
    TRY(joins_equal(&equal, &record->joined, joined, err));
    *changed = !equal;
    if (equal)
        return STATUS_OK;
    arena_reset(&store->arena);
    TRY(merges_equal(&equal, merge_record, record, &after, &store->arena, err));
    if (!equal)
        after.sequence = ++store->sequence;
    return record_write(&docid, store, &after, err);
}

struct unresolved {
    struct store *store;
    uint64_t missing, references;
    struct error *err;
};

static enum status
count_unresolved(void *payload, struct str term, uint32_t count)
{
    struct unresolved *unresolved = payload;
    AUTO(arena) struct arena arena = {0};
    struct record record = {.count = 0};
    xap_docid docid;
    TRY(docid_of(&docid, unresolved->store, str_from_offset(term, 1), &arena,
                 unresolved->err));
    if (docid)
        TRY(store_record(&record, unresolved->store, docid, &arena,
                         unresolved->err));
    if (record.count)
        return STATUS_OK;
    unresolved->missing++;
    unresolved->references += count;
    return STATUS_OK;
}

enum status
store_unresolved(uint64_t *missing, uint64_t *references, struct store *store,
                 struct error *err)
{
    struct unresolved counting = {.store = store, .err = err};
    TRY(xap_reader_terms(store->reader, STR("R"), count_unresolved, &counting,
                         err));
    *missing = counting.missing;
    *references = counting.references;
    return STATUS_OK;
}

struct visiting {
    store_visit *visit;
    void *payload;
};

static enum status
visit_posting(void *payload, xap_docid docid, uint32_t wdf)
{
    const struct visiting *by = payload;
    (void)wdf;
    return by->visit(by->payload, docid);
}

enum status
store_by_source(struct store *store, struct str source, store_visit *visit,
                void *payload, struct error *err)
{
    static const unsigned bytes[] = {SOURCE_BYTES, SOURCE_BYTES_OF_PLAIN};
    struct visiting by = {visit, payload};
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
        char term[2 + 2 * SHA256_BYTES];
        source_term(term, source, bytes[i]);
        TRY(xap_reader_postings(store->reader, str_from(term), visit_posting,
                                &by, err));
    }
    return STATUS_OK;
}

enum status
store_by_term(struct store *store, struct str term, store_visit *visit,
              void *payload, struct error *err)
{
    struct visiting by = {visit, payload};
    return xap_reader_postings(store->reader, term, visit_posting, &by, err);
}

enum status
store_by_folder(struct store *store, struct str id, store_visit *visit,
                void *payload, struct error *err)
{
    char term[2 + DUMP_ID_BYTES];
    if (id.len != DUMP_ID_BYTES)
        return STATUS_OK;
    snprintf(term, sizeof term, "%s" STR_FMT, TERM_FOLDER, STR_ARG(id));
    return store_by_term(store, str_from(term), visit, payload, err);
}

/* ---- changes ------------------------------------------------------------ */

enum status
store_sequence(uint64_t *out, struct store *store, struct error *err)
{
    if (store->writer) {
        *out = store->sequence;
        return STATUS_OK;
    }
    return sequence_read(out, store->reader, META_LAST, err);
}

struct changing {
    uint64_t since;
    store_change_visit *visit;
    void *payload;
};

static enum status
change_value(void *payload, xap_docid docid, struct str value)
{
    const struct changing *changing = payload;
    struct change change = {sequence_decode(value), docid};
    return change.sequence > changing->since
               ? changing->visit(changing->payload, &change)
               : STATUS_OK;
}

enum status
store_each_change(struct store *store, uint64_t since,
                  store_change_visit *visit, void *payload, struct error *err)
{
    struct changing changing = {since, visit, payload};
    uint64_t last;
    TRY(store_sequence(&last, store, err));
    if (last <= since)
        return STATUS_OK;
    return xap_reader_values(store->reader, SLOT_SEQUENCE, 1, change_value,
                             &changing, err);
}

struct collecting {
    uint64_t count;
    struct change *at; /* NULL: only count */
    size_t room;
};

static enum status
collect(void *payload, const struct change *change)
{
    struct collecting *collecting = payload;
    if (collecting->at && collecting->count < collecting->room)
        collecting->at[collecting->count] = *change;
    collecting->count++;
    return STATUS_OK;
}

static int
by_sequence(const void *left, const void *right)
{
    const struct change *a = left, *b = right;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

enum status
store_pending(uint64_t *out, struct store *store, uint64_t since,
              struct error *err)
{
    struct collecting counting = {.count = 0};
    TRY(store_each_change(store, since, collect, &counting, err));
    *out = counting.count;
    return STATUS_OK;
}

enum status
store_changes(struct change **out, size_t *count, struct store *store,
              uint64_t since, struct arena *arena, struct error *err)
{
    uint64_t pending;
    TRY(store_pending(&pending, store, since, err));
    struct collecting all = {.room = (size_t)pending};
    all.at = arena_array(arena, all.room, sizeof *all.at);
    if (!all.at)
        return error_no_memory(err);
    if (pending)
        TRY(store_each_change(store, since, collect, &all, err));
    if (all.count != pending)
        return error_set(err, STATUS_STALE, "%s", status_text(STATUS_STALE));
    qsort(all.at, all.room, sizeof *all.at, by_sequence);
    *out = all.at;
    *count = all.room;
    return STATUS_OK;
}

enum status
store_count(uint32_t *documents, uint32_t *tombstones, struct store *store,
            struct error *err)
{
    uint32_t all;
    TRY(xap_reader_doc_count(&all, store->reader, err));
    TRY(xap_reader_term_freq(tombstones, store->reader,
                             str_from(TERM_TOMBSTONE), err));
    *documents = all - *tombstones;
    return STATUS_OK;
}
