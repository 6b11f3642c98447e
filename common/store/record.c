/* store: the encoded form of a record. */
#include "record.h"

#include "lang.h"

#include <string.h>

enum {
    CRC_BYTES = 4,
    RECORD_PLAIN_MAX = 256 * 1024 * 1024
};

void
contribution_encode_with(struct buf *out, const struct contribution *one,
                         struct str document)
{
    encode_str(out, one->source);
    encode_str(out, one->member);
    encode_sha256(out, one->sha256);
    encode_str(out, one->reader);
    encode_number(out, one->reader_version);
    encode_number(out, one->rank);
    encode_str(out, one->url);
    encode_str(out, document);
}

enum status
contribution_encode(struct buf *out, const struct contribution *one,
                    struct error *err)
{
    AUTO(buf) struct buf document = BUF_INIT(DOCUMENT_ENCODED_MAX);
    TRY(document_encode(&document, &one->document, err));
    contribution_encode_with(out, one, buf_str(&document));
    return buf_status(out, err);
}

enum status
supplement_encode(struct buf *out, const struct supplement *joined,
                  struct error *err)
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

static enum status
pack_contributions(struct buf *out, const struct record *record,
                   struct packer *packer, struct error *err)
{
    AUTO(buf) struct buf plain = BUF_INIT(RECORD_PLAIN_MAX);
    if (record->packed.size) {
        encode_packed(out, &record->packed);
        return buf_status(out, err);
    }
    for (size_t i = 0; i < record->count; i++)
        TRY(contribution_encode(&plain, &record->contributions[i], err));
    return pack(out, NULL, packer, buf_str(&plain), err);
}

static struct str
uid_of_first(const struct record *record)
{
    return record->count
               ? document_first(&record->contributions[0].document, FIELD_UID)
               : (struct str){NULL, 0};
}

enum status
record_encode(struct buf *out, const struct record *record,
              struct packer *packer, struct error *err)
{
    AUTO(buf) struct buf joined = BUF_INIT(DOCUMENT_ENCODED_MAX);
    size_t start = out->len;
    bool told = str_eq(uid_of_first(record), record->uid);
    buf_add_char(out, RECORD_VERSION);
    encode_number(out, record->sequence);
    encode_str(out, told ? STR("") : record->uid);
    encode_number(out, record->count);
    for (size_t i = 0; i < record->count; i++)
        encode_number(out, record->contributions[i].ingested);
    if (record->count)
        TRY(pack_contributions(out, record, packer, err));
    TRY(supplement_encode(&joined, &record->joined, err));
    TRY(pack(out, NULL, packer, buf_str(&joined), err));
    TRY(buf_status(out, err));
    uint32_t crc = crc32_add(0, str_from_offset(buf_str(out), start));
    for (int i = 0; i < CRC_BYTES; i++)
        buf_add_char(out, (char)(crc >> 8 * i));
    return buf_status(out, err);
}

static enum status
damaged(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("damaged record in the store",
                        "enregistrement endommagé dans le store"));
}

/* One of a record of version 1 and 2 says itself when it was ingested. */
static enum status
decode_contribution(struct contribution *out, struct str *rest, bool says_when,
                    struct arena *arena, struct error *err)
{
    struct contribution one = {.ingested = out->ingested};
    uint64_t version, rank;
    struct str document;
    if (!decode_str(rest, &one.source) || !decode_str(rest, &one.member) ||
        !decode_sha256(rest, one.sha256) || !decode_str(rest, &one.reader) ||
        !decode_number(rest, &version) || !decode_number(rest, &rank) ||
        (says_when && !decode_number(rest, &one.ingested)) ||
        !decode_str(rest, &one.url) || !decode_str(rest, &document))
        return damaged(err);
    one.reader_version = (uint32_t)version;
    one.rank = (uint32_t)rank;
    TRY(document_decode(&one.document, document, arena, err));
    *out = one;
    return STATUS_OK;
}

enum status
contribution_unpack(struct contribution *out, const struct packed *packed,
                    struct arena *arena, struct error *err)
{
    struct contribution one = {.ingested = 0};
    struct str rest;
    TRY(unpack(&rest, packed, arena, err));
    TRY(decode_contribution(&one, &rest, false, arena, err));
    if (rest.len)
        return damaged(err);
    *out = one;
    return STATUS_OK;
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

static enum status
decode_contributions(struct record *record, struct str *rest, bool say_when,
                     struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < record->count; i++)
        TRY(decode_contribution(&record->contributions[i], rest, say_when,
                                arena, err));
    return STATUS_OK;
}

static enum status
decode_supplement(struct supplement *out, struct str rest, struct arena *arena,
                  struct error *err)
{
    struct str fields;
    if (!decode_joined(&rest, out, &fields, arena))
        return damaged(err);
    return document_decode(&out->fields, fields, arena, err);
}

/* Of version 1 and 2, behind the number of contributions. */
static enum status
decode_plain(struct record *record, struct str rest, struct arena *arena,
             struct error *err)
{
    TRY(decode_contributions(record, &rest, true, arena, err));
    return record->version > 1 ? decode_supplement(&record->joined, rest, arena, err)
                       : STATUS_OK;
}

static enum status
decode_all_packed(struct record *record, struct str rest, struct arena *arena,
                  struct error *err)
{
    struct packed joined;
    struct str plain;
    for (size_t i = 0; i < record->count; i++)
        if (!decode_number(&rest, &record->contributions[i].ingested))
            return damaged(err);
    if ((record->count && !decode_packed(&rest, &record->packed)) ||
        !decode_packed(&rest, &joined) || rest.len)
        return damaged(err);
    if (record->count) {
        TRY(unpack(&plain, &record->packed, arena, err));
        TRY(decode_contributions(record, &plain, false, arena, err));
        if (plain.len)
            return damaged(err);
    }
    if (record->uid.len == 0)
        record->uid = uid_of_first(record);
    if (joined.size == 0)
        return STATUS_OK;
    TRY(unpack(&plain, &joined, arena, err));
    return decode_supplement(&record->joined, plain, arena, err);
}

enum status
record_decode(struct record *out, struct str bytes, struct arena *arena,
              struct error *err)
{
    TRY(check_crc(bytes, err));
    struct str rest = str_range(bytes, 1, bytes.len - CRC_BYTES);
    struct record record = {.version = 0};
    uint64_t count;
    record.version = bytes.at[0];
    if (!decode_number(&rest, &record.sequence) ||
        !decode_str(&rest, &record.uid) || !decode_number(&rest, &count) ||
        count > rest.len)
        return damaged(err);
    record.count = (size_t)count;
    record.contributions =
        arena_array(arena, record.count, sizeof *record.contributions);
    if (!record.contributions)
        return error_no_memory(err);
    for (size_t i = 0; i < record.count; i++)
        record.contributions[i].ingested = 0;
    if (record.version < RECORD_FIRST_PACKED)
        TRY(decode_plain(&record, rest, arena, err));
    else
        TRY(decode_all_packed(&record, rest, arena, err));
    *out = record;
    return STATUS_OK;
}
