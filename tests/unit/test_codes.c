/* tests: front matters, Markdown with one, whole codes. */
#include "check.h"
#include "front_matter.h"
#include "reading.h"
#include "sections.h"

static void
front(const char *text, const char *want)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf got = BUF_INIT(10000);
    struct front read;
    struct error err = {0};
    size_t length = front_length(str_from(text));
    CHECK_OK(front_read(&read, str_head(str_from(text), length), &arena, &err),
             &err);
    for (size_t i = 0; i < read.count; i++)
        buf_printf(&got, STR_FMT "=" STR_FMT "|", STR_ARG(read.at[i].key),
                   STR_ARG(read.at[i].value));
    CHECK_STR(buf_str(&got), str_from(want));
}

static void
front_matters(void)
{
    front("", "");
    front("# Titre\n---\na: b\n---\n", "");
    front("---\na: b\n", "");
    front("---\nun texte\n---\n", "");
    front("---\na: b\n---\nc: d\n", "a=b|");
    front("---\r\nDate de d\xC3\xA9"
          "but: 1958-10-05\r\nurl: http://a.fr/b: c\r\n---\r\n",
          "Date de d\xC3\xA9"
          "but=1958-10-05|url=http://a.fr/b: c|");
    front("---\nt: \"a \\\"b\\\" : c\"\nu: 'l''eau'\nv: l'eau\n---\n",
          "t=a \"b\" : c|u=l'eau|v=l'eau|");
    front("---\nl: [a, \"b\"]\nm:\n  - c\n  - d: e\n---\n",
          "l=a|l=b|m=|m=c|m=d: e|");
    front("---\nt: >\n  une\n  suite\n# note\nv: x\n---\n", "t=une suite|v=x|");
}

static void
markdown(void)
{
    READS("a.md", "markdown",
          "---\nNature: Article\nNum\xC3\xA9ro: 22\nType: AUTONOME\n"
          "\xC3\x89tat: VIGUEUR\nDate de d\xC3\xA9"
          "but: 1958-10-05\nDate de fin: 2999-01-01\nIdentifiant: "
          "LEGIARTI000006527486\nOrigine: LEGI\n---\n\n# Article 22\n\n"
          "Les actes du Premier ministre sont\ncontresign\xC3\xA9s.<br />\n"
          "Fin.\n\n<details>\n  <summary><h2>Autres formats</h2></summary>\n\n"
          "* [JSON](https://a.fr/b)\n</details>\n",
          "uid=LEGIARTI000006527486\nkind=article\ntitle=Article 22\n"
          "body=Les actes du Premier ministre sont contresignés./Fin.\n"
          "status=VIGUEUR\narticle=22\ndate=1958-10-05\n"
          "date_start=1958-10-05\nlinks=link|https://a.fr/b|JSON\n");
    READS("a.md", "markdown",
          "---\ntitle: T\nauthor: Mme A B\ndate: 12 mai 2026\nzut: 1\n"
          "tags: [x, y]\n---\n## Partie\n\nTexte.\n\n| A | B |\n|---|---|\n"
          "| 1 | 2 |\n",
          "kind=page\ntitle=T\nbody[Partie]=Texte.//A | B/1 | 2\n"
          "body=zut : 1\nauthor=A B\nrubric=x|y\ndate=2026-05-12\n"
          "! unknown-field : zut\n");
    READS("a.md", "markdown", "---\ntitre: T\n---\n", "kind=page\ntitle=T\n");
    READS("a.md", "text", "# T\n\nTexte.\n",
          "kind=page\ntitle=T\nbody=Texte.\n");
}

static void
check_path(const char *const *headings, const char *want)
{
    AUTO(sections) struct sections path = {0};
    AUTO(buf) struct buf got = BUF_INIT(10000);
    struct error err = {0};
    for (; *headings; headings++) {
        struct str text = str_from(*headings);
        unsigned marks = 0;
        while (str_starts(text, STR("#"))) {
            text = str_from_offset(text, 1);
            marks++;
        }
        CHECK_OK(sections_enter(&path, text, marks, &err), &err);
    }
    for (size_t i = 0; i < path.count; i++)
        buf_printf(&got, "%s" STR_FMT, i ? " > " : "",
                   STR_ARG(path.at[i].text));
    CHECK_STR(buf_str(&got), str_from(want));
}

#define PATH(want, ...)                                                        \
    check_path((const char *const[]){__VA_ARGS__, NULL}, want)

static void
paths(void)
{
    PATH("Livre I > Titre II", "Livre I", "Titre I", "Titre II");
    PATH("Livre II", "Livre I", "Titre I", "Chapitre I", "Livre II");
    PATH("Titre I > Section 3", "Titre I", "Section 1", "Section 3");
    PATH("TITRE I > CHAPITRE II", "#TITRE I", "#CHAPITRE I", "#CHAPITRE II");
    PATH("A > C", "##A", "###B", "###C");
    PATH("D", "##A", "###B", "##D");
    PATH("Livre I > Autre", "Livre I", "Un", "Autre");
    PATH("Partie 1 > Titre 2", "##Partie 1", "####Divers", "###Titre 2");
}

static void
headings(void)
{
    static const char *const good[] = {"Titre III : Aide sociale",
                                       "TITRE PRÉLIMINAIRE.",
                                       "CHAPITRE PREMIER",
                                       "Section 2 bis",
                                       "Partie législative",
                                       "Chapitre Ier - X",
                                       "CHAPITRE II BUREAU D'AGE",
                                       "Annexe",
                                       "Première partie",
                                       "Paragraphe II : Y.",
                                       "Annexes",
                                       "Livre préliminaire :"};
    static const char *const bad[] = {"Titre de séjour",
                                      "Le titre III",
                                      "Section du travail",
                                      "Chapitre III du livre Ier,",
                                      "Livres",
                                      "Annexé au présent code",
                                      "Partie prenante à l'acte",
                                      "",
                                      "Titre III du présent livre est abrogé"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        check_true(section_is_heading(str_from(good[i])), good[i], __FILE__,
                   __LINE__);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        check_true(!section_is_heading(str_from(bad[i])), bad[i], __FILE__,
                   __LINE__);
    CHECK_STR(section_article(STR("Article L. 121-4"), true), STR("L. 121-4"));
    CHECK_STR(section_article(STR("Article 278-0 bis"), true),
              STR("278-0 bis"));
    CHECK_STR(section_article(STR("Article Annexe 2-4"), true),
              STR("Annexe 2-4"));
    CHECK_STR(section_article(STR("Article R*421-1"), true), STR("R*421-1"));
    CHECK_STR(section_article(STR("Article 6 nonies"), true), STR("6 nonies"));
    CHECK_STR(section_article(STR("Article 7 du code"), true), STR(""));
    CHECK_STR(section_article(STR("Article unique"), true), STR("unique"));
    CHECK_STR(section_article(STR("Articles 7"), true), STR(""));
}

#define CODE_HEAD                                                              \
    "Code X\n\nSommaire\n\n\nTitre Ier : A\n\nTable\n\n\nTable des "           \
    "mati\xC3\xA8res\n\n\nTitre Ier : A Chapitre Ier : B\n\n\n"
#define ARROW " \xE2\x86\xAC\n\n"

static void
codes_as_text(void)
{
    READS(
        "c.txt", "code-text",
        CODE_HEAD "Code X\n\n\nTitre Ier : A\n\n\n\n\nArticle 1" ARROW
                  "Un.\n\nDeux.\n\n\n\nArticle 2" ARROW
                  "Trois.\n\n\n\n\n\nCode X - xd1e7\n\n\nChapitre Ier : B\n"
                  "\n\nArticle 1" ARROW "Un.\n\nDeux.\n\n\n"
                  "Chapitre II : C\n\n\nArticle 2" ARROW
                  "Trois.\n\n\n\nCode X\n\n\nTitre II : D\n\n\nArticle 2" ARROW
                  "Autre.\n\n\nArticle 3" ARROW
                  "\n\nCode X\n\nPlan\n\nTitre Ier : A\n",
        "kind=article\ntitle=Code X, article 1\nbody=Un.//Deux.\ncode=Code X\n"
        "article=1\ncontainer=|Code X\npath=Titre Ier : A|Chapitre Ier : B\n"
        "order=1\n--\nkind=article\ntitle=Code X, article 2\nbody=Trois.\ncode=Code X\n"
        "article=2\ncontainer=|Code X\npath=Titre Ier : A|Chapitre II : C\n"
        "order=2\n--\nkind=article\ntitle=Code X, article 2\nbody=Autre.\ncode=Code X\n"
        "article=2\ncontainer=|Code X\npath=Titre II : D\n"
        "order=3\n--\nkind=article\ntitle=Code X, article 3\ncode=Code X\n"
        "article=3\ncontainer=|Code X\npath=Titre II : D\norder=4\n");
    READS("c.txt", "code-text", CODE_HEAD, "");
}

static void
codes_as_markdown(void)
{
    READS("c.md", "code-markdown",
          "---\ntitle: \"Code Y\"\nidentifier: \"LEGITEXT000000000001\"\nrank: "
          "\"code\"\nsource: \"https://l.fr/y\"\n---\n# Code Y\n\nAvant.\n\n"
          "## Partie l\xC3\xA9gislative\n\nChapeau.\n\n##### Article L. 1\n\n"
          "Un *mot*.\n\n- a\n- b\n\nArticle 7\n\n### Titre II\n\n"
          "##### Article R*2\n\nDeux.\n\n##### Article R*2\n\nEncore.\n",
          "kind=texte\ntitle=Code Y\nbody=Avant.\ncode=Code Y\n"
          "container=LEGITEXT000000000001|Code Y\n"
          "order=1\n--\nkind=section\ntitle=Code Y, Partie législative\n"
          "body=Chapeau.\ncode=Code Y\ncontainer=LEGITEXT000000000001|Code Y\n"
          "path=Partie législative\n"
          "order=2\n--\nuid=LEGITEXT000000000001:L._1\nkind=article\n"
          "title=Code Y, article L. 1\nbody=Un mot.//- a/- b//Article 7\n"
          "code=Code Y\narticle=L. 1\n"
          "container=LEGITEXT000000000001|Code Y\npath=Partie législative\n"
          "order=3\n--\nuid=LEGITEXT000000000001:R_2\nkind=article\n"
          "title=Code Y, article R*2\nbody=Deux.\ncode=Code Y\narticle=R*2\n"
          "container=LEGITEXT000000000001|Code Y\n"
          "path=Partie législative|Titre II\n"
          "order=4\n--\nuid=LEGITEXT000000000001:R_2:2\nkind=article\n"
          "title=Code Y, article R*2\nbody=Encore.\ncode=Code Y\narticle=R*2\n"
          "container=LEGITEXT000000000001|Code Y\n"
          "path=Partie législative|Titre II\norder=5\n");
    READS("c.md", "code-markdown",
          "---\ntitle: Z\nidentifier: LEGITEXT000000000002\n---\n# Z\n\n"
          "Titre Ier : A\n\nArticle 1\n\nUn.\n\nTitre II : B\n\nArticle 2\n\n"
          "Voir le\nTitre de s\xC3\xA9jour.\n",
          "uid=LEGITEXT000000000002:1\nkind=article\ntitle=Z, article 1\n"
          "body=Un.\ncode=Z\narticle=1\ncontainer=LEGITEXT000000000002|Z\n"
          "path=Titre Ier : A\norder=1\n--\n"
          "uid=LEGITEXT000000000002:2\nkind=article\ntitle=Z, article 2\n"
          "body=Voir le Titre de séjour.\ncode=Z\narticle=2\n"
          "container=LEGITEXT000000000002|Z\npath=Titre II : B\norder=2\n");
    READS("19880101_1-janvier-1988.md", "code-markdown",
          "# TITRE I\n\n## Article 1er\n\nUn.\n\n## Article 2\n\nDeux.\n",
          "kind=article\ntitle=Article 1er\nbody=Un.\narticle=1er\n"
          "path=TITRE I\ndate=1988-01-01\norder=1\n--\nkind=article\ntitle=Article 2\n"
          "body=Deux.\narticle=2\npath=TITRE I\ndate=1988-01-01\norder=2\n");
}

CU_TestInfo codes_tests[] = {
    {"front matters", front_matters},
    {"markdown", markdown},
    {"paths", paths},
    {"headings", headings},
    {"codes as text", codes_as_text},
    {"codes as Markdown", codes_as_markdown},
    CU_TEST_INFO_NULL,
};
