/* tests: what a reader makes of an input, as one text. */
#include "reading.h"

#include "check.h"

#include <string.h>

static const char *const cause_names[] = {
#define CAUSE(NAME, name, ...) name,
#include "causes.def"
#undef CAUSE
};

static void
dump_all(struct buf *out, struct sink_memory *got, size_t cut)
{
    for (size_t i = 0; i < got->count && i < MEMORY_MAX; i++) {
        buf_add(out, i ? STR("--\n") : STR(""));
        buf_add(out, memory_dump(got, i, cut));
    }
    for (size_t i = 0; i < got->note_count && i < MEMORY_MAX; i++) {
        const struct memory_note *note = &got->notes[i];
        buf_printf(out, "! %s " STR_FMT ": " STR_FMT "\n",
                   cause_names[note->cause], STR_ARG(note->where),
                   STR_ARG(note->detail));
    }
}

/* What was given and told, and how it ended. */
static void
dump_end(struct buf *out, struct sink_memory *got, enum status status,
         const struct error *err, size_t cut)
{
    dump_all(out, got, cut);
    if (status != STATUS_OK)
        buf_printf(out, "! %s\n", status == STATUS_DONE ? "empty" : err->text);
}

static void
check_got(struct sink_memory *got, enum status status, struct error *err,
          const char *reader, size_t cut, const char *want, const char *what,
          unsigned line)
{
    AUTO(buf) struct buf text = BUF_INIT(1 << 24);
    char why[200] = "";
    const char *by = got->reader ? got->reader->name : "nobody";
    check_str(str_from(by), str_from(reader), what, __FILE__, line);
    for (size_t i = 0; i < got->count && i < MEMORY_MAX; i++)
        if (!document_is_clean(&got->documents[i], why))
            check_str(str_from(why), STR(""), what, __FILE__, line);
    dump_end(&text, got, status, err, cut);
    check_str(buf_str(&text), str_from(want), what, __FILE__, line);
    sink_memory_release(got);
}

void
check_reads(const char *name, const char *reader, struct str bytes,
            const char *want, unsigned line)
{
    static struct sink_memory got;
    struct error err = {0};
    enum status status = read_literal(&got, name, bytes, &err);
    check_got(&got, status, &err, reader, 0, want, bytes.at, line);
}

struct str
reads_file(const char *path, size_t cut, const char **reader,
           struct arena *arena)
{
    static struct sink_memory got;
    AUTO(buf) struct buf text = BUF_INIT(1 << 24);
    struct error err = {0};
    enum status status = read_file(&got, path, &err);
    *reader = got.reader ? got.reader->name : "nobody";
    dump_end(&text, &got, status, &err, cut);
    struct str copy = arena_copy(arena, buf_str(&text));
    sink_memory_release(&got);
    return copy;
}

void
check_reads_file(const char *path, const char *reader, size_t cut,
                 const char *want, unsigned line)
{
    static struct sink_memory got;
    struct error err = {0};
    enum status status = read_file(&got, path, &err);
    check_got(&got, status, &err, reader, cut, want, path, line);
}
