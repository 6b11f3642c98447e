#ifndef LIASSE_DIGEST_H
#define LIASSE_DIGEST_H

/* Checksums: SHA-256 (nettle) names bytes, CRC-32 (zlib) finds damage. */

#include "str.h"

enum { SHA256_BYTES = 32 };

struct digest {
    uint64_t opaque[16]; /* nettle's context, larger than it needs */
};

void digest_init(struct digest *digest);
void digest_add(struct digest *digest, struct str bytes);
void digest_end(struct digest *digest, uint8_t out[SHA256_BYTES]);
/* Of all the bytes at once. */
void digest_of(uint8_t out[SHA256_BYTES], struct str bytes);

/* 2 * count lower-case hex digits and a NUL. */
void hex_encode(char *out, const uint8_t *bytes, size_t count);

/* The CRC-32 of gzip and zip; `crc` is 0 or that of the bytes before. */
uint32_t crc32_add(uint32_t crc, struct str bytes);

#endif
