/* Every step: how long it took. */
#include "clock.h"

#include <time.h>

double
clock_seconds(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}
