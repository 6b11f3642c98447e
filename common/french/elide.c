/* Analysis: elision. */
#include "elide.h"

/* The words that lose their vowel before another: le, la, de, que, ne, se,
 * si, je, me, te, ce, ça, the compounds of que, entre, presque, quelque, as
 * any French grammar lists them. */
static const struct str dropped[] = {
    STR_INIT("l"),        STR_INIT("d"),      STR_INIT("qu"),
    STR_INIT("n"),        STR_INIT("s"),      STR_INIT("j"),
    STR_INIT("m"),        STR_INIT("t"),      STR_INIT("c"),
    STR_INIT("\xC3\xA7"), STR_INIT("jusqu"),  STR_INIT("lorsqu"),
    STR_INIT("puisqu"),   STR_INIT("quoiqu"), STR_INIT("entr"),
    STR_INIT("presqu"),   STR_INIT("quelqu"),
};

/* Words that keep their apostrophe.  A tail that ends in * is a beginning:
 * prud'homme, prud'hommes, prud'homal, prud'homie. */
static const struct {
    struct str head, tail;
} held[] = {
    {STR_INIT("aujourd"), STR_INIT("hui")},
    {STR_INIT("prud"), STR_INIT("hom*")},
    {STR_INIT("quelqu"), STR_INIT("un")},
    {STR_INIT("quelqu"), STR_INIT("une")},
    {STR_INIT("presqu"), STR_INIT("ile*")},
    {STR_INIT("presqu"), STR_INIT("\xC3\xAEle*")},
};

bool
elide_drops(struct str head)
{
    if (head.len > 6)
        return false;
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        if (str_eq(head, dropped[i]))
            return true;
    return false;
}

bool
elide_may_hold(struct str head)
{
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        if (str_eq(head, held[i].head))
            return true;
    return false;
}

static bool
tail_fits(struct str tail, struct str pattern)
{
    if (!str_ends(pattern, STR("*")))
        return str_eq(tail, pattern);
    return str_starts(tail, str_head(pattern, pattern.len - 1));
}

bool
elide_holds(struct str head, struct str tail)
{
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        if (str_eq(head, held[i].head) && tail_fits(tail, held[i].tail))
            return true;
    return false;
}
