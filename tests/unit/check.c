/* tests: assertions that show both values. */
#include "check.h"

#include <stdio.h>

static void
report(bool good, const char *text, const char *file, unsigned line)
{
    CU_assertImplementation(good ? CU_TRUE : CU_FALSE, line, text, file, "",
                            CU_FALSE);
}

void
check_true(bool good, const char *what, const char *file, unsigned line)
{
    report(good, what, file, line);
}

void
check_str(struct str got, struct str want, const char *what, const char *file,
          unsigned line)
{
    char text[2048];
    snprintf(text, sizeof text, "%s: got \"" STR_FMT "\", want \"" STR_FMT "\"",
             what, STR_ARG(str_head(got, 900)), STR_ARG(str_head(want, 900)));
    report(str_eq(got, want), text, file, line);
}

void
check_int(int64_t got, int64_t want, const char *what, const char *file,
          unsigned line)
{
    char text[512];
    snprintf(text, sizeof text, "%s: got %lld, want %lld", what,
             (long long)got, (long long)want);
    report(got == want, text, file, line);
}

void
check_status(enum status got, enum status want, const struct error *err,
             const char *what, const char *file, unsigned line)
{
    char text[1024];
    snprintf(text, sizeof text, "%s: got '%s', want '%s'%s%s", what,
             status_text(got), status_text(want), err ? ": " : "",
             err ? err->text : "");
    report(got == want, text, file, line);
}
