/* French analysis: the tables, and what must hold for any text. */
#include "check.h"
#include "table.h"

#include "acronym.h"
#include "analyse.h"
#include "buf.h"
#include "letter.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { LONG_TEXT = 1 << 20 };

static struct tokens
tokens_of(struct analyser *analyser, struct str text, struct arena *arena)
{
    struct tokens tokens = {0};
    CHECK_STATUS(analyse(&tokens, analyser, text, arena, NULL), STATUS_OK);
    return tokens;
}

static struct analyser *
new_analyser(void)
{
    struct analyser *analyser = NULL;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    return analyser;
}

/* "text => words" as the tables write them. */
static void
print_words(struct buf *out, struct str text, const struct tokens *tokens)
{
    uint32_t position = 0;
    buf_printf(out, STR_FMT " => ", STR_ARG(text));
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->at[i];
        if (i > 0 && token->position > position + 1)
            buf_add(out, STR("| "));
        if (token->flags & TOKEN_JOINED)
            buf_add_char(out, '+');
        buf_add(out, token->word);
        if (i + 1 < tokens->count)
            buf_add_char(out, ' ');
        position = token->position;
    }
}

static void
run_words(const char *name)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str text, expected;
    if (!table_open(&table, name))
        return;
    while (table_next(&table, STR(" =>"), &text, &expected)) {
        AUTO(buf) struct buf got = BUF_INIT(1 << 16);
        struct tokens tokens = tokens_of(analyser, text, &arena);
        print_words(&got, text, &tokens);
        struct str want = arena_printf(&arena, STR_FMT " => " STR_FMT,
                                       STR_ARG(text), STR_ARG(expected));
        CHECK_STR(buf_str(&got), want);
    }
}

static void
test_elide_table(void)
{
    run_words("elide.txt");
}

static void
test_token_table(void)
{
    run_words("tokens.txt");
}

static void
test_fold_table(void)
{
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str text, expected, got;
    if (!table_open(&table, "fold.txt"))
        return;
    while (table_next(&table, STR(" =>"), &text, &expected)) {
        CHECK_STATUS(french_fold(&got, text, &arena, NULL), STATUS_OK);
        CHECK_STR(got, expected);
    }
}

static struct str
stem_of(struct analyser *analyser, struct str word, struct arena *arena)
{
    struct tokens tokens = tokens_of(analyser, word, arena);
    CHECK_INT(tokens.count, 1);
    return tokens.count ? tokens.at[0].stem : word;
}

static void
test_stem_table(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str left, right;
    if (!table_open(&table, "stem.txt"))
        return;
    while (table_next(&table, STR("= "), &left, &right)) {
        bool apart = str_ends(left, STR("!"));
        left = str_trim(str_head(left, left.len - apart));
        struct str a = stem_of(analyser, left, &arena);
        struct str b = stem_of(analyser, right, &arena);
        const char *sign = str_eq(a, b) ? "=" : "!=";
        CHECK_STR(arena_printf(&arena, STR_FMT " %s " STR_FMT, STR_ARG(left),
                               sign, STR_ARG(right)),
                  arena_printf(&arena, STR_FMT " %s " STR_FMT, STR_ARG(left),
                               apart ? "!=" : "=", STR_ARG(right)));
    }
}

/* What holds for the tokens of any text. */
static void
check_ranges(struct str text, const struct tokens *tokens)
{
    uint32_t end = 0, position = 0;
    bool good = true;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *t = &tokens->at[i];
        good = good && t->start >= end && t->end > t->start &&
               t->end <= text.len && t->position > position &&
               t->word.len > 0 && t->word.len <= 200 && t->stem.len > 0 &&
               t->stem.len <= 200 && utf8_is_valid(t->word) &&
               utf8_is_valid(t->stem) &&
               utf8_is_valid(str_range(text, t->start, t->end));
        end = t->end;
        position = t->position;
    }
    CHECK(good);
    CHECK_INT(tokens->last_position, position);
}

/* A word of the index, typed alone, is that word with that stem. */
static void
check_words_stand(struct analyser *analyser, const struct tokens *tokens,
                  struct arena *arena)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->at[i];
        struct tokens alone = tokens_of(analyser, token->word, arena);
        struct str stem = {NULL, 0};
        CHECK_STATUS(analyser_stem(&stem, analyser, token->word, NULL),
                     STATUS_OK);
        CHECK_STR(stem, token->stem);
        CHECK_INT(alone.count, 1);
        if (alone.count != 1)
            continue;
        CHECK_STR(alone.at[0].word, token->word);
        CHECK_STR(alone.at[0].stem, token->stem);
    }
}

static struct str
mapped(struct str text, utf8proc_option_t options, struct arena *arena)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text.at,
                     (utf8proc_ssize_t)text.len, &out, options);
    struct str copy = {NULL, 0};
    if (len > 0)
        copy = arena_copy(arena, (struct str){(char *)out, (size_t)len});
    free(out);
    return copy;
}

/* Composed and decomposed spellings give the same tokens. */
static void
check_nfd(struct analyser *analyser, struct str text, struct arena *arena)
{
    struct str nfc = mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE, arena);
    struct str nfd = mapped(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, arena);
    struct tokens a = tokens_of(analyser, nfc, arena);
    struct tokens b = tokens_of(analyser, nfd, arena);
    CHECK_INT(a.count, b.count);
    for (size_t i = 0; i < a.count && i < b.count; i++) {
        CHECK_STR(b.at[i].word, a.at[i].word);
        CHECK_STR(b.at[i].stem, a.at[i].stem);
        CHECK_INT(b.at[i].flags, a.at[i].flags);
    }
}

/* Capitals of French: those of U+0000-017F (ß has none). */
static struct str
capitals(struct str text, struct arena *arena)
{
    char *out = arena_alloc(arena, 2 * text.len + 1);
    size_t len = 0;
    for (size_t at = 0, size; out && at < text.len; at += size) {
        uint32_t c = 0;
        size = utf8_decode(str_from_offset(text, at), &c);
        utf8proc_int32_t capital = utf8proc_toupper((utf8proc_int32_t)c);
        if (c < 0x180 && capital < 0x180 && c != 0xB5)
            c = (uint32_t)capital;
        len += utf8_encode(out + len, c);
    }
    return (struct str){out, len};
}

static void
check_capitals(struct analyser *analyser, struct str text, struct arena *arena)
{
    struct tokens a = tokens_of(analyser, text, arena);
    struct tokens b = tokens_of(analyser, capitals(text, arena), arena);
    CHECK_INT(a.count, b.count);
    for (size_t i = 0; i < a.count && i < b.count; i++)
        CHECK_STR(b.at[i].stem, a.at[i].stem);
}

/* A text that meets every rule.  The numerals that count in capitals only
 * (Ve, VIe) are not in it: they cannot survive capitals. */
static const char sample[] =
    "L'article L. 162-31-1 du code de l’hôpital dispose qu'aujourd'hui "
    "15 000 infirmières, soit 9,5 % des prud’hommes, O'Connor, la C.N.A.M. "
    "et l'É.N.A., les sous-préfets du Val-d'Oise et la XVIIe législature, "
    "l'article 1er ou 1^{re}, 12 m² à l’œuvre, d'après contact@an.fr.\n\n"
    "« Où ça ? » Le procès-verbal R.* 421-5, sécu\xC2\xADrité, mât, Haÿ, "
    "ambiguë, noël, île, forêt, ÉTAT. Ça n'a pas été prévu ; jusqu'à "
    "presqu'île. Straße, Łódź, Ștefan, Việt Nam, Киев, Αθήνα.\n";

static void
test_properties(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(arena) struct arena arena = {0};
    struct str text = str_from(sample);
    /* Twice and more: new words, then words of the cache. */
    for (int round = 0; round < 3; round++) {
        struct tokens tokens = tokens_of(analyser, text, &arena);
        check_ranges(text, &tokens);
        check_words_stand(analyser, &tokens, &arena);
        check_nfd(analyser, text, &arena);
        check_capitals(analyser, text, &arena);
    }
}

static void
test_flags(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(arena) struct arena arena = {0};
    struct tokens t =
        tokens_of(analyser, STR("la santé 9,5 où œuvre 1er"), &arena);
    CHECK_INT(t.count, 6);
    if (t.count != 6)
        return;
    CHECK_INT(t.at[0].flags, TOKEN_STOP);
    CHECK_INT(t.at[1].flags, TOKEN_ACCENT);
    CHECK_INT(t.at[2].flags, TOKEN_NUMBER | TOKEN_DIGIT);
    CHECK_INT(t.at[3].flags, TOKEN_STOP | TOKEN_ACCENT);
    CHECK_INT(t.at[4].flags, 0);
    CHECK_INT(t.at[5].flags, TOKEN_DIGIT);
}

static void
test_positions(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(arena) struct arena arena = {0};
    struct tokens t = tokens_of(analyser, STR("\n\na b\nc\n\n\n\nd"), &arena);
    CHECK_INT(t.count, 4);
    CHECK_INT(t.last_position, 3 + ANALYSE_GAP + 1);
    t = tokens_of(analyser, STR(""), &arena);
    CHECK_INT(t.count, 0);
    CHECK_INT(t.last_position, 0);
    t = tokens_of(analyser, STR(" \n\n... "), &arena);
    CHECK_INT(t.count, 0);
}

/* One run of bytes over and over, without a blank. */
static void
check_long(struct analyser *analyser, struct str piece)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(2 * LONG_TEXT);
    while (text.len < LONG_TEXT)
        buf_add(&text, piece);
    struct tokens tokens = tokens_of(analyser, buf_str(&text), &arena);
    check_ranges(buf_str(&text), &tokens);
}

/* Would take minutes if anything were quadratic. */
static void
test_long_words(void)
{
    static const struct str pieces[] = {
        STR_INIT("a"),
        STR_INIT("é"),
        STR_INIT("e\xCC\x81"),
        STR_INIT("\xCC\x81"),
        STR_INIT("1"),
        STR_INIT("a."),
        STR_INIT("1."),
        STR_INIT("1 000 "),
        STR_INIT(" 000"),
        STR_INIT("l'"),
        STR_INIT("prud'"),
        STR_INIT("a-"),
        STR_INIT("\xC2\xAD"),
        STR_INIT("a\xC2\xAD"),
        STR_INIT("1^{"),
        STR_INIT("'"),
        STR_INIT("prud'\xC2\xAD\xC2\xAD"),
        STR_INIT("\xEF\xB7\xBA"), /* the longest decomposition there is */
        STR_INIT("\xE4\xB8\xAD"),
        STR_INIT("\n\n"),
        STR_INIT("a\n\n"),
        STR_INIT("1,"),
        STR_INIT("x"),
        STR_INIT("l1"),
    };
    AUTO(analyser) struct analyser *analyser = new_analyser();
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        check_long(analyser, pieces[i]);
}

/* A small generator of our own: the same texts everywhere. */
static uint32_t
next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* Characters that the rules look at, and any others. */
static uint32_t
random_character(uint64_t *state)
{
    static const char chosen[] = "aeilrdvxVXI''..,-  0123^{}\n@/&LOcsqunt";
    uint32_t dice = next_random(state) % 16;
    if (dice < 10)
        return (unsigned char)chosen[next_random(state) % (sizeof chosen - 1)];
    if (dice < 12)
        return 0xA0 + next_random(state) % 0xE0;
    if (dice < 13)
        return 0x300 + next_random(state) % 0x30;
    if (dice < 14)
        return 0x2000 + next_random(state) % 0x70;
    uint32_t c = next_random(state) % 0x110000;
    return c >= 0xD800 && c < 0xE000 ? 0x2019 : c;
}

/* Words far from the end of a text are read by many bytes at a time, those at
 * its end one by one: blanks behind a text change nothing. */
static void
check_blanks_behind(struct analyser *analyser, struct str text,
                    struct arena *arena)
{
    struct str longer =
        arena_printf(arena, STR_FMT "                    ", STR_ARG(text));
    struct tokens a = tokens_of(analyser, text, arena);
    struct tokens b = tokens_of(analyser, longer, arena);
    bool same = a.count == b.count && a.cite_count == b.cite_count;
    for (size_t i = 0; same && i < a.count; i++)
        same = a.at[i].start == b.at[i].start && a.at[i].end == b.at[i].end &&
               a.at[i].flags == b.at[i].flags &&
               a.at[i].position == b.at[i].position &&
               str_eq(a.at[i].word, b.at[i].word) &&
               str_eq(a.at[i].stem, b.at[i].stem);
    if (!same)
        CHECK_STR(text, STR("other tokens with blanks behind"));
}

static void
test_plain_words(void)
{
    static const char *const words[] = {
        "",
        "d",
        "Qu",
        "jusqu",
        "quelqu",
        "prud",
        "\u00E9t\u00E9",
        "\u00C9T\u00C9",
        "\u00C7",
        "\u00E7",
        "STRA\u00DFE",
        "\u00FF\u00FE",
        "\u00D7a",
        "a\u00F7",
        "xvi",
        "XVIe",
        "vi\u00E8me",
        "vie",
        "Ve",
        "il",
        "m",
        "cm",
        "D.G",
        "L162",
        "16",
        "\u0153uvre",
        "quinzelettresab",
        "seizelettresabc",
        "dixseptlettresabc",
        "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9",
        "a\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9",
        "L.\u00A0"
        "162-31"};
    static const char *const signs[] = {
        "\u2019", "\u00A0", "\u00B2", "\u1D49", "\u00AD", "e\u0301", "\u00E9",
        "\u00C0", "\u00D7", "\u00F7", "\u00B0", "://",    "\u2010",  "^{e}"};
    static const char *const behind[] = {"",   "a",   "1",   "\u00E9", "\u00D7",
                                         " b", ".G.", "hui", "\u2019"};
    enum { SIGNS = sizeof signs / sizeof *signs };
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(arena) struct arena arena = {0};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        for (int c = 1; c < 128 + SIGNS; c++)
            for (size_t k = 0; k < sizeof behind / sizeof *behind; k++) {
                char one[2] = {(char)(c < 128 ? c : 0), 0};
                const char *sign = c < 128 ? one : signs[c - 128];
                check_blanks_behind(
                    analyser,
                    arena_printf(&arena, "%s%s%s", words[w], sign, behind[k]),
                    &arena);
                arena_reset(&arena);
            }
}

static void
test_random_texts(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(arena) struct arena arena = {0};
    uint64_t state = 51;
    for (int round = 0; round < 4000; round++) {
        AUTO(buf) struct buf text = BUF_INIT(1 << 16);
        uint32_t count = next_random(&state) % 60;
        for (uint32_t i = 0; i < count; i++)
            buf_add_code_point(&text, random_character(&state));
        struct str s = buf_str(&text);
        struct tokens tokens = tokens_of(analyser, s, &arena);
        check_ranges(s, &tokens);
        check_words_stand(analyser, &tokens, &arena);
        check_nfd(analyser, s, &arena);
        check_blanks_behind(analyser, s, &arena);
        arena_reset(&arena);
    }
}

/* Bytes of any kind, cut to what is valid; and bytes that are not, which
 * callers never pass: no crash there either. */
static void
test_random_bytes(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(arena) struct arena arena = {0};
    uint64_t state = 52;
    char bytes[300];
    for (int round = 0; round < 4000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)(next_random(&state) % 256);
        struct str any = {bytes, sizeof bytes};
        tokens_of(analyser, any, &arena);
        struct str valid = str_head(any, utf8_valid_length(any));
        struct tokens tokens = tokens_of(analyser, valid, &arena);
        check_ranges(valid, &tokens);
        arena_reset(&arena);
    }
}

static void
test_no_memory(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(arena) struct arena arena = {.limit = 64};
    struct tokens tokens = {.count = 7};
    CHECK_STATUS(
        analyse(&tokens, analyser, STR("le projet de loi"), &arena, NULL),
        STATUS_NOMEM);
    CHECK_INT(tokens.count, 7);
    AUTO(arena) struct arena enough = {0};
    tokens = tokens_of(analyser, STR("le projet de loi"), &enough);
    CHECK_INT(tokens.count, 4);
}

static void
print_acronyms(struct buf *out, const struct acronyms *acronyms)
{
    for (size_t i = 0; i < acronyms->count; i++) {
        const struct acronym *one = &acronyms->at[i];
        buf_printf(out, "%s" STR_FMT " %s " STR_FMT, i ? " ; " : "",
                   STR_ARG(one->word), one->loose ? "~" : "=",
                   STR_ARG(one->stems));
    }
    if (acronyms->count == 0)
        buf_add(out, STR("none"));
}

static void
test_acronyms_table(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str text, expected;
    if (!table_open(&table, "acronyms.txt"))
        return;
    while (table_next(&table, STR(" => "), &text, &expected)) {
        AUTO(buf) struct buf got = BUF_INIT(1 << 16);
        struct acronyms acronyms = {0};
        struct tokens tokens = tokens_of(analyser, text, &arena);
        CHECK_STATUS(acronym_find(&acronyms, text, &tokens, &arena, NULL),
                     STATUS_OK);
        print_acronyms(&got, &acronyms);
        CHECK_STR(arena_printf(&arena, STR_FMT " => " STR_FMT, STR_ARG(text),
                               STR_ARG(buf_str(&got))),
                  arena_printf(&arena, STR_FMT " => " STR_FMT, STR_ARG(text),
                               STR_ARG(expected)));
    }
}

/* A page of brackets and capitals takes no longer than its length. */
static void
test_acronyms_of_noise(void)
{
    AUTO(analyser) struct analyser *analyser = new_analyser();
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(LONG_TEXT);
    struct acronyms acronyms;
    while (text.len + 80 < LONG_TEXT)
        buf_add(&text, STR("aa de la aa du aa des aa (AAAAAAAAAA) AA (aa "));
    struct tokens tokens = tokens_of(analyser, buf_str(&text), &arena);
    CHECK_STATUS(acronym_find(&acronyms, buf_str(&text), &tokens, &arena, NULL),
                 STATUS_OK);
}

/* Every row of acronyms.def says where it is from. */
static void
test_acronyms_sourced(void)
{
    static const struct {
        struct str acronym, expansion, source;
    } rows[] = {
#define ACRONYM(acronym, expansion, source)                                    \
    {STR_INIT(acronym), STR_INIT(expansion), STR_INIT(source)},
#include "acronyms.def"
#undef ACRONYM
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str source = str_trim(rows[i].source);
        if (str_starts(source, STR("names:")))
            source = str_trim(str_from_offset(source, sizeof "names:" - 1));
        CHECK(rows[i].acronym.len >= 2 && rows[i].expansion.len >= 5);
        if (source.len < 8)
            CHECK_STR(source, rows[i].acronym);
        for (size_t k = 0; k < i; k++)
            CHECK(!str_eq(rows[k].acronym, rows[i].acronym) ||
                  !str_eq(rows[k].expansion, rows[i].expansion));
    }
}

CU_TestInfo french_tests[] = {
    {"acronyms.txt", test_acronyms_table},
    {"acronyms have sources", test_acronyms_sourced},
    {"acronyms of noise", test_acronyms_of_noise},
    {"elide.txt", test_elide_table},
    {"tokens.txt", test_token_table},
    {"fold.txt", test_fold_table},
    {"stem.txt", test_stem_table},
    {"properties of a text", test_properties},
    {"flags", test_flags},
    {"positions", test_positions},
    {"no memory", test_no_memory},
    {"long words", test_long_words},
    {"plain words", test_plain_words},
    {"random texts", test_random_texts},
    {"random bytes", test_random_bytes},
    CU_TEST_INFO_NULL,
};
