/* Query: the tree between parser and plan. */
#include "ast.h"

enum index_kind
target_index(const struct target *target)
{
    return target ? schema[target->fields[0]].index : INDEX_WORDS;
}

bool
ast_is_words(const struct node *node)
{
    if (node->kind == NODE_WORDS)
        return node->target == NULL;
    if (node->kind != NODE_SEQ)
        return false;
    for (const struct node *child = node->child; child; child = child->next)
        if (!ast_is_words(child))
            return false;
    return true;
}

bool
ast_is_condition(const struct node *node)
{
    if (!node->child)
        return node->target != NULL;
    for (const struct node *child = node->child; child; child = child->next)
        if (!ast_is_condition(child))
            return false;
    return true;
}

bool
ast_is_choice(const struct node *node)
{
    const struct target *target = node->child->target;
    if (node->kind != NODE_SEQ || !target)
        return false;
    for (const struct node *child = node->child; child; child = child->next)
        if (child->target != target ||
            (child->kind != NODE_VALUE && child->kind != NODE_DATES))
            return false;
    enum shape shape = schema[target->fields[0]].shape;
    return shape != SHAPE_STRINGS && shape != SHAPE_OBJECTS;
}

static void
print_target(struct buf *out, const struct target *target)
{
    if (!target)
        return;
    for (size_t i = 0; i < target->count; i++) {
        if (i)
            buf_add_char(out, '|');
        if (target->meaning == MEANING_ANSWER)
            buf_add(out, STR("answer"));
        else if (target->meaning == MEANING_IN_FORCE)
            buf_add(out, STR("in_force"));
        else
            buf_add(out, schema[target->fields[i]].json);
    }
    buf_add_char(out, ':');
}

bool
ast_same_leaf(const struct node *a, const struct node *b)
{
    return !a->child && !b->child && a->kind == b->kind &&
           a->target == b->target && a->low == b->low && a->high == b->high &&
           str_eq(a->text, b->text);
}

static void
print_dates(struct buf *out, const struct node *node)
{
    if (node->low)
        buf_printf(out, "%08u", node->low);
    if (node->low == node->high)
        return;
    buf_add(out, STR(".."));
    if (node->high)
        buf_printf(out, "%08u", node->high);
}

static void
print_leaf(struct buf *out, const struct node *node)
{
    static const struct {
        struct str before, after;
    } signs[] = {
        [NODE_WORDS] = {STR_INIT("["), STR_INIT("]")},
        [NODE_PHRASE] = {STR_INIT("\""), STR_INIT("\"")},
        [NODE_EXACT] = {STR_INIT("=\""), STR_INIT("\"")},
        [NODE_PATTERN] = {STR_INIT(""), STR_INIT("")},
        [NODE_VALUE] = {STR_INIT("<"), STR_INIT(">")},
        [NODE_DATES] = {STR_INIT(""), STR_INIT("")},
    };
    print_target(out, node->target);
    buf_add(out, signs[node->kind].before);
    if (node->kind == NODE_DATES)
        print_dates(out, node);
    else
        buf_add(out, node->text);
    buf_add(out, signs[node->kind].after);
}

void
ast_print(struct buf *out, const struct node *node)
{
    if (!node->child) {
        print_leaf(out, node);
        return;
    }
    const char *name = node->kind == NODE_SEQ   ? "seq"
                       : node->kind == NODE_AND ? "and"
                       : node->kind == NODE_OR  ? "or"
                       : node->kind == NODE_NOT ? "not"
                       : node->ordered          ? "before"
                                                : "near";
    buf_printf(out, "(%s", name);
    if (node->kind == NODE_NEAR)
        buf_printf(out, "/%u", node->distance);
    for (const struct node *child = node->child; child; child = child->next) {
        buf_add_char(out, ' ');
        ast_print(out, child);
    }
    buf_add_char(out, ')');
}
