/* tests: JSON texts of many records. */
#include "json_split.h"

#include "check.h"

#include <string.h>

/* The records of text, fed in pieces of `size` bytes, joined by "|". */
static enum status
split_all(struct buf *out, struct str text, size_t size, size_t max)
{
    AUTO(json_split) struct json_split split = JSON_SPLIT_INIT(max);
    struct str record;
    while (text.len) {
        struct str piece = str_head(text, size);
        enum status status;
        text = str_from_offset(text, size);
        while ((status = json_split_next(&record, &split, &piece, NULL)) ==
               STATUS_OK) {
            buf_add(out, record);
            buf_add_char(out, '|');
        }
        if (status != STATUS_DONE)
            return status;
    }
    return json_split_end(&split, NULL);
}

static void
check_split(struct str text, const char *want)
{
    for (size_t size = 1; size <= text.len; size++) {
        AUTO(buf) struct buf out = BUF_INIT(1 << 16);
        CHECK_STATUS(split_all(&out, text, size, 1000), STATUS_OK);
        CHECK_STR(buf_str(&out), str_from(want));
    }
}

static void
records_of_every_shape(void)
{
    check_split(STR("[{\"a\":1},{\"b\":[{}]}]"),
                "{\"a\":1}|{\"b\":[{}]}|");
    check_split(STR(" {\"questions\" : {\"question\":\n[ {} ,{\"x\":\"]}\"}]}} "),
                "{}|{\"x\":\"]}\"}|");
    check_split(STR("{\"n\":\"[{\",\"q\":[{\"s\":\"a\\\"}b\\\\\"}]}"),
                "{\"s\":\"a\\\"}b\\\\\"}|");
    check_split(STR("{\"a\":[{\"i\":1}],\"b\":[{\"i\":2}]}"),
                "{\"i\":1}|{\"i\":2}|");
    check_split(STR("[]"), "");
    check_split(STR("[1, \"{\", null]"), "");
}

static enum status
status_of(struct str text, size_t max)
{
    AUTO(buf) struct buf out = BUF_INIT(1 << 16);
    return split_all(&out, text, 3, max);
}

static void
faults(void)
{
    CHECK_STATUS(status_of(STR("[{\"a\":1},{\"b\""), 1000), STATUS_FORMAT);
    CHECK_STATUS(status_of(STR("[{\"a\":1}"), 1000), STATUS_FORMAT);
    CHECK_STATUS(status_of(STR("[{}]]"), 1000), STATUS_FORMAT);
    CHECK_STATUS(status_of(STR("[{\"a\":\"123456789\"}]"), 10), STATUS_LIMIT);
}

CU_TestInfo json_split_tests[] = {
    {"records of every shape", records_of_every_shape},
    {"faults", faults},
    CU_TEST_INFO_NULL,
};
