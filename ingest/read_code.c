/* ingest, step 3: a whole code as text or Markdown, one document an article
 * (FORMATS.md 12).
 *
 * Line by line: a code may be of any size, an article up to INPUT_TEXT_MAX.
 * As text a code begins with its title, two tables of contents, and then the
 * title again above each group of sections; an article is a line "Article
 * L100-1 ↬".  The file repeats every article on each level of sections: first
 * all of a title, then those of each of its chapters.  So the articles of a
 * group are held until the next one begins, and each is given once, with its
 * deepest path.  As Markdown an article is a heading or, where a file has no
 * headings of articles, a line of its own; each is given when the next begins.
 *
 * The uid: with an official container ("identifier: LEGITEXT...") it is made
 * of that and the number, "LEGITEXT000006072637:150"; else of the name of the
 * file and the number. */
#include "readers_list.h"

#include "blocks.h"
#include "date.h"
#include "digest.h"
#include "front_matter.h"
#include "label.h"
#include "lang.h"
#include "markdown.h"
#include "sections.h"

#include <stdio.h>
#include <string.h>

enum {
    HELD_BYTES = 24 * 1024 * 1024, /* texts held of one group */
    FRONT_MAX = 64 * 1024
};

/* An article, or the text that stands in a section before its first one. */
struct unit {
    struct str number; /* empty for a section */
    struct str text;
    struct str path[SECTIONS_MAX];
    size_t depth;
};

struct code {
    struct input *in;
    struct sink *sink;
    bool markdown;
    bool headed;  /* articles are headings: a bare line is text */
    bool started; /* the tables of contents are over */
    struct arena kept, held, work;
    struct front front;
    struct str title, container, url;
    uint32_t date;
    struct sections path;
    struct buf text;   /* of the open unit */
    struct str number; /* of it, in `held` */
    bool open;
    struct unit *units;
    size_t unit_count, unit_room;
    struct map seen; /* number and text -> index + 1 of the unit held */
    struct map uids; /* number -> how often given */
    struct error *err;
};

#define ARROW "\xE2\x86\xAC"

int
code_text_bid(const struct input *in)
{
    struct str rest = in->head, line = {NULL, 0};
    size_t tables = 0;
    while (str_line(&rest, &line) && str_trim(line).len == 0)
        continue;
    struct label title = label_fold(line);
    while (str_line(&rest, &line)) {
        struct label label = label_fold(str_head(line, 80));
        tables += label_is(&label, "sommaire") ||
                  label_is(&label, "table des matieres");
        if (str_starts(line, STR("Article ")) &&
            str_ends(str_trim(line), STR(ARROW)))
            return 75;
    }
    return label_starts(&title, "code ") && tables == 2 ? 72 : 0;
}

static unsigned
count_marks(struct str line)
{
    unsigned marks = 0;
    while (marks < line.len && line.at[marks] == '#')
        marks++;
    return marks && marks <= 6 && marks < line.len && line.at[marks] == ' '
               ? marks
               : 0;
}

/* Two headings of articles, or a front matter that says it is a code. */
int
code_markdown_bid(const struct input *in)
{
    struct str rest = in->head, line;
    size_t length = front_length(rest), articles = 0;
    struct str front = str_head(rest, length);
    bool marked = str_ends_nocase(in->file, STR(".md")) ||
                  str_ends_nocase(in->file, STR(".markdown"));
    if (str_contains(front, STR("rank: \"code\"")) ||
        str_contains(front, STR("identifier: \"LEGITEXT")) ||
        str_contains(front, STR("identifier: LEGITEXT")))
        return 75;
    rest = str_from_offset(rest, length);
    while (str_line(&rest, &line)) {
        unsigned marks = count_marks(line);
        line = str_trim(str_from_offset(line, marks));
        articles += marks && section_article(line, true).len > 0;
    }
    return marked && articles >= 2 ? 65 : 0;
}

static enum status
join_path(struct str *out, const struct unit *unit, struct arena *arena,
          struct error *err)
{
    *out = (struct str){NULL, 0};
    for (size_t i = 0; i < unit->depth; i++) {
        struct str before = *out;
        *out = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(before),
                            i ? " > " : "", STR_ARG(unit->path[i]));
        if (!out->at)
            return error_no_memory(err);
    }
    return STATUS_OK;
}

/* The uid, from the part that names the unit in its code; a number that
 * occurs again gets its turn behind it. */
static enum status
add_uid(struct code *code, struct document *document, const struct unit *unit)
{
    struct arena *arena = &code->work;
    struct str part = unit->number, uid = {NULL, 0};
    if (part.len == 0)
        TRY(join_path(&part, unit, arena, code->err));
    uint64_t *times = map_at(&code->uids, part);
    if (!times)
        return error_no_memory(code->err);
    if (++*times > 1)
        part = arena_printf(arena, STR_FMT ":%llu", STR_ARG(part),
                            (unsigned long long)*times);
    bool official = code->container.len && unit->number.len;
    if (official)
        uid = arena_printf(arena, STR_FMT ":" STR_FMT, STR_ARG(code->container),
                           STR_ARG(part));
    for (size_t i = 0; official && i < uid.len; i++)
        if (!document_uid_is_valid(str_range(uid, i, i + 1)))
            ((char *)uid.at)[i] = '_';
    if (!document_uid_is_valid(uid))
        TRY(reader_plain_uid(&uid, code->in, part, arena, code->err));
    return document_add(document, FIELD_UID, uid, arena, code->err);
}

static enum status
add_title(struct code *code, struct document *document, const struct unit *unit)
{
    struct arena *arena = &code->work;
    const char *comma = code->title.len ? ", " : "";
    struct str title =
        unit->number.len
            ? arena_printf(arena, STR_FMT "%s%s " STR_FMT, STR_ARG(code->title),
                           comma, code->title.len ? "article" : "Article",
                           STR_ARG(unit->number))
        : unit->depth
            ? arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(code->title),
                           comma, STR_ARG(unit->path[unit->depth - 1]))
            : code->title;
    if (title.len == 0)
        return STATUS_OK;
    return document_add(document, FIELD_TITLE, title, arena, code->err);
}

static enum status
add_fields(struct code *code, struct document *document,
           const struct unit *unit)
{
    struct arena *arena = &code->work;
    struct error *err = code->err;
    struct str container[] = {code->container, code->title};
    const char *kind = unit->number.len ? "article"
                       : unit->depth    ? "section"
                                        : "texte";
    TRY(document_add(document, FIELD_KIND, str_from(kind), arena, err));
    TRY(add_uid(code, document, unit));
    TRY(add_title(code, document, unit));
    TRY(document_add(document, FIELD_CODE, code->title, arena, err));
    TRY(document_add(document, FIELD_ARTICLE, unit->number, arena, err));
    TRY(document_add_parts(document, FIELD_CONTAINER, container, arena, err));
    TRY(reader_order(document, code->in, arena, err));
    TRY(document_add_date(document, FIELD_DATE, code->date, arena, err));
    for (size_t i = 0; i < unit->depth; i++)
        TRY(document_add(document, FIELD_PATH, unit->path[i], arena, err));
    return STATUS_OK;
}

static enum status
put_unit(struct code *code, const struct unit *unit)
{
    struct arena *arena = &code->work;
    struct document document = {0};
    struct links links = {.arena = arena};
    struct str text = unit->text;
    if (code->markdown) {
        struct blocks blocks = {0};
        TRY(markdown_read(&blocks, &links, text, code->err));
        TRY(blocks_join(&text, &blocks, 0, arena, code->err));
    }
    TRY(add_fields(code, &document, unit));
    TRY(document_add_text(&document, STR("body"), STR(""), str_trim(text),
                          arena, code->err));
    TRY(links_give(&links, &document, code->err));
    return sink_put(code->sink, code->in, &document, code->url, arena,
                    code->err);
}

/* Gives what is held.  A unit that is refused does not end the reading. */
static enum status
flush(struct code *code)
{
    for (size_t i = 0; i < code->unit_count; i++) {
        struct error *err = code->err, why = {0};
        code->err = &why;
        enum status status = put_unit(code, &code->units[i]);
        code->err = err;
        if (status == STATUS_FORMAT || status == STATUS_LIMIT)
            status = sink_tell(code->sink, CAUSE_INVALID, code->units[i].number,
                               str_from(why.text), err);
        else if (status != STATUS_OK)
            error_set(err, status, "%s", why.text);
        TRY(status);
        arena_reset(&code->work);
    }
    code->units = NULL;
    code->unit_count = code->unit_room = 0;
    code->number = (struct str){NULL, 0};
    arena_reset(&code->held);
    return STATUS_OK;
}

/* Where the unit of that number and text is held (index + 1), 0 for a new
 * one, UINT64_MAX for one given already. */
static enum status
find_seen(struct code *code, struct str text, uint64_t **out)
{
    uint8_t sum[SHA256_BYTES];
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, code->number);
    digest_add(&digest, (struct str){"", 1});
    digest_add(&digest, text);
    digest_end(&digest, sum);
    *out = map_at(&code->seen, (struct str){(const char *)sum, 16});
    return *out ? STATUS_OK : error_no_memory(code->err);
}

static void
set_path(struct unit *unit, const struct sections *path)
{
    unit->depth = path->count;
    for (size_t i = 0; i < path->count; i++)
        unit->path[i] = path->at[i].text;
}

static enum status
hold(struct code *code, struct str text)
{
    struct arena *arena = &code->held;
    if (code->unit_count == code->unit_room) {
        size_t room = code->unit_room ? code->unit_room * 2 : 64;
        struct unit *grown = arena_array(arena, room, sizeof *grown);
        if (!grown)
            return error_no_memory(code->err);
        if (code->unit_count)
            memcpy(grown, code->units, code->unit_count * sizeof *grown);
        code->units = grown;
        code->unit_room = room;
    }
    struct unit *unit = &code->units[code->unit_count++];
    *unit =
        (struct unit){.number = code->number, .text = arena_copy(arena, text)};
    set_path(unit, &code->path);
    return text.len && !unit->text.at ? error_no_memory(code->err) : STATUS_OK;
}

/* The open unit is whole. */
static enum status
end_unit(struct code *code)
{
    struct str text = str_trim(buf_str(&code->text));
    uint64_t *seen = NULL;
    bool open = code->open && (text.len || code->number.len);
    code->open = false;
    if (code->text.failure == STATUS_LIMIT && open) {
        buf_clear(&code->text);
        return sink_tell(code->sink, CAUSE_TOO_LARGE, code->number, STR(""),
                         code->err);
    }
    TRY(buf_status(&code->text, code->err));
    if (!open)
        return STATUS_OK;
    if (code->markdown) {
        TRY(hold(code, text));
        return flush(code);
    }
    TRY(find_seen(code, text, &seen));
    if (*seen == 0) {
        TRY(hold(code, text));
        *seen = code->unit_count;
    } else if (*seen <= code->unit_count &&
               code->path.count > code->units[*seen - 1].depth) {
        set_path(&code->units[*seen - 1], &code->path);
    }
    return STATUS_OK;
}

/* All of a group is held: what was seen there is not looked for again by its
 * place, only known. */
static enum status
end_group(struct code *code)
{
    size_t at = 0;
    struct str key;
    uint64_t value;
    TRY(end_unit(code));
    TRY(flush(code));
    while (map_next(&code->seen, &at, &key, &value)) {
        uint64_t *seen = map_find(&code->seen, key);
        if (seen)
            *seen = UINT64_MAX;
    }
    return STATUS_OK;
}

static enum status
begin_unit(struct code *code, struct str number)
{
    buf_clear(&code->text);
    code->open = true;
    code->number = (struct str){NULL, 0};
    if (number.len == 0)
        return STATUS_OK;
    code->number = arena_copy(&code->held, number);
    return code->number.at ? STATUS_OK : error_no_memory(code->err);
}

static enum status
begin_section(struct code *code, struct str heading, unsigned marks)
{
    TRY(end_unit(code));
    TRY(sections_enter(&code->path, heading, marks, code->err));
    return begin_unit(code, STR(""));
}

/* "Code du travail maritime", "Code du travail maritime - slugd1e98": a new
 * page; the first form is a new group. */
static bool
is_page_title(const struct code *code, struct str line, bool *group)
{
    if (!str_starts(line, code->title) || code->title.len == 0)
        return false;
    struct str rest = str_from_offset(line, code->title.len);
    *group = rest.len == 0;
    return rest.len == 0 ||
           (str_starts(rest, STR(" - ")) &&
            str_find_char(str_from_offset(rest, 3), ' ') == SIZE_MAX);
}

static enum status
text_line(struct code *code, struct str line)
{
    bool group = false;
    struct str trimmed = str_trim(line);
    if (trimmed.len == 0)
        return STATUS_OK;
    if (code->title.len == 0) {
        code->title = arena_copy(&code->kept, trimmed);
        return code->title.at ? STATUS_OK : error_no_memory(code->err);
    }
    if (is_page_title(code, trimmed, &group)) {
        TRY(end_unit(code));
        if (group || code->held.used > HELD_BYTES)
            TRY(end_group(code));
        if (group)
            code->path.count = 0;
        code->started = true;
        return STATUS_OK;
    }
    if (str_ends(trimmed, STR(ARROW))) {
        struct str number = section_article(
            str_head(trimmed, trimmed.len - strlen(ARROW)), false);
        code->started = true;
        TRY(code->held.used > HELD_BYTES ? end_group(code) : end_unit(code));
        return begin_unit(code, number);
    }
    if (!code->started)
        return STATUS_OK;
    if (!code->open || section_is_heading(trimmed)) {
        TRY(end_unit(code));
        return sections_enter(&code->path, trimmed, 0, code->err);
    }
    buf_add(&code->text, trimmed);
    buf_add(&code->text, STR("\n\n"));
    return STATUS_OK;
}

/* The text of a heading without closing marks and emphasis. */
static struct str
heading_text(struct str line, unsigned marks)
{
    line = str_trim(str_from_offset(line, marks));
    while (str_ends(line, STR("#")))
        line = str_trim(str_head(line, line.len - 1));
    if (line.len > 4 && str_starts(line, STR("**")) &&
        str_ends(line, STR("**")))
        line = str_trim(str_range(line, 2, line.len - 2));
    return line;
}

static enum status
markdown_heading(struct code *code, struct str heading, unsigned marks)
{
    struct str number = section_article(heading, false);
    if (number.len) {
        code->headed = true;
        TRY(end_unit(code));
        return begin_unit(code, number);
    }
    if (marks == 1 && code->title.len == 0 && code->path.count == 0 &&
        !code->headed && !section_is_heading(heading)) {
        code->title = arena_copy(&code->kept, heading);
        return code->title.at ? STATUS_OK : error_no_memory(code->err);
    }
    if (marks == 1 && str_eq(heading, code->title))
        return STATUS_OK;
    return begin_section(code, heading, marks);
}

static enum status
markdown_text_line(struct code *code, struct str line)
{
    unsigned marks = count_marks(line);
    struct str trimmed = str_trim(line), number = {NULL, 0};
    if (marks)
        return markdown_heading(code, heading_text(line, marks), marks);
    if (!code->headed)
        number = section_article(trimmed, true);
    if (number.len) {
        TRY(end_unit(code));
        return begin_unit(code, number);
    }
    if (!code->headed && section_is_heading(trimmed))
        return begin_section(code, trimmed, 0);
    if (!code->open && trimmed.len)
        TRY(begin_unit(code, STR("")));
    buf_add(&code->text, line);
    buf_add_char(&code->text, '\n');
    return STATUS_OK;
}

static enum status
take_front(struct code *code, struct str text)
{
    struct str copy = arena_copy(&code->kept, text);
    if (!copy.at)
        return error_no_memory(code->err);
    TRY(front_read(&code->front, copy, &code->kept, code->err));
    code->title = front_value(&code->front, "title");
    if (code->title.len == 0)
        code->title = front_value(&code->front, "titre");
    code->url = front_value(&code->front, "source");
    struct str id = front_value(&code->front, "identifier");
    if (id.len == 0)
        id = front_value(&code->front, "identifiant");
    if (document_uid_is_valid(id))
        code->container = id;
    return STATUS_OK;
}

/* The lines of a front matter are kept until its end. */
static enum status
front_line(struct code *code, struct str line, bool *in_front)
{
    bool fence = str_eq(str_trim(line), STR("---"));
    buf_add(&code->text, line);
    buf_add_char(&code->text, '\n');
    if (code->text.len > FRONT_MAX)
        return error_set(code->err, STATUS_FORMAT, "%s",
                         TR("front matter without end", "en-tête sans fin"));
    if (!fence || code->in->line == 1)
        return STATUS_OK;
    *in_front = false;
    TRY(buf_status(&code->text, code->err));
    enum status status = take_front(code, buf_str(&code->text));
    buf_clear(&code->text);
    return status;
}

/* "18940612_12-juin-1894.md": the version of that day. */
static uint32_t
date_of_file(struct str file)
{
    uint64_t number = 0;
    if (file.len < 9 || file.at[8] != '_' ||
        !str_to_u64(str_head(file, 8), &number) ||
        !date_is_valid((uint32_t)number))
        return 0;
    return (uint32_t)number;
}

static enum status
read_lines(struct code *code)
{
    bool in_front = false;
    for (;;) {
        struct str line = {NULL, 0};
        enum status status = input_line(&line, code->in, code->err);
        if (status == STATUS_DONE)
            return in_front ? STATUS_OK : end_group(code);
        if (status == STATUS_FORMAT) {
            TRY(sink_tell(code->sink, CAUSE_TOO_LARGE, code->number, STR(""),
                          code->err));
            continue;
        }
        TRY(status);
        if (code->markdown && code->in->line == 1)
            in_front = str_eq(str_trim(line), STR("---"));
        TRY(in_front         ? front_line(code, line, &in_front)
            : code->markdown ? markdown_text_line(code, line)
                             : text_line(code, line));
    }
}

static enum status
read_code(struct input *in, struct sink *sink, bool markdown, struct error *err)
{
    struct code code = {.in = in,
                        .sink = sink,
                        .markdown = markdown,
                        .date = date_of_file(in->file),
                        .text = BUF_INIT(INPUT_TEXT_MAX),
                        .err = err};
    enum status status = read_lines(&code);
    buf_release(&code.text);
    sections_release(&code.path);
    map_release(&code.seen);
    map_release(&code.uids);
    arena_release(&code.kept);
    arena_release(&code.held);
    arena_release(&code.work);
    return status;
}

enum status
code_text_read(struct input *in, struct sink *sink, struct error *err)
{
    return read_code(in, sink, false, err);
}

enum status
code_markdown_read(struct input *in, struct sink *sink, struct error *err)
{
    return read_code(in, sink, true, err);
}
