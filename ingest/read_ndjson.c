/* ingest, step 3: documents in liasse's own form, one JSON object a line
 * (DESIGN.md 4), read line by line in constant memory; also a file that is
 * one such object, printed over several lines. */
#include "readers_list.h"

#include "date.h"
#include "json.h"
#include "lang.h"
#include "map.h"

#include <stdio.h>

enum { PARTS_MAX = CITE_PARTS };

/* One line on its way to a document. */
struct entry {
    struct json *root;
    struct document document;
    struct str url;
    struct arena *arena;
    struct error *err;
};

int
ndjson_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    return str_starts(head, STR("{")) && str_contains(head, STR("\"liasse\""))
               ? 90
               : 0;
}

static enum status
wrong_type(struct entry *e, struct str field)
{
    return error_set(e->err, STATUS_FORMAT,
                     TR("field '" STR_FMT "': wrong type of value",
                        "champ « " STR_FMT " » : valeur d'un autre type"),
                     STR_ARG(field));
}

static bool
is_scalar(const struct json *node)
{
    return node->type == JSON_STRING || node->type == JSON_NUMBER;
}

/* A string, an integer, a date, in the form that documents keep. */
static enum status
add_value(struct entry *e, enum field field, const struct json *node)
{
    struct str value = node->text;
    uint32_t date;
    uint64_t number;
    if (!is_scalar(node))
        return wrong_type(e, schema[field].json);
    if (schema[field].shape == SHAPE_INTEGER && value.len &&
        !str_to_u64(value, &number))
        return wrong_type(e, schema[field].json);
    if (schema[field].shape != SHAPE_DATE || value.len == 0)
        return document_add(&e->document, field, value, e->arena, e->err);
    if (!date_parse(value, &date))
        return error_set(e->err, STATUS_FORMAT,
                         TR("field '" STR_FMT "': bad date",
                            "champ « " STR_FMT " » : date invalide"),
                         STR_ARG(schema[field].json));
    return document_add_date(&e->document, field, date, e->arena, e->err);
}

/* An object of the field's parts; a plain string is a text, a link's target,
 * a cited reference. */
static enum status
add_object(struct entry *e, enum field field, struct json *node)
{
    struct str parts[PARTS_MAX] = {{NULL, 0}};
    uint32_t plain = field == FIELD_TEXT    ? TEXT_TEXT
                     : field == FIELD_LINKS ? LINK_TARGET
                                            : 0;
    if (is_scalar(node))
        parts[plain] = node->text;
    else if (node->type != JSON_OBJECT)
        return wrong_type(e, schema[field].json);
    for (uint32_t i = 0; node->type == JSON_OBJECT && i < schema[field].parts;
         i++) {
        char *name = arena_cstr(e->arena, schema_part_name(field, i));
        if (!name)
            return error_no_memory(e->err);
        struct json *part = json_get(node, name);
        if (part && !is_scalar(part))
            return wrong_type(e, schema[field].json);
        parts[i] = part ? part->text : parts[i];
    }
    if (field == FIELD_TEXT && parts[TEXT_ROLE].len == 0)
        parts[TEXT_ROLE] = STR("body");
    if (field == FIELD_TEXT && parts[TEXT_TEXT].len == 0)
        return STATUS_OK;
    return document_add_parts(&e->document, field, parts, e->arena, e->err);
}

/* Where the producer had a document from is his affair, but for the URL. */
static void
read_source(struct entry *e, struct json *node)
{
    struct json_items items = json_items(node);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        if (e->url.len == 0)
            e->url = json_text_at(it, "url");
    json_ignore(node);
}

static enum status
add_field(struct entry *e, enum field field, struct json *node)
{
    enum shape shape = schema[field].shape;
    bool one = shape != SHAPE_STRINGS && shape != SHAPE_OBJECTS;
    bool object = shape == SHAPE_OBJECT || shape == SHAPE_OBJECTS;
    if (field == FIELD_SOURCE) {
        read_source(e, node);
        return STATUS_OK;
    }
    if (one && node->type == JSON_LIST)
        return wrong_type(e, schema[field].json);
    struct json_items items = json_items(node);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(object ? add_object(e, field, it) : add_value(e, field, it));
    return STATUS_OK;
}

static enum status
check_version(struct entry *e)
{
    struct json *version = json_get(e->root, "liasse");
    if (!version)
        return error_set(e->err, STATUS_FORMAT, "%s",
                         TR("no \"liasse\":1", "\"liasse\":1 absent"));
    if (version->type != JSON_NUMBER || !str_eq(version->text, STR("1")))
        return error_set(e->err, STATUS_FORMAT, "%s",
                         TR("unknown version of \"liasse\"",
                            "version de \"liasse\" inconnue"));
    return STATUS_OK;
}

static enum status
read_fields(struct entry *e)
{
    if (e->root->type != JSON_OBJECT)
        return error_set(e->err, STATUS_FORMAT, "%s",
                         TR("not a JSON object", "pas un objet JSON"));
    TRY(check_version(e));
    for (struct json *it = e->root->first; it; it = it->next) {
        enum field field = schema_by_json(it->key);
        if (field == FIELD_COUNT)
            continue; /* told by tell_unseen */
        it->seen = true;
        if (!json_is_nil(it))
            TRY(add_field(e, field, it));
    }
    return STATUS_OK;
}

/* Tells what was not read, each list of fields once an input. */
static enum status
tell_unseen(struct entry *e, struct sink *sink, struct map *told,
            struct str where)
{
    AUTO(buf) struct buf fields = BUF_INIT(16 * 1024);
    json_unseen(&fields, e->root);
    if (fields.len == 0)
        return STATUS_OK;
    uint64_t *times = map_at(told, buf_str(&fields));
    if (!times || (*times)++)
        return STATUS_OK;
    return sink_tell(sink, CAUSE_UNKNOWN_FIELD, where, buf_str(&fields),
                     e->err);
}

static bool
is_deletion(struct json *root)
{
    struct json *deleted = json_get(root, "deleted");
    return deleted && deleted->type == JSON_BOOL && deleted->truth;
}

/* One document or deletion to the sink.  *cause says what was wrong when it
 * ends in STATUS_FORMAT. */
static enum status
put_entry(struct entry *e, struct str text, struct input *in, struct sink *sink,
          struct map *told, struct str where, enum cause *cause)
{
    *cause = CAUSE_MALFORMED;
    TRY(json_parse(&e->root, text, e->arena, &in->controls, e->err));
    *cause = CAUSE_INVALID;
    TRY(read_fields(e));
    if (is_deletion(e->root)) {
        struct str uid = document_first(&e->document, FIELD_UID);
        return sink_delete(sink, uid, e->err);
    }
    if (!document_has(&e->document, FIELD_UID)) {
        struct str uid = {NULL, 0};
        TRY(reader_plain_uid(&uid, in, where, e->arena, e->err));
        TRY(document_add(&e->document, FIELD_UID, uid, e->arena, e->err));
    }
    TRY(sink_put(sink, in, &e->document, e->url, e->arena, e->err));
    return tell_unseen(e, sink, told, where);
}

/* A bad line is told and passed over; other failures end the reading. */
static enum status
pass_over(enum status status, enum cause cause, struct str where,
          struct sink *sink, const struct error *why, struct error *err)
{
    if (status == STATUS_LIMIT)
        cause = CAUSE_TOO_LARGE;
    if (status != STATUS_FORMAT && status != STATUS_LIMIT)
        return status == STATUS_OK ? status
                                   : error_set(err, status, "%s", why->text);
    return sink_tell(sink, cause, where, str_from(why->text), err);
}

static enum status
read_lines(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(map) struct map told = {0};
    struct error why = {0};
    for (;;) {
        struct entry e = {.arena = &arena, .err = &why};
        struct str line = {NULL, 0};
        char place[32];
        enum cause cause = CAUSE_TOO_LARGE;
        enum status status = input_line(&line, in, &why);
        if (status == STATUS_DONE)
            return STATUS_OK;
        if (status == STATUS_LIMIT)
            return error_set(err, status, "%s", why.text);
        /* Not translated: uids of documents without one are made of it. */
        snprintf(place, sizeof place, "line %llu",
                 (unsigned long long)in->line);
        line = str_trim(line);
        if (status == STATUS_OK && line.len)
            status =
                put_entry(&e, line, in, sink, &told, str_from(place), &cause);
        TRY(pass_over(status, cause, str_from(place), sink, &why, err));
        arena_reset(&arena);
    }
}

/* One object over several lines: its first line is only the beginning. */
static bool
is_one_object(const struct input *in)
{
    struct str rest = str_trim(in->head), line;
    if (!str_line(&rest, &line) || rest.len == 0)
        return false;
    line = str_trim(line);
    return str_ends(line, STR("{")) || str_ends(line, STR(","));
}

static enum status
read_whole(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(map) struct map told = {0};
    struct entry e = {.arena = &arena, .err = err};
    struct str text;
    enum cause cause;
    TRY(input_text(&text, in, err));
    return put_entry(&e, text, in, sink, &told, STR(""), &cause);
}

enum status
ndjson_read(struct input *in, struct sink *sink, struct error *err)
{
    if (in->charset.kind == CHARSET_BINARY)
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("not a text", "n'est pas un texte"));
    return is_one_object(in) ? read_whole(in, sink, err)
                             : read_lines(in, sink, err);
}
