/* tests: tables read leaf by leaf, whole and damaged; manifests. */
#include "glass_scan.h"
#include "manifest.h"

#include "check.h"
#include "document.h"
#include "layout.h"
#include "scratch.h"
#include "xap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOCUMENTS = 300, DATA_MAX = 9000 };

/* The data of a document in a round: of many lengths, some compressible. */
static struct str
data_of(char out[DATA_MAX], xap_docid docid, unsigned round)
{
    size_t len = (docid * 37 + round * 101) % DATA_MAX;
    uint32_t state = docid * 2654435761u + round;
    for (size_t i = 0; i < len; i++) {
        state = state * 1664525 + 1013904223;
        out[i] = docid % 3 ? (char)(state >> 24) : (char)('a' + docid % 7);
    }
    return (struct str){out, len};
}

static void
write_round(const char *path, unsigned round)
{
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_document) struct xap_document *document = NULL;
    struct error err = {0};
    char data[DATA_MAX];
    CHECK_OK(xap_writer_open(&writer, path, false, true, &err), &err);
    CHECK_OK(xap_document_new(&document, &err), &err);
    CHECK_OK(commit_begin(writer, path, &err), &err);
    for (xap_docid docid = 1; docid <= DOCUMENTS; docid += 1 + round) {
        CHECK_OK(xap_document_clear(document, &err), &err);
        CHECK_OK(xap_document_data(document, data_of(data, docid, round), &err),
                 &err);
        CHECK_OK(xap_writer_replace(writer, docid, document, &err), &err);
    }
    CHECK_OK(commit_database(writer, path, &err), &err);
}

static unsigned
last_round(xap_docid docid, unsigned rounds)
{
    unsigned last = 0;
    for (unsigned round = 0; round < rounds; round++)
        if ((docid - 1) % (1 + round) == 0)
            last = round;
    return last;
}

static void
reads_what_xapian_wrote(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(arena) struct arena arena = {0};
    char path[512], table[600], data[DATA_MAX];
    struct error err = {0};
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    snprintf(table, sizeof table, "%s/docdata.glass", path);
    for (unsigned rounds = 1; rounds <= 4; rounds++) {
        AUTO(glass_scan) struct glass_scan *scan = NULL;
        size_t seen = 0;
        write_round(path, rounds - 1);
        CHECK_OK(glass_scan_open(&scan, table, 8192, UINT32_MAX, NULL, &err),
                 &err);
        for (size_t i = 0; scan && i < glass_scan_count(scan); i++) {
            struct str tag;
            struct str key = glass_scan_key(scan, i);
            xap_docid docid = glass_scan_docid(key);
            CHECK(docid >= 1 && docid <= DOCUMENTS);
            CHECK_INT(glass_scan_find(scan, key), i);
            CHECK_OK(glass_scan_tag(&tag, scan, i, 0, &arena, &err), &err);
            CHECK_STR(tag, data_of(data, docid, last_round(docid, rounds)));
            CHECK_STATUS(glass_scan_tag(&tag, scan, i, 64, &arena, NULL),
                         STATUS_NOT_FOUND);
            arena_reset(&arena);
            seen++;
        }
        /* Empty data is no entry. */
        CHECK(seen > DOCUMENTS - 10 && seen <= DOCUMENTS);
    }
}

static void
reads_docids(void)
{
    CHECK_INT(glass_scan_docid(STR("\x00\x01")), 1);
    CHECK_INT(glass_scan_docid(STR("\x7F\xFF")), 0x7FFF);
    CHECK_INT(glass_scan_docid(STR("\x80\x80\x00")), 0x8000);
    CHECK_INT(glass_scan_docid(STR("\xBF\xFF\xFF")), 0x3FFFFF);
    CHECK_INT(glass_scan_docid(STR("\xC0\x40\x00\x00")), 0x400000);
    CHECK_INT(glass_scan_docid(STR("")), 0);
    CHECK_INT(glass_scan_docid(STR("\x00")), 0);
    CHECK_INT(glass_scan_docid(STR("\x00\x01\x02")), 0);
    CHECK_INT(glass_scan_docid(STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")), 0);
}

/* Any bytes: no crash, no endless walk (sanitizers look on). */
static void
survives_noise(void)
{
    AUTO(scratch) struct scratch scratch;
    char path[512], table[600];
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    snprintf(table, sizeof table, "%s/docdata.glass", path);
    write_round(path, 0);
    write_round(path, 1);
    FILE *file = fopen(table, "r+b");
    CHECK(file && fseek(file, 0, SEEK_END) == 0);
    long size = file ? ftell(file) : 0;
    for (unsigned round = 0; file && round < 60; round++) {
        AUTO(arena) struct arena arena = {0};
        AUTO(glass_scan) struct glass_scan *scan = NULL;
        for (unsigned i = 0; i < 40; i++) {
            /* Mostly heads and directories of blocks. */
            long at = rand() % size;
            if (i % 4)
                at = at / 8192 * 8192 + rand() % 80;
            fseek(file, at, SEEK_SET);
            fputc(rand() % 256, file);
        }
        fflush(file);
        CHECK_OK(glass_scan_open(&scan, table, round % 2 ? 8192 : 2048,
                                 UINT32_MAX, NULL, NULL),
                 NULL);
        for (size_t i = 0; scan && i < glass_scan_count(scan); i++)
            for (uint32_t state = 0; state < 3; state++) {
                struct str tag;
                (void)!glass_scan_tag(&tag, scan, i, state, &arena, NULL);
                arena_reset(&arena);
            }
    }
    if (file)
        fclose(file);
}

static void
count_fault(void *payload, const char *text)
{
    CHECK(strstr(text, "/db/") != NULL);
    ++*(int *)payload;
}

static enum manifest_state
state_of(const char *path, int *faults)
{
    enum manifest_state state = MANIFEST_NONE;
    *faults = 0;
    CHECK_OK(manifest_check(&state, path, count_fault, faults, NULL), NULL);
    return state;
}

static void
vouches_for_every_file(void)
{
    AUTO(scratch) struct scratch scratch;
    char path[512], name[600];
    int faults;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    write_round(path, 0);
    CHECK_INT(state_of(path, &faults), MANIFEST_NONE);
    CHECK_OK(manifest_write(path, NULL), NULL);
    CHECK_INT(state_of(path, &faults), MANIFEST_SEALED);
    CHECK_INT(faults, 0);
    static const char *const files[] = {"docdata.glass", "iamglass",
                                        "postlist.glass", "manifest"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(name, sizeof name, "%s/%s", path, files[i]);
        FILE *file = fopen(name, "r+b");
        CHECK(file != NULL);
        if (!file)
            continue;
        fseek(file, 40, SEEK_SET);
        int byte = fgetc(file);
        fseek(file, 40, SEEK_SET);
        fputc(byte ^ 1, file);
        fclose(file);
        (void)state_of(path, &faults);
        CHECK_INT(faults, 1);
        file = fopen(name, "r+b");
        fseek(file, 40, SEEK_SET);
        fputc(byte, file);
        fclose(file);
    }
    CHECK_INT(state_of(path, &faults), MANIFEST_SEALED);
    CHECK_INT(faults, 0);
    unlink(name); /* the manifest: not sealed */
    CHECK_INT(state_of(path, &faults), MANIFEST_NONE);
    CHECK_INT(faults, 0);
    /* The first change unseals, before anything is written. */
    CHECK_OK(manifest_write(path, NULL), NULL);
    write_round(path, 1);
    CHECK_INT(state_of(path, &faults), MANIFEST_NONE);
    CHECK_INT(faults, 0);
}

CU_TestInfo salvage_tests[] = {
    {"reads what Xapian wrote", reads_what_xapian_wrote},
    {"reads docids", reads_docids},
    {"survives noise", survives_noise},
    {"vouches for every file", vouches_for_every_file},
    CU_TEST_INFO_NULL,
};
