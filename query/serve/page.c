/* Serve, page: the frame. */
#include "page.h"

#include "assets.h"
#include "markup.h"
#include "lang.h"

#include <string.h>

void
page_link(struct buf *out, const struct ask *ask, unsigned with)
{
    AUTO(buf) struct buf link = BUF_INIT(64 * 1024);
    buf_add_char(&link, '/');
    ask_link(&link, ask, with);
    html_text(out, buf_str(&link));
}

void
page_path(struct buf *out, struct visit *visit, const char *path)
{
    const char *lang = !visit->ask.lang_given      ? ""
                       : strchr(path, '?') != NULL ? "&amp;lang="
                                                   : "?lang=";
    html(out, "%l%l%l", path, lang, *lang ? lang_name() : "");
}

void
page_query_link(struct buf *out, struct visit *visit, struct str query)
{
    struct ask ask = {.query = query,
                      .correct = true,
                      .page_size = ASK_PAGE_SIZE,
                      .lang_given = visit->ask.lang_given,
                      .lang = visit->lang};
    page_link(out, &ask, 0);
}

void
ask_without(struct ask *out, const struct ask *ask, size_t i)
{
    *out = *ask;
    out->page = 1;
    if (i == FILTERS_MAX) {
        out->date_start = out->date_end = out->date = STR("");
        return;
    }
    for (size_t k = i + 1; k < out->filter_count; k++)
        out->filters[k - 1] = out->filters[k];
    out->filter_count--;
}

/* ---- head ------------------------------------------------------------- */

static void
head_link(struct buf *out, const char *rel, struct str href)
{
    if (href.len)
        html(out, "<link rel=\"%l\" href=\"%t\">\n", rel, href);
}

static void
write_head(struct visit *visit, const struct page_head *head)
{
    struct buf *out = visit->out;
    html(out,
         "<!DOCTYPE html>\n<html lang=\"%l\">\n<head>\n"
         "<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, "
         "initial-scale=1\">\n"
         "<title>%t%lliasse</title>\n"
         "<link rel=\"stylesheet\" href=\"%t\">\n"
         "<link rel=\"icon\" href=\"%t\" type=\"image/svg+xml\">\n",
         lang_name(), head->title, head->title.len ? " – " : "",
         asset_url("style.css"), asset_url("favicon.svg"));
    head_link(out, "canonical", head->canonical);
    head_link(out, "prev", head->previous);
    head_link(out, "next", head->next);
    if (head->atom.len)
        html(out,
             "<link rel=\"alternate\" type=\"application/atom+xml\" "
             "title=\"%l\" href=\"%t\">\n",
             TR("Feed of this search", "Fil de cette recherche"), head->atom);
    if (!head->index)
        html(out, "<meta name=\"robots\" content=\"noindex\">\n");
    html(out, "<script src=\"%t\" defer></script>\n</head>\n",
         asset_url("app.js"));
}

/* This very address in the other language. */
static void
other_language(struct visit *visit)
{
    AUTO(buf) struct buf link = BUF_INIT(64 * 1024);
    const struct url *url = &visit->request->url;
    bool french = visit->lang == LANG_FR;
    struct str path, query;
    str_cut(url->raw, STR("?"), &path, &query);
    buf_add(&link, path);
    buf_add_char(&link, '?');
    for (size_t i = 0; i < url->count; i++) {
        const struct param *param = &url->params[i];
        if (param->value.len == 0 || str_eq(param->name, STR("lang")))
            continue;
        url_add(&link, param->name);
        buf_add_char(&link, '=');
        url_add(&link, param->value);
        buf_add_char(&link, '&');
    }
    buf_printf(&link, "lang=%s", french ? "en" : "fr");
    html(visit->out,
         "<li><a href=\"%t\" lang=\"%l\" hreflang=\"%l\">%l</a></li>",
         buf_str(&link), french ? "en" : "fr", french ? "en" : "fr",
         french ? "English" : "Français");
}

static void
nav_item(struct visit *visit, const struct page_head *head, const char *path,
         const char *text)
{
    bool here = head->current && strcmp(head->current, path) == 0;
    html(visit->out, "<li><a href=\"");
    page_path(visit->out, visit, path);
    html(visit->out, "\"%l>%l</a></li>\n", here ? " aria-current=\"page\"" : "",
         text);
}

static void
write_header(struct visit *visit, const struct page_head *head)
{
    struct buf *out = visit->out;
    html(out,
         "<body>\n<a class=\"skip\" href=\"#contenu\">%l</a>\n"
         "<header class=\"top\"><div class=\"wrap\">\n<a class=\"name\" "
         "href=\"",
         TR("Skip to content", "Aller au contenu"));
    page_path(out, visit, "/");
    html(out,
         "\">liasse</a>\n<p class=\"base\">%l</p>\n"
         "<nav aria-label=\"%l\"><ul>\n",
         TR("Search French legislative texts",
            "Recherche dans les textes législatifs"),
         TR("Main", "Navigation principale"));
    nav_item(visit, head, "/", TR("Home", "Accueil"));
    nav_item(visit, head, "/aide", TR("Help", "Aide"));
    other_language(visit);
    html(out, "</ul></nav>\n</div></header>\n");
}

/* ---- the search box --------------------------------------------------- */

static void
hidden(struct buf *out, const char *name, const char *value)
{
    if (*value)
        html(out, "<input type=\"hidden\" name=\"%l\" value=\"%l\">\n", name,
             value);
}

void
page_form(struct visit *visit)
{
    static const char *const sorts[] = {"", "date", "-date", "numero"};
    static const char *const matches[] = {"", "all", "any"};
    const struct ask *ask = &visit->ask;
    struct buf *out = visit->out;
    html(out,
         "<form class=\"box\" id=\"recherche\" role=\"search\" action=\"/\" "
         "method=\"get\">\n<label for=\"query\">%l</label>\n"
         "<input class=\"field\" id=\"query\" name=\"query\" type=\"search\" "
         "value=\"%t\" maxlength=\"%i\" enterkeyhint=\"search\" "
         "spellcheck=\"false\" autocapitalize=\"off\" autocomplete=\"off\">\n",
         TR("Search the texts", "Rechercher dans les textes"), ask->query,
         (unsigned long long)ASK_QUERY_BYTES);
    hidden(out, "sort", sorts[ask->sort]);
    hidden(out, "match", matches[ask->match]);
    hidden(out, "lang", ask->lang_given ? lang_name() : "");
    html(out,
         "<button class=\"btn\" type=\"submit\"><svg width=\"20\" "
         "height=\"20\" viewBox=\"0 0 20 20\" aria-hidden=\"true\" "
         "focusable=\"false\"><circle cx=\"8.5\" cy=\"8.5\" r=\"6\"/><path "
         "d=\"m13 13 5.5 5.5\"/></svg><span>%l</span></button>\n</form>\n",
         TR("Search", "Rechercher"));
}

void
page_begin(struct visit *visit, const struct page_head *head)
{
    struct buf *out = visit->out;
    visit->response->type = STR("text/html; charset=utf-8");
    write_head(visit, head);
    write_header(visit, head);
    if (!head->hero) {
        html(out, "<div class=\"band\"><div class=\"wrap\">\n");
        page_form(visit);
        html(out, "</div></div>\n");
    }
    html(out, "<main id=\"contenu\" tabindex=\"-1\"><div class=\"wrap\">\n");
}

void
page_end(struct visit *visit)
{
    struct buf *out = visit->out;
    uint32_t documents = 0;
    html(out,
         "</div></main>\n<p class=\"vh\" id=\"annonce\" role=\"status\"></p>\n"
         "<footer class=\"foot\"><div class=\"wrap\">\n<ul>\n<li><a "
         "href=\"");
    page_path(out, visit, "/aide");
    html(out,
         "\">%l</a></li>\n<li><a href=\"/openapi.json\">API "
         "(OpenAPI)</a></li>\n<li><a href=\"",
         TR("Search help", "Aide à la recherche"));
    page_path(out, visit, "/accessibilite");
    html(out, "\">%l</a></li>\n</ul>\n<p>",
         TR("Accessibility: partially compliant",
            "Accessibilité\u00A0: partiellement conforme"));
    if (visit->search &&
        search_doc_count(&documents, visit->search, NULL) == STATUS_OK) {
        html(out,
             html_many(documents) ? TR("%n documents. ", "%n documents. ")
                                  : TR("%n document. ", "%n document. "),
             (uint64_t)documents);
    }
    html(out, "%l</p>\n</div></footer>\n</body>\n</html>\n",
         TR("This is not an official publication: only the cited source is "
            "authentic.",
            "Ce service n’est pas une publication officielle\u00A0: seule la "
            "source citée fait foi."));
}
