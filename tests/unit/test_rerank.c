/* tests: the order of the first hits by section. */
#include "rerank.h"

#include "answer.h"
#include "check.h"
#include "headings.h"
#include "rank.h"
#include "scratch.h"
#include "section_keys.h"
#include "write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HITS = 9, OTHERS = 30 };

enum { BY_HEADINGS, BY_NUMBER };

/* Article i has "zone" HITS - i times, so that the plain order is 0, 1, 2...;
 * the first and the last stand in one section, or in one chapter by their
 * numbers, the others each in its own. */
static void
put_article(struct store *store, unsigned i, int by)
{
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    enum put put;
    char uid[16], section[16], number[16], text[400] = "";
    unsigned group = i == HITS - 1 ? 0 : i, zones = i < HITS ? HITS - i : 0;
    zones += by == BY_NUMBER && zones == 1; /* as the one before it */
    struct contribution one = {.source = STR("test"), .reader = STR("test")};
    struct document *document = &one.document;
    snprintf(uid, sizeof uid, "A%u", i);
    snprintf(section, sizeof section, "S%u", by == BY_HEADINGS ? group : i);
    snprintf(number, sizeof number, "%s1%02u-%u", i ? "R*" : "L. ",
             by == BY_NUMBER ? group : i, i + 1);
    for (unsigned word = 0; word < HITS; word++)
        strcat(text, word < zones ? "zone " : "autre ");
    struct str container[] = {STR("CODE"), STR("")};
    CHECK_OK(document_add(document, FIELD_UID, str_from(uid), &arena, &err),
             &err);
    CHECK_OK(document_add(document, FIELD_KIND, STR("article"), &arena, &err),
             &err);
    CHECK_OK(
        document_add(document, FIELD_ARTICLE, str_from(number), &arena, &err),
        &err);
    CHECK_OK(
        document_add_parts(document, FIELD_CONTAINER, container, &arena, &err),
        &err);
    CHECK_OK(
        document_add(document, FIELD_PATH, str_from(section), &arena, &err),
        &err);
    CHECK_OK(
        document_add(document, FIELD_PATH, STR("Dispositions"), &arena, &err),
        &err);
    CHECK_OK(document_add_text(document, STR("body"), STR(""), str_from(text),
                               &arena, &err),
             &err);
    CHECK_OK(store_put(&put, store, &one, &err), &err);
}

static void
put_text(struct store *store, const char *uid, const char *text)
{
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    enum put put;
    struct contribution one = {.source = str_from(uid), .reader = STR("test")};
    CHECK_OK(
        document_add(&one.document, FIELD_UID, str_from(uid), &arena, &err),
        &err);
    CHECK_OK(document_add(&one.document, FIELD_KIND, STR("page"), &arena, &err),
             &err);
    CHECK_OK(document_add_text(&one.document, STR("body"), STR(""),
                               str_from(text), &arena, &err),
             &err);
    CHECK_OK(store_put(&put, store, &one, &err), &err);
}

static void
make_index(struct scratch *scratch, int by)
{
    AUTO(store) struct store *store = NULL;
    struct layout layout;
    struct written written = {0};
    struct error err = {0};
    scratch_make(scratch);
    CHECK_OK(layout_init(&layout, scratch->path, &err), &err);
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (unsigned i = 0; i < HITS + OTHERS; i++)
        put_article(store, i, by);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(index_update(&written, &layout, NULL, NULL, &err), &err);
}

static void
check_hits(struct search *search, const struct request *request,
           const char *want)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(4096);
    struct answer answer = {0};
    struct error err = {0};
    size_t where;
    CHECK_OK(answer_make(&answer, &where, search, request, &arena, &err), &err);
    CHECK_INT(answer.total, HITS);
    for (size_t i = 0; i < answer.count; i++) {
        buf_add(&got, answer.hits[i].uid);
        buf_add_char(&got, ' ');
        CHECK(i == 0 || answer.hits[i].score <= answer.hits[i - 1].score);
    }
    CHECK_STR(buf_str(&got), str_from(want));
}

static void
lift_their_articles(int by)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(search) struct search *search = NULL;
    struct error err = {0};
    make_index(&scratch, by);
    const char *path = scratch.path;
    CHECK_OK(search_new(&search, &path, 1, &err), &err);
    struct request request = {.query = STR("zone"), .limit = 20};
    check_hits(search, &request, "A0 A1 A2 A3 A4 A5 A6 A8 A7 ");
    request.offset = 7;
    request.limit = 1;
    check_hits(search, &request, "A8 ");
    request.offset = 9;
    check_hits(search, &request, "");
    request =
        (struct request){.query = STR("zone"), .limit = 20, .sort = SORT_DATE};
    check_hits(search, &request, "A0 A1 A2 A3 A4 A5 A6 A7 A8 ");
}

static void
sections_lift_their_articles(void)
{
    lift_their_articles(BY_HEADINGS);
}

static void
chapters_lift_their_articles(void)
{
    lift_their_articles(BY_NUMBER);
}

/* The key of a group in the value of an article; empty for none. */
static struct str
key_of(enum section_group group, const char *container, const char *number,
       const char *heading, struct arena *arena)
{
    static const char none[SECTION_BYTES];
    struct document document = {0};
    struct error err = {0};
    struct str value, parts[] = {str_from(container), STR("")};
    CHECK_OK(document_add_parts(&document, FIELD_CONTAINER, parts, arena, &err),
             &err);
    CHECK_OK(
        document_add(&document, FIELD_ARTICLE, str_from(number), arena, &err),
        &err);
    CHECK_OK(
        document_add(&document, FIELD_PATH, str_from(heading), arena, &err),
        &err);
    AUTO(values_met) struct values_met met = {0};
    values_met_start(&met, arena); /* nothing here is analysed */
    CHECK_OK(section_value(&value, &document, &met, &err), &err);
    struct str key =
        str_range(value, group * SECTION_BYTES, (group + 1) * SECTION_BYTES);
    return str_eq(key, (struct str){none, SECTION_BYTES}) ? STR("") : key;
}

static struct str
chapter_of(const char *container, const char *number, struct arena *arena)
{
    return key_of(SECTION_CHAPTER, container, number, "", arena);
}

static void
numbers_tell_chapters(void)
{
    static const char *const same[] = {"R162-1", "R*162-52", "LO 162-3",
                                       "Annexe I à l'art. D162-1 (2)",
                                       "162-31-1"};
    static const char *const none[] = {"",       "L. 162",  "L162",  "16-2",
                                       "L. 1-1", "162 bis", "Annexe"};
    AUTO(arena) struct arena arena = {0};
    struct str key = chapter_of("CODE", "L. 162-31-1", &arena);
    CHECK_INT(key.len, SECTION_BYTES);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        CHECK_STR(chapter_of("CODE", same[i], &arena), key);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK_STR(chapter_of("CODE", none[i], &arena), STR(""));
    CHECK(!str_eq(chapter_of("OTHER", "L. 162-31-1", &arena), key));
    CHECK(!str_eq(chapter_of("CODE", "L. 1621-1", &arena), key));
    CHECK_INT(chapter_of("", "L. 162-31-1", &arena).len, 0);
}

static void
headings_tell_mirrors(void)
{
    AUTO(arena) struct arena arena = {0};
    struct str key =
        key_of(SECTION_MIRROR, "CODE", "L1", "Chapitre II : Congés", &arena);
    CHECK_INT(key.len, SECTION_BYTES);
    CHECK_STR(
        key_of(SECTION_MIRROR, "CODE", "R2", "Section 1 : CONGES.", &arena),
        key);
    CHECK(!str_eq(
        key_of(SECTION_OWN, "CODE", "L1", "Chapitre II : Congés", &arena),
        key_of(SECTION_OWN, "CODE", "L1", "Section 1 : CONGES.", &arena)));
    CHECK_INT(
        key_of(SECTION_MIRROR, "CODE", "L1", "Partie législative", &arena).len,
        0);
    CHECK_STR(key_of(SECTION_ABOVE, "CODE", "L1", "Chapitre II", &arena),
              key_of(SECTION_ABOVE, "CODE", "L2", "Chapitre III", &arena));
}

/* Two documents with the same words, one has them side by side. */
static void
pairs_come_first(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(search) struct search *search = NULL;
    AUTO(store) struct store *store = NULL;
    AUTO(arena) struct arena arena = {0};
    struct layout layout;
    struct written written = {0};
    struct error err = {0};
    scratch_make(&scratch);
    CHECK_OK(layout_init(&layout, scratch.path, &err), &err);
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    put_text(store, "APART", "La nuit tombe. Il aime le travail de jour.");
    put_text(store, "TOGETHER", "Il aime le jour, et le travail de nuit.");
    for (unsigned i = HITS; i < HITS + OTHERS; i++)
        put_article(store, i, BY_HEADINGS);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(index_update(&written, &layout, NULL, NULL, &err), &err);
    const char *path = scratch.path;
    CHECK_OK(search_new(&search, &path, 1, &err), &err);
    struct request request = {.query = STR("travail de nuit"), .limit = 5};
    struct answer answer = {0};
    size_t where;
    CHECK_OK(answer_make(&answer, &where, search, &request, &arena, &err),
             &err);
    CHECK_INT(answer.count, 2);
    CHECK_STR(answer.hits[0].uid, STR("TOGETHER"));
    CHECK(answer.hits[0].score > answer.hits[1].score);
}

static void
add_heading(struct headings *headings, struct analyser *analyser,
            const char *text)
{
    AUTO(arena) struct arena arena = {0};
    struct tokens tokens;
    struct heading heading;
    struct error err = {0};
    CHECK_OK(analyse(&tokens, analyser, str_from(text), &arena, &err), &err);
    heading_of(&heading, str_from(text), &tokens);
    headings_add(headings, &heading);
}

static double
share_said(const struct headings *headings, struct analyser *analyser,
           const char *query)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf value = BUF_INIT(1024);
    uint16_t marks[16];
    size_t count = 0;
    struct tokens tokens;
    struct error err = {0};
    CHECK_OK(analyse(&tokens, analyser, str_from(query), &arena, &err), &err);
    for (size_t i = 0; i < tokens.count; i++)
        marks[count++] = heading_mark(tokens.at[i].stem);
    headings_encode(&value, headings);
    return headings_share(buf_str(&value), marks, count, 0.5);
}

/* Numbers, names of units, parts and stop words are no words of a heading; the
 * nearest heading counts in full, the one above it half. */
static void
headings_are_said_in_part(void)
{
    struct analyser *analyser = NULL;
    struct headings headings = {.count = 0};
    struct error err = {0};
    CHECK_OK(analyser_new(&analyser, &err), &err);
    add_heading(&headings, analyser, "Partie réglementaire - Décrets simples");
    CHECK_INT(headings.count, 0);
    add_heading(&headings, analyser, "Troisième partie : Durée du travail");
    add_heading(&headings, analyser, "Section 2 : Congés de la famille");
    add_heading(&headings, analyser,
                "Sous-section 1 : Congé de maternité, d'adoption");
    CHECK_INT(headings.count, 3);
    CHECK_INT(headings.at[2].count, 3);
    CHECK(fabs(share_said(&headings, analyser, "congés maternité adoptions") -
               1) < 1e-9);
    CHECK(fabs(share_said(&headings, analyser, "la maternité") - 1.0 / 3) <
          1e-9);
    CHECK(fabs(share_said(&headings, analyser, "famille") - 0.25) < 1e-9);
    CHECK(fabs(share_said(&headings, analyser, "durée de travail") - 0.25) <
          1e-9);
    CHECK(fabs(share_said(&headings, analyser, "sous-section partie 2") - 0) <
          1e-9);
    for (int i = 0; i < HEADINGS_MAX; i++)
        add_heading(&headings, analyser, "Dispositions communes");
    CHECK_INT(headings.count, HEADINGS_MAX);
    CHECK(fabs(share_said(&headings, analyser, "maternité") - 0) < 1e-9);
    analyser_free(analyser);
    CHECK(fabs(headings_share(STR("\x02"
                                  "abc"),
                              NULL, 0, 1) -
               0) < 1e-9);
}

static void
depth_follows_the_window(void)
{
    CHECK_INT(rerank_depth(0, 10), RANK_DEPTH);
    CHECK_INT(rerank_depth(990, 20), RANK_DEPTH);
    CHECK_INT(rerank_depth(1000, 10), 0);
    CHECK_INT(rerank_depth(0, 1000), RANK_DEPTH_DEEP);
}

CU_TestInfo rerank_tests[] = {
    {"sections lift their articles", sections_lift_their_articles},
    {"chapters lift their articles", chapters_lift_their_articles},
    {"numbers tell chapters", numbers_tell_chapters},
    {"headings tell mirrors", headings_tell_mirrors},
    {"pairs come first", pairs_come_first},
    {"headings are said in part", headings_are_said_in_part},
    {"depth follows the window", depth_follows_the_window},
    CU_TEST_INFO_NULL,
};
