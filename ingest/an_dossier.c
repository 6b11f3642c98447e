/* ingest, step 3: a legislative file of the Assemblée nationale: the steps of
 * a text between the two chambers, the *navette* (FORMATS.md 6). */
#include "an_data.h"

#include "an_question.h"
#include "date.h"

/* What the steps say, gathered on the way down. */
struct navette {
    struct an_data *d;
    struct buf lines;
    uint32_t first, last;
    struct str state;   /* the latest step */
    struct str outcome; /* the latest conclusion */
    struct str law;     /* number of the promulgated act */
};

static uint32_t
day_at(struct json *node, const char *path)
{
    uint32_t day = 0;
    return date_parse(str_head(json_text_at(node, path), 10), &day) ? day : 0;
}

static enum status
add_links(struct navette *n, struct json *act)
{
    static const struct {
        const char *type, *path;
    } links[] = {{"texte", "texteAssocie"},
                 {"texte", "texteAdopte"},
                 {"texte", "texteLoiRef"},
                 {"texte", "textesAssocies/texteAssocie/refTexteAssocie"},
                 {"seance", "reunionRef"},
                 {"scrutin", "voteRefs/voteRef"},
                 {"rapporteur", "rapporteurs/rapporteur/acteurRef"},
                 {"page", "urlConclusion"},
                 {"legifrance", "infoJO/urlLegifrance"},
                 {"legifrance", "urlEcheancierLoi"}};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        struct json_items items = json_items(json_get(act, links[i].path));
        for (struct json *it; (it = json_each(&items)) != NULL;)
            if (json_text(it).len)
                TRY(links_add_typed(&n->d->links, str_from(links[i].type),
                                    json_text(it), STR(""), n->d->err));
    }
    return STATUS_OK;
}

/* "2024-04-15 – Promulgation de la loi – loi n° 2024-344 visant à ..." */
static enum status
add_line(struct navette *n, struct json *act, uint32_t day)
{
    struct str name, end, law;
    char iso[DATE_ISO_BYTES];
    TRY(an_data_line(&name, n->d, act, "libelleActe/nomCanonique"));
    if (name.len == 0)
        TRY(an_data_line(&name, n->d, act, "libelleActe/libelleCourt"));
    TRY(an_data_line(&end, n->d, act, "statutConclusion/libelle"));
    TRY(an_data_line(&law, n->d, act, "titreLoi"));
    struct str number = json_text_at(act, "codeLoi");
    if (day == 0 && end.len + law.len + number.len == 0)
        return STATUS_OK; /* a stage: its steps follow */
    if (day) {
        date_to_iso(iso, day);
        buf_printf(&n->lines, "%s – ", iso);
    }
    buf_add(&n->lines, name);
    if (number.len)
        buf_printf(&n->lines, " – loi n° " STR_FMT " " STR_FMT, STR_ARG(number),
                   STR_ARG(law));
    if (end.len)
        buf_printf(&n->lines, " – " STR_FMT, STR_ARG(end));
    buf_add_char(&n->lines, '\n');
    if (day >= n->last && name.len) {
        n->last = day;
        n->state = name;
    }
    if (end.len)
        n->outcome = end;
    if (number.len)
        n->law = number;
    return STATUS_OK;
}

/* Trees are as deep as their reader allows: recursion is safe. */
static enum status
add_act(struct navette *n, struct json *act)
{
    uint32_t day = day_at(act, "dateActe");
    if (day && (n->first == 0 || day < n->first))
        n->first = day;
    TRY(add_line(n, act, day));
    TRY(add_links(n, act));
    TRY(an_add(&n->d->document, FIELD_NOR,
               json_text_at(act, "infoJO/referenceNOR"), n->d->arena,
               n->d->err));
    struct json_items items =
        json_items(json_get(act, "actesLegislatifs/acteLegislatif"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(add_act(n, it));
    return STATUS_OK;
}

static enum status
read_steps(struct an_data *d)
{
    struct navette n = {.d = d, .lines = BUF_INIT(4 << 20)};
    struct json_items items =
        json_items(json_get(d->json, "actesLegislatifs/acteLegislatif"));
    enum status status = STATUS_OK;
    for (struct json *it; status == STATUS_OK && (it = json_each(&items));)
        status = add_act(&n, it);
    if (status == STATUS_OK)
        status = an_data_lines(d, "body", &n.lines);
    buf_release(&n.lines);
    TRY(status);
    TRY(an_add(&d->document, FIELD_STATUS, n.state, d->arena, d->err));
    TRY(an_add(&d->document, FIELD_OUTCOME, n.outcome, d->arena, d->err));
    TRY(an_add(&d->document, FIELD_NUMBER, n.law, d->arena, d->err));
    return document_add_date(&d->document, FIELD_DATE, n.first, d->arena,
                             d->err);
}

/* The page is named by the way of the title, which may be the uid. */
static enum status
read_urls(struct an_data *d)
{
    struct str name = json_text_at(d->json, "titreDossier/titreChemin");
    struct str legislature = document_first(&d->document, FIELD_LEGISLATURE);
    if (name.len && legislature.len) {
        d->url = arena_printf(d->arena,
                              "https://www.assemblee-nationale.fr/dyn/" STR_FMT
                              "/dossiers/" STR_FMT,
                              STR_ARG(legislature), STR_ARG(name));
        if (!d->url.at)
            return error_no_memory(d->err);
    }
    return an_data_link(d, "senat", "titreDossier/senatChemin");
}

enum status
an_dossier(struct an_data *d)
{
    TRY(an_data_add(d, FIELD_TITLE, "titreDossier/titre"));
    TRY(an_data_add(d, FIELD_RUBRIC, "procedureParlementaire/libelle"));
    struct json_items items =
        json_items(json_get(d->json, "initiateur/acteurs/acteur"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        TRY(an_add(&d->document, FIELD_AUTHOR_REF,
                   json_text_at(it, "acteurRef"), d->arena, d->err));
        TRY(an_add(&d->document, FIELD_MANDATE_REF,
                   json_text_at(it, "mandatRef"), d->arena, d->err));
    }
    TRY(an_data_link(d, "organe", "initiateur/organes/organe/organeRef/uid"));
    TRY(read_steps(d));
    TRY(read_urls(d));
    TRY(an_data_link(d, "dossier", "fusionDossier/dossierAbsorbantRef"));
    /* Parts of the steps that say nothing to a reader: codes, order, who
     * studies which part of a budget. */
    json_ignore(d->json);
    return STATUS_OK;
}
