/* ingest, step 3: a recorded vote of the Assemblée nationale; what was voted
 * on and how it ended, not each vote (FORMATS.md 5). */
#include "an_data.h"

#include "an_question.h"

/* A table of the groups: what most of them chose, and the counts. */
static void
add_groups(struct an_data *d, struct buf *out)
{
    struct json_items items =
        json_items(json_get(d->json, "ventilationVotes/organe/groupes/groupe"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct json *count = json_get(it, "vote/decompteVoix");
        buf_printf(out,
                   STR_FMT " | " STR_FMT " | pour " STR_FMT " | contre " STR_FMT
                           " | abstentions " STR_FMT "\n",
                   STR_ARG(json_text_at(it, "organeRef")),
                   STR_ARG(json_text_at(it, "vote/positionMajoritaire")),
                   STR_ARG(json_text_at(count, "pour")),
                   STR_ARG(json_text_at(count, "contre")),
                   STR_ARG(json_text_at(count, "abstentions")));
    }
}

/* "Votants : 135, suffrages exprimés : 125, ..." */
static void
add_count(struct buf *text, const char *what, struct str number)
{
    bool first = text->len == 0 || text->at[text->len - 1] == '\n';
    if (number.len)
        buf_printf(text, "%s%s : " STR_FMT, first ? "" : ", ", what,
                   STR_ARG(number));
}

static enum status
read_counts(struct an_data *d)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    struct str kind, asked;
    TRY(an_data_line(&kind, d, d->json, "typeVote/libelleTypeVote"));
    TRY(an_data_line(&asked, d, d->json, "demandeur/texte"));
    struct json *count = json_get(d->json, "syntheseVote/decompte");
    if (kind.len)
        buf_printf(&text, "Type de vote : " STR_FMT "\n", STR_ARG(kind));
    if (asked.len)
        buf_printf(&text, "Demandé par : " STR_FMT "\n", STR_ARG(asked));
    add_count(&text, "Votants",
              json_text_at(d->json, "syntheseVote/"
                                    "nombreVotants"));
    add_count(&text, "suffrages exprimés",
              json_text_at(d->json, "syntheseVote/suffragesExprimes"));
    add_count(&text, "pour", json_text_at(count, "pour"));
    add_count(&text, "contre", json_text_at(count, "contre"));
    add_count(&text, "abstentions", json_text_at(count, "abstentions"));
    buf_add(&text,
            text.len && text.at[text.len - 1] != '\n' ? STR("\n") : STR(""));
    add_groups(d, &text);
    return an_data_lines(d, "body", &text);
}

enum status
an_vote(struct an_data *d)
{
    struct str what, number = json_text_at(d->json, "numero");
    TRY(an_data_line(&what, d, d->json, "titre"));
    if (what.len == 0)
        TRY(an_data_line(&what, d, d->json, "objet/libelle"));
    struct str title =
        arena_printf(d->arena, "Scrutin n° " STR_FMT "%s" STR_FMT,
                     STR_ARG(number), what.len ? " – " : "", STR_ARG(what));
    if (!title.at)
        return error_no_memory(d->err);
    TRY(an_add(&d->document, FIELD_TITLE, title, d->arena, d->err));
    TRY(an_add(&d->document, FIELD_NUMBER, number, d->arena, d->err));
    TRY(an_data_add(d, FIELD_RUBRIC, "typeVote/libelleTypeVote"));
    TRY(an_data_add(d, FIELD_OUTCOME, "sort/code"));
    TRY(document_add_date(&d->document, FIELD_DATE,
                          an_data_day(d, "dateScrutin"), d->arena, d->err));
    TRY(read_counts(d));
    TRY(an_data_add(d, FIELD_DOSSIER_REF,
                    "objet/dossierLegislatif/dossierRef"));
    TRY(an_data_link(d, "seance", "seanceRef"));
    TRY(an_data_link(d, "organe", "organeRef"));
    json_ignore(d->json); /* each vote, its corrections */
    d->url = arena_printf(
        d->arena,
        "https://www.assemblee-nationale.fr/dyn/" STR_FMT "/scrutins/" STR_FMT,
        STR_ARG(document_first(&d->document, FIELD_LEGISLATURE)),
        STR_ARG(number));
    return d->url.at ? STATUS_OK : error_no_memory(d->err);
}
