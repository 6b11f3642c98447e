/* Query: every operator against a matcher that tries everything, over random
 * documents and random queries.
 *
 * The matcher knows nothing of terms, positions or trees of Xapian: it walks
 * through the words of a document for each part of the query.  What French it
 * needs, which words are forms of one another, stands in the table below. */
#include "check.h"
#include "scratch.h"

#include "answer.h"
#include "write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DOCUMENTS = 60,
    BLOCKS = 4, /* title, two paragraphs, author */
    WORDS_MAX = 10,
    QUERIES = 3000,
    ROUNDS = 3, /* with other documents each */
    NODES = 512,
    DEPTH = 3
};

/* ---- words ------------------------------------------------------------- */

/* `written` as in a text, `normal` in small letters; accents apart: `plain`.
 * Words of one family are forms of one another. */
static const struct entry {
    const char *written, *normal, *plain;
    int family;
} lexicon[] = {
    {"loi", "loi", "loi", 1},
    {"lois", "lois", "lois", 1},
    {"Loi", "loi", "loi", 1},
    {"marché", "marché", "marche", 2},
    {"marche", "marche", "marche", 2},
    {"MARCHE", "marche", "marche", 2},
    {"marchés", "marchés", "marches", 2},
    {"droit", "droit", "droit", 3},
    {"droits", "droits", "droits", 3},
    {"canal", "canal", "canal", 4},
    {"canaux", "canaux", "canaux", 4},
    {"État", "état", "etat", 5},
    {"Etat", "etat", "etat", 5},
    {"état", "état", "etat", 5},
    {"états", "états", "etats", 5},
    {"bleu", "bleu", "bleu", 6},
    {"bleuet", "bleuet", "bleuet", 8}, /* near it and no form of it */
    {"de", "de", "de", 7},
};
enum { LEXICON = sizeof lexicon / sizeof lexicon[0], STOP = LEXICON - 1 };

static const char *const wildcards[] = {
    "mar*", "*ché", "*che", "m*s", "ca*x", "*a*a*", "dr*t*",
    "ét*",  "et*",  "*oi*", "lo*", "*ts",  "b*u",   "marche*",
};
static const char *const near_spellings[] = {
    "lo~1",    "loi~",   "marhce~",  "drot~",
    "canaus~", "bleue~", "maerch~2", "etta~",
};
enum {
    WILDCARDS = sizeof wildcards / sizeof wildcards[0],
    NEAR_SPELLINGS = sizeof near_spellings / sizeof near_spellings[0]
};

static uint32_t seed;

static uint32_t
chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Next character of UTF-8 text; the table has none over two bytes. */
static unsigned
next(const char **at)
{
    unsigned c = (unsigned char)*(*at)++;
    if (c < 0x80)
        return c;
    return (c & 0x1F) << 6 | ((unsigned char)*(*at)++ & 0x3F);
}

static unsigned
bare(unsigned c)
{
    return c == 0xE9 || c == 0xC9 ? 'e' : c;
}

/* Does a word typed go with a word of a text, as to accents? */
static bool
accents_go(const char *typed, const struct entry *word)
{
    const char *have = word->normal, *source = word->written;
    if (strlen(typed) == 0 || !strpbrk(typed, "\xC3"))
        return true;
    const char *a = typed, *b = word->plain;
    while (*a && *b)
        if (bare(next(&a)) != next(&b))
            return true; /* other letters */
    if (*a || *b)
        return true;
    while (*typed) {
        unsigned want = next(&typed), is = next(&have), shape = next(&source);
        if (want >= 0x80 && want != is && !(shape >= 'A' && shape <= 'Z'))
            return false;
    }
    return true;
}

static bool
stars_go(const char *pattern, const char *word)
{
    if (*pattern == '\0')
        return *word == '\0';
    if (*pattern == '*')
        return stars_go(pattern + 1, word) ||
               (*word && (next(&word), stars_go(pattern, word)));
    if (*word == '\0')
        return false;
    unsigned want = next(&pattern), is = next(&word);
    return (want >= 0x80 ? want == is : want == bare(is)) &&
           stars_go(pattern, word);
}

static unsigned
steps(const char *a, const char *b)
{
    unsigned best, other;
    if (*a == '\0' || *b == '\0')
        return (unsigned)(strlen(a) + strlen(b));
    if (*a == *b)
        return steps(a + 1, b + 1);
    best = steps(a + 1, b + 1);
    other = steps(a + 1, b);
    best = other < best ? other : best;
    other = steps(a, b + 1);
    best = other < best ? other : best;
    if (a[1] && b[1] && a[0] == b[1] && a[1] == b[0]) {
        other = steps(a + 2, b + 2);
        best = other < best ? other : best;
    }
    return best + 1;
}

static bool
spelt_nearly(const char *typed, const char *plain)
{
    char word[32];
    size_t len = strcspn(typed, "~");
    memcpy(word, typed, len);
    word[len] = '\0';
    unsigned most = len <= 2 ? 0 : len <= 7 ? 1 : 2;
    if (typed[len + 1])
        most = (unsigned)(typed[len + 1] - '0');
    return steps(word, plain) <= most;
}

/* ---- documents --------------------------------------------------------- */

struct block {
    int words[WORDS_MAX];
    int count;
};

static struct sample {
    struct block blocks[BLOCKS];
    int kind, year, month;
} samples[DOCUMENTS];

static const char *const kinds[] = {"page", "article", "communique"};

enum { TITLE = 1, TEXT = 2 | 4, AUTHOR = 8, ANYWHERE = 15 };

static void
make_block(struct block *block, int most)
{
    block->count = (int)chance((uint32_t)most + 1);
    for (int i = 0; i < block->count; i++)
        block->words[i] = (int)chance(LEXICON);
}

static void
make_sample(struct sample *sample)
{
    make_block(&sample->blocks[0], 4);
    make_block(&sample->blocks[1], WORDS_MAX);
    make_block(&sample->blocks[2], WORDS_MAX);
    make_block(&sample->blocks[3], 2);
    sample->kind = (int)chance(3);
    sample->year = 2020 + (int)chance(4);
    sample->month = 1 + (int)chance(12);
}

static void
spell_block(struct buf *out, const struct block *block)
{
    for (int i = 0; i < block->count; i++)
        buf_printf(out, "%s%s", i ? " " : "", lexicon[block->words[i]].written);
}

/* ---- queries ----------------------------------------------------------- */

enum part_kind {
    WORD,  /* words[], one or a phrase */
    VALUE, /* type: or date: */
    NEAR_TWO,
    OR_MANY,
    NOT_LEFT, /* a SAUF b; without a: all but b */
    AND_MANY,
    SIDE /* side by side, minus some */
};

/* What stands at one place of a phrase. */
struct place {
    const char *pattern; /* NULL = a word of the lexicon, as typed */
    const char *typed;
    int word;
};

struct part {
    enum part_kind kind;
    struct place places[3];
    int place_count;
    bool phrase, exact;
    unsigned where;    /* blocks */
    const char *field; /* in front of it */
    int low, high;     /* dates as YYYYMM; of a value of kind: low */
    bool is_date;
    int distance;
    bool ordered;
    struct part *children[3];
    bool minus[3];
    int count;
};

struct making {
    struct part parts[NODES];
    size_t used;
};

static struct part *
part_new(struct making *making, enum part_kind kind)
{
    struct part *part = &making->parts[making->used++];
    *part = (struct part){.kind = kind, .where = ANYWHERE, .field = ""};
    return part;
}

static struct place
make_place(bool stop, bool pattern, bool accents)
{
    struct place place = {0};
    place.word = (int)chance(stop ? LEXICON : STOP);
    place.typed = accents && chance(2) ? lexicon[place.word].normal
                                       : lexicon[place.word].plain;
    if (pattern && chance(4) == 0)
        place.pattern = chance(3) ? wildcards[chance(WILDCARDS)]
                                  : near_spellings[chance(NEAR_SPELLINGS)];
    return place;
}

static struct part *
make_words(struct making *making)
{
    static const struct {
        const char *name;
        unsigned where;
    } names[] = {{"titre:", TITLE}, {"texte:", TEXT}, {"auteur:", AUTHOR}};
    struct part *part = part_new(making, WORD);
    uint32_t field = chance(10);
    if (field < 5) {
        field = field < 3 ? field : 1; /* texts the most often */
        part->field = names[field].name;
        part->where = names[field].where;
    }
    part->phrase = chance(3) == 0;
    part->exact = chance(5) == 0;
    part->place_count = part->phrase ? 1 + (int)chance(3) : 1;
    for (int i = 0; i < part->place_count; i++)
        part->places[i] = make_place(part->phrase && part->place_count > 1,
                                     !part->exact, true);
    return part;
}

static struct part *
make_value(struct making *making)
{
    struct part *part = part_new(making, VALUE);
    part->is_date = chance(2);
    part->low = (int)chance(3);
    if (part->is_date) {
        part->low = (2020 + (int)chance(4)) * 100 + 1 + (int)chance(12);
        part->high = (2020 + (int)chance(4)) * 100 + 1 + (int)chance(12);
        if (part->high < part->low || chance(4) == 0)
            part->high = part->low;
    }
    return part;
}

static struct part *
make_near(struct making *making, int depth)
{
    struct part *part;
    uint32_t form = depth == 0 ? 0 : chance(5);
    if (form < 2)
        return make_words(making);
    part = part_new(making, form == 2 ? OR_MANY : NEAR_TWO);
    part->distance = 1 + (int)chance(6);
    part->ordered = chance(2);
    part->count = 2;
    for (int i = 0; i < 2; i++)
        part->children[i] = make_near(making, depth - 1);
    return part;
}

static struct part *
make_part(struct making *making, int depth)
{
    static const enum part_kind joints[] = {OR_MANY, NOT_LEFT, AND_MANY, SIDE};
    uint32_t form = chance(10);
    if (depth == 0 || form < 2)
        return chance(6) ? make_words(making) : make_value(making);
    if (form < 4) {
        struct part *near = part_new(making, NEAR_TWO);
        near->distance = 1 + (int)chance(6);
        near->ordered = chance(2);
        near->count = 2;
        for (int i = 0; i < 2; i++)
            near->children[i] = make_near(making, 2);
        return near;
    }
    struct part *part = part_new(making, joints[chance(4)]);
    part->count = 2 + (part->kind != NOT_LEFT && chance(3) == 0);
    for (int i = 0; i < part->count; i++) {
        part->children[i] = make_part(making, depth - 1);
        part->minus[i] = part->kind == SIDE && chance(4) == 0;
    }
    if (part->kind == NOT_LEFT && chance(6) == 0)
        part->count = 1; /* all but this */
    return part;
}

static void print_part(struct buf *out, const struct part *part);

/* Brackets where the manual's table of precedence asks for them, or so. */
static void
print_child(struct buf *out, const struct part *part, int i)
{
    static const int binds[] = {
        [WORD] = 9,     [VALUE] = 9,    [NEAR_TWO] = 5, [SIDE] = 4,
        [AND_MANY] = 3, [NOT_LEFT] = 2, [OR_MANY] = 1};
    const struct part *child = part->children[i];
    bool brackets = part->minus[i] ? binds[child->kind] < 9
                                   : binds[child->kind] <= binds[part->kind];
    brackets = brackets || chance(8) == 0;
    buf_printf(out, "%s%s", part->minus[i] ? "-" : "", brackets ? "(" : "");
    print_part(out, child);
    buf_add(out, brackets ? STR(")") : STR(""));
}

static void
print_words(struct buf *out, const struct part *part)
{
    buf_printf(out, "%s%s%s", part->field, part->exact ? "=" : "",
               part->phrase ? "\"" : "");
    for (int i = 0; i < part->place_count; i++) {
        const struct place *place = &part->places[i];
        buf_printf(out, "%s%s", i ? " " : "",
                   place->pattern ? place->pattern : place->typed);
    }
    buf_add(out, part->phrase ? STR("\"") : STR(""));
}

static void
print_value(struct buf *out, const struct part *part)
{
    if (!part->is_date)
        buf_printf(out, "type:%s", kinds[part->low]);
    else if (part->low == part->high)
        buf_printf(out, "date:%d-%02d", part->low / 100, part->low % 100);
    else
        buf_printf(out, "date:%d-%02d..%02d/%d", part->low / 100,
                   part->low % 100, part->high % 100, part->high / 100);
}

static void
print_part(struct buf *out, const struct part *part)
{
    static const char *const signs[][2] = {
        [OR_MANY] = {" OU ", " OR "},
        [AND_MANY] = {" ET ", " AND "},
        [NOT_LEFT] = {" SAUF ", " NOT "},
        [SIDE] = {" ", " "},
    };
    if (part->kind == WORD) {
        print_words(out, part);
        return;
    }
    if (part->kind == VALUE) {
        print_value(out, part);
        return;
    }
    if (part->kind == NOT_LEFT && part->count == 1)
        buf_add(out, STR("NON "));
    for (int i = 0; i < part->count; i++) {
        if (i && part->kind == NEAR_TWO)
            buf_printf(out, " %s/%d ",
                       part->ordered ? (chance(2) ? "AVANT" : "ADJ")
                                     : (chance(2) ? "PRÈS" : "NEAR"),
                       part->distance);
        else if (i)
            buf_add(out, str_from(signs[part->kind][chance(2)]));
        print_child(out, part, i);
    }
}

/* ---- the matcher ------------------------------------------------------- */

static bool
word_goes(const struct part *part, const struct place *place,
          const struct entry *word)
{
    const struct entry *typed = &lexicon[place->word];
    if (place->pattern && strchr(place->pattern, '~'))
        return spelt_nearly(place->pattern, word->plain);
    if (place->pattern)
        return stars_go(place->pattern, word->normal);
    if (part->exact)
        return strcmp(place->typed, word->normal) == 0;
    return typed->family == word->family && accents_go(place->typed, word);
}

struct stretch {
    int first, last;
};
enum { STRETCHES = 2048 };
struct stretches {
    struct stretch at[STRETCHES];
    size_t count;
};

static void
add_stretch(struct stretches *out, int first, int last)
{
    for (size_t i = 0; i < out->count; i++)
        if (out->at[i].first == first && out->at[i].last == last)
            return;
    if (out->count == STRETCHES) {
        CHECK(out->count < STRETCHES);
        return;
    }
    out->at[out->count++] = (struct stretch){first, last};
}

/* Where an operand stands in a block. */
static void
find_stretches(struct stretches *out, const struct part *part,
               const struct sample *sample, int number)
{
    const struct block *block = &sample->blocks[number];
    if (part->kind == WORD && !(part->where & (1u << number)))
        return;
    if (part->kind == WORD) {
        for (int i = 0; i + part->place_count <= block->count; i++) {
            bool goes = true;
            for (int k = 0; k < part->place_count; k++)
                goes = goes && word_goes(part, &part->places[k],
                                         &lexicon[block->words[i + k]]);
            if (goes)
                add_stretch(out, i, i + part->place_count - 1);
        }
        return;
    }
    struct stretches *both = calloc(2, sizeof *both);
    for (int i = 0; i < 2; i++)
        find_stretches(&both[i], part->children[i], sample, number);
    for (int side = 0; part->kind == OR_MANY && side < 2; side++)
        for (size_t i = 0; i < both[side].count; i++)
            add_stretch(out, both[side].at[i].first, both[side].at[i].last);
    for (size_t i = 0; part->kind == NEAR_TWO && i < both[0].count; i++)
        for (size_t k = 0; k < both[1].count; k++) {
            struct stretch a = both[0].at[i], b = both[1].at[k];
            int behind = b.first - a.last, before = a.first - b.last;
            if (behind >= 1 && behind <= part->distance)
                add_stretch(out, a.first, b.last);
            if (!part->ordered && before >= 1 && before <= part->distance)
                add_stretch(out, b.first, a.last);
        }
    free(both);
}

static bool
part_goes(const struct part *part, const struct sample *sample)
{
    int month = sample->year * 100 + sample->month;
    bool goes;
    switch (part->kind) {
    case WORD:
    case NEAR_TWO:
        goes = false;
        for (int i = 0; i < BLOCKS; i++) {
            struct stretches found = {.count = 0};
            find_stretches(&found, part, sample, i);
            goes = goes || found.count > 0;
        }
        return goes;
    case VALUE:
        return part->is_date ? month >= part->low && month <= part->high
                             : sample->kind == part->low;
    case OR_MANY:
        goes = false;
        for (int i = 0; i < part->count; i++)
            goes = goes || part_goes(part->children[i], sample);
        return goes;
    case NOT_LEFT:
        goes = part->count == 1 || part_goes(part->children[0], sample);
        return goes && !part_goes(part->children[part->count - 1], sample);
    default:
        goes = true;
        for (int i = 0; i < part->count; i++)
            goes =
                goes && part_goes(part->children[i], sample) != part->minus[i];
        return goes;
    }
}

/* ---- the index --------------------------------------------------------- */

static void
put_field(struct document *document, enum field field, struct str value,
          struct arena *arena)
{
    if (value.len)
        CHECK_OK(document_add(document, field, value, arena, NULL), NULL);
}

static void
put_sample(struct store *store, int number)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(1 << 12);
    AUTO(buf) struct buf title = BUF_INIT(1 << 12);
    AUTO(buf) struct buf author = BUF_INIT(1 << 12);
    const struct sample *sample = &samples[number];
    struct contribution one = {.reader = STR("test"), .rank = 1};
    enum put put;
    one.source = arena_printf(&arena, "D%03d", number);
    spell_block(&title, &sample->blocks[0]);
    spell_block(&text, &sample->blocks[1]);
    buf_add(&text, STR("\n\n"));
    spell_block(&text, &sample->blocks[2]);
    spell_block(&author, &sample->blocks[3]);
    put_field(&one.document, FIELD_UID, one.source, &arena);
    put_field(&one.document, FIELD_KIND, str_from(kinds[sample->kind]), &arena);
    put_field(&one.document, FIELD_TITLE, buf_str(&title), &arena);
    put_field(&one.document, FIELD_AUTHOR, buf_str(&author), &arena);
    put_field(&one.document, FIELD_DATE,
              arena_printf(&arena, "%d-%02d-17", sample->year, sample->month),
              &arena);
    CHECK_OK(document_add_text(&one.document, STR("body"), STR(""),
                               buf_str(&text), &arena, NULL),
             NULL);
    CHECK_OK(store_put(&put, store, &one, NULL), NULL);
}

/* Every second document, or all: docids of two are dealt in turn. */
static void
make_index(const struct layout *layout, int first, int step)
{
    AUTO(store) struct store *store = NULL;
    struct written written;
    struct error err = {0};
    CHECK_OK(store_create(&store, layout, &err), &err);
    CHECK_OK(store_begin(store, &err), &err);
    for (int i = first; i < DOCUMENTS; i += step)
        put_sample(store, i);
    CHECK_OK(store_commit(store, &err), &err);
    CHECK_OK(index_update(&written, layout, NULL, NULL, &err), &err);
}

static void
check_query(struct search *search, const struct part *part)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf query = BUF_INIT(1 << 14);
    AUTO(buf) struct buf want = BUF_INIT(1 << 14);
    AUTO(buf) struct buf got = BUF_INIT(1 << 14);
    struct answer answer = {0};
    struct error err = {0};
    size_t where;
    print_part(&query, part);
    struct request request = {.query = buf_str(&query),
                              .match = MATCH_ALL,
                              .uids_only = true,
                              .limit = DOCUMENTS,
                              .sort = SORT_NUMBER};
    CHECK_OK(answer_make(&answer, &where, search, &request, &arena, &err),
             &err);
    buf_add(&want, buf_str(&query));
    buf_add(&got, buf_str(&query));
    for (int i = 0; i < DOCUMENTS; i++)
        if (part_goes(part, &samples[i]))
            buf_printf(&want, " D%03d", i);
    for (size_t i = 0; i < answer.count; i++)
        buf_printf(&got, " " STR_FMT, STR_ARG(answer.hits[i].uid));
    CHECK_STR(buf_str(&got), buf_str(&want));
}

/* The shares of the words are the score, and each has its places. */
static void
check_shares(struct search *search, const struct part *part)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf query = BUF_INIT(1 << 14);
    struct answer answer = {0};
    struct error err = {0};
    size_t where;
    print_part(&query, part);
    struct request request = {.query = buf_str(&query),
                              .match = MATCH_ALL,
                              .explain = true,
                              .limit = DOCUMENTS};
    CHECK_OK(answer_make(&answer, &where, search, &request, &arena, &err),
             &err);
    const struct explanation *explanation = answer.explanation;
    if (!explanation)
        return;
    CHECK(explanation->sentence.len > 12);
    for (size_t i = 0; i < answer.count; i++) {
        const struct hit_shares *shares = answer.hits[i].shares;
        const struct rerank_parts *parts = &shares->parts;
        double sum = 0;
        for (size_t k = 0; k < explanation->count; k++) {
            uint32_t count = 0;
            sum += shares->terms[k].score;
            for (int f = 0; f < FIELD_COUNT; f++)
                count += shares->terms[k].counts[f];
            if (shares->terms[k].score > 0 && count == 0)
                CHECK_STR(explanation->terms[k].typed, buf_str(&query));
        }
        bool all = explanation->count < PLAN_TERMS_MAX;
        if (all && fabs(sum - parts->words) > 1e-6)
            CHECK_STR(STR("another sum"), buf_str(&query));
        CHECK(fabs(parts->words + parts->cited + parts->pairs +
                   parts->versions + parts->headings + parts->sections -
                   answer.hits[i].score) < 1e-6);
    }
}

/* The table above must be right before anything is drawn from it. */
static void
test_lexicon(void)
{
    AUTO(analyser) struct analyser *analyser = NULL;
    char stems[LEXICON][64];
    CHECK_OK(analyser_new(&analyser, NULL), NULL);
    for (int i = 0; i < LEXICON; i++) {
        struct str stem;
        CHECK_OK(
            analyser_stem(&stem, analyser, str_from(lexicon[i].normal), NULL),
            NULL);
        snprintf(stems[i], sizeof stems[i], STR_FMT, STR_ARG(stem));
    }
    for (int i = 0; i < LEXICON; i++)
        for (int k = 0; k < i; k++)
            CHECK((strcmp(stems[i], stems[k]) == 0) ==
                  (lexicon[i].family == lexicon[k].family));
}

static void
test_random(void)
{
    struct error err = {0};
    for (uint32_t round = 1; round <= ROUNDS; round++) {
        AUTO(search) struct search *search = NULL;
        struct scratch scratch[2];
        const char *paths[2];
        int parts = round % 3 == 0 ? 2 : 1; /* two: Xapian matches */
        seed = round;
        for (int i = 0; i < DOCUMENTS; i++)
            make_sample(&samples[i]);
        for (int i = 0; i < parts; i++) {
            struct layout layout;
            scratch_make(&scratch[i]);
            paths[i] = scratch[i].path;
            CHECK_OK(layout_init(&layout, paths[i], &err), &err);
            make_index(&layout, i, parts);
        }
        CHECK_OK(search_new(&search, paths, (size_t)parts, &err), &err);
        for (int i = 0; i < QUERIES / ROUNDS; i++) {
            struct making making = {.used = 0};
            struct part *part = make_part(&making, DEPTH);
            check_query(search, part);
            if (i % 3 == 0)
                check_shares(search, part);
        }
        for (int i = 0; i < parts; i++)
            scratch_remove(&scratch[i]);
    }
}

CU_TestInfo query_random_tests[] = {
    {"lexicon", test_lexicon},
    {"random", test_random},
    CU_TEST_INFO_NULL,
};
