/* ingest: one run, from the arguments to the store. */
#include "run.h"

#include "crew.h"
#include "lang.h"
#include "log.h"
#include "progress.h"
#include "stopping.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TIMEOUT_SECONDS = 120, RING = 1024 };

/* A source whose job is under way: what deposit will need of it. */
struct waiting {
    struct arena arena;
    struct found found;
};

struct run {
    struct walk *walk;
    bool walked; /* the walk is at its end */
    struct crew *crew;
    struct store *store;
    struct deposit deposit;
    struct diagnostics diagnostics;
    struct progress progress;
    const struct run_options *options;
    struct waiting ring[RING]; /* by job number */
    uint64_t added, current;   /* jobs added; job whose frames come now */
    bool has_current;
    uint64_t shown; /* bytes of it that progress knows of */
};

static unsigned
timeout_seconds(void)
{
    uint64_t seconds;
    const char *text = getenv("LIASSE_WORKER_TIMEOUT");
    if (text && str_to_u64(str_from(text), &seconds) && seconds < 100000)
        return (unsigned)seconds;
    return TIMEOUT_SECONDS;
}

static unsigned
worker_count(const struct run_options *options)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (options->jobs)
        return options->jobs;
    return processors > 0 ? (unsigned)processors : 1;
}

/* ---- towards the workers ------------------------------------------------ */

static enum status
no_memory(struct error *err)
{
    return error_set(err, STATUS_NOMEM, "%s",
                     TR("out of memory", "mémoire insuffisante"));
}

static enum status
add_job(struct run *run, struct job *job, const struct found *found,
        struct error *err)
{
    struct waiting *waiting = &run->ring[run->added % RING];
    arena_reset(&waiting->arena);
    waiting->found = *found;
    waiting->found.source = arena_copy(&waiting->arena, found->source);
    if (waiting->found.source.len != found->source.len)
        return no_memory(err);
    job->path = found->path;
    job->source = found->source;
    job->named = found->named;
    run->added++;
    return crew_add(run->crew, job, err);
}

/* What the walk found: told, known already, or a job. */
static enum status
take_found(struct run *run, const struct found *found, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct job job = {0};
    bool known;
    if (found->trouble.len || found->irregular)
        return diagnostics_tell(&run->diagnostics,
                                found->irregular ? CAUSE_UNKNOWN_KIND
                                                 : CAUSE_UNREADABLE,
                                found->source, STR(""), found->trouble, err);
    TRY(deposit_known(&known, &job, &run->deposit, found,
                      run->options->reader == NULL, &arena, err));
    if (known) {
        progress_add(&run->progress, 0, found->size);
        return STATUS_OK;
    }
    return add_job(run, &job, found, err);
}

static enum status
fill_crew(struct run *run, struct error *err)
{
    struct found found;
    while (!run->walked && crew_has_room(run->crew) && !stop_signal()) {
        enum status status = walk_next(&found, run->walk, err);
        if (status == STATUS_DONE)
            run->walked = true;
        else if (status != STATUS_OK)
            return status;
        else
            TRY(take_found(run, &found, err));
    }
    return STATUS_OK;
}

/* ---- from the workers ------------------------------------------------------
 */

static enum status
take_frame(struct run *run, const struct crew_frame *frame, struct error *err)
{
    const struct found *found = &run->ring[frame->job % RING].found;
    if (!run->has_current || run->current != frame->job) {
        deposit_source(&run->deposit, found);
        run->current = frame->job;
        run->has_current = true;
    }
    switch (frame->type) {
    case FRAME_DOCUMENT:
        TRY(deposit_document(&run->deposit, &frame->document, err));
        progress_add(&run->progress, 1, frame->document.document.len);
        run->shown += frame->document.document.len;
        break;
    case FRAME_DELETION:
        TRY(deposit_deletion(&run->deposit, frame->uid, err));
        break;
    case FRAME_TELL:
        progress_hide(&run->progress);
        return deposit_tell(&run->deposit, &frame->tell, err);
    case FRAME_END:
        if (frame->end.state != LEDGER_COMPLETE)
            progress_hide(&run->progress);
        TRY(deposit_end(&run->deposit, &frame->end, err));
        /* Documents were counted as they came, by their own size. */
        if (found->size > run->shown)
            progress_add(&run->progress, 0, found->size - run->shown);
        run->shown = 0;
        break;
    case FRAME_JOB:
        return STATUS_BUG;
    }
    return deposit_commit_due(&run->deposit, err);
}

static enum status
loop(struct run *run, struct error *err)
{
    for (;;) {
        struct crew_frame frame;
        TRY(fill_crew(run, err));
        if (stop_signal())
            return STATUS_INTERRUPTED;
        enum status status = crew_next(&frame, run->crew, err);
        if (status == STATUS_DONE && run->walked)
            return STATUS_OK;
        if (status == STATUS_DONE)
            continue;
        TRY(status);
        TRY(take_frame(run, &frame, err));
    }
}

/* ---- the run
 * ------------------------------------------------------------------ */

/* Sizes of everything, for the time left: only worth it for a person. */
static enum status
measure(struct run *run, struct error *err)
{
    AUTO(walk) struct walk *walk = NULL;
    struct found found;
    uint64_t bytes = 0;
    enum status status;
    if (!isatty(STDERR_FILENO) || run->options->list)
        return STATUS_OK;
    TRY(walk_open(&walk, run->options->paths, run->options->path_count, NULL,
                  err));
    while ((status = walk_next(&found, walk, err)) == STATUS_OK)
        bytes += found.size;
    progress_total(&run->progress, 0, bytes);
    return status == STATUS_DONE ? STATUS_OK : status;
}

static enum status
run_open(struct run *run, struct error *err)
{
    const struct run_options *options = run->options;
    struct layout layout;
    struct crew_options crew = {.workers = worker_count(options),
                                .reader = options->reader,
                                .timeout = timeout_seconds()};
    TRY(diagnostics_open(&run->diagnostics, options->diagnostics, err));
    if (!options->dry_run) {
        TRY(layout_init(&layout, options->index, err));
        TRY(store_create(&run->store, &layout, err));
    }
    deposit_init(&run->deposit, run->store, &run->diagnostics);
    TRY(walk_open(&run->walk, options->paths, options->path_count,
                  options->list, err));
    progress_start(&run->progress, TR("reading", "lecture"));
    TRY(measure(run, err));
    return crew_open(&run->crew, &crew, err);
}

static void
run_close(struct run *run)
{
    crew_close(run->crew);
    walk_close(run->walk);
    store_close(run->store);
    for (size_t i = 0; i < RING; i++)
        arena_release(&run->ring[i].arena);
    free(run);
}

CLEANUP_HANDLE(run, struct run, run_close)

static void
remember_place(struct run_result *out, const struct run *run)
{
    struct str source = run->deposit.source.source;
    if (source.len >= sizeof out->stopped_at)
        source.len = sizeof out->stopped_at - 1;
    if (source.len)
        memcpy(out->stopped_at, source.at, source.len);
    out->stopped_at[source.len] = '\0';
}

enum status
ingest_run(struct run_result *out, const struct run_options *options,
           struct error *err)
{
    AUTO(run) struct run *run = calloc(1, sizeof *run);
    *out = (struct run_result){0};
    if (!run)
        return no_memory(err);
    run->options = options;
    TRY(run_open(run, err));
    enum status status = loop(run, err);
    if (status == STATUS_INTERRUPTED) {
        out->signal = stop_signal();
        remember_place(out, run);
        status = STATUS_OK;
    }
    if (status == STATUS_OK && run->store)
        status = deposit_commit(&run->deposit, true, err);
    progress_end(&run->progress);
    out->counts = run->store ? run->deposit.safe : run->deposit.counts;
    if (status == STATUS_OK)
        out->counts = run->deposit.counts;
    out->refused = run->diagnostics.refused;
    out->skipped = run->diagnostics.skipped;
    enum status closed =
        diagnostics_close(&run->diagnostics, status == STATUS_OK ? err : NULL);
    return status == STATUS_OK ? closed : status;
}
