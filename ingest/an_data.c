/* ingest, step 3: a record of the open data of the Assemblée nationale. */
#include "an_data.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "lang.h"

struct kind {
    struct str name; /* of the record */
    struct str uid;  /* which its identifiers begin with */
    const char *kind;
    enum status (*read)(struct an_data *d);
    enum status (*anonymous)(struct an_data *d); /* without uid, if there are */
};

/* Documents have identifiers of many beginnings (PION, PRJL, RAPP ...). */
static const struct kind kinds[] = {
    {STR_INIT("amendement"), STR_INIT("AM"), "amendement", an_amendment,
     an_amendment_old},
    {STR_INIT("dossierParlementaire"), STR_INIT("DLR"), "dossier", an_dossier,
     NULL},
    {STR_INIT("document"), STR_INIT("?"), "document", an_paper, NULL},
    {STR_INIT("reunion"), STR_INIT("RU"), "reunion", an_meeting, NULL},
    {STR_INIT("scrutin"), STR_INIT("VT"), "scrutin", an_vote, NULL},
    {STR_INIT("deport"), STR_INIT("DPT"), "deport", an_recusal, NULL},
    {STR_INIT("acteur"), STR_INIT("PA"), "acteur", an_person, NULL},
    {STR_INIT("mandat"), STR_INIT("PM"), "mandat", an_mandate, NULL},
    {STR_INIT("organe"), STR_INIT("PO"), "organe", an_body, NULL},
    {STR_INIT("pays"), STR_INIT("GOP"), "organe", an_body, NULL},
    {STR_INIT("amdtsParOrdreDeDiscussion"), STR_INIT("?"), "document", NULL,
     an_agenda},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const struct kind *
kind_by_name(struct str name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (str_eq(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}

bool
an_data_is_record(struct str name)
{
    return kind_by_name(name) != NULL;
}

/* By what it holds: {"acteur": {...}}, or by its own members and uid. */
static const struct kind *
kind_of(struct json **json)
{
    const struct kind *kind;
    for (struct json *it = (*json)->first; it; it = it->next)
        if (it->type == JSON_OBJECT && (kind = kind_by_name(it->key))) {
            it->seen = true;
            *json = it;
            return kind;
        }
    struct str uid = json_text_at(*json, "uid");
    if (uid.len && json_get(*json, "denominationStructurelle"))
        return kind_by_name(STR("document"));
    for (size_t i = 0; i < KINDS; i++)
        if (str_starts(uid, kinds[i].uid) &&
            an_first_digits(str_from_offset(uid, kinds[i].uid.len)).len)
            return &kinds[i];
    return NULL;
}

enum status
an_data_line(struct str *out, struct an_data *d, struct json *node,
             const char *path)
{
    return html_line(out, json_text_at(node, path), d->arena, d->err);
}

enum status
an_data_add(struct an_data *d, enum field field, const char *path)
{
    struct json_items items = json_items(json_get(d->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(an_add_line(&d->document, field, json_text(it), d->arena, d->err));
    return STATUS_OK;
}

uint32_t
an_data_day(struct an_data *d, const char *path)
{
    uint32_t day = 0;
    struct str text = str_head(json_text_at(d->json, path), 10);
    return date_parse(text, &day) ? day : 0;
}

enum status
an_data_span(struct an_data *d, const char *from, const char *to)
{
    static const enum field fields[] = {FIELD_DATE, FIELD_DATE_START};
    for (size_t i = 0; i < 2; i++)
        TRY(document_add_date(&d->document, fields[i], an_data_day(d, from),
                              d->arena, d->err));
    return document_add_date(&d->document, FIELD_DATE_END, an_data_day(d, to),
                             d->arena, d->err);
}

enum status
an_data_link(struct an_data *d, const char *type, const char *path)
{
    struct json_items items = json_items(json_get(d->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str target = json_text(it);
        if (target.len)
            TRY(links_add_typed(&d->links, str_from(type), target, STR(""),
                                d->err));
    }
    return STATUS_OK;
}

static enum status
add_copy(struct an_data *d, const char *role, struct str text)
{
    struct str copy = arena_copy(d->arena, str_trim(text));
    if (copy.len == 0)
        return STATUS_OK;
    if (!copy.at)
        return error_no_memory(d->err);
    return document_add_text(&d->document, str_from(role), STR(""), copy,
                             d->arena, d->err);
}

enum status
an_data_html(struct an_data *d, const char *role, struct str html)
{
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    /* Some texts were escaped twice: "&amp;nbsp;". */
    TRY(html_to_text(&text, html, HTML_ENTITIES_TWICE, &d->links, d->err));
    return add_copy(d, role, buf_str(&text));
}

enum status
an_data_lines(struct an_data *d, const char *role, const struct buf *lines)
{
    TRY(buf_status(lines, d->err));
    return add_copy(d, role, buf_str(lines));
}

/* "Mme Laporte", "M. Baubry et M. Tonussi", "rapporteur". */
static enum status
add_signatories(struct an_data *d, struct str names)
{
    struct str name;
    while (names.len) {
        str_cut(names, STR(" et "), &name, &names);
        name = str_trim(name);
        if (str_starts(name, STR("et ")))
            name = str_from_offset(name, 3);
        name = an_bare_name(name);
        if (!str_starts(name, STR("rapporteur")) &&
            !str_starts(name, STR("les membres")))
            TRY(an_add(&d->document, FIELD_AUTHOR, name, d->arena, d->err));
    }
    return STATUS_OK;
}

enum status
an_data_signatories(struct an_data *d, const char *path)
{
    struct document plain = {0};
    struct str line, names;
    TRY(an_data_line(&line, d, d->json, path));
    /* A no-break space parts a civility from its name. */
    TRY(an_add(&plain, FIELD_TITLE, line, d->arena, d->err));
    line = document_first(&plain, FIELD_TITLE);
    while (line.len) {
        str_cut(line, STR(","), &names, &line);
        TRY(add_signatories(d, str_trim(names)));
    }
    return STATUS_OK;
}

void
an_data_ignore(struct json *node, const char *const *paths)
{
    for (; *paths; paths++)
        json_ignore(json_get(node, *paths));
}

static enum status
read_common(struct an_data *d, const struct kind *kind)
{
    static const char *const known[] = {
        "@xmlns",         "@xmlns:xsi",    "@xmlns:xs", "@xsi:type",
        "uid/@xmlns:xsi", "uid/@xsi:type", "chronotag", NULL};
    struct str uid = json_text_at(d->json, "uid");
    if (uid.len && !document_uid_is_valid(uid))
        return error_set(
            d->err, STATUS_FORMAT, "%s",
            TR("bad identifier (uid)", "identifiant (uid) invalide"));
    an_data_ignore(d->json, known);
    if (uid.len == 0 && !kind->anonymous)
        return error_set(d->err, STATUS_FORMAT, "%s",
                         TR("no identifier (uid)", "identifiant (uid) absent"));
    TRY(document_add(&d->document, FIELD_UID, uid, d->arena, d->err));
    TRY(document_add(&d->document, FIELD_KIND, str_from(kind->kind), d->arena,
                     d->err));
    struct str legislature = json_text_at(d->json, "legislature");
    uint64_t number;
    size_t at = str_find(uid, STR("ANR5L"));
    if (legislature.len == 0 && at != SIZE_MAX) /* RUANR5L17S2025IDC453539 */
        legislature = an_first_digits(str_from_offset(uid, at + 5));
    if (legislature.len <= 3 && str_to_u64(legislature, &number))
        TRY(an_add(&d->document, FIELD_LEGISLATURE, legislature, d->arena,
                   d->err));
    /* PIONSNR5S419B0292: a document of the Sénat. */
    bool senat = str_contains(uid, STR("SNR5"));
    return document_add(&d->document, FIELD_CHAMBER,
                        senat ? STR("senat") : STR("an"), d->arena, d->err);
}

enum status
an_data_give(struct json *json, struct str name, struct input *in,
             struct sink *sink, struct arena *arena, struct error *err)
{
    struct an_data d = {.json = json,
                        .links = {.arena = arena},
                        .in = in,
                        .sink = sink,
                        .arena = arena,
                        .err = err};
    const struct kind *kind = name.len ? kind_by_name(name) : kind_of(&d.json);
    if (!kind)
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("no known record of the open data",
                            "aucun enregistrement connu des données ouvertes"));
    TRY(read_common(&d, kind));
    bool anonymous = !document_has(&d.document, FIELD_UID);
    TRY((anonymous ? kind->anonymous : kind->read)(&d));
    TRY(links_give(&d.links, &d.document, err));
    return sink_put(sink, in, &d.document, d.url, arena, err);
}
