/* JSON output: structure, escapes, numbers. */
#include "check.h"

#include "json_out.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void
write_sample(struct json_out *json)
{
    json_object(json);
    json_member_string(json, STR("a"), STR("x"));
    json_key(json, STR("b"));
    json_array(json);
    json_number(json, -1);
    json_bool(json, true);
    json_null(json);
    json_object(json);
    json_object_end(json);
    json_array(json);
    json_array_end(json);
    json_array_end(json);
    json_member_bool(json, STR("c"), false);
    json_object_end(json);
}

static void
test_structure(void)
{
    AUTO(buf) struct buf buf = BUF_INIT(1 << 12);
    struct json_out json;
    json_start(&json, &buf, JSON_COMPACT);
    write_sample(&json);
    CHECK_STR(buf_str(&buf),
              STR("{\"a\":\"x\",\"b\":[-1,true,null,{},[]],\"c\":false}"));
    buf_clear(&buf);
    json_start(&json, &buf, JSON_INDENTED);
    write_sample(&json);
    CHECK_STR(buf_str(&buf),
              STR("{\n  \"a\": \"x\",\n  \"b\": [\n    -1,\n    true,\n"
                  "    null,\n    {},\n    []\n  ],\n  \"c\": false\n}"));
}

static void
check_string(struct str value, struct str want)
{
    AUTO(buf) struct buf buf = BUF_INIT(1 << 12);
    struct json_out json;
    json_start(&json, &buf, JSON_COMPACT);
    json_string(&json, value);
    CHECK_STR(buf_str(&buf), want);
}

/* Every character at every place of a short string: as it is alone. */
static void
test_places(void)
{
    char bytes[20], one, want[40];
    for (size_t at = 0; at < sizeof bytes; at++)
        for (int c = 0; c < 0x80; c++) {
            AUTO(buf) struct buf alone = BUF_INIT(100), all = BUF_INIT(100);
            struct json_out json;
            one = (char)c;
            json_start(&json, &alone, JSON_COMPACT);
            json_string(&json, (struct str){&one, 1});
            memset(bytes, 'a', sizeof bytes);
            bytes[at] = one;
            json_start(&json, &all, JSON_COMPACT);
            json_string(&json, (struct str){bytes, sizeof bytes});
            struct str inner = str_range(buf_str(&alone), 1, alone.len - 1);
            size_t len = (size_t)snprintf(
                want, sizeof want, "\"%.*s" STR_FMT "%.*s\"", (int)at,
                "aaaaaaaaaaaaaaaaaaaa", STR_ARG(inner),
                (int)(sizeof bytes - 1 - at), "aaaaaaaaaaaaaaaaaaaa");
            if (!str_eq(buf_str(&all), (struct str){want, len}))
                CHECK_STR(buf_str(&all), ((struct str){want, len}));
        }
}

static void
test_strings(void)
{
    check_string(STR("accès aux « soins »"), STR("\"accès aux « soins »\""));
    check_string(STR("a\"b\\c/d"), STR("\"a\\\"b\\\\c/d\""));
    check_string(STR("\n\t\r\b\x1B\0z"),
                 STR("\"\\n\\t\\r\\u0008\\u001b\\u0000z\""));
    check_string(STR("</script>&"), STR("\"\\u003c/script\\u003e\\u0026\""));
    check_string(STR("\x7F\xC2\x9B"), STR("\"\\u007f\\u009b\""));
    check_string(STR("\xE2\x80\xA8\xE2\x80\xAE\xEF\xBB\xBF"),
                 STR("\"\\u2028\\u202e\\ufeff\""));
    check_string(STR("\xF0\x9F\x87\xAB"), STR("\"\xF0\x9F\x87\xAB\""));
    check_string(STR("caf\xE9"), STR("\"caf\xEF\xBF\xBD\""));
    check_string(STR(""), STR("\"\""));
}

static void
check_decimal(double value, int digits, struct str want)
{
    AUTO(buf) struct buf buf = BUF_INIT(1 << 12);
    struct json_out json;
    json_start(&json, &buf, JSON_COMPACT);
    json_decimal(&json, value, digits);
    CHECK_STR(buf_str(&buf), want);
}

static void
test_numbers(void)
{
    AUTO(buf) struct buf buf = BUF_INIT(1 << 12);
    struct json_out json;
    json_start(&json, &buf, JSON_COMPACT);
    json_number(&json, INT64_MIN);
    CHECK_STR(buf_str(&buf), STR("-9223372036854775808"));
    check_decimal(1.5, 4, STR("1.5"));
    check_decimal(2, 4, STR("2"));
    check_decimal(0.00004, 4, STR("0"));
    check_decimal(-0.25, 2, STR("-0.25"));
    check_decimal(12.34567, 3, STR("12.346"));
    check_decimal(0.05, 2, STR("0.05"));
    check_decimal(1e18, 2, STR("1000000000000000000"));
    check_decimal((double)INFINITY, 2, STR("null"));
    check_decimal((double)NAN, 2, STR("null"));
}

CU_TestInfo json_out_tests[] = {
    {"structure", test_structure},
    {"strings", test_strings},
    {"places of characters", test_places},
    {"numbers", test_numbers},
    CU_TEST_INFO_NULL,
};
