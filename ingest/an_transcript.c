/* ingest, step 3: the transcript of a question put in the chamber, split by
 * who speaks: "<strong>Mme la présidente. </strong>La parole est ...<br><br>"
 * at the start of a line; an office follows in italics. */
#include "an_transcript.h"

#include "an_question.h"
#include "html.h"

enum { NAME_MAX = 400 };

struct speaker {
    struct str before; /* HTML up to the name */
    struct str name;   /* HTML */
    struct str office; /* HTML, empty if none */
    struct str rest;   /* HTML after them */
};

/* The tag that ends where s ends, without its brackets; empty if none. */
static struct str
tag_before(struct str s)
{
    size_t at = s.len;
    if (!str_ends(s, STR(">")))
        return (struct str){NULL, 0};
    while (at && s.at[at - 1] != '<')
        at--;
    return str_range(s, at, s.len - 1);
}

/* True when a line begins after s: nothing there, or a tag that ends one. */
static bool
ends_line(struct str s)
{
    static const struct str names[] = {STR_INIT("br"), STR_INIT("p"),
                                       STR_INIT("div"), STR_INIT("a")};
    for (;;) {
        s = str_trim(s);
        if (!str_ends(s, STR("\xC2\xA0")))
            break;
        s.len -= 2;
    }
    struct str tag = tag_before(s);
    if (s.len == 0)
        return true;
    if (str_starts(tag, STR("/")))
        tag = str_from_offset(tag, 1);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct str rest = str_from_offset(tag, names[i].len);
        if (str_starts_nocase(tag, names[i]) &&
            (!rest.len || rest.at[0] == ' ' || rest.at[0] == '/'))
            return true;
    }
    return false;
}

/* The content of an element that s begins with, in *inside; *s goes on behind
 * it.  False when s begins otherwise. */
static bool
take_element(struct str *s, struct str open, struct str close,
             struct str *inside)
{
    struct str rest = str_trim(*s);
    while (str_starts(rest, STR("\xC2\xA0")))
        rest = str_trim(str_from_offset(rest, 2));
    if (!str_starts_nocase(rest, open))
        return false;
    rest = str_from_offset(rest, open.len);
    size_t end = str_find(rest, close);
    if (end == SIZE_MAX)
        return false;
    *inside = str_head(rest, end);
    *s = str_from_offset(rest, end + close.len);
    return true;
}

/* The next speaker in html; false when there is none. */
static bool
next_speaker(struct speaker *out, struct str html)
{
    struct str open = STR("<strong>"), close = STR("</strong>");
    for (size_t from = 0;;) {
        size_t at = str_find(str_from_offset(html, from), open);
        if (at == SIZE_MAX)
            return false;
        at += from;
        from = at + open.len;
        *out = (struct speaker){.before = str_head(html, at),
                                .rest = str_from_offset(html, at)};
        if (!ends_line(out->before) ||
            !take_element(&out->rest, open, close, &out->name) ||
            out->name.len > NAME_MAX || str_trim(out->name).len == 0)
            continue;
        struct str rest = out->rest;
        struct str last = str_trim(out->name);
        if (str_ends(last, STR(",")) &&
            (take_element(&rest, STR("<i>"), STR("</i>"), &out->office) ||
             take_element(&rest, STR("<em>"), STR("</em>"), &out->office)))
            out->rest = rest;
        return true;
    }
}

bool
an_is_transcript(struct str html)
{
    struct speaker one;
    return next_speaker(&one, html) && next_speaker(&one, one.rest);
}

/* ---- blocks -------------------------------------------------------------- */

struct transcript {
    struct document *document;
    struct links *links;
    struct str role;  /* of what is neither question nor answer */
    struct str asker; /* who spoke first beside the chair */
    bool parted;      /* give question and answer their roles */
    struct arena *arena;
    struct error *err;
};

static struct str
without_stop(struct str line)
{
    for (;;) {
        line = str_trim(line);
        if (!str_ends(line, STR(".")) && !str_ends(line, STR(",")) &&
            !str_ends(line, STR(":")))
            return line;
        line.len--;
    }
}

static bool
is_government(struct str heading)
{
    static const struct str words[] = {
        STR_INIT("ministre"),          STR_INIT("garde des sceaux"),
        STR_INIT("secrétaire d'État"), STR_INIT("secrétaire d’État"),
        STR_INIT("haut-commissaire"),  STR_INIT("haute-commissaire")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_contains(heading, words[i]))
            return true;
    return false;
}

static bool
is_chair(struct str heading)
{
    return str_contains(heading, STR("la présidente")) ||
           str_contains(heading, STR("le président"));
}

static struct str
role_of(struct transcript *t, struct str name, struct str heading)
{
    if (!t->parted || is_chair(name))
        return t->role;
    if (is_government(heading))
        return STR("answer");
    if (!t->asker.len)
        t->asker = name;
    return str_eq(name, t->asker) ? STR("question") : t->role;
}

static enum status
add_block(struct transcript *t, struct str role, struct str heading,
          struct str html)
{
    AUTO(buf) struct buf text = BUF_INIT(html.len * 4 + 64);
    TRY(html_to_text(&text, html, HTML_PLAIN, t->links, t->err));
    struct str copy = arena_copy(t->arena, str_trim(buf_str(&text)));
    if (text.len && !copy.at)
        return error_no_memory(t->err);
    return document_add_text(t->document, role, heading, copy, t->arena,
                             t->err);
}

/* "Mme Bérengère Tilloy, ministre de la santé" */
static enum status
read_heading(struct str *name, struct str *heading, struct transcript *t,
             const struct speaker *speaker)
{
    struct str office;
    TRY(html_line(name, speaker->name, t->arena, t->err));
    TRY(html_line(&office, speaker->office, t->arena, t->err));
    *name = without_stop(*name);
    office = without_stop(office);
    *heading = *name;
    if (!office.len)
        return STATUS_OK;
    *heading = arena_printf(t->arena, STR_FMT ", " STR_FMT, STR_ARG(*name),
                            STR_ARG(office));
    return heading->at ? STATUS_OK : error_no_memory(t->err);
}

enum status
an_add_transcript(struct document *document, struct links *links,
                  struct str role, struct str html, struct arena *arena,
                  struct error *err)
{
    struct transcript t = {.document = document,
                           .links = links,
                           .role = role,
                           .parted = str_eq(role, STR("body")),
                           .arena = arena,
                           .err = err};
    struct speaker speaker, next;
    if (!next_speaker(&speaker, html))
        return add_block(&t, role, STR(""), html);
    /* What stands before the first word is the title. */
    TRY(add_block(&t, STR("headings"), STR(""), speaker.before));
    for (bool more = true; more; speaker = next) {
        struct str name, heading;
        more = next_speaker(&next, speaker.rest);
        TRY(read_heading(&name, &heading, &t, &speaker));
        TRY(add_block(&t, role_of(&t, name, heading), heading,
                      more ? next.before : speaker.rest));
    }
    return STATUS_OK;
}
