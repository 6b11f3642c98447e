#ifndef LIASSE_OPTIONS_H
#define LIASSE_OPTIONS_H

/* Command-line options: one table a program, over getopt_long.  The table
 * gives parsing, --help, the usage line and shell completion; --lang, --help,
 * --version and --completion are in every program.
 *
 *     static struct main_options { const char *index; bool quiet; } it;
 *     const struct option_row rows[] = {
 *         {"index", 'i', OPTION_STRING, &it.index, "INDEX", "...", "..."},
 *         {0}};
 *
 * Kinds: FLAG sets *(bool *), STRING sets *(const char **), NUMBER sets
 * *(uint64_t *) (decimal digits), LIST appends to *(struct option_list *),
 * OPTIONAL fills *(struct option_optional *). */

#include "error.h"
#include "str.h"

#include <stdbool.h>

enum option_kind {
    OPTION_FLAG,
    OPTION_STRING,
    OPTION_NUMBER,
    OPTION_LIST,
    OPTION_OPTIONAL
};

/* --name or --name=VALUE. */
struct option_optional {
    bool given;
    const char *value; /* NULL without one */
};

enum { OPTION_LIST_MAX = 256 };
struct option_list {
    const char *at[OPTION_LIST_MAX];
    size_t count;
};

struct option_row {
    const char *name; /* long name; NULL ends the table */
    char letter;      /* short name or 0 */
    enum option_kind kind;
    void *target;
    const char *value;            /* name of the value in the help */
    const char *english, *french; /* one line each */
};

struct program {
    const char *name;                         /* "liasse-ingest" */
    const char *usage;                        /* "-i INDEX [options] ..." */
    const char *english, *french;             /* what it does, one line */
    const char *english_more, *french_more;   /* examples, exit codes */
    const struct option_row *rows;
    /* The arguments are words of a query: behind the first of them, -word of
     * two letters or more is one too, and no bunch of options. */
    bool takes_words;
    /* What a value FIELD may be, for completion: the i-th, NULL past the
     * end. */
    const char *(*field_at)(size_t i);
};

enum options_outcome { OPTIONS_RUN, OPTIONS_EXIT };

/* Reads argv; sets the language first, so that even the first error is in
 * it.  STATUS_SYNTAX: the error names the option and the caller exits 2
 * after printing it with options_hint.  OPTIONS_EXIT: --help, --version or
 * --completion was printed on stdout, exit 0.  On success *rest is the index of the first
 * argument that is no option ("-" is an argument, "--" ends options). */
enum status options_read(enum options_outcome *outcome, int *rest,
                         const struct program *program, int argc, char **argv,
                         struct error *err) MUST_USE;

/* "Try 'liasse-ingest --help'." on stderr. */
void options_hint(const struct program *program);

/* --index, else LIASSE_INDEX; STATUS_SYNTAX when neither is given. */
enum status options_index(const char **out, const char *option,
                          struct error *err) MUST_USE;

/* The exit codes of DESIGN.md 4. */
enum exit_code {
    EXIT_OK = 0,
    EXIT_SOME = 1, /* some input refused; no hit; damage found */
    EXIT_USAGE = 2,
    EXIT_ENVIRONMENT = 3,
    EXIT_LOCKED = 75,
    EXIT_SIGNAL = 128 /* + number */
};
/* 3, or 75 for STATUS_LOCKED, 2 for STATUS_SYNTAX. */
int exit_code_of(enum status status);

#endif
