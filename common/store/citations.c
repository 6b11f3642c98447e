/* query: the references in the texts of a document. */
#include "citations.h"

#include "lang.h"

#include <string.h>

struct citations {
    struct citation *at;
    size_t count, room;
    struct arena *arena;
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

static enum status
add_block(struct citations *all, struct str text, uint64_t base,
          const struct tokens *tokens, struct error *err)
{
    for (size_t i = 0; i < tokens->cite_count; i++) {
        const struct cite *cite = &tokens->cites[i];
        if (cite->kind == CITE_DATE || cite->kind == CITE_WORD || cite->loose)
            continue;
        struct citation *added = citation_new(all);
        if (!added)
            return error_no_memory(err);
        added->text = str_range(text, cite->start, cite->end);
        added->at = base + cite->start;
        TRY(cite_key(&added->key, cite, all->arena, err));
    }
    return STATUS_OK;
}

enum status
citations_find(struct citation **out, size_t *count,
               const struct document *document, struct analyser *analyser,
               struct arena *arena, struct error *err)
{
    struct citations all = {.arena = arena};
    struct self self;
    struct tokens tokens;
    uint64_t base = 0;
    TRY(self_of(&self, document, analyser, arena, err));
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        struct str text = document_part(document, FIELD_TEXT, i, TEXT_TEXT);
        TRY(analyse(&tokens, analyser, text, arena, err));
        cites_own(tokens.cites, tokens.cite_count, self.of);
        TRY(add_block(&all, text, base, &tokens, err));
        base += text.len;
    }
    *out = all.at;
    *count = all.count;
    return STATUS_OK;
}
