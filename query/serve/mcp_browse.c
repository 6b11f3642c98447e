/* MCP: the table of contents of a container. */
#include "mcp.h"

#include "answer.h"
#include "map.h"

enum {
    BROWSE_DOCUMENTS = 10000, /* of a container, looked through */
    BROWSE_CONTAINERS = 2000,
    BROWSE_PAGE = 500,
    PATH_MAX_DEPTH = 20
};

struct browsing {
    struct mcp_call *call;
    struct str container;
    struct str path[PATH_MAX_DEPTH];
    uint32_t depth;
    uint64_t limit;
    struct map sections; /* name -> 1 + its place in names */
    struct str *names;
    uint64_t *counts;
    size_t section_count, documents;
    uint64_t hidden; /* documents right here beyond the limit */
};

static void
browsing_release(struct browsing *browsing)
{
    map_release(&browsing->sections);
}

CLEANUP_KIND(browsing, struct browsing, browsing_release)

static enum status
read_path(struct browsing *browsing, struct error *err)
{
    yajl_val path = json_in_get(browsing->call->arguments, "path");
    if (!path)
        return STATUS_OK;
    if (!YAJL_IS_ARRAY(path) || path->u.array.len > PATH_MAX_DEPTH)
        return error_set(err, STATUS_SYNTAX,
                         "argument 'path' is not a list of strings");
    for (size_t i = 0; i < path->u.array.len; i++) {
        if (!YAJL_IS_STRING(path->u.array.values[i]))
            return error_set(err, STATUS_SYNTAX,
                             "argument 'path' is not a list of strings");
        browsing->path[browsing->depth++] =
            json_in_string(path->u.array.values[i]);
    }
    return STATUS_OK;
}

static bool
is_below(const struct browsing *browsing, const struct document *document)
{
    const struct values *path = &document->field[FIELD_PATH];
    if (path->count < browsing->depth)
        return false;
    for (uint32_t i = 0; i < browsing->depth; i++)
        if (!str_eq(path->at[i], browsing->path[i]))
            return false;
    return true;
}

/* Counts a section; in the order that its first document has. */
static enum status
count_section(struct browsing *browsing, struct str name, struct error *err)
{
    uint64_t *place = map_at(&browsing->sections, name);
    if (!place)
        return error_no_memory(err);
    if (*place == 0) {
        browsing->names[browsing->section_count] =
            map_key(&browsing->sections, name);
        *place = ++browsing->section_count;
    }
    browsing->counts[*place - 1]++;
    return STATUS_OK;
}

static enum status
visit_document(struct browsing *browsing, const struct document *document,
               struct error *err)
{
    const struct values *path = &document->field[FIELD_PATH];
    struct json_out *json = browsing->call->json;
    if (!is_below(browsing, document))
        return STATUS_OK;
    if (path->count > browsing->depth)
        return count_section(browsing, path->at[browsing->depth], err);
    if (browsing->documents >= browsing->limit) {
        browsing->hidden++;
        return STATUS_OK;
    }
    browsing->documents++;
    json_object(json);
    mcp_document_members(json, document);
    json_object_end(json);
    return STATUS_OK;
}

/* Calls visit_document for every document of the container, by number, else
 * by its place in it (`order`). */
static enum status
walk(struct browsing *browsing, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf cursor = BUF_INIT(4096);
    struct filter filter = {STR("container"), browsing->container};
    struct request request = {.everything = true,
                              .filters = &filter,
                              .filter_count = 1,
                              .sort = SORT_NUMBER,
                              .limit = BROWSE_PAGE};
    buf_add(&cursor, STR("*"));
    for (size_t seen = 0; cursor.len && seen < BROWSE_DOCUMENTS;) {
        struct answer answer;
        size_t where;
        arena_reset(&arena);
        request.cursor = buf_str(&cursor);
        TRY(answer_make(&answer, &where, browsing->call->search, &request,
                        &arena, err));
        for (size_t i = 0; i < answer.count; i++)
            TRY(visit_document(browsing, &answer.hits[i].document, err));
        seen += BROWSE_PAGE;
        buf_clear(&cursor);
        buf_add(&cursor, answer.next_cursor);
    }
    return buf_status(&cursor, err);
}

static enum status
browse_container(struct browsing *browsing, struct error *err)
{
    struct json_out *json = browsing->call->json;
    struct arena *arena = browsing->call->arena;
    browsing->names =
        arena_array(arena, BROWSE_DOCUMENTS, sizeof *browsing->names);
    browsing->counts =
        arena_array(arena, BROWSE_DOCUMENTS, sizeof *browsing->counts);
    if (!browsing->names || !browsing->counts)
        return error_no_memory(err);
    json_object(json);
    json_member_string(json, STR("container"), browsing->container);
    json_key(json, STR("documents"));
    json_array(json);
    TRY(walk(browsing, err));
    json_array_end(json);
    json_key(json, STR("sections"));
    json_array(json);
    for (size_t i = 0; i < browsing->section_count; i++) {
        json_object(json);
        json_member_string(json, STR("section"), browsing->names[i]);
        json_member_number(json, STR("documents"),
                           (int64_t)browsing->counts[i]);
        json_object_end(json);
    }
    json_array_end(json);
    if (browsing->hidden)
        json_member_number(json, STR("documents_not_shown"),
                           (int64_t)browsing->hidden);
    json_object_end(json);
    return STATUS_OK;
}

/* One document of each container tells its name. */
static enum status
browse_containers(struct browsing *browsing, struct error *err)
{
    struct json_out *json = browsing->call->json;
    struct request request = {.everything = true, .limit = BROWSE_CONTAINERS};
    struct answer answer;
    size_t where;
    uint64_t told = 0;
    TRY(collapse_find(&request.collapse, STR("container"), err));
    TRY(answer_make(&answer, &where, browsing->call->search, &request,
                    browsing->call->arena, err));
    json_object(json);
    json_key(json, STR("containers"));
    json_array(json);
    for (size_t i = 0; i < answer.count && told < browsing->limit; i++) {
        const struct hit *hit = &answer.hits[i];
        if (!document_has(&hit->document, FIELD_CONTAINER))
            continue;
        told++;
        json_object(json);
        json_member_string(
            json, STR("container"),
            document_part(&hit->document, FIELD_CONTAINER, 0, CONTAINER_UID));
        json_member_string(
            json, STR("title"),
            document_part(&hit->document, FIELD_CONTAINER, 0, CONTAINER_TITLE));
        json_member_number(json, STR("documents"), (int64_t)hit->collapsed + 1);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
    return STATUS_OK;
}

enum status
mcp_browse(struct mcp_call *call, struct error *err)
{
    AUTO(browsing) struct browsing browsing = {.call = call};
    TRY(mcp_only(call, "container path limit", err));
    TRY(mcp_string(&browsing.container, call, "container", false, err));
    TRY(mcp_number(&browsing.limit, call, "limit", 50, 1, 200, err));
    TRY(read_path(&browsing, err));
    if (browsing.container.len)
        return browse_container(&browsing, err);
    return browse_containers(&browsing, err);
}
