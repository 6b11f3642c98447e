/* Query: wildcards and near spellings against matchers that try everything. */
#include "check.h"

#include "buf.h"
#include "pattern.h"

#include <stdlib.h>
#include <string.h>

static bool
matches(const char *text, const char *word)
{
    AUTO(arena) struct arena arena = {0};
    struct pattern pattern;
    CHECK_STATUS(pattern_make(&pattern, str_from(text), &arena, NULL),
                 STATUS_OK);
    return pattern_matches(&pattern, str_from(word));
}

static void
check_yes(const char *text, const char *word)
{
    CHECK_STR(matches(text, word) ? str_from(word) : STR("no"), str_from(word));
}

static void
check_no(const char *text, const char *word)
{
    CHECK_STR(matches(text, word) ? str_from(word) : STR("no"), STR("no"));
}

static void
test_stars(void)
{
    check_yes("infirmi*", "infirmière");
    check_yes("in*mier", "infirmier");
    check_no("in*mier", "infirmiers");
    check_yes("*mière", "infirmière");
    check_yes("*miere", "infirmière");
    check_no("*mière", "infirmiere");
    check_no("*mière", "infirmìere");
    check_yes("soci*té", "société");
    check_yes("soci*té", "socialité");
    check_yes("so*i*t*", "société");
    check_yes("*a*b*", "ab");
    check_no("*a*b*", "ba");
    check_yes("soeu*", "sœur");
    check_yes("s*ur", "sœur");
    check_yes("sœ*", "sœur");
    check_no("sœ*", "soeur");
    check_yes("*", "");
    check_no("a*", "");
    check_yes("*aab", "aaaab");
    check_yes("mi*mi", "mimi");
    check_no("mi*mi", "mi");
}

static void
test_near(void)
{
    check_yes("medcin~", "médecin");
    check_yes("hopitla~", "hôpital");
    check_no("loi~1", "lapin");
    check_yes("loi~", "lois");
    check_yes("loi~", "lio");
    check_no("loi~", "lit");
    check_yes("loi~2", "lit");
    check_yes("licensiement~", "licenciement");
    check_yes("licentiemant~", "licenciement");
    check_no("licentiemen~1", "licenciement");
    check_no("le~", "la");
    check_yes("sœur~", "soeur");
}

/* ---- random words over three letters, accents among them --------------- */

static uint32_t seed;

static uint32_t
chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Letters as numbers: 0 = a, 1 = à, 2 = b, 3 = é, 4 = e; 9 = star. */
static const char *const spelt[] = {"a", "à", "b", "é", "e"};
static const int plain[] = {0, 0, 2, 4, 4};

struct letters {
    int at[16];
    size_t count;
};

static struct letters
random_letters(size_t max, bool stars)
{
    struct letters letters = {.count = chance((uint32_t)max + 1)};
    for (size_t i = 0; i < letters.count; i++)
        letters.at[i] = stars && chance(3) == 0 ? 9 : (int)chance(5);
    return letters;
}

static void
spell(struct buf *out, struct letters letters)
{
    for (size_t i = 0; i < letters.count; i++)
        buf_add(out, str_from(letters.at[i] == 9 ? "*" : spelt[letters.at[i]]));
}

static bool
stars_by_trying(const int *p, size_t p_count, const int *w, size_t w_count)
{
    if (p_count == 0)
        return w_count == 0;
    if (*p == 9)
        return stars_by_trying(p + 1, p_count - 1, w, w_count) ||
               (w_count && stars_by_trying(p, p_count, w + 1, w_count - 1));
    bool accent = *p == 1 || *p == 3;
    return w_count && (accent ? *p == *w : *p == plain[*w]) &&
           stars_by_trying(p + 1, p_count - 1, w + 1, w_count - 1);
}

/* By trying every first step; *swapped letters are not touched again. */
static unsigned
steps_by_trying(const int *a, size_t a_count, const int *b, size_t b_count,
                unsigned most)
{
    unsigned best = 99, some;
    if (a_count == 0 || b_count == 0)
        return (unsigned)(a_count + b_count);
    if (plain[*a] == plain[*b])
        return steps_by_trying(a + 1, a_count - 1, b + 1, b_count - 1, most);
    if (most == 0)
        return 99;
    some = steps_by_trying(a + 1, a_count - 1, b + 1, b_count - 1, most - 1);
    best = some < best ? some : best;
    some = steps_by_trying(a + 1, a_count - 1, b, b_count, most - 1);
    best = some < best ? some : best;
    some = steps_by_trying(a, a_count, b + 1, b_count - 1, most - 1);
    best = some < best ? some : best;
    if (a_count > 1 && b_count > 1 && plain[a[0]] == plain[b[1]] &&
        plain[a[1]] == plain[b[0]]) {
        some =
            steps_by_trying(a + 2, a_count - 2, b + 2, b_count - 2, most - 1);
        best = some < best ? some : best;
    }
    return best + 1;
}

static void
check_random_stars(void)
{
    AUTO(buf) struct buf text = BUF_INIT(64);
    AUTO(buf) struct buf word = BUF_INIT(64);
    struct letters p = random_letters(7, true), w = random_letters(7, false);
    spell(&text, p);
    spell(&word, w);
    buf_add_char(&text, '\0');
    buf_add_char(&word, '\0');
    bool want = stars_by_trying(p.at, p.count, w.at, w.count);
    if (matches(text.at, word.at) != want) {
        buf_printf(&text, " %s", word.at);
        CHECK_STR(STR("other"), str_from(text.at));
    }
}

static void
check_random_steps(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(64);
    AUTO(buf) struct buf word = BUF_INIT(64);
    struct letters a = random_letters(7, false), b = random_letters(7, false);
    unsigned most = chance(3);
    struct pattern pattern;
    spell(&text, a);
    spell(&word, b);
    buf_printf(&text, "~");
    CHECK_STATUS(pattern_make(&pattern, buf_str(&text), &arena, NULL),
                 STATUS_OK);
    unsigned want = steps_by_trying(a.at, a.count, b.at, b.count, most);
    unsigned got = pattern_steps(&pattern, buf_str(&word), most);
    if (got != (want > most ? most + 1 : want)) {
        buf_printf(&text, " " STR_FMT " %u", STR_ARG(buf_str(&word)), most);
        CHECK_STR(STR("other"), buf_str(&text));
    }
}

static void
test_random(void)
{
    seed = 7;
    for (int i = 0; i < 20000; i++) {
        check_random_stars();
        check_random_steps();
    }
}

/* Long ones: no word is as long, and it costs what it is long. */
static void
test_long(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(1 << 17);
    AUTO(buf) struct buf word = BUF_INIT(1 << 10);
    struct pattern pattern;
    for (int i = 0; i < 30000; i++)
        buf_add(&text, STR("*a"));
    CHECK_STATUS(pattern_make(&pattern, buf_str(&text), &arena, NULL),
                 STATUS_OK);
    for (int i = 0; i < 200; i++)
        buf_add_char(&word, 'a');
    CHECK(!pattern_matches(&pattern, buf_str(&word)));
    CHECK(pattern.impossible);
    buf_clear(&text);
    for (int i = 0; i < 100; i++)
        buf_add(&text, STR("*a"));
    buf_add(&text, STR("*b"));
    CHECK_STATUS(pattern_make(&pattern, buf_str(&text), &arena, NULL),
                 STATUS_OK);
    for (int i = 0; i < 10000; i++)
        CHECK(!pattern_matches(&pattern, buf_str(&word)));
}

CU_TestInfo pattern_tests[] = {
    {"stars", test_stars}, {"near", test_near}, {"random", test_random},
    {"long", test_long},   CU_TEST_INFO_NULL,
};
