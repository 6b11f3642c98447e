/* Every program: completion for bash and zsh. */
#include "completion.h"

#include "lang.h"

#include <string.h>

enum { ROW_TABLES = 2 };

enum value_kind { VALUE_NONE, VALUE_WORDS, VALUE_FILES, VALUE_DIRECTORIES };

static enum value_kind
value_kind(const struct program *program, const char *value)
{
    if (strncmp(value, "FILE", 4) == 0 || strncmp(value, "SOURCE", 6) == 0)
        return VALUE_FILES;
    if (strcmp(value, "INDEX") == 0 || strcmp(value, "DIR") == 0)
        return VALUE_DIRECTORIES;
    if (strchr(value, '|') ||
        (strcmp(value, "FIELD") == 0 && program->field_at))
        return VALUE_WORDS;
    return VALUE_NONE;
}

/* The words to choose from, separated by blanks. */
static void
print_words(FILE *out, const struct program *program, const char *value)
{
    const char *word;
    if (strchr(value, '|')) {
        for (; *value; value++)
            putc(*value == '|' ? ' ' : *value, out);
        return;
    }
    for (size_t i = 0; (word = program->field_at(i)); i++)
        fprintf(out, "%s%s", i ? " " : "", word);
}

/* "liasse-query" -> "_liasse_query" */
static void
print_function(FILE *out, const char *name)
{
    putc('_', out);
    for (; *name; name++)
        putc(*name == '-' ? '_' : *name, out);
}

/* ---- bash ------------------------------------------------------------ */

static void
bash_value(FILE *out, const struct program *program,
           const struct option_row *row)
{
    static const char *const actions[] = {
        [VALUE_NONE] = "return",
        [VALUE_FILES] = "compopt -o filenames; mapfile -t COMPREPLY < "
                        "<(compgen -f -- \"$cur\"); return",
        [VALUE_DIRECTORIES] = "compopt -o filenames; mapfile -t COMPREPLY < "
                              "<(compgen -d -- \"$cur\"); return",
    };
    enum value_kind kind = value_kind(program, row->value);
    fputs("    ", out);
    if (row->letter)
        fprintf(out, "-%c|", row->letter);
    fprintf(out, "--%s) ", row->name);
    if (kind == VALUE_WORDS) {
        fputs("mapfile -t COMPREPLY < <(compgen -W '", out);
        print_words(out, program, row->value);
        fputs("' -- \"$cur\"); return", out);
    } else {
        fputs(actions[kind], out);
    }
    fputs(" ;;\n", out);
}

static void
bash_options(FILE *out, const struct completion *completion)
{
    fputs("    if [[ $cur == -* ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W '",
          out);
    for (int i = 0; i < ROW_TABLES; i++)
        for (const struct option_row *row = completion->tables[i]; row->name;
             row++) {
            if (row->letter)
                fprintf(out, "-%c ", row->letter);
            fprintf(out, "--%s ", row->name);
        }
    fputs("' -- \"$cur\")\n        return\n    fi\n", out);
}

static void
bash_print(FILE *out, const struct completion *completion)
{
    const struct program *program = completion->program;
    fprintf(out,
            "# bash completion, printed by %s --completion bash\n"
            "# shellcheck shell=bash\n",
            program->name);
    print_function(out, program->name);
    fputs("()\n{\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]}\n"
          "    local prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    COMPREPLY=()\n"
          "    if [[ $cur == '=' ]]; then\n"
          "        cur=\n"
          "    elif [[ $prev == '=' ]]; then\n"
          "        prev=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    fi\n"
          "    case $prev in\n",
          out);
    for (int i = 0; i < ROW_TABLES; i++)
        for (const struct option_row *row = completion->tables[i]; row->name;
             row++)
            if (row->kind != OPTION_FLAG)
                bash_value(out, program, row);
    fputs("    esac\n", out);
    bash_options(out, completion);
    if (!program->takes_words)
        fputs("    compopt -o filenames\n"
              "    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n",
              out);
    fputs("}\ncomplete -F ", out);
    print_function(out, program->name);
    fprintf(out, " %s\n", program->name);
}

/* ---- zsh ------------------------------------------------------------- */

/* Within single quotes and brackets. */
static void
zsh_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else if (strchr("[]:\\", *text))
            fprintf(out, "\\%c", *text);
        else
            putc(*text, out);
    }
}

static void
zsh_names(FILE *out, const struct option_row *row)
{
    bool value = row->kind != OPTION_FLAG, list = row->kind == OPTION_LIST;
    if (list)
        fputs("'*'", out);
    else if (row->letter)
        fprintf(out, "'(-%c --%s)'", row->letter, row->name);
    if (row->letter)
        fprintf(out, "{-%c%s,--%s%s}'", row->letter, value ? "+" : "",
                row->name, value ? "=" : "");
    else
        fprintf(out, "'--%s%s", row->name, value ? "=" : "");
}

static void
zsh_row(FILE *out, const struct program *program, const struct option_row *row)
{
    static const char *const actions[] = {[VALUE_NONE] = " ",
                                          [VALUE_FILES] = "_files",
                                          [VALUE_DIRECTORIES] = "_files -/"};
    fputs("  ", out);
    zsh_names(out, row);
    putc('[', out);
    zsh_text(out, TR(row->english, row->french));
    putc(']', out);
    if (row->kind != OPTION_FLAG) {
        enum value_kind kind = value_kind(program, row->value);
        fprintf(out, ":%s:", kind == VALUE_WORDS ? row->name : row->value);
        if (kind == VALUE_WORDS) {
            putc('(', out);
            print_words(out, program, row->value);
            putc(')', out);
        } else {
            fputs(actions[kind], out);
        }
    }
    fputs("' \\\n", out);
}

static void
zsh_print(FILE *out, const struct completion *completion)
{
    const struct program *program = completion->program;
    fprintf(out,
            "#compdef %s\n"
            "# zsh completion, printed by %s --completion zsh\n"
            "_arguments -s \\\n",
            program->name, program->name);
    for (int i = 0; i < ROW_TABLES; i++)
        for (const struct option_row *row = completion->tables[i]; row->name;
             row++)
            zsh_row(out, program, row);
    fputs(program->takes_words ? "  '*: : '\n" : "  '*: :_files'\n", out);
}

bool
completion_print(FILE *out, const struct completion *completion,
                 const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        bash_print(out, completion);
    else if (strcmp(shell, "zsh") == 0)
        zsh_print(out, completion);
    else
        return false;
    return true;
}
