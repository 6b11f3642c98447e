/* Lists of terms looked through: what Xapian writes is whole, what is damaged
 * is never read past its end, and is told where lengths do not agree. */
#include "check.h"
#include "scratch.h"
#include "termlists.h"
#include "xap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENTS = 300, TERMS = 40, DAMAGES = 400, FILE_MAX = 1 << 21 };

static uint32_t seed;

static uint32_t
pick(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

/* Terms that no compression makes shorter, or all the same; some start as
 * others do. */
static void
write_documents(const char *path)
{
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_document) struct xap_document *document = NULL;
    CHECK_OK(xap_writer_open(&writer, path, true, true, NULL), NULL);
    CHECK_OK(xap_document_new(&document, NULL), NULL);
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    for (xap_docid docid = 1; docid <= DOCUMENTS; docid++) {
        char term[240] = "";
        CHECK_OK(xap_document_clear(document, NULL), NULL);
        for (uint32_t i = 0; docid % 50 && i < TERMS; i++) {
            size_t len = 1 + pick(i % 20 ? 12 : 200), from = pick(3);
            for (size_t k = from < len ? from : 0; k < len; k++)
                term[k] = (char)(docid % 3 ? pick(256) : 'a' + i % 26);
            CHECK_OK(xap_document_term(document, (struct str){term, len},
                                       pick(9) ? pick(4) : pick(100000), NULL),
                     NULL);
        }
        CHECK_OK(xap_writer_replace(writer, docid * 200, document, NULL), NULL);
    }
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
}

/* How many documents have a list that is not whole. */
static unsigned
count_damaged(const char *path, struct xap_reader *reader)
{
    AUTO(termlists) struct termlists *lists = NULL;
    unsigned damaged = 0;
    if (termlists_renew(&lists, path, reader, NULL) != STATUS_OK)
        return 1;
    for (xap_docid docid = 200; docid <= DOCUMENTS * 200; docid += 100)
        damaged += termlists_check(lists, docid, NULL) != STATUS_OK;
    return damaged;
}

static void
damage_is_told(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    static char bytes[FILE_MAX];
    char path[512], name[600];
    unsigned told = 0;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    write_documents(path);
    CHECK_OK(xap_reader_open(&reader, path, NULL), NULL);
    CHECK_INT(count_damaged(path, reader), 0);
    snprintf(name, sizeof name, "%s/termlist.glass", path);
    FILE *file = fopen(name, "r+b");
    CHECK(file != NULL);
    if (!file)
        return;
    size_t size = fread(bytes, 1, sizeof bytes, file);
    CHECK(size > 10000 && size < sizeof bytes);
    for (unsigned i = 0; size && i < DAMAGES; i++) {
        long at = (long)pick((uint32_t)size);
        int was = (unsigned char)bytes[at];
        fseek(file, at, SEEK_SET);
        fputc(was ^ (int)(1 + pick(255)), file);
        fflush(file);
        told += count_damaged(path, reader) > 0;
        fseek(file, at, SEEK_SET);
        fputc(was, file);
        fflush(file);
    }
    fclose(file);
    CHECK(told > DAMAGES / 20);
    CHECK_INT(count_damaged(path, reader), 0);
}

/* Each start of a list but the whole one is none, and is not read past its
 * end (in memory of its own, for the sanitizer). */
static void
a_cut_list_is_not_whole(void)
{
    static const char list[] = "\x05\x03" /* length 5, three terms */
                               "\x02"
                               "ab\x01" /* ab, wdf 1 */
                               "\x02\x01"
                               "c\x03" /* abc, 3 */
                               "\x04\x01"
                               "d"; /* 1 * 4 + 0: d, wdf 0 */
    size_t size = sizeof list - 1;
    CHECK(termlist_is_whole((struct str){list, 0}));
    for (size_t len = 1; len <= size; len++) {
        char *own = malloc(len);
        CHECK(own != NULL);
        if (!own)
            return;
        memcpy(own, list, len);
        CHECK_INT(termlist_is_whole((struct str){own, len}), len == size);
        free(own);
    }
}

CU_TestInfo termlists_tests[] = {
    {"a cut list is not whole", a_cut_list_is_not_whole},
    {"damage is told", damage_is_told},
    CU_TEST_INFO_NULL,
};
