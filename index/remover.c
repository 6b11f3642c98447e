/* index: generations removed beside other work. */
#include "remover.h"

static void *
remover_main(void *payload)
{
    struct remover *remover = payload;
    remover->status = layout_remove_retired(remover->layout, &remover->err);
    return NULL;
}

enum status
remover_start(struct remover *remover, const struct layout *layout,
              uint32_t keep, struct error *err)
{
    *remover = (struct remover){.layout = layout};
    TRY(layout_retire_others(layout, keep, err));
    remover->running =
        pthread_create(&remover->thread, NULL, remover_main, remover) == 0;
    return remover->running ? STATUS_OK : layout_remove_retired(layout, err);
}

enum status
remover_end(struct remover *remover, struct error *err)
{
    if (remover->running)
        pthread_join(remover->thread, NULL);
    remover->running = false;
    if (remover->status != STATUS_OK && err)
        *err = remover->err;
    return remover->status;
}

void
remover_release(struct remover *remover)
{
    (void)!remover_end(remover, NULL);
}
