/* ingest, step 3: lists of what a dump of the DILA deletes, a path a line
 * (liste_suppression_legi.dat, liste_suppression_legi_dossier.dat with
 * folders; .txt now and then). */
#include "readers_list.h"

#include "dump.h"

int
suppressions_bid(const struct input *in)
{
    struct str file = in->file;
    bool named = str_starts_nocase(file, STR("liste_suppression"));
    bool list = str_ends_nocase(file, STR(".dat")) ||
                str_ends_nocase(file, STR(".txt")) ||
                !str_contains(file, STR("."));
    return named && list ? 99 : 0;
}

/* "legi/global/.../LEGIARTI000006398122", sometimes with a letter behind. */
static enum status
read_line(struct sink *sink, struct str line, struct error *err)
{
    size_t end = 0;
    while (end < line.len && line.at[end] != ' ' && line.at[end] != '\t' &&
           line.at[end] != ';')
        end++;
    return sink_withdraw(sink, str_head(line, end), err);
}

enum status
suppressions_read(struct input *in, struct sink *sink, struct error *err)
{
    for (;;) {
        struct str line;
        enum status status = input_line(&line, in, err);
        if (status == STATUS_DONE)
            return STATUS_OK;
        TRY(status);
        line = str_trim(line);
        if (line.len)
            TRY(read_line(sink, line, err));
    }
}
