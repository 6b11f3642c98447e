/* ingest, step 3: a JSON text of many records -> each record's text. */
#include "json_split.h"

#include "lang.h"

#include <string.h>

void
json_split_release(struct json_split *split)
{
    buf_release(&split->record);
}

static enum status
mismatch(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("malformed JSON (brackets do not match)",
                        "JSON mal formé (crochets ou accolades non appariés)"));
}

/* Inside a string only its end matters. */
static void
take_in_string(struct json_split *split, char c)
{
    if (split->escaped)
        split->escaped = false;
    else if (c == '\\')
        split->escaped = true;
    else if (c == '"')
        split->in_string = false;
}

/* A character between records. */
static enum status
take_outside(struct json_split *split, char c, struct error *err)
{
    bool in_list = split->list && split->depth == split->list;
    if (c == '{' && in_list) {
        split->record_depth = 1;
        return STATUS_OK;
    }
    if (c == '"') {
        split->in_string = true;
    } else if (c == '{' || c == '[') {
        split->depth++;
        if (c == '[' && !split->list)
            split->list = split->depth;
    } else if (c == '}' || c == ']') {
        if (split->depth == 0)
            return mismatch(err);
        if (split->depth-- == split->list)
            split->list = 0;
    }
    return STATUS_OK;
}

/* A character of a record; true at its last one. */
static bool
take_inside(struct json_split *split, char c)
{
    if (c == '"')
        split->in_string = true;
    else if (c == '{' || c == '[')
        split->record_depth++;
    else if (c == '}' || c == ']')
        split->record_depth--;
    return split->record_depth == 0;
}

/* Bytes at the start of s that change nothing: neither bracket nor string. */
static size_t
plain_length(const struct json_split *split, struct str s)
{
    const char *stops = split->in_string ? "\"\\" : "\"{}[]";
    size_t at = 0;
    if (split->escaped)
        return 0;
    while (at < s.len && (s.at[at] == '\0' || !strchr(stops, s.at[at])))
        at++;
    return at;
}

static enum status
step(bool *whole, struct json_split *split, struct str *piece,
     struct error *err)
{
    bool inside = split->record_depth > 0;
    size_t plain = plain_length(split, *piece);
    if (inside)
        buf_add(&split->record, str_head(*piece, plain));
    *piece = str_from_offset(*piece, plain);
    if (piece->len == 0)
        return STATUS_DONE;
    char c = piece->at[0];
    *piece = str_from_offset(*piece, 1);
    if (split->in_string)
        take_in_string(split, c);
    else if (inside)
        *whole = take_inside(split, c);
    else
        TRY(take_outside(split, c, err));
    if (inside || split->record_depth)
        buf_add_char(&split->record, c);
    return STATUS_OK;
}

enum status
json_split_next(struct str *record, struct json_split *split,
                struct str *piece, struct error *err)
{
    bool whole = false;
    if (split->given) {
        buf_clear(&split->record);
        split->given = false;
    }
    while (!whole) {
        enum status status = step(&whole, split, piece, err);
        TRY(buf_status(&split->record, err));
        TRY(status);
    }
    split->given = true;
    split->records++;
    *record = buf_str(&split->record);
    return STATUS_OK;
}

enum status
json_split_end(const struct json_split *split, struct error *err)
{
    if (split->depth == 0 && split->record_depth == 0 && !split->in_string)
        return STATUS_OK;
    return error_set(err, STATUS_FORMAT,
                     TR("unexpected end of the JSON text, after %llu records",
                        "fin inattendue du JSON, après %llu enregistrements"),
                     (unsigned long long)split->records);
}
