#ifndef LIASSE_CREW_H
#define LIASSE_CREW_H

/* The crew: worker processes fed with jobs, answers given back in the order
 * of the jobs, whatever the number of workers.
 *
 * Workers are the program itself, started by posix_spawn ("--worker"), so
 * that they hold neither Xapian's lock nor its memory.  One that dies costs
 * the job it was at: that job ends as refused ("reader-crashed"), a new
 * worker takes its place and goes on with what was queued behind.
 *
 * The members of an archive are parsed by several: the worker that inflates
 * it hands batches of members to helpers (crew_hand.h), as many as there are
 * workers but one, and parses those for which no helper has time.  Their
 * frames come in the order of the members.
 *
 *     crew_open -> crew_add while crew_has_room -> crew_next ... */

#include "filter.h"
#include "frame.h"

struct crew;

struct crew_options {
    unsigned workers;   /* at least 1 */
    const char *reader; /* forced reader or NULL */
    const struct filter *filter;
    bool print;       /* a dry run: documents come as lines of JSON */
    bool unconfined;  /* without sandbox.h */
    unsigned timeout; /* seconds without a byte until a worker is ended */
};

/* A frame of the job at the head of the line.  Slices live until the next
 * crew_next. */
struct crew_frame {
    enum frame_type type;
    uint64_t job;   /* its number, from 0 in the order of crew_add */
    struct str uid; /* FRAME_DELETION */
    struct frame_document document; /* FRAME_DOCUMENT */
    struct frame_tell tell;         /* FRAME_TELL */
    struct frame_start start;       /* FRAME_START */
    struct frame_member member;     /* FRAME_MEMBER */
    struct frame_end end;           /* FRAME_END: the job is through */
};

enum status crew_open(struct crew **out, const struct crew_options *options,
                      struct error *err) MUST_USE;
void crew_close(struct crew *crew);

bool crew_has_room(const struct crew *crew);
/* Copies what it needs of the job. */
enum status crew_add(struct crew *crew, const struct job *job,
                     struct error *err) MUST_USE;
/* Waits for the next frame.  STATUS_DONE: no job is under way.
 * STATUS_INTERRUPTED: a signal came (stopping.h). */
enum status crew_next(struct crew_frame *out, struct crew *crew,
                      struct error *err) MUST_USE;

CLEANUP_HANDLE(crew, struct crew, crew_close)

#endif
