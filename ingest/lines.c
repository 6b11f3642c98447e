/* ingest, step 3: lines of plain text into paragraphs and headings. */
#include "lines.h"

#include "lang.h"
#include "links.h"
#include "utf8.h"

#include <string.h>

enum {
    LONG_LINE = 120,  /* characters: a longer line is not hard-wrapped */
    PROSE_LINE = 100, /* a line of this length is a paragraph of its own */
    HEADING_MAX = 100,
    HEADING_WORDS = 16,
    WRAP_SLACK = 5, /* one line may be longer than the others */
    MIN_PAIRS = 3
};

struct line {
    struct str text; /* trimmed, not empty */
    size_t characters;
    bool gap; /* a blank line stands before */
};

struct layout {
    struct line *at;
    size_t count;
    size_t width; /* characters of the longest line */
    bool wrapped;
    bool gaps; /* blank lines part paragraphs */
};

/* How a line goes on from the one before. */
enum bond { BOND_PARAGRAPH, BOND_LINE, BOND_SPACE, BOND_HYPHEN };

static const struct str item_marks[] = {
    STR_INIT("-"), STR_INIT("–"), STR_INIT("—"), STR_INIT("•"),
    STR_INIT("·"), STR_INIT("▪"), STR_INIT("●"), STR_INIT("*")};

/* Length of the dash or bullet at the start of a line. */
static size_t
mark_length(struct str line)
{
    for (size_t i = 0; i < sizeof item_marks / sizeof item_marks[0]; i++)
        if (str_starts(line, item_marks[i]))
            return item_marks[i].len;
    return 0;
}

static bool
is_blank_at(struct str s, size_t at)
{
    struct str rest = str_from_offset(s, at);
    return str_starts(rest, STR(" ")) || str_starts(rest, STR("\t")) ||
           str_starts(rest, STR("\xC2\xA0"));
}

bool
line_is_item(struct str line)
{
    size_t mark = mark_length(line);
    if (mark)
        return is_blank_at(line, mark);
    size_t at = 0;
    while (at < line.len && at < 3 && line.at[at] >= '0' && line.at[at] <= '9')
        at++;
    if (at == 0 && line.len > 1 && line.at[0] >= 'a' && line.at[0] <= 'z')
        return line.at[1] == ')' && is_blank_at(line, 2);
    struct str rest = str_from_offset(line, at);
    size_t sign = str_starts(rest, STR(".")) || str_starts(rest, STR(")")) ? 1
                  : str_starts(rest, STR("°"))                             ? 2
                                                                           : 0;
    return at && sign && is_blank_at(line, at + sign);
}

static bool
begins_with_capital(struct str line)
{
    uint32_t c = 0;
    if (line.len == 0 || utf8_decode(line, &c) == 0)
        return false;
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c >= 0xC0 && c <= 0xDE) || c == 0x152;
}

bool
line_is_title(struct str line, size_t max_characters)
{
    if (line.len == 0 || line.len > max_characters * 4 ||
        !begins_with_capital(line) || line_is_item(line) ||
        memchr(".,;:", line.at[line.len - 1], 4))
        return false;
    return utf8_count(line) <= max_characters;
}

static size_t
word_count(struct str line)
{
    size_t words = 0;
    for (size_t i = 0; i < line.len; i++)
        words += line.at[i] != ' ' && (i == 0 || line.at[i - 1] == ' ');
    return words;
}

/* "NOR : TRAT2699041D" is a datum, "Un exemple : le permis à points" may be
 * a heading. */
static bool
is_heading_text(struct str line)
{
    struct str label, value;
    if (!line_is_title(line, HEADING_MAX) || word_count(line) > HEADING_WORDS ||
        str_ends(line, STR("!")) || str_ends(line, STR("…")) ||
        str_find_char(line, '\n') != SIZE_MAX)
        return false;
    return !str_cut(line, STR(":"), &label, &value) ||
           word_count(str_trim(value)) > 1;
}

static bool
ends_sentence(struct str line)
{
    static const struct str ends[] = {STR_INIT("."), STR_INIT("!"),
                                      STR_INIT("?"), STR_INIT("…"),
                                      STR_INIT("»"), STR_INIT("\"")};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(line, ends[i]))
            return true;
    return false;
}

/* Takes the lines of text that are not blank; a mark alone on its line goes
 * before the next one. */
static enum status
collect(struct layout *layout, struct str text, struct arena *arena,
        struct error *err)
{
    struct str rest = text, line, mark = {NULL, 0};
    size_t lines = 1, room;
    for (size_t i = 0; i < text.len; i++)
        lines += text.at[i] == '\n';
    room = lines < LINES_MAX ? lines : LINES_MAX;
    layout->at = arena_array(arena, room, sizeof *layout->at);
    if (!layout->at)
        return error_no_memory(err);
    for (bool gap = false; str_line(&rest, &line); gap = line.len == 0) {
        line = str_trim(line);
        if (line.len && mark_length(line) == line.len && rest.len) {
            mark = line;
            continue;
        }
        if (line.len == 0)
            continue;
        if (layout->count == room)
            return error_set(err, STATUS_LIMIT, "%s",
                             TR("too many lines", "trop de lignes"));
        if (mark.len) {
            line = arena_printf(arena, "- " STR_FMT, STR_ARG(line));
            if (!line.at)
                return error_no_memory(err);
        }
        bool after_gap = gap && layout->count && !mark.len;
        layout->at[layout->count++] =
            (struct line){line, utf8_count(line), after_gap};
        mark.len = 0;
    }
    return STATUS_OK;
}

/* True when the first word of `next` had no room behind `line`. */
static bool
is_full(const struct layout *layout, const struct line *line,
        const struct line *next)
{
    size_t blank = str_find_char(next->text, ' ');
    size_t word = utf8_count(str_head(next->text, blank));
    return line->characters + 1 + word + WRAP_SLACK > layout->width;
}

static void
measure(struct layout *layout)
{
    size_t pairs = 0, full = 0;
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->at[i].characters > layout->width)
            layout->width = layout->at[i].characters;
        layout->gaps |= layout->at[i].gap;
    }
    for (size_t i = 1; i < layout->count; i++) {
        if (layout->at[i].gap)
            continue;
        pairs++;
        full += is_full(layout, &layout->at[i - 1], &layout->at[i]);
    }
    layout->wrapped = layout->width <= LONG_LINE && pairs >= MIN_PAIRS &&
                      full * 10 >= pairs * 7;
}

/* "Objet : réunion": a new line of a header, never the rest of a sentence. */
static bool
begins_with_label(struct str line)
{
    size_t colon = str_find(line, STR(" :"));
    return begins_with_capital(line) && colon != SIZE_MAX && colon < 20;
}

/* Endings that are no word of their own: "profession-" + "nels" was cut by
 * the line end, "sapeurs-" + "pompiers" was not. */
static bool
is_word_ending(struct str line)
{
    static const char *const endings[] = {
        "tion",   "tions",  "sion",    "sions",  "ment",    "ments",  "nel",
        "nels",   "nelle",  "nelles",  "teur",   "teurs",   "trice",  "trices",
        "ques",   "que",    "taire",   "taires", "tés",     "rité",   "rités",
        "bles",   "ble",    "sement",  "ration", "rations", "cation", "sation",
        "tation", "ciaire", "ciaires", "aires",  "lité",    "lités",
    };
    size_t end = 0;
    while (end < line.len && !strchr(" .,;:)!?", line.at[end]))
        end++;
    struct str word = str_head(line, end);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (str_eq(word, str_from(endings[i])))
            return true;
    return false;
}

static enum bond
bond_of(const struct layout *layout, size_t i)
{
    const struct line *line = &layout->at[i], *before = line - 1;
    bool item = line_is_item(line->text);
    if (line->gap)
        return BOND_PARAGRAPH;
    if (layout->wrapped) {
        if (item || begins_with_label(line->text) ||
            !is_full(layout, before, line))
            return BOND_LINE;
        if (str_ends(before->text, STR("-")) && before->characters > 1)
            return BOND_HYPHEN;
        return BOND_SPACE;
    }
    if (item && line_is_item(before->text))
        return BOND_LINE;
    if (!layout->gaps)
        return BOND_PARAGRAPH;
    bool prose =
        before->characters > PROSE_LINE || line->characters > PROSE_LINE;
    return prose && ends_sentence(before->text) ? BOND_PARAGRAPH : BOND_LINE;
}

/* Adds a line, runs of blanks as one. */
static void
add_line(struct buf *text, struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        bool blank = line.at[i] == ' ' || line.at[i] == '\t';
        if (!blank)
            buf_add_char(text, line.at[i]);
        else if (text->len && text->at[text->len - 1] != ' ')
            buf_add_char(text, ' ');
    }
}

/* Puts lines from *i on that belong together into text; *i moves behind. */
static void
take_paragraph(struct buf *text, const struct layout *layout, size_t *i)
{
    buf_clear(text);
    add_line(text, layout->at[*i].text);
    for (++*i; *i < layout->count; ++*i) {
        struct str line = layout->at[*i].text;
        enum bond bond = bond_of(layout, *i);
        if (bond == BOND_PARAGRAPH)
            return;
        if (bond == BOND_HYPHEN && is_word_ending(line) && text->len)
            text->len--;
        else if (bond != BOND_HYPHEN)
            buf_add_char(text, bond == BOND_LINE ? '\n' : ' ');
        add_line(text, line);
    }
}

/* Without blank lines a heading must stand between sentences; with them it
 * must only stand alone. */
static bool
is_heading(const struct layout *layout, const struct blocks *blocks, size_t i)
{
    if (i + 1 == blocks->count || !is_heading_text(blocks->at[i].text) ||
        url_length(blocks->at[i].text))
        return false;
    if (layout->gaps)
        return true;
    struct str next = blocks->at[i + 1].text;
    struct str before = i ? blocks->at[i - 1].text : STR(".");
    if (str_ends(blocks->at[i].text, STR("?")) || line_is_item(next))
        return false;
    return (ends_sentence(before) || line_is_item(before)) &&
           (ends_sentence(next) || str_ends(next, STR(":")));
}

static void
find_headings(const struct layout *layout, struct blocks *blocks)
{
    if (layout->wrapped && !layout->gaps)
        return;
    for (size_t i = 0; i < blocks->count; i++)
        if (blocks->at[i].kind == BLOCK_PARAGRAPH &&
            is_heading(layout, blocks, i))
            blocks->at[i].kind = BLOCK_HEADING;
}

enum status
lines_read(struct blocks *out, struct str text, struct arena *arena,
           struct error *err)
{
    struct layout layout = {0};
    TRY(collect(&layout, text, arena, err));
    measure(&layout);
    AUTO(buf) struct buf paragraph = BUF_INIT(text.len + text.len / 2 + 64);
    for (size_t i = 0; i < layout.count;) {
        enum block_kind kind =
            line_is_item(layout.at[i].text) ? BLOCK_LIST : BLOCK_PARAGRAPH;
        take_paragraph(&paragraph, &layout, &i);
        TRY(buf_status(&paragraph, err));
        struct str copy = arena_copy(arena, buf_str(&paragraph));
        if (!copy.at)
            return error_no_memory(err);
        TRY(blocks_add(out, (struct block){.kind = kind, .text = copy}, arena,
                       err));
    }
    find_headings(&layout, out);
    return STATUS_OK;
}
