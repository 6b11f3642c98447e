#ifndef LIASSE_ERROR_H
#define LIASSE_ERROR_H

/* Status and error text.
 *
 * Every function that can fail returns an enum status and takes, as its last
 * parameter, a struct error owned by the caller (or NULL).  On failure the
 * text says what, where and why in one line without a full stop; results are
 * untouched.  Context is added on the way up:
 *
 *     return error_set(err, STATUS_FORMAT, "unexpected end of '%s'", name);
 *     return error_add(err, "line %zu", n);        "line 7: unexpected ..."
 *
 * STATUS_DONE and STATUS_NOT_FOUND are ordinary answers: they need no text. */

#include "attr.h"

#include <stddef.h>


enum status {
#define STATUS(name, text) STATUS_##name,
#include "status.def"
#undef STATUS
};

struct error {
    enum status code;
    char text[240]; /* UTF-8, NUL-terminated, cut at a character boundary */
};

/* Fills *err (when not NULL) and returns code, so that it can end a
 * function. */
enum status error_set(struct error *err, enum status code, const char *format,
                      ...) PRINTF_LIKE(3, 4);

/* Puts context in front of the text; returns the code that err holds
 * (STATUS_BUG when err is NULL or holds none). */
enum status error_add(struct error *err, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* The same with the text of an errno value behind it: "...: No space left". */
enum status error_errno(struct error *err, int number, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* STATUS_NOMEM with its text, in the current language. */
enum status error_no_memory(struct error *err);

/* A short English name for a status, never NULL. */
const char *status_text(enum status code);

/* Returns early with the status of a call that did not end in STATUS_OK. */
#define TRY(call)                                                              \
    do {                                                                       \
        enum status try_status_ = (call);                                      \
        if (try_status_ != STATUS_OK)                                          \
            return try_status_;                                                \
    } while (0)

#endif
