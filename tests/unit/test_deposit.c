/* tests: accounts and the ledger of sources. */
#include "deposit.h"

#include "check.h"
#include "scratch.h"
#include "withdraw.h"

#include <string.h>

struct bench {
    struct scratch scratch;
    struct store *store;
    struct diagnostics diagnostics;
    struct deposit deposit;
    struct filter filter;
};

static void
bench_open(struct bench *bench, bool prune)
{
    struct layout layout;
    char path[512];
    *bench = (struct bench){0};
    scratch_make(&bench->scratch);
    scratch_path(path, &bench->scratch, "index");
    CHECK_OK(layout_init(&layout, path, NULL), NULL);
    CHECK_OK(store_create(&bench->store, &layout, NULL), NULL);
    CHECK_OK(diagnostics_open(&bench->diagnostics, NULL, NULL), NULL);
    struct deposit_options options = {.filter = &bench->filter, .prune = prune};
    deposit_init(&bench->deposit, bench->store, &bench->diagnostics, &options);
}

static void
bench_close(struct bench *bench)
{
    CHECK_OK(deposit_commit(&bench->deposit, true, NULL), NULL);
    CHECK_OK(diagnostics_close(&bench->diagnostics, NULL), NULL);
    deposit_release(&bench->deposit);
    store_close(bench->store);
    scratch_remove(&bench->scratch);
}

static void
source(struct bench *bench, const char *name)
{
    struct found found = {.source = str_from(name), .size = 100};
    CHECK_OK(deposit_source(&bench->deposit, &found, NULL), NULL);
}

static void
document(struct bench *bench, const char *member, const char *uid)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(4096);
    struct document made = {0};
    CHECK_OK(document_add(&made, FIELD_UID, str_from(uid), &arena, NULL), NULL);
    CHECK_OK(document_add(&made, FIELD_KIND, STR("page"), &arena, NULL), NULL);
    CHECK_OK(document_encode(&bytes, &made, NULL), NULL);
    struct frame_document frame = {.form = FORM_PLAIN,
                                   .reader = STR("text"),
                                   .member = str_from(member),
                                   .document = buf_str(&bytes)};
    CHECK_OK(deposit_document(&bench->deposit, &frame, NULL), NULL);
}

static void
tell(struct bench *bench, const char *member, enum cause cause)
{
    struct frame_tell frame = {.cause = cause, .member = str_from(member)};
    CHECK_OK(deposit_tell(&bench->deposit, &frame, NULL), NULL);
}

static void
through(struct bench *bench, const char *member, uint64_t number)
{
    struct frame_member frame = {number, str_from(member)};
    CHECK_OK(deposit_member(&bench->deposit, &frame, NULL), NULL);
}

static void
start(struct bench *bench, uint64_t done)
{
    struct frame_start frame = {.done = done};
    CHECK_OK(deposit_start(&bench->deposit, &frame, NULL), NULL);
}

static void
end(struct bench *bench, enum ledger_state state, uint64_t members)
{
    struct frame_end frame = {
        .state = state,
        .cause = state == LEDGER_SKIPPED ? CAUSE_EMPTY : CAUSE_BAD_ARCHIVE,
        .reader = STR(ARCHIVE_READER),
        .members = members};
    CHECK_OK(deposit_end(&bench->deposit, &frame, NULL), NULL);
}

static void
check_entry(struct bench *bench, const char *name, enum ledger_state state,
            uint64_t documents, uint64_t refused, uint64_t skipped)
{
    AUTO(arena) struct arena arena = {0};
    struct ledger_entry entry = {0};
    CHECK_OK(ledger_get(&entry, bench->store, str_from(name), &arena, NULL),
             NULL);
    CHECK_INT(entry.state, state);
    CHECK_INT(entry.documents, documents);
    CHECK_INT(entry.refused, refused);
    CHECK_INT(entry.skipped, skipped);
    CHECK_INT(entry.members, documents + refused + skipped);
}

static void
accounts(void)
{
    struct bench bench;
    bench_open(&bench, false);
    source(&bench, "a.zip");
    start(&bench, 0);
    document(&bench, "1", "A1");
    document(&bench, "1", "A2");
    through(&bench, "1", 1);
    tell(&bench, "2", CAUSE_ENCRYPTED);
    through(&bench, "2", 2);
    tell(&bench, "3", CAUSE_EMPTY);
    tell(&bench, "4", CAUSE_NAME_CUT); /* only suspicious */
    document(&bench, "4", "A4");
    end(&bench, LEDGER_REFUSED, 6); /* it broke behind them */
    check_entry(&bench, "a.zip", LEDGER_DAMAGED, 3, 2, 1);
    source(&bench, "b.txt");
    end(&bench, LEDGER_SKIPPED, 1);
    check_entry(&bench, "b.txt", LEDGER_SKIPPED, 0, 0, 1);
    CHECK_INT(bench.diagnostics.refused, 2);
    CHECK_INT(bench.diagnostics.skipped, 2);
    CHECK_INT(bench.diagnostics.suspicious, 1);
    bench_close(&bench);
}

/* Stopped within a member: counts are those of the last one through. */
static void
taken_up(void)
{
    struct bench bench;
    AUTO(arena) struct arena arena = {0};
    struct ledger_entry entry = {0};
    bench_open(&bench, false);
    source(&bench, "a.zip");
    start(&bench, 0);
    document(&bench, "1", "A1");
    tell(&bench, "1", CAUSE_INVALID);
    through(&bench, "1", 1);
    document(&bench, "2", "A2");
    CHECK_OK(deposit_commit(&bench.deposit, true, NULL), NULL);
    check_entry(&bench, "a.zip", LEDGER_PARTIAL, 1, 1, 0);
    CHECK_OK(ledger_get(&entry, bench.store, STR("a.zip"), &arena, NULL), NULL);
    CHECK_INT(entry.done, 1);
    CHECK_STR(entry.last_member, STR("1"));
    source(&bench, "a.zip");
    start(&bench, 1);
    document(&bench, "2", "A2");
    through(&bench, "2", 2);
    end(&bench, LEDGER_COMPLETE, 1);
    check_entry(&bench, "a.zip", LEDGER_COMPLETE, 2, 1, 0);
    bench_close(&bench);
}

static void
pruned(void)
{
    struct bench bench;
    xap_docid docid;
    struct error err;
    uint32_t documents, tombstones;
    bench_open(&bench, true);
    source(&bench, "a.zip");
    start(&bench, 0);
    document(&bench, "1", "A1");
    document(&bench, "2", "A2");
    document(&bench, "3", "A3");
    end(&bench, LEDGER_COMPLETE, 3);
    source(&bench, "a.zip"); /* 1 stays, 2 is refused now, 3 is gone */
    start(&bench, 0);
    document(&bench, "1", "A1");
    tell(&bench, "2", CAUSE_BAD_MEMBER);
    end(&bench, LEDGER_COMPLETE, 2);
    CHECK_OK(store_count(&documents, &tombstones, bench.store, NULL), NULL);
    CHECK_INT(documents, 2);
    CHECK_INT(bench.deposit.counts.deleted, 1);
    CHECK_OK(store_find(&docid, bench.store, STR("A2"), &err), &err);
    source(&bench, "a.zip"); /* damaged: nothing is withdrawn */
    start(&bench, 0);
    end(&bench, LEDGER_REFUSED, 1);
    CHECK_OK(store_count(&documents, &tombstones, bench.store, NULL), NULL);
    CHECK_INT(documents, 2);
    CHECK_OK(delete_source(&bench.deposit, STR("a.zip"), &err), &err);
    CHECK_OK(store_count(&documents, &tombstones, bench.store, NULL), NULL);
    CHECK_INT(documents, 0);
    CHECK_STATUS(delete_source(&bench.deposit, STR("a.zip"), &err),
                 STATUS_NOT_FOUND);
    bench_close(&bench);
}

CU_TestInfo deposit_tests[] = {
    {"accounts", accounts},
    {"taken up where it was stopped", taken_up},
    {"pruned", pruned},
    CU_TEST_INFO_NULL,
};
