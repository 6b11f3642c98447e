/* ingest, step 3: decisions of the DILA: administrative courts (JADE), Cour
 * de cassation and courts of appeal (CASS, INCA, CAPP), Conseil
 * constitutionnel (CONSTIT), CNIL (FORMATS.md 10). */
#include "dila.h"

#include "an_question.h"
#include "date.h"
#include "html.h"

#include <string.h>

/* One of the four has its members in the others' places. */
static struct json *
meta_of_court(struct dila *d)
{
    static const char *const paths[] = {
        "META/META_SPEC/META_JURI_ADMIN", "META/META_SPEC/META_JURI_JUDI",
        "META/META_SPEC/META_JURI_CONSTIT", "META/META_SPEC/META_CNIL"};
    struct json *meta = NULL;
    for (size_t i = 0; !meta && i < sizeof paths / sizeof paths[0]; i++)
        meta = json_get(d->json, paths[i]);
    return meta;
}

/* ---- numbers --------------------------------------------------------------
 */

/* "24-18856", a pourvoi, is cited "24-18.856". */
static struct str
pourvoi(struct dila *d, struct str number)
{
    if (number.len != 8 || number.at[2] != '-')
        return number;
    for (size_t i = 0; i < number.len; i++)
        if (i != 2 && (number.at[i] < '0' || number.at[i] > '9'))
            return number;
    return arena_printf(d->arena, "%.5s.%.3s", number.at, number.at + 5);
}

/* The first of the numbers; the others, of cases joined to it, as links. */
static enum status
add_numbers(struct dila *d, struct json *meta)
{
    bool first = true;
    struct json_items items =
        json_items(json_get(meta, "NUMEROS_AFFAIRES/NUMERO_AFFAIRE"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str number = pourvoi(d, str_trim(json_text(it)));
        if (number.len == 0)
            continue;
        if (!first)
            TRY(links_add_typed(&d->links, STR("AFFAIRE"), STR(""), number,
                                d->err));
        else
            TRY(dila_add(d, FIELD_NUMBER, number));
        first = false;
    }
    struct str own = json_text_at(d->json, "META/META_SPEC/META_JURI/NUMERO");
    if (own.len == 0)
        own = json_text_at(meta, "NUMERO");
    if (first)
        return dila_add(d, FIELD_NUMBER, own);
    if (own.len == 0 || str_eq(own, document_first(&d->document, FIELD_NUMBER)))
        return STATUS_OK;
    return links_add_typed(&d->links, STR("NUMERO"), STR(""), own, d->err);
}

/* ---- who and where ---------------------------------------------------------
 */

/* "CHAMBRE_CIVILE_1" is written for machines. */
static enum status
add_formation(struct dila *d, struct str formation)
{
    static const struct {
        struct str code, name;
    } names[] = {
        {STR_INIT("ASSEMBLEE_PLENIERE"), STR_INIT("Assemblée plénière")},
        {STR_INIT("CHAMBRE_CIVILE_1"), STR_INIT("Première chambre civile")},
        {STR_INIT("CHAMBRE_CIVILE_2"), STR_INIT("Deuxième chambre civile")},
        {STR_INIT("CHAMBRE_CIVILE_3"), STR_INIT("Troisième chambre civile")},
        {STR_INIT("CHAMBRE_COMMERCIALE"), STR_INIT("Chambre commerciale")},
        {STR_INIT("CHAMBRE_CRIMINELLE"), STR_INIT("Chambre criminelle")},
        {STR_INIT("CHAMBRE_MIXTE"), STR_INIT("Chambre mixte")},
        {STR_INIT("CHAMBRE_SOCIALE"), STR_INIT("Chambre sociale")},
        {STR_INIT("CHAMBRES_REUNIES"), STR_INIT("Chambres réunies")}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(formation, names[i].code))
            formation = names[i].name;
    return dila_add(d, FIELD_PATH, formation);
}

static enum status
add_court(struct dila *d, struct json *meta, bool cnil)
{
    struct str court =
        json_text_at(d->json, "META/META_SPEC/META_JURI/JURIDICTION");
    if (cnil)
        court = STR("Commission nationale de l’informatique et des libertés");
    TRY(dila_add(d, FIELD_PATH, court));
    return add_formation(d, json_text_at(meta, "FORMATION"));
}

/* Who took part, how it was published, what it was about before: words that
 * people look for and no field has. */
static enum status
add_participants(struct dila *d, struct json *meta)
{
    static const struct {
        const char *path, *label;
    } lines[] = {{"DEMANDEUR", "Demandeur"},
                 {"DEFENDEUR", "Défendeur"},
                 {"PRESIDENT", "Président"},
                 {"RAPPORTEUR", "Rapporteur"},
                 {"AVOCAT_GL", "Avocat général"},
                 {"COMMISSAIRE_GVT", "Rapporteur public"},
                 {"AVOCATS", "Avocats"},
                 {"FORM_DEC_ATT", "Décision attaquée"},
                 {"DATE_DEC_ATT", "Date de la décision attaquée"},
                 {"SIEGE_APPEL", "Siège de la cour d’appel"},
                 {"JURI_PREM", "Juridiction de première instance"},
                 {"LIEU_PREM", "Lieu de la première instance"},
                 {"TYPE_REC", "Type de recours"},
                 {"PUBLI_RECUEIL", "Publication au recueil"},
                 {"PUBLI_BULL", "Publication au bulletin"}};
    AUTO(buf) struct buf text = BUF_INIT(XML_TEXT_MAX);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct json_items items = json_items(json_get(meta, lines[i].path));
        for (struct json *it; (it = json_each(&items)) != NULL;) {
            struct str value = json_text(it), line;
            if (value.len == 0)
                value = json_text_at(it, "@publie");
            TRY(html_line(&line, value, d->arena, d->err));
            bool date = strncmp(lines[i].path, "DATE", 4) == 0;
            if (line.len && (!date || dila_date(line)))
                buf_printf(&text, "%s%s : " STR_FMT, text.len ? "\n" : "",
                           lines[i].label, STR_ARG(line));
            json_ignore(it);
        }
    }
    TRY(buf_status(&text, d->err));
    struct str copy = arena_copy(d->arena, buf_str(&text));
    if (text.len && !copy.at)
        return error_no_memory(d->err);
    return document_add_text(&d->document, STR("nota"),
                             STR("Parties et suites"), copy, d->arena, d->err);
}

/* ---- analysis -------------------------------------------------------------
 */

/* "51-02-01 POSTES ET ... - TÉLÉPHONE. - ...": the first heading of each line
 * of the plan; the whole line goes to the text. */
static enum status
add_rubric(struct dila *d, struct str line)
{
    static const struct str ends[] = {STR_INIT(" - "), STR_INIT(" – "),
                                      STR_INIT(". "), STR_INIT(" ; ")};
    size_t end = line.len;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t at = str_find(line, ends[i]);
        if (at != SIZE_MAX && at > 0 && at < end)
            end = at;
    }
    line = str_trim(str_head(line, end));
    while (line.len &&
           (line.at[line.len - 1] == '.' || line.at[line.len - 1] == ','))
        line.len--;
    const struct values *have = &d->document.field[FIELD_RUBRIC];
    for (uint32_t i = 0; i < have->count; i++)
        if (str_eq(document_part(&d->document, FIELD_RUBRIC, i, 0), line))
            return STATUS_OK;
    return line.len > 200 ? STATUS_OK : dila_add(d, FIELD_RUBRIC, line);
}

static enum status
add_analysis(struct dila *d)
{
    struct json_items items =
        json_items(json_get(d->json, "TEXTE/SOMMAIRE/SCT"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str line;
        TRY(html_line(&line, json_text(it), d->arena, d->err));
        TRY(add_rubric(d, line));
        TRY(document_add_text(&d->document, STR("summary"), STR("Titrage"),
                              line, d->arena, d->err));
        json_ignore(it);
    }
    items = json_items(json_get(d->json, "TEXTE/SOMMAIRE/ANA"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        json_ignore(it);
    return dila_add_text(d, "TEXTE/SOMMAIRE/ANA", "summary", "Résumé");
}

/* The text.  Old ones are plain: their line ends are all the paragraphs they
 * have. */
static enum status
add_body(struct dila *d, const char *path)
{
    struct json *node = json_get(d->json, path);
    struct str html = json_text(node);
    if (!node || html.len == 0 || str_contains(html, STR("<")))
        return dila_add_text(d, path, "body", "");
    AUTO(buf) struct buf lines = BUF_INIT(XML_TEXT_MAX * 2);
    struct str line;
    while (str_line(&html, &line)) {
        buf_add(&lines, line);
        buf_add(&lines, STR("<br/>"));
    }
    TRY(buf_status(&lines, d->err));
    AUTO(buf) struct buf text = BUF_INIT(lines.len * 4 + 64);
    TRY(html_to_text(&text, buf_str(&lines), HTML_ENTITIES_TWICE, &d->links,
                     d->err));
    struct str copy = arena_copy(d->arena, buf_str(&text));
    if (text.len && !copy.at)
        return error_no_memory(d->err);
    return document_add_text(&d->document, STR("body"), STR(""), copy, d->arena,
                             d->err);
}

static enum status
add_texts(struct dila *d)
{
    static const struct {
        const char *path, *heading;
    } rest[] = {
        {"TEXTE/SAISINES/CONTENU", "Saisines"},
        {"TEXTE/OBSERVATIONS/CONTENU", "Observations"},
        {"SAISINES/CONTENU", "Saisines"},
        {"OBSERVATIONS/CONTENU", "Observations"},
        {"TEXTE/CITATION_JP/CONTENU", "Rapprochements de jurisprudence"},
    };
    TRY(add_body(d, "TEXTE/BLOC_TEXTUEL/CONTENU"));
    TRY(add_body(d, "BLOC_TEXTUEL/CONTENU"));
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
        TRY(dila_add_text(d, rest[i].path, "nota", rest[i].heading));
    return STATUS_OK;
}

/* ---- the Conseil constitutionnel ------------------------------------------
 */

static enum status
add_constitutional(struct dila *d, struct json *meta)
{
    struct str nor = json_text_at(meta, "NOR");
    struct str page = json_text_at(meta, "URL_CC");
    struct json *law = json_get(meta, "LOI_DEF");
    struct str label, target = json_text_at(law, "@nor");
    if (!str_eq(nor, STR("SUPPRIME")))
        TRY(dila_add(d, FIELD_NOR, nor));
    TRY(dila_add(d, FIELD_RUBRIC, json_text_at(meta, "NATURE_QUALIFIEE")));
    if (page.len)
        TRY(links_add(&d->links, page, STR(""), d->err));
    if (json_text_at(meta, "TITRE_JO").len)
        TRY(links_add_typed(&d->links, STR("JO"), STR(""),
                            json_text_at(meta, "TITRE_JO"), d->err));
    TRY(html_line(&label, json_text(law), d->arena, d->err));
    if (label.len == 0)
        label = json_text_at(law, "@num");
    if (str_eq(target, STR("SUPPRIME")))
        target.len = 0;
    json_ignore(law);
    if (label.len + target.len == 0)
        return STATUS_OK;
    return links_add_typed(&d->links, STR("LOI_DEF"), target, label, d->err);
}

/* ---- a decision ------------------------------------------------------------
 */

static enum status
add_title(struct dila *d, struct json *meta)
{
    struct str title = json_text_at(meta, "TITREFULL");
    struct str brief = json_text_at(meta, "TITRE");
    struct str other = json_text_at(d->json, "META/META_SPEC/META_JURI/TITRE");
    if (title.len == 0)
        title = brief.len ? brief : other;
    return dila_add(d, FIELD_TITLE, title);
}

enum status
dila_decision(struct dila *d)
{
    struct json *juri = json_get(d->json, "META/META_SPEC/META_JURI");
    struct json *meta = meta_of_court(d);
    bool cnil = str_eq(d->json->key, STR("TEXTE_CNIL"));
    struct str day = json_text_at(juri, "DATE_DEC");
    uint32_t date = dila_date(day.len ? day : json_text_at(meta, "DATE_TEXTE"));
    uint32_t published = dila_date(json_text_at(meta, "DATE_PUBLI"));
    TRY(document_add(&d->document, FIELD_KIND, STR("decision"), d->arena,
                     d->err));
    TRY(add_title(d, meta));
    TRY(add_numbers(d, meta));
    TRY(dila_add_date(d, FIELD_DATE, date ? date : published));
    TRY(add_court(d, meta, cnil));
    TRY(dila_add(d, FIELD_OUTCOME, json_text_at(juri, "SOLUTION")));
    TRY(dila_add(d, FIELD_ECLI, json_text_at(meta, "ECLI")));
    TRY(dila_add(d, FIELD_STATUS, json_text_at(meta, "ETAT_JURIDIQUE")));
    TRY(dila_add(d, FIELD_RUBRIC, json_text_at(meta, "NATURE_DELIB")));
    TRY(add_constitutional(d, meta));
    TRY(add_analysis(d));
    TRY(add_texts(d));
    TRY(add_participants(d, meta));
    return dila_links(d);
}
