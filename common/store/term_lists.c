/* index, query: terms with and without positions. */
#include "term_lists.h"

#include "terms.h"

#include <stdlib.h>

enum status
term_lists_documents(uint32_t *out, const struct term_lists *lists,
                     struct str term, struct error *err)
{
    uint32_t some;
    if (!term_has_positions(term))
        return xap_reader_term_freq(out, lists->reader, term, err);
    *out = 0;
    for (size_t i = 0; i < lists->count; i++) {
        TRY(positions_documents(&some, lists->part[i], term, err));
        *out += some;
    }
    return STATUS_OK;
}

/* The walks of all databases, and the least term at hand of them. */
struct walks {
    struct position_terms *at;
    size_t count;
};

static void
walks_release(struct walks *walks)
{
    for (size_t i = 0; walks->at && i < walks->count; i++)
        position_terms_release(&walks->at[i]);
    free(walks->at);
}

CLEANUP_KIND(walks, struct walks, walks_release)

static const struct position_terms *
walks_least(const struct walks *walks, uint32_t *documents)
{
    const struct position_terms *least = NULL;
    *documents = 0;
    for (size_t i = 0; i < walks->count; i++) {
        const struct position_terms *walk = &walks->at[i];
        int order = walk->term.len == 0 ? 1
                    : least             ? str_cmp(walk->term, least->term)
                                        : -1;
        if (order < 0)
            least = walk, *documents = 0;
        if (order <= 0)
            *documents += walk->documents;
    }
    return least;
}

/* Those that stand at it, itself last: the others are compared with it. */
static enum status
walks_next(struct walks *walks, const struct position_terms *least,
           struct error *err)
{
    for (size_t i = 0; i < walks->count; i++)
        if (&walks->at[i] != least && str_eq(walks->at[i].term, least->term))
            TRY(position_terms_next(&walks->at[i], err));
    return position_terms_next(&walks->at[least - walks->at], err);
}

enum status
term_lists_each(const struct term_lists *lists, struct str prefix,
                xap_term_visit *visit, void *payload, struct error *err)
{
    AUTO(walks) struct walks walks = {.count = lists->count};
    const struct position_terms *least;
    uint32_t documents;
    if (!term_has_positions(prefix))
        return xap_reader_terms(lists->reader, prefix, visit, payload, err);
    walks.at = calloc(walks.count + 1, sizeof *walks.at);
    if (!walks.at)
        return error_no_memory(err);
    for (size_t i = 0; i < walks.count; i++)
        TRY(position_terms_start(&walks.at[i], lists->part[i], prefix, err));
    while ((least = walks_least(&walks, &documents))) {
        enum status status = visit(payload, least->term, documents);
        if (status != STATUS_OK)
            return status == STATUS_DONE ? STATUS_OK : status;
        TRY(walks_next(&walks, least, err));
    }
    return STATUS_OK;
}
