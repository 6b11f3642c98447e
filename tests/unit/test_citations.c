/* tests: citing sentences, from a text into the ranking of what it cites. */
#include "answer.h"
#include "check.h"
#include "citing.h"
#include "compare.h"
#include "scratch.h"
#include "terms.h"
#include "write.h"

#include <stdio.h>
#include <string.h>

/* ---- documents ----------------------------------------------------------- */

static void
set(struct document *document, enum field field, const char *value,
    struct arena *arena)
{
    CHECK_OK(document_add(document, field, str_from(value), arena, NULL), NULL);
}

/* An article of a code; number NULL: a page. */
static void
make(struct document *out, const char *uid, const char *code,
     const char *number, const char *text, struct arena *arena)
{
    struct str container[] = {STR("TEXT1"), str_from(code)};
    *out = (struct document){0};
    set(out, FIELD_UID, uid, arena);
    set(out, FIELD_KIND, number ? "article" : "page", arena);
    set(out, FIELD_ARTICLE, number ? number : "", arena);
    if (code)
        CHECK_OK(
            document_add_parts(out, FIELD_CONTAINER, container, arena, NULL),
            NULL);
    CHECK_OK(document_add_text(out, STR("body"), STR(""), str_from(text), arena,
                               NULL),
             NULL);
}

static void
put(struct store *store, const struct document *document)
{
    struct error err = {0};
    enum put done;
    struct contribution one = {.source = STR("test"),
                               .member = document_first(document, FIELD_UID),
                               .reader = STR("test"),
                               .document = *document};
    CHECK_OK(store_put(&done, store, &one, &err), &err);
}

/* ---- sentences ------------------------------------------------------------
 */

/* "key: stem*2 stem; key: ..." of a document. */
static void
describe(struct buf *out, const struct document *document)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(arena) struct arena arena = {0};
    AUTO(values_met) struct values_met met = {0};
    AUTO(citing) struct citing citing = {0};
    AUTO(buf) struct buf data = BUF_INIT(1 << 20);
    struct error err = {0};
    struct tokens tokens;
    struct citing_entry entry;
    CHECK_OK(analyser_new(&analyser, &err), &err);
    CHECK_OK(values_met_init(&met, analyser, 0, &err), &err);
    values_met_start(&met, &arena);
    CHECK_OK(citing_start(&citing, document, &met, &err), &err);
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        struct str text = document_part(document, FIELD_TEXT, i, TEXT_TEXT);
        CHECK_OK(analyse(&tokens, analyser, text, &arena, &err), &err);
        cites_own(&tokens, text, citing.self.of);
        CHECK_OK(citing_text(&citing, text, &tokens, &err), &err);
    }
    CHECK_OK(citing_encode(&data, &citing, &err), &err);
    buf_clear(out);
    for (struct str rest = buf_str(&data);
         citing_next(&entry, &rest, &err) == STATUS_OK;) {
        struct str key, stem;
        uint64_t times;
        buf_add(out, out->len ? STR("; ") : STR(""));
        for (bool first = true; citing_key(&entry.keys, &key); first = false) {
            buf_add(out, first ? STR("") : STR(", "));
            buf_add(out, key);
        }
        buf_add_char(out, ':');
        while (entry.bag.len && decode_str(&entry.bag, &stem) &&
               decode_number(&entry.bag, &times)) {
            buf_printf(out, " " STR_FMT, STR_ARG(stem));
            if (times > 1)
                buf_printf(out, "*%u", (unsigned)times);
        }
    }
}

static void
check_sentences(const char *code, const char *number, const char *text,
                const char *want)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(1 << 16);
    struct document document;
    make(&document, "X", code, number, text, &arena);
    describe(&got, &document);
    CHECK_STR(buf_str(&got), str_from(want));
}

static void
sentences_that_cite(void)
{
    /* The sentence only, not the reference, no stop words. */
    check_sentences("Code du travail", "L1",
                    "Le chat dort. Le chien visé à l'article L. 1234-5 mange "
                    "un os ; un autre chien. Fin.",
                    "art:l1234-5 code du travail: chien vis mang os");
    /* Ends: not behind "L.", "art."; a code of its own name. */
    check_sentences("Code du travail", "L1",
                    "Voir art. L. 1234-5 et R. 12-3 du code rural, chat. Chien",
                    "art:l1234-5 code rural et de la peche maritime, "
                    "art:r12-3 code rural et de la peche maritime: voir cod "
                    "rural chat");
    /* An interval; the same sentence under each of its members. */
    check_sentences("Code du travail", "L1",
                    "Repos des articles L. 12-1 à L. 12-3.",
                    "art:l12-1 code du travail, art:l12-3 code du travail, "
                    "art:l12-2 code du travail: repos");
    /* What cites itself adds nothing to itself. */
    check_sentences("Code du travail", "L. 12-1",
                    "Le repos de l'article L. 12-1 dure.", "");
    /* Of no code, in a document of none: nobody knows which. */
    check_sentences(NULL, NULL, "Le repos de l'article L. 12-1 dure.", "");
    check_sentences(NULL, NULL, "La loi n° 2017-1836 finance la soupe.",
                    "no:2017-1836: finance soup");
}

/* The code or text that an article of no named code is of. */
static void
which_code(void)
{
    check_sentences("Code du travail", "L1",
                    "Soupe de l'article L. 2-1 du code de commerce. Pain de "
                    "l'article L. 3-1 du même code. Sel de l'article L. 4-1 du "
                    "présent code. Riz de l'article L. 5-1.",
                    "art:l2-1 code de commerce: soup cod commerc; "
                    "art:l3-1 code de commerce: pain cod; "
                    "art:l4-1 code du travail: sel present cod; "
                    "art:l5-1 code du travail: riz");
    /* Another text, not known: not one's own. */
    check_sentences("Code du travail", "L1",
                    "Soupe de l'article 2 de la convention de Berne.", "");
    check_sentences(
        "LOI n° 2017-1836 du 30 décembre 2017", "3",
        "Pain de l'article 2 et sel de l'article 5 de la loi n° "
        "78-17. Riz de l'article 6 de la même loi. Thé de l'article "
        "7 de la présente loi.",
        "art:2 no:2017-1836, art:5 no:78-17, no:78-17: pain sel; "
        "art:6 no:78-17: riz loi; art:7 no:2017-1836: the present "
        "loi");
}

/* ---- cited --------------------------------------------------------------- */

static uint32_t
wdf_of(const struct cited *cited, const char *stem)
{
    struct str each;
    uint32_t wdf;
    for (size_t at = 0; cited_next(cited, &at, &each, &wdf);)
        if (str_eq(each, str_from(stem)))
            return wdf;
    return 0;
}

static struct str
bag_of(struct buf *out, const char *stem, unsigned times)
{
    buf_clear(out);
    encode_str(out, str_from(stem));
    encode_number(out, times);
    return buf_str(out);
}

static void
merged_by_rule(void)
{
    AUTO(cited) struct cited cited = {0};
    AUTO(buf) struct buf bag = BUF_INIT(1000);
    char stem[16];
    cited_clear(&cited);
    CHECK_OK(cited_add(&cited, bag_of(&bag, "pain", 1), NULL), NULL);
    CHECK_OK(cited_add(&cited, bag_of(&bag, "pain", 1), NULL), NULL);
    CHECK_INT(wdf_of(&cited, "pain"), CITED_WEIGHT); /* the same sentence */
    CHECK_OK(cited_add(&cited, bag_of(&bag, "pain", 9), NULL), NULL);
    CHECK_INT(wdf_of(&cited, "pain"), CITED_STEM_MAX * CITED_WEIGHT);
    for (unsigned i = 2; i < CITED_SENTENCES; i++) {
        CHECK(!cited_is_full(&cited));
        snprintf(stem, sizeof stem, "mot%u", i);
        CHECK_OK(cited_add(&cited, bag_of(&bag, stem, 1), NULL), NULL);
    }
    CHECK(cited_is_full(&cited));
    CHECK_OK(cited_add(&cited, bag_of(&bag, "trop", 1), NULL), NULL);
    CHECK_INT(wdf_of(&cited, "trop"), 0);
    CHECK_INT(wdf_of(&cited, "mot2"), CITED_WEIGHT);
    cited_clear(&cited);
    for (unsigned i = 0; i < CITED_LOOKED_AT; i++)
        CHECK_OK(cited_add(&cited, bag_of(&bag, "pain", 1), NULL), NULL);
    CHECK(cited_is_full(&cited));
}

/* ---- an index that is updated -------------------------------------------- */

enum { ARTICLES = 40, ROUNDS = 6, CHANGES = 15 };

static unsigned
next_number(uint32_t *state, unsigned below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 16) % below;
}

/* Holds every word of the others, for the map of forms keeps words for good:
 * after a deletion it would differ from a rebuilt one. */
static void
put_anchor(struct store *store)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(10000);
    struct document document;
    for (unsigned i = 0; i < ARTICLES; i++)
        buf_printf(&text, "Article L. 1-%u, A%02u, le code du travail. ", i, i);
    buf_add_char(&text, '\0');
    make(&document, "ANCHOR", NULL, NULL, text.at, &arena);
    put(store, &document);
}

static void
put_random(struct store *store, unsigned i, uint32_t *state)
{
    static const char *const words[] = {"repos", "salaire", "contrat",
                                        "prime", "travail", "nuit"};
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(10000);
    char uid[16], number[16];
    struct document document;
    snprintf(uid, sizeof uid, "A%02u", i);
    snprintf(number, sizeof number, "L. 1-%u", i % (ARTICLES - 5));
    for (unsigned k = 0; k < 6; k++)
        buf_printf(&text, "Le %s. ", words[k]);
    for (unsigned k = next_number(state, 5); k > 0; k--)
        buf_printf(&text, "Le %s de %s selon l'article L. 1-%u. ",
                   words[next_number(state, 6)], words[next_number(state, 6)],
                   next_number(state, ARTICLES));
    buf_add_char(&text, '\0');
    make(&document, uid, "Code du travail", i % 7 ? number : NULL, text.at,
         &arena);
    put(store, &document);
}

static void
change_some(const struct layout *layout, uint32_t *state, unsigned from,
            unsigned to)
{
    AUTO(store) struct store *store = NULL;
    struct error err = {0};
    CHECK_OK(store_create(&store, layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    put_anchor(store);
    for (unsigned i = from; i < to; i++)
        put_random(store, i, state);
    for (unsigned i = 0; from == to && i < CHANGES; i++) {
        char uid[16];
        unsigned which = next_number(state, ARTICLES);
        snprintf(uid, sizeof uid, "A%02u", which);
        /* The last docid stays: a rebuilt index knows no later ones. */
        if (next_number(state, 3) || which == ARTICLES / 2 - 1)
            put_random(store, which, state);
        else if (store_delete(store, str_from(uid), &err) != STATUS_OK)
            put_random(store, which, state);
    }
    CHECK_OK(store_commit(store, &err), &err);
}

static struct xap_reader *
open_generation(const struct layout *layout, uint32_t generation)
{
    char path[LAYOUT_PATH_MAX];
    struct xap_reader *reader = NULL;
    struct error err = {0};
    layout_generation(path, layout, generation);
    CHECK_OK(xap_reader_open(&reader, path, &err), &err);
    return reader;
}

static enum status
count_term(void *payload, struct str term, uint32_t count)
{
    (void)term;
    *(uint64_t *)payload += count;
    return STATUS_OK;
}

static void
updated_equals_rebuilt(void)
{
    AUTO(scratch) struct scratch scratch;
    struct layout layout;
    struct written written;
    struct error err = {0};
    uint32_t state = 7, generation;
    uint64_t cited = 0;
    scratch_make(&scratch);
    CHECK_OK(layout_init(&layout, scratch.path, &err), &err);
    change_some(&layout, &state, ARTICLES / 2, ARTICLES);
    CHECK_OK(index_update(&written, &layout, NULL, NULL, &err), &err);
    change_some(&layout, &state, 0, ARTICLES / 2);
    for (int round = 0; round < ROUNDS; round++) {
        struct comparison result;
        CHECK_OK(index_update(&written, &layout, NULL, NULL, &err), &err);
        CHECK_OK(layout_current(&generation, &layout, &err), &err);
        AUTO(xap_reader)
        struct xap_reader *updated = open_generation(&layout, generation);
        CHECK_OK(index_rebuild(&written, &layout, NULL, NULL, &err), &err);
        CHECK_OK(layout_current(&generation, &layout, &err), &err);
        AUTO(xap_reader)
        struct xap_reader *rebuilt = open_generation(&layout, generation);
        CHECK_OK(compare_databases(&result, updated, rebuilt, &err), &err);
        check_str(str_from(result.first), STR(""), "updated and rebuilt",
                  __FILE__, __LINE__);
        CHECK_INT(result.differences, 0);
        CHECK_OK(xap_reader_terms(rebuilt, STR(TERM_PREFIX_CITED), count_term,
                                  &cited, &err),
                 &err);
        change_some(&layout, &state, 0, 0);
    }
    CHECK(cited > 100);
}

/* ---- ranking --------------------------------------------------------------
 */

static void
make_index(struct scratch *scratch, const struct document *documents,
           size_t count)
{
    AUTO(store) struct store *store = NULL;
    struct layout layout;
    struct written written = {0};
    struct error err = {0};
    scratch_make(scratch);
    CHECK_OK(layout_init(&layout, scratch->path, &err), &err);
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (size_t i = 0; i < count; i++)
        put(store, &documents[i]);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(index_update(&written, &layout, NULL, NULL, &err), &err);
}

static void
check_order(const struct scratch *scratch, const char *query,
            enum match_mode match, const char *want)
{
    AUTO(search) struct search *search = NULL;
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(4096);
    struct answer answer = {0};
    struct error err = {0};
    size_t where;
    const char *path = scratch->path;
    CHECK_OK(search_new(&search, &path, 1, &err), &err);
    struct request request = {
        .query = str_from(query), .limit = 20, .match = match};
    CHECK_OK(answer_make(&answer, &where, search, &request, &arena, &err),
             &err);
    for (size_t i = 0; i < answer.count; i++) {
        buf_add(&got, i ? STR(" ") : STR(""));
        buf_add(&got, answer.hits[i].uid);
        CHECK(i == 0 || answer.hits[i].score <= answer.hits[i - 1].score);
    }
    check_str(buf_str(&got), str_from(want), query, __FILE__, __LINE__);
}

/* Two articles alike; others call the second one's subject a lunch break.  It
 * comes first, but what its text does not say is not found in it. */
static void
cited_ranks_by_its_sentences(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(arena) struct arena arena = {0};
    struct document d[4];
    make(&d[0], "A1", "Code du travail", "L. 1-1", "Une pause est due.",
         &arena);
    make(&d[1], "A2", "Code du travail", "L. 1-2", "Une pause est due.",
         &arena);
    make(&d[2], "A3", "Code du travail", "L. 1-3",
         "Le déjeuner, pause de l'article L. 1-2, est long.", &arena);
    make(&d[3], "P1", NULL, NULL, "Rien de tout cela ici.", &arena);
    make_index(&scratch, d, 4);
    check_order(&scratch, "pause", MATCH_ALL, "A2 A1 A3");
    check_order(&scratch, "pause déjeuner", MATCH_ALL, "A3");
    check_order(&scratch, "déjeuner", MATCH_ANY, "A3");
}

/* The number of an article gives the article before what cites it, however
 * often; the exact title too. */
static void
named_comes_first(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(arena) struct arena arena = {0};
    struct document d[5];
    make(&d[0], "CITES", "Code du travail", "L. 1-1",
         "Article L. 1234-5, article L. 1234-5, article L. 1234-5.", &arena);
    make(&d[1], "PAGE", NULL, NULL, "Article L. 1234-5", &arena);
    make(&d[2], "RURAL", "Code rural", "L. 1234-5",
         "Le code rural, et un très long texte sans rapport avec son numéro, "
         "qui parle de prés, de haies et de clôtures à moutons.",
         &arena);
    make(&d[3], "TRAVAIL", "Code du travail", "L1234-5",
         "Un très long texte sans rapport avec son numéro, qui parle de "
         "préavis, de congés et de salaires au mois ou à l'heure.",
         &arena);
    make(&d[4], "TITLE", NULL, NULL, "Moutons.", &arena);
    set(&d[4], FIELD_TITLE, "Les haies et les prés", &arena);
    set(&d[1], FIELD_TITLE, "Les haies, les prés, les haies et les prés",
        &arena);
    make_index(&scratch, d, 5);
    check_order(&scratch, "L. 1234-5 du code du travail", MATCH_ALL,
                "TRAVAIL CITES");
    check_order(&scratch, "article L1234-5 code rural", MATCH_ALL, "RURAL");
    check_order(&scratch, "L1234-5 moutons", MATCH_ALL, "RURAL");
    check_order(&scratch, "les haies et les pres", MATCH_ALL,
                "TITLE PAGE RURAL");
}

static void
version(struct document *document, const char *uid, const char *from,
        const char *to, const char *text, struct arena *arena)
{
    make(document, uid, "Code du travail", "L. 9-9", text, arena);
    set(document, FIELD_CID, "LEGIARTI9", arena);
    set(document, FIELD_DATE_START, from, arena);
    set(document, FIELD_DATE_END, to, arena);
}

/* Older versions match better and still come behind the one in force; they do
 * not fill the first page either. */
static void
versions_do_not_crowd_out(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(arena) struct arena arena = {0};
    struct document d[8];
    version(&d[0], "V1", "1990-01-01", "2000-01-01", "Prime de panier.",
            &arena);
    version(&d[1], "V2", "2000-01-01", "2010-01-01", "Prime de panier.",
            &arena);
    version(&d[2], "V3", "2010-01-01", "",
            "Prime de panier et autres avantages en nature que l'employeur "
            "donne au salarié qui mange sur le chantier.",
            &arena);
    version(&d[3], "V4", "2199-01-01", "", "Prime de panier.", &arena);
    make(&d[4], "OTHER", NULL, NULL,
         "Une page parle de la prime de panier, mais aussi de bien d'autres "
         "choses qui n'ont rien à voir avec elle, du tout au tout.",
         &arena);
    make(&d[5], "TWIN1", NULL, NULL, "Le panier du chat.", &arena);
    make(&d[6], "TWIN2", NULL, NULL, "Le panier du chat.", &arena);
    set(&d[5], FIELD_GROUP_KEY, "twins", &arena);
    set(&d[6], FIELD_GROUP_KEY, "twins", &arena);
    make(&d[7], "DOG", NULL, NULL,
         "Le panier du chien, et le panier du chat du voisin.", &arena);
    make_index(&scratch, d, 8);
    check_order(&scratch, "prime panier", MATCH_ALL, "OTHER V3 V1 V2 V4");
    check_order(&scratch, "article L. 9-9", MATCH_ALL, "V3 V1 V2 V4");
    check_order(&scratch, "panier chat", MATCH_ALL, "TWIN1 DOG TWIN2");
}

/* ---- cites, cited by ------------------------------------------------------
 */

/* What stands where a citation of a document says that it stands. */
static struct str
cited_at(const struct document *document, struct str texts, uint32_t i)
{
    uint64_t at, length, block;
    struct str in = document_part(document, FIELD_CITES, i, CITE_IN);
    if (!str_to_u64(document_part(document, FIELD_CITES, i, CITE_AT), &at) ||
        !str_to_u64(document_part(document, FIELD_CITES, i, CITE_LENGTH),
                    &length) ||
        !str_to_u64(document_part(document, FIELD_CITES, i, CITE_BLOCK),
                    &block))
        return document_part(document, FIELD_CITES, i, CITE_TEXT_AS_WRITTEN);
    if (str_eq(in, STR("heading")))
        texts =
            document_part(document, FIELD_TEXT, (uint32_t)block, TEXT_HEADING);
    return str_range(texts, at, at + length);
}

/* "target|text as written|at" of a document shown, "target|text|at|heading"
 * where it does not stand in the text. */
static void
check_cites(const struct scratch *scratch, const char *uid, const char *want)
{
    AUTO(search) struct search *search = NULL;
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(4096);
    AUTO(buf) struct buf texts = BUF_INIT(1 << 20);
    struct document document;
    struct error err = {0};
    bool found;
    const char *path = scratch->path;
    CHECK_OK(search_new(&search, &path, 1, &err), &err);
    CHECK_OK(
        answer_show(&found, &document, search, str_from(uid), &arena, &err),
        &err);
    CHECK(found);
    for (uint32_t i = 0; i < document.field[FIELD_TEXT].count; i++)
        buf_add(&texts, document_part(&document, FIELD_TEXT, i, TEXT_TEXT));
    for (uint32_t i = 0; i < document.field[FIELD_CITES].count; i++) {
        struct str text =
            document_part(&document, FIELD_CITES, i, CITE_TEXT_AS_WRITTEN);
        struct str place = document_part(&document, FIELD_CITES, i, CITE_AT);
        struct str in = document_part(&document, FIELD_CITES, i, CITE_IN);
        bool elsewhere = in.len && !str_eq(in, STR("text"));
        CHECK_STR(cited_at(&document, buf_str(&texts), i), text);
        buf_printf(
            &got, "%s" STR_FMT "|" STR_FMT "|" STR_FMT "%s" STR_FMT,
            i ? " " : "",
            STR_ARG(document_part(&document, FIELD_CITES, i, CITE_TARGET)),
            STR_ARG(text), STR_ARG(place), elsewhere ? "|" : "",
            STR_ARG(elsewhere ? in : STR("")));
    }
    CHECK_STR(buf_str(&got), str_from(want));
}

static void
cites_and_cited_by(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(arena) struct arena arena = {0};
    struct document d[6];
    version(&d[0], "V1", "1990-01-01", "2000-01-01", "Une prime.", &arena);
    version(&d[1], "V3", "2010-01-01", "", "Une prime.", &arena);
    version(&d[2], "V2", "2000-01-01", "2010-01-01", "Une prime.", &arena);
    make(&d[3], "OWN", "Code du travail", "L. 1",
         "L'été, l'article L9-9 et l'article L. 7-7.", &arena);
    CHECK_OK(document_add_text(&d[3], STR("nota"), STR(""),
                               STR("Voir aussi L. 9-9 du même code."), &arena,
                               NULL),
             NULL);
    make(&d[4], "PAGE", NULL, NULL,
         "Selon l'art. L. 9-9 du code du travail et la loi n° 2017-1836.",
         &arena);
    struct str given[CITE_PARTS] = {STR("V1"), STR("ailleurs")};
    CHECK_OK(document_add_parts(&d[4], FIELD_CITES, given, &arena, NULL), NULL);
    make(&d[5], "RURAL", "Code rural", "L. 2", "L'article L. 9-9.", &arena);
    make_index(&scratch, d, 6);
    check_cites(&scratch, "V1", "");
    check_cites(&scratch, "OWN",
                "V3|article L9-9|11 "
                "art:l7-7 code du travail|article L. 7-7|29 "
                "V3|L. 9-9|55");
    check_cites(&scratch, "PAGE",
                "V3|art. L. 9-9|8 no:2017-1836|loi n° 2017-1836|45 "
                "V1|ailleurs|");
    /* Whatever version is asked for, or the cid of them all. */
    check_order(&scratch, "cite:V3", MATCH_ALL, "OWN PAGE");
    check_order(&scratch, "cite:V2", MATCH_ALL, "OWN PAGE");
    check_order(&scratch, "cite:LEGIARTI9", MATCH_ALL, "OWN PAGE");
    check_order(&scratch, "cite:\"L. 9-9 du code du travail\"", MATCH_ALL,
                "OWN PAGE");
    check_order(&scratch, "cite:L9-9", MATCH_ALL, "OWN PAGE RURAL");
    check_order(&scratch, "cite:RURAL", MATCH_ALL, "");
    check_order(&scratch, "cite:NOBODY", MATCH_ALL, "");
}

static void
link_to(struct document *document, const char *type, const char *target,
        const char *label, struct arena *arena)
{
    struct str parts[] = {str_from(type), str_from(target), str_from(label)};
    CHECK_OK(document_add_parts(document, FIELD_LINKS, parts, arena, NULL),
             NULL);
}

/* What a dump says that a document cites is as good as what its text says,
 * and told once; what it is cited by is none. */
static void
cites_of_the_source(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(arena) struct arena arena = {0};
    struct document d[4];
    version(&d[0], "V1", "1990-01-01", "2000-01-01", "Une prime.", &arena);
    version(&d[1], "V3", "2010-01-01", "", "Une prime.", &arena);
    make(&d[2], "DUMP", NULL, NULL, "Selon la loi n° 78-17.", &arena);
    CHECK_OK(document_add_text(&d[2], STR("body"), STR("Art. 5 du code civil"),
                               STR("Rien."), &arena, NULL),
             NULL);
    link_to(&d[2], "CITATION:source", "V1", "Code du travail - art. L9-9 (M)",
            &arena);
    link_to(&d[2], "CITATION:source", "LEGIARTI000000000017",
            "Loi n°78-17 du 6 janvier 1978 - art. 17 (V)", &arena);
    link_to(&d[2], "CITATION:source", "JORFTEXT000000000078",
            "LOI n°78-17 du 6 janvier 1978", &arena);
    link_to(&d[2], "CITATION:source", "KALITEXT000000000001", "Avenant",
            &arena);
    link_to(&d[2], "CITATION:cible", "LEGIARTI000000000099",
            "Code civil - art. 99 (V)", &arena);
    link_to(&d[2], "CREATION:source", "LEGIARTI000000000098",
            "Code civil - art. 98 (V)", &arena);
    make(&d[3], "OTHER", NULL, NULL, "L'article L. 9-9.", &arena);
    make_index(&scratch, d, 4);
    check_cites(&scratch, "DUMP",
                "no:78-17|loi n° 78-17|9 "
                "art:5 code civil|Art. 5|0|heading "
                "V1|Code du travail - art. L9-9 (M)||link "
                "LEGIARTI000000000017|"
                "Loi n°78-17 du 6 janvier 1978 - art. 17 (V)||link "
                "KALITEXT000000000001|Avenant||link");
    /* No other code has an article L. 9-9. */
    check_order(&scratch, "cite:V1", MATCH_ALL, "DUMP OTHER");
    check_order(&scratch, "cite:V3", MATCH_ALL, "DUMP OTHER");
    check_order(&scratch, "cite:LEGIARTI000000000017", MATCH_ALL, "DUMP");
    check_order(&scratch, "cite:legiarti000000000017", MATCH_ALL, "DUMP");
    check_order(&scratch, "cite:JORFTEXT000000000078", MATCH_ALL, "DUMP");
    check_order(&scratch, "cite:KALITEXT000000000001", MATCH_ALL, "DUMP");
    check_order(&scratch, "cite:\"art. 17 de la loi n° 78-17\"", MATCH_ALL,
                "DUMP");
    check_order(&scratch, "cite:\"art. 5 du code civil\"", MATCH_ALL, "DUMP");
    check_order(&scratch, "cite:LEGIARTI000000000099", MATCH_ALL, "");
    check_order(&scratch, "cite:LEGIARTI000000000098", MATCH_ALL, "");
    check_order(&scratch, "cite:\"art. 99 du code civil\"", MATCH_ALL, "");
}

/* The facet `cites` of a query: "value=documents ...", and each value as a
 * filter finds as many. */
static void
check_facet(const struct scratch *scratch, const char *query, const char *want)
{
    AUTO(search) struct search *search = NULL;
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(4096);
    struct answer answer, filtered;
    struct facet_field field;
    struct error err = {0};
    size_t where;
    const char *path = scratch->path;
    CHECK_OK(search_new(&search, &path, 1, &err), &err);
    CHECK_OK(facet_find(&field, STR("cite"), &err), &err);
    struct request request = {.query = str_from(query),
                              .match = MATCH_ALL,
                              .facets = &field,
                              .facet_count = 1,
                              .facet_limit = 100};
    CHECK_OK(answer_make(&answer, &where, search, &request, &arena, &err),
             &err);
    for (size_t i = 0; i < answer.facets[0].count; i++) {
        const struct facet_value *value = &answer.facets[0].values[i];
        struct filter filter = {STR("cite"), value->value};
        struct request narrow = {.query = str_from(query),
                                 .match = MATCH_ALL,
                                 .count_only = true,
                                 .filters = &filter,
                                 .filter_count = 1};
        buf_printf(&got, "%s" STR_FMT "=%llu", i ? ", " : "",
                   STR_ARG(value->value), (unsigned long long)value->count);
        CHECK_OK(answer_make(&filtered, &where, search, &narrow, &arena, &err),
                 &err);
        CHECK_INT((int)filtered.total, (int)value->count);
    }
    CHECK_STR(buf_str(&got), str_from(want));
}

/* Few documents are counted by their terms, many by the postings: the same
 * comes out. */
static void
facet_of_citations(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(arena) struct arena arena = {0};
    struct document d[44];
    for (size_t i = 0; i < 44; i++) {
        char *uid = arena_cstr(&arena, arena_printf(&arena, "P%zu", i));
        make(&d[i], uid, NULL, NULL,
             i == 0   ? "Une rareté, selon l'article 12 du code civil, puis "
                        "l'article 12, et le règlement (UE) 2016/679."
             : i == 1 ? "Une rareté, selon l'article 12 du code civil."
             : i == 2 ? "L'article 12 de la loi n° 2017-1836."
                      : "L'article 12.",
             &arena);
    }
    link_to(&d[1], "CITATION:source", "KALITEXT000000000001", "Avenant",
            &arena);
    make_index(&scratch, d, 44);
    check_facet(&scratch, "rareté",
                "art:12 code civil=2, KALITEXT000000000001=1, art:12=1, "
                "ue:2016/679=1");
    check_facet(&scratch, "article",
                "art:12=42, art:12 code civil=2, KALITEXT000000000001=1, "
                "art:12 no:2017-1836=1, no:2017-1836=1, ue:2016/679=1");
    check_facet(&scratch, "loi", "art:12 no:2017-1836=1, no:2017-1836=1");
}

/* Hits carry what they cite only where it is asked for. */
static void
cites_of_hits(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(search) struct search *search = NULL;
    AUTO(arena) struct arena arena = {0};
    struct document d[2];
    struct answer answer;
    struct error err = {0};
    size_t where;
    const char *path;
    version(&d[0], "V3", "2010-01-01", "", "Une prime.", &arena);
    make(&d[1], "PAGE", NULL, NULL, "Selon l'art. L. 9-9 du code du travail.",
         &arena);
    make_index(&scratch, d, 2);
    path = scratch.path;
    CHECK_OK(search_new(&search, &path, 1, &err), &err);
    struct request request = {.query = STR("selon"), .limit = 1};
    CHECK_OK(answer_make(&answer, &where, search, &request, &arena, &err),
             &err);
    CHECK_INT(answer.hits[0].document.field[FIELD_CITES].count, 0);
    CHECK_OK(more_fields_add(&request.fields, STR("cites, text"), &err), &err);
    CHECK_OK(answer_make(&answer, &where, search, &request, &arena, &err),
             &err);
    const struct document *hit = &answer.hits[0].document;
    CHECK_INT(hit->field[FIELD_CITES].count, 1);
    CHECK_INT(hit->field[FIELD_TEXT].count, 1);
    CHECK_STR(document_part(hit, FIELD_CITES, 0, CITE_TARGET), STR("V3"));
    CHECK_STR(document_part(hit, FIELD_CITES, 0, CITE_KEY),
              STR("art:l9-9 code du travail"));
    CHECK_STATUS(more_fields_add(&request.fields, STR("cites,nichts"), NULL),
                 STATUS_SYNTAX);
}

/* Without an index there is no target, but the citations are there. */
static void
cites_before_the_index(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(arena) struct arena arena = {0};
    AUTO(store) struct store *store = NULL;
    struct layout layout;
    struct document document;
    struct error err = {0};
    scratch_make(&scratch);
    CHECK_OK(layout_init(&layout, scratch.path, &err), &err);
    CHECK_OK(store_create(&store, &layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    make(&document, "PAGE", NULL, NULL, "La loi n° 2017-1836.", &arena);
    put(store, &document);
    CHECK_OK(store_commit(store, &err), &err);
    check_cites(&scratch, "PAGE", "no:2017-1836|loi n° 2017-1836|3");
}

CU_TestInfo citations_tests[] = {
    {"sentences that cite", sentences_that_cite},
    {"which code", which_code},
    {"merged by rule", merged_by_rule},
    {"updated equals rebuilt", updated_equals_rebuilt},
    {"cited ranks by its sentences", cited_ranks_by_its_sentences},
    {"named comes first", named_comes_first},
    {"versions do not crowd out", versions_do_not_crowd_out},
    {"cites and cited by", cites_and_cited_by},
    {"cites of the source", cites_of_the_source},
    {"facet of citations", facet_of_citations},
    {"cites of hits", cites_of_hits},
    {"cites before the index", cites_before_the_index},
    CU_TEST_INFO_NULL,
};
