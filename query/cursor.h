#ifndef LIASSE_CURSOR_H
#define LIASSE_CURSOR_H

/* Cursors: where a list of hits goes on, in a text for machines to hand back.
 *
 * As long as the index does not change, pages taken one after the other with
 * cursors are the whole list, each hit once, however deep; when it does, a
 * cursor goes on behind the last hit given by its place in the order (value
 * or score, then docid).  A cursor holds only letters, digits, dots and
 * hyphens; it belongs to its request (query, filters, sort...). */

#include "arena.h"
#include "error.h"
#include "str.h"

#include <stdint.h>

enum { CURSOR_KEY_MAX = 32 };

struct cursor {
    uint64_t request;         /* a digest of what was asked */
    uint64_t state;           /* a digest of the indexes' states */
    uint32_t offset;          /* hits given so far */
    uint32_t depth;           /* hits re-ranked at the start of the list */
    uint32_t docid;           /* of the last hit given */
    char key[CURSOR_KEY_MAX]; /* its sort value, or its score's 8 bytes */
    uint8_t key_len;
};

enum status cursor_write(struct str *out, const struct cursor *cursor,
                         struct arena *arena, struct error *err) MUST_USE;
/* STATUS_SYNTAX when it is none. */
enum status cursor_read(struct cursor *out, struct str text,
                        struct error *err) MUST_USE;

/* A running digest (FNV-1a) for `request` and `state`. */
#define CURSOR_DIGEST_START UINT64_C(14695981039346656037)
uint64_t cursor_digest(uint64_t digest, struct str bytes);
uint64_t cursor_digest_number(uint64_t digest, uint64_t number);

#endif
