/* Query, output: one document for people. */
#include "output.h"

#include "document_json.h"
#include "lang.h"
#include "safe_text.h"

/* The fields in front of the text, with their names for people. */
static const struct row {
    enum field field;
    const char *english, *french;
} rows[] = {
    {FIELD_KIND, "kind", "type"},
    {FIELD_NUMBER, "number", "numéro"},
    {FIELD_LEGISLATURE, "legislature", "législature"},
    {FIELD_DATE, "date", "date"},
    {FIELD_DATE_ANSWER, "answered", "réponse"},
    {FIELD_DATE_START, "from", "début"},
    {FIELD_DATE_END, "until", "fin"},
    {FIELD_AUTHOR, "author", "auteur"},
    {FIELD_GROUP, "group", "groupe"},
    {FIELD_CONSTITUENCY, "constituency", "circonscription"},
    {FIELD_MINISTRY_ASKED, "ministry asked", "ministère interrogé"},
    {FIELD_MINISTRY_ANSWERING, "ministry answering", "ministère attributaire"},
    {FIELD_RUBRIC, "rubric", "rubrique"},
    {FIELD_STATUS, "status", "état"},
    {FIELD_OUTCOME, "outcome", "sort"},
    {FIELD_NOR, "NOR", "NOR"},
    {FIELD_ECLI, "ECLI", "ECLI"},
    {FIELD_CODE, "code", "code"},
    {FIELD_ARTICLE, "article", "article"},
    {FIELD_PATH, "path", "chemin"},
};

static void
show_value(struct buf *out, enum field field, struct str value)
{
    int kind = schema_kind(value);
    if (schema[field].shape == SHAPE_DATE)
        text_date(out, value);
    else if (field == FIELD_KIND && kind >= 0)
        buf_add(out, str_from(schema_kind_label(kind)));
    else
        safe_text(out, value, false);
}

static void
show_row(struct buf *out, const struct row *row,
         const struct document *document)
{
    const struct values *values = &document->field[row->field];
    if (values->count == 0)
        return;
    buf_printf(out, TR("%s: ", "%s : "), TR(row->english, row->french));
    for (uint32_t i = 0; i < values->count; i++) {
        if (i)
            buf_add(out, row->field == FIELD_PATH ? STR(" > ") : STR(", "));
        show_value(out, row->field, values->at[i]);
    }
    buf_add_char(out, '\n');
}

static void
show_container(struct buf *out, const struct document *document)
{
    if (!document_has(document, FIELD_CONTAINER))
        return;
    buf_add(out, str_from(TR("in: ", "dans : ")));
    safe_text(out, document_part(document, FIELD_CONTAINER, 0, CONTAINER_TITLE),
              false);
    buf_add(out, STR(" ["));
    safe_text(out, document_part(document, FIELD_CONTAINER, 0, CONTAINER_UID),
              false);
    buf_add(out, STR("]\n"));
}

static void
show_sources(struct buf *out, const struct document *document)
{
    for (uint32_t i = 0; i < document->field[FIELD_SOURCE].count; i++) {
        struct str member =
            document_part(document, FIELD_SOURCE, i, SOURCE_MEMBER);
        struct str url = document_part(document, FIELD_SOURCE, i, SOURCE_URL);
        buf_add(out, str_from(TR("source: ", "source : ")));
        safe_text(out, document_part(document, FIELD_SOURCE, i, SOURCE_SOURCE),
                  false);
        buf_add(out, member.len ? STR("!") : STR(""));
        safe_text(out, member, false);
        buf_add(out, url.len ? STR(" ") : STR(""));
        safe_text(out, url, false);
        buf_add_char(out, '\n');
    }
}

/* "Question" above a question; nothing above plain text. */
static void
show_text_heading(struct buf *out, struct str role, struct str heading,
                  bool terminal)
{
    int known = schema_role(role);
    bool plain = heading.len == 0 && str_eq(role, STR("body"));
    if (plain)
        return;
    buf_add(out, terminal ? STR("\x1B[1m") : STR("## "));
    if (heading.len)
        safe_text(out, heading, false);
    else if (known >= 0)
        buf_add(out, str_from(schema_role_label(known)));
    else
        safe_text(out, role, false);
    buf_add(out, terminal ? STR("\x1B[0m\n\n") : STR("\n\n"));
}

static void
marked_text(struct buf *out, struct str text, const struct span *marks,
            size_t count, bool lines, bool terminal)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        safe_text(out, str_range(text, at, marks[i].start), lines);
        buf_add(out, terminal ? STR("\x1B[1m") : STR("**"));
        safe_text(out, str_range(text, marks[i].start, marks[i].end), lines);
        buf_add(out, terminal ? STR("\x1B[0m") : STR("**"));
        at = marks[i].end;
    }
    safe_text(out, str_from_offset(text, at), lines);
}

void
text_shown(struct buf *out, const struct shown *shown, bool terminal)
{
    const struct document *document = &shown->document;
    struct str title = document_first(document, FIELD_TITLE);
    if (title.len) {
        /* a title is bold as a whole on a terminal */
        buf_add(out, terminal ? STR("\x1B[1m") : STR("# "));
        if (terminal)
            safe_text(out, title, false);
        else
            marked_text(out, title, shown->title_marks, shown->title_count,
                        false, false);
        buf_add(out, terminal ? STR("\x1B[0m\n\n") : STR("\n\n"));
    }
    safe_text(out, document_first(document, FIELD_UID), false);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        show_row(out, &rows[i], document);
    show_container(out, document);
    show_sources(out, document);
    if (shown->end - shown->start < shown->total)
        buf_printf(out,
                   TR("text: bytes %zu to %zu of %zu\n",
                      "texte : octets %zu à %zu sur %zu\n"),
                   shown->start, shown->end, shown->total);
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        buf_add_char(out, '\n');
        show_text_heading(
            out, document_part(document, FIELD_TEXT, i, TEXT_ROLE),
            document_part(document, FIELD_TEXT, i, TEXT_HEADING), terminal);
        marked_text(out, document_part(document, FIELD_TEXT, i, TEXT_TEXT),
                    shown->blocks[i].marks, shown->blocks[i].count, true,
                    terminal);
        buf_add_char(out, '\n');
    }
}

static void
json_spans(struct json_out *out, const struct span *marks, size_t count)
{
    json_array(out);
    for (size_t i = 0; i < count; i++) {
        json_array(out);
        json_number(out, (int64_t)marks[i].start);
        json_number(out, (int64_t)(marks[i].end - marks[i].start));
        json_array_end(out);
    }
    json_array_end(out);
}

static void
json_marks(struct json_out *out, const struct shown *shown)
{
    json_key(out, STR("title_marks"));
    json_spans(out, shown->title_marks, shown->title_count);
    json_key(out, STR("text_marks"));
    json_array(out);
    for (uint32_t i = 0; i < shown->document.field[FIELD_TEXT].count; i++)
        json_spans(out, shown->blocks[i].marks, shown->blocks[i].count);
    json_array_end(out);
}

void
json_shown(struct json_out *out, const struct show *show,
           const struct shown *shown)
{
    json_object(out);
    document_json_members(out, &shown->document);
    if (show->start || show->length) {
        json_key(out, STR("slice"));
        json_object(out);
        json_member_number(out, STR("start"), (int64_t)shown->start);
        json_member_number(out, STR("end"), (int64_t)shown->end);
        json_member_number(out, STR("total"), (int64_t)shown->total);
        json_object_end(out);
    }
    if (show->query.len)
        json_marks(out, shown);
    json_object_end(out);
}
