/* tests: HTML fragments as text. */
#include "html.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

static void
check(const char *html, const char *want)
{
    AUTO(buf) struct buf out = BUF_INIT(1 << 20);
    struct error err = {0};
    CHECK_OK(html_to_text(&out, str_from(html), HTML_PLAIN, NULL, &err), &err);
    CHECK_STR(buf_str(&out), str_from(want));
}

static void
paragraphs(void)
{
    check("", "");
    check("un", "un");
    check("<p>un</p><p>deux</p>", "un\n\ndeux");
    check("un<br>deux", "un\ndeux");
    check("un<br><br>deux", "un\n\ndeux");
    check("un<br/> <br /><br>deux", "un\n\ndeux");
    check("<br>un<br><br>", "un");
    check("</p><p align=\"CENTER\"> TITRE <a name=PG1></a> </p><br><strong>"
          "Mme\xC2\xA0X. </strong>La parole.<br><br>Suite",
          "TITRE\n\nMme\xC2\xA0X. La parole.\n\nSuite");
    check("<div>un<div>deux</div>trois</div>", "un\n\ndeux\n\ntrois");
    check("<p>&nbsp;</p><p>un&nbsp;</p><p>\xC2\xA0</p><p>deux</p>",
          "un\n\ndeux");
    check("un\n  deux\t trois", "un deux trois");
    check("un\n\ndeux", "un\n\ndeux");
}

static void
inline_tags(void)
{
    check("mot<b>s</b> et <i>autre</i>s", "mots et autres");
    check("<b>un</b><i>deux</i>", "undeux");
    check("<b>un </b><i> deux</i>", "un deux");
    check("1<sup>re</sup> et m<sup>2</sup>", "1re et m2");
    check("Le phare<sup>1</sup>, la marée<sup>(12)</sup> et 10<sup>3</sup> "
          "km<sup>2</sup> n<sup>os</sup> 4",
          "Le phare 1, la marée (12) et 103 km2 nos 4");
    check("phrase.<br/>Phrase", "phrase.\nPhrase");
    check("a<script>if(a<b)x('</p>')</script>b<style>p{}</style>c", "abc");
    check("a<!-- <p>non</p> -->b", "ab");
    check("<o:p>a</o:p>", "a");
    check("<span class=\"doc-joint__icone\">pdf</span><span class=\"x "
          "doc-joint__titre\">Guide</span><a class=doc-joint__link>Lire</a>",
          "pdf Guide Lire");
}

static void
entities(void)
{
    check("&eacute;t&#233; &#xE9; &amp; &lt;b&gt; R&D AT&T",
          "été é & <b> R&D AT&T");
    check("228&#160;400 &nbsp;x", "228\xC2\xA0"
                                  "400 \xC2\xA0x");
    check("l&#146;&#156;uvre &#133;", "l’œuvre …");
    check("a&#0;b&#7;c&#xD800;d&#1114112;", "abcd");
    check("e&#x0301;", "e\xCC\x81");
    check("&amp;nbsp;", "&nbsp;");
    AUTO(buf) struct buf out = BUF_INIT(1000);
    struct error err = {0};
    CHECK_OK(html_to_text(&out,
                          STR("l&amp;#146;&amp;eacute;t&amp;#xe9; &amp;no; "
                              "&amp;#0; &amp;"),
                          HTML_ENTITIES_TWICE, NULL, &err),
             &err);
    CHECK_STR(buf_str(&out), STR("l’été &no; &#0; &"));
}

static void
broken_markup(void)
{
    check("a < b et <5 % fin", "a < b et <5 % fin");
    check("<p>un<p>deux", "un\n\ndeux");
    check("un</b></i> deux</p>trois", "un deux\n\ntrois");
    check("un</body></html>deux", "undeux");
    check("<html><head><title>T</title></head><body>un</body></html>", "un");
    check("<![CDATA[un <b>deux</b>", "un deux");
    check("un <b", "un");
    check("un <a href='x", "un");
    check("<br>x</br>y", "x\ny");
}

static void
tables_and_lists(void)
{
    check("av<table border=1><tr><th>A</th><th>B</th></tr><tr><td>1"
          "<td rowspan=2>2</table>ap",
          "av\n\nA | B\n1 | 2\n\nap");
    check("<table><tr><td><p>a</p><p>b</p></td><td>c<br>d</td></tr></table>",
          "a b | c d");
    check("x<ul><li>un</li><li>deux</ul>y", "x\n\n- un\n- deux\n\ny");
    check("<ul><li><p>un</p></li></ul>", "- un");
}

static void
links_are_collected(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf out = BUF_INIT(1000);
    struct links links = {.arena = &arena};
    struct error err = {0};
    CHECK_OK(html_to_text(&out,
                          STR("voir <a href=\"https://a.fr/x?a=1&amp;b=2\">le "
                              "<b>site</b></a>, <a href='#n'>n</a>, <a "
                              "href='mailto:a@b.fr'>a@b.fr</a>"),
                          HTML_PLAIN, &links, &err),
             &err);
    CHECK_STR(buf_str(&out), STR("voir le site, n, a@b.fr"));
    CHECK_INT(links.count, 2);
    CHECK_STR(links.at[0].target, STR("https://a.fr/x?a=1&b=2"));
    CHECK_STR(links.at[0].label, STR("le site"));
    CHECK_STR(links.at[1].type, STR("mail"));
}

static void
depth_is_limited(void)
{
    size_t size = 400000;
    char *html = malloc(size);
    for (size_t i = 0; i < size; i++)
        html[i] = "<b>x"[i % 4];
    AUTO(buf) struct buf out = BUF_INIT(1 << 20);
    struct error err;
    CHECK_STATUS(
        html_to_text(&out, (struct str){html, size}, HTML_PLAIN, NULL, &err),
        STATUS_LIMIT);
    free(html);
    struct str line;
    AUTO(arena) struct arena arena = {0};
    CHECK_OK(html_line(&line, STR("<p>un</p><br>deux\n trois"), &arena, &err),
             &err);
    CHECK_STR(line, STR("un deux trois"));
}

/* Attributes are compared with each other: few are read of a tag, what stands
 * behind it is. */
static void
attributes_are_limited(void)
{
    AUTO(buf) struct buf html = BUF_INIT(8 << 20);
    buf_add(&html, STR("<p>un</p><p class='x>y' a = \"</p>\""));
    for (int i = 0; i < 300000; i++)
        buf_printf(&html, " a%d='>'", i);
    buf_add(&html, STR(">deux</p><p title=a<b>trois <a <b</p> a < b"));
    AUTO(buf) struct buf out = BUF_INIT(1 << 20);
    struct error err = {0};
    CHECK_OK(html_to_text(&out, buf_str(&html), HTML_PLAIN, NULL, &err), &err);
    CHECK(str_starts(buf_str(&out), STR("un\n\ndeux\n\ntrois")));
    CHECK(str_ends(buf_str(&out), STR("a < b")));
    check("<p a>un</p><p a=>deux</p><p =x>trois</p><p a='x",
          "un\n\ndeux\n\ntrois");
}

CU_TestInfo html_tests[] = {
    {"paragraphs", paragraphs},
    {"inline tags", inline_tags},
    {"entities", entities},
    {"broken markup", broken_markup},
    {"tables and lists", tables_and_lists},
    {"links are collected", links_are_collected},
    {"depth is limited", depth_is_limited},
    {"attributes are limited", attributes_are_limited},
    CU_TEST_INFO_NULL,
};
