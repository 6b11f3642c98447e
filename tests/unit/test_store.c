/* tests: the store and its ledger. */
#include "store.h"

#include "check.h"
#include "ledger.h"
#include "scratch.h"

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
put(struct store *store, const char *uid, const char *source,
    const char *title, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    enum put outcome = PUT_UNCHANGED;
    struct contribution one = {.source = str_from(source),
                               .reader = STR("test"),
                               .rank = 1,
                               .ingested = 1780000000};
    CHECK_OK(document_add(&one.document, FIELD_UID, str_from(uid), &arena,
                          err), err);
    CHECK_OK(document_add(&one.document, FIELD_KIND, STR("page"), &arena, err),
             err);
    CHECK_OK(document_add(&one.document, FIELD_TITLE, str_from(title), &arena,
                          err), err);
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
    struct ledger_entry entry = {
        .source = str_from(name), .state = LEDGER_DAMAGED, .size = 12,
        .modified = -5, .read_at = 99, .readers = 0xDEADBEEF,
        .reader = STR("r"), .reader_version = 3, .documents = 7, .refused = 1,
        .cause = STR("malformed"), .detail = STR("line 3")};
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

CU_TestInfo store_tests[] = {
    {"keeps docids and counts changes", keeps_docids_and_counts_changes},
    {"keeps words of two readers", keeps_words_of_two_readers},
    {"merges and withdraws", merges_and_withdraws},
    {"finds documents of a source", finds_documents_of_a_source},
    {"changes come by sequence", changes_come_by_sequence},
    {"a batch not committed leaves nothing",
     a_batch_not_committed_leaves_nothing},
    {"a second writer is told", a_second_writer_is_told},
    {"a damaged record is told", a_damaged_record_is_told},
    {"the ledger remembers sources", ledger_remembers_sources},
    CU_TEST_INFO_NULL,
};
