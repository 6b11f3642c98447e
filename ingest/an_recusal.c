/* ingest, step 3: a recusal (*déport*): a member of the Assemblée nationale
 * who stays out of a debate for a conflict of interest (FORMATS.md 5). */
#include "an_data.h"

#include "an_question.h"

enum status
an_recusal(struct an_data *d)
{
    AUTO(buf) struct buf lines = BUF_INIT(64 * 1024);
    static const char *const paths[] = {"cible/type/libelle",
                                        "instance/libelle", "lecture/libelle",
                                        "portee/libelle"};
    struct str target, line;
    TRY(an_data_line(&target, d, d->json, "cible/referenceTextuelle"));
    struct str title = arena_printf(d->arena, "Déport%s" STR_FMT,
                                    target.len ? " – " : "", STR_ARG(target));
    if (!title.at)
        return error_no_memory(d->err);
    TRY(an_add(&d->document, FIELD_TITLE, title, d->arena, d->err));
    TRY(an_data_add(d, FIELD_AUTHOR_REF, "refActeur"));
    TRY(an_data_html(d, "body", json_text_at(d->json, "explication")));
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        TRY(an_data_line(&line, d, d->json, paths[i]));
        if (line.len)
            buf_printf(&lines, STR_FMT "\n", STR_ARG(line));
    }
    TRY(an_data_lines(d, "nota", &lines));
    uint32_t day = an_data_day(d, "datePublication");
    if (day == 0)
        day = an_data_day(d, "dateCreation");
    TRY(document_add_date(&d->document, FIELD_DATE, day, d->arena, d->err));
    TRY(an_data_link(d, "cible", "cible/references"));
    json_ignore(d->json); /* codes of what was read in words */
    return STATUS_OK;
}
