#ifndef LIASSE_RUN_H
#define LIASSE_RUN_H

/* One run of liasse-ingest: walk -> crew -> deposit. */

#include "deposit.h"

struct run_options {
    const char *index;       /* NULL with dry_run */
    bool dry_run;            /* print documents, touch no index */
    unsigned jobs;           /* worker processes; 0 = one a processor */
    const char *reader;      /* forced reader or NULL */
    const char *diagnostics; /* file or NULL */
    char *const *paths;
    size_t path_count;
    FILE *list; /* --files-from, or NULL */
    struct filter filter;
    bool prune, retry_failed;
    bool no_sandbox; /* workers may open files */
    /* Take back instead of reading: paths are uids with remove, sources are
     * names as in the ledger. */
    bool remove;
    struct option_list sources;
};

struct run_result {
    struct deposit_counts counts; /* acknowledged: in committed batches */
    uint64_t refused, skipped;
    int signal;           /* stopped by it; 0 = went to the end */
    char stopped_at[512]; /* the source then being read, may be empty */
};

/* On failure the result holds what was committed before. */
enum status ingest_run(struct run_result *out,
                       const struct run_options *options,
                       struct error *err) MUST_USE;

/* --not-indexed: for each file under paths, each member of an archive, one
 * line on stdout: name TAB (ABSENT | REFUSED TAB cause TAB detail | uid ...).
 * *missing: there was one without a uid.  Nothing is written. */
enum status ingest_not_indexed(bool *missing, const struct run_options *options,
                               struct error *err) MUST_USE;
/* What the run under way has committed: for a process that has to end at once
 * (ending.h). */
void ingest_run_ended(struct run_result *out);

#endif
