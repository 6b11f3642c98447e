/* tests: liasse-index beside a busy liasse-ingest, and compaction. */
#include "write.h"

#include "columns.h"
#include "upkeep.h"

#include "check.h"
#include "compare.h"
#include "scratch.h"
#include "store.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DOCUMENTS = 3000, COMMITS = 100 };

static void
put_page(struct store *store, unsigned i, unsigned salt)
{
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    enum put put;
    char uid[16], text[2000] = "";
    struct contribution one = {.source = STR("test"), .reader = STR("test")};
    struct document *document = &one.document;
    snprintf(uid, sizeof uid, "P%u", i);
    for (unsigned word = 0; word < 150; word++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "mot%u ",
                 (i * 7 + word * 13 + salt) % 5000);
    CHECK_OK(document_add(document, FIELD_UID, str_from(uid), &arena, &err),
             &err);
    CHECK_OK(document_add(document, FIELD_KIND, STR("page"), &arena, &err),
             &err);
    CHECK_OK(document_add_text(document, STR("body"), STR(""), str_from(text),
                               &arena, &err),
             &err);
    CHECK_OK(store_put(&put, store, &one, &err), &err);
}

static void
fill(const struct layout *layout)
{
    AUTO(store) struct store *store = NULL;
    struct error err = {0};
    CHECK_OK(store_create(&store, layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (unsigned i = 0; i < DOCUMENTS; i++)
        put_page(store, i, 0);
    CHECK_OK(store_commit(store, &err), &err);
}

/* Changes documents all over the store, twenty a commit: the
 * blocks that a reader has not read yet are soon gone. */
static void
commit_often(const struct layout *layout)
{
    struct store *store = NULL;
    if (store_create(&store, layout, NULL) != STATUS_OK)
        _exit(1);
    for (unsigned i = 1; i <= COMMITS; i++) {
        if (store_begin(store, NULL) != STATUS_OK)
            _exit(1);
        for (unsigned k = 0; k < 20; k++)
            put_page(store, (i * 20 + k) * 149 % DOCUMENTS, i);
        if (store_commit(store, NULL) != STATUS_OK)
            _exit(1);
        struct timespec pause = {.tv_nsec = 20000000};
        nanosleep(&pause, NULL);
    }
    _exit(0);
}

static void
rebuilds_beside_a_busy_writer(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_reader) struct xap_reader *search = NULL;
    struct layout layout;
    struct written written = {0};
    struct error err = {0};
    char path[LAYOUT_PATH_MAX];
    uint32_t generation, documents = 0;
    scratch_make(&scratch);
    CHECK_OK(layout_init(&layout, scratch.path, &err), &err);
    fill(&layout);
    pid_t writer = fork();
    if (writer == 0)
        commit_often(&layout);
    enum status status = index_rebuild(&written, &layout, NULL, NULL, &err);
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    check_status(status, STATUS_OK, &err, "index_rebuild", __FILE__, __LINE__);
    if (status != STATUS_OK)
        return;
    CHECK_INT(written.damaged, 0);
    CHECK_OK(layout_current(&generation, &layout, &err), &err);
    layout_generation(path, &layout, generation);
    CHECK_OK(xap_reader_open(&search, path, &err), &err);
    CHECK_OK(xap_reader_doc_count(&documents, search, &err), &err);
    CHECK(documents >= DOCUMENTS);
}

/* ---- compaction -------------------------------------------------------- */

enum { CHANGED = 800 }; /* more than one document in UPKEEP_PART */

static void
change(const struct layout *layout, unsigned count, unsigned salt)
{
    AUTO(store) struct store *store = NULL;
    struct error err = {0};
    CHECK_OK(store_create(&store, layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (unsigned i = 0; i < count; i++)
        put_page(store, i * 149 % DOCUMENTS, salt);
    CHECK_OK(store_commit(store, &err), &err);
}

static void
reader_of(struct xap_reader **out, const struct layout *layout,
          uint32_t generation)
{
    struct error err = {0};
    char path[LAYOUT_PATH_MAX];
    layout_generation(path, layout, generation);
    CHECK_OK(xap_reader_open(out, path, &err), &err);
}

static uint32_t
generation_now(const struct layout *layout)
{
    struct error err = {0};
    uint32_t generation = 0;
    CHECK_OK(layout_current(&generation, layout, &err), &err);
    return generation;
}

static uint64_t
changes_of(const struct layout *layout, uint32_t generation)
{
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    struct error err = {0};
    uint64_t changes = UINT64_MAX;
    reader_of(&reader, layout, generation);
    CHECK_OK(upkeep_changes(&changes, reader, &err), &err);
    return changes;
}

static void
update(const struct layout *layout, const struct write_options *options)
{
    struct written written = {0};
    struct error err = {0};
    CHECK_OK(index_update(&written, layout, NULL, options, &err), &err);
}

/* The same content, the columns sealed as of now. */
static void
check_copy(const struct layout *layout, uint32_t from, uint32_t to)
{
    AUTO(xap_reader) struct xap_reader *left = NULL, *right = NULL;
    AUTO(buf) struct buf report = BUF_INIT(1 << 20);
    struct comparison result = {0};
    struct error err = {0};
    char path[LAYOUT_PATH_MAX];
    bool sealed = false;
    uint32_t unsealed = 1, faults = 1;
    reader_of(&left, layout, from);
    reader_of(&right, layout, to);
    CHECK_OK(compare_databases(&result, left, right, &err), &err);
    CHECK_INT(result.differences, 0);
    CHECK(result.documents >= DOCUMENTS && result.positions > 0);
    layout_generation(path, layout, to);
    CHECK_OK(columns_state(&sealed, &unsealed, path, right, &err), &err);
    CHECK(sealed);
    CHECK_INT(unsealed, 0);
    CHECK_OK(xap_check(&faults, path, &report, &err), &err);
    CHECK_INT(faults, 0);
}

static void
compacts_on_request(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_reader) struct xap_reader *old = NULL, *gone = NULL;
    struct layout layout;
    struct written written = {0};
    struct error err = {0};
    char path[LAYOUT_PATH_MAX];
    uint32_t documents = 0;
    scratch_make(&scratch);
    CHECK_OK(layout_init(&layout, scratch.path, &err), &err);
    fill(&layout);
    CHECK_STATUS(index_compact(&written, &layout, NULL, NULL, &err),
                 STATUS_NOT_FOUND);
    update(&layout, NULL);
    CHECK_INT(changes_of(&layout, 1), 0);
    change(&layout, CHANGED, 1);
    update(&layout, NULL);
    CHECK_INT(generation_now(&layout), 1);
    CHECK_INT(changes_of(&layout, 1), CHANGED);
    reader_of(&old, &layout, 1);
    CHECK_OK(index_compact(&written, &layout, NULL, NULL, &err), &err);
    CHECK_INT(generation_now(&layout), 2);
    CHECK_INT(changes_of(&layout, 2), 0);
    check_copy(&layout, 1, 2);
    /* The next run takes the former generation away; its reader goes on. */
    change(&layout, 1, 2);
    update(&layout, NULL);
    layout_generation(path, &layout, 1);
    CHECK_STATUS(xap_reader_open(&gone, path, NULL), STATUS_NOT_FOUND);
    CHECK_OK(xap_reader_doc_count(&documents, old, &err), &err);
    CHECK_INT(documents, DOCUMENTS);
    CHECK_INT(changes_of(&layout, 2), 1);
}

static void
compacts_by_itself(void)
{
    AUTO(scratch) struct scratch scratch;
    struct layout layout;
    struct write_options soon = {.compact_after = 10},
                         never = {.compact_after = 10, .no_compact = true};
    struct error err = {0};
    scratch_make(&scratch);
    CHECK_OK(layout_init(&layout, scratch.path, &err), &err);
    fill(&layout);
    update(&layout, &soon);
    change(&layout, 100, 1);
    update(&layout, &soon); /* few beside the documents */
    CHECK_INT(generation_now(&layout), 1);
    change(&layout, CHANGED, 2);
    update(&layout, NULL); /* few in all */
    update(&layout, &never);
    CHECK_INT(generation_now(&layout), 1);
    update(&layout, &soon);
    CHECK_INT(generation_now(&layout), 2);
    CHECK_INT(changes_of(&layout, 2), 0);
    check_copy(&layout, 1, 2);
    update(&layout, &soon);
    CHECK_INT(generation_now(&layout), 2);
}

static void
due_by_both_measures(void)
{
    CHECK(!upkeep_due(UPKEEP_CHANGES, 100, 0));
    CHECK(upkeep_due(UPKEEP_CHANGES + 1, 100, 0));
    CHECK(!upkeep_due(250000, 1000000, 0));
    CHECK(upkeep_due(250001, 1000000, 0));
    CHECK(upkeep_due(6, 10, 5));
}

CU_TestInfo index_tests[] = {
    {"compacts on request", compacts_on_request},
    {"compacts by itself", compacts_by_itself},
    {"due by both measures", due_by_both_measures},
    {"rebuilds beside a busy writer", rebuilds_beside_a_busy_writer},
    CU_TEST_INFO_NULL,
};
