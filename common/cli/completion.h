#ifndef LIASSE_COMPLETION_H
#define LIASSE_COMPLETION_H

/* Shell completion made from a program's table of options, so that it cannot
 * disagree with it.  What a value is follows from its name in the table:
 * "a|b|c" are words to choose from, INDEX and DIR directories, FILE and SOURCE
 * files, FIELD what program->field_at names; anything else is left to the
 * user. */

#include "options.h"

#include <stdio.h>

/* The tables of a program: its own rows, and those that all share. */
struct completion {
    const struct program *program;
    const struct option_row *tables[2];
};

/* Writes the script of a shell, "bash" or "zsh"; false for another. */
bool completion_print(FILE *out, const struct completion *completion,
                      const char *shell);

#endif
