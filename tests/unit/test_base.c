/* tests: str, utf8, buf, arena, map, digest, error. */
#include "arena.h"
#include "buf.h"
#include "check.h"
#include "digest.h"
#include "ending.h"
#include "map.h"
#include "radix.h"
#include "retry.h"
#include "setting.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
str_searches(void)
{
    struct str s = STR("seeds/000.txt"), head, tail;
    CHECK(str_starts(s, STR("seeds")));
    CHECK(!str_starts(STR("se"), STR("seeds")));
    CHECK(str_ends_nocase(s, STR(".TXT")));
    CHECK_INT(str_find(s, STR("00")), 6);
    CHECK_INT(str_rfind(s, STR("0")), 8);
    CHECK(str_find(s, STR("xyz")) == SIZE_MAX);
    CHECK(str_cut(s, STR("/"), &head, &tail));
    CHECK_STR(head, STR("seeds"));
    CHECK_STR(tail, STR("000.txt"));
    CHECK(!str_cut(s, STR("?"), &head, &tail));
    CHECK_STR(head, s);
    CHECK(str_is_empty(tail));
    CHECK(str_cmp(STR("a"), STR("ab")) < 0);
    CHECK(str_cmp(STR("b"), STR("ab")) > 0);
}

static void
str_trims_and_lines(void)
{
    CHECK_STR(str_trim(STR(" \t\xC2\xA0 mot\xC2\xA0\r\n")), STR("mot"));
    CHECK_STR(str_trim(STR("\xC2\xA0")), STR(""));
    struct str rest = STR("un\r\ndeux\n\ntrois"), line;
    CHECK(str_line(&rest, &line));
    CHECK_STR(line, STR("un"));
    CHECK(str_line(&rest, &line));
    CHECK_STR(line, STR("deux"));
    CHECK(str_line(&rest, &line));
    CHECK_STR(line, STR(""));
    CHECK(str_line(&rest, &line));
    CHECK_STR(line, STR("trois"));
    CHECK(!str_line(&rest, &line));
}

static void
str_numbers(void)
{
    uint64_t number = 7;
    CHECK(str_to_u64(STR("18446744073709551615"), &number));
    CHECK(number == UINT64_MAX);
    CHECK(!str_to_u64(STR("18446744073709551616"), &number));
    CHECK(!str_to_u64(STR(""), &number));
    CHECK(!str_to_u64(STR("-1"), &number));
    CHECK(!str_to_u64(STR("1 "), &number));
}

static void
utf8_accepts_and_refuses(void)
{
    CHECK(utf8_is_valid(STR("décret n° 2026-1 – l’État 𝄞")));
    CHECK(!utf8_is_valid(STR("d\xE9"
                             "cret")));
    CHECK(!utf8_is_valid(STR("\xC0\xAF")));         /* overlong */
    CHECK(!utf8_is_valid(STR("\xED\xA0\x80")));     /* surrogate */
    CHECK(!utf8_is_valid(STR("\xF4\x90\x80\x80"))); /* above U+10FFFF */
    CHECK(!utf8_is_valid(STR("abc\xE2\x80")));      /* cut */
    CHECK_INT(utf8_valid_length(STR("abc\xE2\x80")), 3);
    CHECK_INT(utf8_count(STR("État")), 4);
}

static void
utf8_round_trip(void)
{
    for (uint32_t c = 1; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
        char bytes[4];
        uint32_t back = 0;
        if (c >= 0xD800 && c < 0xE000)
            continue;
        size_t len = utf8_encode(bytes, c);
        if (utf8_decode((struct str){bytes, len}, &back) != len || back != c) {
            CHECK_INT(back, c);
            return;
        }
    }
    CHECK(true);
}

static void
utf8_cuts_at_characters(void)
{
    struct str s = STR("aé€𝄞");
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t max = 0; max < sizeof want / sizeof want[0]; max++)
        CHECK_INT(utf8_cut(s, max).len, want[max]);
}

static void
buf_keeps_its_maximum(void)
{
    AUTO(buf) struct buf buf = BUF_INIT(8);
    struct error err = {0};
    buf_add(&buf, STR("abc"));
    buf_printf(&buf, "%d", 42);
    CHECK_STR(buf_str(&buf), STR("abc42"));
    buf_add(&buf, STR("wxyz"));
    CHECK_STATUS(buf_status(&buf, &err), STATUS_LIMIT);
    CHECK_STR(buf_str(&buf), STR("abc42"));
    buf_clear(&buf);
    buf_add_code_point(&buf, 0x20AC);
    CHECK_STATUS(buf_status(&buf, &err), STATUS_OK);
    CHECK_STR(buf_str(&buf), STR("€"));
    buf_consume(&buf, 1);
    CHECK_INT(buf.len, 2);
}

static void
arena_aligns_and_limits(void)
{
    AUTO(arena) struct arena arena = {.limit = 100000};
    char *text = arena_cstr(&arena, STR("mot"));
    CHECK_CSTR(text, "mot");
    double *number = arena_alloc(&arena, sizeof *number);
    CHECK((uintptr_t)number % _Alignof(double) == 0);
    CHECK(*number == 0);
    CHECK(arena_alloc(&arena, 200000) == NULL);
    CHECK(arena_array(&arena, SIZE_MAX / 2, 16) == NULL);
    struct str line = arena_printf(&arena, "%s %d", "article", 51);
    CHECK_STR(line, STR("article 51"));
    CHECK_STR(arena_copy(&arena, line), line);
    const struct str parts[] = {STR("art:"), STR(""), STR("l1"), {NULL, 0}};
    CHECK_STR(arena_join(&arena, parts, 4), STR("art:l1"));
    CHECK_STR(arena_join(&arena, parts, 0), STR(""));
    CHECK(arena_join(&arena, parts + 1, 1).at != NULL);
    arena_reset(&arena);
    CHECK(arena_alloc(&arena, 90000) != NULL);
}

static void
map_holds_many(void)
{
    AUTO(map) struct map map = {0};
    char key[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "mot%d", i);
        *map_at(&map, str_from(key)) = (uint64_t)i + 1;
    }
    CHECK_INT(map.count, 5000);
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "mot%d", i);
        uint64_t *value = map_find(&map, str_from(key));
        if (!value || *value != (uint64_t)i + 1) {
            CHECK_INT(value ? (int)*value : -1, i + 1);
            return;
        }
    }
    CHECK(map_find(&map, STR("absent")) == NULL);
    struct str name;
    uint64_t value, sum = 0;
    for (size_t at = 0; map_next(&map, &at, &name, &value);)
        sum += value;
    CHECK_INT(sum, 5000 * 5001 / 2);
    map_clear(&map);
    CHECK(map_find(&map, STR("mot1")) == NULL);
    CHECK_INT(*map_at(&map, STR("mot1")), 0);
    map_clear(&map); /* nearly empty: its slots are given back */
    CHECK_INT(map.size, 0);
    CHECK(map_find(&map, STR("mot1")) == NULL);
    CHECK_INT(*map_at(&map, STR("mot1")), 0);
    CHECK_INT(map.count, 1);
}

static void
hashes(void)
{
    static const char text[] = "0123456789abcdef";
    for (size_t len = 0; len < sizeof text; len++) {
        struct str s = {text, len};
        CHECK(str_hash(s) != 0);
        for (size_t other = 0; other < len; other++)
            CHECK(str_hash(s) != str_hash((struct str){text, other}));
    }
    CHECK(str_hash(STR("l'an")) != str_hash(STR("l'na")));
}

static void
digests(void)
{
    uint8_t sha256[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, STR("ab"));
    digest_add(&digest, STR("c"));
    digest_end(&digest, sha256);
    hex_encode(hex, sha256, SHA256_BYTES);
    CHECK_CSTR(hex, "ba7816bf8f01cfea414140de5dae2223"
                    "b00361a396177a9cb410ff61f20015ad");
    CHECK_INT(crc32_add(0, STR("123456789")), 0xCBF43926);
    CHECK_INT(crc32_add(crc32_add(0, STR("1234")), STR("56789")), 0xCBF43926);
    CHECK_INT(crc32_add(0xCBF43926, STR("")), 0xCBF43926);
}

static void
errors_add_context(void)
{
    struct error err = {0};
    CHECK_STATUS(error_set(&err, STATUS_FORMAT, "bad '%s'", "x"),
                 STATUS_FORMAT);
    CHECK_STATUS(error_add(&err, "line %d", 7), STATUS_FORMAT);
    CHECK_CSTR(err.text, "line 7: bad 'x'");
    CHECK_STATUS(error_set(NULL, STATUS_IO, "x"), STATUS_IO);
    char accents[600];
    memset(accents, 0, sizeof accents);
    for (int i = 0; i < 290; i++)
        memcpy(accents + 2 * i, "é", 2);
    (void)error_set(&err, STATUS_IO, "a%s", accents);
    CHECK(utf8_is_valid(str_from(err.text)));
}

static size_t
plain_length_slowly(struct str s)
{
    size_t at = 0;
    for (; at < s.len; at++) {
        unsigned char c = (unsigned char)s.at[at];
        unsigned char next = at + 1 < s.len ? (unsigned char)s.at[at + 1] : 0;
        if (c == 0xC3 && next >= 0x80 && next < 0xC0)
            at++;
        else if ((c < 0x20 || c >= 0x7F) && c != '\t' && c != '\n')
            break;
    }
    return at;
}

/* Against the plain loop: every byte at every place of a short string, with
 * one that may belong to it behind it. */
static void
str_plain_lengths(void)
{
    char bytes[20];
    for (size_t len = 0; len <= sizeof bytes; len++)
        for (size_t at = 0; at < len; at++)
            for (int c = 0; c < 256; c++) {
                memset(bytes, 'a', sizeof bytes);
                bytes[at] = (char)c;
                if (c % 2 && at + 1 < sizeof bytes)
                    bytes[at + 1] = (char)(0x70 + at * 5);
                struct str s = {bytes, len};
                size_t want = plain_length_slowly(s);
                if (str_plain_length(s) != want)
                    CHECK_INT(str_plain_length(s), want);
            }
    CHECK_INT(str_plain_length(STR("")), 0);
    CHECK_INT(str_plain_length(STR("article\x7F 1")), 7);
    CHECK_INT(str_plain_length(STR("l'été\n\tà Paris\r\n")), 17);
    CHECK_INT(str_plain_length(STR("le cœur")), 4);
}

static void
retries_are_bounded(void)
{
    struct retry retry = RETRY_START, lock = RETRY_START;
    int tries = 1, waits = 0;
    while (tries < 100 && retry_again(&retry))
        tries++;
    CHECK_INT(tries, RETRY_MAX);
    while (waits < 2 && retry_lock(&lock))
        waits++;
    CHECK_INT(waits, 2);
    while (waits < 100 && retry_lock(&lock))
        waits++;
    CHECK_INT(waits, RETRY_LOCK_MAX - 1);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static enum status ended_with;

static void
note_ending(enum status code)
{
    ended_with = code;
}
#endif

/* What has no memory is told to who ends the program, else it is a status. */
static void
memory_ends(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    struct buf buf = BUF_INIT(SIZE_MAX / 2);
    struct arena arena = {0};
    ending_set(note_ending);
    ended_with = STATUS_OK;
    CHECK(!buf_reserve(&buf, (size_t)1 << 46));
    CHECK_STATUS(ended_with, STATUS_NOMEM);
    ended_with = STATUS_OK;
    CHECK(!arena_alloc(&arena, (size_t)1 << 46));
    CHECK_STATUS(ended_with, STATUS_NOMEM);
    ending_set(NULL);
    CHECK(!arena_alloc(&arena, (size_t)1 << 46));
    CHECK_STATUS(buf_status(&buf, NULL), STATUS_NOMEM);
#endif
}

static void
settings_have_bounds(void)
{
    CHECK_INT(setting("LIASSE_NO_SUCH", 7, 100), 7);
    setenv("LIASSE_A_TEST", "40", 1);
    CHECK_INT(setting("LIASSE_A_TEST", 7, 100), 40);
    CHECK_INT(setting("LIASSE_A_TEST", 7, 39), 7);
    setenv("LIASSE_A_TEST", "0", 1);
    CHECK_INT(setting("LIASSE_A_TEST", 7, 100), 7);
    setenv("LIASSE_A_TEST", "4x", 1);
    CHECK_INT(setting("LIASSE_A_TEST", 7, 100), 7);
    unsetenv("LIASSE_A_TEST");
}

/* The same as by comparison, ties in the order they came in. */
static void
radix_sorts(void)
{
    enum { MOST = 3000 };
    static struct radix_item items[MOST], spare[MOST];
    static const double some[] = {0.0, -0.0, 1.5,   -1.5, 1e-300,
                                  7,   7,    -2e30, 1e9,  0.125};
    uint32_t seed = 1;
    for (size_t count = 0; count <= MOST; count = 3 * count / 2 + 1) {
        for (size_t i = 0; i < count; i++) {
            seed = seed * 1664525 + 1013904223;
            double number = some[(seed >> 8) % 10];
            if (count % 2)
                number *= (double)(seed >> 12);
            items[i] = (struct radix_item){radix_key_falling(number), i};
        }
        radix_sort(items, spare, count);
        for (size_t i = 1; i < count; i++)
            if (items[i - 1].key > items[i].key ||
                (items[i - 1].key == items[i].key &&
                 items[i - 1].value >= items[i].value))
                CHECK(false);
    }
    for (size_t a = 0; a < 10; a++)
        for (size_t b = 0; b < 10; b++) {
            CHECK_INT(radix_key(some[a]) < radix_key(some[b]),
                      some[a] < some[b]);
            CHECK_INT(radix_key_falling(some[a]) < radix_key_falling(some[b]),
                      some[a] > some[b]);
        }
}

CU_TestInfo base_tests[] = {
    {"retries are bounded", retries_are_bounded},
    {"memory ends", memory_ends},
    {"settings have bounds", settings_have_bounds},
    {"radix sorts", radix_sorts},
    {"str searches", str_searches},
    {"str trims and lines", str_trims_and_lines},
    {"str numbers", str_numbers},
    {"str plain lengths", str_plain_lengths},
    {"utf8 accepts and refuses", utf8_accepts_and_refuses},
    {"utf8 round trip", utf8_round_trip},
    {"utf8 cuts at characters", utf8_cuts_at_characters},
    {"buf keeps its maximum", buf_keeps_its_maximum},
    {"arena aligns and limits", arena_aligns_and_limits},
    {"map holds many", map_holds_many},
    {"hashes", hashes},
    {"digests", digests},
    {"errors add context", errors_add_context},
    CU_TEST_INFO_NULL,
};
