/* Query: the parser's tables. */
#include "check.h"
#include "table.h"

#include "lang.h"
#include "parse.h"

#include <string.h>

static void
parse_printed(struct buf *out, struct str query, bool mend)
{
    AUTO(arena) struct arena arena = {0};
    struct node *root;
    struct error err = {0};
    size_t where = 0;
    enum status status = parse(&root, &where, query, mend, &arena, &err);
    if (status == STATUS_OK)
        ast_print(out, root);
    else
        buf_printf(out, "! %zu", where);
}

static void
run_table(const char *name, bool mend)
{
    AUTO(table) struct table table = {0};
    struct str query, expected;
    if (!table_open(&table, name))
        return;
    while (table_next(&table, STR(" => "), &query, &expected)) {
        AUTO(buf) struct buf got = BUF_INIT(1 << 16);
        AUTO(buf) struct buf want = BUF_INIT(1 << 16);
        buf_printf(&got, STR_FMT " => ", STR_ARG(query));
        parse_printed(&got, query, mend);
        buf_printf(&want, STR_FMT " => " STR_FMT, STR_ARG(query),
                   STR_ARG(expected));
        CHECK_STR(buf_str(&got), buf_str(&want));
    }
}

static void
test_trees(void)
{
    run_table("parse.txt", false);
}

static void
test_mended(void)
{
    run_table("parse_mended.txt", true);
}

static void
test_dates(void)
{
    run_table("dates_query.txt", false);
}

static struct error
error_of(struct str query)
{
    AUTO(arena) struct arena arena = {0};
    struct node *root;
    struct error err = {0};
    size_t where;
    CHECK_STATUS(parse(&root, &where, query, false, &arena, &err),
                 STATUS_SYNTAX);
    return err;
}

static void
test_messages(void)
{
    CHECK_CSTR(error_of(STR("é (a")).text,
               "character 3: this bracket is not closed");
    CHECK_CSTR(error_of(STR("")).text, "the query is empty");
    CHECK_CSTR(error_of(STR("date:2026..2025")).text,
               "character 6: this range ends before it starts");
    CHECK(str_contains(str_from(error_of(STR("date:mai")).text),
                       STR("2026-05-26")));
    CHECK(lang_choose("fr"));
    CHECK_CSTR(error_of(STR("é (a")).text,
               "caractère 3 : cette parenthèse n'est pas refermée");
    CHECK(lang_choose("en"));
}

/* Every start of a hard query, mended or not, parses or says why. */
static void
test_any_start(void)
{
    const struct str query =
        STR("a -\"b c\" ET (titre:(d OU -e*) SAUF =\"f\") OU « g » "
            "date:2025..2026 NON ((h)) OR leg:17 ministere:=i");
    for (size_t len = 0; len <= query.len; len++)
        for (int mend = 0; mend < 2; mend++) {
            AUTO(arena) struct arena arena = {0};
            AUTO(buf) struct buf printed = BUF_INIT(1 << 16);
            struct node *root;
            struct error err = {0};
            size_t where = 0;
            enum status status = parse(&root, &where, str_head(query, len),
                                       mend != 0, &arena, &err);
            CHECK(status == STATUS_OK || err.text[0]);
            if (status == STATUS_OK)
                ast_print(&printed, root);
        }
}

static void
test_plain(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf printed = BUF_INIT(1 << 10);
    struct node *root;
    size_t where;
    CHECK_STATUS(parse_plain(&root, &where, STR("a ET (b"), &arena, NULL),
                 STATUS_OK);
    ast_print(&printed, root);
    CHECK_STR(buf_str(&printed), STR("[a ET (b]"));
    CHECK_STATUS(parse_plain(&root, &where, STR(" "), &arena, NULL),
                 STATUS_SYNTAX);
    CHECK_STATUS(parse_plain(&root, &where, STR("a\x1B"), &arena, NULL),
                 STATUS_SYNTAX);
}

static bool
is_words(struct str query)
{
    AUTO(arena) struct arena arena = {0};
    struct node *root;
    size_t where;
    CHECK_STATUS(parse(&root, &where, query, true, &arena, NULL), STATUS_OK);
    return ast_is_words(root);
}

static void
test_what_is_bare(void)
{
    CHECK(is_words(STR("accès aux soins")));
    CHECK(is_words(STR("accès (aux soins)")));
    CHECK(!is_words(STR("accès \"aux soins\"")));
    CHECK(!is_words(STR("accès -soins")));
    CHECK(!is_words(STR("accès OU soins")));
    CHECK(!is_words(STR("accès date:2026")));
    CHECK(!is_words(STR("titre:accès")));
}

CU_TestInfo query_parse_tests[] = {
    {"trees", test_trees},
    {"mended", test_mended},
    {"dates", test_dates},
    {"messages", test_messages},
    {"any start of a query", test_any_start},
    {"plain words", test_plain},
    {"what is bare words", test_what_is_bare},
    CU_TEST_INFO_NULL,
};
