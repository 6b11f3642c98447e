/* index: --export. */
#include "export.h"

#include "document_json.h"
#include "lang.h"
#include "log.h"
#include "merge.h"
#include "salvage.h"
#include "stopping.h"

#include <errno.h>
#include <stdio.h>

struct exporting {
    uint64_t unreadable;
    struct arena arena;
    struct error *err;
};

void
export_tell_lost(uint32_t docid, struct str uid, bool old)
{
    if (old)
        log_error(TR("unreadable: the last state of document " STR_FMT
                     " (docid %u), only an older one",
                     "illisible : le dernier état du document " STR_FMT
                     " (docid %u), seul un plus ancien se lit"),
                  STR_ARG(uid), docid);
    else if (uid.len)
        log_error(TR("unreadable: document " STR_FMT " (docid %u)",
                     "illisible : document " STR_FMT " (docid %u)"),
                  STR_ARG(uid), docid);
    else
        log_error(TR("unreadable: docid %u, uid not known",
                     "illisible : docid %u, uid inconnu"),
                  docid);
}

static enum status
put(void *payload, xap_docid docid, struct str uid, const struct record *record,
    bool old)
{
    struct exporting *exporting = payload;
    struct document document;
    if (stop_signal())
        return error_set(exporting->err, STATUS_INTERRUPTED, "%s",
                         TR("stopped", "arrêté"));
    if (!record || old) {
        exporting->unreadable++;
        export_tell_lost(docid, uid, old);
    }
    if (!record || record->count == 0)
        return STATUS_OK; /* deleted */
    arena_reset(&exporting->arena);
    TRY(merge_record(&document, record, &exporting->arena, exporting->err));
    AUTO(buf) struct buf line = BUF_INIT(2 * DOCUMENT_ENCODED_MAX);
    struct json_out out;
    json_start(&out, &line, JSON_COMPACT);
    document_json(&out, &document);
    buf_add_char(&line, '\n');
    TRY(buf_status(&line, exporting->err));
    if (fwrite(line.at, 1, line.len, stdout) != line.len)
        return error_errno(exporting->err, errno, "stdout");
    return STATUS_OK;
}

enum status
index_export(uint64_t *unreadable, const struct layout *layout,
             struct error *err)
{
    AUTO(salvage) struct salvage *salvage = NULL;
    struct exporting exporting = {.err = err};
    enum status status = salvage_open(&salvage, layout, err);
    if (status == STATUS_NOT_FOUND)
        return error_set(err, status,
                         TR("no index at '%s': run liasse-ingest first",
                            "aucun index dans « %s » : lancez d'abord "
                            "liasse-ingest"),
                         layout->index);
    TRY(status);
    if (!salvage_is_whole(salvage))
        log_error("%s", TR("the store is damaged: what can be read of it "
                           "follows; run liasse-index --repair",
                           "le store est endommagé : voici ce qui s'en lit ; "
                           "lancez liasse-index --repair"));
    status = salvage_each(salvage, put, &exporting, err);
    arena_release(&exporting.arena);
    if (status == STATUS_OK && fflush(stdout) != 0)
        status = error_errno(err, errno, "stdout");
    *unreadable = exporting.unreadable;
    return status;
}
