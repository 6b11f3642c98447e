/* ingest, step 3: a body of the Assemblée nationale or about it: committee,
 * group, ministry, constituency ... (FORMATS.md 5). */
#include "an_data.h"

#include "an_question.h"

enum status
an_body(struct an_data *d)
{
    AUTO(buf) struct buf text = BUF_INIT(64 * 1024);
    static const char *const names[] = {"libelleAbrege",
                                        "libelleAbrev",
                                        "libelleEdition",
                                        "regimeJuridique",
                                        "lieu/departement/libelle",
                                        "lieu/region/libelle",
                                        "regime"};
    struct str line;
    TRY(an_data_add(d, FIELD_TITLE, "libelle"));
    TRY(an_data_add(d, FIELD_RUBRIC, "codeType"));
    TRY(an_data_add(d, FIELD_NUMBER, "numero"));
    TRY(an_data_span(d, "viMoDe/dateDebut", "viMoDe/dateFin"));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        TRY(an_data_line(&line, d, d->json, names[i]));
        if (line.len)
            buf_printf(&text, STR_FMT "\n", STR_ARG(line));
    }
    TRY(an_data_lines(d, "body", &text));
    if (str_eq(json_text_at(d->json, "codeType"), STR("GP"))) {
        TRY(an_data_add(d, FIELD_GROUP, "libelle"));
        TRY(an_data_add(d, FIELD_GROUP_SHORT, "libelleAbrev"));
    }
    TRY(an_data_link(d, "organe-parent", "organeParent"));
    TRY(an_data_link(d, "organe-precedent", "organePrecedentRef"));
    TRY(an_data_link(d, "pays", "listePays/paysRef"));
    TRY(an_data_link(d, "site", "siteInternet"));
    json_ignore(d->json); /* staff, order of precedence */
    return STATUS_OK;
}
