/* Serve, page: filters. */
#include "facets.h"

#include "date.h"
#include "markup.h"
#include "labels.h"
#include "lang.h"
#include "page.h"
#include "parse.h"

/* ---- dates ------------------------------------------------------------ */

/* A date as its field shows it: 2024, 05/2024 or 26/05/2024; what is none as
 * it was typed. */
static void
date_field(struct buf *out, struct str given)
{
    uint32_t low, high;
    if (given.len == 0 || parse_dates(&low, &high, given, NULL) != STATUS_OK ||
        !low || !high)
        html_text(out, given);
    else if (low == high)
        html(out, "%l%i/%l%i/%i", low % 100 < 10 ? "0" : "",
             (unsigned long long)low % 100, low / 100 % 100 < 10 ? "0" : "",
             (unsigned long long)low / 100 % 100,
             (unsigned long long)low / 10000);
    else if (low / 100 == high / 100)
        html(out, "%l%i/%i", low / 100 % 100 < 10 ? "0" : "",
             (unsigned long long)low / 100 % 100,
             (unsigned long long)low / 10000);
    else if (low / 10000 == high / 10000)
        html(out, "%i", (unsigned long long)low / 10000);
    else
        html_text(out, given);
}

void
dates_in_words(struct buf *out, const struct ask *ask)
{
    uint32_t low = 0, high = 0, unused;
    if (ask->date_start.len && !ask->bad_start &&
        parse_dates(&low, &unused, ask->date_start, NULL) != STATUS_OK)
        low = 0;
    if (ask->date_end.len && !ask->bad_end &&
        parse_dates(&unused, &high, ask->date_end, NULL) != STATUS_OK)
        high = 0;
    char iso[2][DATE_ISO_BYTES];
    date_to_iso(iso[0], low);
    date_to_iso(iso[1], high);
    if (low && low == high) {
        html(out, "%l", TR("on ", "le "));
        html_date(out, str_from(iso[0]));
        return;
    }
    if (low) {
        html(out, "%l", high ? TR("from ", "du ") : TR("since ", "depuis le "));
        html_date(out, str_from(iso[0]));
    }
    if (high) {
        html(out, "%l%l", low ? " " : "",
             low ? TR("to ", "au ") : TR("until ", "jusqu’au "));
        html_date(out, str_from(iso[1]));
    }
}

/* ---- chips ------------------------------------------------------------ */

/* The facet a filter belongs to, by its JSON name; empty if none. */
static struct str
facet_of_filter(const struct filter *filter)
{
    struct facet_field field;
    if (facet_find(&field, filter->field, NULL) == STATUS_OK)
        return field.name;
    return STR("");
}

static void
chip(struct visit *visit, size_t i)
{
    struct buf *out = visit->out;
    struct ask without;
    ask_without(&without, &visit->ask, i);
    html(out, "<a href=\"");
    page_link(out, &without, 0);
    html(out, "\"><span class=\"vh\">%l</span>",
         TR("Remove filter: ", "Retirer le filtre\u00A0: "));
    if (i == FILTERS_MAX) {
        dates_in_words(out, &visit->ask);
    } else {
        const struct filter *filter = &visit->ask.filters[i];
        struct str facet = facet_of_filter(filter);
        if (!facet.len)
            html(out, TR("%t: ", "%t\u00A0: "), filter->field);
        label_value(out, facet, filter->value);
        if (str_eq(facet, STR("legislature")))
            html(out, TR(" legislature", " législature"));
    }
    html(out, " <span aria-hidden=\"true\">×</span></a>\n");
}

void
facets_chips(struct visit *visit)
{
    struct buf *out = visit->out;
    const struct ask *ask = &visit->ask;
    size_t count = ask->filter_count + (ask->date.len > 0);
    html(out, "<p class=\"chips%l\">", count ? "" : " none");
    if (count)
        html(out, "<span class=\"soft\">%l</span> ",
             count > 1 ? TR("Active filters", "Filtres actifs")
                       : TR("Active filter", "Filtre actif"));
    if (ask->date.len)
        chip(visit, FILTERS_MAX);
    for (size_t i = 0; i < ask->filter_count; i++)
        chip(visit, i);
    if (count > 1) {
        struct ask all;
        ask_without(&all, ask, FILTERS_MAX);
        all.filter_count = 0;
        html(out, "<a class=\"all\" href=\"");
        page_link(out, &all, 0);
        html(out, "\">%l</a>\n", TR("Clear all", "Tout effacer"));
    }
    html(out, "<a class=\"jump\" href=\"#filtres\">%l</a></p>\n",
         TR("Filter", "Filtrer"));
}

/* ---- boxes ------------------------------------------------------------ */

static bool
is_chosen(const struct ask *ask, struct str name, struct str value)
{
    for (size_t i = 0; i < ask->filter_count; i++)
        if (str_eq(ask->filters[i].field, name) &&
            str_eq(ask->filters[i].value, value))
            return true;
    return false;
}

static bool
has_choice(const struct ask *ask, struct str name)
{
    for (size_t i = 0; i < ask->filter_count; i++)
        if (str_eq(ask->filters[i].field, name))
            return true;
    return false;
}

static void
box(struct buf *out, struct str facet, struct str name, struct str value,
    uint64_t count, bool checked)
{
    html(out,
         "<li><label><input type=\"checkbox\" name=\"%t\" value=\"%t\" "
         "form=\"recherche\"%l><span>",
         name, value, checked ? " checked" : "");
    label_value(out, facet, value);
    html(out,
         "</span> <span>%n<span class=\"vh\"> %l</span></span></label></li>\n",
         count, html_many(count) ? "documents" : "document");
}

/* Those that are chosen but have no hit stay, at 0. */
static void
chosen_boxes(struct visit *visit, const struct facet *facet, struct str name)
{
    const struct ask *ask = &visit->ask;
    for (size_t i = 0; i < ask->filter_count; i++) {
        uint64_t count = 0;
        if (!str_eq(ask->filters[i].field, name))
            continue;
        for (size_t k = 0; k < facet->count; k++)
            if (str_eq(facet->values[k].value, ask->filters[i].value))
                count = facet->values[k].count;
        box(visit->out, facet->field->name, name, ask->filters[i].value, count,
            true);
    }
}

/* Values from..to of those that are not chosen. */
static void
free_boxes(struct visit *visit, const struct facet *facet, struct str name,
           size_t from, size_t to)
{
    size_t at = 0;
    for (size_t k = 0; k < facet->count; k++) {
        const struct facet_value *value = &facet->values[k];
        if (is_chosen(&visit->ask, name, value->value))
            continue;
        if (at >= from && at < to)
            box(visit->out, facet->field->name, name, value->value,
                value->count, false);
        at++;
    }
}

static void
whole_link(struct visit *visit, const struct facet *facet)
{
    AUTO(buf) struct buf link = BUF_INIT(64 * 1024);
    struct ask ask = visit->ask;
    ask.page = 1;
    buf_add_char(&link, '/');
    ask_link(&link, &ask, 0);
    html(visit->out, "<p class=\"all\"><a href=\"%t%lfacette=%u\">",
         buf_str(&link), str_contains(buf_str(&link), STR("?")) ? "&amp;" : "?",
         facet->field->name);
    html(visit->out, TR("All %n %l", "Les %n %l"), (uint64_t)facet->distinct,
         label_facet_many(facet->field->name));
    html(visit->out, "</a></p>\n");
}

static void
write_boxes(struct visit *visit, const struct facet *facet, struct str name)
{
    struct buf *out = visit->out;
    size_t chosen = 0;
    for (size_t k = 0; k < facet->count; k++)
        chosen += is_chosen(&visit->ask, name, facet->values[k].value);
    size_t open = facet->count - chosen;
    size_t folded = open > FACETS_OPEN ? open - FACETS_OPEN : 0;
    html(out, "<ul class=\"opts\">\n");
    chosen_boxes(visit, facet, name);
    free_boxes(visit, facet, name, 0, FACETS_OPEN);
    html(out, "</ul>\n");
    if (folded) {
        html(out, "<details><summary>");
        html(out,
             TR("Show %n more",
                folded > 1 ? "Afficher %n autres" : "Afficher %n autre"),
             (uint64_t)folded);
        html(out, "</summary><ul class=\"opts\">\n");
        free_boxes(visit, facet, name, FACETS_OPEN, SIZE_MAX);
        html(out, "</ul></details>\n");
    }
    if (facet->distinct > facet->count)
        whole_link(visit, facet);
}

static void
write_facet(struct visit *visit, const struct facet *facet, bool open)
{
    struct buf *out = visit->out;
    struct str name = ask_field_name(facet->field->name);
    bool chosen = has_choice(&visit->ask, name);
    const char *label = label_facet(facet->field->name);
    if (facet->distinct == 0 && !chosen)
        return;
    if (open)
        html(out, "<fieldset id=\"f-%t\"><legend>%l</legend>\n",
             facet->field->name, label);
    else
        html(out,
             "<details id=\"f-%t\"%l><summary>%l</summary><fieldset><legend "
             "class=\"vh\">%l</legend>\n",
             facet->field->name, chosen ? " open" : "", label, label);
    write_boxes(visit, facet, name);
    html(out, open ? "</fieldset>\n" : "</fieldset></details>\n");
}

/* ---- the margin ------------------------------------------------------- */

static void
date_input(struct visit *visit, const char *id, const char *name,
           const char *label, struct str given, bool bad)
{
    struct buf *out = visit->out;
    html(out,
         "<div><label for=\"%l\">%l</label><input class=\"field\" id=\"%l\" "
         "name=\"%l\" value=\"",
         id, label, id, name);
    date_field(out, given);
    html(out,
         "\" form=\"recherche\" autocomplete=\"off\" maxlength=\"40\" "
         "aria-describedby=\"fmt%l%l\"%l>",
         bad ? " bad-" : "", bad ? id : "",
         bad ? " aria-invalid=\"true\"" : "");
    if (bad)
        html(out, "<p class=\"wrong\" id=\"bad-%l\">%l</p>", id,
             TR("There is no such date.", "Cette date n’existe pas."));
    html(out, "</div>\n");
}

static void
write_period(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    const struct ask *ask = &visit->ask;
    html(out, "<section aria-labelledby=\"t-per\"><h2 id=\"t-per\">%l</h2>\n",
         TR("Period", "Période"));
    histogram_write(visit, &answer->histogram);
    html(out, "<div class=\"dates\" id=\"dates\">\n");
    date_input(visit, "ds", "date_start", TR("From", "Du"), ask->date_start,
               ask->bad_start);
    date_input(visit, "de", "date_end", TR("To", "Au"), ask->date_end,
               ask->bad_end);
    html(out, "</div>\n<p class=\"hint\" id=\"fmt\">%l</p></section>\n",
         TR("e.g. 2024, 05/2024 or 26/05/2024",
            "Ex. 2024, 05/2024 ou 26/05/2024"));
}

/* Filters without a box travel along unseen. */
static void
write_hidden(struct visit *visit, const struct answer *answer)
{
    const struct ask *ask = &visit->ask;
    for (size_t i = 0; i < ask->filter_count; i++) {
        bool boxed = false;
        for (size_t k = 0; k < answer->facet_count; k++)
            boxed =
                boxed || str_eq(ask_field_name(answer->facets[k].field->name),
                                ask->filters[i].field);
        if (!boxed)
            html(visit->out,
                 "<input type=\"hidden\" form=\"recherche\" name=\"%t\" "
                 "value=\"%t\">\n",
                 ask->filters[i].field, ask->filters[i].value);
    }
}

void
facets_margin(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    size_t open = 0;
    html(out, "<aside class=\"margin\" id=\"filtres\" aria-label=\"%l\">\n",
         TR("Filters", "Filtres"));
    write_period(visit, answer);
    for (size_t i = 0; i < answer->facet_count; i++) {
        const struct facet *facet = &answer->facets[i];
        write_facet(visit, facet, open < FACETS_UNFOLDED);
        open += facet->distinct > 0;
    }
    write_hidden(visit, answer);
    html(out,
         "<div class=\"apply\"><button class=\"btn\" type=\"submit\" "
         "form=\"recherche\" id=\"appliquer\">%l</button></div>\n</aside>\n",
         TR("Apply the filters", "Appliquer les filtres"));
}

/* ---- one facet whole -------------------------------------------------- */

void
facets_whole(struct visit *visit, const struct answer *answer)
{
    struct buf *out = visit->out;
    const struct facet *facet = &answer->facets[0];
    struct str name = ask_field_name(facet->field->name);
    const char *label = label_facet(facet->field->name);
    struct page_head head = {.title = arena_printf(visit->arena, "%s", label)};
    struct ask back = visit->ask;
    back.whole_facet = back.facet_within = STR("");
    page_begin(visit, &head);
    html(out, "<div class=\"sheet\">\n<p class=\"back\"><a href=\"");
    page_link(out, &back, 0);
    html(out, "\">%l</a></p>\n<h1>%l</h1>\n<p class=\"text\">",
         TR("Back to the documents", "Retour aux documents"), label);
    html(out,
         html_many(facet->distinct)
             ? TR("%n values in %n documents.", "%n valeurs dans %n documents.")
             : TR("%n value in %n documents.", "%n valeur dans %n documents."),
         (uint64_t)facet->distinct, answer->total);
    html(out,
         "</p>\n<p class=\"within\"><label for=\"fq\">%l</label> <input "
         "class=\"field\" id=\"fq\" name=\"facette_query\" value=\"%t\" "
         "form=\"recherche\"><input type=\"hidden\" name=\"facette\" "
         "value=\"%t\" form=\"recherche\"> <button class=\"btn\" "
         "type=\"submit\" form=\"recherche\">%l</button></p>\n",
         TR("Search among the values", "Chercher parmi les valeurs"),
         visit->ask.facet_within, visit->ask.whole_facet,
         TR("Show", "Afficher"));
    html(out, "<ul class=\"all-values\">\n");
    for (size_t i = 0; i < facet->count; i++) {
        struct ask ask = back;
        ask.page = 1;
        if (!is_chosen(&ask, name, facet->values[i].value) &&
            ask.filter_count < FILTERS_MAX - 1)
            ask.filters[ask.filter_count++] =
                (struct filter){name, facet->values[i].value};
        html(out, "<li><a href=\"");
        page_link(out, &ask, 0);
        html(out, "\">");
        label_value(out, facet->field->name, facet->values[i].value);
        html(out, "</a> <span class=\"soft\">%n</span></li>\n",
             facet->values[i].count);
    }
    html(out, "</ul>\n</div>\n");
    page_end(visit);
}
