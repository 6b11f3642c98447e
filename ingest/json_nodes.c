/* ingest, step 3: a JSON tree -> its nodes, one by one. */
#include "json_nodes.h"

#include "lang.h"

#include <stdio.h>
#include <string.h>

/* A node being read. */
struct level {
    struct buf text; /* its members so far, without its children */
    struct arena arena;
    unsigned depth;    /* brackets open in it, its own included */
    size_t string;     /* where the last string began in text */
    bool named;        /* ... which is "children", at its own depth */
    bool expects_list; /* and a colon follows it */
    bool in_list;      /* within its children */
    bool given;        /* to the reader, before its children */
};

struct scan {
    struct input *in;
    const struct json_nodes *nodes;
    struct sink *sink;
    struct error *err;
    struct level levels[JSON_NODES_DEPTH_MAX];
    unsigned open; /* levels in use */
    uint64_t count;
    bool in_string, escaped;
    bool in_array; /* of trees */
    bool ended;    /* nothing may follow */
};

static enum status
bad(struct scan *scan)
{
    return error_set(scan->err, STATUS_FORMAT, "%s",
                     TR("malformed JSON (brackets do not match)",
                        "JSON mal formé (crochets ou accolades non appariés)"));
}

static void
release(struct scan *scan)
{
    for (size_t i = 0; i < JSON_NODES_DEPTH_MAX; i++) {
        buf_release(&scan->levels[i].text);
        arena_release(&scan->levels[i].arena);
    }
}

/* Parses the text of the node on top and gives it. */
static enum status
give(struct scan *scan, bool inner)
{
    struct level *level = &scan->levels[scan->open - 1];
    struct json *node = NULL;
    char where[40];
    arena_reset(&level->arena);
    scan->count++;
    enum status status = json_parse(&node, buf_str(&level->text), &level->arena,
                                    &scan->in->controls, scan->err);
    if (status == STATUS_OK)
        status = scan->nodes->node(scan->nodes->context, node, scan->open - 1,
                                   inner, &level->arena, scan->err);
    if (status != STATUS_FORMAT)
        return status;
    snprintf(where, sizeof where, "node %llu", (unsigned long long)scan->count);
    return sink_tell(scan->sink, CAUSE_MALFORMED, str_from(where),
                     str_from(scan->err->text), scan->err);
}

static enum status
open_node(struct scan *scan)
{
    if (scan->open == JSON_NODES_DEPTH_MAX)
        return error_set(
            scan->err, STATUS_LIMIT,
            TR("nodes nested deeper than %d", "plus de %d niveaux imbriqués"),
            JSON_NODES_DEPTH_MAX);
    struct level *level = &scan->levels[scan->open++];
    level->text.max = INPUT_TEXT_MAX;
    buf_clear(&level->text);
    buf_add_char(&level->text, '{');
    level->depth = 1;
    level->named = level->expects_list = level->in_list = level->given = false;
    return STATUS_OK;
}

/* The first child of the node on top: the node comes before it. */
static enum status
begin_children(struct scan *scan, struct level *level)
{
    size_t length = level->text.len;
    level->given = true;
    buf_add(&level->text, STR("null}"));
    TRY(buf_status(&level->text, scan->err));
    enum status status = give(scan, true);
    level->text.len = length;
    return status;
}

/* A bracket or comma between the children of the node on top. */
static enum status
take_between(struct scan *scan, struct level *level, char c)
{
    if (c == '{') {
        if (!level->given)
            TRY(begin_children(scan, level));
        return open_node(scan);
    }
    if (c != ']')
        return bad(scan);
    level->in_list = false;
    buf_add(&level->text, STR("null"));
    return STATUS_OK;
}

static enum status
close_node(struct scan *scan, struct level *level)
{
    TRY(buf_status(&level->text, scan->err));
    if (!level->given)
        TRY(give(scan, false));
    scan->open--;
    scan->ended = scan->open == 0 && !scan->in_array;
    return STATUS_OK;
}

/* A bracket, a colon or a quote of the node on top. */
static enum status
take_within(struct scan *scan, struct level *level, char c)
{
    bool expected = level->expects_list;
    level->expects_list = c == ':' && level->named && level->depth == 1;
    level->named = false;
    if (c == '[' && expected) {
        level->in_list = true;
        return STATUS_OK;
    }
    if (c == '"') {
        scan->in_string = true;
        level->string = level->text.len;
    } else if (c == '{' || c == '[') {
        level->depth++;
    } else if (c == '}' || c == ']') {
        level->depth--;
    }
    buf_add_char(&level->text, c);
    return level->depth ? STATUS_OK : close_node(scan, level);
}

static void
take_in_string(struct scan *scan, struct level *level, char c)
{
    buf_add_char(&level->text, c);
    if (scan->escaped) {
        scan->escaped = false;
    } else if (c == '\\') {
        scan->escaped = true;
    } else if (c == '"') {
        struct str string =
            str_from_offset(buf_str(&level->text), level->string);
        scan->in_string = false;
        level->named = str_eq(string, STR("\"children\""));
    }
}

/* Bytes at the start of s that change nothing. */
static size_t
plain_length(const struct scan *scan, struct str s)
{
    const char *stops = scan->in_string ? "\"\\" : "\"{}[]:";
    size_t at = 0;
    if (scan->escaped)
        return 0;
    while (at < s.len && (s.at[at] == '\0' || !strchr(stops, s.at[at])))
        at++;
    return at;
}

/* A bracket around the trees, or the first of one. */
static enum status
take_outside(struct scan *scan, char c)
{
    if (c == '{' && !scan->ended)
        return open_node(scan);
    if (c == '[' && !scan->ended && !scan->in_array && scan->count == 0) {
        scan->in_array = true;
        return STATUS_OK;
    }
    if (c != ']' || !scan->in_array)
        return bad(scan);
    scan->in_array = false;
    scan->ended = true;
    return STATUS_OK;
}

static enum status
take(struct scan *scan, char c)
{
    if (scan->open == 0)
        return take_outside(scan, c);
    struct level *level = &scan->levels[scan->open - 1];
    if (scan->in_string) {
        take_in_string(scan, level, c);
        return STATUS_OK;
    }
    if (level->in_list)
        return take_between(scan, level, c);
    return take_within(scan, level, c);
}

static enum status
take_piece(struct scan *scan, struct str piece)
{
    while (piece.len) {
        size_t plain = plain_length(scan, piece);
        struct level *level = scan->open ? &scan->levels[scan->open - 1] : NULL;
        if (level && !level->in_list)
            buf_add(&level->text, str_head(piece, plain));
        piece = str_from_offset(piece, plain);
        if (piece.len == 0)
            break;
        TRY(take(scan, piece.at[0]));
        if (level)
            TRY(buf_status(&level->text, scan->err));
        piece = str_from_offset(piece, 1);
    }
    return STATUS_OK;
}

static enum status
read_all(struct scan *scan)
{
    struct str piece;
    enum status status;
    while ((status = input_chunk(&piece, scan->in, scan->err)) == STATUS_OK)
        TRY(take_piece(scan, piece));
    if (status != STATUS_DONE)
        return status;
    if (scan->ended)
        return STATUS_OK;
    return error_set(scan->err, STATUS_FORMAT,
                     TR("unexpected end of the JSON text, after %llu nodes",
                        "fin inattendue du JSON, après %llu nœuds"),
                     (unsigned long long)scan->count);
}

enum status
json_nodes_read(struct input *in, const struct json_nodes *nodes,
                struct sink *sink, struct error *err)
{
    struct scan scan = {.in = in, .nodes = nodes, .sink = sink, .err = err};
    enum status status = read_all(&scan);
    release(&scan);
    return status;
}
