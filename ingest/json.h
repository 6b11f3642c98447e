#ifndef LIASSE_JSON_H
#define LIASSE_JSON_H

/* A JSON text as a small tree: the only user of yajl.
 *
 * Nodes and strings live in the arena given to json_parse.  Numbers keep
 * their text.  The mechanical XML-to-JSON dumps of the Assemblée write one
 * thing in several shapes (a string, an object, a list of objects, null, the
 * object {"@xsi:nil": "true"}), so every accessor takes NULL and any shape:
 *
 *     struct str name = json_text(json_get(root, "auteur/nom"));
 *     struct json_items items = json_items(json_get(root, "sujets/sujet"));
 *     for (struct json *it; (it = json_each(&items)) != NULL;) ...
 *
 * Each node that an accessor returned is marked as seen; json_unseen lists
 * the others, so that a new field of a source is noticed, never dropped in
 * silence. */

#include "arena.h"
#include "buf.h"
#include "error.h"

enum { JSON_DEPTH_MAX = 128, JSON_NODES_MAX = 1000 * 1000 };

enum json_type {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_LIST,
    JSON_OBJECT
};

struct json {
    enum json_type type;
    bool truth; /* of a JSON_BOOL */
    bool seen;
    struct str key;  /* in its object; empty in a list */
    struct str text; /* of a string or number */
    struct json *first, *last, *next; /* children, and the next sibling */
    size_t count;                     /* children */
};

/* Parses the whole of text (valid UTF-8).  Control characters in strings and
 * unpaired surrogates become spaces and are counted in *mended (may be NULL).
 * STATUS_FORMAT with line and byte for malformed JSON and duplicate keys,
 * STATUS_LIMIT for too deep or too many nodes. */
enum status json_parse(struct json **out, struct str text, struct arena *arena,
                       size_t *mended, struct error *err) MUST_USE;

/* True for NULL, null and the nil object. */
bool json_is_nil(const struct json *node);
/* Follows keys separated by '/'; a list on the way stands for its first
 * object.  NULL when there is nothing, or nil. */
struct json *json_get(struct json *node, const char *path);
/* The text of a string or number, of an object's "#text", of the first item
 * of a list that has one; else empty. */
struct str json_text(struct json *node);
/* json_text(json_get()). */
struct str json_text_at(struct json *node, const char *path);

/* The items of a list, or the node itself when it is no list; none for nil.
 * Nil items are passed over. */
struct json_items {
    struct json *next;
    bool is_list;
};
struct json_items json_items(struct json *node);
struct json *json_each(struct json_items *items);

/* Marks the node and all below as seen: known, and left out on purpose. */
void json_ignore(struct json *node);
/* Appends the paths of what was not seen and holds something, separated by
 * ", "; lists count once. */
void json_unseen(struct buf *out, struct json *root);

#endif
