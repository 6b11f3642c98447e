/* Query, third step: accents typed. */
#include "accents.h"

#include "fold.h"
#include "utf8.h"

static bool
same_letters(struct str a, struct str b)
{
    char folded[2][FOLD_MAX];
    struct str first = {folded[0], fold_word(folded[0], a)};
    struct str second = {folded[1], fold_word(folded[1], b)};
    return str_eq(first, second) && utf8_count(a) == utf8_count(b);
}

/* "événement" and "évènement", "réglementaire" and "règlementaire": the
 * spelling of 1990 (Journal officiel, 6 December 1990) moves between é and è,
 * and no two words differ by that alone. */
static bool
is_e_of_1990(uint32_t a, uint32_t b)
{
    return (a == 0xE9 && b == 0xE8) || (a == 0xE8 && b == 0xE9);
}

enum accent_fit
accents_fit(struct str typed, struct str form)
{
    enum accent_fit fit = ACCENTS_FIT;
    if (!same_letters(typed, form))
        return ACCENTS_FIT;
    for (size_t i = 0; typed.len && form.len; i++) {
        uint32_t want = 0, have = 0;
        size_t step = utf8_decode(typed, &want);
        size_t form_step = utf8_decode(form, &have);
        if (step == 0 || form_step == 0)
            break;
        if (is_e_of_1990(want, have))
            have = want;
        if (want != have && want >= 0x80 && have >= 0x80)
            return ACCENTS_DIFFER;
        if (want != have && want >= 0x80)
            fit = i || fit == ACCENTS_FIT_CAPITALS ? ACCENTS_FIT_CAPITALS
                                                   : ACCENTS_FIT_INITIAL;
        typed = str_from_offset(typed, step);
        form = str_from_offset(form, form_step);
    }
    return fit;
}
