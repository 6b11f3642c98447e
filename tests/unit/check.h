#ifndef LIASSE_CHECK_H_UNIT
#define LIASSE_CHECK_H_UNIT

/* CUnit assertions that show both values.  (CU_assertImplementation copies
 * the message it is given.) */

#include "error.h"
#include "str.h"

#include <CUnit/CUnit.h>

#include <stdbool.h>
#include <stdint.h>

void check_true(bool good, const char *what, const char *file, unsigned line);
void check_str(struct str got, struct str want, const char *what,
               const char *file, unsigned line);
void check_int(int64_t got, int64_t want, const char *what, const char *file,
               unsigned line);
void check_status(enum status got, enum status want, const struct error *err,
                  const char *what, const char *file, unsigned line);

#define CHECK(condition)                                                       \
    check_true((condition), #condition, __FILE__, __LINE__)
#define CHECK_STR(got, want)                                                   \
    check_str((got), (want), #got, __FILE__, __LINE__)
#define CHECK_CSTR(got, want)                                                  \
    check_str(str_from(got), str_from(want), #got, __FILE__, __LINE__)
#define CHECK_INT(got, want)                                                   \
    check_int((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
/* STATUS_OK wanted, the error's text is shown. */
#define CHECK_OK(call, err)                                                    \
    check_status((call), STATUS_OK, (err), #call, __FILE__, __LINE__)
#define CHECK_STATUS(got, want)                                                \
    check_status((got), (want), NULL, #got, __FILE__, __LINE__)

#endif
