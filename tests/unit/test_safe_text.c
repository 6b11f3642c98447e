/* Terminal: nothing from outside acts on it. */
#include "check.h"

#include "safe_text.h"

static void
check_safe(struct str text, struct str want, bool keep_lines)
{
    AUTO(buf) struct buf out = BUF_INIT(1 << 16);
    safe_text(&out, text, keep_lines);
    CHECK_STR(buf_str(&out), want);
}

static void
test_plain(void)
{
    check_safe(STR("L\xE2\x80\x99"
                   "accès aux soins : 15\xC2\xA0"
                   "000 €"),
               STR("L\xE2\x80\x99"
                   "accès aux soins : 15\xC2\xA0"
                   "000 €"),
               false);
    check_safe(STR(""), STR(""), false);
}

static void
test_attacks(void)
{
    check_safe(STR("a\x1B[31mb"), STR("a[31mb"), false);
    check_safe(STR("a\x1B]0;titre\x07"), STR("a]0;titre"), false);
    check_safe(STR("a\xC2\x9B"
                   "31m"),
               STR("a31m"), false); /* C1 CSI */
    check_safe(STR("a\0b\x7F\b\b"), STR("ab"), false);
    check_safe(STR("x\xE2\x80\xAEy\xE2\x81\xA6z"), STR("xyz"), false);
    check_safe(STR("x\xE2\x80\x8By\xEF\xBB\xBFz"), STR("xyz"), false);
    check_safe(STR("r\rs\vt\fu"), STR("rs t u"), false);
}

static void
test_broken(void)
{
    check_safe(STR("caf\xE9!"), STR("caf\xEF\xBF\xBD!"), false);
    check_safe(STR("\xC0\xAF"), STR("\xEF\xBF\xBD\xEF\xBF\xBD"), false);
    check_safe(STR("\xE2\x82"), STR("\xEF\xBF\xBD\xEF\xBF\xBD"), false);
}

static void
test_lines(void)
{
    check_safe(STR("a\nb\r\nc\td"), STR("a b c d"), false);
    check_safe(STR("a\nb\r\nc\td"), STR("a\nb\nc d"), true);
    check_safe(STR("a\xE2\x80\xA8"
                   "b"),
               STR("a b"), false);
}

/* Whatever three bytes come in, no control byte comes out. */
static void
test_all_bytes(void)
{
    AUTO(buf) struct buf out = BUF_INIT(1 << 26);
    for (unsigned a = 0x80; a < 0x100; a++)
        for (unsigned b = 0; b < 0x100; b++) {
            char bytes[] = {(char)a, (char)b, (char)0xA6};
            safe_text(&out, (struct str){bytes, 3}, false);
        }
    size_t bad = 0;
    for (size_t i = 0; i < out.len; i++)
        bad += (unsigned char)out.at[i] < 0x20 || out.at[i] == 0x7F;
    CHECK_INT(bad, 0);
    CHECK(str_find(buf_str(&out), STR("\xC2\x9B")) == SIZE_MAX);
}

CU_TestInfo safe_text_tests[] = {
    {"text stays", test_plain},
    {"escapes, controls, directions", test_attacks},
    {"what is no UTF-8", test_broken},
    {"lines", test_lines},
    {"all bytes", test_all_bytes},
    CU_TEST_INFO_NULL,
};
