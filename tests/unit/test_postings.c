/* Posting lists straight from their table against Xapian's own reading of
 * them: many pieces, changes and deletions, terms with zero bytes; damage. */
#include "check.h"
#include "postings.h"
#include "scratch.h"
#include "xap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 9, DOCUMENTS = 6000, ROOM = 512, DAMAGES = 500 };

static uint32_t seed;

static uint32_t
pick(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

/* One starts another, some hold zero bytes, one is as long as can be. */
static struct str
term_name(size_t i)
{
    static char longest[245];
    static const struct str some[] = {
        STR_INIT("a"),        STR_INIT("ab"), STR_INIT("a\0b"), STR_INIT("a\0"),
        STR_INIT("\xff\xff"), STR_INIT("b"),  STR_INIT("rare"), STR_INIT("")};
    if (i < sizeof some / sizeof some[0])
        return some[i];
    memset(longest, 'x', sizeof longest);
    return (struct str){longest, sizeof longest};
}

/* Docids far apart too, of each length that they have in keys. */
static xap_docid
docid_of(uint32_t i)
{
    static const xap_docid far[] = {0x7FFF,    0x8000,    4194303,    4194304,
                                    536870911, 536870912, 4294967294u};
    enum { FAR = sizeof far / sizeof far[0] };
    return i >= DOCUMENTS - FAR ? far[i + FAR - DOCUMENTS] : 1 + i * 3;
}

static void
write_some(struct xap_writer *writer, uint32_t one_of, bool removes)
{
    AUTO(xap_document) struct xap_document *document = NULL;
    CHECK_OK(xap_document_new(&document, NULL), NULL);
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    for (uint32_t i = 0; i < DOCUMENTS; i++) {
        if (pick(one_of))
            continue;
        if (removes && pick(2)) {
            enum status status = xap_writer_delete(writer, docid_of(i), NULL);
            CHECK(status == STATUS_OK || status == STATUS_NOT_FOUND);
            continue;
        }
        CHECK_OK(xap_document_clear(document, NULL), NULL);
        for (size_t k = 0; k < TERMS; k++)
            if (term_name(k).len && pick(k == 6 ? 500 : 1 + (uint32_t)k) == 0)
                CHECK_OK(xap_document_term(document, term_name(k),
                                           pick(9) ? pick(5) : pick(100000),
                                           NULL),
                         NULL);
        CHECK_OK(xap_writer_replace(writer, docid_of(i), document, NULL), NULL);
    }
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
}

static struct postings *
open_now(const char *path, struct xap_reader *reader)
{
    struct postings *postings = NULL;
    uint64_t revision = 0;
    struct error err = {0};
    CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
    CHECK_OK(postings_open(&postings, path, revision, &err), &err);
    return postings;
}

/* Reads on from here by both, so many and in batches of any size. */
static bool
compare_some(struct posting_walk *walk, struct xap_postings *theirs,
             bool weighed, size_t room)
{
    uint32_t docids[ROOM], wdfs[ROOM], their_docids[ROOM], their_wdfs[ROOM];
    size_t count = 0, their_count = 0, all = 0;
    struct error err = {0};
    CHECK_OK(posting_walk_read(&count, walk, docids, wdfs, room, &err), &err);
    while (all < room) {
        CHECK_OK(xap_postings_read(&their_count, theirs, their_docids + all,
                                   their_wdfs + all, room - all, &err),
                 &err);
        if (their_count == 0)
            break;
        all += their_count;
    }
    CHECK_INT(count, all);
    CHECK(count == all &&
          memcmp(docids, their_docids, count * sizeof *docids) == 0);
    CHECK(!weighed || (count == all &&
                       memcmp(wdfs, their_wdfs, count * sizeof *wdfs) == 0));
    return count > 0 && count == all;
}

static void
compare_term(struct postings *postings, struct xap_reader *reader, size_t term,
             bool seeks)
{
    AUTO(posting_walk) struct posting_walk walk = {0};
    AUTO(xap_postings) struct xap_postings *theirs = NULL;
    uint32_t documents;
    struct str name = term_name(term);
    struct error err = {0};
    CHECK_OK(posting_walk_start(&walk, postings, name, &err), &err);
    CHECK_OK(xap_postings_open(&theirs, reader, name, &err), &err);
    CHECK_OK(xap_reader_term_freq(&documents, reader, name, &err), &err);
    if (name.len)
        CHECK_INT(walk.documents, documents);
    xap_docid at = 0;
    do {
        if (!seeks)
            continue;
        at += pick(4) ? pick(600) : pick(20000);
        at = pick(100) ? at : at + pick(1 << 24);
        CHECK_OK(posting_walk_seek(&walk, at, &err), &err);
        CHECK_OK(xap_postings_seek(theirs, at, &err), &err);
    } while (
        compare_some(&walk, theirs, name.len > 0, 1 + pick(seeks ? 20 : ROOM)));
}

static void
compare_all(const char *path)
{
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    AUTO(postings) struct postings *postings = NULL;
    AUTO(posting_walk) struct posting_walk walk = {0};
    struct error err = {0};
    CHECK_OK(xap_reader_open(&reader, path, &err), &err);
    postings = open_now(path, reader);
    for (size_t i = 0; i < TERMS; i++) {
        compare_term(postings, reader, i, false);
        for (int k = 0; k < 10; k++)
            compare_term(postings, reader, i, true);
    }
    CHECK_OK(posting_walk_start(&walk, postings, STR("aa"), &err), &err);
    CHECK_INT(walk.documents, 0);
    CHECK_OK(posting_walk_seek(&walk, 7, &err), &err);
}

static void
test_same(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    char path[512];
    struct error err = {0};
    seed = 11;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, &err), &err);
    compare_all(path);
    for (int round = 0; round < 5; round++) {
        write_some(writer, round ? 7 : 1, round > 1);
        compare_all(path);
    }
}

/* Two at once, to and fro. */
static void
test_together(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    AUTO(postings) struct postings *postings = NULL;
    AUTO(posting_walk) struct posting_walk one = {0};
    AUTO(posting_walk) struct posting_walk other = {0};
    AUTO(xap_postings) struct xap_postings *its = NULL;
    AUTO(xap_postings) struct xap_postings *others = NULL;
    char path[512];
    bool more = true, more_other = true;
    seed = 13;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, NULL), NULL);
    write_some(writer, 1, false);
    CHECK_OK(xap_reader_open(&reader, path, NULL), NULL);
    postings = open_now(path, reader);
    CHECK_OK(posting_walk_start(&one, postings, STR("a"), NULL), NULL);
    CHECK_OK(posting_walk_start(&other, postings, STR("b"), NULL), NULL);
    CHECK_OK(xap_postings_open(&its, reader, STR("a"), NULL), NULL);
    CHECK_OK(xap_postings_open(&others, reader, STR("b"), NULL), NULL);
    while (more || more_other) {
        more = more && compare_some(&one, its, true, 1 + pick(ROOM));
        more_other =
            more_other && compare_some(&other, others, true, 1 + pick(ROOM));
    }
}

/* ---- damage --------------------------------------------------------------
 */

/* Every list: some answer, docids that rise, and an end. */
static enum status
read_all(struct postings *postings)
{
    AUTO(posting_walk) struct posting_walk walk = {0};
    uint32_t docids[ROOM], wdfs[ROOM], last;
    for (size_t i = 0; i < 2 * TERMS; i++) {
        size_t count = 1;
        last = 0;
        TRY(posting_walk_start(&walk, postings, term_name(i / 2), NULL));
        while (count) {
            if (i % 2 && last < UINT32_MAX - 9000)
                TRY(posting_walk_seek(&walk, last + pick(9000), NULL));
            TRY(posting_walk_read(&count, &walk, docids, wdfs,
                                  i % 2 ? 10 : ROOM, NULL));
            for (size_t k = 0; k < count; k++) {
                if (docids[k] <= last)
                    CHECK(false);
                last = docids[k];
            }
        }
    }
    return STATUS_OK;
}

static int
flip(const char *path, long *at, int to)
{
    FILE *table = fopen(path, "r+");
    CHECK(table != NULL);
    if (*at < 0) {
        fseek(table, 0, SEEK_END);
        long size = ftell(table);
        *at = (long)pick((uint32_t)size);
        if (pick(3) == 0) /* where blocks say what is in them */
            *at = *at / 8192 * 8192 + (long)pick(60);
        *at = *at < size ? *at : size - 1;
    }
    fseek(table, *at, SEEK_SET);
    int was = fgetc(table);
    fseek(table, *at, SEEK_SET);
    fputc(to < 0 ? was ^ (int)(1 + pick(255)) : to, table);
    fclose(table);
    return was;
}

static void
test_damage(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    char path[512], table[600];
    int refused = 0;
    seed = 17;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    snprintf(table, sizeof table, "%s/postlist.glass", path);
    CHECK_OK(xap_writer_open(&writer, path, true, true, NULL), NULL);
    write_some(writer, 1, false);
    write_some(writer, 5, true);
    CHECK_OK(xap_reader_open(&reader, path, NULL), NULL);
    for (int i = 0; i < DAMAGES; i++) {
        AUTO(postings) struct postings *postings = NULL;
        long at = -1;
        int was = flip(table, &at, -1);
        postings = open_now(path, reader);
        enum status status = read_all(postings);
        CHECK(status == STATUS_OK || status == STATUS_IO ||
              status == STATUS_STALE);
        refused += status != STATUS_OK;
        if (pick(4)) /* else damages gather */
            flip(table, &at, was);
    }
    CHECK(refused > DAMAGES / 4);
}

CU_TestInfo postings_tests[] = {
    {"the same lists as Xapian's", test_same},
    {"two lists at once", test_together},
    {"damaged tables", test_damage},
    CU_TEST_INFO_NULL,
};
