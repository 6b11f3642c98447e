/* ingest, step 3: HTML to plain text, through libxml2. */
#include "html_writer.h"

#include "charset.h"
#include "html.h"
#include "html_sax.h"
#include "lang.h"
#include "utf8.h"

#include <libxml/HTMLparser.h>
#include <string.h>

enum role {
    ROLE_INLINE,
    ROLE_BLOCK,
    ROLE_BREAK,
    ROLE_ITEM,
    ROLE_ROW,
    ROLE_CELL,
    ROLE_LINK,
    ROLE_HIDDEN /* the element's text is not part of the page's text */
};

static const struct element {
    const char *name;
    enum role role;
} elements[] = {
    {"a", ROLE_LINK},           {"address", ROLE_BLOCK},
    {"article", ROLE_BLOCK},    {"aside", ROLE_BLOCK},
    {"blockquote", ROLE_BLOCK}, {"br", ROLE_BREAK},
    {"caption", ROLE_BLOCK},    {"center", ROLE_BLOCK},
    {"dd", ROLE_BLOCK},         {"details", ROLE_BLOCK},
    {"dir", ROLE_BLOCK},        {"div", ROLE_BLOCK},
    {"dl", ROLE_BLOCK},         {"dt", ROLE_BLOCK},
    {"fieldset", ROLE_BLOCK},   {"figcaption", ROLE_BLOCK},
    {"figure", ROLE_BLOCK},     {"footer", ROLE_BLOCK},
    {"form", ROLE_BLOCK},       {"h1", ROLE_BLOCK},
    {"h2", ROLE_BLOCK},         {"h3", ROLE_BLOCK},
    {"h4", ROLE_BLOCK},         {"h5", ROLE_BLOCK},
    {"h6", ROLE_BLOCK},         {"header", ROLE_BLOCK},
    {"hr", ROLE_BLOCK},         {"iframe", ROLE_HIDDEN},
    {"legend", ROLE_BLOCK},     {"li", ROLE_ITEM},
    {"main", ROLE_BLOCK},       {"menu", ROLE_BLOCK},
    {"nav", ROLE_BLOCK},        {"noscript", ROLE_HIDDEN},
    {"object", ROLE_HIDDEN},    {"ol", ROLE_BLOCK},
    {"option", ROLE_BLOCK},     {"p", ROLE_BLOCK},
    {"pre", ROLE_BLOCK},        {"script", ROLE_HIDDEN},
    {"section", ROLE_BLOCK},    {"style", ROLE_HIDDEN},
    {"summary", ROLE_BLOCK},    {"table", ROLE_BLOCK},
    {"tbody", ROLE_ROW},        {"td", ROLE_CELL},
    {"template", ROLE_HIDDEN},  {"tfoot", ROLE_ROW},
    {"th", ROLE_CELL},          {"thead", ROLE_ROW},
    {"title", ROLE_HIDDEN},     {"tr", ROLE_ROW},
    {"ul", ROLE_BLOCK},
};

static enum role
role_of(const char *name)
{
    size_t low = 0, high = sizeof elements / sizeof elements[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, elements[middle].name);
        if (order == 0)
            return elements[middle].role;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return ROLE_INLINE;
}

static void
want_gap(struct html_writer *w, enum html_gap gap)
{
    /* A row stays one line, whatever its cells hold. */
    if (w->cells && gap > GAP_CELL)
        gap = GAP_SPACE;
    if (gap > w->gap)
        w->gap = gap;
}

/* No blank of any kind stands before a line end. */
void
html_writer_finish(struct html_writer *w)
{
    struct str text = str_from_offset(buf_str(w->out), w->start);
    for (;;) {
        if (str_ends(text, STR(" ")))
            text.len -= 1;
        else if (str_ends(text, STR("\xC2\xA0")))
            text.len -= 2;
        else
            break;
    }
    w->out->len = w->start + text.len;
}

static void
put_gap(struct html_writer *w)
{
    static const struct str text[] = {STR_INIT(""), STR_INIT(" "),
                                      STR_INIT(" | "), STR_INIT("\n"),
                                      STR_INIT("\n\n")};
    bool first = w->out->len == w->start;
    if (first && w->start)
        w->gap = GAP_PARAGRAPH;
    if (w->gap >= GAP_CELL)
        html_writer_finish(w);
    if (!first || w->start)
        buf_add(w->out, text[w->gap]);
    if (w->paragraph && (first || w->gap == GAP_PARAGRAPH))
        w->paragraph(w->context, w->out->len);
    w->gap = GAP_NONE;
    if (w->bullet)
        buf_add(w->out, STR("- "));
    w->bullet = false;
}

static bool
is_ascii_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of the blank at the start of s.  A no-break space is one where a
 * line begins. */
static size_t
blank_length(const struct html_writer *w, struct str s)
{
    if (is_ascii_blank(s.at[0]))
        return 1;
    bool at_start = w->out->len == w->start || w->gap >= GAP_CELL;
    return at_start && str_starts(s, STR("\xC2\xA0")) ? 2 : 0;
}

/* Bytes of the words at the start of text (which begins with one) that stand
 * one space apart. */
static size_t
words_length(struct str text)
{
    size_t len = 1;
    for (; len < text.len; len++)
        if (is_ascii_blank(text.at[len]) &&
            (text.at[len] != ' ' || len + 1 == text.len ||
             is_ascii_blank(text.at[len + 1])))
            break;
    return len;
}

static void
put_text(struct html_writer *w, struct str text)
{
    while (text.len) {
        size_t blank = blank_length(w, text);
        if (blank) {
            want_gap(w, GAP_SPACE);
            text = str_from_offset(text, blank);
            continue;
        }
        size_t len = words_length(text);
        if (w->gap != GAP_NONE || w->bullet || w->out->len == w->start)
            put_gap(w);
        buf_add(w->out, str_head(text, len));
        text = str_from_offset(text, len);
    }
}

/* Character references such as &#146; mean Windows-1252, as in browsers;
 * what is left of control characters is dropped. */
static void
put_characters(struct html_writer *w, struct str text)
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
        bool c0 = (c < 0x20 && !is_ascii_blank((char)c)) || c == 0x7F;
        if (!c0 && !c1)
            continue;
        put_text(w, str_range(text, from, i));
        char bytes[4];
        uint32_t code_point = c1 ? charset_1252_code_point(next) : 0;
        if (code_point)
            put_text(w, (struct str){bytes, utf8_encode(bytes, code_point)});
        i += c1;
        from = i + 1;
    }
    put_text(w, str_from_offset(text, from));
}

struct str
html_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes && attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return str_from(attributes[i + 1]);
    return (struct str){NULL, 0};
}

bool
html_is_block(const char *name)
{
    enum role role = role_of(name);
    return role == ROLE_BLOCK || role == ROLE_CELL || role == ROLE_ITEM;
}

static void
open_link(struct html_writer *w, const char *const *attributes)
{
    struct str href = html_attribute(attributes, "href");
    w->href = (struct str){NULL, 0};
    if (w->links && href.len)
        w->href = arena_copy(w->links->arena, href);
    w->label = w->out->len;
}

static void
close_link(struct html_writer *w)
{
    size_t from = w->label < w->out->len ? w->label : w->out->len;
    struct str href = w->href;
    w->href = (struct str){NULL, 0};
    size_t bad = text_clean_controls((char *)href.at, &href.len);
    if (href.len == 0 || bad || w->status != STATUS_OK)
        return;
    struct str label = str_trim(str_from_offset(buf_str(w->out), from));
    if (str_starts(label, STR("- "))) /* of the list item around the link */
        label = str_from_offset(label, 2);
    size_t line = str_find_char(str_trim(label), '\n');
    w->status =
        links_add(w->links, href, line == SIZE_MAX ? label : STR(""), w->err);
}

/* "phare<sup>1</sup>": the call of a footnote is no part of the word; "1er" and
 * "m2" are. */
static void
part_call(struct html_writer *w)
{
    enum { WORD = 4 };
    struct str all = buf_str(w->out);
    struct str call = str_from_offset(all, w->raised);
    if (w->raised < WORD || call.len == 0 || call.len > 4 || w->gap)
        return;
    struct str word = str_range(all, w->raised - WORD, w->raised);
    for (size_t i = 0; i < call.len; i++)
        if (!strchr("0123456789()", call.at[i]))
            return;
    for (size_t i = 0; i < word.len; i++)
        if ((word.at[i] < 'a' || word.at[i] > 'z') &&
            (unsigned char)word.at[i] < 0x80)
            return;
    if (str_ends(word, STR("\xC2\xA0")))
        return;
    buf_add_char(w->out, ' ');
    if (w->out->failure != STATUS_OK)
        return;
    char *at = w->out->at + w->raised;
    memmove(at + 1, at, w->out->len - w->raised - 1);
    *at = ' ';
}

/* class="doc-joint__titre": a part of a thing that the style sheet lays out
 * (an icon, a title, a link side by side), never a piece of a word. */
static bool
is_laid_out(const char *const *attributes)
{
    return str_contains(html_attribute(attributes, "class"), STR("__"));
}

void
html_writer_start(struct html_writer *w, const char *name,
                  const char *const *attributes)
{
    enum role role = role_of(name);
    bool row = role == ROLE_ROW || role == ROLE_CELL;
    if (attributes && (role == ROLE_INLINE || role == ROLE_LINK) &&
        is_laid_out(attributes))
        want_gap(w, GAP_SPACE);
    if (strcmp(name, "sup") == 0)
        w->raised = w->gap == GAP_NONE ? w->out->len : 0;
    if (role == ROLE_HIDDEN)
        w->hidden++;
    else if (role == ROLE_BLOCK || (row && w->layout))
        want_gap(w, GAP_PARAGRAPH);
    else if (role == ROLE_BREAK)
        want_gap(w, w->gap >= GAP_LINE ? GAP_PARAGRAPH : GAP_LINE);
    else if (role == ROLE_ITEM || role == ROLE_ROW)
        want_gap(w, GAP_LINE);
    else if (role == ROLE_CELL)
        want_gap(w, GAP_CELL);
    else if (role == ROLE_LINK)
        open_link(w, attributes);
    if (role == ROLE_ITEM)
        w->bullet = true;
    if (role == ROLE_CELL && !w->layout)
        w->cells++;
}

void
html_writer_end(struct html_writer *w, const char *name)
{
    enum role role = role_of(name);
    bool row = role == ROLE_ROW || role == ROLE_CELL;
    if (strcmp(name, "sup") == 0)
        part_call(w);
    if (role == ROLE_HIDDEN && w->hidden)
        w->hidden--;
    if (role == ROLE_CELL && w->cells && !w->layout)
        w->cells--;
    if (role == ROLE_BLOCK || (row && w->layout))
        want_gap(w, GAP_PARAGRAPH);
    else if (role == ROLE_ITEM || role == ROLE_ROW)
        want_gap(w, GAP_LINE);
    else if (role == ROLE_LINK)
        close_link(w);
    if (role == ROLE_ITEM)
        w->bullet = false;
}

void
html_writer_text(struct html_writer *w, struct str text)
{
    if (!w->hidden)
        put_characters(w, text);
}

static void
on_start(void *context, const char *name, const char *const *attributes)
{
    html_writer_start(context, name, attributes);
}

static void
on_end(void *context, const char *name)
{
    html_writer_end(context, name);
}

static void
on_text(void *context, struct str text)
{
    html_writer_text(context, text);
}

/* The character that an entity at the start of s ("&eacute;") stands for. */
static size_t
entity_at(struct str s, uint32_t *code_point)
{
    size_t end = str_find_char(str_head(s, 34), ';');
    if (s.len < 3 || s.at[0] != '&' || end == SIZE_MAX)
        return 0;
    char name[34] = "";
    memcpy(name, s.at + 1, end - 1);
    if (name[0] != '#') {
        const htmlEntityDesc *entity = htmlEntityLookup(BAD_CAST name);
        *code_point = entity ? entity->value : 0;
    } else {
        bool hex = name[1] == 'x' || name[1] == 'X';
        *code_point = 0;
        for (const char *c = name + 1 + hex; *c && *code_point < 0x110000;
             c++) {
            const char *digits = "0123456789abcdefABCDEF";
            const char *digit = strchr(digits, *c);
            uint32_t value = digit ? (uint32_t)(digit - digits) : 99;
            if (value > 15 && value < 22)
                value -= 6;
            if (value >= (hex ? 16U : 10U))
                return 0;
            *code_point = *code_point * (hex ? 16 : 10) + value;
        }
    }
    if (*code_point >= 0x80 && *code_point < 0xA0)
        *code_point = charset_1252_code_point((unsigned char)*code_point);
    bool good = *code_point >= 0x20 && *code_point < 0x110000 &&
                *code_point != 0x7F &&
                (*code_point < 0xD800 || *code_point > 0xDFFF);
    return good ? end + 1 : 0;
}

size_t
html_entity_length(struct str s)
{
    uint32_t code_point;
    return entity_at(s, &code_point);
}

/* Decodes the entities of out from `start` on, in place (a character is
 * never longer than its entity). */
static void
decode_entities(struct buf *out, size_t start)
{
    size_t to = start, at = start;
    while (at < out->len) {
        uint32_t code_point;
        struct str rest = str_from_offset(buf_str(out), at);
        size_t len = rest.at[0] == '&' ? entity_at(rest, &code_point) : 0;
        if (len)
            to += utf8_encode(out->at + to, code_point);
        else
            out->at[to++] = rest.at[0];
        at += len ? len : 1;
    }
    out->len = to;
}

/* Text without any markup: its blank lines end paragraphs. */
static void
put_plain(struct html_writer *w, struct str text)
{
    struct str line;
    while (str_line(&text, &line)) {
        if (str_trim(line).len == 0)
            want_gap(w, GAP_PARAGRAPH);
        put_text(w, line);
        want_gap(w, GAP_SPACE);
    }
}

enum status
html_to_text(struct buf *out, struct str html, enum html_option option,
             struct links *links, struct error *err)
{
    struct html_writer w = {
        .out = out, .start = out->len, .links = links, .err = err};
    const struct html_events events = {on_start, on_end, on_text, &w};
    bool markup = str_find_char(html, '<') != SIZE_MAX ||
                  str_find_char(html, '&') != SIZE_MAX;
    if (markup)
        TRY(html_parse(&events, html, err));
    else
        put_plain(&w, html);
    TRY(w.status);
    html_writer_finish(&w);
    if (option & HTML_ENTITIES_TWICE)
        decode_entities(out, w.start);
    return buf_status(out, err);
}

enum status
html_line(struct str *out, struct str html, struct arena *arena,
          struct error *err)
{
    AUTO(buf) struct buf line = BUF_INIT(html.len * 4 + 64);
    TRY(html_to_text(&line, html, HTML_PLAIN, NULL, err));
    size_t kept = 0;
    for (size_t i = 0; i < line.len; i++)
        if (line.at[i] != '\n')
            line.at[kept++] = line.at[i];
        else if (line.at[kept - 1] != ' ')
            line.at[kept++] = ' ';
    struct str text = str_trim((struct str){line.at, kept});
    struct str copy = arena_copy(arena, text);
    if (text.len && !copy.at)
        return error_no_memory(err);
    *out = copy;
    return STATUS_OK;
}

static bool
is_escaped(char c)
{
    return c == '<' || c == '>' || c == '&' || c == '"';
}

void
html_quote(struct buf *html, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        size_t plain = 0;
        while (i + plain < text.len && !is_escaped(text.at[i + plain]))
            plain++;
        buf_add(html, str_range(text, i, i + plain));
        i += plain;
        if (i == text.len)
            break;
        switch (text.at[i]) {
        case '<':
            buf_add(html, STR("&lt;"));
            break;
        case '>':
            buf_add(html, STR("&gt;"));
            break;
        case '&':
            buf_add(html, STR("&amp;"));
            break;
        default:
            buf_add(html, STR("&quot;"));
        }
    }
}
