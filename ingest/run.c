/* ingest: one run, from the arguments to the store. */
#include "run.h"

#include "crew.h"
#include "dumps.h"
#include "joins.h"
#include "lang.h"
#include "log.h"
#include "progress.h"
#include "setting.h"
#include "stopping.h"
#include "withdraw.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TIMEOUT_SECONDS = 120, RING = 1024, DEATHS_MAX = 8 };

/* A source whose job is under way: what deposit will need of it. */
struct waiting {
    struct arena arena;
    struct found found;
    unsigned deaths; /* workers that an archive has cost */
};

struct run {
    struct walk *walk;
    bool walked; /* the walk is at its end */
    bool ended;  /* and the dumps that it found are with the crew */
    struct crew *crew;
    struct store *store;
    struct deposit deposit;
    struct diagnostics diagnostics;
    struct progress progress;
    const struct run_options *options;
    struct waiting ring[RING]; /* by job number */
    uint64_t added, current;   /* jobs added; job whose frames come now */
    bool has_current;
    uint64_t shown;     /* bytes of it that progress knows of */
    struct map seen;    /* --prune: names of the sources met */
    struct dumps dumps; /* put by until all of them are known */
};

/* For last words only (ingest_run_ended). */
static const struct run *under_way;

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
add_job(struct run *run, struct job *job, const struct found *found,
        struct error *err)
{
    struct waiting *waiting = &run->ring[run->added % RING];
    arena_reset(&waiting->arena);
    waiting->found = *found;
    waiting->deaths = 0;
    waiting->found.source = arena_copy(&waiting->arena, found->source);
    waiting->found.path = arena_copy(&waiting->arena, found->path);
    if (waiting->found.source.len != found->source.len ||
        waiting->found.path.len != found->path.len)
        return error_no_memory(err);
    job->path = found->path;
    job->source = found->source;
    job->named = found->named;
    run->added++;
    return crew_add(run->crew, job, err);
}

/* Told, known already, or a job. */
static enum status
take_file(struct run *run, const struct found *found, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct job job = {0};
    bool known;
    if (found->trouble.len || found->irregular)
        return diagnostics_tell(
            &run->diagnostics,
            found->irregular ? CAUSE_UNKNOWN_KIND : CAUSE_UNREADABLE,
            found->source, STR(""), STR(""), found->trouble, err);
    TRY(deposit_known(&known, &job, &run->deposit, found, &arena, err));
    if (known) {
        progress_add(&run->progress, 0, found->size);
        return STATUS_OK;
    }
    return add_job(run, &job, found, err);
}

/* What the walk found. */
static enum status
take_found(struct run *run, const struct found *found, struct error *err)
{
    bool is_dump = false;
    if (run->options->prune && !map_at(&run->seen, found->source))
        return error_no_memory(err);
    if (!found->named &&
        !filter_takes_file(&run->options->filter, found->source))
        return STATUS_OK;
    if (!found->trouble.len && !found->irregular)
        TRY(dumps_add(&is_dump, &run->dumps, found, err));
    return is_dump ? STATUS_OK : take_file(run, found, err);
}

/* Dumps come last, in their order. */
static enum status
fill_from_dumps(struct run *run, struct error *err)
{
    struct found found;
    if (!run->dumps.is_planned)
        TRY(dumps_plan(&run->dumps, run->store, &run->diagnostics,
                       run->options->prune ? &run->seen : NULL, err));
    while (crew_has_room(run->crew) && !stop_signal()) {
        if (dumps_next(&found, &run->dumps) == STATUS_DONE) {
            run->ended = true;
            return STATUS_OK;
        }
        TRY(take_file(run, &found, err));
    }
    return STATUS_OK;
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
    return run->walked && !run->ended ? fill_from_dumps(run, err) : STATUS_OK;
}

/* ---- from the workers ------------------------------------------------------
 */

/* A worker died within an archive: another one goes on with it, so that it
 * costs one member and not all that follow. */
static enum status
take_up(struct run *run, const struct crew_frame *frame, struct error *err)
{
    struct job job = {0};
    const struct waiting *waiting = &run->ring[frame->job % RING];
    unsigned deaths = waiting->deaths + 1;
    TRY(deposit_take_up(&job, &run->deposit, &frame->end, deaths > 1, err));
    TRY(add_job(run, &job, &waiting->found, err));
    run->ring[(run->added - 1) % RING].deaths = deaths;
    return STATUS_OK;
}

static bool
can_take_up(const struct run *run, const struct crew_frame *frame)
{
    return frame->end.lost && run->deposit.is_archive &&
           run->ring[frame->job % RING].deaths < DEATHS_MAX &&
           crew_has_room(run->crew) &&
           !str_eq(run->deposit.source.source, STR("-"));
}

static enum status
take_frame(struct run *run, const struct crew_frame *frame, struct error *err)
{
    const struct found *found = &run->ring[frame->job % RING].found;
    if (!run->has_current || run->current != frame->job) {
        TRY(deposit_source(&run->deposit, found, err));
        run->current = frame->job;
        run->has_current = true;
    }
    switch (frame->type) {
    case FRAME_DOCUMENT:
        TRY(deposit_document(&run->deposit, &frame->document, err));
        progress_add(&run->progress, 1, frame_document_size(&frame->document));
        run->shown += frame_document_size(&frame->document);
        break;
    case FRAME_DELETION:
        TRY(deposit_deletion(&run->deposit, frame->uid, err));
        break;
    case FRAME_TELL:
        progress_hide(&run->progress);
        return deposit_tell(&run->deposit, &frame->tell, err);
    case FRAME_START:
        return deposit_start(&run->deposit, &frame->start, err);
    case FRAME_MEMBER:
        TRY(deposit_member(&run->deposit, &frame->member, err));
        break;
    case FRAME_END:
        if (can_take_up(run, frame))
            return take_up(run, frame, err);
        if (frame->end.state != LEDGER_COMPLETE)
            progress_hide(&run->progress);
        TRY(deposit_end(&run->deposit, &frame->end, err));
        /* Documents were counted as they came, by their own size. */
        if (found->size > run->shown)
            progress_add(&run->progress, 0, found->size - run->shown);
        run->shown = 0;
        break;
    case FRAME_JOB: /* the crew's own */
    case FRAME_BATCH:
    case FRAME_PARSE:
    case FRAME_THROUGH:
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
        if (status == STATUS_DONE && run->ended)
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
                                .filter = &options->filter,
                                .print = options->dry_run,
                                .unconfined = options->no_sandbox,
                                .timeout =
                                    (unsigned)setting("LIASSE_WORKER_TIMEOUT",
                                                      TIMEOUT_SECONDS, 100000)};
    TRY(diagnostics_open(&run->diagnostics, options->diagnostics, err));
    if (!options->dry_run) {
        TRY(layout_init(&layout, options->index, err));
        TRY(store_create(&run->store, &layout, err));
        store_watch(run->store, joins_class);
    }
    struct deposit_options deposit = {&options->filter, options->reader,
                                      options->retry_failed, options->prune};
    deposit_init(&run->deposit, run->store, &run->diagnostics, &deposit);
    if (options->remove || options->sources.count)
        return STATUS_OK;
    TRY(walk_open(&run->walk, options->paths, options->path_count,
                  options->list, err));
    progress_start(&run->progress, TR("reading", "lecture"));
    TRY(measure(run, err));
    return crew_open(&run->crew, &crew, err);
}

static void
run_close(struct run *run)
{
    if (!run)
        return;
    under_way = NULL;
    crew_close(run->crew);
    walk_close(run->walk);
    deposit_release(&run->deposit);
    map_release(&run->seen);
    dumps_release(&run->dumps);
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

/* ---- taking back -----------------------------------------------------------
 */

/* Two SOURCE directories of one name are one: both must be whole. */
static bool
is_whole(const struct walk_root *roots, size_t count, struct str source)
{
    bool whole = true;
    for (size_t i = 0; i < count; i++)
        if (str_eq(roots[i].source, source))
            whole = whole && !roots[i].trouble && roots[i].files > 0;
    return whole;
}

static enum status
prune_directories(struct run *run, struct error *err)
{
    const struct walk_root *roots;
    size_t count = walk_roots(&roots, run->walk);
    for (size_t i = 0; i < count; i++) {
        if (is_whole(roots, count, roots[i].source))
            TRY(prune_directory(&run->deposit, roots[i].source, &run->seen,
                                err));
        else
            log_note(TR("'" STR_FMT "' could not be walked whole: not pruned",
                        "« " STR_FMT " » n'a pas pu être parcouru en entier : "
                        "rien n'en est retiré"),
                     STR_ARG(roots[i].source));
    }
    return STATUS_OK;
}

/* STATUS_NOT_FOUND is told and counted, the rest goes on. */
static enum status
removed(struct run *run, enum status status, struct error *err)
{
    if (status != STATUS_NOT_FOUND)
        return status;
    log_error("%s", err->text);
    run->diagnostics.refused++;
    return STATUS_OK;
}

static enum status
remove_all(struct run *run, struct error *err)
{
    const struct run_options *options = run->options;
    for (size_t i = 0; i < options->sources.count && !stop_signal(); i++)
        TRY(removed(
            run,
            delete_source(&run->deposit, str_from(options->sources.at[i]), err),
            err));
    for (size_t i = 0; i < options->path_count && !stop_signal(); i++)
        TRY(removed(
            run,
            delete_document(&run->deposit, str_from(options->paths[i]), err),
            err));
    return stop_signal() ? STATUS_INTERRUPTED : STATUS_OK;
}

static enum status
work(struct run *run, struct error *err)
{
    if (run->options->remove || run->options->sources.count)
        return remove_all(run, err);
    TRY(loop(run, err));
    return run->options->prune && run->store ? prune_directories(run, err)
                                             : STATUS_OK;
}

static enum status
join(struct run *run, struct error *err)
{
    struct joins_result result;
    TRY(joins_run(&result, &run->deposit, err));
    if (result.changed)
        log_detail(TR("%llu documents took names, titles or a group of copies "
                      "from others",
                      "%llu documents ont pris un nom, un titre ou un groupe "
                      "de copies à d'autres"),
                   (unsigned long long)result.changed);
    if (result.missing)
        log_detail(TR("%llu references to %llu documents that are not here",
                      "%llu références à %llu documents absents"),
                   (unsigned long long)result.unresolved,
                   (unsigned long long)result.missing);
    return STATUS_OK;
}

enum status
ingest_run(struct run_result *out, const struct run_options *options,
           struct error *err)
{
    AUTO(run) struct run *run = calloc(1, sizeof *run);
    *out = (struct run_result){0};
    if (!run)
        return error_no_memory(err);
    run->options = options;
    under_way = run;
    TRY(run_open(run, err));
    enum status status = work(run, err);
    if (status == STATUS_OK && run->store)
        status = join(run, err);
    if (status == STATUS_INTERRUPTED) {
        out->signal = stop_signal();
        remember_place(out, run);
        status = STATUS_OK;
    }
    if (status == STATUS_OK)
        status = diagnostics_source_end(&run->diagnostics,
                                        run->deposit.source.source, err);
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

void
ingest_run_ended(struct run_result *out)
{
    *out = (struct run_result){0};
    if (!under_way)
        return;
    out->counts =
        under_way->store ? under_way->deposit.safe : under_way->deposit.counts;
    out->refused = under_way->diagnostics.refused;
    out->skipped = under_way->diagnostics.skipped;
}
