/* Serve, page: help, and the statement on accessibility. */
#include "markup.h"
#include "lang.h"
#include "page.h"

/* What to write, what it finds; every line is a link that runs. */
static const struct row {
    struct str query;
    const char *english, *french;
} words[] = {
    {STR_INIT("accès soins"),
     "both words, in any form (“soin”, “soins”), accents or not",
     "les deux mots, à toutes leurs formes («\u00A0soin\u00A0», "
     "«\u00A0soins\u00A0»), avec ou sans accents"},
    {STR_INIT("\"accès aux soins\""),
     "the phrase: the words in this order, in any form",
     "l’expression\u00A0: les mots dans cet ordre, à toutes leurs formes"},
    {STR_INIT("=\"accès aux soins\""), "exactly these forms",
     "exactement ces formes"},
    {STR_INIT("logement OU habitat"), "either word", "l’un ou l’autre mot"},
    {STR_INIT("santé SAUF hôpital"),
     "the first without the second; also "
     "-hôpital",
     "le premier sans le second\u202F; aussi -hôpital"},
    {STR_INIT("(santé OU hôpital) ET proximité"), "brackets group",
     "les parenthèses groupent"},
    {STR_INIT("hôpital PRÈS/5 proximité"),
     "at most five words apart; AVANT/5: in this order",
     "à cinq mots de distance au plus\u202F; AVANT/5\u00A0: dans cet ordre"},
    {STR_INIT("infirmi*"), "every word that begins so",
     "tous les mots qui commencent ainsi"},
};

static const struct row references[] = {
    {STR_INIT("L121-4"), "article L. 121-4, in any spelling",
     "l’article L. 121-4, quelle que soit la graphie"},
    {STR_INIT("loi 2017-1836"), "a law by its number",
     "une loi par son numéro"},
    {STR_INIT("26/05/2026"), "a date, as “26 mai 2026” too",
     "une date, aussi sous la forme «\u00A026 mai 2026\u00A0»"},
    {STR_INIT("date:2025..2026-06"), "documents from 2025 to June 2026",
     "les documents de 2025 à juin 2026"},
    {STR_INIT("en-vigueur:2018-01-01"), "law in force on a day",
     "le droit en vigueur un jour donné"},
};

static const struct row fields[] = {
    {STR_INIT("titre:hôpital"), "in the title", "dans le titre"},
    {STR_INIT("auteur:grenon"), "by its author", "par son auteur"},
    {STR_INIT("type:question-ecrite"), "of one kind", "d’un type"},
    {STR_INIT("ministere:santé"), "asked of, or answered by, a ministry",
     "adressé à un ministère ou traité par lui"},
    {STR_INIT("groupe:écologiste"), "of a political group",
     "d’un groupe politique"},
    {STR_INIT("rubrique:santé"), "under a topic", "dans une rubrique"},
    {STR_INIT("leg:17"), "of a legislature", "d’une législature"},
    {STR_INIT("numero:15512"), "by its number", "par son numéro"},
};

static void
write_table(struct visit *visit, const char *title, const struct row *rows,
            size_t count)
{
    struct buf *out = visit->out;
    html(out,
         "<h2>%l</h2>\n<table class=\"syn\"><thead><tr><th scope=\"col\">%l"
         "</th><th scope=\"col\">%l</th></tr></thead><tbody>\n",
         title, TR("Write", "Écrire"), TR("To find", "Pour trouver"));
    for (size_t i = 0; i < count; i++) {
        html(out, "<tr><td><a href=\"");
        page_query_link(out, visit, rows[i].query);
        html(out, "\"><code>%t</code></a></td><td>%l</td></tr>\n",
             rows[i].query, TR(rows[i].english, rows[i].french));
    }
    html(out, "</tbody></table>\n");
}

bool
page_help(struct visit *visit)
{
    struct buf *out = visit->out;
    struct page_head head = {
        .title = str_from(TR("Search help", "Aide à la recherche")),
        .current = "/aide",
        .index = true,
        .canonical = STR("/aide")};
    if (!ask_read(&visit->ask, &visit->request->url, true, visit->arena,
                  &visit->fault))
        return false;
    page_begin(visit, &head);
    html(out, "<div class=\"sheet\">\n<h1>%l</h1>\n<p class=\"text\">%l</p>\n",
         TR("Search help", "Aide à la recherche"),
         TR("Words are searched in all their forms. When no document has all "
            "of them, the search is widened and says so. Every example below "
            "is a link that runs.",
            "Les mots sont cherchés à toutes leurs formes. Quand aucun "
            "document ne les contient tous, la recherche est élargie et le "
            "dit. Chaque exemple est un lien qui lance la recherche."));
    write_table(visit, TR("Words", "Les mots"), words,
                sizeof words / sizeof words[0]);
    write_table(visit,
                TR("References and dates", "Les références et les dates"),
                references, sizeof references / sizeof references[0]);
    write_table(visit, TR("Fields", "Les champs"), fields,
                sizeof fields / sizeof fields[0]);
    html(out,
         "<h2>%l</h2>\n<p class=\"text\">%l <a "
         "href=\"/openapi.json\">OpenAPI</a>.</p>\n</div>\n",
         TR("For programs", "Pour les programmes"),
         TR("The address of a search with /search in place of / answers in "
            "JSON, CSV, NDJSON or Atom:",
            "L’adresse d’une recherche, avec /search au lieu de /, répond en "
            "JSON, CSV, NDJSON ou Atom\u00A0:"));
    page_end(visit);
    return true;
}

bool
page_accessibility(struct visit *visit)
{
    struct buf *out = visit->out;
    struct page_head head = {.title =
                                 str_from(TR("Accessibility", "Accessibilité")),
                             .index = true,
                             .canonical = STR("/accessibilite")};
    if (!ask_read(&visit->ask, &visit->request->url, true, visit->arena,
                  &visit->fault))
        return false;
    page_begin(visit, &head);
    html(out,
         "<div class=\"sheet\">\n<h1>%l</h1>\n<p class=\"text\">%l</p>\n"
         "<p class=\"text\">%l</p>\n<p class=\"text\">%l</p>\n</div>\n",
         TR("Accessibility: partially compliant",
            "Accessibilité\u00A0: partiellement conforme"),
         TR("These pages are written after RGAA 4.1 and WCAG 2.1, level AA. "
            "They have not been audited by a third party: hence “partially”.",
            "Ces pages sont écrites d’après le RGAA 4.1 et les WCAG 2.1, "
            "niveau AA. Elles n’ont pas été auditées par un tiers\u00A0: "
            "d’où «\u00A0partiellement\u00A0»."),
         TR("Everything works with the keyboard and without JavaScript; no "
            "information is given by colour alone; texts follow the size and "
            "the colours chosen in the browser.",
            "Tout fonctionne au clavier et sans JavaScript\u202F; aucune "
            "information n’est donnée par la seule couleur\u202F; les textes "
            "suivent la taille et les couleurs choisies dans le navigateur."),
         TR("The texts themselves are shown as their sources give them: a "
            "table or an abbreviation may lack an explanation.",
            "Les textes eux-mêmes sont montrés tels que leurs sources les "
            "donnent\u00A0: un tableau ou un sigle peut manquer "
            "d’explication."));
    page_end(visit);
    return true;
}
