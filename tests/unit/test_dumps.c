/* tests: dumps of data bases. */
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

CU_TestInfo dumps_tests[] = {
    {"senat: joins", senat_joins},
    {"senat: cut", senat_cut},
    {"senat: another dump", senat_other_dump},
    CU_TEST_INFO_NULL,
};
