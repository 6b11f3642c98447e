/* tests: dumps of data bases; Akoma Ntoso. */
#include "check.h"
#include "reading.h"

#define TOP "-- PostgreSQL database dump\n"
#define QUESTIONS                                                              \
    "COPY questions.tam_questions (id, reference, natquecod, titre, txtque) "  \
    "FROM stdin;\n"
#define ANSWERS "COPY tam_reponses (idque, txtrep) FROM stdin;\n"

/* Answers before questions, an answer to nothing, a row of the wrong width, a
 * table that is no business of ours. */
static void
senat_joins(void)
{
    READS("questions.sql", "senat-question-sql",
          TOP "COPY other (id, note) FROM stdin;\n1\tx\ty\tz\n\\.\n" ANSWERS
              "7\tOui.\n8\tNon.\n\\.\n" QUESTIONS
              "7\tSEQ260100001\tQE\tUn titre\tPourquoi\\n?\\\\\n"
              "9\tSEQ260100002\tQG\n\\.\n",
          "uid=SEQ260100001\nkind=question-ecrite\ntitle=Un titre\n"
          "question=Pourquoi//?\\\nanswer=Oui.\nchamber=senat\n"
          "! invalid line 11: not as many values as columns\n"
          "! invalid line 7: an answer without its question\n");
}

/* What was read before the end of a cut dump is kept. */
static void
senat_cut(void)
{
    READS("questions.sql", "senat-question-sql",
          TOP QUESTIONS "7\tSEQ260100001\tQE\tUn titre\t\\N\n",
          "uid=SEQ260100001\nkind=question-ecrite\ntitle=Un titre\n"
          "chamber=senat\n"
          "! the dump ends within a table\n");
}

static void
senat_other_dump(void)
{
    READS("ameli.sql", "senat-question-sql",
          TOP "COPY amd (id, num) FROM stdin;\n1\t2\n\\.\n",
          "! no table of questions (tam_questions)\n");
}

/* A label begins the paragraph of what follows, however that is wrapped; two
 * articles of one eId are two; a division without articles is a document. */
static void
akoma_ntoso(void)
{
    READS("a.xml", "akoma-ntoso",
          "<akomaNtoso><act><meta><identification><FRBRWork>"
          "<FRBRuri value=\"/akn/fr/act/1\"/><FRBRalias value=\"Loi\"/>"
          "<FRBRdate date=\"2026-01-02\" name=\"x\"/></FRBRWork>"
          "</identification></meta><body><part eId=\"p\"><num>A</num>"
          "<article eId=\"a\"><num>Article 1</num><paragraph><num>I.</num>"
          "<list><point><num>1\xC2\xB0</num><content><p><ref>Un</ref> "
          "mot<ins>s</ins>.</p></content></point></list></paragraph>"
          "<subparagraph><p>Bis.</p></subparagraph></article>"
          "<article eId=\"a\"><p>Ter.</p></article></part>"
          "<section eId=\"s\"><heading>B</heading><content><p>Quater.</p>"
          "</content></section></body></act></akomaNtoso>",
          "uid=akn.fr.act.1:a\nkind=article\ntitle=Loi - Article 1\n"
          "body=I. 1\xC2\xB0 Un mots.//Bis.\narticle=1\n"
          "container=akn.fr.act.1|Loi\npath=A\ndate=2026-01-02\n--\n"
          "uid=akn.fr.act.1:a-2\nkind=article\ntitle=Loi\nbody=Ter.\n"
          "container=akn.fr.act.1|Loi\npath=A\ndate=2026-01-02\n--\n"
          "uid=akn.fr.act.1:s\nkind=section\ntitle=Loi - B\nbody=Quater.\n"
          "container=akn.fr.act.1|Loi\ndate=2026-01-02\n--\n"
          "uid=akn.fr.act.1\nkind=texte\ntitle=Loi\nheadings=Article 1/B\n"
          "date=2026-01-02\n");
}

CU_TestInfo dumps_tests[] = {
    {"senat: joins", senat_joins},
    {"senat: cut", senat_cut},
    {"senat: another dump", senat_other_dump},
    {"Akoma Ntoso", akoma_ntoso},
    CU_TEST_INFO_NULL,
};
