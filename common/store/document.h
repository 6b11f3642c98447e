#ifndef LIASSE_DOCUMENT_H
#define LIASSE_DOCUMENT_H

/* A document: the values of its fields, and nothing else.
 *
 * Readers fill it, records store it, the index takes terms from it, answers
 * print it.  Every value is a UTF-8 slice owned by somebody else (an arena,
 * the bytes it was decoded from); an empty value is the same as none.
 * Integers and dates are held as text ("17", "2026-05-26").  A field of
 * objects (schema.def) holds its parts one after the other: entry i has the
 * values at[i * parts] to at[i * parts + parts - 1].
 *
 * `order` is the place of a document in its container, from 1, where one input
 * holds the whole of it (a code, a debate): with container and path it makes
 * the table of contents.
 *
 * French words kept as they are: an *alinéa* is a paragraph of a legal text;
 * the *navette* is the way of a bill between the two chambers; a *NOR* is the
 * 12-character number of a text in the Journal officiel. */

#include "arena.h"
#include "buf.h"
#include "digest.h"
#include "error.h"
#include "schema.h"

struct values {
    struct str *at;
    uint32_t count; /* entries, each of schema[field].parts strings */
    uint32_t room;
};

struct document {
    struct values field[FIELD_COUNT];
};

enum {
    DOCUMENT_UID_MAX = 120,                 /* bytes */
    DOCUMENT_TEXT_MAX = 16 * 1024 * 1024,   /* bytes of all text blocks */
    DOCUMENT_ENCODED_MAX = 48 * 1024 * 1024 /* bytes of the encoded form */
};

/* Parts of FIELD_TEXT, FIELD_SOURCE, FIELD_CONTAINER, FIELD_LINKS. */
enum { TEXT_ROLE, TEXT_HEADING, TEXT_TEXT };
enum {
    SOURCE_SOURCE,
    SOURCE_MEMBER,
    SOURCE_SHA256,
    SOURCE_URL,
    SOURCE_READER,
    SOURCE_INGESTED
};
enum { CONTAINER_UID, CONTAINER_TITLE };
enum { LINK_TYPE, LINK_TARGET, LINK_LABEL };
enum { /* citations.h */
       CITE_TARGET,
       CITE_TEXT_AS_WRITTEN,
       CITE_AT,
       CITE_LENGTH,
       CITE_KEY,
       CITE_IN,
       CITE_BLOCK,
       CITE_PARTS
};

/* Adds a value (borrowed) to a field of one part; the empty value is
 * ignored, a second value of a one-value field replaces the first. */
enum status document_add(struct document *document, enum field field,
                         struct str value, struct arena *arena,
                         struct error *err) MUST_USE;
/* Adds an entry of schema[field].parts values; ignored when all are empty. */
enum status document_add_parts(struct document *document, enum field field,
                               const struct str *parts, struct arena *arena,
                               struct error *err) MUST_USE;
/* A text block; ignored when text is empty, whatever its role. */
enum status document_add_text(struct document *document, struct str role,
                              struct str heading, struct str text,
                              struct arena *arena, struct error *err) MUST_USE;
/* A date, ignored when 0. */
enum status document_add_date(struct document *document, enum field field,
                              uint32_t date, struct arena *arena,
                              struct error *err) MUST_USE;

/* The first value of a field, empty if none. */
struct str document_first(const struct document *document, enum field field);
/* Part `part` of entry i. */
struct str document_part(const struct document *document, enum field field,
                         uint32_t i, uint32_t part);
bool document_has(const struct document *document, enum field field);

/* Checks what every document must hold: a uid of [A-Za-z0-9._:-]{1,120}, a
 * kind of the list, valid dates and integers, valid UTF-8 without control
 * characters (but line feeds and tabs), known roles.  STATUS_FORMAT says
 * which field and why. */
enum status document_check(const struct document *document,
                           struct error *err) MUST_USE;
bool document_uid_is_valid(struct str uid);

/* Cuts the text blocks at DOCUMENT_TEXT_MAX in all, at the last paragraph
 * end before it; *cut = bytes left out. */
void document_limit_text(struct document *document, size_t *cut);

/* The encoded form: for each field in use its tag, its number of entries,
 * and each value with its length (LEB128 numbers).  Equal documents have
 * equal bytes. */
enum status document_encode(struct buf *out, const struct document *document,
                            struct error *err) MUST_USE;
/* Values point into bytes.  Fields of a later version are skipped. */
enum status document_decode(struct document *out, struct str bytes,
                            struct arena *arena, struct error *err) MUST_USE;

/* Numbers in LEB128, for the encoded forms of this folder. */
void encode_number(struct buf *out, uint64_t number);
void encode_str(struct buf *out, struct str s);
bool decode_number(struct str *rest, uint64_t *out);
bool decode_str(struct str *rest, struct str *out);
void encode_sha256(struct buf *out, const uint8_t sha256[SHA256_BYTES]);
bool decode_sha256(struct str *rest, uint8_t out[SHA256_BYTES]);

#endif
