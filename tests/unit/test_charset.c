/* tests: finding and converting character sets. */
#include "charset.h"

#include "check.h"
#include "utf8.h"

static void
check_kind(struct str head, enum charset_kind want, size_t bom)
{
    struct charset got = charset_detect(head, true);
    CHECK_CSTR(charset_name(got.kind), charset_name(want));
    CHECK_INT(got.bom, bom);
}

static void
detects_kinds(void)
{
    check_kind(STR("plain"), CHARSET_UTF8, 0);
    check_kind(STR("\xEF\xBB\xBF"
                   "été"),
               CHARSET_UTF8, 3);
    check_kind(STR("\xFF\xFE"
                   "a\0b\0"),
               CHARSET_UTF16LE, 2);
    check_kind(STR("\xFE\xFF\0a\0b"), CHARSET_UTF16BE, 2);
    check_kind(STR("Q\0u\0e\0s\0t\0i\0o\0n\0"), CHARSET_UTF16LE, 0);
    check_kind(STR("\0Q\0u\0e\0s\0t\0i\0o\0n"), CHARSET_UTF16BE, 0);
    check_kind(STR("l\x92\xE9t\xE9"), CHARSET_WINDOWS_1252, 0);
    check_kind(STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), CHARSET_BINARY, 0);
    check_kind(STR("\xFF\xFE\0\0a\0\0\0"), CHARSET_BINARY, 0);
    check_kind(STR("a\x01\x02\x03\x04\x05"), CHARSET_BINARY, 0);
    /* damaged UTF-8 stays UTF-8, a cut character at the end is no fault */
    check_kind(STR("été à l'école, où \xE9 est seul, déjà, dépêché"),
               CHARSET_UTF8, 0);
    check_kind(STR("déjà vu, caf\xE9"), CHARSET_UTF8, 0);
    check_kind(STR("une seule lettre é, une fin cou\xC3"), CHARSET_UTF8, 0);
    check_kind(STR("l’\xE9t\xE9 pass\xE9"), CHARSET_WINDOWS_1252, 0);
    /* "É" or "é", no-break space, colon or guillemet: UTF-8 by accident */
    check_kind(STR("D\xC9"
                   "CR\xC9T\xC9\xA0: libert\xE9\xA0\xBB"),
               CHARSET_WINDOWS_1252, 0);
    CHECK_INT(charset_detect(STR("caf\xC3"), false).kind, CHARSET_UTF8);
    CHECK_INT(charset_detect(STR("caf\xC3"), true).kind, CHARSET_WINDOWS_1252);
}

static void
check_text(enum charset_kind kind, struct str bytes, struct str want,
           size_t mended)
{
    AUTO(buf) struct buf out = BUF_INIT(1000);
    struct error err = {0};
    size_t got = 0;
    CHECK_OK(
        charset_to_utf8(&out, (struct charset){kind, 0}, bytes, &got, &err),
        &err);
    CHECK_STR(buf_str(&out), want);
    CHECK_INT(got, mended);
    CHECK(utf8_is_valid(buf_str(&out)));
}

static void
converts(void)
{
    check_text(CHARSET_WINDOWS_1252, STR("l\x92\x9Cuvre \x80 \x96 \xE0 \x81"),
               STR("l’œuvre € – à  "), 1);
    check_text(CHARSET_UTF8, STR("été \xE9t\xE9 fin"), STR("été été fin"), 2);
    check_text(CHARSET_UTF8, STR("fin \xC3"), STR("fin  "), 1);
    /* a line of Windows-1252 in a file of UTF-8, and the other way round */
    check_text(CHARSET_UTF8, STR("libert\xE9\xA0\xBB, \xC9\xA0: \xE0"),
               STR("liberté\u00A0», É\u00A0: à"), 1);
    check_text(CHARSET_UTF8, STR("déjà l\x92\xE9t\xE9"), STR("déjà l’été"), 3);
    check_text(CHARSET_WINDOWS_1252,
               STR("l\x92\xE9t\xE9 : « l’œuvre »\xA0\x96 \xC9\xA0:"),
               STR("l’été : « l’œuvre »\u00A0– É\u00A0:"), 4);
    check_text(CHARSET_UTF8, STR("fin \xE2\x80"), STR("fin  "), 2);
    check_text(CHARSET_UTF16LE, STR("\xE9\0\x19\x20"), STR("é’"), 0);
    check_text(CHARSET_UTF16BE, STR("\0\xE9\x20\x19"), STR("é’"), 0);
    check_text(CHARSET_UTF16LE, STR("\x3D\xD8\x00\xDE"), STR("😀"), 0);
    check_text(CHARSET_UTF16LE,
               STR("\x3D\xD8"
                   "a\0b"),
               STR(" a "), 2);
}

static void
refuses_binary(void)
{
    AUTO(buf) struct buf out = BUF_INIT(1000);
    struct error err;
    CHECK_STATUS(charset_to_utf8(&out, (struct charset){CHARSET_BINARY, 0},
                                 STR("x"), NULL, &err),
                 STATUS_FORMAT);
}

/* Whatever the bytes, the result is UTF-8. */
static void
any_bytes_become_utf8(void)
{
    char bytes[64];
    uint32_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)(seed >> 24);
        }
        AUTO(buf) struct buf out = BUF_INIT(1000);
        struct charset charset = {(enum charset_kind)(round % 4), 0};
        struct error err;
        CHECK_STATUS(charset_to_utf8(&out, charset,
                                     (struct str){bytes, sizeof bytes}, NULL,
                                     &err),
                     STATUS_OK);
        CHECK(utf8_is_valid(buf_str(&out)));
        text_clean_controls(out.at, &out.len);
        CHECK(utf8_is_valid(buf_str(&out)));
    }
}

static void
cleans_controls(void)
{
    char text[] = "a\r\nb\rc\td\x01 \x7F\xC2\x85z\xC3\x85";
    size_t len = sizeof text - 1;
    CHECK_INT(text_clean_controls(text, &len), 3);
    CHECK_STR(((struct str){text, len}), STR("a\nb\nc\td    z\xC3\x85"));
}

CU_TestInfo charset_tests[] = {
    {"detects kinds", detects_kinds},
    {"converts", converts},
    {"refuses binary", refuses_binary},
    {"any bytes become UTF-8", any_bytes_become_utf8},
    {"cleans control characters", cleans_controls},
    CU_TEST_INFO_NULL,
};
