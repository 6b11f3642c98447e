/* tests: the bytes of an input. */
#include "input.h"

#include "check.h"
#include "sink_memory.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static void
open_input(struct input *in, struct str bytes)
{
    struct error err = {0};
    CHECK_OK(input_open(in, open_bytes(bytes), STR("dir/a.txt"), STR(""), &err),
             &err);
}

static void
empty_input(void)
{
    struct input in = {0};
    struct error err;
    CHECK_STATUS(input_open(&in, open_bytes(STR("")), STR("a"), STR(""), &err),
                 STATUS_DONE);
    input_close(&in); /* zeroed or closed: fine */
}

static void
whole_text(void)
{
    AUTO(input) struct input in = {0};
    struct str bytes = STR("\xEF\xBB\xBF\r\n\xC3\xA9t\xC3\xA9\r\nfin\x01"),
               text;
    struct error err = {0};
    open_input(&in, bytes);
    CHECK_STR(in.file, STR("a.txt"));
    CHECK_STR(in.head, STR("\nété\nfin "));
    CHECK_OK(input_text(&text, &in, &err), &err);
    CHECK_STR(text, STR("\nété\nfin "));
    CHECK_INT(in.controls, 1);
    CHECK_OK(input_text(&text, &in, &err), &err); /* again */
    CHECK_STR(text, STR("\nété\nfin "));
    CHECK_INT(in.size, bytes.len);
}

/* An ASCII head says nothing about the rest. */
static void
charset_of_the_whole(void)
{
    enum { SIZE = 2 * INPUT_HEAD };
    AUTO(input) struct input in = {0};
    char bytes[SIZE];
    struct str text;
    struct error err = {0};
    memset(bytes, 'a', SIZE);
    memcpy(bytes + SIZE - 4, "\xE9t\xE9.", 4);
    open_input(&in, (struct str){bytes, SIZE});
    CHECK_INT(in.charset.kind, CHARSET_UTF8);
    CHECK_OK(input_text(&text, &in, &err), &err);
    CHECK_INT(in.charset.kind, CHARSET_WINDOWS_1252);
    CHECK(str_ends(text, STR("aété.")));
    CHECK_INT(in.mended, 0);
}

static void
check_lines(struct str bytes, const char *const *want, size_t count)
{
    AUTO(input) struct input in = {0};
    struct str line;
    struct error err = {0};
    open_input(&in, bytes);
    for (size_t i = 0; i < count; i++) {
        CHECK_OK(input_line(&line, &in, &err), &err);
        CHECK_STR(line, str_from(want[i]));
        CHECK_INT(in.line, i + 1);
    }
    CHECK_STATUS(input_line(&line, &in, &err), STATUS_DONE);
    CHECK_STATUS(input_line(&line, &in, &err), STATUS_DONE);
    CHECK_INT(in.size, bytes.len);
}

static void
lines(void)
{
    static const char *const want[] = {"été", "", "fin"};
    check_lines(STR("été\n\nfin\n"), want, 3);
    check_lines(STR("été\r\n\r\nfin"), want, 3);
    check_lines(STR("\xE9t\xE9\n\nfin"), want, 3);
    check_lines(STR("\xFF\xFE\xE9\0t\0\xE9\0\n\0\n\0f\0i\0n\0"), want, 3);
    check_lines(STR("\xFE\xFF\0\xE9\0t\0\xE9\0\r\0\n\0\n\0f\0i\0n\0\n"), want,
                3);
    /* U+010A and U+0A00 hold the byte of a line feed, and are none */
    static const char *const tricky[] = {"Ċa", "਀b"};
    check_lines(STR("\xFF\xFE\x0A\x01"
                    "a\0\n\0\0\x0A"
                    "b\0"),
                tricky, 2);
}

/* Lines longer than a chunk, in a buffer that does not grow with them. */
static void
long_lines(void)
{
    enum { LINE = 150000, LINES = 40 };
    AUTO(input) struct input in = {0};
    char *bytes = malloc((size_t)LINE * LINES);
    struct str line;
    struct error err = {0};
    size_t count = 0;
    memset(bytes, 'x', (size_t)LINE * LINES);
    for (size_t i = 1; i <= LINES; i++)
        bytes[i * LINE - 1] = '\n';
    struct str all = {bytes, (size_t)LINE * LINES};
    open_input(&in, all);
    while (input_line(&line, &in, &err) == STATUS_OK) {
        CHECK_INT(line.len, LINE - 1);
        count++;
    }
    CHECK_INT(count, LINES);
    CHECK(in.bytes.size < 1 << 20);
    CHECK_INT(in.size, all.len);
    free(bytes);
}

static void
over_the_limits(void)
{
    size_t size = (size_t)INPUT_TEXT_MAX + 300000;
    char *bytes = malloc(size + 6);
    struct str line, text;
    struct error err = {0};
    memset(bytes, 'x', size);
    memcpy(bytes + size, "\nnext\n", 6);
    struct str all = {bytes, size + 6};
    AUTO(input) struct input in = {0};
    open_input(&in, all);
    CHECK_STATUS(input_line(&line, &in, &err), STATUS_FORMAT);
    CHECK_OK(input_line(&line, &in, &err), &err);
    CHECK_STR(line, STR("next"));
    CHECK_STATUS(input_line(&line, &in, &err), STATUS_DONE);
    CHECK_INT(in.size, all.len);
    AUTO(input) struct input whole = {0};
    open_input(&whole, all);
    CHECK_STATUS(input_text(&text, &whole, &err), STATUS_LIMIT);
    free(bytes);
}

static void
binary_input(void)
{
    AUTO(input) struct input in = {0};
    struct str bytes = STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0"), text;
    struct error err = {0};
    open_input(&in, bytes);
    CHECK_INT(in.head.len, 0);
    const struct reader *reader;
    CHECK_OK(reader_choose(&reader, &in, &err), &err);
    CHECK(reader == NULL);
    CHECK_STATUS(input_text(&text, &in, &err), STATUS_FORMAT);
    CHECK_STATUS(input_line(&text, &in, &err), STATUS_FORMAT);
    CHECK_STATUS(input_line(&text, &in, &err), STATUS_DONE);
    CHECK_INT(in.size, bytes.len);
}

/* All pieces together, each whole characters. */
static void
check_chunks(struct str bytes, struct str want, size_t pieces)
{
    AUTO(input) struct input in = {0};
    AUTO(buf) struct buf all = BUF_INIT(1 << 20);
    struct str piece;
    struct error err = {0};
    size_t count = 0;
    enum status status;
    open_input(&in, bytes);
    while ((status = input_chunk(&piece, &in, &err)) == STATUS_OK) {
        CHECK(piece.len > 0 && utf8_is_valid(piece));
        buf_add(&all, piece);
        count++;
    }
    CHECK_STATUS(status, STATUS_DONE);
    CHECK_STATUS(input_chunk(&piece, &in, &err), STATUS_DONE);
    CHECK(str_eq(buf_str(&all), want));
    CHECK_INT(count, pieces);
    CHECK_INT(in.mended, 0);
    CHECK_INT(in.size, bytes.len);
}

/* Characters of two, three and four bytes over the border of pieces. */
static void
chunks(void)
{
    enum { PIECE = 64 * 1024 };
    static const char *const characters[] = {"é", "€", "𝄞"};
    check_chunks(STR("\xEF\xBB\xBF"
                     "a\x01\r\n"),
                 STR("a\x01\r\n"), 1);
    for (size_t i = 0; i < 3; i++)
        for (size_t before = 1; before < 5; before++) {
            AUTO(buf) struct buf text = BUF_INIT(1 << 20);
            while (text.len < PIECE - before)
                buf_add_char(&text, 'a');
            buf_add(&text, str_from(characters[i]));
            while (text.len < PIECE + 100)
                buf_add_char(&text, 'b');
            check_chunks(buf_str(&text), buf_str(&text), 2);
        }
}

static void
wide_chunks(void)
{
    AUTO(buf) struct buf wide = BUF_INIT(1 << 20);
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    buf_add(&wide, (struct str){"\xFE\xFF\0a", 4});
    buf_add_char(&text, 'a');
    for (int i = 0; i < 20000; i++) { /* U+1D11E: D834 DD1E */
        buf_add(&wide, STR("\xD8\x34\xDD\x1E"));
        buf_add(&text, STR("𝄞"));
    }
    check_chunks(buf_str(&wide), buf_str(&text), 2);
}

/* A head of ASCII: the first piece that is none settles the charset. */
static void
late_charset(void)
{
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    for (int i = 0; i < 70 * 1024; i++)
        buf_add_char(&bytes, 'a');
    buf_add(&text, buf_str(&bytes));
    buf_add(&bytes, STR("\xE9t\xE9 \x80"));
    buf_add(&text, STR("été €"));
    check_chunks(buf_str(&bytes), buf_str(&text), 2);
}

CU_TestInfo input_tests[] = {
    {"chunks", chunks},
    {"wide chunks", wide_chunks},
    {"late charset", late_charset},
    {"an empty input", empty_input},
    {"the whole text", whole_text},
    {"the charset of the whole", charset_of_the_whole},
    {"lines", lines},
    {"long lines", long_lines},
    {"over the limits", over_the_limits},
    {"a binary input", binary_input},
    CU_TEST_INFO_NULL,
};
