/* liasse-query: the command line. */
#include "command.h"

#include "lang.h"
#include "log.h"
#include "options.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static struct {
    struct option_list indexes;
    const char *format, *match, *sort, *batch, *show;
    uint64_t limit, offset;
    bool count, quiet, verbose;
} options = {.format = "text", .sort = "relevance", .limit = 10};

static const struct option_row rows[] = {
    {"index", 'i', OPTION_LIST, &options.indexes, "INDEX",
     "the index directory, may be repeated (default: LIASSE_INDEX)",
     "le répertoire de l'index, répétable (sinon LIASSE_INDEX)"},
    {"format", 'f', OPTION_STRING, &options.format, "FORMAT",
     "text, json, ndjson, ids or trec", "text, json, ndjson, ids ou trec"},
    {"limit", 'n', OPTION_NUMBER, &options.limit, "N",
     "at most so many hits (10)", "au plus tant de réponses (10)"},
    {"offset", 0, OPTION_NUMBER, &options.offset, "N",
     "leave out the first N hits", "passer les N premières réponses"},
    {"count", 'c', OPTION_FLAG, &options.count, NULL,
     "print the number of hits only", "n'écrire que le nombre de réponses"},
    {"sort", 0, OPTION_STRING, &options.sort, "ORDER",
     "relevance, date, -date (newest first) or number",
     "relevance, date, -date (récents d'abord) ou number"},
    {"match", 0, OPTION_STRING, &options.match, "MODE",
     "all words, any word, or auto: any when no document has all",
     "all : tous les mots, any : au moins un, auto : any si aucun n'a tout"},
    {"show", 0, OPTION_STRING, &options.show, "UID",
     "print one document instead of searching",
     "écrire un document au lieu de chercher"},
    {"batch", 0, OPTION_STRING, &options.batch, "FILE",
     "queries from lines ID<tab>QUERY, - = stdin",
     "requêtes des lignes ID<tab>REQUÊTE, - = entrée standard"},
    {"quiet", 'q', OPTION_FLAG, &options.quiet, NULL, "only errors",
     "seulement les erreurs"},
    {"verbose", 'v', OPTION_FLAG, &options.verbose, NULL, "more talk",
     "plus de messages"},
    {0}};

static const struct program program = {
    .name = "liasse-query",
    .usage = "-i INDEX [options] QUERY...",
    .english = "Searches French legislative and parliamentary texts.",
    .french = "Cherche dans des textes législatifs et parlementaires.",
    .english_more =
        "Query: words, \"phrase\", ET OU SAUF, -word, (brackets), =exact,\n"
        "field:value, date:2025..2026, start*.  See liasse-query(1).\n"
        "Exit: 0 hits, 1 none, 2 usage or syntax, 3 environment.\n",
    .french_more =
        "Requête : mots, « expression », ET OU SAUF, -mot, (parenthèses),\n"
        "=exact, champ:valeur, date:2025..2026, début*.  Voir "
        "liasse-query(1).\n"
        "Codes : 0 trouvé, 1 rien, 2 usage ou syntaxe, 3 environnement.\n",
    .rows = rows,
    .takes_words = true,
};

static void
print_short_help(void)
{
    puts(TR("liasse-query searches French legislative texts:\n"
            "  liasse-query -i INDEX accès aux soins\n"
            "  liasse-query -i INDEX '\"droit du travail\" SAUF date:..2024'\n"
            "  liasse-query -i INDEX --show QANR5L17QE15483\n"
            "All options: liasse-query --help",
            "liasse-query cherche dans des textes législatifs :\n"
            "  liasse-query -i INDEX accès aux soins\n"
            "  liasse-query -i INDEX '« droit du travail » SAUF date:..2024'\n"
            "  liasse-query -i INDEX --show QANR5L17QE15483\n"
            "Toutes les options : liasse-query --help"));
}

static int
fail(const struct error *err)
{
    log_error("%s", err->text);
    return exit_code_of(err->code);
}

/* The place of a word in a list of words, an error when it is none. */
static enum status
choose(int *out, const char *option, const char *value,
       const char *const *words, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], value) == 0) {
            *out = (int)i;
            return STATUS_OK;
        }
    return error_set(err, STATUS_SYNTAX,
                     TR("option '--%s' does not know '%s'",
                        "l'option « --%s » ne connaît pas « %s »"),
                     option, value);
}

static enum status
read_modes(struct command *command, struct error *err)
{
    static const char *const matches[] = {"auto", "all", "any"};
    static const char *const sorts[] = {"relevance", "date", "-date", "number"};
    int match = MATCH_AUTO, sort = SORT_RELEVANCE;
    if (options.match)
        TRY(choose(&match, "match", options.match, matches, 3, err));
    TRY(choose(&sort, "sort", options.sort, sorts, 4, err));
    command->output = output_find(str_from(options.format));
    if (!command->output)
        return error_set(err, STATUS_SYNTAX,
                         TR("option '--format' does not know '%s'",
                            "l'option « --format » ne connaît pas « %s »"),
                         options.format);
    if (options.show && command->output->uids_only)
        return error_set(err, STATUS_SYNTAX,
                         TR("--show goes with text, json and ndjson only",
                            "--show ne va qu'avec text, json et ndjson"));
    command->request.match = (enum match_mode)match;
    command->request.sort = (enum sort_order)sort;
    command->match_given = options.match != NULL;
    return STATUS_OK;
}

static enum status
read_options(struct command *command, struct error *err)
{
    TRY(read_modes(command, err));
    if (options.limit > UINT32_MAX / 2 || options.offset > UINT32_MAX / 2)
        return error_set(err, STATUS_SYNTAX,
                         TR("--limit or --offset is too large",
                            "--limit ou --offset est trop grand"));
    command->request.limit = (uint32_t)options.limit;
    command->request.offset = (uint32_t)options.offset;
    command->request.count_only = options.count;
    command->terminal = isatty(STDOUT_FILENO);
    command->out = stdout;
    command_settle(command, options.batch != NULL);
    return STATUS_OK;
}

/* Exactly one of a query, --show and --batch. */
static enum status
check_mode(int words, struct error *err)
{
    int modes = (words > 0) + (options.show != NULL) + (options.batch != NULL);
    if (modes == 1)
        return STATUS_OK;
    if (modes == 0)
        return error_set(err, STATUS_SYNTAX, TR("no query", "pas de requête"));
    return error_set(err, STATUS_SYNTAX,
                     TR("a query, --show and --batch exclude one another",
                        "une requête, --show et --batch s'excluent"));
}

static enum status
open_search(struct search **out, struct error *err)
{
    const char *index;
    if (options.indexes.count)
        return search_new(out, options.indexes.at, options.indexes.count, err);
    TRY(options_index(&index, NULL, err));
    return search_new(out, &index, 1, err);
}

static int
run_query(struct command *command, char **words, int count)
{
    AUTO(buf) struct buf query = BUF_INIT(1 << 24);
    struct error err = {0};
    bool hits;
    size_t where;
    for (int i = 0; i < count; i++) {
        if (i)
            buf_add_char(&query, ' ');
        buf_add(&query, str_from(words[i]));
    }
    if (buf_status(&query, &err) != STATUS_OK)
        return fail(&err);
    command->request.query = buf_str(&query);
    if (command_query(&hits, &where, command, &err) != STATUS_OK)
        return fail(&err);
    return hits ? EXIT_OK : EXIT_SOME;
}

static int
run_show(struct command *command)
{
    struct error err = {0};
    bool found;
    if (command_show(&found, command, str_from(options.show), &err) !=
        STATUS_OK)
        return fail(&err);
    if (found)
        return EXIT_OK;
    log_note(TR("no document '%s'", "aucun document « %s »"), options.show);
    return EXIT_SOME;
}

static int
run_batch(struct command *command)
{
    struct error err = {0};
    bool answered, from_stdin = strcmp(options.batch, "-") == 0;
    FILE *in = from_stdin ? stdin : fopen(options.batch, "r");
    if (!in) {
        log_error(TR("cannot open '%s': %s", "impossible d'ouvrir « %s » : %s"),
                  options.batch, strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    enum status status = command_batch(&answered, command, in, &err);
    if (!from_stdin)
        fclose(in);
    if (status != STATUS_OK)
        return fail(&err);
    return answered ? EXIT_OK : EXIT_USAGE;
}

static int
usage_error(const struct error *err)
{
    log_error("%s", err->text);
    options_hint(&program);
    return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
    AUTO(search) struct search *search = NULL;
    struct command command = {0};
    struct error err = {0};
    enum options_outcome outcome;
    int rest;
    log_start(program.name, LOG_NORMAL);
    if (options_read(&outcome, &rest, &program, argc, argv, &err) != STATUS_OK)
        return usage_error(&err);
    if (outcome == OPTIONS_EXIT)
        return EXIT_OK;
    log_start(program.name, options.quiet     ? LOG_QUIET
                            : options.verbose ? LOG_VERBOSE
                                              : LOG_NORMAL);
    if (argc == 1 && isatty(STDOUT_FILENO)) {
        print_short_help();
        return EXIT_OK;
    }
    if (check_mode(argc - rest, &err) != STATUS_OK ||
        read_options(&command, &err) != STATUS_OK)
        return usage_error(&err);
    if (open_search(&search, &err) != STATUS_OK)
        return err.code == STATUS_SYNTAX ? usage_error(&err) : fail(&err);
    command.search = search;
    if (options.show)
        return run_show(&command);
    if (options.batch)
        return run_batch(&command);
    return run_query(&command, argv + rest, argc - rest);
}
