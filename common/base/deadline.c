/* Query: a limit on work and processor time. */
#include "deadline.h"

#include "lang.h"

#include <time.h>

/* When they are over: so many seconds, and such a share of the work, more. */
#define GRACE 0.25

static _Thread_local struct {
    double end; /* 0 = none */
    uint64_t work, work_end, work_max;
    bool passed;
} deadline;

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void
deadline_start(double seconds)
{
    deadline.end = seconds > 0 ? now() + seconds : 0;
    deadline_allow(0);
}

void
deadline_allow(uint64_t work)
{
    deadline.passed = false;
    deadline.work = 0;
    deadline.work_end = deadline.work_max = work;
}

uint64_t
deadline_work_left(void)
{
    if (!deadline.work_end)
        return UINT64_MAX;
    return deadline.work < deadline.work_end ? deadline.work_end - deadline.work
                                             : 0;
}

void
deadline_grace(void)
{
    deadline.passed = false;
    if (deadline.end > 0)
        deadline.end = now() + GRACE;
    if (deadline.work_end)
        deadline.work_end =
            deadline.work + (uint64_t)(GRACE * (double)deadline.work_max);
}

void
deadline_work(uint64_t steps)
{
    deadline.work += steps;
}

bool
deadline_is_set(void)
{
    return deadline.end > 0 || deadline.work_end;
}

bool
deadline_passed(void)
{
    if (!deadline.passed && deadline.work_end)
        deadline.passed = deadline.work > deadline.work_end;
    if (!deadline.passed && deadline.end > 0)
        deadline.passed = now() > deadline.end;
    return deadline.passed;
}

enum status
deadline_check(struct error *err)
{
    if (!deadline_passed())
        return STATUS_OK;
    return error_set(err, STATUS_TIMEOUT,
                     TR("the search took too long and was ended",
                        "la recherche a duré trop longtemps et a été "
                        "interrompue"));
}
