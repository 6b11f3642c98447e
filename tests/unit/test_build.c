/* tests: what the bulk build writes equals what Xapian's interface writes.
 *
 * Random documents go both ways; the databases are compared in everything
 * that the interface shows, checked, then changed at random through the
 * interface, and compared and checked again. */
#include "compare.h"
#include "glass_version.h"
#include "leaves.h"
#include "map.h"
#include "position_writer.h"
#include "sample.h"
#include "store.h"
#include "tables.h"
#include "terms.h"
#include "write.h"

#include "check.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_TERM = 245, TERM_ROOM = 256 };

/* What a case is made of. */
struct plan {
    unsigned documents, words; /* as many, out of so many terms */
    unsigned most_terms, most_positions;
    unsigned docid_step; /* holes of up to so many docids */
    bool binary;         /* terms of any bytes, long ones too */
    unsigned batch;      /* entries collected, 0 = as usual */
    unsigned jobs, runs; /* cut so often */
    bool files;          /* every other run goes to a file */
    bool late, data, metadata;
    unsigned changes; /* through the interface afterwards */
};

struct random {
    uint64_t state;
};

static uint32_t
random_next(struct random *random)
{
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random->state >> 33);
}

static uint32_t
random_below(struct random *random, uint32_t limit)
{
    return limit ? random_next(random) % limit : 0;
}

/* The number-th term of a case: always the same. */
static struct str
term_text(char out[TERM_ROOM], const struct plan *plan, uint32_t number)
{
    struct random random = {number * 2654435761u + 1};
    if (!plan->binary) {
        int len = snprintf(out, TERM_ROOM, "%cmot%u", "ECIN"[number % 4],
                           number * 7919 % 1000003);
        return (struct str){out, (size_t)len};
    }
    size_t len = 1 + random_below(&random, number % 16 ? 12 : LONG_TERM);
    size_t size = number % 2, used = size;
    out[0] = 'E'; /* of a family with positions, every other one */
    while (used < len) {
        char byte = (char)random_below(&random, number % 3 ? 256 : 3);
        size += byte == '\0' ? 2 : 1;
        if (size > LONG_TERM)
            break;
        out[used++] = byte;
    }
    return (struct str){out, used};
}

/* One document, to one sink and one Xapian document alike. */
struct both {
    struct xap_document *document;
    struct inverter *inverter, *late;
    const struct plan *plan;
    struct error err;
    struct buf positions;
    struct position_writer writer; /* of the document's */
    uint32_t docid;                /* at hand */
};

static void
give_term(struct both *both, struct inverter *to, struct str term, uint32_t wdf,
          const uint32_t *positions, size_t count)
{
    /* As a prefix: a word would be cut where its UTF-8 ends. */
    struct sunk_term sunk = {.prefix = term,
                             .family = FAMILY_WORD,
                             .wdf = wdf,
                             .positions = positions,
                             .count = count};
    CHECK_OK(to->sink.term(&to->sink, &sunk, &both->err), &both->err);
}

/* A term may come more than once: its wdf adds up. */
static void
give_parts(struct both *both, struct str term, uint32_t wdf)
{
    uint32_t part = wdf / 3;
    bool before = wdf % 2 == 0;
    if (part && before)
        give_term(both, both->inverter, term, part, NULL, 0);
    give_term(both, both->inverter, term, wdf - part, NULL, 0);
    if (part && !before)
        give_term(both, both->inverter, term, part, NULL, 0);
}

/* Words without a posting list: positions alone. */
static void
add_word(struct both *both, struct str term, const uint32_t *at, size_t count)
{
    if (both->document)
        CHECK_OK(position_writer_add(&both->writer, both->docid, term, at,
                                     count, &both->err),
                 &both->err);
    if (both->inverter)
        give_term(both, both->inverter, term, 0, at, count);
}

static void
add_term(struct both *both, struct random *random)
{
    char text[TERM_ROOM];
    uint32_t number = random_below(random, both->plan->words);
    struct str term = term_text(text, both->plan, number);
    uint32_t wdf = random_below(random, 4) ? random_below(random, 3)
                                           : random_below(random, 1000);
    uint32_t most = random_below(random, 2) ? both->plan->most_positions : 2;
    size_t count = 1 + random_below(random, most - (most > 0));
    uint32_t position = 0;
    buf_clear(&both->positions);
    for (size_t i = 0; i < count; i++) {
        position +=
            1 + random_below(random, random_below(random, 9) ? 9 : 9999);
        buf_add(&both->positions,
                (struct str){(const char *)&position, sizeof position});
    }
    const uint32_t *at = (const uint32_t *)(const void *)both->positions.at;
    if (term_has_positions(term)) {
        add_word(both, term, at, count);
        return;
    }
    if (both->document)
        CHECK_OK(xap_document_term(both->document, term, wdf, &both->err),
                 &both->err);
    if (both->inverter)
        give_parts(both, term, wdf);
}

/* The stem of all words; it gives the document some length, too, or
 * xapian-check takes it for one without terms. */
static void
add_stem(struct both *both)
{
    if (both->document)
        CHECK_OK(xap_document_term(both->document, STR("s"), 1, &both->err),
                 &both->err);
    if (both->inverter)
        give_term(both, both->inverter, STR("s"), 1, NULL, 0);
}

/* Its words, so that those of a document are found again. */
static void
all_forms(struct buf *out, const struct plan *plan)
{
    char text[TERM_ROOM];
    for (uint32_t i = 0; plan->changes && i < plan->words; i++)
        encode_str(out, str_from_offset(term_text(text, plan, i), 1));
}

static void
add_value(struct both *both, struct random *random)
{
    static const uint32_t slots[] = {0, 1, 7, 40, 127, 128, 255, 256, 290};
    char value[600];
    uint32_t slot = slots[random_below(random, 9)];
    size_t len = random_below(random, random_below(random, 50) ? 12 : 600);
    for (size_t i = 0; i < len; i++)
        value[i] = (char)random_next(random);
    struct str bytes = {value, len};
    if (both->document)
        CHECK_OK(xap_document_value(both->document, slot, bytes, &both->err),
                 &both->err);
    if (both->inverter)
        CHECK_OK(both->inverter->sink.value(&both->inverter->sink, slot, bytes,
                                            &both->err),
                 &both->err);
}

/* A term that comes when all documents are through. */
static void
add_late(struct both *both, struct random *random, uint32_t docid)
{
    char text[16];
    int len = snprintf(text, sizeof text, "Y%u", random_below(random, 200));
    struct str term = {text, (size_t)len};
    if (both->document)
        CHECK_OK(xap_document_term(both->document, term, 3, &both->err),
                 &both->err);
    if (!both->late)
        return;
    inverter_start(both->late);
    give_term(both, both->late, term, 3, NULL, 0);
    CHECK_OK(inverter_end(both->late, docid, &both->err), &both->err);
}

static struct str
document_data(char out[4000], struct random *random)
{
    size_t len = random_below(random, random_below(random, 8) ? 60 : 4000);
    for (size_t i = 0; i < len; i++)
        out[i] = (char)('a' + random_below(random, i % 7 ? 3 : 26));
    return (struct str){out, len};
}

/* The docid-th document; *data = what it holds. */
static void
make_document(struct both *both, uint32_t docid, uint32_t salt, char room[4000],
              struct str *data)
{
    struct random random = {(uint64_t)docid * 40503u + salt};
    const struct plan *plan = both->plan;
    both->docid = docid;
    uint32_t terms =
        random_below(&random, 10) ? random_below(&random, plan->most_terms) : 0;
    if (plan->documents == 1)
        terms = plan->most_terms;
    if (terms)
        add_stem(both);
    char seen[TERM_ROOM];
    AUTO(map) struct map once = {0};
    for (uint32_t i = 0; i < terms; i++) {
        struct random look = random;
        struct str term =
            term_text(seen, plan, random_below(&look, plan->words));
        uint64_t *known = map_at(&once, term);
        if (known && *known) {
            random = look;
            continue;
        }
        *known = 1;
        add_term(both, &random);
    }
    for (uint32_t i = random_below(&random, 5); i > 0; i--)
        add_value(both, &random);
    if (plan->late && docid % 3 == 0)
        add_late(both, &random, docid);
    *data = plan->data ? document_data(room, &random) : STR("");
    if (both->document)
        CHECK_OK(xap_document_data(both->document, *data, &both->err),
                 &both->err);
}

static uint32_t
docid_of(const struct plan *plan, uint32_t i)
{
    struct random random = {i + 99};
    return i * plan->docid_step + 1 + random_below(&random, plan->docid_step);
}

static void
metadata_at(char key[16], char value[3000], uint32_t i)
{
    struct random random = {i};
    snprintf(key, 16, "G%05u", i);
    uint32_t len = 1 + random_below(&random, i % 9 ? 40 : 2900);
    memset(value, (int)('a' + i % 26), len);
    value[len] = '\0';
}
enum { METADATA = 40 };

/* ---- the two ways ----------------------------------------------------------
 */

static void
write_slowly(const char *path, const struct plan *plan)
{
    AUTO(buf) struct buf forms = BUF_INIT(1 << 22);
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    struct both both = {.plan = plan, .positions = BUF_INIT(1 << 26)};
    struct error *err = &both.err;
    char room[4000], key[16];
    struct str data;
    position_writer_init(&both.writer, NULL);
    CHECK_OK(xap_document_new(&both.document, err), err);
    CHECK_OK(xap_writer_open(&writer, path, true, true, err), err);
    CHECK_OK(xap_writer_begin(writer, err), err);
    for (uint32_t i = 0; i < plan->documents; i++) {
        CHECK_OK(xap_document_clear(both.document, err), err);
        make_document(&both, docid_of(plan, i), 0, room, &data);
        CHECK_OK(
            xap_writer_replace(writer, docid_of(plan, i), both.document, err),
            err);
    }
    all_forms(&forms, plan);
    if (forms.len)
        CHECK_OK(xap_writer_metadata_set(writer, STR(META_FORMS "s"),
                                         buf_str(&forms), err),
                 err);
    for (uint32_t i = 0; plan->metadata && i < METADATA; i++) {
        metadata_at(key, room, i);
        CHECK_OK(
            xap_writer_metadata_set(writer, str_from(key), str_from(room), err),
            err);
    }
    CHECK_OK(position_writer_flush(&both.writer, writer, err), err);
    CHECK_OK(xap_writer_commit(writer, err), err);
    xap_document_free(both.document);
    position_writer_release(&both.writer);
    buf_release(&both.positions);
}

/* Runs, and what is beside them. */
struct bulk {
    const char *path;
    struct run runs[64];
    struct spill spill;
    size_t count;
    struct glass_table docdata;
    struct glass_part data;
    struct metadata metadata[1 + METADATA];
    struct arena arena;
};

static void
cut(struct bulk *bulk, struct inverter *inverter, const struct plan *plan,
    struct error *err)
{
    bool file = plan->files && bulk->count % 2 == 0;
    CHECK_OK(inverter_cut(&bulk->runs[bulk->count], inverter,
                          file ? &bulk->spill : NULL, err),
             err);
    bulk->count++;
}

static void
invert_all(struct bulk *bulk, const struct plan *plan, struct error *err)
{
    AUTO(inverter) struct inverter inverter, late;
    struct both both = {.plan = plan,
                        .inverter = &inverter,
                        .late = &late,
                        .positions = BUF_INIT(1 << 26)};
    char room[4000];
    CHECK_OK(inverter_init(&inverter, plan->batch, err), err);
    CHECK_OK(inverter_init(&late, plan->batch, err), err);
    for (uint32_t i = 0; i < plan->documents; i++) {
        struct glass_key key;
        struct str data;
        inverter_start(&inverter);
        make_document(&both, docid_of(plan, i), 0, room, &data);
        CHECK_OK(inverter_end(&inverter, docid_of(plan, i), err), err);
        glass_key_docid(&key, docid_of(plan, i));
        if (data.len)
            CHECK_OK(glass_part_add(&bulk->data, &key, data, err), err);
        if ((i + 1) % (plan->documents / plan->runs + 1) == 0)
            cut(bulk, &inverter, plan, err);
    }
    if (inverter.lengths.len)
        cut(bulk, &inverter, plan, err);
    size_t count = bulk->count;
    if (late.lengths.len)
        cut(bulk, &late, plan, err);
    bulk->count = count; /* the late one stands behind it */
    buf_release(&both.positions);
    inverter_release(&late);
}

static void
write_bulk(const char *path, const struct plan *plan)
{
    AUTO(buf) struct buf forms = BUF_INIT(1 << 22);
    AUTO(arena) struct arena arena = {0};
    struct bulk *bulk = calloc(1, sizeof *bulk);
    struct glass_version version = {0};
    struct error err = {0};
    struct xap_writer *writer = NULL;
    char key[16], value[3000];
    bulk->path = path;
    spill_init(&bulk->spill, path);
    CHECK_OK(xap_writer_open(&writer, path, true, false, &err), &err);
    CHECK_OK(glass_version_read(&version, path, &err), &err);
    xap_writer_close(writer);
    struct glass_form form = {.compress_above = GLASS_COMPRESS_MIN,
                              .filled = true};
    CHECK_OK(glass_table_open(&bulk->docdata, path, "docdata", form, &err),
             &err);
    CHECK_OK(glass_part_open(&bulk->data, &bulk->docdata, true, &err), &err);
    invert_all(bulk, plan, &err);
    CHECK_OK(glass_part_end(&bulk->data, &err), &err);
    all_forms(&forms, plan);
    bulk->metadata[0] = (struct metadata){STR(META_FORMS "s"), buf_str(&forms)};
    for (uint32_t i = 0; i < METADATA; i++) {
        metadata_at(key, value, i);
        bulk->metadata[1 + i] =
            (struct metadata){arena_copy(&arena, str_from(key)),
                              arena_copy(&arena, str_from(value))};
    }
    struct tables tables = {.directory = path,
                            .jobs = plan->jobs,
                            .runs = bulk->runs,
                            .count = bulk->count,
                            .late = bulk->runs[bulk->count].first_docid != 0,
                            .metadata = bulk->metadata + (forms.len == 0),
                            .metadata_count = (plan->metadata ? METADATA : 0) +
                                              (size_t)(forms.len > 0),
                            .docdata = &bulk->docdata,
                            .docdata_parts = &bulk->data,
                            .docdata_count = 1};
    CHECK_OK(tables_write(&version, &tables, &err), &err);
    version.revision = GLASS_REVISION;
    CHECK_OK(glass_version_write(&version, path, &err), &err);
    for (size_t i = 0; i <= bulk->count; i++)
        run_release(&bulk->runs[i]);
    spill_release(&bulk->spill);
    glass_part_release(&bulk->data);
    glass_table_close(&bulk->docdata);
    free(bulk);
}

/* ---- afterwards
 * --------------------------------------------------------------- */

static void
check_equal(const char *left, const char *right)
{
    AUTO(xap_reader) struct xap_reader *one = NULL;
    AUTO(xap_reader) struct xap_reader *other = NULL;
    AUTO(buf) struct buf report = BUF_INIT(1 << 20);
    struct comparison result = {0};
    struct error err = {0};
    uint32_t faults = 1;
    CHECK_OK(xap_reader_open(&one, left, &err), &err);
    CHECK_OK(xap_reader_open(&other, right, &err), &err);
    CHECK_OK(compare_databases(&result, one, other, &err), &err);
    CHECK_INT(result.differences, 0);
    CHECK_CSTR(result.first, "");
    CHECK_OK(xap_check(&faults, right, &report, &err), &err);
    if (faults)
        fprintf(stderr, "%s\n", buf_cstr(&report));
    CHECK_INT(faults, 0);
}

/* The same random changes to any database. */
static void
change_database(const char *path, const struct plan *plan)
{
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    struct both both = {.plan = plan, .positions = BUF_INIT(1 << 26)};
    struct error *err = &both.err;
    struct random random = {4711};
    char room[4000];
    struct str data;
    position_writer_init(&both.writer, NULL);
    CHECK_OK(xap_document_new(&both.document, err), err);
    CHECK_OK(xap_writer_open(&writer, path, false, true, err), err);
    CHECK_OK(xap_writer_begin(writer, err), err);
    for (uint32_t i = 0; i < plan->changes; i++) {
        xap_docid docid =
            docid_of(plan, random_below(&random, plan->documents + 20));
        CHECK_OK(position_writer_remove(&both.writer, writer, docid, err), err);
        if (random_below(&random, 3) == 0) {
            enum status status = xap_writer_delete(writer, docid, err);
            CHECK(status == STATUS_OK || status == STATUS_NOT_FOUND);
        } else {
            CHECK_OK(xap_document_clear(both.document, err), err);
            make_document(&both, docid, 1 + random_below(&random, 99), room,
                          &data);
            CHECK_OK(xap_writer_replace(writer, docid, both.document, err),
                     err);
        }
        if (i % 400 == 399) {
            CHECK_OK(position_writer_flush(&both.writer, writer, err), err);
            CHECK_OK(xap_writer_commit(writer, err), err);
            CHECK_OK(xap_writer_begin(writer, err), err);
        }
    }
    CHECK_OK(position_writer_flush(&both.writer, writer, err), err);
    CHECK_OK(xap_writer_commit(writer, err), err);
    xap_document_free(both.document);
    position_writer_release(&both.writer);
    buf_release(&both.positions);
}

static void
try_plan(struct plan plan)
{
    AUTO(scratch) struct scratch scratch;
    char slow[512], bulk[512];
    scratch_make(&scratch);
    scratch_path(slow, &scratch, "slow");
    scratch_path(bulk, &scratch, "bulk");
    write_slowly(slow, &plan);
    write_bulk(bulk, &plan);
    check_equal(slow, bulk);
    if (plan.changes == 0)
        return;
    change_database(slow, &plan);
    change_database(bulk, &plan);
    check_equal(slow, bulk);
}

static void
test_small(void)
{
    try_plan((struct plan){.documents = 300,
                           .words = 400,
                           .most_terms = 60,
                           .most_positions = 20,
                           .docid_step = 1,
                           .jobs = 1,
                           .runs = 1,
                           .changes = 1200});
}

static void
test_everything(void)
{
    try_plan((struct plan){.documents = 700,
                           .words = 3000,
                           .most_terms = 90,
                           .most_positions = 60,
                           .docid_step = 7,
                           .binary = true,
                           .batch = 100,
                           .jobs = 3,
                           .runs = 5,
                           .files = true,
                           .late = true,
                           .data = true,
                           .metadata = true,
                           .changes = 2000});
}

static void
test_wide_docids(void)
{
    try_plan((struct plan){.documents = 400,
                           .words = 50,
                           .most_terms = 30,
                           .most_positions = 5,
                           .docid_step = 30011,
                           .jobs = 2,
                           .runs = 3,
                           .files = true,
                           .data = true,
                           .changes = 400});
}

/* Few terms in many documents: lists of many pieces, in memory and in
 * files. */
static void
test_long_lists(void)
{
    try_plan((struct plan){.documents = 9000,
                           .words = 12,
                           .most_terms = 8,
                           .most_positions = 3,
                           .docid_step = 2,
                           .batch = 3000,
                           .jobs = 2,
                           .runs = 4,
                           .files = true,
                           .late = true,
                           .changes = 600});
}

static void
test_huge_document(void)
{
    try_plan((struct plan){.documents = 1,
                           .words = 300000,
                           .most_terms = 300000,
                           .most_positions = 3,
                           .docid_step = 1,
                           .jobs = 2,
                           .runs = 1});
}

static void
test_many_positions(void)
{
    try_plan((struct plan){.documents = 3,
                           .words = 5,
                           .most_terms = 5,
                           .most_positions = 200000,
                           .docid_step = 1,
                           .jobs = 1,
                           .runs = 2,
                           .files = true});
}

static void
test_nothing(void)
{
    try_plan(
        (struct plan){.jobs = 2, .runs = 1, .docid_step = 1, .metadata = true});
    try_plan((struct plan){.documents = 20,
                           .words = 1,
                           .most_terms = 1,
                           .docid_step = 1,
                           .jobs = 2,
                           .runs = 1});
}

/* An empty database of another form is not taken. */
static void
test_other_format(void)
{
    AUTO(scratch) struct scratch scratch;
    struct glass_version version;
    struct xap_writer *writer = NULL;
    struct error err = {0};
    char path[512], file[600];
    scratch_make(&scratch);
    scratch_path(path, &scratch, "empty");
    CHECK_OK(xap_writer_open(&writer, path, true, false, &err), &err);
    xap_writer_close(writer);
    CHECK_OK(glass_version_read(&version, path, &err), &err);
    snprintf(file, sizeof file, "%s/iamglass", path);
    FILE *out = fopen(file, "r+");
    CHECK(out != NULL);
    if (!out)
        return;
    fseek(out, 15, SEEK_SET); /* the date of the format */
    fputc(1, out);
    fclose(out);
    CHECK_STATUS(glass_version_read(&version, path, &err), STATUS_FORMAT);
}

/* A store of some documents; what they say depends on salt. */
static void
fill_store(struct layout *layout, const char *path, const char *salt)
{
    AUTO(store) struct store *store = NULL;
    struct error err = {0};
    CHECK_OK(layout_init(layout, path, &err), &err);
    CHECK_OK(store_create(&store, layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (unsigned i = 0; i < 200; i++) {
        AUTO(arena) struct arena arena = {0};
        struct contribution one = {.source = STR("test"),
                                   .reader = STR("test")};
        enum put put;
        char uid[16], text[200];
        snprintf(uid, sizeof uid, "P%u", i);
        snprintf(text, sizeof text, "Le bail numéro %u est conclu %s.", i,
                 i == 100 ? salt : "ici");
        CHECK_OK(
            document_add(&one.document, FIELD_UID, str_from(uid), &arena, &err),
            &err);
        CHECK_OK(
            document_add(&one.document, FIELD_KIND, STR("page"), &arena, &err),
            &err);
        CHECK_OK(document_add_text(&one.document, STR("body"), STR(""),
                                   str_from(text), &arena, &err),
                 &err);
        CHECK_OK(store_put(&put, store, &one, &err), &err);
    }
    CHECK_OK(store_commit(store, &err), &err);
}

/* The samples of a build agree with its store, and not with another one. */
static void
test_samples(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(lists) struct lists lists = {0};
    struct layout layout, other;
    struct written written = {0};
    struct error err = {0};
    char one[512], two[512], path[LAYOUT_PATH_MAX];
    scratch_make(&scratch);
    scratch_path(one, &scratch, "one");
    scratch_path(two, &scratch, "two");
    fill_store(&layout, one, "ici");
    fill_store(&other, two, "ailleurs");
    CHECK_OK(lists_read(&lists, NULL, &err), &err);
    CHECK_OK(lists_for_new(&lists, &layout, &err), &err);
    CHECK_OK(index_update(&written, &layout, NULL, NULL, &err), &err);
    CHECK_INT(written.indexed, 200);
    layout_generation(path, &layout, 1);
    CHECK_OK(sample_check(&layout, path, &lists.lexicon, 200, &err), &err);
    CHECK_STATUS(sample_check(&other, path, &lists.lexicon, 200, &err),
                 STATUS_FORMAT);
}

/* As many leaves as three gigabytes of a table have, in little memory. */
static void
test_leaves(void)
{
    enum { LEAVES = 400000, BLOCKS = 32, FIRST = 7, HELD_MOST = 1 << 16 };
    AUTO(scratch) struct scratch scratch;
    AUTO(unnamed) struct unnamed file = UNNAMED_NONE;
    struct leaves leaves = LEAVES_INIT;
    struct error err = {0};
    char key[24];
    scratch_make(&scratch);
    CHECK_OK(unnamed_open(&file, scratch.path, &err), &err);
    for (uint32_t i = 0; i < LEAVES; i++) {
        int len = snprintf(key, sizeof key, "%u", i);
        CHECK_OK(leaves_add(&leaves, i % 3 + 1, (struct str){key, (size_t)len},
                            &err),
                 &err);
        if (i % BLOCKS == BLOCKS - 1)
            CHECK_OK(leaves_place(&leaves, FIRST + i + 1 - BLOCKS, BLOCKS,
                                  &file, &err),
                     &err);
    }
    CHECK_OK(leaves_end(&leaves, &file, &err), &err);
    CHECK(leaves.fresh.size + leaves.chunks.size <= HELD_MOST);
    struct leaves_walk walk = LEAVES_WALK(&leaves, &file);
    for (uint32_t i = 0; i <= LEAVES; i++) {
        const uint8_t *entry;
        CHECK_OK(leaves_next(&entry, &walk, &err), &err);
        CHECK_INT(entry != NULL, i < LEAVES);
        if (!entry)
            break;
        int len = snprintf(key, sizeof key, "%u", i);
        CHECK_INT((uint32_t)entry[0] << 24 | (uint32_t)entry[1] << 16 |
                      (uint32_t)entry[2] << 8 | entry[3],
                  FIRST + i);
        CHECK_INT(entry[5], i % 3 + 1);
        CHECK_INT(entry[LEAF_HEAD - 1], len);
        CHECK(memcmp(entry + LEAF_HEAD, key, (size_t)len) == 0);
    }
    leaves_walk_release(&walk);
    leaves_release(&leaves);
}

/* Of a run in a file, nothing that grows with its documents stays. */
static void
test_run_in_a_file(void)
{
    enum { DOCUMENTS = 20000, HELD_MOST = 8192 };
    AUTO(scratch) struct scratch scratch;
    AUTO(inverter) struct inverter inverter = {0};
    AUTO(run) struct run run = {.fd = -1};
    struct spill spill;
    struct error err = {0};
    scratch_make(&scratch);
    spill_init(&spill, scratch.path);
    CHECK_OK(inverter_init(&inverter, 0, &err), &err);
    for (uint32_t i = 1; i <= DOCUMENTS; i++) {
        const struct sunk_term term = {.word = STR("a"), .wdf = i % 5};
        inverter_start(&inverter);
        CHECK_OK(inverter.sink.term(&inverter.sink, &term, &err), &err);
        CHECK_OK(inverter_end(&inverter, 3 * i, &err), &err);
    }
    CHECK_OK(inverter_cut(&run, &inverter, &spill, &err), &err);
    CHECK(run_bytes_held(&run) <= HELD_MOST);
    CHECK_INT(run.first_docid, 3);
    CHECK_INT(run.last_docid, 3 * DOCUMENTS);
    struct run_lengths lengths;
    struct length length;
    bool found = true;
    run_lengths_open(&lengths, &run);
    for (uint32_t i = 1; found; i++) {
        CHECK_OK(run_lengths_next(&length, &found, &lengths, &err), &err);
        CHECK_INT(found, i <= DOCUMENTS);
        if (found)
            CHECK(length.docid == 3 * i && length.length == i % 5);
    }
    run_lengths_release(&lengths);
    spill_release(&spill);
}

CU_TestInfo build_tests[] = {
    {"one run, changed afterwards", test_small},
    {"binary and long terms, holes, runs in files, late terms, data",
     test_everything},
    {"docids of all sizes", test_wide_docids},
    {"lists of many pieces", test_long_lists},
    {"a document of 300,000 terms", test_huge_document},
    {"200,000 positions of a term", test_many_positions},
    {"no documents, documents without terms", test_nothing},
    {"another format", test_other_format},
    {"samples looked up again", test_samples},
    {"leaves of a large table", test_leaves},
    {"a run in a file", test_run_in_a_file},
    CU_TEST_INFO_NULL,
};
