/* ingest, step 3: a document of the Assemblée nationale or the Sénat as the
 * open data knows it: bill, report, opinion; its data without its text
 * (FORMATS.md 6). */
#include "an_data.h"

#include "an_question.h"
#include "date.h"

static enum status
read_people(struct an_data *d)
{
    static const char *const lists[] = {"auteurs/auteur",
                                        "coSignataires/coSignataire"};
    for (size_t i = 0; i < 2; i++) {
        struct json_items items = json_items(json_get(d->json, lists[i]));
        for (struct json *it; (it = json_each(&items)) != NULL;) {
            TRY(an_add(&d->document, FIELD_AUTHOR_REF,
                       json_text_at(it, "acteur/acteurRef"), d->arena, d->err));
            struct str body = json_text_at(it, "organe/organeRef");
            if (body.len)
                TRY(links_add_typed(&d->links, STR("organe"), body, STR(""),
                                    d->err));
            json_ignore(it);
        }
    }
    return an_data_link(d, "organe", "organesReferents/organeRef");
}

static enum status
read_dates(struct an_data *d)
{
    static const char *const paths[] = {"cycleDeVie/chrono/datePublication",
                                        "cycleDeVie/chrono/dateDepot",
                                        "cycleDeVie/chrono/dateCreation",
                                        "cycleDeVie/chrono/datePublicationWeb"};
    uint32_t day = 0;
    for (size_t i = 0; day == 0 && i < sizeof paths / sizeof paths[0]; i++)
        day = an_data_day(d, paths[i]);
    return document_add_date(&d->document, FIELD_DATE, day, d->arena, d->err);
}

/* "Rapport n° 4196 sur la proposition de loi ...": all the words there are. */
static enum status
read_summary(struct an_data *d)
{
    AUTO(buf) struct buf line = BUF_INIT(64 * 1024);
    struct str name, formula;
    struct str number = json_text_at(d->json, "notice/numNotice");
    TRY(an_data_line(&name, d, d->json, "denominationStructurelle"));
    TRY(an_data_line(&formula, d, d->json, "notice/formule"));
    buf_add(&line, name);
    if (number.len)
        buf_printf(&line, " n° " STR_FMT, STR_ARG(number));
    if (formula.len)
        buf_printf(&line, "%s" STR_FMT, formula.at[0] == ',' ? "" : " ",
                   STR_ARG(formula));
    TRY(an_data_lines(d, "summary", &line));
    return an_data_add(d, FIELD_NUMBER, "notice/numNotice");
}

/* Parts of a report that have an identifier of their own. */
static enum status
give_divisions(struct an_data *d)
{
    struct json_items items =
        json_items(json_get(d->json, "divisions/division"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        TRY(an_data_give(it, STR("document"), d->in, d->sink, d->arena,
                         d->err));
        json_ignore(it);
    }
    return STATUS_OK;
}

/* A division's own identifier continues its document's:
 * RAPPANR5L15B4196-COMPA. */
static enum status
read_container(struct an_data *d)
{
    struct str container[] = {document_first(&d->document, FIELD_UID),
                              {NULL, 0}};
    size_t dash = str_find_char(container[0], '-');
    if (dash == SIZE_MAX)
        return STATUS_OK;
    container[0] = str_head(container[0], dash);
    return document_add_parts(&d->document, FIELD_CONTAINER, container,
                              d->arena, d->err);
}

enum status
an_paper(struct an_data *d)
{
    struct str brief, title;
    TRY(an_data_add(d, FIELD_TITLE, "titres/titrePrincipal"));
    TRY(an_data_line(&brief, d, d->json, "titres/titrePrincipalCourt"));
    title = document_first(&d->document, FIELD_TITLE);
    if (brief.len && !str_contains(title, brief))
        TRY(an_add(&d->document, FIELD_PATH, brief, d->arena, d->err));
    TRY(an_data_add(d, FIELD_RUBRIC, "classification/type/libelle"));
    TRY(an_data_add(d, FIELD_RUBRIC, "classification/sousType/libelle"));
    TRY(an_data_add(d, FIELD_RUBRIC, "indexation/themes/theme/libelleTheme"));
    TRY(an_data_add(d, FIELD_STATUS, "provenance"));
    TRY(an_data_add(d, FIELD_OUTCOME, "classification/statutAdoption"));
    TRY(an_data_add(d, FIELD_DOSSIER_REF, "dossierRef"));
    TRY(read_people(d));
    TRY(read_dates(d));
    TRY(read_summary(d));
    TRY(read_container(d));
    TRY(give_divisions(d));
    json_ignore(d->json); /* how it is printed */
    struct str legislature = document_first(&d->document, FIELD_LEGISLATURE);
    struct str uid = document_first(&d->document, FIELD_UID);
    if (legislature.len && str_contains(uid, STR("ANR5")))
        d->url = arena_printf(d->arena,
                              "https://www.assemblee-nationale.fr/dyn/" STR_FMT
                              "/textes/" STR_FMT,
                              STR_ARG(legislature), STR_ARG(uid));
    return STATUS_OK;
}
