/* Serve, page: one document. */
#include "date.h"
#include "document_margin.h"
#include "hit.h"
#include "markup.h"
#include "labels.h"
#include "lang.h"
#include "page.h"
#include "prose.h"

static bool
read_document(struct document *out, struct visit *visit)
{
    struct error err = {0};
    bool found;
    if (answer_show(&found, out, visit->search, visit->uid, visit->arena,
                    &err) != STATUS_OK)
        return visit_fail(visit, &err);
    return found || no_document(visit);
}

/* ---- text ------------------------------------------------------------- */

static void
block_heading(struct buf *out, struct str role, struct str heading,
              uint32_t count)
{
    struct str label = label_role(role);
    if (heading.len)
        html(out, "<h2>%t</h2>\n", heading);
    else if (label.len && count > 1)
        html(out, "<h2>%t</h2>\n", label);
}

static enum status
write_text(struct buf *out, struct prose *prose,
           const struct document *document, struct error *err)
{
    uint32_t count = document->field[FIELD_TEXT].count;
    bool article = document_has(document, FIELD_ARTICLE);
    for (uint32_t i = 0; i < count; i++) {
        struct str role = document_part(document, FIELD_TEXT, i, TEXT_ROLE);
        prose->numbered = article && str_eq(role, STR("body"));
        block_heading(out, role,
                      document_part(document, FIELD_TEXT, i, TEXT_HEADING),
                      count);
        TRY(prose_write(out, prose,
                        document_part(document, FIELD_TEXT, i, TEXT_TEXT),
                        err));
    }
    return STATUS_OK;
}

/* ---- above the text --------------------------------------------------- */

static void
write_back(struct visit *visit)
{
    const struct ask *ask = &visit->ask;
    if (ask->query.len == 0 && ask->filter_count == 0 && ask->date.len == 0)
        return;
    html(visit->out, "<p class=\"back\"><a href=\"");
    page_link(visit->out, ask, ASK_WITH_PAGE | ASK_WITH_SIZE);
    html(visit->out, "\">%l</a></p>\n",
         TR("Back to the documents found", "Retour aux documents trouvés"));
}

static void
write_crumb(struct visit *visit, const struct document *document)
{
    struct buf *out = visit->out;
    const struct values *path = &document->field[FIELD_PATH];
    struct str code =
        document_part(document, FIELD_CONTAINER, 0, CONTAINER_TITLE);
    if (path->count == 0 || !document_has(document, FIELD_ARTICLE))
        return;
    html(out, "<nav aria-label=\"%l\"><ol class=\"crumb\">\n",
         TR("Place in the text", "Place dans le texte"));
    if (code.len)
        html(out, "<li>%t</li>\n", code);
    for (uint32_t i = 0; i < path->count; i++)
        html(out, "<li>%t</li>\n", path->at[i]);
    html(out, "</ol></nav>\n");
}

/* A version of law that no longer holds says so above its text. */
static void
write_warning(struct visit *visit, const struct document *document)
{
    enum tone tone;
    struct buf *out = visit->out;
    struct str end = document_first(document, FIELD_DATE_END);
    struct str start = document_first(document, FIELD_DATE_START);
    struct str status = document_first(document, FIELD_STATUS);
    if (start.len == 0)
        return;
    struct str state = label_status(&tone, status);
    if (tone != TONE_BAD) {
        html(out, "<p class=\"lead\">%l",
             TR("Version in force since ", "Version en vigueur depuis le "));
        html_date(out, start);
        html(out, "</p>\n");
        return;
    }
    html(out, "<div class=\"note bad\"><p>%l <strong>%t</strong>",
         TR("You are reading a version that is no longer in force:",
            "Vous lisez une version qui n’est plus en vigueur\u00A0:"),
         state);
    html(out, "%l", TR(", from ", ", du "));
    html_date(out, start);
    if (end.len) {
        html(out, "%l", TR(" to ", " au "));
        html_date(out, end);
    }
    html(out, ".</p></div>\n");
}

static void
write_found(struct visit *visit, unsigned marks)
{
    struct buf *out = visit->out;
    if (visit->ask.query.len == 0)
        return;
    html(out, "<nav class=\"found\" aria-label=\"%l\"><span>",
         TR("Passages found", "Passages trouvés"));
    html(out,
         html_many(marks) ? TR("%n passages found", "%n passages trouvés")
                          : TR("%n passage found", "%n passage trouvé"),
         (uint64_t)marks);
    html(out, "</span><ol>");
    for (unsigned i = 1; i <= marks && i <= 12; i++)
        html(out,
             "<li><a href=\"#m%i\"><span class=\"vh\">Passage "
             "</span>%i</a></li>",
             (unsigned long long)i, (unsigned long long)i);
    html(out, "</ol><a href=\"");
    document_link(out, visit, visit->uid, false);
    html(out, "\">%l</a></nav>\n",
         TR("Remove highlighting", "Retirer le surlignage"));
}

/* With its marks; what names a document without one has none. */
static enum status
write_title(struct buf *out, struct prose *prose,
            const struct document *document, struct error *err)
{
    struct str title = document_first(document, FIELD_TITLE);
    if (title.len)
        return prose_title(out, prose, title, err);
    document_title_text(out, document);
    return STATUS_OK;
}

static void
write_top(struct visit *visit, const struct document *document,
          struct str title, unsigned marks)
{
    struct buf *out = visit->out;
    write_back(visit);
    write_crumb(visit, document);
    document_kind_line(out, document);
    html(out, "<h1>");
    buf_add(out, title);
    html(out, "</h1>\n");
    document_meta(out, document);
    write_warning(visit, document);
    write_found(visit, marks);
}

static void
begin_document(struct visit *visit, const struct document *document)
{
    AUTO(buf) struct buf path = BUF_INIT(4096);
    struct str title = document_first(document, FIELD_TITLE);
    if (!title.len)
        title = visit->uid;
    buf_add(&path, STR("/documents/"));
    url_add(&path, visit->uid);
    struct page_head head = {.title = title,
                             .index = true,
                             .canonical =
                                 arena_copy(visit->arena, buf_str(&path))};
    page_begin(visit, &head);
}

bool
page_document(struct visit *visit)
{
    AUTO(prose) struct prose prose = {0};
    AUTO(buf) struct buf title = BUF_INIT(HTTP_BODY_MAX);
    AUTO(buf) struct buf text = BUF_INIT(HTTP_BODY_MAX);
    struct document document;
    struct marks marks;
    struct error err = {0};
    struct buf *out = visit->out;
    if (!ask_read(&visit->ask, &visit->request->url, true, visit->arena,
                  &visit->fault) ||
        !read_document(&document, visit))
        return false;
    prose_marks(&marks, visit, visit->ask.query);
    if (prose_init(&prose, visit, &document, &marks, &err) != STATUS_OK ||
        write_title(&title, &prose, &document, &err) != STATUS_OK ||
        write_text(&text, &prose, &document, &err) != STATUS_OK)
        return visit_fail(visit, &err);
    begin_document(visit, &document);
    html(out, "<div class=\"cols\">\n<article class=\"doc\">\n");
    write_top(visit, &document, buf_str(&title), prose.marks);
    buf_add(out, buf_str(&text));
    html(out, "</article>\n");
    document_margin(visit, &document);
    html(out, "</div>\n");
    page_end(visit);
    return true;
}
