/* tests: what is counted over the documents found, against a count by hand
 * over all hits. */
#include "answer.h"
#include "check.h"
#include "command.h"
#include "date.h"
#include "deadline.h"
#include "map.h"
#include "scratch.h"
#include "show.h"
#include "utf8.h"
#include "write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOCUMENTS = 240 };

struct fixture {
    struct scratch scratch;
    struct layout layout;
    struct search *search;
};

/* A sequence that is the same everywhere (Numerical Recipes' constants). */
static unsigned
next_number(uint32_t *state, unsigned below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 16) % below;
}

static void
add(struct document *document, enum field field, const char *value,
    struct arena *arena)
{
    CHECK_OK(document_add(document, field, str_from(value), arena, NULL), NULL);
}

/* Some values are words of others, or hold signs of the query language. */
static const char *const authors[] = {"Anne Le Gall", "Anne Le Gall-Martin",
                                      "Le Gall", "Marc O'Neil (SRC)"};
static const char *const ministries[] = {"Santé", "Santé et prévention",
                                         "Travail, \"emploi\""};
static const char *const rubrics[] = {"eau", "eau et mer", "soins", "—"};
static const char *const kinds[] = {"question-ecrite", "article", "page"};
static const char *const states[] = {"VIGUEUR", "adopté", "Adopté"};
static const char *const groups[] = {"Non inscrit", "Non inscrits", "NI"};
static const char *const codes[] = {"Code rural", "Code du travail"};

static void
put_random(struct store *store, unsigned i, uint32_t *state)
{
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    enum put put;
    char uid[16], date[16], leg[4];
    struct contribution one = {.source = STR("test"), .reader = STR("test")};
    struct document *document = &one.document;
    snprintf(uid, sizeof uid, "D%03u", i);
    snprintf(date, sizeof date, "%04u-%02u-%02u", 2015 + next_number(state, 9),
             1 + next_number(state, 12), 1 + next_number(state, 28));
    snprintf(leg, sizeof leg, "%u", 14 + next_number(state, 4));
    add(document, FIELD_UID, uid, &arena);
    add(document, FIELD_KIND, kinds[next_number(state, 3)], &arena);
    for (unsigned k = next_number(state, 4); k > 0; k--)
        add(document, FIELD_AUTHOR, authors[next_number(state, 4)], &arena);
    for (unsigned k = next_number(state, 3); k > 0; k--)
        add(document, FIELD_RUBRIC, rubrics[next_number(state, 4)], &arena);
    add(document, FIELD_MINISTRY_ASKED, ministries[next_number(state, 3)],
        &arena);
    if (next_number(state, 2))
        add(document, FIELD_MINISTRY_ANSWERING,
            ministries[next_number(state, 3)], &arena);
    if (next_number(state, 4))
        add(document, FIELD_GROUP, groups[next_number(state, 3)], &arena);
    add(document, FIELD_GROUP_SHORT, "NI", &arena);
    add(document, FIELD_STATUS, states[next_number(state, 3)], &arena);
    if (next_number(state, 3))
        add(document, FIELD_CODE, codes[next_number(state, 2)], &arena);
    if (next_number(state, 8))
        add(document, FIELD_DATE, date, &arena);
    add(document, FIELD_LEGISLATURE, leg, &arena);
    if (next_number(state, 2))
        add(document, FIELD_CID, next_number(state, 2) ? "CID1" : "CID2",
            &arena);
    CHECK_OK(document_add_text(document, STR("body"), STR(""),
                               next_number(state, 3) ? STR("loi et eau")
                                                     : STR("décret"),
                               &arena, &err),
             &err);
    CHECK_OK(store_put(&put, store, &one, &err), &err);
}

static void
fixture_init(struct fixture *fixture)
{
    AUTO(store) struct store *store = NULL;
    struct written written;
    struct error err = {0};
    const char *path = fixture->scratch.path;
    uint32_t state = 7;
    *fixture = (struct fixture){0};
    scratch_make(&fixture->scratch);
    CHECK_OK(layout_init(&fixture->layout, path, &err), &err);
    CHECK_OK(store_create(&store, &fixture->layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (unsigned i = 0; i < DOCUMENTS; i++)
        put_random(store, i, &state);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(index_update(&written, &fixture->layout, NULL, NULL, &err), &err);
    CHECK_OK(search_new(&fixture->search, &path, 1, &err), &err);
}

static void
fixture_release(struct fixture *fixture)
{
    search_close(fixture->search);
    scratch_remove(&fixture->scratch);
}

CLEANUP_KIND(fixture, struct fixture, fixture_release)

static void
ask(struct answer *out, struct fixture *fixture, struct request request,
    struct arena *arena)
{
    struct error err = {0};
    size_t where;
    *out = (struct answer){0};
    CHECK_OK(answer_make(out, &where, fixture->search, &request, arena, &err),
             &err);
}

/* ---- facets ------------------------------------------------------------ */

static bool
field_has(const struct document *document, enum field field, struct str value)
{
    const struct values *values = &document->field[field];
    for (uint32_t i = 0; i < values->count; i++)
        if (str_eq(values->at[i], value))
            return true;
    return false;
}

/* Does a facet count this value for this document?  By the document alone. */
static bool
counts(const char *facet, const struct document *document, struct str value)
{
    enum field fields[FIELD_COUNT];
    enum meaning meaning;
    struct str name = str_from(facet);
    if (strcmp(facet, "year") == 0)
        return str_eq(str_head(document_first(document, FIELD_DATE), 4), value);
    size_t count = schema_by_query_name(name, fields, &meaning);
    for (size_t i = 0; i < count; i++)
        if (fields[i] != FIELD_GROUP_SHORT && /* no facet */
            field_has(document, fields[i], value))
            return true;
    return false;
}

static const char *const facets[] = {
    "group",  "kind",           "legislature",
    "author", "ministry_asked", "ministry_answering",
    "rubric", "status",         "code",
    "year",   "ministere"};

enum { FACETS = sizeof facets / sizeof facets[0] };

/* One facet of an answer against the hits of `wide`, and its own filter. */
static void
check_facet(struct fixture *fixture, const struct facet *facet,
            const char *name, const struct answer *wide, struct request request)
{
    uint64_t sum = 0, values = 0;
    for (size_t i = 0; i < facet->count; i++) {
        AUTO(arena) struct arena arena = {0};
        struct answer found;
        uint64_t byhand = 0;
        struct filter one = {str_from(name), facet->values[i].value};
        for (size_t k = 0; k < wide->count; k++)
            byhand += counts(name, &wide->hits[k].document, one.value);
        CHECK_INT(facet->values[i].count, byhand);
        sum += byhand;
        request.filters = &one;
        request.filter_count = 1;
        ask(&found, fixture, request, &arena);
        CHECK_INT(found.total, byhand);
    }
    for (size_t k = 0; k < wide->count; k++)
        for (size_t i = 0; i < facet->count; i++)
            values +=
                counts(name, &wide->hits[k].document, facet->values[i].value);
    CHECK_INT(sum, values);
    CHECK_INT(facet->count, facet->distinct);
}

static struct request
request_of(const char *query)
{
    return (struct request){.query = str_from(query),
                            .everything = true,
                            .limit = 1000,
                            .facet_limit = 100};
}

static void
check_all_facets(struct fixture *fixture, const char *query)
{
    AUTO(arena) struct arena arena = {0};
    struct facet_field fields[FACETS];
    struct request request = request_of(query);
    struct answer answer;
    struct error err = {0};
    for (size_t i = 0; i < FACETS; i++)
        CHECK_OK(facet_find(&fields[i], str_from(facets[i]), &err), &err);
    request.facets = fields;
    request.facet_count = FACETS;
    ask(&answer, fixture, request, &arena);
    CHECK(answer.total_exact && answer.total == answer.count);
    CHECK_INT(answer.facet_count, FACETS);
    request.facet_count = 0;
    for (size_t i = 0; i < answer.facet_count; i++)
        check_facet(fixture, &answer.facets[i], facets[i], &answer, request);
}

static void
test_facets(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_all_facets(&fixture, "");
    check_all_facets(&fixture, "loi");
    check_all_facets(&fixture, "loi OU auteur:martin");
}

/* Puts new values into every `step`th document, and some new documents. */
static void
change_some(struct fixture *fixture, unsigned step, uint32_t *state)
{
    AUTO(store) struct store *store = NULL;
    struct written written;
    struct error err = {0};
    CHECK_OK(store_create(&store, &fixture->layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (unsigned i = 0; i < DOCUMENTS + step; i += step)
        put_random(store, i, state);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(index_update(&written, &fixture->layout, NULL, NULL, &err), &err);
    CHECK(written.indexed > 0);
}

static uint32_t
unsealed(const struct fixture *fixture, bool *sealed)
{
    AUTO(xap_reader) struct xap_reader *reader = NULL;
    char path[LAYOUT_PATH_MAX];
    struct error err = {0};
    uint32_t count = 0;
    layout_generation(path, &fixture->layout, 1);
    CHECK_OK(xap_reader_open(&reader, path, &err), &err);
    CHECK_OK(columns_state(sealed, &count, path, reader, &err), &err);
    return count;
}

/* Counts stay exact beside sealed columns that are older than the index, or
 * gone. */
static void
test_facets_changed(void)
{
    AUTO(fixture) struct fixture fixture;
    struct written written;
    char generation[LAYOUT_PATH_MAX], file[LAYOUT_PATH_MAX + 32];
    uint32_t state = 11;
    bool sealed;
    fixture_init(&fixture);
    const char *path = fixture.scratch.path;
    CHECK_INT(unsealed(&fixture, &sealed), 0);
    CHECK(sealed);
    for (unsigned step = 60; step > 10; step /= 2) {
        change_some(&fixture, step, &state);
        CHECK(unsealed(&fixture, &sealed) > 0);
        CHECK(sealed);
        check_all_facets(&fixture, "loi");
    }
    layout_generation(generation, &fixture.layout, 1);
    snprintf(file, sizeof file, "%s/columns-%d", generation, DOCUMENTS);
    CHECK(unlink(file) == 0);
    (void)unsealed(&fixture, &sealed);
    CHECK(!sealed);
    search_close(fixture.search);
    fixture.search = NULL;
    CHECK_OK(search_new(&fixture.search, &path, 1, NULL), NULL);
    check_all_facets(&fixture, "loi");
    CHECK_OK(index_update(&written, &fixture.layout, NULL, NULL, NULL), NULL);
    CHECK_INT(unsealed(&fixture, &sealed), 0);
    CHECK(sealed);
    check_all_facets(&fixture, "loi");
}

/* Several filters: each facet is counted over what the others leave. */
static void
test_own_filter(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    struct filter filters[] = {{STR_INIT("author"), STR_INIT("Anne Le Gall")},
                               {STR_INIT("auteur"), STR_INIT("Le Gall")},
                               {STR_INIT("kind"), STR_INIT("article")}};
    struct facet_field fields[3];
    struct request request = request_of("loi");
    struct answer answer, wide;
    fixture_init(&fixture);
    CHECK_OK(facet_find(&fields[0], STR("author"), NULL), NULL);
    CHECK_OK(facet_find(&fields[1], STR("kind"), NULL), NULL);
    CHECK_OK(facet_find(&fields[2], STR("status"), NULL), NULL);
    request.filters = filters;
    request.filter_count = 3;
    request.facets = fields;
    request.facet_count = 3;
    ask(&answer, &fixture, request, &arena);
    for (size_t i = 0; i < answer.count; i++) {
        const struct document *document = &answer.hits[i].document;
        CHECK(field_has(document, FIELD_KIND, STR("article")));
        CHECK(field_has(document, FIELD_AUTHOR, STR("Anne Le Gall")) ||
              field_has(document, FIELD_AUTHOR, STR("Le Gall")));
    }
    for (size_t f = 0; f < 3; f++) {
        /* filters 0 and 1 are the authors', 2 the kind's */
        request.filters = f == 0 ? filters + 2 : filters;
        request.filter_count = f == 0 ? 1 : f == 1 ? 2 : 3;
        request.facet_count = 0;
        ask(&wide, &fixture, request, &arena);
        const struct facet *facet = &answer.facets[f];
        CHECK(facet->count > 1);
        for (size_t i = 0; i < facet->count; i++) {
            uint64_t byhand = 0;
            for (size_t k = 0; k < wide.count; k++)
                byhand += counts(facet->field->name.at, &wide.hits[k].document,
                                 facet->values[i].value);
            CHECK_INT(facet->values[i].count, byhand);
        }
    }
}

static void
test_facet_within(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    struct facet_field field;
    struct request request = request_of("");
    struct answer answer;
    fixture_init(&fixture);
    CHECK_OK(facet_find(&field, STR("author"), NULL), NULL);
    field.within = STR("gall ANN");
    field.by_value = true;
    request.facets = &field;
    request.facet_count = 1;
    ask(&answer, &fixture, request, &arena);
    CHECK_INT(answer.facets[0].count, 2);
    CHECK_STR(answer.facets[0].values[0].value, STR("Anne Le Gall"));
    CHECK_STR(answer.facets[0].values[1].value, STR("Anne Le Gall-Martin"));
    request.facet_limit = 1;
    ask(&answer, &fixture, request, &arena);
    CHECK_INT(answer.facets[0].count, 1);
    CHECK_INT(answer.facets[0].distinct, 2);
    field.within = STR("nne"); /* begins no word */
    ask(&answer, &fixture, request, &arena);
    CHECK_INT(answer.facets[0].count, 0);
}

/* ---- histograms --------------------------------------------------------- */

static void
check_histogram(struct fixture *fixture, enum histogram_gap gap,
                const char *date, enum histogram_gap want)
{
    AUTO(arena) struct arena arena = {0};
    struct filter filter = {STR("date"), str_from(date)};
    struct request request = request_of("");
    struct answer answer;
    uint64_t sum = 0, undated = 0;
    request.histogram = gap;
    request.filters = &filter;
    request.filter_count = *date != '\0';
    ask(&answer, fixture, request, &arena);
    const struct histogram *histogram = &answer.histogram;
    CHECK_INT(histogram->gap, want);
    for (size_t i = 0; i < answer.count; i++)
        undated += !document_has(&answer.hits[i].document, FIELD_DATE);
    CHECK_INT(histogram->undated, undated);
    for (size_t b = 0; b < histogram->count; b++) {
        char first[DATE_ISO_BYTES], last[DATE_ISO_BYTES];
        uint64_t byhand = 0;
        date_to_iso(first, histogram->buckets[b].first);
        date_to_iso(last, histogram->buckets[b].last);
        for (size_t i = 0; i < answer.count; i++) {
            struct str day =
                document_first(&answer.hits[i].document, FIELD_DATE);
            byhand += day.len && str_cmp(day, str_from(first)) >= 0 &&
                      str_cmp(day, str_from(last)) <= 0;
        }
        CHECK_INT(histogram->buckets[b].count, byhand);
        sum += byhand;
    }
    CHECK_INT(sum + undated, answer.total);
    CHECK(histogram->count == 0 ||
          (histogram->buckets[0].count &&
           histogram->buckets[histogram->count - 1].count));
}

static void
test_histogram(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_histogram(&fixture, HISTOGRAM_YEAR, "", HISTOGRAM_YEAR);
    check_histogram(&fixture, HISTOGRAM_MONTH, "", HISTOGRAM_MONTH);
    check_histogram(&fixture, HISTOGRAM_DAY, "", HISTOGRAM_DAY);
    check_histogram(&fixture, HISTOGRAM_AUTO, "", HISTOGRAM_YEAR);
    check_histogram(&fixture, HISTOGRAM_AUTO, "2016..2019", HISTOGRAM_MONTH);
    check_histogram(&fixture, HISTOGRAM_AUTO, "2016-03..2016-04",
                    HISTOGRAM_DAY);
    check_histogram(&fixture, HISTOGRAM_AUTO, "1950", HISTOGRAM_YEAR);
}

/* ---- folding ------------------------------------------------------------ */

static void
check_collapse(struct fixture *fixture, const char *name, enum field field,
               enum sort_order sort)
{
    AUTO(arena) struct arena arena = {0};
    struct request request = request_of("loi");
    struct answer all, folded;
    struct error err = {0};
    uint64_t sum = 0;
    size_t at = 0;
    request.sort = sort;
    ask(&all, fixture, request, &arena);
    CHECK_OK(collapse_find(&request.collapse, str_from(name), &err), &err);
    ask(&folded, fixture, request, &arena);
    CHECK(folded.total_exact && folded.total == folded.count);
    CHECK_INT(folded.documents, all.total);
    CHECK(folded.total < all.total);
    for (size_t i = 0; i < folded.count; i++) {
        const struct hit *hit = &folded.hits[i];
        struct str value = document_first(&hit->document, field);
        uint64_t same = 0;
        for (size_t k = 0; value.len && k < all.count; k++)
            same += str_eq(document_first(&all.hits[k].document, field), value);
        CHECK_INT(hit->collapsed, value.len ? same - 1 : 0);
        sum += 1 + hit->collapsed;
        while (at < all.count && !str_eq(all.hits[at].uid, hit->uid))
            at++; /* in the same order */
        CHECK(at < all.count);
    }
    CHECK_INT(sum, all.total);
}

static void
test_collapse(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_collapse(&fixture, "cid", FIELD_CID, SORT_RELEVANCE);
    check_collapse(&fixture, "cid", FIELD_CID, SORT_DATE_NEWEST);
    check_collapse(&fixture, "code", FIELD_CODE, SORT_DATE);
    check_collapse(&fixture, "date", FIELD_DATE, SORT_DATE);
}

/* ---- cursors ------------------------------------------------------------ */

/* The pages of a cursor are the list. */
static void
check_cursor(struct fixture *fixture, enum sort_order sort, uint32_t limit,
             const char *collapse)
{
    AUTO(arena) struct arena arena = {0};
    struct request request = request_of("loi OU eau OU décret");
    struct answer all, page;
    size_t at = 0;
    request.sort = sort;
    if (collapse)
        CHECK_OK(collapse_find(&request.collapse, str_from(collapse), NULL),
                 NULL);
    ask(&all, fixture, request, &arena);
    request.limit = limit;
    for (request.cursor = STR("*"); request.cursor.len;
         request.cursor = page.next_cursor) {
        ask(&page, fixture, request, &arena);
        CHECK(page.count > 0 && page.count <= limit);
        for (size_t i = 0; i < page.count && at < all.count; i++, at++) {
            CHECK_INT(page.hits[i].rank, at + 1);
            CHECK_STR(page.hits[i].uid, all.hits[at].uid);
        }
        if (page.count == 0)
            break;
    }
    CHECK_INT(at, all.count);
}

static void
test_cursor(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    for (int sort = SORT_RELEVANCE; sort <= SORT_NUMBER; sort++)
        check_cursor(&fixture, (enum sort_order)sort, 37, NULL);
    check_cursor(&fixture, SORT_DATE, 7, "code");
}

/* The index grows between two pages: what was there comes, each once. */
static void
test_cursor_moved(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    AUTO(map) struct map seen = {0};
    struct request request = request_of("loi");
    struct answer all, page;
    struct written written;
    struct error err = {0};
    uint32_t state = 99;
    fixture_init(&fixture);
    request.sort = SORT_DATE_NEWEST;
    ask(&all, &fixture, request, &arena);
    request.limit = 50;
    request.cursor = STR("*");
    ask(&page, &fixture, request, &arena);
    while (page.count) {
        for (size_t i = 0; i < page.count; i++) {
            uint64_t *times = map_at(&seen, page.hits[i].uid);
            CHECK(times && ++*times == 1);
        }
        if (!page.next_cursor.len)
            break;
        AUTO(store) struct store *store = NULL;
        CHECK_OK(store_create(&store, &fixture.layout, &err), &err);
        CHECK_OK(store_begin(store, &err), &err);
        for (unsigned i = 0; i < 20; i++)
            put_random(store, DOCUMENTS + (unsigned)seen.count + i, &state);
        CHECK_OK(store_commit(store, &err), &err);
        CHECK_OK(index_update(&written, &fixture.layout, NULL, NULL, &err),
                 &err);
        request.cursor = page.next_cursor;
        ask(&page, &fixture, request, &arena);
    }
    for (size_t i = 0; i < all.count; i++)
        CHECK(map_find(&seen, all.hits[i].uid) != NULL);
}

static void
test_cursor_wrong(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    static const char *const wrong[] = {"x",
                                        "1.2.3",
                                        "1.1.1.1.1.",
                                        "**",
                                        "g.1.1.1.1.00",
                                        "1.1.1.1.1.000",
                                        "11111111111111111.1.1.1.1.",
                                        NULL};
    struct request request = request_of("loi");
    struct answer answer;
    size_t where;
    fixture_init(&fixture);
    for (int i = 0; wrong[i]; i++) {
        request.cursor = str_from(wrong[i]);
        CHECK_STATUS(answer_make(&answer, &where, fixture.search, &request,
                                 &arena, NULL),
                     STATUS_SYNTAX);
    }
    request.cursor = STR("*");
    request.limit = 5;
    ask(&answer, &fixture, request, &arena);
    request.cursor = answer.next_cursor;
    request.query = STR("eau");
    CHECK_STATUS(
        answer_make(&answer, &where, fixture.search, &request, &arena, NULL),
        STATUS_SYNTAX);
}

/* What an export writes, by pages of any length. */
static void
write_export(struct buf *out, struct fixture *fixture,
             const struct output *output, uint32_t page)
{
    struct error err = {0};
    struct command command = {.search = fixture->search,
                              .output = output,
                              .request = request_of("loi"),
                              .export_page = page};
    bool hits;
    size_t where;
    char *text = NULL;
    size_t len = 0;
    command.request.limit = 100;
    command.request.offset = 3;
    command.request.snippets.max = 1;
    command.out = open_memstream(&text, &len);
    CHECK(command.out != NULL);
    CHECK_OK(command_query(&hits, &where, &command, &err), &err);
    CHECK_INT(command.request.limit, 100);
    fclose(command.out);
    buf_add(out, (struct str){text, len});
    free(text);
}

static void
test_export(void)
{
    AUTO(fixture) struct fixture fixture;
    static const struct output *const outputs[] = {&output_ndjson, &output_csv,
                                                   &output_ids};
    static const uint32_t pages[] = {1, 7, 50, 99};
    fixture_init(&fixture);
    for (int o = 0; o < 3; o++) {
        AUTO(buf) struct buf whole = BUF_INIT(1 << 22);
        write_export(&whole, &fixture, outputs[o], 0);
        CHECK(whole.len > 300);
        for (int p = 0; p < 4; p++) {
            AUTO(buf) struct buf parts = BUF_INIT(1 << 22);
            write_export(&parts, &fixture, outputs[o], pages[p]);
            CHECK_STR(buf_str(&parts), buf_str(&whole));
        }
    }
}

/* ---- several indexes ----------------------------------------------------- */

static void
test_two_indexes(void)
{
    AUTO(fixture) struct fixture fixture;
    struct error err = {0};
    const char *paths[2];
    fixture_init(&fixture);
    search_close(fixture.search);
    fixture.search = NULL;
    paths[0] = paths[1] = fixture.scratch.path;
    CHECK_OK(search_new(&fixture.search, paths, 2, &err), &err);
    check_all_facets(&fixture, "loi");
    check_collapse(&fixture, "cid", FIELD_CID, SORT_RELEVANCE);
    check_cursor(&fixture, SORT_RELEVANCE, 37, NULL);
    check_cursor(&fixture, SORT_DATE, 37, "code");
    check_histogram(&fixture, HISTOGRAM_AUTO, "2016..2019", HISTOGRAM_MONTH);
}

/* ---- slices ------------------------------------------------------------- */

/* Slices of any length, one behind the other, are the text. */
static void
test_slices(void)
{
    AUTO(scratch) struct scratch scratch = {0};
    AUTO(search) struct search *search = NULL;
    struct layout layout;
    struct error err = {0};
    const char *path = scratch.path;
    static const char text[] = "Été à l’Élysée : « où ? » — là.\n\nFin.";
    static const char answer[] = "Œuvre né€.";
    scratch_make(&scratch);
    CHECK_OK(layout_init(&layout, path, &err), &err);
    {
        AUTO(store) struct store *store = NULL;
        AUTO(arena) struct arena arena = {0};
        enum put put;
        struct contribution one = {.source = STR("t"), .reader = STR("test")};
        add(&one.document, FIELD_UID, "S", &arena);
        add(&one.document, FIELD_KIND, "page", &arena);
        CHECK_OK(document_add_text(&one.document, STR("question"), STR(""),
                                   str_from(text), &arena, &err),
                 &err);
        CHECK_OK(document_add_text(&one.document, STR("answer"), STR(""),
                                   str_from(answer), &arena, &err),
                 &err);
        CHECK_OK(store_create(&store, &layout, &err), &err);
        CHECK_OK(store_begin(store, &err), &err);
        CHECK_OK(store_put(&put, store, &one, &err), &err);
        CHECK_OK(store_commit(store, &err), &err);
    }
    CHECK_OK(search_new(&search, &path, 1, &err), &err);
    for (size_t length = 4; length < 70; length++) {
        AUTO(arena) struct arena arena = {0};
        AUTO(buf) struct buf joined = BUF_INIT(1 << 12);
        struct show show = {.uid = STR("S"), .length = length};
        struct shown shown;
        size_t where;
        bool found;
        do {
            CHECK_OK(show_document(&found, &shown, &where, search, &show,
                                   &arena, &err),
                     &err);
            CHECK(found && shown.start == show.start);
            CHECK(shown.end > shown.start && shown.end - shown.start <= length);
            struct values *blocks = &shown.document.field[FIELD_TEXT];
            for (uint32_t i = 0; i < blocks->count; i++) {
                struct str part =
                    document_part(&shown.document, FIELD_TEXT, i, TEXT_TEXT);
                struct str whole =
                    str_from(shown.blocks[i].block ? answer : text);
                CHECK(utf8_is_valid(part));
                CHECK_STR(part, str_head(str_from_offset(whole,
                                                         shown.blocks[i].start),
                                         part.len));
                buf_add(&joined, part);
            }
            show.start = shown.end;
        } while (shown.end < shown.total && shown.end > shown.start);
        CHECK_INT(joined.len, sizeof text + sizeof answer - 2);
    }
}

/* A search whose time is over ends and says so, in our matcher as in
 * Xapian's; one that has time finds what it finds without a limit. */
static void
test_deadline(void)
{
    AUTO(fixture) struct fixture fixture = {0};
    AUTO(arena) struct arena arena = {0};
    AUTO(xap_query) struct xap_query *all = NULL;
    struct answer free_answer, answer;
    struct xap_result result, limited;
    struct xap_search how = {.count = 10,
                             .check_at_least = 1000,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    struct request request = {.query = STR("loi"), .limit = 10};
    fixture_init(&fixture);
    ask(&free_answer, &fixture, request, &arena);
    CHECK(free_answer.total > 0 && !free_answer.timed_out);
    request.cpu_limit = 1000;
    ask(&answer, &fixture, request, &arena);
    CHECK(!answer.timed_out);
    CHECK_INT(answer.total, free_answer.total);
    request.cpu_limit = 1e-9;
    ask(&answer, &fixture, request, &arena);
    CHECK(answer.timed_out);
    CHECK(answer.count > 0); /* those of the first documents, all the same */
    CHECK_INT(answer.total,
              free_answer.total); /* here they are all there are */
    request.cpu_limit = 0;
    ask(&answer, &fixture, request, &arena);
    CHECK_INT(answer.total, free_answer.total);

    struct xap_reader *reader = search_part(fixture.search, 0)->reader;
    CHECK_OK(xap_query_term(&all, STR("loi"), 1, NULL), NULL);
    CHECK_OK(xap_search(&result, reader, all, &how, &arena, NULL), NULL);
    deadline_start(1000);
    CHECK_OK(xap_search(&limited, reader, all, &how, &arena, NULL), NULL);
    CHECK_INT(limited.total_low, result.total_low);
    CHECK_INT(limited.total_high, result.total_high);
    CHECK_INT(limited.count, result.count);
    for (size_t i = 0; i < limited.count && i < result.count; i++) {
        CHECK_INT(limited.hits[i].docid, result.hits[i].docid);
        CHECK(limited.hits[i].score == result.hits[i].score);
    }
    deadline_start(1e-9);
    CHECK_STATUS(xap_search(&limited, reader, all, &how, &arena, NULL),
                 STATUS_TIMEOUT);
    how.partial = true;
    CHECK_OK(xap_search(&limited, reader, all, &how, &arena, NULL), NULL);
    CHECK(limited.cut);
    CHECK_INT(limited.count, 0);
    xap_docid *docids, until = 0;
    size_t count;
    CHECK_STATUS(xap_node_matches(&docids, &count, NULL, xap_query_node(all),
                                  reader, &arena, NULL),
                 STATUS_TIMEOUT);
    CHECK_OK(xap_node_matches(&docids, &count, &until, xap_query_node(all),
                              reader, &arena, NULL),
             NULL);
    CHECK_INT(count, 0);
    CHECK(until > 0 && until < UINT32_MAX);
    deadline_start(0);
    CHECK_OK(xap_node_matches(&docids, &count, &until, xap_query_node(all),
                              reader, &arena, NULL),
             NULL);
    CHECK_INT(count, result.total_low);
    CHECK_INT(until, UINT32_MAX);
    CHECK_OK(xap_search(&limited, reader, all, &how, &arena, NULL), NULL);
    CHECK(!limited.cut);
    CHECK_INT(limited.count, result.count);
}

CU_TestInfo results_tests[] = {
    {"a limit on time", test_deadline},
    {"facets against a count by hand", test_facets},
    {"facets beside older columns", test_facets_changed},
    {"each facet without its own filter", test_own_filter},
    {"values within a facet", test_facet_within},
    {"histograms against a count by hand", test_histogram},
    {"folding", test_collapse},
    {"cursors are the list", test_cursor},
    {"cursors over a growing index", test_cursor_moved},
    {"what is no cursor", test_cursor_wrong},
    {"exports by pages", test_export},
    {"two indexes", test_two_indexes},
    {"slices join", test_slices},
    CU_TEST_INFO_NULL,
};
