/* Every program: the command line. */
#include "options.h"

#include "completion.h"
#include "lang.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef LIASSE_VERSION
#define LIASSE_VERSION "0"
#endif

enum {
    ROWS_MAX = 64,
    CODE_HELP = 1,
    CODE_VERSION,
    CODE_COMPLETION,
    CODE_LANG,
    CODE_ROW
};

static const char *lang_option;

static const struct option_row common_rows[] = {
    {"lang", 0, OPTION_STRING, &lang_option, "fr|en",
     "language of the messages (default: LIASSE_LANG, the locale)",
     "langue des messages (sinon LIASSE_LANG, sinon la locale)"},
    {"completion", 0, OPTION_STRING, NULL, "bash|zsh",
     "print the completion of a shell", "écrire la complétion d'un shell"},
    {"help", 'h', OPTION_FLAG, NULL, NULL, "this help", "cette aide"},
    {"version", 'V', OPTION_FLAG, NULL, NULL, "the version", "la version"},
    {0}};

/* The language is wanted before the first message, so before getopt. */
static const char *
find_lang(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            return argv[i] + 7;
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            return argv[i + 1];
    }
    return NULL;
}

enum { HELP_COLUMN = 28 };

/* A long left side has a line of its own. */
static void
print_row(const struct option_row *row)
{
    int width = printf(
        "  %c%c%s --%s%s%s%s", row->letter ? '-' : ' ',
        row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
        row->kind == OPTION_OPTIONAL ? " ["
        : row->value                 ? " "
                                     : "",
        row->value ? row->value : "", row->kind == OPTION_OPTIONAL ? "]" : "");
    if (width > HELP_COLUMN + 2) {
        puts("");
        width = 0;
    }
    printf("%*s %s\n", HELP_COLUMN + 2 - width, "",
           TR(row->english, row->french));
}

static void
print_help(const struct program *program)
{
    printf(TR("usage: %s %s\n", "usage : %s %s\n"), program->name,
           program->usage);
    printf("%s\n\n", TR(program->english, program->french));
    for (const struct option_row *row = program->rows; row->name; row++)
        print_row(row);
    for (const struct option_row *row = common_rows; row->name; row++)
        print_row(row);
    if (program->english_more)
        printf("\n%s", TR(program->english_more, program->french_more));
}

/* What getopt_long wants, made from the two tables. */
struct getopt_tables {
    struct option rows[ROWS_MAX];
    const struct option_row *source[ROWS_MAX];
    int count;
    char letters[2 * ROWS_MAX + 2];
    size_t letters_len;
};

static void
tables_add(struct getopt_tables *tables, const struct option_row *row, int code)
{
    if (tables->count == ROWS_MAX - 1)
        return;
    bool takes_value = row->kind != OPTION_FLAG && row->kind != OPTION_OPTIONAL;
    tables->rows[tables->count] =
        (struct option){row->name,
                        takes_value                    ? required_argument
                        : row->kind == OPTION_OPTIONAL ? optional_argument
                                                       : no_argument,
                        NULL, code};
    tables->source[tables->count++] = row;
    if (!row->letter)
        return;
    tables->letters[tables->letters_len++] = row->letter;
    if (takes_value)
        tables->letters[tables->letters_len++] = ':';
}

static int
common_code(const char *name)
{
    return strcmp(name, "help") == 0         ? CODE_HELP
           : strcmp(name, "version") == 0    ? CODE_VERSION
           : strcmp(name, "completion") == 0 ? CODE_COMPLETION
                                             : CODE_LANG;
}

static void
tables_make(struct getopt_tables *tables, const struct program *program)
{
    *tables = (struct getopt_tables){.letters = ":", .letters_len = 1};
    for (const struct option_row *row = common_rows; row->name; row++)
        tables_add(tables, row, common_code(row->name));
    for (const struct option_row *row = program->rows; row->name; row++)
        tables_add(tables, row, CODE_ROW);
}

/* ---- words of a query ------------------------------------------------- */

static const struct option_row *
row_of_letter(const struct getopt_tables *tables, char letter)
{
    for (int i = 0; i < tables->count; i++)
        if (tables->source[i]->letter && tables->source[i]->letter == letter)
            return tables->source[i];
    return NULL;
}

/* The first row that a long option may mean, shortened perhaps. */
static const struct option_row *
row_of_long(const struct getopt_tables *tables, const char *name)
{
    for (int i = 0; i < tables->count; i++)
        if (strncmp(tables->source[i]->name, name, strlen(name)) == 0)
            return tables->source[i];
    return NULL;
}

/* Does the value of this option stand in the next argument? */
static bool
value_follows(const struct getopt_tables *tables, const char *word)
{
    const struct option_row *row =
        word[1] == '-' ? row_of_long(tables, word + 2)
        : word[2] == 0 ? row_of_letter(tables, word[1])
                       : NULL;
    return row && row->kind != OPTION_FLAG && row->kind != OPTION_OPTIONAL &&
           !strchr(word, '=');
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* "-(a", "-été": no option starts so.  Behind the first word also "-loi",
 * "-l'eau", "-n:5", but neither "-n" nor "-n5". */
static bool
is_dash_word(const char *word, bool behind)
{
    bool ascii_letter = is_letter(word[1]) && !(word[1] & 0x80);
    if (word[1] == '-' || !word[1])
        return false;
    return !ascii_letter || (behind && (is_letter(word[2]) || word[2] == '\'' ||
                                        word[2] == ':'));
}

/* Puts the words of the query behind the options, each in its order; the
 * number of arguments before them, with the program's name and "--". */
static int
arrange(const struct getopt_tables *tables, int argc, char **argv)
{
    char **words = malloc((size_t)argc * sizeof *words);
    int options = 1, count = 0;
    if (!words)
        return argc;
    for (int i = 1; i < argc; i++) {
        bool end = strcmp(argv[i], "--") == 0;
        bool option = argv[i][0] == '-' && argv[i][1] && !end &&
                      !is_dash_word(argv[i], count > 0);
        if (!option && !end) {
            words[count++] = argv[i];
            continue;
        }
        bool value = option && i + 1 < argc && value_follows(tables, argv[i]);
        argv[options++] = argv[i];
        if (value)
            argv[options++] = argv[++i];
        while (end && ++i < argc)
            words[count++] = argv[i];
    }
    for (int i = 0; i < count; i++)
        argv[options + i] = words[i];
    free(words);
    return options;
}

static const struct option_row *
row_of(const struct getopt_tables *tables, int code, int index)
{
    if (index >= 0)
        return tables->source[index];
    return row_of_letter(tables, (char)code);
}

static enum status
row_set(const struct option_row *row, const char *value, struct error *err)
{
    struct option_list *list;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)row->target = true;
        return STATUS_OK;
    case OPTION_STRING:
        *(const char **)row->target = value;
        return STATUS_OK;
    case OPTION_NUMBER:
        if (str_to_u64(str_from(value), row->target))
            return STATUS_OK;
        return error_set(err, STATUS_SYNTAX,
                         TR("option '--%s': '%s' is no number",
                            "option « --%s » : « %s » n'est pas un nombre"),
                         row->name, value);
    case OPTION_OPTIONAL:
        *(struct option_optional *)row->target =
            (struct option_optional){true, value};
        return STATUS_OK;
    case OPTION_LIST:
        list = row->target;
        if (list->count == OPTION_LIST_MAX)
            return error_set(err, STATUS_SYNTAX,
                             TR("option '--%s' given too often",
                                "option « --%s » donnée trop de fois"),
                             row->name);
        list->at[list->count++] = value;
        return STATUS_OK;
    }
    return STATUS_BUG;
}

static enum status
refuse(int code, const struct program *program, char **argv, struct error *err)
{
    /* getopt has moved past a long option, not past a bunch of letters. */
    const char *word = argv[optind > 1 ? optind - 1 : 1];
    if (code == ':')
        return error_set(err, STATUS_SYNTAX,
                         TR("option '%s' needs a value",
                            "l'option « %s » attend une valeur"),
                         word);
    bool bunch = optopt > CODE_ROW && strncmp(word, "--", 2) != 0;
    if (bunch && program->takes_words)
        return error_set(err, STATUS_SYNTAX,
                         TR("unknown option '-%c' (a query that starts with "
                            "-word follows --)",
                            "option inconnue « -%c » (une requête qui "
                            "commence par -mot suit --)"),
                         optopt);
    if (bunch)
        return error_set(err, STATUS_SYNTAX,
                         TR("unknown option '-%c'", "option inconnue « -%c »"),
                         optopt);
    return error_set(err, STATUS_SYNTAX,
                     TR("unknown option '%s'", "option inconnue « %s »"), word);
}

/* What the options do that print something and end the program. */
static enum status
print_common(const struct program *program, const struct option_row *row,
             const char *value, struct error *err)
{
    struct completion completion = {program, {program->rows, common_rows}};
    int code = common_code(row->name);
    if (code == CODE_HELP)
        print_help(program);
    if (code == CODE_VERSION)
        printf("%s %s\n", program->name, LIASSE_VERSION);
    if (code != CODE_COMPLETION || completion_print(stdout, &completion, value))
        return STATUS_OK;
    return error_set(err, STATUS_SYNTAX,
                     TR("option '--completion': '%s' is neither bash nor zsh",
                        "option « --completion » : « %s » n'est ni bash ni "
                        "zsh"),
                     value);
}

enum status
options_read(enum options_outcome *outcome, int *rest,
             const struct program *program, int argc, char **argv,
             struct error *err)
{
    struct getopt_tables tables;
    const char *lang = find_lang(argc, argv);
    bool lang_known = lang_choose(lang);
    tables_make(&tables, program);
    *outcome = OPTIONS_RUN;
    if (!lang_known)
        return error_set(err, STATUS_SYNTAX,
                         TR("option '--lang': '%s' is neither fr nor en",
                            "option « --lang » : « %s » n'est ni fr ni en"),
                         lang);
    if (program->takes_words)
        argc = arrange(&tables, argc, argv);
    optind = 1;
    for (;;) {
        int index = -1;
        int code = getopt_long(argc, argv, tables.letters, tables.rows, &index);
        if (code == -1)
            break;
        if (code == '?' || code == ':')
            return refuse(code, program, argv, err);
        const struct option_row *row = row_of(&tables, code, index);
        if (!row)
            return refuse('?', program, argv, err);
        if (row->target) {
            TRY(row_set(row, optarg, err));
            continue;
        }
        *outcome = OPTIONS_EXIT;
        return print_common(program, row, optarg, err);
    }
    *rest = optind;
    return STATUS_OK;
}

void
options_hint(const struct program *program)
{
    fprintf(stderr,
            TR("try '%s --help' for the options\n",
               "« %s --help » donne les options\n"),
            program->name);
}

enum status
options_index(const char **out, const char *option, struct error *err)
{
    const char *index = option ? option : getenv("LIASSE_INDEX");
    if (!index || !*index)
        return error_set(err, STATUS_SYNTAX, "%s",
                         TR("no index: give -i INDEX or set LIASSE_INDEX",
                            "aucun index : donnez -i INDEX ou LIASSE_INDEX"));
    *out = index;
    return STATUS_OK;
}

int
exit_code_of(enum status status)
{
    switch (status) {
    case STATUS_OK:
    case STATUS_DONE:
        return EXIT_OK;
    case STATUS_SYNTAX:
        return EXIT_USAGE;
    case STATUS_LOCKED:
        return EXIT_LOCKED;
    default:
        return EXIT_ENVIRONMENT;
    }
}
