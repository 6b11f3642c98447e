#ifndef LIASSE_JSON_OUT_H
#define LIASSE_JSON_OUT_H

/* Writing JSON (RFC 8259) into a buffer: commas, quotes and escapes are its
 * business, the caller gives structure and values.
 *
 *     struct json_out out;
 *     json_start(&out, &buf, JSON_COMPACT);
 *     json_object(&out);
 *     json_key(&out, STR("total"));  json_number(&out, 5);
 *     json_object_end(&out);
 *     TRY(buf_status(&buf, err));
 *
 * Strings must be valid UTF-8 (what is not becomes U+FFFD); < > & and U+2028,
 * U+2029 and all control characters are escaped, so that the text is safe
 * within HTML and on a terminal. */

#include "buf.h"

enum json_style { JSON_COMPACT, JSON_INDENTED };

struct json_out {
    struct buf *buf;
    enum json_style style;
    unsigned depth;
    bool has_item; /* a comma is due before the next item */
    bool after_key;
};

void json_start(struct json_out *out, struct buf *buf, enum json_style style);
void json_object(struct json_out *out);
void json_object_end(struct json_out *out);
void json_array(struct json_out *out);
void json_array_end(struct json_out *out);
void json_key(struct json_out *out, struct str key);
void json_string(struct json_out *out, struct str value);
void json_number(struct json_out *out, int64_t value);
/* Up to `digits` decimals, no trailing zeros. */
void json_decimal(struct json_out *out, double value, int digits);
void json_bool(struct json_out *out, bool value);
void json_null(struct json_out *out);

/* key and value in one go. */
void json_member_string(struct json_out *out, struct str key,
                        struct str value);
void json_member_number(struct json_out *out, struct str key, int64_t value);
void json_member_bool(struct json_out *out, struct str key, bool value);

#endif
