/* The fault shim: what is to fail, from the environment. */
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const names[CALLS] = {"write", "fsync", "rename", "open",
                                         "read",  "mmap",  "unlink", "malloc"};

static struct {
    bool armed, always, shorten, nosync, budgeted, trap, kill;
    int call, number;
    long nth;
    int count; /* descriptor */
    const char *directory;
} plan = {.call = -1, .count = -1, .directory = ""};

/* Counted over this process and those forked from it. */
static struct {
    atomic_long calls[CALLS], failed[CALLS];
} * counts;
static atomic_long budget;
static pid_t owner;

static void
read_fault(const char *text)
{
    char name[16] = "", mode[16] = "";
    if (sscanf(text, "%15[^:]:%ld:%d:%15s", name, &plan.nth, &plan.number,
               mode) != 4) {
        fprintf(stderr, "shim: bad LIASSE_FAULT '%s'\n", text);
        _exit(99);
    }
    for (int i = 0; i < CALLS; i++)
        if (strcmp(name, names[i]) == 0)
            plan.call = i;
    plan.shorten = strcmp(mode, "short") == 0;
    plan.always = plan.shorten || strcmp(mode, "always") == 0;
    plan.kill = strcmp(mode, "kill") == 0;
    if (plan.call < 0 ||
        (!plan.always && !plan.kill && strcmp(mode, "once") != 0)) {
        fprintf(stderr, "shim: bad LIASSE_FAULT '%s'\n", text);
        _exit(99);
    }
}

static bool
plays_role(int argc, char **argv)
{
    const char *role = getenv("LIASSE_FAULT_ROLE");
    bool worker = false;
    for (int i = 1; i < argc; i++)
        worker = worker || strcmp(argv[i], "--worker") == 0;
    return !role || strcmp(role, "all") == 0 ||
           strcmp(role, worker ? "worker" : "parent") == 0;
}

/* Now: at the end a sandbox may forbid it.  Out of the way of descriptors with
 * a meaning. */
static void
open_count(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    plan.count = fcntl(fd, F_DUPFD_CLOEXEC, 200);
    close(fd);
}

/* Last among the constructors: what the libraries set up is not counted. */
__attribute__((constructor)) static void
start(int argc, char **argv)
{
    const char *text;
    owner = getpid();
    counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counts == MAP_FAILED)
        _exit(99);
    plan.trap = getenv("LIASSE_FAULT_TRAP") != NULL;
    plan.nosync = getenv("LIASSE_FAULT_NOSYNC") != NULL;
    if ((text = getenv("LIASSE_FAULT_DIR")))
        plan.directory = text;
    if (!plays_role(argc, argv))
        return;
    if ((text = getenv("LIASSE_FAULT_COUNT")))
        open_count(text);
    if ((text = getenv("LIASSE_FAULT")))
        read_fault(text);
    if ((text = getenv("LIASSE_FAULT_BUDGET"))) {
        atomic_store(&budget, atol(text));
        plan.budgeted = true;
    }
    plan.armed = true;
}

__attribute__((destructor)) static void
finish(void)
{
    char line[64];
    if (!plan.armed || plan.count < 0 || getpid() != owner)
        return;
    plan.armed = false;
    for (int i = 0; i < CALLS; i++) {
        int size = snprintf(line, sizeof line, "%s %ld %ld\n", names[i],
                            atomic_load(&counts->calls[i]),
                            atomic_load(&counts->failed[i]));
        if (write(plan.count, line, (size_t)size) != size)
            _exit(99);
    }
}

enum outcome
fault_due(enum call call)
{
    if (!plan.armed)
        return GO_ON;
    long n = atomic_fetch_add(&counts->calls[call], 1) + 1;
    if ((int)call != plan.call || n < plan.nth ||
        (n > plan.nth && !plan.always))
        return GO_ON;
    atomic_fetch_add(&counts->failed[call], 1);
    if (plan.kill)
        raise(SIGKILL);
    if (plan.trap)
        raise(SIGTRAP);
    errno = plan.number;
    return plan.shorten && n == plan.nth ? FAIL_SHORT : FAIL;
}

size_t
fault_room(size_t bytes)
{
    if (!plan.armed || !plan.budgeted)
        return bytes;
    long left = atomic_fetch_sub(&budget, (long)bytes);
    if (left >= (long)bytes)
        return bytes;
    atomic_fetch_add(&counts->failed[CALL_WRITE], 1);
    return left > 0 ? (size_t)left : 0;
}

bool
fault_nosync(void)
{
    return plan.nosync;
}

const char *
fault_directory(void)
{
    return plan.directory;
}
