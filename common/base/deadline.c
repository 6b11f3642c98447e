/* Query: a limit on processor time. */
#include "deadline.h"

#include "lang.h"

#include <time.h>

static _Thread_local struct {
    double end; /* 0 = none */
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
    deadline.passed = false;
    deadline.end = seconds > 0 ? now() + seconds : 0;
}

void
deadline_grace(double seconds)
{
    if (deadline.end > 0)
        deadline_start(seconds);
}

bool
deadline_is_set(void)
{
    return deadline.end > 0;
}

bool
deadline_passed(void)
{
    if (deadline.end > 0 && !deadline.passed)
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
