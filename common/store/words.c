/* search: the copy of the word lists. */
#include "words.h"

#include "terms.h"

#include <stdio.h>

void
words_stamp(char out[WORDS_STAMP], const struct wordlists *lexicon)
{
    char words[WORDLISTS_HASH], acronyms[WORDLISTS_HASH];
    wordlists_hash(words, buf_str(&lexicon->words));
    wordlists_hash(acronyms, buf_str(&lexicon->acronyms));
    snprintf(out, WORDS_STAMP, "%s%s/%s", SEARCH_STAMP, words, acronyms);
}

static struct str
without_acronyms(struct str stamp)
{
    size_t slash = str_rfind(stamp, STR("/"));
    return slash == SIZE_MAX ? stamp : str_head(stamp, slash);
}

bool
words_stamp_fits(struct str a, struct str b)
{
    return str_eq(without_acronyms(a), without_acronyms(b));
}

enum status
words_write(struct xap_writer *writer, const struct wordlists *lexicon,
            struct str user, struct error *err)
{
    char stamp[WORDS_STAMP];
    words_stamp(stamp, lexicon);
    TRY(xap_writer_metadata_set(writer, STR(META_WORDS),
                                buf_str(&lexicon->words), err));
    TRY(xap_writer_metadata_set(writer, STR(META_ACRONYMS),
                                buf_str(&lexicon->acronyms), err));
    TRY(xap_writer_metadata_set(writer, STR(META_LEXICON), user, err));
    return xap_writer_metadata_set(writer, STR(META_STAMP), str_from(stamp),
                                   err);
}

enum status
words_read(struct wordlists *out, char stamp[WORDS_STAMP],
           struct xap_reader *search, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(wordlists) struct wordlists lexicon = {0};
    struct str words, acronyms, stamped;
    char made[WORDS_STAMP];
    TRY(xap_reader_metadata(&stamped, search, STR(META_STAMP), &arena, err));
    if (!str_starts(stamped, STR(SEARCH_STAMP)))
        return STATUS_FORMAT;
    TRY(xap_reader_metadata(&words, search, STR(META_WORDS), &arena, err));
    TRY(xap_reader_metadata(&acronyms, search, STR(META_ACRONYMS), &arena,
                            err));
    TRY(wordlists_copy(&lexicon, words, acronyms, err));
    words_stamp(made, &lexicon);
    if (!str_eq(stamped, str_from(made)))
        return STATUS_FORMAT;
    snprintf(stamp, WORDS_STAMP, "%s", made);
    *out = lexicon;
    lexicon = (struct wordlists){0};
    return STATUS_OK;
}

enum status
words_user(struct str *out, struct xap_reader *search, struct arena *arena,
           struct error *err)
{
    return xap_reader_metadata(out, search, STR(META_LEXICON), arena, err);
}
