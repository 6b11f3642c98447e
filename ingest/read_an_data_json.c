/* ingest, step 3: open data of the Assemblée nationale beside questions,
 * JSON, one record a file or many (FORMATS.md 4 to 6). */
#include "readers_list.h"

#include "an_data.h"
#include "json_records.h"

/* {"amendement": {...}} is one record; a list of them, alone or under
 * wrappers ({"export": {"organes": {"organe": [...]}}}), many. */
static bool
is_one(struct str head)
{
    struct str rest = str_trim(head), key;
    return json_first_key(&rest, &key) && an_data_is_record(key) &&
           str_starts(rest, STR("{"));
}

/* Does a name of a record stand in the head as a key of the first levels? */
static bool
names_record(struct str head)
{
    enum { LEVELS = 4 };
    struct str rest = str_trim(head), key;
    if (str_starts(rest, STR("[")))
        rest = str_trim(str_from_offset(rest, 1));
    for (int level = 0; level < LEVELS; level++) {
        if (!json_first_key(&rest, &key))
            return false;
        if (an_data_is_record(key))
            return true;
        if (str_starts(rest, STR("["))) /* [{"amendement": ...}] */
            rest = str_trim(str_from_offset(rest, 1));
    }
    return false;
}

static bool
has_uid(struct str head)
{
    static const struct str starts[] = {
        STR_INIT("AMANR5"), STR_INIT("DLR5"),  STR_INIT("RUANR5"),
        STR_INIT("VTANR5"), STR_INIT("DPTR5"), STR_INIT("ANR5L"),
        STR_INIT("SNR5S"),  STR_INIT("\"PA"),  STR_INIT("\"PO"),
        STR_INIT("\"PM"),   STR_INIT("\"GOP")};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_contains(head, starts[i]))
            return true;
    return false;
}

int
an_data_json_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    if (!str_starts(head, STR("{")) && !str_starts(head, STR("[")))
        return 0;
    if (str_contains(str_head(head, 80), STR("\"liasse\"")) ||
        !str_contains(head, STR("\"uid\"")))
        return 0;
    bool ours = str_contains(head, STR("assemblee-nationale.fr/referentiel")) ||
                (names_record(head) && has_uid(head));
    return ours ? 94 : 0; /* questions have a reader of their own: 95 */
}

struct reading {
    struct input *in;
    struct sink *sink;
};

/* A record, or {"amendements": {"amendement": [...]}} of one text. */
static enum status
read_one(void *context, struct json *root, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct json *list = json_get(root, "amendements/amendement");
    if (!list)
        return an_data_give(root, STR(""), to->in, to->sink, arena, err);
    struct json_items items = json_items(list);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(an_data_give(it, STR("amendement"), to->in, to->sink, arena, err));
    json_ignore(json_get(root, "refTexteLegislatif"));
    return STATUS_OK;
}

enum status
an_data_json_read(struct input *in, struct sink *sink, struct error *err)
{
    struct reading to = {in, sink};
    struct json_reading reading = {
        .many = !is_one(in->head), .record = read_one, .context = &to};
    return json_read(in, &reading, sink, err);
}
