/* Serve, page: the text of a document. */
#include "prose.h"

#include "markup.h"
#include "lang.h"
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
prose_init(struct prose *out, struct visit *visit, const struct marks *marks,
           struct error *err)
{
    *out = (struct prose){.visit = visit};
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
    const struct cite *cites;
    size_t cite_count;
    size_t match_at, cite_at;
};

static bool
is_linked(const struct cite *cite)
{
    return !cite->loose && cite->kind != CITE_DATE && cite->kind != CITE_WORD &&
           cite->end > cite->start;
}

static const struct cite *
next_cite(struct runs *runs, size_t from)
{
    while (runs->cite_at < runs->cite_count &&
           (!is_linked(&runs->cites[runs->cite_at]) ||
            runs->cites[runs->cite_at].start < from))
        runs->cite_at++;
    return runs->cite_at < runs->cite_count ? &runs->cites[runs->cite_at]
                                            : NULL;
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

static void
write_run(struct buf *out, struct prose *prose, struct str text,
          struct runs *runs)
{
    size_t at = 0;
    const struct cite *cite;
    while ((cite = next_cite(runs, at)) != NULL) {
        struct str quoted =
            arena_printf(&prose->scratch, "\"" STR_FMT "\"",
                         STR_ARG(str_range(text, cite->start, cite->end)));
        write_marked(out, prose, text, runs, at, cite->start);
        html(out, "<a href=\"");
        page_query_link(out, prose->visit, quoted);
        html(out, "\">");
        write_marked(out, prose, text, runs, cite->start, cite->end);
        html(out, "</a>");
        at = cite->end;
    }
    write_marked(out, prose, text, runs, at, text.len);
}

static enum status
write_line(struct buf *out, struct prose *prose, struct str line,
           struct error *err)
{
    struct tokens tokens;
    struct matches matches;
    arena_reset(&prose->scratch);
    if (line.len > PARAGRAPH_MAX) {
        html_text(out, line);
        return STATUS_OK;
    }
    TRY(analyse(&tokens, search_analyser(prose->visit->search), line,
                &prose->scratch, err));
    TRY(matcher_find(&matches, &prose->matcher, &tokens, MARK_TEXT,
                     &prose->scratch, err));
    struct runs runs = {.matches = &matches,
                        .cites = tokens.cites,
                        .cite_count = tokens.cite_count};
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
    return STATUS_OK;
}
