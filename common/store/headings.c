/* index, query: the words of headings. */
#include "headings.h"

#include <string.h>

uint16_t
heading_mark(struct str stem)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < stem.len; i++)
        hash = (hash ^ (uint8_t)stem.at[i]) * 16777619u;
    return (uint16_t)(hash >> 16 ^ hash);
}

/* ---- headings ------------------------------------------------------------ */

static bool
is_unit(struct str word)
{
    static const struct str units[] = {
        STR_INIT("partie"),          STR_INIT("livre"),
        STR_INIT("titre"),           STR_INIT("sous-titre"),
        STR_INIT("chapitre"),        STR_INIT("section"),
        STR_INIT("sous-section"),    STR_INIT("paragraphe"),
        STR_INIT("sous-paragraphe"),
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_eq(word, units[i]))
            return true;
    return false;
}

/* Where the name begins behind "Titre II :", "Première partie :". */
static size_t
name_start(struct str text, const struct tokens *tokens)
{
    size_t colon = str_find_char(text, ':');
    if (colon == SIZE_MAX)
        return 0;
    for (size_t i = 0; i < tokens->count && tokens->at[i].end <= colon; i++)
        if (is_unit(tokens->at[i].word))
            return colon;
    return 0;
}

static bool
has_mark(const struct heading *heading, uint16_t mark)
{
    for (uint8_t i = 0; i < heading->count; i++)
        if (heading->marks[i] == mark)
            return true;
    return false;
}

void
heading_of(struct heading *out, struct str text, const struct tokens *tokens)
{
    size_t start = name_start(text, tokens);
    *out = (struct heading){.count = 0};
    /* "Partie réglementaire - Décrets simples" is no subject. */
    if (start == 0 && tokens->count &&
        str_eq(tokens->at[0].word, STR("partie")))
        return;
    for (size_t i = 0; i < tokens->count && out->count < HEADING_STEMS_MAX;
         i++) {
        const struct token *token = &tokens->at[i];
        if (token->start < start || (token->flags & TOKEN_STOP))
            continue;
        uint16_t mark = heading_mark(token->stem);
        if (!has_mark(out, mark))
            out->marks[out->count++] = mark;
    }
}

void
headings_add(struct headings *headings, const struct heading *heading)
{
    if (heading->count == 0)
        return;
    if (headings->count == HEADINGS_MAX)
        memmove(headings->at, headings->at + 1,
                --headings->count * sizeof *headings->at);
    headings->at[headings->count++] = *heading;
}

/* ---- values -------------------------------------------------------------- */

void
headings_encode(struct buf *out, const struct headings *headings)
{
    for (uint32_t i = 0; i < headings->count; i++) {
        const struct heading *heading = &headings->at[i];
        buf_add_char(out, (char)heading->count);
        for (uint8_t m = 0; m < heading->count; m++) {
            buf_add_char(out, (char)(heading->marks[m] >> 8));
            buf_add_char(out, (char)(heading->marks[m] & 0xFF));
        }
    }
}

/* The share of the heading whose marks begin here. */
static double
share_of(const uint8_t *at, uint8_t stems, const uint16_t *marks, size_t count)
{
    uint32_t said = 0;
    for (uint8_t i = 0; i < stems; i++) {
        uint16_t mark = (uint16_t)(at[2 * i] << 8 | at[2 * i + 1]);
        size_t k = 0;
        while (k < count && marks[k] != mark)
            k++;
        said += k < count;
    }
    return (double)said / stems;
}

/* From the top down: what came before is further up by one level more. */
double
headings_share(struct str value, const uint16_t *marks, size_t count,
               double fade)
{
    double best = 0;
    while (value.len) {
        const uint8_t *at = (const uint8_t *)value.at;
        uint8_t stems = at[0];
        if (stems == 0 || value.len < 1u + 2u * stems)
            return 0;
        double share = share_of(at + 1, stems, marks, count);
        best *= fade;
        best = share > best ? share : best;
        value = str_from_offset(value, 1u + 2u * stems);
    }
    return best;
}
