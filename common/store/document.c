/* store: the document, its checks and its encoded form. */
#include "document.h"

#include "date.h"
#include "lang.h"
#include "utf8.h"

#include <string.h>

/* `cites` as it was stored once: target, text, at. */
enum { CITES_OF_THREE_TAG = 29, CITES_OF_THREE_PARTS = 3 };

static bool
is_single(enum field field)
{
    enum shape shape = schema[field].shape;
    return shape != SHAPE_STRINGS && shape != SHAPE_OBJECTS;
}

enum status
document_add_parts(struct document *document, enum field field,
                   const struct str *parts, struct arena *arena,
                   struct error *err)
{
    struct values *values = &document->field[field];
    uint32_t width = schema[field].parts;
    size_t bytes = 0;
    for (uint32_t i = 0; i < width; i++)
        bytes += parts[i].len;
    if (bytes == 0)
        return STATUS_OK;
    if (is_single(field))
        values->count = 0;
    if (values->count == values->room) {
        uint32_t room = values->room       ? values->room * 2
                        : is_single(field) ? 1
                                           : 4;
        struct str *grown =
            arena_array(arena, (size_t)room * width, sizeof *grown);
        if (!grown)
            return error_no_memory(err);
        if (values->count)
            memcpy(grown, values->at,
                   (size_t)values->count * width * sizeof *grown);
        values->at = grown;
        values->room = room;
    }
    memcpy(values->at + (size_t)values->count * width, parts,
           width * sizeof *parts);
    values->count++;
    return STATUS_OK;
}

enum status
document_add(struct document *document, enum field field, struct str value,
             struct arena *arena, struct error *err)
{
    return document_add_parts(document, field, &value, arena, err);
}

enum status
document_add_text(struct document *document, struct str role,
                  struct str heading, struct str text, struct arena *arena,
                  struct error *err)
{
    if (text.len == 0)
        return STATUS_OK;
    struct str parts[] = {role, heading, text};
    return document_add_parts(document, FIELD_TEXT, parts, arena, err);
}

enum status
document_add_date(struct document *document, enum field field, uint32_t date,
                  struct arena *arena, struct error *err)
{
    if (date == 0)
        return STATUS_OK;
    char iso[DATE_ISO_BYTES];
    date_to_iso(iso, date);
    struct str value = arena_copy(arena, str_from(iso));
    if (!value.at)
        return error_no_memory(err);
    return document_add(document, field, value, arena, err);
}

struct str
document_part(const struct document *document, enum field field, uint32_t i,
              uint32_t part)
{
    const struct values *values = &document->field[field];
    if (i >= values->count || part >= schema[field].parts)
        return (struct str){NULL, 0};
    return values->at[(size_t)i * schema[field].parts + part];
}

struct str
document_first(const struct document *document, enum field field)
{
    return document_part(document, field, 0, 0);
}

bool
document_has(const struct document *document, enum field field)
{
    return document->field[field].count > 0;
}

bool
document_uid_is_valid(struct str uid)
{
    if (uid.len == 0 || uid.len > DOCUMENT_UID_MAX)
        return false;
    for (size_t i = 0; i < uid.len; i++) {
        char c = uid.at[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
              (c >= '0' && c <= '9') || strchr("._:-", c)) ||
            c == '\0')
            return false;
    }
    return true;
}

/* Offset of the first byte that no text may hold: bad UTF-8, a control
 * character (C0 but tab and line feed, DEL, C1); SIZE_MAX if none. */
static size_t
bad_byte(struct str s)
{
    size_t at = 0;
    while (at < s.len) {
        at += str_plain_length(str_from_offset(s, at));
        if (at == s.len)
            break;
        unsigned char c = (unsigned char)s.at[at];
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_from_offset(s, at), &code_point);
        if (len == 0 || (code_point < 0xA0 && c != '\n' && c != '\t'))
            return at;
        at += len;
    }
    return SIZE_MAX;
}

static enum status
check_value(enum field field, uint32_t part, struct str value,
            struct error *err)
{
    uint32_t date;
    uint64_t number;
    const char *name = schema[field].json.at;
    size_t bad = bad_byte(value);
    if (bad != SIZE_MAX)
        return error_set(err, STATUS_FORMAT,
                         TR("field '%s': bad character at byte %zu",
                            "champ « %s » : caractère interdit, octet %zu"),
                         name, bad);
    if (value.len == 0)
        return STATUS_OK;
    if (schema[field].shape == SHAPE_DATE &&
        (value.len != 10 || !date_from_iso(value, &date)))
        return error_set(err, STATUS_FORMAT,
                         TR("field '%s': bad date '" STR_FMT "'",
                            "champ « %s » : date invalide « " STR_FMT " »"),
                         name, STR_ARG(utf8_cut(value, 40)));
    if (schema[field].shape == SHAPE_INTEGER && !str_to_u64(value, &number))
        return error_set(
            err, STATUS_FORMAT,
            TR("field '%s': not a number", "champ « %s » : nombre attendu"),
            name);
    if (field == FIELD_TEXT && part == TEXT_ROLE && schema_role(value) < 0)
        return error_set(err, STATUS_FORMAT,
                         TR("unknown text role '" STR_FMT "'",
                            "rôle de texte inconnu « " STR_FMT " »"),
                         STR_ARG(utf8_cut(value, 40)));
    return STATUS_OK;
}

enum status
document_check(const struct document *document, struct error *err)
{
    struct str uid = document_first(document, FIELD_UID);
    if (!document_uid_is_valid(uid))
        return error_set(err, STATUS_FORMAT, "%s",
                         uid.len ? TR("bad uid", "uid invalide")
                                 : TR("no uid", "uid absent"));
    struct str kind = document_first(document, FIELD_KIND);
    if (schema_kind(kind) < 0)
        return error_set(err, STATUS_FORMAT,
                         TR("unknown kind '" STR_FMT "'",
                            "type de document inconnu « " STR_FMT " »"),
                         STR_ARG(utf8_cut(kind, 40)));
    for (int f = 0; f < FIELD_COUNT; f++)
        for (uint32_t i = 0; i < document->field[f].count; i++)
            for (uint32_t part = 0; part < schema[f].parts; part++)
                TRY(check_value((enum field)f, part,
                                document_part(document, (enum field)f, i, part),
                                err));
    return STATUS_OK;
}

/* The start of text that ends a paragraph at or before max bytes; if there
 * is no paragraph end in it, a character end. */
static struct str
paragraphs_within(struct str text, size_t max)
{
    struct str head = utf8_cut(text, max);
    size_t end = str_rfind(head, STR("\n"));
    return end == SIZE_MAX ? head : str_trim(str_head(head, end));
}

void
document_limit_text(struct document *document, size_t *cut)
{
    struct values *values = &document->field[FIELD_TEXT];
    size_t room = DOCUMENT_TEXT_MAX;
    *cut = 0;
    for (uint32_t i = 0; i < values->count; i++) {
        struct str *text = &values->at[i * 3 + TEXT_TEXT];
        size_t len = text->len;
        if (len > room)
            *text = paragraphs_within(*text, room);
        *cut += len - text->len;
        room = *cut ? 0 : room - len;
    }
}

void
encode_number(struct buf *out, uint64_t number)
{
    while (number >= 0x80) {
        buf_add_char(out, (char)(number | 0x80));
        number >>= 7;
    }
    buf_add_char(out, (char)number);
}

void
encode_str(struct buf *out, struct str s)
{
    encode_number(out, s.len);
    buf_add(out, s);
}

bool
decode_number(struct str *rest, uint64_t *out)
{
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && rest->len; shift += 7) {
        unsigned char c = (unsigned char)rest->at[0];
        *rest = str_from_offset(*rest, 1);
        number |= (uint64_t)(c & 0x7F) << shift;
        if (!(c & 0x80)) {
            *out = number;
            return true;
        }
    }
    return false;
}

bool
decode_str(struct str *rest, struct str *out)
{
    uint64_t len;
    if (!decode_number(rest, &len) || len > rest->len)
        return false;
    *out = str_head(*rest, (size_t)len);
    *rest = str_from_offset(*rest, (size_t)len);
    return true;
}

void
encode_sha256(struct buf *out, const uint8_t sha256[SHA256_BYTES])
{
    buf_add(out, (struct str){(const char *)sha256, SHA256_BYTES});
}

bool
decode_sha256(struct str *rest, uint8_t out[SHA256_BYTES])
{
    if (rest->len < SHA256_BYTES)
        return false;
    memcpy(out, rest->at, SHA256_BYTES);
    *rest = str_from_offset(*rest, SHA256_BYTES);
    return true;
}

enum status
document_encode(struct buf *out, const struct document *document,
                struct error *err)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct values *values = &document->field[f];
        if (values->count == 0)
            continue;
        size_t strings = (size_t)values->count * schema[f].parts;
        encode_number(out, schema[f].tag);
        encode_number(out, strings);
        for (size_t i = 0; i < strings; i++)
            encode_str(out, values->at[i]);
    }
    return buf_status(out, err);
}

/* What a tag stands for: a field, or FIELD_COUNT for one that this version
 * does not know; *parts = strings of an entry as it was written. */
static enum field
field_of_tag(uint32_t *parts, uint64_t tag)
{
    if (tag == CITES_OF_THREE_TAG) {
        *parts = CITES_OF_THREE_PARTS;
        return FIELD_CITES;
    }
    enum field field = schema_by_tag(tag);
    *parts = field == FIELD_COUNT ? 1 : schema[field].parts;
    return field;
}

/* `strings` values of a tag. */
static bool
decode_values(struct document *out, uint64_t tag, uint64_t strings,
              struct str *rest, struct arena *arena, bool *no_room)
{
    uint32_t parts;
    enum field field = field_of_tag(&parts, tag);
    if (strings > rest->len) /* each takes at least one byte */
        return false;
    struct str *at = NULL;
    if (field != FIELD_COUNT) {
        if (strings % parts || strings > UINT32_MAX)
            return false;
        uint32_t count = (uint32_t)strings / parts;
        size_t room = (size_t)count * schema[field].parts;
        at = arena_array(arena, room, sizeof *at);
        *no_room = !at;
        if (!at)
            return false;
        memset(at, 0, room * sizeof *at);
        out->field[field] = (struct values){at, count, count};
    }
    for (uint64_t i = 0; i < strings; i++) {
        struct str value;
        if (!decode_str(rest, &value))
            return false;
        if (at)
            at[i / parts * schema[field].parts + i % parts] = value;
    }
    return true;
}

enum status
document_decode(struct document *out, struct str bytes, struct arena *arena,
                struct error *err)
{
    struct document document = {0};
    struct str rest = bytes;
    bool no_room = false;
    while (rest.len) {
        uint64_t tag, strings;
        if (!decode_number(&rest, &tag) || !decode_number(&rest, &strings) ||
            !decode_values(&document, tag, strings, &rest, arena, &no_room))
            return no_room ? error_no_memory(err)
                           : error_set(
                                 err, STATUS_FORMAT, "%s",
                                 TR("damaged document", "document endommagé"));
    }
    *out = document;
    return STATUS_OK;
}
