/* MCP: search, get, cited_by, and what the tools share. */
#include "mcp.h"

#include "answer.h"
#include "assets.h"
#include "lang.h"
#include "output.h"
#include "parse.h"
#include "show.h"

#define CPU_SECONDS 5.0

enum { PASSAGES = 2, KINDS_MAX = 20, TEXT_MAX = 128 * 1024 };

struct str
mcp_tools_json(void)
{
    return asset_find(STR("tools.json"))->bytes;
}

/* ---- arguments -------------------------------------------------------- */

static enum status
bad_argument(const char *name, const char *expected, struct error *err)
{
    return error_set(err, STATUS_SYNTAX, "argument '%s' is not %s", name,
                     expected);
}

enum status
mcp_string(struct str *out, struct mcp_call *call, const char *name,
           bool required, struct error *err)
{
    yajl_val value = json_in_get(call->arguments, name);
    *out = STR("");
    if (!value && !required)
        return STATUS_OK;
    if (!YAJL_IS_STRING(value))
        return bad_argument(name, "a string", err);
    *out = json_in_string(value);
    if (out->len > TEXT_MAX)
        return bad_argument(name, "short enough", err);
    return STATUS_OK;
}

enum status
mcp_number(uint64_t *out, struct mcp_call *call, const char *name,
           uint64_t usual, uint64_t min, uint64_t max, struct error *err)
{
    yajl_val value = json_in_get(call->arguments, name);
    *out = usual;
    if (!value)
        return STATUS_OK;
    if (json_in_number(value, out) && *out >= min && *out <= max)
        return STATUS_OK;
    return error_set(err, STATUS_SYNTAX,
                     "argument '%s' is not a number from %llu to %llu", name,
                     (unsigned long long)min, (unsigned long long)max);
}

enum status
mcp_only(struct mcp_call *call, const char *names, struct error *err)
{
    yajl_val arguments = call->arguments;
    for (size_t i = 0; arguments && i < arguments->u.object.len; i++) {
        struct str rest = str_from(names), one;
        bool found = false;
        while (rest.len && !found) {
            str_cut(rest, STR(" "), &one, &rest);
            found = str_eq(one, str_from(arguments->u.object.keys[i]));
        }
        if (!found)
            return error_set(err, STATUS_SYNTAX,
                             "no argument '%.60s'; there are: %s",
                             arguments->u.object.keys[i], names);
    }
    return STATUS_OK;
}

static enum status
word_argument(int *out, struct mcp_call *call, const char *name,
              const char *const *words, int count, struct error *err)
{
    struct str value;
    TRY(mcp_string(&value, call, name, false, err));
    *out = 0;
    if (value.len == 0)
        return STATUS_OK;
    for (int i = 0; i < count; i++)
        if (str_eq(value, str_from(words[i]))) {
            *out = i;
            return STATUS_OK;
        }
    return bad_argument(name, "one of those listed", err);
}

/* ---- documents -------------------------------------------------------- */

static void
member(struct json_out *json, const char *name, struct str value)
{
    if (value.len)
        json_member_string(json, str_from(name), value);
}

void
mcp_document_members(struct json_out *json, const struct document *document)
{
    struct str hash = STR("");
    for (uint32_t i = 0; !hash.len && i < document->field[FIELD_SOURCE].count;
         i++)
        hash = document_part(document, FIELD_SOURCE, i, SOURCE_SHA256);
    member(json, "uid", document_first(document, FIELD_UID));
    member(json, "url", document_url(document));
    member(json, "kind", document_first(document, FIELD_KIND));
    member(json, "title", document_first(document, FIELD_TITLE));
    member(json, "number", document_first(document, FIELD_NUMBER));
    member(json, "code", document_first(document, FIELD_CODE));
    member(json, "article", document_first(document, FIELD_ARTICLE));
    member(json, "status", document_first(document, FIELD_STATUS));
    member(json, "date", document_first(document, FIELD_DATE));
    member(json, "date_start", document_first(document, FIELD_DATE_START));
    member(json, "date_end", document_first(document, FIELD_DATE_END));
    member(json, "sha256", hash);
}

static void
write_passages(struct json_out *json, const struct hit *hit)
{
    json_key(json, STR("passages"));
    json_array(json);
    for (size_t i = 0; i < hit->extract_count; i++) {
        AUTO(buf) struct buf text = BUF_INIT(64 * 1024);
        text_extract(&text, &hit->extracts[i], false);
        json_string(json, buf_str(&text));
    }
    json_array_end(json);
}

static void
write_hits(struct json_out *json, const struct answer *answer)
{
    json_key(json, STR("results"));
    json_array(json);
    for (size_t i = 0; i < answer->count; i++) {
        json_object(json);
        mcp_document_members(json, &answer->hits[i].document);
        if (answer->hits[i].extract_count)
            write_passages(json, &answer->hits[i]);
        json_object_end(json);
    }
    json_array_end(json);
    if (answer->next_cursor.len)
        json_member_string(json, STR("next_cursor"), answer->next_cursor);
}

static void
write_answer(struct json_out *json, const struct answer *answer)
{
    json_object(json);
    json_member_number(json, STR("total"), (int64_t)answer->total);
    json_member_string(json, STR("total_relation"),
                       answer->total_exact ? STR("eq") : STR("gte"));
    if (answer->timed_out)
        json_member_bool(json, STR("timed_out"), true);
    if (answer->relaxed)
        json_member_bool(json, STR("relaxed"), true);
    if (answer->corrections.query.len)
        json_member_string(json, STR("corrected_query"),
                           answer->corrections.query);
    if (answer->pending)
        json_member_number(json, STR("pending"), (int64_t)answer->pending);
    write_hits(json, answer);
    json_object_end(json);
}

/* ---- search and cited_by ---------------------------------------------- */

static enum status
kind_filters(struct request *request, struct mcp_call *call,
             struct filter *filters, struct error *err)
{
    yajl_val kinds = json_in_get(call->arguments, "kind");
    if (!kinds)
        return STATUS_OK;
    if (!YAJL_IS_ARRAY(kinds) || kinds->u.array.len > KINDS_MAX)
        return bad_argument("kind", "a short list of strings", err);
    for (size_t i = 0; i < kinds->u.array.len; i++) {
        if (!YAJL_IS_STRING(kinds->u.array.values[i]))
            return bad_argument("kind", "a short list of strings", err);
        filters[request->filter_count++] = (struct filter){
            STR("kind"), json_in_string(kinds->u.array.values[i])};
    }
    return STATUS_OK;
}

static enum status
date_filter(struct request *request, struct mcp_call *call,
            struct filter *filters, struct error *err)
{
    struct str start, end;
    uint32_t low, high;
    TRY(mcp_string(&start, call, "date_start", false, err));
    TRY(mcp_string(&end, call, "date_end", false, err));
    if (!start.len && !end.len)
        return STATUS_OK;
    struct str both = arena_printf(call->arena, STR_FMT ".." STR_FMT,
                                   STR_ARG(start), STR_ARG(end));
    TRY(parse_dates(&low, &high, both, err));
    filters[request->filter_count++] = (struct filter){STR("date"), both};
    return STATUS_OK;
}

static enum status
run_request(struct mcp_call *call, struct request *request, struct error *err)
{
    struct answer answer;
    uint64_t limit;
    size_t where;
    TRY(mcp_number(&limit, call, "limit", 5, 1, 50, err));
    TRY(mcp_string(&request->cursor, call, "cursor", false, err));
    request->cpu_limit = CPU_SECONDS;
    request->limit = (uint32_t)limit;
    request->snippets = (struct snippet_wish){.max = PASSAGES};
    if (!request->cursor.len)
        request->cursor = STR("*"); /* so that the answer has the next one */
    TRY(answer_make(&answer, &where, call->search, request, call->arena, err));
    write_answer(call->json, &answer);
    return STATUS_OK;
}

static enum status
tool_search(struct mcp_call *call, struct error *err)
{
    static const char *const sorts[] = {"relevance", "date", "-date", "number"};
    static const char *const matches[] = {"auto", "all", "any"};
    struct filter filters[KINDS_MAX + 1];
    struct request request = {
        .relax = true, .correct = true, .everything = true, .filters = filters};
    int sort, match;
    TRY(mcp_only(call, "query limit cursor kind date_start date_end sort match",
                 err));
    TRY(mcp_string(&request.query, call, "query", true, err));
    TRY(kind_filters(&request, call, filters, err));
    TRY(date_filter(&request, call, filters, err));
    TRY(word_argument(&sort, call, "sort", sorts, 4, err));
    TRY(word_argument(&match, call, "match", matches, 3, err));
    request.sort = (enum sort_order)sort;
    request.match = (enum match_mode)match;
    return run_request(call, &request, err);
}

static enum status
read_uid(struct str *out, struct mcp_call *call, struct error *err)
{
    TRY(mcp_string(out, call, "uid", true, err));
    if (document_uid_is_valid(*out))
        return STATUS_OK;
    return bad_argument("uid", "a uid", err);
}

static enum status
no_document(struct str uid, struct error *err)
{
    return error_set(err, STATUS_NOT_FOUND,
                     "no document '" STR_FMT "' in this index", STR_ARG(uid));
}

static enum status
tool_cited_by(struct mcp_call *call, struct error *err)
{
    struct request request = {.match = MATCH_ALL};
    struct document document;
    struct str uid;
    bool found;
    TRY(mcp_only(call, "uid limit cursor", err));
    TRY(read_uid(&uid, call, err));
    TRY(answer_show(&found, &document, call->search, uid, call->arena, err));
    if (!found)
        return no_document(uid, err);
    request.query =
        arena_printf(call->arena, "cite:\"" STR_FMT "\"", STR_ARG(uid));
    return run_request(call, &request, err);
}

/* ---- get -------------------------------------------------------------- */

static void
write_text(struct json_out *json, const struct document *document)
{
    json_key(json, STR("text"));
    json_array(json);
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        struct str text = document_part(document, FIELD_TEXT, i, TEXT_TEXT);
        if (text.len == 0)
            continue;
        json_object(json);
        member(json, "role", document_part(document, FIELD_TEXT, i, TEXT_ROLE));
        member(json, "heading",
               document_part(document, FIELD_TEXT, i, TEXT_HEADING));
        json_member_string(json, STR("text"), text);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
write_list(struct json_out *json, const struct document *document,
           enum field field)
{
    const struct values *values = &document->field[field];
    if (values->count == 0)
        return;
    json_key(json, schema[field].json);
    json_array(json);
    for (uint32_t i = 0; i < values->count; i++)
        json_string(json, values->at[i]);
    json_array_end(json);
}

static void
write_shown(struct json_out *json, const struct shown *shown)
{
    bool more = shown->end < shown->total;
    json_object(json);
    mcp_document_members(json, &shown->document);
    write_list(json, &shown->document, FIELD_AUTHOR);
    write_list(json, &shown->document, FIELD_PATH);
    member(json, "container",
           document_part(&shown->document, FIELD_CONTAINER, 0, CONTAINER_UID));
    write_text(json, &shown->document);
    json_member_number(json, STR("start"), (int64_t)shown->start);
    json_member_number(json, STR("end"), (int64_t)shown->end);
    json_member_number(json, STR("total"), (int64_t)shown->total);
    json_member_bool(json, STR("content_truncated"), more);
    if (more)
        json_member_number(json, STR("next_start"), (int64_t)shown->end);
    json_object_end(json);
}

static enum status
tool_get(struct mcp_call *call, struct error *err)
{
    struct show show = {0};
    struct shown shown;
    uint64_t start, length;
    size_t where;
    bool found;
    TRY(mcp_only(call, "uid start length", err));
    TRY(read_uid(&show.uid, call, err));
    TRY(mcp_number(&start, call, "start", 0, 0, UINT32_MAX, err));
    TRY(mcp_number(&length, call, "length", 4000, 1, 100000, err));
    show.start = (size_t)start;
    show.length = (size_t)length;
    TRY(show_document(&found, &shown, &where, call->search, &show, call->arena,
                      err));
    if (!found)
        return no_document(show.uid, err);
    write_shown(call->json, &shown);
    return STATUS_OK;
}

mcp_tool *
mcp_find(struct str name)
{
    static const struct {
        struct str name;
        mcp_tool *tool;
    } tools[] = {
        {STR_INIT("search"), tool_search},
        {STR_INIT("get"), tool_get},
        {STR_INIT("browse"), mcp_browse},
        {STR_INIT("cited_by"), tool_cited_by},
        {STR_INIT("verify_quote"), mcp_verify_quote},
    };
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
        if (str_eq(tools[i].name, name))
            return tools[i].tool;
    return NULL;
}
