/* Query: what the command line asks for. */
#include "command.h"

#include "lang.h"
#include "log.h"
#include "rank.h"
#include "safe_text.h"
#include "suggest.h"
#include "utf8.h"

#include <errno.h>
#include <stdlib.h>

enum { OUTPUT_MAX = 1 << 30 }; /* bytes of one answer */

void
command_settle(struct command *command, bool batch)
{
    struct request *request = &command->request;
    bool for_people =
        command->output == &output_text || command->output == &output_json;
    request->uids_only = command->output->uids_only;
    request->accents_free = batch;
    request->snippets.every = command->snippets_given;
    if (!command->snippets_given)
        request->snippets.max = command->output->snippets
                                    ? command->output->snippets
                                    : SNIPPETS_USUAL;
    request->correct = for_people && !batch && !request->count_only;
    request->relax =
        command->match_given || (for_people && !batch && !request->count_only);
}

static enum status
write_out(struct command *command, const struct buf *buf, struct error *err)
{
    struct str text = buf_str(buf);
    if ((text.len == 0 ||
         fwrite(text.at, 1, text.len, command->out) == text.len) &&
        fflush(command->out) == 0)
        return STATUS_OK;
    return error_errno(
        err, errno,
        TR("cannot write the answer", "impossible d'écrire la réponse"));
}

static void
print_count(struct buf *buf, const struct answer *answer, struct str id)
{
    if (id.len) {
        buf_add(buf, id);
        buf_add_char(buf, '\t');
    }
    buf_printf(buf, "%llu\n", (unsigned long long)answer->total);
}

static void
tell_corrections(const struct corrections *corrections)
{
    AUTO(buf) struct buf words = BUF_INIT(1 << 16);
    AUTO(buf) struct buf query = BUF_INIT(1 << 20);
    for (size_t i = 0; i < corrections->count; i++) {
        const struct correction *one = &corrections->at[i];
        buf_add(&words, i ? STR(", ") : STR(""));
        safe_text(&words, one->word, false);
        buf_add(&words, STR(" -> "));
        safe_text(&words, one->replacement, false);
        buf_printf(&words, " (%u)", one->documents);
    }
    safe_text(&query, corrections->query, false);
    if (corrections->count && words.failure == STATUS_OK &&
        query.failure == STATUS_OK)
        log_note(TR("did you mean: " STR_FMT "   [" STR_FMT "]",
                    "vouliez-vous dire : " STR_FMT "   [" STR_FMT "]"),
                 STR_ARG(buf_str(&query)), STR_ARG(buf_str(&words)));
}

/* What is worth a word beside the answer itself. */
static void
tell(const struct answer *answer)
{
    if (answer->relaxed_accents)
        log_note("%s", TR("no document has the word with these accents; these "
                          "have it with others",
                          "aucun document n'a le mot avec ces accents ; "
                          "ceux-ci l'ont avec d'autres"));
    else if (answer->relaxed)
        log_note("%s", TR("no document has all the words; these have some of "
                          "them, the best first",
                          "aucun document n'a tous les mots ; ceux-ci en ont "
                          "une partie, les meilleurs d'abord"));
    if (answer->wildcard_cut.len)
        log_note(TR("'" STR_FMT "' stands for more words: only the %zu most "
                    "frequent were searched",
                    "« " STR_FMT " » vaut plus de mots : seuls les %zu plus "
                    "fréquents ont été cherchés"),
                 STR_ARG(answer->wildcard_cut), answer->wildcard_words);
    if (answer->timed_out)
        log_note("%s", TR("the search asked for too much and was ended: there "
                          "may be more hits and others; --time-limit 0 lets it "
                          "go on",
                          "la recherche demandait trop et a été interrompue : "
                          "il peut y avoir plus de réponses, et d'autres ; "
                          "--time-limit 0 la laisse continuer"));
    tell_corrections(&answer->corrections);
    if (answer->dropped)
        log_note(TR("%u hits left out: their documents are gone since the "
                    "last liasse-index",
                    "%u réponses écartées : leurs documents n'existent plus "
                    "depuis le dernier liasse-index"),
                 answer->dropped);
    if (answer->damaged)
        log_error(TR("%u hits left out: their records are damaged "
                     "(liasse-index --check tells which)",
                     "%u réponses écartées : leurs fiches sont endommagées "
                     "(liasse-index --check dit lesquelles)"),
                  answer->damaged);
    if (answer->pending)
        log_note(TR("%llu documents wait for liasse-index",
                    "%llu documents attendent liasse-index"),
                 (unsigned long long)answer->pending);
}

static enum status
answer_query(struct answer *answer, size_t *where, struct command *command,
             struct str id, struct arena *arena, struct error *err)
{
    AUTO(buf) struct buf buf = BUF_INIT(OUTPUT_MAX);
    struct writing writing = {.buf = &buf,
                              .id = id,
                              .first = !command->begun,
                              .places = command->snippets_given,
                              .terminal = command->terminal};
    TRY(answer_make(answer, where, command->search, &command->request, arena,
                    err));
    if (command->request.count_only) {
        print_count(&buf, answer, id);
        TRY(buf_status(&buf, err));
    } else {
        TRY(output_answer(&writing, command->output, answer, err));
    }
    command->begun = true;
    return write_out(command, &buf, err);
}

static bool
is_export(const struct command *command)
{
    return command->output != &output_text && command->output != &output_json &&
           !command->request.count_only && command->export_page &&
           command->request.limit > command->export_page;
}

/* The pages behind the first, up to the `left` hits still wanted; *answer
 * gets their losses and their cursor, which is in *cursor. */
static enum status
export_rest(struct answer *answer, size_t *where, struct command *command,
            uint32_t left, struct buf *cursor, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct request whole = command->request;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && left && answer->next_cursor.len) {
        struct answer page;
        buf_clear(cursor);
        buf_add(cursor, answer->next_cursor);
        TRY(buf_status(cursor, err));
        arena_reset(&arena);
        command->request.cursor = buf_str(cursor);
        command->request.limit =
            left < command->export_page ? left : command->export_page;
        left -= command->request.limit;
        status = answer_query(&page, where, command, STR(""), &arena, err);
        if (status != STATUS_OK)
            break;
        answer->dropped += page.dropped;
        answer->damaged += page.damaged;
        answer->next_cursor = page.next_cursor;
    }
    buf_clear(cursor);
    buf_add(cursor, answer->next_cursor);
    answer->next_cursor = buf_str(cursor);
    command->request = whole;
    return status;
}

enum status
command_query(bool *hits, size_t *where, struct command *command,
              struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf cursor = BUF_INIT(1 << 10);
    struct answer answer;
    uint32_t limit = command->request.limit;
    bool export = is_export(command);
    bool unbounded = command->request.unbounded;
    if (export) { /* a whole list takes its time */
        command->request.limit = command->export_page;
        command->request.unbounded = true;
    }
    enum status status =
        answer_query(&answer, where, command, STR(""), &arena, err);
    command->request.limit = limit;
    if (status == STATUS_OK && export)
        status = export_rest(&answer, where, command,
                             limit - command->export_page, &cursor, err);
    command->request.unbounded = unbounded;
    TRY(status);
    TRY(buf_status(&cursor, err));
    tell(&answer);
    if (command->request.cursor.len && answer.next_cursor.len &&
        command->output != &output_json)
        fprintf(stderr, "cursor " STR_FMT "\n", STR_ARG(answer.next_cursor));
    *hits = answer.total > 0;
    return STATUS_OK;
}

/* JSON of one object or of one a line, as the format has it. */
static void
start_json(struct json_out *json, struct buf *buf,
           const struct command *command)
{
    json_start(json, buf,
               command->output == &output_json ? JSON_INDENTED : JSON_COMPACT);
}

enum status
command_show(bool *found, struct command *command, const struct show *show,
             struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf buf = BUF_INIT(OUTPUT_MAX);
    struct shown shown;
    struct json_out json;
    size_t where;
    TRY(show_document(found, &shown, &where, command->search, show, &arena,
                      err));
    if (!*found)
        return STATUS_OK;
    if (command->output == &output_text) {
        text_shown(&buf, &shown, command->terminal);
    } else {
        start_json(&json, &buf, command);
        json_shown(&json, show, &shown);
        buf_add_char(&buf, '\n');
    }
    TRY(buf_status(&buf, err));
    return write_out(command, &buf, err);
}

enum status
command_suggest(bool *any, struct command *command, struct str text,
                struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf buf = BUF_INIT(OUTPUT_MAX);
    struct suggestions found;
    struct json_out json;
    TRY(suggest(&found, command->search, text, command->request.limit, &arena,
                err));
    *any = found.count > 0;
    if (command->output == &output_text) {
        text_suggestions(&buf, &found);
    } else if (command->output == &output_ndjson) {
        for (size_t i = 0; i < found.count; i++) {
            start_json(&json, &buf, command);
            json_suggestion(&json, &found.at[i]);
            buf_add_char(&buf, '\n');
        }
    } else {
        start_json(&json, &buf, command);
        json_suggestions(&json, text, &found);
        buf_add_char(&buf, '\n');
    }
    TRY(buf_status(&buf, err));
    return write_out(command, &buf, err);
}

enum status
command_fields(struct command *command, struct error *err)
{
    AUTO(buf) struct buf buf = BUF_INIT(OUTPUT_MAX);
    struct json_out json;
    if (command->output == &output_text) {
        text_fields(&buf);
    } else {
        json_start(&json, &buf,
                   command->output == &output_json ? JSON_INDENTED
                                                   : JSON_COMPACT);
        json_fields(&json);
        buf_add_char(&buf, '\n');
    }
    TRY(buf_status(&buf, err));
    return write_out(command, &buf, err);
}

/* ---- batch ----------------------------------------------------------- */

struct batch {
    struct command *command;
    struct arena arena; /* of one query */
    size_t line;
    bool answered; /* every line so far */
    struct error *err;
};

static void
batch_release(struct batch *batch)
{
    arena_release(&batch->arena);
}

CLEANUP_KIND(batch, struct batch, batch_release)

static void
tell_line(struct batch *batch, const char *what)
{
    log_error(TR("line %zu: %s", "ligne %zu : %s"), batch->line, what);
}

static enum status
batch_try(struct batch *batch, struct str id, struct str query, bool plain,
          struct error *err)
{
    struct answer answer;
    size_t where;
    struct request *request = &batch->command->request;
    request->query = query;
    request->plain = plain;
    arena_reset(&batch->arena);
    TRY(answer_query(&answer, &where, batch->command, id, &batch->arena, err));
    if (answer.timed_out)
        log_note(TR("line %zu: asked for too much and was ended (--time-limit "
                    "0 lets it go on)",
                    "ligne %zu : demandait trop et a été interrompue "
                    "(--time-limit 0 la laisse continuer)"),
                 batch->line);
    return STATUS_OK;
}

/* A line's own faults are told; the environment's end the batch. */
static enum status
batch_answer(struct batch *batch, struct str id, struct str query)
{
    struct error first = {0}, second = {0};
    enum status status = batch_try(batch, id, query, false, &first);
    if (status == STATUS_SYNTAX) {
        status = batch_try(batch, id, query, true, &second);
        if (status == STATUS_OK)
            log_note(TR("line %zu: %s; read as plain words",
                        "ligne %zu : %s ; lue comme de simples mots"),
                     batch->line, first.text);
    }
    if (status == STATUS_SYNTAX) {
        tell_line(batch, first.text);
        batch->answered = false;
        return STATUS_OK;
    }
    if (status != STATUS_OK && batch->err)
        *batch->err = second.code ? second : first;
    return status;
}

static enum status
batch_line(struct batch *batch, struct str line)
{
    struct str id, query;
    if (batch->line == 1 && str_starts(line, STR("\xEF\xBB\xBF")))
        line = str_from_offset(line, 3); /* a byte order mark */
    if (str_is_empty(str_trim(line)))
        return STATUS_OK;
    if (str_cut(line, STR("\t"), &id, &query) && id.len && utf8_is_valid(id) &&
        str_find_char(id, ' ') == SIZE_MAX)
        return batch_answer(batch, id, str_trim(query));
    tell_line(batch, TR("not of the form ID, tab, query",
                        "pas de la forme ID, tabulation, requête"));
    batch->answered = false;
    return STATUS_OK;
}

enum status
command_batch(bool *answered, struct command *command, FILE *in,
              struct error *err)
{
    AUTO(batch)
    struct batch batch = {.command = command, .answered = true, .err = err};
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (len = getline(&line, &size, in)) >= 0) {
        struct str text = {line, (size_t)len};
        batch.line++;
        while (text.len &&
               (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == '\r'))
            text.len--;
        status = batch_line(&batch, text);
    }
    free(line);
    TRY(status);
    if (ferror(in))
        return error_errno(
            err, errno,
            TR("cannot read the queries", "impossible de lire les requêtes"));
    *answered = batch.answered;
    return STATUS_OK;
}
