/* index: --analyze. */
#include "analyze.h"

#include "acronym.h"
#include "lang.h"
#include "safe_text.h"
#include "utf8.h"
#include "words.h"

#include <errno.h>
#include <stdio.h>

enum { STDIN_MAX = 64 * 1024 * 1024 };

static void
token_row(const struct token *token, struct buf *line)
{
    buf_clear(line);
    buf_printf(line, "%u\t%u-%u\t", token->position, token->start, token->end);
    safe_text(line, token->word, false);
    buf_add_char(line, '\t');
    safe_text(line, token->stem, false);
    buf_printf(line, "\t%s%s%s%s\n", token->flags & TOKEN_STOP ? "stop " : "",
               token->flags & TOKEN_NUMBER ? "number " : "",
               token->flags & TOKEN_JOINED ? "joined " : "",
               token->flags & TOKEN_ACCENT ? "accent " : "");
    fwrite(line->at, 1, line->len, stdout);
}

/* reference <TAB> bytes <TAB> kind <TAB> normal form <TAB> code or text */
static void
cite_row(const struct cite *cite, struct buf *line)
{
    if (cite->kind == CITE_WORD)
        return;
    buf_clear(line);
    buf_printf(line, "reference\t%u-%u\t%s\t", cite->start, cite->end,
               cite_kind_name(cite->kind));
    safe_text(line, cite->normal, false);
    buf_add_char(line, '\t');
    safe_text(line, cite->of, false);
    buf_add_char(line, '\n');
    fwrite(line->at, 1, line->len, stdout);
}

/* acronym <TAB> word <TAB> exact or loose <TAB> stems of what it stands for */
static void
acronym_row(const struct acronym *acronym, struct buf *line)
{
    buf_clear(line);
    buf_add(line, STR("acronym\t"));
    safe_text(line, acronym->word, false);
    buf_printf(line, "\t%s\t", acronym->loose ? "loose" : "exact");
    safe_text(line, acronym->stems, false);
    buf_add_char(line, '\n');
    fwrite(line->at, 1, line->len, stdout);
}

/* With the word lists of an index, or the built-in ones. */
static enum status
analyser_of(struct analyser **out, const struct layout *layout,
            struct error *err)
{
    AUTO(xap_reader) struct xap_reader *search = NULL;
    AUTO(wordlists) struct wordlists lists = {0};
    char path[LAYOUT_PATH_MAX], stamp[WORDS_STAMP];
    uint32_t generation;
    if (!layout)
        return analyser_new(out, err);
    enum status status = layout_current(&generation, layout, err);
    if (status == STATUS_NOT_FOUND)
        return analyser_new(out, err);
    TRY(status);
    layout_generation(path, layout, generation);
    TRY(xap_reader_open(&search, path, err));
    status = words_read(&lists, stamp, search, err);
    if (status == STATUS_FORMAT)
        return error_set(err, STATUS_FORMAT,
                         TR("the index in '%s' was made by another version: "
                            "run liasse-index --rebuild -i %s",
                            "l'index de « %s » vient d'une autre version : "
                            "lancez liasse-index --rebuild -i %s"),
                         layout->index, layout->index);
    TRY(status);
    return analyser_new_with(out, &lists, err);
}

static enum status
print_analysis(struct analyser *analyser, struct str text, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf line = BUF_INIT(8192);
    struct tokens tokens;
    struct acronyms acronyms;
    TRY(analyse(&tokens, analyser, text, &arena, err));
    TRY(acronym_find(&acronyms, text, &tokens, &arena, err));
    for (size_t i = 0; i < tokens.count; i++)
        token_row(&tokens.at[i], &line);
    for (size_t i = 0; i < tokens.cite_count; i++)
        cite_row(&tokens.cites[i], &line);
    for (size_t i = 0; i < acronyms.count; i++)
        acronym_row(&acronyms.at[i], &line);
    return STATUS_OK;
}

static enum status
read_stdin(struct buf *out, struct error *err)
{
    size_t got = 1;
    while (got > 0 && buf_reserve(out, 1 << 16)) {
        got = fread(out->at + out->len, 1, 1 << 16, stdin);
        out->len += got;
    }
    if (ferror(stdin))
        return error_errno(err, errno, TR("cannot read standard input",
                                          "entrée standard illisible"));
    return buf_status(out, err);
}

enum status
index_analyze(const struct layout *layout, struct str text, struct error *err)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    AUTO(buf) struct buf input = BUF_INIT(STDIN_MAX);
    if (str_eq(text, STR("-"))) {
        TRY(read_stdin(&input, err));
        text = buf_str(&input);
    }
    if (!utf8_is_valid(text))
        return error_set(
            err, STATUS_SYNTAX, "%s",
            TR("the text is no UTF-8", "le texte n'est pas de l'UTF-8"));
    TRY(analyser_of(&analyser, layout, err));
    return print_analysis(analyser, text, err);
}
