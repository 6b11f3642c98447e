#ifndef LIASSE_MCP_H
#define LIASSE_MCP_H

/* liasse-query --mcp: the Model Context Protocol on stdin and stdout, one
 * JSON-RPC 2.0 message a line; whatever else is said goes to stderr.
 * Specification: modelcontextprotocol.io, revision 2025-06-18. */

#include "json_in.h"
#include "json_out.h"
#include "search.h"

#include <stdio.h>

/* Until the end of `in`. */
enum status mcp_run(const char *const *indexes, size_t count, FILE *in,
                    FILE *out, struct error *err) MUST_USE;

/* ---- tools: mcp_tools.c and the files beside it ------------------------ */

/* One call: writes an object into json, or fails with an error for the
 * caller to read.  STATUS_SYNTAX: its own fault. */
struct mcp_call {
    struct search *search;
    yajl_val arguments; /* an object, NULL for none */
    struct json_out *json;
    struct arena *arena;
};
typedef enum status mcp_tool(struct mcp_call *call, struct error *err);

/* NULL if there is none of that name. */
mcp_tool *mcp_find(struct str name);
/* The tools as JSON, with their schemas. */
struct str mcp_tools_json(void);

mcp_tool mcp_browse, mcp_verify_quote;

/* Arguments; STATUS_SYNTAX for one of the wrong kind or out of bounds. */
enum status mcp_string(struct str *out, struct mcp_call *call, const char *name,
                       bool required, struct error *err) MUST_USE;
enum status mcp_number(uint64_t *out, struct mcp_call *call, const char *name,
                       uint64_t usual, uint64_t min, uint64_t max,
                       struct error *err) MUST_USE;
/* Only these names (blank-separated). */
enum status mcp_only(struct mcp_call *call, const char *names,
                     struct error *err) MUST_USE;

struct hit;
struct document;
/* uid, kind, title, date, url, sha256: what every document found carries. */
void mcp_document_members(struct json_out *json,
                          const struct document *document);

#endif
