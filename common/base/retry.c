/* Every reader of a database: bounded retry. */
#include "retry.h"

#include <time.h>

bool
retry_again(struct retry *retry)
{
    if (++retry->tries >= RETRY_MAX)
        return false;
    /* 5, 10, 20, 40 ms */
    struct timespec wait = {.tv_nsec = (5L << (retry->tries - 1)) * 1000000};
    nanosleep(&wait, NULL);
    return true;
}

bool
retry_lock(struct retry *retry)
{
    const struct timespec wait = {.tv_nsec = 50 * 1000000};
    if (++retry->tries >= RETRY_LOCK_MAX)
        return false;
    nanosleep(&wait, NULL);
    return true;
}
