/* Position lists written, changed and taken away, read straight from their
 * table and through Xapian, over several commits; damaged tables. */
#include "check.h"
#include "document.h"
#include "position_writer.h"
#include "positions.h"
#include "scratch.h"
#include "term_places.h"
#include "terms.h"
#include "vocabulary.h"
#include "xap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 8, DAMAGES = 600, LONGEST = 40000 };

/* Wide apart and close together: chunks of one list and of many. */
static const xap_docid docids[] = {1,       2,       3,         200,
                                   0x7FFF,  0x8000,  0x8001,    0x12345,
                                   4194303, 4194304, 536870912, 4294967294u};
enum { SOME = sizeof docids / sizeof docids[0], MANY = 400 };
enum { DOCUMENTS = SOME + MANY };

static uint32_t seed;

static uint32_t
pick(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static xap_docid
docid_at(size_t i)
{
    return i < SOME ? docids[i] : 70000 + 3 * (xap_docid)(i - SOME);
}

/* Documents by docid. */
enum { SORTED = DOCUMENTS };
static size_t order[DOCUMENTS];

static int
by_docid_at(const void *left, const void *right)
{
    const size_t *a = left, *b = right;
    return (docid_at(*a) > docid_at(*b)) - (docid_at(*a) < docid_at(*b));
}

static xap_docid
sorted(size_t at)
{
    return docid_at(order[at]);
}

/* One starts another, one is as long as can be. */
static struct str
term_name(char out[256], size_t i)
{
    static const struct str some[] = {STR_INIT("Ea"),    STR_INIT("Eab"),
                                      STR_INIT("Ea\1b"), STR_INIT("Ea\1"),
                                      STR_INIT("Cb"),    STR_INIT("V\xff\xff"),
                                      STR_INIT("Ic")};
    if (i < sizeof some / sizeof some[0])
        return some[i];
    memset(out, 'E', 245);
    return (struct str){out, 245};
}

/* What should be there. */
struct model {
    uint32_t *at;
    size_t count;
};
static struct model model[TERMS][DOCUMENTS];

static void
model_clear(void)
{
    for (size_t i = 0; i < TERMS; i++)
        for (size_t k = 0; k < DOCUMENTS; k++) {
            free(model[i][k].at);
            model[i][k] = (struct model){0};
        }
}

static void
fill_list(struct model *one, size_t i)
{
    uint32_t at = pick(50), step = 1;
    one->count = pick(4) ? pick(i == 1 ? 4 : 40) : 0;
    if (i == 4 && pick(40) == 0)
        one->count = LONGEST; /* in several pieces */
    else if (pick(2))
        step = 1 + pick(3000);
    free(one->at);
    one->at = calloc(one->count + 1, sizeof *one->at);
    for (size_t n = 0; n < one->count; n++)
        one->at[n] = at += 1 + pick(step);
}

static void
write_document(struct position_writer *places, struct xap_document *document,
               size_t k)
{
    char name[256];
    CHECK_OK(xap_document_clear(document, NULL), NULL);
    CHECK_OK(xap_document_term(document, STR("s"), 0, NULL), NULL);
    for (size_t i = 0; i < TERMS; i++) {
        struct model *one = &model[i][k];
        struct str term = term_name(name, i);
        fill_list(one, i);
        if (one->count == 0)
            continue;
        CHECK_OK(position_writer_add(places, docid_at(k), term, one->at,
                                     one->count, NULL),
                 NULL);
    }
}

static void
forget_document(size_t k)
{
    for (size_t i = 0; i < TERMS; i++)
        model[i][k].count = 0;
}

/* The words of the one stem, which all documents have; or so many others that
 * there is no room for these. */
static void
write_forms(struct xap_writer *writer)
{
    AUTO(buf) struct buf forms = BUF_INIT(VOCABULARY_FORMS_MAX);
    char name[256];
    bool full = pick(4) == 0;
    for (size_t i = 0; !full && i < TERMS; i++)
        encode_str(&forms, str_from_offset(term_name(name, i), 1));
    for (size_t i = 0; full && forms.len < VOCABULARY_FORMS_MAX - 200; i++) {
        size_t len = (size_t)snprintf(name, sizeof name, "x%099zu", i);
        encode_str(&forms, (struct str){name, len});
    }
    CHECK_OK(xap_writer_metadata_set(writer, STR(META_FORMS "s"),
                                     buf_str(&forms), NULL),
             NULL);
}

/* Most documents anew, some taken away; directory: some tables are read past
 * Xapian. */
static void
write_all(struct xap_writer *writer, const char *directory)
{
    AUTO(xap_document) struct xap_document *document = NULL;
    AUTO(position_writer) struct position_writer places;
    position_writer_init(&places, directory);
    CHECK_OK(xap_document_new(&document, NULL), NULL);
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    write_forms(writer);
    for (size_t k = 0; k < DOCUMENTS; k++) {
        if (pick(3) == 0)
            continue;
        if (pick(9) == 0) { /* twice in one batch */
            CHECK_OK(position_writer_remove(&places, writer, docid_at(k), NULL),
                     NULL);
            write_document(&places, document, k);
            CHECK_OK(xap_writer_replace(writer, docid_at(k), document, NULL),
                     NULL);
        }
        CHECK_OK(position_writer_remove(&places, writer, docid_at(k), NULL),
                 NULL);
        if (pick(4) == 0) {
            enum status status = xap_writer_delete(writer, docid_at(k), NULL);
            CHECK(status == STATUS_OK || status == STATUS_NOT_FOUND);
            forget_document(k);
            continue;
        }
        write_document(&places, document, k);
        CHECK_OK(xap_writer_replace(writer, docid_at(k), document, NULL), NULL);
        if (k % 50 == 49)
            CHECK_OK(position_writer_flush(&places, writer, NULL), NULL);
    }
    CHECK_OK(position_writer_flush(&places, writer, NULL), NULL);
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
}

static void
compare_one(struct position_list *list, xap_docid docid,
            const struct model *want)
{
    struct error err = {0};
    uint32_t next;
    CHECK_OK(position_list_find(&next, list, docid, &err), &err);
    if (next == docid)
        CHECK_OK(position_list_read(list, &err), &err);
    else
        list->count = 0;
    CHECK(next >= docid);
    if (list->count != want->count)
        CHECK_INT(list->count, want->count);
    else if (want->count &&
             memcmp(list->at, want->at, want->count * sizeof *want->at) != 0)
        CHECK(false);
}

/* What is said to come next, and nothing before it. */
static void
compare_next(struct position_list *list, size_t i)
{
    for (size_t k = 0; k < DOCUMENTS; k++) {
        uint32_t next;
        CHECK_OK(position_list_find(&next, list, docid_at(k), NULL), NULL);
        for (size_t n = 0; n < DOCUMENTS; n++)
            if (docid_at(n) >= docid_at(k) && docid_at(n) < next &&
                model[i][n].count)
                CHECK_INT(next, docid_at(n));
    }
}

/* A window of documents, most of them wanted. */
enum { WINDOW = 4096 };

static void
fill_window(struct position_window *out, uint64_t *bits, uint32_t start)
{
    memset(bits, 0, WINDOW / 8);
    *out = (struct position_window){start, 1 + pick(WINDOW), bits};
    for (size_t k = 0; k < DOCUMENTS; k++) {
        uint32_t i = docid_at(k) - start;
        if (docid_at(k) >= start && i < out->width && pick(5))
            bits[i / 64] |= (uint64_t)1 << i % 64;
    }
    bits[pick(out->width) / 64] |= pick(2); /* and one that has no list */
}

static bool
is_wanted(const struct position_window *window, xap_docid docid)
{
    uint32_t i = docid - window->start;
    return docid >= window->start && i < window->width &&
           (window->bits[i / 64] >> i % 64 & 1);
}

/* A document's list among the parts of a window. */
static void
compare_part(const struct position_parts *parts, size_t n,
             const struct position_window *window, size_t i)
{
    const struct position_part *part = &parts->part[n];
    xap_docid docid = window->start + part->document;
    size_t k = 0;
    while (k < DOCUMENTS && docid_at(k) != docid)
        k++;
    CHECK(k < DOCUMENTS && is_wanted(window, docid));
    if (k == DOCUMENTS)
        return;
    const struct model *want = &model[i][k];
    CHECK_INT(part->count, want->count);
    CHECK(part->count != want->count ||
          memcmp(parts->at + part->first, want->at,
                 want->count * sizeof *want->at) == 0);
}

static void
compare_window(struct position_list *list, struct position_parts *parts,
               const struct position_window *window, size_t i)
{
    struct error err = {0};
    uint64_t last = 0;
    size_t found = 0, want = 0;
    do {
        CHECK_OK(position_list_take(parts, list, window, &err), &err);
        for (size_t n = 0; n < parts->count; n++) {
            compare_part(parts, n, window, i);
            CHECK(parts->part[n].document + (uint64_t)1 > last);
            last = parts->part[n].document + (uint64_t)1;
        }
        found += parts->count;
    } while (parts->count);
    for (size_t k = 0; k < DOCUMENTS; k++) {
        xap_docid docid = docid_at(k);
        want += is_wanted(window, docid) && model[i][k].count;
        if (docid >= (uint64_t)window->start + window->width &&
            docid < list->from)
            CHECK_INT(model[i][k].count, 0);
    }
    CHECK_INT(found, want);
}

/* Windows that rise, some left out, and the last ones far apart. */
static void
compare_windows(struct positions *positions)
{
    AUTO(position_list) struct position_list list = {0};
    AUTO(position_parts) struct position_parts parts = {0};
    static const uint32_t far[] = {4194000, 4194304, 536870850,
                                   UINT32_MAX - WINDOW - 1};
    struct position_window window;
    uint64_t bits[WINDOW / 64];
    char name[256];
    for (size_t i = 0; i < TERMS; i++) {
        position_list_start(&list, positions, term_name(name, i));
        for (uint32_t start = 1; start < 80000;
             start = window.start + window.width) {
            fill_window(&window, bits, start);
            if (pick(4))
                compare_window(&list, &parts, &window, i);
        }
        for (size_t n = 0; n < sizeof far / sizeof far[0]; n++) {
            fill_window(&window, bits, far[n]);
            if (n == 0) /* overlaps the next but for this */
                window.width = 304;
            compare_window(&list, &parts, &window, i);
        }
    }
}

static void
compare_all(struct positions *positions)
{
    AUTO(position_list) struct position_list list = {0};
    static const struct model none;
    char name[256];
    for (size_t i = 0; i < TERMS; i++) {
        struct str term = term_name(name, i);
        position_list_start(&list, positions, term);
        for (size_t k = 0; k < DOCUMENTS; k++)
            compare_one(&list, docid_at(k), &model[i][k]);
        for (size_t n = 0; n < 60; n++) { /* to and fro */
            size_t k = pick(DOCUMENTS);
            compare_one(&list, docid_at(k), &model[i][k]);
            compare_one(&list, 70001, &none);
        }
        compare_next(&list, i);
    }
    position_list_start(&list, positions, STR("Enone"));
    compare_one(&list, 1, &none);
    position_list_start(&list, positions, STR("Ea\0"));
    compare_one(&list, 1, &none);
}

/* The documents of each term: all of them in steps of any size, and from some
 * on. */
static void
compare_documents(struct positions *positions)
{
    AUTO(position_list) struct position_list list = {0};
    char name[256];
    for (size_t i = 0; i < TERMS; i++) {
        struct str term = term_name(name, i);
        uint32_t from = 0, docid[DOCUMENTS], documents, held = 0;
        size_t count, at = 0, k;
        for (k = 0; k < DOCUMENTS; k++)
            held += model[i][k].count > 0;
        CHECK_OK(positions_documents(&documents, positions, term, NULL), NULL);
        CHECK_INT(documents, held);
        position_list_start(&list, positions, term);
        do {
            size_t room = 1 + pick(pick(3) ? 9 : DOCUMENTS);
            CHECK_OK(position_list_docids(&count, &list, docid, room, NULL),
                     NULL);
            CHECK(count <= room);
            for (k = 0; k < count; k++, at++) {
                while (at < SORTED &&
                       (sorted(at) < from || model[i][order[at]].count == 0))
                    at++;
                CHECK(at < SORTED && sorted(at) == docid[k]);
            }
            if (count && pick(4) == 0)
                position_list_seek(&list, from = docid[count - 1] + pick(5000));
        } while (count);
        while (at < SORTED &&
               (sorted(at) < from || model[i][order[at]].count == 0))
            at++;
        CHECK_INT(at, SORTED);
    }
}

/* The terms that any document has, in order. */
static void
compare_terms(struct positions *positions)
{
    AUTO(position_terms) struct position_terms terms = {0};
    char name[256], before[256] = "";
    size_t held = 0, found = 0;
    for (size_t i = 0; i < TERMS; i++) {
        size_t k = 0;
        while (k < DOCUMENTS && model[i][k].count == 0)
            k++;
        held += k < DOCUMENTS && term_name(name, i).at[0] == 'E';
    }
    struct str last = STR("");
    CHECK_OK(position_terms_start(&terms, positions, STR("E"), NULL), NULL);
    for (; terms.term.len; found++) {
        CHECK(terms.term.at[0] == 'E' && str_cmp(last, terms.term) < 0);
        memcpy(before, terms.term.at, terms.term.len);
        last = (struct str){before, terms.term.len};
        CHECK_OK(position_terms_next(&terms, NULL), NULL);
    }
    CHECK_INT(found, held);
}

static void
test_same(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    char path[512];
    struct error err = {0};
    seed = 1;
    for (size_t k = 0; k < DOCUMENTS; k++)
        order[k] = k;
    qsort(order, DOCUMENTS, sizeof *order, by_docid_at);
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    CHECK_OK(xap_writer_open(&writer, path, true, true, &err), &err);
    for (int round = 0; round < 6; round++) {
        AUTO(xap_reader) struct xap_reader *reader = NULL;
        AUTO(positions) struct positions *positions = NULL, *through = NULL;
        uint64_t revision = 0;
        write_all(writer, round % 2 ? path : NULL);
        CHECK_OK(xap_reader_open(&reader, path, &err), &err);
        CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
        CHECK_OK(positions_open(&positions, path, revision, &err), &err);
        CHECK_OK(positions_through(&through, reader, &err), &err);
        compare_all(positions);
        compare_all(through);
        compare_windows(positions);
        compare_windows(through);
        compare_documents(positions);
        compare_documents(through);
        compare_terms(positions);
        compare_terms(through);
    }
    model_clear();
}

/* Chunks stay of a size, however often they are written. */
static enum status
count_key(void *payload, struct str key)
{
    (void)key;
    ++*(size_t *)payload;
    return STATUS_OK;
}

static void
test_crumbs(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_document) struct xap_document *document = NULL;
    AUTO(position_writer) struct position_writer places;
    char path[512];
    size_t chunks = 0;
    scratch_make(&scratch);
    scratch_path(path, &scratch, "db");
    position_writer_init(&places, NULL);
    CHECK_OK(xap_document_new(&document, NULL), NULL);
    CHECK_OK(xap_document_term(document, STR("s"), 0, NULL), NULL);
    CHECK_OK(xap_writer_open(&writer, path, true, true, NULL), NULL);
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    write_forms(writer);
    enum { LISTS = 5000, BYTES = 4 }; /* 20,000 bytes, 25 chunks */
    for (uint32_t round = 0; round < 20; round++) {
        for (xap_docid docid = 1; docid <= LISTS; docid++) {
            uint32_t at[] = {1, 2 + pick(200), 300};
            if (round && pick(5))
                continue;
            CHECK_OK(position_writer_remove(&places, writer, docid, NULL),
                     NULL);
            CHECK_OK(
                position_writer_add(&places, docid, STR("Ea"), at, 3, NULL),
                NULL);
            if (round == 0)
                CHECK_OK(xap_writer_replace(writer, docid, document, NULL),
                         NULL);
        }
        CHECK_OK(position_writer_flush(&places, writer, NULL), NULL);
    }
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
    CHECK_OK(xap_reader_keys(xap_writer_reader(writer), STR(META_POSITIONS),
                             count_key, &chunks, NULL),
             NULL);
    CHECK(chunks >= LISTS * BYTES / (2 * POSITION_CHUNK));
    CHECK(chunks <= 2 * LISTS * (BYTES + 1) / POSITION_CHUNK);
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
    write_all(writer, NULL);
    CHECK_OK(xap_reader_open(&reader, path, &err), &err);
    CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
    CHECK_OK(positions_open(&positions, path, revision, &err), &err);
    write_all(writer, NULL);
    CHECK_STATUS(positions_open(&none, path, revision, NULL), STATUS_NOT_FOUND);
    CHECK_STATUS(positions_open(&none, "/nowhere", revision, NULL),
                 STATUS_NOT_FOUND);
    for (int round = 0; round < 20 && status == STATUS_OK; round++) {
        write_all(writer, NULL);
        for (size_t i = 0; i < TERMS && status == STATUS_OK; i++) {
            position_list_start(&list, positions, term_name(name, i));
            for (size_t k = 0; k < DOCUMENTS && status == STATUS_OK; k++)
                status = position_list_find(&next, &list, docid_at(k), NULL);
        }
        positions_close(positions); /* nothing of it is kept */
        positions = NULL;
        if (status == STATUS_OK) {
            CHECK_OK(xap_reader_reopen(reader, NULL, &err), &err);
            CHECK_OK(xap_reader_revision(&revision, reader, &err), &err);
            CHECK_OK(positions_open(&positions, path, revision, &err), &err);
            write_all(writer, NULL);
            write_all(writer, NULL);
        }
    }
    CHECK_STATUS(status, STATUS_STALE);
    model_clear();
}

/* All lists of a term at once. */
static void
take_all(struct positions *positions, struct str term)
{
    AUTO(position_list) struct position_list list = {0};
    AUTO(position_parts) struct position_parts parts = {0};
    uint64_t bits[WINDOW / 64];
    struct position_window window;
    enum status status = STATUS_OK;
    position_list_start(&list, positions, term);
    for (uint32_t start = 1; start < 80000 && status == STATUS_OK;
         start += WINDOW) {
        memset(bits, 0xFF, sizeof bits);
        window = (struct position_window){start, WINDOW, bits};
        do {
            status = position_list_take(&parts, &list, &window, NULL);
            for (size_t i = 0; status == STATUS_OK && i < parts.count; i++)
                for (size_t n = 1; n < parts.part[i].count; n++) {
                    const uint32_t *at = parts.at + parts.part[i].first + n;
                    if (at[0] <= at[-1])
                        CHECK(false);
                }
        } while (status == STATUS_OK && parts.count);
    }
    CHECK(status == STATUS_OK || status == STATUS_IO || status == STATUS_STALE);
}

/* All documents of a term, and all terms. */
static void
list_all(struct positions *positions, struct str term)
{
    AUTO(position_list) struct position_list list = {0};
    AUTO(position_terms) struct position_terms terms = {0};
    uint32_t docid[64], before = 0, documents;
    size_t count;
    enum status status = positions_documents(&documents, positions, term, NULL);
    CHECK(status == STATUS_OK || status == STATUS_IO || status == STATUS_STALE);
    position_list_start(&list, positions, term);
    do {
        status = position_list_docids(&count, &list, docid, 64, NULL);
        for (size_t i = 0; status == STATUS_OK && i < count; i++) {
            if (docid[i] <= before)
                CHECK(false);
            before = docid[i];
        }
    } while (status == STATUS_OK && count);
    CHECK(status == STATUS_OK || status == STATUS_IO || status == STATUS_STALE);
    status = position_terms_start(&terms, positions, STR("E"), NULL);
    while (status == STATUS_OK && terms.term.len)
        status = position_terms_next(&terms, NULL);
    CHECK(status == STATUS_OK || status == STATUS_IO || status == STATUS_STALE);
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
                position_list_find(&next, &list, docid_at(k), NULL);
            if (status == STATUS_OK && next == docid_at(k))
                status = position_list_read(&list, NULL);
            CHECK(status == STATUS_OK || status == STATUS_IO ||
                  status == STATUS_STALE);
            for (size_t n = 1; status == STATUS_OK && n < list.count; n++)
                if (list.at[n] <= list.at[n - 1])
                    CHECK(false);
        }
        take_all(positions, term_name(name, i));
        list_all(positions, term_name(name, i));
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
    write_all(writer, NULL);
    CHECK_OK(xap_reader_open(&reader, path, NULL), NULL);
    CHECK_OK(xap_reader_revision(&revision, reader, NULL), NULL);
    for (int i = 0; i < DAMAGES; i++) {
        snprintf(file, sizeof file, "%s/%s", path,
                 i % 8 ? "postlist.glass" : "iamglass");
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

/* The word stands at 1, 5 and 9; the stretches of family S are 1-3 and 9 of the
 * first document, 20-30 of the second. */
static void
write_families(struct xap_writer *writer)
{
    static const uint32_t bounds[TEXTS][4] = {{1, 4, 9, 10}, {20, 31}, {0}};
    static const uint32_t at[] = {1, 5, 9};
    AUTO(position_writer) struct position_writer places;
    position_writer_init(&places, NULL);
    CHECK_OK(xap_writer_begin(writer, NULL), NULL);
    for (xap_docid i = 0; i < TEXTS; i++) {
        size_t count = bounds[i][2] ? 4 : bounds[i][0] ? 2 : 0;
        CHECK_OK(position_writer_add(&places, i + 1, STR("Ea"), at, 3, NULL),
                 NULL);
        if (count)
            CHECK_OK(position_writer_add(&places, i + 1, STR("VS"), bounds[i],
                                         count, NULL),
                     NULL);
    }
    CHECK_OK(position_writer_flush(&places, writer, NULL), NULL);
    CHECK_OK(xap_writer_commit(writer, NULL), NULL);
}

static void
tell_places(struct buf *out, xap_docid docid, const struct term_places *places)
{
    buf_printf(out, "%u:", docid);
    for (size_t k = 0; k < places->count; k++)
        buf_printf(out, " %u", places->at[k]);
    buf_printf(out, ";");
}

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
            tell_places(out, docid, &places);
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
    tell_table(&out, table, STR("Sa"));
    CHECK_STR(buf_str(&out), STR("1: 1 9;"));
    buf_clear(&out);
    tell_table(&out, table, STR("Ea"));
    CHECK_STR(buf_str(&out), STR("1: 1 5 9;2: 1 5 9;3: 1 5 9;"));
}

CU_TestInfo positions_tests[] = {
    {"lists as they were written", test_same},
    {"chunks of a size", test_crumbs},
    {"revisions that are gone", test_stale},
    {"damaged tables", test_damage},
    {"words of a family", test_families},
    CU_TEST_INFO_NULL,
};
