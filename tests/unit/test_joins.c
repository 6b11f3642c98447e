/* tests: names, titles and groups of copies from other documents, in any
 * order, one run or many. */
#include "joins.h"

#include "copies.h"

#include "check.h"
#include "merge.h"
#include "scratch.h"
#include "withdraw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench {
    struct scratch scratch;
    struct store *store;
    struct diagnostics diagnostics;
    struct deposit deposit;
    struct filter filter;
    struct joins_result result;
};

static void
open_store(struct bench *bench)
{
    struct layout layout;
    char path[512];
    scratch_path(path, &bench->scratch, "index");
    CHECK_OK(layout_init(&layout, path, NULL), NULL);
    CHECK_OK(store_create(&bench->store, &layout, NULL), NULL);
    store_watch(bench->store, joins_class);
    struct deposit_options options = {.filter = &bench->filter};
    deposit_init(&bench->deposit, bench->store, &bench->diagnostics, &options);
}

static void
bench_open(struct bench *bench)
{
    *bench = (struct bench){0};
    scratch_make(&bench->scratch);
    CHECK_OK(diagnostics_open(&bench->diagnostics, NULL, NULL), NULL);
    open_store(bench);
}

static void
close_store(struct bench *bench)
{
    CHECK_OK(deposit_commit(&bench->deposit, true, NULL), NULL);
    deposit_release(&bench->deposit);
    store_close(bench->store);
}

static void
bench_close(struct bench *bench)
{
    close_store(bench);
    CHECK_OK(diagnostics_close(&bench->diagnostics, NULL), NULL);
    scratch_remove(&bench->scratch);
}

/* "uid=A;kind=page;author=Dupont;author=Martin": a document of source uid. */
static void
put(struct bench *bench, const char *fields)
{
    AUTO(arena) struct arena arena = {0};
    struct contribution one = {
        .reader = STR("test"), .rank = 1, .ingested = 1780000000};
    struct str rest = str_from(fields), part, name, value;
    enum put outcome;
    while (rest.len) {
        str_cut(rest, STR(";"), &part, &rest);
        str_cut(part, STR("="), &name, &value);
        enum field field = schema_by_json(name);
        struct str parts[6] = {value};
        CHECK(field != FIELD_COUNT);
        if (field == FIELD_TEXT) {
            parts[TEXT_ROLE] = STR("body");
            parts[TEXT_TEXT] = value;
            parts[TEXT_HEADING] = STR("");
        } else if (field == FIELD_LINKS) {
            parts[LINK_TYPE] = STR("organe");
            parts[LINK_TARGET] = value;
        }
        CHECK_OK(document_add_parts(&one.document, field, parts, &arena, NULL),
                 NULL);
    }
    one.source = document_first(&one.document, FIELD_UID);
    CHECK_OK(deposit_begin(&bench->deposit, NULL), NULL);
    CHECK_OK(store_put(&outcome, bench->store, &one, NULL), NULL);
}

static void
drop(struct bench *bench, const char *uid)
{
    CHECK_OK(delete_document(&bench->deposit, str_from(uid), NULL), NULL);
}

static void
join(struct bench *bench)
{
    struct error err = {0};
    CHECK_OK(joins_run(&bench->result, &bench->deposit, &err), &err);
    CHECK_OK(deposit_commit(&bench->deposit, true, &err), &err);
}

/* The values of a field (its last part), joined by "+"; "-" for none. */
static void
check_field(struct bench *bench, const char *uid, enum field field,
            const char *want, unsigned line)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf all = BUF_INIT(1 << 20);
    struct document document = {0};
    xap_docid docid;
    uint64_t sequence;
    CHECK_OK(store_find(&docid, bench->store, str_from(uid), NULL), NULL);
    CHECK_OK(
        store_document(&document, &sequence, bench->store, docid, &arena, NULL),
        NULL);
    for (uint32_t i = 0; i < document.field[field].count; i++) {
        buf_add(&all, i ? STR("+") : STR(""));
        buf_add(&all,
                document_part(&document, field, i, schema[field].parts - 1));
    }
    check_str(all.len ? buf_str(&all) : STR("-"), str_from(want),
              schema[field].json.at, __FILE__, line);
}

#define FIELD_IS(uid, field, want)                                             \
    check_field(&bench, (uid), FIELD_##field, (want), __LINE__)

static uint64_t
sequence_of(struct bench *bench, const char *uid)
{
    AUTO(arena) struct arena arena = {0};
    struct record record = {0};
    xap_docid docid = 0;
    CHECK_OK(store_find(&docid, bench->store, str_from(uid), NULL), NULL);
    CHECK_OK(store_record(&record, bench->store, docid, &arena, NULL), NULL);
    return record.sequence;
}

/* ---- names -----------------------------------------------------------------
 */

#define PERSON "uid=PA1;kind=acteur;title=Anne Durand;author=Anne Durand"
#define SEAT                                                                   \
    "uid=PM1;kind=mandat;author_ref=PA1;constituency=Yonne (1re);"             \
    "date_start=2024-07-01"
#define OLD_SEAT                                                               \
    "uid=PM0;kind=mandat;author_ref=PA1;constituency=Gers (2e);"               \
    "date_start=2017-06-01;date_end=2022-06-01"
#define SITS                                                                   \
    "uid=PM2;kind=mandat;author_ref=PA1;group_ref=PO1;date_start=2024-07-01"
#define GROUP "uid=PO1;kind=organe;title=Groupe A;group=Groupe A;group_short=GA"
#define MINISTRY "uid=PO9;kind=organe;title=Ministère de la mer"
#define BILL "uid=PRJL1;kind=document;title=Projet de loi de finances"
#define QUESTION                                                               \
    "uid=Q1;kind=question-ecrite;author_ref=PA1;mandate_ref=PM1;group_ref=PO1" \
    ";ministry_asked_ref=PO9;date=2025-01-01"
#define AMENDMENT                                                              \
    "uid=AM1;kind=amendement;author=Durand;author_ref=PA1;container=PRJL1;"    \
    "date=2025-01-02"
#define OLD_AMENDMENT "uid=AM0;kind=amendement;author_ref=PA1;date=2020-01-02"
#define VOTE                                                                   \
    "uid=VT1;kind=scrutin;title=Vote;text=Votants : 3\nPO1 | pour\nPO2 | "     \
    "contre;links=PO9"

static const char *const all[] = {PERSON,    SEAT,          OLD_SEAT, SITS,
                                  GROUP,     MINISTRY,      BILL,     QUESTION,
                                  AMENDMENT, OLD_AMENDMENT, VOTE};
enum { ALL = sizeof all / sizeof all[0] };

static void
references_get_names(void)
{
    struct bench bench;
    bench_open(&bench);
    for (size_t i = 0; i < ALL; i++)
        put(&bench, all[ALL - 1 - i]);
    join(&bench);
    FIELD_IS("Q1", AUTHOR, "Anne Durand");
    FIELD_IS("Q1", GROUP, "Groupe A");
    FIELD_IS("Q1", GROUP_SHORT, "GA");
    FIELD_IS("Q1", CONSTITUENCY, "Yonne (1re)");
    FIELD_IS("Q1", MINISTRY_ASKED, "Ministère de la mer");
    FIELD_IS("AM1", AUTHOR, "Anne Durand");
    FIELD_IS("AM1", GROUP, "Groupe A");
    FIELD_IS("AM1", CONSTITUENCY, "Yonne (1re)");
    FIELD_IS("AM1", CONTAINER, "Projet de loi de finances");
    /* The mandate of that day; no group then. */
    FIELD_IS("AM0", CONSTITUENCY, "Gers (2e)");
    FIELD_IS("AM0", GROUP, "-");
    FIELD_IS("VT1", TEXT, "Votants : 3\nGroupe A | pour\nPO2 | contre");
    FIELD_IS("VT1", LINKS, "Ministère de la mer");
    FIELD_IS("PM2", AUTHOR, "Anne Durand");
    FIELD_IS("PM2", GROUP, "Groupe A");
    CHECK_INT(bench.result.missing, 1); /* PO2 */
    CHECK_INT(bench.result.unresolved, 1);
    bench_close(&bench);
}

/* Full names in the order of the references; who is not known keeps the name
 * that was read. */
static void
authors_in_order_of_references(void)
{
    struct bench bench;
    bench_open(&bench);
    put(&bench, "uid=AM;kind=amendement;author=Durand;author=Le Gall;author="
                "Petit;author_ref=PA1;author_ref=PA2;author_ref=PA3");
    put(&bench, PERSON);
    put(&bench, "uid=PA3;kind=acteur;author=Léo Petit");
    join(&bench);
    FIELD_IS("AM", AUTHOR, "Anne Durand+Léo Petit+Le Gall");
    CHECK_INT(bench.result.unresolved, 1);
    put(&bench, "uid=PA2;kind=acteur;author=Yann Le Gall");
    join(&bench);
    FIELD_IS("AM", AUTHOR, "Anne Durand+Yann Le Gall+Léo Petit");
    /* One who signs without a reference. */
    put(&bench, "uid=AN;kind=amendement;author=Durand;author=Nobody;"
                "author_ref=PA1");
    join(&bench);
    FIELD_IS("AN", AUTHOR, "Anne Durand+Nobody");
    bench_close(&bench);
}

static void
what_was_read_stays(void)
{
    struct bench bench;
    bench_open(&bench);
    put(&bench, GROUP);
    put(&bench, BILL);
    put(&bench, "uid=X;kind=question-ecrite;group=Tel que lu;group_short=TL;"
                "group_ref=PO1;author=A. Durand;author_ref=PA1");
    join(&bench);
    FIELD_IS("X", GROUP, "Tel que lu");
    FIELD_IS("X", AUTHOR, "A. Durand");
    bench_close(&bench);
}

static void
changes_reach_those_who_refer(void)
{
    struct bench bench;
    bench_open(&bench);
    for (size_t i = 0; i < ALL; i++)
        put(&bench, all[i]);
    put(&bench, "uid=P;kind=page;title=Autre");
    join(&bench);
    uint64_t question = sequence_of(&bench, "Q1");
    uint64_t page = sequence_of(&bench, "P"), last, again;
    /* The same again: nothing moves. */
    CHECK_OK(store_sequence(&last, bench.store, NULL), NULL);
    for (size_t i = 0; i < ALL; i++)
        put(&bench, all[i]);
    join(&bench);
    CHECK_OK(store_sequence(&again, bench.store, NULL), NULL);
    CHECK_INT(again, last);
    /* A person's name: its documents, not the others. */
    put(&bench, "uid=PA1;kind=acteur;title=A;author=Anne Durand-Roy");
    join(&bench);
    FIELD_IS("Q1", AUTHOR, "Anne Durand-Roy");
    CHECK(sequence_of(&bench, "Q1") > question);
    CHECK_INT(sequence_of(&bench, "P"), page);
    /* A ministry's number of another field: nobody's name. */
    question = sequence_of(&bench, "Q1");
    put(&bench, MINISTRY ";number=7");
    join(&bench);
    CHECK_INT(sequence_of(&bench, "Q1"), question);
    /* Gone: as if it never was. */
    drop(&bench, "PA1");
    drop(&bench, "PM1");
    join(&bench);
    FIELD_IS("Q1", AUTHOR, "-");
    FIELD_IS("AM1", AUTHOR, "Durand");
    FIELD_IS("AM1", CONSTITUENCY, "-");
    CHECK_INT(bench.result.missing, 3); /* PO2, PA1, PM1 */
    put(&bench, PERSON);
    put(&bench, SEAT);
    join(&bench);
    FIELD_IS("Q1", AUTHOR, "Anne Durand");
    FIELD_IS("AM1", CONSTITUENCY, "Yonne (1re)");
    bench_close(&bench);
}

static void
a_run_that_was_stopped_leaves_its_joins(void)
{
    struct bench bench;
    bench_open(&bench);
    put(&bench, QUESTION);
    join(&bench);
    put(&bench, PERSON);
    close_store(&bench);
    open_store(&bench);
    FIELD_IS("Q1", AUTHOR, "-");
    join(&bench);
    FIELD_IS("Q1", AUTHOR, "Anne Durand");
    close_store(&bench);
    open_store(&bench);
    const struct unjoined *unjoined;
    CHECK_INT(store_unjoined(&unjoined, bench.store), 0);
    bench_close(&bench);
}

/* ---- copies ----------------------------------------------------------------
 */

/* A question of `words` words about `subject`, `changed` of them others. */
static void
ask(struct bench *bench, const char *uid, unsigned subject, unsigned words,
    unsigned changed)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    unsigned state = subject * 7919 + 1;
    buf_printf(&text, "uid=%s;kind=question-ecrite;text=", uid);
    for (unsigned i = 0; i < words; i++) {
        state = state * 1103515245 + 12345;
        bool other = changed && i % (words / changed) == 7;
        buf_printf(&text, "mot%u%s ", state >> 16 & 0xFFF, other ? uid : "");
    }
    buf_add_char(&text, '\0');
    put(bench, text.at);
}

/* As a run leaves a record that was stopped between its sketches and its
 * groups. */
static void
sketch_only(struct bench *bench, const char *uid)
{
    AUTO(arena) struct arena arena = {0};
    struct record record;
    struct supplement joined = {.term_count = 0};
    xap_docid docid;
    bool changed;
    CHECK_OK(store_find(&docid, bench->store, str_from(uid), NULL), NULL);
    CHECK_OK(store_record(&record, bench->store, docid, &arena, NULL), NULL);
    CHECK_OK(copies_sketch(&joined, &record.contributions[0].document, &arena,
                           NULL),
             NULL);
    CHECK(joined.term_count > 1);
    CHECK_OK(store_join(&changed, bench->store, docid, &record, &joined, NULL),
             NULL);
    CHECK(changed);
}

static void
a_run_stopped_before_its_groups_leaves_them(void)
{
    struct bench bench;
    bench_open(&bench);
    ask(&bench, "Q1", 1, 200, 0);
    ask(&bench, "Q2", 1, 200, 0);
    ask(&bench, "Q3", 2, 200, 0);
    for (int i = 0; i < 3; i++)
        sketch_only(&bench, (const char *const[]){"Q1", "Q2", "Q3"}[i]);
    close_store(&bench);
    open_store(&bench);
    FIELD_IS("Q2", GROUP_KEY, "-");
    join(&bench);
    FIELD_IS("Q1", GROUP_KEY, "Q1");
    FIELD_IS("Q2", GROUP_KEY, "Q1");
    FIELD_IS("Q3", GROUP_KEY, "-");
    bench_close(&bench);
}

static void
copies_have_one_key(void)
{
    struct bench bench;
    bench_open(&bench);
    ask(&bench, "C", 1, 200, 0);
    ask(&bench, "A", 1, 200, 0);
    ask(&bench, "B", 1, 200, 3);
    ask(&bench, "D", 2, 200, 0);
    ask(&bench, "E", 3, 20, 0);
    ask(&bench, "F", 3, 20, 0);
    ask(&bench, "G", 4, 3, 0);
    ask(&bench, "H", 4, 3, 0);
    join(&bench);
    FIELD_IS("A", GROUP_KEY, "A");
    FIELD_IS("B", GROUP_KEY, "A");
    FIELD_IS("C", GROUP_KEY, "A");
    FIELD_IS("D", GROUP_KEY, "-");
    FIELD_IS("E", GROUP_KEY, "E");
    FIELD_IS("F", GROUP_KEY, "E");
    FIELD_IS("G", GROUP_KEY, "-"); /* too short */
    /* The first goes, another one changes its text. */
    drop(&bench, "A");
    join(&bench);
    FIELD_IS("C", GROUP_KEY, "B");
    ask(&bench, "B", 2, 200, 0);
    join(&bench);
    FIELD_IS("C", GROUP_KEY, "-");
    FIELD_IS("B", GROUP_KEY, "B");
    FIELD_IS("D", GROUP_KEY, "B");
    bench_close(&bench);
}

/* ---- one run or many
 * ---------------------------------------------------------
 */

/* Everything that can be asked of the store, in uid order. */
static void
digest_all(uint8_t out[SHA256_BYTES], struct bench *bench,
           const char *const *uids, size_t count)
{
    struct digest digest;
    digest_init(&digest);
    for (size_t i = 0; i < count; i++) {
        AUTO(arena) struct arena arena = {0};
        struct document document;
        uint8_t one[SHA256_BYTES];
        uint64_t sequence;
        xap_docid docid;
        if (store_find(&docid, bench->store, str_from(uids[i]), NULL) !=
                STATUS_OK ||
            store_document(&document, &sequence, bench->store, docid, &arena,
                           NULL) != STATUS_OK)
            continue;
        CHECK_OK(merge_digest(one, &document, NULL), NULL);
        digest_add(&digest, (struct str){(char *)one, sizeof one});
    }
    digest_end(&digest, out);
}

static unsigned random_state = 1;

static unsigned
any(unsigned below)
{
    random_state = random_state * 1103515245 + 12345;
    return (random_state >> 16) % below;
}

static void
random_document(char out[400], unsigned uid)
{
    unsigned a = any(4), b = any(4), day = 1 + any(28);
    if (uid < 4)
        snprintf(out, 400, "uid=PA%u;kind=acteur;author=Nom %u", uid, any(9));
    else if (uid < 8)
        snprintf(out, 400, "uid=PO%u;kind=organe;group=Groupe %u", uid - 4,
                 any(9));
    else if (uid < 14)
        snprintf(out, 400,
                 "uid=PM%u;kind=mandat;author_ref=PA%u;%s%u;"
                 "date_start=2024-01-%02u",
                 uid - 8, a, any(2) ? "group_ref=PO" : "constituency=Lieu ", b,
                 day);
    else
        snprintf(out, 400,
                 "uid=X%u;kind=amendement;author_ref=PA%u;author_ref=PA%u;"
                 "date=2024-01-%02u;container=X%u;text=un deux trois quatre "
                 "cinq six sept huit neuf %u",
                 uid - 14, a, b, day, any(8), any(5));
}

enum { UIDS = 24, RANDOM_STEPS = 250 };

static void
incremental_is_all_at_once(void)
{
    struct bench one, many;
    char kept[UIDS][400] = {{0}}, names[UIDS][16];
    const char *uids[UIDS];
    uint8_t left[SHA256_BYTES], right[SHA256_BYTES];
    bench_open(&many);
    for (unsigned i = 0; i < UIDS; i++) {
        char text[400];
        random_document(text, i);
        struct str uid = str_from_offset(str_from(text), 4);
        snprintf(names[i], sizeof names[i], "%.*s",
                 (int)str_find_char(uid, ';'), uid.at);
        uids[i] = names[i];
    }
    for (unsigned step = 0; step < RANDOM_STEPS; step++) {
        unsigned i = any(UIDS);
        if (kept[i][0] && any(4) == 0) {
            drop(&many, uids[i]);
            kept[i][0] = '\0';
        } else {
            random_document(kept[i], i);
            put(&many, kept[i]);
        }
        if (any(3))
            join(&many);
        if (step % 25 != 24)
            continue;
        join(&many);
        bench_open(&one);
        for (unsigned k = 0; k < UIDS; k++)
            if (kept[(k * 7) % UIDS][0])
                put(&one, kept[(k * 7) % UIDS]);
        join(&one);
        digest_all(left, &one, uids, UIDS);
        digest_all(right, &many, uids, UIDS);
        CHECK(memcmp(left, right, sizeof left) == 0);
        uint64_t missing, unresolved;
        CHECK_OK(store_unresolved(&missing, &unresolved, many.store, NULL),
                 NULL);
        CHECK_INT(missing, one.result.missing);
        CHECK_INT(unresolved, one.result.unresolved);
        bench_close(&one);
    }
    bench_close(&many);
}

CU_TestInfo joins_tests[] = {
    {"references get names", references_get_names},
    {"authors in order of references", authors_in_order_of_references},
    {"what was read stays", what_was_read_stays},
    {"changes reach those who refer", changes_reach_those_who_refer},
    {"a run that was stopped leaves its joins",
     a_run_that_was_stopped_leaves_its_joins},
    {"a run stopped before its groups leaves them",
     a_run_stopped_before_its_groups_leaves_them},
    {"copies have one key", copies_have_one_key},
    {"incremental is all at once", incremental_is_all_at_once},
    CU_TEST_INFO_NULL,
};
