/* tests: sittings of Parliament (debate.h), Syceron and TEI. */
#include "check.h"
#include "reading.h"

#define SYCERON "<compteRendu><uid>CRSANR5L17S2026O1N1</uid><contenu>"
#define SAID(attributes, name, text)                                           \
    "<paragraphe " attributes "><orateurs><orateur><nom>" name                 \
    "</nom></orateur></orateurs><texte>" text "</texte></paragraphe>"
#define NOBODY(text)                                                           \
    "<paragraphe><orateurs/><texte>" text "</texte></paragraphe>"


/* Tags part no word and glue none; a line break ends an alinéa; what comes in
 * wrappers that we do not know is read. */
static void
words(void)
{
    READS("a.xml", "an-debate-xml",
          SYCERON "<point><texte>Un <italique>titre</italique></texte>"
                  "<interExtraction>" SAID(
                      "id_syceron=\"5\"", "Mme Anne Le Goff",
                      "<italique>Bra</italique>vo !<br/>Le 1<exposant>er"
                      "</exposant> mai,\n  enfin<italique> (Rires)</italique>.")
                      SAID("id_syceron=\"6\"", "Mme Anne Le Goff", "Oui.")
                          NOBODY("<italique>(Exclamations.)</italique>")
                              SAID("id_syceron=\"7\"", "M. le ministre",
                                   "Non.") "</interExtraction></point></"
                                           "contenu></compteRendu>",
          "uid=CRSANR5L17S2026O1N1-5\nkind=intervention\n"
          "title=Un titre - Mme Anne Le Goff\n"
          "body[Mme Anne Le Goff]=Bravo !//Le 1er mai, enfin (Rires).//Oui.//"
          "(Exclamations.)\nauthor=Anne Le Goff\n"
          "container=CRSANR5L17S2026O1N1|\npath=Un titre\norder=1\n--\n"
          "uid=CRSANR5L17S2026O1N1-7\nkind=intervention\n"
          "title=Un titre - M. le ministre\nbody[M. le ministre]=Non.\n"
          "author=le ministre\ncontainer=CRSANR5L17S2026O1N1|\n"
          "path=Un titre\norder=2\n--\n"
          "uid=CRSANR5L17S2026O1N1\nkind=compte-rendu\nheadings=Un titre\n");
}

/* Two paragraphs of one number are two speeches all the same. */
static void
repeated_numbers(void)
{
    READS("a.xml", "an-debate-xml",
          SYCERON SAID("id_syceron=\"5\"", "M. A", "Un.") SAID(
              "id_syceron=\"5\"", "M. B", "Deux.") "</contenu></compteRendu>",
          "uid=CRSANR5L17S2026O1N1-5\nkind=intervention\ntitle=M. A\n"
          "body[M. A]=Un.\nauthor=A\ncontainer=CRSANR5L17S2026O1N1|\norder=1\n--\n"
          "uid=CRSANR5L17S2026O1N1-5-2\nkind=intervention\ntitle=M. B\n"
          "body[M. B]=Deux.\nauthor=B\ncontainer=CRSANR5L17S2026O1N1|\norder=2\n--\n"
          "uid=CRSANR5L17S2026O1N1\nkind=compte-rendu\n");
}

/* An office is somebody: who presides, or who was called by name before. */
static void
offices(void)
{
    READS("a.xml", "an-debate-xml",
          SYCERON NOBODY("Présidence de M. Yves Kerlan, vice-président")
              SAID("id_syceron=\"1\"", "M. le président", "Un.") SAID(
                  "id_syceron=\"2\" id_acteur=\"PA7\"", "Mme Ida Roux", "Deux.")
                  SAID("id_syceron=\"3\" id_acteur=\"PA7\"", "Mme la ministre",
                       "Trois.") "</contenu></compteRendu>",
          "uid=CRSANR5L17S2026O1N1-n1\nkind=intervention\n"
          "body=Présidence de M. Yves Kerlan, vice-président\n"
          "container=CRSANR5L17S2026O1N1|\norder=1\n--\n"
          "uid=CRSANR5L17S2026O1N1-1\nkind=intervention\n"
          "title=M. le président\nbody[M. le président]=Un.\n"
          "author=Yves Kerlan\ncontainer=CRSANR5L17S2026O1N1|\norder=2\n--\n"
          "uid=CRSANR5L17S2026O1N1-2\nkind=intervention\n"
          "title=Mme Ida Roux\nbody[Mme Ida Roux]=Deux.\nauthor=Ida Roux\n"
          "container=CRSANR5L17S2026O1N1|\nauthor_ref=PA7\norder=3\n--\n"
          "uid=CRSANR5L17S2026O1N1-3\nkind=intervention\n"
          "title=Mme la ministre\nbody[Mme la ministre]=Trois.\n"
          "author=Ida Roux\ncontainer=CRSANR5L17S2026O1N1|\n"
          "author_ref=PA7\norder=4\n--\n"
          "uid=CRSANR5L17S2026O1N1\nkind=compte-rendu\n");
}

/* Cut in the middle: what was said to an end is kept. */
static void
cut(void)
{
    READS("a.xml", "an-debate-xml",
          SYCERON SAID("id_syceron=\"1\"", "M. A", "Un.") SAID(
              "id_syceron=\"2\"", "M. B", "Deux.") "<paragraphe><texte>Tro",
          "uid=CRSANR5L17S2026O1N1-1\nkind=intervention\ntitle=M. A\n"
          "body[M. A]=Un.\nauthor=A\ncontainer=CRSANR5L17S2026O1N1|\norder=1\n"
          "! line 1: malformed XML (unexpected end)\n");
}

/* Utterances, as in the ParlaMint corpora. */
static void
utterances(void)
{
    READS("a.xml", "debate-tei",
          "<TEI xml:id=\"FR_2017-06-27\"><teiHeader><fileDesc><titleStmt>"
          "<title>Débats</title></titleStmt></fileDesc><profileDesc>"
          "<settingDesc><setting><date when=\"2017-06-27\">27.6.</date>"
          "</setting></settingDesc></profileDesc></teiHeader><text><body>"
          "<div><head>Ouverture</head><note type=\"speaker\">M. le doyen."
          "</note><u who=\"#Y\" xml:id=\"u1\"><seg>Un mot.</seg><seg>Deux."
          "</seg><kinesic><desc>Rires</desc></kinesic></u>"
          "<u who=\"#Ida_Roux\" xml:id=\"u2\"><seg>Trois.</seg></u>"
          "</div></body></text></TEI>",
          "uid=FR_2017-06-27-u1\nkind=intervention\n"
          "title=Ouverture - M. le doyen\n"
          "body[M. le doyen]=Un mot.//Deux.//Rires\nauthor=le doyen\n"
          "container=FR_2017-06-27|Débats\npath=Ouverture\n"
          "date=2017-06-27\norder=1\n--\n"
          "uid=FR_2017-06-27-u2\nkind=intervention\n"
          "title=Ouverture - Ida Roux\nbody[Ida Roux]=Trois.\n"
          "author=Ida Roux\ncontainer=FR_2017-06-27|Débats\n"
          "path=Ouverture\ndate=2017-06-27\norder=2\n--\n"
          "uid=FR_2017-06-27\nkind=compte-rendu\ntitle=Débats\n"
          "headings=Ouverture\ndate=2017-06-27\n");
}

CU_TestInfo debates_tests[] = {
    {"words", words},           {"repeated numbers", repeated_numbers},
    {"offices", offices},       {"cut", cut},
    {"utterances", utterances}, CU_TEST_INFO_NULL,
};
