/* ingest, step 3: JSON into a tree, through yajl. */
#include "json.h"

#include "charset.h"
#include "lang.h"
#include "map.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum { LINEAR_KEYS = 16 };

struct builder {
    struct arena *arena;
    struct json *root;
    struct json *open[JSON_DEPTH_MAX]; /* lists and objects being read */
    size_t depth, nodes, mended;
    struct str key; /* waiting for its value */
    struct error failure;
};

static int
fail(struct builder *b, enum status code, const char *text)
{
    error_set(&b->failure, code, "%s", text);
    return 0;
}

static int
fail_memory(struct builder *b)
{
    return fail(b, STATUS_NOMEM, TR("out of memory", "mémoire insuffisante"));
}

static struct json *
add_node(struct builder *b, enum json_type type)
{
    if (++b->nodes > JSON_NODES_MAX) {
        fail(b, STATUS_LIMIT,
             TR("too many JSON values", "trop de valeurs JSON"));
        return NULL;
    }
    struct json *node = arena_alloc(b->arena, sizeof *node);
    if (!node) {
        fail_memory(b);
        return NULL;
    }
    node->type = type;
    node->key = b->key;
    b->key = (struct str){NULL, 0};
    if (b->depth == 0) {
        b->root = node;
        return node;
    }
    struct json *parent = b->open[b->depth - 1];
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    parent->count++;
    return node;
}

/* A copy without control characters: "\u0000" is fine JSON and no text. */
static bool
copy_clean(struct builder *b, struct str *out, const unsigned char *at,
           size_t len)
{
    *out = (struct str){NULL, 0};
    if (len == 0)
        return true;
    char *copy = arena_alloc(b->arena, len);
    if (!copy)
        return fail_memory(b);
    memcpy(copy, at, len);
    b->mended += text_clean_controls(copy, &len);
    *out = (struct str){copy, len};
    return true;
}

static int
on_null(void *context)
{
    return add_node(context, JSON_NULL) != NULL;
}

static int
on_bool(void *context, int truth)
{
    struct json *node = add_node(context, JSON_BOOL);
    if (node)
        node->truth = truth != 0;
    return node != NULL;
}

static int
on_text(struct builder *b, enum json_type type, const void *at, size_t len)
{
    struct json *node = add_node(b, type);
    return node && copy_clean(b, &node->text, at, len);
}

static int
on_number(void *context, const char *at, size_t len)
{
    return on_text(context, JSON_NUMBER, at, len);
}

static int
on_string(void *context, const unsigned char *at, size_t len)
{
    return on_text(context, JSON_STRING, at, len);
}

static int
on_key(void *context, const unsigned char *at, size_t len)
{
    struct builder *b = context;
    return copy_clean(b, &b->key, at, len);
}

static int
open_node(struct builder *b, enum json_type type)
{
    if (b->depth == JSON_DEPTH_MAX)
        return fail(b, STATUS_LIMIT,
                    TR("JSON nested too deep", "JSON trop imbriqué"));
    struct json *node = add_node(b, type);
    if (node)
        b->open[b->depth++] = node;
    return node != NULL;
}

static int
on_start_object(void *context)
{
    return open_node(context, JSON_OBJECT);
}

static int
on_start_list(void *context)
{
    return open_node(context, JSON_LIST);
}

static int
on_end_list(void *context)
{
    struct builder *b = context;
    b->depth--;
    return 1;
}

static bool
has_key_before(const struct json *object, const struct json *member)
{
    for (struct json *it = object->first; it != member; it = it->next)
        if (str_eq(it->key, member->key))
            return true;
    return false;
}

/* The first member whose key stood before, NULL if none. */
static const struct json *
find_duplicate(const struct json *object)
{
    AUTO(map) struct map keys = {0};
    for (struct json *it = object->first; it; it = it->next) {
        if (object->count <= LINEAR_KEYS) {
            if (has_key_before(object, it))
                return it;
            continue;
        }
        uint64_t *seen = map_at(&keys, it->key);
        if (seen && (*seen)++)
            return it;
    }
    return NULL;
}

/* Two values under one key: nobody knows which is meant. */
static int
on_end_object(void *context)
{
    struct builder *b = context;
    const struct json *twin = find_duplicate(b->open[--b->depth]);
    if (!twin)
        return 1;
    struct str key = utf8_cut(twin->key, 60);
    error_set(&b->failure, STATUS_FORMAT,
              TR("duplicate key '" STR_FMT "'", "clé « " STR_FMT " » répétée"),
              STR_ARG(key));
    return 0;
}

static enum status
fail_at(struct error *err, struct builder *b, yajl_handle parser,
        yajl_status state, struct str text, size_t byte)
{
    if (b->failure.code == STATUS_NOMEM)
        return error_set(err, STATUS_NOMEM, "%s", b->failure.text);
    size_t line = 1;
    struct str rest = str_head(text, byte), skipped;
    while (str_cut(rest, STR("\n"), &skipped, &rest))
        line++;
    if (b->failure.code == STATUS_OK && state == yajl_status_error) {
        unsigned char *what = yajl_get_error(parser, 0, NULL, 0);
        struct str reason = str_trim(str_from((const char *)what));
        error_set(
            &b->failure, STATUS_FORMAT,
            TR("malformed JSON (" STR_FMT ")", "JSON mal formé (" STR_FMT ")"),
            STR_ARG(reason));
        yajl_free_error(parser, what);
    } else if (b->failure.code == STATUS_OK) {
        error_set(&b->failure, STATUS_FORMAT, "%s",
                  TR("no JSON value", "aucune valeur JSON"));
    }
    if (str_find_char(text, '\n') == SIZE_MAX)
        return error_set(err, b->failure.code,
                         TR("byte %zu: %s", "octet %zu : %s"), byte,
                         b->failure.text);
    return error_set(err, b->failure.code,
                     TR("line %zu, byte %zu: %s", "ligne %zu, octet %zu : %s"),
                     line, byte, b->failure.text);
}

static bool
hex_unit(struct str s, uint32_t *out)
{
    uint32_t unit = 0;
    if (s.len < 6 || s.at[0] != '\\' || s.at[1] != 'u')
        return false;
    for (size_t i = 2; i < 6; i++) {
        const char *digits = "0123456789abcdef";
        char c =
            s.at[i] >= 'A' && s.at[i] <= 'F' ? (char)(s.at[i] + 32) : s.at[i];
        const char *digit = c ? strchr(digits, c) : NULL;
        if (!digit)
            return false;
        unit = unit << 4 | (uint32_t)(digit - digits);
    }
    *out = unit;
    return true;
}

/* Length of the escape at the start of s (s.at[0] is a backslash); *lone =
 * it is half of a surrogate pair. */
static size_t
escape_length(struct str s, bool *lone)
{
    uint32_t unit, low;
    *lone = false;
    if (!hex_unit(s, &unit))
        return s.len < 2 ? s.len : 2;
    if (unit < 0xD800 || unit > 0xDFFF)
        return 6;
    if (unit < 0xDC00 && hex_unit(str_from_offset(s, 6), &low) &&
        low >= 0xDC00 && low <= 0xDFFF)
        return 12;
    *lone = true;
    return 6;
}

/* yajl makes '?' or broken UTF-8 of unpaired surrogates (a program cut an
 * emoji in two): make them spaces first.  Copies only when there are any. */
static bool
mend_surrogates(struct builder *b, struct str *text)
{
    char *copy = NULL;
    size_t at = 0;
    for (;;) {
        size_t hit = str_find_char(str_from_offset(*text, at), '\\');
        if (hit == SIZE_MAX)
            return true;
        at += hit;
        bool lone;
        size_t len = escape_length(str_from_offset(*text, at), &lone);
        if (lone && !copy) {
            copy = arena_alloc(b->arena, text->len);
            if (!copy)
                return fail_memory(b);
            memcpy(copy, text->at, text->len);
            text->at = copy;
        }
        if (lone) { /* written as U+0020 */
            memcpy(copy + at, "\\u0020", 6);
            b->mended++;
        }
        at += len;
    }
}

enum status
json_parse(struct json **out, struct str text, struct arena *arena,
           size_t *mended, struct error *err)
{
    static const yajl_callbacks callbacks = {
        .yajl_null = on_null,
        .yajl_boolean = on_bool,
        .yajl_number = on_number,
        .yajl_string = on_string,
        .yajl_start_map = on_start_object,
        .yajl_map_key = on_key,
        .yajl_end_map = on_end_object,
        .yajl_start_array = on_start_list,
        .yajl_end_array = on_end_list,
    };
    struct builder b = {.arena = arena};
    if (!mend_surrogates(&b, &text))
        return error_set(err, b.failure.code, "%s", b.failure.text);
    yajl_handle parser = yajl_alloc(&callbacks, NULL, &b);
    if (!parser)
        return error_no_memory(err);
    yajl_status state =
        yajl_parse(parser, (const unsigned char *)text.at, text.len);
    size_t byte = yajl_get_bytes_consumed(parser);
    if (state == yajl_status_ok) { /* what is wrong now is the end */
        state = yajl_complete_parse(parser);
        byte = text.len;
    }
    enum status status = STATUS_OK;
    if (state != yajl_status_ok || !b.root)
        status = fail_at(err, &b, parser, state, text, byte);
    yajl_free(parser);
    if (status != STATUS_OK)
        return status;
    if (mended)
        *mended += b.mended;
    b.root->seen = true;
    *out = b.root;
    return STATUS_OK;
}
