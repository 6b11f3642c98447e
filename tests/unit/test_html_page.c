/* tests: what of a whole HTML page is its text. */
#include "html_page.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

/* The blocks of a page, headings as "# ...", joined by line ends. */
static void
check_text(const char *html, const char *want, unsigned line)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(1 << 20);
    struct html_page page;
    struct error err = {0};
    check_status(html_page_read(&page, str_from(html), &arena, &err), STATUS_OK,
                 &err, html, __FILE__, line);
    for (size_t i = 0; i < page.blocks.count; i++) {
        buf_add(&got, i ? STR("\n") : STR(""));
        if (page.blocks.at[i].kind == BLOCK_HEADING)
            buf_add(&got, STR("# "));
        buf_add(&got, page.blocks.at[i].text);
    }
    check_str(buf_str(&got), str_from(want), html, __FILE__, line);
}

#define TEXT(html, want) check_text(html, want, __LINE__)
#define P40 "<p>Un paragraphe assez long pour compter comme texte.</p>"
#define T40 "Un paragraphe assez long pour compter comme texte."
#define MENU                                                                   \
    "<ul><li><a href=/a>Accueil</a><li><a href=/b>Dossiers</a><li><a "         \
    "href=/c>Plan du site</a><li><a href=/d>Contact</a></ul>"

static void
noise_goes(void)
{
    TEXT("", "");
    TEXT("<html><body> \n </body></html>", "");
    TEXT("<header>" MENU "</header>" P40, T40);
    TEXT("<nav>" MENU "</nav>" P40 "<footer>Mentions</footer>", T40);
    TEXT("<div id=menu>" MENU "</div>" P40, T40);
    TEXT("<div class='cookie-banner'>Nous utilisons</div>" P40, T40);
    TEXT("<div class='tarteaucitronRoot'>Accepter</div>" P40, T40);
    TEXT("<div role=navigation>Menu</div>" P40, T40);
    TEXT("<aside>Voir aussi</aside>" P40, T40);
    TEXT(MENU P40 MENU, T40);
    TEXT("<a href=/>Accueil</a> &gt; <a href=/x>Textes</a>" P40, T40);
    TEXT(P40 "<p>____</p><p>\xC2\xA9 Mairie</p>", T40);
    TEXT("<div style='display:none'>non</div>" P40, T40);
    TEXT("<select><option>un<option>deux</select>" P40 "<button>OK</button>",
         T40);
    TEXT("<script>var a = '<p>non</p>';</script>" P40 "<style>p{}</style>",
         T40);
    TEXT("<!--[if IE]><p>non</p><![endif]-->" P40, T40);
}

static void
main_is_kept(void)
{
    TEXT("<main>" P40 "</main><p>Ailleurs</p>", T40);
    TEXT("<div id=contenu>" P40 "</div><p>Ailleurs</p>", T40);
    TEXT("<div role=main>" P40 "</div><p>Ailleurs</p>", T40);
    /* a small "main" is none */
    TEXT("<main>court</main>" P40 P40 P40, "court\n" T40 "\n" T40 "\n" T40);
    /* a name that lies: nearly all of the text is in it */
    TEXT("<div class='menu-page'>" P40 P40 "</div><p>Ailleurs</p>",
         T40 "\n" T40 "\nAilleurs");
    /* lists of links are text where they are the main thing */
    TEXT("<main><p>Les quatre textes de la session ordinaire :</p>" MENU
         "</main>",
         "Les quatre textes de la session ordinaire :\n- Accueil\n- "
         "Dossiers\n- Plan du site\n- Contact");
    TEXT("<article><header><h1>Titre</h1></header>" P40 "</article>", T40);
}

static void
tables(void)
{
    TEXT("<table><tr><td>" P40 "<p>Deux</p></td></tr></table>", T40 "\nDeux");
    TEXT("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A | B\n1 | 2");
    TEXT("<table><tr><td><table><tr><td>a<td>b</table></td><td>c</table>",
         "a | b\nc");
    TEXT("<tr><td><p>un</p><p>deux</p>", "un\ndeux");
}

static void
headings(void)
{
    TEXT("<h1>Un</h1><p>x.</p><h3>Deux<br>lignes</h3><p>y.</p>",
         "# Un\nx.\n# Deux lignes\ny.");
    TEXT("<p align=center><b>Article 1<sup>er</sup></b></p><p>x.</p>",
         "# Article 1er\nx.");
    TEXT("<p style='text-align: center'><strong>TITRE II</strong></p>x.",
         "# TITRE II\nx.");
    TEXT("<p align=center>Une phrase <b>en</b> partie</p><p>x.</p>",
         "Une phrase en partie\nx.");
    TEXT("<p><b>En gras mais pas au centre</b></p><p>x.</p>",
         "En gras mais pas au centre\nx.");
}

static void
meta_data(void)
{
    AUTO(arena) struct arena arena = {0};
    struct html_page page;
    struct error err = {0};
    CHECK_OK(
        html_page_read(
            &page,
            STR("<html><head><TITLE> Un&nbsp;titre\n l&#146;autre "
                "</TITLE><META Name=\"NUM_AMEND\" content=\"\"><meta name=\""
                "NUM_AMEND\" content=\"N&deg;&nbsp;4\"><meta property='og:url'"
                " content='https://a.fr/'><link rel=canonical "
                "href='https://b.fr/'></head><body><h1>Grand</h1>" P40
                "<p>Le <time datetime='2026-01-02'>2</time> "
                "<a href='/x'>voir</a></p><nav><a href='/y'>non</a></nav>"),
            &arena, &err),
        &err);
    CHECK_STR(page.title, STR("Un titre l’autre"));
    CHECK_STR(html_page_meta(&page, "num_amend"), STR("N° 4"));
    CHECK_STR(html_page_meta(&page, "og:url"), STR("https://a.fr/"));
    CHECK_STR(html_page_meta(&page, "absent"), STR(""));
    CHECK_STR(page.canonical, STR("https://b.fr/"));
    CHECK_STR(page.heading, STR("Grand"));
    CHECK_STR(page.time, STR("2026-01-02"));
    CHECK_INT(page.links.count, 1);
}

static void
hostile(void)
{
    AUTO(arena) struct arena arena = {0};
    struct html_page page;
    struct error err = {0};
    size_t size = 200000;
    char *html = malloc(size);
    for (size_t i = 0; i < size; i++)
        html[i] = "<b>x"[i % 4];
    CHECK_STATUS(html_page_read(&page, (struct str){html, size}, &arena, &err),
                 STATUS_LIMIT);
    for (size_t i = 0; i < size; i++)
        html[i] = "<table><tr><td>"[i % 15];
    CHECK_STATUS(html_page_read(&page, (struct str){html, size}, &arena, &err),
                 STATUS_LIMIT);
    for (size_t i = 0; i < size; i++)
        html[i] = "<a='"[i % 4];
    CHECK_OK(html_page_read(&page, (struct str){html, size}, &arena, &err),
             &err);
    free(html);
    TEXT("<title>a<p>" P40, "");
    TEXT("</td></table></div></html>" P40, T40);
    TEXT("<svg><title>non</title></svg>" P40, T40);
}

CU_TestInfo html_page_tests[] = {
    {"noise goes", noise_goes}, {"main is kept", main_is_kept},
    {"tables", tables},         {"headings", headings},
    {"meta data", meta_data},   {"hostile", hostile},
    CU_TEST_INFO_NULL,
};
