/* tests: the server's parts that need no socket. */
#include "address.h"
#include "ask.h"
#include "check.h"
#include "markup.h"
#include "http.h"
#include "json_in.h"
#include "labels.h"

#include <string.h>

static enum status
read(struct url *out, const char *raw, struct arena *arena)
{
    return url_read(out, str_from(raw), arena, NULL);
}

static void
test_url(void)
{
    AUTO(arena) struct arena arena = {0};
    struct url url;
    static const char *const bad[] = {"/a?x=%",
                                      "/a?x=%4",
                                      "/a?x=%zz",
                                      "/a?x=%00",
                                      "/%00",
                                      "/a?x=%c0%af",
                                      "/a?x=%E9",
                                      "/a?%ff=1",
                                      "/a?x=%1b",
                                      "x",
                                      "http://evil/",
                                      "/a?x=\xE9"
                                      "b",
                                      NULL};
    for (int i = 0; bad[i]; i++)
        CHECK_STATUS(read(&url, bad[i], &arena), STATUS_FORMAT);
    CHECK_OK(read(&url, "/d/a%20b+c?q=a+b%2Bc&q=%C3%A9&&e=&f", &arena), NULL);
    CHECK_STR(url.path, str_from("/d/a b+c"));
    CHECK_INT(url.count, 4);
    CHECK_STR(url.params[0].value, str_from("a b+c"));
    CHECK_STR(url_param(&url, STR("q")), str_from("é"));
    CHECK_STR(url.params[3].name, str_from("f"));
    CHECK_STR(url_param(&url, STR("e")), str_from(""));
}

/* What a search writes as its address is read back as the same search. */
static void
test_links(void)
{
    AUTO(arena) struct arena arena = {0};
    struct fault fault = {0};
    static const char *const addresses[] = {
        "/?query=a+%22b+c%22&match=all&correct=0&date_start=01%2F2024"
        "&date_end=2026&type=article&type=page&auteur=d%27Arc+%26+Cie"
        "&sort=-date&collapse=cid&lang=en",
        "/?query=%E2%80%AE%3Cscript%3E", "/?leg=17&sort=numero", "/"};
    for (size_t i = 0; i < 4; i++) {
        AUTO(buf) struct buf link = BUF_INIT(10000);
        struct url url;
        struct ask ask;
        CHECK_OK(read(&url, addresses[i], &arena), NULL);
        CHECK(ask_read(&ask, &url, false, &arena, &fault));
        buf_add_char(&link, '/');
        ask_link(&link, &ask, 0);
        CHECK_STR(buf_str(&link), str_from(addresses[i]));
    }
}

static const char *
fault_of(const char *address, struct arena *arena)
{
    struct fault fault = {0};
    struct url url;
    struct ask ask;
    CHECK_OK(read(&url, address, arena), NULL);
    return ask_read(&ask, &url, false, arena, &fault) ? "none" : fault.code;
}

static void
test_faults(void)
{
    AUTO(arena) struct arena arena = {0};
    static const char *const cases[][2] = {
        {"/?query=", "none"},
        {"/?foo=", "unknown_parameter"},
        {"/?foo=1", "unknown_parameter"},
        {"/?page=0", "invalid_parameter"},
        {"/?page=x", "invalid_parameter"},
        {"/?page=101&page_size=100", "page_too_deep"},
        {"/?page=100&page_size=100", "none"},
        {"/?page_size=0", "none"},
        {"/?page_size=101", "invalid_parameter"},
        {"/?sort=date", "none"},
        {"/?sort=auteur", "invalid_parameter"},
        {"/?author=x&auteur=y", "none"},
        {"/?date_start=31/02/2024", "invalid_date"},
        {"/?date_end=02/2024", "none"},
        {"/?histogram=week", "invalid_parameter"},
        {"/?lang=de", "invalid_parameter"},
        {"/?facette=text", "invalid_parameter"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str got = str_from(fault_of(cases[i][0], &arena));
        CHECK_STR(got, str_from(cases[i][1]));
    }
}

static void
check_html(const char *text, const char *want)
{
    AUTO(buf) struct buf out = BUF_INIT(10000);
    html_text(&out, str_from(text));
    CHECK_STR(buf_str(&out), str_from(want));
}

static void
test_html(void)
{
    AUTO(buf) struct buf out = BUF_INIT(10000);
    check_html("<a href=\"x\" id='y'>&amp;",
               "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;");
    check_html("é\xE2\x80\xAE<\xE2\x80\x8B\x1B[1m", "é&lt;[1m");
    lang_use(LANG_FR);
    html(&out, "%n %n %i %%", (uint64_t)1234567, (uint64_t)12, 12345ull);
    CHECK_STR(buf_str(&out), str_from("1\u202F234\u202F567 12 12345 %"));
    buf_clear(&out);
    html_date(&out, STR("2026-01-01"));
    CHECK_STR(buf_str(&out),
              str_from("<time datetime=\"2026-01-01\">1<sup>er</sup>"
                       "\u00A0janvier 2026</time>"));
    CHECK(!html_many(0) && !html_many(1) && html_many(2));
    lang_use(LANG_EN);
    buf_clear(&out);
    html(&out, "%n", (uint64_t)1234567);
    html_date(&out, STR("2026-01-01"));
    label_ordinal(&out, STR("22"));
    CHECK_STR(buf_str(&out),
              str_from("1,234,567<time datetime=\"2026-01-01\">1\u00A0"
                       "January 2026</time>22<sup>nd</sup>"));
    CHECK(html_many(0) && !html_many(1));
}

static void
test_headers(void)
{
    CHECK(http_etag_matches(STR("\"a\", W/\"b\""), STR("W/\"b\"")));
    CHECK(http_etag_matches(STR("*"), STR("\"a\"")));
    CHECK(!http_etag_matches(STR("\"a\""), STR("\"b\"")));
    CHECK(!http_etag_matches(STR(""), STR("\"b\"")));
    CHECK(http_accepts(STR("br, gzip;q=0.5"), STR("gzip")));
    CHECK(http_accepts(STR("*"), STR("gzip")));
    CHECK(!http_accepts(STR("gzip;q=0.0, *"), STR("gzip")));
    CHECK(!http_accepts(STR("br"), STR("gzip")));
    CHECK(!http_accepts(STR(""), STR("gzip")));
}

static void
test_address(void)
{
    static const char *const names[] = {"recherche.example"};
    struct address address;
    CHECK_OK(address_read(&address, "", NULL), NULL);
    CHECK_STR(str_from(address.host), str_from("127.0.0.1"));
    CHECK_STR(str_from(address.port), str_from("8017"));
    CHECK(address_allows(&address, STR("LocalHost:8017"), names, 1));
    CHECK(address_allows(&address, STR("127.0.0.1"), names, 1));
    CHECK(address_allows(&address, STR("[::1]:80"), names, 1));
    CHECK(address_allows(&address, STR("recherche.example:443"), names, 1));
    CHECK(!address_allows(&address, STR("x.recherche.example"), names, 1));
    CHECK(!address_allows(&address, STR(""), names, 1));
    CHECK_OK(address_read(&address, "[::]:80", NULL), NULL);
    CHECK_STR(str_from(address.host), str_from("::"));
    CHECK_OK(address_read(&address, "9000", NULL), NULL);
    CHECK_STR(str_from(address.port), str_from("9000"));
    CHECK_STATUS(address_read(&address, "a:b", NULL), STATUS_SYNTAX);
    CHECK_STATUS(address_read(&address, "a:99999", NULL), STATUS_SYNTAX);
}

static void
test_json_in(void)
{
    AUTO(json_in) struct json_in in = {0};
    CHECK(!json_in_read(&in, "{\"a\": \"\xf4\x90\x80\x80\"}"));
    char deep[200];
    uint64_t number;
    CHECK(json_in_read(&in, "{\"a\":{\"b\":\"}]\\\"[[\"},\"n\":5}"));
    CHECK_STR(json_in_string(json_in_get(json_in_get(in.root, "a"), "b")),
              str_from("}]\"[["));
    CHECK(json_in_number(json_in_get(in.root, "n"), &number) && number == 5);
    CHECK(!json_in_number(json_in_get(in.root, "a"), &number));
    CHECK(!json_in_get(json_in_get(in.root, "n"), "x"));
    json_in_release(&in);
    memset(deep, '[', sizeof deep);
    deep[sizeof deep - 1] = 0;
    CHECK(!json_in_read(&in, deep));
    CHECK(!json_in_read(&in, "{\"a\":}"));
    CHECK(!json_in_read(&in, ""));
}

CU_TestInfo serve_tests[] = {
    {"addresses", test_url},    {"links are read back", test_links},
    {"faults", test_faults},    {"text is inert", test_html},
    {"headers", test_headers},  {"where it listens", test_address},
    {"messages", test_json_in}, CU_TEST_INFO_NULL,
};
