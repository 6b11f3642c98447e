/* Every program: talk on stderr. */
#include "log.h"

#include "buf.h"
#include "safe_text.h"

#include <stdarg.h>
#include <stdio.h>

static const char *program_name = "liasse";
static enum log_level level = LOG_NORMAL;

enum { LINE_MAX_BYTES = 8192 };

void
log_start(const char *program, enum log_level at)
{
    program_name = program;
    level = at;
}

enum log_level
log_level(void)
{
    return level;
}

/* One write a line: lines of several processes do not mix.  No allocation:
 * that there is no memory must be said too. */
static void
line(const char *prefix, const char *format, va_list args)
{
    char text[LINE_MAX_BYTES];
    char room[8 * LINE_MAX_BYTES];
    struct buf safe = {.at = room, .size = sizeof room, .max = sizeof room};
    if (vsnprintf(text, sizeof text, format, args) < 0)
        return;
    if (prefix)
        buf_printf(&safe, "%s: ", prefix);
    safe_text(&safe, str_from(text), false);
    buf_add_char(&safe, '\n');
    fwrite(safe.at, 1, safe.len, stderr);
    fflush(stderr);
}

void
log_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    line(program_name, format, args);
    va_end(args);
}

void
log_note(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (level >= LOG_NORMAL)
        line(program_name, format, args);
    va_end(args);
}

void
log_detail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (level >= LOG_VERBOSE)
        line(program_name, format, args);
    va_end(args);
}

void
log_summary(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    line(NULL, format, args);
    va_end(args);
}
