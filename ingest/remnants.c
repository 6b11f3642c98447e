/* ingest: traces of a format in a text. */
#include "remnants.h"

#include <string.h>

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t
name_length(struct str s)
{
    size_t len = 0;
    while (len < s.len && (is_letter(s.at[len]) || is_digit(s.at[len])))
        len++;
    return len;
}

static bool
is_one_of(struct str name, const char *const *names)
{
    for (; *names; names++)
        if (str_eq_nocase(name, str_from(*names)))
            return true;
    return false;
}

/* "&eacute;", "&#39;", "&#xA0;"; not "R&D;", "M&A" or a parameter of a
 * URL. */
static bool
is_entity(struct str s)
{
    static const char *const names[] = {
        "nbsp",   "amp",   "lt",     "gt",     "quot",   "apos",   "eacute",
        "egrave", "ecirc", "euml",   "agrave", "acirc",  "ccedil", "icirc",
        "iuml",   "ocirc", "ugrave", "ucirc",  "uuml",   "rsquo",  "lsquo",
        "ldquo",  "rdquo", "laquo",  "raquo",  "hellip", "ndash",  "mdash",
        "deg",    "euro",  "oelig",  "sect",   "bull",   "shy",    "middot",
        "times",  "sup2",  "sup3",   "thinsp", "ensp",   "emsp",   NULL};
    s = str_from_offset(s, 1);
    if (s.len > 2 && s.at[0] == '#') {
        size_t at = s.at[1] == 'x' || s.at[1] == 'X' ? 2 : 1;
        size_t len = name_length(str_from_offset(s, at));
        return len && len < 7 && at + len < s.len && s.at[at + len] == ';';
    }
    size_t len = name_length(s);
    return len < s.len && s.at[len] == ';' &&
           is_one_of(str_head(s, len), names);
}

/* "<p>", "</td>", "<br />", "<span class=", "<!--"; not "a < b" or "<18>". */
static bool
is_tag(struct str s)
{
    static const char *const names[] = {
        "a",    "b",   "br",     "blockquote", "center", "div",    "em",
        "font", "h1",  "h2",     "h3",         "h4",     "h5",     "h6",
        "hr",   "i",   "img",    "li",         "link",   "meta",   "o",
        "ol",   "p",   "script", "small",      "span",   "strong", "style",
        "sub",  "sup", "table",  "tbody",      "td",     "th",     "thead",
        "tr",   "u",   "ul",     NULL};
    if (str_starts(s, STR("<!--")) || str_starts(s, STR("<![CDATA[")))
        return true;
    s = str_from_offset(s, s.len > 1 && s.at[1] == '/' ? 2 : 1);
    size_t len = name_length(s);
    if (len == 0 || !is_one_of(str_head(s, len), names))
        return false;
    s = str_from_offset(s, len);
    if (s.len && (s.at[0] == '>' || str_starts(s, STR("/>"))))
        return true;
    size_t end = str_find_char(str_head(s, 200), '>');
    return s.len && s.at[0] == ' ' && end != SIZE_MAX &&
           (str_contains(str_head(s, end), STR("=")) ||
            str_eq(str_trim(str_head(s, end)), STR("/")));
}

/* Two bytes of UTF-8 that were taken for letters: "Ã©", "Â°", "â€™". */
static bool
is_mojibake(struct str s)
{
    static const char *const ends[] = {
        "\xC2\xA9", "\xC2\xA8", "\xC2\xAA", "\xC2\xA7", "\xC2\xB4",
        "\xC2\xAE", "\xC2\xBB", "\xC2\xB9", "\xC2\xAF", NULL};
    if (str_starts(s, STR("\xC3\xA2\xE2\x82\xAC")))
        return true;
    if (!str_starts(s, STR("\xC3\x83")))
        return false;
    for (const char *const *end = ends; *end; end++)
        if (str_starts(str_from_offset(s, 2), str_from(*end)))
            return true;
    return false;
}

enum remnant
remnant_find(struct str text, size_t *at)
{
    for (size_t i = 0; i < text.len; i++) {
        struct str rest = str_from_offset(text, i);
        enum remnant found = REMNANT_NONE;
        switch (text.at[i]) {
        case '&':
            found = is_entity(rest) ? REMNANT_ENTITY : REMNANT_NONE;
            break;
        case '<':
            found = is_tag(rest) ? REMNANT_TAG : REMNANT_NONE;
            break;
        case '\xC2':
            if (rest.len > 1 && (unsigned char)rest.at[1] < 0xA0)
                found = REMNANT_CONTROL;
            break;
        case '\xC3':
            found = is_mojibake(rest) ? REMNANT_MOJIBAKE : REMNANT_NONE;
            break;
        case '\xEF':
            if (str_starts(rest, STR("\xEF\xBF\xBD")))
                found = REMNANT_REPLACEMENT;
            break;
        default:
            break;
        }
        if (found != REMNANT_NONE) {
            *at = i;
            return found;
        }
    }
    return REMNANT_NONE;
}

const char *
remnant_name(enum remnant remnant)
{
    static const char *const names[] = {"",
                                        "replacement-character",
                                        "control-character",
                                        "entity-left",
                                        "markup-left",
                                        "mojibake"};
    return names[remnant];
}
