/* Serve, page: text, numbers and dates as HTML. */
#include "markup.h"

#include "date.h"
#include "html_escape.h"
#include "lang.h"
#include "safe_text.h"
#include "url.h"

#include <stdarg.h>
#include <stdio.h>

static bool
is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 || c >= 0x7F)
            return false;
    }
    return true;
}

void
html_text(struct buf *out, struct str text)
{
    AUTO(buf) struct buf safe = BUF_INIT(64 * 1024 * 1024);
    if (is_plain(text)) {
        html_escape(out, text);
        return;
    }
    safe_text(&safe, text, true);
    if (safe.failure != STATUS_OK && out->failure == STATUS_OK)
        out->failure = safe.failure;
    html_escape(out, buf_str(&safe));
}

void
html_number(struct buf *out, uint64_t number)
{
    char digits[24];
    int len =
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            buf_add(out, str_from(TR(",", "\u202F")));
        buf_add_char(out, digits[i]);
    }
}

void
html(struct buf *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    for (const char *at = format; *at; at++) {
        if (*at != '%') {
            const char *end = at;
            while (*end && *end != '%')
                end++;
            buf_add(out, (struct str){at, (size_t)(end - at)});
            at = end - 1;
            continue;
        }
        switch (*++at) {
        case 't':
            html_text(out, va_arg(args, struct str));
            break;
        case 'l':
            buf_add(out, str_from(va_arg(args, const char *)));
            break;
        case 'n':
            html_number(out, va_arg(args, uint64_t));
            break;
        case 'i':
            buf_printf(out, "%llu", va_arg(args, unsigned long long));
            break;
        case 'u':
            url_add(out, va_arg(args, struct str));
            break;
        default:
            buf_add_char(out, '%');
        }
    }
    va_end(args);
}

static const char *
month_name(uint32_t month)
{
    static const char *const names[][2] = {{"January", "janvier"},
                                           {"February", "février"},
                                           {"March", "mars"},
                                           {"April", "avril"},
                                           {"May", "mai"},
                                           {"June", "juin"},
                                           {"July", "juillet"},
                                           {"August", "août"},
                                           {"September", "septembre"},
                                           {"October", "octobre"},
                                           {"November", "novembre"},
                                           {"December", "décembre"}};
    return names[month - 1][lang_current() == LANG_FR];
}

static void
write_day(struct buf *out, uint32_t date, const char *first)
{
    uint32_t day = date % 100;
    buf_printf(out, "%u%s", day,
               day == 1 && lang_current() == LANG_FR ? first : "");
    buf_printf(out, "\u00A0%s %u", month_name(date / 100 % 100), date / 10000);
}

void
html_date_plain(struct buf *out, uint32_t date)
{
    if (date_is_valid(date))
        write_day(out, date, "er");
}

void
html_date(struct buf *out, struct str iso)
{
    uint32_t date;
    char day[DATE_ISO_BYTES];
    if (!date_from_iso(iso, &date)) {
        html_text(out, iso);
        return;
    }
    date_to_iso(day, date);
    buf_printf(out, "<time datetime=\"%s\">", day);
    write_day(out, date, "<sup>er</sup>");
    buf_add(out, STR("</time>"));
}

void
html_month(struct buf *out, uint32_t year, uint32_t month)
{
    if (month)
        buf_printf(out, "%s ", month_name(month));
    buf_printf(out, "%u", year);
}

bool
html_many(uint64_t count)
{
    return count > 1 || (count == 0 && lang_current() == LANG_EN);
}
