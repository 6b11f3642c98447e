/* index: what is to be indexed. */
#include "pending.h"

#include "retry.h"
#include "setting.h"

void
pending_init(struct pending *pending, struct store *store, uint64_t done)
{
    *pending = (struct pending){
        .store = store,
        .done = done,
        .batch = (size_t)setting("LIASSE_BATCH", PENDING_BATCH, PENDING_BATCH)};
}

void
pending_release(struct pending *pending)
{
    arena_release(&pending->arena);
}

void
pending_forget(struct pending *pending)
{
    pending->count = pending->next = 0;
    pending->listed = false;
    arena_reset(&pending->arena);
}

/* Makes the list from the newest state of the store. */
static enum status
list_make(struct pending *pending, struct error *err)
{
    struct retry retry = RETRY_START;
    enum status status;
    do {
        pending_forget(pending);
        TRY(store_reopen(pending->store, err));
        status = store_changes(&pending->at, &pending->count, pending->store,
                               pending->done, &pending->arena, err);
    } while (status == STATUS_STALE && retry_again(&retry));
    return status;
}

enum status
pending_next(struct change **out, size_t *count, struct pending *pending,
             struct error *err)
{
    if (!pending->listed) {
        TRY(list_make(pending, err));
        pending->listed = true;
    }
    if (pending->next == pending->count)
        return STATUS_DONE;
    size_t left = pending->count - pending->next;
    *out = pending->at + pending->next;
    *count = left < pending->batch ? left : pending->batch;
    return STATUS_OK;
}

void
pending_written(struct pending *pending, uint64_t sequence)
{
    while (pending->next < pending->count &&
           pending->at[pending->next].sequence <= sequence)
        pending->next++;
    pending->done = sequence;
}
