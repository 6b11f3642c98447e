/* ingest, step 3: the page of a bill -> its articles.
 *
 * Articles are headings; of the divisions the number often is a centred line
 * ("TITRE IER") and only the title a heading.  What a bill inserts into a code
 * is quoted, each line behind «, and never a heading of its own. */
#include "html_bill.h"

#include "an_question.h"
#include "label.h"
#include "sections.h"

enum {
    LINE_BYTES = 240,
    NUMBER_BYTES = 60,
    CONTENTS_MAX = 4 << 20,
    FIRST_BLOCKS = 60 /* among which a committee's text says what it is */
};

/* What stands between two headings. */
struct part {
    enum { PART_BILL, PART_ARTICLE, PART_SECTION, PART_END } kind;
    struct str heading, number;
    struct blocks blocks;
};

struct bill {
    struct input *in;
    struct sink *sink;
    struct html_page *page;
    struct document *document;
    struct str url, uid, title;
    struct sections path;
    struct part part;
    struct blocks end; /* date and signatures */
    struct buf contents;
    struct map ids; /* of parts -> how often given */
    bool articles;  /* the first was met */
    struct error *err;
};

/* ---- headings ------------------------------------------------------------ */

static bool
is_quoted(struct str text)
{
    return str_starts(text, STR("«")) || str_starts(text, STR("\"")) ||
           str_starts(text, STR("“"));
}

/* A heading as one line: line breaks and hard blanks are blanks, "Titre Ier"
 * above "De la mer" has a colon between. */
static enum status
flatten(struct block *block, struct arena *arena, struct error *err)
{
    size_t first = str_find_char(block->text, '\n'), len = 0;
    bool bold = block->bold >= block->text.len;
    if (first < block->text.len &&
        section_is_heading(str_trim(str_head(block->text, first))))
        block->text = arena_printf(
            arena, STR_FMT " : " STR_FMT,
            STR_ARG(str_trim(str_head(block->text, first))),
            STR_ARG(str_trim(str_from_offset(block->text, first))));
    char *line =
        block->text.at ? arena_alloc(arena, block->text.len + 1) : NULL;
    if (!line)
        return error_no_memory(err);
    for (size_t i = 0; i < block->text.len; i++) {
        struct str rest = str_from_offset(block->text, i);
        bool hard = str_starts(rest, STR("\xC2\xA0"));
        bool blank = hard || rest.at[0] == '\n' || rest.at[0] == ' ';
        i += hard;
        if (!blank || (len && line[len - 1] != ' '))
            line[len++] = blank ? ' ' : rest.at[0];
    }
    block->bold = bold ? len : 0;
    block->text = str_trim((struct str){line, len});
    return STATUS_OK;
}

/* A line that stands out: a heading, centred, or bold as a whole. */
static bool
stands_out(const struct block *block)
{
    return block->text.len <= LINE_BYTES && !is_quoted(block->text) &&
           (block->kind == BLOCK_HEADING || block->centred ||
            block->bold >= block->text.len);
}

/* A word of the number of an article: "1er", "L.", "121-4", "unique", "bis",
 * "A". */
static bool
is_number(struct str word)
{
    static const char *const names[] = {
        "premier", "unique", "liminaire", "preliminaire", "additionnel",
        "bis",     "ter",    "quater",    "annexe"};
    struct label label = label_fold(word);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (label_is(&label, names[i]))
            return true;
    if (word.len && word.at[0] >= '0' && word.at[0] <= '9')
        return true;
    if (word.len > 4 && str_ends(word, STR("ies"))) /* quinquies */
        return true;
    bool capitals = word.len > 0 && word.len <= 4;
    for (size_t i = 0; i < word.len; i++)
        capitals &= (word.at[i] >= 'A' && word.at[i] <= 'Z') ||
                    word.at[i] == '.' || word.at[i] == '-';
    return capitals;
}

/* The words of numbers that a text begins with: "3 bis A, 3 bis B et 4". */
static struct str
leading_number(struct str text)
{
    size_t end = 0;
    for (struct str rest = text, word; rest.len;) {
        str_cut(rest, STR(" "), &word, &rest);
        struct str bare = word;
        bool list = str_ends(word, STR(",")),
             stop = str_ends(word, STR(".")) && rest.len && bare.at[0] >= '0' &&
                    bare.at[0] <= '9';
        while (str_ends(bare, STR(",")) || str_ends(bare, STR(":")) || stop) {
            bare = str_head(bare, bare.len - 1);
            stop = stop && str_ends(bare, STR("."));
        }
        bool joins = str_eq(bare, STR("et")) || str_eq(bare, STR("à")) ||
                     str_eq(bare, STR("ou"));
        if (!is_number(bare) && !(joins && end))
            break;
        if (!joins)
            end = (size_t)(bare.at + bare.len - text.at);
        if (bare.len < word.len && !list)
            break; /* "2. Title", "2: Title" */
    }
    return str_head(text, end);
}

/* "2 bis" of "Article 2 bis (nouveau)", "3 et 4" of "Articles 3 et 4"; empty
 * when the line announces no article. */
static struct str
article_number(const struct block *block)
{
    struct str line = block->text;
    if (!stands_out(block) || !str_starts_nocase(line, STR("Article")))
        return STR("");
    line = str_from_offset(line, sizeof "Article" - 1);
    if (str_starts_nocase(line, STR("s")))
        line = str_from_offset(line, 1);
    if (!str_starts(line, STR(" ")))
        return STR("");
    line = leading_number(str_trim(line));
    while (str_ends(line, STR(".")) || str_ends(line, STR("-")))
        line = str_trim(str_head(line, line.len - 1));
    return str_head(line, NUMBER_BYTES);
}

static bool
is_article(const struct block *block)
{
    return article_number(block).len > 0;
}

/* "Titre Ier", "CHAPITRE II : ..." */
static bool
is_division(const struct block *block)
{
    struct str line = block->text;
    while (str_ends(line, STR(":")))
        line = str_trim(str_head(line, line.len - 1));
    return stands_out(block) && section_is_heading(line);
}

/* What is annexed to the law: "ANNEXE A", "ÉTATS LÉGISLATIFS ANNEXÉS". */
static bool
is_annex(const struct block *block)
{
    struct label label = label_fold(str_head(block->text, LINE_BYTES));
    bool state = label.len == 6 && label_starts(&label, "etat ");
    return stands_out(block) &&
           (label_starts(&label, "annexe") ||
            label_starts(&label, "etats legislatifs") || state);
}

/* Date and signatures below the last article. */
static bool
is_end(const struct block *block)
{
    static const char *const starts[] = {
        "delibere en seance", "delibere, en seance", "delibere a paris",
        "vu pour etre annexe", "fait a "};
    struct label label = label_fold(str_head(block->text, 60));
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (label_starts(&label, starts[i]))
            return block->text.len <= LINE_BYTES;
    return false;
}

/* A heading that only other headings part from an article or a division: it
 * stands above them. */
static bool
stands_above(const struct blocks *blocks, size_t i)
{
    if (blocks->at[i].kind != BLOCK_HEADING || !stands_out(&blocks->at[i]))
        return false;
    for (i++; i < blocks->count; i++) {
        const struct block *block = &blocks->at[i];
        if (is_article(block) || is_division(block))
            return true;
        if (block->kind != BLOCK_HEADING || is_quoted(block->text))
            return false;
    }
    return false;
}

/* Nothing but lines that stand out, or are in brackets, parts it from the
 * first article: what the reasons say of "Titre II" is not the bill's. */
static bool
leads_to_article(const struct blocks *blocks, size_t i)
{
    for (i++; i < blocks->count; i++) {
        if (is_article(&blocks->at[i]))
            return true;
        if (!stands_out(&blocks->at[i]) &&
            !str_starts(blocks->at[i].text, STR("(")))
            return false;
    }
    return false;
}

static bool
is_named(const struct block *block, const char *name)
{
    struct label label = label_fold(str_head(block->text, 60));
    return stands_out(block) && label_starts(&label, name);
}

/* The statement of reasons may have a heading for each article as well: the
 * bill begins at its name below. */
static size_t
first_block(const struct blocks *blocks)
{
    bool reasons = false, articles = false;
    size_t start = 0, named = 0;
    for (size_t i = 0; i < blocks->count; i++) {
        const struct block *block = &blocks->at[i];
        reasons |= is_named(block, "expose des motifs") && !articles;
        articles |= is_article(block);
        if (reasons && (is_named(block, "projet de loi") ||
                        is_named(block, "proposition de ")))
            named = i;
        if (named && is_article(block))
            start = named;
    }
    return start;
}

/* Lines that may be headings, as lines; paragraphs of a title page stay. */
static enum status
flatten_all(struct blocks *blocks, struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < blocks->count; i++) {
        struct block flat = blocks->at[i];
        if (!stands_out(&flat))
            continue;
        TRY(flatten(&flat, arena, err));
        if (is_article(&flat) || is_division(&flat) || is_annex(&flat) ||
            (i && is_division(&blocks->at[i - 1])))
            blocks->at[i] = flat;
    }
    return STATUS_OK;
}

bool
html_is_bill(const struct html_page *page, const struct document *fields,
             enum page_sort sort)
{
    const struct blocks *blocks = &page->blocks;
    struct str uid = document_first(fields, FIELD_UID);
    bool bill = sort == PAGE_AN_BILL || sort == PAGE_SENAT_BILL ||
                (sort == PAGE_LEGIFRANCE && (str_starts(uid, STR("JORFTEXT")) ||
                                             str_starts(uid, STR("LEGITEXT"))));
    for (size_t i = 0; i < blocks->count && i < FIRST_BLOCKS; i++)
        bill |= sort == PAGE_AN_REPORT &&
                (is_named(&blocks->at[i], "texte de la commission") ||
                 is_named(&blocks->at[i], "texte adopte par la commission"));
    for (size_t i = 0; bill && i < blocks->count; i++)
        if (is_article(&blocks->at[i]))
            return true;
    return false;
}

/* ---- documents ----------------------------------------------------------- */

/* The bill and the number of the part in it, "p-1234:art_2_bis"; one that
 * comes again has its turn. */
static enum status
part_uid(struct str *out, struct bill *bill, struct arena *arena)
{
    bool article = bill->part.kind == PART_ARTICLE;
    struct label label =
        label_fold(article ? bill->part.number : bill->part.heading);
    size_t len = 0;
    for (size_t i = 0; i < label.len && len < NUMBER_BYTES; i++) {
        char c = label.text[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (word || c == '-')
            label.text[len++] = c;
        else if (len && label.text[len - 1] != '_')
            label.text[len++] = '_';
    }
    while (len && label.text[len - 1] == '_')
        len--;
    struct str uid = arena_printf(arena, STR_FMT ":%s" STR_FMT,
                                  STR_ARG(bill->uid), article ? "art_" : "",
                                  STR_ARG(((struct str){label.text, len})));
    uint64_t *times = uid.at ? map_at(&bill->ids, uid) : NULL;
    if (!times)
        return error_no_memory(bill->err);
    if (++*times > 1)
        uid = arena_printf(arena, STR_FMT "-%llu", STR_ARG(uid),
                           (unsigned long long)*times);
    if (!uid.at)
        return error_no_memory(bill->err);
    *out = uid;
    return document_uid_is_valid(uid)
               ? STATUS_OK
               : reader_plain_uid(out, bill->in, uid, arena, bill->err);
}

/* "Projet de loi sur les phares - Article 2 (nouveau)" */
static enum status
add_title(struct bill *bill, struct document *document, struct arena *arena)
{
    struct str title =
        arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(bill->title),
                     bill->title.len ? " - " : "", STR_ARG(bill->part.heading));
    if (!title.at)
        return error_no_memory(bill->err);
    return an_add(document, FIELD_TITLE, title, arena, bill->err);
}

/* The divisions above; a division itself is none of them. */
static enum status
add_place(struct bill *bill, struct document *document, struct arena *arena)
{
    struct str container[] = {bill->uid, bill->title};
    size_t depth = bill->path.count;
    TRY(document_add_parts(document, FIELD_CONTAINER, container, arena,
                           bill->err));
    TRY(reader_order(document, bill->in, arena, bill->err));
    if (bill->part.kind == PART_SECTION && depth)
        depth--;
    for (size_t i = 0; i < depth; i++)
        TRY(an_add(document, FIELD_PATH, bill->path.at[i].text, arena,
                   bill->err));
    return STATUS_OK;
}

/* An article, or the text of a division that stands in no article. */
static enum status
give_part(struct bill *bill)
{
    static const enum field common[] = {FIELD_CHAMBER, FIELD_LEGISLATURE,
                                        FIELD_LANG, FIELD_DATE};
    AUTO(arena) struct arena arena = {0};
    struct document document = {0};
    bool article = bill->part.kind == PART_ARTICLE;
    struct error *err = bill->err;
    struct str uid;
    TRY(part_uid(&uid, bill, &arena));
    TRY(document_add(&document, FIELD_UID, uid, &arena, err));
    TRY(document_add(&document, FIELD_KIND,
                     article ? STR("article") : STR("section"), &arena, err));
    TRY(add_title(bill, &document, &arena));
    TRY(an_add(&document, FIELD_ARTICLE, bill->part.number, &arena, err));
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        TRY(an_add(&document, common[i],
                   document_first(bill->document, common[i]), &arena, err));
    TRY(add_place(bill, &document, &arena));
    TRY(blocks_give(&bill->part.blocks, 0, &document, &arena, err));
    return sink_put(bill->sink, bill->in, &document, bill->url, &arena, err);
}

/* What was open is given, or kept for the bill. */
static enum status
close_part(struct bill *bill)
{
    struct part *part = &bill->part;
    if (part->kind == PART_ARTICLE ||
        (part->kind == PART_SECTION && part->blocks.count))
        TRY(give_part(bill));
    else if (part->kind == PART_BILL)
        TRY(blocks_give(&part->blocks, 0, bill->document, bill->page->arena,
                        bill->err));
    part->blocks.count = 0;
    part->heading = part->number = STR("");
    return STATUS_OK;
}

/* A line of the contents of the bill. */
static enum status
add_contents(struct bill *bill, struct str line)
{
    bill->contents.max = CONTENTS_MAX;
    if (bill->contents.len + line.len + 1 > CONTENTS_MAX)
        return STATUS_OK; /* the articles themselves are there */
    if (bill->contents.len)
        buf_add(&bill->contents, STR("\n"));
    buf_add(&bill->contents, line);
    return buf_status(&bill->contents, bill->err);
}

static enum status
open_part(struct bill *bill, struct part part)
{
    struct blocks room = bill->part.blocks;
    part.blocks = room;
    bill->part = part;
    return add_contents(bill, part.heading);
}

/* ---- the page ------------------------------------------------------------ */

/* "I. - IMPÔTS", "A. - Mesures", "1. - ...": how deep headings without a word
 * of their own are, one within the other; 9 for another. */
static unsigned
marks_of(struct str heading)
{
    struct str number = str_head(heading, str_find_char(heading, '.'));
    bool roman = number.len > 0, letter = number.len == 1, digits = roman;
    for (size_t i = 0; i < number.len; i++) {
        roman &= str_find_char(STR("IVX"), number.at[i]) != SIZE_MAX;
        letter &= number.at[i] >= 'A' && number.at[i] <= 'Z';
        digits &= number.at[i] >= '0' && number.at[i] <= '9';
    }
    if (number.len == heading.len)
        return 9;
    return roman ? 1 : letter ? 2 : digits ? 3 : 9;
}

/* The title of a division, in the block behind its number. */
static bool
is_title(const struct blocks *blocks, size_t i)
{
    const struct block *block = &blocks->at[i];
    return i < blocks->count && stands_out(block) && !is_article(block) &&
           !is_division(block) && !is_annex(block) &&
           !str_starts(block->text, STR("(")) &&
           (block->kind == BLOCK_HEADING || block->centred);
}

/* "Chapitre Ier" says its number only. */
static bool
lacks_title(struct str heading)
{
    while (str_ends(heading, STR(":")) || str_ends(heading, STR(".")))
        heading = str_trim(str_head(heading, heading.len - 1));
    return !str_contains(heading, STR(":")) &&
           !str_contains(heading, STR("–")) &&
           !str_contains(heading, STR(" - ")) &&
           !str_contains(heading, STR("\n"));
}

static enum status
enter(struct bill *bill, size_t *i, unsigned marks)
{
    const struct blocks *blocks = &bill->page->blocks;
    struct str heading = blocks->at[*i].text;
    bool annex = is_annex(&blocks->at[*i]);
    TRY(close_part(bill));
    if (!marks && lacks_title(heading) && is_title(blocks, *i + 1)) {
        while (str_ends(heading, STR(":")))
            heading = str_trim(str_head(heading, heading.len - 1));
        struct str title = blocks->at[++*i].text;
        while (str_starts(title, STR("–")) || str_starts(title, STR(":")))
            title = str_trim(str_from_offset(
                title, str_starts(title, STR(":")) ? 1 : sizeof "–" - 1));
        heading = arena_printf(bill->page->arena, STR_FMT " : " STR_FMT,
                               STR_ARG(heading), STR_ARG(title));
        if (!heading.at)
            return error_no_memory(bill->err);
    }
    if (annex)
        bill->path.count = 0;
    TRY(sections_enter(&bill->path, heading, marks, bill->err));
    return open_part(bill,
                     (struct part){.kind = PART_SECTION, .heading = heading});
}

static enum status
take(struct bill *bill, size_t *i)
{
    struct blocks *blocks = &bill->page->blocks;
    const struct block *block = &blocks->at[*i];
    struct str number = article_number(block);
    if (number.len) {
        TRY(close_part(bill));
        bill->articles = true;
        return open_part(bill, (struct part){.kind = PART_ARTICLE,
                                             .heading = block->text,
                                             .number = number});
    }
    if (bill->articles ? is_division(block) || is_annex(block)
                       : is_division(block) && leads_to_article(blocks, *i))
        return enter(bill, i, 0);
    if (bill->path.count && stands_above(blocks, *i))
        return enter(bill, i, marks_of(block->text));
    if (bill->articles && is_end(block)) {
        TRY(close_part(bill));
        bill->part.kind = PART_END;
    }
    return blocks_add(bill->part.kind == PART_END ? &bill->end
                                                  : &bill->part.blocks,
                      *block, bill->page->arena, bill->err);
}

static enum status
take_all(struct bill *bill)
{
    const struct blocks *blocks = &bill->page->blocks;
    struct document *document = bill->document;
    struct arena *arena = bill->page->arena;
    TRY(flatten_all(&bill->page->blocks, arena, bill->err));
    size_t first = first_block(blocks);
    for (size_t i = 0; i < first; i++)
        TRY(blocks_add(&bill->part.blocks, blocks->at[i], arena, bill->err));
    for (size_t i = first; i < blocks->count; i++)
        TRY(take(bill, &i));
    TRY(close_part(bill));
    struct str contents = arena_copy(arena, buf_str(&bill->contents));
    if (bill->contents.len && !contents.at)
        return error_no_memory(bill->err);
    TRY(document_add_text(document, STR("headings"), STR(""), contents, arena,
                          bill->err));
    return blocks_give_text(document, &bill->end, 0, bill->end.count,
                            "signature", arena, bill->err);
}

enum status
html_bill_give(struct input *in, struct sink *sink, struct html_page *page,
               struct document *document, struct str url, struct error *err)
{
    struct bill bill = {.in = in,
                        .sink = sink,
                        .page = page,
                        .document = document,
                        .url = url,
                        .uid = document_first(document, FIELD_UID),
                        .title = document_first(document, FIELD_TITLE),
                        .err = err};
    if (!bill.uid.len) {
        TRY(reader_plain_uid(&bill.uid, in, STR(""), page->arena, err));
        TRY(document_add(document, FIELD_UID, bill.uid, page->arena, err));
    }
    enum status status = take_all(&bill);
    sections_release(&bill.path);
    map_release(&bill.ids);
    buf_release(&bill.contents);
    return status;
}
