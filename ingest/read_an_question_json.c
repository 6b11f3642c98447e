/* ingest, step 3: questions of the Assemblée nationale, JSON of its open
 * data (https://data.assemblee-nationale.fr): a mechanical dump of XML, where
 * what may be repeated is an object when there is one, a list when there are
 * several. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "json.h"
#include "json_split.h"
#include "lang.h"

#include <stdio.h>
#include <string.h>

/* What is at hand while one question is read. */
struct question {
    struct json *json;
    struct document document;
    struct links links;
    struct arena *arena;
    const struct an_type *type;
    struct str number, legislature;
    struct error *err;
};

/* Takes "key" : off the front of *rest. */
static bool
take_key(struct str *rest, struct str key)
{
    struct str after = str_trim(*rest);
    if (!str_starts(after, STR("\"")) ||
        !str_starts(str_from_offset(after, 1), key))
        return false;
    after = str_from_offset(after, 1 + key.len);
    if (!str_starts(after, STR("\"")))
        return false;
    after = str_trim(str_from_offset(after, 1));
    if (!str_starts(after, STR(":")))
        return false;
    *rest = str_trim(str_from_offset(after, 1));
    return true;
}

/* Does the text hold a list of questions?  [...], {"question": [...]}, and
 * under one more wrapper {"questions...": {...}} (FORMATS.md 1: the 14th
 * legislature is one file). */
static bool
is_list(struct str head)
{
    static const struct str wrappers[] = {STR_INIT("questionsEcrites"),
                                          STR_INIT("questionsOrales"),
                                          STR_INIT("questionsGouvernement"),
                                          STR_INIT("questions")};
    struct str rest = str_trim(head);
    if (!str_starts(rest, STR("{")))
        return str_starts(rest, STR("["));
    rest = str_from_offset(rest, 1);
    for (size_t i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++)
        if (take_key(&rest, wrappers[i]))
            return true;
    return take_key(&rest, STR("question")) && str_starts(rest, STR("["));
}

int
an_question_json_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    bool json = str_starts(head, STR("{")) || str_starts(head, STR("["));
    bool ours = str_contains(head, STR("\"QANR5L")) ||
                (str_contains(head, STR("\"question\"")) &&
                 (str_contains(head, STR("\"identifiant\"")) ||
                  str_contains(head, STR("assemblee-nationale.fr"))));
    /* Another object of the open data may name a question; liasse's own
     * NDJSON says so at its start. */
    bool liasse = str_contains(str_head(head, 80), STR("\"liasse\""));
    return json && ours && !liasse ? 95 : 0;
}

static enum status
no_memory(struct error *err)
{
    return error_set(err, STATUS_NOMEM, "%s",
                     TR("out of memory", "mémoire insuffisante"));
}

static uint32_t
date_at(struct json *node, const char *path)
{
    uint32_t date = 0;
    return date_parse(json_text_at(node, path), &date) ? date : 0;
}

/* A string of metadata: entities and markup taken out, plain blanks. */
static enum status
add(struct question *q, enum field field, struct str value)
{
    struct str line;
    TRY(html_line(&line, value, q->arena, q->err));
    return an_add(&q->document, field, line, q->arena, q->err);
}

static enum status
add_text_at(struct question *q, enum field field, const char *path)
{
    return add(q, field, json_text_at(q->json, path));
}

static enum status
read_identity(struct question *q)
{
    struct str uid = json_text_at(q->json, "uid");
    struct str code = json_text_at(q->json, "type");
    /* Known and said elsewhere: QuestionEcrite_Type, 5eme Republique. */
    json_ignore(json_get(q->json, "@xmlns"));
    json_ignore(json_get(q->json, "@xmlns:xsi"));
    json_ignore(json_get(q->json, "@xsi:type"));
    json_ignore(json_get(q->json, "identifiant/regime"));
    q->type = an_type_by_code(code);
    if (!q->type)
        return error_set(q->err, STATUS_FORMAT,
                         TR("unknown type of question '" STR_FMT "'",
                            "type de question inconnu « " STR_FMT " »"),
                         STR_ARG(str_head(code, 20)));
    q->number = json_text_at(q->json, "identifiant/numero");
    q->legislature = json_text_at(q->json, "identifiant/legislature");
    TRY(an_identify(&q->document, q->type, q->number, q->legislature, q->arena,
                    q->err));
    if (!document_uid_is_valid(uid))
        return STATUS_OK; /* made of its parts */
    return document_add(&q->document, FIELD_UID, uid, q->arena, q->err);
}

/* "head – first ; second"; else the rubric. */
static enum status
read_title(struct question *q)
{
    static const char *const paths[] = {"analyses/analyse", "ANALYSE/ANA",
                                        "analyses/ANA", "analyse"};
    struct json *index = json_get(q->json, "indexationAN");
    struct str rubric = json_text_at(index, "rubrique");
    struct str before = json_text_at(index, "teteAnalyse");
    AUTO(buf) struct buf title = BUF_INIT(64 * 1024);
    buf_add(&title, before);
    struct str separator = STR(" – ");
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct json_items items = json_items(json_get(index, paths[i]));
        for (struct json *it; (it = json_each(&items)) != NULL;) {
            if (title.len)
                buf_add(&title, separator);
            buf_add(&title, json_text(it));
            separator = STR(" ; ");
        }
    }
    TRY(buf_status(&title, q->err));
    struct str line;
    TRY(html_line(&line, title.len ? buf_str(&title) : rubric, q->arena,
                  q->err));
    TRY(document_add(&q->document, FIELD_TITLE, line, q->arena, q->err));
    return add(q, FIELD_RUBRIC, rubric);
}

static enum status
read_author(struct question *q)
{
    TRY(add_text_at(q, FIELD_AUTHOR_REF, "auteur/identite/acteurRef"));
    TRY(add_text_at(q, FIELD_MANDATE_REF, "auteur/identite/mandatRef"));
    TRY(add_text_at(q, FIELD_GROUP_REF, "auteur/groupe/organeRef"));
    TRY(add_text_at(q, FIELD_GROUP, "auteur/groupe/developpe"));
    return add_text_at(q, FIELD_GROUP_SHORT, "auteur/groupe/abrege");
}

/* "JO 2025-03-25, p. 1958, n° 20250012 (JO_QUESTION)" of an infoJO. */
static void
describe_jo(struct buf *out, struct json *info, struct str date)
{
    struct str page = json_text_at(info, "pageJO");
    struct str number = json_text_at(info, "numJO");
    struct str type = json_text_at(info, "typeJO");
    uint32_t day;
    char iso[DATE_ISO_BYTES];
    buf_add(out, STR("JO"));
    if (date_parse(date, &day)) {
        date_to_iso(iso, day);
        buf_printf(out, " %s", iso);
    }
    if (page.len)
        buf_printf(out, ", p. " STR_FMT, STR_ARG(page));
    if (number.len)
        buf_printf(out, ", n° " STR_FMT, STR_ARG(number));
    if (type.len)
        buf_printf(out, " (" STR_FMT ")", STR_ARG(type));
}

/* An issue of the Journal officiel as a link; `date` stands in when the
 * infoJO has none. */
static enum status
add_jo(struct question *q, struct str type, struct json *info, struct str date,
       struct str what)
{
    AUTO(buf) struct buf label = BUF_INIT(4096);
    struct str own = json_text_at(info, "dateJO");
    struct str url = json_text_at(info, "urlLegifrance");
    struct str nor = json_text_at(info, "referenceNOR");
    describe_jo(&label, info, own.len ? own : date);
    if (url.len && nor.len)
        buf_printf(&label, ", NOR " STR_FMT, STR_ARG(nor));
    if (what.len)
        buf_printf(&label, " – " STR_FMT, STR_ARG(what));
    TRY(buf_status(&label, q->err));
    if (label.len == 2 && !url.len && !nor.len) /* "JO" alone */
        return STATUS_OK;
    return links_add_typed(&q->links, type, url.len ? url : nor,
                           buf_str(&label), q->err);
}

static enum status
add_ministry_link(struct question *q, struct str type, struct json *ministry)
{
    struct str label;
    TRY(html_line(&label, json_text_at(ministry, "abrege"), q->arena, q->err));
    struct str target = json_text_at(ministry, "organeRef");
    if (label.len == 0)
        return STATUS_OK;
    return links_add_typed(&q->links, type, target, label, q->err);
}

static enum status
read_ministries(struct question *q)
{
    struct json *asked = json_get(q->json, "minInt"), *last = NULL;
    TRY(add(q, FIELD_MINISTRY_ASKED, json_text_at(asked, "developpe")));
    TRY(add(q, FIELD_MINISTRY_ASKED_REF, json_text_at(asked, "organeRef")));
    TRY(add_ministry_link(q, STR("ministry_asked"), asked));
    struct json_items items =
        json_items(json_get(q->json, "minAttribs/minAttrib"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str name;
        last = json_get(it, "denomination");
        TRY(html_line(&name, json_text_at(last, "developpe"), q->arena,
                      q->err));
        /* Read here too: an earlier ministry's names are known fields. */
        json_ignore(last);
        TRY(add_jo(q, STR("attribution"), json_get(it, "infoJO"), STR(""),
                   name));
    }
    TRY(add(q, FIELD_MINISTRY_ANSWERING, json_text_at(last, "developpe")));
    TRY(add(q, FIELD_MINISTRY_ANSWERING_REF, json_text_at(last, "organeRef")));
    return add_ministry_link(q, STR("ministry_answering"), last);
}

static bool
take_number(struct str *rest)
{
    size_t digits = 0;
    while (digits < rest->len && rest->at[digits] >= '0' &&
           rest->at[digits] <= '9')
        digits++;
    *rest = str_from_offset(*rest, digits);
    return digits > 0;
}

/* Takes ". — " (any dash and blanks) off. */
static bool
take_dash(struct str *rest)
{
    static const struct str dashes[] = {STR_INIT("—"), STR_INIT("–"),
                                        STR_INIT("-")};
    struct str at = str_trim(*rest);
    if (str_starts(at, STR(".")))
        at = str_trim(str_from_offset(at, 1));
    for (size_t i = 0; i < 3; i++)
        if (str_starts(at, dashes[i])) {
            *rest = str_trim(str_from_offset(at, dashes[i].len));
            return true;
        }
    return false;
}

/* Old texts begin "47351. — 14 janvier 2014. — M. ...": the number and the
 * date are fields. */
static struct str
without_number(struct str text)
{
    struct str rest = text;
    uint32_t date;
    size_t length = 10;
    if (!take_number(&rest) || !take_dash(&rest))
        return text;
    if (!date_from_french(rest, &date, &length) &&
        !date_from_slashes(str_head(rest, length), &date))
        return text;
    rest = str_from_offset(rest, length);
    return take_dash(&rest) ? rest : text;
}

/* The centred first paragraph of a transcript is its title. */
static struct str
take_heading(struct str html, struct str *text)
{
    struct str heading = {NULL, 0}, rest;
    size_t centred = str_find(str_head(html, 64), STR("align=\"CENTER\""));
    if (centred == SIZE_MAX || !str_cut(*text, STR("\n\n"), &heading, &rest))
        return (struct str){NULL, 0};
    *text = rest;
    return heading;
}

static enum status
add_text(struct question *q, struct str role, struct str html)
{
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    TRY(html_to_text(&text, html, HTML_PLAIN, &q->links, q->err));
    struct str plain = without_number(buf_str(&text));
    struct str heading = {NULL, 0};
    if (str_eq(role, STR("body")))
        heading = take_heading(html, &plain);
    struct str copy = arena_copy(q->arena, plain);
    struct str title = arena_copy(q->arena, heading);
    if ((plain.len && !copy.at) || (heading.len && !title.at))
        return no_memory(q->err);
    return document_add_text(&q->document, role, title, copy, q->arena, q->err);
}

/* The texts of one side, each with its issue; the first one dates it. */
static enum status
read_texts(struct question *q, const char *path, struct str role,
           struct str link, uint32_t *date)
{
    struct json_items items = json_items(json_get(q->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        uint32_t day = date_at(it, "infoJO/dateJO");
        if (*date == 0)
            *date = day;
        TRY(add_text(q, role, json_text_at(it, "texte")));
        TRY(add_jo(q, link, json_get(it, "infoJO"), STR(""), STR("")));
        /* Scores that a third party put into its copies. */
        json_ignore(json_get(it, "sentiment_data"));
    }
    return STATUS_OK;
}

/* A question to the Government has one transcript, question and answer, where
 * the others have the answer. */
static enum status
read_both_texts(struct question *q, uint32_t *asked, uint32_t *answered)
{
    TRY(read_texts(q, "textesQuestion/texteQuestion", STR("question"),
                   STR("jo-question"), asked));
    bool transcript = !document_has(&q->document, FIELD_TEXT) &&
                      strcmp(q->type->kind, "question-gouvernement") == 0;
    return read_texts(q, "textesReponse/texteReponse",
                      transcript ? STR("body") : STR("answer"),
                      STR("jo-answer"), answered);
}

static enum status
read_closing(struct question *q)
{
    struct json *closing = json_get(q->json, "cloture");
    TRY(add(q, FIELD_STATUS, json_text_at(closing, "codeCloture")));
    TRY(add(q, FIELD_OUTCOME, json_text_at(closing, "libelleCloture")));
    return add_jo(q, STR("jo-closing"), json_get(closing, "infoJO"),
                  json_text_at(closing, "dateCloture"), STR(""));
}

/* Dated steps: {infoJO}, a list of them, or a bare date. */
static enum status
read_steps(struct question *q, const char *path, struct str type)
{
    struct json_items items = json_items(json_get(q->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct json *info = json_get(it, "infoJO");
        struct str date = info ? STR("") : json_text(it);
        if (!info && !date.len) {
            date = json_text_at(it, "dateJO");
            info = it->type == JSON_OBJECT ? it : NULL;
        }
        TRY(add_jo(q, type, info, date, STR("")));
    }
    return STATUS_OK;
}

static enum status
read_dates(struct question *q, uint32_t asked, uint32_t answered)
{
    uint32_t date = asked ? asked : answered;
    if (date == 0)
        date = date_at(q->json, "minAttribs/minAttrib/infoJO/dateJO");
    if (date == 0)
        date = date_at(q->json, "cloture/dateCloture");
    TRY(document_add_date(&q->document, FIELD_DATE, date, q->arena, q->err));
    return document_add_date(&q->document, FIELD_DATE_ANSWER, answered,
                             q->arena, q->err);
}

static enum status
read_question(struct question *q)
{
    uint32_t asked = 0, answered = 0;
    TRY(read_identity(q));
    TRY(read_title(q));
    TRY(read_author(q));
    TRY(read_ministries(q));
    TRY(read_both_texts(q, &asked, &answered));
    TRY(read_dates(q, asked, answered));
    TRY(read_closing(q));
    TRY(read_steps(q, "signalement", STR("signalement")));
    TRY(read_steps(q, "renouvellements/renouvellement", STR("renouvellement")));
    return links_give(&q->links, &q->document, q->err);
}

static enum status
tell_unseen(struct json *root, struct sink *sink, struct error *err)
{
    AUTO(buf) struct buf fields = BUF_INIT(64 * 1024);
    json_unseen(&fields, root);
    if (fields.len == 0)
        return STATUS_OK;
    return sink_tell(sink, CAUSE_UNKNOWN_FIELD, STR(""), buf_str(&fields), err);
}

static enum status
no_question(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("no question in it", "aucune question"));
}

/* One question; `root` holds it, or is it. */
static enum status
give_question(struct input *in, struct sink *sink, struct json *root,
              struct arena *arena, struct error *err)
{
    struct json *json = json_get(root, "question");
    struct str url;
    if (!json)
        json = root;
    if (json->type != JSON_OBJECT)
        return no_question(err);
    struct question q = {
        .json = json, .links = {.arena = arena}, .arena = arena, .err = err};
    TRY(read_question(&q));
    TRY(an_url(&url, q.type, q.number, q.legislature, arena, err));
    TRY(sink_put(sink, in, &q.document, url, arena, err));
    return tell_unseen(root, sink, err);
}

static enum status
read_one(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str text;
    struct json *root;
    TRY(input_text(&text, in, err));
    TRY(json_parse(&root, text, &arena, &in->controls, err));
    return give_question(in, sink, root, &arena, err);
}

/* A record among many: a bad one is told, the rest goes on. */
static enum status
read_record(struct input *in, struct sink *sink, struct str record,
            uint64_t number, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct json *root;
    char where[40];
    enum status status =
        json_parse(&root, record, &arena, &in->controls, err);
    if (status == STATUS_OK)
        status = give_question(in, sink, root, &arena, err);
    if (status != STATUS_FORMAT && status != STATUS_LIMIT)
        return status;
    snprintf(where, sizeof where, "record %llu", (unsigned long long)number);
    return sink_tell(sink, CAUSE_MALFORMED, str_from(where),
                     str_from(err->text), err);
}

static enum status
read_many(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(json_split) struct json_split split = JSON_SPLIT_INIT(INPUT_TEXT_MAX);
    struct str piece, record;
    enum status status;
    TRY(input_text(&piece, in, err));
    while ((status = json_split_next(&record, &split, &piece, err)) ==
           STATUS_OK)
        TRY(read_record(in, sink, record, split.records, err));
    if (status != STATUS_DONE)
        return status;
    TRY(json_split_end(&split, err));
    return split.records ? STATUS_OK : no_question(err);
}

enum status
an_question_json_read(struct input *in, struct sink *sink, struct error *err)
{
    return is_list(in->head) ? read_many(in, sink, err)
                             : read_one(in, sink, err);
}
