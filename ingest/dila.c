/* ingest, step 3: articles, sections and texts of the DILA. */
#include "dila.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "lang.h"

enum status
dila_add(struct dila *d, enum field field, struct str value)
{
    return an_add_line(&d->document, field, value, d->arena, d->err);
}

enum status
dila_add_date(struct dila *d, enum field field, uint32_t date)
{
    return document_add_date(&d->document, field, date, d->arena, d->err);
}

/* Known, and said elsewhere or of no use to a reader. */
static void
ignore_known(struct dila *d)
{
    static const char *const paths[] = {
        "META/META_COMMUN/ANCIEN_ID",
        "META/META_COMMUN/ORIGINE",
        "META/META_COMMUN/URL",
        "META/META_COMMUN/NATURE",
        "META/META_COMMUN/CID",
        "META/META_SPEC/META_ARTICLE/TYPE",
        "META/META_SPEC/META_TEXTE_CHRONICLE/NUM_SEQUENCE",
        "META/META_SPEC/META_TEXTE_CHRONICLE/DERNIERE_MODIFICATION",
        "META/META_SPEC/META_TEXTE_CHRONICLE/VERSIONS_A_VENIR",
        "COMMENTAIRE",
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        json_ignore(json_get(d->json, paths[i]));
}

/* META_COMMUN is an element of META; SECTION_TA has its ID at the top. */
enum status
dila_identify(struct dila *d)
{
    static const char *const paths[] = {"META/META_COMMUN/ID", "ID", "META/ID"};
    for (size_t i = 0; !d->id.len && i < sizeof paths / sizeof paths[0]; i++)
        d->id = json_text_at(d->json, paths[i]);
    if (!document_uid_is_valid(d->id))
        return error_set(d->err, STATUS_FORMAT, "%s",
                         d->id.len ? TR("bad ID", "ID invalide")
                                   : TR("no ID", "ID absent"));
    struct json *text = json_get(d->json, "CONTEXTE/TEXTE");
    struct str nature = json_text_at(text, "@nature");
    if (!text)
        nature = json_text_at(d->json, "META/META_COMMUN/NATURE");
    d->text = json_text_at(text, "@cid");
    d->is_code = str_eq(nature, STR("CODE"));
    ignore_known(d);
    return document_add(&d->document, FIELD_UID, d->id, d->arena, d->err);
}

/* ---- the text that an article or section belongs to ---------------------- */

/* The title on the day; in the JORF, where nothing has a day, the one of the
 * text as published. */
static struct json *
title_of_text(struct dila *d, struct json *text)
{
    struct json *titles = json_get(text, "TITRE_TXT");
    struct json_items items = json_items(titles);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        if (!d->day && str_eq(json_text_at(it, "@id_txt"), d->text))
            return it;
    return dila_in_force(titles, d->day);
}

/* Of sections one in the other, the titles; where several ways lead to one
 * article, that of the day. */
static enum status
add_path(struct dila *d, struct json *way)
{
    while (way) {
        struct json *chosen = NULL, *title = NULL;
        struct json_items items = json_items(way);
        for (struct json *it; (it = json_each(&items)) != NULL;) {
            struct json *here = dila_in_force(json_get(it, "TITRE_TM"), d->day);
            uint32_t start = dila_date(json_text_at(here, "@debut"));
            uint32_t end = dila_date(json_text_at(here, "@fin"));
            bool right = start <= d->day && (!end || d->day < end);
            if (chosen && !right)
                continue;
            chosen = it;
            title = here;
            if (right)
                break;
        }
        TRY(dila_add(d, FIELD_PATH, json_text(title)));
        way = json_get(chosen, "TM");
    }
    return STATUS_OK;
}

/* The collective agreement that a text, section or article of KALI belongs
 * to, as the JSON of the same base has it: it is the container, and the text
 * stands in the path.  False if there is none. */
static enum status
read_agreement(bool *found, struct dila *d, struct str *title)
{
    static const char *const paths[] = {
        "CONTEXTE/CONTENEUR", "CONTENEURS/CONTENEUR", "META/CONTENEUR",
        "META/META_SPEC/META_TEXTE_VERSION/CONTENEURS/CONTENEUR",
        "META/META_SPEC/META_TEXTE_CHRONICLE/CONTENEURS/CONTENEUR"};
    struct json *node = NULL;
    for (size_t i = 0; !node && i < sizeof paths / sizeof paths[0]; i++)
        node = json_get(d->json, paths[i]);
    struct str id = json_text_at(node, "@cid"), number;
    if (id.len == 0)
        id = json_text_at(node, "@id");
    *found = str_starts(id, STR("KALICONT"));
    if (!*found)
        return STATUS_OK;
    TRY(html_line(title, json_text_at(node, "@titre"), d->arena, d->err));
    TRY(html_line(&number, json_text_at(node, "@num"), d->arena, d->err));
    json_ignore(json_get(d->json, "CONTEXTE/CONTENEUR"));
    json_ignore(node);
    struct str parts[] = {id, *title};
    TRY(document_add_parts(&d->document, FIELD_CONTAINER, parts, d->arena,
                           d->err));
    return dila_add(d, FIELD_IDCC, an_without_zeros(number));
}

/* The container, what it says of its publication, the path; *title = its
 * short title. */
static enum status
read_context(struct dila *d, struct str *title)
{
    struct json *text = json_get(d->json, "CONTEXTE/TEXTE");
    struct json *node = title_of_text(d, text);
    struct str full, brief = json_text_at(node, "@c_titre_court");
    if (d->text.len == 0) /* @cid is missing in some */
        d->text = json_text_at(node, "@id_txt");
    TRY(html_line(&full, json_text(node), d->arena, d->err));
    TRY(html_line(title, brief.len ? brief : full, d->arena, d->err));
    struct str parts[] = {d->text, full.len ? full : *title}, agreement;
    bool agreed;
    TRY(read_agreement(&agreed, d, &agreement));
    if (agreed) {
        TRY(dila_add(d, FIELD_PATH, full.len ? full : *title));
        *title = agreement.len ? agreement : *title;
    } else if (d->text.len)
        TRY(document_add_parts(&d->document, FIELD_CONTAINER, parts, d->arena,
                               d->err));
    if (d->is_code)
        TRY(dila_add(d, FIELD_CODE, *title));
    TRY(dila_add(d, FIELD_NOR, json_text_at(text, "@nor")));
    TRY(dila_add(d, FIELD_AUTHOR, json_text_at(text, "@autorite")));
    TRY(dila_add(d, FIELD_MINISTRY_ANSWERING,
                 json_text_at(text, "@ministere")));
    TRY(add_path(d, json_get(text, "TM")));
    uint32_t date = dila_date(json_text_at(text, "@date_publi"));
    if (!date)
        date = dila_date(json_text_at(text, "@date_signature"));
    json_ignore(text);
    return dila_add_date(d, FIELD_DATE, d->day ? d->day : date);
}

/* ---- contents ------------------------------------------------------------ */

/* Entities twice: some dumps escaped HTML that was escaped already. */
enum status
dila_add_text(struct dila *d, const char *path, const char *role,
              const char *heading)
{
    struct json_items items = json_items(json_get(d->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str html = json_text(it);
        AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
        TRY(html_to_text(&text, html, HTML_ENTITIES_TWICE, &d->links, d->err));
        struct str copy = arena_copy(d->arena, buf_str(&text));
        if (text.len && !copy.at)
            return error_no_memory(d->err);
        TRY(document_add_text(&d->document, str_from(role), str_from(heading),
                              copy, d->arena, d->err));
    }
    return STATUS_OK;
}

static enum status
add_texts(struct dila *d)
{
    static const struct {
        const char *path, *role, *heading;
    } texts[] = {
        {"SM/CONTENU", "summary", ""},
        {"NOTICE/CONTENU", "summary", "Notice"},
        {"VISAS/CONTENU", "visas", ""},
        {"BLOC_TEXTUEL/CONTENU", "body", ""},
        {"NOTA/CONTENU", "nota", ""},
        {"SIGNATAIRES/CONTENU", "signature", ""},
        {"TP/CONTENU", "nota", "Travaux préparatoires"},
        {"ABRO/CONTENU", "nota", "Abrogations"},
        {"RECT/CONTENU", "nota", "Rectificatif"},
        {"HISTORIQUE/CONTENU", "nota", "Historique"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        TRY(dila_add_text(d, texts[i].path, texts[i].role, texts[i].heading));
    return STATUS_OK;
}

/* Keywords ("mots clés"). */
enum status
dila_add_keywords(struct dila *d, const char *path)
{
    struct json_items items = json_items(json_get(d->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(dila_add(d, FIELD_RUBRIC, json_text(it)));
    return STATUS_OK;
}

static enum status
add_state(struct dila *d, struct json *meta)
{
    uint32_t end = dila_date(json_text_at(meta, "DATE_FIN"));
    d->day = dila_date(json_text_at(meta, "DATE_DEBUT"));
    TRY(dila_add(d, FIELD_STATUS, json_text_at(meta, "ETAT")));
    TRY(dila_add_date(d, FIELD_DATE_START, d->day));
    return dila_add_date(d, FIELD_DATE_END, end);
}

/* All versions of an article have one cid: the identifier of the article as
 * published in the JORF, else of the first version. */
static enum status
add_cid(struct dila *d)
{
    struct str cid = {NULL, 0};
    uint32_t first = UINT32_MAX;
    struct json_items items = json_items(json_get(d->json, "VERSIONS/VERSION"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct json_items links = json_items(json_get(it, "LIEN_ART"));
        for (struct json *link; (link = json_each(&links)) != NULL;) {
            bool jorf = str_eq(json_text_at(link, "@origine"), STR("JORF"));
            uint32_t start = dila_date(json_text_at(link, "@debut"));
            start = jorf ? 0 : start ? start : UINT32_MAX - 1;
            if (start >= first)
                continue;
            first = start;
            cid = json_text_at(link, "@id");
        }
    }
    return dila_add(d, FIELD_CID, cid.len ? cid : d->id);
}

/* ---- the kinds ----------------------------------------------------------- */

/* "Code des rivages - Article L. 121-3", "... - Annexe 2-4"; an article of an
 * agreement may have a heading and no number. */
static enum status
add_article_title(struct dila *d, struct str text, struct str number,
                  struct str heading)
{
    bool bare = str_starts_nocase(number, STR("annexe")) ||
                str_starts_nocase(number, STR("article"));
    struct str title = arena_printf(
        d->arena, STR_FMT "%s%s" STR_FMT "%s" STR_FMT, STR_ARG(text),
        text.len && number.len ? " - " : "",
        number.len && !bare ? "Article " : "", STR_ARG(number),
        text.len + number.len && heading.len ? " - " : "", STR_ARG(heading));
    if (!title.at)
        return error_no_memory(d->err);
    return an_add(&d->document, FIELD_TITLE, title, d->arena, d->err);
}

enum status
dila_article(struct dila *d)
{
    struct json *meta = json_get(d->json, "META/META_SPEC/META_ARTICLE");
    struct str title, number, heading = json_text_at(meta, "TITRE");
    TRY(html_line(&number, json_text_at(meta, "NUM"), d->arena, d->err));
    if (heading.len == 0)
        heading = json_text_at(meta, "SURTITRE");
    TRY(html_line(&heading, heading, d->arena, d->err));
    json_ignore(json_get(meta, "DATE_DEB_EXT")); /* of the extension: */
    json_ignore(json_get(meta, "DATE_FIN_EXT")); /* ETAT says it is extended */
    TRY(document_add(&d->document, FIELD_KIND, STR("article"), d->arena,
                     d->err));
    TRY(add_state(d, meta));
    TRY(read_context(d, &title));
    TRY(add_article_title(d, title, number, heading));
    TRY(an_add(&d->document, FIELD_ARTICLE, number, d->arena, d->err));
    TRY(add_cid(d));
    TRY(dila_add_keywords(d, "META/META_SPEC/META_ARTICLE/MCS_ART/MC"));
    TRY(add_texts(d));
    return dila_links(d);
}

enum status
dila_section(struct dila *d)
{
    struct str title;
    TRY(document_add(&d->document, FIELD_KIND, STR("section"), d->arena,
                     d->err));
    TRY(read_context(d, &title));
    TRY(dila_add(d, FIELD_TITLE, json_text_at(d->json, "TITRE_TA")));
    return dila_contents(d, json_get(d->json, "STRUCTURE_TA"));
}

/* "JORF n°0114 du 19 mai 2015, p. 8438" */
static enum status
add_publication(struct dila *d, struct json *meta)
{
    struct str issue = json_text_at(meta, "ORIGINE_PUBLI");
    struct str page = json_text_at(meta, "PAGE_DEB_PUBLI");
    json_ignore(json_get(meta, "PAGE_FIN_PUBLI"));
    if (issue.len == 0)
        return STATUS_OK;
    bool paged = page.len && !str_eq(page, STR("0"));
    struct str label =
        arena_printf(d->arena, STR_FMT "%s" STR_FMT, STR_ARG(issue),
                     paged ? ", p. " : "", STR_ARG(paged ? page : STR("")));
    return links_add_typed(&d->links, STR("JO"), STR(""), label, d->err);
}

static enum status
read_chronicle(struct dila *d)
{
    struct json *meta =
        json_get(d->json, "META/META_SPEC/META_TEXTE_CHRONICLE");
    uint32_t date = dila_date(json_text_at(meta, "DATE_PUBLI"));
    uint32_t signed_on = dila_date(json_text_at(meta, "DATE_TEXTE"));
    struct str cid = json_text_at(meta, "CID");
    TRY(dila_add(d, FIELD_CID, cid.len ? cid : d->id));
    TRY(dila_add(d, FIELD_NUMBER, json_text_at(meta, "NUM")));
    TRY(dila_add(d, FIELD_NOR, json_text_at(meta, "NOR")));
    TRY(dila_add_date(d, FIELD_DATE, date ? date : signed_on));
    return add_publication(d, meta);
}

/* A table of contents has no title: "DECRET n° 2015-543 du 2015-05-18". */
static enum status
add_made_title(struct dila *d)
{
    char iso[DATE_ISO_BYTES] = "";
    struct str nature = json_text_at(d->json, "META/META_COMMUN/NATURE");
    struct str number = document_first(&d->document, FIELD_NUMBER);
    uint32_t date = dila_date(json_text_at(
        d->json, "META/META_SPEC/META_TEXTE_CHRONICLE/DATE_TEXTE"));
    if (date)
        date_to_iso(iso, date);
    if (!number.len && !date)
        return STATUS_OK;
    struct str title = arena_printf(d->arena, STR_FMT "%s" STR_FMT "%s%s",
                                    STR_ARG(nature), number.len ? " n° " : "",
                                    STR_ARG(number), date ? " du " : "", iso);
    return an_add(&d->document, FIELD_TITLE, title, d->arena, d->err);
}

enum status
dila_text(struct dila *d)
{
    struct json *meta = json_get(d->json, "META/META_SPEC/META_TEXTE_VERSION");
    struct str full = json_text_at(meta, "TITREFULL");
    struct str title = json_text_at(meta, "TITRE"), agreement;
    bool agreed;
    d->text = d->id;
    TRY(document_add(&d->document, FIELD_KIND, STR("texte"), d->arena, d->err));
    TRY(add_state(d, meta));
    TRY(read_chronicle(d));
    if (!document_has(&d->document, FIELD_DATE))
        TRY(dila_add_date(d, FIELD_DATE, d->day));
    TRY(dila_add(d, FIELD_TITLE, full.len ? full : title));
    if (!document_has(&d->document, FIELD_TITLE))
        TRY(add_made_title(d));
    if (d->is_code)
        TRY(dila_add(d, FIELD_CODE, title));
    TRY(read_agreement(&agreed, d, &agreement));
    TRY(dila_add(d, FIELD_AUTHOR, json_text_at(meta, "AUTORITE")));
    TRY(dila_add(d, FIELD_MINISTRY_ANSWERING, json_text_at(meta, "MINISTERE")));
    TRY(dila_add_keywords(d, "META/META_SPEC/META_TEXTE_VERSION/MCS_TXT/MC"));
    TRY(add_texts(d));
    TRY(dila_contents(d, json_get(d->json, "STRUCT")));
    return dila_links(d);
}

/* Where legifrance.gouv.fr shows the other bases. */
static struct str
url_elsewhere(const struct dila *d)
{
    static const struct {
        struct str id;
        const char *way, *tail;
    } ways[] = {{STR_INIT("CETATEXT"), "ceta/id/", ""},
                {STR_INIT("JURITEXT"), "juri/id/", ""},
                {STR_INIT("CONSTEXT"), "cons/id/", ""},
                {STR_INIT("CNILTEXT"), "cnil/id/", ""},
                {STR_INIT("ACCOTEXT"), "acco/id/", ""},
                {STR_INIT("KALIARTI"), "conv_coll/article/", ""},
                {STR_INIT("KALI"), "conv_coll/id/", ""},
                {STR_INIT("JORFDOLE"), "dossierlegislatif/", "/"}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (str_starts(d->id, ways[i].id))
            return arena_printf(
                d->arena, "https://www.legifrance.gouv.fr/%s" STR_FMT "%s",
                ways[i].way, STR_ARG(d->id), ways[i].tail);
    return STR("");
}

struct str
dila_url(const struct dila *d)
{
    bool jorf = str_starts(d->id, STR("JORF"));
    if (str_starts(d->id, STR("JORFDOLE")) ||
        (!jorf && !str_starts(d->id, STR("LEGI"))))
        return url_elsewhere(d);
    const char *base = jorf ? "jorf" : d->is_code ? "codes" : "loda";
    const char *page = str_starts(d->id, STR("JORFCONT")) ? "jo/id"
                       : jorf                             ? "id"
                       : d->is_code                       ? "texte_lc"
                                                          : "id";
    struct str kind = document_first(&d->document, FIELD_KIND);
    if (str_eq(kind, STR("article")))
        page = jorf ? "article_jo" : "article_lc";
    else if (str_eq(kind, STR("section")))
        page = jorf ? "section_jo" : "section_lc";
    bool within = !jorf && str_eq(kind, STR("section")) && d->text.len;
    return arena_printf(
        d->arena, "https://www.legifrance.gouv.fr/%s/%s/" STR_FMT "%s" STR_FMT,
        base, page, STR_ARG(within ? d->text : STR("")), within ? "/" : "",
        STR_ARG(d->id));
}
