/* ingest, step 3: a meeting of the Assemblée nationale: a sitting, a
 * committee (FORMATS.md 5). */
#include "an_data.h"

#include "an_question.h"
#include "date.h"
#include "html.h"

/* The points of the agenda, once each. */
static enum status
add_agenda(struct an_data *d, struct buf *lines)
{
    static const char *const paths[] = {"ODJ/resumeODJ/item",
                                        "ODJ/convocationODJ/item"};
    for (size_t i = 0; i < 2 && lines->len == 0; i++) {
        struct json_items items = json_items(json_get(d->json, paths[i]));
        for (struct json *it; (it = json_each(&items)) != NULL;) {
            struct str point;
            TRY(html_line(&point, json_text(it), d->arena, d->err));
            buf_add(lines, point);
            buf_add_char(lines, '\n');
        }
    }
    return STATUS_OK;
}

static enum status
add_points(struct an_data *d, struct buf *lines)
{
    struct json_items items =
        json_items(json_get(d->json, "ODJ/pointsODJ/pointODJ"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str what, state = json_text_at(it, "cycleDeVie/etat");
        TRY(an_data_line(&what, d, it, "objet"));
        if (what.len && !str_contains(buf_str(lines), what)) {
            buf_add(lines, what);
            if (state.len && !str_eq(state, STR("Confirmé")))
                buf_printf(lines, " (" STR_FMT ")", STR_ARG(state));
            buf_add_char(lines, '\n');
        }
        struct json_items refs =
            json_items(json_get(it, "dossiersLegislatifsRefs/dossierRef"));
        for (struct json *ref; (ref = json_each(&refs)) != NULL;)
            TRY(an_add(&d->document, FIELD_DOSSIER_REF, json_text(ref),
                       d->arena, d->err));
        json_ignore(it);
    }
    return STATUS_OK;
}

/* "Réunion du 22 octobre 2024 – Suite de l’examen ...": the first point says
 * what it is about. */
static enum status
read_title(struct an_data *d, struct str points, uint32_t day)
{
    enum { TITLE_POINT_MAX = 200 };
    char date[DATE_FRENCH_BYTES];
    struct str first, which;
    bool sitting =
        str_contains(document_first(&d->document, FIELD_UID), STR("IDS"));
    str_cut(points, STR("\n"), &first, &points);
    TRY(an_data_line(&which, d, d->json, "identifiants/quantieme"));
    date_to_french(date, day);
    struct str title = arena_printf(
        d->arena, STR_FMT "%s%s du %s%s" STR_FMT, STR_ARG(which),
        which.len ? " " : "",
        which.len ? "séance" : (sitting ? "Séance" : "Réunion"), date,
        first.len && first.len <= TITLE_POINT_MAX ? " – " : "",
        STR_ARG(first.len <= TITLE_POINT_MAX ? first : STR("")));
    if (!title.at)
        return error_no_memory(d->err);
    return an_add(&d->document, FIELD_TITLE, title, d->arena, d->err);
}

/* Who was there. */
static enum status
read_people(struct an_data *d)
{
    struct json_items items = json_items(json_get(
        d->json, "participants/participantsInternes/participantInterne"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(links_add_typed(&d->links, STR("participant"),
                            json_text_at(it, "acteurRef"),
                            json_text_at(it, "presence"), d->err));
    return STATUS_OK;
}

enum status
an_meeting(struct an_data *d)
{
    AUTO(buf) struct buf lines = BUF_INIT(4 << 20);
    struct str container[] = {json_text_at(d->json, "organeReuniRef"),
                              {NULL, 0}};
    uint32_t day = an_data_day(d, "timeStampDebut");
    if (day == 0)
        day = an_data_day(d, "identifiants/DateSeance");
    TRY(add_agenda(d, &lines));
    TRY(add_points(d, &lines));
    TRY(buf_status(&lines, d->err));
    TRY(read_title(d, arena_copy(d->arena, buf_str(&lines)), day));
    TRY(an_data_lines(d, "body", &lines));
    TRY(document_add_date(&d->document, FIELD_DATE, day, d->arena, d->err));
    TRY(an_data_add(d, FIELD_STATUS, "cycleDeVie/etat"));
    TRY(an_data_add(d, FIELD_NUMBER, "identifiants/numSeanceJO"));
    TRY(document_add_parts(&d->document, FIELD_CONTAINER, container, d->arena,
                           d->err));
    TRY(an_data_link(d, "organe", "organeReuniRef"));
    TRY(an_data_link(d, "compte-rendu", "compteRenduRef"));
    struct str place;
    TRY(an_data_line(&place, d, d->json, "lieu/libelleLong"));
    if (place.len)
        TRY(links_add_typed(&d->links, STR("lieu"),
                            json_text_at(d->json, "lieu/lieuRef"), place,
                            d->err));
    TRY(read_people(d));
    json_ignore(d->json); /* whether filmed, open to the press ... */
    return STATUS_OK;
}
