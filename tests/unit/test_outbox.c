/* tests: what leaves a worker. */
#include "outbox.h"

#include "check.h"
#include "frame.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 40, EACH = 25 };

/* Descriptor 1 is this file meanwhile. */
static FILE *
catch_output(int *before)
{
    FILE *file = tmpfile();
    fflush(stdout);
    *before = dup(STDOUT_FILENO);
    CHECK(file && *before >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
    return file;
}

static void
release_output(int before)
{
    CHECK(dup2(before, STDOUT_FILENO) >= 0);
    close(before);
}

static void
add_document(struct buf *frames, const char *uid)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf plain = BUF_INIT(1 << 20);
    struct contribution one = {.source = STR("a"), .reader = STR("test")};
    struct frame_document frame = {.form = FORM_PACKED, .uid = str_from(uid)};
    char text[4000];
    memset(text, 'x', sizeof text);
    CHECK_OK(document_add(&one.document, FIELD_UID, str_from(uid), &arena,
                          NULL), NULL);
    CHECK_OK(document_add_text(&one.document, STR("body"), STR(""),
                               (struct str){text, sizeof text}, &arena, NULL),
             NULL);
    CHECK_OK(contribution_encode(&plain, &one, NULL), NULL);
    frame.packed = (struct packed){buf_str(&plain), plain.len};
    frame_document(frames, &frame);
}

static void
check_document(struct str payload, unsigned number)
{
    AUTO(arena) struct arena arena = {0};
    struct frame_document frame;
    struct contribution one;
    char uid[16];
    snprintf(uid, sizeof uid, "D%u", number);
    CHECK(frame_read_document(&frame, payload));
    CHECK_STR(frame.uid, str_from(uid));
    CHECK(frame.packed.bytes.len * 10 < frame.packed.size);
    CHECK_OK(contribution_unpack(&one, &frame.packed, &arena, NULL), NULL);
    CHECK_STR(document_first(&one.document, FIELD_UID), str_from(uid));
}

/* Documents packed, the rest as it is, all in the order given. */
static void
check_sent(FILE *file)
{
    static char bytes[1 << 20];
    struct str rest = {bytes, 0}, payload;
    unsigned documents = 0, ends = 0;
    int type;
    rewind(file);
    rest.len = fread(bytes, 1, sizeof bytes, file);
    while ((type = frame_next(&rest, &payload)) > 0)
        if (type == FRAME_DOCUMENT)
            check_document(payload, documents++);
        else {
            CHECK_INT(type, FRAME_DELETION);
            CHECK_STR(payload, STR("gone"));
            CHECK_INT(documents, ++ends * EACH);
        }
    CHECK_INT(rest.len, 0);
    CHECK_INT(documents, ROUNDS * EACH);
    CHECK_INT(ends, ROUNDS);
}

static void
frames_leave_packed_and_in_order(void)
{
    AUTO(buf) struct buf frames = BUF_INIT(1 << 24);
    struct outbox *outbox = NULL;
    int before;
    FILE *file = catch_output(&before);
    CHECK_OK(outbox_open(&outbox, NULL), NULL);
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < EACH; i++) {
            char uid[16];
            snprintf(uid, sizeof uid, "D%u", round * EACH + i);
            add_document(&frames, uid);
        }
        frame_deletion(&frames, STR("gone"));
        CHECK_OK(round % 7 == 6 ? outbox_flush(outbox, &frames, NULL)
                                : outbox_give(outbox, &frames, NULL),
                 NULL);
        CHECK_INT(frames.len, 0);
    }
    CHECK_OK(outbox_flush(outbox, &frames, NULL), NULL);
    release_output(before);
    outbox_close(outbox);
    check_sent(file);
    fclose(file);
}

/* What the thread met is told by who comes next. */
static void
a_closed_pipe_is_told(void)
{
    AUTO(buf) struct buf frames = BUF_INIT(1 << 24);
    struct outbox *outbox = NULL;
    struct error err = {0};
    int before;
    FILE *file = catch_output(&before);
    CHECK_OK(outbox_open(&outbox, NULL), NULL);
    close(STDOUT_FILENO);
    add_document(&frames, "D1");
    CHECK_OK(outbox_give(outbox, &frames, &err), &err);
    CHECK_STATUS(outbox_flush(outbox, &frames, &err), STATUS_IO);
    CHECK(str_starts(str_from(err.text), STR("pipe")));
    release_output(before);
    outbox_close(outbox);
    fclose(file);
}

CU_TestInfo outbox_tests[] = {
    {"frames leave packed and in order", frames_leave_packed_and_in_order},
    {"a closed pipe is told", a_closed_pipe_is_told},
    CU_TEST_INFO_NULL,
};
