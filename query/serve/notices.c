/* Serve, page: what is said about a search. */
#include "notices.h"

#include "markup.h"
#include "lang.h"
#include "page.h"

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
    request.cpu_limit = visit->site->search_seconds;
    request.unbounded = visit->site->search_seconds <= 0;
    if (answer_make(&answer, &where, visit->search, &request, visit->arena,
                    NULL) != STATUS_OK)
        return 0;
    return answer.total;
}

/* ---- the sentence, and how it was read ---------------------------------- */

static void
term_name(struct buf *out, const struct explained_term *term)
{
    if (term->target && term->target->count) {
        struct str first, rest;
        str_cut(schema[term->target->fields[0]].names, STR(" "), &first, &rest);
        html(out, "%t:", first);
    }
    html_text(out, term->typed);
}

static void
term_forms(struct buf *out, const struct explained_term *term)
{
    if (term->excluded)
        html(out, "%l", TR("left out: ", "exclu\u00A0: "));
    if (term->documents == 0 && !term->value) {
        html(out, "%l", TR("word not in the index", "mot absent de l’index"));
        return;
    }
    for (size_t i = 0; i < term->form_count; i++)
        html(out, "%l%t", i ? ", " : "", term->forms[i].word);
    if (term->form_total > term->form_count)
        html(out, TR(" and %n more", " et %n autres"),
             (uint64_t)(term->form_total - term->form_count));
}

static void
write_terms(struct buf *out, const struct explanation *explanation)
{
    html(out,
         "<table><thead><tr><th scope=\"col\">%l</th><th "
         "scope=\"col\">%l</th><th scope=\"col\" "
         "class=\"r\">%l</th></tr></thead><tbody>\n",
         TR("Term", "Terme"), TR("Read as", "Compris comme"),
         TR("Documents", "Documents"));
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explained_term *term = &explanation->terms[i];
        html(out, "<tr><th scope=\"row\">");
        term_name(out, term);
        html(out, "</th><td>");
        term_forms(out, term);
        html(out, "</td><td class=\"r\">%n</td></tr>\n",
             (uint64_t)term->documents);
    }
    html(out, "</tbody></table>\n");
}

/* The sentence begins with the word that the count above it ends with. */
void
notice_sentence(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    const struct ask *ask = &visit->ask;
    const struct explanation *explanation = answer->explanation;
    struct str sentence = explanation ? explanation->sentence : STR("");
    if (ask->query.len == 0)
        sentence = str_from(TR("in the index.", "dans l’index."));
    if (str_starts(sentence, STR("Documents ")))
        sentence = str_from_offset(sentence, sizeof "Documents " - 1);
    html(out, "<p class=\"explain\">%t</p>\n", sentence);
    if (ask->query.len == 0 || !explanation || explanation->count == 0 ||
        answer->total == 0)
        return;
    html(out, "<details class=\"how\"><summary>%l</summary>\n",
         TR("How the search was understood",
            "Comment la recherche a été comprise"));
    write_terms(out, explanation);
    html(out, "</details>\n");
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
    if (visit->ask.correct && !answer->timed_out)
        notice_corrections(visit, answer);
    if (answer->timed_out)
        html(out,
             "<div class=\"note bad\"><p><strong>%l</strong> %l</p></div>\n",
             TR("Search cut short.", "Recherche interrompue."),
             TR("It took too long: not all is counted or shown. A more "
                "precise query helps.",
                "Elle durait trop longtemps\u00A0: tout n’est pas compté ni "
                "montré. Une requête plus précise aidera."));
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

static void
tell_words(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    if (!answer->explanation || answer->explanation->count == 0)
        return;
    html(out, "<section class=\"part\"><h2>%l</h2>\n",
         TR("Where the search stops", "Où la recherche s’arrête"));
    write_terms(out, answer->explanation);
    html(out, "</section>\n");
}

void
nothing_write(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    if (!answer->timed_out) /* else each would take as long */
        propose_all(visit);
    tell_words(visit, answer);
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
