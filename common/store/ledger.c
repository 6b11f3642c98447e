/* store: what was read of each source. */
#include "ledger.h"

#include "lang.h"

#include <string.h>

enum { LEDGER_VERSION = 3, LEDGER_FIRST = 1, CRC_BYTES = 4 };

static void
digest_hex(char out[2 * SHA256_BYTES + 1], struct str s)
{
    uint8_t sha256[SHA256_BYTES];
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, s);
    digest_end(&digest, sha256);
    hex_encode(out, sha256, SHA256_BYTES);
}

/* Appends the CRC-32 of key and value to a value. */
static void
add_crc(struct buf *value, struct str key)
{
    uint32_t crc = crc32_add(crc32_add(0, key), buf_str(value));
    for (int i = 0; i < CRC_BYTES; i++)
        buf_add_char(value, (char)(crc >> 8 * i));
}

static bool
crc_is_right(struct str value, struct str key)
{
    uint32_t want = 0;
    if (value.len < CRC_BYTES)
        return false;
    struct str body = str_head(value, value.len - CRC_BYTES);
    for (int i = 0; i < CRC_BYTES; i++)
        want |= (uint32_t)(unsigned char)value.at[body.len + (size_t)i]
                << 8 * i;
    return crc32_add(crc32_add(0, key), body) == want;
}

static enum status
damaged(struct error *err)
{
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("damaged entry in the ledger of sources",
                        "entrée endommagée au registre des sources"));
}

static void
source_key(struct buf *out, struct str source)
{
    char hex[2 * SHA256_BYTES + 1];
    buf_add(out, STR("L"));
    if (source.len <= LEDGER_NAME_MAX) {
        buf_add(out, source);
        return;
    }
    /* A slash never starts a recorded name: no clash with short ones. */
    digest_hex(hex, source);
    buf_printf(out, "/%s", hex);
}

static void
entry_encode(struct buf *out, const struct ledger_entry *entry, struct str key)
{
    buf_add_char(out, LEDGER_VERSION);
    encode_str(out, entry->source);
    encode_number(out, entry->state);
    encode_number(out, entry->size);
    encode_number(out, (uint64_t)entry->modified);
    encode_number(out, entry->read_at);
    encode_sha256(out, entry->sha256);
    encode_number(out, entry->readers);
    encode_str(out, entry->reader);
    encode_number(out, entry->reader_version);
    encode_str(out, entry->last_member);
    encode_number(out, entry->documents);
    encode_number(out, entry->refused);
    encode_number(out, entry->skipped);
    encode_str(out, entry->cause);
    encode_str(out, entry->detail);
    encode_number(out, entry->members);
    encode_number(out, entry->done);
    encode_number(out, entry->stamp);
    encode_number(out, entry->stale);
    add_crc(out, key);
}

static bool
entry_fields(struct ledger_entry *out, struct str *rest)
{
    uint64_t state, modified, readers, version;
    if (!decode_str(rest, &out->source) || !decode_number(rest, &state) ||
        !decode_number(rest, &out->size) || !decode_number(rest, &modified) ||
        !decode_number(rest, &out->read_at) ||
        !decode_sha256(rest, out->sha256) || !decode_number(rest, &readers) ||
        !decode_str(rest, &out->reader) || !decode_number(rest, &version) ||
        !decode_str(rest, &out->last_member) ||
        !decode_number(rest, &out->documents) ||
        !decode_number(rest, &out->refused) ||
        !decode_number(rest, &out->skipped) || !decode_str(rest, &out->cause) ||
        !decode_str(rest, &out->detail) || state > LEDGER_SKIPPED)
        return false;
    out->state = (enum ledger_state)state;
    out->modified = (int64_t)modified;
    out->readers = (uint32_t)readers;
    out->reader_version = (uint32_t)version;
    return true;
}

/* What version 2 added. */
static bool
entry_counts(struct ledger_entry *out, int version, struct str *rest)
{
    uint64_t stale;
    if (version == LEDGER_FIRST) {
        out->members = out->documents + out->refused + out->skipped;
        out->stamp = out->read_at;
        return true;
    }
    if (!decode_number(rest, &out->members) ||
        !decode_number(rest, &out->done) || !decode_number(rest, &out->stamp) ||
        !decode_number(rest, &stale))
        return false;
    out->stale = stale != 0;
    return true;
}

static enum status
entry_decode(struct ledger_entry *out, struct str bytes, struct str key,
             struct error *err)
{
    struct ledger_entry entry = {0};
    struct str rest = str_from_offset(bytes, 1);
    int version = bytes.len ? bytes.at[0] : 0;
    if (version >= LEDGER_VERSION) {
        if (!crc_is_right(bytes, key))
            return damaged(err);
        rest.len -= CRC_BYTES;
    }
    if (version < LEDGER_FIRST || version > LEDGER_VERSION ||
        !entry_fields(&entry, &rest) || !entry_counts(&entry, version, &rest) ||
        rest.len)
        return damaged(err);
    *out = entry;
    return STATUS_OK;
}

enum status
ledger_get(struct ledger_entry *out, struct store *store, struct str source,
           struct arena *arena, struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    struct str value;
    source_key(&key, source);
    TRY(buf_status(&key, err));
    TRY(xap_reader_metadata(&value, store_reader(store), buf_str(&key), arena,
                            err));
    if (value.len == 0)
        return error_set(err, STATUS_NOT_FOUND, "%s",
                         TR("source never read", "source jamais lue"));
    return entry_decode(out, value, buf_str(&key), err);
}

enum status
ledger_put(struct store *store, const struct ledger_entry *entry,
           struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    AUTO(buf) struct buf value = BUF_INIT(1 << 20);
    source_key(&key, entry->source);
    TRY(buf_status(&key, err));
    entry_encode(&value, entry, buf_str(&key));
    TRY(buf_status(&value, err));
    return xap_writer_metadata_set(store_writer(store), buf_str(&key),
                                   buf_str(&value), err);
}

/* ---- refused members ------------------------------------------------------
 */

static void
member_prefix(struct buf *out, char letter, struct str source)
{
    char hex[2 * SHA256_BYTES + 1];
    digest_hex(hex, source);
    buf_printf(out, "%c%.32s", letter, hex);
}

static void
member_key(struct buf *out, struct str source, struct str member)
{
    char hex[2 * SHA256_BYTES + 1];
    member_prefix(out, 'R', source);
    digest_hex(hex, member);
    buf_printf(out, "%.32s", hex);
}

static enum status
member_write(struct store *store, const struct buf *key,
             const struct ledger_member *member, struct error *err)
{
    AUTO(buf) struct buf value = BUF_INIT(1 << 20);
    if (member->cause.len) {
        encode_str(&value, member->source);
        encode_str(&value, member->member);
        encode_str(&value, member->cause);
        encode_str(&value, member->detail);
        add_crc(&value, buf_str(key));
    }
    TRY(buf_status(key, err));
    TRY(buf_status(&value, err));
    return xap_writer_metadata_set(store_writer(store), buf_str(key),
                                   buf_str(&value), err);
}

enum status
ledger_put_member(struct store *store, struct str source, struct str member,
                  struct str cause, struct str detail, struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    const struct ledger_member refused = {source, member, cause, detail};
    member_key(&key, source, member);
    return member_write(store, &key, &refused, err);
}

enum status
ledger_put_repair(struct store *store, const struct ledger_member *repair,
                  struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    AUTO(buf) struct buf what = BUF_INIT(1 << 20);
    char hex[2 * SHA256_BYTES + 1];
    buf_add(&what, repair->member);
    buf_add_char(&what, '\n');
    buf_add(&what, repair->cause);
    TRY(buf_status(&what, err));
    member_prefix(&key, 'P', repair->source);
    digest_hex(hex, buf_str(&what));
    buf_printf(&key, "%.32s", hex);
    return member_write(store, &key, repair, err);
}

/* Entries of before end without a CRC. */
static enum status
member_decode(struct ledger_member *out, struct str value, struct str key,
              struct error *err)
{
    struct str rest = value;
    if (decode_str(&rest, &out->source) && decode_str(&rest, &out->member) &&
        decode_str(&rest, &out->cause) && decode_str(&rest, &out->detail) &&
        (rest.len == 0 ||
         (rest.len == CRC_BYTES && crc_is_right(value, key))))
        return STATUS_OK;
    return damaged(err);
}

static enum status
member_read(struct ledger_member *out, struct store *store, struct str key,
            struct arena *arena, struct error *err)
{
    struct str value;
    TRY(xap_reader_metadata(&value, store_reader(store), key, arena, err));
    if (value.len == 0)
        return error_set(err, STATUS_NOT_FOUND, "%s",
                         TR("member not refused", "membre non refusé"));
    return member_decode(out, value, key, err);
}

enum status
ledger_get_member(struct ledger_member *out, struct store *store,
                  struct str source, struct str member, struct arena *arena,
                  struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    member_key(&key, source, member);
    TRY(buf_status(&key, err));
    return member_read(out, store, buf_str(&key), arena, err);
}

/* Keys are gathered first: the visitor may write. */
struct gathered {
    struct buf keys; /* each with its length before */
};

static enum status
gather(void *payload, struct str key)
{
    struct gathered *all = payload;
    encode_str(&all->keys, key);
    return STATUS_OK;
}

static enum status
gather_members(struct gathered *out, struct store *store, char letter,
               struct str source, struct error *err)
{
    AUTO(buf) struct buf prefix = BUF_INIT(256);
    out->keys = (struct buf)BUF_INIT(64 << 20);
    member_prefix(&prefix, letter, source);
    TRY(buf_status(&prefix, err));
    TRY(xap_reader_keys(store_reader(store), buf_str(&prefix), gather, out,
                        err));
    return buf_status(&out->keys, err);
}

static enum status
visit_members(const struct gathered *all, struct store *store,
              ledger_member_visit *visit, void *payload, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str rest = buf_str(&all->keys), key;
    while (decode_str(&rest, &key)) {
        struct ledger_member member;
        arena_reset(&arena);
        TRY(member_read(&member, store, key, &arena, err));
        TRY(visit(payload, &member));
    }
    return STATUS_OK;
}

enum status
ledger_each_member(struct store *store, struct str source,
                   ledger_member_visit *visit, void *payload, struct error *err)
{
    struct gathered all;
    enum status status = gather_members(&all, store, 'R', source, err);
    if (status == STATUS_OK)
        status = visit_members(&all, store, visit, payload, err);
    buf_release(&all.keys);
    return status;
}

static enum status
clear_keys(struct store *store, struct str keys, struct error *err)
{
    struct str key;
    while (decode_str(&keys, &key))
        TRY(xap_writer_metadata_set(store_writer(store), key, STR(""), err));
    return STATUS_OK;
}

static enum status
clear_members(struct store *store, char letter, struct str source,
              struct error *err)
{
    struct gathered all;
    enum status status = gather_members(&all, store, letter, source, err);
    if (status == STATUS_OK)
        status = clear_keys(store, buf_str(&all.keys), err);
    buf_release(&all.keys);
    return status;
}

enum status
ledger_clear_members(struct store *store, struct str source, struct error *err)
{
    TRY(clear_members(store, 'R', source, err));
    return clear_members(store, 'P', source, err);
}

struct repairs {
    struct store *store;
    ledger_member_visit *visit;
    void *payload;
    struct error *err;
};

static enum status
visit_repair(void *payload, struct str key)
{
    struct repairs *repairs = payload;
    AUTO(arena) struct arena arena = {0};
    struct ledger_member repair;
    TRY(member_read(&repair, repairs->store, key, &arena, repairs->err));
    return repairs->visit(repairs->payload, &repair);
}

enum status
ledger_each_repair(struct store *store, ledger_member_visit *visit,
                   void *payload, struct error *err)
{
    struct repairs repairs = {store, visit, payload, err};
    return xap_reader_keys(store_reader(store), STR("P"), visit_repair,
                           &repairs, err);
}

enum status
ledger_remove(struct store *store, struct str source, struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    source_key(&key, source);
    TRY(buf_status(&key, err));
    TRY(ledger_clear_members(store, source, err));
    return xap_writer_metadata_set(store_writer(store), buf_str(&key), STR(""),
                                   err);
}

/* ---- every source ----------------------------------------------------------
 */

struct walk {
    struct store *store;
    ledger_visit *visit;
    void *payload;
    struct error *err;
};

static enum status
walk_key(void *payload, struct str key)
{
    struct walk *walk = payload;
    AUTO(arena) struct arena arena = {0};
    struct ledger_entry entry;
    struct str value;
    TRY(xap_reader_metadata(&value, store_reader(walk->store), key, &arena,
                            walk->err));
    TRY(entry_decode(&entry, value, key, walk->err));
    return walk->visit(walk->payload, &entry);
}

enum status
ledger_each(struct store *store, ledger_visit *visit, void *payload,
            struct error *err)
{
    struct walk walk = {store, visit, payload, err};
    return xap_reader_keys(store_reader(store), STR("L"), walk_key, &walk, err);
}

/* ---- check ------------------------------------------------------------- */

static enum status
check_member(void *payload, struct str key)
{
    struct walk *walk = payload;
    AUTO(arena) struct arena arena = {0};
    struct ledger_member member;
    return member_read(&member, walk->store, key, &arena, walk->err);
}

static enum status
check_source(void *payload, const struct ledger_entry *entry)
{
    (void)payload;
    (void)entry;
    return STATUS_OK;
}

enum status
ledger_check(struct store *store, struct error *err)
{
    struct walk walk = {store, NULL, NULL, err};
    struct xap_reader *reader = store_reader(store);
    TRY(ledger_each(store, check_source, NULL, err));
    TRY(xap_reader_keys(reader, STR("R"), check_member, &walk, err));
    return xap_reader_keys(reader, STR("P"), check_member, &walk, err);
}

/* ---- a store made anew --------------------------------------------------- */

/* What was read to its end is read again. */
static void
entry_again(struct ledger_entry *entry)
{
    memset(entry->sha256, 0, sizeof entry->sha256);
    if (entry->state == LEDGER_COMPLETE || entry->state == LEDGER_PARTIAL)
        entry->state = LEDGER_DAMAGED;
}

enum status
ledger_restore(bool *taken, struct store *store, struct str key,
               struct str value, struct error *err)
{
    struct ledger_entry entry;
    struct ledger_member member;
    *taken = false;
    if (str_starts(key, STR("L"))) {
        *taken = entry_decode(&entry, value, key, NULL) == STATUS_OK;
        if (!*taken)
            return STATUS_OK;
        entry_again(&entry);
        return ledger_put(store, &entry, err);
    }
    if (!str_starts(key, STR("R")) && !str_starts(key, STR("P")))
        return STATUS_OK;
    *taken = member_decode(&member, value, key, NULL) == STATUS_OK;
    return *taken ? xap_writer_metadata_set(store_writer(store), key, value,
                                            err)
                  : STATUS_OK;
}
