/* index: the map stem -> words. */
#include "vocabulary.h"

#include "document.h"
#include "lang.h"
#include "terms.h"

#include <string.h>

enum { KNOWN_MAX = 1 << 20 }; /* words remembered; then it starts afresh */

enum status
vocabulary_add(struct vocabulary *vocabulary, struct str word,
               struct str stem, struct error *err)
{
    if (map_find(&vocabulary->known, word))
        return STATUS_OK;
    struct str *kept = arena_alloc(&vocabulary->stems, sizeof *kept);
    uint64_t *known = map_at(&vocabulary->known, word);
    uint64_t *fresh = map_at(&vocabulary->fresh, word);
    if (!kept || !known || !fresh)
        return error_no_memory(err);
    *kept = arena_copy(&vocabulary->stems, stem);
    if (kept->len != stem.len)
        return error_no_memory(err);
    *known = 1;
    *fresh = (uint64_t)(uintptr_t)kept;
    return STATUS_OK;
}

/* Where a word belongs in a list, which is in bytewise order; true when it
 * stands there already. */
static bool
forms_find(size_t *at, struct str forms, struct str word)
{
    struct str rest = forms, form;
    *at = 0;
    while (rest.len && decode_str(&rest, &form)) {
        int order = str_cmp(form, word);
        if (order >= 0)
            return order == 0;
        *at = forms.len - rest.len;
    }
    return false;
}

static enum status
form_write(struct xap_writer *writer, struct str word, struct str stem,
           struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf grown = BUF_INIT(VOCABULARY_FORMS_MAX);
    struct term key;
    struct str forms;
    struct str name = term_make(&key, STR(META_FORMS), stem);
    TRY(xap_reader_metadata(&forms, xap_writer_reader(writer), name, &arena,
                            err));
    size_t at;
    if (forms_find(&at, forms, word))
        return STATUS_OK;
    buf_add(&grown, str_head(forms, at));
    encode_str(&grown, word);
    buf_add(&grown, str_from_offset(forms, at));
    /* A stem with a megabyte of words is no word: its list ends there. */
    if (grown.failure == STATUS_LIMIT)
        return STATUS_OK;
    TRY(buf_status(&grown, err));
    return xap_writer_metadata_set(writer, name, buf_str(&grown), err);
}

enum status
vocabulary_flush(struct vocabulary *vocabulary, struct xap_writer *writer,
                 struct error *err)
{
    struct str word;
    uint64_t value;
    for (size_t at = 0; map_next(&vocabulary->fresh, &at, &word, &value);) {
        const struct str *stem = (const struct str *)(uintptr_t)value;
        TRY(form_write(writer, word, *stem, err));
    }
    map_clear(&vocabulary->fresh);
    arena_reset(&vocabulary->stems);
    if (vocabulary->known.count > KNOWN_MAX)
        map_clear(&vocabulary->known);
    return STATUS_OK;
}

void
vocabulary_forget(struct vocabulary *vocabulary)
{
    map_clear(&vocabulary->known);
    map_clear(&vocabulary->fresh);
    arena_reset(&vocabulary->stems);
}

void
vocabulary_release(struct vocabulary *vocabulary)
{
    map_release(&vocabulary->known);
    map_release(&vocabulary->fresh);
    arena_release(&vocabulary->stems);
}
