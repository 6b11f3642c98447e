/* index: the word lists of a run. */
#include "lists.h"

#include "commit.h"
#include "lang.h"
#include "log.h"
#include "utf8.h"
#include "words.h"

#include <errno.h>
#include <stdio.h>

enum { FILE_MAX = 1 << 20 };

static inline void
cleanup_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

static enum status
read_text(struct buf *out, const char *path, struct error *err)
{
    AUTO(file) FILE *file = fopen(path, "rb");
    if (!file)
        return error_errno(err, errno,
                           TR("cannot open '%s'", "impossible d'ouvrir « %s »"),
                           path);
    size_t got = 1;
    while (got > 0 && buf_reserve(out, 4096)) {
        got = fread(out->at + out->len, 1, 4096, file);
        out->len += got;
    }
    if (ferror(file))
        return error_errno(err, errno,
                           TR("cannot read '%s'", "impossible de lire « %s »"),
                           path);
    if (out->failure == STATUS_LIMIT)
        return error_set(err, STATUS_SYNTAX,
                         TR("'%s' is over 1 MiB", "« %s » dépasse 1 Mio"),
                         path);
    TRY(buf_status(out, err));
    if (!utf8_is_valid(buf_str(out)))
        return error_set(err, STATUS_SYNTAX,
                         TR("'%s' is no UTF-8", "« %s » n'est pas en UTF-8"),
                         path);
    return STATUS_OK;
}

enum status
lists_read(struct lists *out, const char *path, struct error *err)
{
    AUTO(lists) struct lists lists = {.user = BUF_INIT(FILE_MAX)};
    if (path) {
        TRY(read_text(&lists.user, path, err));
        enum status status =
            wordlists_init(&lists.lexicon, buf_str(&lists.user), err);
        if (status == STATUS_FORMAT) {
            (void)error_add(err, "'%s'", path);
            return STATUS_SYNTAX;
        }
        TRY(status);
        lists.given = true;
    }
    *out = lists;
    lists = (struct lists){0}; /* NOLINT: its cleanup reads it */
    return STATUS_OK;
}

void
lists_release(struct lists *lists)
{
    wordlists_release(&lists->lexicon);
    buf_release(&lists->user);
}

/* The user's text that a generation keeps. */
static enum status
keep_user(struct lists *lists, struct xap_reader *search, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str user;
    TRY(words_user(&user, search, &arena, err));
    buf_clear(&lists->user);
    buf_add(&lists->user, user);
    return buf_status(&lists->user, err);
}

static enum status
keep_current(struct lists *lists, const struct layout *layout,
             struct error *err)
{
    AUTO(xap_reader) struct xap_reader *search = NULL;
    char path[LAYOUT_PATH_MAX];
    uint32_t generation;
    TRY(layout_current(&generation, layout, err));
    layout_generation(path, layout, generation);
    TRY(xap_reader_open(&search, path, err));
    return keep_user(lists, search, err);
}

enum status
lists_for_new(struct lists *lists, const struct layout *layout,
              struct error *err)
{
    struct error why = {0};
    if (lists->given)
        return STATUS_OK;
    enum status status = keep_current(lists, layout, &why);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        log_error(TR("a word list given before cannot be read: %s",
                     "une liste de mots donnée plus tôt est illisible : %s"),
                  why.text);
    wordlists_release(&lists->lexicon);
    return wordlists_init(&lists->lexicon, buf_str(&lists->user), err);
}

/* ---- a generation in use ----------------------------------------------- */

static enum status
other_version(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("the index was made by another version: run "
                        "liasse-index --rebuild",
                        "l'index vient d'une autre version : lancez "
                        "liasse-index --rebuild"));
}

static enum status
other_words(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("the index was made with other families of words or "
                        "stop words: run liasse-index --rebuild --lexicon FILE",
                        "l'index a d'autres familles de mots ou mots vides : "
                        "lancez liasse-index --rebuild --lexicon FICHIER"));
}

/* The words of the generation, with acronyms of today. */
static enum status
keep_words(struct lists *lists, const struct wordlists *old, struct error *err)
{
    buf_clear(&lists->lexicon.words);
    buf_add(&lists->lexicon.words, buf_str(&old->words));
    return buf_status(&lists->lexicon.words, err);
}

static enum status
exchange(struct lists *lists, struct xap_writer *writer, const char *path,
         struct error *err)
{
    TRY(commit_begin(writer, path, err));
    TRY(words_write(writer, &lists->lexicon, buf_str(&lists->user), err));
    return commit_database(writer, path, err);
}

enum status
lists_for_old(struct lists *lists, struct xap_writer *writer, const char *path,
              struct error *err)
{
    AUTO(wordlists) struct wordlists old = {0};
    AUTO(arena) struct arena arena = {0};
    char stamp[WORDS_STAMP], wanted[WORDS_STAMP];
    struct str user;
    struct xap_reader *search = xap_writer_reader(writer);
    enum status status = words_read(&old, stamp, search, err);
    if (status == STATUS_FORMAT)
        return other_version(err);
    TRY(status);
    TRY(words_user(&user, search, &arena, err));
    if (!lists->given) {
        TRY(keep_user(lists, search, err));
        wordlists_release(&lists->lexicon);
        TRY(wordlists_init(&lists->lexicon, buf_str(&lists->user), err));
    }
    words_stamp(wanted, &lists->lexicon);
    if (!words_stamp_fits(str_from(stamp), str_from(wanted))) {
        if (lists->given)
            return other_words(err);
        log_note("%s", TR("newer word lists wait for liasse-index --rebuild",
                          "des listes de mots plus récentes attendent "
                          "liasse-index --rebuild"));
        TRY(keep_words(lists, &old, err));
        words_stamp(wanted, &lists->lexicon);
    }
    bool same = str_eq(str_from(stamp), str_from(wanted)) &&
                str_eq(user, buf_str(&lists->user));
    return same ? STATUS_OK : exchange(lists, writer, path, err);
}
