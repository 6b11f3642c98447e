/* ingest, step 3: whole codes and collective agreements as JSON trees, the
 * npm packages legi-data and kali-data (FORMATS.md 11): code > section >
 * article, agreement > text > section > article.
 *
 * Identifiers are those of Légifrance: the same article from the DILA's XML
 * is the same document. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "json_nodes.h"
#include "json_records.h"
#include "lang.h"
#include "links.h"
#include "utf8.h"

#include <string.h>

struct reading {
    struct input *in;
    struct sink *sink;
    struct str titles[JSON_NODES_DEPTH_MAX]; /* of the nodes above */
    struct str root, number;                 /* uid; IDCC */
    bool is_code;
};

struct node {
    struct reading *to;
    struct json *data;
    unsigned depth;
    struct document document;
    struct links links;
    struct str url;
    struct arena *arena;
    struct error *err;
};

/* [{"type": ..., "data": ...}, ...]: many trees. */
static bool
is_list(struct str head)
{
    struct str key;
    if (!str_starts(head, STR("[")))
        return false;
    head = str_trim(str_from_offset(head, 1));
    return json_first_key(&head, &key) &&
           (str_eq(key, STR("type")) || str_eq(key, STR("data")));
}

int
law_json_bid(const struct input *in)
{
    static const struct str types[] = {
        STR_INIT("\"code\""), STR_INIT("\"section\""), STR_INIT("\"article\""),
        STR_INIT("\"convention collective\"")};
    static const struct str ids[] = {
        STR_INIT("\"LEGITEXT"), STR_INIT("\"LEGIARTI"), STR_INIT("\"LEGISCTA"),
        STR_INIT("\"KALICONT"), STR_INIT("\"KALITEXT"), STR_INIT("\"KALIARTI")};
    struct str head = str_trim(in->head);
    bool type = false, id = false;
    if ((!str_starts(head, STR("{")) && !is_list(head)) ||
        !str_contains(head, STR("\"data\"")) ||
        str_contains(str_head(head, 80), STR("\"liasse\"")))
        return 0;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        type = type || str_contains(head, types[i]);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        id = id || str_contains(head, ids[i]);
    return type && id ? 93 : 0;
}

/* "2016-01-01", or milliseconds since 1970; 2999-01-01 is none. */
static uint32_t
day_at(struct json *data, const char *path)
{
    struct str text = json_text_at(data, path);
    uint64_t milliseconds;
    uint32_t day = 0;
    bool before = str_starts(text, STR("-"));
    if (str_to_u64(str_from_offset(text, before), &milliseconds))
        day = date_from_days((before ? -1 : 1) *
                             (int64_t)(milliseconds / 86400000));
    else if (!date_parse(text, &day))
        day = 0;
    return day == 29990101 || day == 22220222 ? 0 : day;
}

static enum status
add(struct node *n, enum field field, const char *path)
{
    return an_add_line(&n->document, field, json_text_at(n->data, path),
                       n->arena, n->err);
}

static enum status
add_html(struct node *n, const char *role, const char *heading, struct str html)
{
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    TRY(html_to_text(&text, html, HTML_PLAIN, &n->links, n->err));
    struct str copy = arena_copy(n->arena, buf_str(&text));
    if (text.len && !copy.at)
        return error_no_memory(n->err);
    return document_add_text(&n->document, str_from(role), str_from(heading),
                             copy, n->arena, n->err);
}

static enum status
add_dates(struct node *n)
{
    static const struct {
        enum field field;
        const char *path;
    } dates[] = {
        {FIELD_DATE, "dateDebut"},       {FIELD_DATE, "dateDebutVersion"},
        {FIELD_DATE_START, "dateDebut"}, {FIELD_DATE_START, "dateDebutVersion"},
        {FIELD_DATE_END, "dateFin"},     {FIELD_DATE_END, "dateFinVersion"}};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        TRY(document_add_date(&n->document, dates[i].field,
                              day_at(n->data, dates[i].path), n->arena,
                              n->err));
    return STATUS_OK;
}

/* The tree it stands in: container, code or IDCC, titles on the way. */
static enum status
add_place(struct node *n)
{
    struct reading *to = n->to;
    struct str container[] = {to->root, to->titles[0]};
    if (n->depth == 0)
        return STATUS_OK;
    TRY(document_add_parts(&n->document, FIELD_CONTAINER, container, n->arena,
                           n->err));
    TRY(reader_order(&n->document, to->in, n->arena, n->err));
    if (to->is_code)
        TRY(an_add(&n->document, FIELD_CODE, to->titles[0], n->arena, n->err));
    for (unsigned i = 1; i < n->depth; i++)
        TRY(an_add(&n->document, FIELD_PATH, to->titles[i], n->arena, n->err));
    return an_add(&n->document, FIELD_IDCC, to->number, n->arena, n->err);
}

/* What changed it, and its other versions. */
static enum status
add_links(struct node *n)
{
    static const char *const lists[] = {"lienModifications",
                                        "lstLienModification"};
    struct json_items items;
    struct str type, target, label;
    for (size_t i = 0; i < 2; i++) {
        items = json_items(json_get(n->data, lists[i]));
        for (struct json *it; (it = json_each(&items)) != NULL;) {
            type = json_text_at(it, "linkType");
            target = json_text_at(it, "articleId");
            if (target.len == 0)
                target = json_text_at(it, "textCid");
            label = json_text_at(it, "textTitle");
            type = arena_printf(n->arena, STR_FMT ":" STR_FMT, STR_ARG(type),
                                STR_ARG(json_text_at(it, "linkOrientation")));
            if (label.len + target.len)
                TRY(links_add_typed(&n->links, type, target, label, n->err));
            json_ignore(it);
        }
    }
    items = json_items(json_get(n->data, "articleVersions"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        TRY(links_add_typed(&n->links, STR("VERSION"), json_text_at(it, "id"),
                            json_text_at(it, "etat"), n->err));
        json_ignore(it);
    }
    return STATUS_OK;
}

/* "Code des rivages - Article L121-3"; an article of an agreement may have no
 * number, but a heading, or that of its section. */
static enum status
add_article_title(struct node *n)
{
    struct str number, heading;
    struct str text = n->to->titles[0];
    TRY(html_line(&number, json_text_at(n->data, "num"), n->arena, n->err));
    TRY(html_line(&heading, json_text_at(n->data, "surtitre"), n->arena,
                  n->err));
    if (number.len == 0 && heading.len == 0 && n->depth > 1)
        heading = n->to->titles[n->depth - 1];
    bool bare = str_starts_nocase(number, STR("annexe")) ||
                str_starts_nocase(number, STR("article"));
    struct str title =
        arena_printf(n->arena, STR_FMT "%s%s" STR_FMT "%s" STR_FMT,
                     STR_ARG(text), text.len && number.len ? " - " : "",
                     number.len && !bare ? "Article " : "", STR_ARG(number),
                     heading.len ? " - " : "", STR_ARG(heading));
    if (!title.at)
        return error_no_memory(n->err);
    TRY(an_add(&n->document, FIELD_TITLE, title, n->arena, n->err));
    return an_add(&n->document, FIELD_ARTICLE, number, n->arena, n->err);
}

static enum status
read_article(struct node *n)
{
    struct str html = json_text_at(n->data, "texteHtml");
    if (html.len == 0)
        html = json_text_at(n->data, "content");
    TRY(add_article_title(n));
    if (html.len)
        TRY(add_html(n, "body", "", html));
    else
        TRY(document_add_text(&n->document, STR("body"), STR(""),
                              json_text_at(n->data, "texte"), n->arena,
                              n->err));
    html = json_text_at(n->data, "notaHtml");
    if (html.len == 0)
        html = json_text_at(n->data, "nota");
    TRY(add_html(n, "nota", "", html));
    TRY(add_html(n, "nota", "Historique", json_text_at(n->data, "historique")));
    TRY(add_links(n));
    return STATUS_OK;
}

/* The root, a text of an agreement or a section. */
static enum status
read_inner(struct node *n)
{
    TRY(add(n, FIELD_TITLE, "title"));
    struct json_items items = json_items(json_get(n->data, "categorisation"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(an_add_line(&n->document, FIELD_RUBRIC, json_text(it), n->arena,
                        n->err));
    if (n->depth == 0 && n->to->is_code)
        TRY(add(n, FIELD_CODE, "title"));
    if (n->depth == 0)
        TRY(an_add(&n->document, FIELD_IDCC, n->to->number, n->arena, n->err));
    struct str brief, title = document_first(&n->document, FIELD_TITLE);
    TRY(html_line(&brief, json_text_at(n->data, "shortTitle"), n->arena,
                  n->err));
    if (brief.len && !str_eq(brief, title))
        TRY(document_add_text(&n->document, STR("summary"), STR(""), brief,
                              n->arena, n->err));
    return STATUS_OK;
}

static const char *
kind_of(struct node *n, struct str type, struct str id)
{
    if (str_eq(type, STR("article")))
        return "article";
    bool section = n->depth > 0 && !str_starts(id, STR("KALITEXT"));
    return section ? "section" : "texte";
}

static enum status
add_url(struct node *n, const char *kind, struct str id)
{
    bool kali = str_starts(id, STR("KALI"));
    const char *way = "codes/article_lc/";
    if (kali)
        way = strcmp(kind, "article") == 0 ? "conv_coll/article/"
                                           : "conv_coll/id/";
    else if (n->depth == 0)
        way = "codes/texte_lc/";
    else if (strcmp(kind, "section") == 0)
        way = "codes/section_lc/";
    bool within = !kali && strcmp(kind, "section") == 0;
    n->url = arena_printf(
        n->arena, "https://www.legifrance.gouv.fr/%s" STR_FMT "%s" STR_FMT, way,
        STR_ARG(within ? n->to->root : STR("")), within ? "/" : "",
        STR_ARG(id));
    return n->url.at ? STATUS_OK : error_no_memory(n->err);
}

/* An agreement within another has its number after a dash:
 * KALICONT000005635842-1159. */
static enum status
give(struct node *n, struct str type)
{
    struct str id = json_text_at(n->data, "id");
    const char *kind = kind_of(n, type, id);
    if (!document_uid_is_valid(id) && strcmp(kind, "article") == 0)
        return error_set(
            n->err, STATUS_FORMAT,
            TR("bad id: '" STR_FMT "'", "id invalide : « " STR_FMT " »"),
            STR_ARG(utf8_cut(id, 60)));
    if (!document_uid_is_valid(id))
        return STATUS_OK; /* "Textes Attachés": a heading on the way */
    TRY(document_add(&n->document, FIELD_UID, id, n->arena, n->err));
    TRY(document_add(&n->document, FIELD_KIND, str_from(kind), n->arena,
                     n->err));
    TRY(add(n, FIELD_CID, "cid"));
    TRY(add(n, FIELD_STATUS, "etat"));
    TRY(add_dates(n));
    TRY(add_place(n));
    TRY(strcmp(kind, "article") == 0 ? read_article(n) : read_inner(n));
    TRY(add_url(n, kind, id));
    TRY(links_give(&n->links, &n->document, n->err));
    return sink_put(n->to->sink, n->to->in, &n->document, n->url, n->arena,
                    n->err);
}

static enum status
read_node(void *context, struct json *json, unsigned depth, bool inner,
          struct arena *arena, struct error *err)
{
    struct reading *to = context;
    struct node n = {.to = to,
                     .data = json_get(json, "data"),
                     .depth = depth,
                     .links = {.arena = arena},
                     .arena = arena,
                     .err = err};
    struct str title;
    TRY(html_line(&title, json_text_at(n.data, "title"), arena, err));
    to->titles[depth] = str_trim(title);
    if (depth == 0) {
        to->root = json_text_at(n.data, "id");
        to->is_code = str_starts(to->root, STR("LEGI"));
        to->number = to->is_code
                         ? STR("")
                         : an_without_zeros(json_text_at(n.data, "num"));
    }
    struct str type = json_text_at(json, "type");
    if (n.data)
        return give(&n, type);
    return error_set(err, STATUS_FORMAT, "%s",
                     inner ? TR("no 'data' before 'children'",
                                "pas de « data » avant « children »")
                           : TR("no 'data'", "« data » absent"));
}

enum status
law_json_read(struct input *in, struct sink *sink, struct error *err)
{
    struct reading to = {.in = in, .sink = sink};
    struct json_nodes nodes = {.node = read_node, .context = &to};
    return json_nodes_read(in, &nodes, sink, err);
}
