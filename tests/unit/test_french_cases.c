/* French analysis: does a text have the words of a query?  The rules of the
 * query language (DESIGN.md, section 4) that are about words, told small. */
#include "check.h"
#include "table.h"

#include "analyse.h"
#include "fold.h"
#include "utf8.h"

#include <stdio.h>

struct text {
    struct str bytes;
    struct tokens tokens;
};

static struct text
text_of(struct analyser *analyser, struct str bytes, struct arena *arena)
{
    struct text text = {.bytes = bytes};
    CHECK_STATUS(analyse(&text.tokens, analyser, bytes, arena, NULL),
                 STATUS_OK);
    return text;
}

/* The letters of the word as the text writes them (soft hyphens and the like
 * aside, as many as in the word): true when wherever the word differs from
 * wanted the text has a plain capital, as in ASSEMBLEE. */
static bool
differs_in_capitals_only(struct str written, struct str word, struct str wanted)
{
    while (word.len && wanted.len && written.len) {
        uint32_t is = 0, want = 0, as_written = 0;
        size_t a = utf8_decode(word, &is), b = utf8_decode(wanted, &want);
        size_t c = utf8_decode(written, &as_written);
        bool capital = as_written >= 'A' && as_written <= 'Z';
        if (is != want && !capital)
            return false;
        word = str_from_offset(word, a);
        wanted = str_from_offset(wanted, b);
        written = str_from_offset(written, c);
    }
    return true;
}

/* A word typed with an accent excludes the same letters with others. */
static bool
accents_agree(const struct text *text, const struct token *has,
              const struct token *wanted)
{
    char a[FOLD_MAX], b[FOLD_MAX];
    if (!(wanted->flags & TOKEN_ACCENT) || str_eq(has->word, wanted->word))
        return true;
    struct str folded = {a, fold_word(a, has->word)};
    if (!str_eq(folded, (struct str){b, fold_word(b, wanted->word)}))
        return true;
    return differs_in_capitals_only(
        str_range(text->bytes, has->start, has->end), has->word, wanted->word);
}

static bool
stands_at(const struct text *text, size_t at, const struct token *run,
          size_t count)
{
    if (at + count > text->tokens.count)
        return false;
    const struct token *has = &text->tokens.at[at];
    for (size_t i = 0; i < count; i++)
        if (!str_eq(has[i].stem, run[i].stem) ||
            has[i].position != has[0].position + i ||
            !accents_agree(text, &has[i], &run[i]))
            return false;
    return true;
}

static bool
has_run(const struct text *text, const struct token *run, size_t count)
{
    for (size_t at = 0; at < text->tokens.count; at++)
        if (stands_at(text, at, run, count))
            return true;
    return false;
}

static bool
all_stop(const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (!(tokens->at[i].flags & TOKEN_STOP))
            return false;
    return true;
}

static bool
has_all(const struct text *text, const struct text *query)
{
    const struct tokens *words = &query->tokens;
    bool keep_stop = all_stop(words);
    bool phrase = str_starts(query->bytes, STR("\""));
    if (phrase)
        return has_run(text, words->at, words->count);
    for (size_t i = 0, count; i < words->count; i += count) {
        count = 1;
        while (i + count < words->count &&
               (words->at[i + count].flags & TOKEN_JOINED))
            count++;
        bool stop = count == 1 && (words->at[i].flags & TOKEN_STOP);
        if ((!stop || keep_stop) && !has_run(text, &words->at[i], count))
            return false;
    }
    return words->count > 0;
}

static bool
matches(struct analyser *analyser, struct str document, struct str query,
        struct arena *arena)
{
    struct text text = text_of(analyser, document, arena);
    struct text wanted = text_of(analyser, query, arena);
    return has_all(&text, &wanted);
}

static void
test_match_table(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str left, expected, document, query;
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    if (!table_open(&table, "match.txt"))
        return;
    while (table_next(&table, STR(" => "), &left, &expected)) {
        CHECK(str_cut(left, STR(" | "), &document, &query));
        bool match = matches(analyser, document, query, &arena);
        CHECK_STR(arena_printf(&arena, STR_FMT " => %s", STR_ARG(left),
                               match ? "match" : "nomatch"),
                  arena_printf(&arena, STR_FMT " => " STR_FMT, STR_ARG(left),
                               STR_ARG(expected)));
    }
}

/* The rows of the shared expectations that words alone decide.  Operators,
 * wildcards, dates, references and the meaning of acronyms are other steps. */
static bool
is_of_words(struct str category)
{
    static const struct str categories[] = {
        STR_INIT("elision"), STR_INIT("accent"), STR_INIT("ligature"),
        STR_INIT("hyphen"),  STR_INIT("morpho"), STR_INIT("overstem"),
        STR_INIT("acronym"), STR_INIT("number"), STR_INIT("quote"),
        STR_INIT("phrase"),  STR_INIT("stop"),   STR_INIT("mixed"),
    };
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        if (str_eq(category, categories[i]))
            return true;
    return false;
}

/* 87 needs what acronyms stand for: a query does that (golden 130). */
static bool
is_known(struct str id)
{
    return str_eq(id, STR("87"));
}

static void
check_case(struct analyser *analyser, struct str id, struct str row,
           struct arena *arena)
{
    struct str category, document, query, expected;
    str_cut(row, STR("\t"), &category, &row);
    str_cut(row, STR("\t"), &document, &row);
    str_cut(row, STR("\t"), &query, &row);
    str_cut(row, STR("\t"), &expected, &row);
    if (!is_of_words(category) || is_known(id))
        return;
    bool match = matches(analyser, document, query, arena);
    CHECK_STR(arena_printf(arena, STR_FMT ": %s", STR_ARG(id),
                           match ? "match" : "nomatch"),
              arena_printf(arena, STR_FMT ": " STR_FMT, STR_ARG(id),
                           STR_ARG(expected)));
}

static void
test_shared_cases(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(table) struct table table = {0};
    AUTO(arena) struct arena arena = {0};
    struct str id, row;
    const char *path = LIASSE_SHARED "/french/cases.tsv";
    if (!table_open_path(&table, path)) {
        fprintf(stderr, "skipped: no '%s'\n", path);
        return;
    }
    CHECK_STATUS(analyser_new(&analyser, NULL), STATUS_OK);
    while (table_next(&table, STR("\t"), &id, &row))
        check_case(analyser, id, row, &arena);
}

CU_TestInfo french_cases_tests[] = {
    {"match.txt", test_match_table},
    {"shared cases", test_shared_cases},
    CU_TEST_INFO_NULL,
};
