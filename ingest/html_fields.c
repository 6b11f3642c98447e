/* ingest, step 3: what an HTML page says about itself, as fields. */
#include "html_fields.h"

#include "an_question.h"
#include "date.h"
#include "dates.h"
#include "label.h"
#include "lang.h"
#include "senat_amendment.h"

#include <string.h>

#define AN_SITE "https://www.assemblee-nationale.fr"

enum { TITLE_TEXT_MAX = 300 };

/* The sorts of page, and the kind of document each becomes. */
static const char *const kinds[] = {
    [PAGE_ANY] = "page",           [PAGE_AMENDMENT] = "amendement",
    [PAGE_AN_DOSSIER] = "dossier", [PAGE_AN_BILL] = "texte",
    [PAGE_AN_REPORT] = "document", [PAGE_AN_RECORD] = "compte-rendu",
    [PAGE_AN_VOTE] = "scrutin",    [PAGE_SENAT_DOSSIER] = "dossier",
    [PAGE_SENAT_BILL] = "texte",   [PAGE_SENAT_AMENDMENT] = "amendement",
    [PAGE_LEGIFRANCE] = "texte",
};

/* The Assembly's TYPE_DOCUMENT, folded: how it begins. */
static const struct an_type_of_page {
    const char *label;
    enum page_sort sort;
} an_types[] = {
    {"dossier", PAGE_AN_DOSSIER},     {"projet de loi", PAGE_AN_BILL},
    {"proposition de", PAGE_AN_BILL}, {"texte", PAGE_AN_BILL},
    {"rapport", PAGE_AN_REPORT},      {"avis", PAGE_AN_REPORT},
    {"compte rendu", PAGE_AN_RECORD},
};

/* What of a page's <meta> goes into which field as it is. */
static const struct mapped {
    const char *meta;
    enum field field;
    enum { TEXT, DAY, NUMBER_IN, NAMES, PA, PO } how;
} mapped[] = {
    {"num_amtxt", FIELD_NUMBER, TEXT},
    {"num_amend", FIELD_NUMBER, TEXT},
    {"numero_document", FIELD_NUMBER, TEXT},
    {"legislature", FIELD_LEGISLATURE, NUMBER_IN},
    {"legislature_id", FIELD_LEGISLATURE, NUMBER_IN},
    {"legislature_session", FIELD_LEGISLATURE, NUMBER_IN},
    {"auteurs", FIELD_AUTHOR, NAMES},
    {"auteur", FIELD_AUTHOR, NAMES},
    {"auteur_id", FIELD_AUTHOR_REF, PA},
    {"groupe_id", FIELD_GROUP_REF, PO},
    {"sort", FIELD_OUTCOME, TEXT},
    {"date_badage", FIELD_DATE, DAY},
    {"date_depot", FIELD_DATE, DAY},
    {"article:published_time", FIELD_DATE, DAY},
    {"date", FIELD_DATE, DAY},
    {"dc.date", FIELD_DATE, DAY},
    {"dc.date.issued", FIELD_DATE, DAY},
    {"dcterms.issued", FIELD_DATE, DAY},
    {"dcterms.created", FIELD_DATE, DAY},
    {"datepublished", FIELD_DATE, DAY},
    {"last-modified", FIELD_DATE, DAY},
};

static bool
on_site(const struct html_page *page, const char *host)
{
    struct str url =
        page->canonical.len ? page->canonical : html_page_meta(page, "og:url");
    return str_contains(str_head(url, 60), str_from(host));
}

static enum page_sort
senat_sort(const struct html_page *page)
{
    struct label title = label_fold(page->title);
    struct str words = html_page_meta(page, "keywords");
    if (str_contains(page->feed, STR("/dossierleg/")))
        return PAGE_SENAT_DOSSIER;
    if (senat_amendment_likely(page))
        return PAGE_SENAT_AMENDMENT;
    bool bill = label_starts(&title, "projet de loi") ||
                label_starts(&title, "proposition de loi") ||
                label_starts(&title, "proposition de resolution");
    if (bill &&
        (str_contains(words, STR("Sénat")) || on_site(page, "senat.fr")))
        return PAGE_SENAT_BILL;
    return PAGE_ANY;
}

static bool
has_an_title(const struct html_page *page)
{
    return str_starts(page->title, STR("Assemblée nationale"));
}

/* Pages made by hand have no TYPE_DOCUMENT. */
static bool
is_an_dossier(const struct html_page *page)
{
    for (size_t i = 0; has_an_title(page) && i < page->blocks.count; i++) {
        struct label label = label_fold(str_head(page->blocks.at[i].text, 60));
        if (label_starts(&label, "travaux preparatoires"))
            return true;
    }
    return false;
}

enum page_sort
html_page_sort(const struct html_page *page)
{
    struct label type = label_fold(html_page_meta(page, "type_document"));
    struct label title = label_fold(page->title);
    if (html_page_meta(page, "num_amend").len ||
        html_page_meta(page, "num_amtxt").len)
        return PAGE_AMENDMENT;
    for (size_t i = 0; i < sizeof an_types / sizeof an_types[0]; i++)
        if (label_starts(&type, an_types[i].label))
            return an_types[i].sort;
    if (label_starts(&title, "analyse du scrutin n"))
        return PAGE_AN_VOTE;
    if (on_site(page, "legifrance.gouv.fr"))
        return PAGE_LEGIFRANCE;
    return is_an_dossier(page) ? PAGE_AN_DOSSIER : senat_sort(page);
}

/* "M. le Premier ministre  Auteur,M. le Ministre ... Cosignataire",
 * "Mme Louwagie et Mme Marianne Dubois". */
static enum status
add_names(struct document *document, struct str value, struct arena *arena,
          struct error *err)
{
    while (value.len) {
        size_t comma = str_find(value, STR(",")), and = str_find(value,
                                                                 STR(" et M"));
        size_t end = comma < and? comma : and;
        struct str name = str_trim(str_head(value, end));
        value = end == SIZE_MAX
                    ? STR("")
                    : str_from_offset(value, end + (end == and? 4 : 1));
        if (str_ends(name, STR(" Auteur")))
            name = str_head(name, name.len - 7);
        else if (str_ends(name, STR(" Cosignataire")))
            name = str_head(name, name.len - 13);
        TRY(an_add(document, FIELD_AUTHOR, an_bare_name(str_trim(name)), arena,
                   err));
    }
    return STATUS_OK;
}

static uint32_t
day_of(struct str value)
{
    uint32_t date = 0;
    struct str head = str_head(value, 10);
    if (date_from_iso(head, &date) || date_from_slashes(head, &date) ||
        date_parse(value, &date))
        return date;
    return 0;
}

static enum status
add_mapped(struct document *document, const struct mapped *row,
           struct str value, struct arena *arena, struct error *err)
{
    struct str reference;
    switch (row->how) {
    case DAY:
        return document_add_date(document, row->field, day_of(value), arena,
                                 err);
    case NUMBER_IN:
        return an_add(document, row->field, an_first_digits(value), arena, err);
    case NAMES:
        return add_names(document, value, arena, err);
    case PA:
    case PO:
        value = an_first_digits(value);
        reference = arena_printf(arena, "%s" STR_FMT,
                                 row->how == PA ? "PA" : "PO", STR_ARG(value));
        return an_add(document, row->field, value.len ? reference : value,
                      arena, err);
    case TEXT:
        break;
    }
    return an_add(document, row->field, value, arena, err);
}

static enum status
add_metas(struct document *document, const struct html_page *page,
          struct error *err)
{
    for (size_t i = 0; i < sizeof mapped / sizeof mapped[0]; i++) {
        struct str value = html_page_meta(page, mapped[i].meta);
        if (value.len && !document_has(document, mapped[i].field))
            TRY(add_mapped(document, &mapped[i], value, page->arena, err));
    }
    return STATUS_OK;
}

/* "/14/dossiers/x.asp" on the Assembly's site. */
static struct str
an_url_of(struct str path, struct arena *arena)
{
    if (!str_starts(path, STR("/")))
        return path;
    return arena_printf(arena, AN_SITE STR_FMT, STR_ARG(path));
}

/* "/14/dossiers/x.asp" means nothing without its site. */
static enum status
complete_links(struct html_page *page, const char *site, struct error *err)
{
    for (size_t i = 0; i < page->links.count; i++) {
        struct str *target = &page->links.at[i].target;
        if (!str_starts(*target, STR("/")))
            continue;
        bool host = str_starts(*target, STR("//"));
        *target = arena_printf(page->arena, "%s" STR_FMT,
                               host ? "https:" : site, STR_ARG(*target));
        if (!target->at)
            return error_no_memory(err);
    }
    return STATUS_OK;
}

/* The documents of a dossier: two lists in step, parted by "|". */
static enum status
add_documents(struct html_page *page, struct error *err)
{
    struct str titles = html_page_meta(page, "titres_doc");
    struct str urls = html_page_meta(page, "urls_doc");
    while (urls.len) {
        struct str url, title;
        str_cut(urls, STR("|"), &url, &urls);
        str_cut(titles, STR("|"), &title, &titles);
        if (url.len)
            TRY(links_add_typed(&page->links, STR("document"),
                                an_url_of(url, page->arena), str_trim(title),
                                err));
    }
    return STATUS_OK;
}

/* The law that a dossier became, with its NOR ("...?numjo=FCPX1425969L"). */
static enum status
add_law(struct document *document, struct html_page *page, struct error *err)
{
    struct str law = html_page_meta(page, "loi_promulguee");
    struct str url = html_page_meta(page, "lien_loi_promulguee");
    size_t at = str_find(url, STR("numjo="));
    struct str nor =
        at == SIZE_MAX ? STR("") : str_head(str_from_offset(url, at + 6), 12);
    if (law.len == 0)
        return STATUS_OK;
    if (nor.len == 12 && str_find_char(nor, '&') == SIZE_MAX)
        TRY(an_add(document, FIELD_NOR, nor, page->arena, err));
    TRY(an_add(document, FIELD_OUTCOME, STR("Loi promulguée"), page->arena,
               err));
    return links_add_typed(&page->links, STR("loi"), url, law, err);
}

static enum status
add_path(struct document *document, const struct html_page *page,
         const char *meta, struct error *err)
{
    return an_add(document, FIELD_PATH, html_page_meta(page, meta), page->arena,
                  err);
}

static enum status
add_an_fields(struct document *document, struct html_page *page,
              enum page_sort sort, struct error *err)
{
    struct arena *arena = page->arena;
    struct str dossier = an_url_of(html_page_meta(page, "url_dossier"), arena);
    struct str sitting = html_page_meta(page, "quantieme_seance");
    struct str container[] = {{NULL, 0}, html_page_meta(page, "titre_init")};
    TRY(an_add(document, FIELD_CHAMBER, STR("an"), arena, err));
    TRY(complete_links(page, AN_SITE, err));
    if (sort == PAGE_AN_DOSSIER) {
        TRY(add_law(document, page, err));
        return add_documents(page, err);
    }
    if (dossier.len)
        TRY(links_add_typed(&page->links, STR("dossier"), dossier,
                            html_page_meta(page, "titre_dossier"), err));
    TRY(add_path(document, page, "titre_dossier", err));
    TRY(document_add_parts(document, FIELD_CONTAINER, container, arena, err));
    TRY(add_path(document, page, "titre_init", err));
    TRY(add_path(document, page, "designation_article", err));
    TRY(add_path(document, page, "designation_alinea", err));
    return document_add_date(document, FIELD_DATE, dates_find(sitting), arena,
                             err);
}

/* "https://www.senat.fr/dossier-legislatif/pjl16-540.html", from the name of
 * the page's feed: "/dossierleg/rss/doslegpjl16-540.rss". */
static struct str
senat_dossier_url(const struct html_page *page)
{
    size_t at = str_rfind(page->feed, STR("/dosleg"));
    struct str name =
        at == SIZE_MAX ? STR("") : str_from_offset(page->feed, at + 7);
    name = str_head(name, str_find_char(name, '.'));
    if (name.len == 0)
        return name;
    return arena_printf(
        page->arena, "https://www.senat.fr/dossier-legislatif/" STR_FMT ".html",
        STR_ARG(name));
}

static struct str
url_of(const struct html_page *page, enum page_sort sort)
{
    struct str url = page->canonical;
    if (url.len == 0)
        url = html_page_meta(page, "og:url");
    if (url.len == 0 && sort == PAGE_AN_DOSSIER)
        url = an_url_of(html_page_meta(page, "url_dossier"), page->arena);
    if (url.len == 0 && sort == PAGE_SENAT_DOSSIER)
        url = senat_dossier_url(page);
    return str_starts(url, STR("http")) ? url : STR("");
}

/* <title> without the name of the site at either end. */
static struct str
without_site(const struct html_page *page)
{
    static const struct str starts[] = {STR_INIT("Assemblée nationale - "),
                                        STR_INIT("Assemblée nationale ~ ")};
    static const struct str ends[] = {
        STR_INIT(" - Sénat"),
        STR_INIT(" - Assemblée nationale"),
        STR_INIT(" - Légifrance"),
        STR_INIT(" | Légifrance"),
        STR_INIT(" | Légifrance, le service public de la diffusion du droit"),
        STR_INIT(" | Sénat"),
        STR_INIT(" | Service-Public.fr"),
        STR_INIT(" | vie-publique.fr")};
    struct str title = page->title;
    struct str site = html_page_meta(page, "og:site_name");
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_starts(title, starts[i]))
            title = str_from_offset(title, starts[i].len);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(title, ends[i]))
            title.len -= ends[i].len;
    if (site.len && str_ends(title, site) && title.len > site.len + 3) {
        struct str rest = str_trim(str_head(title, title.len - site.len));
        static const struct str bars[] = {STR_INIT("|"), STR_INIT("-"),
                                          STR_INIT("–"), STR_INIT("·")};
        for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++)
            if (str_ends(rest, bars[i]))
                title = str_trim(str_head(rest, rest.len - bars[i].len));
    }
    return str_trim(title);
}

/* "Amendement n° 406 – ART. 1ER BIS C – OUVERTURE DU MARIAGE ... (n°922)" */
static struct str
amendment_title(const struct html_page *page)
{
    struct str number = html_page_meta(page, "num_amtxt");
    struct str article = html_page_meta(page, "designation_article");
    struct str text = html_page_meta(page, "titre_init");
    if (number.len == 0)
        number = html_page_meta(page, "num_amend");
    return arena_printf(page->arena,
                        "Amendement n° " STR_FMT "%s" STR_FMT "%s" STR_FMT,
                        STR_ARG(number), article.len ? " – " : "",
                        STR_ARG(article), text.len ? " – " : "", STR_ARG(text));
}

static enum status
add_title(struct document *document, const struct html_page *page,
          enum page_sort sort, struct error *err)
{
    struct str title = without_site(page);
    if (sort == PAGE_AMENDMENT)
        title = amendment_title(page);
    else if (title.len == 0 ||
             (page->heading.len && page->heading.len < TITLE_TEXT_MAX &&
              sort == PAGE_ANY && str_starts(title, page->heading)))
        title = page->heading;
    if (title.len == 0)
        title = html_page_meta(page, "og:title");
    if (title.len == 0 && page->blocks.count)
        TRY(title_from_text(&title, page->blocks.at[0].text, page->arena, err));
    return an_add(document, FIELD_TITLE, title, page->arena, err);
}

/* The identifier in a Légifrance address, empty if there is none. */
static struct str
legifrance_id(struct str url)
{
    static const struct str starts[] = {
        STR_INIT("LEGIARTI"), STR_INIT("JORFARTI"), STR_INIT("JORFTEXT"),
        STR_INIT("LEGITEXT"), STR_INIT("KALIARTI"), STR_INIT("KALITEXT"),
        STR_INIT("LEGISCTA"), STR_INIT("JORFSCTA")};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        size_t at = str_rfind(url, starts[i]);
        struct str id = at == SIZE_MAX ? STR("") : str_from_offset(url, at);
        id = str_head(id, 20);
        if (an_first_digits(id).len == 12)
            return id;
    }
    return (struct str){NULL, 0};
}

static enum status
add_legifrance(struct document *document, struct str url,
               const struct html_page *page, struct error *err)
{
    struct str id = legifrance_id(url);
    if (id.len == 0)
        return STATUS_OK;
    const char *kind = str_contains(id, STR("ARTI"))   ? "article"
                       : str_contains(id, STR("SCTA")) ? "section"
                                                       : "texte";
    struct str title = document_first(document, FIELD_TITLE), article, code;
    if (str_starts(title, STR("Article ")) &&
        str_cut(title, STR(" - "), &article, &code)) {
        TRY(an_add(document, FIELD_ARTICLE, str_from_offset(article, 8),
                   page->arena, err));
        TRY(an_add(document, FIELD_CODE, code, page->arena, err));
    }
    TRY(document_add(document, FIELD_KIND, str_from(kind), page->arena, err));
    return document_add(document, FIELD_UID, id, page->arena, err);
}

/* A dossier is dated by the first text laid: "déposé au Sénat le 27 avril". */
static uint32_t
date_laid(const struct html_page *page)
{
    enum { NEAR = 80 };
    for (size_t i = 0; i < page->blocks.count; i++) {
        struct str text = page->blocks.at[i].text;
        size_t at;
        while ((at = str_find(text, STR("déposé"))) != SIZE_MAX) {
            text = str_from_offset(text, at + 1);
            uint32_t date = dates_find(str_head(text, NEAR));
            if (date)
                return date;
        }
    }
    return 0;
}

static bool
is_an(enum page_sort sort, const struct html_page *page)
{
    return (sort >= PAGE_AMENDMENT && sort <= PAGE_AN_VOTE) ||
           html_page_meta(page, "legislature_session").len ||
           has_an_title(page) || on_site(page, "assemblee-nationale.fr");
}

static enum status
add_senat_fields(struct document *document, struct html_page *page,
                 struct error *err)
{
    TRY(an_add(document, FIELD_CHAMBER, STR("senat"), page->arena, err));
    return complete_links(page, "https://www.senat.fr", err);
}

enum status
html_fields(struct document *document, struct str *url, struct html_page *page,
            enum page_sort sort, struct error *err)
{
    struct arena *arena = page->arena;
    *url = url_of(page, sort);
    TRY(document_add(document, FIELD_KIND, str_from(kinds[sort]), arena, err));
    TRY(add_title(document, page, sort, err));
    TRY(add_metas(document, page, err));
    if (is_an(sort, page))
        TRY(add_an_fields(document, page, sort, err));
    else if ((sort >= PAGE_SENAT_DOSSIER && sort <= PAGE_SENAT_AMENDMENT) ||
             on_site(page, "senat.fr"))
        TRY(add_senat_fields(document, page, err));
    if (sort == PAGE_LEGIFRANCE)
        TRY(add_legifrance(document, *url, page, err));
    if (sort == PAGE_AN_VOTE) {
        TRY(an_add(document, FIELD_NUMBER, an_first_digits(page->title), arena,
                   err));
        TRY(document_add_date(document, FIELD_DATE, dates_find(page->title),
                              arena, err));
    }
    if (sort == PAGE_AN_DOSSIER || sort == PAGE_SENAT_DOSSIER)
        TRY(document_add_date(document, FIELD_DATE, date_laid(page), arena,
                              err));
    if (!document_has(document, FIELD_DATE) && sort == PAGE_ANY)
        TRY(document_add_date(document, FIELD_DATE, day_of(page->time), arena,
                              err));
    return STATUS_OK;
}
