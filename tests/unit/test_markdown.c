/* tests: Markdown as blocks of text. */
#include "markdown.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

/* Blocks as "H heading¶P paragraph¶L list". */
static void
check(const char *markdown, const char *want)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(1 << 20);
    struct links links = {.arena = &arena};
    struct blocks blocks = {0};
    struct error err = {0};
    CHECK_OK(markdown_read(&blocks, &links, str_from(markdown), &err), &err);
    for (size_t i = 0; i < blocks.count; i++) {
        const struct block *block = &blocks.at[i];
        buf_add(&got, i ? STR("¶") : STR(""));
        buf_add_char(&got, block->strong ? 'S' : "HPL"[block->kind]);
        buf_add_char(&got, ' ');
        buf_add(&got, block->text);
    }
    CHECK_STR(buf_str(&got), str_from(want));
}

static void
blocks_of_all_kinds(void)
{
    check("", "");
    check("# Un\n\ndeux\n\n## **Trois**\n", "H Un¶P deux¶H Trois");
    check("un\ndeux  \ntrois", "P un deux\ntrois");
    check("un\n– deux\n• trois", "P un\n– deux\n• trois");
    check("- a\n- b\n\nfin", "L - a\n- b¶P fin");
    check("3. a\n4. b", "L 3. a\n4. b");
    check("1) a\n2) b", "L 1) a\n2) b");
    check("- a\n\n  b\n- c\n  - d", "L - a\nb\n- c\n- d");
    check("> a\n>\n> b", "P a¶P b");
    check("a\n\n---\n\nb\n\n***", "P a¶P b");
    check("    code\n    plus", "P code\nplus");
    check("```\nx\n```", "P x");
    check("**tout en gras**", "S tout en gras");
}

static void
inline_marks(void)
{
    check("*via* **b** `c` _d_", "P via b c d");
    check("dis*moi*cela", "P dismoicela");
    check("a\\*b \\_c\\_ 2\\. d", "P a*b _c_ 2. d");
    check("[rapport\\\\_final](https://a.fr/r_f)", "P rapport_final");
    check("1^{re} et 9^e, m^2, CO_{2}, ^ seul", "P 1re et 9e, m2, CO2, ^ seul");
    check("&eacute; &nbsp;x &amp; &#0;y", "P é \xC2\xA0x & y");
    check("a <b>b</b><br>c <!-- d -->", "P a b\nc");
    check("<div>un<br>deux</div>", "P un\ndeux");
    check("[M. X](#) et <https://a.fr>", "P M. X et https://a.fr");
    check("L. 162-31 \xC2\xA0", "P L. 162-31");
}

static void
links_are_collected(void)
{
    AUTO(arena) struct arena arena = {0};
    struct links links = {.arena = &arena};
    struct error err = {0};
    struct str line;
    CHECK_OK(markdown_line(&line, &links,
                           STR("[a](#) [b](https://b.fr/x \"t\") "
                               "<mailto:c@d.fr> [b](https://b.fr/x) "
                               "[j](javascript:x)"),
                           &err),
             &err);
    CHECK_STR(line, STR("a b mailto:c@d.fr b j"));
    CHECK_INT(links.count, 2);
    CHECK_STR(links.at[0].target, STR("https://b.fr/x"));
    CHECK_STR(links.at[0].label, STR("b"));
    CHECK_STR(links.at[1].target, STR("mailto:c@d.fr"));
    CHECK_STR(links.at[1].type, STR("mail"));
}

static void
urls_in_text(void)
{
    AUTO(arena) struct arena arena = {0};
    struct links links = {.arena = &arena};
    struct error err = {0};
    CHECK_OK(links_add_urls(&links,
                            STR("(https://a.fr/x), http://b.fr/y_z. https:// "
                                "httpx «\xC2\xA0https://c.fr\xC2\xA0»"),
                            &err),
             &err);
    CHECK_INT(links.count, 3);
    CHECK_STR(links.at[0].target, STR("https://a.fr/x"));
    CHECK_STR(links.at[1].target, STR("http://b.fr/y_z"));
    CHECK_STR(links.at[2].target, STR("https://c.fr"));
}

/* Long runs of marks are read, in a moment. */
static void
hostile_runs(void)
{
    static const char *const units[] = {"[",  "![", "*a ",  "_a",   "`",  "> ",
                                        "- ", "<",  "[a](", "**a_", "\\", "&"};
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        AUTO(buf) struct buf text = BUF_INIT(1 << 20);
        for (int i = 0; i < 50000; i++)
            buf_add(&text, str_from(units[u]));
        AUTO(arena) struct arena arena = {0};
        struct links links = {.arena = &arena};
        struct blocks blocks = {0};
        struct error err = {0};
        CHECK_OK(markdown_read(&blocks, &links, buf_str(&text), &err), &err);
    }
}

static void
likely_markdown(void)
{
    CHECK(markdown_is_likely(STR("a [b](c)")));
    CHECK(markdown_is_likely(STR("x\n## T\n")));
    CHECK(markdown_is_likely(STR("un **mot** là")));
    CHECK(!markdown_is_likely(STR("article R.* 123 et n° 2 * 3")));
    CHECK(!markdown_is_likely(STR("#hashtag [1]")));
}

CU_TestInfo markdown_tests[] = {
    {"blocks of all kinds", blocks_of_all_kinds},
    {"inline marks", inline_marks},
    {"links are collected", links_are_collected},
    {"URLs in a text", urls_in_text},
    {"hostile runs", hostile_runs},
    {"likely Markdown", likely_markdown},
    CU_TEST_INFO_NULL,
};
