/* Every step: text from outside, made fit for a terminal or a log line. */
#include "safe_text.h"

#include "utf8.h"

#define REPLACEMENT STR("\xEF\xBF\xBD") /* U+FFFD */

/* Characters that show nothing and change how the rest is shown: joiners,
 * direction marks and overrides, fillers, tags (Unicode, categories Cf and
 * the variation selectors). */
static const struct range {
    uint32_t first, last;
} hidden[] = {
    {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x0600, 0x0605},
    {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
    {0x08E2, 0x08E2},   {0x115F, 0x1160},   {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x200B, 0x200F},   {0x202A, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

bool
safe_text_is_hidden(uint32_t c)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (c >= hidden[i].first && c <= hidden[i].last)
            return true;
    return false;
}

/* Ends of lines other than LF; what they are depends on keep_lines. */
static bool
is_line_end(uint32_t c)
{
    return c == '\n' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 ||
           c == 0x2029;
}

static void
safe_char(struct buf *out, struct str bytes, uint32_t c, bool keep_lines)
{
    if (is_line_end(c))
        buf_add_char(out, keep_lines ? '\n' : ' ');
    else if (c == '\t')
        buf_add_char(out, ' ');
    else if (c >= 0x20 && (c < 0x7F || c > 0x9F) && !safe_text_is_hidden(c))
        buf_add(out, bytes);
}

void
safe_text(struct buf *out, struct str text, bool keep_lines)
{
    while (text.len) {
        uint32_t c;
        size_t len = utf8_decode(text, &c);
        if (len)
            safe_char(out, str_head(text, len), c, keep_lines);
        else
            buf_add(out, REPLACEMENT);
        text = str_from_offset(text, len ? len : 1);
    }
}
