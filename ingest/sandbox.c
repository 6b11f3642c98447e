/* ingest: bounds of a worker process. */
#define _GNU_SOURCE /* AT_EMPTY_PATH */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__ ||             \
    defined LIASSE_COVERAGE

const bool sandbox_is_built = false;

bool
sandbox_enter(void)
{
    return false;
}

#else
#include <seccomp.h>

/* Memory of its own, in bytes: an input of the largest kind takes a quarter
 * of it.  More is refused as too large, or costs the worker. */
static const rlim_t memory_max = (rlim_t)1 << 30;

const bool sandbox_is_built = true;

/* Calls that need no look at their arguments. */
static const int allowed[] = {
    /* descriptors it has, or is sent */
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(ftruncate),
    SCMP_SYS(recvmsg),
    SCMP_SYS(fstat),
    SCMP_SYS(close),
    SCMP_SYS(dup),
    /* memory */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    /* time, waiting, chance */
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    /* signals of its own, the end */
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* One call, if its argument `at` has, of `mask`, the bits `value`. */
static bool
allow_when(scmp_filter_ctx filter, int call, unsigned at, scmp_datum_t mask,
           scmp_datum_t value)
{
    struct scmp_arg_cmp wanted = {at, SCMP_CMP_MASKED_EQ, mask, value};
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &wanted) ==
           0;
}

static bool
add_rules(scmp_filter_ctx filter)
{
    const scmp_datum_t all = (scmp_datum_t)-1;
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, allowed[i], 0,
                                   NULL) != 0)
            return false;
    /* Memory that runs nothing; the state of a descriptor, no path; abort(). */
    return allow_when(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0) &&
           allow_when(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0) &&
           allow_when(filter, SCMP_SYS(newfstatat), 3, AT_EMPTY_PATH,
                      AT_EMPTY_PATH) &&
           allow_when(filter, SCMP_SYS(tgkill), 0, all, (scmp_datum_t)getpid());
}

/* Only downwards: what is bounded more closely stays so. */
static void
bound(int resource, rlim_t most)
{
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)resource, &limit) != 0 ||
        (limit.rlim_max != RLIM_INFINITY && limit.rlim_max <= most))
        return;
    limit = (struct rlimit){most, most};
    (void)setrlimit((__rlimit_resource_t)resource, &limit);
}

bool
sandbox_enter(void)
{
    bound(RLIMIT_CORE, 0);
    bound(RLIMIT_DATA, memory_max);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return false;
    /* For the thread of outbox.h, too. */
    bool entered =
        add_rules(filter) &&
        seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
        seccomp_load(filter) == 0;
    seccomp_release(filter);
    return entered;
}

#endif
