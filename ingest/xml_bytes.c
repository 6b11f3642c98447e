/* ingest, step 3: bytes of XML, made ready for the parser. */
#include "xml_bytes.h"

#include "lang.h"
#include "utf8.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <string.h>

enum {
    LOOK_AHEAD = 40,        /* bytes that the longest name or opening takes */
    DECLARATION_MAX = 1024, /* bytes */
    PENDING_MAX = 1 << 20
};

/* Sections that hold no entities. */
static const struct {
    struct str opening, closing;
} sections[] = {
    {STR_INIT("<!--"), STR_INIT("-->")},
    {STR_INIT("<![CDATA["), STR_INIT("]]>")},
    {STR_INIT("<?"), STR_INIT("?>")},
};

/* The value of encoding="..." in a declaration. */
static void
note_encoding(struct xml_bytes *bytes, struct str declaration)
{
    size_t at = str_find(declaration, STR("encoding"));
    struct str rest =
        str_from_offset(declaration, at == SIZE_MAX ? at : at + 8);
    rest = str_trim(rest);
    if (!str_starts(rest, STR("=")))
        return;
    rest = str_trim(str_from_offset(rest, 1));
    if (rest.len == 0 || (rest.at[0] != '"' && rest.at[0] != '\''))
        return;
    size_t end = str_find_char(str_from_offset(rest, 1), rest.at[0]);
    if (end == SIZE_MAX)
        return;
    /* A message quotes it: no half of a character. */
    struct str name =
        utf8_cut(str_range(rest, 1, end + 1), sizeof bytes->encoding - 1);
    snprintf(bytes->encoding, sizeof bytes->encoding, STR_FMT, STR_ARG(name));
}

/* Encodings that charset.h reads, and ASCII. */
static bool
is_known_encoding(const char *name)
{
    static const char *const known[] = {
        "",       "utf-8",      "utf8",         "us-ascii",
        "ascii",  "iso-8859-1", "iso8859-1",    "iso-8859-15",
        "latin1", "latin-1",    "windows-1252", "cp1252",
        "utf-16", "utf-16le",   "utf-16be"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq_nocase(str_from(name), str_from(known[i])))
            return true;
    return false;
}

/* Takes the declaration off the start; its lines still count. */
static enum status
take_declaration(struct xml_bytes *bytes, struct error *err)
{
    struct str text = buf_str(&bytes->waiting);
    bytes->started = true;
    if (!str_starts(text, STR("<?xml")) || text.len < 6 ||
        !strchr(" \t\r\n", text.at[5]))
        return STATUS_OK;
    size_t end = str_find(str_head(text, DECLARATION_MAX), STR("?>"));
    if (end == SIZE_MAX)
        return error_set(
            err, STATUS_FORMAT, "%s",
            TR("XML declaration without an end", "déclaration XML sans fin"));
    note_encoding(bytes, str_head(text, end));
    if (!is_known_encoding(bytes->encoding))
        return error_set(err, STATUS_FORMAT,
                         TR("unknown encoding '%s'", "encodage inconnu « %s »"),
                         bytes->encoding);
    for (size_t i = 0; i < end; i++)
        if (text.at[i] == '\n')
            buf_add_char(&bytes->ready, '\n');
    buf_consume(&bytes->waiting, end + 2);
    return STATUS_OK;
}

static bool
is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

/* Puts the character of a named entity at the start of s ("&eacute;") into
 * ready: bytes read, 0 for anything else. */
static size_t
replace_entity(struct xml_bytes *bytes, struct str s)
{
    static const char *const own[] = {"amp", "lt", "gt", "quot", "apos"};
    char name[LOOK_AHEAD] = "";
    size_t len = 1;
    while (len < s.len && len < LOOK_AHEAD && is_letter_or_digit(s.at[len]))
        len++;
    if (len == 1 || len >= s.len || len >= LOOK_AHEAD || s.at[len] != ';')
        return 0;
    memcpy(name, s.at + 1, len - 1);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(name, own[i]) == 0)
            return 0;
    const htmlEntityDesc *entity = htmlEntityLookup(BAD_CAST name);
    if (!entity)
        return 0;
    buf_add_code_point(&bytes->ready, entity->value);
    return len + 1;
}

/* Passes a section on to its end; bytes taken. */
static size_t
pass_section(struct xml_bytes *bytes, struct str rest, bool end)
{
    size_t hit = str_find(rest, bytes->closing), len = rest.len;
    if (hit != SIZE_MAX) {
        len = hit + bytes->closing.len;
        bytes->closing = STR("");
    } else if (!end) {
        len = rest.len < 3 ? 0 : rest.len - 2; /* half of "-->" */
    }
    buf_add(&bytes->ready, str_head(rest, len));
    return len;
}

/* What stands at a '<' or '&'; bytes taken. */
static size_t
pass_mark(struct xml_bytes *bytes, struct str rest)
{
    size_t len = rest.at[0] == '&' ? replace_entity(bytes, rest) : 0;
    if (len)
        return len;
    len = 1;
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        if (str_starts(rest, sections[i].opening)) {
            bytes->closing = sections[i].closing;
            len = sections[i].opening.len;
        }
    buf_add(&bytes->ready, str_head(rest, len));
    return len;
}

/* Where an entity or a section may begin: "&", "<!", "<?". */
static size_t
find_mark(struct str s)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    for (size_t i = 0; i < s.len; i++) {
        /* Eight bytes at a time while none of them is '&' or '<'. */
        for (uint64_t word; s.len - i >= sizeof word; i += sizeof word) {
            memcpy(&word, s.at + i, sizeof word);
            uint64_t amp = word ^ (ones * '&'), less = word ^ (ones * '<');
            uint64_t found =
                (((amp - ones) & ~amp) | ((less - ones) & ~less)) & high;
            if (!found)
                continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            i += (size_t)__builtin_ctzll(found) / 8;
#endif
            break;
        }
        if (i < s.len &&
            (s.at[i] == '&' ||
             (s.at[i] == '<' &&
              (i + 1 == s.len || s.at[i + 1] == '!' || s.at[i + 1] == '?'))))
            return i;
    }
    return s.len;
}

/* Moves what can be decided from waiting to ready. */
static void
pass(struct xml_bytes *bytes, bool end)
{
    struct str text = buf_str(&bytes->waiting);
    size_t at = 0;
    while (at < text.len) {
        struct str rest = str_from_offset(text, at);
        size_t len;
        if (bytes->closing.len) {
            len = pass_section(bytes, rest, end);
            at += len;
            if (bytes->closing.len)
                break;
            continue;
        }
        len = find_mark(rest);
        buf_add(&bytes->ready, str_head(rest, len));
        at += len;
        rest = str_from_offset(rest, len);
        if (rest.len == 0 || (!end && rest.len < LOOK_AHEAD))
            break;
        at += pass_mark(bytes, rest);
    }
    buf_consume(&bytes->waiting, at);
}

/* XML 1.0, production 2: of the C0 controls only tab and line ends. */
static enum status
check_controls(struct str piece, struct error *err)
{
    for (size_t i = 0; i < piece.len; i++) {
        i += str_plain_length(str_from_offset(piece, i));
        unsigned char c = i < piece.len ? (unsigned char)piece.at[i] : ' ';
        if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
            return error_set(
                err, STATUS_FORMAT,
                TR("control character U+%04X", "caractère de contrôle U+%04X"),
                c);
    }
    return STATUS_OK;
}

enum status
xml_bytes_add(struct xml_bytes *bytes, struct str piece, bool end,
              struct error *err)
{
    bytes->waiting.max = bytes->ready.max = PENDING_MAX;
    TRY(check_controls(piece, err));
    buf_add(&bytes->waiting, piece);
    if (!bytes->started && (end || bytes->waiting.len >= DECLARATION_MAX))
        TRY(take_declaration(bytes, err));
    if (bytes->started)
        pass(bytes, end);
    TRY(buf_status(&bytes->waiting, err));
    return buf_status(&bytes->ready, err);
}

void
xml_bytes_release(struct xml_bytes *bytes)
{
    buf_release(&bytes->waiting);
    buf_release(&bytes->ready);
}
