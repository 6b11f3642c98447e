/* glass: lists of terms looked through. */
#include "termlists.h"

#include "glass_bytes.h"

#include <stdlib.h>

struct termlists {
    struct glass_data *data;
    struct arena arena; /* of one list */
};

void
termlists_close(struct termlists *lists)
{
    if (!lists)
        return;
    glass_data_close(lists->data);
    arena_release(&lists->arena);
    free(lists);
}

enum status
termlists_renew(struct termlists **lists, const char *directory,
                struct xap_reader *reader, struct error *err)
{
    uint64_t revision;
    termlists_close(*lists);
    *lists = NULL;
    TRY(xap_reader_revision(&revision, reader, err));
    AUTO(termlists) struct termlists *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return error_no_memory(err);
    enum status status =
        glass_data_open(&fresh->data, directory, "termlist", revision, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *lists = fresh;
    fresh = NULL;
    return STATUS_OK;
}

/* A term behind one of *len bytes: its own length, and where it ends; NULL:
 * it does not within the list. */
static const uint8_t *
term_pass(size_t *len, const uint8_t *at, const uint8_t *end)
{
    bool has_wdf = false;
    size_t kept = 0;
    uint32_t wdf;
    if (*len > 0) {
        kept = *at++;
        has_wdf = kept > *len;
        kept %= *len + 1;
    }
    if (at == end || (size_t)(end - at) <= *at)
        return NULL;
    *len = kept + *at;
    at += 1 + *at;
    if (*len == 0)
        return NULL;
    return has_wdf ? at : glass_get_uint(&wdf, at, end);
}

bool
termlist_is_whole(struct str tag)
{
    const uint8_t *at = (const uint8_t *)tag.at, *end = at + tag.len;
    uint32_t length, count, terms = 0;
    size_t len = 0;
    if (tag.len == 0)
        return true;
    at = glass_get_uint(&length, at, end);
    at = at ? glass_get_uint(&count, at, end) : NULL;
    while (at && at < end) {
        at = term_pass(&len, at, end);
        terms++;
    }
    return at && terms == count;
}

enum status
termlists_check(struct termlists *lists, uint32_t docid, struct error *err)
{
    struct str list;
    if (!lists)
        return STATUS_OK;
    arena_reset(&lists->arena);
    enum status status =
        glass_data_read(&list, lists->data, docid, &lists->arena, err);
    if (status == STATUS_STALE)
        return STATUS_OK;
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        TRY(glass_data_check_leaf(lists->data, err));
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    return termlist_is_whole(list) ? STATUS_OK
                                   : glass_data_damaged(lists->data, err);
}
