/* index: writes the search database. */
#include "write.h"

#include "build.h"
#include "cited.h"
#include "commit.h"
#include "document_sink.h"
#include "document_terms.h"
#include "generation.h"
#include "lang.h"
#include "log.h"
#include "manifest.h"
#include "pending.h"
#include "phase.h"
#include "progress.h"
#include "remover.h"
#include "retry.h"
#include "sample.h"
#include "seal.h"
#include "stopping.h"
#include "termlists.h"
#include "terms.h"
#include "upkeep.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    BATCH_BYTES = 64 * 1024 * 1024, /* of text in one transaction */
    SAMPLES = 50 /* documents of a bulk build that are looked up again */
};

/* A generation being written. */
struct target {
    struct xap_writer *writer;
    char path[LAYOUT_PATH_MAX];
    struct term_maker maker;
    struct document_sink sink;
    struct seal seal;
    struct touched touched;
    struct termlists *before; /* of the batch: as they were committed */
    uint64_t changes; /* since the generation was made; 0 while it is made */
    bool made;
    bool verified; /* its manifest was looked at */
};

static void
target_close(struct target *target)
{
    xap_writer_close(target->writer);
    document_sink_release(&target->sink);
    seal_release(&target->seal);
    term_maker_release(&target->maker);
    touched_release(&target->touched);
    termlists_close(target->before);
}

CLEANUP_KIND(target, struct target, target_close)

static inline void
cleanup_lock(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static enum status
target_open(struct target *target, const struct layout *layout,
            uint32_t generation, bool fresh, struct error *err)
{
    *target = (struct target){0};
    layout_generation(target->path, layout, generation);
    TRY(document_sink_init(&target->sink, target->path, err));
    TRY(database_lockable(target->path, err));
    TRY(xap_writer_open(&target->writer, target->path, fresh, false, err));
    return directory_sync(target->path, err);
}

/* An empty generation; what comes behind it is one transaction. */
static enum status
target_create(struct target *target, const struct layout *layout,
              uint32_t generation, struct lists *lists, struct error *err)
{
    TRY(lists_for_new(lists, layout, err));
    TRY(target_open(target, layout, generation, true, err));
    TRY(term_maker_init(&target->maker, &lists->lexicon, err));
    TRY(xap_writer_begin(target->writer, err));
    return words_write(target->writer, &lists->lexicon, buf_str(&lists->user),
                       err);
}

/* A generation as it is. */
static enum status
target_resume(struct target *target, const struct layout *layout,
              uint32_t generation, struct lists *lists, struct error *err)
{
    TRY(target_open(target, layout, generation, false, err));
    TRY(lists_for_old(lists, target->writer, target->path, err));
    TRY(seal_start(&target->seal, target->path, target->writer, err));
    TRY(upkeep_changes(&target->changes, xap_writer_reader(target->writer),
                       err));
    target->made = true;
    return term_maker_init(&target->maker, &lists->lexicon, err);
}

static enum status
target_commit(struct target *target, uint64_t sequence, struct error *err)
{
    char digits[24];
    int len =
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)sequence);
    TRY(document_sink_flush(&target->sink, target->writer, err));
    TRY(touched_flush(&target->touched, target->writer, sequence, err));
    TRY(xap_writer_metadata_set(target->writer, STR(META_SEQUENCE),
                                (struct str){digits, (size_t)len}, err));
    TRY(seal_flush(&target->seal, target->writer, err));
    if (target->made)
        TRY(upkeep_flush(target->changes, target->writer, err));
    return commit_database(target->writer, target->path, err);
}

/* A batch of citing sentences: the store was not read. */
static enum status
target_commit_cited(void *payload, struct error *err)
{
    struct target *target = payload;
    TRY(directory_room(target->path, 0, err));
    return commit_database(target->writer, target->path, err);
}

static enum status
delete_document(struct target *target, xap_docid docid, struct error *err)
{
    TRY(position_writer_remove(&target->sink.positions, target->writer, docid,
                               err));
    enum status status = xap_writer_delete(target->writer, docid, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static size_t
text_bytes(const struct document *document)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++)
        bytes += document_part(document, FIELD_TEXT, i, TEXT_TEXT).len;
    return bytes;
}

/* One record into the open transaction; *bytes = size of its text. */
static enum status
write_record(struct written *out, struct target *target, struct store *store,
             const struct change *change, size_t *bytes, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    uint64_t sequence;
    enum status status =
        store_document(&document, &sequence, store, change->docid, &arena, err);
    *bytes = 0;
    TRY(termlists_check(target->before, change->docid, err));
    TRY(seal_note(&target->seal, change->docid, err));
    if (status == STATUS_NOT_FOUND) {
        out->deleted++;
        TRY(touched_before(&target->touched, target->writer, change->docid,
                           err));
        return delete_document(target, change->docid, err);
    }
    if (status == STATUS_FORMAT) {
        log_error(TR("record left out: %s", "enregistrement ignoré : %s"),
                  err ? err->text : "");
        out->damaged++;
        return STATUS_OK;
    }
    TRY(status);
    *bytes = text_bytes(&document);
    TRY(touched_before(&target->touched, target->writer, change->docid, err));
    TRY(document_sink_start(&target->sink, target->writer, change->docid, err));
    TRY(document_terms(&target->sink.sink, &target->maker, &document, sequence,
                       err));
    TRY(touched_after(&target->touched, &target->maker.citing, err));
    TRY(xap_writer_replace(target->writer, change->docid, target->sink.document,
                           err));
    out->indexed++;
    return STATUS_OK;
}

static void
tell_fault(void *payload, const char *text)
{
    log_error("%s", text);
    ++*(unsigned *)payload;
}

/* The last time that a sealed generation can vouch for itself: nothing is
 * written on top of damage. */
static enum status
target_verify(struct target *target, struct error *err)
{
    enum manifest_state state;
    unsigned faults = 0;
    if (!target->made || target->verified)
        return STATUS_OK;
    TRY(manifest_check(&state, target->path, tell_fault, &faults, err));
    target->verified = true;
    if (faults == 0)
        return STATUS_OK;
    return error_set(err, STATUS_IO, "%s",
                     TR("the index is damaged: run liasse-index --repair",
                        "l'index est endommagé : lancez liasse-index "
                        "--repair"));
}

/* A transaction of up to `count` changes. */
static enum status
write_batch(struct written *out, struct target *target, struct pending *pending,
            const struct change *changes, size_t count,
            struct progress *progress, struct error *err)
{
    size_t total = 0, bytes;
    struct written batch = *out;
    TRY(target_verify(target, err));
    TRY(termlists_renew(&target->before, target->path,
                        xap_writer_reader(target->writer), err));
    TRY(commit_begin(target->writer, target->path, err));
    enum status status = STATUS_OK;
    size_t i = 0;
    while (i < count && total < BATCH_BYTES && (i == 0 || !stop_signal())) {
        status = write_record(&batch, target, pending->store, &changes[i],
                              &bytes, err);
        if (status != STATUS_OK)
            break;
        progress_add(progress, 1, bytes);
        total += bytes;
        i++;
    }
    /* The store moved on: what was read before is good and is kept, so that
     * every try gets on, however often ingest commits. */
    bool moved = status == STATUS_STALE && i > 0;
    if (!moved)
        TRY(status);
    TRY(directory_room(target->path, 3 * (uint64_t)total, err));
    target->changes += i;
    TRY(target_commit(target, changes[i - 1].sequence, err));
    pending_written(pending, changes[i - 1].sequence);
    if (moved)
        pending_forget(pending);
    *out = batch;
    return STATUS_OK;
}

/* The store moved on while a batch was read: drop the batch, look again. */
static enum status
batch_again(struct target *target, struct pending *pending, struct error *err)
{
    TRY(xap_writer_cancel(target->writer, err));
    document_sink_forget(&target->sink);
    touched_forget(&target->touched);
    pending_forget(pending);
    return STATUS_OK;
}

static enum status
write_pending(struct written *out, struct target *target, struct store *store,
              uint64_t since, struct error *err)
{
    AUTO(pending) struct pending pending;
    struct progress progress;
    struct change *changes;
    struct retry retry = RETRY_START;
    size_t count;
    pending_init(&pending, store, since);
    target->touched.all = since == 0;
    progress_start(&progress, TR("indexing", "indexation"));
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !(out->signal = stop_signal())) {
        status = pending_next(&changes, &count, &pending, err);
        if (status != STATUS_OK)
            break;
        progress_total(&progress, pending.count, 0);
        status =
            write_batch(out, target, &pending, changes, count, &progress, err);
        if (status == STATUS_OK)
            retry = (struct retry)RETRY_START;
        else if (status == STATUS_STALE && retry_again(&retry))
            status = batch_again(target, &pending, err);
    }
    progress_end(&progress);
    if (status == STATUS_DONE)
        status = cited_update(target->writer, target->path, target_commit_cited,
                              target, err);
    return status;
}

/* ---- incremental ------------------------------------------------------- */

static enum status
sequence_reached(uint64_t *out, struct xap_reader *search, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str value;
    TRY(xap_reader_metadata(&value, search, STR(META_SEQUENCE), &arena, err));
    if (str_to_u64(value, out))
        return STATUS_OK;
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("damaged index: run liasse-index --rebuild",
                        "index endommagé : lancez liasse-index --rebuild"));
}

/* ---- rebuild ----------------------------------------------------------- */

/* The other metadata, through Xapian's interface: its first commit on what
 * the build wrote. */
static enum status
bulk_stamp(struct target *target, struct lists *lists, uint64_t sequence,
           struct error *err)
{
    TRY(document_sink_init(&target->sink, target->path, err));
    TRY(xap_writer_open(&target->writer, target->path, false, false, err));
    TRY(xap_writer_begin(target->writer, err));
    TRY(words_write(target->writer, &lists->lexicon, buf_str(&lists->user),
                    err));
    struct phase phase;
    phase_start(&phase);
    TRY(target_commit(target, sequence, err));
    phase_end(&phase, TR("metadata written", "métadonnées écrites"));
    return STATUS_OK;
}

static bool
bulk_is_off(void)
{
    const char *bulk = getenv("LIASSE_BULK");
    return bulk && str_eq(str_from(bulk), STR("off"));
}

static struct build_options
bulk_options(const struct write_options *options)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned jobs = options ? options->jobs : 0;
    uint64_t memory =
        options && options->memory ? options->memory : (uint64_t)WRITE_MEMORY;
    if (jobs == 0)
        jobs = processors > 0 ? (unsigned)processors : 1;
    return (struct build_options){
        .jobs = jobs,
        .memory = memory < SIZE_MAX >> 20 ? (size_t)memory << 20 : SIZE_MAX};
}

/* What was built, looked at beside the check of its tables. */
struct looking {
    struct target *target;
    const struct layout *layout;
    const struct lists *lists;
};

/* The sample, and the columns, which only read it too. */
static enum status
bulk_look(void *payload, struct error *err)
{
    const struct looking *looking = payload;
    struct target *target = looking->target;
    TRY(sample_check(looking->layout, target->path, &looking->lists->lexicon,
                     SAMPLES, err));
    return seal_finish(&target->seal, target->path, target->writer, err);
}

/* What was built, as Xapian's interface reads it.  STATUS_FORMAT: it is not
 * what it should be. */
static enum status
bulk_check(struct target *target, const struct layout *layout,
           const struct lists *lists, unsigned jobs, struct error *err)
{
    struct looking looking = {target, layout, lists};
    const struct generation_beside beside = {bulk_look, &looking};
    uint32_t faults;
    struct phase phase;
    phase_start(&phase);
    TRY(generation_faults(&faults, target->path, jobs, &beside, err));
    if (faults)
        return error_set(err, STATUS_FORMAT, "%u faults", faults);
    phase_end(&phase, TR("tables and sample checked",
                         "tables et échantillon contrôlés"));
    return STATUS_OK;
}

/* For a generation of the size of the store; an old one may still be on its
 * way out. */
static enum status
bulk_room(const struct layout *layout, struct remover *remover,
          struct error *err)
{
    char store[LAYOUT_PATH_MAX];
    layout_store(store, layout);
    uint64_t bytes = directory_tables(store);
    if (directory_room(layout->index, bytes, NULL) == STATUS_OK)
        return STATUS_OK;
    TRY(remover_end(remover, err));
    return directory_room(layout->index, bytes, err);
}

/* *done = false: the generation is to be made through Xapian's interface. */
static enum status
generation_bulk(bool *done, struct written *out, struct target *target,
                const struct layout *layout, struct lists *lists,
                const struct write_options *options, struct remover *remover,
                struct error *err)
{
    struct built built;
    struct build_options build = bulk_options(options);
    *done = false;
    if (bulk_is_off()) {
        log_note("%s", TR("LIASSE_BULK=off: indexing through Xapian",
                          "LIASSE_BULK=off : indexation par Xapian"));
        return STATUS_OK;
    }
    TRY(lists_for_new(lists, layout, err));
    TRY(bulk_room(layout, remover, err));
    enum status status = build_generation(&built, layout, target->path,
                                          &lists->lexicon, &build, err);
    if (status == STATUS_FORMAT) {
        log_note(
            TR("indexing through Xapian: %s", "indexation par Xapian : %s"),
            err ? err->text : "");
        return STATUS_OK;
    }
    TRY(status);
    *done = true;
    *out = (struct written){.indexed = built.indexed,
                            .deleted = built.deleted,
                            .damaged = built.damaged,
                            .signal = built.signal};
    if (built.signal)
        return STATUS_OK;
    TRY(bulk_stamp(target, lists, built.sequence, err));
    status = bulk_check(target, layout, lists, build.jobs, err);
    if (status != STATUS_FORMAT)
        return status;
    /* Never seen; but then what was built is not used. */
    log_error(TR("the bulk build failed its check, indexing through Xapian: %s",
                 "la construction a échoué à son contrôle, indexation par "
                 "Xapian : %s"),
              err ? err->text : "");
    target_close(target);
    *target = (struct target){0};
    *out = (struct written){0};
    *done = false;
    return STATUS_OK;
}

static enum status
generation_slow(struct written *out, struct target *target,
                const struct layout *layout, uint32_t generation,
                struct store *store, struct lists *lists, struct error *err)
{
    TRY(target_create(target, layout, generation, lists, err));
    TRY(target_commit(target, 0, err));
    return write_pending(out, target, store, 0, err);
}

/* A generation of the whole store, switched to when it is whole and what
 * `remover` removes is gone. */
static enum status
generation_new(struct written *out, const struct layout *layout,
               struct store *store, struct lists *lists,
               const struct write_options *options, struct remover *remover,
               struct error *err)
{
    AUTO(target) struct target target = {0};
    uint32_t generation;
    bool done;
    TRY(layout_next(&generation, layout, err));
    layout_generation(target.path, layout, generation);
    TRY(generation_bulk(&done, out, &target, layout, lists, options, remover,
                        err));
    TRY(remover_end(remover, err));
    if (!done) {
        layout_generation(target.path, layout, generation);
        TRY(generation_slow(out, &target, layout, generation, store, lists,
                            err));
    }
    if (out->signal)
        return STATUS_OK;
    struct phase phase;
    phase_start(&phase);
    if (!done) {
        TRY(seal_finish(&target.seal, target.path, target.writer, err));
        TRY(generation_verify(target.path, bulk_options(options).jobs, err));
    }
    TRY(generation_use(layout, generation, err));
    phase_end(&phase, TR("put in use", "mise en service"));
    return STATUS_OK;
}

enum status
index_rebuild(struct written *out, const struct layout *layout,
              struct lists *lists, const struct write_options *options,
              struct error *err)
{
    AUTO(store) struct store *store = NULL;
    AUTO(lock) int lock = -1;
    AUTO(remover) struct remover remover = {0};
    uint32_t current;
    AUTO(lists) struct lists none = {0};
    if (!lists) {
        TRY(lists_read(&none, NULL, err));
        lists = &none;
    }
    TRY(store_open(&store, layout, err));
    TRY(layout_lock(&lock, layout, err));
    if (layout_current(&current, layout, NULL) == STATUS_OK)
        TRY(remover_start(&remover, layout, current, err));
    return generation_new(out, layout, store, lists, options, &remover, err);
}

/* ---- update ------------------------------------------------------------ */

/* What is written is written: a compaction that fails is told, no more. */
static void
compact_now(struct written *out, struct target *target,
            const struct layout *layout, uint32_t generation,
            const struct write_options *options)
{
    struct compacted compacted;
    struct error own = {0};
    xap_writer_close(target->writer);
    target->writer = NULL;
    enum status status = upkeep_compact(&compacted, layout, generation,
                                        bulk_options(options).jobs, &own);
    out->signal = compacted.signal;
    if (status != STATUS_OK)
        log_error(TR("index not compacted: %s", "index non compacté : %s"),
                  own.text);
    else if (!out->signal)
        upkeep_tell(&compacted);
}

static enum status
update_finish(struct written *out, struct target *target,
              const struct layout *layout, uint32_t generation,
              const struct write_options *options, struct error *err)
{
    uint32_t documents;
    struct xap_reader *reader = xap_writer_reader(target->writer);
    TRY(xap_reader_doc_count(&documents, reader, err));
    bool due = upkeep_due(target->changes, documents,
                          options ? options->compact_after : 0);
    TRY(seal_finish(&target->seal, target->path, target->writer, err));
    if (due && !(options && options->no_compact))
        compact_now(out, target, layout, generation, options);
    return STATUS_OK;
}

enum status
index_update(struct written *out, const struct layout *layout,
             struct lists *lists, const struct write_options *options,
             struct error *err)
{
    AUTO(store) struct store *store = NULL;
    AUTO(target) struct target target = {0};
    AUTO(lock) int lock = -1;
    uint32_t generation;
    uint64_t since;
    AUTO(lists) struct lists none = {0};
    AUTO(remover) struct remover remover = {0};
    *out = (struct written){0};
    if (!lists) {
        TRY(lists_read(&none, NULL, err));
        lists = &none;
    }
    TRY(store_open(&store, layout, err));
    TRY(layout_lock(&lock, layout, err));
    enum status status = layout_current(&generation, layout, err);
    if (status == STATUS_NOT_FOUND)
        return generation_new(out, layout, store, lists, options, &remover,
                              err);
    TRY(status);
    TRY(layout_remove_others(layout, generation, err));
    TRY(target_resume(&target, layout, generation, lists, err));
    TRY(sequence_reached(&since, xap_writer_reader(target.writer), err));
    TRY(write_pending(out, &target, store, since, err));
    return out->signal
               ? STATUS_OK
               : update_finish(out, &target, layout, generation, options, err);
}

/* ---- compaction -------------------------------------------------------- */

enum status
index_compact(struct written *out, const struct layout *layout,
              struct lists *lists, const struct write_options *options,
              struct error *err)
{
    AUTO(target) struct target target = {0};
    AUTO(lock) int lock = -1;
    AUTO(lists) struct lists none = {0};
    struct compacted compacted;
    uint32_t generation;
    if (!lists) {
        TRY(lists_read(&none, NULL, err));
        lists = &none;
    }
    TRY(layout_lock(&lock, layout, err));
    TRY(layout_current(&generation, layout, err));
    TRY(layout_remove_others(layout, generation, err));
    TRY(target_resume(&target, layout, generation, lists, err));
    xap_writer_close(target.writer);
    target.writer = NULL;
    TRY(upkeep_compact(&compacted, layout, generation,
                       bulk_options(options).jobs, err));
    out->signal = compacted.signal;
    if (!out->signal)
        upkeep_tell(&compacted);
    return STATUS_OK;
}
