/* ingest, step 3: the tree of a question of the Assemblée nationale, current
 * schema, be it JSON or XML: the JSON is a mechanical dump of the XML, where
 * what may be repeated is an object when there is one, a list when there are
 * several. */
#include "an_question.h"

#include "date.h"
#include "html.h"
#include "lang.h"
#include "utf8.h"

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

static uint32_t
date_at(struct json *node, const char *path)
{
    uint32_t date = 0;
    return date_parse(json_text_at(node, path), &date) ? date : 0;
}

static enum status
add_text_at(struct question *q, enum field field, struct json *node,
            const char *path)
{
    return an_add_line(&q->document, field, json_text_at(node, path), q->arena,
                       q->err);
}

/* "QANR5L17QE5268" -> "17", "QE", "5268" */
static bool
take_uid_apart(struct str uid, struct str *legislature, struct str *code,
               struct str *number)
{
    size_t at = sizeof "QANR5L" - 1, end = at;
    if (!str_starts(uid, STR("QANR")))
        return false;
    while (end < uid.len && uid.at[end] >= '0' && uid.at[end] <= '9')
        end++;
    *legislature = str_range(uid, at, end);
    at = end;
    while (end < uid.len && uid.at[end] >= 'A' && uid.at[end] <= 'Z')
        end++;
    *code = str_range(uid, at, end);
    *number = str_from_offset(uid, end);
    return legislature->len && code->len && number->len;
}

/* What the question does not say, its identifier does. */
static struct str
identify_parts(struct question *q, struct str uid)
{
    struct str code = json_text_at(q->json, "type");
    struct str legislature, type, number;
    q->number = json_text_at(q->json, "identifiant/numero");
    q->legislature = json_text_at(q->json, "identifiant/legislature");
    if (!take_uid_apart(uid, &legislature, &type, &number))
        return code;
    if (q->number.len == 0)
        q->number = number;
    if (q->legislature.len == 0)
        q->legislature = legislature;
    return an_type_by_code(code) ? code : type;
}

static enum status
read_identity(struct question *q)
{
    struct str uid = json_text_at(q->json, "uid");
    struct str code = identify_parts(q, uid);
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
                         STR_ARG(utf8_cut(code, 20)));
    TRY(an_identify(&q->document, q->type, q->number, q->legislature, q->arena,
                    q->err));
    if (!document_uid_is_valid(uid))
        return STATUS_OK; /* made of its parts */
    return document_add(&q->document, FIELD_UID, uid, q->arena, q->err);
}

static enum status
read_title(struct question *q)
{
    static const char *const paths[] = {"analyses/analyse", "ANALYSE/ANA",
                                        "analyses/ANA", "analyse"};
    struct json *index = json_get(q->json, "indexationAN"), *analyses = NULL;
    for (size_t i = 0; !analyses && i < sizeof paths / sizeof paths[0]; i++)
        analyses = json_get(index, paths[i]);
    return an_add_title(&q->document, json_text_at(index, "rubrique"),
                        json_text_at(index, "teteAnalyse"), analyses, q->arena,
                        q->err);
}

static enum status
read_author(struct question *q)
{
    static const struct {
        enum field field;
        const char *path;
    } fields[] = {{FIELD_AUTHOR_REF, "auteur/identite/acteurRef"},
                  {FIELD_MANDATE_REF, "auteur/identite/mandatRef"},
                  {FIELD_GROUP_REF, "auteur/groupe/organeRef"},
                  {FIELD_GROUP, "auteur/groupe/developpe"},
                  {FIELD_GROUP_SHORT, "auteur/groupe/abrege"}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        TRY(add_text_at(q, fields[i].field, q->json, fields[i].path));
    return STATUS_OK;
}

/* The issue of an infoJO; `date` stands in when it has none. */
static enum status
add_jo(struct question *q, struct str type, struct json *info, struct str date,
       struct str what)
{
    struct an_jo jo = {.date = json_text_at(info, "dateJO"),
                       .page = json_text_at(info, "pageJO"),
                       .number = json_text_at(info, "numJO"),
                       .type = json_text_at(info, "typeJO"),
                       .url = json_text_at(info, "urlLegifrance"),
                       .nor = json_text_at(info, "referenceNOR")};
    if (jo.date.len == 0)
        jo.date = date;
    return an_add_jo(&q->links, type, &jo, what, q->err);
}

static enum status
add_ministry(struct question *q, struct str type, struct json *ministry)
{
    return an_add_ministry(&q->links, type, json_text_at(ministry, "organeRef"),
                           json_text_at(ministry, "abrege"), q->err);
}

static enum status
read_ministries(struct question *q)
{
    struct json *asked = json_get(q->json, "minInt"), *last = NULL;
    TRY(add_text_at(q, FIELD_MINISTRY_ASKED, asked, "developpe"));
    TRY(add_text_at(q, FIELD_MINISTRY_ASKED_REF, asked, "organeRef"));
    TRY(add_ministry(q, STR("ministry_asked"), asked));
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
    TRY(add_text_at(q, FIELD_MINISTRY_ANSWERING, last, "developpe"));
    TRY(add_text_at(q, FIELD_MINISTRY_ANSWERING_REF, last, "organeRef"));
    return add_ministry(q, STR("ministry_answering"), last);
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
        TRY(an_add_text(&q->document, &q->links, role,
                        json_text_at(it, "texte"), q->arena, q->err));
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
    TRY(add_text_at(q, FIELD_STATUS, closing, "codeCloture"));
    TRY(add_text_at(q, FIELD_OUTCOME, closing, "libelleCloture"));
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

enum status
an_question_give(struct json *question, struct input *in, struct sink *sink,
                 struct arena *arena, struct error *err)
{
    struct str url;
    struct question q = {.json = question,
                         .links = {.arena = arena},
                         .arena = arena,
                         .err = err};
    TRY(read_question(&q));
    TRY(an_url(&url, q.type, q.number, q.legislature, arena, err));
    return sink_put(sink, in, &q.document, url, arena, err);
}
