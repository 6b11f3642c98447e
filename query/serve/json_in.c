/* MCP: reading JSON messages. */
#include "json_in.h"

#include "utf8.h"

#include <string.h>

/* The library frees a tree by recursion: depth is bounded before. */
static bool
is_shallow(const char *text)
{
    size_t depth = 0;
    bool inside = false;
    for (; *text; text++) {
        if (inside && *text == '\\' && text[1])
            text++;
        else if (*text == '"')
            inside = !inside;
        else if (!inside && (*text == '[' || *text == '{'))
            depth++;
        else if (!inside && (*text == ']' || *text == '}') && depth)
            depth--;
        if (depth > JSON_IN_DEPTH_MAX)
            return false;
    }
    return true;
}

bool
json_in_read(struct json_in *out, const char *text)
{
    char message[64];
    /* The library lets code points above U+10FFFF through. */
    out->root = utf8_is_valid(str_from(text)) && is_shallow(text)
                    ? yajl_tree_parse(text, message, sizeof message)
                    : NULL;
    return out->root != NULL;
}

void
json_in_release(struct json_in *in)
{
    yajl_tree_free(in->root);
    in->root = NULL;
}

yajl_val
json_in_get(yajl_val value, const char *key)
{
    if (!YAJL_IS_OBJECT(value))
        return NULL;
    for (size_t i = 0; i < value->u.object.len; i++)
        if (strcmp(value->u.object.keys[i], key) == 0)
            return value->u.object.values[i];
    return NULL;
}

struct str
json_in_string(yajl_val value)
{
    return str_from(YAJL_IS_STRING(value) ? value->u.string : NULL);
}

bool
json_in_number(yajl_val value, uint64_t *out)
{
    return YAJL_IS_NUMBER(value) &&
           str_to_u64(str_from(value->u.number.r), out);
}
