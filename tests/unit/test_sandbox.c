/* tests: what a worker process can no longer do. */
#define _GNU_SOURCE
#include "sandbox.h"

#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONFINED = 100, NOT_FILTERED, FREE };

static bool
is_refused(bool failed)
{
    return failed && errno == EPERM;
}

/* ---- in the child: true = it could not ------------------------------------
 */

static bool
cannot_open(void)
{
    return is_refused(open("/etc/passwd", O_RDONLY) < 0);
}

static bool
cannot_create(void)
{
    return is_refused(open("made", O_WRONLY | O_CREAT, 0600) < 0);
}

static bool
cannot_remove(void)
{
    return is_refused(unlink("/nonexistent") != 0);
}

static bool
cannot_connect(void)
{
    return is_refused(socket(AF_INET, SOCK_STREAM, 0) < 0);
}

static bool
cannot_fork(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return is_refused(pid < 0);
}

static bool
cannot_execute(void)
{
    char *argv[] = {"true", NULL};
    return is_refused(execv("/bin/true", argv) < 0);
}

static bool
cannot_kill(void)
{
    return is_refused(kill(getppid(), 0) != 0);
}

static bool
cannot_run_data(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return is_refused(at == MAP_FAILED);
}

static bool
cannot_eat_memory(void)
{
    return mmap(NULL, (size_t)3 << 30, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

/* What parsing needs goes on. */
static bool
can_work(void)
{
    char byte;
    int fds[2];
    void *room = malloc((size_t)64 << 20);
    if (!room)
        return false;
    memset(room, 1, (size_t)64 << 20);
    free(room);
    /* Pipes are made by the parent: a child gets the ends. */
    return pipe(fds) != 0 && read(STDIN_FILENO, &byte, 1) == 1 &&
           write(STDOUT_FILENO, "", 0) == 0;
}

/* ---- in the parent ---------------------------------------------------------
 */

static int
run_confined(bool (*what)(void))
{
    int status = 0, to[2];
    if (pipe(to) != 0 || write(to[1], "x", 1) != 1)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(to[0], STDIN_FILENO);
        if (!sandbox_enter())
            _exit(NOT_FILTERED);
        _exit(what() ? CONFINED : FREE);
    }
    close(to[0]);
    close(to[1]);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

static void
confines(void)
{
    static const struct {
        const char *name;
        bool (*what)(void);
    } rows[] = {
        {"open", cannot_open},         {"create", cannot_create},
        {"remove", cannot_remove},     {"connect", cannot_connect},
        {"fork", cannot_fork},         {"execute", cannot_execute},
        {"kill", cannot_kill},         {"run data", cannot_run_data},
        {"memory", cannot_eat_memory}, {"work", can_work},
    };
    if (!sandbox_is_built)
        return; /* a sanitizer */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int got = run_confined(rows[i].what);
        if (got == NOT_FILTERED) {
            printf("    no seccomp here\n");
            return;
        }
        check_int(got, CONFINED, rows[i].name, __FILE__, __LINE__);
    }
}

CU_TestInfo sandbox_tests[] = {
    {"confines a worker", confines},
    CU_TEST_INFO_NULL,
};
