/* Serve, page: values in words. */
#include "labels.h"

#include "markup.h"
#include "lang.h"

static const struct state {
    struct str value;
    const char *english, *french;
    enum tone tone;
} states[] = {
    /* Questions of the Assemblée (statut). */
    {STR_INIT("REP_PUB"), "Answered", "Répondue", TONE_GOOD},
    {STR_INIT("EN_COURS"), "Unanswered", "Sans réponse", TONE_BAD},
    {STR_INIT("RETIRE"), "Withdrawn", "Retirée", TONE_PLAIN},
    {STR_INIT("CADUQUE"), "Lapsed", "Caduque", TONE_PLAIN},
    {STR_INIT("FIN_MANDAT"), "Lapsed (end of mandate)",
     "Caduque (fin de mandat)", TONE_PLAIN},
    {STR_INIT("CHANGE_REDEP"), "Tabled again", "Redéposée", TONE_PLAIN},
    /* LEGI (ETAT). */
    {STR_INIT("VIGUEUR"), "In force", "En vigueur", TONE_GOOD},
    {STR_INIT("VIGUEUR_DIFF"), "Not yet in force", "Vigueur différée",
     TONE_PLAIN},
    {STR_INIT("VIGUEUR_NON_ETEN"), "In force, not extended",
     "En vigueur, non étendu", TONE_PLAIN},
    {STR_INIT("VIGUEUR_ETEN"), "In force, extended", "En vigueur, étendu",
     TONE_GOOD},
    {STR_INIT("ABROGE"), "Repealed", "Abrogé", TONE_BAD},
    {STR_INIT("ABROGE_DIFF"), "Repeal to come", "Abrogation différée",
     TONE_PLAIN},
    {STR_INIT("MODIFIE"), "Amended since", "Modifié depuis", TONE_BAD},
    {STR_INIT("MODIFIE_MORT_NE"), "Amended before force", "Mort-né", TONE_BAD},
    {STR_INIT("PERIME"), "Expired", "Périmé", TONE_BAD},
    {STR_INIT("ANNULE"), "Annulled", "Annulé", TONE_BAD},
    {STR_INIT("TRANSFERE"), "Moved", "Transféré", TONE_PLAIN},
    {STR_INIT("DISJOINT"), "Severed", "Disjoint", TONE_PLAIN},
    /* Amendments and bills, in words already. */
    {STR_INIT("Adopté"), "Adopted", "Adopté", TONE_GOOD},
    {STR_INIT("adopté"), "Adopted", "Adopté", TONE_GOOD},
    {STR_INIT("Rejeté"), "Rejected", "Rejeté", TONE_BAD},
    {STR_INIT("rejeté"), "Rejected", "Rejeté", TONE_BAD},
    {STR_INIT("Retiré"), "Withdrawn", "Retiré", TONE_PLAIN},
    {STR_INIT("Tombé"), "Fallen", "Tombé", TONE_PLAIN},
    {STR_INIT("Discuté"), "Debated", "Discuté", TONE_PLAIN},
    {STR_INIT("Déposé"), "Tabled", "Déposé", TONE_PLAIN},
    {STR_INIT("Irrecevable"), "Inadmissible", "Irrecevable", TONE_BAD},
};

struct str
label_status(enum tone *tone, struct str status)
{
    *tone = TONE_PLAIN;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (str_eq(states[i].value, status)) {
            *tone = states[i].tone;
            return str_from(TR(states[i].english, states[i].french));
        }
    return status;
}

static const struct kind {
    struct str name;
    const char *english, *french;
} kinds[] = {
    {STR_INIT("question-ecrite"), "Written question", "Question écrite"},
    {STR_INIT("question-orale"), "Oral question", "Question orale"},
    {STR_INIT("question-gouvernement"), "Question to the Government",
     "Question au Gouvernement"},
    {STR_INIT("amendement"), "Amendment", "Amendement"},
    {STR_INIT("dossier"), "Legislative file", "Dossier législatif"},
    {STR_INIT("document"), "Parliamentary document", "Document parlementaire"},
    {STR_INIT("compte-rendu"), "Debate record", "Compte rendu"},
    {STR_INIT("intervention"), "Speech", "Intervention"},
    {STR_INIT("scrutin"), "Recorded vote", "Scrutin"},
    {STR_INIT("reunion"), "Meeting", "Réunion"},
    {STR_INIT("acteur"), "Person", "Acteur"},
    {STR_INIT("organe"), "Body", "Organe"},
    {STR_INIT("mandat"), "Mandate", "Mandat"},
    {STR_INIT("deport"), "Recusal", "Déport"},
    {STR_INIT("article"), "Article of law", "Article"},
    {STR_INIT("section"), "Section of law", "Section"},
    {STR_INIT("texte"), "Legal text", "Loi, décret, arrêté"},
    {STR_INIT("decision"), "Court decision", "Décision de justice"},
    {STR_INIT("accord"), "Agreement", "Accord"},
    {STR_INIT("communique"), "Press release", "Communiqué"},
    {STR_INIT("page"), "Page", "Page"},
    {STR_INIT("fiche"), "Information sheet", "Fiche"},
};

struct str
label_kind(struct str kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kinds[i].name, kind))
            return str_from(TR(kinds[i].english, kinds[i].french));
    return kind;
}

struct str
label_role(struct str role)
{
    static const struct kind roles[] = {
        {STR_INIT("question"), "Question", "Question"},
        {STR_INIT("answer"), "Answer", "Réponse"},
        {STR_INIT("dispositif"), "Operative text", "Dispositif"},
        {STR_INIT("expose"), "Explanatory statement", "Exposé sommaire"},
        {STR_INIT("nota"), "Note", "Nota"},
        {STR_INIT("visas"), "Citations of authority", "Visas"},
        {STR_INIT("signature"), "Signatories", "Signataires"},
        {STR_INIT("summary"), "Summary", "Résumé"},
        {STR_INIT("headings"), "Headings", "Intitulés"},
    };
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (str_eq(roles[i].name, role))
            return str_from(TR(roles[i].english, roles[i].french));
    return STR("");
}

static const char *
ordinal_mark(struct str number)
{
    bool first = str_eq(number, STR("1"));
    if (lang_current() == LANG_FR)
        return first ? "re" : "e";
    bool teen = str_ends(number, STR("11")) || str_ends(number, STR("12")) ||
                str_ends(number, STR("13"));
    return teen                         ? "th"
           : str_ends(number, STR("1")) ? "st"
           : str_ends(number, STR("2")) ? "nd"
           : str_ends(number, STR("3")) ? "rd"
                                        : "th";
}

void
label_ordinal(struct buf *out, struct str number)
{
    html(out, "%t<sup>%l</sup>", number, ordinal_mark(number));
}

void
label_value_plain(struct buf *out, struct str facet, struct str value)
{
    enum tone tone;
    if (str_eq(facet, STR("kind")))
        html_text(out, label_kind(value));
    else if (str_eq(facet, STR("status")) || str_eq(facet, STR("outcome")))
        html_text(out, label_status(&tone, value));
    else if (str_eq(facet, STR("chamber")))
        html_text(out, str_eq(value, STR("an")) ? STR("Assemblée nationale")
                       : str_eq(value, STR("senat")) ? STR("Sénat")
                                                     : value);
    else if (str_eq(facet, STR("legislature")))
        html(out, TR("%t%l", "%t%l"), value, ordinal_mark(value));
    else
        html_text(out, value);
}

void
label_value(struct buf *out, struct str facet, struct str value)
{
    if (str_eq(facet, STR("legislature")))
        label_ordinal(out, value);
    else
        label_value_plain(out, facet, value);
}

static const struct facet_label {
    struct str name;
    const char *english, *french, *english_many, *french_many;
} facet_labels[] = {
    {STR_INIT("kind"), "Document type", "Type de document", "types", "types"},
    {STR_INIT("status"), "Status", "État", "statuses", "états"},
    {STR_INIT("outcome"), "Outcome", "Sort", "outcomes", "sorts"},
    {STR_INIT("ministry_asked"), "Ministry asked", "Ministère interrogé",
     "ministries", "ministères"},
    {STR_INIT("ministry_answering"), "Ministry answering",
     "Ministère attributaire", "ministries", "ministères"},
    {STR_INIT("ministry"), "Ministry", "Ministère", "ministries", "ministères"},
    {STR_INIT("legislature"), "Legislature", "Législature", "legislatures",
     "législatures"},
    {STR_INIT("group"), "Political group", "Groupe politique", "groups",
     "groupes"},
    {STR_INIT("author"), "Author", "Auteur", "authors", "auteurs"},
    {STR_INIT("rubric"), "Topic", "Rubrique", "topics", "rubriques"},
    {STR_INIT("code"), "Code", "Code", "codes", "codes"},
    {STR_INIT("chamber"), "Chamber", "Chambre", "chambers", "chambres"},
    {STR_INIT("constituency"), "Constituency", "Circonscription",
     "constituencies", "circonscriptions"},
    {STR_INIT("cites"), "Cites", "Cite", "references", "références"},
    {STR_INIT("year"), "Year", "Année", "years", "années"},
};

static const struct facet_label *
find_facet(struct str facet)
{
    for (size_t i = 0; i < sizeof facet_labels / sizeof facet_labels[0]; i++)
        if (str_eq(facet_labels[i].name, facet))
            return &facet_labels[i];
    return NULL;
}

const char *
label_facet(struct str facet)
{
    const struct facet_label *label = find_facet(facet);
    return label ? TR(label->english, label->french)
                 : TR("Other field", "Autre champ");
}

const char *
label_facet_many(struct str facet)
{
    const struct facet_label *label = find_facet(facet);
    return label ? TR(label->english_many, label->french_many)
                 : TR("values", "valeurs");
}
