/* liasse-query: the command line. */
#include "command.h"

#include "ending.h"
#include "lang.h"
#include "log.h"
#include "mcp.h"
#include "options.h"
#include "serve.h"
#include "stopping.h"
#include "xap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SIMILAR_INPUT_MAX = 1 << 25, /* bytes; half of it is read */
    QUERY_FILE_MAX = 1 << 17     /* bytes: more than a query may have */
};

static struct {
    struct option_list indexes, facets, filters, hosts;
    struct option_optional serve, fields;
    const char *cors, *base_url;
    uint64_t per_address, threads, time_limit;
    const char *format, *match, *sort, *batch, *show, *similar, *query_file;
    const char *histogram, *collapse, *cursor, *facet_sort, *slice, *suggest;
    uint64_t limit, offset, facet_limit, snippets;
    bool mcp;
    bool count, csv_excel, exact, explain, quiet, verbose;
} options = {.sort = "relevance",
             .facet_sort = "count",
             .per_address = 32,
             .time_limit = 1000,
             .limit = 10,
             .facet_limit = 10,
             .snippets = UINT64_MAX};

static const struct option_row rows[] = {
    {"index", 'i', OPTION_LIST, &options.indexes, "INDEX",
     "the index directory, may be repeated (default: LIASSE_INDEX)",
     "le répertoire de l'index, répétable (sinon LIASSE_INDEX)"},
    {"format", 'f', OPTION_STRING, &options.format,
     "text|json|ndjson|csv|tsv|ids|trec", "form of the answer (text)",
     "forme de la réponse (text)"},
    {"csv-excel", 0, OPTION_FLAG, &options.csv_excel, NULL,
     "csv for spreadsheets: semicolons, byte order mark, no formulas",
     "csv pour tableur : points-virgules, marque d'ordre, sans formules"},
    {"limit", 'n', OPTION_NUMBER, &options.limit, "N",
     "at most so many hits (10)", "au plus tant de réponses (10)"},
    {"offset", 0, OPTION_NUMBER, &options.offset, "N",
     "leave out the first N hits", "passer les N premières réponses"},
    {"cursor", 0, OPTION_STRING, &options.cursor, "C",
     "go on behind the hits that gave this cursor; * = the start",
     "continuer après les réponses qui ont donné ce curseur ; * = au début"},
    {"count", 'c', OPTION_FLAG, &options.count, NULL,
     "print the number of hits only", "n'écrire que le nombre de réponses"},
    {"sort", 0, OPTION_STRING, &options.sort, "relevance|date|-date|number",
     "order of the hits; -date: newest first",
     "ordre des réponses ; -date : récents d'abord"},
    {"filter", 0, OPTION_LIST, &options.filters, "FIELD=VALUE",
     "only documents with this value; several of one field: any of them",
     "seulement les documents de cette valeur ; plusieurs d'un champ : l'une"},
    {"collapse", 0, OPTION_STRING, &options.collapse, "FIELD",
     "one hit for all that have the same value there (cid, container...)",
     "une réponse pour toutes celles de même valeur (cid, container...)"},
    {"facet", 0, OPTION_LIST, &options.facets, "FIELD",
     "count the values of a field over all hits (FIELD=TEXT: values with "
     "these words), may be repeated",
     "compter les valeurs d'un champ sur toutes les réponses (CHAMP=TEXTE : "
     "celles qui ont ces mots), répétable"},
    {"facet-limit", 0, OPTION_NUMBER, &options.facet_limit, "N",
     "values of each facet (10)", "valeurs de chaque facette (10)"},
    {"facet-sort", 0, OPTION_STRING, &options.facet_sort, "count|value",
     "order of their values (count)", "ordre de leurs valeurs (count)"},
    {"histogram", 0, OPTION_STRING, &options.histogram, "year|month|day|auto",
     "count the dates of all hits; auto: by what their span asks for",
     "compter les dates de toutes les réponses ; auto : selon leur étendue"},
    {"snippets", 0, OPTION_NUMBER, &options.snippets, "N",
     "the N best passages of each hit, 0 to 10",
     "les N meilleurs passages de chaque réponse, 0 à 10"},
    {"match", 0, OPTION_STRING, &options.match, "auto|all|any",
     "all words, any word, or auto: any when no document has all",
     "all : tous les mots, any : au moins un, auto : any si aucun n'a tout"},
    {"exact", 0, OPTION_FLAG, &options.exact, NULL,
     "every word of the query as it is written, in no other form",
     "chaque mot de la requête tel quel, sous aucune autre forme"},
    {"explain", 0, OPTION_FLAG, &options.explain, NULL,
     "the query as understood, its terms, and why each hit stands there",
     "la requête comprise, ses termes, et pourquoi chaque réponse"},
    {"show", 0, OPTION_STRING, &options.show, "UID",
     "print one document instead of searching, the words of QUERY marked",
     "écrire un document au lieu de chercher, les mots de QUERY marqués"},
    {"slice", 0, OPTION_STRING, &options.slice, "START:LENGTH",
     "of --show, only so many bytes of the text",
     "avec --show, seulement tant d'octets du texte"},
    {"suggest", 0, OPTION_STRING, &options.suggest, "TEXT",
     "words, names, titles and references that go on from a text",
     "les mots, noms, titres et références qui continuent un texte"},
    {"similar", 0, OPTION_STRING, &options.similar, "UID",
     "documents that resemble one; -: the text on stdin",
     "les documents qui ressemblent à un autre ; - : au texte en entrée"},
    {"fields", 0, OPTION_OPTIONAL, &options.fields, "=FIELD,...",
     "print the table of fields; with a list: hits carry these too, as cites",
     "écrire la table des champs ; avec une liste : les réponses les portent "
     "aussi, comme cites"},
    {"query-file", 0, OPTION_STRING, &options.query_file, "FILE",
     "the query is the text of a file, - = stdin",
     "la requête est le texte d'un fichier, - = entrée standard"},
    {"batch", 0, OPTION_STRING, &options.batch, "FILE",
     "queries from lines ID<tab>QUERY, - = stdin",
     "requêtes des lignes ID<tab>REQUÊTE, - = entrée standard"},
    {"serve", 0, OPTION_OPTIONAL, &options.serve, "HOST:PORT",
     "search page and HTTP API (127.0.0.1:8017)",
     "page de recherche et API HTTP (127.0.0.1:8017)"},
    {"mcp", 0, OPTION_FLAG, &options.mcp, NULL,
     "tools for language models, JSON-RPC on stdin and stdout",
     "outils pour modèles de langue, JSON-RPC sur stdin et stdout"},
    {"host", 0, OPTION_LIST, &options.hosts, "NAME",
     "with --serve: a further name of this server, may be repeated",
     "avec --serve : un autre nom de ce serveur, répétable"},
    {"cors", 0, OPTION_STRING, &options.cors, "ORIGIN",
     "with --serve: pages that may read the answers, * = all",
     "avec --serve : les pages qui peuvent lire les réponses, * = toutes"},
    {"base-url", 0, OPTION_STRING, &options.base_url, "URL",
     "with --serve: its address for visitors, as https://recherche.example",
     "avec --serve : son adresse pour le public, comme "
     "https://recherche.example"},
    {"per-address", 0, OPTION_NUMBER, &options.per_address, "N",
     "with --serve: searches at a time of one address (32), 0 = any",
     "avec --serve : recherches à la fois d'une adresse (32), 0 = sans limite"},
    {"threads", 0, OPTION_NUMBER, &options.threads, "N",
     "with --serve: searches at a time (the cores, at least 4)",
     "avec --serve : recherches à la fois (les cœurs, au moins 4)"},
    {"time-limit", 0, OPTION_NUMBER, &options.time_limit, "MS",
     "with --serve: processor time of a search (1000); 0 = as long as it "
     "takes, "
     "without --serve too",
     "avec --serve : temps de calcul d'une recherche (1000) ; 0 = sans limite, "
     "même sans --serve"},
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
        "Query: words, \"phrase\", ET OU SAUF PRÈS/5, -word, (brackets), "
        "=exact,\n"
        "field:value, date:2025..2026, start*.  See liasse-query(1).\n"
        "Exit: 0 hits, 1 none, 2 usage or syntax, 3 environment.\n",
    .french_more =
        "Requête : mots, « expression », ET OU SAUF PRÈS/5, -mot, "
        "(parenthèses),\n"
        "=exact, champ:valeur, date:2025..2026, début*.  Voir "
        "liasse-query(1).\n"
        "Codes : 0 trouvé, 1 rien, 2 usage ou syntaxe, 3 environnement.\n",
    .rows = rows,
    .takes_words = true,
    .field_at = facet_name,
};

/* The table; --fields=LIST is about hits. */
static bool
fields_wanted(void)
{
    return options.fields.given && !options.fields.value;
}

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
read_format(struct command *command, struct error *err)
{
    const char *format = options.format      ? options.format
                         : options.csv_excel ? "csv"
                                             : "text";
    const struct output *output = output_find(str_from(format));
    if (!output)
        return error_set(err, STATUS_SYNTAX,
                         TR("option '--format' does not know '%s'",
                            "l'option « --format » ne connaît pas « %s »"),
                         format);
    if (options.csv_excel && output != &output_csv)
        return error_set(err, STATUS_SYNTAX,
                         TR("--csv-excel goes with --format csv only",
                            "--csv-excel ne va qu'avec --format csv"));
    if ((options.show || fields_wanted() || options.suggest) &&
        output != &output_text && output != &output_json &&
        output != &output_ndjson)
        return error_set(
            err, STATUS_SYNTAX,
            TR("--show, --suggest and --fields go with text, json and ndjson "
               "only",
               "--show, --suggest et --fields ne vont qu'avec text, json et "
               "ndjson"));
    command->output = options.csv_excel ? &output_csv_excel : output;
    return STATUS_OK;
}

static enum status
read_facet(struct facet_field *out, struct str option, bool by_value,
           struct error *err)
{
    struct str name, within;
    str_cut(option, STR("="), &name, &within);
    TRY(facet_find(out, name, err));
    out->within = within;
    out->by_value = by_value;
    return STATUS_OK;
}

/* Counts go with the forms that have a place for them. */
static enum status
check_counts(const struct command *command, struct error *err)
{
    bool counts = options.facets.count || options.histogram;
    if (!counts || (command->output->facets && !options.count))
        return STATUS_OK;
    return error_set(err, STATUS_SYNTAX,
                     options.facets.count
                         ? TR("--facet goes with text and json only",
                              "--facet ne va qu'avec text et json")
                         : TR("--histogram goes with text and json only",
                              "--histogram ne va qu'avec text et json"));
}

static enum status
read_facets(struct command *command, struct error *err)
{
    static const char *const orders[] = {"count", "value"};
    size_t count = options.facets.count;
    int order = 0;
    TRY(check_counts(command, err));
    TRY(choose(&order, "facet-sort", options.facet_sort, orders, 2, err));
    if (count > FACETS_MAX)
        return error_set(err, STATUS_SYNTAX,
                         TR("more than %d facets", "plus de %d facettes"),
                         FACETS_MAX);
    for (size_t i = 0; i < count; i++)
        TRY(read_facet(&command->facets[i], str_from(options.facets.at[i]),
                       order == 1, err));
    command->request.facets = command->facets;
    command->request.facet_count = count;
    command->request.facet_limit = (size_t)options.facet_limit;
    return STATUS_OK;
}

static enum status
read_histogram(struct command *command, struct error *err)
{
    if (!options.histogram)
        return STATUS_OK;
    command->request.histogram = histogram_find(str_from(options.histogram));
    if (command->request.histogram != HISTOGRAM_NONE)
        return STATUS_OK;
    return error_set(err, STATUS_SYNTAX,
                     TR("option '--%s' does not know '%s'",
                        "l'option « --%s » ne connaît pas « %s »"),
                     "histogram", options.histogram);
}

static enum status
read_filters(struct command *command, struct error *err)
{
    size_t count = options.filters.count;
    if (count > FILTERS_MAX)
        return error_set(err, STATUS_SYNTAX,
                         TR("more than %d filters", "plus de %d filtres"),
                         FILTERS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct filter *filter = &command->filters[i];
        if (!str_cut(str_from(options.filters.at[i]), STR("="), &filter->field,
                     &filter->value))
            return error_set(err, STATUS_SYNTAX,
                             TR("--filter takes FIELD=VALUE, not '%s'",
                                "--filter attend CHAMP=VALEUR, pas « %s »"),
                             options.filters.at[i]);
    }
    command->request.filters = command->filters;
    command->request.filter_count = count;
    command->request.everything = count > 0;
    return STATUS_OK;
}

static enum status
read_fields(struct command *command, struct error *err)
{
    if (!options.fields.value)
        return STATUS_OK;
    if (!command->output->fields || options.count || options.show ||
        options.suggest)
        return error_set(err, STATUS_SYNTAX,
                         TR("--fields=%s goes with hits as json and ndjson "
                            "only",
                            "--fields=%s ne va qu'avec des réponses en json et "
                            "ndjson"),
                         options.fields.value);
    return more_fields_add(&command->request.fields,
                           str_from(options.fields.value), err);
}

static enum status
read_snippets(struct command *command, struct error *err)
{
    command->snippets_given = options.snippets != UINT64_MAX;
    if (command->snippets_given && options.snippets > SNIPPETS_MAX)
        return error_set(
            err, STATUS_SYNTAX,
            TR("--snippets takes 0 to %d", "--snippets va de 0 à %d"),
            SNIPPETS_MAX);
    if (command->snippets_given)
        command->request.snippets.max = (size_t)options.snippets;
    return STATUS_OK;
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
    TRY(read_format(command, err));
    TRY(read_facets(command, err));
    TRY(read_histogram(command, err));
    TRY(read_filters(command, err));
    if (options.collapse)
        TRY(collapse_find(&command->request.collapse,
                          str_from(options.collapse), err));
    TRY(read_snippets(command, err));
    TRY(read_fields(command, err));
    command->request.match = (enum match_mode)match;
    command->request.sort = (enum sort_order)sort;
    command->match_given = options.match != NULL;
    command->request.exact = options.exact;
    command->request.explain = options.explain;
    if (options.explain && (options.count || !command->output->explains))
        return error_set(err, STATUS_SYNTAX,
                         TR("--explain goes with text, json and ndjson only",
                            "--explain ne va qu'avec text, json et ndjson"));
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
    command->request.unbounded = options.time_limit == 0;
    command->request.cursor = str_from(options.cursor);
    if (options.cursor && (options.offset || options.batch || options.count))
        return error_set(err, STATUS_SYNTAX,
                         TR("--cursor goes without --offset, --count, --batch",
                            "--cursor va sans --offset, --count ni --batch"));
    command->export_page = COMMAND_EXPORT_PAGE;
    command->terminal = isatty(STDOUT_FILENO);
    command->out = stdout;
    command_settle(command, options.batch != NULL);
    return STATUS_OK;
}

/* Exactly one of a query, --show, --similar, --fields and --batch; filters
 * alone ask for every document that they leave. */
static enum status
check_mode(int words, struct error *err)
{
    int modes = (words > 0 && !options.show) + (options.show != NULL) +
                (options.query_file != NULL) + fields_wanted() +
                (options.similar != NULL) + (options.suggest != NULL) +
                (options.batch != NULL);
    if (options.slice && !options.show)
        return error_set(err, STATUS_SYNTAX,
                         TR("--slice goes with --show only",
                            "--slice ne va qu'avec --show"));
    if (modes == 1 || (modes == 0 && options.filters.count))
        return STATUS_OK;
    if (modes == 0)
        return error_set(err, STATUS_SYNTAX, TR("no query", "pas de requête"));
    return error_set(
        err, STATUS_SYNTAX,
        TR("a query, --query-file, --show, --similar, --suggest, --fields and "
           "--batch exclude one another",
           "une requête, --query-file, --show, --similar, --suggest, --fields "
           "et --batch s'excluent"));
}

static int
usage_error(const struct error *err)
{
    log_error("%s", err->text);
    options_hint(&program);
    return EXIT_USAGE;
}

/* The indexes named, else the one of the environment. */
static enum status
list_indexes(const char *const **out, size_t *count, const char **usual,
             struct error *err)
{
    *out = options.indexes.at;
    *count = options.indexes.count;
    if (*count)
        return STATUS_OK;
    TRY(options_index(usual, NULL, err));
    *out = usual;
    *count = 1;
    return STATUS_OK;
}

static int
run_mcp(int words)
{
    struct error err = {0};
    const char *usual;
    const char *const *indexes;
    size_t count;
    if (words)
        return usage_error(&(struct error){
            .text = "--mcp takes no query / ne prend pas de requête"});
    if (list_indexes(&indexes, &count, &usual, &err) != STATUS_OK)
        return usage_error(&err);
    return mcp_run(indexes, count, stdin, stdout, &err) == STATUS_OK
               ? EXIT_OK
               : fail(&err);
}

/* --serve [HOST:PORT]: the address may stand behind the option. */
static int
run_serve(char **words, int count)
{
    struct error err = {0};
    const char *index;
    struct serve_options serving = {
        .address = options.serve.value ? options.serve.value
                   : count             ? words[0]
                                       : NULL,
        .hosts = options.hosts.at,
        .host_count = options.hosts.count,
        .cors = options.cors,
        .base_url = options.base_url,
        .per_address = options.per_address,
        .threads = options.threads,
        .time_limit = options.time_limit,
        .log = !options.quiet,
    };
    if (count > (options.serve.value ? 0 : 1)) {
        log_error("%s", TR("--serve takes no query",
                           "--serve ne prend pas de requête"));
        options_hint(&program);
        return EXIT_USAGE;
    }
    if (list_indexes(&serving.indexes, &serving.index_count, &index, &err) !=
        STATUS_OK)
        return usage_error(&err);
    return serve(&serving, &err) == STATUS_OK ? EXIT_OK : fail(&err);
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

/* The text on stdin, or a uid. */
static enum status
read_similar(struct command *command, struct buf *text, struct error *err)
{
    if (strcmp(options.similar, "-") != 0) {
        command->request.similar_uid = str_from(options.similar);
        return STATUS_OK;
    }
    while (!feof(stdin) && text->len < SIMILAR_INPUT_MAX / 2) {
        if (!buf_reserve(text, 1 << 16))
            break;
        text->len += fread(text->at + text->len, 1, 1 << 16, stdin);
        if (ferror(stdin))
            return error_errno(
                err, errno,
                TR("cannot read the text", "impossible de lire le texte"));
    }
    TRY(buf_status(text, err));
    command->request.similar_text = str_trim(buf_str(text));
    if (command->request.similar_text.len)
        return STATUS_OK;
    return error_set(
        err, STATUS_SYNTAX,
        TR("there is no text on stdin", "il n'y a pas de texte en entrée"));
}

static void
join_words(struct buf *out, char **words, int count)
{
    for (int i = 0; i < count; i++) {
        if (i)
            buf_add_char(out, ' ');
        buf_add(out, str_from(words[i]));
    }
}

/* A document to resemble that is in no index, told as --show tells it. */
static bool
is_unknown(struct command *command)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    struct str uid = command->request.similar_uid;
    bool found = true;
    if (uid.len == 0 || answer_show(&found, &document, command->search, uid,
                                    &arena, NULL) != STATUS_OK)
        return false;
    if (!found)
        log_note(TR("no document '%s'", "aucun document « %s »"),
                 options.similar);
    return !found;
}

/* One query, its lines being blanks; what is over the limit of a query is
 * refused by the search. */
static enum status
read_query_file(struct buf *out, const char *path, struct error *err)
{
    char bytes[4096];
    bool from_stdin = strcmp(path, "-") == 0;
    FILE *in = from_stdin ? stdin : fopen(path, "r");
    size_t got;
    if (!in)
        return error_errno(err, errno,
                           TR("cannot open '%s'", "impossible d'ouvrir « %s »"),
                           path);
    while (out->len < QUERY_FILE_MAX &&
           (got = fread(bytes, 1, sizeof bytes, in)) > 0)
        buf_add(out, (struct str){bytes, got});
    bool failed = ferror(in);
    int cause = errno;
    if (!from_stdin)
        fclose(in);
    if (failed)
        return error_errno(err, cause,
                           TR("cannot read '%s'", "impossible de lire « %s »"),
                           path);
    return STATUS_OK;
}

static int
run_query(struct command *command, char **words, int count)
{
    AUTO(buf) struct buf query = BUF_INIT(1 << 24);
    AUTO(buf) struct buf text = BUF_INIT(SIMILAR_INPUT_MAX);
    struct error err = {0};
    bool hits;
    size_t where;
    join_words(&query, words, count);
    if (options.query_file &&
        read_query_file(&query, options.query_file, &err) != STATUS_OK)
        return fail(&err);
    if (buf_status(&query, &err) != STATUS_OK)
        return fail(&err);
    command->request.query = buf_str(&query);
    if (options.similar && read_similar(command, &text, &err) != STATUS_OK)
        return fail(&err);
    if (command_query(&hits, &where, command, &err) != STATUS_OK)
        return err.code == STATUS_NOT_FOUND && is_unknown(command) ? EXIT_SOME
                                                                   : fail(&err);
    return hits ? EXIT_OK : EXIT_SOME;
}

/* START:LENGTH, either of which may be missing. */
static enum status
read_slice(struct show *show, struct error *err)
{
    struct str start, length;
    uint64_t from = 0, bytes = 0;
    str_cut(str_from(options.slice), STR(":"), &start, &length);
    if ((start.len && !str_to_u64(start, &from)) ||
        (length.len && (!str_to_u64(length, &bytes) || bytes == 0)))
        return error_set(err, STATUS_SYNTAX,
                         TR("--slice takes START:LENGTH, not '%s'",
                            "--slice attend DÉBUT:LONGUEUR, pas « %s »"),
                         options.slice);
    show->start = (size_t)from;
    show->length = (size_t)bytes;
    return STATUS_OK;
}

static int
run_show(struct command *command, char **words, int count)
{
    AUTO(buf) struct buf query = BUF_INIT(1 << 24);
    struct error err = {0};
    struct show show = {.uid = str_from(options.show),
                        .match = command->request.match};
    bool found;
    join_words(&query, words, count);
    show.query = buf_str(&query);
    if (buf_status(&query, &err) != STATUS_OK ||
        (options.slice && read_slice(&show, &err) != STATUS_OK) ||
        command_show(&found, command, &show, &err) != STATUS_OK)
        return fail(&err);
    if (found)
        return EXIT_OK;
    log_note(TR("no document '%s'", "aucun document « %s »"), options.show);
    return EXIT_SOME;
}

static int
run_suggest(struct command *command)
{
    struct error err = {0};
    bool any;
    if (command_suggest(&any, command, str_from(options.suggest), &err) !=
        STATUS_OK)
        return fail(&err);
    return any ? EXIT_OK : EXIT_SOME;
}

static int
run_fields(struct command *command)
{
    struct error err = {0};
    return command_fields(command, &err) == STATUS_OK ? EXIT_OK : fail(&err);
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
    if (options.mcp)
        return run_mcp(argc - rest);
    if (options.serve.given)
        return run_serve(argv + rest, argc - rest);
    ending_set(stop_at_once);
    xap_on_failure();
    if (check_mode(argc - rest, &err) != STATUS_OK ||
        read_options(&command, &err) != STATUS_OK)
        return usage_error(&err);
    if (fields_wanted())
        return run_fields(&command);
    if (open_search(&search, &err) != STATUS_OK)
        return err.code == STATUS_SYNTAX ? usage_error(&err) : fail(&err);
    command.search = search;
    if (options.show)
        return run_show(&command, argv + rest, argc - rest);
    if (options.suggest)
        return run_suggest(&command);
    if (options.batch)
        return run_batch(&command);
    return run_query(&command, argv + rest, argc - rest);
}
