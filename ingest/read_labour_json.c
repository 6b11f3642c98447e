/* ingest, step 3: explanations of labour law as npm packages have them: sheets
 * of the ministry (fiches-travail-data) and answers by collective agreement
 * (contributions-data); a list of them each (FORMATS.md 11). */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "json_records.h"
#include "lang.h"
#include "markdown.h"

struct record {
    struct json *json;
    struct document document;
    struct links links;
    struct input *in;
    struct sink *sink;
    struct arena *arena;
    struct error *err;
};

int
labour_json_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    if (!str_starts(head, STR("[")) && !str_starts(head, STR("{")))
        return 0;
    bool sheet = str_contains(head, STR("\"pubId\"")) ||
                 (str_contains(head, STR("\"intro\"")) &&
                  str_contains(head, STR("\"sections\"")));
    bool answer = str_contains(head, STR("\"answers\"")) &&
                  str_contains(head, STR("\"generic\""));
    return sheet || answer ? 91 : 0;
}

static enum status
start(struct record *r, struct str uid)
{
    if (!document_uid_is_valid(uid))
        return error_set(r->err, STATUS_FORMAT, "%s",
                         TR("no identifier", "identifiant absent"));
    TRY(document_add(&r->document, FIELD_UID, uid, r->arena, r->err));
    return document_add(&r->document, FIELD_KIND, STR("fiche"), r->arena,
                        r->err);
}

static enum status
add_html(struct record *r, const char *role, struct str heading,
         struct str html)
{
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    TRY(html_to_text(&text, html, HTML_ENTITIES_TWICE, &r->links, r->err));
    struct str copy = arena_copy(r->arena, buf_str(&text));
    if (text.len && !copy.at)
        return error_no_memory(r->err);
    return document_add_text(&r->document, str_from(role), heading, copy,
                             r->arena, r->err);
}

/* {"LEGITEXT...": {"articles": [{"text", "id"}]}} */
static enum status
add_references(struct record *r, struct json *references)
{
    if (!references || references->type != JSON_OBJECT)
        return STATUS_OK;
    for (struct json *it = references->first; it; it = it->next) {
        struct json_items articles = json_items(json_get(it, "articles"));
        for (struct json *a; (a = json_each(&articles)) != NULL;)
            TRY(links_add_typed(&r->links, STR("reference"),
                                json_text_at(a, "id"), json_text_at(a, "text"),
                                r->err));
    }
    json_ignore(references);
    return STATUS_OK;
}

static enum status
read_sheet(struct record *r)
{
    uint32_t day = 0;
    struct str title = json_text_at(r->json, "title");
    TRY(start(r, json_text_at(r->json, "pubId")));
    TRY(an_add_line(&r->document, FIELD_TITLE, title, r->arena, r->err));
    bool dated = date_parse(json_text_at(r->json, "date"), &day);
    TRY(document_add_date(&r->document, FIELD_DATE, dated ? day : 0, r->arena,
                          r->err));
    struct str intro = json_text_at(r->json, "intro");
    if (intro.len == 0)
        intro = json_text_at(r->json, "description");
    TRY(add_html(r, "summary", STR(""), intro));
    struct json_items sections = json_items(json_get(r->json, "sections"));
    for (struct json *it; (it = json_each(&sections)) != NULL;) {
        struct str heading, html = json_text_at(it, "html");
        TRY(html_line(&heading, json_text_at(it, "title"), r->arena, r->err));
        if (str_eq(heading, document_first(&r->document, FIELD_TITLE)))
            heading = STR("");
        if (html.len == 0)
            html = json_text_at(it, "text");
        TRY(add_html(r, "body", heading, html));
        TRY(add_references(r, json_get(it, "references")));
        json_ignore(it);
    }
    TRY(links_give(&r->links, &r->document, r->err));
    struct str url = json_text_at(r->json, "url");
    json_ignore(r->json);
    return sink_put(r->sink, r->in, &r->document, url, r->arena, r->err);
}

static enum status
add_markdown(struct record *r, struct str markdown)
{
    struct blocks blocks = {0};
    TRY(markdown_read(&blocks, &r->links, markdown, r->err));
    return blocks_give_text(&r->document, &blocks, 0, blocks.count, "answer",
                            r->arena, r->err);
}

/* "Sources :\nArticle L1222-10 du code du travail" stands in the text. */
static enum status
give_answer(struct record *r, struct str id, struct str number,
            struct json *answer)
{
    struct str uid = id, text = json_text_at(answer, "text");
    struct record one = {.in = r->in,
                         .sink = r->sink,
                         .links = {.arena = r->arena},
                         .arena = r->arena,
                         .err = r->err};
    if (number.len)
        uid = arena_printf(r->arena, STR_FMT "-" STR_FMT, STR_ARG(id),
                           STR_ARG(number));
    TRY(add_markdown(&one, json_text_at(answer, "markdown")));
    TRY(start(&one, uid));
    TRY(an_add_line(&one.document, FIELD_TITLE, json_text_at(r->json, "title"),
                    r->arena, r->err));
    TRY(an_add(&one.document, FIELD_IDCC, an_without_zeros(number), r->arena,
               r->err));
    if (!document_has(&one.document, FIELD_TEXT))
        TRY(document_add_text(&one.document, STR("answer"), STR(""),
                              str_trim(text), r->arena, r->err));
    struct json_items items = json_items(json_get(answer, "references"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str target = json_text_at(it, "url");
        struct str label = json_text_at(it, "title");
        if (target.len + label.len)
            TRY(links_add_typed(&one.links, STR("reference"), target, label,
                                r->err));
        json_ignore(it);
    }
    json_ignore(answer);
    TRY(links_give(&one.links, &one.document, r->err));
    return sink_put(r->sink, r->in, &one.document, STR(""), r->arena, r->err);
}

static enum status
read_answers(struct record *r)
{
    struct str id = json_text_at(r->json, "id");
    struct json *generic = json_get(r->json, "answers/generic");
    if (generic)
        TRY(give_answer(r, id, STR(""), generic));
    struct json_items items =
        json_items(json_get(r->json, "answers/conventions"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(give_answer(r, id, json_text_at(it, "idcc"), it));
    json_ignore(r->json);
    return STATUS_OK;
}

static enum status
read_one(void *context, struct json *json, struct arena *arena,
         struct error *err)
{
    struct record r = *(struct record *)context;
    r.json = json;
    r.links.arena = r.arena = arena;
    r.err = err;
    return json_get(json, "answers") ? read_answers(&r) : read_sheet(&r);
}

enum status
labour_json_read(struct input *in, struct sink *sink, struct error *err)
{
    struct record record = {.in = in, .sink = sink};
    struct json_reading reading = {.many =
                                       str_starts(str_trim(in->head), STR("[")),
                                   .record = read_one,
                                   .context = &record};
    return json_read(in, &reading, sink, err);
}
