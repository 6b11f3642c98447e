/* Query, store: data of documents, read from their table. */
#include "glass_data.h"

#include "glass_bytes.h"

#include <libdeflate.h>
#include <stdlib.h>

enum {
    USUAL_RATIO = 4,   /* of bytes to compressed ones; law has 2.5 */
    MOST_RATIO = 1040, /* no stream of deflate has more */
    LEAVES = 32 /* read again by who reads all in order; hits are anywhere */
};

struct glass_data {
    struct glass_file *file;
    struct glass_cursor cursor;
    struct libdeflate_decompressor *inflate;
};

enum status
glass_data_open(struct glass_data **out, const char *directory,
                const char *table, uint64_t revision, struct error *err)
{
    AUTO(glass_data) struct glass_data *data = calloc(1, sizeof *data);
    if (!data)
        return error_no_memory(err);
    data->inflate = libdeflate_alloc_decompressor();
    if (!data->inflate)
        return error_no_memory(err);
    TRY(glass_file_open(&data->file, directory, table, revision, err));
    glass_file_keep(data->file, LEAVES);
    glass_cursor_start(&data->cursor, data->file);
    *out = data;
    data = NULL;
    return STATUS_OK;
}

void
glass_data_close(struct glass_data *data)
{
    if (!data)
        return;
    glass_cursor_release(&data->cursor);
    glass_file_close(data->file);
    libdeflate_free_decompressor(data->inflate);
    free(data);
}

enum status
glass_data_damaged(const struct glass_data *data, struct error *err)
{
    return glass_file_damaged(data->file, err);
}

enum status
glass_data_check_leaf(const struct glass_data *data, struct error *err)
{
    return glass_cursor_check_leaf(&data->cursor, err);
}

static enum status
inflate(struct str *out, struct glass_data *data, struct str tag,
        struct arena *arena, struct error *err)
{
    size_t room = 256 + USUAL_RATIO * tag.len, len;
    for (;; room *= 4) {
        char *bytes = arena_alloc(arena, room);
        if (!bytes)
            return error_no_memory(err);
        enum libdeflate_result result = libdeflate_deflate_decompress(
            data->inflate, tag.at, tag.len, bytes, room, &len);
        if (result == LIBDEFLATE_SUCCESS) {
            *out = (struct str){bytes, len};
            return STATUS_OK;
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE ||
            room / MOST_RATIO > tag.len)
            return glass_file_damaged(data->file, err);
    }
}

enum status
glass_data_read(struct str *out, struct glass_data *data, uint32_t docid,
                struct arena *arena, struct error *err)
{
    uint8_t bytes[GLASS_DOCID_MAX];
    struct str tag, key = {(const char *)bytes, glass_put_docid(bytes, docid)};
    bool found, compressed;
    TRY(glass_cursor_find(&found, &data->cursor, key, err));
    if (!found || !str_eq(glass_cursor_key(&data->cursor), key))
        return error_set(err, STATUS_NOT_FOUND, "no data of docid %u", docid);
    TRY(glass_cursor_raw(&tag, &compressed, &data->cursor, err));
    if (compressed)
        return inflate(out, data, tag, arena, err);
    *out = arena_copy(arena, tag);
    return out->at || tag.len == 0 ? STATUS_OK : error_no_memory(err);
}
