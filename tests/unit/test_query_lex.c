/* Query: the lexer's table, and what it must bear. */
#include "check.h"
#include "table.h"

#include "buf.h"
#include "lex.h"

#include <string.h>

static const char *const names[] = {
    [LEX_WORD] = "word",
    [LEX_EXACT] = "exact",
    [LEX_PATTERN] = "pattern",
    [LEX_PHRASE] = "phrase",
    [LEX_EXACT_PHRASE] = "exact-phrase",
    [LEX_FIELD] = "field",
    [LEX_OPEN] = "open",
    [LEX_CLOSE] = "close",
    [LEX_MINUS] = "minus",
    [LEX_AND] = "and",
    [LEX_OR] = "or",
    [LEX_NOT] = "not",
    [LEX_NEAR] = "near",
    [LEX_BEFORE] = "before",
    [LEX_STRAY] = "stray",
};

static void
print_lexemes(struct buf *out, const struct lexemes *lexemes)
{
    for (size_t i = 0; i + 1 < lexemes->count; i++) {
        const struct lexeme *lexeme = &lexemes->at[i];
        buf_printf(out, "%s%s", i ? " " : "", names[lexeme->kind]);
        if (lexeme->kind <= LEX_FIELD || lexeme->kind == LEX_NEAR ||
            lexeme->kind == LEX_BEFORE)
            buf_printf(out, "(" STR_FMT ")", STR_ARG(lexeme->text));
        if (lexeme->unclosed)
            buf_add(out, STR(" unclosed"));
    }
}

static void
lex_printed(struct buf *out, struct str query)
{
    AUTO(arena) struct arena arena = {0};
    struct lexemes lexemes;
    size_t where;
    enum status status = lex(&lexemes, &where, query, &arena, NULL);
    if (status == STATUS_OK)
        print_lexemes(out, &lexemes);
    else
        buf_printf(out, "! %zu", where);
}

static void
test_table(void)
{
    AUTO(table) struct table table = {0};
    struct str query, expected;
    if (!table_open(&table, "lex.txt"))
        return;
    while (table_next(&table, STR(" => "), &query, &expected)) {
        AUTO(buf) struct buf got = BUF_INIT(1 << 16);
        AUTO(buf) struct buf want = BUF_INIT(1 << 16);
        buf_printf(&got, STR_FMT " => ", STR_ARG(query));
        lex_printed(&got, query);
        buf_printf(&want, STR_FMT " => " STR_FMT, STR_ARG(query),
                   STR_ARG(expected));
        CHECK_STR(buf_str(&got), buf_str(&want));
    }
}

static enum status
lex_filled(char fill, size_t len, size_t *where)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf query = BUF_INIT(1 << 20);
    struct lexemes lexemes;
    struct error err = {0};
    for (size_t i = 0; i < len; i++)
        buf_add_char(&query, i % 2 ? ' ' : fill);
    return lex(&lexemes, where, buf_str(&query), &arena, &err);
}

static void
test_limits(void)
{
    size_t where = 0;
    CHECK_STATUS(lex_filled('a', (size_t)2 * QUERY_WORDS_MAX, &where),
                 STATUS_OK);
    CHECK_STATUS(lex_filled('a', (size_t)2 * QUERY_WORDS_MAX + 1, &where),
                 STATUS_SYNTAX);
    CHECK_INT(where, 2 * QUERY_WORDS_MAX + 1);
    CHECK_STATUS(lex_filled('(', QUERY_BYTES_MAX, &where), STATUS_OK);
    CHECK_STATUS(lex_filled('(', QUERY_BYTES_MAX + 1, &where), STATUS_SYNTAX);
}

static void
test_words_within_quotes(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf query = BUF_INIT(1 << 16);
    struct lexemes lexemes;
    size_t where;
    buf_add_char(&query, '"');
    for (int i = 0; i <= QUERY_WORDS_MAX; i++)
        buf_add(&query, STR("mot "));
    CHECK_STATUS(lex(&lexemes, &where, buf_str(&query), &arena, NULL),
                 STATUS_SYNTAX);
}

static void
test_bytes(void)
{
    AUTO(arena) struct arena arena = {0};
    struct lexemes lexemes;
    struct error err = {0};
    size_t where = 0;
    CHECK_STATUS(lex(&lexemes, &where, STR("caf\xE9"), &arena, &err),
                 STATUS_SYNTAX);
    CHECK_INT(where, 4);
    CHECK_CSTR(err.text, "character 4: the query is not valid UTF-8");
    CHECK_STATUS(lex(&lexemes, &where, STR("a\0b"), &arena, &err),
                 STATUS_SYNTAX);
    CHECK_INT(where, 2);
    CHECK_STATUS(lex(&lexemes, &where, STR(""), &arena, &err), STATUS_OK);
    CHECK_INT(lexemes.count, 1);
}

CU_TestInfo query_lex_tests[] = {
    {"table", test_table},
    {"limits", test_limits},
    {"words within quotes count", test_words_within_quotes},
    {"no text is refused", test_bytes},
    CU_TEST_INFO_NULL,
};
