/* ingest, step 2: from bytes of any French file to UTF-8. */
#include "charset.h"

#include "lang.h"
#include "utf8.h"

#include <string.h>

/* Windows-1252 0x80-0x9F; 0 = not assigned. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

uint32_t
charset_1252_code_point(unsigned char byte)
{
    if (byte < 0x80 || byte >= 0xA0)
        return byte;
    return windows_1252[byte - 0x80];
}

const char *
charset_name(enum charset_kind kind)
{
    switch (kind) {
    case CHARSET_UTF8:
        return "UTF-8";
    case CHARSET_WINDOWS_1252:
        return "Windows-1252";
    case CHARSET_UTF16LE:
        return "UTF-16LE";
    case CHARSET_UTF16BE:
        return "UTF-16BE";
    case CHARSET_BINARY:
        break;
    }
    return "binary";
}

/* What the bytes of a head are made of. */
struct census {
    size_t nul[2];   /* NUL bytes in even and odd places */
    size_t controls; /* C0 that no text holds */
    size_t french;   /* UTF-8 characters of several bytes that French has */
    size_t invalid;  /* bytes that are no UTF-8 */
};

/* Letters with accents, marks, spaces, signs.  In Windows-1252 their bytes are
 * a capital that French does not end a word with and a sign ("Ã©", "â€™");
 * other valid sequences are: "É" and the no-break space before a colon is
 * U+0260, "é" with that space and a closing guillemet U+983B. */
static bool
is_of_french(uint32_t code_point)
{
    return (code_point >= 0xA0 && code_point < 0x180) ||
           (code_point >= 0x300 && code_point < 0x370) ||
           (code_point >= 0x2000 && code_point < 0x2300);
}

/* True for a character cut at the end of the input: its first bytes.  One
 * byte that no French letter or mark begins with is a letter of Windows-1252
 * ("cit\xE9"). */
static bool
is_cut_character(struct str s)
{
    unsigned char c = (unsigned char)s.at[0];
    size_t need = c >= 0xC2 && c < 0xE0   ? 2
                  : c >= 0xE0 && c < 0xF0 ? 3
                  : c >= 0xF0 && c < 0xF5 ? 4
                                          : 0;
    for (size_t i = 1; i < s.len; i++)
        if (((unsigned char)s.at[i] & 0xC0) != 0x80)
            return false;
    bool french = c <= 0xC5 || c == 0xCC || c == 0xCD || c == 0xE2;
    return s.len < need && (s.len > 1 || french);
}

static void
count_controls(struct census *census, struct str head)
{
    for (size_t i = 0; i < head.len; i++) {
        i += str_plain_length(str_from_offset(head, i));
        unsigned char c = i < head.len ? (unsigned char)head.at[i] : ' ';
        if ((c >= 0x20 && c != 0x7F) || (c >= '\t' && c <= '\r'))
            continue;
        if (c == 0)
            census->nul[i % 2]++;
        else if (c != 0x1A && c != 0x1B)
            census->controls++;
    }
}

static void
count_characters(struct census *census, struct str head, bool complete)
{
    size_t at = 0;
    while (at < head.len) {
        uint32_t code_point;
        if ((unsigned char)head.at[at] < 0x80) {
            at++;
            continue;
        }
        struct str rest = str_from_offset(head, at);
        size_t len = utf8_decode(rest, &code_point);
        if (len > 1)
            census->french += is_of_french(code_point);
        else if (!is_cut_character(rest) || (complete && !census->french))
            census->invalid++;
        at += len ? len : 1;
    }
}

/* Bytes that are no UTF-8 in a text that is: no more than there are letters
 * with accents.  (A text of Windows-1252 has none but by accident.) */
static bool
is_damaged_utf8(const struct census *census)
{
    return census->french > 0 && census->french >= census->invalid;
}

static struct charset
from_mark(struct str head)
{
    if (str_starts(head, STR("\xEF\xBB\xBF")))
        return (struct charset){CHARSET_UTF8, 3};
    if (head.len >= 4 && memcmp(head.at, "\xFF\xFE\0\0", 4) == 0)
        return (struct charset){CHARSET_BINARY, 0}; /* UTF-32 */
    if (str_starts(head, STR("\xFF\xFE")))
        return (struct charset){CHARSET_UTF16LE, 2};
    if (str_starts(head, STR("\xFE\xFF")))
        return (struct charset){CHARSET_UTF16BE, 2};
    return (struct charset){CHARSET_BINARY, 0};
}

/* French in UTF-16 has a zero high byte nearly everywhere (typographic
 * marks are the exception) and no zero low byte. */
static enum charset_kind
from_nuls(const struct census *census, size_t len)
{
    size_t pairs = len / 2;
    if (pairs == 0)
        return CHARSET_BINARY;
    if (census->nul[1] * 10 >= pairs * 7 && census->nul[0] * 50 <= pairs)
        return CHARSET_UTF16LE;
    if (census->nul[0] * 10 >= pairs * 7 && census->nul[1] * 50 <= pairs)
        return CHARSET_UTF16BE;
    return CHARSET_BINARY;
}

static bool
is_control(unsigned char c)
{
    return c < '\t' || (c > '\r' && c < 0x20) || c == 0x7F;
}

/* What is left where UTF-8 ends: a character cut off by the end of the head? */
static bool
is_cut(struct str rest, bool complete)
{
    for (size_t i = 0; i < rest.len && i < 3; i++)
        if (is_control((unsigned char)rest.at[i]))
            return false;
    return !complete && rest.len <= 3;
}

/* Most inputs: no control character, no bad byte. */
static bool
is_plain_utf8(struct str head, bool complete)
{
    size_t at = 0;
    while (at < head.len) {
        at += str_plain_length(str_from_offset(head, at));
        if (at == head.len)
            break;
        uint32_t code_point;
        size_t len = utf8_decode(str_from_offset(head, at), &code_point);
        if (len == 0)
            return is_cut(str_from_offset(head, at), complete);
        if (is_control((unsigned char)head.at[at]))
            return false;
        at += len;
    }
    return true;
}

struct charset
charset_detect(struct str head, bool complete)
{
    struct charset marked = from_mark(head);
    if (marked.bom)
        return marked;
    if (is_plain_utf8(head, complete))
        return (struct charset){CHARSET_UTF8, 0};
    struct census census = {0};
    count_controls(&census, head);
    size_t nuls = census.nul[0] + census.nul[1];
    census.controls += nuls;
    /* A stray NUL in a text is one more control character. */
    if (nuls * 50 > head.len)
        return (struct charset){from_nuls(&census, head.len), 0};
    if (census.controls * 20 > head.len)
        return (struct charset){CHARSET_BINARY, 0};
    count_characters(&census, head, complete);
    bool utf8 = census.invalid == 0 || is_damaged_utf8(&census);
    return (struct charset){utf8 ? CHARSET_UTF8 : CHARSET_WINDOWS_1252, 0};
}

static void
add_1252_byte(struct buf *out, unsigned char byte, size_t *mended)
{
    uint32_t code_point = charset_1252_code_point(byte);
    if (byte >= 0x80 && code_point == 0) {
        (*mended)++;
        code_point = ' ';
    }
    buf_add_code_point(out, code_point);
}

/* A sentence of UTF-8 pasted into a file of Windows-1252 keeps its letters. */
static void
add_1252(struct buf *out, struct str bytes, size_t *mended)
{
    while (bytes.len) {
        size_t plain = 0;
        while (plain < bytes.len && (unsigned char)bytes.at[plain] < 0x80)
            plain++;
        buf_add(out, str_head(bytes, plain));
        bytes = str_from_offset(bytes, plain);
        if (bytes.len == 0)
            return;
        uint32_t code_point;
        size_t len = utf8_decode(bytes, &code_point);
        if (len > 1 && is_of_french(code_point)) {
            buf_add(out, str_head(bytes, len));
            (*mended)++;
        } else {
            len = 1;
            add_1252_byte(out, (unsigned char)bytes.at[0], mended);
        }
        bytes = str_from_offset(bytes, len);
    }
}

/* Lines of Windows-1252 in a file of UTF-8: told as mended. */
static bool
is_foreign(struct str bytes, size_t *mended)
{
    struct census census = {0};
    count_characters(&census, bytes, true);
    if (census.invalid == 0 || is_damaged_utf8(&census))
        return false;
    *mended += census.invalid;
    return true;
}

static void
add_utf8(struct buf *out, struct str bytes, size_t *mended)
{
    size_t valid = utf8_valid_length(bytes);
    if (valid < bytes.len && !is_cut_character(str_from_offset(bytes, valid)) &&
        is_foreign(bytes, mended)) {
        size_t ignored = 0;
        add_1252(out, bytes, &ignored);
        return;
    }
    while (bytes.len) {
        buf_add(out, str_head(bytes, valid));
        bytes = str_from_offset(bytes, valid);
        if (bytes.len == 0)
            return;
        if (is_cut_character(bytes)) {
            buf_add_char(out, ' ');
            *mended += bytes.len;
            return;
        }
        size_t spaces = 0;
        add_1252_byte(out, (unsigned char)bytes.at[0], &spaces);
        (*mended)++;
        bytes = str_from_offset(bytes, 1);
        valid = utf8_valid_length(bytes);
    }
}

static uint32_t
unit_at(struct str bytes, size_t at, bool big_endian)
{
    unsigned char a = (unsigned char)bytes.at[at];
    unsigned char b = (unsigned char)bytes.at[at + 1];
    return big_endian ? (uint32_t)(a << 8 | b) : (uint32_t)(b << 8 | a);
}

static void
add_utf16(struct buf *out, struct str bytes, bool big_endian, size_t *mended)
{
    size_t at = 0;
    for (; at + 1 < bytes.len; at += 2) {
        uint32_t unit = unit_at(bytes, at, big_endian);
        if (unit < 0xD800 || unit > 0xDFFF) {
            buf_add_code_point(out, unit);
            continue;
        }
        uint32_t low =
            at + 3 < bytes.len ? unit_at(bytes, at + 2, big_endian) : 0;
        if (unit < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF) {
            buf_add_code_point(out, 0x10000 + ((unit - 0xD800) << 10) +
                                        (low - 0xDC00));
            at += 2;
        } else {
            buf_add_char(out, ' ');
            (*mended)++;
        }
    }
    if (at < bytes.len) { /* half a unit at the end */
        buf_add_char(out, ' ');
        (*mended)++;
    }
}

enum status
charset_to_utf8(struct buf *out, struct charset charset, struct str bytes,
                size_t *mended, struct error *err)
{
    size_t ignored = 0;
    size_t *count = mended ? mended : &ignored;
    switch (charset.kind) {
    case CHARSET_UTF8:
        add_utf8(out, bytes, count);
        break;
    case CHARSET_WINDOWS_1252:
        add_1252(out, bytes, count);
        break;
    case CHARSET_UTF16LE:
    case CHARSET_UTF16BE:
        add_utf16(out, bytes, charset.kind == CHARSET_UTF16BE, count);
        break;
    case CHARSET_BINARY:
        return error_set(err, STATUS_FORMAT, "%s",
                         TR("not a text", "n'est pas un texte"));
    }
    return buf_status(out, err);
}

/* Bytes of the control character at the start of s, 0 if there is none. */
static size_t
control_at(struct str s)
{
    unsigned char c = (unsigned char)s.at[0];
    if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F)
        return 1;
    if (c == 0xC2 && s.len > 1 && (unsigned char)s.at[1] < 0xA0)
        return 2;
    return 0;
}

size_t
text_clean_controls(char *at, size_t *len)
{
    struct str rest = {at, *len};
    size_t kept = 0, cleaned = 0;
    while (rest.len) {
        size_t plain = str_plain_length(rest);
        if (plain) {
            if (at + kept != rest.at)
                memmove(at + kept, rest.at, plain);
            kept += plain;
            rest = str_from_offset(rest, plain);
            continue;
        }
        size_t control = control_at(rest);
        if (control == 0) {
            at[kept++] = rest.at[0];
            rest = str_from_offset(rest, 1);
        } else if (rest.at[0] == '\r') {
            rest = str_from_offset(rest, 1);
            if (!str_starts(rest, STR("\n")))
                at[kept++] = '\n';
        } else {
            at[kept++] = ' ';
            cleaned++;
            rest = str_from_offset(rest, control);
        }
    }
    *len = kept;
    return cleaned;
}
