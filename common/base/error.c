/* Every step: how a failure is told to the caller. */
#include "error.h"

#include "lang.h"
#include "str.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
text_fill(char *text, size_t size, const char *format, va_list args)
{
    if (vsnprintf(text, size, format, args) < 0)
        text[0] = '\0';
    /* A cut in the middle of a character would print half of it. */
    size_t len = strlen(text);
    text[utf8_cut((struct str){text, len}, len).len] = '\0';
}

enum status
error_set(struct error *err, enum status code, const char *format, ...)
{
    if (!err)
        return code;
    err->code = code;
    va_list args;
    va_start(args, format);
    text_fill(err->text, sizeof err->text, format, args);
    va_end(args);
    return code;
}

enum status
error_add(struct error *err, const char *format, ...)
{
    if (!err || err->code == STATUS_OK)
        return STATUS_BUG;
    char context[sizeof err->text];
    va_list args;
    va_start(args, format);
    text_fill(context, sizeof context, format, args);
    va_end(args);
    struct error before = *err;
    return error_set(err, before.code, "%s: %s", context, before.text);
}

enum status
error_errno(struct error *err, int number, const char *format, ...)
{
    char what[sizeof err->text];
    va_list args;
    va_start(args, format);
    text_fill(what, sizeof what, format, args);
    va_end(args);
    return error_set(err, STATUS_IO, "%s: %s", what, strerror(number));
}

enum status
error_no_memory(struct error *err)
{
    return error_set(err, STATUS_NOMEM, "%s",
                     TR("out of memory", "mémoire insuffisante"));
}

const char *
status_text(enum status code)
{
    static const char *const texts[] = {
#define STATUS(name, text) text,
#include "status.def"
#undef STATUS
    };
    size_t count = sizeof texts / sizeof texts[0];
    return (size_t)code < count ? texts[code] : "unknown status";
}
