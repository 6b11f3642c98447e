/* Serve, page: the text of a document. */
#include "prose.h"

#include "citations.h"
#include "hit.h"
#include "lang.h"
#include "markup.h"
#include "page.h"

enum { PARAGRAPH_MAX = 256 * 1024 }; /* longer ones are shown without marks */

void
prose_marks(struct marks *out, struct visit *visit, struct str query)
{
    struct request request = {.query = query};
    size_t where;
    if (query.len == 0 || answer_marks(out, &where, visit->search, &request,
                                       visit->arena, NULL) != STATUS_OK)
        *out = (struct marks){0};
}

enum status
prose_init(struct prose *out, struct visit *visit,
           const struct document *document, const struct marks *marks,
           struct error *err)
{
    *out = (struct prose){.visit = visit, .document = document};
    return matcher_init(&out->matcher, marks, visit->arena, err);
}

void
prose_release(struct prose *prose)
{
    matcher_release(&prose->matcher);
    arena_release(&prose->scratch);
}

/* ---- a run of text with marks and links ------------------------------- */

struct runs {
    const struct matches *matches;
    size_t match_at;
    uint64_t base; /* byte of the whole text where the run begins */
};

/* A citation within a run. */
struct cited {
    struct str target, text;
    size_t start, end;
};

/* The next citation that begins in a run of `len` bytes, at `from` or later;
 * they come in the order of the text, those of no place last. */
static bool
next_cited(struct cited *out, struct prose *prose, const struct runs *runs,
           size_t from, size_t len)
{
    const struct document *document = prose->document;
    for (; prose->cite < document->field[FIELD_CITES].count; prose->cite++) {
        uint64_t at;
        struct str text = document_part(document, FIELD_CITES, prose->cite,
                                        CITE_TEXT_AS_WRITTEN);
        struct str in =
            document_part(document, FIELD_CITES, prose->cite, CITE_IN);
        if (!str_eq(in, STR(CITE_IN_TEXT)) ||
            !str_to_u64(
                document_part(document, FIELD_CITES, prose->cite, CITE_AT),
                &at) ||
            at < runs->base + from || text.len == 0)
            continue;
        if (at + text.len > runs->base + len)
            return false;
        *out = (struct cited){
            document_part(document, FIELD_CITES, prose->cite, CITE_TARGET),
            text, (size_t)(at - runs->base),
            (size_t)(at - runs->base) + text.len};
        return true;
    }
    return false;
}

/* Bytes from..to with their marks; a match that begins before stays marked,
 * without a second anchor. */
static void
write_marked(struct buf *out, struct prose *prose, struct str text,
             struct runs *runs, size_t from, size_t to)
{
    const struct matches *matches = runs->matches;
    while (from < to) {
        while (runs->match_at < matches->count &&
               matches->at[runs->match_at].end <= from)
            runs->match_at++;
        size_t start = to, end = to;
        if (runs->match_at < matches->count &&
            matches->at[runs->match_at].start < to) {
            start = matches->at[runs->match_at].start;
            end = matches->at[runs->match_at].end;
        }
        bool fresh = start >= from;
        start = start < from ? from : start;
        end = end > to ? to : end;
        html_text(out, str_range(text, from, start));
        if (start < end && fresh)
            html(out, "<mark id=\"m%i\">%t</mark>",
                 (unsigned long long)++prose->marks,
                 str_range(text, start, end));
        else if (start < end)
            html(out, "<mark>%t</mark>", str_range(text, start, end));
        from = end > start ? end : to;
    }
}

/* No link from a document to itself. */
static bool
is_linked(const struct prose *prose, const struct cited *cited)
{
    return !str_eq(cited->target, prose->visit->uid);
}

static void
link_cited(struct buf *out, struct prose *prose, const struct cited *cited)
{
    html(out, "<a href=\"");
    if (document_exists(prose->visit, cited->target))
        document_link(out, prose->visit, cited->target, false);
    else
        page_query_link(out, prose->visit,
                        arena_printf(&prose->scratch, "\"" STR_FMT "\"",
                                     STR_ARG(cited->text)));
    html(out, "\">");
}

static void
write_run(struct buf *out, struct prose *prose, struct str text,
          struct runs *runs)
{
    size_t at = 0;
    struct cited cited;
    while (next_cited(&cited, prose, runs, at, text.len)) {
        write_marked(out, prose, text, runs, at, cited.start);
        bool linked = is_linked(prose, &cited);
        if (linked)
            link_cited(out, prose, &cited);
        write_marked(out, prose, text, runs, cited.start, cited.end);
        html(out, linked ? "</a>" : "");
        at = cited.end;
    }
    write_marked(out, prose, text, runs, at, text.len);
}

/* What of a line is marked; nothing of one that is too long. */
static enum status
find_marks(struct matches *out, struct prose *prose, struct str line,
           unsigned scope, struct error *err)
{
    struct tokens tokens;
    *out = (struct matches){0};
    arena_reset(&prose->scratch);
    if (line.len > PARAGRAPH_MAX)
        return STATUS_OK;
    TRY(analyse(&tokens, search_analyser(prose->visit->search), line,
                &prose->scratch, err));
    return matcher_find(out, &prose->matcher, &tokens, scope, &prose->scratch,
                        err);
}

enum status
prose_title(struct buf *out, struct prose *prose, struct str title,
            struct error *err)
{
    struct matches matches;
    TRY(find_marks(&matches, prose, title, MARK_TITLE, err));
    struct runs runs = {.matches = &matches};
    write_marked(out, prose, title, &runs, 0, title.len);
    return STATUS_OK;
}

static enum status
write_line(struct buf *out, struct prose *prose, struct str line,
           struct error *err)
{
    struct matches matches;
    if (line.len > PARAGRAPH_MAX) {
        html_text(out, line);
        return STATUS_OK;
    }
    TRY(find_marks(&matches, prose, line, MARK_TEXT, err));
    struct runs runs = {.matches = &matches,
                        .base =
                            prose->before + (uint64_t)(line.at - prose->block)};
    write_run(out, prose, line, &runs);
    return STATUS_OK;
}

/* ---- paragraphs and tables -------------------------------------------- */

static bool
is_row(struct str line)
{
    return str_contains(line, STR(" | "));
}

static enum status
write_row(struct buf *out, struct prose *prose, struct str line,
          const char *tag, struct error *err)
{
    html(out, "<tr>");
    while (line.len) {
        struct str cell;
        str_cut(line, STR(" | "), &cell, &line);
        html(out, "<%l%l>", tag, tag[1] == 'h' ? " scope=\"col\"" : "");
        TRY(write_line(out, prose, str_trim(cell), err));
        html(out, "</%l>", tag);
    }
    html(out, "</tr>\n");
    return STATUS_OK;
}

/* Lines with " | " are rows; the first of several is their head. */
static enum status
write_table(struct buf *out, struct prose *prose, struct str *text,
            struct str line, struct error *err)
{
    struct str rest = *text, next;
    html(out,
         "<div class=\"table\" role=\"group\" tabindex=\"0\" "
         "aria-label=\"%l\"><table>\n",
         TR("Table", "Tableau"));
    bool more = str_line(&rest, &next) && is_row(next);
    TRY(write_row(out, prose, line, more ? "th" : "td", err));
    while (more) {
        *text = rest;
        TRY(write_row(out, prose, next, "td", err));
        more = str_line(&rest, &next) && is_row(next);
    }
    html(out, "</table></div>\n");
    return STATUS_OK;
}

static enum status
write_paragraph(struct buf *out, struct prose *prose, struct str line,
                struct error *err)
{
    unsigned long long number = ++prose->alinea;
    if (prose->numbered)
        html(out,
             "<p id=\"al%i\"><a class=\"n\" href=\"#al%i\"><span "
             "class=\"vh\">%l</span>%i</a>",
             number, number, TR("Paragraph ", "Alinéa "), number);
    else
        html(out, "<p>");
    TRY(write_line(out, prose, line, err));
    html(out, "</p>\n");
    return STATUS_OK;
}

enum status
prose_write(struct buf *out, struct prose *prose, struct str text,
            struct error *err)
{
    struct str line;
    size_t length = text.len;
    prose->block = text.at;
    html(out, "<div class=\"prose%l\">\n", prose->numbered ? " alin" : "");
    while (str_line(&text, &line)) {
        line = str_trim(line);
        if (line.len == 0)
            continue;
        if (is_row(line))
            TRY(write_table(out, prose, &text, line, err));
        else
            TRY(write_paragraph(out, prose, line, err));
    }
    html(out, "</div>\n");
    prose->before += length;
    return STATUS_OK;
}
