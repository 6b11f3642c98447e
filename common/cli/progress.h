#ifndef LIASSE_PROGRESS_H
#define LIASSE_PROGRESS_H

/* Progress on stderr: on a terminal one line rewritten at most five times a
 * second, from the first second on; otherwise one line a minute.  Nothing
 * with --quiet.
 *
 *     struct progress progress;
 *     progress_start(&progress, TR("indexing", "indexation"));
 *     progress_total(&progress, documents, bytes);       0 = unknown
 *     progress_add(&progress, 1, bytes);                 as often as you like
 *     progress_end(&progress);                           clears the line */

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *what;
    uint64_t documents, bytes;             /* done */
    uint64_t total_documents, total_bytes; /* 0 = unknown */
    double started, shown;                 /* seconds, monotonic */
    bool terminal, quiet, visible;
};

void progress_start(struct progress *progress, const char *what);
void progress_total(struct progress *progress, uint64_t documents,
                    uint64_t bytes);
void progress_add(struct progress *progress, uint64_t documents,
                  uint64_t bytes);
void progress_end(struct progress *progress);
/* Clears the line for a message; the next progress_add shows it again. */
void progress_hide(struct progress *progress);
/* Seconds since progress_start. */
double progress_seconds(const struct progress *progress);

#endif
