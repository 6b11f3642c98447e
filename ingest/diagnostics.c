/* ingest: what could not be read. */
#include "diagnostics.h"

#include "frame.h"
#include "json_out.h"
#include "lang.h"
#include "log.h"
#include "utf8.h"

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
               STR_ARG(utf8_cut(source, 4096)));
    add_place(&line, where);
    buf_printf(&line, TR(": %s", " : %s"), cause_label(cause));
    if (detail.len)
        buf_printf(&line, TR(": " STR_FMT, " : " STR_FMT),
                   STR_ARG(utf8_cut(detail, 1024)));
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

static void
count(struct diagnostics *diagnostics, enum cause cause)
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
}

/* "a/b.ndjson, line 3" */
static enum status
place_of(struct str *out, struct str member, struct str where,
         struct arena *arena, struct error *err)
{
    *out = member.len ? member : where;
    if (member.len == 0 || where.len == 0)
        return STATUS_OK;
    *out = arena_printf(arena, STR_FMT ", " STR_FMT, STR_ARG(member),
                        STR_ARG(where));
    return out->at ? STATUS_OK : error_no_memory(err);
}

static enum status
tell_both(struct diagnostics *diagnostics, enum cause cause, struct str source,
          struct str place, struct str detail, struct error *err)
{
    tell_people(cause, source, place, detail);
    if (!diagnostics->file)
        return STATUS_OK;
    return tell_scripts(diagnostics, cause, source, place, detail, err);
}

static enum status
hold(struct diagnostics *diagnostics, enum cause cause, struct str place,
     struct str detail, struct error *err)
{
    uint64_t n = diagnostics->of_cause[cause];
    if (n > LIMIT_TOLD)
        return STATUS_OK;
    struct held *held = &diagnostics->held[cause][n - 1];
    held->member = arena_copy(&diagnostics->arena, place);
    held->detail = arena_copy(&diagnostics->arena, utf8_cut(detail, 1024));
    return held->member.len == place.len ? STATUS_OK : error_no_memory(err);
}

/* Of an archive: refusals are told at once, to people only the first ones;
 * the rest waits for diagnostics_source_end. */
static enum status
tell_member(struct diagnostics *diagnostics, enum cause cause,
            struct str source, struct str place, struct str detail,
            struct error *err)
{
    diagnostics->of_cause[cause]++;
    if (cause_class(cause) != CLASS_REFUSED)
        return hold(diagnostics, cause, place, detail, err);
    if (diagnostics->of_cause[cause] <= LIMIT_TOLD)
        tell_people(cause, source, place, detail);
    if (!diagnostics->file)
        return STATUS_OK;
    return tell_scripts(diagnostics, cause, source, place, detail, err);
}

enum status
diagnostics_tell(struct diagnostics *diagnostics, enum cause cause,
                 struct str source, struct str member, struct str where,
                 struct str detail, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str place;
    TRY(place_of(&place, member, where, &arena, err));
    count(diagnostics, cause);
    if (member.len)
        return tell_member(diagnostics, cause, source, place, detail, err);
    return tell_both(diagnostics, cause, source, place, detail, err);
}

/* "12 members", "10 more members" */
static enum status
tell_number(struct diagnostics *diagnostics, enum cause cause,
            struct str source, struct error *err)
{
    char text[80];
    uint64_t n = diagnostics->of_cause[cause];
    if (cause_class(cause) == CLASS_REFUSED) {
        snprintf(text, sizeof text,
                 TR("%llu further members", "%llu autres membres"),
                 (unsigned long long)(n - LIMIT_TOLD));
        tell_people(cause, source, STR(""), str_from(text));
        return STATUS_OK;
    }
    snprintf(text, sizeof text, TR("%llu members", "%llu membres"),
             (unsigned long long)n);
    return tell_both(diagnostics, cause, source, STR(""), str_from(text), err);
}

static enum status
tell_held(struct diagnostics *diagnostics, enum cause cause, struct str source,
          struct error *err)
{
    uint64_t n = diagnostics->of_cause[cause];
    if (n > LIMIT_TOLD)
        return tell_number(diagnostics, cause, source, err);
    if (cause_class(cause) == CLASS_REFUSED)
        return STATUS_OK; /* told */
    for (uint64_t i = 0; i < n; i++)
        TRY(tell_both(diagnostics, cause, source,
                      diagnostics->held[cause][i].member,
                      diagnostics->held[cause][i].detail, err));
    return STATUS_OK;
}

enum status
diagnostics_source_end(struct diagnostics *diagnostics, struct str source,
                       struct error *err)
{
    for (int cause = 0; cause < CAUSE_COUNT; cause++) {
        if (diagnostics->of_cause[cause])
            TRY(tell_held(diagnostics, (enum cause)cause, source, err));
        diagnostics->of_cause[cause] = 0;
    }
    arena_reset(&diagnostics->arena);
    return STATUS_OK;
}

enum status
diagnostics_close(struct diagnostics *diagnostics, struct error *err)
{
    FILE *file = diagnostics->file;
    diagnostics->file = NULL;
    arena_release(&diagnostics->arena);
    if (file && fclose(file) != 0)
        return error_errno(err, errno, "%s",
                           TR("cannot write the diagnostics",
                              "écriture des diagnostics impossible"));
    return STATUS_OK;
}
