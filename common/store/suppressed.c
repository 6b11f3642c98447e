/* store: what dumps deleted. */
#include "suppressed.h"

#include "lang.h"

#include <stdio.h>

static const char META_SUPPRESSED[] = "W";

static void
base_key(struct buf *out, const struct dump *dump)
{
    buf_clear(out);
    buf_printf(out, "%s" STR_FMT, META_SUPPRESSED, STR_ARG(dump->base));
}

static void
path_key(struct buf *out, const struct dump *dump, struct str path)
{
    uint8_t sha256[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    struct digest digest;
    digest_init(&digest);
    for (size_t i = 0; i < path.len; i++)
        if (path.at[i] != '/')
            digest_add(&digest, str_range(path, i, i + 1));
    digest_end(&digest, sha256);
    hex_encode(hex, sha256, SHA256_BYTES / 2);
    base_key(out, dump);
    buf_printf(out, "/%.32s", hex);
}

/* The time and a CRC-32 of it and its key, in hex; those of before have
 * none. */
static bool
time_parse(uint64_t *out, struct str value, struct str key)
{
    char sum[9];
    struct str digits, rest;
    bool summed = str_cut(value, STR(" "), &digits, &rest);
    snprintf(sum, sizeof sum, "%08x", crc32_add(crc32_add(0, key), digits));
    return str_to_u64(digits, out) && (!summed || str_eq(rest, str_from(sum)));
}

static enum status
get_time(uint64_t *out, struct store *store, const struct buf *key,
         struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct str value;
    TRY(xap_reader_metadata(&value, store_reader(store), buf_str(key), &arena,
                            err));
    if (!time_parse(out, value, buf_str(key)))
        *out = 0;
    return STATUS_OK;
}

static enum status
raise_time(struct store *store, const struct buf *key, uint64_t when,
           struct error *err)
{
    uint64_t before;
    char digits[24 + 9];
    TRY(buf_status(key, err));
    TRY(get_time(&before, store, key, err));
    if (before >= when)
        return STATUS_OK;
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)when);
    uint32_t crc = crc32_add(crc32_add(0, buf_str(key)),
                             (struct str){digits, (size_t)len});
    snprintf(digits + len, sizeof digits - (size_t)len, " %08x", crc);
    return xap_writer_metadata_set(store_writer(store), buf_str(key),
                                   str_from(digits), err);
}

enum status
suppressed_note(struct store *store, const struct dump *dump, struct str path,
                struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    path_key(&key, dump, dump_path(path));
    TRY(raise_time(store, &key, dump->when, err));
    base_key(&key, dump);
    return raise_time(store, &key, dump->when, err);
}

enum status
suppressed_covers(bool *out, struct store *store, const struct dump *dump,
                  struct str member, struct error *err)
{
    AUTO(buf) struct buf key = BUF_INIT(256);
    uint64_t when;
    *out = false;
    base_key(&key, dump);
    TRY(get_time(&when, store, &key, err));
    if (when < dump->when)
        return STATUS_OK;
    /* The path, the folders above it, and its last component alone. */
    struct str path = dump_path(member), part = path;
    for (;;) {
        path_key(&key, dump, part);
        TRY(get_time(&when, store, &key, err));
        *out = when >= dump->when;
        size_t slash = str_rfind(part, STR("/"));
        if (*out || slash == SIZE_MAX)
            break;
        part = str_head(part, slash);
    }
    size_t slash = str_rfind(path, STR("/"));
    if (*out || slash == SIZE_MAX)
        return STATUS_OK;
    path_key(&key, dump, str_from_offset(path, slash + 1));
    TRY(get_time(&when, store, &key, err));
    *out = when >= dump->when;
    return STATUS_OK;
}

static enum status
gather(void *payload, struct str key)
{
    encode_str(payload, key);
    return STATUS_OK;
}

enum status
suppressed_forget(struct store *store, const struct dump *dump,
                  struct error *err)
{
    AUTO(buf) struct buf prefix = BUF_INIT(256);
    AUTO(buf) struct buf keys = BUF_INIT(256 << 20);
    AUTO(buf) struct buf one = BUF_INIT(256);
    struct str rest, key;
    base_key(&prefix, dump);
    buf_add_char(&prefix, '/');
    TRY(buf_status(&prefix, err));
    TRY(xap_reader_keys(store_reader(store), buf_str(&prefix), gather, &keys,
                        err));
    TRY(buf_status(&keys, err));
    rest = buf_str(&keys);
    while (decode_str(&rest, &key)) {
        uint64_t when;
        buf_clear(&one);
        buf_add(&one, key);
        TRY(get_time(&when, store, &one, err));
        if (when == dump->when)
            TRY(xap_writer_metadata_set(store_writer(store), key, STR(""),
                                        err));
    }
    return STATUS_OK;
}

struct checking {
    struct store *store;
    struct error *err;
};

static enum status
check_key(void *payload, struct str key)
{
    struct checking *checking = payload;
    AUTO(arena) struct arena arena = {0};
    struct str value;
    uint64_t when;
    TRY(xap_reader_metadata(&value, store_reader(checking->store), key, &arena,
                            checking->err));
    if (time_parse(&when, value, key))
        return STATUS_OK;
    return error_set(checking->err, STATUS_FORMAT, "%s",
                     TR("damaged entry in the list of deletions",
                        "entrée endommagée dans la liste des suppressions"));
}

enum status
suppressed_check(struct store *store, struct error *err)
{
    struct checking checking = {store, err};
    return xap_reader_keys(store_reader(store), str_from(META_SUPPRESSED),
                           check_key, &checking, err);
}

enum status
suppressed_restore(bool *taken, struct store *store, struct str key,
                   struct str value, struct error *err)
{
    uint64_t when;
    *taken = str_starts(key, str_from(META_SUPPRESSED)) &&
             time_parse(&when, value, key);
    return *taken ? xap_writer_metadata_set(store_writer(store), key, value,
                                            err)
                  : STATUS_OK;
}
