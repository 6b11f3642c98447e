/* ingest: --not-indexed, what the store knows of files and members. */
#include "run.h"

#include "crew.h"
#include "lang.h"
#include "safe_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 256 * 1024 * 1024, TIMEOUT_SECONDS = 120 };

/* What one member (or the file itself, an empty name) gave. */
struct given {
    struct str member, uid;
};

struct asking {
    struct store *store;
    struct crew *crew;
    bool missing;
    struct buf line;
    /* The file at hand. */
    struct arena arena;
    struct str path; /* as shown */
    bool is_known;
    struct ledger_entry entry;
    struct given *given; /* sorted by member */
    size_t count, room;
    struct error *err;
};

/* ---- what the store has
 * --------------------------------------------------------- */

/* The ledger's name of a file depends on the SOURCE it was read by: the
 * longest end of its path that is there. */
static enum status
find_entry(struct asking *ask, const char *path, struct error *err)
{
    char *real = realpath(path, NULL);
    struct str name = arena_copy(&ask->arena, str_from(real));
    free(real);
    ask->is_known = false;
    for (;;) {
        size_t slash = str_find_char(name, '/');
        if (slash == SIZE_MAX)
            return STATUS_OK;
        name = str_from_offset(name, slash + 1);
        enum status status =
            ledger_get(&ask->entry, ask->store, name, &ask->arena, err);
        ask->is_known = status == STATUS_OK;
        if (status != STATUS_NOT_FOUND)
            return status;
    }
}

static enum status
add_given(struct asking *ask, struct str member, struct str uid)
{
    if (ask->count == ask->room) {
        size_t room = ask->room ? 2 * ask->room : 64;
        struct given *grown = realloc(ask->given, room * sizeof *grown);
        if (!grown)
            return STATUS_NOMEM;
        ask->given = grown;
        ask->room = room;
    }
    ask->given[ask->count++] = (struct given){arena_copy(&ask->arena, member),
                                              arena_copy(&ask->arena, uid)};
    return STATUS_OK;
}

static enum status
visit_document(void *payload, xap_docid docid)
{
    struct asking *ask = payload;
    AUTO(arena) struct arena arena = {0};
    struct record record;
    TRY(store_record(&record, ask->store, docid, &arena, ask->err));
    for (size_t i = 0; i < record.count; i++)
        if (str_eq(record.contributions[i].source, ask->entry.source))
            TRY(add_given(ask, record.contributions[i].member, record.uid));
    return STATUS_OK;
}

static int
by_member(const void *left, const void *right)
{
    const struct given *a = left, *b = right;
    int order = str_cmp(a->member, b->member);
    return order ? order : str_cmp(a->uid, b->uid);
}

static enum status
look_up(struct asking *ask, const char *path, struct error *err)
{
    ask->count = 0;
    TRY(find_entry(ask, path, err));
    if (!ask->is_known)
        return STATUS_OK;
    TRY(store_by_source(ask->store, ask->entry.source, visit_document, ask,
                        err));
    if (ask->count)
        qsort(ask->given, ask->count, sizeof *ask->given, by_member);
    return STATUS_OK;
}

/* ---- lines
 * ------------------------------------------------------------------------ */

static void
add_field(struct asking *ask, struct str text)
{
    buf_add_char(&ask->line, '\t');
    safe_text(&ask->line, text, false);
}

static void
add_refusal(struct asking *ask, struct str cause, struct str detail)
{
    buf_add(&ask->line, STR("\tREFUSED"));
    add_field(ask, cause);
    add_field(ask, detail);
}

static enum status
first_refusal(void *payload, const struct ledger_member *member)
{
    struct asking *ask = payload;
    add_refusal(ask, member->cause, member->detail);
    return STATUS_DONE;
}

/* No uid: why? */
static enum status
add_reason(struct asking *ask, struct str member, struct error *err)
{
    struct ledger_member refused;
    enum status status = STATUS_NOT_FOUND;
    ask->missing = true;
    size_t before = ask->line.len;
    if (ask->is_known && member.len) {
        status = ledger_get_member(&refused, ask->store, ask->entry.source,
                                   member, &ask->arena, err);
        if (status == STATUS_OK)
            add_refusal(ask, refused.cause, refused.detail);
    } else if (ask->is_known && ask->entry.cause.len) {
        add_refusal(ask, ask->entry.cause, ask->entry.detail);
        status = STATUS_OK;
    } else if (ask->is_known) {
        status = ledger_each_member(ask->store, ask->entry.source,
                                    first_refusal, ask, err);
        status = status == STATUS_DONE ? STATUS_OK : status;
    }
    if (ask->line.len == before)
        buf_add(&ask->line, STR("\tABSENT"));
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static size_t
first_given(const struct asking *ask, struct str member)
{
    size_t low = 0, high = ask->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(ask->given[middle].member, member) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum status
print_line(struct asking *ask, struct error *err)
{
    buf_add_char(&ask->line, '\n');
    TRY(buf_status(&ask->line, err));
    if (fwrite(ask->line.at, 1, ask->line.len, stdout) != ask->line.len)
        return error_errno(err, errno, "stdout");
    return STATUS_OK;
}

static enum status
answer(struct asking *ask, struct str member, struct error *err)
{
    size_t at = first_given(ask, member), start = at;
    buf_clear(&ask->line);
    safe_text(&ask->line, ask->path, false);
    if (member.len)
        buf_add_char(&ask->line, '!');
    safe_text(&ask->line, member, false);
    for (; at < ask->count && str_eq(ask->given[at].member, member); at++)
        add_field(ask, ask->given[at].uid);
    if (at == start)
        TRY(add_reason(ask, member, err));
    return print_line(ask, err);
}

static enum status
answer_trouble(struct asking *ask, struct str cause, struct str detail,
               struct error *err)
{
    ask->missing = true;
    buf_clear(&ask->line);
    safe_text(&ask->line, ask->path, false);
    add_refusal(ask, cause, detail);
    return print_line(ask, err);
}

/* ---- files and their members
 * -------------------------------------------------------- */

/* A worker names the members of an archive. */
static enum status
ask_file(struct asking *ask, const struct found *found, struct error *err)
{
    struct job job = {.path = found->path,
                      .source = found->source,
                      .named = found->named,
                      .list = true};
    bool is_archive = false;
    TRY(crew_add(ask->crew, &job, err));
    for (;;) {
        struct crew_frame frame;
        TRY(crew_next(&frame, ask->crew, err));
        if (frame.type == FRAME_START)
            is_archive = true;
        else if (frame.type == FRAME_MEMBER)
            TRY(answer(ask, frame.member.name, err));
        if (frame.type != FRAME_END)
            continue;
        if (is_archive && frame.end.state != LEDGER_COMPLETE)
            return answer_trouble(ask, str_from(cause_name(frame.end.cause)),
                                  frame.end.detail, err);
        return is_archive ? STATUS_OK : answer(ask, STR(""), err);
    }
}

static enum status
ask_found(struct asking *ask, const struct found *found, struct error *err)
{
    arena_reset(&ask->arena);
    ask->path = found->path;
    if (found->trouble.len)
        return answer_trouble(ask, str_from(cause_name(CAUSE_UNREADABLE)),
                              found->trouble, err);
    const char *path = arena_cstr(&ask->arena, found->path);
    if (!path)
        return error_no_memory(err);
    TRY(look_up(ask, path, err));
    return found->irregular ? answer(ask, STR(""), err)
                            : ask_file(ask, found, err);
}

static enum status
ask_all(struct asking *ask, const struct run_options *options,
        struct error *err)
{
    AUTO(walk) struct walk *walk = NULL;
    struct found found;
    enum status status;
    TRY(walk_open(&walk, options->paths, options->path_count, options->list,
                  err));
    while ((status = walk_next(&found, walk, err)) == STATUS_OK)
        if (found.named || filter_takes_file(&options->filter, found.source))
            TRY(ask_found(ask, &found, err));
    return status == STATUS_DONE ? STATUS_OK : status;
}

enum status
ingest_not_indexed(bool *missing, const struct run_options *options,
                   struct error *err)
{
    AUTO(store) struct store *store = NULL;
    AUTO(crew) struct crew *crew = NULL;
    struct layout layout;
    struct crew_options one = {.workers = 1,
                               .filter = &options->filter,
                               .unconfined = options->no_sandbox,
                               .timeout = TIMEOUT_SECONDS};
    TRY(layout_init(&layout, options->index, err));
    TRY(store_open(&store, &layout, err));
    TRY(crew_open(&crew, &one, err));
    struct asking ask = {.store = store,
                         .crew = crew,
                         .line = BUF_INIT(LINE_MAX_BYTES),
                         .err = err};
    enum status status = ask_all(&ask, options, err);
    *missing = ask.missing;
    arena_release(&ask.arena);
    buf_release(&ask.line);
    free(ask.given);
    return status;
}
