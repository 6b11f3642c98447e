/* tests: JSON trees. */
#include "json.h"

#include "check.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static struct json *
parse(struct arena *arena, struct str text)
{
    struct json *root = NULL;
    struct error err = {0};
    CHECK_OK(json_parse(&root, text, arena, NULL, &err), &err);
    return root;
}

static void
check_refused(struct str text, enum status want, const char *message)
{
    AUTO(arena) struct arena arena = {0};
    struct json *root = NULL;
    struct error err = {0};
    CHECK_STATUS(json_parse(&root, text, &arena, NULL, &err), want);
    CHECK(root == NULL);
    CHECK(strstr(err.text, message) != NULL);
    CHECK(strchr(err.text, '\n') == NULL);
}

static void
shapes(void)
{
    AUTO(arena) struct arena arena = {0};
    struct json *root = parse(
        &arena, STR("{\"one\":\"a\",\"list\":[\"b\",null,\"c\"],\"n\":-1.50e2,"
                    "\"t\":true,\"null\":null,\"nil\":{\"@xsi:nil\":\"true\"},"
                    "\"o\":{\"x\":{\"y\":\"z\"}},\"id\":{\"@t\":\"I\","
                    "\"#text\":\"PA1\"},\"many\":[{\"k\":\"1\"},{\"k\":\"2\"}]"
                    "}"));
    CHECK_STR(json_text_at(root, "one"), STR("a"));
    CHECK_STR(json_text_at(root, "list"), STR("b"));
    CHECK_STR(json_text_at(root, "n"), STR("-1.50e2"));
    CHECK_STR(json_text_at(root, "o/x/y"), STR("z"));
    CHECK_STR(json_text_at(root, "id"), STR("PA1"));
    CHECK_STR(json_text_at(root, "many/k"), STR("1"));
    CHECK(json_get(root, "null") == NULL);
    CHECK(json_get(root, "nil") == NULL);
    CHECK(json_get(root, "one/x") == NULL);
    CHECK(json_get(NULL, "x") == NULL);
    CHECK(json_is_nil(NULL));
    CHECK(json_get(root, "t")->truth);
}

static size_t
count_items(struct json *node)
{
    struct json_items items = json_items(node);
    size_t count = 0;
    while (json_each(&items))
        count++;
    return count;
}

static void
items(void)
{
    AUTO(arena) struct arena arena = {0};
    struct json *root = parse(&arena, STR("{\"a\":[1,null,2,{\"@xsi:nil\":"
                                          "true}],\"b\":{\"c\":1},\"d\":null,"
                                          "\"e\":\"x\",\"f\":[]}"));
    CHECK_INT(count_items(json_get(root, "a")), 2);
    CHECK_INT(count_items(json_get(root, "b")), 1);
    CHECK_INT(count_items(json_get(root, "d")), 0);
    CHECK_INT(count_items(json_get(root, "e")), 1);
    CHECK_INT(count_items(json_get(root, "f")), 0);
}

static void
unseen(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf out = BUF_INIT(1000);
    struct json *root =
        parse(&arena, STR("{\"a\":{\"b\":1,\"c\":2,\"n\":null},\"l\":[{\"x\":1,"
                          "\"y\":2},{\"x\":3}],\"z\":\"new\",\"e\":{}}"));
    CHECK_STR(json_text_at(root, "a/b"), STR("1"));
    CHECK_STR(json_text_at(root, "l/x"), STR("1"));
    json_unseen(&out, root);
    CHECK_STR(buf_str(&out), STR("a.c, l.y, l, z"));
    buf_clear(&out);
    json_ignore(root);
    json_unseen(&out, root);
    CHECK_STR(buf_str(&out), STR(""));
}

static void
refuses(void)
{
    check_refused(STR(""), STATUS_FORMAT, "");
    check_refused(STR("  \n"), STATUS_FORMAT, "");
    check_refused(STR("{\"a\":\n1,}"), STATUS_FORMAT, "line 2, byte ");
    check_refused(STR("{\"a\":\"cut"), STATUS_FORMAT, "byte 9: ");
    check_refused(STR("{} x"), STATUS_FORMAT, "malformed");
    check_refused(STR("{\"a\":1,\"b\":2,\"a\":3}"), STATUS_FORMAT,
                  "duplicate key 'a'");
    check_refused(STR("NaN"), STATUS_FORMAT, "malformed");
}

static void
duplicate_among_many(void)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    buf_add_char(&text, '{');
    for (int i = 0; i < 5000; i++)
        buf_printf(&text, "\"k%d\":%d,", i, i);
    size_t good = text.len;
    buf_add(&text, STR("\"k77\":1}"));
    check_refused(buf_str(&text), STATUS_FORMAT, "duplicate key 'k77'");
    text.len = good;
    buf_add(&text, STR("\"k\":1}"));
    AUTO(arena) struct arena arena = {0};
    CHECK_INT(parse(&arena, buf_str(&text))->count, 5001);
}

static void
limits(void)
{
    size_t size = 100000;
    char *text = malloc(size);
    memset(text, '[', size);
    check_refused((struct str){text, size}, STATUS_LIMIT, "nested");
    free(text);
    AUTO(buf) struct buf many = BUF_INIT(4 << 20);
    buf_add(&many, STR("[0"));
    for (int i = 0; i < JSON_NODES_MAX; i++)
        buf_add(&many, STR(",0"));
    buf_add_char(&many, ']');
    check_refused(buf_str(&many), STATUS_LIMIT, "too many");
}

static void
strings_are_text(void)
{
    AUTO(arena) struct arena arena = {0};
    struct json *root = NULL;
    struct error err = {0};
    size_t mended = 0;
    CHECK_OK(json_parse(&root,
                        STR("[\"\\u00e9\\ud83d\\ude00 \\u0000\\u0007\\r\\n"
                            "\\u0085x\", \"a\\ud83db\", \"\\\\ud83d\", "
                            "\"\\ude00\"]"),
                        &arena, &mended, &err),
             &err);
    struct json *it = root->first;
    CHECK_STR(it->text, STR("é😀   \n x"));
    CHECK_STR(it->next->text, STR("a b"));
    CHECK_STR(it->next->next->text, STR("\\ud83d"));
    CHECK_STR(it->next->next->next->text, STR(" "));
    CHECK_INT(mended, 5);
}

CU_TestInfo json_tests[] = {
    {"shapes", shapes},
    {"items", items},
    {"unseen", unseen},
    {"refuses", refuses},
    {"a duplicate among many keys", duplicate_among_many},
    {"limits", limits},
    {"strings are text", strings_are_text},
    CU_TEST_INFO_NULL,
};
