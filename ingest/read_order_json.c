/* ingest, step 3: ministerial orders (*arrêtés*) on classified installations,
 * as the project Envinorma has them: a tree of sections (FORMATS.md 13).
 *
 * The order is a document, each of its articles one within it. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "json_records.h"
#include "lang.h"

struct order {
    struct json *json;
    struct str uid, title, url;
    uint32_t day;
    struct str path[JSON_DEPTH_MAX]; /* titles of the sections above */
    struct input *in;
    struct sink *sink;
    struct arena *arena;
    struct error *err;
};

int
order_json_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    if (!str_starts(head, STR("{")) && !str_starts(head, STR("[")))
        return 0;
    bool ours = str_contains(head, STR("\"aida_url\"")) ||
                str_contains(head, STR("\"classements\"")) ||
                (str_contains(head, STR("\"applicability\"")) &&
                 str_contains(head, STR("\"date_of_signature\"")));
    return ours ? 92 : 0;
}

/* Tables become rows, cells parted by " | ". */
static enum status
add_table(struct order *o, struct buf *out, struct json *table)
{
    struct json_items rows = json_items(json_get(table, "rows"));
    for (struct json *row; (row = json_each(&rows)) != NULL;) {
        struct json_items cells = json_items(json_get(row, "cells"));
        const char *between = "";
        for (struct json *cell; (cell = json_each(&cells)) != NULL;) {
            struct str text;
            TRY(html_line(&text, json_text_at(cell, "content/text"), o->arena,
                          o->err));
            buf_printf(out, "%s" STR_FMT, between, STR_ARG(text));
            between = " | ";
        }
        buf_add_char(out, '\n');
    }
    return STATUS_OK;
}

/* The alinéas of a section, and of those below. */
static enum status
add_alineas(struct order *o, struct buf *out, struct links *links,
            struct json *section)
{
    struct json_items items = json_items(json_get(section, "outer_alineas"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        if (out->len)
            buf_add(out, STR("\n\n"));
        buf_add(out, str_trim(json_text_at(it, "text")));
        TRY(add_table(o, out, json_get(it, "table")));
        struct json_items targets = json_items(json_get(it, "links"));
        for (struct json *link; (link = json_each(&targets)) != NULL;)
            TRY(links_add(links, json_text_at(link, "target"), STR(""),
                          o->err));
    }
    return STATUS_OK;
}

static enum status
add_below(struct order *o, struct document *document, struct links *links,
          struct json *section)
{
    struct json_items items = json_items(json_get(section, "sections"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        AUTO(buf) struct buf text = BUF_INIT(INPUT_TEXT_MAX);
        struct str heading;
        TRY(html_line(&heading, json_text_at(it, "title/text"), o->arena,
                      o->err));
        TRY(add_alineas(o, &text, links, it));
        TRY(buf_status(&text, o->err));
        struct str copy = arena_copy(o->arena, buf_str(&text));
        TRY(document_add_text(document, STR("body"), heading, copy, o->arena,
                              o->err));
        TRY(add_below(o, document, links, it));
    }
    return STATUS_OK;
}

/* The number that the reference names: "Article 4.2" -> "4.2". */
static struct str
article_number(struct json *section)
{
    struct str title = str_trim(json_text_at(section, "title/text"));
    struct str name = json_text_at(section, "reference/nb");
    if (!str_starts(name, STR("Article")))
        name = title;
    if (!str_starts(name, STR("Article ")))
        return (struct str){NULL, 0};
    name = str_from_offset(name, 8);
    return str_head(name, str_find_char(name, ' '));
}

static enum status
give_section(struct order *o, struct json *section, unsigned depth)
{
    AUTO(buf) struct buf text = BUF_INIT(INPUT_TEXT_MAX);
    struct document document = {0};
    struct links links = {.arena = o->arena};
    struct str number = article_number(section), heading;
    struct str container[] = {o->uid, o->title};
    struct str uid =
        arena_printf(o->arena, STR_FMT ":" STR_FMT, STR_ARG(o->uid),
                     STR_ARG(json_text_at(section, "id")));
    TRY(html_line(&heading, json_text_at(section, "title/text"), o->arena,
                  o->err));
    struct str title = arena_printf(o->arena, STR_FMT " - " STR_FMT,
                                    STR_ARG(o->title), STR_ARG(heading));
    if (!uid.at || !title.at)
        return error_no_memory(o->err);
    if (document_uid_is_valid(uid))
        TRY(document_add(&document, FIELD_UID, uid, o->arena, o->err));
    TRY(document_add(&document, FIELD_KIND,
                     number.len ? STR("article") : STR("section"), o->arena,
                     o->err));
    TRY(an_add(&document, FIELD_TITLE, title, o->arena, o->err));
    TRY(an_add(&document, FIELD_ARTICLE, number, o->arena, o->err));
    TRY(document_add_parts(&document, FIELD_CONTAINER, container, o->arena,
                           o->err));
    TRY(reader_order(&document, o->in, o->arena, o->err));
    for (unsigned i = 0; i < depth; i++)
        TRY(an_add(&document, FIELD_PATH, o->path[i], o->arena, o->err));
    TRY(document_add_date(&document, FIELD_DATE, o->day, o->arena, o->err));
    TRY(add_alineas(o, &text, &links, section));
    TRY(buf_status(&text, o->err));
    TRY(document_add_text(&document, STR("body"), STR(""),
                          arena_copy(o->arena, buf_str(&text)), o->arena,
                          o->err));
    TRY(add_below(o, &document, &links, section));
    TRY(links_give(&links, &document, o->err));
    return sink_put(o->sink, o->in, &document, o->url, o->arena, o->err);
}

/* Articles wherever they stand, and sections without any below. */
static enum status
give_sections(struct order *o, struct json *parent, unsigned depth)
{
    struct json_items items = json_items(json_get(parent, "sections"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct json_items below = json_items(json_get(it, "sections"));
        bool leaf = json_each(&below) == NULL;
        struct json_items own = json_items(json_get(it, "outer_alineas"));
        bool says = json_each(&own) != NULL;
        bool article =
            str_starts(json_text_at(it, "title/text"), STR("Article"));
        if (leaf || says || article) {
            TRY(give_section(o, it, depth));
            continue;
        }
        TRY(html_line(&o->path[depth], json_text_at(it, "title/text"), o->arena,
                      o->err));
        TRY(give_sections(o, it, depth + 1));
    }
    return STATUS_OK;
}

/* "2680 (A)": the rubrics of classified installations it applies to. */
static enum status
add_rubrics(struct order *o, struct document *document)
{
    struct json_items items = json_items(json_get(o->json, "classements"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str rubric = json_text_at(it, "rubrique");
        struct str regime = json_text_at(it, "regime");
        rubric = arena_printf(o->arena, STR_FMT "%s" STR_FMT "%s",
                              STR_ARG(rubric), regime.len ? " (" : "",
                              STR_ARG(regime), regime.len ? ")" : "");
        TRY(an_add(document, FIELD_RUBRIC, rubric, o->arena, o->err));
        json_ignore(it);
    }
    return STATUS_OK;
}

static enum status
give_order(struct order *o)
{
    AUTO(buf) struct buf visas = BUF_INIT(1 << 20);
    struct document document = {0};
    struct links links = {.arena = o->arena};
    TRY(document_add(&document, FIELD_UID, o->uid, o->arena, o->err));
    TRY(document_add(&document, FIELD_KIND, STR("texte"), o->arena, o->err));
    TRY(an_add(&document, FIELD_TITLE, o->title, o->arena, o->err));
    TRY(document_add_date(&document, FIELD_DATE, o->day, o->arena, o->err));
    TRY(add_rubrics(o, &document));
    struct json_items items = json_items(json_get(o->json, "visa"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        buf_printf(&visas, STR_FMT "\n", STR_ARG(json_text_at(it, "text")));
    TRY(buf_status(&visas, o->err));
    TRY(document_add_text(&document, STR("visas"), STR(""),
                          arena_copy(o->arena, buf_str(&visas)), o->arena,
                          o->err));
    TRY(links_add(&links, json_text_at(o->json, "aida_url"), STR("AIDA"),
                  o->err));
    TRY(links_give(&links, &document, o->err));
    return sink_put(o->sink, o->in, &document, o->url, o->arena, o->err);
}

static enum status
read_one(void *context, struct json *json, struct arena *arena,
         struct error *err)
{
    struct order *o = context;
    o->json = json;
    o->arena = arena;
    o->err = err;
    o->uid = json_text_at(json, "id");
    o->url = json_text_at(json, "legifrance_url");
    if (!document_uid_is_valid(o->uid))
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("no id", "identifiant (id) absent"));
    if (!date_parse(json_text_at(json, "date_of_signature"), &o->day))
        o->day = 0;
    TRY(html_line(&o->title, json_text_at(json, "title/text"), arena, err));
    TRY(give_order(o));
    TRY(give_sections(o, json, 0));
    json_ignore(json); /* to which installations each part applies */
    return STATUS_OK;
}

enum status
order_json_read(struct input *in, struct sink *sink, struct error *err)
{
    struct order order = {.in = in, .sink = sink};
    struct json_reading reading = {.many =
                                       str_starts(str_trim(in->head), STR("[")),
                                   .record = read_one,
                                   .context = &order};
    return json_read(in, &reading, sink, err);
}
