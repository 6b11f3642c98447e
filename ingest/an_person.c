/* ingest, step 3: persons of the Assemblée nationale and their mandates
 * (FORMATS.md 5). */
#include "an_data.h"

#include "an_question.h"

#include <string.h>

/* "Yonne (1re circonscription)", as pages write it; the place alone when it
 * has no number. */
static enum status
add_constituency(struct an_data *d, struct json *place)
{
    struct str name, number = json_text_at(place, "numCirco");
    TRY(an_data_line(&name, d, place, "departement"));
    if (name.len == 0)
        return STATUS_OK;
    if (number.len && !str_eq(number, STR("0")))
        name = arena_printf(
            d->arena, STR_FMT " (" STR_FMT "%s circonscription)", STR_ARG(name),
            STR_ARG(number), str_eq(number, STR("1")) ? "re" : "e");
    return an_add(&d->document, FIELD_CONSTITUENCY, name, d->arena, d->err);
}

enum status
an_mandate(struct an_data *d)
{
    struct str quality, label, first, title;
    TRY(an_data_line(&quality, d, d->json, "infosQualite/libQualiteSex"));
    if (quality.len == 0)
        TRY(an_data_line(&quality, d, d->json, "infosQualite/libQualite"));
    TRY(an_data_line(&label, d, d->json, "libelle"));
    TRY(an_data_line(&first, d, d->json, "typeOrgane"));
    title =
        arena_printf(d->arena, "Mandat – " STR_FMT " – " STR_FMT "%s" STR_FMT,
                     STR_ARG(first), STR_ARG(quality), label.len ? " – " : "",
                     STR_ARG(label));
    if (!title.at)
        return error_no_memory(d->err);
    TRY(an_add(&d->document, FIELD_TITLE, title, d->arena, d->err));
    TRY(an_data_add(d, FIELD_AUTHOR_REF, "acteurRef"));
    TRY(an_data_add(d, FIELD_RUBRIC, "typeOrgane"));
    if (str_eq(first, STR("GP")))
        TRY(an_data_add(d, FIELD_GROUP_REF, "organes/organeRef"));
    else
        TRY(an_data_link(d, "organe", "organes/organeRef"));
    TRY(add_constituency(d, json_get(d->json, "election/lieu")));
    TRY(an_data_span(d, "dateDebut", "dateFin"));
    TRY(an_data_link(d, "circonscription", "election/refCirconscription"));
    TRY(an_data_link(d, "suppleant", "suppleants/suppleant/suppleantRef"));
    TRY(an_data_link(d, "remplace", "mandature/mandatRemplaceRef"));
    json_ignore(d->json); /* precedence, seats, staff */
    return STATUS_OK;
}

/* The mandates of a person stand in its record, in the whole dump; each is a
 * document.  The one held now in the Assembly says the constituency, the one
 * in a political group the group. */
static enum status
read_mandates(struct an_data *d)
{
    struct json_items items = json_items(json_get(d->json, "mandats/mandat"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str type = json_text_at(it, "typeOrgane");
        bool over = json_text_at(it, "dateFin").len > 0;
        if (str_eq(type, STR("GP")) && !over)
            TRY(an_add(&d->document, FIELD_GROUP_REF,
                       json_text_at(it, "organes/organeRef"), d->arena,
                       d->err));
        if (str_eq(type, STR("ASSEMBLEE")) &&
            (!over || !document_has(&d->document, FIELD_CONSTITUENCY)))
            TRY(add_constituency(d, json_get(it, "election/lieu")));
        TRY(an_data_give(it, STR("mandat"), d->in, d->sink, d->arena, d->err));
        json_ignore(it);
    }
    return STATUS_OK;
}

static enum status
read_life(struct an_data *d)
{
    AUTO(buf) struct buf text = BUF_INIT(64 * 1024);
    static const struct {
        const char *label, *path;
    } lines[] = {
        {"Profession", "profession/libelleCourant"},
        {"Catégorie", "profession/socProcINSEE/catSocPro"},
        {"Famille", "profession/socProcINSEE/famSocPro"},
        {"Né(e) le", "etatCivil/infoNaissance/dateNais"},
        {"Né(e) à", "etatCivil/infoNaissance/villeNais"},
        {"Département de naissance", "etatCivil/infoNaissance/depNais"},
        {"Pays de naissance", "etatCivil/infoNaissance/paysNais"},
        {"Trigramme", "etatCivil/ident/trigramme"}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct str value;
        TRY(an_data_line(&value, d, d->json, lines[i].path));
        if (value.len)
            buf_printf(&text, "%s : " STR_FMT "\n", lines[i].label,
                       STR_ARG(value));
    }
    return an_data_lines(d, "body", &text);
}

/* Electronic addresses, as published; not where somebody lives or works. */
static enum status
read_addresses(struct an_data *d)
{
    struct json_items items = json_items(json_get(d->json, "adresses/adresse"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str value = json_text_at(it, "valElec");
        if (value.len)
            TRY(links_add_typed(&d->links, STR("adresse"), value,
                                json_text_at(it, "typeLibelle"), d->err));
        json_ignore(it);
    }
    return an_data_link(d, "hatvp", "uri_hatvp");
}

enum status
an_person(struct an_data *d)
{
    struct str first, last;
    TRY(an_data_line(&first, d, d->json, "etatCivil/ident/prenom"));
    TRY(an_data_line(&last, d, d->json, "etatCivil/ident/nom"));
    struct str name =
        arena_printf(d->arena, STR_FMT "%s" STR_FMT, STR_ARG(first),
                     first.len ? " " : "", STR_ARG(last));
    if (!name.at)
        return error_no_memory(d->err);
    TRY(an_add(&d->document, FIELD_TITLE, name, d->arena, d->err));
    TRY(an_add(&d->document, FIELD_AUTHOR, name, d->arena, d->err));
    TRY(read_life(d));
    TRY(read_addresses(d));
    TRY(read_mandates(d));
    json_ignore(d->json); /* civility, sorting key, codes */
    d->url = arena_printf(
        d->arena, "https://www.assemblee-nationale.fr/dyn/deputes/" STR_FMT,
        STR_ARG(document_first(&d->document, FIELD_UID)));
    return d->url.at ? STATUS_OK : error_no_memory(d->err);
}
