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
    struct error err;
};

#ifdef LIASSE_COVERAGE
void __gcov_dump(void); /* libgcov's, without a header */
#endif

/* Crashes are looked for, not to be dumped; and a damaged list that goes in
 * circles ends with its time. */
static void
limit(unsigned seconds)
{
    struct rlimit none = {0, 0}, time = {seconds, (rlim_t)seconds + 5};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_CPU, &time);
    for (const int *at = (const int[]){SIGSEGV, SIGBUS, SIGABRT, SIGXCPU, 0};
         *at; at++)
        signal(*at, SIG_DFL);
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
    ending_set(NULL); /* what a damaged length asks for is told as a status */
    answer.status = work(&answer.count, payload, &answer.err);
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
    if (!WIFSIGNALED(status))
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

enum status
isolate(uint64_t *count, bool *died, isolated_work *work, void *payload,
        unsigned seconds, struct error *err)
{
    int ends[2], status = 0;
    struct answer answer;
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
    bool whole = read_answer(&answer, ends[0]);
    close(ends[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    *died = !whole;
    *count = 0;
    if (!whole) {
        tell_death(err, status);
        return STATUS_OK;
    }
    *count = answer.count;
    if (err)
        *err = answer.err;
    return answer.status;
}
