/* Query, output: suggestions. */
#include "output.h"

#include "lang.h"
#include "safe_text.h"

static const char *
label(enum suggestion_kind kind)
{
    switch (kind) {
    case SUGGEST_REFERENCE:
        return TR("reference", "référence");
    case SUGGEST_NAME:
        return TR("name", "nom");
    case SUGGEST_WORD:
        return TR("word", "mot");
    default:
        return TR("title", "titre");
    }
}

void
text_suggestions(struct buf *out, const struct suggestions *found)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct suggestion *one = &found->at[i];
        buf_printf(out, "%8llu  ", (unsigned long long)one->count);
        safe_text(out, one->text, false);
        buf_printf(out, "  (%s)\n", label(one->kind));
    }
}

void
json_suggestion(struct json_out *out, const struct suggestion *one)
{
    json_object(out);
    json_member_string(out, STR("type"),
                       str_from(suggestion_kind_name(one->kind)));
    json_member_string(out, STR("text"), one->text);
    json_member_string(out, STR("query"), one->query);
    json_member_number(out, STR("count"), (int64_t)one->count);
    if (one->uid.len)
        json_member_string(out, STR("uid"), one->uid);
    json_object_end(out);
}

void
json_suggestions(struct json_out *out, struct str prefix,
                 const struct suggestions *found)
{
    json_object(out);
    json_member_string(out, STR("prefix"), prefix);
    json_key(out, STR("suggestions"));
    json_array(out);
    for (size_t i = 0; i < found->count; i++)
        json_suggestion(out, &found->at[i]);
    json_array_end(out);
    json_object_end(out);
}
