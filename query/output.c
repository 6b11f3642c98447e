/* Query, last step: the table of output forms. */
#include "output.h"

static const struct output *const outputs[] = {
    &output_text, &output_json, &output_ndjson, &output_csv,
    &output_tsv,  &output_ids,  &output_trec,
};

const struct output *
output_find(struct str name)
{
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++)
        if (str_eq(str_from(outputs[i]->name), name))
            return outputs[i];
    return NULL;
}

enum status
output_answer(struct writing *writing, const struct output *output,
              const struct answer *answer, struct error *err)
{
    output->begin(writing, answer);
    for (size_t i = 0; i < answer->count; i++)
        output->hit(writing, answer, &answer->hits[i]);
    output->end(writing, answer);
    return buf_status(writing->buf, err);
}
