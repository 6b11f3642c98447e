/* index: document -> terms. */
#include "document_terms.h"

#include "date.h"
#include "digest.h"
#include "lang.h"
#include "letter.h"
#include "store.h"
#include "terms.h"

#include <string.h>

enum { WORD_IN_TEXT = 1, WORD_OUTSIDE = 2 };

/* State while one document is taken apart. */
struct taking {
    struct xap_document *out;
    struct term_maker *maker;
    const struct document *document;
    uint32_t position; /* last one used */
};

/* Words of a value: where they go besides the general family. */
struct block {
    struct str prefix;  /* of the field, empty for none */
    struct str prefix2; /* of answers, empty for none */
    uint32_t weight;    /* wdf of the stems */
    uint64_t where;     /* WORD_IN_TEXT or WORD_OUTSIDE */
};

enum status
term_maker_init(struct term_maker *maker, struct error *err)
{
    *maker = (struct term_maker){0};
    return analyser_new(&maker->analyser, err);
}

void
term_maker_release(struct term_maker *maker)
{
    analyser_free(maker->analyser);
    vocabulary_release(&maker->vocabulary);
    arena_release(&maker->arena);
    map_release(&maker->words);
}

/* How a word stands in the text; "" for small letters. */
static struct str
capitals_prefix(struct str word, struct str source)
{
    size_t capitals = 0, small = 0;
    bool initial = false;
    for (size_t at = 0; at < source.len;) {
        struct letter letter = letter_at(str_from_offset(source, at));
        bool capital = letter.code_point < 0x180 &&
                       letter_lower(letter.code_point) != letter.code_point;
        initial = initial || (at == 0 && capital);
        capitals += capital;
        small += !capital && (letter.kind & LETTER_WORD);
        at += letter.size;
    }
    if (capitals && !small)
        return STR(TERM_PREFIX_CAPITALS);
    bool may_lack = word.len && memchr("aceiou", word.at[0], 6);
    return initial && may_lack ? STR(TERM_PREFIX_INITIAL) : STR("");
}

static enum status
take_capitals(struct taking *taking, struct str word, struct str source,
              uint32_t position, struct error *err)
{
    struct term term;
    struct str prefix = capitals_prefix(word, source);
    if (prefix.len == 0)
        return STATUS_OK;
    return xap_document_posting(taking->out, term_make(&term, prefix, word),
                                position, 0, err);
}

/* Word and stem at a position, in the families of the block. */
static enum status
take_posting(struct taking *taking, const struct block *block, struct str word,
             uint32_t position, struct error *err)
{
    struct term term;
    struct xap_document *out = taking->out;
    position += taking->position;
    TRY(xap_document_posting(
        out, term_make(&term, STR(TERM_PREFIX_WORD), word), position, 0, err));
    if (block->prefix.len)
        TRY(xap_document_posting(out, term_make(&term, block->prefix, word),
                                 position, 0, err));
    if (block->prefix2.len)
        TRY(xap_document_posting(out, term_make(&term, block->prefix2, word),
                                 position, 0, err));
    return STATUS_OK;
}

static enum status
take_stem(struct taking *taking, const struct block *block, struct str word,
          struct str stem, struct error *err)
{
    struct term term;
    TRY(xap_document_term(taking->out, term_make(&term, STR(""), stem),
                          block->weight, err));
    uint64_t *where = map_at(&taking->maker->words, word);
    if (!where)
        return error_no_memory(err);
    *where |= block->where;
    return vocabulary_add(&taking->maker->vocabulary, word, stem, err);
}

static enum status
take_token(struct taking *taking, const struct block *block, struct str text,
           const struct token *token, struct error *err)
{
    TRY(take_posting(taking, block, token->word, token->position, err));
    TRY(take_capitals(taking, token->word,
                      str_range(text, token->start, token->end),
                      taking->position + token->position, err));
    return take_stem(taking, block, token->word, token->stem, err);
}

/* What `cite:` finds: the reference, and the same with its code.  A number
 * that only looks like a text's is none. */
static enum status
take_citation(struct taking *taking, const struct cite *cite,
              struct error *err)
{
    struct term term;
    struct str key, prefix = schema[FIELD_CITES].prefix;
    if (cite->kind == CITE_DATE || cite->kind == CITE_WORD || cite->loose)
        return STATUS_OK;
    TRY(xap_document_term(taking->out,
                          term_make(&term, prefix, cite->normal), 0, err));
    if (!cite->of.len)
        return STATUS_OK;
    TRY(cite_key(&key, cite, &taking->maker->arena, err));
    return xap_document_term(taking->out, term_make(&term, prefix, key), 0,
                             err);
}

/* A reference is a word at its first word's place, and where analyse.h says
 * besides. */
static enum status
take_cite(struct taking *taking, const struct block *block,
          const struct cite *cite, struct error *err)
{
    if (block->where == WORD_IN_TEXT)
        TRY(take_citation(taking, cite, err));
    if (!cite->word.len)
        return STATUS_OK;
    TRY(take_posting(taking, block, cite->word, cite->position, err));
    if (cite->last != cite->position)
        TRY(take_posting(taking, block, cite->word, cite->last, err));
    if (cite->also)
        TRY(take_posting(taking, block, cite->word, cite->also, err));
    return take_stem(taking, block, cite->word, cite->stem, err);
}

static enum status
take_words(struct taking *taking, const struct block *block, struct str text,
           struct error *err)
{
    struct tokens tokens;
    if (text.len == 0)
        return STATUS_OK;
    TRY(analyse(&tokens, taking->maker->analyser, text, &taking->maker->arena,
                err));
    for (size_t i = 0; i < tokens.count; i++)
        TRY(take_token(taking, block, text, &tokens.at[i], err));
    for (size_t i = 0; i < tokens.cite_count; i++)
        TRY(take_cite(taking, block, &tokens.cites[i], err));
    if (tokens.count)
        taking->position += tokens.last_position + ANALYSE_GAP;
    return STATUS_OK;
}

/* The article that the document is: "51" alone is a reference there, so that
 * `article 51` finds it. */
static enum status
take_own_article(struct taking *taking, struct error *err)
{
    struct str key, value = document_first(taking->document, FIELD_ARTICLE);
    struct arena *arena = &taking->maker->arena;
    struct block block = {.weight = schema[FIELD_ARTICLE].weight,
                          .where = WORD_OUTSIDE};
    if (!value.len)
        return STATUS_OK;
    TRY(term_field_key(&key, FIELD_ARTICLE, value, taking->maker->analyser,
                       arena, err));
    struct str word =
        arena_printf(arena, "\xC2\xA7" "art:" STR_FMT, STR_ARG(key));
    if (!word.at)
        return error_no_memory(err);
    TRY(take_posting(taking, &block, word, 1, err));
    taking->position += 1 + ANALYSE_GAP;
    return take_stem(taking, &block, word, word, err);
}

static enum status
take_texts(struct taking *taking, struct error *err)
{
    const struct document *document = taking->document;
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        struct str role = document_part(document, FIELD_TEXT, i, TEXT_ROLE);
        struct block block = {.weight = schema[FIELD_TEXT].weight,
                              .where = WORD_IN_TEXT};
        if (str_eq(role, STR("answer")))
            block.prefix2 = STR(TERM_PREFIX_ANSWER);
        TRY(take_words(taking, &block,
                       document_part(document, FIELD_TEXT, i, TEXT_HEADING),
                       err));
        TRY(take_words(taking, &block,
                       document_part(document, FIELD_TEXT, i, TEXT_TEXT), err));
    }
    return STATUS_OK;
}

/* The words of every value of a field; of an object its title (the last
 * part), its uid being an exact value. */
static enum status
take_field_words(struct taking *taking, enum field field, struct error *err)
{
    struct block block = {.weight = schema[field].weight,
                          .where = WORD_OUTSIDE};
    if (schema[field].index == INDEX_WORDS)
        block.prefix = schema[field].prefix;
    for (uint32_t i = 0; i < taking->document->field[field].count; i++)
        TRY(take_words(
            taking, &block,
            document_part(taking->document, field, i, schema[field].parts - 1),
            err));
    return STATUS_OK;
}

static enum status
take_exact(struct taking *taking, enum field field, struct error *err)
{
    struct term term;
    struct arena *arena = &taking->maker->arena;
    for (uint32_t i = 0; i < taking->document->field[field].count; i++) {
        struct str key;
        struct str value = document_part(taking->document, field, i, 0);
        TRY(term_field_key(&key, field, value, taking->maker->analyser, arena,
                           err));
        if (key.len)
            TRY(xap_document_term(taking->out,
                                  term_make(&term, schema[field].prefix, key),
                                  0, err));
    }
    return STATUS_OK;
}

/* "2999-01-01" and "2222-02-22" say "no end" in the dumps of the DILA. */
static bool
is_sentinel(uint32_t date)
{
    return date == 29990101 || date == 22220222;
}

static enum status
take_date(struct taking *taking, enum field field, struct error *err)
{
    char digits[16];
    uint32_t date;
    struct str value = document_first(taking->document, field);
    if (!date_from_iso(value, &date) || is_sentinel(date))
        return STATUS_OK;
    struct buf text = {
        .at = digits, .size = sizeof digits, .max = sizeof digits};
    buf_printf(&text, "%08u", date);
    return xap_document_value(taking->out, schema_date_slot(field),
                              buf_str(&text), err);
}

static enum status
take_number(struct taking *taking, enum field field, struct error *err)
{
    struct term term;
    struct str value = document_first(taking->document, field);
    while (value.len > 1 && value.at[0] == '0')
        value = str_from_offset(value, 1);
    if (value.len == 0)
        return STATUS_OK;
    return xap_document_term(
        taking->out, term_make(&term, schema[field].prefix, value), 0, err);
}

static enum status
take_field(struct taking *taking, enum field field, struct error *err)
{
    switch (schema[field].index) {
    case INDEX_NONE:
        return STATUS_OK;
    case INDEX_EXACT:
        return take_exact(taking, field, err);
    case INDEX_DATE:
        return take_date(taking, field, err);
    case INDEX_NUMBER:
        return take_number(taking, field, err);
    case INDEX_WORDS:
        return STATUS_OK; /* take_field_words does all */
    }
    return STATUS_BUG;
}

static enum status
take_outside(struct taking *taking, struct error *err)
{
    struct term term;
    struct str word;
    uint64_t where;
    for (size_t at = 0; map_next(&taking->maker->words, &at, &word, &where);)
        if (where == WORD_OUTSIDE)
            TRY(xap_document_term(
                taking->out, term_make(&term, STR(TERM_PREFIX_OUTSIDE), word),
                0, err));
    return STATUS_OK;
}

/* Digits at the start of the number, so that 9 sorts before 15483. */
static enum status
take_sort_number(struct taking *taking, struct error *err)
{
    char sortable[XAP_SORTABLE_MAX];
    struct str value = document_first(taking->document, FIELD_NUMBER);
    uint64_t number;
    size_t digits = 0;
    while (digits < value.len && value.at[digits] >= '0' &&
           value.at[digits] <= '9')
        digits++;
    if (!str_to_u64(str_head(value, digits), &number))
        return STATUS_OK;
    size_t len = xap_sortable(sortable, (double)number);
    return xap_document_value(taking->out, SLOT_NUMBER,
                              (struct str){sortable, len}, err);
}

static bool
is_before(const struct values *values, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (str_eq(values->at[k], values->at[i]))
            return true;
    return false;
}

/* The values that liasse-query --facet counts. */
static enum status
take_facet(struct taking *taking, enum field field, struct error *err)
{
    AUTO(buf) struct buf packed = BUF_INIT(DOCUMENT_ENCODED_MAX);
    const struct values *values = &taking->document->field[field];
    uint32_t slot = schema_facet_slot(field);
    if (slot == UINT32_MAX || values->count == 0)
        return STATUS_OK;
    for (uint32_t i = 0; i < values->count; i++)
        if (!is_before(values, i))
            encode_str(&packed, values->at[i]);
    TRY(buf_status(&packed, err));
    return xap_document_value(taking->out, slot, buf_str(&packed), err);
}

/* Container and the first `depth` elements of the path, in a digest: what
 * re-ranking groups articles by. */
static void
section_key(char out[SECTION_BYTES], const struct document *document,
            uint32_t depth)
{
    uint8_t sha256[SHA256_BYTES];
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, document_first(document, FIELD_CONTAINER));
    for (uint32_t i = 0; i < depth; i++) {
        digest_add(&digest, STR("\n"));
        digest_add(&digest, document_part(document, FIELD_PATH, i, 0));
    }
    digest_end(&digest, sha256);
    memcpy(out, sha256, SECTION_BYTES);
}

/* Documents without a path stand in no section; those without a container
 * have paths that mean nothing to one another. */
static enum status
take_sections(struct taking *taking, struct error *err)
{
    char key[SECTION_BYTES];
    uint32_t depth = taking->document->field[FIELD_PATH].count;
    if (depth == 0 || !document_has(taking->document, FIELD_CONTAINER))
        return STATUS_OK;
    section_key(key, taking->document, depth);
    TRY(xap_document_value(taking->out, SLOT_SECTION,
                           (struct str){key, SECTION_BYTES}, err));
    section_key(key, taking->document, depth - 1);
    return xap_document_value(taking->out, SLOT_SECTION_ABOVE,
                              (struct str){key, SECTION_BYTES}, err);
}

static enum status
take_identity(struct taking *taking, uint64_t sequence, struct error *err)
{
    struct term term;
    char bytes[SEQUENCE_BYTES];
    struct str uid = document_first(taking->document, FIELD_UID);
    sequence_encode(bytes, sequence);
    TRY(xap_document_term(taking->out,
                          term_make(&term, STR(TERM_PREFIX_UID), uid), 0, err));
    TRY(xap_document_value(taking->out, SLOT_UID, uid, err));
    return xap_document_value(taking->out, SLOT_SEQUENCE,
                              (struct str){bytes, SEQUENCE_BYTES}, err);
}

enum status
document_terms(struct xap_document *out, struct term_maker *maker,
               const struct document *document, uint64_t sequence,
               struct error *err)
{
    struct taking taking = {.out = out, .maker = maker, .document = document};
    arena_reset(&maker->arena);
    map_clear(&maker->words);
    TRY(xap_document_clear(out, err));
    TRY(take_identity(&taking, sequence, err));
    TRY(take_field_words(&taking, FIELD_TITLE, err));
    TRY(take_texts(&taking, err));
    for (int f = 0; f < FIELD_COUNT; f++) {
        TRY(take_field(&taking, (enum field)f, err));
        TRY(take_facet(&taking, (enum field)f, err));
        if (schema[f].weight && f != FIELD_TITLE && f != FIELD_TEXT)
            TRY(take_field_words(&taking, (enum field)f, err));
    }
    TRY(take_own_article(&taking, err));
    TRY(take_sort_number(&taking, err));
    TRY(take_sections(&taking, err));
    return take_outside(&taking, err);
}
