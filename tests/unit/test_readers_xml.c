/* tests: the readers of XML, on samples of ours, on the real files of the
 * project's workshop and on its hostile ones (LIASSE_SHARED; without them
 * those tests say so and pass). */
#include "reader.h"

#include "check.h"
#include "reading.h"
#include "json.h"
#include "sink_memory.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef LIASSE_SHARED
#define LIASSE_SHARED ""
#endif

static struct sink_memory got;

static bool
have_shared(void)
{
    static bool told;
    bool have = access(LIASSE_SHARED "/data", R_OK) == 0;
    if (!have && !told)
        printf("(no %s: skipped) ", LIASSE_SHARED);
    told = true;
    return have;
}

static void
read_good(const char *name, struct str bytes, const char *reader, size_t count)
{
    struct error err = {0};
    char why[200] = "";
    CHECK_OK(read_literal(&got, name, bytes, &err), &err);
    CHECK(got.reader != NULL);
    if (got.reader)
        CHECK_CSTR(got.reader->name, reader);
    CHECK_INT(got.count, count);
    for (size_t i = 0; i < got.count && i < MEMORY_MAX; i++)
        if (!document_is_clean(&got.documents[i], why))
            CHECK_CSTR(why, "");
}

static void
check_refusal(struct str bytes, const char *message)
{
    struct error err = {0};
    CHECK_STATUS(read_literal(&got, "a.xml", bytes, &err), STATUS_FORMAT);
    CHECK_CSTR(err.text, message);
    CHECK_INT(got.count, 0);
    sink_memory_release(&got);
}

/* ---- a document as lines, for golden files ------------------------------- */

static void
add_cut(struct buf *out, struct str text)
{
    enum { ENDS = 90 };
    struct str head = str_head(text, 2 * ENDS);
    if (text.len > 2 * ENDS) {
        size_t start = text.len - ENDS;
        while (((unsigned char)text.at[start] & 0xC0) == 0x80)
            start++;
        size_t end = ENDS;
        while (((unsigned char)text.at[end] & 0xC0) == 0x80)
            end--;
        head = str_head(text, end);
        text = str_from_offset(text, start);
    } else {
        text = STR("");
    }
    for (size_t i = 0; i < head.len; i++)
        buf_add(out,
                head.at[i] == '\n' ? STR("\\n") : str_range(head, i, i + 1));
    buf_add(out, text.len ? STR(" [...] ") : STR(""));
    for (size_t i = 0; i < text.len; i++)
        buf_add(out,
                text.at[i] == '\n' ? STR("\\n") : str_range(text, i, i + 1));
}

static void
describe(struct buf *out, const struct document *document, struct str url)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct values *values = &document->field[f];
        for (uint32_t i = 0; i < values->count; i++) {
            buf_printf(out, "%s:", schema[f].json.at);
            for (uint32_t part = 0; part < schema[f].parts; part++) {
                struct str value = values->at[i * schema[f].parts + part];
                buf_add(out, part ? STR(" | ") : STR(" "));
                if (f == FIELD_TEXT && part == TEXT_TEXT)
                    buf_printf(out, "%zu bytes | ", value.len);
                add_cut(out, value);
            }
            buf_add_char(out, '\n');
        }
    }
    buf_printf(out, "(url): " STR_FMT "\n", STR_ARG(url));
}

/* Compares with tests/tables/xml/NAME.txt; LIASSE_GOLDEN_UPDATE=1 writes it. */
static void
check_golden(const char *name)
{
    char path[600];
    AUTO(buf) struct buf out = BUF_INIT(1 << 20);
    for (size_t i = 0; i < got.count && i < MEMORY_MAX; i++) {
        buf_add(&out, i ? STR("\n") : STR(""));
        describe(&out, &got.documents[i], got.urls[i]);
    }
    for (size_t i = 0; i < got.note_count && i < MEMORY_MAX; i++)
        buf_printf(&out, "(told): " STR_FMT "\n", STR_ARG(got.notes[i].detail));
    snprintf(path, sizeof path, LIASSE_TABLES "/xml/%s.txt", name);
    if (getenv("LIASSE_GOLDEN_UPDATE")) {
        FILE *file = fopen(path, "wb");
        CHECK(file && fwrite(out.at, 1, out.len, file) == out.len);
        if (file)
            fclose(file);
    }
    struct str want = file_bytes(path);
    CHECK_STR(buf_str(&out), want);
    free((char *)want.at);
}

/* ---- the shared samples -------------------------------------------------- */

static void
golden(const char *file, const char *name)
{
    char path[600];
    struct error err = {0};
    if (!have_shared())
        return;
    snprintf(path, sizeof path, "%s/data/%s", LIASSE_SHARED, file);
    CHECK_OK(read_file(&got, path, &err), &err);
    check_golden(name);
    sink_memory_release(&got);
}

static void
golden_questions(void)
{
    golden("an-questions-xml/q14_14-47351QE.xml", "question-47351");
}

static void
golden_legi(void)
{
    golden("dila-legi-xml/LEGIARTI000006398122.xml", "legi-article");
    golden("dila-legi-xml/LEGISCTA000006135575.xml", "legi-section");
    golden("dila-legi-xml/cas extremes/LEGIARTI000019325262.xml",
           "legi-article-extreme");
    golden("dila-legi-xml/jos-tree/LEGITEXT000005627819/texte/version/"
           "LEGITEXT000005627819.xml",
           "legi-text");
    golden("dila-legi-xml/jos-tree/LEGITEXT000005627819/texte/struct/"
           "LEGITEXT000005627819.xml",
           "legi-struct");
}

static void
golden_jorf(void)
{
    golden("dila-jorf-xml/JORFARTI000030611298.ARTICLE.xml", "jorf-article");
    golden("dila-jorf-xml/JORFSCTA000030611457.SECTION_TA.xml", "jorf-section");
    golden("dila-jorf-xml/JORFTEXT000030611441.TEXTELR.xml", "jorf-struct");
}

static bool
same_document(const struct document *a, const struct document *b)
{
    AUTO(buf) struct buf one = BUF_INIT(DOCUMENT_ENCODED_MAX);
    AUTO(buf) struct buf two = BUF_INIT(DOCUMENT_ENCODED_MAX);
    struct error err;
    return document_encode(&one, a, &err) == STATUS_OK &&
           document_encode(&two, b, &err) == STATUS_OK &&
           str_eq(buf_str(&one), buf_str(&two));
}

/* Our own corpus: every file, and those that are broken. */
static void
corpus(void)
{
    static const char *const files[] = {
        "questions-xml/QANR5L17QE15310.xml",
        "questions-xml/questions-ecrites-14.xml",
        "questions-xml/q14_14-61207QE.xml",
        "dila-legi/article/LEGIARTI099900000100.xml",
        "dila-legi/article/LEGIARTI099900000101.xml",
        "dila-legi/section_ta/LEGISCTA099900000012.xml",
        "dila-legi/texte/struct/LEGITEXT099900000001.xml",
        "dila-legi/texte/version/LEGITEXT099900000001.xml",
        "dila-jorf/JORFARTI099900000211.xml",
        "dila-jorf/JORFTEXT099900000210.xml",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[600], name[100], why[200] = "";
        struct error err = {0};
        snprintf(path, sizeof path, LIASSE_CORPUS "/%s", files[i]);
        bool contents = strstr(files[i], "/struct/") != NULL;
        snprintf(name, sizeof name, "corpus-%s%s", contents ? "struct-" : "",
                 strrchr(files[i], '/') + 1);
        *strchr(name, '.') = '\0';
        CHECK_OK(read_file(&got, path, &err), &err);
        check_golden(name);
        for (size_t at = 0; at < got.count; at++)
            if (!document_is_clean(&got.documents[at], why))
                CHECK_CSTR(why, files[i]);
        sink_memory_release(&got);
    }
}

/* A question is one thing in JSON and in XML. */
static void
corpus_twin(void)
{
    static struct sink_memory json;
    struct error err = {0};
    CHECK_OK(read_file(&json,
                       LIASSE_CORPUS "/questions-json/QANR5L17QE15903.json",
                       &err),
             &err);
    CHECK_OK(read_file(&got, LIASSE_CORPUS "/questions-xml/QANR5L17QE15903.xml",
                       &err),
             &err);
    CHECK(same_document(&got.documents[0], &json.documents[0]));
    CHECK_INT(got.note_count, 0);
    sink_memory_release(&json);
    sink_memory_release(&got);
}

static void
corpus_broken(void)
{
    static const struct {
        const char *file;
        enum status status;
        size_t documents, told;
        const char *why;
    } files[] = {
        {"article-coupe.xml", STATUS_FORMAT, 0, 0,
         "line 48: malformed XML (unexpected end)"},
        {"article-sans-id.xml", STATUS_FORMAT, 0, 0, "no ID"},
        {"entite-inconnue.xml", STATUS_FORMAT, 0, 0,
         "line 48: malformed XML (Entity 'apostrophe' not defined)"},
        {"entites-declarees.xml", STATUS_FORMAT, 0, 0,
         "line 3: entity declaration refused"},
        {"questions-coupees.xml", STATUS_FORMAT, 2, 0,
         "line 19: malformed XML (expected '>')"},
        {"une-question-sans-numero.xml", STATUS_OK, 2, 1, ""},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[600];
        struct error err = {0};
        snprintf(path, sizeof path, LIASSE_CORPUS "/broken/%s", files[i].file);
        CHECK_STATUS(read_file(&got, path, &err), files[i].status);
        CHECK_CSTR(err.text, files[i].why);
        CHECK_INT(got.count, files[i].documents);
        CHECK_INT(memory_notes(&got, CAUSE_INVALID), files[i].told);
        sink_memory_release(&got);
    }
}

struct tally {
    size_t files, unread, documents, empty, links;
    size_t filled[FIELD_COUNT];
};

static void
count_file(struct tally *tally, const char *path)
{
    struct error err = {0};
    char why[200] = "";
    tally->files++;
    enum status status = read_file(&got, path, &err);
    tally->unread += status == STATUS_NOT_FOUND;
    if (status != STATUS_NOT_FOUND)
        check_status(status, STATUS_OK, &err, path, __FILE__, __LINE__);
    for (size_t i = 0; i < got.count && i < MEMORY_MAX; i++) {
        const struct document *document = &got.documents[i];
        if (!document_is_clean(document, why))
            CHECK_CSTR(why, path);
        tally->documents++;
        tally->empty += !document_has(document, FIELD_TEXT);
        tally->links += document->field[FIELD_LINKS].count;
        for (int f = 0; f < FIELD_COUNT; f++)
            tally->filled[f] += document->field[f].count > 0;
    }
    CHECK_INT(memory_notes(&got, CAUSE_UNKNOWN_FIELD), 0);
    sink_memory_release(&got);
}

static void
count_folder(struct tally *tally, const char *folder)
{
    DIR *dir = opendir(folder);
    CHECK(dir != NULL);
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        char path[1200];
        if (entry->d_name[0] == '.' ||
            str_ends(str_from(entry->d_name), STR(".dat")))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (str_ends(str_from(path), STR(".xml")))
            count_file(tally, path);
        else
            count_folder(tally, path);
    }
    if (dir)
        closedir(dir);
}

/* Documents and filled fields of each folder. */
static void
folders(void)
{
    static const struct {
        const char *folder;
        size_t files, unread, documents, empty, links;
        size_t title, date, status, nor, cid, article, container, path, author;
    } want[] = {
        {"an-questions-xml", 1, 0, 1, 0, 8, 1, 1, 1, 0, 0, 0, 0, 0, 1},
        {"dila-legi-xml", 11, 0, 11, 4, 59, 8, 5, 5, 0, 8, 2, 5, 3, 0},
        {"dila-jorf-xml", 4, 0, 4, 0, 19, 4, 4, 0, 3, 3, 1, 2, 0, 0},
        {"dila-jade-xml", 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0},
        {"dila-acco-xml", 2, 0, 2, 0, 2, 2, 2, 0, 0, 0, 0, 0, 2, 2},
    };
    for (size_t i = 0; have_shared() && i < sizeof want / sizeof want[0]; i++) {
        struct tally tally = {0};
        char path[600];
        snprintf(path, sizeof path, "%s/data/%s", LIASSE_SHARED,
                 want[i].folder);
        count_folder(&tally, path);
        CHECK_INT(tally.files, want[i].files);
        CHECK_INT(tally.unread, want[i].unread);
        CHECK_INT(tally.documents, want[i].documents);
        CHECK_INT(tally.empty, want[i].empty);
        CHECK_INT(tally.links, want[i].links);
        CHECK_INT(tally.filled[FIELD_TITLE], want[i].title);
        CHECK_INT(tally.filled[FIELD_DATE], want[i].date);
        CHECK_INT(tally.filled[FIELD_STATUS], want[i].status);
        CHECK_INT(tally.filled[FIELD_NOR], want[i].nor);
        CHECK_INT(tally.filled[FIELD_CID], want[i].cid);
        CHECK_INT(tally.filled[FIELD_ARTICLE], want[i].article);
        CHECK_INT(tally.filled[FIELD_CONTAINER], want[i].container);
        CHECK_INT(tally.filled[FIELD_PATH], want[i].path);
        CHECK_INT(tally.filled[FIELD_AUTHOR], want[i].author);
    }
}

/* ---- questions: XML and JSON are one thing ------------------------------- */

static void
add_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        buf_add(out, c == '<'   ? STR("&lt;")
                     : c == '&' ? STR("&amp;")
                     : c == '"' ? STR("&quot;")
                                : str_range(text, i, i + 1));
    }
}

/* "2025-03-25" becomes "25/03/2025", as the XML has it. */
static void
add_value(struct buf *out, struct str text)
{
    bool date = text.len == 10 && text.at[4] == '-' && text.at[7] == '-';
    if (date)
        buf_printf(out, "%.2s/%.2s/%.4s", text.at + 8, text.at + 5, text.at);
    else
        add_escaped(out, text);
}

/* The XML of which a tree is the mechanical dump. */
static void
to_xml(struct buf *out, const struct json *node, struct str name)
{
    if (node->type == JSON_LIST) {
        for (const struct json *it = node->first; it; it = it->next)
            to_xml(out, it, name);
        return;
    }
    buf_printf(out, "<" STR_FMT, STR_ARG(name));
    for (const struct json *it = node->first; it; it = it->next)
        if (str_starts(it->key, STR("@"))) {
            buf_printf(out, " " STR_FMT "=\"",
                       STR_ARG(str_from_offset(it->key, 1)));
            add_escaped(out, it->text);
            buf_add_char(out, '"');
        }
    if (node->type == JSON_NULL)
        buf_add(out, STR(" xsi:nil=\"true\""));
    buf_add_char(out, '>');
    add_value(out, node->text);
    for (const struct json *it = node->first; it; it = it->next)
        if (!str_starts(it->key, STR("@")))
            to_xml(out, it, it->key);
    buf_printf(out, "</" STR_FMT ">\n", STR_ARG(name));
}

static size_t
compare_twin(const char *path, struct buf *all)
{
    static struct sink_memory json;
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf xml = BUF_INIT(64 << 20);
    struct error err = {0};
    struct json *root;
    struct str bytes = file_bytes(path);
    CHECK_OK(read_file(&json, path, &err), &err);
    CHECK_OK(json_parse(&root, bytes, &arena, NULL, &err), &err);
    to_xml(&xml, root->first, STR("question"));
    CHECK_OK(read_literal(&got, "q.xml", buf_str(&xml), &err), &err);
    CHECK_CSTR(got.reader->name, "an-question-xml");
    CHECK_INT(got.count, 1);
    CHECK_STR(got.urls[0], json.urls[0]);
    CHECK_INT(got.note_count, json.note_count);
    if (!same_document(&got.documents[0], &json.documents[0]))
        CHECK_CSTR("another document", path);
    buf_add(all, buf_str(&xml));
    sink_memory_release(&json);
    sink_memory_release(&got);
    free((char *)bytes.at);
    return 1;
}

static size_t
compare_folder(const char *folder, struct buf *all)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    CHECK(dir != NULL);
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        char path[1200];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (str_ends(str_from(path), STR(".json")))
            count += compare_twin(path, all);
        else if (entry->d_name[0] != '.')
            count += compare_folder(path, all);
    }
    if (dir)
        closedir(dir);
    return count;
}

/* Every real question, written as XML: alone, and all in one file. */
static void
twins(void)
{
    AUTO(buf) struct buf all = BUF_INIT(256 << 20);
    struct error err = {0};
    if (!have_shared())
        return;
    buf_add(&all, STR("<questionsEcrites xmlns:xsi=\"x\">\n"));
    size_t count =
        compare_folder(LIASSE_SHARED "/data/an-questions-json", &all);
    CHECK_INT(count, 469);
    buf_add(&all, STR("</questionsEcrites>"));
    CHECK_OK(read_literal(&got, "all.xml", buf_str(&all), &err), &err);
    CHECK_INT(got.count, count);
    sink_memory_release(&got);
    CHECK_STATUS(read_literal(&got, "all.xml",
                              str_head(buf_str(&all), all.len - 100), &err),
                 STATUS_FORMAT);
    CHECK(got.count + 2 >= count && got.count < count + 1);
    sink_memory_release(&got);
}

/* The 14th legislature: no namespace, ISO dates, upper-case headings, the
 * number and date at the start of the text. */
static void
many_questions(void)
{
    read_good(
        "Questions_ecrites_XIV.xml",
        STR("<?xml version='1.0' encoding='UTF-8'?>\n<questionsEcrites>\n"
            "<question><uid>QANR5L14QE7</uid><identifiant><numero>7</numero>"
            "<regime>5eme Republique</regime><legislature>14</legislature>"
            "</identifiant><type>QE</type><indexationAN><rubrique>eau"
            "</rubrique><teteAnalyse>qualit&eacute;</teteAnalyse><ANALYSE>"
            "<ANA>un</ANA><ANA>R&amp;D</ANA></ANALYSE></indexationAN>"
            "<textesQuestion><texteQuestion><infoJO><dateJO>2012-07-03</dateJO>"
            "</infoJO><texte>7. &#8212; 3 juillet 2012. &#8212; "
            "<i>M.</i>&nbsp;X"
            " demande.&lt;br&gt;Vite.</texte></texteQuestion></textesQuestion>"
            "</question>\n"
            "<question><type>QE</type></question>\n"
            "<question><identifiant><numero>9</numero><legislature>14"
            "</legislature></identifiant><type>QE</type><textesQuestion>"
            "<texteQuestion><texte><![CDATA[<p>Neuf &amp; dix.</p>]]></texte>"
            "</texteQuestion></textesQuestion></question>"
            "</questionsEcrites>"),
        "an-question-xml", 2);
    check_golden("questions-many");
    CHECK_INT(memory_notes(&got, CAUSE_INVALID), 1);
    CHECK_STR(got.notes[0].where, STR("line 4"));
    sink_memory_release(&got);
}

static void
old_question(void)
{
    read_good(
        "q.xml",
        STR("<QUESTION TYPE='QG'><LEGISLATURE>14</LEGISLATURE>"
            "<DEPOT NUMERO='12'><DATE_JO>07/01/2014</DATE_JO></DEPOT>"
            "<AUTEUR ID_MANDAT='5'><ID_ACTEUR>9</ID_ACTEUR><CIVILITE>Mme"
            "</CIVILITE><NOM>D'Arc-Lis</NOM><PRENOM>Ève</PRENOM></AUTEUR>"
            "<GROUPE SIGLE='G'><LIBELLE>Groupe&nbsp;A</LIBELLE></GROUPE>"
            "<CIRCONSCRIPTION NUMERO_CIRCONSCRIPTION='1'><DEPARTEMENT>Yonne"
            "</DEPARTEMENT><REGION>Bourgogne</REGION></CIRCONSCRIPTION>"
            "<INDEXATION_AN RUBRIQUE='eau'><TETE_ANALYSE/><ANALYSE/>"
            "</INDEXATION_AN><MINI><ABREGE>A</ABREGE><DEVELOPPE>Ministère A"
            "</DEVELOPPE></MINI><MINA><ORDRE NUMERO='1'><ABREGE>A</ABREGE>"
            "<DEVELOPPE>Ministère A</DEVELOPPE></ORDRE><ORDRE NUMERO='2'>"
            "<ABREGE>B</ABREGE><DEVELOPPE>Ministère B</DEVELOPPE>"
            "<DATE_JO>08/02/2014</DATE_JO></ORDRE></MINA>"
            "<DEPOT><TEXTE_DEPOT/></DEPOT>"
            "<ERRATUM_QUESTION><DATE_JO>09/03/2014</DATE_JO><PAGE_JO>3"
            "</PAGE_JO></ERRATUM_QUESTION>"
            "<SIGNALEMENT><DATE_JO>10/03/2014</DATE_JO></SIGNALEMENT>"
            "<CLOTURE><DATE_JO/><ABREGE>RETRAIT</ABREGE><LIBELLE>Retrait"
            "</LIBELLE></CLOTURE><REPONSE><TEXTE_REPONSE><![CDATA[</p><p "
            "align=\"CENTER\">TITRE</p><b>M. X. </b>228&#160;400<br>x</br>y"
            "<!-- FINTAB --> &eacute;t&eacute;]]></TEXTE_REPONSE>"
            "<DATE_JO_REPONSE>11/03/2014</DATE_JO_REPONSE></REPONSE>"
            "<NOUVEAU>x</NOUVEAU></QUESTION>"),
        "an-question-xml-old", 1);
    check_golden("question-old");
    sink_memory_release(&got);
    check_refusal(STR("<QUESTION TYPE='QX'><LEGISLATURE>14</LEGISLATURE>"
                      "</QUESTION>"),
                  "unknown type of question 'QX'");
    check_refusal(STR("<QUESTION TYPE='QE'><LEGISLATURE>14</LEGISLATURE>"
                      "</QUESTION>"),
                  "no question number");
}

/* What nobody knows is told once a file, not once a record. */
static void
told_once(void)
{
    AUTO(buf) struct buf xml = BUF_INIT(1 << 20);
    buf_add(&xml, STR("<questions>"));
    for (int i = 1; i <= 50; i++)
        buf_printf(&xml,
                   "<question><identifiant><numero>%d</numero><legislature>14"
                   "</legislature></identifiant><type>QE</type><neuf>x</neuf>"
                   "</question>",
                   i);
    buf_add(&xml, STR("</questions>"));
    read_good("q.xml", buf_str(&xml), "an-question-xml", 50);
    CHECK_INT(memory_notes(&got, CAUSE_UNKNOWN_FIELD), 1);
    CHECK_STR(got.notes[0].detail, STR("question.neuf"));
    sink_memory_release(&got);
}

/* ---- DILA: what the few real files do not have --------------------------- */

static void
dila_article(void)
{
    read_good(
        "LEGIARTI000000000009.xml",
        STR("<?xml version='1.0' encoding='UTF-8'?>\n<ARTICLE><META>"
            "<META_COMMUN><ID>LEGIARTI000000000009</ID><NATURE>Article"
            "</NATURE></META_COMMUN><META_SPEC><META_ARTICLE><NUM>L. 121-2"
            "</NUM><ETAT>VIGUEUR_DIFF</ETAT><DATE_DEBUT>2018-01-01</DATE_DEBUT>"
            "<DATE_FIN>2222-02-22</DATE_FIN><MCS_ART><MC>eau</MC><MC>rive</MC>"
            "</MCS_ART></META_ARTICLE></META_SPEC></META><CONTEXTE>"
            "<TEXTE cid='LEGITEXT000000000001' nature='CODE' nor='' "
            "date_publi='2999-01-01'><TITRE_TXT c_titre_court='Vieux code' "
            "debut='1950-01-01' fin='2000-01-01'>Vieux code</TITRE_TXT>"
            "<TITRE_TXT c_titre_court='Code neuf' debut='2000-01-01' "
            "fin='2999-01-01'>Code neuf des rives</TITRE_TXT>"
            "<TM><TITRE_TM debut='1950-01-01' fin='2999-01-01'>Livre Ier"
            "</TITRE_TM><TM><TITRE_TM debut='1950-01-01' fin='2010-01-01'>Titre"
            " ancien</TITRE_TM><TITRE_TM debut='2010-01-01' fin='2999-01-01'>"
            "Titre  nouveau</TITRE_TM></TM></TM></TEXTE></CONTEXTE>"
            "<VERSIONS><VERSION etat='MODIFIE'><LIEN_ART debut='1999-05-05' "
            "etat='MODIFIE' fin='2018-01-01' id='LEGIARTI000000000003' "
            "num='L121-2' origine='LEGI'/></VERSION><VERSION etat='VIGUEUR'>"
            "<LIEN_ART debut='2018-01-01' fin='2999-01-01' "
            "id='LEGIARTI000000000009' origine='LEGI'/></VERSION></VERSIONS>"
            "<NOTA><CONTENU><p>Note.</p></CONTENU></NOTA><BLOC_TEXTUEL>"
            "<CONTENU><br/>   Premier&nbsp;alinéa : 5 &lt; 6<sup>2</sup> ;<br/>"
            "second.<p>Fin<b>al</b>.</p><table><tr><td>a</td><td>b<br/>c</td>"
            "</tr><tr><th>d</th><td/></tr></table></CONTENU></BLOC_TEXTUEL>"
            "<LIENS><LIEN id='' cidtexte='JORFTEXT000000000007' sens='source' "
            "typelien='MODIFIE'>Loi n°2017-1 - art. 3 (V)</LIEN><LIEN "
            "id='LEGIARTI000000000055' sens='cible' typelien='CITATION'>"
            "Code neuf - art. L9 (VD)</LIEN></LIENS></ARTICLE>"),
        "dila-xml", 1);
    check_golden("dila-article");
    sink_memory_release(&got);
    check_refusal(STR("<ARTICLE><META><META_COMMUN><ID/></META_COMMUN></META>"
                      "</ARTICLE>"),
                  "no ID");
    check_refusal(STR("<ARTICLE><META><META_COMMUN><ID>a b</ID></META_COMMUN>"
                      "</META></ARTICLE>"),
                  "bad ID");
}

static void
dila_text(void)
{
    read_good(
        "JORFTEXT000000000007.xml",
        STR("<TEXTE_VERSION><META><META_COMMUN><ID>JORFTEXT000000000007</ID>"
            "<NATURE>DECRET</NATURE></META_COMMUN><META_SPEC>"
            "<META_TEXTE_CHRONICLE><CID>JORFTEXT000000000007</CID><NUM>2017-9"
            "</NUM><NOR>ABCD1712345D</NOR><DATE_PUBLI>2017-03-04</DATE_PUBLI>"
            "<DATE_TEXTE>2017-03-02</DATE_TEXTE><ORIGINE_PUBLI>JORF n°0054 du "
            "4 mars 2017</ORIGINE_PUBLI><PAGE_DEB_PUBLI>12</PAGE_DEB_PUBLI>"
            "</META_TEXTE_CHRONICLE><META_TEXTE_VERSION><TITRE>Décret n° 2017-9"
            "</TITRE><TITREFULL>Décret n° 2017-9 du 2 mars 2017 &lt;i&gt;test"
            "&lt;/i&gt;</TITREFULL><ETAT/><DATE_DEBUT>2999-01-01</DATE_DEBUT>"
            "<DATE_FIN>2999-01-01</DATE_FIN><AUTORITE>Premier ministre"
            "</AUTORITE><MINISTERE>Ministère de l'eau</MINISTERE>"
            "</META_TEXTE_VERSION></META_SPEC></META><VISAS><CONTENU><p>Le "
            "Premier ministre,</p><p>Vu le code,</p></CONTENU></VISAS>"
            "<SIGNATAIRES><CONTENU><p>Fait le 2 mars 2017.</p></CONTENU>"
            "</SIGNATAIRES><TP><CONTENU>Travaux.</CONTENU></TP><RECT><CONTENU>"
            "Au lieu de : « a ».</CONTENU></RECT></TEXTE_VERSION>"),
        "dila-xml", 1);
    check_golden("dila-text");
    sink_memory_release(&got);
}

/* Their records under a root of somebody else's, one of them bad. */
static void
dila_many(void)
{
    struct error err = {0};
    CHECK_OK(read_literal(
                 &got, "extrait.xml",
                 STR("<lot n='1'><ARTICLE><META><META_COMMUN>"
                     "<ID>LEGIARTI000000000011</ID></META_COMMUN></META>"
                     "</ARTICLE>\n<ARTICLE><META><META_COMMUN><ID/>"
                     "</META_COMMUN></META></ARTICLE>\n<TEXTE_CNIL><META>"
                     "<META_COMMUN><ID>CNILTEXT000000000012</ID></META_COMMUN>"
                     "</META></TEXTE_CNIL></lot>"),
                 &err),
             &err);
    CHECK_CSTR(got.reader->name, "dila-xml");
    CHECK_INT(got.count, 2);
    CHECK_INT(got.note_count, 1);
    CHECK_STR(document_first(&got.documents[1], FIELD_KIND), STR("decision"));
    sink_memory_release(&got);
}

/* Decisions without most of what they may have. */
static void
dila_decisions(void)
{
    READS("JURITEXT000000000013.xml", "dila-xml",
          "<TEXTE_JURI_JUDI><META><META_COMMUN><ID>JURITEXT000000000013</ID>"
          "</META_COMMUN><META_SPEC><META_JURI><TITRE/><DATE_DEC>2999-01-01"
          "</DATE_DEC></META_JURI></META_SPEC></META><TEXTE><BLOC_TEXTUEL>"
          "<CONTENU>a<b>b</b>c<br/>d e</CONTENU></BLOC_TEXTUEL></TEXTE>"
          "</TEXTE_JURI_JUDI>",
          "uid=JURITEXT000000000013\nkind=decision\nbody=abc/d e\n");
    READS("JURITEXT000000000014.xml", "dila-xml",
          "<TEXTE_JURI_JUDI><META><META_COMMUN><ID>JURITEXT000000000014</ID>"
          "</META_COMMUN><META_SPEC><META_JURI_JUDI><NUMEROS_AFFAIRES>"
          "<NUMERO_AFFAIRE>9-12345678</NUMERO_AFFAIRE></NUMEROS_AFFAIRES>"
          "<PUBLI_BULL publie='non'/></META_JURI_JUDI></META_SPEC></META>"
          "</TEXTE_JURI_JUDI>",
          "uid=JURITEXT000000000014\nkind=decision\n"
          "nota[Parties et suites]=Publication au bulletin : non\n"
          "number=9-12345678\n");
}

static void
other_xml(void)
{
    read_good("a.xml",
              STR("<?xml version='1.0'?><rapport><titre>Un titre</titre>"
                  "<nom>Dupont</nom><prenom>Jean</prenom><p>m<exposant>2"
                  "</exposant> et mot<italique>s</italique>.<br/>Suite</p>"
                  "<t>R&amp;D &lt; 6</t></rapport>"),
              "xml", 1);
    CHECK_STR(memory_first(&got, FIELD_TITLE), STR("Un titre"));
    CHECK_STR(memory_first(&got, FIELD_KIND), STR("page"));
    CHECK_STR(memory_text(&got, 0, TEXT_TEXT),
              STR("Un titre\n\nDupont\n\nJean\n\nm2 et mots.\nSuite\n\n"
                  "R&D < 6"));
    sink_memory_release(&got);
}

/* ---- hostile and damaged ------------------------------------------------- */

enum fate { READ, REFUSED, SKIPPED, EITHER };

/* shared/badinputs/README.md.  Empty and blank files are skipped (DESIGN.md,
 * "Contracts"). */
static const struct {
    const char *file;
    enum fate fate;
    const char *text; /* of the first document; NULL = whatever */
    size_t mended;    /* told */
} hostile[] = {
    {"garbage.xml", SKIPPED, NULL, 0}, /* no text: no bidder */
    {"good.xml", READ, "Le décret du 3 mars est abrogé.", 0},
    {"xml_bidi.xml", READ, NULL, 0},
    {"xml_billion_laughs.xml", REFUSED, NULL, 0},
    {"xml_bom.xml", READ, "Le décret du 3 mars est abrogé.", 0},
    {"xml_bom_only.xml", SKIPPED, NULL, 0},
    {"xml_c1.xml", READ, "›31mrouge…", 0},
    {"xml_cp1252_ok.xml", READ, "l’œuvre – 5 €", 0},
    {"xml_deep_200.xml", READ, "x", 0},
    {"xml_deep_200000.xml", REFUSED, NULL, 0},
    {"xml_deep_300.xml", REFUSED, NULL, 0},
    {"xml_deep_unclosed.xml", REFUSED, NULL, 0},
    {"xml_dup_attr.xml", REFUSED, NULL, 0},
    {"xml_empty.xml", SKIPPED, NULL, 0},
    {"xml_entity_loop.xml", REFUSED, NULL, 0},
    {"xml_ext_dtd.xml", READ, "texte", 0},
    {"xml_ext_dtd_file.xml", READ, "texte", 0},
    {"xml_gzipped.xml", SKIPPED, NULL, 0},
    {"xml_latin1_as_utf8.xml", READ, "décret arrêté", 1},
    {"xml_latin1_nodecl.xml", READ, "décret arrêté", 1},
    {"xml_latin1_ok.xml", READ, "décret n° 5", 0},
    {"xml_long_name.xml", REFUSED, NULL, 0},
    {"xml_many_attrs.xml", REFUSED, NULL, 0},
    {"xml_nul.xml", SKIPPED, NULL, 0},
    {"xml_nul_ref.xml", REFUSED, NULL, 0},
    {"xml_quadratic.xml", REFUSED, NULL, 0},
    {"xml_spaces.xml", SKIPPED, NULL, 0},
    {"xml_stylesheet_pi.xml", READ, "Le décret du 3 mars est abrogé.", 0},
    {"xml_trailing.xml", REFUSED, NULL, 0},
    {"xml_two_roots.xml", REFUSED, NULL, 0},
    {"xml_unknown_enc.xml", REFUSED, NULL, 0},
    {"xml_utf-16-be.xml", READ, "décret", 0},
    {"xml_utf-16-le.xml", READ, "décret", 0},
    {"xml_utf-16.xml", READ, "décret", 0},
    {"xml_utf-32.xml", SKIPPED, NULL, 0},
    {"xml_utf16_as_utf8.xml", READ, "décret", 1},
    {"xml_utf7.xml", REFUSED, NULL, 0},
    {"xml_utf8_as_latin1.xml", READ, "décret", 1},
    {"xml_xinclude.xml", READ, "", 0},
    {"xml_xss.xml", READ, NULL, 0},
    {"xml_xxe_file.xml", REFUSED, NULL, 0},
    {"xml_xxe_http.xml", REFUSED, NULL, 0},
    {"xml_xxe_param.xml", REFUSED, NULL, 0},
};

static enum fate
fate_of(enum status status)
{
    if (status == STATUS_OK && got.count)
        return READ;
    return status == STATUS_FORMAT || status == STATUS_LIMIT ? REFUSED
                                                             : SKIPPED;
}

static void
hostile_files(void)
{
    for (size_t i = 0; have_shared() && i < sizeof hostile / sizeof hostile[0];
         i++) {
        char path[600];
        struct error err = {0};
        clock_t start = clock();
        snprintf(path, sizeof path, "%s/badinputs/%s", LIASSE_SHARED,
                 hostile[i].file);
        enum fate fate = fate_of(read_file(&got, path, &err));
        check_int(fate, hostile[i].fate, path, __FILE__, __LINE__);
        if (fate == REFUSED)
            CHECK(err.text[0] && !strchr(err.text, '\n') && got.count == 0);
        if (fate == READ && hostile[i].text)
            check_str(memory_text(&got, 0, TEXT_TEXT),
                      str_from(hostile[i].text), path, __FILE__, __LINE__);
        CHECK_INT(memory_notes(&got, CAUSE_ENCODING_MENDED), hostile[i].mended);
        CHECK((clock() - start) / CLOCKS_PER_SEC < 5);
        sink_memory_release(&got);
    }
}

/* No crash, no wrong answer: refused or clean documents. */
static void
survive(const char *name, struct str bytes)
{
    struct error err = {0};
    char why[200];
    enum status status = read_literal(&got, name, bytes, &err);
    CHECK(status == STATUS_OK || status == STATUS_FORMAT ||
          status == STATUS_LIMIT || status == STATUS_NOT_FOUND ||
          status == STATUS_DONE);
    for (size_t i = 0; i < got.count && i < MEMORY_MAX; i++)
        CHECK(document_check(&got.documents[i], &err) == STATUS_OK ||
              document_is_clean(&got.documents[i], why));
    sink_memory_release(&got);
}

static void
damage(const char *path, size_t step, int flips)
{
    struct str bytes = file_bytes(path);
    const char *name = strrchr(path, '/') + 1;
    uint32_t seed = 4711;
    CHECK(bytes.len > 0);
    for (size_t len = 0; len < bytes.len; len += step)
        survive(name, str_head(bytes, len));
    for (int round = 0; bytes.len && round < flips; round++) {
        seed = seed * 1664525 + 1013904223;
        size_t at = (seed >> 8) % bytes.len;
        char kept = bytes.at[at];
        ((char *)bytes.at)[at] = (char)(kept ^ (1 << (seed >> 5) % 8));
        survive(name, bytes);
        if (round % 4) /* every fourth stays: damage adds up */
            ((char *)bytes.at)[at] = kept;
    }
    free((char *)bytes.at);
}

static void
damaged_files(void)
{
    static const char *const names[] = {
        "data/an-questions-xml/q14_14-47351QE.xml",
        "data/dila-legi-xml/LEGIARTI000006398122.xml",
        "data/dila-legi-xml/LEGISCTA000006135575.xml",
        "data/dila-legi-xml/version/LEGITEXT000006070666.xml",
        "data/dila-jorf-xml/JORFTEXT000030611441.TEXTELR.xml",
        "badinputs/xml_billion_laughs.xml",
        "badinputs/xml_xxe_param.xml",
        "badinputs/xml_utf-16-le.xml",
    };
    for (size_t i = 0; have_shared() && i < sizeof names / sizeof names[0];
         i++) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s", LIASSE_SHARED, names[i]);
        damage(path, 61, 400);
    }
}

CU_TestInfo readers_xml_tests[] = {
    {"golden questions", golden_questions},
    {"golden LEGI", golden_legi},
    {"golden JORF", golden_jorf},
    {"corpus", corpus},
    {"corpus twin", corpus_twin},
    {"corpus broken", corpus_broken},
    {"folders", folders},
    {"469 twins", twins},
    {"many questions", many_questions},
    {"old question", old_question},
    {"told once", told_once},
    {"DILA article", dila_article},
    {"DILA text", dila_text},
    {"DILA, many in a file", dila_many},
    {"DILA decisions", dila_decisions},
    {"other XML", other_xml},
    {"hostile files", hostile_files},
    {"damaged files", damaged_files},
    CU_TEST_INFO_NULL,
};
