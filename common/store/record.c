/* store: the encoded form of a record. */
#include "record.h"

#include "lang.h"

#include <string.h>

enum { CRC_BYTES = 4 };

static void
encode_contribution(struct buf *out, const struct contribution *one,
                    struct str document)
{
    encode_str(out, one->source);
    encode_str(out, one->member);
    encode_sha256(out, one->sha256);
    encode_str(out, one->reader);
    encode_number(out, one->reader_version);
    encode_number(out, one->rank);
    encode_number(out, one->ingested);
    encode_str(out, one->url);
    encode_str(out, document);
}

enum status
supplement_encode(struct buf *out, const struct supplement *joined, struct error *err)
{
    AUTO(buf) struct buf fields = BUF_INIT(DOCUMENT_ENCODED_MAX);
    TRY(document_encode(&fields, &joined->fields, err));
    if (fields.len == 0 && joined->term_count == 0)
        return STATUS_OK;
    encode_str(out, buf_str(&fields));
    encode_number(out, joined->term_count);
    for (size_t i = 0; i < joined->term_count; i++)
        encode_str(out, joined->terms[i]);
    return buf_status(out, err);
}

static bool
decode_joined(struct str *rest, struct supplement *joined, struct str *fields,
              struct arena *arena)
{
    uint64_t count;
    if (!decode_str(rest, fields) || !decode_number(rest, &count) ||
        count > rest->len)
        return false;
    joined->term_count = (size_t)count;
    joined->terms = arena_array(arena, (size_t)count, sizeof *joined->terms);
    for (size_t i = 0; joined->terms && i < count; i++)
        if (!decode_str(rest, &joined->terms[i]))
            return false;
    return joined->terms != NULL;
}

enum status
record_encode(struct buf *out, const struct record *record, struct error *err)
{
    AUTO(buf) struct buf document = BUF_INIT(DOCUMENT_ENCODED_MAX);
    AUTO(buf) struct buf joined = BUF_INIT(DOCUMENT_ENCODED_MAX);
    size_t start = out->len;
    TRY(supplement_encode(&joined, &record->joined, err));
    buf_add_char(out, joined.len ? RECORD_VERSION : 1);
    encode_number(out, record->sequence);
    encode_str(out, record->uid);
    encode_number(out, record->count);
    for (size_t i = 0; i < record->count; i++) {
        const struct contribution *one = &record->contributions[i];
        buf_clear(&document);
        TRY(document_encode(&document, &one->document, err));
        encode_contribution(out, one, buf_str(&document));
    }
    buf_add(out, buf_str(&joined));
    TRY(buf_status(out, err));
    uint32_t crc = crc32_add(0, str_from_offset(buf_str(out), start));
    for (int i = 0; i < CRC_BYTES; i++)
        buf_add_char(out, (char)(crc >> 8 * i));
    return buf_status(out, err);
}

static bool
decode_contribution(struct str *rest, struct contribution *one,
                    struct str *document)
{
    uint64_t version, rank;
    if (!decode_str(rest, &one->source) || !decode_str(rest, &one->member) ||
        !decode_sha256(rest, one->sha256) ||
        !decode_str(rest, &one->reader) || !decode_number(rest, &version) ||
        !decode_number(rest, &rank) || !decode_number(rest, &one->ingested) ||
        !decode_str(rest, &one->url) || !decode_str(rest, document))
        return false;
    one->reader_version = (uint32_t)version;
    one->rank = (uint32_t)rank;
    return true;
}

static enum status
damaged(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("damaged record in the store",
                        "enregistrement endommagé dans le store"));
}

static enum status
check_crc(struct str bytes, struct error *err)
{
    if (bytes.len < CRC_BYTES + 1)
        return damaged(err);
    struct str body = str_head(bytes, bytes.len - CRC_BYTES);
    uint32_t want = 0;
    for (int i = 0; i < CRC_BYTES; i++)
        want |= (uint32_t)(unsigned char)bytes.at[body.len + (size_t)i]
                << 8 * i;
    if (crc32_add(0, body) != want)
        return damaged(err);
    if (bytes.at[0] < 1 || bytes.at[0] > RECORD_VERSION)
        return error_set(
            err, STATUS_FORMAT,
            TR("record of version %d: this program reads version %d",
               "enregistrement de version %d : ce programme lit la version %d"),
            bytes.at[0], RECORD_VERSION);
    return STATUS_OK;
}

enum status
record_decode(struct record *out, struct str bytes, struct arena *arena,
              struct error *err)
{
    TRY(check_crc(bytes, err));
    struct str rest = str_range(bytes, 1, bytes.len - CRC_BYTES);
    struct record record = {0};
    uint64_t count;
    if (!decode_number(&rest, &record.sequence) ||
        !decode_str(&rest, &record.uid) || !decode_number(&rest, &count) ||
        count > rest.len)
        return damaged(err);
    record.count = (size_t)count;
    record.contributions =
        arena_array(arena, record.count, sizeof *record.contributions);
    if (!record.contributions)
        return error_no_memory(err);
    for (size_t i = 0; i < record.count; i++) {
        struct str document;
        struct contribution *one = &record.contributions[i];
        if (!decode_contribution(&rest, one, &document))
            return damaged(err);
        TRY(document_decode(&one->document, document, arena, err));
    }
    if (bytes.at[0] > 1) {
        struct str fields;
        if (!decode_joined(&rest, &record.joined, &fields, arena))
            return damaged(err);
        TRY(document_decode(&record.joined.fields, fields, arena, err));
    }
    *out = record;
    return STATUS_OK;
}
