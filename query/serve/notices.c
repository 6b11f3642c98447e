/* Serve, page: what is said about a search. */
#include "notices.h"

#include "facets.h"
#include "html.h"
#include "lang.h"
#include "page.h"

enum { WORDS_TOLD = 8 };

uint64_t
count_of(struct visit *visit, const struct ask *ask)
{
    struct fault fault;
    struct request request;
    struct answer answer;
    size_t where;
    struct ask counting = *ask;
    counting.facet_count = 0;
    counting.histogram = HISTOGRAM_NONE;
    counting.count_only = true;
    if (!ask_request(&request, &counting, visit->arena, &fault))
        return 0;
    request.relax = false;
    if (answer_make(&answer, &where, visit->search, &request, visit->arena,
                    NULL) != STATUS_OK)
        return 0;
    return answer.total;
}

/* ---- the sentence ----------------------------------------------------- */

void
notice_sentence(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    const struct ask *ask = &visit->ask;
    bool many = html_many(answer->total);
    html(out, "<p class=\"explain\">");
    if (ask->query.len)
        html(out,
             many ? TR("match <q>%t</q>", "répondent à « %t »")
                  : TR("matches <q>%t</q>", "répond à « %t »"),
             ask->query);
    else
        html(out, "%l", TR("in the index", "dans l’index"));
    if (ask->date.len) {
        html(out, ", ");
        dates_in_words(out, ask);
    }
    html(out, ".</p>\n");
}

/* ---- notices ---------------------------------------------------------- */

static void
notice_relaxed(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    struct ask all = visit->ask;
    all.match = MATCH_ALL;
    all.page = 1;
    if (answer->relaxed_accents) {
        html(out, "<div class=\"note\"><p><strong>%l</strong> %l</p></div>\n",
             TR("Search widened.", "Recherche élargie."),
             TR("No document has the word with these accents; these have it "
                "with others.",
                "Aucun document n’a le mot avec ces accents\u202F; ceux-ci "
                "l’ont avec d’autres."));
        return;
    }
    html(out, "<div class=\"note\"><p><strong>%l</strong> %l <a href=\"",
         TR("Search widened.", "Recherche élargie."),
         TR("No document has all the words; these have some of them, the best "
            "first.",
            "Aucun document ne contient tous les mots\u202F; ceux-ci en ont "
            "une partie, les meilleurs d’abord."));
    page_link(out, &all, 0);
    html(out, "\">%l</a></p></div>\n",
         TR("Require all words", "Exiger tous les mots"));
}

static void
notice_corrections(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    struct ask corrected = visit->ask;
    struct str query = answer->corrections.query;
    if (!query.len)
        return;
    corrected.query = query;
    corrected.page = 1;
    uint64_t count = count_of(visit, &corrected);
    if (count == 0)
        return;
    html(out, "<div class=\"note\"><p>%l <a href=\"",
         TR("Did you mean", "Vouliez-vous dire"));
    page_link(out, &corrected, 0);
    html(out, "\">« %t »</a>%l <span class=\"soft\">(", query,
         TR("?", "\u202F?"));
    html(out, html_many(count) ? "%n documents" : "%n document", count);
    html(out, ")</span></p></div>\n");
}

void
notices_write(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    if (visit->ask.correct)
        notice_corrections(visit, answer);
    if (answer->relaxed)
        notice_relaxed(visit, answer);
    if (answer->wildcard_cut.len)
        html(out,
             TR("<div class=\"note\"><p><strong>%t</strong> stands for too "
                "many words: only the most frequent were searched.</p></div>\n",
                "<div class=\"note\"><p><strong>%t</strong> vaut trop de "
                "mots\u00A0: seuls les plus fréquents ont été "
                "cherchés.</p></div>\n"),
             answer->wildcard_cut);
    if (answer->pending)
        html(out,
             answer->pending > 1
                 ? TR("<p class=\"less\">%n documents are not indexed "
                      "yet.</p>\n",
                      "<p class=\"less\">%n documents ne sont pas encore "
                      "indexés.</p>\n")
                 : TR("<p class=\"less\">%n document is not indexed yet.</p>\n",
                      "<p class=\"less\">%n document n’est pas encore "
                      "indexé.</p>\n"),
             answer->pending);
}

/* ---- nothing found ---------------------------------------------------- */

static void
propose(struct visit *visit, const struct ask *ask, const char *text,
        size_t *told)
{
    struct buf *out = visit->out;
    uint64_t count = count_of(visit, ask);
    if (count == 0)
        return;
    if ((*told)++ == 0)
        html(
            out, "<section class=\"part\"><h2>%l</h2>\n<ul class=\"try\">\n",
            TR("What would find documents", "Ce qui trouverait des documents"));
    html(out, "<li><a href=\"");
    page_link(out, ask, 0);
    html(out, "\">%l</a> <p>", text);
    html(out, html_many(count) ? "%n documents" : "%n document", count);
    html(out, "</p></li>\n");
}

static void
propose_all(struct visit *visit)
{
    size_t told = 0;
    const struct ask *ask = &visit->ask;
    struct ask other;
    for (size_t i = 0; i < ask->filter_count && told < 3; i++) {
        AUTO(buf) struct buf text = BUF_INIT(4096);
        ask_without(&other, ask, i);
        html(&text, TR("Without the filter <q>%t</q>", "Sans le filtre « %t »"),
             ask->filters[i].value);
        propose(visit, &other, buf_cstr(&text), &told);
    }
    if (ask->date.len) {
        ask_without(&other, ask, FILTERS_MAX);
        propose(visit, &other, TR("Without the dates", "Sans les dates"),
                &told);
    }
    if (ask->query.len && ask->match != MATCH_ANY && told < 3) {
        other = *ask;
        other.match = MATCH_ANY;
        propose(visit, &other,
                TR("With any of the words", "Avec l’un des mots au moins"),
                &told);
    }
    if (told)
        html(visit->out, "</ul></section>\n");
}

/* The words of a query, without its signs; a field's name stays with its
 * word. */
static size_t
split_words(struct str out[WORDS_TOLD], struct str query)
{
    size_t count = 0;
    while (query.len && count < WORDS_TOLD) {
        struct str word;
        size_t at = 0;
        while (at < query.len &&
               str_find_char(STR(" \t\n()\""), query.at[at]) != SIZE_MAX)
            at++;
        query = str_from_offset(query, at);
        for (at = 0; at < query.len &&
                     str_find_char(STR(" \t\n()\""), query.at[at]) == SIZE_MAX;
             at++)
            ;
        word = str_head(query, at);
        query = str_from_offset(query, at);
        if (word.len && !str_eq(word, STR("ET")) && !str_eq(word, STR("OU")) &&
            !str_eq(word, STR("SAUF")) && !str_starts(word, STR("PRÈS")) &&
            !str_starts(word, STR("-")) && !str_eq(word, STR("«")) &&
            !str_eq(word, STR("»")))
            out[count++] = word;
    }
    return count;
}

static void
tell_words(struct visit *visit)
{
    struct buf *out = visit->out;
    struct str words[WORDS_TOLD];
    size_t count = split_words(words, visit->ask.query);
    if (count == 0)
        return;
    html(out,
         "<section class=\"part\"><h2>%l</h2>\n<table><thead><tr><th "
         "scope=\"col\">%l</th><th scope=\"col\" "
         "class=\"r\">%l</th></tr></thead><tbody>\n",
         TR("Where the search stops", "Où la recherche s’arrête"),
         TR("Term", "Terme"), TR("Documents", "Documents"));
    for (size_t i = 0; i < count; i++) {
        struct ask one = {.query = words[i],
                          .correct = true,
                          .page_size = ASK_PAGE_SIZE,
                          .page = 1,
                          .lang_given = visit->ask.lang_given,
                          .lang = visit->lang};
        uint64_t found = count_of(visit, &one);
        html(out, "<tr><th scope=\"row\">");
        if (found) {
            html(out, "<a href=\"");
            page_link(out, &one, 0);
            html(out, "\">%t</a>", words[i]);
        } else {
            html_text(out, words[i]);
        }
        html(out, "</th><td class=\"r\">%n</td></tr>\n", found);
    }
    html(out, "</tbody></table></section>\n");
}

void
nothing_write(struct visit *visit)
{
    struct buf *out = visit->out;
    propose_all(visit);
    tell_words(visit);
    html(out,
         "<section class=\"part\"><h2>%l</h2>\n<ul class=\"bul\">\n"
         "<li>%l</li>\n<li>%l</li>\n<li>%l</li>\n</ul>\n<p class=\"text\"><a "
         "href=\"",
         TR("Tips", "Conseils"),
         TR("A word finds all its forms: <b>infirmier</b> finds "
            "<i>infirmières</i>.",
            "Un mot trouve toutes ses formes\u00A0: <b>infirmier</b> trouve "
            "<i>infirmières</i>."),
         TR("The beginning of a word and an asterisk: <b>infirm*</b>.",
            "Le début d’un mot suivi d’une étoile\u00A0: <b>infirm*</b>."),
         TR("An article in any spelling: <b>L162-31-1</b> or <b>L. "
            "162-31-1</b>.",
            "Un article dans n’importe quelle graphie\u00A0: <b>L162-31-1</b> "
            "ou <b>L. 162-31-1</b>."));
    page_path(out, visit, "/aide");
    html(out, "\">%l</a></p></section>\n",
         TR("All about the search language",
            "Tout sur le langage de recherche"));
}
