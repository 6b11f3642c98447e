/* Every step: how long it took. */
#include "clock.h"

#include <time.h>

static double
seconds_of(clockid_t clock)
{
    struct timespec at = {0};
    clock_gettime(clock, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

double
clock_seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

double
clock_cpu_seconds_of(pid_t process)
{
    clockid_t clock;
    return clock_getcpuclockid(process, &clock) == 0 ? seconds_of(clock) : 0;
}

double
clock_cpu_seconds(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}
