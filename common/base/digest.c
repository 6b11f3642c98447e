/* Every step: checksums. */
#include "digest.h"

#include <libdeflate.h>
#include <nettle/sha2.h>

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct digest),
               "struct digest holds nettle's context");

void
digest_init(struct digest *digest)
{
    nettle_sha256_init((struct sha256_ctx *)digest);
}

void
digest_add(struct digest *digest, struct str bytes)
{
    if (bytes.len)
        nettle_sha256_update((struct sha256_ctx *)digest, bytes.len,
                             (const uint8_t *)bytes.at);
}

void
digest_end(struct digest *digest, uint8_t out[SHA256_BYTES])
{
    nettle_sha256_digest((struct sha256_ctx *)digest, SHA256_BYTES, out);
}

void
digest_of(uint8_t out[SHA256_BYTES], struct str bytes)
{
    struct digest digest;
    digest_init(&digest);
    digest_add(&digest, bytes);
    digest_end(&digest, out);
}

void
hex_encode(char *out, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    out[2 * count] = '\0';
}

uint32_t
crc32_add(uint32_t crc, struct str bytes)
{
    return libdeflate_crc32(crc, bytes.at, bytes.len);
}
