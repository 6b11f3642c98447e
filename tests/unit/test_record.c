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

static struct packer *
new_packer(void)
{
    struct packer *packer = NULL;
    CHECK_OK(packer_new(&packer, NULL), NULL);
    return packer;
}

static void
encoded_and_back(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    AUTO(packer) struct packer *packer = new_packer();
    struct contribution two[] = {
        said(&arena, "a/x.json", 3, "2026-05-26", "Titre", ""),
        said(&arena, "b/y.md", 2, "2026-05-26", "", "Daniel Grenon")};
    struct record record = {.sequence = 7, .uid = STR("U"),
                            .contributions = two, .count = 2}, back;
    CHECK_OK(record_encode(&bytes, &record, packer, NULL), NULL);
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
    AUTO(packer) struct packer *packer = new_packer();
    struct contribution one = said(&arena, "a", 3, "2026-05-26", "Titre", "A");
    struct record record = {.sequence = 7, .uid = STR("U"),
                            .contributions = &one, .count = 1}, back;
    unsigned missed = 0;
    CHECK_OK(record_encode(&bytes, &record, packer, NULL), NULL);
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

static void
seal(struct buf *bytes)
{
    uint32_t crc = crc32_add(0, buf_str(bytes));
    for (int i = 0; i < 4; i++)
        buf_add_char(bytes, (char)(crc >> 8 * i));
}

/* As versions 1 and 2 wrote it: nothing packed. */
static void
old_form(struct buf *out, char version, const struct record *record)
{
    buf_add_char(out, version);
    encode_number(out, record->sequence);
    encode_str(out, record->uid);
    encode_number(out, record->count);
    for (size_t i = 0; i < record->count; i++) {
        AUTO(buf) struct buf document = BUF_INIT(1 << 20);
        const struct contribution *one = &record->contributions[i];
        CHECK_OK(document_encode(&document, &one->document, NULL), NULL);
        encode_str(out, one->source);
        encode_str(out, one->member);
        encode_sha256(out, one->sha256);
        encode_str(out, one->reader);
        encode_number(out, one->reader_version);
        encode_number(out, one->rank);
        encode_number(out, one->ingested);
        encode_str(out, one->url);
        encode_str(out, buf_str(&document));
    }
    if (version > 1)
        CHECK_OK(supplement_encode(out, &record->joined, NULL), NULL);
    seal(out);
}

static void
older_versions_are_read(void)
{
    AUTO(arena) struct arena arena = {0};
    struct str asked[] = {STR("RPA1")};
    struct contribution two[] = {
        said(&arena, "a/x.json", 3, "2026-05-26", "Titre", ""),
        said(&arena, "b/y.md", 2, "2026-05-26", "", "Daniel Grenon")};
    struct record record = {.sequence = 7, .uid = STR("U"),
                            .contributions = two, .count = 2,
                            .joined = {.terms = asked, .term_count = 1}}, back;
    CHECK_OK(document_add(&record.joined.fields, FIELD_GROUP, STR("LFI"),
                          &arena, NULL), NULL);
    for (char version = 1; version <= 2; version++) {
        AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
        old_form(&bytes, version, &record);
        CHECK_OK(record_decode(&back, buf_str(&bytes), &arena, NULL), NULL);
        CHECK_INT(back.sequence, 7);
        CHECK_STR(back.uid, STR("U"));
        CHECK_INT(back.count, 2);
        CHECK_INT(back.packed.size, 0);
        CHECK_INT(back.contributions[0].ingested, 1780000000);
        CHECK_STR(back.contributions[1].source, STR("b/y.md"));
        CHECK_STR(document_first(&back.contributions[1].document,
                                 FIELD_AUTHOR), STR("Daniel Grenon"));
        CHECK_STR(document_first(&back.joined.fields, FIELD_GROUP),
                  version > 1 ? STR("LFI") : STR(""));
        CHECK_INT(back.joined.term_count, version > 1);
    }
}

static void
what_is_packed_is_not_packed_again(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    AUTO(buf) struct buf again = BUF_INIT(1 << 20);
    AUTO(buf) struct buf plain = BUF_INIT(1 << 20);
    AUTO(packer) struct packer *packer = new_packer();
    struct contribution one = said(&arena, "a", 3, "2026-05-26", "Titre", "A");
    struct contribution unpacked;
    struct record record = {.sequence = 7, .uid = STR("U"),
                            .contributions = &one, .count = 1}, back;
    CHECK_OK(record_encode(&bytes, &record, packer, NULL), NULL);
    CHECK_OK(record_decode(&back, buf_str(&bytes), &arena, NULL), NULL);
    CHECK(back.packed.size > 0);
    /* The document's own uid is not told twice. */
    CHECK_STR(back.uid, STR("U"));
    back.contributions[0] = (struct contribution){
        .ingested = one.ingested, .document = one.document};
    CHECK_OK(record_encode(&again, &back, packer, NULL), NULL);
    CHECK_STR(buf_str(&again), buf_str(&bytes));
    CHECK_OK(contribution_encode(&plain, &one, NULL), NULL);
    CHECK_INT(back.packed.size, plain.len);
    CHECK_OK(contribution_unpack(&unpacked, &back.packed, &arena, NULL), NULL);
    CHECK_STR(unpacked.source, STR("a"));
    CHECK_STR(document_first(&unpacked.document, FIELD_TITLE), STR("Titre"));
}

static void
packed_and_back(void)
{
    AUTO(packer) struct packer *packer = new_packer();
    char chance[1000], even[100000];
    uint32_t seed = 1;
    memset(even, 'a', sizeof even);
    for (size_t i = 0; i < sizeof chance; i++)
        chance[i] = (char)((seed = seed * 1664525 + 1013904223) >> 24);
    const struct str samples[] = {
        STR(""), STR("a"), STR("ab"), {chance, sizeof chance},
        {even, sizeof even}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        AUTO(arena) struct arena arena = {0};
        AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
        struct packed packed, told;
        struct str plain = {NULL, 0}, rest;
        CHECK_OK(pack(&bytes, &told, packer, samples[i], NULL), NULL);
        rest = buf_str(&bytes);
        CHECK(decode_packed(&rest, &packed));
        CHECK_INT(rest.len, 0);
        CHECK_STR(told.bytes, packed.bytes);
        CHECK_INT(told.size, packed.size);
        CHECK(packed.bytes.len <= samples[i].len);
        CHECK_OK(unpack(&plain, &packed, &arena, NULL), NULL);
        CHECK_STR(plain, samples[i]);
        /* Of another size than it says. */
        packed.size++;
        CHECK_STATUS(unpack(&plain, &packed, &arena, NULL), STATUS_FORMAT);
    }
}

/* With a good CRC: what a broken worker might have sent. */
static void
nonsense_in_packed_bytes_is_damage(void)
{
    AUTO(packer) struct packer *packer = new_packer();
    const struct str samples[] = {STR("\200"), STR("nothing of the kind")};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        for (int joined = 0; joined < 2; joined++) {
            AUTO(arena) struct arena arena = {0};
            AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
            struct record back;
            buf_add(&bytes, STR("\3\7\1U"));
            buf_add_char(&bytes, joined ? 0 : 1); /* contributions */
            if (!joined)
                buf_add_char(&bytes, 9); /* ingested */
            CHECK_OK(pack(&bytes, NULL, packer, samples[i], NULL), NULL);
            if (!joined)
                buf_add_char(&bytes, 0);
            seal(&bytes);
            CHECK_STATUS(record_decode(&back, buf_str(&bytes), &arena, NULL),
                         STATUS_FORMAT);
        }
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
    {"older versions are read", older_versions_are_read},
    {"what is packed is not packed again", what_is_packed_is_not_packed_again},
    {"packed and back", packed_and_back},
    {"nonsense in packed bytes is damage", nonsense_in_packed_bytes_is_damage},
    {"newest date wins", newest_date_wins},
    {"then rank, then name", then_rank_then_name},
    {"order of arrival does not matter", order_of_arrival_does_not_matter},
    {"digest ignores when it was read", digest_ignores_when_it_was_read},
    CU_TEST_INFO_NULL,
};
