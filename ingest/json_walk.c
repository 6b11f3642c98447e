/* ingest, step 3: looking things up in a JSON tree, whatever its shapes. */
#include "json.h"

static struct json *
member(const struct json *object, struct str key)
{
    for (struct json *it = object->first; it; it = it->next)
        if (str_eq(it->key, key))
            return it;
    return NULL;
}

bool
json_is_nil(const struct json *node)
{
    if (!node || node->type == JSON_NULL)
        return true;
    if (node->type != JSON_OBJECT)
        return false;
    const struct json *nil = member(node, STR("@xsi:nil"));
    return nil && (nil->truth || str_eq(nil->text, STR("true")));
}

static struct json *
first_object(struct json *node)
{
    if (!node || node->type != JSON_LIST)
        return node;
    for (struct json *it = node->first; it; it = it->next)
        if (it->type == JSON_OBJECT && !json_is_nil(it)) {
            it->seen = true;
            return it;
        }
    return NULL;
}

struct json *
json_get(struct json *node, const char *path)
{
    struct str rest = str_from(path), key;
    do {
        str_cut(rest, STR("/"), &key, &rest);
        node = first_object(node);
        if (!node || node->type != JSON_OBJECT)
            return NULL;
        node = member(node, key);
        if (json_is_nil(node)) {
            json_ignore(node);
            return NULL;
        }
        node->seen = true;
    } while (rest.len);
    return node;
}

struct str
json_text(struct json *node)
{
    struct json_items items = json_items(node);
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        if (it->type == JSON_OBJECT)
            it = json_get(it, "#text");
        if (it && it->text.len)
            return it->text;
    }
    return (struct str){NULL, 0};
}

struct str
json_text_at(struct json *node, const char *path)
{
    return json_text(json_get(node, path));
}

struct json_items
json_items(struct json *node)
{
    if (json_is_nil(node))
        return (struct json_items){NULL, false};
    if (node->type == JSON_LIST)
        return (struct json_items){node->first, true};
    return (struct json_items){node, false};
}

struct json *
json_each(struct json_items *items)
{
    while (items->next) {
        struct json *it = items->next;
        items->next = items->is_list ? it->next : NULL;
        it->seen = true;
        if (!json_is_nil(it))
            return it;
        json_ignore(it);
    }
    return NULL;
}

/* Trees are at most JSON_DEPTH_MAX deep: recursion is safe. */
void
json_ignore(struct json *node)
{
    if (!node)
        return;
    node->seen = true;
    for (struct json *it = node->first; it; it = it->next)
        json_ignore(it);
}

/* The way from the root to a node that is being looked at. */
struct step {
    const struct step *up;
    struct str key;
};

static void
add_path(struct buf *out, const struct step *step)
{
    if (step->up && step->up->key.len) {
        add_path(out, step->up);
        buf_add_char(out, '.');
    }
    buf_add(out, step->key);
}

static void
add_unseen(struct buf *out, struct json *node, const struct step *up)
{
    struct step step = {up, node->key};
    if (json_is_nil(node) || (node->type >= JSON_LIST && !node->first))
        return;
    if (!node->key.len && up) /* an item: the list's own name */
        step = *up;
    if (!node->seen) {
        if (out->len)
            buf_add(out, STR(", "));
        add_path(out, &step);
        return;
    }
    for (struct json *it = node->first; it; it = it->next) {
        add_unseen(out, it, &step);
        if (node->type == JSON_LIST && !it->seen)
            return;
    }
}

void
json_unseen(struct buf *out, struct json *root)
{
    add_unseen(out, root, NULL);
}
