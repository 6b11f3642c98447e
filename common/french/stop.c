/* Analysis: stop words. */
#include "stop.h"

#include "fold.h"

/* How a word stands in the map: the first entry for it counts. */
enum { IS_STOP = 1, IS_NONE = 2 };

static enum status
add(struct map *words, struct str word, uint64_t kind, struct error *err)
{
    char folded[FOLD_MAX];
    struct str plain = {folded, fold_word(folded, word)};
    uint64_t *written = map_at(words, word);
    if (written && *written == 0)
        *written = kind;
    uint64_t *typed = written ? map_at(words, plain) : NULL;
    if (!typed)
        return error_set(err, STATUS_NOMEM, "no memory for the stop words");
    if (*typed == 0)
        *typed = kind;
    return STATUS_OK;
}

enum status
stop_init(struct map *words, const struct wordlists *lexicon, struct error *err)
{
    struct str lines = buf_str(&lexicon->words), rest, word;
    while (wordlists_next(&lines, STR("stop "), &rest)) {
        while (!str_is_empty(rest)) {
            str_cut(rest, STR(" "), &word, &rest);
            bool none = str_starts(word, STR("-"));
            word = str_from_offset(word, none);
            if (!str_is_empty(word))
                TRY(add(words, word, none ? IS_NONE : IS_STOP, err));
        }
    }
    return STATUS_OK;
}

bool
stop_has(const struct map *words, struct str word)
{
    uint64_t *kind = map_find(words, word);
    return kind && *kind == IS_STOP;
}
