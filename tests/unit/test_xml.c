/* tests: XML as records. */
#include "xml.h"

#include "check.h"
#include "sink_memory.h"
#include "utf8.h"
#include "xml_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a reading that writes its records down ------------------------------ */

struct written {
    struct sink_memory memory;
    struct buf out; /* the records, in a notation like JSON */
    size_t records;
    enum status answer; /* to each record */
};

static void
write_node(struct buf *out, const struct json *node, bool keyed)
{
    if (keyed && node->key.len)
        buf_printf(out, STR_FMT ":", STR_ARG(node->key));
    if (node->type == JSON_NULL)
        buf_add(out, STR("-"));
    if (node->type == JSON_STRING)
        buf_printf(out, "'" STR_FMT "'", STR_ARG(node->text));
    if (node->type < JSON_LIST)
        return;
    buf_add_char(out, node->type == JSON_LIST ? '[' : '{');
    for (const struct json *it = node->first; it; it = it->next) {
        write_node(out, it, true);
        buf_add(out, it->next ? STR(" ") : STR(""));
    }
    buf_add_char(out, node->type == JSON_LIST ? ']' : '}');
}

static enum status
write_record(void *context, struct json *node, struct arena *arena,
             struct error *err)
{
    struct written *written = context;
    (void)arena;
    written->records++;
    if (written->out.len)
        buf_add_char(&written->out, '\n');
    write_node(&written->out, node, true);
    return written->answer == STATUS_OK
               ? STATUS_OK
               : error_set(err, written->answer, "bad record");
}

static const char *const record_names[] = {"r", NULL};
static const struct xml_rule record_rules[] = {{"html", XML_HTML},
                                               {"markup", XML_MARKUP},
                                               {"rows", XML_ORDERED},
                                               {NULL, XML_TREE}};

static enum status
parse(struct written *written, struct str bytes, struct error *err)
{
    struct input in;
    struct xml_reading reading = {.records = record_names,
                                  .rules = record_rules,
                                  .record = write_record,
                                  .context = written};
    sink_memory_init(&written->memory);
    written->out = (struct buf)BUF_INIT(64 << 20);
    written->records = 0;
    enum status status =
        input_open(&in, open_bytes(bytes), STR("a.xml"), STR(""), err);
    if (status == STATUS_OK)
        status = xml_read(&in, &reading, &written->memory.sink, err);
    input_close(&in);
    return status;
}

static void
forget(struct written *written)
{
    buf_release(&written->out);
    sink_memory_release(&written->memory);
}

static void
check(struct str bytes, const char *want)
{
    struct written written = {0};
    struct error err = {0};
    CHECK_OK(parse(&written, bytes, &err), &err);
    CHECK_STR(buf_str(&written.out), str_from(want));
    forget(&written);
}

static void
refuse(struct str bytes, enum status want, const char *why)
{
    struct written written = {0};
    struct error err = {0};
    CHECK_STATUS(parse(&written, bytes, &err), want);
    CHECK_CSTR(err.text, why);
    CHECK_INT(written.records, 0);
    forget(&written);
}

/* ---- trees --------------------------------------------------------------- */

static void
trees(void)
{
    check(STR("<r/>"), "r:{}");
    check(STR("<r>un</r>"), "r:{#text:'un'}");
    check(STR("<r a='1'><b> x\n</b><c/><d> </d></r>"),
          "r:{@a:'1' b:'x' c:- d:-}");
    check(STR("<r><b>1</b><c>2</c><b><d>3</d></b><b/></r>"),
          "r:{b:['1' {d:'3'} -] c:'2'}");
    check(STR("<r><b n='1'>x</b> y <b>z</b></r>"),
          "r:{b:[{@n:'1' #text:'x'} 'z'] #text:'y'}");
    check(STR("<r xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>"
              "<b xsi:nil='true'/><c xsi:type='T'/></r>"),
          "r:{b:- c:{@xsi:type:'T'}}");
    check(STR("<n:r xmlns:n='urn:x'><n:b>1</n:b></n:r>"), "r:{b:'1'}");
    check(STR("<z:r><z:b>1</z:b></z:r>"), "r:{b:'1'}"); /* undeclared */
    check(STR("<r a='x &amp;#38; &#38; &lt;'/>"), "r:{@a:'x &#38; & <'}");
    check(STR("<r><rows><a>1</a><b>2</b><a>3</a></rows></r>"),
          "r:{rows:{a:'1' b:'2' a:'3'}}");
    check(STR("<r>a<![CDATA[<b>&amp;]]>c<!-- d -->e<?f g?></r>"),
          "r:{#text:'a<b>&amp;ce'}");
    check(STR("<r><r>dedans</r></r>"), "r:{r:'dedans'}");
}

static void
mixed_content(void)
{
    check(STR("<r><markup>a &lt; <B>b</B><br/>c&amp;d<p/></markup></r>"),
          "r:{markup:'a &lt; <b>b</b><br>c&amp;d<p></p>'}");
    check(STR("<r><html>&lt;p&gt;a&lt;/p&gt;<i>b</i><![CDATA[<br>c]]></html>"
              "</r>"),
          "r:{html:'<p>a</p><i>b</i><br>c'}");
    check(STR("<r><markup n='1'>x<a href='u&amp;\"' id='z'>y</a></markup></r>"),
          "r:{markup:{@n:'1' #text:'x<a href=\"u&amp;&quot;\">y</a>'}}");
    check(STR("<r><markup><markup>a</markup></markup><b/></r>"),
          "r:{markup:'<markup>a</markup>' b:-}");
}

static void
many_records(void)
{
    check(STR("<all><r>1</r><s><r>2</r></s>\n<r n='3'/></all>"),
          "r:{#text:'1'}\nr:{#text:'2'}\nr:{@n:'3'}");
}

/* ---- bytes --------------------------------------------------------------- */

static void
entities(void)
{
    check(STR("<r a='&nbsp;x&eacute;'>&laquo;&nbsp;&oelig;uvre&nbsp;&raquo; "
              "&amp;&lt;&#233;&#xE9;&euro;</r>"),
          "r:{@a:'\xC2\xA0xé' #text:'«\xC2\xA0œuvre\xC2\xA0» &<éé€'}");
    check(STR("<r><![CDATA[&nbsp;]]><!-- &nbsp; --><?p &nbsp;?></r>"),
          "r:{#text:'&nbsp;'}");
    refuse(STR("<r>&inconnue;</r>"), STATUS_FORMAT,
           "line 1: malformed XML (Entity 'inconnue' not defined)");
    refuse(STR("<!DOCTYPE r SYSTEM 'x.dtd'><r>&inconnue;</r>"), STATUS_FORMAT,
           "line 1: unknown entity 'inconnue'");
    refuse(STR("<r>R&D</r>"), STATUS_FORMAT,
           "line 1: malformed XML (EntityRef: expecting ';')");
    refuse(STR("<!DOCTYPE r [\n<!ENTITY a 'b'>]><r>x</r>"), STATUS_FORMAT,
           "line 2: entity declaration refused");
    refuse(STR("<!DOCTYPE r [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]>"
               "<r>x</r>"),
           STATUS_FORMAT, "line 1: entity declaration refused");
    check(STR("<!DOCTYPE r SYSTEM 'http://127.0.0.1:9/x.dtd'><r>x</r>"),
          "r:{#text:'x'}");
}

/* Wherever the pieces part, the parser gets the same. */
static void
any_border(void)
{
    struct str text =
        STR("<?xml version='1.0' encoding='ISO-8859-1'?>\n<r a='&eacute;'>"
            "&agrave;&amp;<!-- &nbsp; - -- --&nbsp;--><![CDATA[]&nbsp;]]]>"
            "&thetasym;<?p &nbsp; ? ?>&nbsp</r>&");
    struct str want =
        STR("\n<r a='é'>à&amp;<!-- &nbsp; - -- --&nbsp;--><![CDATA[]&nbsp;]]]>"
            "ϑ<?p &nbsp; ? ?>&nbsp</r>&");
    struct error err = {0};
    for (size_t a = 0; a <= text.len; a++)
        for (size_t b = a; b <= text.len; b += 7) {
            AUTO(xml_bytes) struct xml_bytes bytes = {0};
            CHECK_OK(xml_bytes_add(&bytes, str_head(text, a), false, &err),
                     &err);
            CHECK_OK(xml_bytes_add(&bytes, str_range(text, a, b), false, &err),
                     &err);
            CHECK_OK(
                xml_bytes_add(&bytes, str_from_offset(text, b), true, &err),
                &err);
            CHECK_STR(buf_str(&bytes.ready), want);
            CHECK_CSTR(bytes.encoding, "ISO-8859-1");
        }
}

/* The same through the parser: a record of more than one piece. */
static void
long_text(void)
{
    struct written written = {0};
    struct error err = {0};
    AUTO(buf) struct buf xml = BUF_INIT(16 << 20);
    AUTO(buf) struct buf want = BUF_INIT(16 << 20);
    buf_add(&xml, STR("<r>"));
    buf_add(&want, STR("r:{#text:'"));
    for (int i = 0; i < 50000; i++) {
        buf_printf(&xml, "%d&eacute;&#160;œ,", i);
        buf_printf(&want, "%dé\xC2\xA0œ,", i);
    }
    buf_add(&xml, STR("</r>"));
    buf_add(&want, STR("'}"));
    CHECK_OK(parse(&written, buf_str(&xml), &err), &err);
    CHECK(str_eq(buf_str(&written.out), buf_str(&want)));
    forget(&written);
}

static void
encodings(void)
{
    static const struct {
        struct str bytes;
        size_t told;
    } cases[] = {
        {STR_INIT("<?xml version='1.0' encoding='ISO-8859-1'?><r>\xE9t\xE9 "
                  "\x93\x9Cuvre\x94 \x80</r>"),
         0},
        {STR_INIT("<?xml version='1.0' encoding='UTF-8'?><r>\xE9t\xE9 "
                  "\x93\x9Cuvre\x94 \x80</r>"),
         1},
        {STR_INIT("<r>\xE9t\xE9 \x93\x9Cuvre\x94 \x80</r>"), 1},
        {STR_INIT("<?xml version=\"1.0\" encoding = \"latin1\" ?><r>été “œuvre”"
                  " €</r>"),
         1},
        {STR_INIT("\xEF\xBB\xBF<?xml version='1.0'?><r>été “œuvre” €</r>"), 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct written written = {0};
        struct error err = {0};
        CHECK_OK(parse(&written, cases[i].bytes, &err), &err);
        CHECK_STR(buf_str(&written.out), STR("r:{#text:'été “œuvre” €'}"));
        CHECK_INT(memory_notes(&written.memory, CAUSE_ENCODING_MENDED),
                  cases[i].told);
        forget(&written);
    }
    refuse(STR("<?xml version='1.0' encoding='x-inconnu'?><r/>"), STATUS_FORMAT,
           "line 1: unknown encoding 'x-inconnu'");
    /* libxml2 quotes a name, and cuts it within a character. */
    AUTO(buf) struct buf bad = BUF_INIT(4000);
    for (int shift = 0; shift < 2; shift++) {
        struct written written = {0};
        struct error err = {0};
        buf_clear(&bad);
        buf_add(&bad, str_from(shift ? "<r><ab" : "<r><a"));
        for (int k = 0; k < 400; k++)
            buf_add(&bad, STR("é"));
        buf_add(&bad, STR("></b></r>"));
        CHECK_STATUS(parse(&written, buf_str(&bad), &err), STATUS_FORMAT);
        forget(&written);
        CHECK(utf8_is_valid(str_from(err.text)));
    }
    refuse(STR("<?xml version='1.0' "
               "encoding='xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
               "é'?><r/>"),
           STATUS_FORMAT,
           "line 1: unknown encoding "
           "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'");
}

static void
controls(void)
{
    check(STR("<r>&#155;31m&#133;&#127;x\xC2\x9By</r>"),
          "r:{#text:'›31m… x›y'}");
    refuse(STR("<r>a\x1B[31m</r>"), STATUS_FORMAT,
           "line 1: control character U+001B");
    refuse(STR("<r>&#27;</r>"), STATUS_FORMAT,
           "line 1: malformed XML (xmlParseCharRef: invalid xmlChar value 27)");
}

/* ---- limits and damage --------------------------------------------------- */

static void
malformed(void)
{
    refuse(STR("<r>abc"), STATUS_FORMAT,
           "line 1: malformed XML (unexpected end)");
    refuse(STR("<r/>x"), STATUS_FORMAT,
           "line 1: malformed XML (Extra content at the end of the document)");
    refuse(STR("<r a='1' a='2'/>"), STATUS_FORMAT,
           "line 1: malformed XML (Attribute a redefined)");
    refuse(STR("<s><t/></s>"), STATUS_FORMAT, "no document in it");
    refuse(STR("texte"), STATUS_FORMAT,
           "line 1: malformed XML (Document is empty)");
    check(STR(" \r\n\t "), "");
}

/* What closed before the break was given; the root itself is not. */
static void
broken_later(void)
{
    struct written written = {0};
    struct error err = {0};
    CHECK_STATUS(parse(&written, STR("<a><r>1</r><r>2</r><r>3</a>"), &err),
                 STATUS_FORMAT);
    CHECK_STR(buf_str(&written.out), STR("r:{#text:'1'}\nr:{#text:'2'}"));
    CHECK_CSTR(err.text, "line 1: malformed XML (Opening and ending tag "
                         "mismatch: r line 1 and a)");
    forget(&written);
    refuse(STR("<r>1</r><r>2</r>"), STATUS_FORMAT,
           "line 1: malformed XML (Extra content at the end of the document)");
}

/* A bad record among many is told, alone it is the file's fault. */
static void
bad_records(void)
{
    struct written written = {.answer = STATUS_FORMAT};
    struct error err = {0};
    CHECK_OK(parse(&written, STR("<a><r/>\n<r/></a>"), &err), &err);
    CHECK_INT(written.records, 2);
    CHECK_INT(memory_notes(&written.memory, CAUSE_INVALID), 2);
    CHECK_STR(written.memory.notes[1].where, STR("line 2"));
    CHECK_STR(written.memory.notes[1].detail, STR("bad record"));
    forget(&written);
    CHECK_STATUS(parse(&written, STR("<r/>"), &err), STATUS_FORMAT);
    CHECK_CSTR(err.text, "bad record");
    forget(&written);
    written.answer = STATUS_IO; /* the environment's: stops at once */
    CHECK_STATUS(parse(&written, STR("<a><r/><r/></a>"), &err), STATUS_IO);
    CHECK_INT(written.records, 1);
    forget(&written);
}

static void
repeat(struct buf *out, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buf_add(out, str_from(text));
}

static void
nested(size_t depth, enum status want)
{
    struct written written = {0};
    struct error err = {0};
    AUTO(buf) struct buf xml = BUF_INIT(1 << 20);
    repeat(&xml, "<r>", depth);
    repeat(&xml, "</r>", depth);
    CHECK_STATUS(parse(&written, buf_str(&xml), &err), want);
    if (want != STATUS_OK)
        CHECK_CSTR(err.text, "line 1: nested too deep");
    forget(&written);
}

static void
depth(void)
{
    nested(XML_DEPTH_MAX, STATUS_OK);
    nested(XML_DEPTH_MAX + 1, STATUS_LIMIT);
    nested(20000, STATUS_LIMIT);
}

static void
attributes(void)
{
    struct written written = {0};
    struct error err = {0};
    AUTO(buf) struct buf xml = BUF_INIT(1 << 20);
    buf_add(&xml, STR("<r"));
    for (int i = 0; i < XML_ATTRIBUTES_MAX + 1; i++)
        buf_printf(&xml, " a%d='1'", i);
    buf_add(&xml, STR("/>"));
    CHECK_STATUS(parse(&written, buf_str(&xml), &err), STATUS_LIMIT);
    CHECK_CSTR(err.text, "line 1: too many attributes");
    forget(&written);
}

static void
names(void)
{
    struct written written = {0};
    struct error err = {0};
    AUTO(buf) struct buf xml = BUF_INIT(8 << 20);
    buf_add(&xml, STR("<a><r/>"));
    for (int i = 0; i < 3 * XML_NAMES_MAX; i++)
        buf_printf(&xml, "<b%d/>", i);
    buf_add(&xml, STR("</a>"));
    CHECK_STATUS(parse(&written, buf_str(&xml), &err), STATUS_LIMIT);
    CHECK_CSTR(err.text, "line 1: too many different names");
    forget(&written);
}

/* Too large a record is passed over, its neighbours are given. */
static void
large_record(const char *piece, size_t times, const char *why)
{
    struct written written = {0};
    struct error err = {0};
    AUTO(buf) struct buf xml = BUF_INIT(80 << 20);
    buf_add(&xml, STR("<a><r>1</r><r>"));
    repeat(&xml, piece, times);
    buf_add(&xml, STR("</r><r>3</r></a>"));
    CHECK_OK(parse(&written, buf_str(&xml), &err), &err);
    CHECK_STR(buf_str(&written.out), STR("r:{#text:'1'}\nr:{#text:'3'}"));
    CHECK_INT(memory_notes(&written.memory, CAUSE_TOO_LARGE), 1);
    CHECK_STR(written.memory.notes[0].detail, str_from(why));
    forget(&written);
    struct str alone = str_range(buf_str(&xml), 11, xml.len - 16);
    CHECK_STATUS(parse(&written, alone, &err), STATUS_LIMIT);
    CHECK_CSTR(err.text, why);
    forget(&written);
}

static void
large_records(void)
{
    large_record("0123456789abcdef", XML_TEXT_MAX / 16 + 1,
                 "too much text in one element");
    large_record("<b/>", XML_NODES_MAX + 1, "too many elements");
    AUTO(buf) struct buf names = BUF_INIT(1 << 20);
    for (int i = 0; i <= XML_MEMBERS_MAX; i++)
        buf_printf(&names, "<b%d/>", i);
    large_record(buf_cstr(&names), 1, "too many elements");
}

static void
roots(void)
{
    CHECK_STR(xml_root(STR("<a b='1'>")), STR("a"));
    CHECK_STR(xml_root(STR(" <?xml version='1.0'?>\n<!-- <b> --><n:a/>")),
              STR("a"));
    CHECK_STR(xml_root(STR("<!DOCTYPE a [<!ENTITY b '>'>]><a>")), STR("a"));
    CHECK_STR(xml_root(STR("<!DOCTYPE a SYSTEM 'x'><a>")), STR("a"));
    CHECK_STR(xml_root(STR("texte <a>")), STR(""));
    CHECK_STR(xml_root(STR("")), STR(""));
    CHECK_STR(xml_root(STR("<!-- sans fin")), STR(""));
}

/* Entities and sections are found at every place. */
static void
places_of_marks(void)
{
    for (int at = 0; at < 20; at++) {
        char text[80], want[80];
        snprintf(text, sizeof text, "<r>%.*s&eacute;<![CDATA[<]]>%.*s</r>", at,
                 "abcdefghijklmnopqrst", 20 - at, "abcdefghijklmnopqrst");
        snprintf(want, sizeof want, "r:{#text:'%.*sé<%.*s'}", at,
                 "abcdefghijklmnopqrst", 20 - at, "abcdefghijklmnopqrst");
        check(str_from(text), want);
    }
}

CU_TestInfo xml_tests[] = {
    {"places of marks", places_of_marks},
    {"trees", trees},
    {"mixed content", mixed_content},
    {"many records", many_records},
    {"entities", entities},
    {"any border", any_border},
    {"long text", long_text},
    {"encodings", encodings},
    {"control characters", controls},
    {"malformed", malformed},
    {"broken later", broken_later},
    {"bad records", bad_records},
    {"depth", depth},
    {"attributes", attributes},
    {"names", names},
    {"large records", large_records},
    {"roots", roots},
    CU_TEST_INFO_NULL,
};
