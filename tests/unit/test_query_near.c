/* Query: PRÈS and AVANT against a matcher that tries everything, over random
 * documents and random queries. */
#include "check.h"
#include "scratch.h"

#include "answer.h"
#include "write.h"

#include <stdlib.h>

enum {
    DOCUMENTS = 80,
    WORDS_MAX = 12,
    QUERIES = 400,
    VOCABULARY = 6,
    NODES = 32,
    PLACES = 4096
};

static const char *const vocabulary[VOCABULARY] = {"rouge", "vert", "bleu",
                                                   "jaune", "noir", "blanc"};

static int texts[DOCUMENTS][WORDS_MAX];
static int lengths[DOCUMENTS];
static uint32_t seed;

static uint32_t
chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* ---- a query, as text and as what it means ---------------------------- */

struct part {
    char kind; /* w one or two words, o either, n near */
    int words[2], count;
    int distance;
    bool ordered;
    struct part *left, *right;
};

struct making {
    struct part parts[NODES];
    size_t used;
};

static struct part *
make_words(struct making *making)
{
    struct part *part = &making->parts[making->used++];
    *part = (struct part){.kind = 'w', .count = 1 + (chance(3) == 0)};
    for (int i = 0; i < part->count; i++)
        part->words[i] = (int)chance(VOCABULARY);
    return part;
}

static struct part *
make_part(struct making *making, int depth)
{
    if (depth == 0 || (depth < 3 && chance(2)))
        return make_words(making);
    struct part *part = &making->parts[making->used++];
    bool either = depth < 3 && chance(3) == 0;
    *part = (struct part){.kind = either ? 'o' : 'n',
                          .distance = 1 + (int)chance(5),
                          .ordered = chance(2)};
    part->left = either ? make_words(making) : make_part(making, depth - 1);
    part->right = either ? make_words(making) : make_part(making, depth - 1);
    return part;
}

static void
print_part(struct buf *out, const struct part *part)
{
    if (part->kind == 'w') {
        buf_printf(out, part->count > 1 ? "\"%s %s\"" : "%s",
                   vocabulary[part->words[0]], vocabulary[part->words[1]]);
        return;
    }
    buf_add_char(out, '(');
    print_part(out, part->left);
    if (part->kind == 'o')
        buf_add(out, STR(" OU "));
    else
        buf_printf(out, " %s/%d ", part->ordered ? "AVANT" : "PRÈS",
                   part->distance);
    print_part(out, part->right);
    buf_add_char(out, ')');
}

struct stretch {
    int first, last;
};

static size_t
add_stretch(struct stretch *out, size_t count, int first, int last)
{
    for (size_t i = 0; i < count; i++)
        if (out[i].first == first && out[i].last == last)
            return count;
    CHECK(count < PLACES);
    out[count] = (struct stretch){first, last};
    return count + (count < PLACES - 1);
}

static size_t
stretches(struct stretch *out, const struct part *part, int document)
{
    struct stretch a[PLACES / 8], b[PLACES / 8];
    size_t count = 0;
    const int *text = texts[document];
    if (part->kind == 'w') {
        for (int i = 0; i + part->count <= lengths[document]; i++)
            if (text[i] == part->words[0] &&
                (part->count == 1 || text[i + 1] == part->words[1]))
                count = add_stretch(out, count, i, i + part->count - 1);
        return count;
    }
    size_t left = stretches(a, part->left, document);
    size_t right = stretches(b, part->right, document);
    for (size_t i = 0; part->kind == 'o' && i < left; i++)
        count = add_stretch(out, count, a[i].first, a[i].last);
    for (size_t i = 0; part->kind == 'o' && i < right; i++)
        count = add_stretch(out, count, b[i].first, b[i].last);
    for (size_t i = 0; part->kind == 'n' && i < left; i++)
        for (size_t k = 0; k < right; k++) {
            int behind = b[k].first - a[i].last;
            int before = a[i].first - b[k].last;
            if (behind >= 1 && behind <= part->distance)
                count = add_stretch(out, count, a[i].first, b[k].last);
            if (!part->ordered && before >= 1 && before <= part->distance)
                count = add_stretch(out, count, b[k].first, a[i].last);
        }
    return count;
}

/* ---- the index -------------------------------------------------------- */

static void
put_text(struct store *store, int document)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(1 << 12);
    struct contribution one = {.reader = STR("test"), .rank = 1};
    enum put put;
    lengths[document] = 1 + (int)chance(WORDS_MAX);
    for (int i = 0; i < lengths[document]; i++) {
        texts[document][i] = (int)chance(VOCABULARY);
        buf_printf(&text, "%s ", vocabulary[texts[document][i]]);
    }
    one.source = arena_printf(&arena, "D%03d", document);
    CHECK_OK(document_add(&one.document, FIELD_UID, one.source, &arena, NULL),
             NULL);
    CHECK_OK(document_add(&one.document, FIELD_KIND, STR("page"), &arena, NULL),
             NULL);
    CHECK_OK(document_add_text(&one.document, STR("body"), STR(""),
                               buf_str(&text), &arena, NULL),
             NULL);
    CHECK_OK(store_put(&put, store, &one, NULL), NULL);
}

static void
make_index(const struct layout *layout)
{
    AUTO(store) struct store *store = NULL;
    struct written written;
    struct error err = {0};
    CHECK_OK(store_create(&store, layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (int i = 0; i < DOCUMENTS; i++)
        put_text(store, i);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(index_update(&written, layout, NULL, NULL, &err), &err);
}

static void
check_query(struct search *search, const struct part *part)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf query = BUF_INIT(1 << 12);
    AUTO(buf) struct buf want = BUF_INIT(1 << 14);
    AUTO(buf) struct buf got = BUF_INIT(1 << 14);
    struct stretch found[PLACES];
    struct answer answer;
    struct error err = {0};
    size_t where;
    print_part(&query, part);
    struct request request = {.query = buf_str(&query),
                              .match = MATCH_ALL,
                              .uids_only = true,
                              .limit = DOCUMENTS,
                              .sort = SORT_DATE};
    CHECK_OK(answer_make(&answer, &where, search, &request, &arena, &err),
             &err);
    buf_add(&want, buf_str(&query));
    buf_add(&got, buf_str(&query));
    for (int i = 0; i < DOCUMENTS; i++)
        if (stretches(found, part, i))
            buf_printf(&want, " D%03d", i);
    for (size_t i = 0; i < answer.count; i++)
        buf_printf(&got, " " STR_FMT, STR_ARG(answer.hits[i].uid));
    CHECK_STR(buf_str(&got), buf_str(&want));
}

static void
test_random(void)
{
    struct scratch scratch;
    struct layout layout;
    struct error err = {0};
    AUTO(search) struct search *search = NULL;
    seed = 1;
    scratch_make(&scratch);
    CHECK_OK(layout_init(&layout, scratch.path, &err), &err);
    make_index(&layout);
    const char *path = scratch.path;
    CHECK_OK(search_new(&search, &path, 1, &err), &err);
    for (int i = 0; i < QUERIES; i++) {
        struct making making = {0};
        check_query(search, make_part(&making, 3));
    }
    scratch_remove(&scratch);
}

CU_TestInfo query_near_tests[] = {
    {"random", test_random},
    CU_TEST_INFO_NULL,
};
