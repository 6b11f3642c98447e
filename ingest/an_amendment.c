/* ingest, step 3: an amendment of the Assemblée nationale (FORMATS.md 4 and
 * 4b). */
#include "an_data.h"

#include "an_question.h"
#include "date.h"
#include "html.h"

/* "APRÈS L'ARTICLE 2, insérer l'article suivant:" -> "APRÈS L'ARTICLE 2" */
static struct str
without_tail(struct str designation)
{
    size_t comma = str_find(designation, STR(", insérer"));
    return str_trim(str_head(designation, comma));
}

/* Is there anything at path: no null, "", nil object or list of such? */
static bool
says(struct json *json, const char *path)
{
    struct json_items items = json_items(json_get(json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        if (json_text(it).len || it->count)
            return true;
    return false;
}

static enum status
read_title(struct an_data *d)
{
    struct str number, where;
    bool sub = says(d->json, "amendementParentRef") ||
               says(d->json, "amendementParent");
    TRY(an_data_line(&number, d, d->json, "identification/numeroLong"));
    if (number.len == 0)
        TRY(an_data_line(&number, d, d->json, "numeroLong"));
    TRY(an_data_line(&where, d, d->json,
                     "pointeurFragmentTexte/division/articleDesignation"));
    if (where.len == 0)
        TRY(an_data_line(&where, d, d->json,
                         "pointeurFragmentTexte/division/divisionRattachee"));
    where = without_tail(where);
    struct str title = arena_printf(
        d->arena, "%s n° " STR_FMT "%s" STR_FMT "%s",
        sub ? "Sous-amendement" : "Amendement", STR_ARG(number),
        where.len ? " (" : "", STR_ARG(where), where.len ? ")" : "");
    if (!title.at)
        return error_no_memory(d->err);
    TRY(an_add(&d->document, FIELD_TITLE, title, d->arena, d->err));
    return an_add(&d->document, FIELD_NUMBER, number, d->arena, d->err);
}

/* "Mme Laporte,  M. Amblard et M. Barthès": names only, the references tell
 * who they are. */
static enum status
read_signatories(struct an_data *d)
{
    TRY(an_data_signatories(d, "signataires/libelle"));
    TRY(an_data_signatories(d, "signataires/texteAffichable"));
    TRY(an_data_add(d, FIELD_AUTHOR_REF, "signataires/auteur/acteurRef"));
    TRY(an_data_add(d, FIELD_AUTHOR_REF,
                    "signataires/cosignataires/acteurRef"));
    TRY(an_data_add(d, FIELD_GROUP_REF,
                    "signataires/auteur/groupePolitiqueRef"));
    TRY(an_data_link(d, "rapporteur",
                     "signataires/auteur/auteurRapporteurOrganeRef"));
    TRY(an_data_link(d, "gouvernement", "signataires/auteur/gouvernementRef"));
    struct str suffix;
    TRY(an_data_line(&suffix, d, d->json, "signataires/suffixe"));
    if (suffix.len)
        TRY(links_add_typed(&d->links, STR("signataires"), STR(""), suffix,
                            d->err));
    return STATUS_OK;
}

/* Article, then alinéa; the mission of a budget amendment. */
static enum status
read_place(struct an_data *d)
{
    static const char *const known[] = {
        "pointeurFragmentTexte/division",
        "pointeurFragmentTexte/missionVisee",
        "pointeurFragmentTexte/amendementStandard",
        "pointeurFragmentTexte/partieAmendableRef",
        "pointeurFragmentTexte/alinea",
        NULL};
    struct str container[] = {json_text_at(d->json, "texteLegislatifRef"),
                              {NULL, 0}};
    if (container[0].len == 0)
        container[0] =
            json_text_at(d->json, "identifiant/saisine/refTexteLegislatif");
    TRY(an_data_add(d, FIELD_PATH,
                    "pointeurFragmentTexte/missionVisee/libelleMission"));
    TRY(an_data_add(d, FIELD_PATH, "pointeurFragmentTexte/division/titre"));
    TRY(an_data_add(
        d, FIELD_PATH,
        "pointeurFragmentTexte/amendementStandard/alinea/alineaDesignation"));
    TRY(an_data_add(d, FIELD_PATH,
                    "pointeurFragmentTexte/alinea/alineaDesignation"));
    struct str text = json_text_at(
        d->json, "pointeurFragmentTexte/division/urlDivisionTexteVise");
    if (str_starts(text, STR("/"))) {
        struct str url =
            arena_printf(d->arena, "https://www.assemblee-nationale.fr" STR_FMT,
                         STR_ARG(text));
        TRY(links_add_typed(&d->links, STR("division"), url, STR(""), d->err));
    }
    an_data_ignore(d->json, known);
    return document_add_parts(&d->document, FIELD_CONTAINER, container,
                              d->arena, d->err);
}

/* ".../DLR5L17N50476/PNREANR5L17BTC0627/AMANR....json": only the folder of
 * the dump names the legislative file. */
static enum status
read_dossier(struct an_data *d)
{
    struct str places[] = {d->in->member, d->in->source};
    for (size_t i = 0; i < 2; i++) {
        size_t at = str_rfind(places[i], STR("DLR5L"));
        struct str name =
            at == SIZE_MAX ? STR("") : str_from_offset(places[i], at);
        name = str_head(name, str_find_char(name, '/'));
        if (name.len && name.len <= 20 && document_uid_is_valid(name))
            return an_add(&d->document, FIELD_DOSSIER_REF, name, d->arena,
                          d->err);
    }
    return STATUS_OK;
}

/* What becomes of it: the vote; else withdrawn, or inadmissible and why. */
static enum status
read_outcome(struct an_data *d)
{
    struct str state, reason, outcome;
    TRY(an_data_line(&state, d, d->json,
                     "cycleDeVie/etatDesTraitements/etat/libelle"));
    TRY(an_data_line(&reason, d, d->json,
                     "cycleDeVie/etatDesTraitements/sousEtat/libelle"));
    TRY(an_data_line(&outcome, d, d->json, "cycleDeVie/sort"));
    if (outcome.len == 0)
        outcome = json_text_at(d->json, "cycleDeVie/sort/sortEnSeance");
    if (outcome.len == 0)
        outcome = json_text_at(d->json, "sort/sortEnSeance");
    if (state.len == 0)
        TRY(an_data_line(&state, d, d->json, "etat"));
    if (outcome.len == 0 && (str_starts(state, STR("Irrecevable")) ||
                             str_starts(state, STR("Retiré"))))
        outcome = str_starts(state, STR("Retiré")) ? STR("Retiré")
                                                   : STR("Irrecevable");
    if (str_eq(outcome, STR("Irrecevable")) && reason.len > 1)
        TRY(links_add_typed(&d->links, STR("irrecevabilite"), STR(""), reason,
                            d->err));
    TRY(an_add(&d->document, FIELD_STATUS, state, d->arena, d->err));
    return an_add(&d->document, FIELD_OUTCOME, outcome, d->arena, d->err);
}

static enum status
read_dates(struct an_data *d)
{
    static const char *const paths[] = {"cycleDeVie/datePublication",
                                        "cycleDeVie/dateDepot",
                                        "dateDistribution", "dateDepot"};
    uint32_t day = 0;
    for (size_t i = 0; day == 0 && i < sizeof paths / sizeof paths[0]; i++)
        day = an_data_day(d, paths[i]);
    return document_add_date(&d->document, FIELD_DATE, day, d->arena, d->err);
}

/* The credits of a budget amendment, a programme a line; those of an amending
 * budget name what is added and what is cancelled. */
static void
add_programmes(struct buf *out, struct json *list)
{
    static const char *const columns[] = {
        "autorisationEngagement",
        "creditPaiement",
        "autorisationEngagementSupplementaire",
        "autorisationEngagementAnnule",
        "creditPaiementSupplementaire",
        "creditPaiementAnnule"};
    struct json_items items = json_items(list);
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        buf_add(out, json_text_at(it, "libelle"));
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
            if (json_get(it, columns[i]))
                buf_printf(out, " | " STR_FMT,
                           STR_ARG(json_text_at(it, columns[i])));
        buf_add_char(out, '\n');
        add_programmes(out, json_get(it, "lignesCredits/ligneCredit"));
    }
}

static enum status
add_credits(struct an_data *d, struct json *credits, struct str heading,
            const char *engaged, const char *paid)
{
    AUTO(buf) struct buf lines = BUF_INIT(1 << 20);
    if (!credits)
        return STATUS_OK;
    buf_add(&lines, heading);
    add_programmes(&lines, json_get(credits, "listeProgrammes/programme"));
    buf_printf(&lines, "Solde | " STR_FMT " | " STR_FMT "\n",
               STR_ARG(json_text_at(credits, engaged)),
               STR_ARG(json_text_at(credits, paid)));
    json_ignore(credits);
    return an_data_lines(d, "dispositif", &lines);
}

static enum status
read_credits(struct an_data *d)
{
    struct json *author = json_get(d->json, "corps/contenuAuteur");
    TRY(add_credits(d, json_get(author, "dispositifAmdtCreditPLF"),
                    STR("Programmes | Autorisations d’engagement | Crédits de "
                        "paiement\n"),
                    "soldeAE", "soldeCP"));
    return add_credits(
        d, json_get(author, "dispositifAmdtCreditPLFR"),
        STR("Programmes | Autorisations d’engagement supplémentaires | "
            "annulées | Crédits de paiement supplémentaires | annulés\n"),
        "totalAE/solde", "totalCP/solde");
}

static enum status
read_texts(struct an_data *d)
{
    static const struct {
        const char *path, *role;
    } texts[] = {{"corps/contenuAuteur/avantAppel", "dispositif"},
                 {"corps/contenuAuteur/dispositif", "dispositif"},
                 {"corps/dispositif", "dispositif"},
                 {"dispositif", "dispositif"},
                 {"corps/contenuAuteur/exposeSommaire", "expose"},
                 {"corps/exposeSommaire", "expose"},
                 {"exposeSommaire", "expose"},
                 {"corps/contenuAuteur/annexeExposeSommaire", "expose"},
                 {"corps/annexeExposeSommaire", "expose"},
                 {"corps/cartoucheInformatif", "nota"}};
    TRY(read_credits(d));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        TRY(an_data_html(d, texts[i].role,
                         json_text_at(d->json, texts[i].path)));
    return STATUS_OK;
}

/* "c santé publique", "L1313-1": what it would change. */
static enum status
read_law(struct an_data *d)
{
    struct str law, part;
    TRY(an_data_line(&law, d, d->json, "loiReference/codeLoi"));
    TRY(an_data_line(&part, d, d->json, "loiReference/divisionCodeLoi"));
    if (law.len + part.len == 0)
        return STATUS_OK;
    struct str label =
        arena_printf(d->arena, STR_FMT "%s" STR_FMT, STR_ARG(part),
                     part.len ? " " : "", STR_ARG(law));
    return links_add_typed(&d->links, STR("loi"), STR(""), label, d->err);
}

static enum status
read_links(struct an_data *d)
{
    TRY(an_data_link(d, "texte", "texteLegislatifRef"));
    TRY(an_data_link(d, "texte", "identifiant/saisine/refTexteLegislatif"));
    TRY(an_data_link(d, "amendement", "amendementParentRef"));
    TRY(an_data_link(d, "examen", "examenRef"));
    TRY(an_data_link(d, "seance", "seanceDiscussionRef"));
    TRY(an_data_link(d, "discussion-commune",
                     "discussionCommune/idDiscussion"));
    return an_data_link(d, "discussion-identique",
                        "discussionIdentique/idDiscussion");
}

enum status
an_amendment(struct an_data *d)
{
    static const char *const known[] = {"accordGouvernementDepotHorsDelai",
                                        "article99",
                                        "cardinaliteAmdtMultiples",
                                        "triAmendement",
                                        "representations",
                                        "identification",
                                        "cycleDeVie",
                                        "discussionCommune",
                                        "discussionIdentique",
                                        "signataires/auteur/typeAuteur",
                                        "signataires/auteur/organeRef",
                                        "identifiant",
                                        "dateDepot",
                                        "etapeTexte",
                                        "sort",
                                        "dateDistribution",
                                        "seanceDiscussion",
                                        NULL};
    struct str leg = json_text_at(d->json, "identifiant/legislature");
    if (!document_has(&d->document, FIELD_LEGISLATURE))
        TRY(an_add(&d->document, FIELD_LEGISLATURE, leg, d->arena, d->err));
    TRY(read_title(d));
    TRY(read_signatories(d));
    TRY(read_place(d));
    TRY(read_dossier(d));
    TRY(read_outcome(d));
    TRY(read_dates(d));
    TRY(read_texts(d));
    TRY(read_law(d));
    TRY(read_links(d));
    an_data_ignore(d->json, known);
    d->url =
        arena_printf(d->arena,
                     "https://www.assemblee-nationale.fr/dyn/" STR_FMT
                     "/amendements/" STR_FMT,
                     STR_ARG(document_first(&d->document, FIELD_LEGISLATURE)),
                     STR_ARG(document_first(&d->document, FIELD_UID)));
    return d->url.at ? STATUS_OK : error_no_memory(d->err);
}
