#ifndef LIASSE_JSON_RECORDS_H
#define LIASSE_JSON_RECORDS_H

/* A JSON input as records: the whole text is one, or it holds many in lists
 * ([{...}], {"export": {"acteurs": {"acteur": [{...}, ...]}}}), which are
 * read one by one (json_split.h), so that memory is that of one record. */

#include "json.h"
#include "reader.h"

struct json_reading {
    bool many;
    /* Takes a record; tree and arena live until it returns.  STATUS_FORMAT or
     * STATUS_LIMIT: a bad record; told when there are many, and the reading
     * goes on; else it is the input's failure.  What it has not looked at is
     * told as unknown fields (once a way, in an input of many). */
    enum status (*record)(void *context, struct json *root,
                          struct arena *arena, struct error *err);
    void *context;
};

/* Reads all of it.  STATUS_FORMAT: malformed, or not a single record. */
enum status json_read(struct input *in, const struct json_reading *reading,
                      struct sink *sink, struct error *err) MUST_USE;

/* For bids.  Takes `{ "key" :` off the front of *rest, blanks and all, and
 * gives the key; false when it begins otherwise. */
bool json_first_key(struct str *rest, struct str *key);

#endif
