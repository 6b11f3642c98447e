/* References and dates: the table, and what must hold between a text and a
 * query. */
#include "check.h"
#include "table.h"

#include "analyse.h"
#include "buf.h"
#include "code_names.h"
#include "cue.h"

static struct tokens
tokens_of(struct analyser *analyser, struct str text, struct arena *arena)
{
    struct tokens tokens = {0};
    CHECK_STATUS(analyse(&tokens, analyser, text, arena, NULL), STATUS_OK);
    return tokens;
}

static void
print_cites(struct buf *out, struct str text, const struct tokens *tokens)
{
    bool any = false;
    buf_printf(out, STR_FMT " => ", STR_ARG(text));
    for (size_t i = 0; i < tokens->cite_count; i++) {
        const struct cite *cite = &tokens->cites[i];
        if (cite->kind == CITE_WORD)
            continue;
        buf_printf(out, "%s" STR_FMT, any ? " ; " : "", STR_ARG(cite->normal));
        if (cite->of.len)
            buf_printf(out, " [" STR_FMT "]", STR_ARG(cite->of));
        any = true;
    }
    buf_add(out, any ? STR("") : STR("none"));
}

/* What holds for every reference. */
static void
check_ranges(struct str text, const struct tokens *tokens)
{
    uint32_t first = 0;
    for (size_t i = 0; i < tokens->cite_count; i++) {
        const struct cite *cite = &tokens->cites[i];
        CHECK(cite->start < cite->end && cite->end <= text.len);
        CHECK(cite->first >= first && cite->first < tokens->count);
        CHECK(cite->first + cite->count <= tokens->count);
        CHECK(cite->normal.len > 0);
        first = cite->first;
        CHECK(cite->position > 0 && cite->last >= cite->position);
        CHECK(!cite->also || cite->also <= cite->position);
        if (!cite->count)
            continue;
        CHECK(cite->start <= tokens->at[cite->first].start);
        CHECK_INT(cite->position, tokens->at[cite->first].position);
        CHECK(tokens->at[cite->first].flags & TOKEN_REFERENCE);
    }
}

static void
test_table(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str text, expected;
    size_t cases = 0;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    if (!table_open(&table, "references.txt"))
        return;
    while (table_next(&table, STR(" =>"), &text, &expected)) {
        AUTO(buf) struct buf got = BUF_INIT(1 << 16);
        struct tokens tokens = tokens_of(analyser, text, &arena);
        check_ranges(text, &tokens);
        print_cites(&got, text, &tokens);
        CHECK_STR(buf_str(&got),
                  arena_printf(&arena, STR_FMT " => " STR_FMT, STR_ARG(text),
                               STR_ARG(expected)));
        cases++;
    }
    CHECK(cases >= 200);
}

static void
print_articles(struct buf *out, const struct tokens *tokens)
{
    bool any = false;
    for (size_t i = 0; i < tokens->cite_count; i++) {
        const struct cite *cite = &tokens->cites[i];
        if (cite->kind != CITE_ARTICLE)
            continue;
        buf_printf(out, "%s" STR_FMT, any ? " ; " : "", STR_ARG(cite->normal));
        if (cite->of.len)
            buf_printf(out, " [" STR_FMT "]", STR_ARG(cite->of));
        any = true;
    }
}

static void
test_own(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str input, expected;
    size_t cases = 0;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    if (!table_open(&table, "references_own.txt"))
        return;
    while (table_next(&table, STR(" =>"), &input, &expected)) {
        AUTO(buf) struct buf got = BUF_INIT(1 << 16);
        struct str own, text;
        CHECK(str_cut(input, STR(" | "), &own, &text));
        struct tokens tokens = tokens_of(analyser, text, &arena);
        cites_own(&tokens, text, str_eq(own, STR("-")) ? STR("") : own);
        buf_printf(&got, STR_FMT " => ", STR_ARG(input));
        print_articles(&got, &tokens);
        CHECK_STR(buf_str(&got),
                  arena_printf(&arena, STR_FMT " => " STR_FMT, STR_ARG(input),
                               STR_ARG(expected)));
        cases++;
    }
    CHECK(cases >= 20);
}

static bool
folded_has(const struct tokens *tokens, struct str word)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (str_eq(tokens->at[i].word, word))
            return true;
    return false;
}

/* What stands in a text under a normal form is asked for by that form when
 * the same words are typed: the whole text always; the reference alone unless
 * it needs what stands around it ("L. 225" of a code). */
static void
check_typed(struct analyser *analyser, struct str text, struct arena *arena)
{
    struct tokens whole = {0}, tokens = tokens_of(analyser, text, arena);
    CHECK_STATUS(analyse_fold(&whole, &tokens, arena, NULL), STATUS_OK);
    for (size_t i = 0; i < tokens.cite_count; i++) {
        const struct cite *cite = &tokens.cites[i];
        struct tokens folded = {0};
        if (!cite->word.len || !cite->count)
            continue;
        CHECK(folded_has(&whole, cite->word));
        struct str typed = str_range(text, cite->start, cite->end);
        struct tokens query = tokens_of(analyser, typed, arena);
        CHECK_STATUS(analyse_fold(&folded, &query, arena, NULL), STATUS_OK);
        if (query.cite_count && !folded_has(&folded, cite->word))
            CHECK_STR(typed, cite->word);
    }
}

static void
test_typed(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str text, expected;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    if (!table_open(&table, "references.txt"))
        return;
    while (table_next(&table, STR(" =>"), &text, &expected))
        check_typed(analyser, text, &arena);
}

/* "word@position" of the folded tokens. */
static void
check_folded(struct analyser *analyser, struct str text, struct str want)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(1 << 16);
    struct tokens folded = {0}, tokens = tokens_of(analyser, text, &arena);
    CHECK_STATUS(analyse_fold(&folded, &tokens, &arena, NULL), STATUS_OK);
    for (size_t i = 0; i < folded.count; i++)
        buf_printf(&got, "%s" STR_FMT "%s", i ? " " : "",
                   STR_ARG(folded.at[i].word),
                   folded.at[i].flags & TOKEN_STOP ? "?" : "");
    CHECK_STR(buf_str(&got), want);
}

static void
test_fold(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    check_folded(analyser, STR(""), STR(""));
    check_folded(analyser, STR("soins 162"), STR("soins 162"));
    check_folded(analyser, STR("article L162-31-1 du code"),
                 STR("article? §art:l162-31-1 du? code"));
    check_folded(analyser, STR("art. 51 de la loi"),
                 STR("article? §art:51 de? la? loi"));
    check_folded(analyser, STR("loi n° 2017-1836 du 26/05/2026"),
                 STR("loi §no:2017-1836 du? 2026-05-26"));
    check_folded(analyser, STR("articles 2 à 4"),
                 STR("articles? §art:2 à? §art:4"));
    check_folded(analyser, STR("IDCC 1505"), STR("idcc 1505"));
    check_folded(analyser, STR("article premier venu"),
                 STR("article premier venu"));
}

static void
test_positions(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(arena) struct arena arena = {0};
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    struct tokens t =
        tokens_of(analyser, STR("aux articles L. 12-1 et L. 12-3"), &arena);
    CHECK_INT(t.count, 9);
    CHECK_INT(t.cite_count, 2);
    if (t.cite_count != 2)
        return;
    CHECK_INT(t.cites[0].position, 3);
    CHECK_INT(t.cites[0].last, 5);
    CHECK_INT(t.cites[0].also, 0);
    CHECK_INT(t.cites[0].start, 4);
    CHECK_INT(t.cites[1].position, 7);
    CHECK_INT(t.cites[1].last, 9);
    CHECK_INT(t.cites[1].also, 3);
    /* What stands between is a word where the last one is. */
    t = tokens_of(analyser, STR("articles 12 à 14"), &arena);
    CHECK_INT(t.cite_count, 3);
    if (t.cite_count != 3)
        return;
    CHECK_STR(t.cites[2].word, STR("\xC2\xA7"
                                   "art:13"));
    CHECK_INT(t.cites[2].count, 0);
    CHECK_INT(t.cites[2].position, 4);
    CHECK_INT(t.cites[2].last, 4);
    CHECK_INT(t.cites[2].also, 2);
}

static void
test_article_key(void)
{
    static const struct str cases[][2] = {
        {STR_INIT("L. 162-31-1"), STR_INIT("l162-31-1")},
        {STR_INIT("article L162-31-1"), STR_INIT("l162-31-1")},
        {STR_INIT("R.* 421-5"), STR_INIT("r421-5")},
        {STR_INIT("L.O. 111-3"), STR_INIT("lo111-3")},
        {STR_INIT("51"), STR_INIT("51")},
        {STR_INIT("art. 1er"), STR_INIT("1")},
        {STR_INIT("premier"), STR_INIT("1")},
        {STR_INIT("6 nonies"), STR_INIT("6-nonies")},
        {STR_INIT("39A"), STR_INIT("39-a")},
        {STR_INIT("278-0 bis A"), STR_INIT("278-0-bis-a")},
        {STR_INIT("A444-10"), STR_INIT("a444-10")},
        {STR_INIT("Annexe II"), STR_INIT("annexe-ii")},
        {STR_INIT(""), STR_INIT("")},
    };
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(arena) struct arena arena = {0};
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str key = {NULL, 0};
        struct tokens t = tokens_of(analyser, cases[i][0], &arena);
        CHECK_STATUS(cite_article_key(&key, t.at, t.count, &arena, NULL),
                     STATUS_OK);
        CHECK_STR(key, cases[i][1]);
    }
}

/* Would take minutes if anything were quadratic. */
static void
test_long(void)
{
    static const struct str pieces[] = {
        STR_INIT("L. 1, "),       STR_INIT("articles 1 à "), STR_INIT("1-1-"),
        STR_INIT("articles 1, "), STR_INIT("2017-1836 et "), STR_INIT("n° "),
        STR_INIT("2026/"),        STR_INIT("ecli:fr:2018:"), STR_INIT("art. "),
        STR_INIT("premier "),     STR_INIT("5 bis "),        STR_INIT("A1."),
    };
    AUTO(analyser) struct analyser *analyser = NULL;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        AUTO(arena) struct arena arena = {0};
        AUTO(buf) struct buf text = BUF_INIT(4 << 20);
        while (text.len < 1 << 20)
            buf_add(&text, pieces[i]);
        struct tokens tokens = tokens_of(analyser, buf_str(&text), &arena);
        CHECK(tokens.count > 0);
    }
}

static uint32_t
next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* Pieces of references in any order: ranges hold, and what was found is what
 * a query of the same words asks for. */
static void
test_random(void)
{
    static const char *const pieces[] = {
        "article ",
        "articles ",
        "art. ",
        "L. ",
        "L",
        "R.* ",
        "LO ",
        "A",
        "162",
        "31",
        "1",
        "-",
        "-",
        "-",
        ", ",
        " et ",
        " à ",
        " bis",
        " A",
        " n° ",
        "loi",
        "2017",
        "1836",
        "/",
        "/",
        ".",
        " mai ",
        "2026",
        "26",
        "1er",
        "(UE) ",
        "CE",
        "°",
        "\n\n",
        "premier",
        " du code ",
        "civil",
        "ECLI:",
        "FR:",
        "eli/",
        "idcc ",
        "\xC2\xA0",
        "\xE2\x80\x91",
        "règlement ",
        "directive ",
        "ssas2401234a",
        " ",
    };
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(arena) struct arena arena = {0};
    uint64_t state = 53;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    for (int round = 0; round < 20000; round++) {
        AUTO(buf) struct buf text = BUF_INIT(1 << 16);
        uint32_t count = 1 + next_random(&state) % 14;
        for (uint32_t i = 0; i < count; i++)
            buf_add(&text, str_from(pieces[next_random(&state) %
                                           (sizeof pieces / sizeof *pieces)]));
        struct tokens tokens = tokens_of(analyser, buf_str(&text), &arena);
        struct tokens folded = {0};
        check_ranges(buf_str(&text), &tokens);
        CHECK_STATUS(analyse_fold(&folded, &tokens, &arena, NULL), STATUS_OK);
        for (size_t i = 0; i < tokens.cite_count; i++)
            if (tokens.cites[i].word.len && tokens.cites[i].count &&
                !folded_has(&folded, tokens.cites[i].word))
                CHECK_STR(buf_str(&text), tokens.cites[i].word);
        arena_reset(&arena);
    }
}

static void
test_no_memory(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    for (size_t limit = 1; limit < 1000; limit += 37) {
        AUTO(arena) struct arena arena = {.limit = limit};
        struct tokens tokens = {.count = 7};
        enum status status =
            analyse(&tokens, analyser, STR("articles 5 et 6 du code civil"),
                    &arena, NULL);
        CHECK(status == STATUS_OK || status == STATUS_NOMEM);
        CHECK(status == STATUS_OK || tokens.count == 7);
    }
}

static struct str
name_of(struct str cited, bool full)
{
    struct code_words words;
    struct str word;
    code_words_start(&words);
    while (!str_is_empty(cited)) {
        str_cut(cited, STR(" "), &word, &cited);
        if (word.len > 2 && word.at[1] == '\'')
            word = str_from_offset(word, 2);
        if (!code_words_add(&words, word))
            return STR("no beginning of a name");
    }
    return code_words_name(&words, full);
}

/* All that codes.def has is found, and no more. */
static void
test_code_names(void)
{
    static const struct {
        struct str cited, name;
        bool full;
    } codes[] = {
#define CODE(cited, name) {STR_INIT(cited), STR_INIT(name), true},
#define SHORT(cited, name) {STR_INIT(cited), STR_INIT(name), false},
#include "codes.def"
#undef CODE
#undef SHORT
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        CHECK_STR(name_of(codes[i].cited, codes[i].full), codes[i].name);
        CHECK_STR(name_of(codes[i].cited, !codes[i].full), STR(""));
    }
    CHECK_STR(name_of(STR("code de la"), true), STR(""));
    CHECK_STR(name_of(STR("code de la route droite"), true),
              STR("no beginning of a name"));
    CHECK_STR(name_of(STR("codes"), true), STR("no beginning of a name"));
}

/* A reference has a number of its own from the second time on, while there is
 * room. */
static void
test_numbers(void)
{
    for (size_t keep = 0; keep <= 64; keep += 32) {
        AUTO(analyser) struct analyser *analyser = NULL;
        AUTO(arena) struct arena arena = {0};
        CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
        analyser_keep(analyser, keep);
        struct str text = STR("l'article L. 162-31-1 et l'art. R. 5");
        struct tokens tokens = tokens_of(analyser, text, &arena);
        CHECK_INT(tokens.cite_count, 3);
        for (size_t i = 0; i < tokens.cite_count; i++)
            CHECK(tokens.cites[i].kind == CITE_WORD || !tokens.cites[i].known);
        for (int k = 0; k < 2; k++)
            tokens = tokens_of(analyser, text, &arena);
        for (size_t i = 0; i < tokens.cite_count; i++) {
            const struct cite *cite = &tokens.cites[i];
            CHECK(!cite->known == !keep);
            CHECK_INT(analyser_number(analyser, cite->word), cite->known);
            for (size_t k = 0; k < tokens.count; k++)
                CHECK(!keep || (tokens.at[k].known == cite->known) ==
                                   str_eq(tokens.at[k].word, cite->word));
        }
        CHECK(analyser_known(analyser) <= keep);
    }
}

static void
test_cues(void)
{
    AUTO(map) struct map words = {0};
    CHECK_STATUS(cues_init(&words, NULL), STATUS_OK);
    CHECK_INT(cues_of(&words, STR("alinéa")),
              CUE_STRETCH | CUE_PINPOINT | CUE_NUMBERED);
    CHECK_INT(cue_month(cues_of(&words, STR("août"))), 8);
    CHECK_INT(cue_month(cues_of(&words, STR("decembre"))), 12);
    CHECK_INT(cues_of(&words, STR("1er")),
              CUE_FIRST | CUE_FIRST_DAY | CUE_ORDINAL);
    CHECK_INT(cues_of(&words, STR("2017")), CUE_DIGITS);
    CHECK_INT(cues_of(&words, STR("xxi")), CUE_ROMAN);
    CHECK_INT(cues_of(&words, STR("quatervicies")), CUE_LATIN);
    CHECK_INT(cues_of(&words, STR("alin")), 0);
    CHECK_INT(cues_of(&words, STR("")), 0);
}

CU_TestInfo cite_tests[] = {
    {"references.txt", test_table},
    {"own", test_own},
    {"typed as written", test_typed},
    {"in a query", test_fold},
    {"positions", test_positions},
    {"the field article", test_article_key},
    {"names of codes", test_code_names},
    {"cues", test_cues},
    {"numbers", test_numbers},
    {"random pieces", test_random},
    {"long texts", test_long},
    {"no memory", test_no_memory},
    CU_TEST_INFO_NULL,
};
