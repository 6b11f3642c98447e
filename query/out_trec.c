/* Query, output: a run file as the TREC evaluation programs read it. */
#include "output.h"

static void
trec_frame(struct writing *writing, const struct answer *answer)
{
    (void)writing;
    (void)answer;
}

static void
trec_hit(struct writing *writing, const struct answer *answer,
         const struct hit *hit)
{
    (void)answer;
    struct str id = writing->id.len ? writing->id : STR("1");
    buf_add(writing->buf, id);
    buf_add(writing->buf, STR(" Q0 "));
    buf_add(writing->buf, hit->uid);
    buf_printf(writing->buf, " %u %.6f liasse\n", hit->rank, hit->score);
}

const struct output output_trec = {
    .name = "trec",
    .uids_only = true,
    .begin = trec_frame,
    .hit = trec_hit,
    .end = trec_frame,
};
