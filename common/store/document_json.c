/* store: a document as JSON. */
#include "document_json.h"

static void
object(struct json_out *out, const struct document *document, enum field field,
       uint32_t entry)
{
    json_object(out);
    for (uint32_t part = 0; part < schema[field].parts; part++) {
        struct str value = document_part(document, field, entry, part);
        uint64_t number;
        bool is_number =
            field == FIELD_CITES &&
            (part == CITE_AT || part == CITE_LENGTH || part == CITE_BLOCK) &&
            str_to_u64(value, &number) && number <= INT64_MAX;
        if (is_number)
            json_member_number(out, schema_part_name(field, part),
                               (int64_t)number);
        else if (value.len)
            json_member_string(out, schema_part_name(field, part), value);
    }
    json_object_end(out);
}

static void
value(struct json_out *out, const struct document *document, enum field field,
      uint32_t entry)
{
    uint64_t number;
    struct str text = document_part(document, field, entry, 0);
    if (schema[field].parts > 1)
        object(out, document, field, entry);
    else if (schema[field].shape == SHAPE_INTEGER &&
             str_to_u64(text, &number) && number <= INT64_MAX)
        json_number(out, (int64_t)number);
    else
        json_string(out, text);
}

void
document_json_field(struct json_out *out, const struct document *document,
                    enum field which)
{
    enum shape shape = schema[which].shape;
    json_key(out, schema[which].json);
    if (shape != SHAPE_STRINGS && shape != SHAPE_OBJECTS) {
        value(out, document, which, 0);
        return;
    }
    json_array(out);
    for (uint32_t i = 0; i < document->field[which].count; i++)
        value(out, document, which, i);
    json_array_end(out);
}

void
document_json_members(struct json_out *out, const struct document *document)
{
    json_member_number(out, STR("liasse"), 1);
    for (int f = 0; f < FIELD_COUNT; f++)
        if (document->field[f].count)
            document_json_field(out, document, (enum field)f);
}

void
document_json(struct json_out *out, const struct document *document)
{
    json_object(out);
    document_json_members(out, document);
    json_object_end(out);
}
