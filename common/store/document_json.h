#ifndef LIASSE_DOCUMENT_JSON_H
#define LIASSE_DOCUMENT_JSON_H

/* A document as the JSON object of DESIGN.md 4: fields in the order of
 * schema.def, "liasse":1 first, absent fields left out. */

#include "document.h"
#include "json_out.h"

void document_json(struct json_out *out, const struct document *document);
/* The same without its braces, for more members behind it. */
void document_json_members(struct json_out *out,
                           const struct document *document);

/* One field as a member: its name and value. */
void document_json_field(struct json_out *out, const struct document *document,
                         enum field which);

#endif
