#ifndef LIASSE_POOL_H
#define LIASSE_POOL_H

/* Open indexes for the threads of a server: each request takes one and gives
 * it back, so that there are as many as requests at a time, and none is used
 * by two threads at once. */

#include "search.h"

#include <pthread.h>

enum {
    POOL_MAX = 64, /* kept open, */
    POOL_WARM = 8  /* and so many with what they keep of tables */
};

struct pool {
    const char *const *paths;
    size_t count;
    pthread_mutex_t lock;
    struct search *idle[POOL_MAX];
    size_t idle_count;
};

void pool_init(struct pool *pool, const char *const *paths, size_t count);
void pool_release(struct pool *pool);
/* An index moved on to its newest state.  What search_refresh says; then
 * *out is NULL. */
enum status pool_take(struct search **out, struct pool *pool,
                      struct error *err) MUST_USE;
/* NULL is fine.  broken: it is closed instead of kept. */
void pool_give(struct pool *pool, struct search *search, bool broken);

#endif
