/* ingest, step 3: the page of a sitting -> its speeches. */
#include "html_debate.h"

#include "debate.h"
#include "label.h"

/* Who speaks, in the bold text that a paragraph begins with: "M. Jean Dupont,
 * rapporteur. ", "Mme la présidente.", "Plusieurs députés du groupe X." */
static struct str
speaker_of(const struct block *block)
{
    static const struct str starts[] = {
        STR_INIT("m. "),          STR_INIT("mme "),
        STR_INIT("mm. "),         STR_INIT("mmes "),
        STR_INIT("mlle "),        STR_INIT("un depute"),
        STR_INIT("une deputee"),  STR_INIT("plusieurs "),
        STR_INIT("de nombreux"),  STR_INIT("voix "),
        STR_INIT("le president"), STR_INIT("la presidente")};
    if (block->kind == BLOCK_HEADING || block->bold == 0 ||
        block->bold > block->text.len || block->bold > 300)
        return STR("");
    struct str name = str_trim(str_head(block->text, block->bold));
    while (name.len && (str_ends(name, STR(".")) || str_ends(name, STR(":"))))
        name = str_trim(str_head(name, name.len - 1));
    struct label label = label_fold(name);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_starts((struct str){label.text, label.len}, starts[i]))
            return name;
    return STR("");
}

bool
html_is_debate(const struct html_page *page)
{
    size_t speakers = 0;
    for (size_t i = 0; i < page->blocks.count && speakers < 2; i++)
        speakers += speaker_of(&page->blocks.at[i]).len > 0;
    return speakers == 2;
}

static bool
is_presidency(const struct block *block)
{
    return str_starts_nocase(block->text, STR("Présidence de "));
}

/* "1 – Accueil", "2. Ordre du jour", "3 Scrutin": the points of the agenda.
 * What stands behind the number; empty when there is none. */
static struct str
behind_number(struct str heading)
{
    size_t at = 0;
    while (at < heading.len && heading.at[at] >= '0' && heading.at[at] <= '9')
        at++;
    struct str rest = str_trim(str_from_offset(heading, at));
    bool number = at > 0 && at < 4 && rest.len > 1 &&
                  rest.at != heading.at + at; /* a blank or a sign between */
    if (!number && !(at > 0 && at < 4 && str_starts(rest, STR("."))))
        return STR("");
    static const struct str signs[] = {STR_INIT("–"), STR_INIT("-"),
                                       STR_INIT(".")};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (str_starts(rest, signs[i]))
            return str_trim(str_from_offset(rest, signs[i].len));
    return rest.at[0] >= 'a' && rest.at[0] <= 'z' ? STR("") : rest;
}

/* Before the chair opens the sitting stands its table of contents, which the
 * headings say once more. */
static size_t
first_block(const struct html_page *page)
{
    const struct blocks *blocks = &page->blocks;
    size_t speaker = 0, start = 0;
    while (speaker < blocks->count && speaker_of(&blocks->at[speaker]).len == 0)
        speaker++;
    for (size_t i = 0; i < speaker; i++)
        if (blocks->at[i].kind == BLOCK_HEADING &&
            is_presidency(&blocks->at[i]))
            start = i;
    return start;
}

/* "…/fiches_id/2083.asp" behind the speaker's name: PA2083. */
static struct str
reference_of(const struct html_page *page, struct str name)
{
    for (size_t i = 0; i < page->links.count; i++) {
        const struct link *link = &page->links.at[i];
        size_t at = str_find(link->target, STR("fiches_id/"));
        if (at == SIZE_MAX || !str_eq(link->label, name))
            continue;
        struct str id = str_from_offset(link->target, at + 10);
        size_t end = 0;
        while (end < id.len && id.at[end] >= '0' && id.at[end] <= '9')
            end++;
        if (end)
            return arena_printf(page->arena, "PA" STR_FMT,
                                STR_ARG(str_head(id, end)));
    }
    return STR("");
}

/* The bytes at the start of a paragraph that say who speaks: in "M. Jean
 * Dupont et Mme Anne Durand. Bravo !" only the first name may be bold. */
static size_t
speaker_length(const struct block *block)
{
    struct str rest = str_from_offset(block->text, block->bold);
    if (!str_starts(rest, STR(" et ")) && !str_starts(rest, STR(", ")))
        return block->bold;
    for (size_t from = 4; from < rest.len && from < 160;) {
        size_t dot = str_find(str_from_offset(rest, from), STR(". "));
        if (dot == SIZE_MAX)
            break;
        from += dot;
        if (rest.at[from - 1] != 'M') /* "M. Dupont" */
            return from < 160 ? block->bold + from : block->bold;
        from += 2;
    }
    return block->bold;
}

static enum status
say(struct debate *debate, const struct html_page *page,
    const struct block *block, struct error *err)
{
    struct str name = speaker_of(block);
    struct debate_speech speech = {.text = block->text};
    if (name.len) {
        size_t length = speaker_length(block);
        size_t comma = str_find(name, STR(", "));
        speech.name = str_head(name, comma);
        speech.quality =
            comma == SIZE_MAX ? STR("") : str_from_offset(name, comma + 2);
        speech.ref = reference_of(page, speech.name);
        if (length > block->bold)
            speech.name = str_trim(str_head(block->text, length));
        speech.text = str_trim(str_from_offset(block->text, length));
        if (str_ends(name, STR(","))) { /* the office is in italics */
            size_t dot = str_find(str_head(speech.text, 250), STR(". "));
            speech.name = str_head(name, name.len - 1);
            speech.ref = reference_of(page, speech.name);
            speech.quality =
                dot == SIZE_MAX ? STR("") : str_head(speech.text, dot);
            speech.text = str_from_offset(speech.text, speech.quality.len);
        }
        while (str_starts(speech.text, STR(".")) ||
               str_starts(speech.text, STR(":")))
            speech.text = str_trim(str_from_offset(speech.text, 1));
    }
    return debate_say(debate, &speech, err);
}

/* The points that are open, by rank: 1 a point of the agenda, further numbers
 * what stands within. */
struct points {
    unsigned rank[DEBATE_DEPTH_MAX];
};

static enum status
enter(struct debate *debate, struct points *points, const struct block *block,
      struct error *err)
{
    struct str title = behind_number(block->text);
    uint64_t number;
    if (str_to_u64(block->text, &number))
        return STATUS_OK; /* of the heading that follows */
    bool top = title.len || is_presidency(block);
    unsigned rank = block->level ? block->level : top ? 1 : 2;
    while (debate->depth && points->rank[debate->depth - 1] >= rank)
        TRY(debate_leave(debate, err));
    TRY(debate_enter(debate, err));
    points->rank[debate->depth - 1] = rank;
    return debate_title(debate, title.len ? title : block->text, err);
}

enum status
html_debate_give(struct input *in, struct sink *sink, struct html_page *page,
                 const struct document *fields, struct str url,
                 struct error *err)
{
    static const struct {
        enum debate_value value;
        enum field field;
    } copied[] = {{DEBATE_TITLE, FIELD_TITLE},
                  {DEBATE_DATE, FIELD_DATE},
                  {DEBATE_LEGISLATURE, FIELD_LEGISLATURE},
                  {DEBATE_CHAMBER, FIELD_CHAMBER},
                  {DEBATE_LANG, FIELD_LANG},
                  {DEBATE_NUMBER, FIELD_NUMBER}};
    AUTO(debate)
    struct debate debate = {.in = in, .sink = sink, .links = &page->links};
    struct points points;
    debate_set(&debate, DEBATE_URL, url);
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++)
        debate_set(&debate, copied[i].value,
                   document_first(fields, copied[i].field));
    for (size_t i = first_block(page); i < page->blocks.count; i++) {
        const struct block *block = &page->blocks.at[i];
        TRY(block->kind == BLOCK_HEADING ? enter(&debate, &points, block, err)
                                         : say(&debate, page, block, err));
    }
    while (debate.depth)
        TRY(debate_leave(&debate, err));
    return debate_end(&debate, err);
}
