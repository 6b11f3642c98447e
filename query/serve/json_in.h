#ifndef LIASSE_JSON_IN_H
#define LIASSE_JSON_IN_H

/* A small JSON text read into a tree (yajl), for messages: exact, without
 * the mending that ingest does to files.
 *
 *     AUTO(json_in) struct json_in in = {0};
 *     if (!json_in_read(&in, line)) ...
 *     struct str method = json_in_string(json_in_get(in.root, "method")); */

#include "cleanup.h"
#include "str.h"

#include <yajl/yajl_tree.h>

enum { JSON_IN_DEPTH_MAX = 32 };

struct json_in {
    yajl_val root;
};

/* False for what is no JSON or too deep.  text: NUL-terminated. */
bool json_in_read(struct json_in *out, const char *text);
void json_in_release(struct json_in *in);

/* NULL when there is none, or value is no object. */
yajl_val json_in_get(yajl_val value, const char *key);
/* Empty when it is no string. */
struct str json_in_string(yajl_val value);
/* False when it is no whole number from 0. */
bool json_in_number(yajl_val value, uint64_t *out);

CLEANUP_KIND(json_in, struct json_in, json_in_release)

#endif
