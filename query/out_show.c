/* Query, output: one document for people. */
#include "output.h"

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

void
text_document(struct buf *out, const struct document *document, bool terminal)
{
    struct str title = document_first(document, FIELD_TITLE);
    if (title.len) {
        buf_add(out, terminal ? STR("\x1B[1m") : STR("# "));
        safe_text(out, title, false);
        buf_add(out, terminal ? STR("\x1B[0m\n\n") : STR("\n\n"));
    }
    safe_text(out, document_first(document, FIELD_UID), false);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        show_row(out, &rows[i], document);
    show_container(out, document);
    show_sources(out, document);
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        buf_add_char(out, '\n');
        show_text_heading(
            out, document_part(document, FIELD_TEXT, i, TEXT_ROLE),
            document_part(document, FIELD_TEXT, i, TEXT_HEADING), terminal);
        safe_text(out, document_part(document, FIELD_TEXT, i, TEXT_TEXT), true);
        buf_add_char(out, '\n');
    }
}
