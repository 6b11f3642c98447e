/* ingest, step 3: questions of the Assemblée nationale, JSON of its open
 * data (https://data.assemblee-nationale.fr), one a file or many. */
#include "readers_list.h"

#include "an_question.h"
#include "json_split.h"
#include "lang.h"

#include <stdio.h>

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
    if (!str_starts(head, STR("{")) && !str_starts(head, STR("[")))
        return 0;
    bool ours = str_contains(head, STR("\"QANR5L")) ||
                (str_contains(head, STR("\"question\"")) &&
                 (str_contains(head, STR("\"identifiant\"")) ||
                  str_contains(head, STR("assemblee-nationale.fr"))));
    /* Another object of the open data may name a question; liasse's own
     * NDJSON says so at its start. */
    bool liasse = str_contains(str_head(head, 80), STR("\"liasse\""));
    return ours && !liasse ? 95 : 0;
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
    if (!json)
        json = root;
    if (json->type != JSON_OBJECT)
        return no_question(err);
    TRY(an_question_give(json, in, sink, arena, err));
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
    while ((status = input_chunk(&piece, in, err)) == STATUS_OK) {
        while ((status = json_split_next(&record, &split, &piece, err)) ==
               STATUS_OK)
            TRY(read_record(in, sink, record, split.records, err));
        if (status != STATUS_DONE)
            return status;
    }
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
