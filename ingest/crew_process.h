#ifndef LIASSE_CREW_PROCESS_H
#define LIASSE_CREW_PROCESS_H

/* One process of the crew, seen from the parent: a socket to it, a pipe from
 * it, and the frames that came. */

#include "frame.h"
#include "worker.h"

#include <sys/types.h>

enum { PROCESS_ENOUGH = 4 * 1024 * 1024 /* bytes that wait: listen no more */ };

struct process {
    pid_t pid; /* 0: not running */
    int to, from;
    struct buf in; /* bytes received */
    size_t given;  /* of them, given out as frames */
    double silent; /* seconds that we waited for it since its last byte */
    double cpu;    /* its processor time when that began */
    bool ended;    /* its pipe is at the end */
};

/* Starts it, with nothing received. */
enum status process_start(struct process *process,
                          const struct process_options *options,
                          struct error *err) MUST_USE;
/* Closes its pipes, waits for it (killed first with `force`): its wait
 * status.  What it sent stays. */
int process_stop(struct process *process, bool force);
void process_release(struct process *process);

/* Also the descriptor fd, which stays ours, unless it is -1.  STATUS_OK also
 * when it died: its pipe ends then. */
enum status process_send(const struct process *process, struct str bytes,
                         int fd, struct error *err) MUST_USE;
/* Reads what is there; blocks when nothing is. */
enum status process_receive(struct process *process,
                            struct error *err) MUST_USE;

/* Type and payload of the frame that begins `ahead` bytes behind those given
 * out (then *ahead is behind it); 0: not whole yet, -1: nonsense.  Lives
 * until the next process_receive. */
int process_peek(struct str *payload, const struct process *process,
                 size_t *ahead);
/* The next frame is given out. */
int process_frame(struct str *payload, struct process *process);
/* Why a process is gone, for people; seconds: it was ended for silence. */
void process_describe_death(struct buf *out, int wait_status, unsigned seconds);
/* Bytes that wait. */
size_t process_waiting(const struct process *process);
/* The clock of its silence starts anew; goes on by so many seconds, in which
 * we waited for it and nothing came. */
void process_heard(struct process *process);
void process_silent(struct process *process, double seconds);
/* Silent for so long (seconds; 0 = any time will do)?  Only what it could
 * have worked in counts: on a busy machine, or when we were stopped or busy
 * ourselves, a good input has its time.  One that does not work at all, for
 * whatever it waits, is late after PATIENCE times as many seconds. */
bool process_is_late(const struct process *process, unsigned seconds);

CLEANUP_KIND(process, struct process, process_release)

#endif
