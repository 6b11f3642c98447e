/* query, index: the references in the texts of a document. */
#include "citations.h"

#include "lang.h"

#include <string.h>

struct citations {
    struct citation *at;
    size_t count, room;
    struct self self;
    const struct document *document;
    struct analyser *analyser;
    struct arena *arena;
    struct error *err;
};

static struct citation *
citation_new(struct citations *all)
{
    if (all->count == all->room) {
        size_t room = all->room ? 2 * all->room : 16;
        struct citation *bigger = arena_array(all->arena, room, sizeof *bigger);
        if (!bigger)
            return NULL;
        if (all->count)
            memcpy(bigger, all->at, all->count * sizeof *bigger);
        all->at = bigger;
        all->room = room;
    }
    return &all->at[all->count++];
}

bool
citation_counts(const struct cite *cite)
{
    return cite->kind != CITE_DATE && cite->kind != CITE_WORD && !cite->loose;
}

/* The references of one text; `like` tells where it stands. */
static enum status
add_text(struct citations *all, struct str text, const struct citation *like)
{
    struct tokens tokens;
    TRY(analyse(&tokens, all->analyser, text, all->arena, all->err));
    cites_own(&tokens, text, all->self.of);
    for (size_t i = 0; i < tokens.cite_count; i++) {
        const struct cite *cite = &tokens.cites[i];
        if (!citation_counts(cite))
            continue;
        struct citation *added = citation_new(all);
        if (!added)
            return error_no_memory(all->err);
        *added = *like;
        added->text = str_range(text, cite->start, cite->end);
        added->at += cite->start;
        TRY(cite_key(&added->key, cite, all->arena, all->err));
    }
    return STATUS_OK;
}

static enum status
add_block(struct citations *all, uint32_t i, uint64_t base)
{
    struct citation in_heading = {.in = STR(CITE_IN_HEADING), .block = i};
    struct citation in_text = {.in = STR(CITE_IN_TEXT), .block = i, .at = base};
    TRY(add_text(all, document_part(all->document, FIELD_TEXT, i, TEXT_HEADING),
                 &in_heading));
    return add_text(all, document_part(all->document, FIELD_TEXT, i, TEXT_TEXT),
                    &in_text);
}

/* "Loi n° 78-17 du 6 janvier 1978 - art. 22" is its article. */
static const struct cite *
named_in(const struct tokens *tokens)
{
    const struct cite *first = NULL;
    for (size_t i = 0; i < tokens->cite_count; i++) {
        const struct cite *cite = &tokens->cites[i];
        if (!citation_counts(cite))
            continue;
        if (cite->kind == CITE_ARTICLE && cite->of.len)
            return cite;
        first = first ? first : cite;
    }
    return first;
}

enum status
citation_of_link(bool *is_one, struct citation *out,
                 const struct document *document, uint32_t i,
                 struct analyser *analyser, struct arena *arena,
                 struct error *err)
{
    struct tokens tokens;
    struct str type = document_part(document, FIELD_LINKS, i, LINK_TYPE);
    struct citation link = {
        .in = STR(CITE_IN_LINK),
        .key = STR(""),
        .target = document_part(document, FIELD_LINKS, i, LINK_TARGET),
        .text = document_part(document, FIELD_LINKS, i, LINK_LABEL)};
    *is_one = str_eq(type, STR(CITATION_LINK));
    if (!*is_one)
        return STATUS_OK;
    TRY(analyse(&tokens, analyser, link.text, arena, err));
    const struct cite *named = named_in(&tokens);
    if (named)
        TRY(cite_key(&link.key, named, arena, err));
    *out = link;
    return STATUS_OK;
}

static enum status
add_link(struct citations *all, uint32_t i)
{
    struct citation link;
    bool is_one;
    TRY(citation_of_link(&is_one, &link, all->document, i, all->analyser,
                         all->arena, all->err));
    if (!is_one)
        return STATUS_OK;
    struct citation *added = citation_new(all);
    if (!added)
        return error_no_memory(all->err);
    *added = link;
    return STATUS_OK;
}

enum status
citations_find(struct citation **out, size_t *count,
               const struct document *document, struct analyser *analyser,
               struct arena *arena, struct error *err)
{
    struct citations all = {
        .document = document, .analyser = analyser, .arena = arena, .err = err};
    AUTO(values_met) struct values_met met = {0};
    uint64_t base = 0;
    TRY(values_met_init(&met, analyser, 0, err));
    values_met_start(&met, arena);
    TRY(self_of(&all.self, document, &met, err));
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        TRY(add_block(&all, i, base));
        base += document_part(document, FIELD_TEXT, i, TEXT_TEXT).len;
    }
    for (uint32_t i = 0; i < document->field[FIELD_LINKS].count; i++)
        TRY(add_link(&all, i));
    *out = all.at;
    *count = all.count;
    return STATUS_OK;
}
