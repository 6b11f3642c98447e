/* ingest, step 3: Akoma Ntoso 3.0 (OASIS LegalDocML): acts and bills as the
 * text and its articles; debates as their speeches.
 *
 * The body is hierarchical: part, title, chapter ... each with num and
 * heading, down to the article.  The metadata follow FRBR: work (the text),
 * expression (a version of it in a language), manifestation (this file). */
#include "readers_list.h"

#include "akn.h"
#include "an_question.h"
#include "date.h"
#include "html.h"
#include "lang.h"

int
akn_bid(const struct input *in)
{
    struct str root = xml_root(in->head);
    bool akn =
        str_eq(root, STR("akomaNtoso")) || str_eq(root, STR("akomantoso"));
    return akn ? 92 : 0;
}

/* ---- the divisions above ------------------------------------------------- */

static bool
is_one_of(struct str name, const char *const *names)
{
    for (; *names; names++)
        if (str_eq(name, str_from(*names)))
            return true;
    return false;
}

/* The hierarchy of the standard that is no article and no part of one. */
static bool
is_division(struct str name)
{
    static const char *const names[] = {"book",
                                        "tome",
                                        "part",
                                        "subpart",
                                        "title",
                                        "subtitle",
                                        "chapter",
                                        "subchapter",
                                        "section",
                                        "subsection",
                                        "division",
                                        "subdivision",
                                        "hcontainer",
                                        "debateSection",
                                        "administrationOfOath",
                                        "questions",
                                        "answers",
                                        "attachment",
                                        "component",
                                        "proceduralMotions",
                                        "writtenStatements",
                                        "personalStatements",
                                        "ministerialStatements",
                                        "resolutions",
                                        "nationalInterest",
                                        "declarationOfVote",
                                        "communication",
                                        "petitions",
                                        "papers",
                                        "noticesOfMotion",
                                        "rollCall",
                                        "prayers",
                                        "oralStatements",
                                        "pointOfOrder",
                                        "adjournment",
                                        NULL};
    return is_one_of(name, names);
}

static void
set(struct buf *buf, struct str text)
{
    buf_clear(buf);
    buf->max = INPUT_TEXT_MAX;
    buf_add(buf, text);
}

/* ---- metadata ------------------------------------------------------------ */

/* The day of a kind ("enactment", "publication"), else the first one. */
static uint32_t
day_of(struct json *dates, const char *name)
{
    struct json_items items = json_items(dates);
    uint32_t first = 0, day = 0;
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        if (!date_parse(str_head(json_text_at(it, "@date"), 10), &day))
            continue;
        if (str_eq_nocase(json_text_at(it, "@name"), str_from(name)))
            return day;
        first = first ? first : day;
    }
    return first;
}

/* "/akn/fr/act/loi/2026-03-14/2026-1" is a uid with "." for "/". */
static enum status
set_uid(struct akn *akn, struct str iri, struct arena *arena, struct error *err)
{
    struct str copy = arena_copy(arena, iri);
    char *at = (char *)copy.at;
    size_t len = 0;
    for (size_t i = 0; i < copy.len; i++) {
        char c = at[i];
        bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':';
        if (plain)
            at[len++] = c;
        else if (len && at[len - 1] != '.')
            at[len++] = '.';
    }
    while (len && at[len - 1] == '.')
        len--;
    struct str uid = {at, len};
    if (len > 80 || !document_uid_is_valid(uid))
        TRY(reader_plain_uid(&uid, akn->in, STR(""), arena, err));
    set(&akn->work, uid);
    set(&akn->uid, uid);
    if (akn->start) { /* a version is a document of its own */
        char iso[DATE_ISO_BYTES];
        date_to_iso(iso, akn->start);
        buf_printf(&akn->uid, ".%s", iso);
    }
    return buf_status(&akn->uid, err);
}

/* Persons and bodies that are referred to by their eId. */
static enum status
read_references(struct akn *akn, struct json *references, struct error *err)
{
    static const char *const kinds[] = {"TLCPerson", "TLCOrganization",
                                        "TLCRole", NULL};
    for (size_t i = 0; kinds[i]; i++) {
        struct json_items items = json_items(json_get(references, kinds[i]));
        for (struct json *it; (it = json_each(&items)) != NULL;) {
            struct str id = json_text_at(it, "@eId");
            struct str name = json_text_at(it, "@showAs");
            if (!id.len)
                id = json_text_at(it, "@id");
            if (!id.len || !name.len || akn->names.count > AKN_NAMES_MAX)
                continue;
            struct str *kept = arena_alloc(&akn->kept, sizeof *kept);
            struct str copy = arena_copy(&akn->kept, name);
            uint64_t *at = map_at(&akn->names, id);
            if (!kept || !copy.at || !at)
                return error_no_memory(err);
            *kept = copy;
            *at = (uint64_t)(uintptr_t)kept;
        }
    }
    return STATUS_OK;
}

struct str
akn_name(const struct akn *akn, struct str reference)
{
    if (str_starts(reference, STR("#")))
        reference = str_from_offset(reference, 1);
    uint64_t *at = map_find(&akn->names, reference);
    return at ? *(struct str *)(uintptr_t)*at : (struct str){NULL, 0};
}

static void
set_sitting(struct akn *akn)
{
    char iso[DATE_ISO_BYTES] = "";
    if (akn->day)
        date_to_iso(iso, akn->day);
    debate_set(&akn->debate, DEBATE_UID, buf_str(&akn->uid));
    debate_set(&akn->debate, DEBATE_TITLE, buf_str(&akn->title));
    debate_set(&akn->debate, DEBATE_DATE, str_from(iso));
    debate_set(&akn->debate, DEBATE_URL, buf_str(&akn->url));
    debate_set(&akn->debate, DEBATE_CHAMBER, akn_chamber(akn));
    debate_set(&akn->debate, DEBATE_LANG, akn_language(akn));
}

static enum status
read_meta(struct akn *akn, struct json *meta, struct arena *arena,
          struct error *err)
{
    struct json *work = json_get(meta, "identification/FRBRWork");
    struct json *expression = json_get(meta, "identification/FRBRExpression");
    struct str iri = json_text_at(work, "FRBRuri/@value");
    uint32_t version = day_of(json_get(expression, "FRBRdate"), "");
    if (akn->meta_read) { /* of an attachment */
        json_ignore(meta);
        return STATUS_OK;
    }
    akn->meta_read = true;
    if (!iri.len)
        iri = json_text_at(work, "FRBRthis/@value");
    akn->day = day_of(json_get(work, "FRBRdate"), "publication");
    uint32_t published = 0;
    if (date_parse(str_head(json_text_at(meta, "publication/@date"), 10),
                   &published))
        akn->day = published;
    /* A version of its own day: from then on it is in force. */
    akn->start = version > akn->day ? version : 0;
    TRY(set_uid(akn, iri, arena, err));
    set(&akn->number, json_text_at(work, "FRBRnumber/@value"));
    set(&akn->title, json_text_at(work, "FRBRalias/@value"));
    set(&akn->language, json_text_at(expression, "FRBRlanguage/@language"));
    set(&akn->url, str_starts(iri, STR("http")) ? iri : STR(""));
    TRY(read_references(akn, json_get(meta, "references"), err));
    set(&akn->author, akn_name(akn, json_text_at(work, "FRBRauthor/@href")));
    json_ignore(meta);
    if (akn->is_debate)
        set_sitting(akn);
    return STATUS_OK;
}

/* ---- what the text is made of -------------------------------------------- */

static enum status
add_block(struct buf *to, struct json *node, struct arena *arena,
          struct error *err)
{
    struct str text;
    TRY(akn_plain(&text, json_text(node), arena, err));
    to->max = INPUT_TEXT_MAX;
    if (to->len && text.len)
        buf_add(to, STR("\n\n"));
    buf_add(to, text);
    return buf_status(to, err);
}

/* num, heading, subheading of a division. */
static enum status
read_title(struct akn *akn, struct json *node, struct arena *arena,
           struct error *err)
{
    struct str line;
    TRY(html_line(&line, json_text(node), arena, err));
    if (akn->is_debate)
        return debate_title(&akn->debate, line, err);
    if (!akn->depth || !line.len)
        return STATUS_OK;
    struct buf *title = &akn->levels[akn->depth - 1].title;
    if (title->len)
        buf_add(title,
                str_eq(node->key, STR("heading")) ? STR(" : ") : STR(" "));
    buf_add(title, line);
    return buf_status(title, err);
}

/* The title that a preface marks; "cite" is what the tags make of it. */
static enum status
note_title(struct akn *akn, struct json *node, struct arena *arena,
           struct error *err)
{
    struct str before, title, rest;
    if (akn->doc_title.len ||
        !str_cut(json_text(node), STR("<cite>"), &before, &rest))
        return STATUS_OK;
    /* "<p>Proposition de loi <cite>visant à ...</cite></p>": the whole line */
    for (struct str head = before, tail;
         str_cut(head, STR("<p>"), &tail, &head);)
        before = head;
    size_t end = str_find(rest, STR("</p>"));
    rest = str_head(rest, end);
    title =
        arena_printf(arena, STR_FMT STR_FMT, STR_ARG(before), STR_ARG(rest));
    if (!title.at)
        return error_no_memory(err);
    TRY(html_line(&title, title, arena, err));
    set(&akn->doc_title, title);
    if (akn->is_debate && !akn->title.len)
        debate_set(&akn->debate, DEBATE_TITLE, title);
    return STATUS_OK;
}

static enum status
read_one(void *context, struct json *node, struct arena *arena,
         struct error *err)
{
    struct akn *akn = context;
    struct str name = node->key;
    if (str_eq(name, STR("meta")))
        return read_meta(akn, node, arena, err);
    json_ignore(node);
    if (str_eq(name, STR("article")) || str_eq(name, STR("rule")))
        return akn_article(akn, node, arena, err);
    if (str_eq(name, STR("num")) || str_eq(name, STR("heading")) ||
        str_eq(name, STR("subheading")))
        return read_title(akn, node, arena, err);
    if (str_eq(name, STR("toc")))
        return STATUS_OK; /* repeats the headings */
    TRY(note_title(akn, node, arena, err));
    if (akn->is_debate)
        return akn_speech(akn, node, arena, err);
    if (str_eq(name, STR("preface")) || str_eq(name, STR("coverPage")) ||
        str_eq(name, STR("longTitle")))
        return add_block(&akn->preface, node, arena, err);
    if (str_eq(name, STR("preamble")))
        return add_block(&akn->preamble, node, arena, err);
    if (str_eq(name, STR("conclusions")))
        return add_block(&akn->conclusions, node, arena, err);
    struct buf *own =
        akn->depth ? &akn->levels[akn->depth - 1].text : &akn->loose;
    return add_block(own, node, arena, err);
}

static enum status
enter(void *context, struct json *node, struct error *err)
{
    struct akn *akn = context;
    struct str name = node->key;
    static const char *const kinds[] = {
        "act",      "bill",         "debate",
        "doc",      "statement",    "officialGazette",
        "judgment", "debateReport", "documentCollection",
        NULL};
    if (!akn->kind.len && is_one_of(name, kinds)) {
        set(&akn->kind, name);
        akn->is_debate = str_eq(name, STR("debate"));
    }
    if (!is_division(name))
        return STATUS_OK;
    if (akn->is_debate)
        return debate_enter(&akn->debate, err);
    if (akn->depth == AKN_DEPTH_MAX)
        return error_set(err, STATUS_LIMIT, "%s",
                         TR("divisions nested too deep",
                            "divisions imbriquées trop profondément"));
    struct str id = json_text_at(node, "@eId");
    struct akn_level *level = &akn->levels[akn->depth++];
    set(&level->title, STR(""));
    set(&level->text, STR(""));
    set(&level->id, id.len ? id : json_text_at(node, "@id"));
    return STATUS_OK;
}

static enum status
leave(void *context, struct str name, struct error *err)
{
    struct akn *akn = context;
    if (str_eq(name, buf_str(&akn->kind)) && !akn->given) {
        akn->given = true;
        return akn->is_debate ? akn_end_debate(akn, err) : akn_text(akn, err);
    }
    if (!is_division(name))
        return STATUS_OK;
    if (akn->is_debate)
        return debate_leave(&akn->debate, err);
    TRY(akn_division(akn, err));
    if (akn->depth)
        akn->depth--;
    return STATUS_OK;
}

static const char *const records[] = {
    "meta",         "article",   "rule",
    "num",          "heading",   "subheading",
    "preface",      "coverPage", "preamble",
    "conclusions",  "longTitle", "p",
    "paragraph",    "content",   "speech",
    "speechGroup",  "scene",     "narrative",
    "summary",      "question",  "answer",
    "from",         "blockList", "table",
    "clause",       "block",     "introduction",
    "motivation",   "decision",  "header",
    "background",   "level",     "indent",
    "list",         "intro",     "wrapUp",
    "crossHeading", "foreign",   "tblock",
    "toc",          "recitals",  "citations",
    "formula",      "alinea",    "quotedStructure",
    "interstitial", NULL};

/* Everything but the metadata and the article is markup. */
static void
make_rules(struct xml_rule rules[AKN_RULES])
{
    size_t count = 0;
    for (size_t i = 0; records[i]; i++)
        if (!is_one_of(str_from(records[i]),
                       (const char *const[]){"meta", "article", "rule",
                                             "speech", "question", "answer",
                                             NULL}))
            rules[count++] = (struct xml_rule){records[i], XML_INLINE};
    rules[count] = (struct xml_rule){NULL, XML_TREE};
}

static const struct xml_tag tags[] = {{"num", "", NULL},
                                      {"docTitle", "cite", NULL},
                                      {"eol", "br", NULL},
                                      {"heading", "div", NULL},
                                      {"subheading", "div", NULL},
                                      {"crossHeading", "div", NULL},
                                      {"content", "div", NULL},
                                      {"paragraph", "div", NULL},
                                      {"subparagraph", "div", NULL},
                                      {"alinea", "div", NULL},
                                      {"clause", "div", NULL},
                                      {"subclause", "div", NULL},
                                      {"list", "div", NULL},
                                      {"sublist", "div", NULL},
                                      {"point", "div", NULL},
                                      {"indent", "div", NULL},
                                      {"level", "div", NULL},
                                      {"intro", "div", NULL},
                                      {"wrapUp", "div", NULL},
                                      {"blockList", "div", NULL},
                                      {"item", "div", NULL},
                                      {"listIntroduction", "div", NULL},
                                      {"listWrapUp", "div", NULL},
                                      {"block", "div", NULL},
                                      {"blockContainer", "div", NULL},
                                      {"container", "div", NULL},
                                      {"tblock", "div", NULL},
                                      {"longTitle", "div", NULL},
                                      {"formula", "div", NULL},
                                      {"recitals", "div", NULL},
                                      {"recital", "div", NULL},
                                      {"citations", "div", NULL},
                                      {"citation", "div", NULL},
                                      {"quotedStructure", "div", NULL},
                                      {"article", "div", NULL},
                                      {"section", "div", NULL},
                                      {"chapter", "div", NULL},
                                      {"title", "div", NULL},
                                      {"part", "div", NULL},
                                      {"book", "div", NULL},
                                      {"signature", "span", NULL},
                                      {"authorialNote", "div", NULL},
                                      {"from", "div", NULL},
                                      {"scene", "div", NULL},
                                      {"narrative", "div", NULL},
                                      {"toc", "div", NULL},
                                      {"tocItem", "div", NULL},
                                      {"foreign", "div", NULL},
                                      {NULL, NULL, NULL}};

static enum status
read_all(struct akn *akn, struct input *in, struct sink *sink,
         struct error *err)
{
    struct xml_rule rules[AKN_RULES];
    make_rules(rules);
    struct xml_reading reading = {.records = records,
                                  .rules = rules,
                                  .tags = tags,
                                  .shape = XML_ORDERED,
                                  .enter = enter,
                                  .leave = leave,
                                  .record = read_one,
                                  .context = akn};
    return xml_read(in, &reading, sink, err);
}

enum status
akn_read(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct akn *akn = arena_alloc(&arena, sizeof *akn);
    if (!akn)
        return error_no_memory(err);
    akn->in = in;
    akn->sink = sink;
    akn->debate.in = in;
    akn->debate.sink = sink;
    enum status status = read_all(akn, in, sink, err);
    akn_release(akn);
    return status;
}
