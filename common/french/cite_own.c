/* Analysis: which code or text an article is of that names none. */
#include "cite.h"

/* The last ones named so far. */
struct named {
    struct str code, text;
};

static void
note(struct named *named, const struct cite *cite)
{
    if (cite->kind == CITE_TEXT && !cite->loose)
        named->text = cite->normal;
    if (cite->kind != CITE_ARTICLE || !cite->of.len)
        return;
    if (str_starts(cite->of, STR("no:")))
        named->text = cite->of;
    else
        named->code = cite->of;
}

/* "art:l1234-5", not "art:12" */
static bool
has_letter(const struct cite *cite)
{
    struct str number = str_from_offset(cite->normal, sizeof "art:" - 1);
    return number.len && (number.at[0] < '0' || number.at[0] > '9');
}

static struct str
meant(const struct cite *cite, const struct named *named, struct str own)
{
    switch (cite->relation) {
    case CITE_OF_SAME_CODE:
        return named->code.len ? named->code : own;
    case CITE_OF_SAME_TEXT:
        return named->text.len ? named->text : own;
    case CITE_OF_UNTOLD:
        return own.len || !has_letter(cite) ? own : named->code;
    case CITE_OF_PRESENT:
        return own;
    default:
        return cite->of;
    }
}

void
cites_own(struct cite *cites, size_t count, struct str own)
{
    struct named named = {0};
    for (size_t i = 0; i < count; i++) {
        if (cites[i].kind == CITE_ARTICLE)
            cites[i].of = meant(&cites[i], &named, own);
        note(&named, &cites[i]);
    }
}
