/* index: compaction of the generation in use. */
#include "upkeep.h"

#include "clock.h"
#include "generation.h"
#include "lang.h"
#include "log.h"
#include "seal.h"
#include "stopping.h"

#include <stdio.h>

enum status
upkeep_changes(uint64_t *out, struct xap_reader *reader, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str text;
    TRY(xap_reader_metadata(&text, reader, STR(META_CHANGES), &arena, err));
    if (!str_to_u64(text, out))
        *out = 0;
    return STATUS_OK;
}

enum status
upkeep_flush(uint64_t changes, struct xap_writer *writer, struct error *err)
{
    char digits[24];
    int len =
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)changes);
    return xap_writer_metadata_set(writer, STR(META_CHANGES),
                                   (struct str){digits, (size_t)len}, err);
}

bool
upkeep_due(uint64_t changes, uint32_t documents, uint64_t least)
{
    return changes > (least ? least : UPKEEP_CHANGES) &&
           changes > documents / UPKEEP_PART;
}

/* The copy begins its own count, and its columns are as new as it is. */
static enum status
copy_start(const char *path, struct error *err)
{
    AUTO(xap_writer) struct xap_writer *writer = NULL;
    struct seal seal = {0};
    TRY(xap_writer_open(&writer, path, false, true, err));
    TRY(xap_writer_begin(writer, err));
    TRY(xap_writer_metadata_set(writer, STR(META_CHANGES), STR(""), err));
    TRY(xap_writer_commit(writer, err));
    return seal_finish(&seal, path, writer, err);
}

static enum status
copy_make(struct compacted *out, const char *from, const char *to,
          struct error *err)
{
    out->before = directory_tables(from);
    TRY(directory_room(from, out->before, err));
    TRY(xap_compact(from, to, err));
    if ((out->signal = stop_signal()))
        return STATUS_OK;
    TRY(copy_start(to, err));
    out->after = directory_tables(to);
    return STATUS_OK;
}

enum status
upkeep_compact(struct compacted *out, const struct layout *layout,
               uint32_t generation, unsigned jobs, struct error *err)
{
    char from[LAYOUT_PATH_MAX], to[LAYOUT_PATH_MAX];
    double start = clock_seconds();
    uint32_t next, used = generation;
    *out = (struct compacted){0};
    TRY(layout_next(&next, layout, err));
    layout_generation(from, layout, generation);
    layout_generation(to, layout, next);
    enum status status = copy_make(out, from, to, err);
    if (status == STATUS_OK && !out->signal)
        status = generation_verify(to, jobs, err);
    if (status == STATUS_OK && !out->signal)
        status = generation_use(layout, next, err);
    out->seconds = clock_seconds() - start;
    /* What the stub says now decides which of the two goes. */
    if ((status != STATUS_OK || out->signal) &&
        layout_current(&used, layout, NULL) == STATUS_OK && used == generation)
        (void)!layout_remove_others(layout, generation, NULL);
    return status;
}

void
upkeep_tell(const struct compacted *compacted)
{
    log_note(TR("index compacted: %llu MB, were %llu, in %.1f s",
                "index compacté : %llu Mo au lieu de %llu, en %.1f s"),
             (unsigned long long)(compacted->after / 1000000),
             (unsigned long long)(compacted->before / 1000000),
             compacted->seconds);
}
