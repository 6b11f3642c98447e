#ifndef LIASSE_PLAIN_RUN_H
#define LIASSE_PLAIN_RUN_H

/* The letters of nearly all French words, sixteen bytes at a time: ASCII and
 * the letters of Latin-1 (C3 80-BF in UTF-8, less the signs of multiplication
 * and division), in small letters.
 *
 * Without SSE2 plain_run says 0, "look for yourself"; so it may everywhere. */

#include <stddef.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { PLAIN_RUN = 16 };

#ifdef __SSE2__

/* A bit for each byte of a letter.  A letter of two bytes that begins with
 * the last one is none. */
static inline unsigned
plain_letters(__m128i bytes, __m128i small, __m128i tails)
{
    /* As signed bytes, moved so that 'a' is the least of all. */
    __m128i moved = _mm_add_epi8(small, _mm_set1_epi8((char)(0x80 - 'a')));
    __m128i ascii = _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(0x80 + 26)));
    __m128i leads = _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xC3));
    unsigned letters = (unsigned)_mm_movemask_epi8(ascii);
    unsigned lead = (unsigned)_mm_movemask_epi8(leads);
    if (lead == 0)
        return letters;
    /* D7 and F7, of which the tails are 97 and B7, are no letters. */
    __m128i signs = _mm_cmpeq_epi8(small, _mm_set1_epi8((char)0xB7));
    unsigned tail = (unsigned)_mm_movemask_epi8(_mm_andnot_si128(signs, tails));
    unsigned pairs = lead & tail >> 1;
    return letters | pairs | pairs << 1;
}

/* Writes the first `len` of 16 bytes to word, with zeros behind, all at once:
 * they are read as wide next. */
static inline void
plain_write(char word[PLAIN_RUN], __m128i bytes, size_t len)
{
    static const unsigned char kept[2 * PLAIN_RUN] = {
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    };
    __m128i mask = _mm_loadu_si128(
        (const __m128i *)(const void *)(kept + PLAIN_RUN - len));
    _mm_storeu_si128((__m128i *)(void *)word, _mm_and_si128(bytes, mask));
}

/* Like plain_run, of digits. */
static inline size_t
plain_digits(char word[PLAIN_RUN], const char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    /* As signed bytes, moved so that '0' is the least of all. */
    __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8((char)(0x80 - '0')));
    __m128i digit = _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(0x80 + 10)));
    unsigned digits = (unsigned)_mm_movemask_epi8(digit);
    size_t len = (size_t)__builtin_ctz(~digits | 1u << PLAIN_RUN);
    plain_write(word, bytes, len);
    return len;
}

/* Writes the letters at `at`, of which 16 bytes can be read, in small ones to
 * word, with zeros behind; returns their bytes. */
static inline size_t
plain_run(char word[PLAIN_RUN], const char *at)
{
    const __m128i bit = _mm_set1_epi8(0x20);
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i small = _mm_or_si128(bytes, bit);
    __m128i tails = _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)0xC0));
    unsigned letters = plain_letters(bytes, small, tails);
    size_t len = (size_t)__builtin_ctz(~letters | 1u << PLAIN_RUN);
    /* The bit makes capitals small, in ASCII and in tails; not of leads, nor
     * of the sharp s (9F), which has no capital here. */
    __m128i sharp = _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0x9F));
    __m128i ascii = _mm_cmpgt_epi8(bytes, _mm_setzero_si128());
    __m128i change = _mm_or_si128(ascii, _mm_andnot_si128(sharp, tails));
    __m128i all = _mm_or_si128(bytes, _mm_and_si128(change, bit));
    plain_write(word, all, len);
    return len;
}

#else

static inline size_t
plain_digits(char word[PLAIN_RUN], const char *at)
{
    size_t len = 0;
    memset(word, 0, PLAIN_RUN);
    while (len < PLAIN_RUN && at[len] >= '0' && at[len] <= '9') {
        word[len] = at[len];
        len++;
    }
    return len;
}

static inline size_t
plain_run(char word[PLAIN_RUN], const char *at)
{
    (void)word;
    (void)at;
    return 0;
}

#endif
#endif
