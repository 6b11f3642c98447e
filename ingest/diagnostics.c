/* ingest: what could not be read. */
#include "diagnostics.h"

#include "frame.h"
#include "json_out.h"
#include "lang.h"
#include "log.h"

#include <errno.h>

enum { LINE_MAX_BYTES = 64 * 1024 };

enum status
diagnostics_open(struct diagnostics *out, const char *path, struct error *err)
{
    *out = (struct diagnostics){0};
    if (!path)
        return STATUS_OK;
    out->file = fopen(path, "we");
    if (!out->file)
        return error_errno(err, errno, "'%s'", path);
    return STATUS_OK;
}

/* Places are "line N" in every language for scripts; people read theirs. */
static void
add_place(struct buf *line, struct str where)
{
    struct str rest = str_from_offset(where, sizeof "line" - 1);
    if (str_starts(where, STR("line ")))
        buf_printf(line, ", %s" STR_FMT, TR("line", "ligne"), STR_ARG(rest));
    else if (where.len)
        buf_printf(line, ", " STR_FMT, STR_ARG(where));
}

/* "refused 'a.json', line 3: malformed: ..." */
static void
tell_people(enum cause cause, struct str source, struct str where,
            struct str detail)
{
    static const char *const english[] = {"refused", "skipped", "suspicious"};
    static const char *const french[] = {"refusé", "ignoré", "suspect"};
    AUTO(buf) struct buf line = BUF_INIT(LINE_MAX_BYTES);
    enum cause_class class = cause_class(cause);
    buf_printf(&line, "%s '" STR_FMT "'", TR(english[class], french[class]),
               STR_ARG(str_head(source, 4096)));
    add_place(&line, where);
    buf_printf(&line, TR(": %s", " : %s"), cause_label(cause));
    if (detail.len)
        buf_printf(&line, TR(": " STR_FMT, " : " STR_FMT),
                   STR_ARG(str_head(detail, 1024)));
    const char *text = buf_cstr(&line);
    if (!text)
        return;
    if (class == CLASS_REFUSED)
        log_error("%s", text);
    else if (class == CLASS_SUSPICIOUS)
        log_note("%s", text);
    else
        log_detail("%s", text);
}

static enum status
tell_scripts(struct diagnostics *diagnostics, enum cause cause,
             struct str source, struct str where, struct str detail,
             struct error *err)
{
    AUTO(buf) struct buf line = BUF_INIT(LINE_MAX_BYTES);
    struct json_out json;
    json_start(&json, &line, JSON_COMPACT);
    json_object(&json);
    json_member_string(&json, STR("cause"), str_from(cause_name(cause)));
    json_member_string(&json, STR("source"), source);
    json_member_string(&json, STR("member"), where);
    json_member_string(&json, STR("detail"), detail);
    json_object_end(&json);
    buf_add_char(&line, '\n');
    TRY(buf_status(&line, err));
    if (fwrite(line.at, 1, line.len, diagnostics->file) != line.len)
        return error_errno(err, errno, "%s",
                           TR("cannot write the diagnostics",
                              "écriture des diagnostics impossible"));
    return STATUS_OK;
}

enum status
diagnostics_tell(struct diagnostics *diagnostics, enum cause cause,
                 struct str source, struct str where, struct str detail,
                 struct error *err)
{
    switch (cause_class(cause)) {
    case CLASS_REFUSED:
        diagnostics->refused++;
        break;
    case CLASS_SKIPPED:
        diagnostics->skipped++;
        break;
    case CLASS_SUSPICIOUS:
        diagnostics->suspicious++;
        break;
    }
    tell_people(cause, source, where, detail);
    if (!diagnostics->file)
        return STATUS_OK;
    return tell_scripts(diagnostics, cause, source, where, detail, err);
}

enum status
diagnostics_close(struct diagnostics *diagnostics, struct error *err)
{
    FILE *file = diagnostics->file;
    diagnostics->file = NULL;
    if (file && fclose(file) != 0)
        return error_errno(err, errno, "%s",
                           TR("cannot write the diagnostics",
                              "écriture des diagnostics impossible"));
    return STATUS_OK;
}
