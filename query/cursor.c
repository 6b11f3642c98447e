/* Query: the text of a cursor. */
#include "cursor.h"

#include "buf.h"
#include "lang.h"

enum { NUMBERS = 5 };

uint64_t
cursor_digest(uint64_t digest, struct str bytes)
{
    digest = cursor_digest_number(digest, bytes.len);
    for (size_t i = 0; i < bytes.len; i++)
        digest =
            (digest ^ (unsigned char)bytes.at[i]) * UINT64_C(1099511628211);
    return digest;
}

uint64_t
cursor_digest_number(uint64_t digest, uint64_t number)
{
    for (int i = 0; i < 8; i++, number >>= 8)
        digest = (digest ^ (number & 0xFF)) * UINT64_C(1099511628211);
    return digest;
}

enum status
cursor_write(struct str *out, const struct cursor *cursor, struct arena *arena,
             struct error *err)
{
    AUTO(buf) struct buf text = BUF_INIT(512);
    buf_printf(&text, "%llx.%llx.%x.%x.%x.",
               (unsigned long long)cursor->request,
               (unsigned long long)cursor->state, cursor->offset, cursor->depth,
               cursor->docid);
    for (uint8_t i = 0; i < cursor->key_len; i++)
        buf_printf(&text, "%02x", (unsigned)(unsigned char)cursor->key[i]);
    TRY(buf_status(&text, err));
    *out = arena_copy(arena, buf_str(&text));
    return out->at ? STATUS_OK : error_no_memory(err);
}

static int
hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static bool
read_number(struct str text, uint64_t *out)
{
    uint64_t number = 0;
    if (text.len == 0 || text.len > 16)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int digit = hex_digit(text.at[i]);
        if (digit < 0)
            return false;
        number = number << 4 | (unsigned)digit;
    }
    *out = number;
    return true;
}

static bool
read_key(struct cursor *cursor, struct str text)
{
    if (text.len % 2 || text.len > 2 * CURSOR_KEY_MAX)
        return false;
    for (size_t i = 0; i < text.len; i += 2) {
        int high = hex_digit(text.at[i]), low = hex_digit(text.at[i + 1]);
        if (high < 0 || low < 0)
            return false;
        cursor->key[cursor->key_len++] = (char)(high << 4 | low);
    }
    return true;
}

static bool
read_all(struct cursor *out, struct str text)
{
    uint64_t numbers[NUMBERS];
    struct cursor cursor = {0};
    for (int i = 0; i < NUMBERS; i++) {
        struct str head;
        if (!str_cut(text, STR("."), &head, &text) ||
            !read_number(head, &numbers[i]) ||
            (i > 1 && numbers[i] > UINT32_MAX))
            return false;
    }
    cursor.request = numbers[0];
    cursor.state = numbers[1];
    cursor.offset = (uint32_t)numbers[2];
    cursor.depth = (uint32_t)numbers[3];
    cursor.docid = (uint32_t)numbers[4];
    if (!read_key(&cursor, text))
        return false;
    *out = cursor;
    return true;
}

enum status
cursor_read(struct cursor *out, struct str text, struct error *err)
{
    if (read_all(out, text))
        return STATUS_OK;
    return error_set(err, STATUS_SYNTAX,
                     TR("this is no cursor: '" STR_FMT "'",
                        "ce n'est pas un curseur : « " STR_FMT " »"),
                     STR_ARG(str_head(text, 80)));
}
