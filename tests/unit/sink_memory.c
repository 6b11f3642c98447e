/* tests: readers' results in memory. */
#include "sink_memory.h"

#include "utf8.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum status
keep_document(struct sink *sink, const struct document *document,
              struct str url, struct error *err)
{
    struct sink_memory *got = (struct sink_memory *)sink;
    if (got->count >= MEMORY_MAX) {
        got->count++;
        return STATUS_OK;
    }
    AUTO(buf) struct buf bytes = BUF_INIT(DOCUMENT_ENCODED_MAX);
    TRY(document_encode(&bytes, document, err));
    struct str copy = arena_copy(&got->arena, buf_str(&bytes));
    TRY(document_decode(&got->documents[got->count], copy, &got->arena, err));
    got->urls[got->count] = arena_copy(&got->arena, url);
    got->count++;
    return STATUS_OK;
}

static enum status
keep_deletion(struct sink *sink, struct str uid, struct error *err)
{
    struct sink_memory *got = (struct sink_memory *)sink;
    (void)err;
    if (got->deletions < MEMORY_MAX)
        got->deleted[got->deletions] = arena_copy(&got->arena, uid);
    got->deletions++;
    return STATUS_OK;
}

static enum status
keep_note(struct sink *sink, enum cause cause, struct str where,
          struct str detail, struct error *err)
{
    struct sink_memory *got = (struct sink_memory *)sink;
    (void)err;
    if (got->note_count < MEMORY_MAX)
        got->notes[got->note_count] =
            (struct memory_note){cause, arena_copy(&got->arena, where),
                                 arena_copy(&got->arena, detail)};
    got->note_count++;
    return STATUS_OK;
}

void
sink_memory_init(struct sink_memory *got)
{
    *got =
        (struct sink_memory){.sink = {.document = keep_document,
                                     .deletion = keep_deletion,
                                     .diagnostic = keep_note}};
}

static enum status
read_into(struct sink *sink, const struct reader **reader, int fd,
          const char *name, struct error *err)
{
    struct input in;
    TRY(input_open(&in, fd, str_from(name), STR(""), err));
    enum status status = STATUS_OK;
    if (!*reader)
        status = reader_choose(reader, &in, err);
    if (status == STATUS_OK)
        status = *reader ? (*reader)->read(&in, sink, err) : STATUS_NOT_FOUND;
    input_close(&in);
    return status;
}

static enum status
read_descriptor(struct sink_memory *got, const char *reader, int fd,
                const char *name, struct error *err)
{
    sink_memory_init(got);
    if (reader)
        got->reader = reader_by_name(str_from(reader));
    return read_into(&got->sink, &got->reader, fd, name, err);
}

int
open_bytes(struct str bytes)
{
    char path[] = "/tmp/liasse-test-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        abort();
    unlink(path);
    while (bytes.len) {
        ssize_t wrote = write(fd, bytes.at, bytes.len);
        if (wrote <= 0)
            abort();
        bytes = str_from_offset(bytes, (size_t)wrote);
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

enum status
read_literal_as(struct sink_memory *got, const char *reader, const char *name,
                struct str bytes, struct error *err)
{
    return read_descriptor(got, reader, open_bytes(bytes), name, err);
}

enum status
read_literal(struct sink_memory *got, const char *name, struct str bytes,
             struct error *err)
{
    return read_literal_as(got, NULL, name, bytes, err);
}

enum status
read_file_into(struct sink *sink, const struct reader **reader,
               const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    int fd = open(path, O_RDONLY);
    *reader = NULL;
    if (fd < 0)
        return error_set(err, STATUS_IO, "cannot open %s", path);
    return read_into(sink, reader, fd, slash ? slash + 1 : path, err);
}

enum status
read_file(struct sink_memory *got, const char *path, struct error *err)
{
    *got =
        (struct sink_memory){.sink = {.document = keep_document,
                                     .deletion = keep_deletion,
                                     .diagnostic = keep_note}};
    return read_file_into(&got->sink, &got->reader, path, err);
}

void
sink_memory_release(struct sink_memory *got)
{
    arena_release(&got->arena);
}

struct str
file_bytes(const char *path)
{
    struct str bytes = {NULL, 0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return bytes;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *at = size < 0 ? NULL : malloc((size_t)size + 1);
    if (at)
        bytes = (struct str){at, fread(at, 1, (size_t)size, file)};
    fclose(file);
    return bytes;
}

struct str
memory_first(const struct sink_memory *got, enum field field)
{
    return document_first(&got->documents[0], field);
}

struct str
memory_text(const struct sink_memory *got, uint32_t i, uint32_t part)
{
    return document_part(&got->documents[0], FIELD_TEXT, i, part);
}

struct str
memory_link(struct sink_memory *got, uint32_t i)
{
    const struct document *document = &got->documents[0];
    struct str type = document_part(document, FIELD_LINKS, i, LINK_TYPE);
    struct str to = document_part(document, FIELD_LINKS, i, LINK_TARGET);
    struct str label = document_part(document, FIELD_LINKS, i, LINK_LABEL);
    return arena_printf(&got->arena, STR_FMT "|" STR_FMT "|" STR_FMT,
                        STR_ARG(type), STR_ARG(to), STR_ARG(label));
}

static void
dump_value(struct buf *out, struct str value, size_t cut)
{
    struct str head = value, tail = {NULL, 0};
    if (cut && value.len > cut) {
        head = utf8_cut(value, 40);
        tail = str_from_offset(value, value.len - 40);
        while (tail.len && (tail.at[0] & 0xC0) == 0x80)
            tail = str_from_offset(tail, 1);
    }
    size_t from = out->len;
    buf_add(out, head);
    if (tail.len)
        buf_printf(out, "...(%zu)...", value.len);
    buf_add(out, tail);
    for (size_t i = from; i < out->len; i++)
        if (out->at[i] == '\n')
            out->at[i] = '/';
}

static void
dump_texts(struct buf *out, const struct document *document, size_t cut)
{
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        struct str role = document_part(document, FIELD_TEXT, i, TEXT_ROLE);
        struct str head = document_part(document, FIELD_TEXT, i, TEXT_HEADING);
        buf_add(out, role);
        buf_printf(out, head.len ? "[" STR_FMT "]=" : STR_FMT "=",
                   STR_ARG(head));
        dump_value(out, document_part(document, FIELD_TEXT, i, TEXT_TEXT), cut);
        buf_add_char(out, '\n');
    }
}

struct str
memory_dump(struct sink_memory *got, size_t i, size_t cut)
{
    const struct document *document = &got->documents[i];
    AUTO(buf) struct buf out = BUF_INIT(1 << 24);
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct values *values = &document->field[f];
        bool made = f == FIELD_UID && values->count &&
                    str_starts(values->at[0], STR("p-"));
        if (f == FIELD_TEXT)
            dump_texts(&out, document, cut);
        if (f == FIELD_TEXT || f == FIELD_SOURCE || !values->count || made)
            continue;
        buf_printf(&out, STR_FMT "=", STR_ARG(schema[f].json));
        if (cut && values->count > 8) {
            buf_printf(&out, "(%u)\n", values->count);
            continue;
        }
        for (size_t v = 0; v < (size_t)values->count * schema[f].parts; v++) {
            buf_add(&out, v ? STR("|") : STR(""));
            dump_value(&out, values->at[v], cut);
        }
        buf_add_char(&out, '\n');
    }
    return arena_copy(&got->arena, buf_str(&out));
}

size_t
memory_notes(const struct sink_memory *got, enum cause cause)
{
    size_t count = 0;
    for (size_t i = 0; i < got->note_count && i < MEMORY_MAX; i++)
        count += got->notes[i].cause == cause;
    return count;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "<b", "</p>", "<!--" */
static bool
is_tag(struct str s)
{
    size_t at = s.len > 1 && s.at[1] == '/' ? 2 : 1;
    if (s.len <= at)
        return false;
    return (is_letter(s.at[at]) || s.at[at] == '!') &&
           str_find_char(str_head(s, 200), '>') != SIZE_MAX;
}

/* "&eacute;", "&#160;" */
static bool
is_entity(struct str s)
{
    size_t at = s.len > 1 && s.at[1] == '#' ? 2 : 1, start = at;
    while (at < s.len && at < 12 &&
           (is_letter(s.at[at]) || (s.at[at] >= '0' && s.at[at] <= '9')))
        at++;
    return at > start && at < s.len && s.at[at] == ';';
}

static const char *
fault_at(struct str rest)
{
    uint32_t c;
    size_t len = utf8_decode(rest, &c);
    if (len == 0)
        return "bad UTF-8";
    if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0))
        return "control character";
    if (c == 0xFFFD)
        return "U+FFFD";
    if (c == '<' && is_tag(rest))
        return "tag";
    if (c == '&' && is_entity(rest))
        return "entity";
    if (str_starts(rest, STR("](")) || str_starts(rest, STR("^{")))
        return "Markdown";
    return NULL;
}

bool
document_is_clean(const struct document *document, char why[200])
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct values *values = &document->field[f];
        for (size_t i = 0; i < (size_t)values->count * schema[f].parts; i++)
            for (struct str rest = values->at[i]; rest.len;
                 rest = str_from_offset(rest, 1)) {
                unsigned char c = (unsigned char)rest.at[0];
                if (c >= 0x80 && c < 0xC0)
                    continue; /* within a character */
                const char *fault = fault_at(rest);
                if (!fault)
                    continue;
                snprintf(why, 200, "%s in %s: %.60s", fault, schema[f].json.at,
                         rest.at);
                return false;
            }
    }
    return true;
}
