/* ingest, step 3: questions of the Assemblée nationale, JSON of its open
 * data (https://data.assemblee-nationale.fr), one a file or many. */
#include "readers_list.h"

#include "an_question.h"
#include "json_records.h"
#include "lang.h"

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
    struct str rest = str_trim(head), key;
    if (!json_first_key(&rest, &key))
        return str_starts(rest, STR("["));
    for (size_t i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++)
        if (str_eq(key, wrappers[i]))
            return true;
    return str_eq(key, STR("question")) && str_starts(rest, STR("["));
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

struct reading {
    struct input *in;
    struct sink *sink;
};

/* One question; `root` holds it, or is it. */
static enum status
read_one(void *context, struct json *root, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct json *json = json_get(root, "question");
    if (!json)
        json = root;
    if (json->type != JSON_OBJECT)
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("no question in it", "aucune question"));
    return an_question_give(json, to->in, to->sink, arena, err);
}

enum status
an_question_json_read(struct input *in, struct sink *sink, struct error *err)
{
    struct reading to = {in, sink};
    struct json_reading reading = {
        .many = is_list(in->head), .record = read_one, .context = &to};
    return json_read(in, &reading, sink, err);
}
