/* The C library where memory ends, and with options of every size.
 *   memory INDEX [PLACES]
 *
 * The n-th allocation of the library fails, once or it and all later ones, for
 * PLACES n (0: every one): each call gives what it always gives, or
 * LIASSE_NO_MEMORY with a message and no answer; nothing is lost; the same
 * handle answers again when there is memory.  Over several indexes Xapian's
 * matcher searches: that loses what it had made when memory ends in it (no
 * crash, a right status), which is counted apart.  Prints what is wrong, then
 * how many places were tried.  glibc: allocations are those of this file. */
#define _GNU_SOURCE
#include <liasse.h>

#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- allocations --------------------------------------------------------- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *at, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *at);

static struct {
    long count, from, to; /* those that fail: from <= count < to */
    long live;
} heap;

static int
fails(void)
{
    heap.count++;
    return heap.count >= heap.from && heap.count < heap.to;
}

void *
malloc(size_t size)
{
    void *at = fails() ? NULL : __libc_malloc(size);
    heap.live += at != NULL;
    return at;
}

void *
calloc(size_t count, size_t size)
{
    void *at = fails() ? NULL : __libc_calloc(count, size);
    heap.live += at != NULL;
    return at;
}

void *
realloc(void *at, size_t size)
{
    void *now = fails() ? NULL : __libc_realloc(at, size);
    heap.live += !at && now;
    return now;
}

void *
aligned_alloc(size_t alignment, size_t size)
{
    void *at = fails() ? NULL : __libc_memalign(alignment, size);
    heap.live += at != NULL;
    return at;
}

void
free(void *at)
{
    heap.live -= at != NULL;
    __libc_free(at);
}

/* ---- what is told -------------------------------------------------------- */

static struct {
    char text[64 * 1024]; /* what the calls gave */
    size_t length;
    int failed; /* calls that said there is no memory */
    long live;  /* pieces when the one index was closed */
    char wrong[400];
} told;

static void
tell(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(told.text + told.length,
                           sizeof told.text - told.length, format, list);
    va_end(list);
    if (length > 0)
        told.length += (size_t)length;
}

static void
wrong(const char *what, liasse_status status, const char *text)
{
    if (!*told.wrong)
        snprintf(told.wrong, sizeof told.wrong, "%s: %s, %s", what,
                 liasse_status_text(status), text);
}

/* Did the call do its work?  Else it must say why not. */
static int
done(const char *call, liasse_status status, const void *out,
     const liasse_error *error)
{
    if (status == LIASSE_OK && out)
        return 1;
    told.failed++;
    if (status != LIASSE_NO_MEMORY || error->status != status ||
        !*error->text || out)
        wrong(call, status, error->text);
    return 0;
}

static void
tell_answer(const liasse_answer *answer)
{
    tell("%lu %d %lu %s\n", (unsigned long)liasse_answer_total(answer),
         liasse_answer_is_relaxed(answer),
         (unsigned long)liasse_answer_pending(answer),
         liasse_answer_correction(answer) ? liasse_answer_correction(answer)
                                          : "-");
    for (size_t i = 0; i < liasse_answer_hits(answer); i++) {
        const liasse_hit *hit = liasse_answer_hit(answer, i);
        tell(" %s %.3f %s %s\n", liasse_hit_uid(hit), liasse_hit_score(hit),
             liasse_hit_title(hit)->html,
             liasse_hit_field(hit, "author", 0)
                 ? liasse_hit_field(hit, "author", 0)
                 : "-");
        for (size_t k = 0; k < liasse_hit_snippets(hit); k++)
            tell("  %s\n", liasse_hit_snippet(hit, k)->html);
    }
    for (size_t i = 0; i < liasse_answer_facets(answer); i++) {
        const liasse_facet *facet = liasse_answer_facet(answer, i);
        for (size_t k = 0; k < facet->count; k++)
            tell(" %s %s %lu\n", facet->field, facet->values[k].value,
                 (unsigned long)facet->values[k].count);
    }
    const liasse_histogram *bars = liasse_answer_histogram(answer);
    for (size_t i = 0; bars && i < bars->count; i++)
        tell(" %s %lu\n", bars->buckets[i].start,
             (unsigned long)bars->buckets[i].count);
}

/* ---- the calls ----------------------------------------------------------- */

static void
ask(liasse *index, const char *query, const liasse_options *options)
{
    liasse_answer *answer = NULL;
    liasse_error error;
    liasse_status status =
        liasse_search(&answer, index, query, options, &error);
    if (done(query ? query : "all", status, answer, &error))
        tell_answer(answer);
    liasse_answer_free(answer);
}

static void
ask_all(liasse *index)
{
    static const char *const facets[] = {"kind", "auteur=gren"};
    static const liasse_filter filters[] = {{"leg", "17"}};
    liasse_options options;
    liasse_answer *answer = NULL;
    liasse_document *document = NULL;
    const liasse_suggestions *found = NULL;
    liasse_error error;
    liasse_status status;
    liasse_options_init(&options, sizeof options);
    options.facets = facets;
    options.facet_count = 2;
    options.histogram = "auto";
    ask(index, "\"accès aux soins\" OU equil*", &options);
    options.filters = filters;
    options.filter_count = 1;
    options.collapse = "leg";
    options.sort = LIASSE_SORT_NEWEST;
    options.fields = "cites";
    ask(index, NULL, &options);
    ask(index, "soin hopitale", NULL);
    ask(index, "soins PRES/5 marché auteur:grenon", NULL);
    status = liasse_similar(&answer, index, "QE1", NULL, &error);
    if (done("similar", status, answer, &error))
        tell_answer(answer);
    liasse_answer_free(answer);
    status = liasse_similar_to_text(&answer, index, "un hôpital et ses soins",
                                    NULL, &error);
    if (done("similar_to_text", status, answer, &error))
        tell_answer(answer);
    liasse_answer_free(answer);
    status = liasse_suggest(&found, index, "gren", 5, &error);
    if (done("suggest", status, found, &error))
        for (size_t i = 0; i < found->count; i++)
            tell(" %s %s\n", found->at[i].text, found->at[i].query);
    liasse_suggestions_free(found);
    status = liasse_get(&document, index, "QE1", "accès", 0, 0, &error);
    if (done("get", status, document, &error))
        for (size_t i = 0; i < liasse_document_blocks(document); i++)
            tell(" %s\n", liasse_document_block(document, i)->text);
    liasse_document_free(document);
}

static void
ask_one(liasse *index)
{
    ask(index, "soins", NULL);
}

/* Opens and asks; where memory ended, once more when there is some: with the
 * same handle, if there is one, which is as good as ever. */
static void
section(const char *const *paths, size_t count, void (*asks)(liasse *),
        long fail_to)
{
    liasse *index = NULL;
    liasse_error error;
    size_t start = told.length;
    int before = told.failed;
    heap.to = fail_to;
    liasse_status status = liasse_open_many(&index, paths, count, &error);
    if (done("open", status, index, &error))
        asks(index);
    heap.to = 0;
    if (told.failed > before) {
        told.length = start;
        told.text[start] = '\0';
        if (index ||
            liasse_open_many(&index, paths, count, &error) == LIASSE_OK)
            asks(index);
    }
    liasse_close(index);
}

/* All of it; fail_from: the first allocation that fails, 0 = none. */
static void
walk(const char *path, long fail_from, long fail_to)
{
    const char *paths[2];
    paths[0] = paths[1] = path;
    memset(&told, 0, sizeof told);
    heap.count = 0;
    heap.from = fail_from;
    section(paths, 1, ask_all, fail_to);
    told.live = heap.live;
    section(paths, 2, ask_one, fail_to);
}

/* ---- places -------------------------------------------------------------- */

static struct {
    char text[sizeof told.text];
    long live;
} right;

enum { FINE = 0, WRONG = 1, LOST = 2 };

/* In a process of its own: its exit code. */
static int
try_place(const char *path, long from, long to)
{
    walk(path, from, to);
    if (*told.wrong)
        fprintf(stderr, "allocation %ld: %s\n", from, told.wrong);
    else if (strcmp(told.text, right.text) != 0)
        fprintf(stderr, "allocation %ld: other answers\n", from);
    else if (told.live != right.live)
        fprintf(stderr, "allocation %ld: %ld pieces lost\n", from,
                told.live - right.live);
    else
        return heap.live == right.live ? FINE : LOST;
    return WRONG;
}

static int
place(const char *path, long from, long to)
{
    int code = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(try_place(path, from, to));
    if (child < 0 || waitpid(child, &code, 0) != child)
        return WRONG;
    if (WIFEXITED(code))
        return WEXITSTATUS(code);
    fprintf(stderr, "allocation %ld%s: signal %d\n", from,
            to > from + 1 ? " and later ones" : "", WTERMSIG(code));
    return WRONG;
}

static int
fail_each(const char *path, long places)
{
    long tried[3] = {0, 0, 0}; /* by their ends */
    walk(path, 0, 0);          /* what is made once is made */
    right.live = heap.live;
    walk(path, 0, 0);
    long count = heap.count, step = places ? count / places + 1 : 1;
    if (*told.wrong || told.failed || heap.live != right.live) {
        fprintf(stderr, "without a fault: %s, %ld pieces lost\n", told.wrong,
                heap.live - right.live);
        return 1;
    }
    memcpy(right.text, told.text, sizeof right.text);
    for (long n = 1; n <= count && tried[WRONG] < 20; n += step) {
        tried[place(path, n, n + 1)]++;
        tried[place(path, n, LONG_MAX)]++;
    }
    printf("%ld places of %ld, once and for good: %ld faults, %ld lose memory "
           "of Xapian's matcher\n",
           (count - 1) / step + 1, count, tried[WRONG], tried[LOST]);
    return tried[WRONG] != 0;
}

/* ---- options ------------------------------------------------------------- */

enum { WORD = sizeof(void *) };

/* A caller's structure of every size, at the end of what may be read. */
static int
fail_sizes(const char *path)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *room = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    liasse *index = NULL;
    liasse_error error;
    int faults = 0;
    if (room == MAP_FAILED || mprotect(room + page, page, PROT_NONE) != 0 ||
        liasse_open(&index, path, &error) != LIASSE_OK)
        return 1;
    for (size_t size = 0; size <= sizeof(liasse_options); size++) {
        size_t rounded = (size + WORD - 1) / WORD * WORD;
        char *start = room + page - rounded;
        liasse_options *options = (liasse_options *)(void *)start;
        memset(room, 0x5A, page);
        liasse_options_init(options, size);
        for (char *at = room; at < room + page; at++)
            if (*at != 0x5A && (at < start || at >= start + size)) {
                fprintf(stderr, "options of %zu bytes: more written\n", size);
                return 1;
            }
        if (size < WORD)
            continue; /* not even its own size */
        liasse_answer *answer = NULL;
        if (liasse_search(&answer, index, "soins", options, &error) !=
                LIASSE_OK ||
            liasse_answer_total(answer) == 0) {
            fprintf(stderr, "options of %zu bytes: %s\n", size, error.text);
            faults++;
        }
        liasse_answer_free(answer);
    }
    liasse_close(index);
    return faults != 0;
}

int
main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int faults = fail_sizes(argv[1]);
    return fail_each(argv[1], argc > 2 ? atol(argv[2]) : 0) || faults;
}
