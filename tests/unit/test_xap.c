/* The Xapian binding: what xap.h promises, and the habits of Xapian 1.4 that
 * the rest of the project leans on. */
#include "xap.h"

#include "check.h"
#include "ending.h"

#include <CUnit/TestDB.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OK(call) CHECK_STATUS(call, STATUS_OK)

/* ---- a directory of its own for each test ------------------------------ */

struct box {
    char path[200];
    char db[220]; /* the database most tests use */
    struct arena arena;
    struct error err;
};

static void
box_init(struct box *box)
{
    const char *parent = getenv("TMPDIR");
    *box = (struct box){0};
    snprintf(box->path, sizeof box->path, "%s/liasse-xap-XXXXXX",
             parent && strlen(parent) < 150 ? parent : "/tmp");
    if (!mkdtemp(box->path))
        abort();
    snprintf(box->db, sizeof box->db, "%s/db", box->path);
}

static void
remove_tree(int parent, const char *name)
{
    if (unlinkat(parent, name, 0) == 0)
        return;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    for (struct dirent *at; dir && (at = readdir(dir));)
        if (strcmp(at->d_name, ".") != 0 && strcmp(at->d_name, "..") != 0)
            remove_tree(fd, at->d_name);
    if (dir)
        closedir(dir);
    unlinkat(parent, name, AT_REMOVEDIR);
}

static void
box_release(struct box *box)
{
    remove_tree(AT_FDCWD, box->path);
    arena_release(&box->arena);
}

CLEANUP_KIND(box, struct box, box_release)

static const char *
box_path(struct box *box, const char *name)
{
    return arena_printf(&box->arena, "%s/%s", box->path, name).at;
}

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
}

/* ---- short forms -------------------------------------------------------- */

static struct xap_writer *
writer_at(struct box *box, const char *path)
{
    struct xap_writer *writer = NULL;
    OK(xap_writer_open(&writer, path, false, true, &box->err));
    return writer;
}

static struct xap_reader *
reader_at(struct box *box, const char *path)
{
    struct xap_reader *reader = NULL;
    OK(xap_reader_open(&reader, path, &box->err));
    return reader;
}

/* A document of the words of `text`, with one value in slot 0 ("" for none)
 * and the text as data. */
static struct xap_document *
document_of(struct box *box, const char *text, const char *value)
{
    struct xap_document *document = NULL;
    OK(xap_document_new(&document, &box->err));
    OK(xap_document_data(document, str_from(text), &box->err));
    OK(xap_document_value(document, 0, str_from(value), &box->err));
    struct str word, rest = str_from(text);
    while (rest.len > 0) {
        str_cut(rest, STR(" "), &word, &rest);
        OK(xap_document_term(document, word, 1, &box->err));
    }
    return document;
}

static xap_docid
put(struct box *box, struct xap_writer *writer, const char *text,
    const char *value)
{
    AUTO(xap_document)
    struct xap_document *document = document_of(box, text, value);
    xap_docid docid = 0;
    OK(xap_writer_add(&docid, writer, document, &box->err));
    return docid;
}

/* A database of one document a text; both lists end in NULL. */
static void
make_database(struct box *box, const char *path, const char *const *texts,
              const char *const *values)
{
    AUTO(xap_writer) struct xap_writer *writer = writer_at(box, path);
    OK(xap_writer_begin(writer, &box->err));
    for (size_t i = 0; texts[i]; i++)
        put(box, writer, texts[i], values ? values[i] : "");
    OK(xap_writer_commit(writer, &box->err));
}

static uint32_t
count_at(struct box *box, const char *path)
{
    AUTO(xap_reader) struct xap_reader *reader = reader_at(box, path);
    uint32_t count = UINT32_MAX;
    OK(xap_reader_doc_count(&count, reader, &box->err));
    return count;
}

static struct xap_query *
term(const char *text)
{
    struct xap_query *query = NULL;
    OK(xap_query_term(&query, str_from(text), 1, NULL));
    return query;
}

static struct xap_query *
both(enum xap_op op, struct xap_query *a, struct xap_query *b)
{
    struct xap_query *query = NULL, *children[] = {a, b};
    OK(xap_query_op(&query, op, children, 2, NULL));
    CHECK(children[0] == NULL && children[1] == NULL);
    return query;
}

static struct xap_query *
three(enum xap_op op, struct xap_query *a, struct xap_query *b,
      struct xap_query *c)
{
    struct xap_query *query = NULL, *children[] = {a, b, c};
    OK(xap_query_op(&query, op, children, 3, NULL));
    return query;
}

/* A checker that looks into the text where two words stand. */
struct asking {
    const struct xap_places *places;
    struct xap_reader *reader;
    uint32_t at[2][64];
    size_t count[2];
    size_t side;
};

static enum status
asking_start(void **state, uint32_t *most, const struct xap_places *places,
             struct xap_reader *reader, struct error *err)
{
    TRY(xap_reader_last_docid(most, reader, err));
    struct asking *asking = calloc(1, sizeof *asking);
    if (!asking)
        return error_no_memory(err);
    *asking = (struct asking){.places = places, .reader = reader};
    *state = asking;
    return STATUS_OK;
}

static void
asking_look(struct asking *asking, struct str text, struct str wanted)
{
    struct str word;
    for (uint32_t at = 1; text.len > 0; at++) {
        str_cut(text, STR(" "), &word, &text);
        if (str_eq(word, wanted))
            asking->at[asking->side][asking->count[asking->side]++] = at;
    }
}

static bool
asking_fits(const struct asking *asking, uint32_t a, uint32_t b)
{
    uint32_t window = asking->places->window;
    bool behind = b > a && b - a<window, before = a> b && a - b < window;
    return behind || (before && !asking->places->ordered);
}

static enum status
asking_holds(bool *out, void *state, xap_docid docid, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct asking *asking = state;
    const struct xap_places *places = asking->places;
    struct str text;
    TRY(xap_reader_data(&text, asking->reader, docid, &arena, err));
    *out = false;
    for (size_t i = 0; i < places->count; i++) {
        asking->side = i;
        asking->count[i] = 0;
        for (size_t k = 0; k < places->places[i].count; k++)
            asking_look(asking, text, places->places[i].at[k]);
    }
    if (places->count == 1)
        *out = asking->count[0] > 0;
    for (size_t a = 0; places->count == 2 && a < asking->count[0]; a++)
        for (size_t b = 0; b < asking->count[1]; b++)
            *out =
                *out || asking_fits(asking, asking->at[0][a], asking->at[1][b]);
    return STATUS_OK;
}

/* Any document may have them. */
static enum status
asking_next(xap_docid *out, void *state, xap_docid docid, struct error *err)
{
    struct asking *asking = state;
    enum status status = STATUS_NOT_FOUND;
    xap_docid last;
    uint32_t length;
    TRY(xap_reader_last_docid(&last, asking->reader, err));
    for (; status == STATUS_NOT_FOUND && docid <= last; docid++)
        status = xap_reader_doc_length(&length, asking->reader, docid, err);
    *out = status == STATUS_OK ? docid - 1 : UINT32_MAX;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static const struct xap_checker asking_checker = {.start = asking_start,
                                                  .next = asking_next,
                                                  .holds = asking_holds,
                                                  .end = free};

static struct xap_query *
near(struct xap_query *a, struct xap_query *b, uint32_t window)
{
    struct xap_query *query = NULL, *children[] = {a, b};
    OK(xap_query_places(&query, children, 2, window, false, &asking_checker,
                        NULL));
    return query;
}

static struct xap_query *
phrase(struct xap_query *a, struct xap_query *b)
{
    struct xap_query *query = NULL, *children[] = {a, b};
    OK(xap_query_places(&query, children, 2, 2, true, &asking_checker, NULL));
    return query;
}

static struct xap_query *
range(const char *low, const char *high)
{
    struct xap_query *query = NULL;
    OK(xap_query_value_range(&query, 0, str_from(low), str_from(high), NULL));
    return query;
}

static struct xap_search
plain_search(void)
{
    return (struct xap_search){.count = 100,
                               .check_at_least = UINT32_MAX,
                               .sort_slot = XAP_NO_SLOT,
                               .collapse_slot = XAP_NO_SLOT};
}

/* The docids a search gives, as "1 4 2". */
static const char *
run(struct box *box, struct xap_reader *reader, struct xap_query *query,
    const struct xap_search *search)
{
    struct xap_result result = {0};
    struct str ids = STR("");
    OK(xap_search(&result, reader, query, search, &box->arena, &box->err));
    for (size_t i = 0; i < result.count; i++)
        ids = arena_printf(&box->arena, STR_FMT "%s%u", STR_ARG(ids),
                           i ? " " : "", (unsigned)result.hits[i].docid);
    return ids.at;
}

/* The same in docid order; frees the query. */
static const char *
found(struct box *box, struct xap_reader *reader, struct xap_query *query)
{
    struct xap_search search = plain_search();
    search.boolean = true;
    const char *ids = run(box, reader, query, &search);
    xap_query_free(query);
    return ids;
}

/* ---- documents and terms ------------------------------------------------ */

static void
test_version(void)
{
    CHECK(strncmp(xap_version(), "1.", 2) == 0);
}

static void
test_term_length(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    char bytes[300];
    memset(bytes, 'a', sizeof bytes);
    AUTO(xap_document) struct xap_document *document = NULL;
    OK(xap_document_new(&document, &box.err));
    struct str longest = {bytes, XAP_TERM_MAX}, over = {bytes, 246};
    OK(xap_document_term(document, longest, 1, &box.err));
    CHECK_STATUS(xap_document_term(document, over, 1, &box.err), STATUS_LIMIT);
    CHECK_CSTR(box.err.text, "term of 246 bytes, limit 245");
    bytes[7] = '\0';
    struct str zero = {bytes, 244};
    OK(xap_document_term(document, zero, 1, &box.err));
    CHECK_STATUS(xap_document_term(document, longest, 1, NULL), STATUS_LIMIT);
    struct xap_query *query = NULL;
    CHECK_STATUS(xap_query_term(&query, longest, 1, NULL), STATUS_LIMIT);
    CHECK(query == NULL);

    /* What was let through must survive the flush. */
    AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
    xap_docid docid;
    OK(xap_writer_begin(writer, &box.err));
    OK(xap_writer_add(&docid, writer, document, &box.err));
    struct str key = {bytes, XAP_KEY_MAX}, long_key = {bytes, XAP_KEY_MAX + 1};
    CHECK_STATUS(xap_writer_metadata_set(writer, long_key, STR("x"), NULL),
                 STATUS_LIMIT);
    OK(xap_writer_metadata_set(writer, key, STR("x"), NULL));
    OK(xap_writer_commit(writer, &box.err));
    uint32_t freq = 0;
    OK(xap_reader_term_freq(&freq, xap_writer_reader(writer), zero, NULL));
    CHECK_INT(freq, 1);
}

static void
test_empty_term(void)
{
    struct xap_query *query = NULL;
    CHECK_STATUS(xap_query_term(&query, STR(""), 1, NULL), STATUS_BUG);
    AUTO(xap_document) struct xap_document *document = NULL;
    OK(xap_document_new(&document, NULL));
    CHECK_STATUS(xap_document_term(document, STR(""), 1, NULL), STATUS_BUG);
}

struct walked {
    struct box *box;
    struct str text;
    enum status answer; /* given at the second item */
    int calls;
};

static enum status
walked_add(struct walked *walked, struct str item, uint32_t count)
{
    walked->text =
        arena_printf(&walked->box->arena, STR_FMT STR_FMT ":%u ",
                     STR_ARG(walked->text), STR_ARG(item), (unsigned)count);
    return ++walked->calls == 2 ? walked->answer : STATUS_OK;
}

static enum status
visit_term(void *payload, struct str item, uint32_t count)
{
    return walked_add(payload, item, count);
}

static enum status
visit_key(void *payload, struct str key)
{
    return walked_add(payload, key, 0);
}

static enum status
visit_posting(void *payload, xap_docid docid, uint32_t wdf)
{
    struct walked *walked = payload;
    struct str id = arena_printf(&walked->box->arena, "%u", (unsigned)docid);
    return walked_add(walked, id, wdf);
}

static enum status
visit_value(void *payload, xap_docid docid, struct str value)
{
    return walked_add(payload, value, docid);
}

static void
test_document(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
    AUTO(xap_document)
    struct xap_document *document = document_of(&box, "le code le plus", "v");
    OK(xap_document_term(document, STR("Kloi"), 0, &box.err));
    xap_docid first = 0, second = 0;
    OK(xap_writer_begin(writer, &box.err));
    OK(xap_writer_add(&first, writer, document, &box.err));
    OK(xap_document_clear(document, &box.err));
    OK(xap_document_term(document, STR("seul"), 3, &box.err));
    OK(xap_writer_add(&second, writer, document, &box.err));
    OK(xap_writer_commit(writer, &box.err));
    CHECK_INT(first, 1);
    CHECK_INT(second, 2);

    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    struct walked terms = {.box = &box};
    OK(xap_reader_document_terms(reader, 1, visit_term, &terms, &box.err));
    CHECK_STR(terms.text, STR("Kloi:0 code:1 le:2 plus:1 "));
    struct str data, value;
    OK(xap_reader_data(&data, reader, 1, &box.arena, &box.err));
    CHECK_STR(data, STR("le code le plus"));
    OK(xap_reader_value(&value, reader, 1, 0, &box.arena, &box.err));
    CHECK_STR(value, STR("v"));
    OK(xap_reader_data(&data, reader, 2, &box.arena, &box.err));
    CHECK_STR(data, STR(""));
    uint32_t length = 0;
    double average = 0;
    OK(xap_reader_doc_length(&length, reader, 2, &box.err));
    CHECK_INT(length, 3);
    OK(xap_reader_average_length(&average, reader, &box.err));
    CHECK(average > 3.49 && average < 3.51);
}

static void
test_not_found(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    struct xap_reader *none = NULL;
    CHECK_STATUS(xap_reader_open(&none, box.db, &box.err), STATUS_NOT_FOUND);
    CHECK(box.err.text[0] != '\0');
    CHECK_STATUS(xap_reader_open(&none, box.path, &box.err), STATUS_NOT_FOUND);
    CHECK(none == NULL);

    make_database(&box, box.db, (const char *const[]){"un", NULL}, NULL);
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    struct str out = STR("kept");
    struct walked terms = {.box = &box};
    uint32_t length = 0;
    CHECK_STATUS(xap_reader_data(&out, reader, 7, &box.arena, NULL),
                 STATUS_NOT_FOUND);
    CHECK_STATUS(xap_reader_value(&out, reader, 7, 0, &box.arena, NULL),
                 STATUS_NOT_FOUND);
    CHECK_STATUS(xap_reader_doc_length(&length, reader, 7, NULL),
                 STATUS_NOT_FOUND);
    CHECK_STATUS(xap_reader_document_terms(reader, 7, visit_term, &terms, NULL),
                 STATUS_NOT_FOUND);
    CHECK_STR(out, STR("kept"));
}

static void
test_no_memory(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, (const char *const[]){"un", NULL}, NULL);
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    AUTO(xap_query) struct xap_query *query = term("un");
    AUTO(arena) struct arena small = {.limit = 1};
    struct xap_search search = plain_search();
    struct xap_result result = {.count = 7};
    struct str out = STR("kept");
    CHECK_STATUS(xap_reader_data(&out, reader, 1, &small, NULL), STATUS_NOMEM);
    CHECK_STATUS(xap_search(&result, reader, query, &search, &small, NULL),
                 STATUS_NOMEM);
    CHECK_STR(out, STR("kept"));
    CHECK_INT(result.count, 7);
}

/* ---- transactions -------------------------------------------------------- */

static void
test_commit_is_seen(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    uint32_t count = 9, pending = 9;
    OK(xap_writer_begin(writer, &box.err));
    put(&box, writer, "un", "");
    OK(xap_reader_doc_count(&pending, xap_writer_reader(writer), NULL));
    OK(xap_reader_reopen(reader, NULL, &box.err));
    OK(xap_reader_doc_count(&count, reader, NULL));
    CHECK_INT(pending, 1);
    CHECK_INT(count, 0);
    OK(xap_writer_commit(writer, &box.err));
    OK(xap_reader_doc_count(&count, reader, NULL));
    CHECK_INT(count, 0);
    bool changed = false;
    OK(xap_reader_reopen(reader, &changed, &box.err));
    CHECK(changed);
    OK(xap_reader_doc_count(&count, reader, NULL));
    CHECK_INT(count, 1);
    OK(xap_reader_reopen(reader, &changed, &box.err));
    CHECK(!changed);
}

static void
test_cancel(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
    OK(xap_writer_begin(writer, &box.err));
    put(&box, writer, "un", "");
    OK(xap_writer_metadata_set(writer, STR("key"), STR("v"), &box.err));
    OK(xap_writer_cancel(writer, &box.err));
    OK(xap_writer_begin(writer, &box.err));
    CHECK_INT(put(&box, writer, "deux", ""), 1);
    OK(xap_writer_commit(writer, &box.err));
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    uint32_t freq = 9;
    struct str value = STR("kept");
    OK(xap_reader_term_freq(&freq, reader, STR("un"), NULL));
    CHECK_INT(freq, 0);
    OK(xap_reader_metadata(&value, reader, STR("key"), &box.arena, NULL));
    CHECK_STR(value, STR(""));
}

static void
test_close_drops(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, (const char *const[]){"un", NULL}, NULL);
    struct xap_writer *writer = writer_at(&box, box.db);
    OK(xap_writer_begin(writer, &box.err));
    put(&box, writer, "deux", "");
    xap_writer_close(writer);
    xap_writer_close(NULL);
    CHECK_INT(count_at(&box, box.db), 1);
}

static void
test_needs_transaction(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_document) struct xap_document *document = NULL;
    OK(xap_document_new(&document, &box.err));
    enum { CALLS = 7 };
    for (int call = 0; call < CALLS; call++) {
        AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
        xap_docid docid = 0;
        enum status got[CALLS] = {STATUS_BUG, STATUS_BUG, STATUS_BUG,
                                  STATUS_BUG, STATUS_BUG, STATUS_BUG,
                                  STATUS_BUG};
        if (call == 0)
            got[0] = xap_writer_add(&docid, writer, document, &box.err);
        else if (call == 1)
            got[1] = xap_writer_replace(writer, 1, document, &box.err);
        else if (call == 2)
            got[2] = xap_writer_delete(writer, 1, &box.err);
        else if (call == 3)
            got[3] =
                xap_writer_metadata_set(writer, STR("k"), STR("v"), &box.err);
        else if (call == 4)
            got[4] = xap_writer_commit(writer, &box.err);
        else if (call == 5)
            got[5] = xap_writer_cancel(writer, &box.err);
        else {
            OK(xap_writer_begin(writer, &box.err));
            got[6] = xap_writer_begin(writer, &box.err);
        }
        CHECK_STATUS(got[call], STATUS_BUG);
        CHECK_STATUS(xap_writer_begin(writer, &box.err), STATUS_IO);
    }
    CHECK_INT(count_at(&box, box.db), 0);
}

static void
test_replace_and_delete(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
    AUTO(xap_document)
    struct xap_document *document = document_of(&box, "neuf", "");
    OK(xap_writer_begin(writer, &box.err));
    put(&box, writer, "un", "");
    OK(xap_writer_replace(writer, 5, document, &box.err));
    OK(xap_writer_replace(writer, 1, document, &box.err));
    put(&box, writer, "six", "");
    OK(xap_writer_delete(writer, 6, &box.err));
    /* A delete in vain costs the batch nothing. */
    CHECK_STATUS(xap_writer_delete(writer, 77, &box.err), STATUS_NOT_FOUND);
    OK(xap_writer_commit(writer, &box.err));
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    CHECK_CSTR(found(&box, reader, term("neuf")), "1 5");
    CHECK_CSTR(found(&box, reader, term("un")), "");
    xap_docid last = 0;
    OK(xap_reader_last_docid(&last, reader, &box.err));
    CHECK_INT(last, 6);
}

static void
test_fresh(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, (const char *const[]){"un", NULL}, NULL);
    struct xap_writer *writer = NULL;
    OK(xap_writer_open(&writer, box.db, true, false, &box.err));
    xap_writer_close(writer);
    CHECK_INT(count_at(&box, box.db), 0);
}

/* What the C++ library throws that is no error of Xapian's: a length beyond
 * all strings, and one that no machine has memory for. */
static void
test_foreign_exceptions(void)
{
    struct xap_document *document = NULL;
    struct error err = {0};
    CHECK_OK(xap_document_new(&document, &err), &err);
    CHECK_STATUS(
        xap_document_data(document, (struct str){"x", SIZE_MAX / 2 - 1}, &err),
        STATUS_IO);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    if (!getenv("LIASSE_VALGRIND")) /* it ends where new fails */
        CHECK_STATUS(xap_document_data(
                         document, (struct str){"x", (size_t)1 << 46}, &err),
                     STATUS_NOMEM);
#endif
    xap_document_free(document);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static void
end_of_child(enum status code)
{
    _exit(code == STATUS_NOMEM ? 42 : 43);
}
#endif

/* A program that asked for it ends where operator new fails. */
static void
test_ending(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    int status = 0;
    if (getenv("LIASSE_VALGRIND")) /* it ends where new fails */
        return;
    pid_t child = fork();
    if (child == 0) {
        struct xap_document *document = NULL;
        ending_set(end_of_child);
        xap_on_failure();
        if (xap_document_new(&document, NULL) == STATUS_OK)
            (void)!xap_document_data(document,
                                     (struct str){"x", (size_t)1 << 46}, NULL);
        _exit(1);
    }
    waitpid(child, &status, 0);
    CHECK_INT(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 42);
#endif
}

/* Files may not grow: the commit fails as on a full disk.  Room comes back
 * before the close, which must not use it. */
static void
test_failed_commit(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, (const char *const[]){"un", NULL}, NULL);
    struct xap_writer *writer = writer_at(&box, box.db);
    OK(xap_writer_begin(writer, &box.err));
    for (int i = 0; i < 500; i++)
        put(&box, writer,
            arena_printf(&box.arena, "mot%d autre%d encore%d", i, i, i).at, "");
    struct rlimit usual, tight;
    getrlimit(RLIMIT_FSIZE, &usual);
    tight = usual;
    tight.rlim_cur = 16 * 1024;
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &tight);
    enum status status = xap_writer_commit(writer, &box.err);
    setrlimit(RLIMIT_FSIZE, &usual);
    signal(SIGXFSZ, before);
    CHECK_STATUS(status, STATUS_IO);
    CHECK_STATUS(xap_writer_begin(writer, NULL), STATUS_IO);
    xap_writer_close(writer);
    CHECK_INT(count_at(&box, box.db), 1);
    writer = writer_at(&box, box.db);
    OK(xap_writer_begin(writer, &box.err));
    CHECK_INT(put(&box, writer, "deux", ""), 2);
    OK(xap_writer_commit(writer, &box.err));
    xap_writer_close(writer);
    CHECK_INT(count_at(&box, box.db), 2);
}

/* ---- locks and revisions --------------------------------------------------
 */

static void
test_lock_same_process(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    struct xap_writer *first = writer_at(&box, box.db), *second = NULL;
    CHECK_STATUS(xap_writer_open(&second, box.db, false, false, &box.err),
                 STATUS_LOCKED);
    CHECK_STATUS(xap_writer_open(&second, box.db, true, false, &box.err),
                 STATUS_LOCKED);
    CHECK(second == NULL);
    xap_writer_close(first);
    xap_writer_close(writer_at(&box, box.db));
}

/* Runs in the child: holds the lock until it is killed. */
static void
hold_lock(const char *path, int tell)
{
    struct xap_writer *writer = NULL;
    char held = xap_writer_open(&writer, path, false, false, NULL) == STATUS_OK;
    if (write(tell, &held, 1) == 1)
        pause();
    _exit(0);
}

static void
test_lock_other_process(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    int ends[2];
    if (pipe(ends) != 0)
        abort();
    pid_t child = fork();
    if (child == 0)
        hold_lock(box.db, ends[1]);
    char held = 0;
    CHECK(read(ends[0], &held, 1) == 1 && held);
    struct xap_writer *writer = NULL;
    CHECK_STATUS(xap_writer_open(&writer, box.db, false, false, &box.err),
                 STATUS_LOCKED);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
    close(ends[1]);
    xap_writer_close(writer_at(&box, box.db));
}

/* A lock file that cannot be made is no other writer. */
static void
test_lock_forbidden(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    struct xap_writer *writer = NULL;
    make_database(&box, box.db, (const char *const[]){"un", NULL}, NULL);
    const char *lock = box_path(&box, "db/flintlock");
    if (unlink(lock) != 0 || mkdir(lock, 0700) != 0)
        abort();
    CHECK_STATUS(xap_writer_open(&writer, box.db, false, false, &box.err),
                 STATUS_IO);
}

enum { MANY = 4000 };

static void
put_many(struct box *box, struct xap_writer *writer, const char *word)
{
    OK(xap_writer_begin(writer, &box->err));
    for (uint32_t id = 1; id <= MANY; id++) {
        AUTO(xap_document) struct xap_document *document = NULL;
        char text[200];
        snprintf(text, sizeof text, "%s %s%u commun %0100u", word, word,
                 (unsigned)id, (unsigned)id);
        document = document_of(box, text, id % 2 ? "impair" : "pair");
        OK(xap_writer_replace(writer, id, document, &box->err));
    }
    OK(xap_writer_commit(writer, &box->err));
}

/* Reads until a call fails. */
static enum status
read_many(struct box *box, struct xap_reader *reader)
{
    struct str data;
    enum status status = STATUS_OK;
    for (uint32_t id = 1; status == STATUS_OK && id <= MANY; id++)
        status = xap_reader_data(&data, reader, id, &box->arena, &box->err);
    return status;
}

static void
test_stale(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
    put_many(&box, writer, "un");
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    put_many(&box, writer, "deux");
    OK(read_many(&box, reader)); /* the revision before is still there */
    put_many(&box, writer, "trois");
    put_many(&box, writer, "quatre");
    CHECK_STATUS(read_many(&box, reader), STATUS_STALE);
    OK(xap_reader_reopen(reader, NULL, &box.err));
    OK(read_many(&box, reader));
    CHECK_CSTR(found(&box, reader, term("un1")), "");
    CHECK_CSTR(found(&box, reader, term("quatre17")), "17");
}

/* ---- walks ------------------------------------------------------------------
 */

static void
test_metadata(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
    OK(xap_writer_begin(writer, &box.err));
    OK(xap_writer_metadata_set(writer, STR("s/b"), STR("2"), &box.err));
    OK(xap_writer_metadata_set(writer, STR("s/a"), STR("1\0z"), &box.err));
    OK(xap_writer_metadata_set(writer, STR("s/c"), STR("3"), &box.err));
    OK(xap_writer_metadata_set(writer, STR("t"), STR("4"), &box.err));
    OK(xap_writer_commit(writer, &box.err));
    OK(xap_writer_begin(writer, &box.err));
    OK(xap_writer_metadata_set(writer, STR("s/c"), STR(""), &box.err));
    OK(xap_writer_commit(writer, &box.err));
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    struct str value;
    OK(xap_reader_key_from(&value, reader, STR("s/"), STR("s/aa"), &box.arena,
                           NULL));
    CHECK_STR(value, STR("s/b"));
    OK(xap_reader_key_from(&value, reader, STR("s/"), STR("s/b"), &box.arena,
                           NULL));
    CHECK_STR(value, STR("s/b"));
    CHECK_STATUS(xap_reader_key_from(&value, reader, STR("s/"), STR("s/c"),
                                     &box.arena, NULL),
                 STATUS_NOT_FOUND);
    CHECK_STATUS(xap_reader_key_from(&value, reader, STR("none"), STR("none"),
                                     &box.arena, NULL),
                 STATUS_NOT_FOUND);
    OK(xap_reader_metadata(&value, reader, STR("s/a"), &box.arena, NULL));
    CHECK_STR(value, STR("1\0z"));
    struct walked keys = {.box = &box};
    OK(xap_reader_keys(reader, STR("s/"), visit_key, &keys, &box.err));
    CHECK_STR(keys.text, STR("s/a:0 s/b:0 "));
    CHECK_STATUS(xap_reader_metadata(&value, reader, STR(""), &box.arena, NULL),
                 STATUS_BUG);
}

static const char *const words[] = {"un deux", "deux trois", "un un dix", NULL};

static void
test_term_walk(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, words, NULL);
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    struct walked all = {.box = &box}, some = {.box = &box};
    OK(xap_reader_terms(reader, STR(""), visit_term, &all, &box.err));
    CHECK_STR(all.text, STR("deux:2 dix:1 trois:1 un:2 "));
    OK(xap_reader_terms(reader, STR("d"), visit_term, &some, &box.err));
    CHECK_STR(some.text, STR("deux:2 dix:1 "));
    struct walked done = {.box = &box, .answer = STATUS_DONE};
    OK(xap_reader_terms(reader, STR(""), visit_term, &done, &box.err));
    CHECK_INT(done.calls, 2);
    struct walked bad = {.box = &box, .answer = STATUS_FORMAT};
    CHECK_STATUS(xap_reader_terms(reader, STR(""), visit_term, &bad, &box.err),
                 STATUS_FORMAT);
    CHECK_INT(bad.calls, 2);
}

static void
test_posting_walk(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, words, NULL);
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    struct walked un = {.box = &box}, all = {.box = &box}, no = {.box = &box};
    OK(xap_reader_postings(reader, STR("un"), visit_posting, &un, &box.err));
    CHECK_STR(un.text, STR("1:1 3:2 "));
    OK(xap_reader_postings(reader, STR(""), visit_posting, &all, &box.err));
    CHECK_INT(all.calls, 3);
    OK(xap_reader_postings(reader, STR("no"), visit_posting, &no, &box.err));
    CHECK_INT(no.calls, 0);
}

static void
test_values(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, (const char *const[]){"a", "b", "c", "d", NULL},
                  (const char *const[]){"m", "", "z", "b", NULL});
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    struct str low, high;
    OK(xap_reader_value_bounds(&low, &high, reader, 0, &box.arena, NULL));
    CHECK_STR(low, STR("b"));
    CHECK_STR(high, STR("z"));
    OK(xap_reader_value_bounds(&low, &high, reader, 9, &box.arena, NULL));
    CHECK_STR(low, STR(""));
    CHECK_STR(high, STR(""));
    struct walked all = {.box = &box}, some = {.box = &box}, no = {.box = &box};
    OK(xap_reader_values(reader, 0, 0, visit_value, &all, &box.err));
    CHECK_STR(all.text, STR("m:1 z:3 b:4 "));
    OK(xap_reader_values(reader, 0, 2, visit_value, &some, &box.err));
    CHECK_STR(some.text, STR("z:3 b:4 "));
    OK(xap_reader_values(reader, 9, 2, visit_value, &no, &box.err));
    OK(xap_reader_values(reader, 0, 50, visit_value, &no, &box.err));
    CHECK_INT(no.calls, 0);
}

/* ---- queries
 * ------------------------------------------------------------------ */

static const char *const laws[] = {
    /* 1 */ "loi de finances",
    /* 2 */ "finances de la loi",
    /* 3 */ "loi organique de finances",
    /* 4 */ "code de commerce",
    /* 5 */ "decret de finances",
    /* 6 */ "loi loi",
    NULL};

static void
test_operators(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, laws, NULL);
    AUTO(xap_reader) struct xap_reader *r = reader_at(&box, box.db);
    CHECK_CSTR(found(&box, r, NULL), "");
    CHECK_CSTR(found(&box, r, both(XAP_AND, term("loi"), term("finances"))),
               "1 2 3");
    CHECK_CSTR(found(&box, r, both(XAP_OR, term("code"), term("decret"))),
               "4 5");
    CHECK_CSTR(found(&box, r,
                     three(XAP_AND_NOT, term("de"), term("loi"), term("code"))),
               "5");
    CHECK_CSTR(
        found(&box, r,
              three(XAP_FILTER, term("de"), term("loi"), term("organique"))),
        "3");
    CHECK_CSTR(found(&box, r, both(XAP_AND_MAYBE, term("code"), term("loi"))),
               "4");
    CHECK_CSTR(found(&box, r, both(XAP_SYNONYM, term("code"), term("la"))),
               "2 4");
    CHECK_CSTR(found(&box, r, both(XAP_MAX, term("code"), term("la"))), "2 4");
    struct xap_query *all = NULL, *none = NULL;
    OK(xap_query_all(&all, NULL));
    CHECK_CSTR(found(&box, r, all), "1 2 3 4 5 6");
    OK(xap_query_op(&none, XAP_OR, NULL, 0, NULL));
    CHECK_CSTR(found(&box, r, none), "");
    CHECK_STATUS(xap_query_op(&none, (enum xap_op)(XAP_MAX + 1),
                              (struct xap_query *[]){term("x")}, 1, NULL),
                 STATUS_BUG);
}

static void
test_null_children(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, laws, NULL);
    AUTO(xap_reader) struct xap_reader *r = reader_at(&box, box.db);
    CHECK_CSTR(found(&box, r, both(XAP_AND, term("code"), NULL)), "");
    CHECK_CSTR(found(&box, r, both(XAP_OR, term("code"), NULL)), "4");
    CHECK_CSTR(found(&box, r, both(XAP_AND_NOT, term("code"), NULL)), "4");
    CHECK_CSTR(found(&box, r, both(XAP_AND_NOT, NULL, term("code"))), "");
    CHECK_CSTR(found(&box, r, both(XAP_AND_MAYBE, NULL, term("code"))), "");
    CHECK_CSTR(found(&box, r, both(XAP_AND_MAYBE, term("code"), NULL)), "4");
    CHECK_CSTR(found(&box, r, both(XAP_FILTER, term("code"), NULL)), "");
    CHECK_CSTR(found(&box, r, near(term("code"), NULL, 5)), "");
    struct xap_query *query = NULL;
    OK(xap_query_scale(&query, NULL, 2, NULL));
    CHECK_CSTR(found(&box, r, query), "");
}

static void
test_near(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, laws, NULL);
    AUTO(xap_reader) struct xap_reader *r = reader_at(&box, box.db);
    /* The window counts the two words themselves. */
    CHECK_CSTR(found(&box, r, near(term("loi"), term("finances"), 2)), "");
    CHECK_CSTR(found(&box, r, near(term("loi"), term("finances"), 3)), "1");
    CHECK_CSTR(found(&box, r, near(term("finances"), term("loi"), 4)), "1 2 3");
    CHECK_CSTR(found(&box, r, phrase(term("de"), term("finances"))), "1 3 5");
    CHECK_CSTR(found(&box, r, phrase(term("finances"), term("de"))), "2");
    CHECK_CSTR(found(&box, r, phrase(term("loi"), term("loi"))), "6");
    CHECK_CSTR(found(&box, r, near(term("loi"), term("loi"), 2)), "6");
    struct xap_query *one = NULL, *children[] = {term("code")};
    OK(xap_query_places(&one, children, 1, 1, true, &asking_checker, NULL));
    CHECK_CSTR(found(&box, r, one), "4");
}

static void
test_near_of_or(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, laws, NULL);
    AUTO(xap_reader) struct xap_reader *r = reader_at(&box, box.db);
    CHECK_CSTR(found(&box, r,
                     phrase(term("de"),
                            both(XAP_OR, term("commerce"), term("finances")))),
               "1 3 4 5");
    CHECK_CSTR(found(&box, r,
                     phrase(both(XAP_SYNONYM, term("code"), term("decret")),
                            term("de"))),
               "4 5");
    CHECK_CSTR(found(&box, r,
                     near(both(XAP_SYNONYM, term("code"), term("organique")),
                          both(XAP_OR, term("commerce"), term("loi")), 2)),
               "3");
    struct xap_query *nested =
        three(XAP_OR, both(XAP_OR, term("code"), term("decret")),
              both(XAP_SYNONYM, term("organique"), term("x")), term("y"));
    CHECK_CSTR(found(&box, r, phrase(nested, term("de"))), "3 4 5");
    /* Children that an OR has swallowed: one term, or nothing. */
    CHECK_CSTR(
        found(&box, r, phrase(both(XAP_OR, term("code"), NULL), term("de"))),
        "4");
    CHECK_CSTR(found(&box, r,
                     phrase(both(XAP_SYNONYM, term("code"), NULL), term("de"))),
               "4");
    CHECK_CSTR(found(&box, r, phrase(both(XAP_OR, NULL, NULL), term("de"))),
               "");
}

static void
refused(struct xap_query *child)
{
    struct xap_query *query = NULL, *children[2] = {term("x"), child};
    struct error err = {0};
    struct xap_query *copy = NULL, *again[2] = {NULL, term("y")};
    OK(xap_query_copy(&copy, child, NULL));
    again[0] = copy;
    CHECK_STATUS(
        xap_query_places(&query, children, 2, 3, false, &asking_checker, &err),
        STATUS_BUG);
    CHECK_STATUS(
        xap_query_places(&query, again, 2, 3, true, &asking_checker, &err),
        STATUS_BUG);
    CHECK(strstr(err.text, "words wanted for a place") != NULL);
    CHECK(query == NULL && children[0] == NULL && again[1] == NULL);
}

static void
test_near_refuses(void)
{
    struct xap_query *query = NULL;
    refused(both(XAP_AND, term("a"), term("b")));
    refused(phrase(term("a"), term("b")));
    refused(range("a", "b"));
    refused(both(XAP_OR, phrase(term("a"), term("b")), term("c")));
    refused(both(XAP_OR, both(XAP_AND, term("a"), term("b")), term("c")));
    OK(xap_query_all(&query, NULL));
    refused(query);
    OK(xap_query_wildcard(&query, STR("a"), 10, NULL));
    refused(query);
    OK(xap_query_scale(&query, term("a"), 2, NULL));
    refused(query);
}

static void
test_value_range(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, (const char *const[]){"a", "a", "a", "a", NULL},
                  (const char *const[]){"2024", "", "2025", "2026", NULL});
    AUTO(xap_reader) struct xap_reader *r = reader_at(&box, box.db);
    CHECK_CSTR(found(&box, r, range("2024", "2025")), "1 3");
    CHECK_CSTR(found(&box, r, range("2025", "")), "3 4");
    CHECK_CSTR(found(&box, r, range("", "2025")), "1 3");
    CHECK_CSTR(found(&box, r, range("", "9")), "1 3 4");
    CHECK_CSTR(found(&box, r, range("", "")), "1 3 4");
    CHECK_CSTR(found(&box, r, range("2026", "2024")), "");
    CHECK_CSTR(found(&box, r, both(XAP_AND_NOT, term("a"), range("", ""))),
               "2");
}

static void
test_wildcard(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db,
                  (const char *const[]){"mab", "mac mad", "mad", "n", NULL},
                  NULL);
    AUTO(xap_reader) struct xap_reader *r = reader_at(&box, box.db);
    struct xap_query *query = NULL;
    OK(xap_query_wildcard(&query, STR("ma"), 10, NULL));
    CHECK_CSTR(found(&box, r, query), "1 2 3");
    OK(xap_query_wildcard(&query, STR("ma"), 1, NULL));
    CHECK_CSTR(found(&box, r, query), "2 3");
    OK(xap_query_wildcard(&query, STR("zz"), 1, NULL));
    CHECK_CSTR(found(&box, r, query), "");
    CHECK_STATUS(xap_query_wildcard(&query, STR("ma"), 0, NULL), STATUS_BUG);
}

static void
test_elite(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, laws, NULL);
    AUTO(xap_reader) struct xap_reader *r = reader_at(&box, box.db);
    struct xap_query *query = NULL;
    struct xap_query *children[] = {term("de"), term("code"), term("loi")};
    OK(xap_query_elite(&query, children, 3, 1, NULL));
    struct xap_search search = plain_search();
    CHECK_CSTR(run(&box, r, query, &search), "4");
    xap_query_free(query);
}

static void
test_describe_and_copy(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_query) struct xap_query *copy = NULL;
    struct xap_query *query = both(XAP_AND, term("a"), term("b"));
    OK(xap_query_copy(&copy, query, &box.err));
    xap_query_free(query);
    struct str text;
    OK(xap_query_describe(&text, copy, &box.arena, &box.err));
    CHECK_STR(text, STR("Query((a AND b))"));
    OK(xap_query_describe(&text, NULL, &box.arena, &box.err));
    CHECK_STR(text, STR("Query()"));
}

/* *out may be the child's own place. */
static void
test_child_reused(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    struct xap_query *query = term("a");
    OK(xap_query_scale(&query, query, 0.5, &box.err));
    struct xap_query *children[] = {query, term("b")};
    OK(xap_query_op(&children[0], XAP_OR, children, 2, &box.err));
    struct str text;
    OK(xap_query_describe(&text, children[0], &box.arena, &box.err));
    CHECK_STR(text, STR("Query((0.5 * a OR b))"));
    struct xap_query *negative = NULL;
    CHECK_STATUS(xap_query_scale(&negative, children[0], -1, NULL), STATUS_BUG);
}

/* ---- matching
 * -------------------------------------------------------------------- */

static const char *const scored[] = {"x y y y", "x x x y", "x y y y",
                                     "z z z z", "x x y y", NULL};

static void
test_scores(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, scored, NULL);
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    AUTO(xap_query) struct xap_query *query = term("x");
    struct xap_search search = plain_search();
    CHECK_CSTR(run(&box, reader, query, &search), "2 5 1 3");
    search.k1 = 1.2, search.b = 0.75, search.k3 = 0, search.min_normlen = 0.5;
    CHECK_CSTR(run(&box, reader, query, &search), "2 5 1 3");
    struct xap_result result;
    search.first = 1, search.count = 2;
    OK(xap_search(&result, reader, query, &search, &box.arena, &box.err));
    CHECK_INT(result.count, 2);
    CHECK_INT(result.hits[0].docid, 5);
    CHECK(result.hits[0].score > result.hits[1].score);
    CHECK(result.max_score > result.hits[0].score);
    search = plain_search();
    search.boolean = true;
    OK(xap_search(&result, reader, query, &search, &box.arena, &box.err));
    CHECK_INT(result.hits[0].docid, 1);
    CHECK(!(result.hits[0].score > 0) && !(result.max_score > 0));
}

static void
test_sort(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, scored,
                  (const char *const[]){"b", "a", "b", "c", "", NULL});
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    AUTO(xap_query) struct xap_query *query = term("x");
    struct xap_search search = plain_search();
    search.sort_slot = 0;
    CHECK_CSTR(run(&box, reader, query, &search), "5 2 1 3");
    search.sort_missing_last = true;
    CHECK_CSTR(run(&box, reader, query, &search), "2 1 3 5");
    search.sort_descending = true;
    CHECK_CSTR(run(&box, reader, query, &search), "1 3 2 5");
    search.sort_missing_last = false;
    CHECK_CSTR(run(&box, reader, query, &search), "1 3 2 5");
    search.boolean = true;
    CHECK_CSTR(run(&box, reader, query, &search), "1 3 2 5");
}

static void
test_collapse(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, scored,
                  (const char *const[]){"g", "g", "h", "g", "", NULL});
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    AUTO(xap_query) struct xap_query *query = term("x");
    struct xap_search search = plain_search();
    search.collapse_slot = 0;
    CHECK_CSTR(run(&box, reader, query, &search), "2 5 3");
    struct xap_result result;
    OK(xap_search(&result, reader, query, &search, &box.arena, &box.err));
    CHECK_INT(result.hits[0].collapsed, 1);
    CHECK_INT(result.hits[1].collapsed, 0);
    CHECK_INT(result.total_low, 3);
    CHECK_INT(result.total_high, 3);
}

struct odd {
    uint32_t asked;
};

static bool
decide_odd(void *payload, xap_docid docid)
{
    ((struct odd *)payload)->asked++;
    return docid % 2 == 1;
}

static void
test_decide(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, scored, NULL);
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    AUTO(xap_query) struct xap_query *query = term("x");
    struct xap_search search = plain_search();
    struct odd odd = {0};
    search.decide = decide_odd;
    search.decide_payload = &odd;
    CHECK_CSTR(run(&box, reader, query, &search), "5 1 3");
    CHECK_INT(odd.asked, 4);
    struct xap_result result;
    OK(xap_search(&result, reader, query, &search, &box.arena, &box.err));
    CHECK_INT(result.total_low, 3);
    CHECK_INT(result.total_high, 3);
}

static void
test_totals(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    AUTO(xap_writer) struct xap_writer *writer = writer_at(&box, box.db);
    put_many(&box, writer, "mot");
    struct xap_reader *reader = xap_writer_reader(writer);
    AUTO(xap_query)
    struct xap_query *query = both(XAP_AND, term("commun"), range("p", "q"));
    struct xap_search search = plain_search();
    struct xap_result result;
    search.count = 3;
    OK(xap_search(&result, reader, query, &search, &box.arena, &box.err));
    CHECK_INT(result.count, 3);
    CHECK_INT(result.total_low, MANY / 2);
    CHECK_INT(result.total_estimate, MANY / 2);
    CHECK_INT(result.total_high, MANY / 2);
    search.check_at_least = 0;
    OK(xap_search(&result, reader, query, &search, &box.arena, &box.err));
    CHECK(result.total_low >= 3 && result.total_low <= MANY / 2);
    CHECK(result.total_high >= MANY / 2);
    search.first = search.count = search.check_at_least = UINT32_MAX;
    OK(xap_search(&result, reader, query, &search, &box.arena, &box.err));
    CHECK_INT(result.count, 0);
    CHECK_INT(result.total_low, MANY / 2);
    search.first = MANY / 2 - 2;
    OK(xap_search(&result, reader, query, &search, &box.arena, &box.err));
    CHECK_INT(result.count, 2);
}

/* ---- several databases
 * -------------------------------------------------------------- */

/* Docids that are there, and one that is not. */
static void
check_docids(struct box *box, struct xap_reader *reader)
{
    static const xap_docid docids[] = {1, 4, 9};
    struct xap_query *query = NULL, *both[2] = {NULL, term("droite")};
    OK(xap_query_docids(&query, reader, docids, 2, &box->err));
    CHECK_CSTR(found(box, reader, query), "1 4");
    OK(xap_query_docids(&query, reader, docids, 0, &box->err));
    CHECK_CSTR(found(box, reader, query), "");
    OK(xap_query_docids(&both[0], reader, docids, 2, &box->err));
    OK(xap_query_op(&query, XAP_AND, both, 2, &box->err));
    CHECK_CSTR(found(box, reader, query), "4");
}

static void
check_pair(struct box *box, struct xap_reader *reader)
{
    /* The first database has 1, 3, 5 ..., the second 2, 4, 6 ... */
    CHECK_CSTR(found(box, reader, term("x")), "1 2 3 4");
    CHECK_CSTR(found(box, reader, term("droite")), "2 4");
    struct str data;
    OK(xap_reader_data(&data, reader, 4, &box->arena, &box->err));
    CHECK_STR(data, STR("x droite deux"));
    check_docids(box, reader);
    struct walked keys = {.box = box};
    OK(xap_reader_terms(reader, STR("x"), visit_term, &keys, &box->err));
    CHECK_STR(keys.text, STR("x:4 "));
    AUTO(xap_query) struct xap_query *query = term("x");
    struct xap_search search = plain_search();
    struct xap_result result;
    search.decide = decide_odd;
    CHECK_STATUS(xap_search(&result, reader, query, &search, &box->arena, NULL),
                 STATUS_BUG);
}

static void
test_shards(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    const char *left = box_path(&box, "left");
    const char *right = box_path(&box, "right");
    const char *stub = box_path(&box, "stub");
    make_database(&box, left,
                  (const char *const[]){"x gauche un", "x gauche deux", NULL},
                  NULL);
    make_database(&box, right,
                  (const char *const[]){"x droite un", "x droite deux", NULL},
                  NULL);
    AUTO(xap_reader) struct xap_reader *two = reader_at(&box, left);
    OK(xap_reader_add(two, right, &box.err));
    check_pair(&box, two);
    write_file(stub, "auto left\nauto right\n");
    AUTO(xap_reader) struct xap_reader *both_of = reader_at(&box, stub);
    check_pair(&box, both_of);
}

/* A generation is switched by a rename of the stub: an open reader goes on,
 * one that is opened after sees the new database. */
static void
test_stub_switch(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    const char *stub = box_path(&box, "search");
    const char *next = box_path(&box, "search.next");
    make_database(&box, box_path(&box, "search-1"),
                  (const char *const[]){"un", NULL}, NULL);
    make_database(&box, box_path(&box, "search-2"),
                  (const char *const[]){"un", "deux", NULL}, NULL);
    write_file(stub, "auto search-1\n");
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, stub);
    write_file(next, "auto search-2\n");
    CHECK_INT(rename(next, stub), 0);
    uint32_t count = 0;
    OK(xap_reader_reopen(reader, NULL, &box.err));
    OK(xap_reader_doc_count(&count, reader, &box.err));
    CHECK_INT(count, 1); /* reopen does not read the stub again */
    CHECK_INT(count_at(&box, stub), 2);
    write_file(stub, "auto search-3\n");
    struct xap_reader *none = NULL;
    CHECK_STATUS(xap_reader_open(&none, stub, &box.err), STATUS_NOT_FOUND);
}

/* ---- upkeep
 * ----------------------------------------------------------------------------
 */

static void
test_compact(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    make_database(&box, box.db, laws, NULL);
    struct xap_writer *writer = writer_at(&box, box.db);
    OK(xap_writer_begin(writer, &box.err));
    OK(xap_writer_delete(writer, 1, &box.err));
    OK(xap_writer_delete(writer, 4, &box.err));
    OK(xap_writer_metadata_set(writer, STR("k"), STR("v"), &box.err));
    OK(xap_writer_commit(writer, &box.err));
    xap_writer_close(writer);
    const char *to = box_path(&box, "compact");
    OK(xap_compact(box.db, to, &box.err));
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, to);
    struct xap_query *all = NULL;
    OK(xap_query_all(&all, NULL));
    CHECK_CSTR(found(&box, reader, all), "2 3 5 6");
    CHECK_CSTR(found(&box, reader, term("decret")), "5");
    struct str value;
    OK(xap_reader_metadata(&value, reader, STR("k"), &box.arena, NULL));
    CHECK_STR(value, STR("v"));
    CHECK_STATUS(xap_compact(box_path(&box, "none"), to, &box.err),
                 STATUS_NOT_FOUND);
}

/* Overwrites the middle of a file. */
static void
damage(const char *path)
{
    int fd = open(path, O_WRONLY);
    struct stat about;
    char junk[4096];
    memset(junk, 0xA5, sizeof junk);
    if (fd < 0 || fstat(fd, &about) != 0 ||
        pwrite(fd, junk, sizeof junk, about.st_size / 2) != sizeof junk)
        abort();
    close(fd);
}

static void
test_check(void)
{
    AUTO(box) struct box box;
    box_init(&box);
    struct xap_writer *writer = writer_at(&box, box.db);
    put_many(&box, writer, "mot");
    xap_writer_close(writer);
    AUTO(buf) struct buf report = BUF_INIT(1 << 20);
    uint32_t errors = 99;
    OK(xap_check(&errors, box.db, &report, &box.err));
    CHECK_INT(errors, 0);
    CHECK(str_contains(buf_str(&report), STR("postlist")));
    damage(box_path(&box, "db/docdata.glass"));
    buf_clear(&report);
    errors = 0;
    OK(xap_check(&errors, box.db, &report, &box.err));
    CHECK(errors > 0);
    CHECK(report.len > 0);
    AUTO(xap_reader) struct xap_reader *reader = reader_at(&box, box.db);
    CHECK_STATUS(read_many(&box, reader), STATUS_IO);
    CHECK_STATUS(xap_check(&errors, box_path(&box, "none"), &report, &box.err),
                 STATUS_NOT_FOUND);
}

static void
test_sortable(void)
{
    static const double numbers[] = {
        -1e300, -20240101, -1.5,  -1,       0,        1e-9,         0.5,  1,
        2,      10,        17.25, 20240101, 20260526, 4294967295.0, 1e300};
    char before[XAP_SORTABLE_MAX], now[XAP_SORTABLE_MAX];
    size_t len = xap_sortable(before, numbers[0]);
    for (size_t i = 1; i < sizeof numbers / sizeof numbers[0]; i++) {
        size_t next = xap_sortable(now, numbers[i]);
        CHECK(next > 0 && next <= XAP_SORTABLE_MAX);
        CHECK(str_cmp((struct str){before, len}, (struct str){now, next}) < 0);
        memcpy(before, now, next);
        len = next;
    }
}

CU_TestInfo xap_tests[] = {
    {"version", test_version},
    {"term length", test_term_length},
    {"empty term", test_empty_term},
    {"document", test_document},
    {"not found", test_not_found},
    {"no memory", test_no_memory},
    {"commit is seen", test_commit_is_seen},
    {"cancel", test_cancel},
    {"close drops", test_close_drops},
    {"needs a transaction", test_needs_transaction},
    {"replace and delete", test_replace_and_delete},
    {"fresh", test_fresh},
    {"failed commit", test_failed_commit},
    {"foreign exceptions", test_foreign_exceptions},
    {"ending", test_ending},
    {"lock in one process", test_lock_same_process},
    {"lock in two processes", test_lock_other_process},
    {"lock forbidden", test_lock_forbidden},
    {"stale", test_stale},
    {"metadata", test_metadata},
    {"term walk", test_term_walk},
    {"posting walk", test_posting_walk},
    {"values", test_values},
    {"operators", test_operators},
    {"null children", test_null_children},
    {"near and phrase", test_near},
    {"near of or", test_near_of_or},
    {"near refuses", test_near_refuses},
    {"value range", test_value_range},
    {"wildcard", test_wildcard},
    {"elite", test_elite},
    {"describe and copy", test_describe_and_copy},
    {"child reused", test_child_reused},
    {"scores", test_scores},
    {"sort", test_sort},
    {"collapse", test_collapse},
    {"decide", test_decide},
    {"totals", test_totals},
    {"shards", test_shards},
    {"stub switch", test_stub_switch},
    {"compact", test_compact},
    {"check", test_check},
    {"sortable", test_sortable},
    CU_TEST_INFO_NULL,
};
