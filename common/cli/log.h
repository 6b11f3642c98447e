#ifndef LIASSE_LOG_H
#define LIASSE_LOG_H

/* Talk on stderr, for main and serve only: "liasse-ingest: text".  Whatever
 * the text holds, only printable characters reach the terminal. */

#include "attr.h"
#include "error.h"

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };

/* Once, by main. */
void log_start(const char *program, enum log_level level);
enum log_level log_level(void);

/* Always shown (errors). */
void log_error(const char *format, ...) PRINTF_LIKE(1, 2);
/* Shown unless --quiet. */
void log_note(const char *format, ...) PRINTF_LIKE(1, 2);
/* Shown with --verbose. */
void log_detail(const char *format, ...) PRINTF_LIKE(1, 2);
/* The last line of a run: machine text, without the program's name, shown
 * always. */
void log_summary(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
