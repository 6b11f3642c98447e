/* Position lists straight from their table against Xapian's own reading of
 * them, over several commits; damaged tables. */
#include "check.h"
#include "phrase.h"
#include "positions.h"
#include "scratch.h"
#include "term_places.h"
#include "xap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 9, DAMAGES = 600, LONGEST = 40000 };

/* Where the keys change their length, and what lies between. */
static const xap_docid docids[] = {1,       2,       3,         200,
                                   0x7FFF,  0x8000,  0x8001,    0x12345,
                                   4194303, 4194304, 536870912, 4294967294u};
enum { DOCUMENTS = sizeof docids / sizeof docids[0] };

static uint32_t seed;

static uint32_t
pick(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

/* One starts another, one holds zero bytes, one is as long as can be. */
static struct str
term_name(char out[256], size_t i)
{
    static const struct str some[] = {
        STR_INIT("a"), STR_INIT("ab"),       STR_INIT("a\0b"), STR_INIT("a\0"),
        STR_INIT("b"), STR_INIT("\xff\xff"), STR_INIT("c")};
    if (i < sizeof some / sizeof some[0])
        return some[i];
    memset(out, i % 2 ? 'x' : 'y', 245);
    return (struct str){out, 245};
}

static void
fill_document(struct xap_document *document)
{
    char name[256];
    CHECK_OK(xap_document_clear(document, NULL), NULL);
    for (size_t i = 0; i < TERMS; i++) {
        uint32_t at = pick(50), count = pick(4) ? pick(40) : 0, step = 1;
        if (i == 4 && pick(2))
            count = LONGEST; /* in several pieces */
        else if (pick(2))
            step = 1 + pick(3000);
        for (uint32_t k = 0; k < count; k++)
            CHECK_OK(xap_document_posting(document, term_name(name, i),
                                          at += 1 + pick(step), 1, NULL),
                     NULL);
    }
}

static void
write_all(struct xap_writer *writer)
{
    AUTO(xap_document) struct xap_document *document = NULL;
    CHECK_OK(xap_document_new(&document, NULL), NULL);
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        if (pick(4) == 0)
            continue;
        fill_document(document);
        CHECK_OK(xap_writer_replace(writer, docids[i], document, NULL), NULL);
    }
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
}

struct expected {
    const struct position_list *list;
    size_t at;
    bool same;
};

static enum status
visit_position(void *payload, uint32_t position)
{
    struct expected *expected = payload;
    const struct position_list *list = expected->list;
    expected->same = expected->same && expected->at < list->count &&
                     list->at[expected->at] == position;
    expected->at++;
    return STATUS_OK;
}

/* The list of a term in a document, by both. */
static void
compare_one(struct position_list *list, struct xap_reader *reader,
            xap_docid docid, struct str term)
{
    struct error err = {0};
    uint32_t next;
    struct expected expected = {.list = list, .same = true};
    CHECK_OK(position_list_find(&next, list, docid, &err), &err);
    if (next == docid)
        CHECK_OK(position_list_read(list, &err), &err);
    else
        list->count = 0;
    enum status status = xap_reader_positions(reader, docid, term,
                                              visit_position, &expected, NULL);
    CHECK(status == STATUS_OK || status == STATUS_NOT_FOUND);
    CHECK(expected.same);
    CHECK_INT(list->count, expected.at);
}

static void
compare_all(struct positions *positions, struct xap_reader *reader)
{
    AUTO(position_list) struct position_list list = {0};
    char name[256];
    for (size_t i = 0; i < TERMS; i++) {
        struct str term = term_name(name, i);
        position_list_start(&list, positions, term);
        for (size_t k = 0; k < DOCUMENTS; k++)
            compare_one(&list, reader, docids[k], term);
        for (size_t k = 0; k < 20;
             k++) /* to and fro, and where there is none */
            compare_one(&list, reader,
                        pick(2) ? docids[pick(DOCUMENTS)] : 1 + pick(400),
                        term);
    }
    position_list_start(&list, positions, STR("none"));
    compare_one(&list, reader, 1, STR("none"));
}

static void
test_same(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    char path[512];
    struct error err = {0};
    seed = 1;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, &err), &err);
    for (int round = 0; round < 6; round++) {
        AUTO(xap_reader) struct xap_reader *reader = NULL;
        AUTO(positions) struct positions *positions = NULL;
        uint64_t revision = 0;
        write_all(writer);
        CHECK_OK(xap_reader_open(&reader, path, &err), &err);
        CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
        CHECK_OK(positions_open(&positions, path, revision, &err), &err);
        compare_all(positions, reader);
    }
}

/* A revision that is gone is told, not guessed at; until its blocks are
 * written anew it can be read. */
static void
test_stale(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    AUTO(positions) struct positions *positions = NULL, *none = NULL;
    AUTO(position_list) struct position_list list = {0};
    char path[512], name[256];
    uint64_t revision = 0;
    uint32_t next;
    struct error err = {0};
    enum status status = STATUS_OK;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, &err), &err);
    write_all(writer);
    CHECK_OK(xap_reader_open(&reader, path, &err), &err);
    CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
    CHECK_OK(positions_open(&positions, path, revision, &err), &err);
    write_all(writer);
    CHECK_STATUS(positions_open(&none, path, revision, NULL), STATUS_NOT_FOUND);
    CHECK_STATUS(positions_open(&none, "/nowhere", revision, NULL),
                 STATUS_NOT_FOUND);
    for (int round = 0; round < 20 && status == STATUS_OK; round++) {
        write_all(writer);
        for (size_t i = 0; i < TERMS && status == STATUS_OK; i++) {
            position_list_start(&list, positions, term_name(name, i));
            for (size_t k = 0; k < DOCUMENTS && status == STATUS_OK; k++)
                status = position_list_find(&next, &list, docids[k], NULL);
        }
        positions_close(positions); /* nothing of it is kept */
        positions = NULL;
        if (status == STATUS_OK) {
            CHECK_OK(xap_reader_reopen(reader, NULL, &err), &err);
            CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
            CHECK_OK(positions_open(&positions, path, revision, &err), &err);
            write_all(writer);
            write_all(writer);
        }
    }
    CHECK_STATUS(status, STATUS_STALE);
}

/* Every list of a damaged table: some answer, and an end. */
static void
read_all(const char *path, uint64_t revision)
{
    AUTO(positions) struct positions *positions = NULL;
    AUTO(position_list) struct position_list list = {0};
    char name[256];
    if (positions_open(&positions, path, revision, NULL) != STATUS_OK)
        return;
    for (size_t i = 0; i < TERMS; i++) {
        position_list_start(&list, positions, term_name(name, i));
        for (size_t k = 0; k < DOCUMENTS; k++) {
            uint32_t next = 0;
            enum status status =
                position_list_find(&next, &list, docids[k], NULL);
            if (status == STATUS_OK && next == docids[k])
                status = position_list_read(&list, NULL);
            CHECK(status == STATUS_OK || status == STATUS_IO ||
                  status == STATUS_STALE);
            for (size_t n = 1; status == STATUS_OK && n < list.count; n++)
                if (list.at[n] <= list.at[n - 1])
                    CHECK(false);
        }
    }
}

static void
test_damage(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    char path[512], file[600];
    uint64_t revision = 0;
    seed = 7;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, NULL), NULL);
    write_all(writer);
    CHECK_OK(xap_reader_open(&reader, path, NULL), NULL);
    CHECK_OK(xap_reader_revision(&revision, reader, NULL), NULL);
    for (int i = 0; i < DAMAGES; i++) {
        snprintf(file, sizeof file, "%s/%s", path,
                 i % 8 ? "position.glass" : "iamglass");
        FILE *table = fopen(file, "r+");
        CHECK(table != NULL);
        fseek(table, 0, SEEK_END);
        long size = ftell(table), at = (long)pick((uint32_t)size);
        if (i % 2) /* mostly where blocks say what is in them */
            at = at / 8192 * 8192 + (long)pick(40);
        at = at < size ? at : size - 1;
        fseek(table, at, SEEK_SET);
        int was = fgetc(table), now = was ^ (int)(1 + pick(255));
        fseek(table, at, SEEK_SET);
        fputc(now, table);
        fclose(table);
        read_all(path, revision);
        if (pick(3) == 0) /* let damages gather */
            continue;
        table = fopen(file, "r+");
        fseek(table, at, SEEK_SET);
        fputc(was, table);
        fclose(table);
    }
}

/* ---- families ----------------------------------------------------------- */

enum { TEXTS = 3 };

/* "Sa" is in the first two documents, where the word stands at 1, 5 and 9; its
 * stretches are 1-3 and 9 of the first, 20-30 of the second. */
static void
write_families(struct xap_writer *writer)
{
    static const uint32_t bounds[TEXTS][4] = {{1, 4, 9, 10}, {20, 31}, {0}};
    AUTO(xap_document) struct xap_document *document = NULL;
    CHECK_OK(xap_document_new(&document, NULL), NULL);
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    for (xap_docid i = 0; i < TEXTS; i++) {
        CHECK_OK(xap_document_clear(document, NULL), NULL);
        for (uint32_t at = 1; at <= 9; at += 4)
            CHECK_OK(xap_document_posting(document, STR("Ea"), at, 0, NULL),
                     NULL);
        if (i < 2)
            CHECK_OK(xap_document_term(document, STR("Sa"), 0, NULL), NULL);
        for (size_t k = 0; k < 4 && bounds[i][k]; k++)
            CHECK_OK(xap_document_posting(document, STR("VS"), bounds[i][k], 0,
                                          NULL),
                     NULL);
        CHECK_OK(xap_writer_replace(writer, i + 1, document, NULL), NULL);
    }
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
}

static enum status
tell_places(void *payload, size_t i, const uint32_t *positions, size_t count)
{
    struct buf *out = payload;
    buf_printf(out, "%zu:", i + 1);
    for (size_t k = 0; k < count; k++)
        buf_printf(out, " %u", positions[k]);
    buf_printf(out, ";");
    return STATUS_OK;
}

/* The same from the table. */
static void
tell_table(struct buf *out, struct positions *table, struct str term)
{
    AUTO(term_places) struct term_places places = {0};
    term_places_start(&places, table, term);
    for (xap_docid docid = 1; docid <= TEXTS; docid++) {
        uint32_t next;
        CHECK_OK(term_places_find(&next, &places, docid, NULL), NULL);
        if (next != docid)
            continue;
        CHECK_OK(term_places_read(&places, NULL), NULL);
        if (places.count)
            (void)tell_places(out, docid - 1, places.at, places.count);
    }
}

static void
test_families(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    AUTO(positions) struct positions *table = NULL;
    AUTO(buf) struct buf out = BUF_INIT(1000);
    static const xap_docid all[TEXTS] = {1, 2, 3};
    char path[512];
    uint64_t revision;
    struct error err = {0};
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, &err), &err);
    write_families(writer);
    CHECK_OK(xap_reader_open(&reader, path, &err), &err);
    CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
    CHECK_OK(positions_open(&table, path, revision, &err), &err);
    CHECK_OK(
        phrase_positions(reader, STR("Sa"), all, TEXTS, tell_places, &out, &err),
        &err);
    CHECK_STR(buf_str(&out), STR("1: 1 9;"));
    buf_clear(&out);
    tell_table(&out, table, STR("Sa"));
    CHECK_STR(buf_str(&out), STR("1: 1 9;"));
    buf_clear(&out);
    tell_table(&out, table, STR("Ea"));
    CHECK_STR(buf_str(&out), STR("1: 1 5 9;2: 1 5 9;3: 1 5 9;"));
}

CU_TestInfo positions_tests[] = {
    {"the same lists as Xapian's", test_same},
    {"revisions that are gone", test_stale},
    {"damaged tables", test_damage},
    {"words of a family", test_families},
    CU_TEST_INFO_NULL,
};
