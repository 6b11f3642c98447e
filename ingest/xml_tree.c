/* ingest, step 3: XML events into the tree of a record. */
#include "xml_tree.h"

#include "charset.h"
#include "html.h"
#include "lang.h"
#include "utf8.h"

#include <string.h>

enum {
    KEPT_ROOM = 1 << 20 /* bytes of a level's buffer kept between records */
};

static void
fail(struct xml_tree *tree, enum status status, const char *what)
{
    if (tree->status == STATUS_OK)
        tree->status = error_set(tree->err, status, "%s", what);
}

static void
fail_memory(struct xml_tree *tree)
{
    fail(tree, STATUS_NOMEM, TR("out of memory", "mémoire insuffisante"));
}

void
xml_tree_start(struct xml_tree *tree)
{
    tree->record = NULL;
    tree->depth = tree->markup = 0;
    tree->nodes = tree->bytes = 0;
    tree->status = STATUS_OK;
    for (size_t i = 0; i < XML_DEPTH_MAX; i++)
        if (tree->levels[i].text.size > KEPT_ROOM)
            buf_release(&tree->levels[i].text);
    if (tree->value.size > KEPT_ROOM)
        buf_release(&tree->value);
}

void
xml_tree_release(struct xml_tree *tree)
{
    for (size_t i = 0; i < XML_DEPTH_MAX; i++)
        buf_release(&tree->levels[i].text);
    buf_release(&tree->value);
    buf_release(&tree->key);
}

/* Counts bytes of text against the budget of the record. */
static bool
spend(struct xml_tree *tree, size_t bytes)
{
    tree->bytes += bytes;
    if (tree->bytes > XML_TEXT_MAX)
        fail(tree, STATUS_LIMIT,
             TR("too much text in one element",
                "trop de texte dans un élément"));
    return tree->status == STATUS_OK;
}

static struct json *
new_node(struct xml_tree *tree, struct str key)
{
    if (++tree->nodes > XML_NODES_MAX)
        fail(tree, STATUS_LIMIT, TR("too many elements", "trop d'éléments"));
    if (!spend(tree, key.len))
        return NULL;
    struct json *node = arena_alloc(tree->arena, sizeof *node);
    struct str copy = arena_copy(tree->arena, key);
    if (!node || (key.len && !copy.at)) {
        fail_memory(tree);
        return NULL;
    }
    node->key = copy;
    return node;
}

static void
append(struct json *parent, struct json *node)
{
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    parent->count++;
}

/* A second element of a name: the first one becomes the first item of a list
 * that stands in its place. */
static struct json *
make_list(struct xml_tree *tree, struct json *node)
{
    struct json *item = arena_alloc(tree->arena, sizeof *item);
    if (!item) {
        fail_memory(tree);
        return NULL;
    }
    *item = *node;
    item->key = (struct str){NULL, 0};
    item->next = NULL;
    *node =
        (struct json){.type = JSON_LIST, .key = node->key, .next = node->next};
    append(node, item);
    return node;
}

static void
attach(struct xml_tree *tree, struct xml_level *to, struct json *node)
{
    struct json *parent = to->node, *twin = parent->first;
    parent->type = JSON_OBJECT;
    while (twin && (to->shape == XML_ORDERED || !str_eq(twin->key, node->key)))
        twin = twin->next;
    if (!twin && parent->count >= XML_MEMBERS_MAX && to->shape != XML_ORDERED)
        fail(tree, STATUS_LIMIT, TR("too many elements", "trop d'éléments"));
    if (!twin) {
        append(parent, node);
        return;
    }
    struct json *list = twin->type == JSON_LIST ? twin : make_list(tree, twin);
    if (!list)
        return;
    node->key = (struct str){NULL, 0};
    append(list, node);
}

static enum xml_shape
shape_of(const struct xml_tree *tree, struct str name)
{
    const struct xml_rule *rule = tree->reading->rules;
    for (; rule && rule->name; rule++)
        if (str_eq(name, str_from(rule->name)))
            return rule->shape;
    return tree->depth ? XML_TREE : tree->reading->shape;
}

/* ---- elements as HTML ---------------------------------------------------- */

/* True for a name that html.h knows, when everything else is XML. */
static bool
is_html(struct str name)
{
    static const char *const names[] = {
        "a",     "b",    "blockquote", "br",  "div", "em",    "h1",    "h2",
        "h3",    "h4",   "h5",         "h6",  "hr",  "i",     "li",    "ol",
        "p",     "span", "strong",     "sub", "sup", "table", "tbody", "td",
        "tfoot", "th",   "thead",      "tr",  "u",   "ul"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq_nocase(name, str_from(names[i])))
            return true;
    return false;
}

static bool
is_void(struct str name)
{
    static const char *const names[] = {"br",  "hr",    "img",  "col",
                                        "wbr", "input", "link", "meta"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq_nocase(name, str_from(names[i])))
            return true;
    return false;
}

static const struct xml_tag *
find_tag(const struct xml_tree *tree, struct str name)
{
    const struct xml_tag *tag = tree->reading->tags;
    if (!tag || tree->levels[tree->markup - 1].shape < XML_PLAIN)
        return NULL;
    while (tag->name && !str_eq(name, str_from(tag->name)))
        tag++;
    return tag->name ? tag : NULL;
}

/* True when text stands right before: an element there is within a
 * sentence. */
static bool
follows_text(struct str html)
{
    return html.len && !memchr(" \t\r\n>", html.at[html.len - 1], 5);
}

static struct xml_level *
markup_level(struct xml_tree *tree)
{
    return &tree->levels[tree->markup - 1];
}

static struct str
tag_name(const struct xml_tree *tree, const struct xml_level *level,
         struct str name)
{
    enum xml_shape shape = tree->levels[tree->markup - 1].shape;
    if (shape < XML_PLAIN || is_html(name))
        return name;
    return level->within || shape == XML_INLINE ? STR("span") : STR("div");
}

static bool
parts_paragraphs(struct str name)
{
    return str_eq(name, STR("p")) || str_eq(name, STR("div"));
}

static void
add_tag(struct xml_tree *tree, const char *start, struct str name)
{
    struct buf *html = &markup_level(tree)->text;
    if (!spend(tree, name.len + 2))
        return;
    buf_add(html, str_from(start));
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        buf_add_char(html, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
    buf_add_char(html, '>');
}

/* The name of an element within markup is kept where its text would be. */
static void
open_tag(struct xml_tree *tree, struct xml_level *level, struct str name)
{
    struct str html = buf_str(&markup_level(tree)->text);
    level->node = NULL;
    level->nil = false;
    level->within = follows_text(html);
    const struct xml_tag *tag = find_tag(tree, name);
    level->label = tag && !tag->html[0];
    if (level->label)
        name = STR("p");
    else
        name = tag ? str_from(tag->html) : tag_name(tree, level, name);
    buf_clear(&level->text);
    level->text.max = XML_TEXT_MAX;
    buf_add(&level->text, name);
    level->attribute = tag ? tag->attribute : NULL;
    if (!tree->labelled || !parts_paragraphs(name))
        add_tag(tree, "<", name);
}

static void
close_tag(struct xml_tree *tree, struct xml_level *level)
{
    struct str name = buf_str(&level->text);
    if (level->label) {
        if (!spend(tree, 1))
            return;
        buf_add_char(&markup_level(tree)->text, ' ');
        tree->labelled = true;
        return;
    }
    if (!is_void(name))
        add_tag(tree, "</", name);
}

/* Of the attributes in markup only where a link leads matters. */
static void
add_href(struct xml_tree *tree, struct str name, struct str value)
{
    struct buf *html = &markup_level(tree)->text;
    if (!str_eq_nocase(name, STR("href")) || html->len == 0 ||
        !spend(tree, value.len))
        return;
    html->len--; /* the '>' */
    buf_add(html, STR(" href=\""));
    html_quote(html, value);
    buf_add(html, STR("\">"));
}

/* The value of an attribute that stands for a comment. */
static void
add_comment(struct xml_tree *tree, struct str value)
{
    struct buf *html = &markup_level(tree)->text;
    if (!spend(tree, value.len + 2))
        return;
    buf_add(html, STR(" ("));
    html_quote(html, value);
    buf_add(html, STR(")"));
}

/* ---- events -------------------------------------------------------------- */

void
xml_tree_open(struct xml_tree *tree, struct str name)
{
    if (tree->status != STATUS_OK)
        return;
    struct xml_level *level = &tree->levels[tree->depth];
    if (tree->markup) {
        open_tag(tree, level, name);
        tree->depth++;
        return;
    }
    struct json *node = new_node(tree, name);
    if (!node)
        return;
    level->node = node;
    level->shape = shape_of(tree, name);
    level->nil = level->within = false;
    buf_clear(&level->text);
    level->text.max = 2 * (size_t)XML_TEXT_MAX;
    if (tree->depth)
        attach(tree, &tree->levels[tree->depth - 1], node);
    else
        tree->record = node;
    node->seen = tree->depth == 0;
    tree->depth++;
    if (level->shape >= XML_HTML)
        tree->markup = tree->depth;
    tree->labelled = false;
}

/* C1 controls mean Windows-1252, as in HTML; DEL is a blank. */
static void
add_clean(struct buf *out, struct str text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        i += str_plain_length(str_from_offset(text, i));
        if (i == text.len)
            break;
        unsigned char c = (unsigned char)text.at[i];
        unsigned char next =
            i + 1 < text.len ? (unsigned char)text.at[i + 1] : 0xFF;
        bool c1 = c == 0xC2 && next < 0xA0;
        if (!c1 && c != 0x7F)
            continue;
        buf_add(out, str_range(text, from, i));
        uint32_t code_point = c1 ? charset_1252_code_point(next) : 0;
        buf_add_code_point(out, code_point ? code_point : ' ');
        i += c1;
        from = i + 1;
    }
    buf_add(out, str_from_offset(text, from));
}

/* libxml2 leaves each & of a value as "&#38;", for a tree builder of its own
 * that would look at it again. */
static void
add_value(struct buf *out, struct str value)
{
    struct str head;
    while (str_cut(value, STR("&#38;"), &head, &value)) {
        add_clean(out, head);
        buf_add_char(out, '&');
    }
    add_clean(out, head);
}

/* An empty buffer whose memory was used before. */
static struct buf *
scratch(struct buf *buf, size_t max)
{
    buf_clear(buf);
    buf->max = max;
    return buf;
}

void
xml_tree_attribute(struct xml_tree *tree, struct str prefix, struct str name,
                   struct str value)
{
    if (tree->status != STATUS_OK || tree->depth == 0)
        return;
    struct buf *clean = scratch(&tree->value, 2 * (size_t)XML_TEXT_MAX);
    add_value(clean, value);
    value = buf_str(clean);
    if (tree->markup && tree->markup < tree->depth) {
        const char *comment = tree->levels[tree->depth - 1].attribute;
        if (comment && str_eq(name, str_from(comment)))
            add_comment(tree, value);
        else
            add_href(tree, name, value);
        return;
    }
    struct xml_level *level = &tree->levels[tree->depth - 1];
    struct buf *key = scratch(&tree->key, 1 << 20);
    buf_add_char(key, '@');
    buf_add(key, prefix);
    buf_add(key, prefix.len ? STR(":") : STR(""));
    buf_add(key, name);
    struct json *node = new_node(tree, buf_str(key));
    if (!node || !spend(tree, value.len))
        return;
    node->type = value.len ? JSON_STRING : JSON_NULL;
    node->text = arena_copy(tree->arena, value);
    if (value.len && !node->text.at)
        fail_memory(tree);
    level->node->type = JSON_OBJECT;
    append(level->node, node);
    level->nil |= str_eq(name, STR("nil")) &&
                  (str_eq(value, STR("true")) || str_eq(value, STR("1")));
}

void
xml_tree_text(struct xml_tree *tree, struct str text)
{
    if (tree->status != STATUS_OK || tree->depth == 0 || !spend(tree, text.len))
        return;
    struct xml_level *level =
        tree->markup ? markup_level(tree) : &tree->levels[tree->depth - 1];
    if (tree->labelled && str_trim(text).len)
        tree->labelled = false;
    if (tree->markup && level->shape != XML_HTML) {
        struct buf *clean = scratch(&tree->value, 2 * (size_t)XML_TEXT_MAX);
        add_clean(clean, text);
        html_quote(&level->text, buf_str(clean));
    } else {
        add_clean(&level->text, text);
    }
    if (buf_status(&level->text, tree->err) != STATUS_OK)
        fail(tree, level->text.failure, TR("text too long", "texte trop long"));
}

/* Gives the text of an element that has members, or is the record, a place
 * among them. */
static void
add_own_text(struct xml_tree *tree, struct json *node, struct str text)
{
    node->type = JSON_OBJECT;
    if (text.len == 0)
        return;
    struct json *own = new_node(tree, STR("#text"));
    if (!own)
        return;
    own->type = JSON_STRING;
    own->text = text;
    append(node, own);
}

static void
finish(struct xml_tree *tree, struct xml_level *level)
{
    struct json *node = level->node;
    struct str own = str_trim(buf_str(&level->text));
    struct str text = arena_copy(tree->arena, own);
    if (own.len && !text.at) {
        fail_memory(tree);
        return;
    }
    if (level->nil) {
        node->type = JSON_NULL;
        node->first = node->last = NULL;
    } else if (node->first || node == tree->record) {
        add_own_text(tree, node, text);
    } else if (text.len) {
        node->type = JSON_STRING;
        node->text = text;
    }
}

bool
xml_tree_close(struct xml_tree *tree)
{
    if (tree->status != STATUS_OK || tree->depth == 0)
        return false;
    struct xml_level *level = &tree->levels[tree->depth - 1];
    if (tree->markup && tree->markup < tree->depth) {
        close_tag(tree, level);
    } else {
        tree->markup = 0;
        finish(tree, level);
    }
    tree->depth--;
    return tree->depth == 0 && tree->status == STATUS_OK;
}
