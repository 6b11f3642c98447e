/* ingest, step 3: any other plain text or Markdown: saved web articles,
 * notes, extracts of texts.  Nothing in the bytes tells a saved article from
 * a note, so there is one reader; the table of boilerplate (boilerplate.c)
 * only touches phrases that no note has. */
#include "readers_list.h"

#include "blocks.h"
#include "boilerplate.h"
#include "date.h"
#include "label.h"
#include "lang.h"
#include "lines.h"
#include "links.h"
#include "markdown.h"
#include "prose.h"
#include "utf8.h"

enum { TITLE_LINE_MAX = 200, HEAD_BLOCKS = 6, DATED_MAX = 160 };

static const struct str text_endings[] = {STR_INIT(".txt"), STR_INIT(".md"),
                                          STR_INIT(".markdown"),
                                          STR_INIT(".text")};

/* Beginnings of formats that are no prose. */
static const struct str other_formats[] = {
    STR_INIT("<"),     STR_INIT("{"),      STR_INIT("["),     STR_INIT("%PDF"),
    STR_INIT("%!PS"),  STR_INIT("{\\rtf"), STR_INIT("#!"),    STR_INIT("sep="),
    STR_INIT("%YAML"), STR_INIT("BEGIN:"), STR_INIT("From "),
};

/* Beside a dump stand files about the dump. */
static const struct str companions[] = {
    STR_INIT("README"),  STR_INIT("LICENSE"), STR_INIT("LICENCE"),
    STR_INIT("COPYING"), STR_INIT("NOTICE"),  STR_INIT("CHANGELOG")};

static bool
ends_as_text(struct str file)
{
    for (size_t i = 0; i < sizeof text_endings / sizeof text_endings[0]; i++)
        if (str_ends_nocase(file, text_endings[i]))
            return true;
    return false;
}

/* In a walk only files whose names say text; a file named on the command
 * line also without an ending. */
int
text_bid(const struct input *in)
{
    struct str head = str_trim(in->head);
    bool plain_name = str_find_char(in->file, '.') == SIZE_MAX;
    if (in->charset.kind == CHARSET_BINARY)
        return 0;
    for (size_t i = 0; i < sizeof other_formats / sizeof other_formats[0]; i++)
        if (str_starts(head, other_formats[i]))
            return 0;
    for (size_t i = 0; i < sizeof companions / sizeof companions[0]; i++)
        if (!in->named && str_starts_nocase(in->file, companions[i]))
            return 0;
    if (ends_as_text(in->file))
        return 10;
    return in->named && plain_name ? 5 : 0;
}

static void
remove_block(struct blocks *blocks, size_t at)
{
    for (size_t i = at + 1; i < blocks->count; i++)
        blocks->at[i - 1] = blocks->at[i];
    blocks->count--;
}

/* "Objet : ..." of a note's header, whose first line is a label as well. */
static struct str
subject_of(struct str header)
{
    struct str rest = header, line;
    struct label first = label_fold(str_head(header, 40));
    if (!label_starts(&first, "de :") && !label_starts(&first, "a :") &&
        !label_starts(&first, "objet :") && !label_starts(&first, "date :"))
        return (struct str){NULL, 0};
    while (str_line(&rest, &line)) {
        struct label label = label_fold(str_head(line, 40));
        struct str name, value;
        if (label_starts(&label, "objet :") &&
            str_cut(line, STR(":"), &name, &value))
            return str_trim(value);
    }
    return (struct str){NULL, 0};
}

/* Lines of a title that was broken: "PROPOSITION DE LOI", "visant à ...". */
static struct str
one_line(struct str text, struct arena *arena)
{
    struct str copy = arena_copy(arena, text);
    for (size_t i = 0; i < copy.len; i++)
        if (copy.at[i] == '\n')
            ((char *)copy.at)[i] = ' ';
    return copy;
}

/* Takes the title off the blocks, or makes one of the first sentence. */
static enum status
take_title(struct str *title, struct blocks *blocks, struct arena *arena,
           struct error *err)
{
    size_t at = 0;
    while (at < blocks->count && at < HEAD_BLOCKS &&
           blocks->at[at].kind != BLOCK_HEADING)
        at++;
    struct str first = blocks->at[0].text;
    if (line_is_title(first, TITLE_LINE_MAX))
        at = 0;
    else if (at == blocks->count || at >= 2)
        at = SIZE_MAX;
    *title = subject_of(first);
    if (title->len)
        return STATUS_OK;
    if (at == SIZE_MAX)
        return title_from_text(title, first, arena, err);
    *title = one_line(blocks->at[at].text, arena);
    if (title->len == 0)
        return error_no_memory(err);
    if (blocks->count > 1)
        remove_block(blocks, at);
    return STATUS_OK;
}

/* The date of a line such as "Publié le 3 février 2026 à 08h15". */
static uint32_t
date_of_line(struct str line)
{
    static const char *const labels[] = {
        "publie le ", "publie : ", "date : ", "mis en ligne le "};
    struct label label = label_fold(line);
    uint32_t date;
    size_t length;
    bool dated = false;
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        dated |= label_starts(&label, labels[i]);
    for (size_t at = 0; dated && at < line.len; at++) {
        struct str rest = str_from_offset(line, at);
        if (line.at[at] < '0' || line.at[at] > '9')
            continue;
        if (date_from_french(rest, &date, &length) ||
            date_from_slashes(str_head(rest, 10), &date) ||
            date_from_iso(str_head(rest, 10), &date))
            return date;
        return 0;
    }
    return 0;
}

static uint32_t
date_of(const struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->count && i < HEAD_BLOCKS; i++) {
        struct str rest = blocks->at[i].text, line;
        while (rest.len <= DATED_MAX * 2 && str_line(&rest, &line)) {
            uint32_t date = date_of_line(line);
            if (date)
                return date;
        }
    }
    return 0;
}

static bool
is_nor(struct str s)
{
    if (s.len != 12)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool letter = s.at[i] >= 'A' && s.at[i] <= 'Z';
        bool digit = s.at[i] >= '0' && s.at[i] <= '9';
        if (i >= 4 && i < 11 ? !digit : !letter)
            return false;
    }
    return true;
}

/* "NOR : TRAT2699041D" near the beginning. */
static enum status
add_nor(struct document *document, const struct blocks *blocks,
        struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < blocks->count && i < HEAD_BLOCKS; i++) {
        struct str name, value;
        if (str_starts(blocks->at[i].text, STR("NOR")) &&
            str_cut(blocks->at[i].text, STR(":"), &name, &value) &&
            is_nor(str_trim(value)))
            return document_add(document, FIELD_NOR, str_trim(value), arena,
                                err);
    }
    return STATUS_OK;
}

static enum status
read_blocks(struct blocks *blocks, struct links *links, const struct input *in,
            struct str text, struct error *err)
{
    bool marked = str_ends_nocase(in->file, STR(".md")) ||
                  str_ends_nocase(in->file, STR(".markdown"));
    if (marked || markdown_is_likely(text))
        return markdown_read(blocks, links, text, err);
    return lines_read(blocks, text, links->arena, err);
}

enum status
prose_fill(struct document *document, struct blocks *blocks, struct str title,
           struct links *links, struct error *err)
{
    struct arena *arena = links->arena;
    uint32_t date = date_of(blocks);
    TRY(add_nor(document, blocks, arena, err));
    if (title.len == 0)
        TRY(take_title(&title, blocks, arena, err));
    else if (blocks->count > 1 && str_eq(blocks->at[0].text, title))
        remove_block(blocks, 0); /* it stands above the text once more */
    TRY(boilerplate_cut(blocks, 0, links, err));
    for (size_t i = 0; i < blocks->count; i++)
        TRY(links_add_urls(links, blocks->at[i].text, err));
    TRY(document_add(document, FIELD_KIND, STR("page"), arena, err));
    TRY(document_add(document, FIELD_TITLE, title, arena, err));
    TRY(document_add_date(document, FIELD_DATE, date, arena, err));
    TRY(blocks_give(blocks, 0, document, arena, err));
    return links_give(links, document, err);
}

enum status
text_read(struct input *in, struct sink *sink, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct links links = {.arena = &arena};
    struct blocks blocks = {0};
    struct document document = {0};
    struct str text;
    TRY(input_text(&text, in, err));
    TRY(read_blocks(&blocks, &links, in, text, err));
    if (blocks.count == 0)
        return STATUS_OK; /* nothing given, nothing told: empty */
    TRY(prose_fill(&document, &blocks, STR(""), &links, err));
    return sink_put(sink, in, &document, STR(""), &arena, err);
}
