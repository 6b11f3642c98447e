/* Serve, page: home, results, nothing found. */
#include "facets.h"
#include "hit.h"
#include "home.h"
#include "markup.h"
#include "labels.h"
#include "lang.h"
#include "notices.h"
#include "page.h"

/* What the margin shows, in this order; the first ones stand open. */
static const char *const shown[] = {"kind",        "status", "ministry_asked",
                                    "legislature", "group",  "author",
                                    "rubric",      "code"};

static bool
add_facets(struct visit *visit)
{
    struct ask *ask = &visit->ask;
    struct error err = {0};
    ask->facet_count = 0;
    ask->facet_limit = FACETS_FETCHED;
    if (ask->whole_facet.len) {
        ask->facet_count = 1;
        ask->facet_limit = FACETS_WHOLE;
        if (facet_find(&ask->facets[0], ask->whole_facet, &err) != STATUS_OK)
            return visit_fail(visit, &err);
        ask->facets[0].by_value = true;
        ask->facets[0].within = ask->facet_within;
        return true;
    }
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (facet_find(&ask->facets[ask->facet_count++], str_from(shown[i]),
                       &err) != STATUS_OK)
            return visit_fail(visit, &err);
    return true;
}

/* ---- head ------------------------------------------------------------- */

static void
write_sorts(struct visit *visit)
{
    static const struct {
        enum sort_order sort;
        const char *english, *french;
    } sorts[] = {{SORT_RELEVANCE, "relevance", "pertinence"},
                 {SORT_DATE_NEWEST, "newest", "plus récents"},
                 {SORT_DATE, "oldest", "plus anciens"},
                 {SORT_NUMBER, "number", "numéro"}};
    struct buf *out = visit->out;
    html(out, "<nav class=\"sort\" aria-label=\"%l\"><span>%l</span><ul>",
         TR("Sort", "Tri"), TR("Sort by", "Trier par"));
    for (size_t i = 0; i < 4; i++) {
        const char *label = TR(sorts[i].english, sorts[i].french);
        struct ask ask = visit->ask;
        if (ask.sort == sorts[i].sort) {
            html(out, "<li><b aria-current=\"true\">%l</b></li>", label);
            continue;
        }
        ask.sort = sorts[i].sort;
        html(out, "<li><a href=\"");
        page_link(out, &ask, 0);
        html(out, "\">%l</a></li>", label);
    }
    html(out, "</ul></nav>\n");
}

static void
write_count(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    html(out, "<div class=\"head\">\n<h1>");
    if (!answer->total_exact)
        html(out, "%l", TR("at least ", "au moins "));
    html(out,
         html_many(answer->total) ? TR("%n documents", "%n documents")
                                  : TR("%n document", "%n document"),
         answer->total);
    html(out, "</h1>\n");
    notice_sentence(visit, answer);
    notices_write(visit, answer);
    facets_chips(visit);
    write_sorts(visit);
    html(out, "</div>\n");
}

/* ---- paging ----------------------------------------------------------- */

static void
page_number(struct visit *visit, uint32_t page, uint32_t last)
{
    struct buf *out = visit->out;
    struct ask ask = visit->ask;
    if (page == ask.page) {
        html(out,
             "<li><b aria-current=\"page\"><span class=\"vh\">Page "
             "</span>%n</b></li>\n",
             (uint64_t)page);
        return;
    }
    ask.page = page;
    html(out, "<li><a href=\"");
    page_link(out, &ask, ASK_WITH_PAGE | ASK_WITH_SIZE);
    html(out, "\"><span class=\"vh\">Page </span>%n%l</a></li>\n",
         (uint64_t)page,
         page == last ? TR("<span class=\"vh\">, last page</span>",
                           "<span class=\"vh\">, dernière page</span>")
                      : "");
}

static void
page_step(struct visit *visit, uint32_t page, const char *rel, const char *text)
{
    struct ask ask = visit->ask;
    ask.page = page;
    html(visit->out, "<a class=\"%l\" rel=\"%l\" href=\"", rel, rel);
    page_link(visit->out, &ask, ASK_WITH_PAGE | ASK_WITH_SIZE);
    html(visit->out, "\">%l</a>\n", text);
}

static uint32_t
last_page(const struct ask *ask, const struct answer *answer)
{
    uint64_t reach =
        answer->total < ASK_WINDOW_MAX ? answer->total : ASK_WINDOW_MAX;
    return (uint32_t)((reach + ask->page_size - 1) / ask->page_size);
}

static void
write_pages(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    uint32_t here = visit->ask.page, last = last_page(&visit->ask, answer);
    if (last < 2)
        return;
    html(out, "<nav class=\"pages\" aria-label=\"%l\">\n",
         TR("Pages", "Pagination"));
    if (here > 1)
        page_step(visit, here - 1, "prev",
                  TR("Previous page", "Page précédente"));
    html(out, "<ul>\n");
    for (uint32_t page = 1; page <= last; page++) {
        bool near = page + 2 >= here && page <= here + 2;
        if (page == 1 || page == last || near)
            page_number(visit, page, last);
        else if (page == 2 || page == here + 3)
            html(out, "<li><i aria-hidden=\"true\">…</i></li>\n");
    }
    html(out, "</ul>\n");
    if (here < last)
        page_step(visit, here + 1, "next", TR("Next page", "Page suivante"));
    html(out, "</nav>\n");
}

/* ---- downloads -------------------------------------------------------- */

static void
download(struct visit *visit, const char *more, const char *text)
{
    AUTO(buf) struct buf link = BUF_INIT(64 * 1024);
    buf_add(&link, STR("/search"));
    ask_link(&link, &visit->ask, 0);
    html(visit->out, "<li><a href=\"%t%l%l\">%l</a></li>", buf_str(&link),
         str_contains(buf_str(&link), STR("?")) ? "&amp;" : "?", more, text);
}

static void
write_take(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    html(out, "<section class=\"take\" aria-label=\"%l\">\n<div><h2>",
         TR("Downloads and feeds", "Téléchargements et fils"));
    if (answer->total > 1)
        html(out,
             TR("Download the %n documents", "Télécharger les %n documents"),
             answer->total);
    else
        html(out, TR("Download the document", "Télécharger le document"));
    html(out, "</h2><ul>");
    download(visit, "format=csv", "CSV");
    download(visit, "format=csv&amp;bom=1",
             TR("CSV for Excel", "CSV pour Excel"));
    download(visit, "format=json&amp;download=1", "JSON");
    download(visit, "format=ndjson", "NDJSON");
    html(out, "</ul></div>\n<div><h2>%l</h2><ul>",
         TR("Follow this search", "Suivre cette recherche"));
    download(visit, "format=atom", TR("Atom feed", "Fil Atom"));
    html(out, "<li><a href=\"");
    page_link(out, &visit->ask, 0);
    html(out, "\">%l</a></li></ul></div>\n</section>\n",
         TR("Permanent link", "Lien permanent"));
}

/* ---- the page --------------------------------------------------------- */

static struct str
search_address(struct visit *visit, const char *path, uint32_t page,
               const char *more)
{
    AUTO(buf) struct buf link = BUF_INIT(64 * 1024);
    struct ask ask = visit->ask;
    ask.page = page;
    buf_add(&link, str_from(path));
    ask_link(&link, &ask, ASK_WITH_PAGE | ASK_WITH_SIZE);
    buf_add(&link, str_from(more));
    return arena_copy(visit->arena, buf_str(&link));
}

static void
begin_results(struct visit *visit, const struct answer *answer)
{
    AUTO(buf) struct buf number = BUF_INIT(64);
    uint32_t here = visit->ask.page, last = last_page(&visit->ask, answer);
    html_number(&number, answer->total);
    struct str title =
        arena_printf(visit->arena,
                     TR(STR_FMT "%s" STR_FMT " %s, page %u of %u",
                        STR_FMT "%s" STR_FMT " %s, page %u sur %u"),
                     STR_ARG(visit->ask.query),
                     visit->ask.query.len ? TR(": ", "\u00A0: ") : "",
                     STR_ARG(buf_str(&number)),
                     html_many(answer->total) ? TR("documents", "documents")
                                              : TR("document", "document"),
                     here, last ? last : 1);
    struct page_head head = {
        .title = title,
        .canonical = search_address(visit, "/", here, ""),
        .atom = search_address(visit, "/search", 1, "&format=atom"),
        .previous =
            here > 1 ? search_address(visit, "/", here - 1, "") : STR(""),
        .next =
            here < last ? search_address(visit, "/", here + 1, "") : STR("")};
    page_begin(visit, &head);
}

static void
write_results(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    begin_results(visit, answer);
    html(out, "<div class=\"cols\">\n<div>\n");
    write_count(visit, answer);
    html(out, "<ol class=\"hits\">\n");
    for (size_t i = 0; i < answer->count; i++)
        hit_write(visit, &answer->hits[i]);
    html(out, "</ol>\n");
    write_pages(visit, answer);
    write_take(visit, answer);
    html(out, "</div>\n");
    facets_margin(visit, answer);
    html(out, "</div>\n");
    page_end(visit);
}

static void
write_nothing(struct visit *visit, const struct answer *answer)
{
    begin_results(visit, answer);
    html(visit->out,
         "<div class=\"cols\">\n<div>\n<div class=\"head\">\n<h1>%l"
         "</h1>\n",
         answer->timed_out ? TR("Search not finished", "Recherche inachevée")
                           : TR("No document", "Aucun document"));
    if (!answer->timed_out)
        notice_sentence(visit, answer);
    notices_write(visit, answer);
    facets_chips(visit);
    html(visit->out, "</div>\n");
    nothing_write(visit, answer);
    html(visit->out, "</div>\n");
    facets_margin(visit, answer);
    html(visit->out, "</div>\n");
    page_end(visit);
}

/* Neither a query nor a filter: the home page. */
static bool
is_home(const struct ask *ask)
{
    return ask->query.len == 0 && ask->filter_count == 0 &&
           ask->date.len == 0 && ask->whole_facet.len == 0 && ask->page == 1 &&
           ask->sort == SORT_RELEVANCE;
}

bool
page_search(struct visit *visit)
{
    struct request request;
    struct answer answer;
    if (!ask_read(&visit->ask, &visit->request->url, true, visit->arena,
                  &visit->fault))
        return false;
    if (is_home(&visit->ask))
        return page_home(visit);
    visit->ask.histogram = HISTOGRAM_AUTO;
    if (!add_facets(visit) ||
        !ask_request(&request, &visit->ask, visit->arena, &visit->fault))
        return false;
    request.explain = visit->ask.query.len > 0;
    if (!visit_search(&answer, visit, &request))
        return false;
    if (visit->ask.whole_facet.len)
        facets_whole(visit, &answer);
    else if (answer.total == 0)
        write_nothing(visit, &answer);
    else
        write_results(visit, &answer);
    return true;
}
