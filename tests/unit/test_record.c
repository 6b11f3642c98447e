/* tests: records, their CRC, and the merge of contributions. */
#include "record.h"

#include "check.h"
#include "merge.h"

#include <string.h>

static struct contribution
said(struct arena *arena, const char *source, uint32_t rank, const char *date,
     const char *title, const char *author)
{
    struct contribution one = {.source = str_from(source),
                               .member = STR(""),
                               .reader = STR("test"),
                               .reader_version = 1,
                               .rank = rank,
                               .ingested = 1780000000};
    CHECK_OK(document_add(&one.document, FIELD_UID, STR("U"), arena, NULL),
             NULL);
    CHECK_OK(document_add(&one.document, FIELD_DATE, str_from(date), arena,
                          NULL), NULL);
    CHECK_OK(document_add(&one.document, FIELD_TITLE, str_from(title), arena,
                          NULL), NULL);
    CHECK_OK(document_add(&one.document, FIELD_AUTHOR, str_from(author), arena,
                          NULL), NULL);
    return one;
}

static void
encoded_and_back(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    struct contribution two[] = {
        said(&arena, "a/x.json", 3, "2026-05-26", "Titre", ""),
        said(&arena, "b/y.md", 2, "2026-05-26", "", "Daniel Grenon")};
    struct record record = {.sequence = 7, .uid = STR("U"),
                            .contributions = two, .count = 2}, back;
    CHECK_OK(record_encode(&bytes, &record, NULL), NULL);
    CHECK_OK(record_decode(&back, buf_str(&bytes), &arena, NULL), NULL);
    CHECK_INT(back.sequence, 7);
    CHECK_STR(back.uid, STR("U"));
    CHECK_INT(back.count, 2);
    CHECK_STR(back.contributions[1].source, STR("b/y.md"));
    CHECK_STR(document_first(&back.contributions[1].document, FIELD_AUTHOR),
              STR("Daniel Grenon"));
}

static void
every_flipped_bit_is_found(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    struct contribution one = said(&arena, "a", 3, "2026-05-26", "Titre", "A");
    struct record record = {.sequence = 7, .uid = STR("U"),
                            .contributions = &one, .count = 1}, back;
    unsigned missed = 0;
    CHECK_OK(record_encode(&bytes, &record, NULL), NULL);
    for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
        bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
        missed += record_decode(&back, buf_str(&bytes), &arena, NULL) !=
                  STATUS_FORMAT;
        bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
    }
    CHECK_INT(missed, 0);
    for (size_t len = 0; len < bytes.len; len++)
        CHECK_STATUS(record_decode(&back, str_head(buf_str(&bytes), len),
                                   &arena, NULL), STATUS_FORMAT);
}

static struct document
merged(struct arena *arena, struct contribution *all, size_t count)
{
    struct record record = {.sequence = 1, .uid = STR("U"),
                            .contributions = all, .count = count};
    struct document document = {0};
    CHECK_OK(merge_record(&document, &record, arena, NULL), NULL);
    return document;
}

static void
newest_date_wins(void)
{
    AUTO(arena) struct arena arena = {0};
    struct contribution all[] = {
        said(&arena, "a", 3, "2026-05-26", "ancien", "Auteur"),
        said(&arena, "b", 1, "2026-06-02", "nouveau", "")};
    struct document document = merged(&arena, all, 2);
    CHECK_STR(document_first(&document, FIELD_TITLE), STR("nouveau"));
    CHECK_STR(document_first(&document, FIELD_DATE), STR("2026-06-02"));
    /* What the winner does not know comes from the next. */
    CHECK_STR(document_first(&document, FIELD_AUTHOR), STR("Auteur"));
}

static void
then_rank_then_name(void)
{
    AUTO(arena) struct arena arena = {0};
    struct contribution ranks[] = {
        said(&arena, "a", 1, "2026-05-26", "ndjson", ""),
        said(&arena, "b", 2, "2026-05-26", "page", ""),
        said(&arena, "c", 3, "2026-05-26", "dump", "")};
    struct document document = merged(&arena, ranks, 3);
    CHECK_STR(document_first(&document, FIELD_TITLE), STR("dump"));
    CHECK_INT(document.field[FIELD_SOURCE].count, 3);
    CHECK_STR(document_part(&document, FIELD_SOURCE, 0, SOURCE_SOURCE),
              STR("c"));
    struct contribution names[] = {
        said(&arena, "z", 3, "2026-05-26", "second", ""),
        said(&arena, "m", 3, "2026-05-26", "premier", "")};
    document = merged(&arena, names, 2);
    CHECK_STR(document_first(&document, FIELD_TITLE), STR("premier"));
}

static void
order_of_arrival_does_not_matter(void)
{
    AUTO(arena) struct arena arena = {0};
    struct contribution all[] = {
        said(&arena, "a", 3, "2026-05-26", "x", "A"),
        said(&arena, "b", 2, "2026-07-01", "y", ""),
        said(&arena, "c", 1, "2026-05-26", "z", "C")};
    struct contribution turned[] = {all[2], all[0], all[1]};
    uint8_t left[SHA256_BYTES], right[SHA256_BYTES];
    struct document document = merged(&arena, all, 3);
    CHECK_OK(merge_digest(left, &document, NULL), NULL);
    document = merged(&arena, turned, 3);
    CHECK_OK(merge_digest(right, &document, NULL), NULL);
    CHECK(memcmp(left, right, SHA256_BYTES) == 0);
}

static void
digest_ignores_when_it_was_read(void)
{
    AUTO(arena) struct arena arena = {0};
    struct contribution one = said(&arena, "a", 3, "2026-05-26", "x", "A");
    uint8_t before[SHA256_BYTES], after[SHA256_BYTES];
    struct document document = merged(&arena, &one, 1);
    CHECK_OK(merge_digest(before, &document, NULL), NULL);
    one.ingested += 1000;
    one.reader_version = 2;
    one.sha256[0] = 9;
    document = merged(&arena, &one, 1);
    CHECK_OK(merge_digest(after, &document, NULL), NULL);
    CHECK(memcmp(before, after, SHA256_BYTES) == 0);
    CHECK_STR(document_part(&document, FIELD_SOURCE, 0, SOURCE_INGESTED),
              STR("2026-05-28T20:43:20Z"));
    one.url = STR("https://example.org/");
    document = merged(&arena, &one, 1);
    CHECK_OK(merge_digest(after, &document, NULL), NULL);
    CHECK(memcmp(before, after, SHA256_BYTES) != 0);
}

CU_TestInfo record_tests[] = {
    {"encoded and back", encoded_and_back},
    {"every flipped bit is found", every_flipped_bit_is_found},
    {"newest date wins", newest_date_wins},
    {"then rank, then name", then_rank_then_name},
    {"order of arrival does not matter", order_of_arrival_does_not_matter},
    {"digest ignores when it was read", digest_ignores_when_it_was_read},
    CU_TEST_INFO_NULL,
};
