/* Query, output: one uid a line. */
#include "output.h"

static void
ids_frame(struct writing *writing, const struct answer *answer)
{
    (void)writing;
    (void)answer;
}

static void
ids_hit(struct writing *writing, const struct answer *answer,
        const struct hit *hit)
{
    (void)answer;
    if (writing->id.len) {
        buf_add(writing->buf, writing->id);
        buf_add_char(writing->buf, '\t');
    }
    buf_add(writing->buf, hit->uid);
    buf_add_char(writing->buf, '\n');
}

const struct output output_ids = {
    .name = "ids",
    .uids_only = true,
    .begin = ids_frame,
    .hit = ids_hit,
    .end = ids_frame,
};
