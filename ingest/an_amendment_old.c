/* ingest, step 3: amendments of the Assemblée nationale before its open data:
 * one file an amendment, without identifier, and the order in which those of
 * a text are discussed (FORMATS.md 4b). */
#include "an_data.h"

#include "an_question.h"
#include "date.h"

static enum status
read_title(struct an_data *d)
{
    struct str number, where, text;
    bool sub = json_get(d->json, "numeroParent") != NULL;
    TRY(an_data_line(&number, d, d->json, "numeroLong"));
    TRY(an_data_line(&where, d, d->json, "division/divisionDesignation"));
    TRY(an_data_line(&text, d, d->json, "texte/titreCourt"));
    struct str title = arena_printf(
        d->arena, "%s n° " STR_FMT "%s" STR_FMT "%s%s" STR_FMT,
        sub ? "Sous-amendement" : "Amendement", STR_ARG(number),
        where.len ? " (" : "", STR_ARG(where), where.len ? ")" : "",
        text.len ? " – " : "", STR_ARG(text));
    if (!title.at)
        return error_no_memory(d->err);
    TRY(an_add(&d->document, FIELD_TITLE, title, d->arena, d->err));
    TRY(an_add(&d->document, FIELD_NUMBER, number, d->arena, d->err));
    return an_data_add(d, FIELD_LEGISLATURE, "texte/numeroLegislature");
}

/* "720430" is the person PA720430, the group PO730958. */
static enum status
add_ref(struct an_data *d, enum field field, const char *prefix,
        struct json *node, const char *path)
{
    struct str number = json_text_at(node, path);
    if (number.len == 0)
        return STATUS_OK;
    struct str ref =
        arena_printf(d->arena, "%s" STR_FMT, prefix, STR_ARG(number));
    return an_add(&d->document, field, ref, d->arena, d->err);
}

static enum status
add_author(struct an_data *d, struct json *person)
{
    struct str first = json_text_at(person, "prenom");
    struct str last = json_text_at(person, "nom");
    struct str name =
        arena_printf(d->arena, STR_FMT "%s" STR_FMT, STR_ARG(first),
                     first.len && last.len ? " " : "", STR_ARG(last));
    if (last.len == 0)
        name = json_text_at(person, "auteurLabel");
    TRY(an_add(&d->document, FIELD_AUTHOR, name, d->arena, d->err));
    TRY(add_ref(d, FIELD_AUTHOR_REF, "PA", person, "tribunId"));
    json_ignore(person);
    return STATUS_OK;
}

static enum status
read_authors(struct an_data *d)
{
    TRY(add_ref(d, FIELD_GROUP_REF, "PO", d->json, "auteur/groupeTribunId"));
    struct json *author = json_get(d->json, "auteur");
    if (author)
        TRY(add_author(d, author));
    else
        TRY(an_data_signatories(d, "listeDesSignataires"));
    struct json_items items =
        json_items(json_get(d->json, "cosignataires/cosignataire"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(add_author(d, it));
    return STATUS_OK;
}

static enum status
read_text_examined(struct an_data *d)
{
    struct str container[2] = {{NULL, 0}};
    TRY(an_data_line(&container[1], d, d->json, "texte/libelleDossier"));
    struct str legislature = json_text_at(d->json, "texte/numeroLegislature");
    struct str number = json_text_at(d->json, "texte/numBibard");
    if (legislature.len && number.len)
        TRY(links_add_typed(&d->links, STR("texte"), STR(""),
                            arena_printf(d->arena,
                                         "texte n° " STR_FMT " (" STR_FMT
                                         "e législature)",
                                         STR_ARG(number), STR_ARG(legislature)),
                            d->err));
    TRY(an_data_link(d, "dossier", "texte/urlDossierWeb"));
    TRY(an_data_add(d, FIELD_PATH, "missionVisee"));
    TRY(an_data_add(d, FIELD_PATH, "division/titre"));
    return document_add_parts(&d->document, FIELD_CONTAINER, container,
                              d->arena, d->err);
}

static enum status
read_texts(struct an_data *d)
{
    TRY(an_data_html(d, "dispositif", json_text_at(d->json, "dispositif")));
    TRY(an_data_html(d, "expose", json_text_at(d->json, "exposeSommaire")));
    return an_data_html(d, "expose",
                        json_text_at(d->json, "annexeExposeSommaire"));
}

/* The page of an amendment is its PDF's, under another ending. */
static enum status
read_url(struct an_data *d)
{
    struct str pdf = json_text_at(d->json, "urlPDF");
    if (!str_starts(pdf, STR("/")) || !str_ends(pdf, STR(".pdf")))
        return STATUS_OK;
    d->url = arena_printf(d->arena,
                          "https://www.assemblee-nationale.fr" STR_FMT ".asp",
                          STR_ARG(str_head(pdf, pdf.len - 4)));
    return d->url.at ? STATUS_OK : error_no_memory(d->err);
}

enum status
an_amendment_old(struct an_data *d)
{
    uint32_t day = an_data_day(d, "datePublication");
    TRY(read_title(d));
    TRY(read_authors(d));
    TRY(read_text_examined(d));
    TRY(read_texts(d));
    TRY(read_url(d));
    TRY(an_data_add(d, FIELD_STATUS, "etat"));
    TRY(an_data_add(d, FIELD_OUTCOME, "sortEnSeance"));
    if (day == 0)
        day = an_data_day(d, "dateDepot");
    TRY(document_add_date(&d->document, FIELD_DATE, day, d->arena, d->err));
    struct str law[2] = {json_text_at(d->json, "refCodeLoi"),
                         json_text_at(d->json, "codeLoi")};
    if (law[0].len + law[1].len)
        TRY(links_add_typed(&d->links, STR("loi"), STR(""),
                            arena_printf(d->arena, STR_FMT "%s" STR_FMT,
                                         STR_ARG(law[0]), law[0].len ? " " : "",
                                         STR_ARG(law[1])),
                            d->err));
    /* How it is printed, counted and put in order. */
    json_ignore(d->json);
    return STATUS_OK;
}

enum status
an_agenda(struct an_data *d)
{
    AUTO(buf) struct buf lines = BUF_INIT(INPUT_TEXT_MAX);
    struct str title = json_text_at(d->json, "@titre");
    struct str type = json_text_at(d->json, "@type");
    title = arena_printf(d->arena,
                         "Ordre de discussion des amendements – " STR_FMT
                         " " STR_FMT " (n° " STR_FMT ")",
                         STR_ARG(type), STR_ARG(title),
                         STR_ARG(json_text_at(d->json, "@bibard")));
    TRY(an_add_line(&d->document, FIELD_TITLE, title, d->arena, d->err));
    TRY(an_data_add(d, FIELD_LEGISLATURE, "@legislature"));
    struct json_items items =
        json_items(json_get(d->json, "amendements/amendement"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        buf_printf(&lines,
                   STR_FMT " | n° " STR_FMT " | " STR_FMT " | " STR_FMT
                           " | " STR_FMT "\n",
                   STR_ARG(json_text_at(it, "@place")),
                   STR_ARG(json_text_at(it, "@numero")),
                   STR_ARG(json_text_at(it, "@auteurLabelFull")),
                   STR_ARG(json_text_at(it, "@auteurGroupe")),
                   STR_ARG(json_text_at(it, "@sort")));
    json_ignore(d->json);
    return an_data_lines(d, "body", &lines);
}
