/* Query: ownership of Xapian trees under construction. */
#include "queries.h"

#include "lang.h"
#include "phrase.h"
#include "terms.h"

enum status
queries_add(struct queries *list, struct xap_query *query, struct error *err)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 8;
        struct xap_query **bigger =
            arena_array(list->arena, room, sizeof(struct xap_query *));
        if (!bigger) {
            xap_query_free(query);
            return error_no_memory(err);
        }
        for (size_t i = 0; i < list->count; i++)
            bigger[i] = list->at[i];
        list->at = bigger;
        list->room = room;
    }
    list->at[list->count++] = query;
    return STATUS_OK;
}

enum status
queries_term(struct xap_query **out, struct str term, struct error *err)
{
    return term_has_positions(term)
               ? xap_query_word(out, term, &phrase_checker, err)
               : xap_query_term(out, term, 1, err);
}

enum status
queries_add_term(struct queries *list, struct str term, struct error *err)
{
    struct xap_query *query;
    TRY(queries_term(&query, term, err));
    return queries_add(list, query, err);
}

enum status
queries_join(struct xap_query **out, struct queries *list, enum xap_op op,
             struct error *err)
{
    size_t count = list->count;
    list->count = 0;
    if (count < 2) {
        *out = count ? list->at[0] : NULL;
        return STATUS_OK;
    }
    return xap_query_op(out, op, list->at, count, err);
}

enum status
queries_phrase(struct xap_query **out, struct queries *list, uint32_t slack,
               struct error *err)
{
    size_t count = list->count;
    if (count < 2)
        return queries_join(out, list, XAP_AND, err);
    list->count = 0;
    return xap_query_places(out, list->at, count, (uint32_t)count + slack, true,
                            &phrase_checker, err);
}

enum status
queries_combine(struct xap_query **query, enum xap_op op,
                struct xap_query *other, struct error *err)
{
    struct xap_query *children[] = {*query, other};
    *query = NULL;
    return xap_query_op(query, op, children, 2, err);
}

void
queries_release(struct queries *list)
{
    for (size_t i = 0; i < list->count; i++)
        xap_query_free(list->at[i]);
    list->count = 0;
}
