/* ingest, step 1: what is an archive, and what its members are called. */
#include "bundle.h"

#include "digest.h"
#include "charset.h"
#include "limits.h"
#include "utf8.h"

#include <string.h>

/* ---- kinds -----------------------------------------------------------------
 */

static bool
ends_with_one_of(struct str file, const struct str *ends)
{
    for (; ends->len; ends++)
        if (str_ends_nocase(file, *ends))
            return true;
    return false;
}

/* Zip files that are one document each. */
static bool
is_document(struct str file)
{
    static const struct str ends[] = {
        STR_INIT(".docx"), STR_INIT(".xlsx"), STR_INIT(".pptx"),
        STR_INIT(".odt"),  STR_INIT(".ods"),  STR_INIT(".odp"),
        STR_INIT(".epub"), STR_INIT(".jar"),  STR_INIT("")};
    return ends_with_one_of(file, ends);
}

static enum archive_kind
kind_by_name(struct str file)
{
    if (str_ends_nocase(file, STR(".zip")))
        return ARCHIVE_ZIP;
    if (str_ends_nocase(file, STR(".tar")))
        return ARCHIVE_TAR;
    return str_ends_nocase(file, STR(".gz")) ||
                   str_ends_nocase(file, STR(".tgz"))
               ? ARCHIVE_GZIP
               : ARCHIVE_NONE;
}

bool
archive_has_name(struct str file)
{
    return kind_by_name(file) != ARCHIVE_NONE;
}

/* POSIX ustar, 4.3: "ustar" at 257; older ones: the sum of the header, its
 * own field counted as blanks, stands in octal at 148. */
static bool
is_tar_header(struct str head)
{
    unsigned sum = 0, want = 0;
    if (head.len < ARCHIVE_HEAD)
        return false;
    if (memcmp(head.at + 257, "ustar", 5) == 0)
        return true;
    for (size_t i = 0; i < ARCHIVE_HEAD; i++)
        sum += i >= 148 && i < 156 ? ' ' : (unsigned char)head.at[i];
    size_t at = 148;
    while (at < 154 && head.at[at] == ' ')
        at++;
    for (; at < 156 && head.at[at] >= '0' && head.at[at] <= '7'; at++)
        want = want * 8 + (unsigned)(head.at[at] - '0');
    return sum == want && head.at[0] != '\0';
}

enum archive_kind
archive_kind_of(struct str file, struct str head)
{
    if (is_document(file))
        return ARCHIVE_NONE;
    if (str_starts(head, STR("\x1F\x8B\x08")))
        return ARCHIVE_GZIP;
    if (str_starts(head, STR("PK\x03\x04")) ||
        str_starts(head, STR("PK\x05\x06")) ||
        str_starts(head, STR("PK\x07\x08PK")))
        return ARCHIVE_ZIP;
    if (is_tar_header(head))
        return ARCHIVE_TAR;
    return kind_by_name(file);
}

/* ---- names -----------------------------------------------------------------
 */

/* "\x9B", for what must not reach a terminal or a log. */
static void
add_escaped(struct buf *out, struct str name)
{
    while (name.len) {
        uint32_t c;
        size_t len = utf8_decode(name, &c);
        if (len == 0 || c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            len = len ? len : 1;
            for (size_t i = 0; i < len; i++)
                buf_printf(out, "\\x%02X", (unsigned char)name.at[i]);
        } else {
            buf_add(out, str_head(name, len));
        }
        name = str_from_offset(name, len);
    }
}

/* Latin-1 and CP437 names carry no mark: read as Windows-1252. */
static void
add_decoded(struct buf *out, struct str raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char byte = (unsigned char)raw.at[i];
        uint32_t c = byte < 0x80 ? byte : charset_1252_code_point(byte);
        if (c < 0x20 || c == 0x7F)
            buf_printf(out, "\\x%02X", byte);
        else
            buf_add_code_point(out, c);
    }
}

static void
cut_name(struct buf *name, struct str raw)
{
    uint8_t sum[SHA256_BYTES];
    char hex[2 * 8 + 1];
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, raw);
    digest_end(&digest, sum);
    hex_encode(hex, sum, 8);
    name->len = utf8_cut(buf_str(name), LIMIT_NAME - 24).len;
    buf_printf(name, "...%s", hex);
}

enum status
archive_name(struct buf *out, bool *cut, struct str raw, struct error *err)
{
    while (str_starts(raw, STR("./")) && raw.len > 2)
        raw = str_from_offset(raw, 2);
    struct str shown = str_head(raw, 8 * LIMIT_NAME);
    if (utf8_is_valid(raw))
        add_escaped(out, utf8_cut(raw, shown.len));
    else
        add_decoded(out, shown);
    if (raw.len == 0)
        buf_add(out, STR("?"));
    *cut = out->len > LIMIT_NAME || shown.len < raw.len;
    if (*cut)
        cut_name(out, raw);
    return buf_status(out, err);
}

bool
archive_name_is_unsafe(struct str name)
{
    bool at_start = true;
    if (name.len && (name.at[0] == '/' || name.at[0] == '\\'))
        return true;
    if (name.len > 1 && name.at[1] == ':' &&
        ((name.at[0] | 0x20) >= 'a' && (name.at[0] | 0x20) <= 'z'))
        return true;
    for (size_t i = 0; i < name.len; i++) {
        bool ends = i + 2 == name.len ||
                    (i + 2 < name.len &&
                     (name.at[i + 2] == '/' || name.at[i + 2] == '\\'));
        if (at_start && ends && name.at[i] == '.' && name.at[i + 1] == '.')
            return true;
        at_start = name.at[i] == '/' || name.at[i] == '\\';
    }
    return false;
}
