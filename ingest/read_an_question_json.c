/* ingest, step 3: questions of the Assemblée nationale, JSON of its open
 * data (https://data.assemblee-nationale.fr). */
#include "readers_list.h"

#include "an_question.h"
#include "lang.h"

int
an_question_json_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    if (!str_starts(head, STR("{")) ||
        !str_starts(str_trim(str_from_offset(head, 1)), STR("\"question\"")))
        return 0;
    bool ours = str_contains(head, STR("\"identifiant\"")) ||
                str_contains(head, STR("\"QANR5L")) ||
                str_contains(head, STR("assemblee-nationale.fr"));
    return ours ? 95 : 0;
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

enum status
an_question_json_read(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str text;
    struct json *root;
    TRY(input_text(&text, in, err));
    TRY(json_parse(&root, text, &arena, &in->controls, err));
    struct json_items items = json_items(json_get(root, "question"));
    struct json *it = json_each(&items);
    if (!it || it->type != JSON_OBJECT)
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("no question in it", "aucune question"));
    for (; it; it = json_each(&items))
        TRY(an_question_give(it, in, sink, &arena, err));
    return tell_unseen(root, sink, err);
}
