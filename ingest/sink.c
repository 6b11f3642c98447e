/* ingest, step 4: what every reader's documents have in common. */
#include "reader.h"

#include "digest.h"
#include "lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum status
sink_delete(struct sink *sink, struct str uid, struct error *err)
{
    if (!document_uid_is_valid(uid))
        return error_set(err, STATUS_FORMAT, "%s",
                         uid.len ? TR("bad uid", "uid invalide")
                                 : TR("no uid", "uid absent"));
    return sink->deletion(sink, uid, err);
}

enum status
sink_withdraw(struct sink *sink, struct str path, struct error *err)
{
    AUTO(buf) struct buf marked = BUF_INIT(INPUT_TEXT_MAX + 8);
    if (!str_contains(path, STR("/")))
        buf_add_char(&marked, '/');
    buf_add(&marked, path);
    TRY(buf_status(&marked, err));
    return sink->deletion(sink, buf_str(&marked), err);
}

enum status
sink_tell(struct sink *sink, enum cause cause, struct str where,
          struct str detail, struct error *err)
{
    return sink->diagnostic(sink, cause, where, detail, err);
}

enum status
reader_plain_uid(struct str *out, const struct input *in, struct str part,
                 struct arena *arena, struct error *err)
{
    uint8_t sum[SHA256_BYTES];
    char hex[2 * 8 + 1];
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, in->source);
    digest_add(&digest, (struct str){"", 1});
    digest_add(&digest, in->member);
    if (part.len) {
        digest_add(&digest, (struct str){"", 1});
        digest_add(&digest, part);
    }
    digest_end(&digest, sum);
    hex_encode(hex, sum, 8);
    struct str uid = arena_printf(arena, "p-%s", hex);
    if (!uid.at)
        return error_no_memory(err);
    *out = uid;
    return STATUS_OK;
}

enum status
reader_order(struct document *document, struct input *in, struct arena *arena,
             struct error *err)
{
    struct str order =
        arena_printf(arena, "%llu", (unsigned long long)++in->order);
    if (!order.at)
        return error_no_memory(err);
    return document_add(document, FIELD_ORDER, order, arena, err);
}

/* What is to be done to a value. */
struct needs {
    bool compose; /* a combining accent, U+0300 to U+036F: CC 80 to CD AF */
    bool replace; /* U+FFFD, EF BF BD */
};

static bool
has_byte(struct str s, int byte)
{
    return s.len && memchr(s.at, byte, s.len);
}

static struct needs
needs_of(struct str s)
{
    struct needs needs = {false, false};
    if (!has_byte(s, 0xCC) && !has_byte(s, 0xCD) && !has_byte(s, 0xEF))
        return needs;
    for (size_t i = 0; i + 1 < s.len; i++) {
        i += str_plain_length(str_from_offset(s, i));
        if (i + 1 >= s.len)
            break;
        unsigned char c = (unsigned char)s.at[i];
        unsigned char next = (unsigned char)s.at[i + 1];
        if (c == 0xCC || (c == 0xCD && next < 0xB0))
            needs.compose = true;
        else if (c == 0xEF && next == 0xBF && i + 2 < s.len &&
                 (unsigned char)s.at[i + 2] == 0xBD)
            needs.replace = true;
    }
    return needs;
}

/* Values are stored composed (NFC): "e" + U+0301 in one file and "é" in
 * another must be one facet and one exact term. */
static enum status
compose(struct str *value, struct arena *arena, struct error *err)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)value->at,
                                        (utf8proc_ssize_t)value->len, &composed,
                                        UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (len == UTF8PROC_ERROR_INVALIDUTF8)
        return STATUS_OK; /* document_check says which field */
    if (len < 0)
        return error_no_memory(err);
    struct str copy =
        arena_copy(arena, (struct str){(const char *)composed, (size_t)len});
    free(composed);
    if (!copy.at)
        return error_no_memory(err);
    *value = copy;
    return STATUS_OK;
}

/* Letters that somebody lost before us, a sign for each byte as a rule
 * ("Int\uFFFD\uFFFDgration"): one question mark for all of them. */
static enum status
replace_lost(struct str *value, struct arena *arena, size_t *lost,
             struct error *err)
{
    char *copy = arena_alloc(arena, value->len);
    size_t len = 0;
    if (!copy)
        return error_no_memory(err);
    struct str rest = *value, sign = STR("\xEF\xBF\xBD");
    while (rest.len) {
        if (!str_starts(rest, sign)) {
            copy[len++] = rest.at[0];
            rest = str_from_offset(rest, 1);
            continue;
        }
        while (str_starts(rest, sign))
            rest = str_from_offset(rest, sign.len);
        copy[len++] = '?';
        (*lost)++;
    }
    *value = (struct str){copy, len};
    return STATUS_OK;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Is s one line without blanks at its ends or side by side? */
static bool
is_line(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_blank(s.at[i]) && (s.at[i] != ' ' || i == 0 ||
                                  i + 1 == s.len || is_blank(s.at[i + 1])))
            return false;
    return true;
}

/* What is no text is one line: the dumps end titles with line feeds. */
static enum status
make_line(struct str *value, struct arena *arena, struct error *err)
{
    if (is_line(*value))
        return STATUS_OK;
    char *line = arena_alloc(arena, value->len);
    size_t len = 0;
    if (!line)
        return error_no_memory(err);
    for (size_t i = 0; i < value->len; i++)
        if (!is_blank(value->at[i]))
            line[len++] = value->at[i];
        else if (len && line[len - 1] != ' ')
            line[len++] = ' ';
    *value = str_trim((struct str){line, len});
    return STATUS_OK;
}

/* A value of blanks only is no value. */
static void
drop_empty(struct values *values)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < values->count; i++)
        if (values->at[i].len)
            values->at[kept++] = values->at[i];
    values->count = kept;
}

static enum status
tidy(struct document *document, size_t *lost, struct arena *arena,
     struct error *err)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct values *values = &document->field[f];
        uint32_t parts = schema[f].parts;
        for (size_t i = 0; i < (size_t)values->count * parts; i++) {
            struct needs needs = needs_of(values->at[i]);
            if (needs.compose)
                TRY(compose(&values->at[i], arena, err));
            if (needs.replace)
                TRY(replace_lost(&values->at[i], arena, lost, err));
            if (f != FIELD_TEXT || i % parts != TEXT_TEXT)
                TRY(make_line(&values->at[i], arena, err));
        }
        if (parts == 1)
            drop_empty(values);
    }
    return STATUS_OK;
}

static enum status
tell_count(struct sink *sink, enum cause cause, struct str where, size_t count,
           const char *what, struct error *err)
{
    char text[80];
    if (count == 0)
        return STATUS_OK;
    snprintf(text, sizeof text, "%s: %zu", what, count);
    return sink_tell(sink, cause, where, str_from(text), err);
}

/* What the charset step mended since the last document. */
static enum status
tell_mended(struct sink *sink, struct input *in, struct error *err)
{
    char line[32] = "";
    if (in->line)
        snprintf(line, sizeof line, "line %llu",
                 (unsigned long long)in->line);
    size_t mended = in->mended, controls = in->controls;
    in->mended = in->controls = 0;
    TRY(tell_count(sink, CAUSE_ENCODING_MENDED, str_from(line), mended,
                   TR("bytes", "octets"), err));
    return tell_count(sink, CAUSE_CONTROL_CHARACTERS, str_from(line), controls,
                      TR("characters", "caractères"), err);
}

enum status
sink_put(struct sink *sink, struct input *in, struct document *document,
         struct str url, struct arena *arena, struct error *err)
{
    TRY(tell_mended(sink, in, err));
    if (!document_has(document, FIELD_UID)) {
        struct str uid = {NULL, 0};
        TRY(reader_plain_uid(&uid, in, STR(""), arena, err));
        TRY(document_add(document, FIELD_UID, uid, arena, err));
    }
    size_t cut, lost = 0;
    TRY(tidy(document, &lost, arena, err));
    TRY(tell_count(sink, CAUSE_ENCODING_MENDED,
                   document_first(document, FIELD_UID), lost,
                   TR("letters lost in the source",
                      "lettres perdues dans la source"),
                   err));
    document_limit_text(document, &cut);
    TRY(tell_count(sink, CAUSE_TEXT_CUT, document_first(document, FIELD_UID),
                   cut, TR("bytes left out", "octets omis"), err));
    TRY(document_check(document, err));
    return sink->document(sink, document, url, err);
}
