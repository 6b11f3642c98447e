/* A table of a glass database read entry by entry, against Xapian's own
 * reading of it: metadata, which have keys and tags of any bytes. */
#include "check.h"
#include "glass_cursor.h"
#include "glass_data.h"
#include "scratch.h"
#include "xap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 400, LONGEST = 60000, LARGE = 1300, DAMAGES = 400 };

static uint32_t seed;

static uint32_t
pick(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

/* Keys that start one another, of few bytes and as long as can be. */
static struct str
key_name(char out[256])
{
    static const char letters[] = "ab\x01\xff";
    size_t len = 1 + pick(pick(8) ? 6 : 200);
    for (size_t i = 0; i < len; i++)
        out[i] = letters[pick(4)];
    return (struct str){out, len};
}

static struct str
value_text(char *out)
{
    size_t len = 1 + pick(pick(4) ? 60 : pick(10) ? 3000 : LONGEST);
    for (size_t i = 0; i < len; i++)
        out[i] = (char)pick(256);
    return (struct str){out, len};
}

static void
write_some(struct xap_writer *writer, size_t count)
{
    static char value[LONGEST + 1];
    char key[256];
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    for (size_t i = 0; i < count; i++)
        CHECK_OK(xap_writer_metadata_set(writer, key_name(key),
                                         pick(5) ? value_text(value) : STR(""),
                                         NULL),
                 NULL);
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
}

static struct glass_file *
open_now(const char *path, struct xap_reader *reader)
{
    struct glass_file *file = NULL;
    uint64_t revision = 0;
    struct error err = {0};
    CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
    CHECK_OK(glass_file_open(&file, path, "postlist", revision, &err), &err);
    return file;
}

/* ---- the same entries ----------------------------------------------------
 */

struct walk {
    struct glass_cursor *cursor;
    struct xap_reader *reader;
    bool more;
    size_t count;
};

static struct str
name_here(const struct glass_cursor *cursor)
{
    return str_from_offset(glass_cursor_key(cursor), 2);
}

static bool
is_metadata(const struct glass_cursor *cursor)
{
    return str_starts(glass_cursor_key(cursor), (struct str)STR_INIT("\0\xc0"));
}

static enum status
visit_key(void *payload, struct str key)
{
    AUTO(arena) struct arena arena = {0};
    struct walk *walk = payload;
    struct str tag, value;
    struct error err = {0};
    CHECK(walk->more && is_metadata(walk->cursor));
    if (!walk->more)
        return STATUS_DONE;
    CHECK_STR(name_here(walk->cursor), key);
    if (pick(4)) { /* else its pieces are gone over */
        CHECK_OK(xap_reader_metadata(&value, walk->reader, key, &arena, NULL),
                 NULL);
        CHECK_OK(glass_cursor_tag(&tag, walk->cursor, &err), &err);
        CHECK(str_eq(tag, value));
    }
    CHECK_OK(glass_cursor_next(&walk->more, walk->cursor, &err), &err);
    walk->count++;
    return STATUS_OK;
}

struct first {
    char key[256];
    size_t len;
    bool found;
};

static enum status
visit_first(void *payload, struct str key)
{
    struct first *first = payload;
    memcpy(first->key, key.at, key.len);
    first->len = key.len;
    first->found = true;
    return STATUS_DONE;
}

/* The first entry that starts with some key, by both. */
static void
compare_found(struct glass_cursor *cursor, struct xap_reader *reader)
{
    char key[258] = "\0\xc0";
    struct first first = {.found = false};
    bool found;
    struct error err = {0};
    struct str name = key_name(key + 2);
    struct str wanted = {key, name.len + 2};
    CHECK_OK(glass_cursor_find(&found, cursor, wanted, &err), &err);
    found = found && str_starts(glass_cursor_key(cursor), wanted);
    CHECK_OK(xap_reader_keys(reader, name, visit_first, &first, &err), &err);
    CHECK_INT(found, first.found);
    if (found && first.found)
        CHECK_STR(name_here(cursor), ((struct str){first.key, first.len}));
}

static void
compare_all(struct glass_file *file, struct xap_reader *reader)
{
    AUTO(glass_cursor) struct glass_cursor cursor = {0};
    struct walk walk = {.cursor = &cursor, .reader = reader};
    struct error err = {0};
    glass_cursor_start(&cursor, file);
    CHECK_OK(glass_cursor_find(&walk.more, &cursor,
                               (struct str)STR_INIT("\0\xc0"), &err),
             &err);
    CHECK_OK(xap_reader_keys(reader, STR(""), visit_key, &walk, &err), &err);
    CHECK(!walk.more || !is_metadata(&cursor));
    for (int i = 0; i < 300; i++)
        compare_found(&cursor, reader);
}

static void
test_same(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    char path[512];
    struct error err = {0};
    seed = 3;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, &err), &err);
    for (int round = 0; round < 6; round++) {
        AUTO(xap_reader) struct xap_reader *reader = NULL;
        AUTO(glass_file) struct glass_file *file = NULL;
        if (round) /* the first one has no file */
            write_some(writer, KEYS / (size_t)round);
        CHECK_OK(xap_reader_open(&reader, path, &err), &err);
        file = open_now(path, reader);
        compare_all(file, reader);
    }
}

/* Two cursors far apart, of a table of more leaves than are kept: each goes
 * on where it stood. */
static void
try_many(uint32_t leaves)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    AUTO(glass_file) struct glass_file *file = NULL;
    AUTO(glass_cursor) struct glass_cursor one = {0};
    AUTO(glass_cursor) struct glass_cursor other = {0};
    static char value[7000];
    char path[512], key[16];
    bool found;
    struct error err = {0};
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, &err), &err);
    CHECK_OK(xap_writer_begin(writer, &err), &err);
    for (int i = 0; i < LARGE; i++) {
        snprintf(key, sizeof key, "%06d", i);
        snprintf(value, sizeof value, "%d", i);
        struct str text = {value, sizeof value};
        CHECK_OK(xap_writer_metadata_set(writer, str_from(key), text, &err),
                 &err);
    }
    CHECK_OK(xap_writer_commit(writer, &err), &err);
    CHECK_OK(xap_reader_open(&reader, path, &err), &err);
    file = open_now(path, reader);
    glass_file_keep(file, leaves);
    glass_cursor_start(&one, file);
    glass_cursor_start(&other, file);
    CHECK_OK(
        glass_cursor_find(&found, &one, (struct str)STR_INIT("\0\xc0"), &err),
        &err);
    for (int i = 0; i < LARGE; i++) {
        char far[16] = "\0\xc0";
        struct str tag;
        snprintf(far + 2, sizeof far - 2, "%06d", (i * 7 + LARGE / 2) % LARGE);
        CHECK_OK(glass_cursor_find(&found, &other, (struct str){far, 8}, &err),
                 &err);
        CHECK_OK(glass_cursor_tag(&tag, &other, &err), &err);
        CHECK_INT(atoi(tag.at), (i * 7 + LARGE / 2) % LARGE);
        CHECK_OK(glass_cursor_tag(&tag, &one, &err), &err);
        CHECK_INT(tag.len, sizeof value);
        CHECK_INT(atoi(tag.at), i);
        CHECK_OK(glass_cursor_next(&found, &one, &err), &err);
        CHECK_INT(found, i + 1 < LARGE);
    }
}

static void
test_many(void)
{
    try_many(512);
    try_many(3);
    try_many(1);
}

/* ---- data of documents ---------------------------------------------------
 */

enum { DATA = 120, DATA_FLIPS = 300 };

/* Of any length, some that shrink much, some not at all; some documents have
 * none, some are not there. */
static void
write_data(struct xap_writer *writer)
{
    static char text[LONGEST];
    AUTO(xap_document) struct xap_document *document = NULL;
    CHECK_OK(xap_document_new(&document, NULL), NULL);
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    for (xap_docid docid = 1; docid < DATA; docid++) {
        size_t len = pick(4) ? pick(3000) : pick(LONGEST);
        uint32_t letters = pick(3) ? 1 + pick(30) : 256;
        for (size_t i = 0; i < len; i++)
            text[i] = (char)pick(letters);
        CHECK_OK(xap_document_clear(document, NULL), NULL);
        CHECK_OK(xap_document_data(document,
                                   (struct str){text, pick(9) ? len : 0}, NULL),
                 NULL);
        if (pick(9))
            CHECK_OK(
                xap_writer_replace(writer, docid * docid * 7, document, NULL),
                NULL);
    }
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
}

static void
compare_data(const char *path, bool damaged)
{
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    AUTO(glass_data) struct glass_data *data = NULL;
    AUTO(arena) struct arena arena = {0};
    uint64_t revision = 0;
    struct str ours, theirs;
    CHECK_OK(xap_reader_open(&reader, path, NULL), NULL);
    CHECK_OK(xap_reader_revision(&revision, reader, NULL), NULL);
    CHECK_OK(glass_data_open(&data, path, "docdata", revision, NULL), NULL);
    for (xap_docid docid = 1; docid < DATA; docid++) {
        enum status status =
            glass_data_read(&ours, data, docid * docid * 7, &arena, NULL);
        arena_reset(&arena);
        CHECK(status == STATUS_OK || status == STATUS_NOT_FOUND || damaged);
        if (damaged)
            continue;
        if (status == STATUS_OK)
            status =
                glass_data_read(&ours, data, docid * docid * 7, &arena, NULL);
        if (xap_reader_data(&theirs, reader, docid * docid * 7, &arena, NULL) !=
            STATUS_OK)
            theirs = STR("");
        CHECK_STR(status == STATUS_OK ? ours : STR(""), theirs);
    }
}

/* ---- revisions and damage ------------------------------------------------
 */

/* Every entry: some answer, ascending keys, and an end. */
static enum status
read_all(struct glass_file *file, size_t *count)
{
    AUTO(glass_cursor) struct glass_cursor cursor = {0};
    char last[GLASS_CURSOR_KEY_MAX] = "";
    size_t last_len = 0;
    bool more;
    glass_cursor_start(&cursor, file);
    TRY(glass_cursor_find(&more, &cursor, STR(""), NULL));
    for (*count = 0; more; ++*count) {
        struct str key = glass_cursor_key(&cursor), tag;
        CHECK(str_cmp(key, (struct str){last, last_len}) > 0 || *count == 0);
        memcpy(last, key.at, key.len);
        last_len = key.len;
        if (*count % 3) {
            TRY(glass_cursor_tag(&tag, &cursor, NULL));
            CHECK(tag.len < 256 * LONGEST);
        }
        TRY(glass_cursor_next(&more, &cursor, NULL));
    }
    return STATUS_OK;
}

static void
test_stale(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    AUTO(glass_file) struct glass_file *file = NULL;
    struct glass_file *none = NULL;
    char path[512];
    uint64_t revision = 0;
    size_t count;
    seed = 5;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, NULL), NULL);
    write_some(writer, KEYS);
    CHECK_OK(xap_reader_open(&reader, path, NULL), NULL);
    CHECK_OK(xap_reader_revision(&revision, reader, NULL), NULL);
    file = open_now(path, reader);
    for (int i = 0; i < 20; i++)
        write_some(writer, KEYS);
    CHECK_STATUS(read_all(file, &count), STATUS_STALE);
    CHECK_STATUS(glass_file_open(&none, path, "postlist", revision, NULL),
                 STATUS_NOT_FOUND);
    CHECK_STATUS(glass_file_open(&none, "/nowhere", "postlist", 1, NULL),
                 STATUS_NOT_FOUND);
    CHECK_STATUS(glass_file_open(&none, path, "nothing", revision, NULL),
                 STATUS_NOT_FOUND);
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
        if (pick(2)) /* where blocks say what is in them */
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
    size_t count, refused = 0;
    seed = 9;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    snprintf(table, sizeof table, "%s/postlist.glass", path);
    CHECK_OK(xap_writer_open(&writer, path, true, true, NULL), NULL);
    write_some(writer, KEYS);
    write_some(writer, KEYS);
    CHECK_OK(xap_reader_open(&reader, path, NULL), NULL);
    for (int i = 0; i < DAMAGES; i++) {
        AUTO(glass_file) struct glass_file *file = NULL;
        long at = -1;
        int was = flip(table, &at, -1);
        file = open_now(path, reader);
        enum status status = read_all(file, &count);
        CHECK(status == STATUS_OK || status == STATUS_IO ||
              status == STATUS_STALE);
        refused += status != STATUS_OK;
        if (pick(3)) /* else damages gather */
            flip(table, &at, was);
    }
    CHECK(refused > DAMAGES / 10);
}

static void
test_data(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    char path[512], table[600];
    seed = 15;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    snprintf(table, sizeof table, "%s/docdata.glass", path);
    CHECK_OK(xap_writer_open(&writer, path, true, true, NULL), NULL);
    for (int round = 0; round < 3; round++) {
        write_data(writer);
        compare_data(path, false);
    }
    for (int i = 0; i < DATA_FLIPS; i++) {
        long at = -1;
        int was = flip(table, &at, -1);
        compare_data(path, true);
        if (pick(3))
            flip(table, &at, was);
    }
}

CU_TestInfo glass_cursor_tests[] = {
    {"the same entries as Xapian's", test_same},
    {"more leaves than are kept", test_many},
    {"revisions that are gone", test_stale},
    {"damaged tables", test_damage},
    {"data of documents", test_data},
    CU_TEST_INFO_NULL,
};
