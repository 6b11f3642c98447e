/* ingest, index: progress on stderr. */
#include "progress.h"

#include "clock.h"
#include "lang.h"
#include "log.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const double FIRST_AFTER = 1.0, TERMINAL_EVERY = 0.2, LOG_EVERY = 60.0;

void
progress_start(struct progress *progress, const char *what)
{
    double at = clock_seconds();
    *progress = (struct progress){
        .what = what,
        .started = at,
        .shown = at,
        .terminal = isatty(STDERR_FILENO) != 0,
        .quiet = log_level() == LOG_QUIET,
    };
}

void
progress_total(struct progress *progress, uint64_t documents, uint64_t bytes)
{
    progress->total_documents = documents;
    progress->total_bytes = bytes;
}

double
progress_seconds(const struct progress *progress)
{
    return clock_seconds() - progress->started;
}

/* Share of the work done, 0 when the whole is unknown. */
static double
share_done(const struct progress *progress)
{
    if (progress->total_bytes)
        return (double)progress->bytes / (double)progress->total_bytes;
    if (progress->total_documents)
        return (double)progress->documents / (double)progress->total_documents;
    return 0;
}

static void
show(struct progress *progress, double seconds)
{
    char left[48] = "";
    double share = share_done(progress);
    double speed = (double)progress->bytes / 1e6 / seconds;
    if (share > 0.01 && share < 1)
        snprintf(left, sizeof left, TR(", %.0f s left", ", encore %.0f s"),
                 seconds / share - seconds);
    fprintf(stderr,
            TR("%s%s: %llu documents, %.1f MB/s%s%s",
               "%s%s : %llu documents, %.1f Mo/s%s%s"),
            progress->terminal ? "\r" : "", progress->what,
            (unsigned long long)progress->documents, speed, left,
            progress->terminal ? "\033[K" : "\n");
    fflush(stderr);
    progress->visible = progress->terminal;
}

void
progress_add(struct progress *progress, uint64_t documents, uint64_t bytes)
{
    progress->documents += documents;
    progress->bytes += bytes;
    if (progress->quiet)
        return;
    double at = clock_seconds();
    double every = progress->terminal ? TERMINAL_EVERY : LOG_EVERY;
    if (at - progress->started < FIRST_AFTER || at - progress->shown < every)
        return;
    progress->shown = at;
    show(progress, at - progress->started);
}

void
progress_hide(struct progress *progress)
{
    if (!progress->visible)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->visible = false;
}

void
progress_end(struct progress *progress)
{
    progress_hide(progress);
}
