/* build: the stems that citing sentences add. */
#include "late.h"

#include "citing.h"
#include "parallel.h"
#include "stopping.h"
#include "terms.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    RANGE_LEAST = 1024, /* documents; each range looks through all keys */
    RANGE_MOST = 32768,
    RANGES_PER_JOB = 4,
    DATA_SLOTS = 256,      /* documents whose sentences are at hand */
    DATA_KEPT = 16 * 1024, /* bytes; longer ones are not kept */
    LOOKS = 256            /* documents between two looks for a signal */
};

/* A key of documents of the range, and who cites it. */
struct key {
    struct str text;
    struct chain citing; /* uint docid - the one before */
    uint32_t last;
};

/* A document of the range and a key of its own. */
struct own_key {
    struct str text;
    uint32_t docid, key;
};

/* Docids from `first` to before `end`. */
struct docids {
    uint64_t first, end;
};

struct kept_data {
    uint32_t docid; /* 0 = none */
    struct buf bytes;
};

struct all {
    const struct late *late;
    unsigned ranges;
    pthread_mutex_t lock;
    struct buf *runs; /* under the lock */
};

/* One thread. */
struct adding {
    struct inverter inverter; /* first */
    struct all *all;
    unsigned index;
    struct map numbers; /* key -> its number */
    struct buf keys;    /* struct key */
    struct buf own;     /* struct own_key */
    struct arena arena; /* texts of keys */
    size_t text_bytes;
    struct pool pool; /* chains of keys */
    struct cited cited;
    struct kept_data data[DATA_SLOTS]; /* by docid */
    struct buf long_data;              /* of one that is not kept */
};

static void
adding_release(struct adding *adding)
{
    inverter_release(&adding->inverter);
    map_release(&adding->numbers);
    buf_release(&adding->keys);
    buf_release(&adding->own);
    arena_release(&adding->arena);
    pool_release(&adding->pool);
    cited_release(&adding->cited);
    for (size_t i = 0; i < DATA_SLOTS; i++)
        buf_release(&adding->data[i].bytes);
    buf_release(&adding->long_data);
}

CLEANUP_KIND(adding, struct adding, adding_release)

static struct key *
keys_of(const struct adding *adding)
{
    return (struct key *)(void *)adding->keys.at;
}

/* ---- who cites whom ---------------------------------------------------- */

static void
range_clear(struct adding *adding)
{
    map_clear(&adding->numbers);
    buf_clear(&adding->keys);
    buf_clear(&adding->own);
    arena_reset(&adding->arena);
    pool_clear(&adding->pool);
    adding->text_bytes = 0;
}

/* Half of a thread's memory is for this, half for the inverter. */
static bool
range_is_large(const struct adding *adding)
{
    size_t bytes = adding->pool.len + adding->keys.len + adding->own.len +
                   3 * adding->text_bytes;
    return bytes > adding->all->late->memory / 2;
}

/* Is it to be halved?  One document is not: all who cite it are needed. */
static bool
is_too_much(const struct adding *adding, const struct docids *range)
{
    return range->end - range->first > 1 && range_is_large(adding);
}

typedef enum status take_posting(struct adding *adding, struct str key,
                                 const struct docids *range, uint32_t docid,
                                 struct error *err);

/* All postings of the term at hand. */
static enum status
take_postings(struct adding *adding, struct run_cursor *cursor, struct str key,
              const struct docids *range, take_posting *take, struct error *err)
{
    struct posting posting = {0};
    const uint8_t *start, *at, *end, *next;
    for (;;) {
        TRY(run_cursor_postings(&start, &end, cursor, err));
        if (start == end)
            return STATUS_OK;
        for (at = start; (next = posting_next(&posting, at, end, false));
             at = next)
            TRY(take(adding, key, range, posting.docid, err));
        run_cursor_read(cursor, start, at);
    }
}

static enum status
key_find(uint32_t *out, struct adding *adding, struct str text,
         struct error *err)
{
    const uint64_t *known = map_find(&adding->numbers, text);
    if (known) {
        *out = (uint32_t)*known;
        return STATUS_OK;
    }
    struct key key = {.text = arena_copy(&adding->arena, text)};
    uint64_t *number = map_at(&adding->numbers, text);
    if (!number || (text.len && !key.text.at))
        return error_no_memory(err);
    *number = *out = (uint32_t)(adding->keys.len / sizeof key);
    adding->text_bytes += text.len;
    buf_add(&adding->keys, (struct str){(const char *)&key, sizeof key});
    return buf_status(&adding->keys, err);
}

static enum status
take_own(struct adding *adding, struct str key, const struct docids *range,
         uint32_t docid, struct error *err)
{
    struct own_key own = {.docid = docid};
    if (docid < range->first || docid >= range->end)
        return STATUS_OK;
    TRY(key_find(&own.key, adding, key, err));
    own.text = keys_of(adding)[own.key].text;
    buf_add(&adding->own, (struct str){(const char *)&own, sizeof own});
    return buf_status(&adding->own, err);
}

static enum status
take_citing(struct adding *adding, struct str text, const struct docids *range,
            uint32_t docid, struct error *err)
{
    const uint64_t *number = map_find(&adding->numbers, text);
    (void)range;
    if (!number)
        return STATUS_OK;
    struct key *key = &keys_of(adding)[*number];
    uint8_t *to = chain_reserve(&key->citing, &adding->pool, GLASS_UINT_MAX);
    if (!to)
        return error_no_memory(err);
    chain_used(&key->citing, &adding->pool, glass_uint(to, docid - key->last));
    key->last = docid;
    return STATUS_OK;
}

/* The postings of the run's terms that begin so. */
static enum status
take_prefix(struct adding *adding, const struct run *run, struct str prefix,
            const struct docids *range, take_posting *take, struct error *err)
{
    AUTO(run_cursor) struct run_cursor cursor = {0};
    bool known = take == take_citing;
    TRY(run_cursor_open(&cursor, run, prefix, adding->all->late->buffer, err));
    while (!cursor.end && str_starts(cursor.term, prefix) &&
           !is_too_much(adding, range)) {
        struct str key = str_from_offset(cursor.term, prefix.len);
        if (!known || map_find(&adding->numbers, key))
            TRY(take_postings(adding, &cursor, key, range, take, err));
        TRY(run_cursor_next(&cursor, err));
    }
    return STATUS_OK;
}

static bool
run_overlaps(const struct run *run, const struct docids *range)
{
    return run->first_docid < range->end && run->last_docid >= range->first;
}

static enum status
range_read(struct adding *adding, const struct docids *range, struct error *err)
{
    const struct late *late = adding->all->late;
    range_clear(adding);
    for (size_t i = 0; i < late->count; i++)
        if (run_overlaps(&late->runs[i], range))
            TRY(take_prefix(adding, &late->runs[i], STR(TERM_PREFIX_SELF),
                            range, take_own, err));
    if (adding->own.len == 0)
        return STATUS_OK;
    for (size_t i = 0; i < late->count; i++)
        TRY(take_prefix(adding, &late->runs[i], schema[FIELD_CITES].prefix,
                        range, take_citing, err));
    return STATUS_OK;
}

/* ---- what they say ------------------------------------------------------- */

static int
by_docid_and_key(const void *left, const void *right)
{
    const struct own_key *a = left, *b = right;
    if (a->docid != b->docid)
        return a->docid < b->docid ? -1 : 1;
    return str_cmp(a->text, b->text);
}

/* It lives until the next call. */
static enum status
data_of(struct str *out, struct adding *adding, uint32_t docid,
        struct error *err)
{
    const struct sentences *sentences = adding->all->late->sentences;
    struct kept_data *kept = &adding->data[docid % DATA_SLOTS];
    if (kept->docid != docid) {
        kept->docid = 0;
        TRY(sentences_read(&kept->bytes, sentences, docid, err));
        kept->docid = docid;
    }
    if (kept->bytes.len <= DATA_KEPT) {
        *out = buf_str(&kept->bytes);
        return STATUS_OK;
    }
    buf_release(&adding->long_data);
    adding->long_data = kept->bytes;
    *kept = (struct kept_data){.bytes = BUF_INIT(CITING_DATA_MAX)};
    *out = buf_str(&adding->long_data);
    return STATUS_OK;
}

static enum status
gather_key(struct adding *adding, const struct own_key *own, struct error *err)
{
    const struct key *key = &keys_of(adding)[own->key];
    uint32_t docid = 0;
    for (const struct piece *piece =
             pool_piece(&adding->pool, key->citing.first);
         piece; piece = pool_piece(&adding->pool, piece->next))
        for (const uint8_t *at = piece->at; at < piece->at + piece->used;) {
            uint64_t step;
            struct str data;
            at = glass_uint_read(at, &step);
            docid += (uint32_t)step;
            if (cited_is_full(&adding->cited))
                return STATUS_OK;
            TRY(data_of(&data, adding, docid, err));
            TRY(cited_take(&adding->cited, data, own->text, err));
        }
    return STATUS_OK;
}

static enum status
run_cut(struct adding *adding, struct error *err)
{
    struct all *all = adding->all;
    struct run run;
    if (adding->inverter.lengths.len == 0)
        return STATUS_OK;
    TRY(inverter_cut(&run, &adding->inverter, &all->late->spills[adding->index],
                     err));
    pthread_mutex_lock(&all->lock);
    buf_add(all->runs, (struct str){(const char *)&run, sizeof run});
    enum status status = buf_status(all->runs, err);
    pthread_mutex_unlock(&all->lock);
    if (status != STATUS_OK)
        run_release(&run);
    return status;
}

/* The stems of one document; none: it has no late terms. */
static enum status
add_stems(struct adding *adding, uint32_t docid, struct error *err)
{
    struct inverter *inverter = &adding->inverter;
    struct sunk_term term = {.prefix = STR(TERM_PREFIX_CITED),
                             .family = FAMILY_STEM};
    if (adding->cited.stems.count == 0)
        return STATUS_OK;
    inverter_start(inverter);
    for (size_t at = 0; cited_next(&adding->cited, &at, &term.word, &term.wdf);)
        TRY(inverter->sink.term(&inverter->sink, &term, err));
    TRY(inverter_end(inverter, docid, err));
    return inverter_bytes(inverter) > adding->all->late->memory / 2
               ? run_cut(adding, err)
               : STATUS_OK;
}

static enum status
range_add(struct adding *adding, struct error *err)
{
    size_t count = adding->own.len / sizeof(struct own_key);
    struct own_key *own = (struct own_key *)(void *)adding->own.at;
    if (count)
        qsort(own, count, sizeof *own, by_docid_and_key);
    for (size_t i = 0, done = 0; i < count; done++) {
        uint32_t docid = own[i].docid;
        if (done % LOOKS == 0 && stop_signal())
            return STATUS_OK;
        cited_clear(&adding->cited);
        for (; i < count && own[i].docid == docid; i++)
            TRY(gather_key(adding, &own[i], err));
        TRY(add_stems(adding, docid, err));
    }
    return STATUS_OK;
}

/* ---- ranges ----------------------------------------------------------------
 */

static enum status
take_range(struct adding *adding, struct docids range, struct error *err)
{
    if (stop_signal())
        return STATUS_OK;
    TRY(range_read(adding, &range, err));
    if (!is_too_much(adding, &range))
        return range_add(adding, err);
    uint64_t middle = range.first + (range.end - range.first) / 2;
    TRY(take_range(adding, (struct docids){range.first, middle}, err));
    return take_range(adding, (struct docids){middle, range.end}, err);
}

static struct docids
range_of(const struct all *all, unsigned i)
{
    const struct late *late = all->late;
    uint64_t last = late->last_docid;
    return (struct docids){1 + last * i / all->ranges,
                           1 + last * ((uint64_t)i + 1) / all->ranges};
}

static enum status
work(void *payload, struct parallel *parallel, unsigned index,
     struct error *err)
{
    struct all *all = payload;
    AUTO(adding)
    struct adding adding = {.all = all,
                            .index = index,
                            .keys = BUF_INIT(SIZE_MAX / 2),
                            .own = BUF_INIT(SIZE_MAX / 2),
                            .long_data = BUF_INIT(CITING_DATA_MAX)};
    unsigned range;
    for (size_t i = 0; i < DATA_SLOTS; i++)
        adding.data[i].bytes.max = CITING_DATA_MAX;
    TRY(inverter_init(&adding.inverter, all->late->entries, err));
    while (parallel_next(parallel, all->ranges, &range)) {
        TRY(take_range(&adding, range_of(all, range), err));
        TRY(run_cut(&adding, err));
    }
    return STATUS_OK;
}

static int
by_first_docid(const void *left, const void *right)
{
    const struct run *a = left, *b = right;
    return (a->first_docid > b->first_docid) -
           (a->first_docid < b->first_docid);
}

enum status
late_runs(struct buf *out, const struct late *late, struct error *err)
{
    struct all all = {
        .late = late, .lock = PTHREAD_MUTEX_INITIALIZER, .runs = out};
    size_t before = out->len;
    size_t step = late->last_docid / late->jobs / RANGES_PER_JOB;
    step = step < RANGE_LEAST ? RANGE_LEAST : step;
    step = step > RANGE_MOST ? RANGE_MOST : step;
    all.ranges = (unsigned)((late->last_docid + step - 1) / step);
    enum status status = parallel_run(late->jobs, work, &all, err);
    pthread_mutex_destroy(&all.lock);
    if (out->len > before)
        qsort(out->at + before, (out->len - before) / sizeof(struct run),
              sizeof(struct run), by_first_docid);
    return status;
}
