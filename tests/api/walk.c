/* Every call of the C library over the small index of the golden tests; prints
 * what is wrong and nothing else.
 *   walk INDEX */
#include <liasse.h>

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static int faults;

static void
fault(int line, const char *what)
{
    fprintf(stderr, "walk.c:%d: %s\n", line, what);
    faults++;
}

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition))                                                      \
            fault(__LINE__, #condition);                                       \
    } while (0)
#define CHECK_STR(got, want)                                                   \
    do {                                                                       \
        const char *got_ = (got);                                              \
        if (!got_ || strcmp(got_, (want)) != 0)                                \
            fault(__LINE__, got_ ? got_ : #got " is NULL");                    \
    } while (0)

static liasse_options
usual(void)
{
    liasse_options options;
    liasse_options_init(&options, sizeof options);
    return options;
}

static liasse_answer *
search(liasse *index, const char *query, const liasse_options *options)
{
    liasse_answer *answer = NULL;
    liasse_error error;
    if (liasse_search(&answer, index, query, options, &error) != LIASSE_OK)
        fault(__LINE__, error.text);
    return answer;
}

/* ---- hits ---------------------------------------------------------------- */

static void
check_snippet(const liasse_snippet *snippet)
{
    CHECK(snippet->text && snippet->html && snippet->role && snippet->heading);
    for (size_t i = 0; i < snippet->mark_count; i++) {
        const liasse_mark *mark = &snippet->marks[i];
        CHECK(mark->start + mark->length <= strlen(snippet->text));
        CHECK(mark->block_start >= snippet->start &&
              mark->block_start + mark->block_length <= snippet->end);
    }
}

static void
test_hits(liasse *index)
{
    liasse_answer *answer = search(index, "auteur:grenon soins", NULL);
    const liasse_hit *hit = liasse_answer_hit(answer, 0);
    CHECK(liasse_answer_total(answer) == 2 && liasse_answer_is_exact(answer));
    CHECK(liasse_answer_documents(answer) == 2);
    CHECK(liasse_answer_hits(answer) == 2);
    CHECK(liasse_answer_hit(answer, 2) == NULL);
    CHECK(liasse_answer_cursor(answer) == NULL);
    CHECK(!liasse_answer_is_relaxed(answer));
    CHECK(liasse_answer_pending(answer) == 0);
    CHECK(liasse_hit_rank(hit) == 1 && liasse_hit_score(hit) > 0);
    CHECK(!liasse_hit_is_stale(hit) && liasse_hit_collapsed(hit) == 0);
    for (size_t i = 0; i < liasse_answer_hits(answer); i++) {
        hit = liasse_answer_hit(answer, i);
        for (size_t k = 0; k < liasse_hit_snippets(hit); k++)
            check_snippet(liasse_hit_snippet(hit, k));
        CHECK(liasse_hit_snippet(hit, liasse_hit_snippets(hit)) == NULL);
        check_snippet(liasse_hit_title(hit));
        if (strcmp(liasse_hit_uid(hit), "QE1") != 0)
            continue;
        CHECK_STR(liasse_hit_field(hit, "title", 0),
                  "Accès aux soins dans l'Yonne");
        CHECK_STR(liasse_hit_title(hit)->html,
                  "Accès aux <em>soins</em> dans l&#39;Yonne");
        CHECK_STR(liasse_hit_field(hit, "rubric", 1), "Territoires");
        CHECK(liasse_hit_field(hit, "rubric", 2) == NULL);
        CHECK(liasse_hit_field(hit, "nonsense", 0) == NULL);
        CHECK(liasse_hit_url(hit) == NULL);
        CHECK(liasse_hit_snippets(hit) == 1);
        CHECK(liasse_hit_snippet(hit, 0)->alinea == 1);
    }
    liasse_answer_free(answer);
}

/* What a hit cites, asked for; what a document cites, always. */
static void
test_cites(liasse *index)
{
    liasse_options options = usual();
    liasse_answer *answer = search(index, "primaires", &options);
    const liasse_hit *hit = liasse_answer_hit(answer, 0);
    CHECK(liasse_hit_field(hit, "cites", 0) == NULL);
    CHECK(liasse_hit_part(hit, "cites", 0, "text") == NULL);
    liasse_answer_free(answer);
    options.fields = "cites";
    answer = search(index, "primaires", &options);
    hit = liasse_answer_hit(answer, 0);
    CHECK_STR(liasse_hit_part(hit, "cites", 0, "text"), "article L. 162-31-1");
    CHECK_STR(liasse_hit_part(hit, "cites", 0, "key"), "art:l162-31-1");
    CHECK_STR(liasse_hit_part(hit, "cites", 0, "at"), "5");
    CHECK_STR(liasse_hit_part(hit, "cites", 0, "length"), "19");
    CHECK_STR(liasse_hit_part(hit, "cites", 0, "in"), "text");
    CHECK(liasse_hit_part(hit, "cites", 0, "colour") == NULL);
    CHECK(liasse_hit_part(hit, "cites", 1, "text") == NULL);
    liasse_answer_free(answer);
}

/* What is told about is what stands in the document. */
static void
test_places(liasse *index)
{
    liasse_options options = usual();
    liasse_answer *answer;
    options.snippets = 10;
    answer = search(index, "uid:QE2 soins", &options);
    const liasse_hit *hit = liasse_answer_hit(answer, 0);
    CHECK(hit && liasse_hit_snippets(hit) == 3);
    for (size_t i = 0; hit && i < liasse_hit_snippets(hit); i++) {
        const liasse_snippet *snippet = liasse_hit_snippet(hit, i);
        liasse_document *document = NULL;
        CHECK(liasse_get(&document, index, "QE2", NULL, 0, 0, NULL) ==
              LIASSE_OK);
        const liasse_block *block =
            liasse_document_block(document, snippet->block);
        CHECK_STR(block->role, snippet->role);
        for (size_t k = 0; k < snippet->mark_count; k++)
            CHECK(memcmp(block->text + snippet->marks[k].block_start,
                         snippet->text + snippet->marks[k].start,
                         snippet->marks[k].length) == 0);
        liasse_document_free(document);
    }
    liasse_answer_free(answer);
}

/* ---- counts ----------------------------------------------------------------
 */

static void
test_counts(liasse *index)
{
    static const char *const facets[] = {"kind", "auteur=gren"};
    static const liasse_filter filters[] = {{"kind", "page"},
                                            {"date", "2025.."}};
    liasse_options options = usual();
    liasse_answer *answer;
    options.facets = facets;
    options.facet_count = 2;
    options.filters = filters;
    options.filter_count = 2;
    options.histogram = "auto";
    answer = search(index, NULL, &options);
    CHECK(liasse_answer_total(answer) == 1);
    CHECK(liasse_answer_facets(answer) == 2);
    CHECK(liasse_answer_facet(answer, 2) == NULL);
    const liasse_facet *facet = liasse_answer_facet(answer, 0);
    CHECK_STR(facet->field, "kind");
    CHECK(facet->count == 2 && facet->distinct == 2); /* without its filter */
    CHECK_STR(facet->values[0].value, "question-ecrite");
    CHECK(facet->values[0].count == 2 && facet->values[1].count == 1);
    CHECK(liasse_answer_facet(answer, 1)->count == 0);
    const liasse_histogram *histogram = liasse_answer_histogram(answer);
    CHECK_STR(histogram->gap, "day");
    CHECK(histogram->count == 1 && histogram->undated == 0);
    CHECK_STR(histogram->buckets[0].start, "2026-01-01");
    CHECK(histogram->buckets[0].count == 1);
    liasse_answer_free(answer);
    answer = search(index, "soins", NULL);
    CHECK(liasse_answer_histogram(answer) == NULL);
    CHECK(liasse_answer_facets(answer) == 0);
    liasse_answer_free(answer);
}

static void
test_collapse(liasse *index)
{
    liasse_options options = usual();
    liasse_answer *answer;
    options.collapse = "leg";
    options.sort = LIASSE_SORT_NEWEST;
    answer = search(index, "soins", &options);
    CHECK(liasse_answer_total(answer) == 4);
    CHECK(liasse_answer_documents(answer) == 5);
    CHECK(liasse_hit_collapsed(liasse_answer_hit(answer, 0)) == 1);
    liasse_answer_free(answer);
}

/* ---- lists ------------------------------------------------------------------
 */

static void
test_cursor(liasse *index)
{
    liasse_options options = usual();
    liasse_answer *all = search(index, "soins", NULL), *page = NULL;
    size_t at = 0;
    char cursor[256] = "*";
    options.limit = 2;
    while (*cursor) {
        options.cursor = cursor;
        page = search(index, "soins", &options);
        for (size_t i = 0; i < liasse_answer_hits(page); i++, at++)
            CHECK_STR(liasse_hit_uid(liasse_answer_hit(page, i)),
                      liasse_hit_uid(liasse_answer_hit(all, at)));
        const char *next = liasse_answer_cursor(page);
        snprintf(cursor, sizeof cursor, "%s", next ? next : "");
        liasse_answer_free(page);
    }
    CHECK(at == liasse_answer_total(all));
    liasse_answer_free(all);
}

static void
test_similar(liasse *index)
{
    liasse_answer *answer = NULL;
    liasse_error error;
    CHECK(liasse_similar(&answer, index, "QE1", NULL, &error) == LIASSE_OK);
    CHECK(liasse_answer_hits(answer) > 0);
    for (size_t i = 0; i < liasse_answer_hits(answer); i++)
        CHECK(strcmp(liasse_hit_uid(liasse_answer_hit(answer, i)), "QE1"));
    liasse_answer_free(answer);
    CHECK(liasse_similar_to_text(&answer, index, "un hôpital et ses soins",
                                 NULL, &error) == LIASSE_OK);
    CHECK_STR(liasse_hit_uid(liasse_answer_hit(answer, 0)), "QE2");
    liasse_answer_free(answer);
    CHECK(liasse_similar(&answer, index, "nobody", NULL, &error) ==
          LIASSE_NOT_FOUND);
    CHECK(answer == NULL && error.status == LIASSE_NOT_FOUND);
}

static void
test_suggest(liasse *index)
{
    const liasse_suggestions *found = NULL;
    CHECK(liasse_suggest(&found, index, "gren", 5, NULL) == LIASSE_OK);
    CHECK(found->count == 2);
    CHECK_STR(found->at[0].type, "name");
    CHECK_STR(found->at[0].text, "Daniel Grenon");
    CHECK(found->at[0].count == 2 && found->at[0].uid == NULL);
    liasse_suggestions_free(found);
    CHECK(liasse_suggest(&found, index, "", 5, NULL) == LIASSE_OK);
    CHECK(found->count == 0);
    liasse_suggestions_free(found);
    liasse_suggestions_free(NULL);
}

static void
test_document(liasse *index)
{
    liasse_document *document = NULL;
    size_t start, end, total;
    CHECK(liasse_get(&document, index, "QE1", "accès", 10, 45, NULL) ==
          LIASSE_OK);
    liasse_document_slice(document, &start, &end, &total);
    CHECK(start == 10 && end == 55 && total > end);
    CHECK(liasse_document_blocks(document) == 1);
    const liasse_block *block = liasse_document_block(document, 0);
    CHECK(block->length == 45 && block->start == 10 && block->block == 0);
    CHECK(block->mark_count == 1);
    CHECK(strncmp(block->text + block->marks[0].start, "accès",
                  block->marks[0].length) == 0);
    CHECK(block->marks[0].block_start == block->marks[0].start + 10);
    CHECK(liasse_document_block(document, 1) == NULL);
    CHECK_STR(liasse_document_field(document, "author", 0), "Daniel Grenon");
    CHECK(liasse_document_field(document, "author", 1) == NULL);
    liasse_document_free(document);
    CHECK(liasse_get(&document, index, "nobody", NULL, 0, 0, NULL) ==
          LIASSE_NOT_FOUND);
    CHECK(document == NULL);
    liasse_document_free(document);
}

/* ---- errors
 * ------------------------------------------------------------------ */

static void
wrong(liasse *index, const char *query, const liasse_options *options,
      size_t position, int line)
{
    liasse_answer *answer = NULL;
    liasse_error error;
    memset(&error, 0, sizeof error);
    if (liasse_search(&answer, index, query, options, &error) != LIASSE_SYNTAX)
        fault(line, "no syntax error");
    if (error.status != LIASSE_SYNTAX || error.position != position ||
        !*error.text || answer)
        fault(line, error.text);
    CHECK(liasse_search(&answer, index, query, options, NULL) == LIASSE_SYNTAX);
}

static void
test_errors(liasse *index)
{
    static const char *const facets[] = {"titre"};
    static const liasse_filter filters[] = {{"titel", "x"}};
    liasse_options options = usual();
    options.match = LIASSE_MATCH_ALL;
    wrong(index, "soins ET", &options, 7, __LINE__);
    wrong(index, "", NULL, 0, __LINE__);
    options = usual();
    options.facets = facets;
    options.facet_count = 1;
    wrong(index, "soins", &options, 0, __LINE__);
    options = usual();
    options.filters = filters;
    options.filter_count = 1;
    wrong(index, "soins", &options, 0, __LINE__);
    options = usual();
    options.histogram = "week";
    wrong(index, "soins", &options, 0, __LINE__);
    options = usual();
    options.snippets = 11;
    wrong(index, "soins", &options, 0, __LINE__);
    options = usual();
    options.cursor = "x";
    wrong(index, "soins", &options, 0, __LINE__);
    for (int status = LIASSE_OK; status <= LIASSE_BUG; status++)
        CHECK(*liasse_status_text((liasse_status)status));
    CHECK(*liasse_version() >= '0' && *liasse_version() <= '9');
}

/* A program built when the options ended before the filters. */
static void
test_older_options(liasse *index)
{
    static const char *const facets[] = {"titre"};
    liasse_options options;
    liasse_answer *answer;
    size_t size = offsetof(liasse_options, filters);
    memset(&options, 0xAA, sizeof options);
    liasse_options_init(&options, size);
    CHECK(((unsigned char *)&options)[size] == 0xAA);
    options.limit = 1;
    options.facets = facets;
    options.facet_count = 1;
    answer = search(index, "soins", &options);
    CHECK(answer && liasse_answer_hits(answer) == 1);
    liasse_answer_free(answer);
}

int
main(int argc, char **argv)
{
    liasse *index = NULL, *both = NULL;
    liasse_answer *kept;
    liasse_error error;
    if (argc != 2 || liasse_open(&index, argv[1], &error) != LIASSE_OK)
        return 2;
    test_hits(index);
    test_cites(index);
    test_places(index);
    test_counts(index);
    test_collapse(index);
    test_cursor(index);
    test_similar(index);
    test_suggest(index);
    test_document(index);
    test_errors(index);
    test_older_options(index);
    kept = search(index, "soin hopitale", NULL);
    liasse_close(index);
    (void)liasse_answer_correction(kept); /* an answer outlives its index */
    CHECK(liasse_answer_hits(kept) == liasse_answer_total(kept));
    liasse_answer_free(kept);
    const char *paths[2];
    paths[0] = paths[1] = argv[1];
    CHECK(liasse_open_many(&both, paths, 2, &error) == LIASSE_OK);
    kept = search(both, "soins", NULL);
    CHECK(liasse_answer_total(kept) == 10);
    liasse_answer_free(kept);
    liasse_close(both);
    CHECK(liasse_open_many(&both, paths, 0, &error) == LIASSE_SYNTAX && !both);
    CHECK(liasse_open(&both, "no such index", NULL) == LIASSE_NOT_FOUND &&
          !both);
    liasse_close(NULL);
    liasse_answer_free(NULL);
    return faults ? 1 : 0;
}
