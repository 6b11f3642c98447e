/* tests: values of fields met before: what a document gives does not depend on
 * the documents before it. */
#include "capitals.h"
#include "check.h"
#include "document_terms.h"

#include <stdlib.h>
#include <string.h>

/* ---- a sink that writes down what it is given -----------------------------
 */

struct told {
    struct term_sink sink; /* first */
    struct buf text;
};

static enum status
told_term(struct term_sink *sink, const struct sunk_term *term,
          struct error *err)
{
    struct buf *out = &((struct told *)sink)->text;
    buf_printf(out, "%u " STR_FMT STR_FMT " %u", (unsigned)term->family,
               STR_ARG(term->prefix), STR_ARG(term->word), term->wdf);
    for (size_t i = 0; i < term->count; i++)
        buf_printf(out, " %u", term->positions[i]);
    buf_add_char(out, '\n');
    return buf_status(out, err);
}

static enum status
told_value(struct term_sink *sink, uint32_t slot, struct str value,
           struct error *err)
{
    struct buf *out = &((struct told *)sink)->text;
    buf_printf(out, "value %u ", slot);
    buf_add(out, value);
    buf_add_char(out, '\n');
    return buf_status(out, err);
}

static enum status
told_data(struct term_sink *sink, struct str data, struct error *err)
{
    return told_value(sink, UINT32_MAX, data, err);
}

static enum status
told_word(struct term_sink *sink, struct str word, struct str stem,
          uint32_t known, struct error *err)
{
    struct buf *out = &((struct told *)sink)->text;
    (void)known;
    buf_printf(out, "word " STR_FMT " " STR_FMT "\n", STR_ARG(word),
               STR_ARG(stem));
    return buf_status(out, err);
}

/* What the document gives to a maker's sink. */
static void
tell(struct told *told, struct term_maker *maker,
     const struct document *document)
{
    struct error err = {0};
    told->sink = (struct term_sink){.term = told_term,
                                    .value = told_value,
                                    .data = told_data,
                                    .word = told_word,
                                    .words = term_sink_words};
    buf_clear(&told->text);
    CHECK_OK(document_terms(&told->sink, maker, document, 7, &err), &err);
}

/* ---- documents ----------------------------------------------------------- */

static const char *const titles[] = {
    "Code du travail",
    "Code du travail - Article L1234-5",
    "LOI n° 78-17 du 6 janvier 1978 relative à l'informatique",
    "Loi n° 2017-1836 du 30 décembre 2017, art. 22 et 23 bis",
    "ÉTAT CIVIL ET ETAT DES LIEUX - Etat, Été, 12345 et 1er",
    "Direction générale de la santé (DGS) et DGOS (direction générale de "
    "l'offre de soins)",
    "Partie législative",
    "Titre II : Congés payés",
    "Décision ECLI:FR:CCASS:2019:C100001 du 26/05/2026",
    "anticonstitutionnellement-hexakosioihexekontahexaphobie-"
    "hippopotomonstrosesquippedaliophobie",
    "Livre III - Section 2 : Du 1er janvier au 15 000e jour, articles R. 12 "
    "à R. 15",
    "",
    "L",
    "abrogé ABROGÉ Abrogé",
};
enum { TITLES = sizeof titles / sizeof *titles };

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* One of the titles, or one that comes once, or one too long to be kept. */
static struct str
any_title(uint32_t *state, struct arena *arena)
{
    uint32_t which = next_random(state) % (TITLES + 3);
    if (which < TITLES)
        return str_from(titles[which]);
    if (which < TITLES + 2)
        return arena_printf(arena, "%s - Article %u",
                            titles[next_random(state) % TITLES],
                            next_random(state));
    return arena_printf(arena, "%0*u %s", MET_VALUE_MAX, 7,
                        titles[next_random(state) % TITLES]);
}

static void
any_document(struct document *out, uint32_t *state, struct arena *arena)
{
    static const enum field fields[] = {
        FIELD_TITLE, FIELD_NUMBER, FIELD_CODE, FIELD_NOR,
        FIELD_CID,   FIELD_STATUS, FIELD_ECLI, FIELD_IDCC,
    };
    static const char *const kinds[] = {"article", "texte", "section",
                                        "decision", "question-ecrite"};
    static const char *const articles[] = {"L1234-5", "1er", "R. 12 bis", "9"};
    struct error err = {0};
    struct str text = any_title(state, arena);
    *out = (struct document){0};
    CHECK_OK(document_add(out, FIELD_UID, STR("ONE"), arena, &err), &err);
    CHECK_OK(document_add(out, FIELD_KIND,
                          str_from(kinds[next_random(state) % 5]), arena, &err),
             &err);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (next_random(state) % 2)
            CHECK_OK(document_add(out, fields[i], any_title(state, arena),
                                  arena, &err),
                     &err);
    if (next_random(state) % 2)
        CHECK_OK(document_add(out, FIELD_ARTICLE,
                              str_from(articles[next_random(state) % 4]), arena,
                              &err),
                 &err);
    for (uint32_t i = next_random(state) % 4; i > 0; i--)
        CHECK_OK(
            document_add(out, FIELD_PATH, any_title(state, arena), arena, &err),
            &err);
    const struct str container[] = {STR("IN"), any_title(state, arena)};
    CHECK_OK(document_add_parts(out, FIELD_CONTAINER, container, arena, &err),
             &err);
    const struct str link[] = {STR("CITATION:source"), STR("LEGIARTI1"),
                               any_title(state, arena)};
    CHECK_OK(document_add_parts(out, FIELD_LINKS, link, arena, &err), &err);
    CHECK_OK(document_add_text(
                 out, STR("body"), any_title(state, arena),
                 arena_printf(arena,
                              STR_FMT ".  L'article L. 1234-5 du même code "
                                      "s'applique, et l'article 12.",
                              STR_ARG(text)),
                 arena, &err),
             &err);
}

/* ---- tests --------------------------------------------------------------- */

/* So many documents through a maker that keeps values up to `most` bytes and
 * one that keeps none: both tell the same.  *highest = bytes kept at most,
 * *times = how often all were forgotten. */
static void
check_documents(size_t most, uint32_t documents, size_t *highest,
                unsigned *times)
{
    AUTO(wordlists) struct wordlists lists = {0};
    AUTO(term_maker) struct term_maker keeps = {0};
    AUTO(term_maker) struct term_maker plain = {0};
    AUTO(arena) struct arena arena = {0};
    struct told one = {.text = BUF_INIT(1 << 24)};
    struct told other = {.text = BUF_INIT(1 << 24)};
    struct error err = {0};
    uint32_t state = 20260526;
    size_t before = 0;
    *highest = *times = 0;
    CHECK_OK(wordlists_init(&lists, STR(""), &err), &err);
    CHECK_OK(term_maker_init(&keeps, &lists, &err), &err);
    CHECK_OK(term_maker_init(&plain, &lists, &err), &err);
    term_maker_keep(&keeps, SIZE_MAX, most);
    term_maker_keep(&plain, SIZE_MAX, 0);
    for (uint32_t i = 0; i < documents; i++) {
        struct document document;
        arena_reset(&arena);
        any_document(&document, &state, &arena);
        tell(&one, &keeps, &document);
        tell(&other, &plain, &document);
        CHECK_STR(buf_str(&one.text), buf_str(&other.text));
        size_t kept = keeps.met.kept_count;
        size_t bytes = values_met_bytes(&keeps.met);
        *times += kept < before;
        *highest = bytes > *highest ? bytes : *highest;
        before = kept;
    }
    CHECK(*highest > 0 && keeps.met.kept_count > 0);
    CHECK_INT(plain.met.kept_count, 0);
    CHECK(term_maker_bytes(&keeps) >= values_met_bytes(&keeps.met));
    buf_release(&one.text);
    buf_release(&other.text);
}

static void
kept_gives_the_same(void)
{
    size_t highest;
    unsigned times;
    check_documents(SIZE_MAX, 400, &highest, &times);
    CHECK_INT(times, 0);
}

/* One document may go past the bound by what it holds. */
static void
full_forgets(void)
{
    enum { MOST = 28 << 10, DOCUMENT = 16 << 10 };
    size_t highest;
    unsigned times;
    check_documents(MOST, 400, &highest, &times);
    CHECK(times > 2);
    CHECK(highest < MOST + DOCUMENT);
}

/* A word numbered only later, in the text of the same document: the value is
 * kept from the time that all its words have numbers. */
static void
kept_when_numbered(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(values_met) struct values_met met = {0};
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    const struct str title = STR("Congés payés de Mme DUPONT");
    const struct token *at = NULL;
    CHECK_OK(analyser_new(&analyser, &err), &err);
    CHECK_OK(values_met_init(&met, analyser, 1 << 20, &err), &err);
    for (int i = 0; i < 5; i++) {
        arena_reset(&arena);
        values_met_start(&met, &arena);
        struct met_value *value = value_met(&met, title);
        CHECK_INT(value->kept, i > 0);
        CHECK_OK(met_tokens(value, &met, &err), &err);
        CHECK_INT(value->tokens.count, 5);
        CHECK_INT(value->capitals[4], CAPITALS_ALL);
        CHECK_STR(value->tokens.at[4].word, STR("dupont"));
        CHECK(i < 3 || value->tokens.at == at);
        at = value->tokens.at;
        CHECK(value_met(&met, title) == value);
        CHECK_OK(met_tokens(value, &met, &err), &err);
        CHECK(value->tokens.at == at);
    }
    CHECK_INT(met.kept_count, 1);
}

/* One text as a value of different fields has the key of each. */
static void
keys_by_field(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(values_met) struct values_met met = {0};
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    const struct str value = STR("Article  L. 12-1 Bis");
    CHECK_OK(analyser_new(&analyser, &err), &err);
    CHECK_OK(values_met_init(&met, analyser, 1 << 20, &err), &err);
    for (int i = 0; i < 4; i++) {
        struct str key;
        arena_reset(&arena);
        values_met_start(&met, &arena);
        CHECK_OK(met_key(&key, &met, FIELD_STATUS, value, &err), &err);
        CHECK_STR(key, STR("article l. 12-1 bis"));
        CHECK_OK(met_key(&key, &met, FIELD_ARTICLE, value, &err), &err);
        CHECK_STR(key, STR("l12-1-bis"));
        CHECK_OK(met_key(&key, &met, FIELD_CITES, value, &err), &err);
        CHECK_STR(key, STR("art:l12-1-bis"));
        CHECK_OK(met_key(&key, &met, FIELD_IDCC, STR("IDCC 0044"), &err), &err);
        CHECK_STR(key, STR("44"));
        CHECK_OK(met_key(&key, &met, FIELD_STATUS, STR("IDCC 0044"), &err),
                 &err);
        CHECK_STR(key, STR("idcc 0044"));
    }
}

/* Folding a value of ASCII takes a short way. */
static void
exact_keys(void)
{
    static const char *const rows[][2] = {
        {"JURITEXT000042", "juritext000042"},
        {"  Code  du\ttravail ", "code du travail"},
        {"Code de l'\xC3\x89tat ", "code de l'etat"},
        {"\xC3\x89TAT", "etat"},
        {"A\xC2\xA0 Z [\\]^_`{|}~@", "a z [\\]^_`{|}~@"},
        {"", ""},
        {" \n ", ""},
    };
    AUTO(arena) struct arena arena = {0};
    struct error err = {0};
    struct str key, folded;
    char ascii[128];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_OK(term_exact_key(&key, str_from(rows[i][0]), &arena, &err),
                 &err);
        CHECK_STR(key, str_from(rows[i][1]));
    }
    for (char c = '!'; c < 0x7F; c++) {
        memset(ascii, c, sizeof ascii);
        CHECK_OK(term_exact_key(&key, (struct str){ascii, sizeof ascii}, &arena,
                                &err),
                 &err);
        CHECK_OK(french_fold(&folded, (struct str){ascii, sizeof ascii}, &arena,
                             &err),
                 &err);
        CHECK_STR(key, folded);
    }
    memset(ascii, 'A', sizeof ascii);
    struct str twice = arena_join(
        &arena, (struct str[]){{ascii, sizeof ascii}, {ascii, sizeof ascii}},
        2);
    CHECK_OK(term_exact_key(&key, twice, &arena, &err), &err);
    CHECK_INT(key.len, 200);
}

static void
capitals(void)
{
    static const struct {
        const char *word, *source;
        enum capitals want;
    } rows[] = {
        {"loi", "loi", CAPITALS_NONE},
        {"etat", "Etat", CAPITALS_INITIAL},
        {"etat", "ETAT", CAPITALS_ALL},
        {"état", "ÉTAT", CAPITALS_ALL},
        {"état", "État", CAPITALS_NONE},
        {"loi", "Loi", CAPITALS_NONE},
        {"loi", "LOI", CAPITALS_ALL},
        {"loi", "lOI", CAPITALS_NONE},
        {"a", "A", CAPITALS_ALL},
        {"à", "À", CAPITALS_ALL},
        {"2a", "2A", CAPITALS_ALL},
        {"2a", "2a", CAPITALS_NONE},
        {"2017", "2017", CAPITALS_NONE},
        {"a1234", "A1234", CAPITALS_ALL},
        {"a12345", "A12345", CAPITALS_NONE},
        {"ab1234", "Ab1234", CAPITALS_INITIAL},
        {"ab12345", "Ab12345", CAPITALS_NONE},
        {"abc1de2345", "Abc1de2345", CAPITALS_NONE},
        {"dgos", "D.G.O.S", CAPITALS_ALL},
        {"œuvre", "Œuvre", CAPITALS_NONE},
        {"œuvre", "ŒUVRE", CAPITALS_ALL},
        {"oeuvre", "Oeuvre", CAPITALS_INITIAL},
        {"été", "été", CAPITALS_NONE},
        {"", "", CAPITALS_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_INT(capitals_of(str_from(rows[i].word), str_from(rows[i].source)),
                  rows[i].want);
}

CU_TestInfo values_met_tests[] = {
    {"kept gives the same", kept_gives_the_same},
    {"full forgets", full_forgets},
    {"kept when numbered", kept_when_numbered},
    {"keys by field", keys_by_field},
    {"exact keys", exact_keys},
    {"capitals", capitals},
    CU_TEST_INFO_NULL,
};
