/* Serve, page: home. */
#include "home.h"

#include "markup.h"
#include "labels.h"
#include "lang.h"
#include "notices.h"
#include "page.h"

enum { EXAMPLES = 8, KINDS_SHOWN = 30 };

static const struct example {
    struct str query;
    const char *english, *french;
} examples[] = {
    {STR_INIT("\"accès aux soins\""), "the exact phrase, in any inflection",
     "l’expression, à toutes ses formes"},
    {STR_INIT("logement OU habitat"), "either word", "l’un ou l’autre mot"},
    {STR_INIT("article L. 121-4"), "an article, in any spelling",
     "un article, quelle que soit la graphie"},
    {STR_INIT("hopitaux PRÈS/5 proximite"),
     "two words at most five words apart",
     "deux mots à cinq mots de distance au plus"},
    {STR_INIT("infirmi*"), "every word that begins so",
     "tous les mots qui commencent ainsi"},
    {STR_INIT("type:question-ecrite retraite"),
     "a word, in written questions only",
     "un mot, dans les seules questions écrites"},
    {STR_INIT("santé SAUF hôpital"), "one word without the other",
     "un mot sans l’autre"},
    {STR_INIT("loi date:2020.."), "a word, since a date",
     "un mot, depuis une date"},
};

static void
write_examples(struct visit *visit)
{
    struct buf *out = visit->out;
    size_t told = 0;
    html(out, "<section><h2>%l</h2>\n<ul class=\"try\">\n",
         TR("Some searches to start with",
            "Quelques recherches pour commencer"));
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct ask ask = {.query = examples[i].query,
                          .correct = true,
                          .page = 1,
                          .page_size = ASK_PAGE_SIZE};
        uint64_t count = told < EXAMPLES ? count_of(visit, &ask) : 0;
        if (count == 0)
            continue;
        told++;
        html(out, "<li><a href=\"");
        page_query_link(out, visit, examples[i].query);
        html(out, "\">%t</a> <p>%l, %n %l</p></li>\n", examples[i].query,
             TR(examples[i].english, examples[i].french), count,
             html_many(count) ? "documents" : "document");
    }
    html(out, "</ul></section>\n");
}

static void
write_kinds(struct visit *visit, const struct facet *kinds, uint64_t total)
{
    struct buf *out = visit->out;
    html(out,
         "<section><h2>%l</h2>\n<table><thead><tr><th scope=\"col\">%l</th><th "
         "scope=\"col\" class=\"r\">%l</th></tr></thead><tbody>\n",
         TR("What the index holds", "Ce que contient l’index"),
         TR("Type", "Type"), TR("Documents", "Documents"));
    for (size_t i = 0; i < kinds->count; i++) {
        struct ask ask = {.correct = true,
                          .page_size = ASK_PAGE_SIZE,
                          .lang_given = visit->ask.lang_given,
                          .lang = visit->lang,
                          .filters = {{STR("type"), kinds->values[i].value}},
                          .filter_count = 1};
        html(out, "<tr><th scope=\"row\"><a href=\"");
        page_link(out, &ask, 0);
        html(out, "\">%t</a></th><td class=\"r\">%n</td></tr>\n",
             label_kind(kinds->values[i].value), kinds->values[i].count);
    }
    html(out,
         "</tbody><tfoot><tr><th scope=\"row\">%l</th><td "
         "class=\"r\">%n</td></tr></tfoot></table>\n",
         TR("All", "Ensemble"), total);
}

static void
write_newest(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    struct str date =
        answer->count ? document_first(&answer->hits[0].document, FIELD_DATE)
                      : STR("");
    html(out, "<p class=\"hint\">");
    if (date.len) {
        html(out, "%l",
             TR("Newest document: ", "Document le plus récent\u00A0: "));
        html_date(out, date);
        html(out, ". ");
    }
    html(out,
         "<a href=\"/search?sort=-date&amp;format=atom\">%l</a></p>"
         "</section>\n",
         TR("Follow the newest (Atom)", "Suivre les nouveautés (Atom)"));
}

static void
write_hero(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    html(out, "<div class=\"hero\"><h1>%l</h1>\n<p class=\"lead\">",
         TR("Search French legislative texts",
            "Recherche dans les textes législatifs"));
    html(out,
         html_many(answer->total)
             ? TR("%n documents: questions, bills, amendments, debates, codes "
                  "and decisions, by their words.",
                  "%n documents\u00A0: questions, propositions, amendements, "
                  "débats, codes et décisions, par leurs mots.")
             : TR("%n document, by its words.", "%n document, par ses mots."),
         answer->total);
    html(out, "</p>\n");
    page_form(visit);
    html(out, "<p class=\"under\"><span>%l</span> <a href=\"",
         TR("Words, \"exact phrase\", article or number",
            "Mots, « expression exacte », article ou numéro"));
    page_path(out, visit, "/aide");
    html(out, "\">%l</a></p></div>\n",
         TR("Search help", "Aide à la recherche"));
}

bool
page_home(struct visit *visit)
{
    struct facet_field kind;
    struct answer answer;
    struct error err = {0};
    struct page_head head = {
        .current = "/",
        .index = true,
        .hero = true,
        .title = str_from(TR("Search French legislative texts",
                             "Recherche dans les textes législatifs")),
        .canonical = STR("/"),
        .atom = STR("/search?sort=-date&format=atom")};
    if (facet_find(&kind, STR("kind"), &err) != STATUS_OK)
        return visit_fail(visit, &err);
    struct request request = {.everything = true,
                              .limit = 1,
                              .sort = SORT_DATE_NEWEST,
                              .facets = &kind,
                              .facet_count = 1,
                              .facet_limit = KINDS_SHOWN};
    if (!visit_search(&answer, visit, &request))
        return false;
    page_begin(visit, &head);
    write_hero(visit, &answer);
    html(visit->out, "<div class=\"pair\">\n");
    write_examples(visit);
    write_kinds(visit, &answer.facets[0], answer.total);
    write_newest(visit, &answer);
    html(visit->out, "</div>\n");
    page_end(visit);
    return true;
}
