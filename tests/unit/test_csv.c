/* tests: CSV files by the names of their columns. */
#include "check.h"
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>

static void
separators(void)
{
    READS("a.csv", "csv", "uid;titre\nA;B, c\n",
          "uid=A\nkind=page\ntitle=B, c\n");
    READS("a.csv", "csv", "\nuid;titre\n\nA;B, c\n\n\n",
          "uid=A\nkind=page\ntitle=B, c\n");
    READS("a.csv", "csv", "uid,titre\nA,B; c\n",
          "uid=A\nkind=page\ntitle=B; c\n");
    READS("a.csv", "csv", "uid\ttitre\nA\tB, c; d\n",
          "uid=A\nkind=page\ntitle=B, c; d\n");
    READS("a.txt", "csv", "sep=|\nuid|titre\nA|B\n",
          "uid=A\nkind=page\ntitle=B\n");
    READS("a.csv", "csv", "sep=\r\nuid;titre\r\nA;B\r\n",
          "uid=A\nkind=page\ntitle=B\n");
    READS("a.csv", "csv", "sep=\t\r\nuid \ttitre \r\nA\tB\r\n",
          "uid=A\nkind=page\ntitle=B\n");
    READS("a.csv", "csv", "\xEF\xBB\xBFuid;titre\nA;B\n",
          "uid=A\nkind=page\ntitle=B\n");
    READS("a.csv", "csv", "uid;num\xE9ro;titre\nA;7;\xC9t\xE9\n",
          "uid=A\nkind=page\ntitle=Été\nnumber=7\n");
    READS("a.csv", "csv", "% select x\r\n%\ty\r\n\r\nuid,titre\r\nA,B",
          "uid=A\nkind=page\ntitle=B\n");
}

static void
quotes(void)
{
    READS("a.csv", "csv", "uid;texte\nA;\"un \"\"mot\"\";\n\ndeux\"\nB;x\n",
          "uid=A\nkind=page\nbody=un \"mot\";//deux\n--\n"
          "uid=B\nkind=page\nbody=x\n");
    READS("a.csv", "csv", "\"uid\";\"ti\ntre\";texte\nA;\"b\";c\n",
          "uid=A\nkind=page\nbody=c\nbody=ti tre : b\n"
          "! unknown-field line 1: ti tre\n");
    READS("a.csv", "csv", "uid;texte\nA;<p style=\"x\">un</p><p>deux</p>\n",
          "uid=A\nkind=page\nbody=un//deux\n");
    READS("a.csv", "csv", "uid;texte\nA;\"jamais ferm\xC3\xA9\nB;x\n",
          "! malformed line 2: quote not closed\n");
}

static void
columns(void)
{
    READS("a.csv", "csv",
          "Identifiant;Titre;Auteur;Th\xC3\xA8me(s);Date;Truc\n"
          "A;B;M. C D et Mme E F;x, y,Z;26/05/2026;zut\n"
          "B;C;;;hier;\n",
          "uid=A\nkind=page\ntitle=B\nbody=Truc : zut\nauthor=C D|E F\n"
          "rubric=x, y|Z\ndate=2026-05-26\n--\n"
          "uid=B\nkind=page\ntitle=C\nbody=Date : hier\n"
          "! unknown-field line 1: Truc\n! unknown-field line 3: date\n");
    READS("a.csv", "csv", "Nom;Pr\xC3\xA9nom;Civilit\xC3\xA9;titre\nX;Y;M.;T\n",
          "kind=page\ntitle=T\nauthor=Y X\n");
    READS("a.csv", "csv",
          "uid;kind;article;code;date_start;date_end;text\n"
          "A;article;L. 1;code x;2020-01-01;2999-01-01;un\n",
          "uid=A\nkind=article\nbody=un\ncode=code x\narticle=L. 1\n"
          "date=2020-01-01\ndate_start=2020-01-01\n");
    READS("a.csv", "csv", "id;titre\nun deux;B\n",
          "kind=page\ntitle=B\nnumber=un deux\n");
    READS("a.csv", "nobody", "a;b\n1;2\n", "! \n");
}

static void
bad_rows(void)
{
    READS("a.csv", "csv",
          "uid;titre;date\nA;B;2026-01-01\nC;D;2026-01-01;E\nseul\n;;\n\n"
          "F;G\nH;I;2026-01-01;;;\n",
          "uid=A\nkind=page\ntitle=B\ndate=2026-01-01\n--\n"
          "uid=F\nkind=page\ntitle=G\n--\n"
          "uid=H\nkind=page\ntitle=I\ndate=2026-01-01\n"
          "! malformed line 3: 4 values for 3 columns\n"
          "! malformed line 4: 1 values for 3 columns\n");
}

static void
the_senate(void)
{
    READS("q.csv", "csv",
          "Sort;Nature;Num\xC3\xA9ro;R\xC3\xA9"
          "f\xC3\xA9rence;Titre;Nom;Pr\xC3\xA9nom;Date de publication JO;"
          "Minist\xC3\xA8re de d\xC3\xA9p\xC3\xB4t;Minist\xC3\xA8re de "
          "transmission;Minist\xC3\xA8re de r\xC3\xA9ponse;URL Question\n"
          "En cours;QOSD;00417;SEQ1S;T;N;P;2026-05-21;A;B;;http://x/1\n"
          "R;QE;5;SEQ2;T;N;P;2026-05-21;A;B;C;\n",
          "uid=SEQ1S\nkind=question-orale\ntitle=T\nnumber=00417\n"
          "chamber=senat\nauthor=P N\nministry_asked=A\nministry_answering=B\n"
          "status=En cours\ndate=2026-05-21\n--\n"
          "uid=SEQ2\nkind=question-ecrite\ntitle=T\nnumber=5\nchamber=senat\n"
          "author=P N\nministry_asked=A\nministry_answering=C\nstatus=R\n"
          "date=2026-05-21\n");
    READS("a.csv", "csv",
          "Nature \tNum\xE9ro \tSubdivision \tAuteur \tDispositif \tObjet \t"
          "Sort \tUrl amendement \r\n"
          "Amt\t3 rect.\tArticle 2\tMme X\t<body><p>Supprimer\tceci.</p></body>"
          "\t<body>Objet&#160;!</body>\tAdopt\xE9\t//s.fr/amendements/2017-2018"
          "/63/A.html\r\n",
          "kind=amendement\ntitle=Amendement n° 3 rect. – Article 2\n"
          "dispositif=Supprimer ceci.\nexpose=Objet\xC2\xA0!\nnumber=3 rect.\n"
          "chamber=senat\nauthor=X\noutcome=Adopté\n"
          "container=|Texte n° 63 (2017-2018)\npath=Article 2\n");
}

/* The uid of a row without one does not depend on its place. */
static void
uids_are_stable(void)
{
    static struct sink_memory a, b;
    struct error err = {0};
    CHECK_OK(read_literal(&a, "a.csv", STR("titre;texte\nx;y\nz;t\n"), &err),
             &err);
    CHECK_OK(read_literal(&b, "a.csv", STR("titre;texte\nz;t\n"), &err), &err);
    CHECK_STR(document_first(&a.documents[1], FIELD_UID),
              document_first(&b.documents[0], FIELD_UID));
    CHECK(!str_eq(document_first(&a.documents[0], FIELD_UID),
                  document_first(&a.documents[1], FIELD_UID)));
    sink_memory_release(&a);
    sink_memory_release(&b);
}

/* A row over the limit is told, the next one is read. */
static void
large_rows(void)
{
    static struct sink_memory got;
    struct error err = {0};
    size_t size = (size_t)INPUT_TEXT_MAX + 4096, at = 0;
    char *text = malloc(size);
    at += (size_t)sprintf(text, "uid;texte\nA;\"");
    for (; at < size - 16; at++)
        text[at] = at % 100 ? 'x' : '\n';
    at += (size_t)sprintf(text + at, "\"\nB;ok\n");
    CHECK_OK(read_literal(&got, "a.csv", (struct str){text, at}, &err), &err);
    CHECK_INT(memory_notes(&got, CAUSE_TOO_LARGE), 1);
    CHECK(got.count >= 1);
    free(text);
    sink_memory_release(&got);
}

CU_TestInfo csv_tests[] = {
    {"separators", separators}, {"quotes", quotes},
    {"columns", columns},       {"bad rows", bad_rows},
    {"the Senate", the_senate}, {"uids are stable", uids_are_stable},
    {"large rows", large_rows}, CU_TEST_INFO_NULL,
};
