/* Serve: open indexes, one a request. */
#include "pool.h"

#include "retry.h"

void
pool_init(struct pool *pool, const char *const *paths, size_t count)
{
    *pool = (struct pool){.paths = paths, .count = count};
    pthread_mutex_init(&pool->lock, NULL);
}

void
pool_release(struct pool *pool)
{
    for (size_t i = 0; i < pool->idle_count; i++)
        search_close(pool->idle[i]);
    pthread_mutex_destroy(&pool->lock);
}

static struct search *
idle_one(struct pool *pool)
{
    struct search *search = NULL;
    pthread_mutex_lock(&pool->lock);
    if (pool->idle_count)
        search = pool->idle[--pool->idle_count];
    pthread_mutex_unlock(&pool->lock);
    return search;
}

enum status
pool_take(struct search **out, struct pool *pool, struct error *err)
{
    struct retry retry = RETRY_START;
    struct search *search = idle_one(pool);
    enum status status = STATUS_OK;
    *out = NULL;
    if (!search)
        TRY(search_new(&search, pool->paths, pool->count, err));
    do
        status = search_refresh(search, err);
    while (status == STATUS_STALE && retry_again(&retry));
    if (status == STATUS_OK)
        *out = search;
    else
        pool_give(pool, search, true);
    return status;
}

void
pool_give(struct pool *pool, struct search *search, bool broken)
{
    if (!search)
        return;
    pthread_mutex_lock(&pool->lock);
    bool rests = pool->idle_count >= POOL_WARM;
    pthread_mutex_unlock(&pool->lock);
    if (rests)
        search_rest(search);
    pthread_mutex_lock(&pool->lock);
    if (!broken && pool->idle_count < POOL_MAX) {
        pool->idle[pool->idle_count++] = search;
        search = NULL;
    }
    pthread_mutex_unlock(&pool->lock);
    search_close(search);
}
