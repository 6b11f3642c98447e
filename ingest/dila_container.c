/* ingest, step 3: what the DILA's other kinds hold: issues of the JORF and
 * collective agreements (lists of texts), company agreements (ACCO, metadata
 * of a document for a word processor), legislative files (DOLE). */
#include "dila.h"

#include "an_question.h"
#include "date.h"
#include "html.h"

#include <stdio.h>

static enum status
add_kind(struct dila *d, const char *kind)
{
    return document_add(&d->document, FIELD_KIND, str_from(kind), d->arena,
                        d->err);
}

/* One more line of `text`, what html says behind its label. */
static enum status
add_line(struct dila *d, struct buf *text, const char *label, struct str html)
{
    struct str line;
    TRY(html_line(&line, html, d->arena, d->err));
    if (line.len)
        buf_printf(text, "%s%s%s" STR_FMT, text->len ? "\n" : "", label,
                   *label ? " : " : "", STR_ARG(line));
    return buf_status(text, d->err);
}

static enum status
give_text(struct dila *d, const char *role, const char *heading,
          struct buf *text)
{
    struct str copy = arena_copy(d->arena, buf_str(text));
    if (text->len && !copy.at)
        return error_no_memory(d->err);
    return document_add_text(&d->document, str_from(role), str_from(heading),
                             copy, d->arena, d->err);
}

/* ---- JO, IDCC ---------------------------------------------------------------
 */

/* Titles one below the other, the texts under theirs. */
static enum status
add_titles(struct dila *d, struct json *node, struct buf *titles)
{
    TRY(add_line(d, titles, "", json_text_at(node, "TITRE_TM")));
    struct json_items items = json_items(json_get(node, "LIEN_TXT"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str line, label = json_text_at(it, "@titretxt");
        TRY(html_line(&line, label.len ? label : json_text(it), d->arena,
                      d->err));
        TRY(add_line(d, titles, "", line));
        TRY(links_add_typed(&d->links, STR("TEXTE"), json_text_at(it, "@idtxt"),
                            line, d->err));
        json_ignore(it);
    }
    json_ignore(json_get(node, "@niv"));
    items = json_items(json_get(node, "TM"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(add_titles(d, it, titles));
    return STATUS_OK;
}

enum status
dila_container(struct dila *d)
{
    AUTO(buf) struct buf titles = BUF_INIT(XML_TEXT_MAX);
    struct json *meta = json_get(d->json, "META/META_SPEC/META_CONTENEUR");
    struct str number = json_text_at(meta, "NUM");
    TRY(add_kind(d, "texte"));
    TRY(dila_add(d, FIELD_TITLE, json_text_at(meta, "TITRE")));
    TRY(dila_add(d, FIELD_STATUS, json_text_at(meta, "ETAT")));
    TRY(dila_add(d, FIELD_CID, d->id));
    TRY(dila_add_date(d, FIELD_DATE,
                      dila_date(json_text_at(meta, "DATE_PUBLI"))));
    TRY(str_eq(d->json->key, STR("IDCC"))
            ? dila_add(d, FIELD_IDCC, an_without_zeros(number))
            : dila_add(d, FIELD_NUMBER, number));
    TRY(add_titles(d, json_get(d->json, "STRUCTURE_TXT"), &titles));
    TRY(give_text(d, "headings", "", &titles));
    return dila_links(d);
}

/* ---- ACCO -------------------------------------------------------------------
 */

static enum status
add_themes(struct dila *d, struct json *meta)
{
    struct json_items items = json_items(json_get(meta, "THEMES/THEME"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        TRY(dila_add(d, FIELD_RUBRIC, json_text_at(it, "LIBELLE")));
        json_ignore(it); /* CODE, GROUPE: numbers of the label */
    }
    return STATUS_OK;
}

static enum status
add_names(struct dila *d, struct json *list, const char *path,
          const char *label, struct buf *text)
{
    struct json_items items = json_items(json_get(list, path));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str name = json_text(it);
        if (name.len == 0)
            name = json_text_at(it, "LIBELLE");
        TRY(add_line(d, text, label, name));
        json_ignore(it);
    }
    return STATUS_OK;
}

/* "75012 Paris"; a code of zeros and the city "REPRISE" stand for none. */
static enum status
add_address(struct dila *d, struct json *meta, struct buf *text)
{
    struct json_items items =
        json_items(json_get(meta, "ADRESSES_POSTALES/ADRESSE_POSTALE"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str code = json_text_at(it, "CODE_POSTAL");
        struct str city = json_text_at(it, "VILLE");
        struct str line = arena_printf(d->arena, STR_FMT " " STR_FMT,
                                       STR_ARG(code), STR_ARG(city));
        json_ignore(it);
        if (!line.at)
            return error_no_memory(d->err);
        if (city.len && !str_eq(code, STR("00000")))
            TRY(add_line(d, text, "Adresse", line));
    }
    return STATUS_OK;
}

/* The text itself stands in a file beside (.docx), which is named. */
static enum status
add_deposit(struct dila *d, struct json *meta)
{
    static const struct {
        const char *path, *label;
    } lines[] = {{"RAISON_SOCIALE", "Entreprise"},
                 {"SIRET", "SIRET"},
                 {"CODE_APE", "Code APE"},
                 {"SECTEUR", "Secteur"},
                 {"DATE_DEPOT", "Date de dépôt"},
                 {"DATE_DIFFUSION", "Date de diffusion"},
                 {"CODE_UNITE_SIGNATAIRE", "Unité signataire"}};
    AUTO(buf) struct buf text = BUF_INIT(XML_TEXT_MAX);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        TRY(add_line(d, &text, lines[i].label,
                     json_text_at(meta, lines[i].path)));
    TRY(add_names(d, meta, "SYNDICATS/SYNDICAT", "Syndicat", &text));
    TRY(add_names(d, meta, "SIGNATAIRES/SIGNATAIRE", "Signataire", &text));
    TRY(add_address(d, meta, &text));
    TRY(give_text(d, "nota", "Dépôt", &text));
    struct str file = json_text_at(meta, "DOCUMENT_BUREAUTIQUE");
    json_ignore(json_get(meta, "DATE_MAJ"));
    json_ignore(json_get(meta, "CONFORME_VERSION_INTEGRALE"));
    return file.len
               ? links_add_typed(&d->links, STR("file"), file, STR(""), d->err)
               : STATUS_OK;
}

enum status
dila_accord(struct dila *d)
{
    struct json *meta = json_get(d->json, "META/META_SPEC/META_ACCO");
    uint32_t signed_on = dila_date(json_text_at(meta, "DATE_TEXTE"));
    uint32_t deposited = dila_date(json_text_at(meta, "DATE_DEPOT"));
    struct str idcc = json_text_at(meta, "CODE_IDCC");
    TRY(add_kind(d, "accord"));
    TRY(dila_add(d, FIELD_TITLE, json_text_at(meta, "TITRE_TXT")));
    TRY(dila_add(d, FIELD_NUMBER, json_text_at(meta, "NUMERO")));
    TRY(dila_add(d, FIELD_IDCC, an_without_zeros(idcc)));
    TRY(dila_add(d, FIELD_AUTHOR, json_text_at(meta, "RAISON_SOCIALE")));
    TRY(dila_add(d, FIELD_PATH, json_text_at(meta, "SECTEUR")));
    TRY(dila_add_date(d, FIELD_DATE, signed_on ? signed_on : deposited));
    TRY(dila_add_date(d, FIELD_DATE_START,
                      dila_date(json_text_at(meta, "DATE_EFFET"))));
    TRY(dila_add_date(d, FIELD_DATE_END,
                      dila_date(json_text_at(meta, "DATE_FIN"))));
    TRY(add_themes(d, meta));
    TRY(dila_add_text(d, "BLOC_TEXTUEL/CONTENU", "body", ""));
    TRY(dila_add_text(d, "TEXTE/BLOC_TEXTUEL/CONTENU", "body", ""));
    TRY(add_deposit(d, meta));
    return dila_links(d);
}

/* ---- DOLE -------------------------------------------------------------------
 */

/* The tree of links: titles with what hangs below them. */
static enum status
add_levels(struct dila *d, struct json *node, struct buf *titles)
{
    TRY(add_line(d, titles, "", json_text_at(node, "@libelle")));
    struct json_items items = json_items(json_get(node, "LIEN"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str line, label = json_text_at(it, "@libelle");
        struct str target = json_text_at(it, "@lien");
        TRY(html_line(&line, label.len ? label : json_text(it), d->arena,
                      d->err));
        TRY(add_line(d, titles, "", line));
        if (target.len + line.len)
            TRY(links_add_typed(&d->links, STR("link"), target, line, d->err));
        json_ignore(it);
    }
    json_ignore(json_get(node, "@id"));
    items = json_items(json_get(node, "NIVEAU"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(add_levels(d, it, titles));
    return STATUS_OK;
}

/* The decrees that a law still needs, a line each. */
static enum status
add_schedule(struct dila *d)
{
    static const char *const cells[] = {"NUMERO_ORDRE", "ARTICLE",
                                        "BASE_LEGALE",  "OBJET",
                                        "DATE_PREVUE",  "DECRET"};
    AUTO(buf) struct buf text = BUF_INIT(XML_TEXT_MAX);
    struct json_items items =
        json_items(json_get(d->json, "CONTENU/ECHEANCIER/LIGNE"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        bool started = false;
        for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
            struct str line;
            TRY(html_line(&line, json_text_at(it, cells[i]), d->arena, d->err));
            if (line.len == 0)
                continue;
            buf_add(&text, started    ? STR(" | ")
                           : text.len ? STR("\n")
                                      : STR(""));
            buf_add(&text, line);
            started = true;
        }
        struct json_items links = json_items(json_get(it, "LIEN_ARTICLE"));
        for (struct json *link; (link = json_each(&links)) != NULL;)
            TRY(links_add_typed(&d->links, STR("ARTICLE"),
                                json_text_at(link, "@id"), json_text(link),
                                d->err));
        struct str law = json_text_at(it, "CID_LOI_CIBLE");
        if (law.len)
            TRY(links_add_typed(&d->links, STR("LOI_CIBLE"), law, STR(""),
                                d->err));
        json_ignore(it);
    }
    json_ignore(json_get(d->json, "CONTENU/ECHEANCIER"));
    TRY(buf_status(&text, d->err));
    return give_text(d, "nota", "Échéancier d’application", &text);
}

static enum status
add_laws(struct dila *d, struct json *meta)
{
    for (int i = 1; i <= 5; i++) {
        char path[40];
        snprintf(path, sizeof path, "CONTENU/LIBELLE_TEXTE_%d", i);
        struct str label, id;
        TRY(html_line(&label, json_text_at(d->json, path), d->arena, d->err));
        snprintf(path, sizeof path, "ID_TEXTE_%d", i);
        id = json_text_at(meta, path);
        if (id.len + label.len)
            TRY(links_add_typed(&d->links, STR("TEXTE"), id, label, d->err));
        snprintf(path, sizeof path, "CONTENU/CONTENU_DOSSIER_%d", i);
        struct str heading = arena_printf(d->arena, STR_FMT, STR_ARG(label));
        if (!heading.at)
            return error_no_memory(d->err);
        TRY(dila_add_text(d, path, "body", heading.at));
    }
    return STATUS_OK;
}

enum status
dila_dossier(struct dila *d)
{
    AUTO(buf) struct buf titles = BUF_INIT(XML_TEXT_MAX);
    struct json *meta = json_get(d->json, "META/META_DOSSIER_LEGISLATIF");
    if (!meta)
        meta = json_get(d->json, "META/META_SPEC/META_DOSSIER_LEGISLATIF");
    uint64_t number;
    struct str legislature = json_text_at(meta, "LEGISLATURE/NUMERO");
    TRY(add_kind(d, "dossier"));
    TRY(dila_add(d, FIELD_TITLE, json_text_at(meta, "TITRE")));
    TRY(dila_add(d, FIELD_RUBRIC, json_text_at(meta, "TYPE")));
    if (str_to_u64(legislature, &number))
        TRY(dila_add(d, FIELD_LEGISLATURE, legislature));
    json_ignore(json_get(meta, "LEGISLATURE"));
    json_ignore(json_get(meta, "DATE_DERNIERE_MODIFICATION"));
    TRY(dila_add_date(d, FIELD_DATE,
                      dila_date(json_text_at(meta, "DATE_CREATION"))));
    TRY(dila_add_text(d, "CONTENU/EXPOSE_MOTIF", "expose",
                      "Exposé des motifs"));
    TRY(add_laws(d, meta));
    TRY(add_schedule(d));
    TRY(add_levels(d, json_get(d->json, "CONTENU/ARBORESCENCE"), &titles));
    return give_text(d, "headings", "", &titles);
}
