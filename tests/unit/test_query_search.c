/* Query: from text to hits, over a small store and its index. */
#include "check.h"
#include "scratch.h"

#include "command.h"
#include "lang.h"
#include "store.h"
#include "write.h"

#include <string.h>

/* In the order of their dates: what a search sorted by date gives. */
static const struct sample {
    const char *uid, *kind, *title, *text, *answer;
    const char *author, *group, *ministry, *number, *date, *start, *end;
} samples[] = {
    {.uid = "Q1",
     .kind = "question-ecrite",
     .title = "Avenir de l'expérimentation « Équilibres » et accès aux soins",
     .text = "M. Daniel Grenon attire l'attention sur l’accès aux soins à "
             "l'hôpital. Près de 15 000 patients sont suivis.\n\nUne loi est "
             "attendue.",
     .answer = "Le procès-verbal de la commission sera publié.",
     .author = "Daniel Grenon",
     .group = "Rassemblement National",
     .ministry = "Travail et solidarités",
     .number = "15483",
     .date = "2024-05-26"},
    {.uid = "Q2",
     .kind = "question-ecrite",
     .title = "Menace sur la pérennité du dispositif Asalée",
     .text = "Les soins de proximité ; un accès difficile aux hôpitaux.",
     .author = "Marie-Agnès Poussier-Winsback",
     .group = "Horizons & Indépendants",
     .ministry = "Santé et familles",
     .number = "9",
     .date = "2025-03-01"},
    {.uid = "C1",
     .kind = "communique",
     .title = "Soignons Humain annonce un rapport",
     .text = "Un rapport sur l'article 51 et les infirmiers libéraux.",
     .date = "2025-12-31"},
    {.uid = "A1",
     .kind = "article",
     .title = "Article L. 162-31-1",
     .text = "Des expérimentations peuvent être menées.",
     .date = "2018-01-01",
     .start = "2018-01-01",
     .end = "2020-06-01"},
    {.uid = "A2",
     .kind = "article",
     .title = "Article L. 162-31-1",
     .text = "Des expérimentations sont menées par le ministre.",
     .date = "2020-06-01",
     .start = "2020-06-01"},
    {.uid = "P1",
     .kind = "page",
     .title = "Le droit au logement",
     .text = "L'état de droit ; le droit.",
     .date = "2026-01-01"},
};

enum { SAMPLES = sizeof samples / sizeof samples[0] };

struct fixture {
    struct scratch scratch;
    struct layout layout;
    struct search *search;
};

static void
add(struct document *document, enum field field, const char *value,
    struct arena *arena)
{
    CHECK_OK(document_add(document, field, str_from(value), arena, NULL), NULL);
}

static void
put_sample(struct store *store, const struct sample *sample)
{
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    enum put put;
    struct contribution one = {.source = str_from(sample->uid),
                               .reader = STR("test"),
                               .rank = 1,
                               .url = STR("https://example.org/q?a=1&b=2"),
                               .ingested = 1780000000};
    struct document *document = &one.document;
    add(document, FIELD_UID, sample->uid, &arena);
    add(document, FIELD_KIND, sample->kind, &arena);
    add(document, FIELD_TITLE, sample->title, &arena);
    add(document, FIELD_AUTHOR, sample->author, &arena);
    add(document, FIELD_GROUP, sample->group, &arena);
    add(document, FIELD_MINISTRY_ASKED, sample->ministry, &arena);
    add(document, FIELD_NUMBER, sample->number, &arena);
    add(document, FIELD_DATE, sample->date, &arena);
    add(document, FIELD_DATE_START, sample->start, &arena);
    add(document, FIELD_DATE_END, sample->end, &arena);
    if (sample->number)
        add(document, FIELD_LEGISLATURE, "17", &arena);
    CHECK_OK(document_add_text(document, STR("question"), STR(""),
                               str_from(sample->text), &arena, &err),
             &err);
    CHECK_OK(document_add_text(document, STR("answer"), STR(""),
                               str_from(sample->answer), &arena, &err),
             &err);
    CHECK_OK(store_put(&put, store, &one, &err), &err);
}

static void
put_all(const struct layout *layout, const struct sample *from, size_t count)
{
    AUTO(store) struct store *store = NULL;
    struct error err = {0};
    CHECK_OK(store_create(&store, layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (size_t i = 0; i < count; i++)
        put_sample(store, &from[i]);
    CHECK_OK(store_commit(store, &err), &err);
}

static void
update(const struct layout *layout)
{
    struct written written;
    struct error err = {0};
    CHECK_OK(index_update(&written, layout, NULL, NULL, &err), &err);
}

static void
fixture_open(struct fixture *fixture)
{
    struct error err = {0};
    const char *path = fixture->scratch.path;
    CHECK_OK(search_new(&fixture->search, &path, 1, &err), &err);
}

static void
fixture_init(struct fixture *fixture)
{
    *fixture = (struct fixture){0};
    scratch_make(&fixture->scratch);
    CHECK_OK(layout_init(&fixture->layout, fixture->scratch.path, NULL), NULL);
    put_all(&fixture->layout, samples, SAMPLES);
    update(&fixture->layout);
    fixture_open(fixture);
}

static void
fixture_release(struct fixture *fixture)
{
    search_close(fixture->search);
    scratch_remove(&fixture->scratch);
}

CLEANUP_KIND(fixture, struct fixture, fixture_release)

static enum status
ask(struct answer *out, struct fixture *fixture, struct request request,
    struct arena *arena, struct error *err)
{
    size_t where;
    if (request.limit == 0)
        request.limit = 10;
    if (request.snippets.max == 0)
        request.snippets.max = SNIPPETS_USUAL;
    *out = (struct answer){0};
    return answer_make(out, &where, fixture->search, &request, arena, err);
}

/* "query => uids" of an answer. */
static void
check_request(struct fixture *fixture, struct request request, const char *want)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(1 << 12);
    AUTO(buf) struct buf expected = BUF_INIT(1 << 12);
    struct error err = {0};
    struct answer answer;
    CHECK_OK(ask(&answer, fixture, request, &arena, &err), &err);
    buf_printf(&expected, STR_FMT " =>%s%s", STR_ARG(request.query),
               *want ? " " : "", want);
    buf_printf(&got, STR_FMT " =>", STR_ARG(request.query));
    for (size_t i = 0; i < answer.count; i++)
        buf_printf(&got, " " STR_FMT, STR_ARG(answer.hits[i].uid));
    CHECK_STR(buf_str(&got), buf_str(&expected));
}

/* The documents a query finds, by date; the newest last. */
static void
check_found(struct fixture *fixture, const char *query, const char *want)
{
    check_request(fixture,
                  (struct request){.query = str_from(query),
                                   .match = MATCH_ALL,
                                   .sort = SORT_DATE},
                  want);
}

static void
test_words(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_found(&fixture, "accès soins", "Q1 Q2");
    check_found(&fixture, "ACCÈS AUX SOINS", "Q1 Q2");
    check_found(&fixture, "acces hopital", "Q1 Q2");
    check_found(&fixture, "l'hôpital", "Q1 Q2");
    check_found(&fixture, "l’hôpitaux", "Q1 Q2");
    check_found(&fixture, "soins logement", "");
    check_found(&fixture, "15 000 patients", "Q1");
    check_found(&fixture,
                "15\xC2\xA0"
                "000",
                "Q1");
    check_found(&fixture, "15000", "Q1");
    check_found(&fixture, "grenon", "Q1");
    check_found(&fixture, "procès-verbal", "Q1");
    check_found(&fixture, "verbal-procès", "");
}

static void
test_stop_words(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_found(&fixture, "les soins de la", "Q1 Q2");
    check_found(&fixture, "le", "A2 Q1 P1");
    check_found(&fixture, "le type:page", "P1");
    check_found(&fixture, "le type:communique", "C1");
    check_found(&fixture, "\"état de droit\"", "P1");
    check_found(&fixture, "\"état le droit\"", "");
}

static void
test_phrases(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_found(&fixture, "\"accès aux soins\"", "Q1");
    check_found(&fixture, "« accès aux soins »", "Q1");
    check_found(&fixture, "\"soins aux accès\"", "");
    check_found(&fixture, "\"infirmière libérale\"", "C1");
    check_found(&fixture, "\"infirmier libéral\"", "C1");
    check_found(&fixture, "\"patients sont suivis. Une loi\"", "");
    check_found(&fixture, "=\"infirmiers libéraux\"", "C1");
    check_found(&fixture, "=\"infirmier libéral\"", "");
    check_found(&fixture, "=soins", "Q1 Q2");
    check_found(&fixture, "=soin", "");
    check_found(&fixture, "=l'hôpital", "Q1");
    check_found(&fixture, "=hopital", "");
    check_found(&fixture, "\"Grenon attire\"", "Q1");
}

static void
test_operators(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_found(&fixture, "accès ET soins", "Q1 Q2");
    check_found(&fixture, "patients OU rapport", "Q1 C1");
    check_found(&fixture, "patients OU rapport OU logement", "Q1 C1 P1");
    check_found(&fixture, "soins SAUF patients", "Q2");
    check_found(&fixture, "soins -patients", "Q2");
    check_found(&fixture, "soins -\"accès aux soins\"", "Q2");
    check_found(&fixture, "-l'hôpital type:question-ecrite", "");
    check_found(&fixture, "-soins", "A1 A2 C1 P1");
    check_found(&fixture, "NON soins", "A1 A2 C1 P1");
    check_found(&fixture, "NON soins SAUF type:article", "C1 P1");
    check_found(&fixture, "patients OU NON soins", "A1 A2 Q1 C1 P1");
    check_found(&fixture, "(patients OU asalée) ET soins", "Q1 Q2");
    check_found(&fixture, "soins -(patients OU asalée)", "");
    check_found(&fixture, "-le logement", "");
}

static void
test_near(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_found(&fixture, "difficile PRÈS/1 accès", "Q2");
    check_found(&fixture, "difficile AVANT/9 accès", "");
    check_found(&fixture, "accès AVANT/9 hôpital", "Q1 Q2");
    check_found(&fixture, "accès AVANT/3 hôpital", "Q2");
    check_found(&fixture, "\"accès aux soins\" AVANT/2 hôpital", "Q1");
    check_found(&fixture, "\"accès aux soins\" PRÈS/1 hôpital", "");
    check_found(&fixture, "accès AVANT/2 (proximité OU soin*)", "Q1");
    check_found(&fixture, "accès PRÈS/2 (proximité OU soin*)", "Q1 Q2");
    check_found(&fixture, "droit PRÈS/2 droit", "P1");
    check_found(&fixture, "article AVANT/1 51 AVANT/3 infirmiers", "C1");
    check_found(&fixture, "patients PRÈS/99 loi", ""); /* another paragraph */
    check_found(&fixture, "titre:accès PRÈS/3 titre:soins", "Q1");
    check_found(&fixture, "soins -(accès PRÈS/2 soins)", "Q2");
    check_found(&fixture, "zzz* PRÈS/3 soins", "");
}

static void
test_accents(void)
{
    AUTO(fixture) struct fixture fixture;
    static const struct sample capitals = {
        .uid = "U1",
        .kind = "page",
        .title = "ETAT DES LIEUX",
        .date = "2026-02-01",
        .text = "Le marche et la tache. L'Etat aussi."};
    fixture_init(&fixture);
    put_all(&fixture.layout, &capitals, 1);
    update(&fixture.layout);
    check_found(&fixture, "état", "P1 U1");
    check_found(&fixture, "\"l'état\"", "P1 U1");
    check_found(&fixture, "titre:état", "U1");
    check_found(&fixture, "étât", "U1"); /* no accent on capitals */
    check_found(&fixture, "marche", "U1");
    check_found(&fixture, "marché", "");
    check_found(&fixture, "\"le marché\"", "");
    check_found(&fixture, "marché PRÈS/3 tache", "");
    check_found(&fixture, "tâche", "");
    check_request(&fixture,
                  (struct request){.query = STR("marché"), .match = MATCH_ANY},
                  "U1");
    check_request(
        &fixture,
        (struct request){.query = STR("marché"), .accents_free = true}, "U1");
    check_found(&fixture, "etat de droi*", "P1");
    check_found(&fixture, "ETA*", "P1 U1");
    check_found(&fixture, "éta*", "P1");
}

/* value=count ... of the one facet of a request. */
static void
check_facet(struct fixture *fixture, const char *query, const char *name,
            const char *want)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(1 << 12);
    struct facet_field field;
    struct answer answer;
    struct error err = {0};
    CHECK_OK(facet_find(&field, str_from(name), &err), &err);
    struct request request = {.query = str_from(query),
                              .facets = &field,
                              .facet_count = 1,
                              .facet_limit = 3};
    CHECK_OK(ask(&answer, fixture, request, &arena, &err), &err);
    const struct facet *facet = &answer.facets[0];
    for (size_t i = 0; i < facet->count; i++)
        buf_printf(&got, "%s" STR_FMT "=%llu", i ? " " : "",
                   STR_ARG(facet->values[i].value),
                   (unsigned long long)facet->values[i].count);
    if (facet->distinct > facet->count)
        buf_printf(&got, " +%zu", facet->distinct - facet->count);
    CHECK_STR(buf_str(&got), str_from(want));
}

static void
test_facets(void)
{
    AUTO(fixture) struct fixture fixture;
    struct facet_field field;
    fixture_init(&fixture);
    check_facet(&fixture, "-zzz", "type",
                "article=2 question-ecrite=2 communique=1 +1");
    check_facet(&fixture, "-zzz", "year", "2025=2 2018=1 2020=1 +2");
    check_facet(&fixture, "-zzz", "leg", "17=2");
    check_facet(&fixture, "soins", "ministere",
                "Santé et familles=1 Travail et solidarités=1");
    check_facet(&fixture, "soins", "code", "");
    check_facet(&fixture, "zzz", "type", "");
    CHECK_STATUS(facet_find(&field, STR("titre"), NULL), STATUS_SYNTAX);
    CHECK_STATUS(facet_find(&field, STR("en-vigueur"), NULL), STATUS_SYNTAX);
    for (size_t i = 0; facet_name(i); i++)
        CHECK_STATUS(facet_find(&field, str_from(facet_name(i)), NULL),
                     STATUS_OK);
}

static void
test_fields(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_found(&fixture, "titre:soins", "Q1");
    check_found(&fixture, "titre:soin", "Q1");
    check_found(&fixture, "titre:=soin", "");
    check_found(&fixture, "titre:\"accès aux soins\"", "Q1");
    check_found(&fixture, "titre:(droit logement)", "P1");
    check_found(&fixture, "texte:logement", "");
    check_found(&fixture, "texte:droit", "P1");
    check_found(&fixture, "texte:grenon", "Q1");
    check_found(&fixture, "texte:\"soins de proximité\"", "Q2");
    check_found(&fixture, "reponse-texte:commission", "Q1");
    check_found(&fixture, "reponse-texte:soins", "");
    check_found(&fixture, "auteur:grenon", "Q1");
    check_found(&fixture, "auteur:\"Daniel Grenon\"", "Q1");
    check_found(&fixture, "auteur:soins", "");
    check_found(&fixture, "groupe:horizons", "Q2");
    check_found(&fixture, "ministere:santé", "Q2");
    check_found(&fixture, "ministere:(santé -familles)", "");
    check_found(&fixture, "ministere-attributaire:santé", "");
    check_found(&fixture, "type:question-ecrite", "Q1 Q2");
    check_found(&fixture, "KIND:Question-Ecrite", "Q1 Q2");
    check_found(&fixture, "type:(page communique)", "C1 P1");
    check_found(&fixture, "type:(page OU communique) droit", "P1");
    check_found(&fixture, "-type:article -type:page", "Q1 Q2 C1");
    check_found(&fixture, "numero:15483", "Q1");
    check_found(&fixture, "n:15483", "Q1");
    check_found(&fixture, "leg:17", "Q1 Q2");
    check_found(&fixture, "leg:017", "Q1 Q2");
    check_found(&fixture, "leg:16", "");
    check_found(&fixture, "uid:q1", "Q1");
    check_found(&fixture, "uid:(Q1 C1)", "Q1 C1");
}

static void
test_dates(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_found(&fixture, "date:2025", "Q2 C1");
    check_found(&fixture, "date:2025-03", "Q2");
    check_found(&fixture, "date:01/03/2025", "Q2");
    check_found(&fixture, "date:..2024", "A1 A2 Q1");
    check_found(&fixture, "date:2025-12-31..", "C1 P1");
    check_found(&fixture, "annee:2025..2026 rapport", "C1");
    check_found(&fixture, "date:(2024 2026)", "Q1 P1");
    check_found(&fixture, "soins -date:2024", "Q2");
    check_found(&fixture, "en-vigueur:2017-12-31", "");
    check_found(&fixture, "en-vigueur:2018-01-01", "A1");
    check_found(&fixture, "en-vigueur:2020-05-31", "A1");
    check_found(&fixture, "en-vigueur:2020-06-01", "A2");
    check_found(&fixture, "en-vigueur:01/01/2030 expérimentation", "A2");
    check_found(&fixture, "reponse:2025", "");
}

static void
test_wildcards(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_found(&fixture, "infirmi*", "C1");
    check_found(&fixture, "l'infirmi* rapport", "C1");
    check_found(&fixture, "titre:expériment*", "Q1");
    check_found(&fixture, "numero:15*", "Q1");
    check_found(&fixture, "uid:qu*", "");
    check_found(&fixture, "in*mier", "");
    check_found(&fixture, "in*miers", "C1");
    check_found(&fixture, "*fir*", "C1");
    check_found(&fixture, "exp*mentation*", "A1 A2 Q1");
    check_found(&fixture, "expérimentasion~ ministre", "A2");
    check_found(&fixture, "titre:*uilibre*", "Q1");
    check_found(&fixture, "procès-verb*", "Q1");
    check_found(&fixture, "\"accès aux so*\"", "Q1");
    check_found(&fixture, "\"acces~ aux *ns\"", "Q1");
    check_found(&fixture, "\"infirmiers li*\" PRÈS/3 \"art* 51\"", "C1");
    check_found(&fixture, "numero:1*3", "Q1");
    AUTO(arena) struct arena arena = {0};
    struct answer answer;
    CHECK_STATUS(ask(&answer, &fixture, (struct request){.query = STR("a*")},
                     &arena, NULL),
                 STATUS_SYNTAX);
    CHECK_STATUS(ask(&answer, &fixture,
                     (struct request){.query = STR("porte-*")}, &arena, NULL),
                 STATUS_SYNTAX);
}

/* "query => corrected query" */
static void
check_corrected(struct fixture *fixture, const char *query, const char *want)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(1 << 12);
    AUTO(buf) struct buf expected = BUF_INIT(1 << 12);
    struct error err = {0};
    struct answer answer;
    CHECK_OK(ask(&answer, fixture,
                 (struct request){.query = str_from(query),
                                  .match = MATCH_ALL,
                                  .correct = true},
                 &arena, &err),
             &err);
    buf_printf(&expected, "%s => %s", query, want);
    buf_printf(&got, "%s => " STR_FMT, query,
               STR_ARG(answer.corrections.query));
    CHECK_STR(buf_str(&got), buf_str(&expected));
}

static void
test_corrections(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    check_corrected(&fixture, "expérimentaton soins", "expérimentation soins");
    check_corrected(&fixture, "l'hopitaal", "l'hôpital");
    check_corrected(&fixture, "asàlée", "asalée");
    check_corrected(&fixture, "hopital", "");
    check_corrected(&fixture, "\"acces aux sions\" ou HOPITALL",
                    "\"acces aux soins\" ou hôpital");
    check_corrected(&fixture, "auteur:grenom", "auteur:grenon");
    check_corrected(&fixture, "titre:grenom", "");
    check_corrected(&fixture, "=expérimentasions", "=expérimentations");
    check_corrected(&fixture, "soins -grenom", "");
    check_corrected(&fixture, "grenom* grenom~", "");
    check_corrected(&fixture, "L162-31-2 15484", "");
    check_corrected(&fixture, "zzzzzzz", "");
}

static struct answer
relaxing(struct fixture *fixture, const char *query, enum match_mode match,
         struct arena *arena)
{
    struct answer answer;
    struct error err = {0};
    struct request request = {
        .query = str_from(query), .match = match, .relax = true};
    CHECK_OK(ask(&answer, fixture, request, arena, &err), &err);
    return answer;
}

static void
test_match(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    fixture_init(&fixture);
    struct answer answer =
        relaxing(&fixture, "accès aux soins", MATCH_AUTO, &arena);
    CHECK(!answer.relaxed);
    CHECK_INT(answer.total, 2);
    answer = relaxing(&fixture, "soins de licorne", MATCH_AUTO, &arena);
    CHECK(answer.relaxed);
    CHECK_INT(answer.total, 2);
    answer = relaxing(&fixture, "soins de licorne", MATCH_ALL, &arena);
    CHECK(!answer.relaxed);
    CHECK_INT(answer.total, 0);
    answer = relaxing(&fixture, "licorne", MATCH_AUTO, &arena);
    CHECK(!answer.relaxed);
    CHECK_INT(answer.total, 0);
    answer = relaxing(&fixture, "soins licorne type:page", MATCH_AUTO, &arena);
    CHECK_INT(answer.total, 0);
    answer = relaxing(&fixture, "soins licorne rapport", MATCH_ANY, &arena);
    CHECK(!answer.relaxed);
    CHECK_INT(answer.total, 3);
    answer =
        relaxing(&fixture, "soins rapport type:communique", MATCH_ANY, &arena);
    CHECK_INT(answer.total, 1);
    answer = relaxing(&fixture, "soins rapport -asalée", MATCH_ANY, &arena);
    CHECK_INT(answer.total, 2);
    answer =
        relaxing(&fixture, "\"accès aux soins\" rapport", MATCH_ANY, &arena);
    CHECK_INT(answer.total, 2);
}

static void
test_order(void)
{
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    struct request request = {.query = STR("accès soins")};
    check_request(&fixture, request, "Q1 Q2"); /* in the title too */
    request.sort = SORT_DATE_NEWEST;
    check_request(&fixture, request, "Q2 Q1");
    request.sort = SORT_NUMBER;
    check_request(&fixture, request, "Q2 Q1");
    request.limit = 1;
    check_request(&fixture, request, "Q2");
    request.offset = 1;
    check_request(&fixture, request, "Q1");
    request.offset = 5;
    check_request(&fixture, request, "");
}

/* Neither date nor number: the last in either direction. */
static void
test_order_without_value(void)
{
    static const struct sample undated = {.uid = "U1",
                                          .kind = "page",
                                          .title = "Des soins sans date",
                                          .text = "Un accès."};
    AUTO(fixture) struct fixture fixture;
    fixture_init(&fixture);
    put_all(&fixture.layout, &undated, 1);
    update(&fixture.layout);
    struct request request = {.query = STR("accès soins"), .sort = SORT_DATE};
    check_request(&fixture, request, "Q1 Q2 U1");
    request.sort = SORT_DATE_NEWEST;
    check_request(&fixture, request, "Q2 Q1 U1");
    request.sort = SORT_NUMBER;
    check_request(&fixture, request, "Q2 Q1 U1");
}

/* Bytes that are no record in the place of one. */
static void
damage(const struct layout *layout, const char *uid)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(store) struct store *store = NULL;
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    AUTO(xap_document) struct xap_document *document = NULL;
    struct error err = {0};
    struct str sequence;
    xap_docid docid;
    char path[LAYOUT_PATH_MAX];
    layout_store(path, layout);
    CHECK_OK(store_open(&store, layout, &err), &err);
    CHECK_OK(store_find(&docid, store, str_from(uid), &err), &err);
    CHECK_OK(xap_reader_value(&sequence, store_reader(store), docid,
                              SLOT_SEQUENCE, &arena, &err),
             &err);
    CHECK_OK(xap_document_new(&document, &err), &err);
    CHECK_OK(xap_document_data(document, STR("no record"), &err), &err);
    CHECK_OK(xap_document_value(document, SLOT_UID, str_from(uid), &err), &err);
    CHECK_OK(xap_document_value(document, SLOT_SEQUENCE, sequence, &err), &err);
    CHECK_OK(xap_writer_open(&writer, path, false, false, &err), &err);
    CHECK_OK(xap_writer_begin(writer, &err), &err);
    CHECK_OK(xap_writer_replace(writer, docid, document, &err), &err);
    CHECK_OK(xap_writer_commit(writer, &err), &err);
}

static void
test_damaged_record(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    fixture_init(&fixture);
    damage(&fixture.layout, "Q2");
    struct answer answer = relaxing(&fixture, "soins", MATCH_AUTO, &arena);
    CHECK_INT(answer.total, 2);
    CHECK_INT(answer.count, 1);
    CHECK_INT(answer.damaged, 1);
    CHECK_INT(answer.dropped, 0);
    CHECK_STR(answer.hits[0].uid, STR("Q1"));
}

static void
change_sample(struct fixture *fixture, size_t i, const char *text)
{
    struct sample changed = samples[i];
    changed.text = text;
    put_all(&fixture->layout, &changed, 1);
}

static void
test_join(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    AUTO(store) struct store *store = NULL;
    struct error err = {0};
    fixture_init(&fixture);
    struct answer answer = relaxing(&fixture, "proximité", MATCH_AUTO, &arena);
    CHECK_INT(answer.pending, 0);
    CHECK(answer.count == 1 && !answer.hits[0].stale);
    change_sample(&fixture, 1, "Une autre proximité.");
    answer = relaxing(&fixture, "proximité", MATCH_AUTO, &arena);
    CHECK_INT(answer.pending, 1);
    CHECK_INT(answer.count, 1);
    CHECK(answer.hits[0].stale);
    CHECK_STR(answer.hits[0].extracts[0].at[0].text, STR("Une autre "));
    CHECK_STR(answer.hits[0].extracts[0].at[1].text, STR("proximité"));
    CHECK_OK(store_create(&store, &fixture.layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    CHECK_OK(store_delete(store, STR("Q2"), &err), &err);
    CHECK_OK(store_commit(store, &err), &err);
    answer = relaxing(&fixture, "soins", MATCH_AUTO, &arena);
    CHECK_INT(answer.total, 2);
    CHECK_INT(answer.count, 1);
    CHECK_INT(answer.dropped, 1);
    struct request uids = {.query = STR("soins"), .uids_only = true};
    CHECK_OK(ask(&answer, &fixture, uids, &arena, &err), &err);
    CHECK_INT(answer.count, 1);
    CHECK_INT(answer.dropped, 1);
    update(&fixture.layout);
    answer = relaxing(&fixture, "soins", MATCH_AUTO, &arena);
    CHECK_INT(answer.total, 1);
    CHECK_INT(answer.dropped + answer.pending, 0);
}

static void
test_rebuild_is_noticed(void)
{
    AUTO(fixture) struct fixture fixture;
    struct written written;
    struct error err = {0};
    fixture_init(&fixture);
    check_found(&fixture, "asalée", "Q2");
    change_sample(&fixture, 1, "Des mots nouveaux.");
    CHECK_OK(index_rebuild(&written, &fixture.layout, NULL, NULL, &err), &err);
    check_found(&fixture, "nouveau", "Q2");
    check_found(&fixture, "proximité", "");
}

static void
test_nothing_indexed(void)
{
    AUTO(fixture) struct fixture fixture = {0};
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    struct answer answer;
    struct request request = {.query = STR("soins")};
    scratch_make(&fixture.scratch);
    CHECK_OK(layout_init(&fixture.layout, fixture.scratch.path, NULL), NULL);
    fixture_open(&fixture);
    CHECK_STATUS(ask(&answer, &fixture, request, &arena, &err),
                 STATUS_NOT_FOUND);
    put_all(&fixture.layout, samples, 1);
    CHECK_STATUS(ask(&answer, &fixture, request, &arena, &err),
                 STATUS_NOT_FOUND);
    CHECK(str_contains(str_from(err.text), STR("liasse-index -i ")));
    update(&fixture.layout);
    CHECK_OK(ask(&answer, &fixture, request, &arena, &err), &err);
    CHECK_INT(answer.count, 1);
}

static void
test_other_stamp(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    struct error err = {0};
    struct answer answer;
    char path[LAYOUT_PATH_MAX];
    uint32_t generation;
    fixture_init(&fixture);
    CHECK_OK(layout_current(&generation, &fixture.layout, &err), &err);
    layout_generation(path, &fixture.layout, generation);
    CHECK_OK(xap_writer_open(&writer, path, false, false, &err), &err);
    CHECK_OK(xap_writer_begin(writer, &err), &err);
    CHECK_OK(xap_writer_metadata_set(writer, STR(META_STAMP), STR("0/0"), &err),
             &err);
    CHECK_OK(xap_writer_commit(writer, &err), &err);
    CHECK_STATUS(ask(&answer, &fixture, (struct request){.query = STR("soins")},
                     &arena, &err),
                 STATUS_FORMAT);
    CHECK(str_contains(str_from(err.text), STR("liasse-index --rebuild")));
}

static void
test_several_indexes(void)
{
    AUTO(fixture) struct fixture one;
    AUTO(fixture) struct fixture two = {0};
    struct error err = {0};
    static const struct sample other = {.uid = "X1",
                                        .kind = "page",
                                        .title = "Ailleurs",
                                        .text = "Un soin, des hôpitaux.",
                                        .date = "2025-06-01"};
    fixture_init(&one);
    scratch_make(&two.scratch);
    CHECK_OK(layout_init(&two.layout, two.scratch.path, NULL), NULL);
    put_all(&two.layout, &other, 1);
    update(&two.layout);
    search_close(one.search);
    one.search = NULL;
    const char *paths[] = {one.scratch.path, two.scratch.path};
    CHECK_OK(search_new(&one.search, paths, 2, &err), &err);
    check_found(&one, "soins", "Q1 Q2 X1");
    check_found(&one, "\"des hôpitaux\"", "X1");
    check_found(&one, "=soin", "X1");
    AUTO(arena) struct arena arena = {0};
    struct document document;
    bool found;
    CHECK_OK(
        answer_show(&found, &document, one.search, STR("X1"), &arena, &err),
        &err);
    CHECK(found);
    CHECK_STR(document_first(&document, FIELD_TITLE), STR("Ailleurs"));
}

/* The text of a query's answer in some form, without its time. */
static struct str
printed(struct fixture *fixture, const struct output *output, const char *query,
        const char *id, struct buf *buf)
{
    AUTO(arena) struct arena arena = {0};
    struct answer answer;
    struct error err = {0};
    struct request request = {.query = str_from(query),
                              .uids_only = output->uids_only};
    struct writing writing = {.buf = buf, .id = str_from(id)};
    CHECK_OK(ask(&answer, fixture, request, &arena, &err), &err);
    answer.took_ms = 1.5;
    for (size_t i = 0; i < answer.count; i++)
        answer.hits[i].score = 2.25;
    buf_clear(buf);
    CHECK_OK(output_answer(&writing, output, &answer, &err), &err);
    return buf_str(buf);
}

static void
test_outputs(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(buf) struct buf buf = BUF_INIT(1 << 20);
    fixture_init(&fixture);
    CHECK_STR(printed(&fixture, &output_ids, "accès soins", NULL, &buf),
              STR("Q1\nQ2\n"));
    CHECK_STR(printed(&fixture, &output_trec, "accès soins", "7", &buf),
              STR("7 Q0 Q1 1 2.250000 liasse\n7 Q0 Q2 2 2.250000 liasse\n"));
    CHECK_STR(
        printed(&fixture, &output_ndjson, "rapport", NULL, &buf),
        STR("{\"uid\":\"C1\",\"kind\":\"communique\",\"title\":\"Soignons "
            "Humain annonce un rapport\",\"date\":\"2025-12-31\",\"url\":"
            "\"https://example.org/q?a=1\\u0026b=2\",\"rank\":1,\"score\":"
            "2.25,\"highlights\":{\"title\":[\"Soignons Humain annonce un "
            "\\u003cem\\u003erapport\\u003c/em\\u003e\"],\"text\":[\"Un "
            "\\u003cem\\u003erapport\\u003c/em\\u003e sur l\\u0026#39;article "
            "51 et les infirmiers libéraux.\"]},\"passages\":[{\"block\":0,"
            "\"role\":\"question\",\"alinea\":1,\"start\":0,\"end\":56,"
            "\"marks\":[[3,7]]}]}\n"));
    struct str json = printed(&fixture, &output_json, "logement", "5", &buf);
    CHECK(str_starts(
        json, STR("{\"id\":\"5\",\"query\":\"logement\",\"total\":1,"
                  "\"total_relation\":\"eq\",\"took_ms\":1.5,\"relaxed\":"
                  "false,\"corrections\":[],\"pending\":0,\"dropped\":0,"
                  "\"damaged\":0,\"results\":"
                  "[{\"uid\":"
                  "\"P1\",")));
    CHECK_STR(printed(&fixture, &output_text, "asalée", NULL, &buf),
              STR("1 document\n\n 1. Menace sur la pérennité du dispositif "
                  "**Asalée**\n    Q2 · written question no. 9 · 1 March 2025 "
                  "· Marie-Agnès Poussier-Winsback (Horizons & Indépendants)\n"
                  "    Les soins de proximité ; un accès difficile aux "
                  "hôpitaux.\n"));
    CHECK_STR(printed(&fixture, &output_text, "licorne", NULL, &buf),
              STR("0 documents\n"));
}

static void
test_french_output(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(buf) struct buf buf = BUF_INIT(1 << 20);
    fixture_init(&fixture);
    CHECK(lang_choose("fr"));
    struct str text = printed(&fixture, &output_text, "licorne", NULL, &buf);
    CHECK_STR(text, STR("0 document\n"));
    text = printed(&fixture, &output_text, "asalée", NULL, &buf);
    CHECK(str_contains(text, STR(" · question écrite n° 9 · 1er mars 2025 ")));
    CHECK(lang_choose("en"));
}

/* Runs a batch over a text and gives what it wrote. */
static struct str
batch(struct fixture *fixture, const struct output *output, bool count,
      const char *lines, bool *answered, struct buf *buf)
{
    struct error err = {0};
    FILE *in = tmpfile(), *out = tmpfile();
    struct command command = {
        .search = fixture->search,
        .output = output,
        .request = {.limit = 10, .count_only = count},
        .out = out,
    };
    buf_clear(buf);
    if (!in || !out) {
        CHECK(in && out);
        return STR("");
    }
    command_settle(&command, true);
    fputs(lines, in);
    rewind(in);
    CHECK_OK(command_batch(answered, &command, in, &err), &err);
    rewind(out);
    for (int c; (c = getc(out)) != EOF;)
        buf_add_char(buf, (char)c);
    fclose(in);
    fclose(out);
    return buf_str(buf);
}

static void
test_batch(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(buf) struct buf buf = BUF_INIT(1 << 20);
    bool answered = false;
    fixture_init(&fixture);
    CHECK_STR(batch(&fixture, &output_ids, false,
                    "\xEF\xBB\xBF"
                    "1\taccès soins\r\n\n2\tlicorne\n3\tasalée OU\n",
                    &answered, &buf),
              STR("1\tQ1\n1\tQ2\n3\tQ2\n"));
    CHECK(answered);
    CHECK_STR(batch(&fixture, &output_ids, true, "a\tsoins licorne\nb\tsoins\n",
                    &answered, &buf),
              STR("a\t0\nb\t2\n"));
    CHECK(answered);
    CHECK_STR(batch(&fixture, &output_ids, false, "soins\n1\tasalée\n2\t\x01\n",
                    &answered, &buf),
              STR("1\tQ2\n"));
    CHECK(!answered);
}

static void
test_settle(void)
{
    struct command command = {.output = &output_text};
    command_settle(&command, false);
    CHECK(command.request.relax);
    command_settle(&command, true);
    CHECK(!command.request.relax);
    command.output = &output_ids;
    command_settle(&command, false);
    CHECK(!command.request.relax && command.request.uids_only);
    command.match_given = true;
    command_settle(&command, false);
    CHECK(command.request.relax);
}

static void
test_refused(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    struct answer answer;
    fixture_init(&fixture);
    static const char *const queries[] = {"",     "?!",     "« … »",
                                          "a ET", "date:x", "(?) -!"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct request request = {.query = str_from(queries[i])};
        CHECK_STATUS(ask(&answer, &fixture, request, &arena, NULL),
                     STATUS_SYNTAX);
    }
    struct request far = {.query = STR("soins"), .offset = 20000000};
    CHECK_STATUS(ask(&answer, &fixture, far, &arena, NULL), STATUS_SYNTAX);
}

static void
test_show(void)
{
    AUTO(fixture) struct fixture fixture;
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf buf = BUF_INIT(1 << 20);
    struct document document;
    struct error err = {0};
    bool found = true;
    fixture_init(&fixture);
    CHECK_OK(answer_show(&found, &document, fixture.search, STR("nobody"),
                         &arena, &err),
             &err);
    CHECK(!found);
    CHECK_OK(
        answer_show(&found, &document, fixture.search, STR("Q1"), &arena, &err),
        &err);
    CHECK(found);
    struct shown shown = {.document = document,
                          .blocks =
                              arena_array(&arena, 8, sizeof *shown.blocks)};
    text_shown(&buf, &shown, false);
    CHECK(str_starts(buf_str(&buf),
                     STR("# Avenir de l'expérimentation « Équilibres » et "
                         "accès aux soins\n\nQ1\nkind: written question\n"
                         "number: 15483\nlegislature: 17\ndate: 26 May 2024\n"
                         "author: Daniel Grenon\n")));
    CHECK(str_contains(buf_str(&buf), STR("\n## question\n\nM. Daniel")));
    CHECK(str_contains(buf_str(&buf), STR("suivis.\n\nUne loi")));
}

CU_TestInfo query_search_tests[] = {
    {"words", test_words},
    {"stop words", test_stop_words},
    {"phrases", test_phrases},
    {"operators", test_operators},
    {"near", test_near},
    {"accents", test_accents},
    {"facets", test_facets},
    {"fields", test_fields},
    {"dates", test_dates},
    {"wildcards", test_wildcards},
    {"corrections", test_corrections},
    {"match", test_match},
    {"order", test_order},
    {"order without value", test_order_without_value},
    {"damaged record", test_damaged_record},
    {"join", test_join},
    {"a rebuild is noticed", test_rebuild_is_noticed},
    {"nothing indexed", test_nothing_indexed},
    {"other stamp", test_other_stamp},
    {"several indexes", test_several_indexes},
    {"outputs", test_outputs},
    {"French output", test_french_output},
    {"batch", test_batch},
    {"what may relax", test_settle},
    {"refused", test_refused},
    {"show", test_show},
    CU_TEST_INFO_NULL,
};
