/* Query, fourth step: where the words of a family stand. */
#include "term_places.h"

#include "terms.h"

size_t
term_places_within(uint32_t *at, size_t count, const uint32_t *bounds,
                   size_t bound_count)
{
    size_t kept = 0, i = 0;
    for (size_t k = 0; k + 1 < bound_count && i < count; k += 2) {
        while (i < count && at[i] < bounds[k])
            i++;
        while (i < count && at[i] < bounds[k + 1])
            at[kept++] = at[i++];
    }
    return kept;
}

void
term_places_start(struct term_places *places, struct positions *table,
                  struct str term)
{
    struct term name;
    places->at = NULL;
    places->count = 0;
    places->family = term_stretches(&name, term);
    if (places->kept.max == 0)
        places->kept = (struct buf)BUF_INIT(SIZE_MAX / 2);
    if (places->family)
        position_list_start(&places->stretches, table,
                            (struct str){name.at, name.len});
    position_list_start(&places->words, table, term_place_list(&name, term));
}

void
term_places_release(struct term_places *places)
{
    position_list_release(&places->words);
    position_list_release(&places->stretches);
    buf_release(&places->kept);
}

enum status
term_places_find(uint32_t *next, struct term_places *places, uint32_t docid,
                 struct error *err)
{
    places->docid = docid;
    return position_list_find(next, &places->words, docid, err);
}

enum status
term_places_read(struct term_places *places, struct error *err)
{
    struct position_list *words = &places->words;
    uint32_t next;
    TRY(position_list_read(words, err));
    places->at = words->at;
    places->count = words->count;
    if (!places->family)
        return STATUS_OK;
    places->count = 0;
    TRY(position_list_find(&next, &places->stretches, places->docid, err));
    if (next != places->docid)
        return STATUS_OK;
    TRY(position_list_read(&places->stretches, err));
    buf_clear(&places->kept);
    buf_add(&places->kept, (struct str){(const char *)words->at,
                                        words->count * sizeof *words->at});
    TRY(buf_status(&places->kept, err));
    uint32_t *at = (uint32_t *)(void *)places->kept.at;
    places->at = at;
    places->count = term_places_within(at, words->count, places->stretches.at,
                                       places->stretches.count);
    return STATUS_OK;
}
