/* tests: are two databases equal? */
#include "compare.h"

#include "positions.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SLOTS = 300 };

/* A walk over both sides: what the left one gave is kept, and the right one
 * is held against it. */

struct side {
    struct xap_reader *reader;
    struct buf numbers; /* uint32_t, of the walk at hand */
    struct buf texts;   /* its strings, each with its length before it */
    uint64_t positions; /* met so far */
};

struct comparing {
    struct comparison *out;
    struct side left, right;
    struct buf terms;
    struct error *err;
};

static void differ(struct comparison *out, const char *format, ...)
    PRINTF_LIKE(2, 3);

static void
differ(struct comparison *out, const char *format, ...)
{
    va_list args;
    if (out->differences++ > 0)
        return;
    va_start(args, format);
    vsnprintf(out->first, sizeof out->first, format, args);
    va_end(args);
}

static void
add_number(struct buf *buf, uint32_t number)
{
    buf_add(buf, (struct str){(const char *)&number, sizeof number});
}

static void
add_text(struct buf *buf, struct str text)
{
    add_number(buf, (uint32_t)text.len);
    buf_add(buf, text);
}

static enum status
keep_key(void *payload, struct str key)
{
    /* What changed since columns beside the tables were sealed (columns.h),
     * how much since they were compact (upkeep.h): of the run that wrote it,
     * not of what the index holds. */
    if (str_eq(key, STR("unsealed")) || str_eq(key, STR("changes")))
        return STATUS_OK;
    /* Chunks are cut as they grew; their lists are compared by term. */
    if (str_starts(key, STR(META_POSITIONS)))
        return STATUS_OK;
    add_text(&((struct side *)payload)->texts, key);
    return STATUS_OK;
}

static enum status
keep_term(void *payload, struct str term, uint32_t count)
{
    struct side *side = payload;
    add_text(&side->texts, term);
    add_number(&side->numbers, count);
    return STATUS_OK;
}

static enum status
keep_posting(void *payload, xap_docid docid, uint32_t wdf)
{
    struct side *side = payload;
    add_number(&side->numbers, docid);
    add_number(&side->numbers, wdf);
    return STATUS_OK;
}

static enum status
keep_value(void *payload, xap_docid docid, struct str value)
{
    struct side *side = payload;
    add_number(&side->numbers, docid);
    add_text(&side->texts, value);
    return STATUS_OK;
}

static void
sides_clear(struct comparing *it)
{
    buf_clear(&it->left.numbers);
    buf_clear(&it->left.texts);
    buf_clear(&it->right.numbers);
    buf_clear(&it->right.texts);
}

/* Both walks gave the same. */
static bool
sides_equal(struct comparing *it)
{
    return str_eq(buf_str(&it->left.numbers), buf_str(&it->right.numbers)) &&
           str_eq(buf_str(&it->left.texts), buf_str(&it->right.texts));
}

static size_t
numbers(const struct side *side)
{
    return side->numbers.len / sizeof(uint32_t);
}

/* Cuts the next string off what add_text wrote. */
static bool
next_text(struct str *rest, struct str *out)
{
    uint32_t len;
    if (rest->len < sizeof len)
        return false;
    memcpy(&len, rest->at, sizeof len);
    *out = str_range(*rest, sizeof len, sizeof len + len);
    *rest = str_from_offset(*rest, sizeof len + len);
    return true;
}

/* All lists of a term: docid, count, positions; and their number. */
static enum status
keep_positions(struct side *side, struct str term, struct error *err)
{
    AUTO(positions) struct positions *positions = NULL;
    AUTO(position_list) struct position_list list = {0};
    uint32_t docid = 1, next, lists = 0, documents;
    TRY(positions_through(&positions, side->reader, err));
    TRY(positions_documents(&documents, positions, term, err));
    position_list_start(&list, positions, term);
    for (;; docid = next) {
        TRY(position_list_find(&next, &list, docid, err));
        if (next == UINT32_MAX)
            break;
        if (next != docid)
            continue;
        lists++;
        TRY(position_list_read(&list, err));
        add_number(&side->numbers, docid);
        add_number(&side->numbers, (uint32_t)list.count);
        for (size_t i = 0; i < list.count; i++)
            add_number(&side->numbers, list.at[i]);
        side->positions += list.count;
        next = docid + 1;
    }
    return lists == documents
               ? STATUS_OK
               : error_set(err, STATUS_IO, "%u lists of %u", lists, documents);
}

static enum status
compare_positions(struct comparing *it, struct str term)
{
    it->out->terms++;
    sides_clear(it);
    TRY(keep_positions(&it->left, term, it->err));
    TRY(keep_positions(&it->right, term, it->err));
    it->out->positions = it->left.positions;
    if (!sides_equal(it))
        differ(it->out, "positions of '" STR_FMT "'", STR_ARG(term));
    return STATUS_OK;
}

static enum status
compare_term(struct comparing *it, struct str term)
{
    sides_clear(it);
    TRY(xap_reader_postings(it->left.reader, term, keep_posting, &it->left,
                            it->err));
    TRY(xap_reader_postings(it->right.reader, term, keep_posting, &it->right,
                            it->err));
    if (!sides_equal(it))
        differ(it->out, "postings of '" STR_FMT "'", STR_ARG(term));
    size_t count = numbers(&it->left) / 2;
    it->out->terms++;
    it->out->postings += count;
    return STATUS_OK;
}

static enum status
keep_position_terms(struct side *side, struct error *err)
{
    AUTO(positions) struct positions *positions = NULL;
    AUTO(position_terms) struct position_terms terms = {0};
    TRY(positions_through(&positions, side->reader, err));
    TRY(position_terms_start(&terms, positions, STR(""), err));
    while (terms.term.len) {
        TRY(keep_term(side, terms.term, terms.documents));
        TRY(position_terms_next(&terms, err));
    }
    return STATUS_OK;
}

/* Those that one side has, on both of them. */
static enum status
compare_each(struct comparing *it,
             enum status (*compare)(struct comparing *it, struct str term))
{
    struct str rest, term;
    if (!sides_equal(it))
        differ(it->out, "terms or their frequencies");
    buf_clear(&it->terms);
    buf_add(&it->terms, buf_str(&it->left.texts));
    TRY(buf_status(&it->terms, it->err));
    rest = buf_str(&it->terms);
    while (next_text(&rest, &term))
        TRY(compare(it, term));
    return STATUS_OK;
}

static enum status
compare_terms(struct comparing *it)
{
    sides_clear(it);
    TRY(xap_reader_terms(it->left.reader, STR(""), keep_term, &it->left,
                         it->err));
    TRY(xap_reader_terms(it->right.reader, STR(""), keep_term, &it->right,
                         it->err));
    TRY(compare_each(it, compare_term));
    sides_clear(it);
    TRY(keep_position_terms(&it->left, it->err));
    TRY(keep_position_terms(&it->right, it->err));
    return compare_each(it, compare_positions);
}

static enum status
compare_data(struct comparing *it, xap_docid docid)
{
    AUTO(arena) struct arena arena = {0};
    struct str left, right;
    uint32_t one, other;
    TRY(xap_reader_doc_length(&one, it->left.reader, docid, it->err));
    TRY(xap_reader_doc_length(&other, it->right.reader, docid, it->err));
    if (one != other)
        differ(it->out, "length of document %u: %u, %u", docid, one, other);
    TRY(xap_reader_data(&left, it->left.reader, docid, &arena, it->err));
    TRY(xap_reader_data(&right, it->right.reader, docid, &arena, it->err));
    if (!str_eq(left, right))
        differ(it->out, "data of document %u", docid);
    return STATUS_OK;
}

static enum status
compare_document(struct comparing *it, xap_docid docid)
{
    sides_clear(it);
    TRY(xap_reader_document_terms(it->left.reader, docid, keep_term, &it->left,
                                  it->err));
    TRY(xap_reader_document_terms(it->right.reader, docid, keep_term,
                                  &it->right, it->err));
    if (!sides_equal(it))
        differ(it->out, "terms of document %u", docid);
    it->out->documents++;
    return compare_data(it, docid);
}

static enum status
compare_documents(struct comparing *it)
{
    AUTO(buf) struct buf docids = BUF_INIT(SIZE_MAX / 2);
    sides_clear(it);
    TRY(xap_reader_postings(it->left.reader, STR(""), keep_posting, &it->left,
                            it->err));
    TRY(xap_reader_postings(it->right.reader, STR(""), keep_posting, &it->right,
                            it->err));
    if (!sides_equal(it)) {
        differ(it->out, "the documents");
        return STATUS_OK;
    }
    buf_add(&docids, buf_str(&it->left.numbers));
    TRY(buf_status(&docids, it->err));
    for (size_t at = 0; at < docids.len; at += 2 * sizeof(uint32_t)) {
        xap_docid docid;
        memcpy(&docid, docids.at + at, sizeof docid);
        TRY(compare_document(it, docid));
    }
    return STATUS_OK;
}

/* The values of each document that a slot's walk gave, asked for one by one
 * too: another way through the database. */
static enum status
compare_slot(struct comparing *it, uint32_t slot)
{
    AUTO(arena) struct arena arena = {0};
    struct str low, high, other_low, other_high;
    sides_clear(it);
    TRY(xap_reader_values(it->left.reader, slot, 1, keep_value, &it->left,
                          it->err));
    TRY(xap_reader_values(it->right.reader, slot, 1, keep_value, &it->right,
                          it->err));
    it->out->values += numbers(&it->left);
    if (!sides_equal(it))
        differ(it->out, "values of slot %u", slot);
    TRY(xap_reader_value_bounds(&low, &high, it->left.reader, slot, &arena,
                                it->err));
    TRY(xap_reader_value_bounds(&other_low, &other_high, it->right.reader, slot,
                                &arena, it->err));
    if (!str_eq(low, other_low) || !str_eq(high, other_high))
        differ(it->out, "bounds of slot %u", slot);
    return STATUS_OK;
}

static enum status
compare_metadata(struct comparing *it)
{
    AUTO(arena) struct arena arena = {0};
    struct str rest, key, left, right;
    sides_clear(it);
    TRY(xap_reader_keys(it->left.reader, STR(""), keep_key, &it->left,
                        it->err));
    TRY(xap_reader_keys(it->right.reader, STR(""), keep_key, &it->right,
                        it->err));
    if (!sides_equal(it))
        differ(it->out, "keys of the metadata");
    rest = buf_str(&it->left.texts);
    while (next_text(&rest, &key)) {
        TRY(xap_reader_metadata(&left, it->left.reader, key, &arena, it->err));
        TRY(xap_reader_metadata(&right, it->right.reader, key, &arena,
                                it->err));
        if (!str_eq(left, right))
            differ(it->out, "metadata '" STR_FMT "'", STR_ARG(key));
        it->out->metadata++;
        arena_reset(&arena);
    }
    return STATUS_OK;
}

static enum status
compare_counts(struct comparing *it)
{
    uint32_t left, right;
    double mean, other_mean;
    TRY(xap_reader_doc_count(&left, it->left.reader, it->err));
    TRY(xap_reader_doc_count(&right, it->right.reader, it->err));
    if (left != right)
        differ(it->out, "%u documents, %u documents", left, right);
    TRY(xap_reader_last_docid(&left, it->left.reader, it->err));
    TRY(xap_reader_last_docid(&right, it->right.reader, it->err));
    if (left != right)
        differ(it->out, "last docid %u, %u", left, right);
    TRY(xap_reader_average_length(&mean, it->left.reader, it->err));
    TRY(xap_reader_average_length(&other_mean, it->right.reader, it->err));
    if (mean < other_mean || mean > other_mean)
        differ(it->out, "average length %f, %f", mean, other_mean);
    return STATUS_OK;
}

static enum status
compare_all(struct comparing *it)
{
    TRY(compare_counts(it));
    TRY(compare_metadata(it));
    TRY(compare_documents(it));
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        TRY(compare_slot(it, slot));
    return compare_terms(it);
}

static void
comparing_release(struct comparing *it)
{
    buf_release(&it->left.numbers);
    buf_release(&it->left.texts);
    buf_release(&it->right.numbers);
    buf_release(&it->right.texts);
    buf_release(&it->terms);
}

CLEANUP_KIND(comparing, struct comparing, comparing_release)

enum status
compare_databases(struct comparison *out, struct xap_reader *left,
                  struct xap_reader *right, struct error *err)
{
    AUTO(comparing)
    struct comparing it = {
        .out = out,
        .left = {left, BUF_INIT(SIZE_MAX / 2), BUF_INIT(SIZE_MAX / 2), 0},
        .right = {right, BUF_INIT(SIZE_MAX / 2), BUF_INIT(SIZE_MAX / 2), 0},
        .terms = BUF_INIT(SIZE_MAX / 2),
        .err = err};
    *out = (struct comparison){0};
    return compare_all(&it);
}
