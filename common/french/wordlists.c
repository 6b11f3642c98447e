/* Analysis: the word lists, built in and a user's. */
#include "wordlists.h"

#include "digest.h"
#include "fold.h"
#include "lang.h"
#include "token.h"
#include "utf8.h"

#include <string.h>

static const struct {
    struct str stem, words;
} families[] = {
#define STEM(stem, words) {STR_INIT(stem), STR_INIT(words)},
#include "stems.def"
#undef STEM
};

static const struct {
    struct str kind, words;
} verbs[] = {
#define VERB(words) {STR_INIT("verb"), STR_INIT(words)},
#define NO_VERB(words) {STR_INIT("noun"), STR_INIT(words)},
#include "verbs.def"
#undef VERB
#undef NO_VERB
};

static const struct str stop_words[] = {
#define STOP(words) STR_INIT(words),
#include "stop.def"
#undef STOP
};

static const struct {
    struct str acronym, expansion;
} acronyms[] = {
#define ACRONYM(acronym, expansion, source)                                    \
    {STR_INIT(acronym), STR_INIT(expansion)},
#include "acronyms.def"
#undef ACRONYM
};

enum { USER_LINE_MAX = 16 * 1024 };

/* ---- entries ---------------------------------------------------------- */

static void
add_entry(struct buf *words, struct str kind, struct str name, struct str rest)
{
    buf_add(words, kind);
    buf_add_char(words, ' ');
    if (name.len) {
        buf_add(words, name);
        buf_add_char(words, ' ');
    }
    buf_add(words, rest);
    buf_add_char(words, '\n');
}

/* The one word that s is, normal or folded (no accent, no apostrophe), added
 * to out; false when s is no single word. */
static bool
add_word(struct buf *out, struct str s, bool folded)
{
    struct tokeniser tokeniser;
    struct raw_token raw, more;
    char plain[FOLD_MAX];
    tokeniser_init(&tokeniser, s);
    if (!tokeniser_next(&tokeniser, &raw))
        return false;
    struct str word = raw.word;
    size_t len = fold_word(plain, word);
    size_t start = out->len;
    if (folded)
        for (size_t i = 0; i < len; i++) {
            if (plain[i] != '\'')
                buf_add_char(out, plain[i]);
        }
    else
        buf_add(out, word);
    return raw.start == 0 && out->len > start &&
           !tokeniser_next(&tokeniser, &more);
}

static void
add_acronym(struct buf *acronyms_out, struct str acronym, struct str expansion)
{
    (void)add_word(acronyms_out, acronym, true);
    buf_add_char(acronyms_out, '=');
    buf_add(acronyms_out, str_trim(expansion));
    buf_add_char(acronyms_out, '\n');
}

/* ---- a user's file ----------------------------------------------------- */

static enum status
bad_word(struct str word, struct error *err)
{
    return error_set(err, STATUS_FORMAT,
                     TR("'" STR_FMT "' is not one word",
                        "« " STR_FMT " » n'est pas un mot seul"),
                     STR_ARG(utf8_cut(word, 60)));
}

static bool
next_word(struct str *rest, struct str *word)
{
    *rest = str_trim(*rest);
    size_t end = 0;
    while (end < rest->len && !memchr(" \t", rest->at[end], 2))
        end++;
    *word = str_head(*rest, end);
    *rest = str_from_offset(*rest, end);
    return end > 0;
}

static enum status
read_family(struct wordlists *out, struct str line, struct error *err)
{
    AUTO(buf) struct buf words = BUF_INIT(2 * USER_LINE_MAX);
    AUTO(buf) struct buf name = BUF_INIT(2 * USER_LINE_MAX);
    struct str named, rest, word;
    if (!str_cut(line, STR("="), &named, &rest)) {
        rest = line;
        named = line;
    }
    if (!next_word(&named, &word) || !add_word(&name, word, true))
        return bad_word(word, err);
    while (next_word(&rest, &word)) {
        if (!add_word(&words, word, true))
            return bad_word(word, err);
        buf_add_char(&words, ' ');
    }
    TRY(buf_status(&words, err));
    add_entry(&out->words, STR("stem"), buf_str(&name),
              str_trim(buf_str(&words)));
    return STATUS_OK;
}

static enum status
read_stop(struct wordlists *out, struct str rest, struct error *err)
{
    AUTO(buf) struct buf words = BUF_INIT(2 * USER_LINE_MAX);
    struct str word;
    while (next_word(&rest, &word)) {
        bool no_more = word.at[0] == '-';
        if (no_more)
            buf_add_char(&words, '-');
        if (!add_word(&words, str_from_offset(word, no_more), false))
            return bad_word(word, err);
        buf_add_char(&words, ' ');
    }
    TRY(buf_status(&words, err));
    add_entry(&out->words, STR("stop"), STR(""), str_trim(buf_str(&words)));
    return STATUS_OK;
}

static enum status
read_acronym(struct wordlists *out, struct str line, struct error *err)
{
    AUTO(buf) struct buf word = BUF_INIT(2 * USER_LINE_MAX);
    struct str acronym, expansion;
    if (!str_cut(line, STR("="), &acronym, &expansion))
        return error_set(
            err, STATUS_FORMAT, "%s",
            TR("no '=' behind the acronym", "pas de « = » après le sigle"));
    acronym = str_trim(acronym);
    if (!add_word(&word, acronym, true))
        return bad_word(acronym, err);
    add_acronym(&out->acronyms, acronym, expansion);
    return STATUS_OK;
}

static enum status
read_line(struct wordlists *out, struct str line, struct error *err)
{
    struct str kind, rest, comment;
    str_cut(line, STR("#"), &line, &comment);
    line = str_trim(line);
    if (line.len == 0)
        return STATUS_OK;
    if (line.len > USER_LINE_MAX)
        return error_set(err, STATUS_FORMAT,
                         TR("longer than %d bytes", "plus de %d octets"),
                         USER_LINE_MAX);
    if (str_cut(line, STR(":"), &kind, &rest)) {
        kind = str_trim(kind);
        if (str_eq(kind, STR("stem")) || str_eq(kind, STR("famille")))
            return read_family(out, rest, err);
        if (str_eq(kind, STR("stop")) || str_eq(kind, STR("vide")))
            return read_stop(out, rest, err);
        if (str_eq(kind, STR("acronym")) || str_eq(kind, STR("sigle")))
            return read_acronym(out, rest, err);
    }
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("does not start with stem:, stop: or acronym:",
                        "ne commence pas par famille:, vide: ou sigle:"));
}

static enum status
read_user(struct wordlists *out, struct str user, struct error *err)
{
    struct str line;
    for (size_t number = 1; str_line(&user, &line); number++) {
        if (number == 1 && str_starts(line, STR("\xEF\xBB\xBF")))
            line = str_from_offset(line, 3);
        enum status status = read_line(out, line, err);
        if (status == STATUS_FORMAT)
            return error_add(err, TR("line %zu", "ligne %zu"), number);
        TRY(status);
    }
    return STATUS_OK;
}

/* ---- the whole ---------------------------------------------------------- */

/* True when the lines so far have an entry for the acronym: then the built-in
 * ones do not count. */
static bool
has_acronym(struct str lines, struct str key)
{
    struct str line;
    while (str_line(&lines, &line))
        if (str_starts(line, key))
            return true;
    return false;
}

static enum status
add_builtin(struct wordlists *out, struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    size_t user = out->acronyms.len;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        add_entry(&out->words, STR("stem"), families[i].stem,
                  families[i].words);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        add_entry(&out->words, verbs[i].kind, STR(""), verbs[i].words);
    for (size_t i = 0; i < sizeof stop_words / sizeof *stop_words; i++)
        add_entry(&out->words, STR("stop"), STR(""), stop_words[i]);
    for (size_t i = 0; i < sizeof acronyms / sizeof *acronyms; i++) {
        buf_clear(&key);
        (void)add_word(&key, acronyms[i].acronym, true);
        buf_add_char(&key, '=');
        if (!has_acronym(str_head(buf_str(&out->acronyms), user),
                         buf_str(&key)))
            add_acronym(&out->acronyms, acronyms[i].acronym,
                        acronyms[i].expansion);
    }
    TRY(buf_status(&out->words, err));
    return buf_status(&out->acronyms, err);
}

enum status
wordlists_init(struct wordlists *out, struct str user, struct error *err)
{
    AUTO(wordlists)
    struct wordlists lexicon = {BUF_INIT(WORDLISTS_MAX),
                                BUF_INIT(WORDLISTS_MAX)};
    TRY(read_user(&lexicon, user, err));
    TRY(add_builtin(&lexicon, err));
    *out = lexicon;
    lexicon = (struct wordlists){0}; /* NOLINT: its cleanup reads it */
    return STATUS_OK;
}

enum status
wordlists_copy(struct wordlists *out, struct str words, struct str list,
               struct error *err)
{
    AUTO(wordlists)
    struct wordlists lexicon = {BUF_INIT(WORDLISTS_MAX),
                                BUF_INIT(WORDLISTS_MAX)};
    buf_add(&lexicon.words, words);
    buf_add(&lexicon.acronyms, list);
    TRY(buf_status(&lexicon.words, err));
    TRY(buf_status(&lexicon.acronyms, err));
    *out = lexicon;
    lexicon = (struct wordlists){0}; /* NOLINT: its cleanup reads it */
    return STATUS_OK;
}

void
wordlists_release(struct wordlists *lexicon)
{
    buf_release(&lexicon->words);
    buf_release(&lexicon->acronyms);
}

void
wordlists_hash(char out[WORDLISTS_HASH], struct str part)
{
    uint8_t sha256[SHA256_BYTES];
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, part);
    digest_end(&digest, sha256);
    hex_encode(out, sha256, (WORDLISTS_HASH - 1) / 2);
}

bool
wordlists_next(struct str *rest, struct str kind, struct str *entry)
{
    struct str line;
    while (str_line(rest, &line))
        if (str_starts(line, kind)) {
            *entry = str_trim(str_from_offset(line, kind.len));
            return true;
        }
    return false;
}
