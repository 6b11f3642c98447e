/* ingest, step 3: questions of the Assemblée nationale, the XML that its
 * questions site gave up to the 14th legislature (FORMATS.md 3): upper-case
 * names, empty elements for absent ones, texts of broken HTML in CDATA.  The
 * only format that has the author's name and constituency. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "lang.h"
#include "utf8.h"
#include "xml.h"

#include <string.h>

struct old {
    struct json *json;
    struct json *deposit; /* of the two <DEPOT> the one with the number */
    struct document document;
    struct links links;
    struct arena *arena;
    const struct an_type *type;
    struct str number, legislature;
    struct error *err;
};

int
an_question_xml_old_bid(const struct input *in)
{
    struct str root = xml_root(in->head);
    bool named =
        str_eq(root, STR("QUESTION")) || str_eq(root, STR("QUESTIONS"));
    if (!named)
        return 0;
    bool ours = str_contains(in->head, STR("<QUESTION TYPE=")) ||
                str_contains(in->head, STR("<DEPOT")) ||
                str_contains(in->head, STR("<LEGISLATURE>"));
    return ours ? 95 : 0;
}

static enum status
add_at(struct old *q, enum field field, struct json *node, const char *path)
{
    return an_add_line(&q->document, field, json_text_at(node, path), q->arena,
                       q->err);
}

/* The open data writes PA923 where this format has 923. */
static enum status
add_reference(struct old *q, enum field field, const char *prefix,
              struct json *node, const char *path)
{
    struct str number = json_text_at(node, path);
    if (number.len == 0)
        return STATUS_OK;
    struct str reference =
        arena_printf(q->arena, "%s" STR_FMT, prefix, STR_ARG(number));
    return an_add(&q->document, field, reference, q->arena, q->err);
}

/* The issue of a node, whose elements end in `suffix` ("_REPONSE" or ""). */
static enum status
add_jo(struct old *q, const char *type, struct json *node, const char *date,
       struct str what)
{
    struct an_jo jo = {.date = json_text_at(node, date),
                       .page = json_text_at(node, "PAGE_JO"),
                       .number = json_text_at(node, "NUMERO_JO"),
                       .type = json_text_at(node, "TYPE_JO")};
    if (jo.page.len == 0)
        jo.page = json_text_at(node, "PAGE_JO_REPONSE");
    return an_add_jo(&q->links, str_from(type), &jo, what, q->err);
}

static void
find_deposit(struct old *q)
{
    struct json_items items = json_items(json_get(q->json, "DEPOT"));
    for (struct json *it; (it = json_each(&items)) != NULL;)
        if (!q->deposit || json_get(it, "@NUMERO"))
            q->deposit = it;
}

static enum status
read_identity(struct old *q)
{
    struct str code = json_text_at(q->json, "@TYPE");
    q->type = an_type_by_code(code);
    if (!q->type)
        return error_set(q->err, STATUS_FORMAT,
                         TR("unknown type of question '" STR_FMT "'",
                            "type de question inconnu « " STR_FMT " »"),
                         STR_ARG(utf8_cut(code, 20)));
    find_deposit(q);
    q->number = json_text_at(q->deposit, "@NUMERO");
    q->legislature = json_text_at(q->json, "LEGISLATURE");
    return an_identify(&q->document, q->type, q->number, q->legislature,
                       q->arena, q->err);
}

static enum status
read_title(struct old *q)
{
    struct json *index = json_get(q->json, "INDEXATION_AN");
    struct str rubric = json_text_at(index, "@RUBRIQUE");
    if (rubric.len == 0)
        rubric = json_text_at(index, "RUBRIQUE");
    return an_add_title(&q->document, rubric,
                        json_text_at(index, "TETE_ANALYSE"),
                        json_get(index, "ANALYSE/ANA"), q->arena, q->err);
}

/* "Haute-Marne (2e circonscription)", as the pages of the site have it. */
static enum status
read_constituency(struct old *q)
{
    struct json *place = json_get(q->json, "CIRCONSCRIPTION");
    struct str name = json_text_at(place, "DEPARTEMENT"), line;
    struct str digits = json_text_at(place, "@NUMERO_CIRCONSCRIPTION");
    uint64_t number = 0;
    json_ignore(place); /* region and codes follow from the department */
    TRY(html_line(&line, name, q->arena, q->err));
    if (line.len && str_to_u64(digits, &number) && number)
        line = arena_printf(q->arena, STR_FMT " (%llu%s circonscription)",
                            STR_ARG(line), (unsigned long long)number,
                            number == 1 ? "re" : "e");
    return an_add(&q->document, FIELD_CONSTITUENCY, line, q->arena, q->err);
}

static enum status
read_author(struct old *q)
{
    struct json *author = json_get(q->json, "AUTEUR");
    struct json *group = json_get(q->json, "GROUPE");
    struct str name = arena_printf(q->arena, STR_FMT " " STR_FMT,
                                   STR_ARG(json_text_at(author, "PRENOM")),
                                   STR_ARG(json_text_at(author, "NOM")));
    json_ignore(json_get(author, "CIVILITE"));
    TRY(an_add_line(&q->document, FIELD_AUTHOR, str_trim(name), q->arena,
                    q->err));
    TRY(add_reference(q, FIELD_AUTHOR_REF, "PA", author, "ID_ACTEUR"));
    TRY(add_reference(q, FIELD_MANDATE_REF, "PM", author, "@ID_MANDAT"));
    TRY(add_reference(q, FIELD_GROUP_REF, "PO", group, "ID_GROUPE"));
    TRY(add_at(q, FIELD_GROUP, group, "LIBELLE"));
    TRY(add_at(q, FIELD_GROUP_SHORT, group, "@SIGLE"));
    return read_constituency(q);
}

static enum status
add_ministry(struct old *q, const char *type, struct json *node,
             const char *path)
{
    struct str id = json_text_at(node, path);
    if (id.len)
        id = arena_printf(q->arena, "PO" STR_FMT, STR_ARG(id));
    return an_add_ministry(&q->links, str_from(type), id,
                           json_text_at(node, "ABREGE"), q->err);
}

/* The last ORDRE of MINA answers. */
static enum status
read_ministries(struct old *q)
{
    struct json *asked = json_get(q->json, "MINI"), *last = NULL;
    TRY(add_at(q, FIELD_MINISTRY_ASKED, asked, "DEVELOPPE"));
    TRY(add_reference(q, FIELD_MINISTRY_ASKED_REF, "PO", asked, "ID_MINI"));
    TRY(add_ministry(q, "ministry_asked", asked, "ID_MINI"));
    struct json_items items = json_items(json_get(q->json, "MINA/ORDRE"));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str name;
        last = it;
        TRY(html_line(&name, json_text_at(it, "DEVELOPPE"), q->arena, q->err));
        TRY(add_jo(q, "attribution", it, "DATE_JO", name));
        json_ignore(it);
    }
    TRY(add_at(q, FIELD_MINISTRY_ANSWERING, last, "DEVELOPPE"));
    TRY(add_reference(q, FIELD_MINISTRY_ANSWERING_REF, "PO", last, "ID_MINA"));
    return add_ministry(q, "ministry_answering", last, "ID_MINA");
}

static enum status
read_texts(struct old *q)
{
    struct json_items items = json_items(json_get(q->json, "DEPOT"));
    struct json *answer = json_get(q->json, "REPONSE");
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(an_add_text(&q->document, &q->links, STR("question"),
                        json_text_at(it, "TEXTE_DEPOT"), q->arena, q->err));
    bool transcript = !document_has(&q->document, FIELD_TEXT) &&
                      strcmp(q->type->kind, "question-gouvernement") == 0;
    TRY(an_add_text(&q->document, &q->links,
                    transcript ? STR("body") : STR("answer"),
                    json_text_at(answer, "TEXTE_REPONSE"), q->arena, q->err));
    TRY(add_jo(q, "jo-question", q->deposit, "DATE_JO", STR("")));
    return add_jo(q, "jo-answer", answer, "DATE_JO_REPONSE", STR(""));
}

static enum status
read_dates(struct old *q)
{
    uint32_t asked = 0, answered = 0;
    date_parse(json_text_at(q->deposit, "DATE_JO"), &asked);
    date_parse(json_text_at(q->json, "REPONSE/DATE_JO_REPONSE"), &answered);
    if (!asked)
        asked = answered;
    if (!asked)
        date_parse(json_text_at(q->json, "MINA/ORDRE/DATE_JO"), &asked);
    TRY(document_add_date(&q->document, FIELD_DATE, asked, q->arena, q->err));
    return document_add_date(&q->document, FIELD_DATE_ANSWER, answered,
                             q->arena, q->err);
}

/* Steps that are dated, once or in a list of ORDRE. */
static enum status
read_steps(struct old *q, const char *path, const char *date, const char *type)
{
    struct json_items items = json_items(json_get(q->json, path));
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        TRY(add_jo(q, type, it, date, STR("")));
        json_ignore(json_get(it, "@NUMERO"));
    }
    return STATUS_OK;
}

static enum status
read_closing(struct old *q)
{
    struct json *closing = json_get(q->json, "CLOTURE");
    TRY(add_at(q, FIELD_STATUS, closing, "ABREGE"));
    TRY(add_at(q, FIELD_OUTCOME, closing, "LIBELLE"));
    TRY(add_jo(q, "jo-closing", closing, "DATE_JO", STR("")));
    json_ignore(json_get(q->json, "SIGNALEMENT/DATE_DEPOT_SIGNAL"));
    TRY(read_steps(q, "SIGNALEMENT", "DATE_JO", "signalement"));
    TRY(read_steps(q, "RENOUVELLEMENT/ORDRE", "DATE_RENOUVELLEMENT",
                   "renouvellement"));
    TRY(read_steps(q, "ERRATUM_QUESTION", "DATE_JO", "erratum-question"));
    return read_steps(q, "ERRATUM_REPONSE", "DATE_JO", "erratum-answer");
}

struct reading {
    struct input *in;
    struct sink *sink;
    struct xml_told told;
};

static enum status
read_one(void *context, struct json *node, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct str url;
    struct old q = {
        .json = node, .links = {.arena = arena}, .arena = arena, .err = err};
    TRY(read_identity(&q));
    TRY(read_title(&q));
    TRY(read_author(&q));
    TRY(read_ministries(&q));
    TRY(read_texts(&q));
    TRY(read_dates(&q));
    TRY(read_closing(&q));
    TRY(links_give(&q.links, &q.document, err));
    TRY(an_url(&url, q.type, q.number, q.legislature, arena, err));
    TRY(sink_put(to->sink, to->in, &q.document, url, arena, err));
    return xml_tell_unseen(&to->told, node, to->sink, err);
}

enum status
an_question_xml_old_read(struct input *in, struct sink *sink, struct error *err)
{
    static const char *const records[] = {"QUESTION", NULL};
    static const struct xml_rule rules[] = {{"TEXTE_DEPOT", XML_HTML},
                                            {"TEXTE_REPONSE", XML_HTML},
                                            {"TETE_ANALYSE", XML_HTML},
                                            {"ANA", XML_HTML},
                                            {NULL, XML_TREE}};
    struct reading to = {.in = in, .sink = sink};
    struct xml_reading reading = {
        .records = records, .rules = rules, .record = read_one, .context = &to};
    return xml_read(in, &reading, sink, err);
}
