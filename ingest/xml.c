/* ingest, step 3: XML through libxml2's push parser, as records. */
#include "xml.h"

#include "lang.h"
#include "utf8.h"
#include "xml_bytes.h"
#include "xml_tree.h"

#include <libxml/parser.h>
#include <libxml/SAX2.h>
#include <string.h>

enum { RECORD_MEMORY = 128 << 20 }; /* tree and what is made of it */

struct xml {
    const struct xml_reading *reading;
    struct input *in;
    struct sink *sink;
    struct error *err;
    enum status status;
    xmlParserCtxtPtr parser;
    struct xml_bytes bytes;
    struct arena arena;
    struct xml_tree tree;
    unsigned depth;  /* elements open in all */
    unsigned record; /* depth of the record, 0 = none open */
    bool skipping;   /* the open record is over a limit */
    bool kept;       /* the root was the record: given at the end */
    size_t records;  /* met */
};

static struct str
from_xml(const xmlChar *text)
{
    return str_from((const char *)text);
}

/* Ends the parsing; the first reason counts. */
static void
stop(struct xml *xml, enum status status)
{
    if (xml->status == STATUS_OK)
        xml->status = status;
    xmlStopParser(xml->parser);
}

static void
stop_limit(struct xml *xml, const char *what)
{
    if (xml->status == STATUS_OK)
        stop(xml, error_set(xml->err, STATUS_LIMIT,
                            TR("line %d: %s", "ligne %d : %s"),
                            xmlSAX2GetLineNumber(xml->parser), what));
}

static bool
is_record(const struct xml *xml, struct str name)
{
    const char *const *names = xml->reading->records;
    if (!names)
        return xml->depth == 1;
    for (; *names; names++)
        if (str_eq(name, str_from(*names)))
            return true;
    return false;
}

/* A record over a limit: one among many is told and passed over. */
static void
check_tree(struct xml *xml)
{
    if (xml->tree.status == STATUS_OK)
        return;
    if (xml->tree.status == STATUS_LIMIT && xml->record > 1)
        xml->skipping = true;
    else
        stop(xml, xml->tree.status);
}

static void
give_attributes(struct xml *xml, int count, const xmlChar **at)
{
    for (int i = 0; i < count; i++, at += 5)
        xml_tree_attribute(
            &xml->tree, from_xml(at[1]), from_xml(at[0]),
            (struct str){(const char *)at[3], (size_t)(at[4] - at[3])});
}

/* An element that no record holds: told, and forgotten. */
static void
enter(struct xml *xml, struct str name, int attributes,
      const xmlChar **attribute)
{
    arena_reset(&xml->arena);
    xml_tree_start(&xml->tree);
    xml_tree_open(&xml->tree, name);
    give_attributes(xml, attributes, attribute);
    enum status status = xml->tree.status;
    if (status == STATUS_OK)
        status = xml->reading->enter(xml->reading->context, xml->tree.record,
                                     xml->err);
    xml_tree_start(&xml->tree);
    if (status != STATUS_OK)
        stop(xml, status);
}

static void
on_start(void *context, const xmlChar *local, const xmlChar *prefix,
         const xmlChar *uri, int spaces, const xmlChar **space, int attributes,
         int defaulted, const xmlChar **attribute)
{
    struct xml *xml = context;
    (void)prefix, (void)uri, (void)space, (void)defaulted;
    if (xml->status != STATUS_OK)
        return;
    if (++xml->depth > XML_DEPTH_MAX) {
        stop_limit(xml, TR("nested too deep", "imbrication trop profonde"));
        return;
    }
    if (attributes > XML_ATTRIBUTES_MAX || spaces > XML_ATTRIBUTES_MAX) {
        stop_limit(xml, TR("too many attributes", "trop d'attributs"));
        return;
    }
    if (!xml->record && is_record(xml, from_xml(local))) {
        xml->record = xml->depth;
        xml->records++;
        arena_reset(&xml->arena);
        xml_tree_start(&xml->tree);
    }
    if (!xml->record && xml->reading->enter)
        enter(xml, from_xml(local), attributes, attribute);
    if (!xml->record || xml->skipping)
        return;
    xml_tree_open(&xml->tree, from_xml(local));
    give_attributes(xml, attributes, attribute);
    check_tree(xml);
}

static void
on_characters(void *context, const xmlChar *at, int len)
{
    struct xml *xml = context;
    if (xml->status != STATUS_OK || !xml->record || xml->skipping || len <= 0)
        return;
    xml_tree_text(&xml->tree, (struct str){(const char *)at, (size_t)len});
    check_tree(xml);
}

static enum status
tell_bad(struct xml *xml, enum cause cause)
{
    struct str where = arena_printf(&xml->arena, TR("line %llu", "ligne %llu"),
                                    (unsigned long long)xml->in->line);
    struct error bad = *xml->err;
    *xml->err = (struct error){0};
    return sink_tell(xml->sink, cause, where, str_from(bad.text), xml->err);
}

/* Gives the record that was read. */
static enum status
give(struct xml *xml)
{
    enum status status = xml->reading->record(
        xml->reading->context, xml->tree.record, &xml->arena, xml->err);
    if (xml->kept || (status != STATUS_FORMAT && status != STATUS_LIMIT))
        return status;
    return tell_bad(xml, CAUSE_INVALID);
}

static void
end_record(struct xml *xml)
{
    enum status status = STATUS_OK;
    xml->kept = xml->record == 1;
    int line = xml->kept ? 0 : xmlSAX2GetLineNumber(xml->parser);
    xml->in->line = (uint64_t)line;
    if (xml->skipping)
        status = tell_bad(xml, CAUSE_TOO_LARGE);
    else if (!xml->kept)
        status = give(xml);
    xml->record = 0;
    xml->skipping = false;
    if (status != STATUS_OK)
        stop(xml, status);
}

static void
on_end(void *context, const xmlChar *local, const xmlChar *prefix,
       const xmlChar *uri)
{
    struct xml *xml = context;
    (void)local, (void)prefix, (void)uri;
    if (xml->status != STATUS_OK)
        return;
    bool whole = false;
    if (!xml->record && xml->reading->leave) {
        enum status status = xml->reading->leave(xml->reading->context,
                                                 from_xml(local), xml->err);
        if (status != STATUS_OK)
            stop(xml, status);
    }
    if (xml->record && !xml->skipping) {
        whole = xml_tree_close(&xml->tree);
        check_tree(xml);
    }
    if (whole || (xml->skipping && xml->depth == xml->record))
        end_record(xml);
    xml->depth--;
}

/* Entities: none is declared, none is left to be looked up. */
static void
on_entity(void *context, const xmlChar *name, int type, const xmlChar *public,
          const xmlChar *system, xmlChar *content)
{
    struct xml *xml = context;
    (void)name, (void)type, (void)public, (void)system, (void)content;
    if (xml->status == STATUS_OK)
        stop(xml, error_set(xml->err, STATUS_FORMAT,
                            TR("line %d: entity declaration refused",
                               "ligne %d : déclaration d'entité refusée"),
                            xmlSAX2GetLineNumber(xml->parser)));
}

static void
on_reference(void *context, const xmlChar *name)
{
    struct xml *xml = context;
    if (xml->status == STATUS_OK)
        stop(xml, error_set(xml->err, STATUS_FORMAT,
                            TR("line %d: unknown entity '" STR_FMT "'",
                               "ligne %d : entité inconnue « " STR_FMT " »"),
                            xmlSAX2GetLineNumber(xml->parser),
                            STR_ARG(utf8_cut(from_xml(name), 40))));
}

static void
be_quiet(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

static xmlParserInputPtr
load_nothing(const char *url, const char *id, xmlParserCtxtPtr parser)
{
    (void)url, (void)id, (void)parser;
    return NULL;
}

static enum status
start_parser(struct xml *xml)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_characters,
        .ignorableWhitespace = on_characters,
        .cdataBlock = on_characters,
        .entityDecl = on_entity,
        .reference = on_reference,
        .serror = be_quiet,
    };
    xmlSetExternalEntityLoader(load_nothing);
    xml->parser = xmlCreatePushParserCtxt(&sax, xml, NULL, 0, NULL);
    if (!xml->parser)
        return error_no_memory(xml->err);
    xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET | XML_PARSE_NOERROR |
                                       XML_PARSE_NOWARNING);
    return STATUS_OK;
}

/* What the parser made of the bytes it got.  At the end of a file that was cut
 * it has nothing better to say than "extra content". */
static enum status
check_parser(struct xml *xml)
{
    if (xml->status != STATUS_OK || xml->parser->wellFormed)
        return xml->status;
    xmlErrorPtr last = xmlCtxtGetLastError(xml->parser);
    struct str why = last ? str_from(last->message) : STR("");
    if (last && last->code == XML_ERR_DOCUMENT_END && xml->depth)
        why = STR("unexpected end");
    size_t end = str_find_char(why, '\n');
    /* It quotes names, which it may cut within a character. */
    why = utf8_cut(why, end < 120 ? end : 120);
    why = str_head(why, utf8_valid_length(why));
    return error_set(xml->err, STATUS_FORMAT,
                     TR("line %d: malformed XML (" STR_FMT ")",
                        "ligne %d : XML mal formé (" STR_FMT ")"),
                     last ? last->line : xmlSAX2GetLineNumber(xml->parser),
                     STR_ARG(why));
}

/* libxml2 keeps every name it meets, in a table that slows down with them:
 * three million took it minutes. */
static enum status
check_names(struct xml *xml)
{
    if (xmlDictSize(xml->parser->dict) <= XML_NAMES_MAX)
        return STATUS_OK;
    return error_set(xml->err, STATUS_LIMIT, TR("line %d: %s", "ligne %d : %s"),
                     xmlSAX2GetLineNumber(xml->parser),
                     TR("too many different names", "trop de noms différents"));
}

/* ISO-8859-15 has eight letters and signs where Latin-1 and Windows-1252, as
 * which the bytes were read, have others. */
static enum status
as_latin9(struct buf *text, struct error *err)
{
    static const struct {
        unsigned char second; /* after 0xC2 */
        uint32_t code_point;
    } signs[] = {{0xA4, 0x20AC}, {0xA6, 0x160}, {0xA8, 0x161}, {0xB4, 0x17D},
                 {0xB8, 0x17E},  {0xBC, 0x152}, {0xBD, 0x153}, {0xBE, 0x178}};
    AUTO(buf) struct buf out = BUF_INIT(text->max);
    struct str s = buf_str(text);
    size_t from = 0;
    for (size_t i = 0; i + 1 < s.len; i++) {
        size_t sign = 0;
        if ((unsigned char)s.at[i] != 0xC2)
            continue;
        while (sign < 8 && (unsigned char)s.at[i + 1] != signs[sign].second)
            sign++;
        if (sign == 8)
            continue;
        buf_add(&out, str_range(s, from, i));
        buf_add_code_point(&out, signs[sign].code_point);
        from = i + 2;
    }
    if (from == 0)
        return STATUS_OK;
    buf_add(&out, str_from_offset(s, from));
    TRY(buf_status(&out, err));
    buf_clear(text);
    buf_add(text, buf_str(&out));
    return buf_status(text, err);
}

static bool
is_latin9(const struct xml *xml)
{
    struct str name = str_from(xml->bytes.encoding);
    return xml->in->charset.kind == CHARSET_WINDOWS_1252 &&
           (str_eq_nocase(name, STR("iso-8859-15")) ||
            str_eq_nocase(name, STR("latin-9")));
}

static enum status
feed(struct xml *xml, struct str piece, bool end)
{
    if (xml_bytes_add(&xml->bytes, piece, end, xml->err) != STATUS_OK)
        return error_add(xml->err, TR("line %d", "ligne %d"),
                         xmlSAX2GetLineNumber(xml->parser));
    if (is_latin9(xml))
        TRY(as_latin9(&xml->bytes.ready, xml->err));
    struct str ready = buf_str(&xml->bytes.ready);
    if (ready.len || end)
        xmlParseChunk(xml->parser, ready.len ? ready.at : "", (int)ready.len,
                      end);
    buf_clear(&xml->bytes.ready);
    TRY(check_parser(xml));
    return check_names(xml);
}

static bool
is_blank(struct str text)
{
    size_t i = 0;
    while (i < text.len && memchr(" \t\r\n", text.at[i], 4))
        i++;
    return i == text.len;
}

/* STATUS_DONE: nothing but blanks. */
static enum status
feed_all(struct xml *xml)
{
    struct str piece;
    enum status status;
    bool blank = true;
    while ((status = input_chunk(&piece, xml->in, xml->err)) == STATUS_OK) {
        if (blank && is_blank(piece))
            continue; /* what stands after blanks is malformed anyway */
        blank = false;
        TRY(feed(xml, piece, false));
    }
    if (status != STATUS_DONE || blank)
        return status;
    return feed(xml, STR(""), true);
}

/* An encoding declared (UTF-8 if none is) that the bytes do not have. */
static enum status
tell_encoding(struct xml *xml)
{
    struct str declared = str_from(xml->bytes.encoding);
    enum charset_kind kind = xml->in->charset.kind;
    bool utf8 = declared.len == 0 ||
                str_starts_nocase(declared, STR("utf-8")) ||
                str_starts_nocase(declared, STR("utf8"));
    bool wide = str_starts_nocase(declared, STR("utf-16"));
    bool right = kind == CHARSET_UTF8           ? utf8
                 : kind == CHARSET_WINDOWS_1252 ? !utf8 && !wide
                                                : wide || declared.len == 0;
    if (right || (!xml->in->non_ascii && kind == CHARSET_UTF8))
        return STATUS_OK;
    struct str detail = arena_printf(
        &xml->arena, TR("declared %s, read as %s", "déclaré %s, lu comme %s"),
        declared.len ? xml->bytes.encoding : "UTF-8", charset_name(kind));
    return sink_tell(xml->sink, CAUSE_ENCODING_MENDED, STR(""), detail,
                     xml->err);
}

static enum status
read_records(struct xml *xml)
{
    TRY(start_parser(xml));
    TRY(feed_all(xml));
    if (xml->kept)
        TRY(give(xml));
    if (xml->records == 0)
        return error_set(xml->err, STATUS_FORMAT, "%s",
                         TR("no document in it", "aucun document"));
    return tell_encoding(xml);
}

enum status
xml_read(struct input *in, const struct xml_reading *reading, struct sink *sink,
         struct error *err)
{
    struct error own;
    struct xml xml = {.reading = reading,
                      .in = in,
                      .sink = sink,
                      .err = err ? err : &own,
                      .arena = {.limit = RECORD_MEMORY}};
    xml.tree.reading = reading;
    xml.tree.arena = &xml.arena;
    xml.tree.err = xml.err;
    enum status status = read_records(&xml);
    if (xml.parser) {
        xmlFreeDoc(xml.parser->myDoc);
        xml.parser->myDoc = NULL;
        xmlFreeParserCtxt(xml.parser);
    }
    xml_tree_release(&xml.tree);
    xml_bytes_release(&xml.bytes);
    arena_release(&xml.arena);
    return status == STATUS_DONE ? STATUS_OK : status;
}

enum status
xml_tell_unseen(struct xml_told *told, struct json *record, struct sink *sink,
                struct error *err)
{
    AUTO(buf) struct buf paths = BUF_INIT(64 * 1024);
    json_unseen(&paths, record);
    struct str start = str_head(buf_str(&paths), sizeof told->paths - 1);
    if (start.len == 0 || str_eq(start, str_from(told->paths)))
        return STATUS_OK;
    memcpy(told->paths, start.at, start.len);
    told->paths[start.len] = '\0';
    return sink_tell(sink, CAUSE_UNKNOWN_FIELD, STR(""), buf_str(&paths), err);
}

/* ---- the head ------------------------------------------------------------ */

/* Takes what stands before the first element off; false at the end. */
static bool
skip_misc(struct str *rest)
{
    static const struct {
        struct str opening, closing;
    } kinds[] = {{STR_INIT("<?"), STR_INIT("?>")},
                 {STR_INIT("<!--"), STR_INIT("-->")},
                 {STR_INIT("<!DOCTYPE"), STR_INIT(">")}};
    *rest = str_trim(*rest);
    for (size_t i = 0; i < 3; i++) {
        if (!str_starts(*rest, kinds[i].opening))
            continue;
        struct str closing = kinds[i].closing;
        if (i == 2 && str_find_char(*rest, '[') < str_find_char(*rest, '>'))
            closing = STR("]>");
        size_t end = str_find(*rest, closing);
        *rest =
            str_from_offset(*rest, end == SIZE_MAX ? end : end + closing.len);
        return true;
    }
    return false;
}

struct str
xml_root(struct str head)
{
    while (skip_misc(&head))
        ;
    if (!str_starts(head, STR("<")))
        return STR("");
    size_t len = 1;
    while (len < head.len && !memchr(" \t\r\n/><", head.at[len], 7))
        len++;
    struct str name = str_range(head, 1, len);
    size_t colon = str_find_char(name, ':');
    return colon == SIZE_MAX ? name : str_from_offset(name, colon + 1);
}
