/* tests: the document model, its checks, its encoded and JSON forms. */
#include "document.h"

#include "check.h"
#include "document_json.h"

#include <string.h>

static struct document
sample(struct arena *arena)
{
    struct document document = {0};
    CHECK_OK(
        document_add(&document, FIELD_UID, STR("QANR5L17QE1"), arena, NULL),
        NULL);
    CHECK_OK(document_add(&document, FIELD_KIND, STR("question-ecrite"), arena,
                          NULL),
             NULL);
    CHECK_OK(document_add(&document, FIELD_LEGISLATURE, STR("17"), arena, NULL),
             NULL);
    for (int i = 0; i < 9; i++)
        CHECK_OK(
            document_add(&document, FIELD_RUBRIC, STR("santé"), arena, NULL),
            NULL);
    CHECK_OK(document_add_text(&document, STR("question"), STR(""),
                               STR("Le texte \"cité\"\n\nsuite"), arena, NULL),
             NULL);
    CHECK_OK(document_add_date(&document, FIELD_DATE, 20260526, arena, NULL),
             NULL);
    return document;
}

static void
fields_hold_values(void)
{
    AUTO(arena) struct arena arena = {0};
    struct document document = sample(&arena);
    CHECK_STR(document_first(&document, FIELD_DATE), STR("2026-05-26"));
    CHECK_INT(document.field[FIELD_RUBRIC].count, 9);
    CHECK_STR(document_part(&document, FIELD_TEXT, 0, TEXT_ROLE),
              STR("question"));
    CHECK_STR(document_part(&document, FIELD_TEXT, 1, TEXT_ROLE), STR(""));
    /* Empty = absent; a second single value replaces the first. */
    CHECK_OK(document_add(&document, FIELD_TITLE, STR(""), &arena, NULL), NULL);
    CHECK(!document_has(&document, FIELD_TITLE));
    CHECK_OK(document_add(&document, FIELD_UID, STR("B"), &arena, NULL), NULL);
    CHECK_STR(document_first(&document, FIELD_UID), STR("B"));
    CHECK_INT(document.field[FIELD_UID].count, 1);
}

static void
encoded_and_back(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    AUTO(buf) struct buf again = BUF_INIT(1 << 20);
    struct document document = sample(&arena), back;
    CHECK_OK(document_encode(&bytes, &document, NULL), NULL);
    CHECK_OK(document_decode(&back, buf_str(&bytes), &arena, NULL), NULL);
    CHECK_OK(document_encode(&again, &back, NULL), NULL);
    CHECK_STR(buf_str(&again), buf_str(&bytes));
}

static void
damaged_bytes_are_refused(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    struct document document = sample(&arena), back;
    CHECK_OK(document_encode(&bytes, &document, NULL), NULL);
    unsigned refused = 0;
    for (size_t len = 1; len < bytes.len; len++)
        refused += document_decode(&back, str_head(buf_str(&bytes), len),
                                   &arena, NULL) == STATUS_FORMAT;
    /* Cut between two fields it is a shorter document; else damage. */
    CHECK(refused > bytes.len - 10);
    for (size_t i = 0; i < bytes.len; i++) {
        char kept = bytes.at[i];
        bytes.at[i] = (char)(kept ^ 0xFF);
        (void)!document_decode(&back, buf_str(&bytes), &arena, NULL);
        bytes.at[i] = kept;
    }
}

static void
unknown_fields_are_skipped(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    struct document document = sample(&arena), back;
    encode_number(&bytes, 9999); /* a tag of the future, two values */
    encode_number(&bytes, 2);
    encode_str(&bytes, STR("x"));
    encode_str(&bytes, STR("y"));
    CHECK_OK(document_encode(&bytes, &document, NULL), NULL);
    CHECK_OK(document_decode(&back, buf_str(&bytes), &arena, NULL), NULL);
    CHECK_STR(document_first(&back, FIELD_UID), STR("QANR5L17QE1"));
}

/* `cites` as records of before have it: target, text, at. */
static void
citations_of_three_parts(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf bytes = BUF_INIT(1 << 20);
    struct document back;
    encode_number(&bytes, 29);
    encode_number(&bytes, 6);
    for (const char *c = "abcdef"; *c; c++)
        encode_str(&bytes, (struct str){c, 1});
    CHECK_OK(document_decode(&back, buf_str(&bytes), &arena, NULL), NULL);
    CHECK_INT(back.field[FIELD_CITES].count, 2);
    CHECK_STR(document_part(&back, FIELD_CITES, 1, CITE_TARGET), STR("d"));
    CHECK_STR(document_part(&back, FIELD_CITES, 1, CITE_AT), STR("f"));
    CHECK_STR(document_part(&back, FIELD_CITES, 1, CITE_BLOCK), STR(""));
}

static enum status
check_with(enum field field, struct str value)
{
    AUTO(arena) struct arena arena = {0};
    struct document document = sample(&arena);
    CHECK_OK(document_add(&document, field, value, &arena, NULL), NULL);
    return document_check(&document, NULL);
}

static void
checks_refuse_what_is_wrong(void)
{
    AUTO(arena) struct arena arena = {0};
    struct document document = sample(&arena), none = {0};
    CHECK_STATUS(document_check(&document, NULL), STATUS_OK);
    CHECK_STATUS(document_check(&none, NULL), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_UID, STR("a b")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_UID, STR("été")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_KIND, STR("roman")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_DATE, STR("2026-02-30")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_DATE, STR("26/05/2026")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_LEGISLATURE, STR("XVII")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_TITLE, STR("a\033[31m")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_TITLE, STR("a\xC2\x9B")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_TITLE, STR("d\xE9j\xE0")), STATUS_FORMAT);
    CHECK_STATUS(check_with(FIELD_TITLE, STR("déjà «\xC2\xA0vu\xC2\xA0»")),
                 STATUS_OK);
    char uid[DOCUMENT_UID_MAX + 1];
    memset(uid, 'a', sizeof uid);
    CHECK(document_uid_is_valid((struct str){uid, DOCUMENT_UID_MAX}));
    CHECK(!document_uid_is_valid((struct str){uid, sizeof uid}));
    CHECK(!document_uid_is_valid((struct str){"a\0b", 3}));
}

static void
long_texts_are_cut_at_a_paragraph(void)
{
    AUTO(arena) struct arena arena = {0};
    struct document document = {0};
    size_t size = DOCUMENT_TEXT_MAX + 1000, cut;
    char *text = arena_alloc(&arena, size);
    memset(text, 'a', size);
    memcpy(text + DOCUMENT_TEXT_MAX - 500, "\n\n", 2);
    CHECK_OK(document_add_text(&document, STR("body"), STR(""),
                               (struct str){text, size}, &arena, NULL),
             NULL);
    CHECK_OK(document_add_text(&document, STR("nota"), STR(""), STR("après"),
                               &arena, NULL),
             NULL);
    document_limit_text(&document, &cut);
    struct str kept = document_part(&document, FIELD_TEXT, 0, TEXT_TEXT);
    CHECK_INT(kept.len, DOCUMENT_TEXT_MAX - 500);
    CHECK_INT(cut, size - kept.len + strlen("après"));
}

static void
json_has_every_field(void)
{
    AUTO(arena) struct arena arena = {0};
    AUTO(buf) struct buf text = BUF_INIT(1 << 20);
    struct document document = {0};
    struct json_out json;
    CHECK_OK(document_add(&document, FIELD_UID, STR("A"), &arena, NULL), NULL);
    CHECK_OK(
        document_add(&document, FIELD_LEGISLATURE, STR("17"), &arena, NULL),
        NULL);
    CHECK_OK(document_add(&document, FIELD_AUTHOR, STR("B"), &arena, NULL),
             NULL);
    struct str container[] = {STR("C"), STR("")};
    CHECK_OK(
        document_add_parts(&document, FIELD_CONTAINER, container, &arena, NULL),
        NULL);
    json_start(&json, &text, JSON_COMPACT);
    document_json(&json, &document);
    CHECK_STR(buf_str(&text),
              STR("{\"liasse\":1,\"uid\":\"A\",\"legislature\":17,"
                  "\"author\":[\"B\"],\"container\":{\"uid\":\"C\"}}"));
}

static void
schema_is_sound(void)
{
    enum field fields[FIELD_COUNT];
    enum meaning meaning;
    for (int i = 0; i < FIELD_COUNT; i++) {
        CHECK_INT(schema_by_json(schema[i].json), i);
        CHECK_INT(schema_by_tag(schema[i].tag), i);
        uint32_t words = schema[i].part_names.len ? 1 : 0;
        for (size_t c = 0; c < schema[i].part_names.len; c++)
            words += schema[i].part_names.at[c] == ' ';
        CHECK_INT(schema[i].parts, words ? words : 1);
        for (int j = 0; j < i; j++)
            CHECK(schema[i].tag != schema[j].tag);
    }
    CHECK_INT(schema_by_query_name(STR("ministere"), fields, &meaning), 2);
    CHECK_INT(schema_by_query_name(STR("MINISTÈRE"), fields, &meaning), 0);
    CHECK_INT(schema_by_query_name(STR("Auteur"), fields, &meaning), 1);
    CHECK_INT(fields[0], FIELD_AUTHOR);
    CHECK_INT(schema_by_query_name(STR("ministry_asked"), fields, &meaning), 1);
    CHECK_INT(schema_by_query_name(STR("annee"), fields, &meaning), 1);
    CHECK_INT(meaning, MEANING_YEAR);
    CHECK_INT(schema_by_query_name(STR("http"), fields, &meaning), 0);
    CHECK_INT(schema_by_query_name(STR(""), fields, &meaning), 0);
    CHECK_STR(schema_part_name(FIELD_SOURCE, 5), STR("ingested"));
}

CU_TestInfo document_tests[] = {
    {"fields hold values", fields_hold_values},
    {"encoded and back", encoded_and_back},
    {"damaged bytes are refused", damaged_bytes_are_refused},
    {"unknown fields are skipped", unknown_fields_are_skipped},
    {"citations of three parts", citations_of_three_parts},
    {"checks refuse what is wrong", checks_refuse_what_is_wrong},
    {"long texts are cut at a paragraph", long_texts_are_cut_at_a_paragraph},
    {"JSON has every field", json_has_every_field},
    {"the schema is sound", schema_is_sound},
    CU_TEST_INFO_NULL,
};
