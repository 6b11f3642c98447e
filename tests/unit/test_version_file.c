/* tests: the version file, as it is and damaged. */
#include "version_file.h"

#include "check.h"
#include "digest.h"
#include "glass_version.h"
#include "layout.h"
#include "scratch.h"
#include "xap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct bench {
    struct scratch scratch;
    char db[512], file[600];
    char bytes[VERSION_FILE_MAX];
    size_t len;
};

static void
bench_read(struct bench *bench)
{
    FILE *file = fopen(bench->file, "rb");
    bench->len = file ? fread(bench->bytes, 1, sizeof bench->bytes, file) : 0;
    if (file)
        fclose(file);
}

static void
bench_write(const struct bench *bench, const char *bytes, size_t len)
{
    FILE *file = fopen(bench->file, "wb");
    CHECK(file && fwrite(bytes, 1, len, file) == len);
    if (file)
        fclose(file);
}

/* One batch of documents, replaced again and again so that blocks are
 * freed. */
static void
commit_batch(const char *path, unsigned batch)
{
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_document) struct xap_document *document = NULL;
    struct error err = {0};
    char term[32];
    CHECK_OK(xap_writer_open(&writer, path, false, false, &err), &err);
    CHECK_OK(xap_document_new(&document, &err), &err);
    CHECK_OK(xap_writer_begin(writer, &err), &err);
    for (xap_docid docid = 1; docid <= 300; docid++) {
        CHECK_OK(xap_document_clear(document, &err), &err);
        for (uint32_t i = 1; i < 20; i++) {
            int len =
                snprintf(term, sizeof term, "t%u", (docid * i + batch) % 1000);
            CHECK_OK(xap_document_term(
                         document, (struct str){term, (size_t)len}, 1, &err),
                     &err);
        }
        CHECK_OK(xap_document_data(document, STR("data"), &err), &err);
        CHECK_OK(xap_document_value(document, 0, STR("value"), &err), &err);
        CHECK_OK(xap_writer_replace(writer, docid, document, &err), &err);
    }
    CHECK_OK(xap_writer_commit(writer, &err), &err);
    CHECK_OK(commit_sync(path, &err), &err);
}

static void
bench_make(struct bench *bench, unsigned batches)
{
    scratch_make(&bench->scratch);
    scratch_path(bench->db, &bench->scratch, "db");
    snprintf(bench->file, sizeof bench->file, "%s/%s", bench->db, VERSION_FILE);
    for (unsigned i = 0; i < batches; i++)
        commit_batch(bench->db, i);
    bench_read(bench);
}

static void
bench_remove(struct bench *bench)
{
    scratch_remove(&bench->scratch);
}

CLEANUP_KIND(bench, struct bench, bench_remove)

static void
reads_what_xapian_writes(void)
{
    AUTO(bench) struct bench bench = {0};
    bench_make(&bench, 0);
    for (unsigned i = 0; i < 5; i++) {
        struct version_file version;
        enum version_noted noted;
        struct error err = {0};
        commit_batch(bench.db, i);
        CHECK_OK(version_look(&version, &noted, NULL, bench.db, &err), &err);
        CHECK_INT(noted, VERSION_NOTED);
        CHECK_INT(version.documents, 300);
        CHECK_INT(version.last_docid, 300);
        CHECK_INT(version.length, 300 * 19);
        CHECK_INT(version.longest, 19);
        CHECK_INT(version.tables[0].block, 8192);
        CHECK(version.tables[4].fake && !version.tables[0].fake);
        CHECK_OK(version_check(bench.db, &err), &err);
    }
}

static void
reads_an_empty_one(void)
{
    AUTO(bench) struct bench bench = {0};
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    struct version_file version;
    struct glass_version built;
    enum version_noted noted;
    struct error err = {0};
    bench_make(&bench, 0);
    CHECK_STATUS(version_look(&version, NULL, NULL, bench.db, NULL),
                 STATUS_NOT_FOUND);
    CHECK_OK(version_check(bench.db, &err), &err);
    CHECK_OK(xap_writer_open(&writer, bench.db, true, false, &err), &err);
    CHECK_OK(version_look(&version, &noted, NULL, bench.db, &err), &err);
    CHECK_INT(noted, VERSION_UNNOTED);
    CHECK_INT(version.documents, 0);
    /* The bulk writer's form of the same. */
    CHECK_OK(glass_version_read(&built, bench.db, &err), &err);
    built.roots[0] =
        (struct glass_root){.root = 2, .level = 1, .blocks = 3, .entries = 40};
    built.documents = 5;
    built.last_docid = 9;
    built.shortest = 2;
    built.longest = 10;
    built.length = 10;
    built.highest_wdf = 3;
    CHECK_OK(glass_version_write(&built, bench.db, &err), &err);
    bench_read(&bench);
    CHECK_OK(version_file_parse(&version, (struct str){bench.bytes, bench.len},
                                &err),
             &err);
    CHECK_INT(version.last_docid, 9);
    CHECK_INT(version.longest, 10);
    CHECK_INT(version.tables[0].level, 1);
    CHECK_INT(version.tables[0].entries, 40);
    /* Its table is not there. */
    CHECK_STATUS(version_check(bench.db, &err), STATUS_IO);
    CHECK(strstr(err.text, "postlist.glass") && strstr(err.text, "--repair"));
}

/* What damage may change without a word: only to a revision never written. */
static void
expect_noticed(const struct bench *bench, const char *bytes, size_t len)
{
    struct version_file version, good;
    struct error err = {0};
    bench_write(bench, bytes, len);
    if (version_check(bench->db, &err) != STATUS_OK) {
        CHECK(strstr(err.text, bench->db) && strstr(err.text, "--repair"));
        return;
    }
    CHECK_OK(
        version_file_parse(&good, (struct str){bench->bytes, bench->len}, &err),
        &err);
    CHECK_OK(version_file_parse(&version, (struct str){bytes, len}, &err),
             &err);
    CHECK(version.revision > good.revision);
    version.revision = good.revision;
    CHECK(memcmp(&version, &good, sizeof good) == 0);
}

static void
notices_damage(void)
{
    AUTO(bench) struct bench bench = {0};
    char bytes[VERSION_FILE_MAX];
    bench_make(&bench, 3);
    CHECK(bench.len > 90);
    for (size_t i = 0; i < bench.len; i++) {
        memcpy(bytes, bench.bytes, bench.len);
        for (int byte = 1; byte < 256; byte += i < 32 ? 50 : 11) {
            bytes[i] = (char)(bench.bytes[i] ^ byte);
            expect_noticed(&bench, bytes, bench.len);
        }
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] = (char)(bench.bytes[i] ^ 1 << bit);
            expect_noticed(&bench, bytes, bench.len);
        }
        expect_noticed(&bench, bench.bytes, i);
    }
    memset(bytes, 0, bench.len);
    expect_noticed(&bench, bytes, bench.len);
    memcpy(bytes, bench.bytes, bench.len);
    bytes[bench.len] = 'x';
    expect_noticed(&bench, bytes, bench.len + 1);
    unlink(bench.file);
    CHECK_STATUS(version_check(bench.db, NULL), STATUS_IO);
}

/* Without notes the fields alone: no crash of Xapian, whatever they say. */
static void
fields_alone_keep_xapian_alive(void)
{
    AUTO(bench) struct bench bench = {0};
    char bytes[VERSION_FILE_MAX];
    unsigned refused = 0, opened = 0;
    bench_make(&bench, 3);
    version_forget(bench.db);
    for (size_t i = 32; i < bench.len; i++) {
        memcpy(bytes, bench.bytes, bench.len);
        for (int bit = 0; bit < 8; bit++) {
            AUTO(xap_reader) struct xap_reader *reader = NULL;
            bytes[i] = (char)(bench.bytes[i] ^ 1 << bit);
            bench_write(&bench, bytes, bench.len);
            if (xap_reader_open(&reader, bench.db, NULL) == STATUS_OK)
                opened++;
            else
                refused++;
        }
    }
    CHECK(refused > opened / 2 && opened > 0);
}

static void
notes_two_revisions(void)
{
    struct version_note notes[VERSION_FILE_NOTED];
    static const struct version_note two[] = {{7, 70}, {8, 80}};
    CHECK_INT(version_file_noted(8, 80, two, 2), VERSION_NOTED);
    CHECK_INT(version_file_noted(7, 70, two, 2), VERSION_NOTED);
    CHECK_INT(version_file_noted(8, 70, two, 2), VERSION_DAMAGED);
    CHECK_INT(version_file_noted(6, 60, two, 2), VERSION_DAMAGED);
    CHECK_INT(version_file_noted(9, 70, two, 2), VERSION_UNNOTED);
    CHECK_INT(version_file_noted(9, 70, two, 0), VERSION_UNNOTED);
    CHECK_INT(version_notes_parse(notes, STR("")), 0);
    CHECK_INT(version_notes_parse(notes, STR("0000000007 00000046 00000000\n")),
              0);
}

/* A damaged note is none. */
static void
forgives_damaged_notes(void)
{
    AUTO(bench) struct bench bench = {0};
    struct bench notes;
    char bytes[VERSION_FILE_MAX];
    bench_make(&bench, 2);
    notes = bench;
    snprintf(notes.file, sizeof notes.file, "%s/%s", bench.db,
             VERSION_FILE_NOTES);
    bench_read(&notes);
    CHECK_INT(notes.len, 58);
    for (size_t i = 0; i < notes.len; i++) {
        memcpy(bytes, notes.bytes, notes.len);
        bytes[i] ^= 4;
        bench_write(&notes, bytes, notes.len);
        CHECK_OK(version_check(bench.db, NULL), NULL);
        bench_write(&notes, notes.bytes, i);
        CHECK_OK(version_check(bench.db, NULL), NULL);
    }
}

/* Xapian follows stubs that name themselves until its stack ends. */
static void
refuses_circles_of_stubs(void)
{
    static const char *const circles[] = {"auto search\n", "auto search",
                                          "glass ./search\nauto .\n"};
    AUTO(scratch) struct scratch scratch;
    char path[512];
    struct error err = {0};
    scratch_make(&scratch);
    scratch_path(path, &scratch, "search");
    for (size_t i = 0; i < sizeof circles / sizeof *circles; i++) {
        AUTO(xap_reader) struct xap_reader *reader = NULL;
        scratch_write(&scratch, "search", circles[i]);
        CHECK_STATUS(xap_reader_open(&reader, path, &err), STATUS_IO);
    }
}

CU_TestInfo version_file_tests[] = {
    {"reads what Xapian writes", reads_what_xapian_writes},
    {"reads an empty one, and a bulk one", reads_an_empty_one},
    {"notices damage", notices_damage},
    {"fields alone keep Xapian alive", fields_alone_keep_xapian_alive},
    {"notes two revisions", notes_two_revisions},
    {"forgives damaged notes", forgives_damaged_notes},
    {"refuses circles of stubs", refuses_circles_of_stubs},
    CU_TEST_INFO_NULL,
};
