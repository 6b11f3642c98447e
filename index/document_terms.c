/* index: document -> terms. */
#include "document_terms.h"

#include "acronym.h"
#include "citations.h"
#include "date.h"
#include "headings.h"
#include "lang.h"
#include "section_keys.h"
#include "store.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

/* Bytes from one document to the next. */
enum { VALUES_KEPT = 4 << 20, PACKED_KEPT = 1 << 20 };

#define CITE_SIGN "\xC2\xA7" /* before a reference as a word (cite.h) */

enum { WORD_IN_TEXT = 1, WORD_OUTSIDE = 2 };

/* They have places, and not those of the word. */
#define CAPITALS_FAMILIES                                                      \
    (family_bit(FAMILY_CAPITALS) | family_bit(FAMILY_INITIAL))

/* State while one document is taken apart. */
struct taking {
    struct term_sink *sink;
    struct term_maker *maker;
    const struct document *document;
    uint32_t position; /* last one used */
    struct headings headings;
};

/* Words of a value: where they go besides the general family. */
struct block {
    enum family family; /* of the field or of answers, FAMILY_WORD = none */
    uint32_t weight;    /* wdf of the stems */
    unsigned where;     /* WORD_IN_TEXT or WORD_OUTSIDE */
    bool heading;       /* is what headings.h means */
};

enum status
term_maker_init(struct term_maker *maker, const struct wordlists *lexicon,
                struct error *err)
{
    *maker = (struct term_maker){.words = OCCURRENCES_INIT,
                                 .bounds = BUF_INIT(SIZE_MAX / 2),
                                 .packed = BUF_INIT(CITING_DATA_MAX)};
    for (size_t i = 0; i < STRETCHES_MAX; i++)
        maker->stretches[i].at = (struct buf)BUF_INIT(SIZE_MAX / 2);
    TRY(analyser_new_with(&maker->analyser, lexicon, err));
    return values_met_init(&maker->met, maker->analyser, VALUES_KEPT, err);
}

void
term_maker_release(struct term_maker *maker)
{
    values_met_release(&maker->met);
    analyser_free(maker->analyser);
    arena_release(&maker->arena);
    occurrences_release(&maker->words);
    for (size_t i = 0; i < STRETCHES_MAX; i++)
        buf_release(&maker->stretches[i].at);
    buf_release(&maker->bounds);
    buf_release(&maker->packed);
    citing_release(&maker->citing);
}

void
term_maker_keep(struct term_maker *maker, size_t words, size_t bytes)
{
    analyser_keep(maker->analyser, words);
    maker->met.most = bytes < VALUES_KEPT ? bytes : VALUES_KEPT;
}

size_t
term_maker_bytes(const struct term_maker *maker)
{
    return analyser_bytes(maker->analyser) + values_met_bytes(&maker->met);
}

/* A term that is no word of the analyser: without positions and weight. */
static enum status
give_key(struct taking *taking, struct str prefix, struct str key,
         struct error *err)
{
    struct sunk_term term = {.prefix = prefix, .word = key};
    return taking->sink->term(taking->sink, &term, err);
}

static enum status
give_value(struct taking *taking, uint32_t slot, struct str value,
           struct error *err)
{
    return taking->sink->value(taking->sink, slot, value, err);
}

/* The words at these places are of the family too. */
static enum status
take_stretch(struct taking *taking, enum family family, uint32_t first,
             uint32_t last, struct error *err)
{
    struct term_maker *maker = taking->maker;
    struct stretches *of = maker->stretches;
    while (of < maker->stretches + maker->stretches_count &&
           of->family != family)
        of++;
    if (of == maker->stretches + STRETCHES_MAX)
        return error_set(err, STATUS_BUG, "too many families with places");
    if (of == maker->stretches + maker->stretches_count) {
        maker->stretches_count++;
        of->family = family;
        of->rising = true;
        buf_clear(&of->at);
    }
    const uint32_t stretch[] = {first, last};
    if (of->at.len) {
        uint32_t *before =
            (uint32_t *)(void *)(of->at.at + of->at.len - sizeof stretch);
        if (first >= before[0] && first <= before[1] + 1) {
            before[1] = last > before[1] ? last : before[1];
            return STATUS_OK;
        }
        of->rising = of->rising && first > before[1] + 1;
    }
    buf_add(&of->at, (struct str){(const char *)stretch, sizeof stretch});
    return buf_status(&of->at, err);
}

/* The block as it stands here. */
static struct occurrence_block
block_here(const struct taking *taking, const struct block *block)
{
    return (struct occurrence_block){
        .before = taking->position,
        .weight = block->weight,
        .where = block->where,
        .families =
            block->family == FAMILY_WORD ? 0 : family_bit(block->family)};
}

/* The article of no code, told from the same number in any. */
static enum status
give_uncoded(struct taking *taking, struct str key, struct error *err)
{
    const struct str parts[] = {key, STR(TERM_CITES_UNCODED)};
    struct str uncoded = arena_join(&taking->maker->arena, parts, 2);
    return uncoded.at
               ? give_key(taking, schema[FIELD_CITES].prefix, uncoded, err)
               : error_no_memory(err);
}

/* What `cite:` finds: the reference, and the same with its code.  A number
 * that only looks like a text's is none. */
static enum status
take_citation(struct taking *taking, const struct cite *cite, struct error *err)
{
    struct str key, prefix = schema[FIELD_CITES].prefix;
    if (!citation_counts(cite))
        return STATUS_OK;
    TRY(give_key(taking, prefix, cite->normal, err));
    if (!cite->of.len && cite->kind != CITE_ARTICLE)
        return STATUS_OK;
    TRY(cite_key(&key, cite, &taking->maker->arena, err));
    return cite->of.len ? give_key(taking, prefix, key, err)
                        : give_uncoded(taking, key, err);
}

/* The number of a reference as a word, which it may have got since it was
 * found. */
static uint32_t
number_of(const struct taking *taking, const struct cite *cite)
{
    return cite->known ? cite->known
                       : analyser_number(taking->maker->analyser, cite->word);
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
    struct occurrences *words = &taking->maker->words;
    const struct occurrence_block here = block_here(taking, block);
    uint32_t entry;
    TRY(occurrences_word(&entry, words, &here, cite->word, cite->stem,
                         number_of(taking, cite), err));
    TRY(occurrences_place(words, &here, entry, cite->position, err));
    if (cite->last != cite->position)
        TRY(occurrences_place(words, &here, entry, cite->last, err));
    if (cite->also)
        TRY(occurrences_place(words, &here, entry, cite->also, err));
    return STATUS_OK;
}

/* What the text says that acronyms stand for, both ways round (terms.h). */
static enum status
take_acronyms(struct taking *taking, const struct acronyms *acronyms,
              struct error *err)
{
    struct arena *arena = &taking->maker->arena;
    for (size_t i = 0; i < acronyms->count; i++) {
        const struct acronym *one = &acronyms->at[i];
        struct str sign = one->loose ? STR("~") : STR("=");
        const struct str of_word[] = {one->word, sign, one->stems};
        const struct str of_stems[] = {one->stems, sign, one->word};
        struct str there = arena_join(arena, of_word, 3);
        struct str back = arena_join(arena, of_stems, 3);
        if (!there.at || !back.at)
            return error_no_memory(err);
        TRY(give_key(taking, STR(TERM_PREFIX_ACRONYM), there, err));
        TRY(give_key(taking, STR(TERM_PREFIX_EXPANSION), back, err));
    }
    return STATUS_OK;
}

/* What stands behind the words of a block: its references, and the places that
 * it takes. */
static enum status
take_rest(struct taking *taking, const struct block *block,
          const struct tokens *tokens, const struct acronyms *acronyms,
          struct error *err)
{
    for (size_t i = 0; i < tokens->cite_count; i++)
        TRY(take_cite(taking, block, &tokens->cites[i], err));
    TRY(take_acronyms(taking, acronyms, err));
    if (tokens->count == 0)
        return STATUS_OK;
    if (block->family != FAMILY_WORD)
        TRY(take_stretch(taking, block->family, taking->position + 1,
                         taking->position + tokens->last_position, err));
    taking->position += tokens->last_position + ANALYSE_GAP;
    return STATUS_OK;
}

/* The words of a text, which is like no other. */
static enum status
take_text(struct taking *taking, const struct block *block, struct str text,
          struct error *err)
{
    struct tokens tokens;
    struct acronyms acronyms;
    struct term_maker *maker = taking->maker;
    if (text.len == 0)
        return STATUS_OK;
    TRY(analyse(&tokens, maker->analyser, text, &maker->arena, err));
    cites_own(&tokens, text, maker->citing.self.of);
    TRY(citing_text(&maker->citing, text, &tokens, err));
    const struct occurrence_block here = block_here(taking, block);
    TRY(occurrences_tokens(&maker->words, &here, &tokens, text, NULL, err));
    TRY(acronym_find(&acronyms, text, &tokens, &maker->arena, err));
    return take_rest(taking, block, &tokens, &acronyms, err);
}

/* Those of the value of a field, which may have been met before. */
static enum status
take_value(struct taking *taking, const struct block *block, struct str text,
           struct error *err)
{
    struct values_met *met = &taking->maker->met;
    if (text.len == 0)
        return STATUS_OK;
    struct met_value *value = value_met(met, text);
    TRY(met_tokens(value, met, err));
    if (block->heading) {
        TRY(met_heading(value, met, err));
        headings_add(&taking->headings, &value->heading);
    }
    const struct occurrence_block here = block_here(taking, block);
    TRY(occurrences_tokens(&taking->maker->words, &here, &value->tokens, text,
                           value->capitals, err));
    return take_rest(taking, block, &value->tokens, &value->acronyms, err);
}

static enum status
take_title(struct taking *taking, struct error *err)
{
    struct values_met *met = &taking->maker->met;
    struct met_value *title =
        value_met(met, document_first(taking->document, FIELD_TITLE));
    TRY(met_title(title, met, err));
    return title->title.len
               ? give_key(taking, STR(TERM_PREFIX_NAME), title->title, err)
               : STATUS_OK;
}

/* The article that the document is: "51" alone is a reference there, so that
 * `article 51` finds it. */
static enum status
take_own_article(struct taking *taking, struct error *err)
{
    struct str key, value = document_first(taking->document, FIELD_ARTICLE);
    struct arena *arena = &taking->maker->arena;
    struct block block = {.family = FAMILY_WORD,
                          .weight = schema[FIELD_ARTICLE].weight,
                          .where = WORD_OUTSIDE};
    if (!value.len)
        return STATUS_OK;
    TRY(met_key(&key, &taking->maker->met, FIELD_ARTICLE, value, err));
    const struct str parts[] = {STR(CITE_SIGN "art:"), key};
    struct str word = arena_join(arena, parts, 2);
    if (!word.at)
        return error_no_memory(err);
    struct occurrences *words = &taking->maker->words;
    const struct occurrence_block here = block_here(taking, &block);
    uint32_t entry;
    uint32_t known = analyser_number(taking->maker->analyser, word);
    TRY(occurrences_word(&entry, words, &here, word, word, known, err));
    TRY(occurrences_place(words, &here, entry, 1, err));
    taking->position += 1 + ANALYSE_GAP;
    return STATUS_OK;
}

static enum status
take_texts(struct taking *taking, struct error *err)
{
    const struct document *document = taking->document;
    uint32_t before = taking->position;
    for (uint32_t i = 0; i < document->field[FIELD_TEXT].count; i++) {
        struct str role = document_part(document, FIELD_TEXT, i, TEXT_ROLE);
        struct block block = {.family = FAMILY_WORD,
                              .weight = schema[FIELD_TEXT].weight,
                              .where = WORD_IN_TEXT};
        if (str_eq(role, STR("answer")))
            block.family = FAMILY_ANSWER;
        TRY(take_text(taking, &block,
                      document_part(document, FIELD_TEXT, i, TEXT_HEADING),
                      err));
        TRY(take_text(taking, &block,
                      document_part(document, FIELD_TEXT, i, TEXT_TEXT), err));
    }
    if (taking->position == before)
        return STATUS_OK;
    return take_stretch(taking, FAMILY_TEXT, before + 1, taking->position, err);
}

/* Fields with one prefix are one family: their terms are the same. */
static enum family
field_family(enum field field)
{
    int first = 0;
    while (!str_eq(schema[first].prefix, schema[field].prefix))
        first++;
    return (enum family)(FAMILY_FIELD + first);
}

/* What stands above a document; its own title where nothing does. */
static enum field
heading_field(const struct document *document)
{
    return document->field[FIELD_PATH].count ? FIELD_PATH : FIELD_TITLE;
}

/* The words of every value of a field; of an object its title (the last
 * part), its uid being an exact value. */
static enum status
take_field_words(struct taking *taking, enum field field, struct error *err)
{
    struct block block = {.family = FAMILY_WORD,
                          .weight = schema[field].weight,
                          .where = WORD_OUTSIDE,
                          .heading = field == heading_field(taking->document)};
    if (schema[field].index == INDEX_WORDS && schema[field].prefix.len)
        block.family = field_family(field);
    for (uint32_t i = 0; i < taking->document->field[field].count; i++)
        TRY(take_value(
            taking, &block,
            document_part(taking->document, field, i, schema[field].parts - 1),
            err));
    return STATUS_OK;
}

static enum status
take_exact(struct taking *taking, enum field field, struct error *err)
{
    for (uint32_t i = 0; i < taking->document->field[field].count; i++) {
        struct str key;
        struct str value = document_part(taking->document, field, i, 0);
        TRY(met_key(&key, &taking->maker->met, field, value, err));
        if (key.len)
            TRY(give_key(taking, schema[field].prefix, key, err));
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
    return give_value(taking, schema_date_slot(field), buf_str(&text), err);
}

static enum status
take_number(struct taking *taking, enum field field, struct error *err)
{
    struct str value = document_first(taking->document, field);
    while (value.len > 1 && value.at[0] == '0')
        value = str_from_offset(value, 1);
    if (value.len == 0)
        return STATUS_OK;
    return give_key(taking, schema[field].prefix, value, err);
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

/* The term of a family of capitals, with the places of its own. */
static enum status
give_capitals(struct taking *taking, const struct occurrence_word *word,
              enum family family, uint32_t known, struct error *err)
{
    struct buf *at = &taking->maker->bounds;
    if (!(word->families & family_bit(family)))
        return STATUS_OK;
    TRY(occurrences_capitals(at, &taking->maker->words, word, family, err));
    struct sunk_term term = {.prefix = family_prefix(family),
                             .word = word->word,
                             .family = family,
                             .known = known,
                             .positions =
                                 (const uint32_t *)(const void *)at->at,
                             .count = at->len / sizeof(uint32_t)};
    return taking->sink->term(taking->sink, &term, err);
}

static struct sunk_word
sunk_word_of(const struct occurrence *count, const struct occurrence_word *word,
             const uint32_t *positions)
{
    return (struct sunk_word){
        .word = word->word,
        .stem = word->stem,
        .known = count->known,
        .weight = count->weight,
        .positions = positions + count->start,
        .count = count->count,
        .families =
            (word->families & ~CAPITALS_FAMILIES) |
            (count->where == WORD_OUTSIDE ? family_bit(FAMILY_OUTSIDE) : 0)};
}

/* All terms of each word. */
static enum status
give_words(struct taking *taking, struct error *err)
{
    struct occurrences *words = &taking->maker->words;
    struct sunk_word some[SUNK_WORDS];
    const uint32_t *positions;
    size_t count = 0;
    TRY(occurrences_positions(&positions, words, err));
    for (uint32_t i = 0; i < words->word_count; i++) {
        const struct occurrence *one = &occurrences_counts(words)[i];
        const struct occurrence_word *word = &occurrences_words(words)[i];
        some[count++] = sunk_word_of(one, word, positions);
        if (word->families & CAPITALS_FAMILIES) {
            TRY(give_capitals(taking, word, FAMILY_CAPITALS, one->known, err));
            TRY(give_capitals(taking, word, FAMILY_INITIAL, one->known, err));
        }
        if (count == SUNK_WORDS || i + 1 == words->word_count) {
            TRY(taking->sink->words(taking->sink, some, count, err));
            count = 0;
        }
    }
    return STATUS_OK;
}

/* ---- stretches --------------------------------------------------------- */

static int
by_start(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (a[0] > b[0]) - (a[0] < b[0]);
}

/* Those that overlap or touch become one. */
static void
stretches_order(struct stretches *of)
{
    uint32_t *at = (uint32_t *)(void *)of->at.at;
    size_t count = of->at.len / (2 * sizeof *at), kept = 0;
    if (of->rising)
        return;
    qsort(at, count, 2 * sizeof *at, by_start);
    for (size_t i = 1; i < count; i++) {
        uint32_t *last = &at[2 * kept + 1];
        if (at[2 * i] <= *last + 1) {
            *last = at[2 * i + 1] > *last ? at[2 * i + 1] : *last;
            continue;
        }
        kept++;
        at[2 * kept] = at[2 * i];
        at[2 * kept + 1] = at[2 * i + 1];
    }
    of->at.len = (kept + 1) * 2 * sizeof *at;
}

/* The bounds of all stretches of one family, as positions of one term. */
static enum status
give_stretches(struct taking *taking, struct stretches *of, struct error *err)
{
    struct buf *bounds = &taking->maker->bounds;
    struct term name;
    stretches_order(of);
    const uint32_t *at = (const uint32_t *)(const void *)of->at.at;
    size_t count = of->at.len / sizeof *at;
    buf_clear(bounds);
    for (size_t i = 0; i < count; i++) {
        uint32_t bound = at[i] + (i & 1);
        buf_add(bounds, (struct str){(const char *)&bound, sizeof bound});
    }
    TRY(buf_status(bounds, err));
    (void)term_stretches(&name, family_prefix(of->family));
    struct sunk_term term = {.prefix = STR(""),
                             .word = {name.at, name.len},
                             .positions =
                                 (const uint32_t *)(const void *)bounds->at,
                             .count = count};
    return taking->sink->term(taking->sink, &term, err);
}

/* Digits at the start of the number, so that 9 sorts before 15483; without a
 * number the place in the container. */
static enum status
take_sort_number(struct taking *taking, struct error *err)
{
    char sortable[XAP_SORTABLE_MAX];
    struct str value = document_first(taking->document, FIELD_NUMBER);
    uint64_t number;
    size_t digits = 0;
    if (value.len == 0)
        value = document_first(taking->document, FIELD_ORDER);
    while (digits < value.len && value.at[digits] >= '0' &&
           value.at[digits] <= '9')
        digits++;
    if (!str_to_u64(str_head(value, digits), &number))
        return STATUS_OK;
    size_t len = xap_sortable(sortable, (double)number);
    return give_value(taking, SLOT_NUMBER, (struct str){sortable, len}, err);
}

static bool
is_before(const struct values *values, uint32_t parts, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (str_eq(values->at[k * parts], values->at[i * parts]))
            return true;
    return false;
}

/* The values that liasse-query --facet counts and --collapse compares. */
static enum status
take_list(struct taking *taking, enum field field, uint32_t slot,
          struct error *err)
{
    struct buf *packed = &taking->maker->packed;
    const struct values *values = &taking->document->field[field];
    uint32_t parts = schema[field].parts;
    if (slot == UINT32_MAX || values->count == 0)
        return STATUS_OK;
    buf_clear(packed);
    for (uint32_t i = 0; i < values->count; i++)
        if (!is_before(values, parts, i))
            encode_str(packed, values->at[i * parts]);
    TRY(buf_status(packed, err));
    return give_value(taking, slot, buf_str(packed), err);
}

static enum status
take_sections(struct taking *taking, struct error *err)
{
    struct str value;
    TRY(section_value(&value, taking->document, &taking->maker->met, err));
    return value.len ? give_value(taking, SLOT_SECTION, value, err) : STATUS_OK;
}

static enum status
take_headings(struct taking *taking, struct error *err)
{
    struct buf *packed = &taking->maker->packed;
    buf_clear(packed);
    headings_encode(packed, &taking->headings);
    TRY(buf_status(packed, err));
    return packed->len ? give_value(taking, SLOT_HEADINGS, buf_str(packed), err)
                       : STATUS_OK;
}

/* "art:l1 code civil", and "art:l1". */
static enum status
give_linked(struct taking *taking, struct str key, struct error *err)
{
    struct str number, code, prefix = schema[FIELD_CITES].prefix;
    TRY(give_key(taking, prefix, key, err));
    if (str_cut(key, STR(" "), &number, &code))
        return give_key(taking, prefix, number, err);
    return str_starts(key, STR("art:")) ? give_uncoded(taking, key, err)
                                        : STATUS_OK;
}

/* Apart where the label names the same: it is one citation (facets). */
static enum status
give_target(struct taking *taking, const struct citation *link,
            struct error *err)
{
    struct str key;
    TRY(term_field_key(&key, FIELD_CITES, link->target, taking->maker->analyser,
                       &taking->maker->arena, err));
    return give_key(taking,
                    link->key.len ? STR(TERM_PREFIX_LINKED)
                                  : schema[FIELD_CITES].prefix,
                    key, err);
}

/* What the source says it cites: a term of what the label names, as if the
 * text said it, and one of the target, which may be a version long gone. */
static enum status
take_links(struct taking *taking, struct error *err)
{
    struct term_maker *maker = taking->maker;
    const struct document *document = taking->document;
    for (uint32_t i = 0; i < document->field[FIELD_LINKS].count; i++) {
        struct citation link;
        bool is_one;
        TRY(citation_of_link(&is_one, &link, document, i, maker->analyser,
                             &maker->arena, err));
        if (!is_one)
            continue;
        if (link.key.len)
            TRY(give_linked(taking, link.key, err));
        if (link.target.len)
            TRY(give_target(taking, &link, err));
    }
    return STATUS_OK;
}

/* What it is cited by, and the sentences in which it cites. */
static enum status
take_citing(struct taking *taking, struct error *err)
{
    struct buf *packed = &taking->maker->packed;
    struct citing *citing = &taking->maker->citing;
    for (uint32_t i = 0; i < citing->self.count; i++)
        TRY(give_key(taking, STR(TERM_PREFIX_SELF), citing->self.keys[i], err));
    TRY(citing_encode(packed, citing, err));
    return packed->len ? taking->sink->data(taking->sink, buf_str(packed), err)
                       : STATUS_OK;
}

static enum status
take_identity(struct taking *taking, uint64_t sequence, struct error *err)
{
    char bytes[SEQUENCE_BYTES];
    struct str uid = document_first(taking->document, FIELD_UID);
    sequence_encode(bytes, sequence);
    TRY(give_key(taking, STR(TERM_PREFIX_UID), uid, err));
    TRY(give_value(taking, SLOT_UID, uid, err));
    return give_value(taking, SLOT_SEQUENCE,
                      (struct str){bytes, SEQUENCE_BYTES}, err);
}

enum status
document_terms(struct term_sink *sink, struct term_maker *maker,
               const struct document *document, uint64_t sequence,
               struct error *err)
{
    struct taking taking = {.sink = sink, .maker = maker, .document = document};
    arena_reset(&maker->arena);
    TRY(occurrences_start(&maker->words, analyser_known(maker->analyser), err));
    maker->stretches_count = 0;
    if (maker->packed.size > PACKED_KEPT)
        buf_release(&maker->packed);
    values_met_start(&maker->met, &maker->arena);
    TRY(citing_start(&maker->citing, document, &maker->met, err));
    TRY(take_identity(&taking, sequence, err));
    TRY(take_field_words(&taking, FIELD_TITLE, err));
    TRY(take_texts(&taking, err));
    for (int f = 0; f < FIELD_COUNT; f++) {
        if (document->field[f].count == 0)
            continue;
        TRY(take_field(&taking, (enum field)f, err));
        TRY(take_list(&taking, (enum field)f, schema_facet_slot((enum field)f),
                      err));
        TRY(take_list(&taking, (enum field)f, schema_key_slot((enum field)f),
                      err));
        if (schema[f].weight && f != FIELD_TITLE && f != FIELD_TEXT)
            TRY(take_field_words(&taking, (enum field)f, err));
    }
    TRY(take_title(&taking, err));
    TRY(take_own_article(&taking, err));
    TRY(take_sort_number(&taking, err));
    TRY(take_sections(&taking, err));
    TRY(take_headings(&taking, err));
    TRY(take_citing(&taking, err));
    TRY(take_links(&taking, err));
    for (size_t i = 0; i < maker->stretches_count; i++)
        TRY(give_stretches(&taking, &maker->stretches[i], err));
    return give_words(&taking, err);
}
