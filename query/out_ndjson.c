/* Query, output: one JSON object a hit, one a line. */
#include "output.h"

static void
ndjson_frame(struct writing *writing, const struct answer *answer)
{
    (void)writing;
    (void)answer;
}

static void
ndjson_hit(struct writing *writing, const struct answer *answer,
           const struct hit *hit)
{
    (void)answer;
    json_start(&writing->json, writing->buf, JSON_COMPACT);
    json_hit(&writing->json, hit, writing->id);
    buf_add_char(writing->buf, '\n');
}

const struct output output_ndjson = {
    .name = "ndjson",
    .explains = true,
    .fields = true,
    .begin = ndjson_frame,
    .hit = ndjson_hit,
    .end = ndjson_frame,
};
