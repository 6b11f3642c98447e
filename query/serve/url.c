/* Serve: addresses. */
#include "url.h"

#include "lang.h"
#include "utf8.h"

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static enum status
bad(struct error *err)
{
    return error_set(err, STATUS_FORMAT,
                     TR("the address holds a broken escape, a control "
                        "character or bytes that are not UTF-8",
                        "l'adresse contient un échappement incorrect, un "
                        "caractère de contrôle ou des octets qui ne sont pas "
                        "de l'UTF-8"));
}

/* Line feeds and tabs may stand in a pasted query, no other control may. */
static bool
is_refused(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte == 0x7F || (byte < 0x20 && c != '\n' && c != '\t' && c != '\r');
}

static enum status
decode(struct str *out, struct str text, bool plus, struct arena *arena,
       struct error *err)
{
    char *at = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    if (!at)
        return error_no_memory(err);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '%') {
            bool whole = text.len - i > 2;
            int high = whole ? hex_value(text.at[i + 1]) : -1;
            int low = whole ? hex_value(text.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return bad(err);
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (is_refused(c))
            return bad(err);
        at[len++] = c;
    }
    *out = (struct str){at, len};
    return utf8_is_valid(*out) ? STATUS_OK : bad(err);
}

static enum status
read_params(struct url *url, struct str text, struct arena *arena,
            struct error *err)
{
    size_t room = 1;
    for (size_t i = 0; i < text.len; i++)
        room += text.at[i] == '&';
    if (room > URL_PARAMS_MAX)
        return error_set(err, STATUS_LIMIT,
                         TR("more than %d parameters", "plus de %d paramètres"),
                         URL_PARAMS_MAX);
    url->params = arena_array(arena, room, sizeof *url->params);
    if (!url->params)
        return error_no_memory(err);
    while (text.len) {
        struct str one, name, value;
        str_cut(text, STR("&"), &one, &text);
        if (one.len == 0)
            continue;
        str_cut(one, STR("="), &name, &value);
        struct param *param = &url->params[url->count++];
        TRY(decode(&param->name, name, true, arena, err));
        TRY(decode(&param->value, value, true, arena, err));
    }
    return STATUS_OK;
}

enum status
url_read(struct url *out, struct str raw, struct arena *arena,
         struct error *err)
{
    struct url url = {.raw = raw};
    struct str path, query;
    if (raw.len > URL_BYTES_MAX)
        return error_set(
            err, STATUS_LIMIT,
            TR("the address is over %d bytes", "l'adresse dépasse %d octets"),
            URL_BYTES_MAX);
    str_cut(raw, STR("?"), &path, &query);
    TRY(decode(&url.path, path, false, arena, err));
    if (!str_starts(url.path, STR("/")))
        return bad(err);
    TRY(read_params(&url, query, arena, err));
    *out = url;
    return STATUS_OK;
}

struct str
url_param(const struct url *url, struct str name)
{
    struct str value = STR("");
    for (size_t i = 0; i < url->count; i++)
        if (str_eq(url->params[i].name, name))
            value = url->params[i].value;
    return value;
}

void
url_add(struct buf *out, struct str value)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
            c == '~' || c == ':') {
            buf_add_char(out, (char)c);
        } else if (c == ' ') {
            buf_add_char(out, '+');
        } else {
            buf_add_char(out, '%');
            buf_add_char(out, digits[c >> 4]);
            buf_add_char(out, digits[c & 15]);
        }
    }
}
