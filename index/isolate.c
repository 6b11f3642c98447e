/* index: a process of its own for what may crash. */
#include "isolate.h"

#include "ending.h"
#include "lang.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct answer {
    uint64_t count;
    enum status status;
    bool memory_failed;
    struct error err;
};

enum { CODE_NO_MEMORY = 4 };

static volatile sig_atomic_t memory_failed; /* in this process, at least once */

#ifdef LIASSE_COVERAGE
void __gcov_dump(void); /* libgcov's, without a header */
#endif

/* Xapian may crash where an allocation failed. */
static void
crashed(int number)
{
    if (memory_failed)
        _exit(CODE_NO_MEMORY);
    signal(number, SIG_DFL);
    raise(number);
}

/* Crashes are looked for, not to be dumped; and a damaged list that goes in
 * circles ends with its time. */
static void
limit(unsigned seconds)
{
    struct rlimit none = {0, 0}, time = {seconds, (rlim_t)seconds + 5};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_CPU, &time);
    signal(SIGXCPU, SIG_DFL);
    for (const int *at = (const int[]){SIGSEGV, SIGBUS, SIGABRT, 0}; *at; at++)
        signal(*at, crashed);
}

/* What a damaged length asks for is told as a status. */
static void
note_failure(enum status code)
{
    if (code == STATUS_NOMEM)
        memory_failed = 1;
}

/* Has memory ended, or was it only more than there is that was asked for? */
static bool
memory_is_left(void)
{
    char *volatile room = malloc(64 * 1024);
    bool left = room != NULL;
    free(room);
    return left;
}

static void
child(int to, isolated_work *work, void *payload, unsigned seconds)
{
    struct answer answer = {0};
    limit(seconds);
    ending_set(note_failure);
    answer.status = work(&answer.count, payload, &answer.err);
    answer.memory_failed = memory_failed || answer.status == STATUS_NOMEM;
    if (answer.status == STATUS_NOMEM && memory_is_left())
        answer.status = STATUS_FORMAT;
    fflush(NULL);
    ssize_t done = write(to, &answer, sizeof answer);
#ifdef LIASSE_COVERAGE
    __gcov_dump(); /* _exit passes it over */
#endif
    _exit(done == (ssize_t)sizeof answer ? 0 : 1);
}

static bool
read_answer(struct answer *out, int from)
{
    size_t len = 0;
    while (len < sizeof *out) {
        ssize_t done = read(from, (char *)out + len, sizeof *out - len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        len += (size_t)done;
    }
    return true;
}

static void
tell_death(struct error *err, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == CODE_NO_MEMORY)
        (void)!error_set(err, STATUS_IO, "%s",
                         TR("crashed where it asked for too much memory",
                            "plantage en demandant trop de mémoire"));
    else if (!WIFSIGNALED(status))
        (void)!error_set(err, STATUS_IO,
                         TR("ended with code %d", "terminé par le code %d"),
                         WEXITSTATUS(status));
    else if (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)
        (void)!error_set(err, STATUS_IO, "%s",
                         TR("went on without end", "ne finissait pas"));
    else
        (void)!error_set(
            err, STATUS_IO,
            TR("crashed on it (signal %d)", "plantage (signal %d)"),
            WTERMSIG(status));
}

struct outcome {
    struct answer answer;
    bool whole; /* there is an answer */
    int ended;  /* of waitpid() */
};

static enum status
run_child(struct outcome *out, isolated_work *work, void *payload,
          unsigned seconds, struct error *err)
{
    int ends[2];
    if (pipe(ends) != 0)
        return error_errno(err, errno, "pipe");
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) {
        int number = errno;
        close(ends[0]);
        close(ends[1]);
        return error_errno(err, number, "fork");
    }
    if (pid == 0) {
        close(ends[0]);
        child(ends[1], work, payload, seconds);
    }
    close(ends[1]);
    out->whole = read_answer(&out->answer, ends[0]);
    close(ends[0]);
    while (waitpid(pid, &out->ended, 0) < 0 && errno == EINTR)
        ;
    return STATUS_OK;
}

/* An allocation failed in it, and it crashed, or what it says may come of
 * that. */
static bool
lacked_memory(const struct outcome *outcome)
{
    if (!outcome->whole)
        return WIFEXITED(outcome->ended) &&
               WEXITSTATUS(outcome->ended) == CODE_NO_MEMORY;
    return outcome->answer.memory_failed &&
           (outcome->answer.status != STATUS_OK || outcome->answer.count);
}

enum status
isolate(uint64_t *count, bool *died, isolated_work *work, void *payload,
        unsigned seconds, struct error *err)
{
    struct outcome outcome = {0};
    *died = false;
    *count = 0;
    TRY(run_child(&outcome, work, payload, seconds, err));
    if (lacked_memory(&outcome)) /* a damaged length asks for it again */
        TRY(run_child(&outcome, work, payload, seconds, err));
    if (!outcome.whole && lacked_memory(&outcome) && !memory_is_left())
        return error_no_memory(err);
    *died = !outcome.whole;
    if (*died) {
        tell_death(err, outcome.ended);
        return STATUS_OK;
    }
    *count = outcome.answer.count;
    if (err)
        *err = outcome.answer.err;
    return outcome.answer.status;
}
