/* tests: the readers, on small inputs of their formats. */
#include "reader.h"

#include "check.h"
#include "sink_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sink_memory got;

static void
read_good(const char *name, struct str bytes, const char *reader)
{
    struct error err = {0};
    char why[200] = "";
    CHECK_OK(read_literal(&got, name, bytes, &err), &err);
    CHECK(got.reader != NULL);
    if (got.reader)
        CHECK_CSTR(got.reader->name, reader);
    for (size_t i = 0; i < got.count && i < MEMORY_MAX; i++)
        if (!document_is_clean(&got.documents[i], why))
            CHECK_CSTR(why, "");
}

static void
check_field(enum field field, const char *want)
{
    check_str(memory_first(&got, field), str_from(want), schema[field].json.at,
              __FILE__, __LINE__);
}

static void
check_block(uint32_t i, const char *role, const char *heading, const char *text)
{
    CHECK_STR(memory_text(&got, i, TEXT_ROLE), str_from(role));
    CHECK_STR(memory_text(&got, i, TEXT_HEADING), str_from(heading));
    CHECK_STR(memory_text(&got, i, TEXT_TEXT), str_from(text));
}

static size_t
blocks_count(void)
{
    return got.documents[0].field[FIELD_TEXT].count;
}

static void
no_reader(const char *name, struct str bytes)
{
    struct error err = {0};
    CHECK_STATUS(read_literal(&got, name, bytes, &err), STATUS_NOT_FOUND);
    sink_memory_release(&got);
}

static void
check_refusal(const char *name, struct str bytes, const char *message)
{
    struct error err = {0};
    CHECK_STATUS(read_literal(&got, name, bytes, &err), STATUS_FORMAT);
    CHECK_CSTR(err.text, message);
    CHECK_INT(got.count, 0);
    sink_memory_release(&got);
}

static void
the_table(void)
{
    uint32_t stamp = readers_stamp();
    for (const struct reader *a = readers; a->name; a++) {
        CHECK(a->version >= 1 && a->bid && a->read && a->french && a->english);
        CHECK(reader_by_name(str_from(a->name)) == a);
    }
    CHECK(reader_by_name(STR("no-such")) == NULL);
    CHECK(stamp != 0 && stamp == readers_stamp());
}

static void
bids_are_conservative(void)
{
    no_reader("a.json", STR("{\"amendement\":{\"uid\":\"x\"}}"));
    no_reader("a.json", STR("[1,2]"));
    no_reader("a.xml", STR("<AUTRE_TEXTE><META><META_COMMUN>"));
    no_reader("a.txt", STR("<question><texte>Texte</texte></question>"));
    no_reader("a.txt", STR("<x><body>Texte de la question</body></x>"));
    no_reader("a.csv", STR("a;b\n1;2\n"));
    no_reader("a.c", STR("int main(void) { return 0; }"));
    no_reader("a.txt", STR("%PDF-1.4 texte"));
    no_reader("README.md", STR("# Notes sur les donn\xC3\xA9"
                               "es"));
    no_reader("a.txt", STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0"));
}

/* A page with all that a page may hold, in an unusual dress. */
static void
a_page(void)
{
    read_good(
        "p.md",
        STR("# ASSEMBL\xC3\x89"
            "E NATIONALE\r\n\r\n17\xC3\xA8me l\xC3\xA9gislature\r\n\r\n"
            "## **Un titre\r\nsur deux lignes**\r\n\r\n"
            "### Question \xC3\xA9"
            "crite n\xC2\xB0\xC2\xA0"
            "12345\r\n\r\n## Texte de la question\r\n\r\n"
            "Mme X demande *via* [un lien](https://a.fr/b) si l'article\r\n"
            "L. 1\\*.\r\n\r\n- un\r\n- deux\r\n\r\n"
            "## Texte de la r\xC3\xA9ponse\r\n\r\nOui.\r\n\r\nNon.\r\n\r\n"
            "## Donn\xC3\xA9"
            "es cl\xC3\xA9s\r\n\r\n"
            "**Auteur**\xC2\xA0: [Mme\xC2\xA0"
            "Anne-Marie X](https://an.fr/x)\r\n\r\n"
            "Circonscription : Paris (12^e circonscription) - A - B\r\n\r\n"
            "Type de question :\r\n\r\nQuestion \xC3\xA9"
            "crite\r\n\r\n"
            "Num\xC3\xA9ro de la question : 12345\r\n\r\n"
            "Rubrique : Logement\xC2\xA0: aides\r\n\r\n"
            "Minist\xC3\xA8re interrog\xC3\xA9 : [A](#)\r\n\r\n"
            "Minist\xC3\xA8re attributaire : [B & C](#)\r\n\r\n"
            "Date(s) cl\xC3\xA9(s)\r\n\r\n"
            "Question publi\xC3\xA9"
            "e au JO le : 26/05/2026 page : 4512\r\n\r\n"
            "R\xC3\xA9ponse publi\xC3\xA9"
            "e au JO le : 1er juin 2026\r\n\r\n"
            "Date de signalement : 28 mai 2026\r\n\r\n"
            "Date de renouvellement : 30 mai 2026\r\n\r\n"
            "Erreur : 404\r\n"),
        "an-question-page");
    CHECK_INT(got.count, 1);
    check_field(FIELD_UID, "QANR5L17QE12345");
    check_field(FIELD_KIND, "question-ecrite");
    check_field(FIELD_TITLE, "Un titre sur deux lignes");
    check_field(FIELD_NUMBER, "12345");
    check_field(FIELD_LEGISLATURE, "17");
    check_field(FIELD_CHAMBER, "an");
    check_field(FIELD_AUTHOR, "Anne-Marie X");
    check_field(FIELD_CONSTITUENCY, "Paris (12e circonscription)");
    check_field(FIELD_GROUP, "A - B");
    check_field(FIELD_RUBRIC, "Logement : aides");
    check_field(FIELD_MINISTRY_ASKED, "A");
    check_field(FIELD_MINISTRY_ANSWERING, "B & C");
    check_field(FIELD_STATUS, "REP_PUB");
    check_field(FIELD_OUTCOME, "Réponse publiée");
    check_field(FIELD_DATE, "2026-05-26");
    check_field(FIELD_DATE_ANSWER, "2026-06-01");
    CHECK_INT(blocks_count(), 2);
    check_block(0, "question", "",
                "Mme X demande via un lien si l'article L. 1*.\n\n"
                "- un\n- deux");
    check_block(1, "answer", "", "Oui.\n\nNon.");
    CHECK_STR(memory_link(&got, 0), STR("link|https://an.fr/x|Mme\xC2\xA0"
                                        "Anne-Marie X"));
    CHECK_STR(memory_link(&got, 1), STR("jo-question||JO 2026-05-26, p. 4512"));
    CHECK_STR(memory_link(&got, 2), STR("signalement||JO 2026-05-28"));
    CHECK_STR(memory_link(&got, 3), STR("renouvellement||JO 2026-05-30"));
    CHECK_STR(memory_link(&got, 4), STR("link|https://a.fr/b|un lien"));
    CHECK_INT(memory_notes(&got, CAUSE_UNKNOWN_FIELD), 1);
    CHECK_STR(got.urls[0], STR("https://questions.assemblee-nationale.fr/q17/"
                               "17-12345QE.htm"));
    sink_memory_release(&got);
}

static void
other_pages(void)
{
    /* no heading of the keys, number and type in the first lines only */
    read_good("p.txt",
              STR("17e législature\n\nTitre\n\nQuestion orale sans débat n° 9"
                  "\n\nTexte de la question\n\nTexte.\n\nAuteur : M. A B\n\n"
                  "Circonscription : Yonne (1re circonscription) - Non inscrit"
                  "\n\nQuestion retirée le : 11 juin 2024 (fin de mandat)\n"),
              "an-question-page");
    check_field(FIELD_UID, "QANR5L17QOSD9");
    check_field(FIELD_KIND, "question-orale");
    check_field(FIELD_AUTHOR, "A B");
    check_field(FIELD_GROUP, "Non inscrit");
    check_field(FIELD_STATUS, "FIN_MANDAT");
    check_field(FIELD_OUTCOME, "Fin de mandat");
    check_field(FIELD_DATE, "");
    check_block(0, "question", "", "Texte.");
    sink_memory_release(&got);
    check_refusal("p.txt",
                  STR("ASSEMBLÉE NATIONALE\n\nTitre\n\nQuestion écrite n° 7\n\n"
                      "Texte de la question\n\nTexte.\n"),
                  "no legislature");
    check_refusal("p.txt",
                  STR("17e législature\n\nTitre\n\nQuestion écrite n° 7\n\n"
                      "Texte de la question\n\nDonnées clés\n\nAuteur : x\n"),
                  "no text of the question");
}

#define QUESTION_START                                                         \
    "{\"question\":{\"@xmlns\":\"http://schemas.assemblee-nationale.fr/"       \
    "referentiel\",\"@xsi:type\":\"QuestionEcrite_Type\",\"uid\":"             \
    "\"QANR5L15QE77\",\"identifiant\":{\"numero\":\"77\",\"regime\":"          \
    "\"5eme Republique\",\"legislature\":\"15\"},\"type\":\"QE\","

static void
a_json_question(void)
{
    read_good(
        "q.json",
        STR(QUESTION_START
            "\"indexationAN\":{\"rubrique\":\"sant\\u00e9\",\"teteAnalyse\":"
            "\"t\\u00eate\",\"ANALYSE\":{\"ANA\":[\"un\",\"deux &amp; trois\"]}"
            "},\"auteur\":{\"identite\":{\"acteurRef\":\"PA1\",\"mandatRef\":"
            "\"PM1\"},\"groupe\":{\"organeRef\":\"PO1\",\"abrege\":\"G\","
            "\"developpe\":\"Le\\u00a0groupe\"}},\"minInt\":{\"organeRef\":"
            "\"PO2\",\"abrege\":\"A\",\"developpe\":\"Minist\\u00e8re A\"},"
            "\"minAttribs\":{\"minAttrib\":[{\"infoJO\":{\"dateJO\":"
            "\"2020-01-02\"},\"denomination\":{\"organeRef\":\"PO2\","
            "\"abrege\":\"A\",\"developpe\":\"Minist\\u00e8re A\"}},"
            "{\"infoJO\":{\"dateJO\":\"03/02/2020\"},\"denomination\":{"
            "\"organeRef\":\"PO3\",\"abrege\":\"B\",\"developpe\":"
            "\"Minist\\u00e8re B\"}}]},\"textesQuestion\":{\"texteQuestion\":{"
            "\"infoJO\":{\"typeJO\":\"JO_QUESTION\",\"dateJO\":\"2020-01-02\","
            "\"pageJO\":\"12\",\"numJO\":\"20200001\",\"urlLegifrance\":"
            "\"https://l.fr/1\",\"referenceNOR\":\"ABCD2012345A\"},\"texte\":"
            "\"77. \\u2014 2 janvier 2020. \\u2014 M. X demande.<br>Vite.\"}},"
            "\"textesReponse\":{\"texteReponse\":[{\"infoJO\":{\"dateJO\":"
            "\"2020-03-04\",\"referenceNOR\":\"EFGH2012345A\"},\"texte\":"
            "\"<p>Oui.</p>\"},{\"infoJO\":{\"dateJO\":\"2020-04-05\"},"
            "\"texte\":\"Erratum.\",\"nouveau\":\"x\"}]},\"cloture\":{"
            "\"codeCloture\":\"REP_PUB\",\"libelleCloture\":"
            "\"R\\u00e9ponse publi\\u00e9e\",\"dateCloture\":\"2020-03-04\","
            "\"infoJO\":{\"@xsi:nil\":\"true\"}},\"signalement\":"
            "\"2020-02-20\",\"renouvellements\":null,\"champNeuf\":[1,2]}}"),
        "an-question-json");
    check_field(FIELD_UID, "QANR5L15QE77");
    check_field(FIELD_TITLE, "tête – un ; deux & trois");
    check_field(FIELD_RUBRIC, "santé");
    check_field(FIELD_AUTHOR_REF, "PA1");
    check_field(FIELD_MANDATE_REF, "PM1");
    check_field(FIELD_GROUP_REF, "PO1");
    check_field(FIELD_GROUP, "Le groupe");
    check_field(FIELD_GROUP_SHORT, "G");
    check_field(FIELD_MINISTRY_ASKED, "Ministère A");
    check_field(FIELD_MINISTRY_ASKED_REF, "PO2");
    check_field(FIELD_MINISTRY_ANSWERING, "Ministère B");
    check_field(FIELD_MINISTRY_ANSWERING_REF, "PO3");
    check_field(FIELD_DATE, "2020-01-02");
    check_field(FIELD_DATE_ANSWER, "2020-03-04");
    check_field(FIELD_STATUS, "REP_PUB");
    check_field(FIELD_OUTCOME, "Réponse publiée");
    CHECK_INT(blocks_count(), 3);
    check_block(0, "question", "", "M. X demande.\nVite.");
    check_block(1, "answer", "", "Oui.");
    check_block(2, "answer", "", "Erratum.");
    static const char *const links[] = {
        "ministry_asked|PO2|A",
        "attribution||JO 2020-01-02 – Ministère A",
        "attribution||JO 2020-02-03 – Ministère B",
        "ministry_answering|PO3|B",
        "jo-question|https://l.fr/1|JO 2020-01-02, p. 12, n° 20200001 "
        "(JO_QUESTION), NOR ABCD2012345A",
        "jo-answer|EFGH2012345A|JO 2020-03-04",
        "jo-answer||JO 2020-04-05",
        "jo-closing||JO 2020-03-04",
        "signalement||JO 2020-02-20",
    };
    for (uint32_t i = 0; i < sizeof links / sizeof links[0]; i++)
        CHECK_STR(memory_link(&got, i), str_from(links[i]));
    CHECK_INT(got.note_count, 1);
    CHECK_STR(got.notes[0].detail,
              STR("question.textesReponse.texteReponse.nouveau, "
                  "question.champNeuf"));
    sink_memory_release(&got);
}

static void
json_transcript(void)
{
    read_good("q.json",
              STR("{ \"question\": {\"uid\":\"QANR5L16QG1\",\"identifiant\":{"
                  "\"numero\":\"1\",\"legislature\":\"16\"},\"type\":\"QG\","
                  "\"indexationAN\":{\"rubrique\":\"santé\",\"analyses\":null},"
                  "\"textesQuestion\":null,\"textesReponse\":{\"texteReponse\":"
                  "{\"infoJO\":{\"dateJO\":\"2022-07-13\"},\"texte\":"
                  "\"</p><p align=\\\"CENTER\\\"> TITRE <a name=PG1></a> </p>"
                  "<br><strong>M. X. </strong>Oui.<br><br>Non.\","
                  "\"sentiment_data\":[{\"score\":0.5}]}},"
                  "\"cloture\":null}}"),
              "an-question-json");
    check_field(FIELD_UID, "QANR5L16QG1");
    check_field(FIELD_KIND, "question-gouvernement");
    check_field(FIELD_TITLE, "santé");
    check_field(FIELD_DATE, "2022-07-13");
    check_field(FIELD_DATE_ANSWER, "2022-07-13");
    check_field(FIELD_STATUS, "");
    CHECK_INT(blocks_count(), 1);
    check_block(0, "body", "TITRE", "M. X. Oui.\n\nNon.");
    CHECK_INT(got.note_count, 0);
    sink_memory_release(&got);
}

static void
json_refusals(void)
{
    check_refusal("q.json", STR(QUESTION_START "\"auteur\":"),
                  "byte 226: malformed JSON (parse error: premature EOF)");
    check_refusal("q.json",
                  STR("{\"question\":{\"identifiant\":{\"numero\":\"1\","
                      "\"legislature\":\"17\"},\"type\":\"QX\"}}"),
                  "unknown type of question 'QX'");
    check_refusal("q.json",
                  STR("{\"question\":{\"identifiant\":{\"numero\":\"A1\","
                      "\"legislature\":\"17\"},\"type\":\"QE\"}}"),
                  "no question number");
    check_refusal("q.json", STR("{\"question\":[\"identifiant\"]}"),
                  "no record in it");
}

/* The members of an object have no order: what says that it is a question
 * stands behind a text of 200,000 bytes.  Number, type and legislature are
 * those of the identifier when they are missing. */
static void
json_in_any_order(void)
{
    AUTO(buf) struct buf json = BUF_INIT(1 << 20);
    buf_add(&json, STR("{\"question\":{\"textesReponse\":{\"texteReponse\":{"
                       "\"texte\":\""));
    for (int i = 0; i < 20000; i++)
        buf_add(&json, STR("La mer et "));
    buf_add(&json, STR("le vent.\"}},\"identifiant\":{\"numero\":\"\"},"
                       "\"uid\":\"QANR5L16QG306\"}}"));
    read_good("q.json", buf_str(&json), "an-question-json");
    check_field(FIELD_UID, "QANR5L16QG306");
    check_field(FIELD_NUMBER, "306");
    check_field(FIELD_LEGISLATURE, "16");
    check_field(FIELD_KIND, "question-gouvernement");
    CHECK(str_ends(memory_text(&got, 0, TEXT_TEXT), STR("le vent.")));
    sink_memory_release(&got);
}

static void
metadata_are_lines(void)
{
    read_good("d.ndjson",
              STR("{\"liasse\":1,\"uid\":\"A\",\"kind\":\"page\",\"title\":"
                  "\" Un\\n titre \",\"number\":\"  \",\"path\":[\"Partie  législative  \",\" \","
                  "\"Chapitre 1.\\r\\n\\r\\n\"],\"text\":\"a\\n\\nb\"}"),
              "liasse-ndjson");
    CHECK_STR(memory_first(&got, FIELD_TITLE), STR("Un titre"));
    CHECK_STR(document_part(&got.documents[0], FIELD_PATH, 0, 0),
              STR("Partie législative"));
    CHECK_STR(document_part(&got.documents[0], FIELD_PATH, 1, 0),
              STR("Chapitre 1."));
    CHECK_INT(got.documents[0].field[FIELD_PATH].count, 2);
    CHECK(!document_has(&got.documents[0], FIELD_NUMBER));
    CHECK_STR(memory_text(&got, 0, TEXT_TEXT), STR("a\n\nb"));
    sink_memory_release(&got);
}

/* Many questions in one file, under every wrapper; a bad one among them. */
static void
json_many(void)
{
#define MANY_QUESTION(number)                                                  \
    "{\"uid\":\"QANR5L14QE" number "\",\"identifiant\":{\"numero\":"             \
    "\"" number "\",\"legislature\":\"14\"},\"type\":\"QE\"}"
#define MANY_LIST                                                              \
    "[" MANY_QUESTION("1") ",\n" MANY_QUESTION("bad") "," MANY_QUESTION("3") "]"
    static const char *const texts[] = {
        MANY_LIST,
        "{\"question\":" MANY_LIST "}",
        "{ \"questionsEcrites\" : {\"question\" : " MANY_LIST "}}",
        "[{\"question\":" MANY_QUESTION("1") "},{\"question\":"
        MANY_QUESTION("bad") "},{\"question\":" MANY_QUESTION("3") "}]"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct error err = {0};
        CHECK_OK(read_literal(&got, "q.json", str_from(texts[i]), &err), &err);
        CHECK_INT(got.count, 2);
        CHECK_STR(document_first(&got.documents[1], FIELD_UID),
                  STR("QANR5L14QE3"));
        CHECK_INT(memory_notes(&got, CAUSE_MALFORMED), 1);
        CHECK_STR(got.notes[0].where, STR("record 2"));
        sink_memory_release(&got);
        /* Cut: what came before stays. */
        struct str cut = str_head(str_from(texts[i]), strlen(texts[i]) - 3);
        CHECK_STATUS(read_literal(&got, "q.json", cut, &err), STATUS_FORMAT);
        CHECK(got.count >= 1);
        sink_memory_release(&got);
    }
}

static void
ndjson_lines(void)
{
    read_good(
        "d.ndjson",
        STR("{\"liasse\":1,\"uid\":\"A-1\",\"kind\":\"page\",\"title\":\"Un\","
            "\"text\":\"corps\",\"number\":12,\"legislature\":\"17\","
            "\"author\":\"X Y\",\"rubric\":[\"a\",null,\"b\"],\"date\":"
            "\"26/05/2026\",\"container\":{\"uid\":\"C\",\"title\":\"T\"},"
            "\"source\":[{\"source\":\"mine\",\"url\":\"https://u.fr\"}],"
            "\"links\":[\"https://l.fr\"],\"date_end\":null}\n"
            "\n"
            "{\"liasse\":1,\"uid\":\"A-1\",\"deleted\":true}\r\n"
            "{\"liasse\":1,\"uid\":\"A-2\",\"kind\":\"page\",\"text\":[{"
            "\"text\":\"x\"},{\"role\":\"nota\",\"heading\":\"h\",\"text\":"
            "\"y\",\"n\":1},\"z\"],\"score\":1}\n"
            "{\"liasse\":1,\"uid\":\"A-3\",\"kind\":\"page\",\"score\":2,"
            "\"text\":[{\"role\":\"body\",\"text\":\"\"}]}\n"
            "{\"liasse\":1,\"kind\":\"page\",\"title\":\"sans uid\"}"),
        "liasse-ndjson");
    CHECK_INT(got.count, 4);
    check_field(FIELD_UID, "A-1");
    check_field(FIELD_NUMBER, "12");
    check_field(FIELD_LEGISLATURE, "17");
    check_field(FIELD_AUTHOR, "X Y");
    check_field(FIELD_DATE, "2026-05-26");
    check_field(FIELD_CONTAINER, "C");
    check_field(FIELD_SOURCE, "");
    check_block(0, "body", "", "corps");
    CHECK_INT(got.documents[0].field[FIELD_RUBRIC].count, 2);
    CHECK_STR(memory_link(&got, 0), STR("|https://l.fr|"));
    CHECK_STR(got.urls[0], STR("https://u.fr"));
    CHECK_INT(got.deletions, 1);
    CHECK_STR(got.deleted[0], STR("A-1"));
    CHECK_INT(got.documents[1].field[FIELD_TEXT].count, 3);
    CHECK_STR(document_part(&got.documents[1], FIELD_TEXT, 1, TEXT_ROLE),
              STR("nota"));
    CHECK_INT(got.documents[2].field[FIELD_TEXT].count, 0);
    CHECK(str_starts(document_first(&got.documents[3], FIELD_UID), STR("p-")));
    CHECK_INT(got.note_count, 2);
    CHECK_STR(got.notes[0].where, STR("line 4"));
    CHECK_STR(got.notes[0].detail, STR("text.n, score"));
    CHECK_STR(got.notes[1].detail, STR("score"));
    sink_memory_release(&got);
}

static void
check_bad_line(const char *line, enum cause cause, const char *detail)
{
    AUTO(buf) struct buf text = BUF_INIT(10000);
    buf_printf(&text,
               "{\"liasse\":1,\"uid\":\"A\",\"kind\":\"page\"}\n%s\n"
               "{\"liasse\":1,\"uid\":\"B\",\"kind\":\"page\"}\n",
               line);
    read_good("d.ndjson", buf_str(&text), "liasse-ndjson");
    CHECK_INT(got.count, 2);
    CHECK_INT(got.note_count, 1);
    CHECK_INT(got.notes[0].cause, cause);
    CHECK_STR(got.notes[0].where, STR("line 2"));
    CHECK_STR(got.notes[0].detail, str_from(detail));
    sink_memory_release(&got);
}

static void
ndjson_bad_lines(void)
{
    check_bad_line("{\"liasse\":1,\"uid\":\"x", CAUSE_MALFORMED,
                   "byte 20: malformed JSON (parse error: premature EOF)");
    check_bad_line("{\"liasse\":2,\"uid\":\"X\",\"kind\":\"page\"}",
                   CAUSE_INVALID, "unknown version of \"liasse\"");
    check_bad_line("{\"uid\":\"X\",\"kind\":\"page\"}", CAUSE_INVALID,
                   "no \"liasse\":1");
    check_bad_line("[1]", CAUSE_INVALID, "not a JSON object");
    check_bad_line("{\"liasse\":1,\"uid\":\"a b\",\"kind\":\"page\"}",
                   CAUSE_INVALID, "bad uid");
    check_bad_line("{\"liasse\":1,\"uid\":\"X\",\"kind\":\"recette\"}",
                   CAUSE_INVALID, "unknown kind 'recette'");
    check_bad_line("{\"liasse\":1,\"uid\":\"X\",\"kind\":\"page\",\"date\":"
                   "\"2026-02-30\"}",
                   CAUSE_INVALID, "field 'date': bad date");
    check_bad_line("{\"liasse\":1,\"uid\":\"X\",\"kind\":\"page\",\"title\":["
                   "\"a\"]}",
                   CAUSE_INVALID, "field 'title': wrong type of value");
    check_bad_line("{\"liasse\":1,\"uid\":\"X\",\"kind\":\"page\","
                   "\"legislature\":1.5}",
                   CAUSE_INVALID, "field 'legislature': wrong type of value");
    check_bad_line("{\"liasse\":1,\"uid\":\"X\",\"kind\":\"page\",\"text\":["
                   "{\"role\":\"chant\",\"text\":\"x\"}]}",
                   CAUSE_INVALID, "unknown text role 'chant'");
    check_bad_line("{\"liasse\":1,\"deleted\":true}", CAUSE_INVALID, "no uid");
}

static void
ndjson_one_object(void)
{
    read_good("d.json",
              STR("{\n  \"liasse\": 1,\n  \"uid\": \"A\",\n"
                  "  \"kind\": \"page\",\n  \"title\": \"Un\"\n}\n"),
              "liasse-ndjson");
    CHECK_INT(got.count, 1);
    check_field(FIELD_TITLE, "Un");
    sink_memory_release(&got);
    struct error err = {0};
    CHECK_OK(read_literal(&got, "d",
                          STR("\xFF\xFE{\0\"\0l\0i\0a\0s\0s\0e\0\"\0:\0"
                              "1\0,\0\"\0u\0i\0d\0\"\0:\0\"\0A\0\"\0,\0\"\0k\0"
                              "i\0n\0d\0\"\0:\0\"\0p\0a\0g\0e\0\"\0}\0\n\0"),
                          &err),
             &err);
    check_field(FIELD_UID, "A");
    sink_memory_release(&got);
}

static void
a_press_release(void)
{
    read_good("c.md",
              STR("\n\nCOMMUNIQUE DE PRESSE\n\nLille, lundi 1er mars 2026\n\n"
                  "## **Le titre**\n\n**Chapeau.**\n\nTexte [a](https://a.fr)."
                  "\n\n## Vide\n\n### Sous-titre :\n\n- x\n- y\n\n---\n\n"
                  "## Contact\n\n<mailto:a@b.fr>\n"),
              "communique");
    check_field(FIELD_KIND, "communique");
    check_field(FIELD_TITLE, "Le titre");
    check_field(FIELD_DATE, "2026-03-01");
    CHECK_INT(blocks_count(), 3);
    check_block(0, "body", "",
                "Lille, lundi 1er mars 2026\n\nChapeau.\n\nTexte a.");
    check_block(1, "body", "Vide – Sous-titre", "- x\n- y");
    CHECK_STR(memory_link(&got, 0), STR("link|https://a.fr|a"));
    CHECK_STR(memory_link(&got, 1), STR("mail|mailto:a@b.fr|mailto:a@b.fr"));
    sink_memory_release(&got);
}

static void
plain_texts(void)
{
    read_good("t.txt", STR("Une phrase seule. Et une autre.\n"), "text");
    check_field(FIELD_KIND, "page");
    check_field(FIELD_TITLE, "Une phrase seule");
    check_block(0, "body", "", "Une phrase seule. Et une autre.");
    sink_memory_release(&got);
    read_good("t.txt", STR("Titre seul\n"), "text");
    check_field(FIELD_TITLE, "Titre seul");
    check_block(0, "body", "", "Titre seul");
    sink_memory_release(&got);
    read_good("t.txt",
              STR("Un titre\n\n"
                  "Une longue phrase que l'on a coup\xE9"
                  "e au bout de chaque\n"
                  "ligne, puis au bout de la suivante, et qui parle de\n"
                  "sapeurs-pompiers rest\xE9s des volontaires profession-\n"
                  "nels, de camions et de citernes, de tous les sapeurs-\n"
                  "pompiers qui servent dans le d\xE9partement voisin.\n"
                  "- un\n- deux\n"),
              "text");
    check_block(0, "body", "",
                "Une longue phrase que l'on a coupée au bout de chaque "
                "ligne, puis au bout de la suivante, et qui parle de "
                "sapeurs-pompiers restés des volontaires professionnels, de "
                "camions et de citernes, de tous les sapeurs-pompiers qui "
                "servent dans le département voisin.\n- un\n- deux");
    sink_memory_release(&got);
}

static void
web_articles(void)
{
    read_good("w.txt",
              STR("Un article\n\nPublié le 3 février 2026\n\nTemps de lecture "
                  ": 2 min\n\nUn premier paragraphe qui suffit à sa tâche.\n\n"
                  "Un intertitre\n\nPartager sur le terrain les résultats "
                  "demande du temps, on le sait depuis longtemps déjà ; c'est "
                  "aussi une manière d'avancer, disent ceux qui l'ont fait, "
                  "et qui pourraient d'ailleurs en parler mieux que nous si "
                  "l'occasion leur en était donnée un jour, ce qui n'est pas "
                  "certain, mais qui se fera peut-être, allez savoir quand, "
                  "car les occasions sont rares et le temps manque à tous.\n\n"
                  "Fin.\n\nÀ lire aussi\n\nUn autre titre\n\n"
                  "Commentaires (2)\n\nBravo.\n\nRetour en haut\n"),
              "text");
    check_field(FIELD_TITLE, "Un article");
    check_field(FIELD_DATE, "2026-02-03");
    CHECK_INT(blocks_count(), 2);
    check_block(0, "body", "", "Un premier paragraphe qui suffit à sa tâche.");
    CHECK_STR(memory_text(&got, 1, TEXT_HEADING), STR("Un intertitre"));
    CHECK(str_ends(memory_text(&got, 1, TEXT_TEXT), STR("à tous.\n\nFin.")));
    sink_memory_release(&got);
}

static void
blank_and_dirty(void)
{
    read_good("b.txt", STR(" \n\t\n\xC2\xA0\n"), "text");
    CHECK_INT(got.count, 0);
    CHECK_INT(memory_notes(&got, CAUSE_EMPTY), 0); /* the worker tells it */
    sink_memory_release(&got);
    read_good("b.txt",
              STR("Un texte de quelques mots, avec un caractère\x1B[31m et "
                  "un octet \xE9gar\xE9, été, déjà, à, où, là, çà.\n"),
              "text");
    CHECK_INT(memory_notes(&got, CAUSE_CONTROL_CHARACTERS), 1);
    CHECK_INT(memory_notes(&got, CAUSE_ENCODING_MENDED), 1);
    sink_memory_release(&got);
    /* decomposed accents are composed */
    read_good("b.txt", STR("Un e\xCC\x81t\xC3\xA9. Fin."), "text");
    check_field(FIELD_TITLE, "Un été");
    sink_memory_release(&got);
    /* letters lost before us; a web's "&amp;" within a JSON tree */
    read_good("f.json",
              STR("{\"type\":\"element\",\"name\":\"Publication\","
                  "\"attributes\":{\"ID\":\"F1\"},\"children\":[{\"type\":"
                  "\"element\",\"name\":\"dc:title\",\"children\":[{\"type\":"
                  "\"text\",\"text\":\"\uFFFD\uFFFDtudes \uFFFD R&D, "
                  "P&amp;A, a&lt;b\"}]}]}"),
              "sheet-json");
    check_field(FIELD_TITLE, "?tudes ? R&D, P&A, a<b");
    CHECK_INT(memory_notes(&got, CAUSE_ENCODING_MENDED), 1);
    sink_memory_release(&got);
}

static void
plain_uids(void)
{
    AUTO(arena) struct arena arena = {0};
    struct input in = {.source = STR("a/b.txt"), .member = STR("")};
    struct str one, two, other;
    struct error err = {0};
    CHECK_OK(reader_plain_uid(&one, &in, STR(""), &arena, &err), &err);
    CHECK_OK(reader_plain_uid(&two, &in, STR("line 1"), &arena, &err), &err);
    in.member = STR("x");
    CHECK_OK(reader_plain_uid(&other, &in, STR(""), &arena, &err), &err);
    CHECK_INT(one.len, 18);
    CHECK(document_uid_is_valid(one));
    CHECK(!str_eq(one, two) && !str_eq(one, other) && !str_eq(two, other));
}

CU_TestInfo readers_tests[] = {
    {"the table", the_table},
    {"bids are conservative", bids_are_conservative},
    {"a question page", a_page},
    {"other question pages", other_pages},
    {"a JSON question", a_json_question},
    {"a JSON transcript", json_transcript},
    {"JSON refusals", json_refusals},
    {"JSON in any order", json_in_any_order},
    {"metadata are lines", metadata_are_lines},
    {"JSON, many questions", json_many},
    {"NDJSON lines", ndjson_lines},
    {"NDJSON bad lines", ndjson_bad_lines},
    {"NDJSON, one object", ndjson_one_object},
    {"a press release", a_press_release},
    {"plain texts", plain_texts},
    {"web articles", web_articles},
    {"blank and dirty texts", blank_and_dirty},
    {"plain uids", plain_uids},
    CU_TEST_INFO_NULL,
};
