/* tests: liasse-index beside a busy liasse-ingest. */
#include "write.h"

#include "check.h"
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
                               &arena, &err), &err);
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

CU_TestInfo index_tests[] = {
    {"rebuilds beside a busy writer", rebuilds_beside_a_busy_writer},
    CU_TEST_INFO_NULL,
};
