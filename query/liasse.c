/* The C library: handles, errors, suggestions. */
#include "liasse.h"

#include "liasse_internal.h"
#include "retry.h"
#include "suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- outcomes ---------------------------------------------------------- */

static liasse_status
public_status(enum status status)
{
    switch (status) {
    case STATUS_OK:
    case STATUS_DONE:
        return LIASSE_OK;
    case STATUS_NOT_FOUND:
        return LIASSE_NOT_FOUND;
    case STATUS_SYNTAX:
        return LIASSE_SYNTAX;
    case STATUS_FORMAT:
        return LIASSE_FORMAT;
    case STATUS_STALE:
    case STATUS_LOCKED:
        return LIASSE_BUSY;
    case STATUS_LIMIT:
        return LIASSE_LIMIT;
    case STATUS_IO:
    case STATUS_INTERRUPTED:
        return LIASSE_IO;
    case STATUS_NOMEM:
        return LIASSE_NO_MEMORY;
    case STATUS_TIMEOUT: /* no call of ours sets a limit */
    case STATUS_BUG:
        break;
    }
    return LIASSE_BUG;
}

const char *
liasse_status_text(liasse_status status)
{
    switch (status) {
    case LIASSE_OK:
        return "ok";
    case LIASSE_NOT_FOUND:
        return "not found";
    case LIASSE_SYNTAX:
        return "bad syntax";
    case LIASSE_FORMAT:
        return "made by another version";
    case LIASSE_BUSY:
        return "changed while it was read";
    case LIASSE_LIMIT:
        return "over a limit";
    case LIASSE_IO:
        return "input/output error";
    case LIASSE_NO_MEMORY:
        return "out of memory";
    case LIASSE_BUG:
        return "internal error";
    }
    return "unknown status";
}

const char *
liasse_version(void)
{
    return LIASSE_VERSION;
}

liasse_status
api_fail(liasse_error *error, const struct error *err, size_t position)
{
    liasse_status status = public_status(err->code);
    if (status == LIASSE_OK)
        status = LIASSE_BUG;
    if (error) {
        *error = (liasse_error){.status = status, .position = position};
        snprintf(error->text, sizeof error->text, "%s",
                 *err->text ? err->text : liasse_status_text(status));
    }
    return status;
}

liasse_status
api_no_memory(liasse_error *error)
{
    struct error err = {0};
    (void)error_no_memory(&err);
    return api_fail(error, &err, 0);
}

static liasse_status
bad_argument(liasse_error *error, const char *text)
{
    struct error err = {0};
    (void)error_set(&err, STATUS_SYNTAX, "%s", text);
    return api_fail(error, &err, 0);
}

/* ---- indexes ------------------------------------------------------------ */

static enum status
open_search(struct search **out, const char *const *paths, size_t count,
            struct error *err)
{
    struct retry retry = RETRY_START;
    enum status status;
    TRY(search_new(out, paths, count, err));
    do
        status = search_refresh(*out, err);
    while (status == STATUS_STALE && retry_again(&retry));
    return status;
}

liasse_status
liasse_open_many(liasse **out, const char *const *paths, size_t count,
                 liasse_error *error)
{
    struct error err = {0};
    *out = NULL;
    if (count == 0)
        return bad_argument(error, "no index is named");
    for (size_t i = 0; i < count; i++)
        if (!paths[i] || !*paths[i])
            return bad_argument(error, "no index is named");
    liasse *index = calloc(1, sizeof *index);
    if (!index)
        return api_no_memory(error);
    if (open_search(&index->search, paths, count, &err) != STATUS_OK) {
        liasse_close(index);
        return api_fail(error, &err, 0);
    }
    *out = index;
    return LIASSE_OK;
}

liasse_status
liasse_open(liasse **out, const char *path, liasse_error *error)
{
    return liasse_open_many(out, &path, 1, error);
}

void
liasse_close(liasse *index)
{
    if (!index)
        return;
    search_close(index->search);
    free(index);
}

/* ---- fields -------------------------------------------------------------- */

bool
api_fields_make(struct api_fields *out, const struct document *document,
                struct arena *arena)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct values *values = &document->field[f];
        const char **at;
        out->at[f] = NULL;
        if (values->count == 0 || f == FIELD_TEXT)
            continue;
        size_t strings = (size_t)values->count * schema[f].parts;
        at = arena_array(arena, strings + 1, sizeof *at);
        if (!at)
            return false;
        for (size_t i = 0; i < strings; i++)
            if (!(at[i] = arena_cstr(arena, values->at[i])))
                return false;
        out->at[f] = at;
        out->count[f] = values->count;
    }
    return true;
}

const char *
api_field(const struct api_fields *fields, const char *name, size_t i)
{
    enum field field = schema_by_json(str_from(name));
    if (field == FIELD_COUNT || !fields->at[field] || i >= fields->count[field])
        return NULL;
    return fields->at[field][i * schema[field].parts];
}

const char *
api_part(const struct api_fields *fields, const char *name, size_t i,
         const char *part)
{
    enum field field = schema_by_json(str_from(name));
    if (field == FIELD_COUNT || !fields->at[field] || i >= fields->count[field])
        return NULL;
    for (uint32_t k = 0; k < schema[field].parts; k++) {
        const char *value = fields->at[field][i * schema[field].parts + k];
        if (str_eq(schema_part_name(field, k), str_from(part)))
            return *value ? value : NULL;
    }
    return NULL;
}

/* ---- suggestions --------------------------------------------------------- */

struct suggestion_list {
    liasse_suggestions list; /* first: what the caller has */
    struct arena arena;
};

static bool
take_suggestions(struct suggestion_list *out, const struct suggestions *found)
{
    liasse_suggestion *at =
        arena_array(&out->arena, found->count + 1, sizeof *at);
    if (!at)
        return false;
    for (size_t i = 0; i < found->count; i++) {
        const struct suggestion *one = &found->at[i];
        at[i] = (liasse_suggestion){
            .type = suggestion_kind_name(one->kind),
            .text = arena_cstr(&out->arena, one->text),
            .query = arena_cstr(&out->arena, one->query),
            .uid = one->uid.len ? arena_cstr(&out->arena, one->uid) : NULL,
            .count = one->count};
        if (!at[i].text || !at[i].query || (one->uid.len && !at[i].uid))
            return false;
    }
    out->list = (liasse_suggestions){at, found->count};
    return true;
}

liasse_status
liasse_suggest(const liasse_suggestions **out, liasse *index, const char *text,
               size_t limit, liasse_error *error)
{
    struct error err = {0};
    struct suggestions found;
    struct suggestion_list *list = calloc(1, sizeof *list);
    liasse_status status = LIASSE_OK;
    *out = NULL;
    if (!list)
        return api_no_memory(error);
    if (suggest(&found, index->search, str_from(text), limit, &list->arena,
                &err) != STATUS_OK)
        status = api_fail(error, &err, 0);
    else if (!take_suggestions(list, &found))
        status = api_no_memory(error);
    if (status == LIASSE_OK)
        *out = &list->list;
    else
        liasse_suggestions_free(&list->list);
    return status;
}

void
liasse_suggestions_free(const liasse_suggestions *suggestions)
{
    /* The caller's view is const; the memory is the list's own. */
    struct suggestion_list *list =
        (struct suggestion_list *)(uintptr_t)suggestions;
    if (!list)
        return;
    arena_release(&list->arena);
    free(list);
}
