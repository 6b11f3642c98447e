/* ingest, step 3: blocks into the text of a document. */
#include "blocks.h"

#include "lang.h"
#include "utf8.h"

#include <string.h>

enum { TITLE_MAX = 160 }; /* characters of a title made of a sentence */

enum status
blocks_add(struct blocks *blocks, struct block block, struct arena *arena,
           struct error *err)
{
    block.text = str_trim(block.text);
    if (block.text.len == 0)
        return STATUS_OK;
    if (blocks->count == blocks->room) {
        size_t room = blocks->room ? blocks->room * 2 : 32;
        struct block *grown = arena_array(arena, room, sizeof *grown);
        if (!grown)
            return error_no_memory(err);
        if (blocks->count)
            memcpy(grown, blocks->at, blocks->count * sizeof *grown);
        blocks->at = grown;
        blocks->room = room;
    }
    blocks->at[blocks->count++] = block;
    return STATUS_OK;
}

/* The texts of count strings with a separator between, in the arena. */
static enum status
join(struct str *out, const struct block *at, size_t count,
     struct str separator, struct arena *arena, struct error *err)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += at[i].text.len + (i ? separator.len : 0);
    char *text = len ? arena_alloc(arena, len) : NULL;
    if (len && !text)
        return error_no_memory(err);
    char *to = text;
    for (size_t i = 0; i < count; i++) {
        if (i)
            to =
                (char *)memcpy(to, separator.at, separator.len) + separator.len;
        to = (char *)memcpy(to, at[i].text.at, at[i].text.len) + at[i].text.len;
    }
    *out = (struct str){text, len};
    return STATUS_OK;
}

enum status
blocks_join(struct str *out, const struct blocks *blocks, size_t from,
            struct arena *arena, struct error *err)
{
    const struct block *at = blocks->at ? blocks->at + from : NULL;
    return join(out, at, blocks->count - from, STR("\n\n"), arena, err);
}

/* Number of blocks from `from` on that are (or are not) headings. */
static size_t
run_length(const struct blocks *blocks, size_t from, bool headings)
{
    size_t end = from;
    while (end < blocks->count &&
           (blocks->at[end].kind == BLOCK_HEADING) == headings)
        end++;
    return end - from;
}

enum status
blocks_give(const struct blocks *blocks, size_t from, struct document *document,
            struct arena *arena, struct error *err)
{
    while (from < blocks->count) {
        const struct block *at = blocks->at + from;
        size_t headings = run_length(blocks, from, true);
        size_t texts = run_length(blocks, from + headings, false);
        struct str heading = {NULL, 0}, text;
        if (texts == 0) { /* headings at the end */
            texts = headings;
            headings = 0;
        }
        TRY(join(&heading, at, headings, STR(" – "), arena, err));
        TRY(join(&text, at + headings, texts, STR("\n\n"), arena, err));
        TRY(document_add_text(document, STR("body"), heading, text, arena,
                              err));
        from += headings + texts;
    }
    return STATUS_OK;
}

enum status
blocks_give_text(struct document *document, const struct blocks *blocks,
                 size_t from, size_t end, const char *role, struct arena *arena,
                 struct error *err)
{
    struct str text;
    if (end > blocks->count)
        end = blocks->count;
    if (from >= end)
        return STATUS_OK;
    TRY(join(&text, blocks->at + from, end - from, STR("\n\n"), arena, err));
    return document_add_text(document, str_from(role), STR(""), text, arena,
                             err);
}

/* True where a sentence ends: a full stop, ! or ? with a blank (or nothing)
 * behind and no abbreviation ("art.", "M.", "n.") before. */
static bool
sentence_ends(struct str text, size_t at)
{
    char c = text.at[at];
    if (c != '.' && c != '!' && c != '?')
        return false;
    if (at + 1 < text.len && !memchr(" \n", text.at[at + 1], 2))
        return false;
    size_t word = at;
    while (word && !memchr(" \n'(", text.at[word - 1], 4))
        word--;
    return c != '.' || at - word > 3;
}

enum status
title_from_text(struct str *out, struct str text, struct arena *arena,
                struct error *err)
{
    struct str line = {NULL, 0}, rest = text;
    str_line(&rest, &line);
    size_t end = 0;
    while (end < line.len && !sentence_ends(line, end))
        end++;
    if (end < line.len && line.at[end] != '.')
        end++;
    struct str title = str_trim(str_head(line, end));
    if (utf8_count(title) <= TITLE_MAX) {
        *out = title;
        return STATUS_OK;
    }
    title = utf8_cut(title, TITLE_MAX);
    size_t blank = str_rfind(title, STR(" "));
    title = str_head(title, blank);
    while (title.len && memchr(" ,;:", title.at[title.len - 1], 4))
        title.len--;
    *out = arena_printf(arena, STR_FMT "…", STR_ARG(title));
    return out->at ? STATUS_OK : error_no_memory(err);
}
