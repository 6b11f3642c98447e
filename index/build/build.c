/* build: from the store to a generation. */
#include "build.h"

#include "docdata.h"
#include "document_terms.h"
#include "lang.h"
#include "late.h"
#include "log.h"
#include "parallel.h"
#include "phase.h"
#include "progress.h"
#include "retry.h"
#include "stopping.h"
#include "store.h"
#include "tables.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK = 32,        /* docids taken at a time */
    STEAL_LEAST = 256, /* docids worth a run of their own */
    MEBIBYTE = 1 << 20,
    PROGRAM = 21 * MEBIBYTE,  /* code, word lists, the store's reader */
    JOB_OTHER = 4 * MEBIBYTE, /* of a thread: a document, buffers */
    JOB_LEAST = 20 * MEBIBYTE,
    RUN_LEAST = 2 * MEBIBYTE,
    WORDS_PART = 4,   /* of a thread's memory for words analysed before */
    WORD_BYTES = 400, /* about, of one of them in all places */
    VALUES_PART = 32, /* for values of fields met before */
    BATCH_PART = 16,  /* of a thread's memory for terms collected */
    MERGE_PART = 8,   /* of memory, for reading runs from files */
    SPARE_PART = 32   /* of memory: pages that are used in part */
};

/* Docids that a thread still has to do. */
struct range {
    uint64_t next, end;
};

struct building {
    const struct layout *layout;
    const char *directory;
    const struct wordlists *lexicon;
    struct built *out;
    struct buf docids; /* of the store: a bit each */
    uint32_t last_docid;
    uint64_t documents;
    unsigned jobs;
    size_t memory;        /* of all */
    struct spill *spills; /* one a thread */
    struct docdata docdata;
    struct sentences sentences;
    size_t late; /* of the runs, the last ones */
    pthread_mutex_t lock;
    /* Under the lock: */
    struct range *ranges; /* one a thread */
    struct buf runs;      /* struct run */
    size_t held;          /* by runs in memory */
    struct progress progress;
    uint64_t shown, shown_bytes;
    /* Without: */
    _Atomic uint64_t done, done_bytes;
};

/* One thread. */
struct worker {
    struct inverter inverter; /* first: it is the sink */
    struct building *building;
    struct store *store;
    struct term_maker maker;
    struct arena arena; /* of one document */
    struct built count;
    unsigned index;
    struct docdata_part data;
    struct sentences_part sentences;
    uint32_t docid; /* of the document at hand */
};

static void
worker_release(struct worker *worker)
{
    inverter_release(&worker->inverter);
    store_close(worker->store);
    term_maker_release(&worker->maker);
    arena_release(&worker->arena);
    docdata_part_release(&worker->data);
    sentences_part_release(&worker->sentences);
}

CLEANUP_KIND(worker, struct worker, worker_release)

/* ---- runs -------------------------------------------------------------------
 */

static struct run *
runs_of(const struct building *building, size_t *count)
{
    *count = building->runs.len / sizeof(struct run);
    return (struct run *)(void *)building->runs.at;
}

/* Bytes that a thread may hold for its next run: its part of what runs in
 * memory leave, without what it needs besides. */
static size_t
share(struct worker *worker)
{
    struct building *building = worker->building;
    size_t other = JOB_OTHER + term_maker_bytes(&worker->maker);
    pthread_mutex_lock(&building->lock);
    size_t held = building->held;
    pthread_mutex_unlock(&building->lock);
    size_t bytes = building->memory > held
                       ? (building->memory - held) / building->jobs
                       : 0;
    return bytes > other + RUN_LEAST ? bytes - other : RUN_LEAST;
}

/* What the thread has inverted becomes a run: in a file if it must, or if
 * there is no room for it. */
static enum status
run_cut(struct worker *worker, bool must, struct error *err)
{
    struct building *building = worker->building;
    struct run run;
    if (worker->inverter.lengths.len == 0)
        return STATUS_OK;
    TRY(docdata_cut(&worker->data, err));
    bool file = must || inverter_bytes(&worker->inverter) > share(worker);
    TRY(inverter_cut(&run, &worker->inverter,
                     file ? &building->spills[worker->index] : NULL, err));
    pthread_mutex_lock(&building->lock);
    building->held += run_bytes_held(&run) + sizeof(struct glass_part);
    buf_add(&building->runs, (struct str){(const char *)&run, sizeof run});
    enum status status = buf_status(&building->runs, err);
    pthread_mutex_unlock(&building->lock);
    return status;
}

static int
by_first_docid(const void *left, const void *right)
{
    const struct run *a = left, *b = right;
    return (a->first_docid > b->first_docid) -
           (a->first_docid < b->first_docid);
}

/* ---- ranges
 * ------------------------------------------------------------------ */

/* The next documents of the thread; *moved: they do not follow those before.
 * false: there are none left. */
static bool
range_take(struct range *out, bool *moved, struct building *building,
           unsigned index)
{
    struct range *own = &building->ranges[index];
    *moved = false;
    pthread_mutex_lock(&building->lock);
    if (own->next == own->end) {
        struct range *most = own;
        for (unsigned i = 0; i < building->jobs; i++)
            if (building->ranges[i].end - building->ranges[i].next >
                most->end - most->next)
                most = &building->ranges[i];
        if (most->end - most->next >= STEAL_LEAST) {
            uint64_t middle = most->next + (most->end - most->next) / 2;
            *own = (struct range){middle, most->end};
            most->end = middle;
            *moved = true;
        }
    }
    *out = (struct range){own->next, own->end};
    if (out->end - out->next > CHUNK)
        out->end = out->next + CHUNK;
    own->next = out->end;
    pthread_mutex_unlock(&building->lock);
    return out->next < out->end;
}

/* ---- documents
 * ----------------------------------------------------------------- */

static size_t
text_bytes(const struct document *document)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++)
        bytes += document_part(document, FIELD_TEXT, i, TEXT_TEXT).len;
    return bytes;
}

static void
show_progress(struct worker *worker)
{
    struct building *building = worker->building;
    if (worker->index != 0)
        return;
    uint64_t done = atomic_load(&building->done);
    uint64_t bytes = atomic_load(&building->done_bytes);
    progress_add(&building->progress, done - building->shown,
                 bytes - building->shown_bytes);
    building->shown = done;
    building->shown_bytes = bytes;
}

/* The document of a record as it is now; the store may move on meanwhile. */
static enum status
read_document(struct document *out, uint64_t *sequence, struct worker *worker,
              xap_docid docid, struct error *err)
{
    struct retry retry = RETRY_START;
    enum status status;
    for (;;) {
        arena_reset(&worker->arena);
        status = store_document(out, sequence, worker->store, docid,
                                &worker->arena, err);
        if (status != STATUS_STALE || !retry_again(&retry))
            return status;
        TRY(store_reopen(worker->store, err));
    }
}

static enum status
take_document(struct worker *worker, xap_docid docid, struct error *err)
{
    struct document document;
    uint64_t sequence;
    enum status status =
        read_document(&document, &sequence, worker, docid, err);
    if (status == STATUS_NOT_FOUND) {
        worker->count.deleted++;
        return STATUS_OK;
    }
    if (status == STATUS_FORMAT) {
        log_error(TR("record left out: %s", "enregistrement ignoré : %s"),
                  err ? err->text : "");
        worker->count.damaged++;
        return STATUS_OK;
    }
    TRY(status);
    inverter_start(&worker->inverter);
    worker->docid = docid;
    TRY(document_terms(&worker->inverter.sink, &worker->maker, &document,
                       sequence, err));
    TRY(inverter_end(&worker->inverter, docid, err));
    worker->count.indexed++;
    atomic_fetch_add(&worker->building->done, 1);
    atomic_fetch_add(&worker->building->done_bytes, text_bytes(&document));
    return STATUS_OK;
}

static bool
is_listed(const struct building *building, uint64_t docid)
{
    return building->docids.at[docid / 8] >> docid % 8 & 1;
}

static enum status
take_range(struct worker *worker, struct range range, struct error *err)
{
    const struct building *building = worker->building;
    for (; range.next < range.end && !stop_signal(); range.next++)
        if (is_listed(building, range.next))
            TRY(take_document(worker, (xap_docid)range.next, err));
    show_progress(worker);
    if (inverter_bytes(&worker->inverter) > share(worker))
        return run_cut(worker, true, err);
    return STATUS_OK;
}

static enum status
worker_data(struct term_sink *sink, struct str data, struct error *err)
{
    struct worker *worker = (struct worker *)sink;
    TRY(docdata_add(&worker->data, worker->docid, data, err));
    return sentences_add(&worker->sentences, worker->docid, data, err);
}

/* Terms of documents that a thread collects. */
static size_t
batch_entries(const struct building *building)
{
    size_t bytes = building->memory / building->jobs / BATCH_PART;
    size_t entries = bytes / (2 * sizeof(struct entry));
    return entries < BATCH_ENTRIES ? entries : BATCH_ENTRIES;
}

static enum status
worker_init(struct worker *worker, struct building *building, unsigned index,
            struct error *err)
{
    worker->building = building;
    worker->index = index;
    worker->data.docdata = &building->docdata;
    sentences_part_init(&worker->sentences, &building->sentences, index);
    TRY(inverter_init(&worker->inverter, batch_entries(building), err));
    worker->inverter.sink.data = worker_data;
    TRY(store_open(&worker->store, building->layout, err));
    TRY(term_maker_init(&worker->maker, building->lexicon, err));
    size_t memory = building->memory / building->jobs;
    term_maker_keep(&worker->maker, memory / WORDS_PART / WORD_BYTES,
                    memory / VALUES_PART);
    return STATUS_OK;
}

static void
count_add(struct building *building, const struct built *count)
{
    pthread_mutex_lock(&building->lock);
    building->out->indexed += count->indexed;
    building->out->deleted += count->deleted;
    building->out->damaged += count->damaged;
    pthread_mutex_unlock(&building->lock);
}

static enum status
invert(void *payload, struct parallel *parallel, unsigned index,
       struct error *err)
{
    AUTO(worker) struct worker worker = {0};
    struct range range;
    bool moved;
    TRY(worker_init(&worker, payload, index, err));
    while (!atomic_load(&parallel->stop) && !stop_signal() &&
           range_take(&range, &moved, worker.building, index)) {
        if (moved)
            TRY(run_cut(&worker, false, err));
        TRY(take_range(&worker, range, err));
    }
    TRY(run_cut(&worker, false, err));
    TRY(sentences_end(&worker.sentences, err));
    count_add(worker.building, &worker.count);
    return STATUS_OK;
}

/* ---- the whole
 * --------------------------------------------------------------------- */

/* By rising docid. */
static enum status
list_document(void *payload, const struct change *change)
{
    struct building *building = payload;
    struct buf *docids = &building->docids;
    while (docids->len <= change->docid / 8)
        buf_add_char(docids, 0);
    TRY(buf_status(docids, NULL));
    docids->at[change->docid / 8] |= (char)(1 << change->docid % 8);
    building->documents++;
    building->last_docid = change->docid;
    if (change->sequence > building->out->sequence)
        building->out->sequence = change->sequence;
    return STATUS_OK;
}

/* What the store has. */
static enum status
list_documents(struct building *building, struct error *err)
{
    AUTO(store) struct store *store = NULL;
    struct retry retry = RETRY_START;
    enum status status;
    TRY(store_open(&store, building->layout, err));
    for (;;) {
        buf_clear(&building->docids);
        building->documents = building->last_docid = 0;
        building->out->sequence = 0;
        status = store_each_change(store, 0, list_document, building, err);
        if (status != STATUS_STALE || !retry_again(&retry))
            return status;
        TRY(store_reopen(store, err));
    }
}

static enum status
ranges_make(struct building *building, struct error *err)
{
    const uint64_t first = 1, count = building->last_docid;
    building->ranges = calloc(building->jobs, sizeof *building->ranges);
    building->spills = calloc(building->jobs, sizeof *building->spills);
    if (!building->ranges || !building->spills)
        return error_no_memory(err);
    for (unsigned i = 0; i < building->jobs; i++) {
        building->ranges[i] =
            (struct range){first + count * i / building->jobs,
                           first + count * (i + 1) / building->jobs};
        spill_init(&building->spills[i], building->directory);
    }
    return STATUS_OK;
}

static enum status
invert_all(struct building *building, struct error *err)
{
    TRY(list_documents(building, err));
    TRY(ranges_make(building, err));
    TRY(sentences_init(&building->sentences, building->directory,
                       building->jobs, err));
    progress_start(&building->progress, TR("indexing", "indexation"));
    progress_total(&building->progress, building->documents, 0);
    enum status status = parallel_run(building->jobs, invert, building, err);
    progress_end(&building->progress);
    building->out->signal = stop_signal();
    return status;
}

/* Each thread reads all runs that are in files side by side. */
static size_t
merge_buffer(const struct building *building, size_t runs)
{
    size_t bytes = building->memory / MERGE_PART / building->jobs / (runs + 1);
    if (bytes < RUN_BUFFER_LEAST)
        return RUN_BUFFER_LEAST;
    return bytes < RUN_BUFFER ? bytes : RUN_BUFFER;
}

/* What the threads have for the stems of citing sentences, when documents are
 * inverted: a thread as much as runs in memory leave. */
static enum status
invert_late(struct building *building, struct error *err)
{
    size_t count, held = building->held;
    struct run *runs = runs_of(building, &count);
    if (count)
        qsort(runs, count, sizeof *runs, by_first_docid);
    if (!atomic_load(&building->sentences.any))
        return STATUS_OK;
    held += (size_t)building->jobs * JOB_OTHER;
    size_t left = building->memory > held ? building->memory - held : 0;
    size_t each = left / 2 / building->jobs;
    AUTO(buf) struct buf made = BUF_INIT(SIZE_MAX / 2);
    struct late late = {.runs = runs,
                        .count = count,
                        .last_docid = building->last_docid,
                        .sentences = &building->sentences,
                        .spills = building->spills,
                        .jobs = building->jobs,
                        .buffer = merge_buffer(building, 1),
                        .entries = batch_entries(building),
                        .memory = each > RUN_LEAST ? each : RUN_LEAST};
    enum status status = late_runs(&made, &late, err);
    building->late = made.len / sizeof(struct run);
    buf_add(&building->runs, buf_str(&made));
    TRY(status);
    building->out->signal = stop_signal();
    return buf_status(&building->runs, err);
}

static enum status
write_tables(struct glass_version *version, struct building *building,
             struct error *err)
{
    size_t count;
    const size_t late = building->late;
    struct run *runs = runs_of(building, &count);
    struct tables tables = {.directory = building->directory,
                            .jobs = building->jobs,
                            .buffer = merge_buffer(building, count),
                            .runs = runs,
                            .count = count - late,
                            .late = late};
    if (building->docdata.made)
        tables.docdata = &building->docdata.table;
    tables.docdata_parts =
        docdata_parts(&building->docdata, &tables.docdata_count);
    TRY(tables_write(version, &tables, err));
    version->revision = GLASS_REVISION;
    return glass_version_write(version, building->directory, err);
}

static void
building_release(struct building *building)
{
    size_t count;
    struct run *runs = runs_of(building, &count);
    for (size_t i = 0; i < count; i++)
        run_release(&runs[i]);
    for (unsigned i = 0; building->spills && i < building->jobs; i++)
        spill_release(&building->spills[i]);
    buf_release(&building->runs);
    buf_release(&building->docids);
    free(building->ranges);
    free(building->spills);
    docdata_release(&building->docdata);
    sentences_release(&building->sentences);
    pthread_mutex_destroy(&building->lock);
}

CLEANUP_KIND(building, struct building, building_release)

/* An empty database, made by Xapian: its version file shows the format. */
static enum status
begin(struct glass_version *out, const char *directory, struct error *err)
{
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    TRY(xap_writer_open(&writer, directory, true, false, err));
    TRY(directory_sync(directory, err));
    return glass_version_read(out, directory, err);
}

/* So many threads as have room to work. */
static unsigned
jobs_for(const struct build_options *options, size_t memory)
{
    size_t most = memory / JOB_LEAST;
    return options->jobs < most ? options->jobs : most ? (unsigned)most : 1;
}

enum status
build_generation(struct built *out, const struct layout *layout,
                 const char *directory, const struct wordlists *lexicon,
                 const struct build_options *options, struct error *err)
{
    struct glass_version version;
    *out = (struct built){0};
    size_t least = (size_t)BUILD_MEMORY_LEAST * MEBIBYTE;
    size_t memory = options->memory > least ? options->memory : least;
    memory -= memory / SPARE_PART + PROGRAM;
#ifdef M_MMAP_THRESHOLD
    /* Large arrays go back to the system when they are freed, always: glibc
     * would raise its bound with each one and keep them. */
    (void)mallopt(M_MMAP_THRESHOLD, MEBIBYTE);
#endif
    TRY(begin(&version, directory, err));
    AUTO(building)
    struct building building = {.layout = layout,
                                .directory = directory,
                                .lexicon = lexicon,
                                .out = out,
                                .jobs = jobs_for(options, memory),
                                .memory = memory,
                                .docids = BUF_INIT(SIZE_MAX / 2),
                                .sentences = {.places = UNNAMED_NONE},
                                .lock = PTHREAD_MUTEX_INITIALIZER,
                                .runs = BUF_INIT(SIZE_MAX / 2)};
    docdata_init(&building.docdata, directory);
    struct phase phase;
    phase_start(&phase);
    TRY(invert_all(&building, err));
    if (out->signal)
        return STATUS_OK;
    (void)malloc_trim(0);
    phase_end(&phase, TR("documents inverted", "documents inversés"));
    TRY(invert_late(&building, err));
    if (out->signal)
        return STATUS_OK;
    (void)malloc_trim(0);
    phase_end(&phase,
              TR("citing sentences added", "phrases qui citent ajoutées"));
    TRY(write_tables(&version, &building, err));
    TRY(directory_sync(directory, err));
    phase_end(&phase, TR("tables written", "tables écrites"));
    return STATUS_OK;
}
