/* ingest, step 3: recognising labels however they are typed. */
#include "label.h"

#include "utf8.h"

#include <string.h>

/* U+00C0 to U+00FF without accents; '*' stands for signs. */
static const char latin_1[] = "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiii"
                              "dnooooo*ouuuuypy";

static const struct sign {
    uint32_t from, to;
    const char *text;
} signs[] = {
    {0x00A0, 0x00A0, " "},  {0x00AB, 0x00AB, "\""}, {0x00AD, 0x00AD, ""},
    {0x00B0, 0x00B0, "o"},  {0x00BA, 0x00BA, "o"},  {0x00BB, 0x00BB, "\""},
    {0x0152, 0x0153, "oe"}, {0x02BC, 0x02BC, "'"},  {0x0300, 0x036F, ""},
    {0x2000, 0x200A, " "},  {0x200B, 0x200F, ""},   {0x2010, 0x2015, "-"},
    {0x2018, 0x2019, "'"},  {0x201C, 0x201E, "\""}, {0x202F, 0x202F, " "},
    {0x2060, 0x2060, ""},   {0xFEFF, 0xFEFF, ""},
};

static const char *
fold_sign(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (code_point >= signs[i].from && code_point <= signs[i].to)
            return signs[i].text;
    return "*";
}

static void
put(struct label *label, char c)
{
    bool blank = c == ' ' || c == '\t' || c == '\n';
    if (blank && (label->len == 0 || label->text[label->len - 1] == ' '))
        return;
    if (label->len + 1 < sizeof label->text)
        label->text[label->len++] = blank ? ' ' : c;
}

struct label
label_fold(struct str s)
{
    struct label label = {.len = 0};
    size_t at = 0;
    while (at < s.len && label.len + 1 < sizeof label.text) {
        uint32_t c = 0;
        size_t len = utf8_decode(str_from_offset(s, at), &c);
        at += len ? len : 1;
        if (c >= 'A' && c <= 'Z')
            put(&label, (char)(c + 32));
        else if (c < 0x80)
            put(&label, (char)c);
        else if (c >= 0xC0 && c <= 0xFF)
            put(&label, latin_1[c - 0xC0]);
        else
            for (const char *sign = fold_sign(c); *sign; sign++)
                put(&label, *sign);
    }
    while (label.len && label.text[label.len - 1] == ' ')
        label.len--;
    label.text[label.len] = '\0';
    return label;
}

bool
label_is(const struct label *label, const char *folded)
{
    return strcmp(label->text, folded) == 0;
}

bool
label_starts(const struct label *label, const char *folded)
{
    return strncmp(label->text, folded, strlen(folded)) == 0;
}

bool
label_contains(const struct label *label, const char *folded)
{
    return strstr(label->text, folded) != NULL;
}
