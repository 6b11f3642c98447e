/* index: what the sentences of others add to a document, kept up to date. */
#include "cited.h"

#include "lang.h"
#include "progress.h"
#include "stopping.h"
#include "termlists.h"
#include "terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEYS_MAX = 64 * 1024 * 1024, /* bytes of a batch's keys */
    BATCH = 1000,                /* documents in one transaction */
    DATA_SLOTS = 512,            /* documents whose data is at hand */
    DATA_KEPT = 16 * 1024        /* bytes; longer data is not kept */
};

/* Values of META_CITED that are no list of keys: every document; in a new
 * generation, where nothing was ever added, every one that is cited. */
#define EVERY "*"
#define EVERY_CITED "+"

/* ---- what is touched -------------------------------------------------- */

void
touched_release(struct touched *touched)
{
    map_release(&touched->keys);
}

void
touched_forget(struct touched *touched)
{
    map_clear(&touched->keys);
}

static enum status
touch(struct touched *touched, struct str key, struct error *err)
{
    return map_at(&touched->keys, key) ? STATUS_OK : error_no_memory(err);
}

struct touching {
    struct touched *touched;
    struct error *err;
};

static enum status
touch_self(void *payload, struct str term, uint32_t count)
{
    struct touching *touching = payload;
    (void)count;
    if (!str_starts(term, STR(TERM_PREFIX_SELF)))
        return STATUS_OK;
    return touch(touching->touched,
                 str_from_offset(term, sizeof TERM_PREFIX_SELF - 1),
                 touching->err);
}

enum status
touched_before(struct touched *touched, struct xap_writer *writer,
               xap_docid docid, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct touching touching = {touched, err};
    struct xap_reader *reader = xap_writer_reader(writer);
    struct citing_entry entry;
    struct str data, key;
    if (touched->all)
        return STATUS_OK;
    enum status status = xap_reader_data(&data, reader, docid, &arena, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    while ((status = citing_next(&entry, &data, err)) == STATUS_OK)
        while (citing_key(&entry.keys, &key))
            TRY(touch(touched, key, err));
    if (status != STATUS_DONE)
        return status;
    return xap_reader_document_terms(reader, docid, touch_self, &touching, err);
}

enum status
touched_after(struct touched *touched, const struct citing *citing,
              struct error *err)
{
    if (touched->all)
        return STATUS_OK;
    for (uint32_t i = 0; i < citing->self.count; i++)
        TRY(touch(touched, citing->self.keys[i], err));
    for (size_t i = 0; i < citing->count; i++)
        for (uint32_t k = 0; k < citing->at[i].key_count; k++)
            TRY(touch(touched, citing->at[i].keys[k], err));
    return STATUS_OK;
}

enum status
touched_flush(struct touched *touched, struct xap_writer *writer,
              uint64_t number, struct error *err)
{
    AUTO(buf) struct buf keys = BUF_INIT(KEYS_MAX);
    char name[sizeof META_CITED + 24];
    struct str key;
    uint64_t value;
    int len = snprintf(name, sizeof name, META_CITED "%020llu",
                       (unsigned long long)number);
    for (size_t at = 0; map_next(&touched->keys, &at, &key, &value);)
        encode_str(&keys, key);
    struct str note = buf_str(&keys);
    if (touched->all)
        note = STR(EVERY_CITED);
    else if (keys.failure == STATUS_LIMIT)
        note = STR(EVERY);
    else
        TRY(buf_status(&keys, err));
    if (touched->all) /* one note for all batches */
        len = sizeof META_CITED - 1;
    touched_forget(touched);
    return note.len ? xap_writer_metadata_set(
                          writer, (struct str){name, (size_t)len}, note, err)
                    : STATUS_OK;
}

/* ---- one document ------------------------------------------------------ */

/* The data of a document that cites: those that cite one article cite the
 * articles around it, too. */
struct kept_data {
    xap_docid docid; /* 0 = none */
    struct buf bytes;
};

struct updating {
    struct xap_writer *writer;
    struct xap_reader *reader; /* the writer's */
    struct xap_document *document;
    struct termlists *before; /* of the batch: as they were committed */
    struct arena arena;       /* of one document */
    struct str self[SELF_KEYS_MAX];
    uint32_t self_count;
    struct map old; /* its "Y" stems and their wdf */
    struct cited cited;
    struct str key;                    /* under which sentences are gathered */
    struct kept_data data[DATA_SLOTS]; /* by docid */
    struct arena data_arena;           /* of one that is not kept */
    uint8_t *pending;                  /* a bit a docid */
    xap_docid last;
    struct error *err;
};

static void
updating_release(struct updating *updating)
{
    xap_document_free(updating->document);
    termlists_close(updating->before);
    arena_release(&updating->arena);
    arena_release(&updating->data_arena);
    for (size_t i = 0; i < DATA_SLOTS; i++)
        buf_release(&updating->data[i].bytes);
    map_release(&updating->old);
    cited_release(&updating->cited);
    free(updating->pending);
}

CLEANUP_KIND(updating, struct updating, updating_release)

/* Its own keys and what was added to it before. */
static enum status
look_at_term(void *payload, struct str term, uint32_t wdf)
{
    struct updating *updating = payload;
    if (str_starts(term, STR(TERM_PREFIX_CITED))) {
        uint64_t *old =
            map_at(&updating->old,
                   str_from_offset(term, sizeof TERM_PREFIX_CITED - 1));
        if (!old)
            return error_no_memory(updating->err);
        *old = wdf;
    }
    if (!str_starts(term, STR(TERM_PREFIX_SELF)) ||
        updating->self_count == SELF_KEYS_MAX)
        return STATUS_OK;
    struct str key = arena_copy(
        &updating->arena, str_from_offset(term, sizeof TERM_PREFIX_SELF - 1));
    if (!key.at)
        return error_no_memory(updating->err);
    updating->self[updating->self_count++] = key;
    return STATUS_OK;
}

/* It lives until the next call. */
static enum status
data_of(struct str *out, struct updating *updating, xap_docid docid)
{
    struct kept_data *kept = &updating->data[docid % DATA_SLOTS];
    if (kept->docid == docid) {
        *out = buf_str(&kept->bytes);
        return STATUS_OK;
    }
    arena_reset(&updating->data_arena);
    TRY(xap_reader_data(out, updating->reader, docid, &updating->data_arena,
                        updating->err));
    if (out->len > DATA_KEPT)
        return STATUS_OK;
    kept->docid = 0;
    kept->bytes.max = DATA_KEPT;
    buf_clear(&kept->bytes);
    buf_add(&kept->bytes, *out);
    TRY(buf_status(&kept->bytes, updating->err));
    kept->docid = docid;
    return STATUS_OK;
}

static enum status
gather_document(void *payload, xap_docid docid, uint32_t wdf)
{
    struct updating *updating = payload;
    struct str data;
    (void)wdf;
    TRY(data_of(&data, updating, docid));
    TRY(cited_take(&updating->cited, data, updating->key, updating->err));
    return cited_is_full(&updating->cited) ? STATUS_DONE : STATUS_OK;
}

static enum status
gather(struct updating *updating)
{
    cited_clear(&updating->cited);
    for (uint32_t i = 0; i < updating->self_count; i++) {
        struct term term;
        updating->key = updating->self[i];
        TRY(xap_reader_postings(
            updating->reader,
            term_make(&term, schema[FIELD_CITES].prefix, updating->key),
            gather_document, updating, updating->err));
    }
    return STATUS_OK;
}

static bool
is_as_before(const struct updating *updating)
{
    struct str stem;
    uint32_t wdf;
    for (size_t at = 0; cited_next(&updating->cited, &at, &stem, &wdf);) {
        const uint64_t *old = map_find(&updating->old, stem);
        if (!old || *old != wdf)
            return false;
    }
    return updating->old.count == updating->cited.stems.count;
}

static enum status
replace_stems(struct updating *updating, xap_docid docid)
{
    struct error *err = updating->err;
    struct term term;
    struct str stem;
    uint64_t value;
    uint32_t wdf;
    TRY(xap_writer_document(updating->document, updating->writer, docid, err));
    for (size_t at = 0; map_next(&updating->old, &at, &stem, &value);)
        TRY(xap_document_remove(updating->document,
                                term_make(&term, STR(TERM_PREFIX_CITED), stem),
                                err));
    for (size_t at = 0; cited_next(&updating->cited, &at, &stem, &wdf);)
        TRY(xap_document_term(updating->document,
                              term_make(&term, STR(TERM_PREFIX_CITED), stem),
                              wdf, err));
    return xap_writer_replace(updating->writer, docid, updating->document, err);
}

static enum status
update_document(struct updating *updating, xap_docid docid)
{
    arena_reset(&updating->arena);
    map_clear(&updating->old);
    updating->self_count = 0;
    TRY(termlists_check(updating->before, docid, updating->err));
    enum status status = xap_reader_document_terms(
        updating->reader, docid, look_at_term, updating, updating->err);
    if (status == STATUS_NOT_FOUND) /* deleted, or never was */
        return STATUS_OK;
    TRY(status);
    if (updating->self_count == 0)
        return STATUS_OK;
    TRY(gather(updating));
    return is_as_before(updating) ? STATUS_OK : replace_stems(updating, docid);
}

/* ---- pending documents ------------------------------------------------ */

static enum status
mark_pending(void *payload, xap_docid docid, uint32_t wdf)
{
    struct updating *updating = payload;
    (void)wdf;
    if (docid <= updating->last)
        updating->pending[docid / 8] |= (uint8_t)(1u << docid % 8);
    return STATUS_OK;
}

static bool
is_pending(const struct updating *updating, xap_docid docid)
{
    return updating->pending[docid / 8] & (1u << docid % 8);
}

/* The documents of a key, if anyone cites it. */
static enum status
mark_cited(void *payload, struct str self, uint32_t count)
{
    struct updating *updating = payload;
    struct term term;
    uint32_t citing;
    struct str key = str_from_offset(self, sizeof TERM_PREFIX_SELF - 1);
    (void)count;
    TRY(xap_reader_term_freq(&citing, updating->reader,
                             term_make(&term, schema[FIELD_CITES].prefix, key),
                             updating->err));
    return citing == 0
               ? STATUS_OK
               : xap_reader_postings(updating->reader, self, mark_pending,
                                     updating, updating->err);
}

/* Marks the documents of the keys of a note. */
static enum status
read_note(void *payload, struct str name)
{
    struct updating *updating = payload;
    AUTO(arena) struct arena arena = {0};
    struct term term;
    struct str keys, key;
    TRY(xap_reader_metadata(&keys, updating->reader, name, &arena,
                            updating->err));
    if (str_eq(keys, STR(EVERY_CITED)))
        return xap_reader_terms(updating->reader, STR(TERM_PREFIX_SELF),
                                mark_cited, updating, updating->err);
    if (str_eq(keys, STR(EVERY)))
        memset(updating->pending, 0xFF, updating->last / 8 + 1);
    else
        while (keys.len && decode_str(&keys, &key))
            TRY(xap_reader_postings(
                updating->reader, term_make(&term, STR(TERM_PREFIX_SELF), key),
                mark_pending, updating, updating->err));
    return STATUS_OK;
}

struct names {
    struct arena arena;
    struct str *at;
    size_t count, room;
    struct error *err;
};

static enum status
add_name(void *payload, struct str name)
{
    struct names *names = payload;
    if (names->count == names->room) {
        size_t room = names->room ? 2 * names->room : 16;
        struct str *bigger = arena_array(&names->arena, room, sizeof *bigger);
        if (!bigger)
            return error_no_memory(names->err);
        if (names->count)
            memcpy(bigger, names->at, names->count * sizeof *bigger);
        names->at = bigger;
        names->room = room;
    }
    struct str *name_kept = &names->at[names->count++];
    *name_kept = arena_copy(&names->arena, name);
    return name_kept->at ? STATUS_OK : error_no_memory(names->err);
}

static enum status
forget_notes(struct updating *updating, struct error *err)
{
    struct names names = {.err = err};
    enum status status = xap_reader_keys(updating->reader, STR(META_CITED),
                                         add_name, &names, err);
    for (size_t i = 0; status == STATUS_OK && i < names.count; i++)
        status = xap_writer_metadata_set(updating->writer, names.at[i], STR(""),
                                         err);
    arena_release(&names.arena);
    return status;
}

/* A transaction of up to BATCH documents from *docid on. */
static enum status
update_batch(xap_docid *docid, struct updating *updating,
             struct progress *progress)
{
    for (int count = 0; count < BATCH && *docid <= updating->last; ++*docid) {
        if (!is_pending(updating, *docid))
            continue;
        TRY(update_document(updating, *docid));
        progress_add(progress, 1, 0);
        count++;
    }
    return STATUS_OK;
}

static enum status
count_note(void *payload, struct str name)
{
    (void)name;
    ++*(size_t *)payload;
    return STATUS_DONE;
}

static enum status
update_pending(struct updating *updating, const char *directory,
               cited_commit *commit, void *payload)
{
    struct error *err = updating->err;
    struct progress progress;
    progress_start(&progress, TR("citations", "citations"));
    enum status status = STATUS_OK;
    for (xap_docid docid = 1; status == STATUS_OK && !stop_signal();) {
        status = termlists_renew(&updating->before, directory, updating->reader,
                                 err);
        if (status == STATUS_OK)
            status = xap_writer_begin(updating->writer, err);
        if (status == STATUS_OK)
            status = update_batch(&docid, updating, &progress);
        bool done = docid > updating->last;
        if (status == STATUS_OK && done)
            status = forget_notes(updating, err);
        if (status == STATUS_OK)
            status = commit(payload, err);
        if (done)
            break;
    }
    progress_end(&progress);
    return status;
}

enum status
cited_update(struct xap_writer *writer, const char *directory,
             cited_commit *commit, void *payload, struct error *err)
{
    AUTO(updating)
    struct updating updating = {
        .writer = writer, .reader = xap_writer_reader(writer), .err = err};
    size_t notes = 0;
    TRY(xap_reader_keys(updating.reader, STR(META_CITED), count_note, &notes,
                        err));
    if (notes == 0)
        return STATUS_OK;
    TRY(xap_reader_last_docid(&updating.last, updating.reader, err));
    TRY(xap_document_new(&updating.document, err));
    updating.pending = calloc(updating.last / 8 + 1, 1);
    if (!updating.pending)
        return error_no_memory(err);
    TRY(xap_reader_keys(updating.reader, STR(META_CITED), read_note, &updating,
                        err));
    return update_pending(&updating, directory, commit, payload);
}

/* ---- check --------------------------------------------------------------- */

static enum status
verify_document(bool *right, struct updating *updating, xap_docid docid)
{
    arena_reset(&updating->arena);
    map_clear(&updating->old);
    updating->self_count = 0;
    TRY(xap_reader_document_terms(updating->reader, docid, look_at_term,
                                  updating, updating->err));
    TRY(gather(updating));
    *right = is_as_before(updating);
    return STATUS_OK;
}

enum status
cited_verify(struct xap_reader *reader, cited_wrong *wrong, void *payload,
             struct error *err)
{
    AUTO(updating) struct updating updating = {.reader = reader, .err = err};
    size_t notes = 0;
    TRY(xap_reader_keys(reader, STR(META_CITED), count_note, &notes, err));
    if (notes)
        return STATUS_OK;
    TRY(xap_reader_last_docid(&updating.last, reader, err));
    updating.pending = calloc(updating.last / 8 + 1, 1);
    if (!updating.pending)
        return error_no_memory(err);
    TRY(xap_reader_postings(reader, STR(""), mark_pending, &updating, err));
    for (xap_docid docid = 1; docid <= updating.last && docid; docid++) {
        bool right = true;
        if (is_pending(&updating, docid))
            TRY(verify_document(&right, &updating, docid));
        if (!right)
            wrong(payload, docid);
    }
    return STATUS_OK;
}
