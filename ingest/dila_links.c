/* ingest, step 3: what a document of the DILA points to. */
#include "dila.h"

#include "date.h"
#include "html.h"
#include "lang.h"

uint32_t
dila_date(struct str s)
{
    uint32_t date = 0;
    if (!date_parse(s, &date) || date == 29990101 || date == 22220222)
        return 0;
    return date;
}

static bool
is_in_force(struct json *node, uint32_t day)
{
    uint32_t start = dila_date(json_text_at(node, "@debut"));
    uint32_t end = dila_date(json_text_at(node, "@fin"));
    return start && day >= start && (!end || day < end);
}

struct json *
dila_in_force(struct json *node, uint32_t day)
{
    struct json *first = NULL;
    struct json_items items = json_items(node);
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        if (is_in_force(it, day))
            return it;
        if (!first)
            first = it;
    }
    return first;
}

/* "VIGUEUR, 2006-12-27 – 2009-05-14" */
static void
describe_period(struct buf *out, struct json *node, struct str state)
{
    uint32_t start = dila_date(json_text_at(node, "@debut"));
    uint32_t end = dila_date(json_text_at(node, "@fin"));
    char iso[DATE_ISO_BYTES];
    buf_add(out, state);
    if (start) {
        date_to_iso(iso, start);
        buf_printf(out, "%s%s", state.len ? ", " : "", iso);
    }
    if (end) {
        date_to_iso(iso, end);
        buf_printf(out, " – %s", iso);
    }
}

static enum status
add_link(struct dila *d, struct str type, struct str target, struct buf *label)
{
    TRY(buf_status(label, d->err));
    return links_add_typed(&d->links, type, target, buf_str(label), d->err);
}

/* "CITATION:cible": another text cites this one.  Without identifier the
 * label ("Décret 52-751 1952-06-26") is all there is. */
static enum status
add_citation(struct dila *d, struct json *node)
{
    static const char *const targets[] = {"@id", "@cidtexte", "@nortexte"};
    AUTO(buf) struct buf label = BUF_INIT(64 * 1024);
    struct str kind = json_text_at(node, "@typelien");
    struct str way = json_text_at(node, "@sens"), target = {NULL, 0}, line;
    struct str type =
        arena_printf(d->arena, STR_FMT "%s" STR_FMT, STR_ARG(kind),
                     way.len ? ":" : "", STR_ARG(way));
    for (size_t i = 0; !target.len && i < 3; i++)
        target = json_text_at(node, targets[i]);
    TRY(html_line(&line, json_text(node), d->arena, d->err));
    buf_add(&label, line);
    json_ignore(node); /* number, date, nature: all in the label */
    if (!target.len && !line.len)
        return STATUS_OK;
    return add_link(d, type, target, &label);
}

static enum status
add_citations(struct dila *d, const char *path)
{
    struct json_items items = json_items(json_get(d->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(add_citation(d, it));
    return STATUS_OK;
}

static enum status
add_version(struct dila *d, struct json *node, struct str state)
{
    AUTO(buf) struct buf label = BUF_INIT(4096);
    struct str own = json_text_at(node, "@etat");
    struct str target = json_text_at(node, "@id");
    describe_period(&label, node, own.len ? own : state);
    json_ignore(node);
    return target.len ? add_link(d, STR("VERSION"), target, &label) : STATUS_OK;
}

static enum status
add_versions(struct dila *d, const char *path)
{
    struct json_items items = json_items(json_get(d->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        static const char *const names[] = {"LIEN_ART", "LIEN_TXT"};
        struct str state = json_text_at(it, "@etat");
        for (size_t i = 0; i < 2; i++) {
            struct json_items links = json_items(json_get(it, names[i]));
            for (struct json *link; (link = json_each(&links)) != NULL;)
                TRY(add_version(d, link, state));
        }
    }
    return STATUS_OK;
}

/* European Legislation Identifier: URLs that last. */
static enum status
add_eli(struct dila *d, const char *path)
{
    struct json_items items = json_items(json_get(d->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        if (json_text(it).len)
            TRY(links_add_typed(&d->links, STR("ELI"), json_text(it), STR(""),
                                d->err));
    return STATUS_OK;
}

enum status
dila_links(struct dila *d)
{
    TRY(add_eli(d, "META/META_COMMUN/ID_ELI"));
    TRY(add_eli(d, "META/META_COMMUN/ELI_ALIAS/ID_ELI_ALIAS"));
    TRY(add_versions(d, "VERSIONS/VERSION"));
    TRY(add_citations(d, "LIENS/LIEN"));
    return add_citations(d, "META/META_SPEC/META_TEXTE_VERSION/LIENS/LIEN");
}

static enum status
add_content(struct dila *d, struct json *node, struct buf *headings)
{
    AUTO(buf) struct buf label = BUF_INIT(64 * 1024);
    bool article = str_eq(node->key, STR("LIEN_ART"));
    struct str target = json_text_at(node, "@id");
    struct str number = json_text_at(node, "@num"), line;
    TRY(html_line(&line, json_text(node), d->arena, d->err));
    if (article && number.len)
        buf_printf(&label, "article " STR_FMT, STR_ARG(number));
    buf_add(&label, line);
    AUTO(buf) struct buf period = BUF_INIT(4096);
    describe_period(&period, node, json_text_at(node, "@etat"));
    if (period.len)
        buf_printf(&label, "%s(" STR_FMT ")", label.len ? " " : "",
                   STR_ARG(buf_str(&period)));
    json_ignore(node);
    if (line.len) {
        buf_add(headings, headings->len ? STR("\n") : STR(""));
        buf_add(headings, line);
    }
    return add_link(d, article ? STR("ARTICLE") : STR("SECTION"), target,
                    &label);
}

enum status
dila_contents(struct dila *d, struct json *contents)
{
    AUTO(buf) struct buf headings = BUF_INIT(XML_TEXT_MAX);
    if (!contents)
        return STATUS_OK;
    for (struct json *it = contents->first; it; it = it->next) {
        if (!str_eq(it->key, STR("LIEN_ART")) &&
            !str_eq(it->key, STR("LIEN_SECTION_TA")))
            continue; /* json_unseen tells */
        it->seen = true;
        TRY(add_content(d, it, &headings));
    }
    TRY(buf_status(&headings, d->err));
    struct str text = arena_copy(d->arena, buf_str(&headings));
    if (headings.len && !text.at)
        return error_no_memory(d->err);
    return document_add_text(&d->document, STR("headings"), STR(""), text,
                             d->arena, d->err);
}
