/* ingest, at the end of a run: which texts are copies of one another. */
#include "copies.h"

#include "join_names.h"
#include "lang.h"

#include <string.h>

enum { CLASSES = COPIES_BANDS * COPIES_ROWS };

bool
copies_wants(const struct document *document)
{
    static const char *const kinds[] = {
        "question-ecrite", "question-orale", "question-gouvernement",
        "amendement",      "communique",     "page"};
    struct str kind = document_first(document, FIELD_KIND);
    if (document_has(document, FIELD_GROUP_KEY))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kind, str_from(kinds[i])))
            return true;
    return false;
}

bool
copies_is_band(struct str term)
{
    return term.len == 10 && term.at[0] == 'B';
}

/* The finaliser of MurmurHash3 (public domain): every bit moves every bit. */
static uint64_t
mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDu;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53u;
    return x ^ x >> 33;
}

#define WORD_START 0xCBF29CE484222325u /* of FNV-1a */

struct sketch {
    uint64_t least[CLASSES]; /* UINT64_MAX: none yet */
    uint64_t all;            /* of all words in their order */
    uint64_t before;         /* the last word, 0 at the start */
    uint64_t word;           /* the one being read, WORD_START: none */
    size_t words;
};

static void
end_word(struct sketch *sketch)
{
    if (sketch->word == WORD_START)
        return;
    uint64_t hash = mix(sketch->word);
    sketch->word = WORD_START;
    sketch->all = mix(sketch->all ^ hash);
    if (sketch->words++) {
        uint64_t pair = mix(sketch->before * 0x9E3779B97F4A7C15u + hash);
        uint64_t *least = &sketch->least[pair % CLASSES];
        pair /= CLASSES;
        if (pair < *least)
            *least = pair;
    }
    sketch->before = hash;
}

static void
add_letter(struct sketch *sketch, unsigned char letter)
{
    sketch->word = (sketch->word ^ letter) * 0x100000001B3u; /* FNV-1a */
}

/* U+00C0 to U+00FF without accents, ' ' for the two that are no letters. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
                            "aaaaaaaceeeeiiiidnooooo ouuuuyty";

/* Words in small letters without accents: enough to compare texts with one
 * another, and ten times as fast as the folding of the index. */
static void
add_words(struct sketch *sketch, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            add_letter(sketch, c);
        } else if (c >= 'A' && c <= 'Z') {
            add_letter(sketch, (unsigned char)(c + 32));
        } else if (c == 0xC3 && i + 1 < text.len) {
            char plain = latin[(unsigned char)text.at[++i] & 0x3F];
            if (plain == ' ')
                end_word(sketch);
            else
                add_letter(sketch, (unsigned char)plain);
        } else if (c == 0xC5 && i + 1 < text.len &&
                   ((unsigned char)text.at[i + 1] & 0xFE) == 0x92) {
            i++; /* the ligature oe */
            add_letter(sketch, 'o');
            add_letter(sketch, 'e');
        } else if (c >= 0xC4 && c <= 0xDF && i + 1 < text.len) {
            add_letter(sketch, c); /* of other alphabets, as they are */
            add_letter(sketch, (unsigned char)text.at[++i]);
        } else {
            end_word(sketch);
        }
    }
    end_word(sketch);
}

/* What was asked or tabled; not what was answered, by whom, on what. */
static bool
is_sketched(struct str role)
{
    static const char *const roles[] = {"body",   "question", "dispositif",
                                        "expose", "summary",  "headings"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (str_eq(role, str_from(roles[i])))
            return true;
    return role.len == 0;
}

static void
sketch_text(struct sketch *sketch, const struct document *document)
{
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        if (is_sketched(document_part(document, FIELD_TEXT, i, TEXT_ROLE)))
            add_words(sketch,
                      document_part(document, FIELD_TEXT, i, TEXT_TEXT));
    }
}

/* An empty class takes from the next one that is not, with its distance. */
static uint64_t
class_value(const struct sketch *sketch, size_t class)
{
    size_t away = 0;
    while (away < CLASSES &&
           sketch->least[(class + away) % CLASSES] == UINT64_MAX)
        away++;
    return mix(sketch->least[(class + away) % CLASSES] +
               away * 0x9E3779B97F4A7C15u);
}

static enum status
add_band(struct supplement *out, char number, uint64_t hash,
         struct arena *arena, struct error *err)
{
    char bytes[1 + sizeof hash];
    bytes[0] = number;
    for (size_t i = 0; i < sizeof hash; i++) /* no zero: it counts twice */
        bytes[1 + i] = (char)((hash >> 8 * i & 0x7F) | 0x80);
    struct str term = {bytes, sizeof bytes};
    return join_term(out, 'B', term, arena, err);
}

enum status
copies_sketch(struct supplement *out, const struct document *document,
              struct arena *arena, struct error *err)
{
    struct sketch sketch = {.word = WORD_START};
    memset(sketch.least, 0xFF, sizeof sketch.least);
    sketch_text(&sketch, document);
    if (sketch.words < COPIES_EXACT_MIN)
        return STATUS_OK;
    TRY(add_band(out, '0', sketch.all, arena, err));
    if (sketch.words <= COPIES_WORDS_MIN)
        return STATUS_OK;
    for (size_t band = 0; band < COPIES_BANDS; band++) {
        uint64_t hash = 0;
        for (size_t row = 0; row < COPIES_ROWS; row++)
            hash = mix(hash ^ class_value(&sketch, band * COPIES_ROWS + row));
        TRY(add_band(out, (char)('1' + band), hash, arena, err));
    }
    return STATUS_OK;
}
