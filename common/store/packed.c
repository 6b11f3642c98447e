/* ingest, store: bytes packed for the store. */
#include "packed.h"

#include "document.h"
#include "lang.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEVEL = 6,
    MOST_RATIO = 1040, /* no stream of deflate has more */
    HEAD = 2 * 10,     /* two numbers in LEB128, at most */
    SIZE_MOST = 256 * 1024 * 1024
};

struct packer {
    struct libdeflate_compressor *deflate;
};

enum status
packer_new(struct packer **out, struct error *err)
{
    AUTO(packer) struct packer *packer = calloc(1, sizeof *packer);
    if (!packer)
        return error_no_memory(err);
    packer->deflate = libdeflate_alloc_compressor(LEVEL);
    if (!packer->deflate)
        return error_no_memory(err);
    *out = packer;
    packer = NULL;
    return STATUS_OK;
}

void
packer_free(struct packer *packer)
{
    if (!packer)
        return;
    libdeflate_free_compressor(packer->deflate);
    free(packer);
}

/* Behind the room of the two numbers, which are known only then. */
enum status
pack(struct buf *out, struct packed *packed, struct packer *packer,
     struct str plain, struct error *err)
{
    if (!buf_reserve(out, HEAD + plain.len))
        return buf_status(out, err);
    char *room = out->at + out->len + HEAD;
    size_t len =
        plain.len == 0
            ? 0
            : libdeflate_deflate_compress(packer->deflate, plain.at, plain.len,
                                          room, plain.len - 1);
    encode_number(out, plain.len);
    if (plain.len)
        encode_number(out, len ? len : plain.len);
    if (len)
        memmove(out->at + out->len, room, len);
    else if (plain.len)
        memcpy(out->at + out->len, plain.at, len = plain.len);
    if (packed)
        *packed = (struct packed){{out->at + out->len, len}, plain.len};
    out->len += len;
    return STATUS_OK;
}

void
encode_packed(struct buf *out, const struct packed *packed)
{
    encode_number(out, packed->size);
    if (packed->size)
        encode_str(out, packed->bytes);
}

bool
decode_packed(struct str *rest, struct packed *out)
{
    struct packed packed = {{NULL, 0}, 0};
    if (!decode_number(rest, &packed.size) ||
        (packed.size && !decode_str(rest, &packed.bytes)) ||
        packed.size < packed.bytes.len || packed.size > SIZE_MOST ||
        packed.size / MOST_RATIO > packed.bytes.len)
        return false;
    *out = packed;
    return true;
}

enum status
unpack(struct str *out, const struct packed *packed, struct arena *arena,
       struct error *err)
{
    *out = packed->bytes;
    if (packed->size == packed->bytes.len)
        return STATUS_OK;
    size_t size = (size_t)packed->size;
    char *plain = arena_alloc(arena, size);
    struct libdeflate_decompressor *inflate = libdeflate_alloc_decompressor();
    bool has_room = plain && inflate;
    bool good = has_room && libdeflate_deflate_decompress(
                                inflate, packed->bytes.at, packed->bytes.len,
                                plain, size, NULL) == LIBDEFLATE_SUCCESS;
    libdeflate_free_decompressor(inflate);
    *out = (struct str){plain, size};
    if (good)
        return STATUS_OK;
    return has_room ? error_set(err, STATUS_FORMAT, "%s",
                                TR("damaged bytes in the store",
                                   "octets endommagés dans le store"))
                    : error_no_memory(err);
}
