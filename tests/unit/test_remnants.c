/* tests: traces of formats in texts. */
#include "remnants.h"

#include "check.h"

static const struct {
    const char *text;
    enum remnant want;
    size_t at;
} rows[] = {
    {"Un texte.", REMNANT_NONE, 0},
    {"2 < 3 et 4 > 1, R&D; M&A, a & b;", REMNANT_NONE, 0},
    {"<18> <mots entre chevrons> <a b>", REMNANT_NONE, 0},
    {"http://x.fr/?a=1&b=2;c", REMNANT_NONE, 0},
    {"à É « » Ã ã œ’…", REMNANT_NONE, 0},
    {"un&nbsp;mot", REMNANT_ENTITY, 2},
    {"l&#39;un", REMNANT_ENTITY, 1},
    {"l&#xA0;un", REMNANT_ENTITY, 1},
    {"&amp;", REMNANT_ENTITY, 0},
    {"a<br>b", REMNANT_TAG, 1},
    {"a<br />b", REMNANT_TAG, 1},
    {"fin</P>", REMNANT_TAG, 3},
    {"<span style='x'>a", REMNANT_TAG, 0},
    {"<!-- x -->", REMNANT_TAG, 0},
    {"\xEF\xBF\xBD", REMNANT_REPLACEMENT, 0},
    {"a\xC2\x92", REMNANT_CONTROL, 1},
    {"\xC3\x83\xC2\xA9tat", REMNANT_MOJIBAKE, 0},
    {"l\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2\x75n", REMNANT_MOJIBAKE, 1},
};

static void
finds_the_first(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t at = 0;
        CHECK_INT(remnant_find(str_from(rows[i].text), &at), rows[i].want);
        CHECK_INT(at, rows[i].at);
    }
}

CU_TestInfo remnants_tests[] = {
    {"finds the first", finds_the_first},
    CU_TEST_INFO_NULL,
};
