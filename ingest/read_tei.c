/* ingest, step 3: debates in TEI (FORMATS.md 7): divisions with heads, <sp>
 * with a <speaker>, or <u> as in the ParlaMint corpora. */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "dates.h"
#include "debate.h"
#include "debate_text.h"
#include "html.h"
#include "xml.h"

struct reading {
    struct debate *debate;
    struct sink *sink;
    bool speaking;               /* within <sp> */
    struct buf name, group, url; /* of who speaks there */
    struct buf announced;        /* <note type="speaker"> before an <u> */
    struct xml_told told;
};

static void
reading_release(struct reading *to)
{
    buf_release(&to->name);
    buf_release(&to->group);
    buf_release(&to->url);
    buf_release(&to->announced);
}

static void
set(struct buf *buf, struct str text)
{
    buf_clear(buf);
    buf->max = 64 * 1024;
    buf_add(buf, text);
}

int
tei_bid(const struct input *in)
{
    static const struct str marks[] = {
        STR_INIT("<sp>"),   STR_INIT("<sp "),   STR_INIT("<u "),
        STR_INIT("débats"), STR_INIT("Débats"), STR_INIT("séance"),
        STR_INIT("Séance"), STR_INIT("debate"), STR_INIT("ParlaMint")};
    struct str root = xml_root(in->head);
    if (!str_eq(root, STR("TEI")) && !str_eq(root, STR("TEI.2")))
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_contains(in->head, marks[i]))
            return 90;
    return 0;
}

/* ---- the header ---------------------------------------------------------- */

static enum status
set_date(struct reading *to, struct json *header)
{
    static const char *const paths[] = {"profileDesc/settingDesc/setting/date",
                                        "fileDesc/sourceDesc/bibl/date",
                                        "profileDesc/creation/date",
                                        "fileDesc/editionStmt/edition/date",
                                        "fileDesc/titleStmt/title",
                                        "fileDesc/publicationStmt/date"};
    char iso[DATE_ISO_BYTES];
    uint32_t day = 0;
    for (size_t i = 0; !day && i < sizeof paths / sizeof paths[0]; i++) {
        struct json *node = json_get(header, paths[i]);
        struct str when = json_text_at(node, "@when");
        if (!date_parse(when.len ? when : json_text(node), &day))
            day = dates_find(json_text(node));
    }
    if (day) {
        date_to_iso(iso, day);
        debate_set(to->debate, DEBATE_DATE, str_from(iso));
    }
    return STATUS_OK;
}

static enum status
read_header(struct reading *to, struct json *header, struct arena *arena,
            struct error *err)
{
    struct str title, author;
    TRY(html_line(&title, json_text_at(header, "fileDesc/titleStmt/title"),
                  arena, err));
    debate_set(to->debate, DEBATE_TITLE, title);
    author = json_text_at(header, "fileDesc/titleStmt/author");
    if (str_starts_nocase(author, STR("Assemblée nationale")))
        debate_set(to->debate, DEBATE_CHAMBER, STR("an"));
    else if (str_starts_nocase(author, STR("Sénat")))
        debate_set(to->debate, DEBATE_CHAMBER, STR("senat"));
    json_ignore(header);
    return set_date(to, header);
}

/* ---- what is said -------------------------------------------------------- */

/* "#Corinne_Narassiguin" */
static struct str
name_of(struct str who, struct arena *arena)
{
    if (str_starts(who, STR("#")))
        who = str_from_offset(who, 1);
    struct str copy = arena_copy(arena, who);
    char *at = (char *)copy.at;
    for (size_t i = 0; at && i < copy.len; i++)
        if (at[i] == '_')
            at[i] = ' ';
    return str_trim(copy);
}

/* A full stop that the speaker's name has left behind. */
static struct str
without_stop(struct str text)
{
    return str_starts(text, STR(". ")) ? str_trim(str_from_offset(text, 2))
                                       : text;
}

static enum status
say(struct reading *to, struct debate_speech *speech, struct json *node,
    struct arena *arena, struct error *err)
{
    TRY(debate_paragraphs(&speech->text, json_text(node), arena, err));
    speech->text = without_stop(speech->text);
    return debate_say(to->debate, speech, err);
}

static enum status
read_paragraph(struct reading *to, struct json *node, struct arena *arena,
               struct error *err)
{
    struct debate_speech speech = {0};
    if (to->speaking) {
        speech.name = buf_str(&to->name);
        speech.group = buf_str(&to->group);
        speech.url = buf_str(&to->url);
    }
    return say(to, &speech, node, arena, err);
}

/* <u who="#X" xml:id="..."> holds all that is said. */
static enum status
read_utterance(struct reading *to, struct json *node, struct arena *arena,
               struct error *err)
{
    struct debate_speech speech = {
        .name = to->announced.len ? buf_str(&to->announced)
                                  : name_of(json_text_at(node, "@who"), arena),
        .id = json_text_at(node, "@xml:id"),
        .url = json_text_at(node, "@source")};
    if (!document_uid_is_valid(speech.id))
        speech.id = STR("");
    TRY(say(to, &speech, node, arena, err));
    set(&to->announced, STR(""));
    return STATUS_OK;
}

static enum status
read_speaker(struct buf *out, struct json *node, struct arena *arena,
             struct error *err)
{
    struct str name;
    TRY(html_line(&name, json_text(node), arena, err));
    while (str_ends(name, STR(",")) || str_ends(name, STR(":")) ||
           (str_ends(name, STR(".")) && str_contains(name, STR(" "))))
        name = str_trim(str_head(name, name.len - 1));
    set(out, name);
    return buf_status(out, err);
}

static enum status
read_one(void *context, struct json *node, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct str name = node->key, title;
    json_ignore(node); /* attributes of presentation */
    if (str_eq(name, STR("teiHeader")))
        return read_header(to, node, arena, err);
    if (str_eq(name, STR("head"))) {
        TRY(html_line(&title, json_text(node), arena, err));
        return debate_title(to->debate, title, err);
    }
    if (str_eq(name, STR("speaker")))
        return read_speaker(&to->name, node, arena, err);
    if (str_eq(name, STR("u")))
        return read_utterance(to, node, arena, err);
    if (str_eq(name, STR("note")) &&
        str_eq(json_text_at(node, "@type"), STR("speaker")))
        return read_speaker(&to->announced, node, arena, err);
    return read_paragraph(to, node, arena, err);
}

static bool
is_division(struct str name)
{
    return str_eq(name, STR("div")) ||
           (name.len == 4 && str_starts(name, STR("div")) &&
            name.at[3] >= '0' && name.at[3] <= '7');
}

static enum status
enter(void *context, struct json *node, struct error *err)
{
    struct reading *to = context;
    struct str id = json_text_at(node, "@xml:id");
    AUTO(arena) struct arena arena = {0};
    if (is_division(node->key))
        return debate_enter(to->debate, err);
    if (str_starts(node->key, STR("TEI")) && document_uid_is_valid(id))
        debate_set(to->debate, DEBATE_UID, id);
    if (str_eq(node->key, STR("sp"))) {
        to->speaking = true;
        set(&to->name, name_of(json_text_at(node, "@who"), &arena));
        set(&to->group, STR(""));
        set(&to->url, STR(""));
    } else if (str_eq(node->key, STR("metadata"))) {
        set(&to->group, json_text_at(node, "@politicalgroup"));
        set(&to->url, json_text_at(node, "@corresp"));
    }
    return STATUS_OK;
}

static enum status
leave(void *context, struct str name, struct error *err)
{
    struct reading *to = context;
    if (str_eq(name, STR("sp")))
        to->speaking = false;
    if (str_starts(name, STR("TEI")))
        return debate_end(to->debate, err);
    return is_division(name) ? debate_leave(to->debate, err) : STATUS_OK;
}

enum status
tei_read(struct input *in, struct sink *sink, struct error *err)
{
    static const char *const records[] = {
        "teiHeader", "head",  "speaker",  "p",       "ab",    "l",    "u",
        "note",      "stage", "opener",   "closer",  "table", "list", "kinesic",
        "incident",  "vocal", "docTitle", "docDate", NULL};
    static const struct xml_rule rules[] = {
        {"head", XML_INLINE},    {"speaker", XML_INLINE},
        {"p", XML_INLINE},       {"ab", XML_INLINE},
        {"l", XML_INLINE},       {"u", XML_INLINE},
        {"note", XML_INLINE},    {"stage", XML_INLINE},
        {"opener", XML_INLINE},  {"closer", XML_INLINE},
        {"table", XML_INLINE},   {"list", XML_INLINE},
        {"kinesic", XML_INLINE}, {"incident", XML_INLINE},
        {"vocal", XML_INLINE},   {"docTitle", XML_INLINE},
        {"docDate", XML_INLINE}, {NULL, XML_TREE}};
    static const struct xml_tag tags[] = {{"interruption", "span", "text"},
                                          {"lb", "br", NULL},
                                          {"seg", "p", NULL},
                                          {"row", "tr", NULL},
                                          {"cell", "td", NULL},
                                          {"item", "li", NULL},
                                          {"list", "ul", NULL},
                                          {"quote", "div", NULL},
                                          {"kinesic", "div", NULL},
                                          {"incident", "div", NULL},
                                          {"vocal", "div", NULL},
                                          {"stage", "div", NULL},
                                          {"l", "div", NULL},
                                          {NULL, NULL, NULL}};
    AUTO(debate) struct debate debate = {.in = in, .sink = sink};
    struct reading to = {.debate = &debate, .sink = sink};
    struct xml_reading reading = {.records = records,
                                  .rules = rules,
                                  .tags = tags,
                                  .enter = enter,
                                  .leave = leave,
                                  .record = read_one,
                                  .context = &to};
    enum status status = xml_read(in, &reading, sink, err);
    reading_release(&to);
    return status;
}
