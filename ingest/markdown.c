/* ingest, step 3: Markdown to plain blocks, through cmark. */
#include "markdown.h"

#include "charset.h"
#include "html.h"
#include "lang.h"
#include "utf8.h"

#include <cmark.h>
#include <string.h>

enum { LIST_DEPTH = 32, MARK_RUN_MAX = 200, MARKED_MAX = 4 * 1024 * 1024 };

struct walk {
    struct blocks *out;
    struct links *links;
    struct buf text;         /* of the block being read */
    unsigned lists;          /* open lists */
    long number[LIST_DEPTH]; /* of their next item, -1 for bullets */
    bool paren[LIST_DEPTH];  /* "1)" */
    bool item;               /* the next text begins an item */
    bool soft;               /* a soft break waits for the next text */
    size_t label;            /* where the text of the open link began */
    bool replaced;           /* the source itself holds U+FFFD */
    struct error *err;
};

static bool
is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

/* Bytes of the mark at text.at[at] that is not text: the backslash of an
 * escape left over from a doubled one, the sign of a superscript. */
static bool
is_mark(struct str text, size_t at)
{
    char next = at + 1 < text.len ? text.at[at + 1] : '\0';
    if (text.at[at] == '\\')
        return next && strchr("_*[]()#~`>+.!-^", next);
    if (text.at[at] != '^' || at == 0)
        return false;
    return is_alnum(text.at[at - 1]) && is_alnum(next);
}

/* Length of "^{re}" or "_{2}" at text.at[at], 0 for anything else. */
static size_t
braced(struct str text, size_t at)
{
    char c = text.at[at];
    if ((c != '^' && c != '_') || at + 1 == text.len || text.at[at + 1] != '{')
        return 0;
    size_t end = str_find_char(str_head(str_from_offset(text, at), 24), '}');
    return end == SIZE_MAX ? 0 : end + 1;
}

static void
add_plain(struct buf *out, struct str text)
{
    for (size_t at = 0; at < text.len; at++) {
        size_t braces = braced(text, at);
        if (braces) {
            buf_add(out, str_range(text, at + 2, at + braces - 1));
            at += braces - 1;
        } else if (!is_mark(text, at)) {
            buf_add_char(out, text.at[at]);
        }
    }
}

static bool
begins_with_bullet(struct str text)
{
    static const struct str bullets[] = {STR_INIT("–"), STR_INIT("—"),
                                         STR_INIT("•"), STR_INIT("·"),
                                         STR_INIT("▪"), STR_INIT("●")};
    for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++)
        if (str_starts(text, bullets[i]))
            return true;
    return false;
}

/* What stands before the next text of the block: the line end and mark of an
 * item, the blank of a soft break. */
static void
put_before(struct walk *w, struct str text)
{
    unsigned level = w->lists ? w->lists - 1 : 0;
    if (w->item && w->lists && level < LIST_DEPTH) {
        if (w->text.len && w->text.at[w->text.len - 1] != '\n')
            buf_add_char(&w->text, '\n');
        if (w->number[level] < 0)
            buf_add(&w->text, STR("- "));
        else
            buf_printf(&w->text, "%ld%c ", w->number[level]++,
                       w->paren[level] ? ')' : '.');
    } else if (w->soft && w->text.len && w->text.at[w->text.len - 1] != '\n') {
        bool line = begins_with_bullet(text) || w->text.at[0] == '|';
        buf_add_char(&w->text, line ? '\n' : ' ');
    }
    w->item = w->soft = false;
}

/* cmark makes U+FFFD of "&#0;" and lets control characters through. */
static void
clean(struct walk *w, struct str *text)
{
    char *at = w->text.at;
    size_t len = w->text.len, kept = 0;
    if (len)
        text_clean_controls(at, &len);
    for (size_t i = 0; i < len; i++) {
        struct str rest = {at + i, len - i};
        if (!w->replaced && str_starts(rest, STR("\xEF\xBF\xBD")))
            i += 2;
        else
            at[kept++] = at[i];
    }
    *text = str_trim((struct str){at, kept});
}

/* A line of a table without its outer bars; empty for the line of dashes
 * under the header. */
static struct str
table_row(struct str line)
{
    size_t signs = 0;
    line = str_trim(line);
    for (size_t i = 0; i < line.len; i++)
        signs += strchr("|-: ", line.at[i]) != NULL;
    if (signs == line.len)
        return STR("");
    if (str_starts(line, STR("|")))
        line = str_from_offset(line, 1);
    if (str_ends(line, STR("|")))
        line = str_head(line, line.len - 1);
    return str_trim(line);
}

/* cmark knows no tables: a paragraph of lines "| a | b |" is one, in the same
 * form as those of html.h. */
static void
clean_table(struct str *text)
{
    char *at = (char *)text->at;
    struct str rest = *text, line;
    size_t kept = 0;
    if (!str_starts(rest, STR("|")) || !str_contains(rest, STR("\n|")))
        return;
    while (str_line(&rest, &line)) {
        struct str row = table_row(line);
        if (row.len && kept)
            at[kept++] = '\n';
        for (size_t i = 0; i < row.len; i++)
            if (row.at[i] != ' ' || i == 0 || row.at[i - 1] != ' ')
                at[kept++] = row.at[i];
    }
    text->len = kept;
}

static enum status
end_block(struct walk *w, enum block_kind kind, bool strong)
{
    struct str text;
    TRY(buf_status(&w->text, w->err));
    clean(w, &text);
    clean_table(&text);
    struct str copy = arena_copy(w->links->arena, text);
    if (text.len && !copy.at)
        return error_no_memory(w->err);
    buf_clear(&w->text);
    w->soft = w->item = false;
    return blocks_add(
        w->out, (struct block){.kind = kind, .strong = strong, .text = copy},
        w->links->arena, w->err);
}

static enum status
end_leaf(struct walk *w, cmark_node *node)
{
    if (w->lists) { /* the next paragraph of the item: a new line */
        if (w->text.len && w->text.at[w->text.len - 1] != '\n')
            buf_add_char(&w->text, '\n');
        return STATUS_OK;
    }
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
        return end_block(w, BLOCK_HEADING, false);
    cmark_node *first = cmark_node_first_child(node);
    bool strong = first && !cmark_node_next(first) &&
                  cmark_node_get_type(first) == CMARK_NODE_STRONG;
    return end_block(w, BLOCK_PARAGRAPH, strong);
}

static void
begin_list(struct walk *w, cmark_node *list)
{
    bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    if (w->lists < LIST_DEPTH) {
        w->number[w->lists] =
            ordered ? (long)cmark_node_get_list_start(list) : -1;
        w->paren[w->lists] =
            cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM;
    }
    w->lists++;
}

static enum status
end_list(struct walk *w)
{
    if (--w->lists)
        return STATUS_OK;
    return end_block(w, BLOCK_LIST, false);
}

static enum status
put_html_block(struct walk *w, struct str html)
{
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    TRY(html_to_text(&text, html, HTML_PLAIN, w->links, w->err));
    put_before(w, buf_str(&text));
    buf_add(&w->text, buf_str(&text));
    return w->lists ? STATUS_OK : end_block(w, BLOCK_PARAGRAPH, false);
}

static enum status
end_link(struct walk *w, cmark_node *node)
{
    size_t from = w->label < w->text.len ? w->label : w->text.len;
    struct str label = str_from_offset(buf_str(&w->text), from);
    return links_add(w->links, str_from(cmark_node_get_url(node)), label,
                     w->err);
}

static enum status
on_enter(struct walk *w, cmark_node *node)
{
    struct str literal = str_from(cmark_node_get_literal(node));
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_LIST:
        begin_list(w, node);
        break;
    case CMARK_NODE_ITEM:
        w->item = true;
        break;
    case CMARK_NODE_TEXT:
        put_before(w, literal);
        add_plain(&w->text, literal);
        break;
    case CMARK_NODE_CODE:
        put_before(w, literal);
        buf_add(&w->text, literal);
        break;
    case CMARK_NODE_CODE_BLOCK:
        put_before(w, literal);
        buf_add(&w->text, literal);
        return w->lists ? STATUS_OK : end_block(w, BLOCK_PARAGRAPH, false);
    case CMARK_NODE_HTML_BLOCK:
        return put_html_block(w, literal);
    case CMARK_NODE_HTML_INLINE:
        if (str_starts_nocase(literal, STR("<br")))
            buf_add_char(&w->text, '\n');
        break;
    case CMARK_NODE_LINEBREAK:
        buf_add_char(&w->text, '\n');
        break;
    case CMARK_NODE_SOFTBREAK:
        w->soft = true;
        break;
    case CMARK_NODE_LINK:
        put_before(w, STR(""));
        w->label = w->text.len;
        break;
    default:
        break;
    }
    return STATUS_OK;
}

static enum status
on_exit(struct walk *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
        return end_leaf(w, node);
    case CMARK_NODE_LIST:
        return end_list(w);
    case CMARK_NODE_LINK:
        return end_link(w, node);
    default:
        return STATUS_OK;
    }
}

static enum status
walk_tree(struct walk *w, cmark_node *root)
{
    cmark_iter *iter = cmark_iter_new(root);
    enum status status = STATUS_OK;
    cmark_event_type event;
    while (status == STATUS_OK &&
           (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        status =
            event == CMARK_EVENT_ENTER ? on_enter(w, node) : on_exit(w, node);
    }
    cmark_iter_free(iter);
    return status;
}

/* cmark takes quadratic time over long runs of opening marks, which no human
 * text has; such a text is read as plain paragraphs. */
static bool
is_tame(struct str text)
{
    size_t run = 0, open = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool mark = strchr("[]()!*_`<>&\\~-+", c) && c;
        run = mark ? run + 1 : c == ' ' ? run : 0;
        open = c == '[' || c == '<' || c == '`' || c == '*' || c == '_'
                   ? open + 1
               : c == '\n' && i && text.at[i - 1] == '\n' ? 0
                                                          : open;
        if (run > MARK_RUN_MAX || open > 20 * MARK_RUN_MAX)
            return false;
    }
    return text.len <= MARKED_MAX;
}

static enum status
read_plain(struct walk *w, struct str text)
{
    struct str part;
    while (text.len) {
        str_cut(text, STR("\n\n"), &part, &text);
        buf_add(&w->text, part);
        TRY(end_block(w, BLOCK_PARAGRAPH, false));
    }
    return STATUS_OK;
}

enum status
markdown_read(struct blocks *out, struct links *links, struct str text,
              struct error *err)
{
    struct walk w = {.out = out,
                     .links = links,
                     .text = BUF_INIT(text.len * 4 + 1024),
                     .replaced = str_contains(text, STR("\xEF\xBF\xBD")),
                     .err = err};
    if (text.len == 0)
        return STATUS_OK;
    enum status status;
    if (is_tame(text)) {
        cmark_node *root =
            cmark_parse_document(text.at, text.len, CMARK_OPT_DEFAULT);
        cmark_consolidate_text_nodes(root);
        status = walk_tree(&w, root);
        cmark_node_free(root);
    } else {
        status = read_plain(&w, text);
    }
    buf_release(&w.text);
    return status;
}

enum status
markdown_line(struct str *out, struct links *links, struct str text,
              struct error *err)
{
    struct blocks blocks = {0};
    TRY(markdown_read(&blocks, links, text, err));
    AUTO(buf) struct buf line = BUF_INIT(text.len * 4 + 64);
    for (size_t i = 0; i < blocks.count; i++) {
        if (i)
            buf_add_char(&line, ' ');
        buf_add(&line, blocks.at[i].text);
    }
    TRY(buf_status(&line, err));
    for (size_t i = 0; i < line.len; i++)
        if (line.at[i] == '\n')
            line.at[i] = ' ';
    struct str copy = arena_copy(links->arena, str_trim(buf_str(&line)));
    if (line.len && !copy.at)
        return error_no_memory(err);
    *out = copy;
    return STATUS_OK;
}

static bool
is_atx_heading(struct str line)
{
    size_t marks = 0;
    while (marks < line.len && line.at[marks] == '#')
        marks++;
    return marks >= 1 && marks <= 6 && marks < line.len &&
           line.at[marks] == ' ';
}

bool
markdown_is_likely(struct str text)
{
    struct str rest = text, line;
    if (str_contains(text, STR("](")))
        return true;
    while (str_line(&rest, &line)) {
        size_t strong = str_find(line, STR("**"));
        if (is_atx_heading(line) ||
            (strong != SIZE_MAX &&
             str_contains(str_from_offset(line, strong + 3), STR("**"))))
            return true;
    }
    return false;
}
