/* index, query: how things are named in `search`. */
#include "terms.h"

#include "digest.h"
#include "document.h"
#include "lang.h"
#include "utf8.h"

#include <string.h>

enum { EXACT_KEY_MAX = 200 };

struct str
term_make(struct term *out, struct str prefix, struct str word)
{
    size_t len = prefix.len < sizeof out->at ? prefix.len : sizeof out->at;
    memcpy(out->at, prefix.at, len);
    struct str fits = term_word(prefix, word);
    if (fits.len)
        memcpy(out->at + len, fits.at, fits.len);
    out->len = (uint8_t)(len + fits.len);
    return (struct str){out->at, out->len};
}

static bool
starts_with(struct str term, const char *letter)
{
    return term.len && term.at[0] == letter[0];
}

bool
term_has_positions(struct str term)
{
    return term.len && !memchr(term.at, '\0', term.len) &&
           (starts_with(term, TERM_PREFIX_WORD) ||
            starts_with(term, TERM_PREFIX_CAPITALS) ||
            starts_with(term, TERM_PREFIX_INITIAL) ||
            starts_with(term, TERM_PREFIX_STRETCHES));
}

/* "V", the letter of a family. */
enum { WITHIN = 2 };

struct str
term_place(struct term *out, struct str family, struct str kind,
           struct str word)
{
    char within[WITHIN + 1] = {TERM_PREFIX_STRETCHES[0], family.at[0],
                               kind.at[0]};
    if (starts_with(family, TERM_PREFIX_WORD))
        return term_make(out, kind, word);
    if (starts_with(kind, TERM_PREFIX_WORD) &&
        !starts_with(family, TERM_PREFIX_TEXT))
        return term_make(out, family, word);
    return term_make(out, (struct str){within, sizeof within}, word);
}

struct str
term_place_documents(struct str place)
{
    bool within =
        starts_with(place, TERM_PREFIX_STRETCHES) && place.len > WITHIN;
    return within ? str_from_offset(place, WITHIN) : place;
}

struct str
term_place_list(struct term *out, struct str place)
{
    struct str term = term_place_documents(place);
    if (!term_stretches(out, term))
        return term;
    return term_make(out, STR(TERM_PREFIX_WORD), str_from_offset(term, 1));
}

bool
term_stretches(struct term *out, struct str place)
{
    if (starts_with(place, TERM_PREFIX_STRETCHES)) {
        term_make(out, STR(""), str_head(place, WITHIN));
        return true;
    }
    bool family = place.len && place.at[0] >= 'A' && place.at[0] <= 'Z' &&
                  !starts_with(place, TERM_PREFIX_WORD) &&
                  !starts_with(place, TERM_PREFIX_CAPITALS) &&
                  !starts_with(place, TERM_PREFIX_INITIAL);
    if (family)
        term_make(out, STR(TERM_PREFIX_STRETCHES), str_head(place, 1));
    return family;
}

/* Runs of blanks (also U+00A0, U+202F) become one space. */
static struct str
blanks_collapse(struct str s, struct arena *arena)
{
    char *at = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    if (!at)
        return (struct str){NULL, 0};
    for (size_t i = 0; i < s.len; i++) {
        struct str rest = str_from_offset(s, i);
        size_t blank = str_starts(rest, STR("\xE2\x80\xAF")) ? 3
                       : str_starts(rest, STR("\xC2\xA0"))   ? 2
                       : memchr(" \t\n\r", rest.at[0], 4)    ? 1
                                                             : 0;
        if (!blank)
            at[len++] = s.at[i];
        else if (len && at[len - 1] != ' ')
            at[len++] = ' ';
        i += blank ? blank - 1 : 0;
    }
    return (struct str){at, len};
}

/* What folding does to ASCII is to make small letters; false: there is more. */
static bool
fold_ascii(struct str *out, struct str s, struct arena *arena)
{
    char *at = arena_alloc(arena, s.len);
    for (size_t i = 0; at && i < s.len; i++) {
        if ((unsigned char)s.at[i] >= 0x80)
            return false;
        at[i] =
            (char)(s.at[i] >= 'A' && s.at[i] <= 'Z' ? s.at[i] + 32 : s.at[i]);
    }
    *out = (struct str){at, s.len};
    return at;
}

enum status
term_exact_key(struct str *out, struct str value, struct arena *arena,
               struct error *err)
{
    struct str folded;
    struct str plain = blanks_collapse(value, arena);
    if (!plain.at)
        return error_no_memory(err);
    plain = str_trim(plain);
    if (!fold_ascii(&folded, plain, arena))
        TRY(french_fold(&folded, plain, arena, err));
    *out = utf8_cut(folded, EXACT_KEY_MAX);
    return STATUS_OK;
}

/* The first reference in it; a lone number ("2018-2") is one of a text. */
static enum status
reference_key(struct str *out, struct str value, struct analyser *analyser,
              struct arena *arena, struct error *err)
{
    struct tokens tokens;
    if (cite_is_key(value))
        return term_exact_key(out, value, arena, err);
    TRY(analyse(&tokens, analyser, value, arena, err));
    if (tokens.cite_count == 0 && tokens.count == 2) {
        struct str told = arena_printf(arena, "loi " STR_FMT, STR_ARG(value));
        TRY(analyse(&tokens, analyser, told, arena, err));
    }
    for (size_t i = 0; i < tokens.cite_count; i++)
        if (tokens.cites[i].kind != CITE_WORD)
            return cite_key(out, &tokens.cites[i], arena, err);
    if (!document_uid_is_valid(value))
        return term_exact_key(out, value, arena, err);
    *out = value;
    return STATUS_OK;
}

static enum status
article_key(struct str *out, struct str value, struct analyser *analyser,
            struct arena *arena, struct error *err)
{
    struct tokens tokens;
    TRY(analyse(&tokens, analyser, value, arena, err));
    TRY(cite_article_key(out, tokens.at, tokens.count, arena, err));
    *out = utf8_cut(*out, EXACT_KEY_MAX);
    return STATUS_OK;
}

static struct str
without_name(struct str key, struct str name)
{
    if (!str_starts(key, name))
        return key;
    key = str_trim(str_from_offset(key, name.len));
    return str_starts(key, STR(":")) ? str_trim(str_from_offset(key, 1)) : key;
}

enum status
term_field_key(struct str *out, enum field field, struct str value,
               struct analyser *analyser, struct arena *arena,
               struct error *err)
{
    struct str key;
    if (field == FIELD_ARTICLE)
        return article_key(out, value, analyser, arena, err);
    if (field == FIELD_CITES)
        return reference_key(out, value, analyser, arena, err);
    TRY(term_exact_key(&key, value, arena, err));
    if (field == FIELD_ECLI)
        key = without_name(key, STR("ecli"));
    if (field == FIELD_IDCC)
        for (key = without_name(key, STR("idcc"));
             key.len > 1 && key.at[0] == '0';)
            key = str_from_offset(key, 1);
    *out = key;
    return STATUS_OK;
}

bool
term_title_key(char out[TERM_TITLE_KEY], const struct tokens *tokens)
{
    uint8_t sha256[SHA256_BYTES];
    struct digest digest;
    digest_init(&digest);
    for (size_t i = 0; i < tokens->count; i++) {
        digest_add(&digest, tokens->at[i].stem);
        digest_add(&digest, STR(" "));
    }
    digest_end(&digest, sha256);
    hex_encode(out, sha256, TERM_TITLE_KEY / 2);
    return tokens->count > 0;
}

enum status
vocabulary_forms(struct str **out, size_t *count, struct xap_reader *search,
                 struct str stem, struct arena *arena, struct error *err)
{
    struct term key;
    struct str value, form;
    TRY(xap_reader_metadata(
        &value, search, term_make(&key, STR(META_FORMS), stem), arena, err));
    size_t found = 0;
    for (struct str rest = value; rest.len && decode_str(&rest, &form);)
        found++;
    struct str *forms = arena_array(arena, found, sizeof *forms);
    if (!forms)
        return error_no_memory(err);
    struct str rest = value;
    for (size_t i = 0; i < found; i++)
        (void)decode_str(&rest, &forms[i]);
    *out = forms;
    *count = found;
    return STATUS_OK;
}
