/* MCP: messages. */
#include "mcp.h"

#include "lang.h"
#include "log.h"
#include "utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_MAX_BYTES = 1 << 20,
    ANSWER_MAX = 64 << 20,
    /* JSON-RPC 2.0, section 5.1 */
    PARSE_ERROR = -32700,
    INVALID_REQUEST = -32600,
    METHOD_NOT_FOUND = -32601,
    INVALID_PARAMS = -32602,
    INTERNAL_ERROR = -32603
};

#define PROTOCOL "2025-06-18"

struct mcp {
    const char *const *indexes;
    size_t count;
    struct search *search; /* NULL until it can be opened */
    FILE *out;
};

/* ---- answers ---------------------------------------------------------- */

static void
begin(struct json_out *json, struct buf *buf, yajl_val id)
{
    json_start(json, buf, JSON_COMPACT);
    json_object(json);
    json_member_string(json, STR("jsonrpc"), STR("2.0"));
    json_key(json, STR("id"));
    if (YAJL_IS_STRING(id))
        json_string(json, json_in_string(id));
    else if (YAJL_IS_NUMBER(id) && YAJL_IS_INTEGER(id))
        json_number(json, id->u.number.i);
    else
        json_null(json);
}

static enum status
send(struct mcp *mcp, struct json_out *json, struct error *err)
{
    json_object_end(json);
    buf_add_char(json->buf, '\n');
    TRY(buf_status(json->buf, err));
    struct str text = buf_str(json->buf);
    if (fwrite(text.at, 1, text.len, mcp->out) == text.len &&
        fflush(mcp->out) == 0)
        return STATUS_OK;
    return error_errno(
        err, errno,
        TR("cannot write the answer", "impossible d'écrire la réponse"));
}

static enum status
send_error(struct mcp *mcp, yajl_val id, int code, const char *message,
           struct error *err)
{
    AUTO(buf) struct buf buf = BUF_INIT(ANSWER_MAX);
    struct json_out json;
    begin(&json, &buf, id);
    json_key(&json, STR("error"));
    json_object(&json);
    json_member_number(&json, STR("code"), code);
    json_member_string(&json, STR("message"), str_from(message));
    json_object_end(&json);
    return send(mcp, &json, err);
}

/* ---- methods ---------------------------------------------------------- */

/* The version asked for where it is known, else ours. */
static struct str
protocol(yajl_val params)
{
    static const struct str known[] = {
        STR_INIT("2024-11-05"), STR_INIT("2025-03-26"), STR_INIT(PROTOCOL)};
    struct str asked = json_in_string(json_in_get(params, "protocolVersion"));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq(known[i], asked))
            return asked;
    return STR(PROTOCOL);
}

static void
write_initialize(struct json_out *json, yajl_val params)
{
    json_member_string(json, STR("protocolVersion"), protocol(params));
    json_key(json, STR("capabilities"));
    json_object(json);
    json_key(json, STR("tools"));
    json_object(json);
    json_object_end(json);
    json_object_end(json);
    json_key(json, STR("serverInfo"));
    json_object(json);
    json_member_string(json, STR("name"), STR("liasse"));
    json_member_string(json, STR("version"), STR(LIASSE_VERSION));
    json_object_end(json);
    json_member_string(
        json, STR("instructions"),
        STR("French legislative and parliamentary texts. Search first, then "
            "get what is needed by slices; cite uid, url and date; "
            "verify_quote before quoting. Only the source is authentic. "
            "\"no hit\" means not in this index, not that a text does not "
            "exist."));
}

static enum status
answer_initialize(struct mcp *mcp, yajl_val id, yajl_val params,
                  struct error *err)
{
    AUTO(buf) struct buf buf = BUF_INIT(ANSWER_MAX);
    struct json_out json;
    begin(&json, &buf, id);
    json_key(&json, STR("result"));
    json_object(&json);
    write_initialize(&json, params);
    json_object_end(&json);
    return send(mcp, &json, err);
}

static enum status
answer_empty(struct mcp *mcp, yajl_val id, struct error *err)
{
    AUTO(buf) struct buf buf = BUF_INIT(ANSWER_MAX);
    struct json_out json;
    begin(&json, &buf, id);
    json_key(&json, STR("result"));
    json_object(&json);
    json_object_end(&json);
    return send(mcp, &json, err);
}

/* One message is one line: line feeds of the list's own text go. */
static enum status
answer_tools(struct mcp *mcp, yajl_val id, struct error *err)
{
    AUTO(buf) struct buf buf = BUF_INIT(ANSWER_MAX);
    struct json_out json;
    struct str tools = mcp_tools_json();
    begin(&json, &buf, id);
    json_key(&json, STR("result"));
    json_object(&json);
    json_key(&json, STR("tools"));
    for (size_t i = 0; i < tools.len; i++)
        if (tools.at[i] != '\n')
            buf_add_char(&buf, tools.at[i]);
    json.after_key = false;
    json.has_item = true;
    json_object_end(&json);
    return send(mcp, &json, err);
}

/* Opens what is not open; the index may come or change while we run. */
static enum status
open_search(struct mcp *mcp, struct error *err)
{
    if (!mcp->search)
        TRY(search_new(&mcp->search, mcp->indexes, mcp->count, err));
    return STATUS_OK;
}

static enum status
run_tool(struct mcp *mcp, mcp_tool *tool, yajl_val arguments, struct buf *out,
         struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct json_out json;
    struct mcp_call call = {
        .arguments = arguments, .json = &json, .arena = &arena};
    TRY(open_search(mcp, err));
    call.search = mcp->search;
    json_start(&json, out, JSON_COMPACT);
    TRY(tool(&call, err));
    return buf_status(out, err);
}

static enum status
answer_call(struct mcp *mcp, yajl_val id, yajl_val params, struct error *err)
{
    AUTO(buf)
    struct buf buf = BUF_INIT(ANSWER_MAX), text = BUF_INIT(ANSWER_MAX);
    struct json_out json;
    struct error inner = {0};
    mcp_tool *tool = mcp_find(json_in_string(json_in_get(params, "name")));
    yajl_val arguments = json_in_get(params, "arguments");
    if (!tool)
        return send_error(mcp, id, INVALID_PARAMS, "no such tool", err);
    if (arguments && !YAJL_IS_OBJECT(arguments))
        return send_error(mcp, id, INVALID_PARAMS, "arguments is not an object",
                          err);
    bool failed = run_tool(mcp, tool, arguments, &text, &inner) != STATUS_OK;
    begin(&json, &buf, id);
    json_key(&json, STR("result"));
    json_object(&json);
    json_key(&json, STR("content"));
    json_array(&json);
    json_object(&json);
    json_member_string(&json, STR("type"), STR("text"));
    json_member_string(&json, STR("text"),
                       failed ? str_from(inner.text) : buf_str(&text));
    json_object_end(&json);
    json_array_end(&json);
    if (failed)
        json_member_bool(&json, STR("isError"), true);
    json_object_end(&json);
    return send(mcp, &json, err);
}

static enum status
answer_message(struct mcp *mcp, yajl_val message, struct error *err)
{
    yajl_val id = json_in_get(message, "id");
    yajl_val params = json_in_get(message, "params");
    struct str method = json_in_string(json_in_get(message, "method"));
    bool sound =
        str_eq(json_in_string(json_in_get(message, "jsonrpc")), STR("2.0"));
    if (!sound || (id && !YAJL_IS_STRING(id) && !YAJL_IS_NUMBER(id)))
        return send_error(mcp, NULL, INVALID_REQUEST,
                          "not a JSON-RPC 2.0 request", err);
    if (!id || method.len == 0)
        return STATUS_OK; /* a notification, or an answer to nothing asked */
    if (str_eq(method, STR("initialize")))
        return answer_initialize(mcp, id, params, err);
    if (str_eq(method, STR("ping")))
        return answer_empty(mcp, id, err);
    if (str_eq(method, STR("tools/list")))
        return answer_tools(mcp, id, err);
    if (str_eq(method, STR("tools/call")))
        return answer_call(mcp, id, params, err);
    return send_error(mcp, id, METHOD_NOT_FOUND, "no such method", err);
}

/* ---- lines ------------------------------------------------------------ */

static enum status
answer_line(struct mcp *mcp, struct str line, const char *text,
            struct error *err)
{
    AUTO(json_in) struct json_in in = {0};
    if (str_is_empty(str_trim(line)))
        return STATUS_OK;
    if (line.len > LINE_MAX_BYTES)
        return send_error(mcp, NULL, INVALID_REQUEST, "message over 1 MiB",
                          err);
    if (!utf8_is_valid(line) || strlen(text) != line.len ||
        !json_in_read(&in, text))
        return send_error(mcp, NULL, PARSE_ERROR, "not JSON", err);
    return answer_message(mcp, in.root, err);
}

enum status
mcp_run(const char *const *indexes, size_t count, FILE *in, FILE *out,
        struct error *err)
{
    struct mcp mcp = {.indexes = indexes, .count = count, .out = out};
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (len = getline(&line, &size, in)) >= 0)
        status = answer_line(&mcp, (struct str){line, (size_t)len}, line, err);
    free(line);
    search_close(mcp.search);
    TRY(status);
    if (ferror(in))
        return error_errno(
            err, errno,
            TR("cannot read the messages", "impossible de lire les messages"));
    return STATUS_OK;
}
