/* ingest, step 3: a JSON input -> its records. */
#include "json_records.h"

#include "json_split.h"
#include "lang.h"

#include <stdio.h>
#include <string.h>

struct told {
    char paths[240];
};

/* An input of 100,000 records is no reason for as many equal lines. */
static enum status
tell_unseen(struct told *told, struct json *root, struct sink *sink,
            struct error *err)
{
    AUTO(buf) struct buf fields = BUF_INIT(64 * 1024);
    json_unseen(&fields, root);
    struct str head = str_head(buf_str(&fields), sizeof told->paths - 1);
    if (head.len == 0 || str_eq(head, str_from(told->paths)))
        return STATUS_OK;
    memcpy(told->paths, head.at, head.len);
    told->paths[head.len] = '\0';
    return sink_tell(sink, CAUSE_UNKNOWN_FIELD, STR(""), buf_str(&fields), err);
}

static enum status
no_record(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("no record in it", "aucun enregistrement"));
}

static enum status
give(struct input *in, const struct json_reading *reading, struct str text,
     struct told *told, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct json *root;
    TRY(json_parse(&root, text, &arena, &in->controls, err));
    if (root->type != JSON_OBJECT)
        return no_record(err);
    TRY(reading->record(reading->context, root, &arena, err));
    return tell_unseen(told, root, sink, err);
}

/* A record among many: a bad one is told, the rest goes on. */
static enum status
give_one_of_many(struct input *in, const struct json_reading *reading,
                 struct str text, uint64_t number, struct told *told,
                 struct sink *sink, struct error *err)
{
    char where[40];
    enum status status = give(in, reading, text, told, sink, err);
    if (status != STATUS_FORMAT && status != STATUS_LIMIT)
        return status;
    snprintf(where, sizeof where, "record %llu", (unsigned long long)number);
    return sink_tell(sink, CAUSE_MALFORMED, str_from(where),
                     str_from(err->text), err);
}

static enum status
read_many(struct input *in, const struct json_reading *reading,
          struct told *told, struct sink *sink, struct error *err)
{
    AUTO(json_split) struct json_split split = JSON_SPLIT_INIT(INPUT_TEXT_MAX);
    struct str piece, record;
    enum status status;
    while ((status = input_chunk(&piece, in, err)) == STATUS_OK) {
        while ((status = json_split_next(&record, &split, &piece, err)) ==
               STATUS_OK)
            TRY(give_one_of_many(in, reading, record, split.records, told, sink,
                                 err));
        if (status != STATUS_DONE)
            return status;
    }
    if (status != STATUS_DONE)
        return status;
    TRY(json_split_end(&split, err));
    return split.records ? STATUS_OK : no_record(err);
}

enum status
json_read(struct input *in, const struct json_reading *reading,
          struct sink *sink, struct error *err)
{
    struct told told = {{0}};
    struct str text;
    if (reading->many)
        return read_many(in, reading, &told, sink, err);
    TRY(input_text(&text, in, err));
    return give(in, reading, text, &told, sink, err);
}

bool
json_first_key(struct str *rest, struct str *key)
{
    struct str at = str_trim(*rest);
    if (!str_starts(at, STR("{")))
        return false;
    at = str_trim(str_from_offset(at, 1));
    if (!str_starts(at, STR("\"")))
        return false;
    at = str_from_offset(at, 1);
    size_t end = str_find_char(at, '"');
    if (end == SIZE_MAX)
        return false;
    *key = str_head(at, end);
    at = str_trim(str_from_offset(at, end + 1));
    if (!str_starts(at, STR(":")))
        return false;
    *rest = str_trim(str_from_offset(at, 1));
    return true;
}
