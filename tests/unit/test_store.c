/* tests: the store and its ledger. */
#include "store.h"

#include "check.h"
#include "ledger.h"
#include "scratch.h"
#include "version_file.h"

#include <stdio.h>
#include <string.h>

static struct layout
layout_in(struct scratch *scratch)
{
    struct layout layout;
    scratch_make(scratch);
    CHECK_OK(layout_init(&layout, scratch->path, NULL), NULL);
    return layout;
}

static enum put
put(struct store *store, const char *uid, const char *source, const char *title,
    struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    enum put outcome = PUT_UNCHANGED;
    struct contribution one = {.source = str_from(source),
                               .reader = STR("test"),
                               .rank = 1,
                               .ingested = 1780000000};
    CHECK_OK(document_add(&one.document, FIELD_UID, str_from(uid), &arena, err),
             err);
    CHECK_OK(document_add(&one.document, FIELD_KIND, STR("page"), &arena, err),
             err);
    CHECK_OK(
        document_add(&one.document, FIELD_TITLE, str_from(title), &arena, err),
        err);
    CHECK_OK(store_put(&outcome, store, &one, err), err);
    return outcome;
}

/* Two readers' words from one input; the second has no title. */
static enum put
put_by(struct store *store, const char *reader, const char *title,
       uint64_t when)
{
    AUTO(arena) struct arena arena = {0};
    enum put outcome = PUT_UNCHANGED;
    struct contribution one = {.source = STR("x.xml"),
                               .reader = str_from(reader),
                               .rank = title ? 2 : 1,
                               .ingested = when};
    CHECK_OK(document_add(&one.document, FIELD_UID, STR("A"), &arena, NULL),
             NULL);
    CHECK_OK(document_add(&one.document, FIELD_KIND, STR("page"), &arena, NULL),
             NULL);
    if (title)
        CHECK_OK(document_add(&one.document, FIELD_TITLE, str_from(title),
                              &arena, NULL),
                 NULL);
    CHECK_OK(store_put(&outcome, store, &one, NULL), NULL);
    return outcome;
}

static struct str
title_of(struct store *store, const char *uid, struct arena *arena)
{
    xap_docid docid;
    uint64_t sequence;
    struct document document;
    if (store_find(&docid, store, str_from(uid), NULL) != STATUS_OK ||
        store_document(&document, &sequence, store, docid, arena, NULL) !=
            STATUS_OK)
        return STR("(none)");
    return document_first(&document, FIELD_TITLE);
}

static void
keeps_docids_and_counts_changes(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(arena) struct arena arena = {0};
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    xap_docid before, after;
    uint64_t sequence;
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    CHECK_INT(put(store, "A", "a.txt", "un", &err), PUT_ADDED);
    CHECK_INT(put(store, "B", "b.txt", "deux", &err), PUT_ADDED);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(store_find(&before, store, STR("A"), &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    CHECK_INT(put(store, "A", "a.txt", "un", &err), PUT_UNCHANGED);
    CHECK_OK(store_sequence(&sequence, store, &err), &err);
    CHECK_INT(sequence, 2);
    CHECK_INT(put(store, "A", "a.txt", "un bis", &err), PUT_UPDATED);
    CHECK_OK(store_sequence(&sequence, store, &err), &err);
    CHECK_INT(sequence, 3);
    /* Deleted and named again: the same docid. */
    CHECK_OK(store_delete(store, STR("A"), &err), &err);
    CHECK_STATUS(store_delete(store, STR("A"), NULL), STATUS_NOT_FOUND);
    CHECK_STR(title_of(store, "A", &arena), STR("(none)"));
    CHECK_INT(put(store, "A", "a.txt", "un ter", &err), PUT_ADDED);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(store_find(&after, store, STR("A"), &err), &err);
    CHECK_INT(after, before);
    CHECK_STR(title_of(store, "A", &arena), STR("un ter"));
}

/* A text and its table of contents in one file: both count.  What an older
 * reading said is replaced, whoever read it. */
static void
keeps_words_of_two_readers(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(arena) struct arena arena = {0};
    struct layout layout = layout_in(&scratch);
    CHECK_OK(store_create(&store, &layout, NULL), NULL);
    CHECK_OK(store_begin(store, NULL), NULL);
    CHECK_INT(put_by(store, "text", "un", 1780000000), PUT_ADDED);
    CHECK_INT(put_by(store, "contents", NULL, 1780000000), PUT_UPDATED);
    CHECK_STR(title_of(store, "A", &arena), STR("un"));
    CHECK_INT(put_by(store, "contents", NULL, 1780000000), PUT_UNCHANGED);
    CHECK_INT(put_by(store, "other", NULL, 1780000001), PUT_UPDATED);
    CHECK_STR(title_of(store, "A", &arena), STR(""));
    CHECK_OK(store_withdraw(store, STR("A"), STR("x.xml"), STR(""), NULL),
             NULL);
    CHECK_STR(title_of(store, "A", &arena), STR("(none)"));
    CHECK_OK(store_commit(store, NULL), NULL);
}

static void
merges_and_withdraws(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(arena) struct arena arena = {0};
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    uint32_t documents, tombstones;
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    CHECK_INT(put(store, "A", "b.txt", "de b", &err), PUT_ADDED);
    CHECK_INT(put(store, "A", "a.txt", "de a", &err), PUT_UPDATED);
    CHECK_STR(title_of(store, "A", &arena), STR("de a"));
    CHECK_OK(store_withdraw(store, STR("A"), STR("a.txt"), STR(""), &err),
             &err);
    CHECK_STR(title_of(store, "A", &arena), STR("de b"));
    CHECK_STATUS(store_withdraw(store, STR("A"), STR("a.txt"), STR(""), NULL),
                 STATUS_NOT_FOUND);
    CHECK_OK(store_withdraw(store, STR("A"), STR("b.txt"), STR(""), &err),
             &err);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_STR(title_of(store, "A", &arena), STR("(none)"));
    CHECK_OK(store_count(&documents, &tombstones, store, &err), &err);
    CHECK_INT(documents, 0);
    CHECK_INT(tombstones, 1);
}

static enum status
count_docid(void *payload, xap_docid docid)
{
    (void)docid;
    ++*(unsigned *)payload;
    return STATUS_OK;
}

static void
finds_documents_of_a_source(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    unsigned count = 0;
    char name[600];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    CHECK_INT(put(store, "A", name, "un", &err), PUT_ADDED);
    CHECK_INT(put(store, "B", name, "deux", &err), PUT_ADDED);
    CHECK_INT(put(store, "C", "c", "trois", &err), PUT_ADDED);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(store_by_source(store, str_from(name), count_docid, &count, &err),
             &err);
    CHECK_INT(count, 2);
}

static void
changes_come_by_sequence(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(store) struct store *reader = NULL;
    AUTO(arena) struct arena arena = {0};
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    struct change *changes;
    size_t count;
    uint64_t pending;
    CHECK_STATUS(store_open(&reader, &layout, NULL), STATUS_NOT_FOUND);
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    put(store, "A", "a", "un", &err);
    put(store, "B", "b", "deux", &err);
    put(store, "C", "c", "trois", &err);
    put(store, "A", "a", "un bis", &err);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(store_open(&reader, &layout, &err), &err);
    CHECK_OK(store_pending(&pending, reader, 0, &err), &err);
    CHECK_INT(pending, 3);
    CHECK_OK(store_changes(&changes, &count, reader, 2, &arena, &err), &err);
    CHECK_INT(count, 2);
    CHECK_INT(changes[0].sequence, 3);
    CHECK_INT(changes[1].sequence, 4);
    CHECK_OK(store_pending(&pending, reader, 4, &err), &err);
    CHECK_INT(pending, 0);
}

static void
a_batch_not_committed_leaves_nothing(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    uint64_t sequence;
    uint32_t documents, tombstones;
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    put(store, "A", "a", "un", &err);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    put(store, "B", "b", "deux", &err);
    store_close(store);
    store = NULL;
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_sequence(&sequence, store, &err), &err);
    CHECK_INT(sequence, 1);
    CHECK_OK(store_count(&documents, &tombstones, store, &err), &err);
    CHECK_INT(documents, 1);
}

static void
a_second_writer_is_told(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(store) struct store *other = NULL;
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_STATUS(store_create(&other, &layout, &err), STATUS_LOCKED);
}

static void
seal(struct buf *out, struct packer *packer, const char *uid,
     const char *source, const char *title)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf plain = BUF_INIT(1 << 20);
    struct contribution one = {
        .source = str_from(source), .reader = STR("test"), .rank = 1};
    buf_clear(out);
    CHECK_OK(
        document_add(&one.document, FIELD_UID, str_from(uid), &arena, NULL),
        NULL);
    CHECK_OK(document_add(&one.document, FIELD_KIND, STR("page"), &arena, NULL),
             NULL);
    CHECK_OK(
        document_add(&one.document, FIELD_TITLE, str_from(title), &arena, NULL),
        NULL);
    CHECK_OK(contribution_encode(&plain, &one, NULL), NULL);
    CHECK_OK(pack(out, NULL, packer, buf_str(&plain), NULL), NULL);
}

static enum put
put_sealed(struct store *store, const char *uid, const char *source,
           const char *title)
{
    AUTO(packer) struct packer *packer = NULL;
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    enum put outcome = PUT_UNCHANGED;
    struct sealed sealed = {.uid = str_from(uid),
                            .source = str_from(source),
                            .ingested = 1780000000};
    CHECK_OK(packer_new(&packer, NULL), NULL);
    seal(&bytes, packer, uid, source, title);
    struct str rest = buf_str(&bytes);
    CHECK(decode_packed(&rest, &sealed.packed));
    CHECK_OK(store_put_sealed(&outcome, store, &sealed, NULL), NULL);
    return outcome;
}

/* Packed or not, a contribution makes the same record. */
static void
what_comes_packed_is_put_like_the_rest(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(arena) struct arena arena = {0};
    struct layout layout = layout_in(&scratch);
    struct record packed, plain;
    xap_docid docid;
    CHECK_OK(store_create(&store, &layout, NULL), NULL);
    CHECK_OK(store_begin(store, NULL), NULL);
    CHECK_INT(put_sealed(store, "A", "a", "un"), PUT_ADDED);
    CHECK_INT(put_sealed(store, "A", "a", "un"), PUT_UNCHANGED);
    CHECK_INT(put(store, "A", "a", "un", NULL), PUT_UNCHANGED);
    CHECK_INT(put_sealed(store, "A", "a", "deux"), PUT_UPDATED);
    CHECK_INT(put_sealed(store, "A", "b", "deux"), PUT_UPDATED);
    CHECK_INT(put(store, "B", "a", "deux", NULL), PUT_ADDED);
    CHECK_INT(put_sealed(store, "B", "b", "deux"), PUT_UPDATED);
    CHECK_OK(store_find(&docid, store, STR("A"), NULL), NULL);
    CHECK_OK(store_record(&packed, store, docid, &arena, NULL), NULL);
    CHECK_OK(store_find(&docid, store, STR("B"), NULL), NULL);
    CHECK_OK(store_record(&plain, store, docid, &arena, NULL), NULL);
    CHECK_INT(packed.count, 2);
    CHECK_INT(plain.count, 2);
    for (size_t i = 0; i < 2; i++) {
        CHECK_STR(packed.contributions[i].source,
                  plain.contributions[i].source);
        CHECK_INT(packed.contributions[i].ingested, 1780000000);
        CHECK_STR(
            document_first(&packed.contributions[i].document, FIELD_TITLE),
            STR("deux"));
    }
    CHECK_OK(store_withdraw(store, STR("A"), STR("a"), STR(""), NULL), NULL);
    CHECK_OK(store_delete(store, STR("B"), NULL), NULL);
    CHECK_INT(put_sealed(store, "B", "b", "encore"), PUT_ADDED);
    CHECK_OK(store_commit(store, NULL), NULL);
}

/* Xapian is told not to compress what comes packed, and goes on knowing. */
static void
a_new_store_is_not_compressed_twice(void)
{
    AUTO(scratch) struct scratch scratch;
    struct layout layout = layout_in(&scratch);
    char path[LAYOUT_PATH_MAX];
    layout_store(path, &layout);
    for (int times = 0; times < 3; times++) {
        AUTO(store) struct store *store = NULL;
        char name[LAYOUT_PATH_MAX + 32], bytes[VERSION_FILE_MAX] = {0};
        struct version_file version = {0};
        CHECK_OK(store_create(&store, &layout, NULL), NULL);
        CHECK_OK(store_begin(store, NULL), NULL);
        put(store, times ? "B" : "A", "a", times > 1 ? "deux" : "un", NULL);
        CHECK_OK(store_commit(store, NULL), NULL);
        CHECK_OK(version_look(&version, NULL, NULL, path, NULL), NULL);
        snprintf(name, sizeof name, "%s/" VERSION_FILE, path);
        FILE *file = fopen(name, "rb");
        CHECK(file && fread(bytes, 1, sizeof bytes, file) > 0);
        for (unsigned i = 0; i < VERSION_FILE_TABLES; i++)
            CHECK_INT(bytes[version.tables[i].compress_at], 0);
        CHECK_INT(version.tables[0].block, 8192);
        CHECK_INT(version.tables[1].block, 16384);
        CHECK_STATUS(version_for_packed(path, NULL),
                     STATUS_FORMAT); /* it is not empty */
        if (file)
            fclose(file);
    }
}

/* A record of version 1 in the place of what there is. */
static void
write_plain(struct store *store, xap_docid docid, const char *uid)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(xap_document) struct xap_document *document = NULL;
    AUTO(buf) struct buf fields = BUF_INIT(1 << 20);
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    struct document made = {0};
    const uint8_t sha256[SHA256_BYTES] = {0};
    CHECK_OK(document_add(&made, FIELD_UID, str_from(uid), &arena, NULL), NULL);
    CHECK_OK(document_add(&made, FIELD_KIND, STR("page"), &arena, NULL), NULL);
    CHECK_OK(document_add(&made, FIELD_TITLE, STR("vieux"), &arena, NULL),
             NULL);
    CHECK_OK(document_encode(&fields, &made, NULL), NULL);
    buf_add_char(&bytes, 1);
    encode_number(&bytes, docid); /* sequence */
    encode_str(&bytes, str_from(uid));
    encode_number(&bytes, 1);
    encode_str(&bytes, STR("a"));
    encode_str(&bytes, STR(""));
    encode_sha256(&bytes, sha256);
    encode_str(&bytes, STR("test"));
    encode_number(&bytes, 0);
    encode_number(&bytes, 1);
    encode_number(&bytes, 1780000000);
    encode_str(&bytes, STR(""));
    encode_str(&bytes, buf_str(&fields));
    uint32_t crc = crc32_add(0, buf_str(&bytes));
    for (int i = 0; i < 4; i++)
        buf_add_char(&bytes, (char)(crc >> 8 * i));
    char sequence[SEQUENCE_BYTES];
    sequence_encode(sequence, docid);
    uint8_t digest[SHA256_BYTES];
    char hex[SHA256_BYTES + 1];
    digest_of(digest, STR("a"));
    hex_encode(hex, digest, SHA256_BYTES / 2);
    struct str term = arena_printf(&arena, "Q%s", uid);
    struct str origin = arena_printf(&arena, "S%s", hex);
    CHECK_OK(xap_document_new(&document, NULL), NULL);
    CHECK_OK(xap_document_data(document, buf_str(&bytes), NULL), NULL);
    CHECK_OK(xap_document_term(document, term, 0, NULL), NULL);
    CHECK_OK(xap_document_term(document, origin, 0, NULL), NULL);
    CHECK_OK(xap_document_value(document, SLOT_UID, str_from(uid), NULL), NULL);
    CHECK_OK(xap_document_value(document, SLOT_SEQUENCE,
                                (struct str){sequence, SEQUENCE_BYTES}, NULL),
             NULL);
    CHECK_OK(xap_writer_replace(store_writer(store), docid, document, NULL),
             NULL);
}

struct found_terms {
    unsigned docids, sum;
};

static enum status
sum_docid(void *payload, xap_docid docid)
{
    struct found_terms *found = payload;
    found->docids++;
    found->sum += docid;
    return STATUS_OK;
}

/* What a record says of its terms is so. */
static enum status
check_has_term(void *payload, struct str term)
{
    uint32_t count = 0;
    CHECK_OK(xap_reader_term_freq(&count, payload, term, NULL), NULL);
    CHECK(count > 0);
    return STATUS_OK;
}

/* A store of before is read, and written on; it then says what it is. */
static void
a_store_of_plain_records_goes_on(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(arena) struct arena arena = {0};
    struct layout layout = layout_in(&scratch);
    struct document document = {0};
    uint64_t sequence;
    xap_docid docid;
    CHECK_OK(store_create(&store, &layout, NULL), NULL);
    CHECK_OK(store_begin(store, NULL), NULL);
    put(store, "A", "a", "un", NULL);
    put(store, "B", "a", "un", NULL);
    for (docid = 1; docid <= 2; docid++)
        write_plain(store, docid, docid == 1 ? "A" : "B");
    CHECK_OK(xap_writer_metadata_set(store_writer(store), STR("schema"),
                                     STR("1"), NULL),
             NULL);
    CHECK_OK(store_commit(store, NULL), NULL);
    store_close(store);
    store = NULL;
    CHECK_OK(store_open(&store, &layout, NULL), NULL);
    CHECK_OK(store_document(&document, &sequence, store, 1, &arena, NULL),
             NULL);
    CHECK_STR(document_first(&document, FIELD_TITLE), STR("vieux"));
    store_close(store);
    store = NULL;
    CHECK_OK(store_create(&store, &layout, NULL), NULL);
    CHECK_OK(store_begin(store, NULL), NULL);
    CHECK_INT(put_sealed(store, "A", "a", "vieux"), PUT_UNCHANGED);
    CHECK_INT(put_sealed(store, "A", "a", "neuf"), PUT_UPDATED);
    CHECK_INT(put_sealed(store, "C", "a", "neuf"), PUT_ADDED);
    CHECK_OK(store_commit(store, NULL), NULL);
    store_close(store);
    store = NULL;
    CHECK_OK(store_open(&store, &layout, NULL), NULL);
    for (docid = 1; docid <= 3; docid++) {
        CHECK_OK(
            store_document(&document, &sequence, store, docid, &arena, NULL),
            NULL);
        CHECK_STR(document_first(&document, FIELD_TITLE),
                  docid == 2 ? STR("vieux") : STR("neuf"));
    }
    /* B is still found by the longer term that it was given. */
    struct found_terms found = {.docids = 0};
    CHECK_OK(store_by_source(store, STR("a"), sum_docid, &found, NULL), NULL);
    CHECK_INT(found.docids, 3);
    CHECK_INT(found.sum, 1 + 2 + 3);
    for (docid = 1; docid <= 3; docid++) {
        struct record record;
        CHECK_OK(store_record(&record, store, docid, &arena, NULL), NULL);
        CHECK_OK(store_terms(&record, &arena, check_has_term,
                             store_reader(store), NULL),
                 NULL);
    }
    struct str stamp = {NULL, 0};
    CHECK_OK(xap_reader_metadata(&stamp, store_reader(store), STR("schema"),
                                 &arena, NULL),
             NULL);
    CHECK_STR(stamp, STR(STORE_VERSION));
}

static void
a_damaged_record_is_told(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(arena) struct arena arena = {0};
    AUTO(xap_document) struct xap_document *document = NULL;
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    struct record record;
    xap_docid docid;
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    put(store, "A", "a", "un", &err);
    CHECK_OK(store_find(&docid, store, STR("A"), &err), &err);
    CHECK_OK(xap_document_new(&document, &err), &err);
    CHECK_OK(xap_document_data(document, STR("\1not a record"), &err), &err);
    CHECK_OK(xap_writer_replace(store_writer(store), docid, document, &err),
             &err);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_STATUS(store_record(&record, store, docid, &arena, &err),
                 STATUS_FORMAT);
    CHECK(str_starts(str_from(err.text), STR("docid 1: damaged record")));
}

static enum status
count_entry(void *payload, const struct ledger_entry *entry)
{
    (void)entry;
    ++*(unsigned *)payload;
    return STATUS_OK;
}

static void
ledger_remembers_sources(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(store) struct store *store = NULL;
    AUTO(arena) struct arena arena = {0};
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    struct ledger_entry back;
    unsigned count = 0;
    char name[600];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    struct ledger_entry entry = {.source = str_from(name),
                                 .state = LEDGER_DAMAGED,
                                 .size = 12,
                                 .modified = -5,
                                 .read_at = 99,
                                 .readers = 0xDEADBEEF,
                                 .reader = STR("r"),
                                 .reader_version = 3,
                                 .documents = 7,
                                 .refused = 1,
                                 .cause = STR("malformed"),
                                 .detail = STR("line 3")};
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_STATUS(ledger_get(&back, store, entry.source, &arena, NULL),
                 STATUS_NOT_FOUND);
    CHECK_OK(store_begin(store, &err), &err);
    CHECK_OK(ledger_put(store, &entry, &err), &err);
    entry.source = STR("short.txt");
    entry.state = LEDGER_COMPLETE;
    CHECK_OK(ledger_put(store, &entry, &err), &err);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(ledger_get(&back, store, str_from(name), &arena, &err), &err);
    CHECK_STR(back.source, str_from(name));
    CHECK_INT(back.state, LEDGER_DAMAGED);
    CHECK_INT(back.modified, -5);
    CHECK_INT(back.readers, 0xDEADBEEF);
    CHECK_STR(back.detail, STR("line 3"));
    CHECK_OK(ledger_each(store, count_entry, &count, &err), &err);
    CHECK_INT(count, 2);
}

/* What a worker packed, who lies in some way. */
struct lie {
    const char *what;
    const char *uid, *source, *member; /* within */
    const char *bytes;                 /* instead of all of that */
    uint64_t size;
};

static void
seal_lie(struct sealed *out, struct buf *packed, const struct lie *lie)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(packer) struct packer *packer = NULL;
    AUTO(buf) struct buf plain = BUF_INIT(1 << 16);
    struct contribution one = {.source = str_from(lie->source),
                               .member = str_from(lie->member),
                               .reader = STR("test")};
    *out = (struct sealed){.uid = STR("A"),
                           .source = STR("x.xml"),
                           .member = STR("m"),
                           .class = JOIN_NONE};
    CHECK_OK(packer_new(&packer, NULL), NULL);
    CHECK_OK(document_add(&one.document, FIELD_UID, str_from(lie->uid), &arena,
                          NULL),
             NULL);
    CHECK_OK(document_add(&one.document, FIELD_KIND, STR("page"), &arena, NULL),
             NULL);
    CHECK_OK(contribution_encode(&plain, &one, NULL), NULL);
    if (strcmp(lie->what, "more") == 0)
        buf_add(&plain, STR("more"));
    CHECK_OK(pack(packed, &out->packed, packer, buf_str(&plain), NULL), NULL);
    if (lie->bytes)
        out->packed = (struct packed){str_from(lie->bytes), lie->size};
}

/* A worker that lies is found out where it is doubted; elsewhere its record
 * costs itself alone. */
static void
lies_cost_themselves(void)
{
    static const struct lie lies[] = {
        {"true", "A", "x.xml", "m", NULL, 0},
        {"uid", "B", "x.xml", "m", NULL, 0},
        {"source", "A", "y.xml", "m", NULL, 0},
        {"member", "A", "x.xml", "n", NULL, 0},
        {"more", "A", "x.xml", "m", NULL, 0},
        {"plain", "A", "x.xml", "m", "hello", 5},
        {"no stream", "A", "x.xml", "m", "\7hello, world", 500},
        {"short", "A", "x.xml", "m", "\3", 900},
    };
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        AUTO(scratch) struct scratch scratch = {0};
        AUTO(store) struct store *store = NULL;
        AUTO(buf) struct buf packed = BUF_INIT(1 << 16);
        AUTO(arena) struct arena arena = {0};
        struct layout layout = layout_in(&scratch);
        struct record record;
        struct sealed sealed;
        struct error err = {0};
        enum put outcome;
        seal_lie(&sealed, &packed, &lies[i]);
        CHECK_OK(store_create(&store, &layout, &err), &err);
        CHECK_OK(store_begin(store, &err), &err);
        put(store, "C", "c.xml", "before", &err);
        sealed.doubted = true;
        CHECK_STATUS(store_put_sealed(&outcome, store, &sealed, &err),
                     i ? STATUS_BUG : STATUS_OK);
        if (i == 0)
            continue;
        sealed.doubted = false;
        CHECK_OK(store_put_sealed(&outcome, store, &sealed, &err), &err);
        put(store, "D", "d.xml", "after", &err);
        CHECK_OK(store_commit(store, &err), &err);
        enum status status = store_record(&record, store, 2, &arena, &err);
        CHECK(status == STATUS_OK || status == STATUS_FORMAT);
        CHECK(status == STATUS_OK || i > 3);
        CHECK_OK(store_record(&record, store, 1, &arena, &err), &err);
        CHECK_STR(record.uid, STR("C"));
        CHECK_OK(store_record(&record, store, 3, &arena, &err), &err);
        CHECK_STR(record.uid, STR("D"));
    }
}

CU_TestInfo store_tests[] = {
    {"keeps docids and counts changes", keeps_docids_and_counts_changes},
    {"keeps words of two readers", keeps_words_of_two_readers},
    {"merges and withdraws", merges_and_withdraws},
    {"finds documents of a source", finds_documents_of_a_source},
    {"changes come by sequence", changes_come_by_sequence},
    {"a batch not committed leaves nothing",
     a_batch_not_committed_leaves_nothing},
    {"a second writer is told", a_second_writer_is_told},
    {"what comes packed is put like the rest",
     what_comes_packed_is_put_like_the_rest},
    {"a new store is not compressed twice",
     a_new_store_is_not_compressed_twice},
    {"a store of plain records goes on", a_store_of_plain_records_goes_on},
    {"a damaged record is told", a_damaged_record_is_told},
    {"lies of a worker cost themselves", lies_cost_themselves},
    {"the ledger remembers sources", ledger_remembers_sources},
    CU_TEST_INFO_NULL,
};
