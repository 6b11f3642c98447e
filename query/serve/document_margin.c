/* Serve, page: beside a document. */
#include "document_margin.h"

#include "date.h"
#include "hit.h"
#include "markup.h"
#include "labels.h"
#include "lang.h"
#include "output.h"
#include "page.h"

enum { OTHERS = 5, LINKS_SHOWN = 12 };

static void
open_part(struct buf *out, const char *title)
{
    html(out, "<section><h2>%l</h2>\n", title);
}

/* ---- facts ------------------------------------------------------------ */

/* A value that is a link to all documents that have it. */
static void
value_link(struct visit *visit, enum field field, struct str value)
{
    struct buf *out = visit->out;
    struct ask ask = {.correct = true,
                      .page_size = ASK_PAGE_SIZE,
                      .lang_given = visit->ask.lang_given,
                      .lang = visit->lang,
                      .filters = {{ask_field_name(schema[field].json), value}},
                      .filter_count = 1};
    html(out, "<a href=\"");
    page_link(out, &ask, 0);
    html(out, "\">");
    label_value(out, schema[field].json, value);
    html(out, "</a>");
}

static void
fact(struct visit *visit, const struct document *document, enum field field,
     const char *label)
{
    struct buf *out = visit->out;
    const struct values *values = &document->field[field];
    bool date = schema[field].shape == SHAPE_DATE;
    if (values->count == 0)
        return;
    html(out, "<dt>%l</dt><dd>", label);
    for (uint32_t i = 0; i < values->count && i < LINKS_SHOWN; i++) {
        html(out, "%l", i ? ", " : "");
        if (date)
            html_date(out, values->at[i]);
        else if (schema_facet_slot(field) != UINT32_MAX)
            value_link(visit, field, values->at[i]);
        else
            html_text(out, values->at[i]);
    }
    html(out, "</dd>\n");
}

/* Days between two dates, both valid. */
static long
days_between(uint32_t from, uint32_t to)
{
    long days = 0;
    uint32_t year = from / 10000, month = from / 100 % 100;
    while (year * 100 + month < to / 100) {
        days += (long)date_month_days(year, month);
        if (++month > 12) {
            month = 1;
            year++;
        }
    }
    return days + (long)(to % 100) - (long)(from % 100);
}

static void
fact_delay(struct buf *out, const struct document *document)
{
    uint32_t asked, answered;
    if (!date_from_iso(document_first(document, FIELD_DATE), &asked) ||
        !date_from_iso(document_first(document, FIELD_DATE_ANSWER),
                       &answered) ||
        answered < asked || answered / 10000 > asked / 10000 + 20)
        return;
    long days = days_between(asked, answered);
    html(out, "<dt>%l</dt><dd>%n %l</dd>\n",
         TR("Time to answer", "Délai de réponse"), (uint64_t)days,
         html_many((uint64_t)days) ? TR("days", "jours") : TR("day", "jour"));
}

static bool
is_web(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
}

/* Where the text was read; only web addresses are links. */
static void
fact_source(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    struct str url = document_url(document), rest, host;
    html(out, "<dt>%l</dt><dd>", TR("Source", "Source"));
    if (is_web(url)) {
        str_cut(str_from_offset(url, str_find(url, STR("//")) + 2), STR("/"),
                &host, &rest);
        html(out, "<a href=\"%t\" rel=\"external noreferrer\">%t</a>", url,
             host);
    } else {
        html_text(out, document_part(document, FIELD_SOURCE, 0, SOURCE_SOURCE));
    }
    struct str read = document_part(document, FIELD_SOURCE, 0, SOURCE_INGESTED);
    if (read.len) {
        html(out, "%l", TR(", read ", ", lue le "));
        html_date(out, read);
    }
    html(out, "</dd>\n");
}

static void
write_facts(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    open_part(out, TR("Key facts", "Repères"));
    html(out, "<dl class=\"facts\">\n");
    fact(visit, document, FIELD_AUTHOR, TR("Author", "Auteur"));
    fact(visit, document, FIELD_GROUP, TR("Group", "Groupe"));
    fact(visit, document, FIELD_CONSTITUENCY,
         TR("Constituency", "Circonscription"));
    fact(visit, document, FIELD_RUBRIC, TR("Topic", "Rubrique"));
    fact(visit, document, FIELD_MINISTRY_ASKED,
         TR("Ministry asked", "Ministère interrogé"));
    fact(visit, document, FIELD_MINISTRY_ANSWERING,
         TR("Ministry answering", "Ministère attributaire"));
    fact(visit, document, FIELD_CODE, TR("Code", "Code"));
    fact(visit, document, FIELD_NOR, TR("NOR", "NOR"));
    fact(visit, document, FIELD_ECLI, TR("ECLI", "ECLI"));
    fact(visit, document, FIELD_DATE, TR("Date", "Date"));
    fact(visit, document, FIELD_DATE_ANSWER, TR("Answered", "Réponse"));
    fact_delay(out, document);
    fact_source(visit, document);
    html(out, "</dl></section>\n");
}

/* ---- versions --------------------------------------------------------- */

/* A label is "MODIFIE, 2009-01-01 – 2019-07-01", or without an end. */
static void
version_words(struct buf *out, struct str label)
{
    enum tone tone;
    struct str state, dates, from, to;
    str_cut(label, STR(", "), &state, &dates);
    str_cut(dates, STR(" – "), &from, &to);
    if (from.len == 0) {
        html_text(out, label);
        return;
    }
    if (to.len) {
        html(out, "%l", TR("from ", "du "));
        html_date(out, from);
        html(out, "%l", TR(" to ", " au "));
        html_date(out, to);
    } else {
        html(out, "%l", TR("since ", "depuis le "));
        html_date(out, from);
    }
    html(out, " <small>%t</small>", label_status(&tone, state));
}

static void
write_version(struct visit *visit, const struct document *document, uint32_t i)
{
    struct buf *out = visit->out;
    struct str uid = document_part(document, FIELD_LINKS, i, LINK_TARGET);
    struct str label = document_part(document, FIELD_LINKS, i, LINK_LABEL);
    if (str_eq(uid, document_first(document, FIELD_UID))) {
        html(out, "<li class=\"here\"><b aria-current=\"true\">");
        version_words(out, label);
        html(out, "</b></li>\n");
    } else if (document_exists(visit, uid)) {
        html(out, "<li><a href=\"");
        document_link(out, visit, uid, true);
        html(out, "\">");
        version_words(out, label);
        html(out, "</a></li>\n");
    } else {
        html(out, "<li>");
        version_words(out, label);
        html(out, "</li>\n");
    }
}

/* The text as it stood on a day. */
static void
write_day_form(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    html(out,
         "<form class=\"at\" action=\"/\" method=\"get\"><input "
         "type=\"hidden\" name=\"article\" value=\"%t\"><input type=\"hidden\" "
         "name=\"code\" value=\"%t\"><label for=\"jour\">%l</label><div><input "
         "class=\"field\" id=\"jour\" name=\"en-vigueur\" maxlength=\"20\" "
         "autocomplete=\"off\"><button class=\"btn plain\" "
         "type=\"submit\">%l</button></div></form>\n",
         document_first(document, FIELD_ARTICLE),
         document_first(document, FIELD_CODE),
         TR("Text in force on (day/month/year)",
            "Texte en vigueur le (jour/mois/année)"),
         TR("Show", "Afficher"));
}

static void
write_versions(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    const struct values *links = &document->field[FIELD_LINKS];
    bool any = false;
    for (uint32_t i = links->count; i-- > 0;) {
        if (!str_eq(document_part(document, FIELD_LINKS, i, LINK_TYPE),
                    STR("VERSION")))
            continue;
        if (!any) {
            open_part(out, TR("Versions", "Versions"));
            html(out, "<ol class=\"line\">\n");
        }
        any = true;
        write_version(visit, document, i);
    }
    if (!any)
        return;
    html(out, "</ol>\n");
    if (document_has(document, FIELD_CODE))
        write_day_form(visit, document);
    html(out, "</section>\n");
}

/* ---- how to cite it --------------------------------------------------- */

static void
plain_date(struct buf *out, const char *before, struct str iso)
{
    uint32_t date;
    if (!date_from_iso(iso, &date))
        return;
    html(out, "%l", before);
    html_date_plain(out, date);
}

static void
write_citing(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    struct str number = document_first(document, FIELD_NUMBER);
    struct str chamber = document_first(document, FIELD_CHAMBER);
    open_part(out, TR("Cite this document", "Citer ce document"));
    html(out,
         "<div class=\"copy\"><label for=\"reference\">%l</label><textarea "
         "class=\"field\" id=\"reference\" rows=\"4\" readonly>",
         TR("Permanent reference", "Référence permanente"));
    if (chamber.len) {
        label_value_plain(out, STR("chamber"), chamber);
        html(out, ", ");
    }
    html_text(out, label_kind(document_first(document, FIELD_KIND)));
    if (number.len)
        html(out, TR(" no.\u00A0%t", " n°\u00A0%t"), number);
    html(out, ", ");
    document_title_text(out, document);
    plain_date(out, ", ", document_first(document, FIELD_DATE));
    html(out, ", http://%t/documents/%u</textarea>", visit->request->host,
         visit->uid);
    html(out,
         "<button class=\"btn plain\" type=\"button\" "
         "data-copy=\"reference\" hidden>%l</button></div>\n<p "
         "class=\"hint\">%l %t</p></section>\n",
         TR("Copy the reference", "Copier la référence"),
         TR("Identifier", "Identifiant"), visit->uid);
}

/* ---- other documents -------------------------------------------------- */

static void
write_other(struct visit *visit, const struct hit *hit)
{
    struct buf *out = visit->out;
    struct str number = document_first(&hit->document, FIELD_NUMBER);
    struct str date = document_first(&hit->document, FIELD_DATE);
    html(out, "<li><a href=\"");
    document_link(out, visit, hit->uid, false);
    html(out, "\">");
    hit_title_text(out, hit);
    html(out, "</a> <small>%t",
         label_kind(document_first(&hit->document, FIELD_KIND)));
    if (number.len)
        html(out, TR(" no.\u00A0%t", " n°\u00A0%t"), number);
    if (date.len) {
        html(out, ", ");
        html_date(out, date);
    }
    html(out, "</small></li>\n");
}

/* A list of other documents under a title; *total of them. */
static bool
write_others(struct visit *visit, struct request *request, const char *title,
             uint64_t *total)
{
    struct buf *out = visit->out;
    struct answer answer;
    size_t where;
    request->limit = OTHERS;
    request->match = MATCH_ALL;
    request->cpu_limit = visit->site->search_seconds;
    request->unbounded = visit->site->search_seconds <= 0;
    if (answer_make(&answer, &where, visit->search, request, visit->arena,
                    NULL) != STATUS_OK ||
        answer.count == 0)
        return false;
    if (answer.total == 1 && str_eq(answer.hits[0].uid, visit->uid))
        return false; /* it names itself */
    *total = answer.total;
    open_part(out, title);
    html(out, "<ul class=\"refs\">\n");
    for (size_t i = 0; i < answer.count; i++)
        if (!str_eq(answer.hits[i].uid, visit->uid))
            write_other(visit, &answer.hits[i]);
    html(out, "</ul>\n");
    return true;
}

/* The documents that the text cites, each once. */
static void
write_cites(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    struct str shown[LINKS_SHOWN];
    size_t count = 0;
    for (uint32_t i = 0;
         i < document->field[FIELD_CITES].count && count < LINKS_SHOWN; i++) {
        struct str uid = document_part(document, FIELD_CITES, i, CITE_TARGET);
        struct document cited;
        bool found = false;
        for (size_t k = 0; k < count && !found; k++)
            found = str_eq(shown[k], uid);
        if (found || str_eq(uid, visit->uid) || !document_exists(visit, uid) ||
            search_document(&found, &cited, visit->search, uid, visit->arena,
                            NULL) != STATUS_OK ||
            !found)
            continue;
        if (count == 0) {
            open_part(out, TR("Cites", "Cite"));
            html(out, "<ul class=\"refs\">\n");
        }
        shown[count++] = uid;
        html(out, "<li><a href=\"");
        document_link(out, visit, uid, false);
        html(out, "\">");
        document_title_text(out, &cited);
        html(out, "</a></li>\n");
    }
    if (count)
        html(out, "</ul></section>\n");
}

static void
write_cited_by(struct visit *visit)
{
    struct buf *out = visit->out;
    struct str query =
        arena_printf(visit->arena, "cite:" STR_FMT, STR_ARG(visit->uid));
    struct request request = {.query = query};
    uint64_t total;
    if (!write_others(visit, &request, TR("Cited by", "Cité par"), &total))
        return;
    if (total > OTHERS) {
        html(out, "<p><a href=\"");
        page_query_link(out, visit, query);
        html(out,
             TR("\">All %n documents that cite it</a></p>\n",
                "\">Les %n documents qui le citent</a></p>\n"),
             total);
    }
    html(out, "</section>\n");
}

static void
write_similar(struct visit *visit)
{
    struct request request = {.similar_uid = visit->uid};
    uint64_t total;
    if (write_others(visit, &request,
                     TR("Similar documents", "Documents semblables"), &total))
        html(visit->out, "</section>\n");
}

/* What the source itself links to, versions apart. */
static void
write_links(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    const struct values *links = &document->field[FIELD_LINKS];
    unsigned shown = 0;
    for (uint32_t i = 0; i < links->count && shown < LINKS_SHOWN; i++) {
        struct str uid = document_part(document, FIELD_LINKS, i, LINK_TARGET);
        struct str label = document_part(document, FIELD_LINKS, i, LINK_LABEL);
        if (!uid.len || !document_uid_is_valid(uid) ||
            str_eq(document_part(document, FIELD_LINKS, i, LINK_TYPE),
                   STR("VERSION")) ||
            str_eq(uid, visit->uid) || !document_exists(visit, uid))
            continue;
        if (shown++ == 0) {
            open_part(out, TR("Linked documents", "Documents liés"));
            html(out, "<ul class=\"refs\">\n");
        }
        html(out, "<li><a href=\"");
        document_link(out, visit, uid, false);
        html(out, "\">%t</a></li>\n", label.len ? label : uid);
    }
    if (shown)
        html(out, "</ul></section>\n");
}

static void
write_downloads(struct visit *visit)
{
    struct buf *out = visit->out;
    open_part(out, TR("Download", "Télécharger"));
    html(out,
         "<p><a href=\"/documents/%u?format=txt\">%l</a> · <a "
         "href=\"/documents/%u?format=json\">JSON</a></p></section>\n",
         visit->uid, TR("Text", "Texte"), visit->uid);
}

void
document_margin(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    html(out, "<aside class=\"margin\" aria-label=\"%l\">\n",
         TR("About this document", "À propos de ce document"));
    write_versions(visit, document);
    write_facts(visit, document);
    write_citing(visit, document);
    write_cites(visit, document);
    write_links(visit, document);
    write_cited_by(visit);
    write_similar(visit);
    write_downloads(visit);
    html(out, "</aside>\n");
}
