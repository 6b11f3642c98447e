/* ingest, step 3: HTML as a row of events, through libxml2's push parser. */
#include "html_sax.h"

#include "html.h"
#include "lang.h"

#include <libxml/HTMLparser.h>

struct parse {
    const struct html_events *events;
    htmlParserCtxtPtr parser;
    unsigned depth;
    enum status status;
    struct error *err;
};

static void
on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    struct parse *parse = context;
    if (++parse->depth > HTML_DEPTH_MAX && parse->status == STATUS_OK) {
        parse->status = error_set(parse->err, STATUS_LIMIT,
                                  TR("HTML nested deeper than %d",
                                     "HTML imbriqué sur plus de %d niveaux"),
                                  HTML_DEPTH_MAX);
        xmlStopParser(parse->parser);
    }
    parse->events->start(parse->events->context, (const char *)name,
                         (const char *const *)attributes);
}

static void
on_end(void *context, const xmlChar *name)
{
    struct parse *parse = context;
    if (parse->depth)
        parse->depth--;
    parse->events->end(parse->events->context, (const char *)name);
}

static void
on_characters(void *context, const xmlChar *at, int len)
{
    struct parse *parse = context;
    if (len > 0)
        parse->events->text(parse->events->context,
                            (struct str){(const char *)at, (size_t)len});
}

/* Tags that libxml2 takes otherwise than browsers do: it ends the document at
 * </body> or </html>, though more text may follow, ignores </br>, and knows
 * no CDATA in HTML.  A stray </p> or </div> says nothing to it, but parts
 * words: a rule behind each is a block end, and no text.  Length of such a tag
 * at the start of s, 0 for any other; *instead = what is parsed in its place.
 */
static size_t
replaced_tag(struct str s, struct str *instead)
{
    static const struct {
        struct str tag, instead;
    } tags[] = {
        {STR_INIT("</body"), STR_INIT("")},
        {STR_INIT("</html"), STR_INIT("")},
        {STR_INIT("</br"), STR_INIT("<br>")},
        {STR_INIT("</p>"), STR_INIT("</p><hr>")},
        {STR_INIT("</div>"), STR_INIT("</div><hr>")},
    };
    *instead = STR("");
    if (str_starts(s, STR("<![CDATA[")))
        return 9;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        if (!str_starts_nocase(s, tags[i].tag))
            continue;
        size_t end = str_find_char(s, '>');
        *instead = tags[i].instead;
        return end == SIZE_MAX ? s.len : end + 1;
    }
    return 0;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The end of an attribute that begins at `at`: its name, and a value behind
 * an equal sign. */
static size_t
attribute_end(struct str s, size_t at)
{
    while (at < s.len && !is_blank(s.at[at]) && s.at[at] != '=' &&
           s.at[at] != '>')
        at++;
    while (at < s.len && is_blank(s.at[at]))
        at++;
    if (at == s.len || s.at[at] != '=')
        return at;
    at++;
    while (at < s.len && is_blank(s.at[at]))
        at++;
    if (at < s.len && (s.at[at] == '"' || s.at[at] == '\'')) {
        size_t size = str_find_char(str_from_offset(s, at + 1), s.at[at]);
        return size == SIZE_MAX ? s.len : at + size + 2;
    }
    while (at < s.len && !is_blank(s.at[at]) && s.at[at] != '>')
        at++;
    return at;
}

/* libxml2 compares each attribute of a tag with all before it: a tag of
 * 200,000 takes it a minute.  Where the tag at the start of s ends (its '>');
 * *cut: where those begin that are too many, or there. */
static size_t
tag_end(struct str s, size_t *cut)
{
    size_t at = 1, count = 0;
    *cut = SIZE_MAX;
    while (at < s.len && !is_blank(s.at[at]) && s.at[at] != '>')
        at++;
    for (;;) {
        while (at < s.len && (is_blank(s.at[at]) || s.at[at] == '/'))
            at++;
        if (at == s.len || s.at[at] == '>')
            break;
        if (count++ == HTML_ATTRIBUTES_MAX)
            *cut = at;
        size_t end = attribute_end(s, at);
        at = end > at ? end : at + 1;
    }
    *cut = *cut < at ? *cut : at;
    return at;
}

/* What the parser gets: each call of it costs, so it gets it in few. */
static void
replace_tags(struct buf *out, struct str html)
{
    size_t from = 0, at = 0, known = 0;
    /* An open body: a stray end tag at the start would end the document. */
    buf_add(out, STR("<html><body>"));
    for (;;) {
        size_t hit = str_find_char(str_from_offset(html, at), '<');
        if (hit == SIZE_MAX)
            break;
        at += hit;
        struct str instead;
        size_t skip = replaced_tag(str_from_offset(html, at), &instead);
        if (skip) {
            buf_add(out, str_range(html, from, at));
            buf_add(out, instead);
            from = at + skip;
        } else if (at >= known && at + 1 < html.len &&
                   is_letter(html.at[at + 1])) {
            size_t cut, end = tag_end(str_from_offset(html, at), &cut);
            known = at + end;
            if (cut < end) {
                buf_add(out, str_range(html, from, at + cut));
                at = from = known;
                continue;
            }
        }
        at += skip ? skip : 1;
    }
    buf_add(out, str_from_offset(html, from));
}

static void
feed(struct parse *parse, struct str piece)
{
    enum { AT_ONCE = 1 << 20 };
    while (piece.len) {
        struct str head = str_head(piece, AT_ONCE);
        htmlParseChunk(parse->parser, head.at, (int)head.len, 0);
        piece = str_from_offset(piece, head.len);
    }
    htmlParseChunk(parse->parser, "", 0, 1);
}

enum status
html_parse(const struct html_events *events, struct str html, struct error *err)
{
    htmlSAXHandler sax = {
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_characters,
        .ignorableWhitespace = on_characters,
    };
    struct parse parse = {.events = events, .err = err};
    AUTO(buf) struct buf source = BUF_INIT(2 * html.len + 64);
    replace_tags(&source, html);
    TRY(buf_status(&source, err));
    parse.parser = htmlCreatePushParserCtxt(&sax, &parse, NULL, 0, NULL,
                                            XML_CHAR_ENCODING_UTF8);
    if (!parse.parser)
        return error_no_memory(err);
    htmlCtxtUseOptions(parse.parser, HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                         HTML_PARSE_NOWARNING |
                                         HTML_PARSE_IGNORE_ENC);
    feed(&parse, buf_str(&source));
    htmlFreeParserCtxt(parse.parser);
    return parse.status;
}
