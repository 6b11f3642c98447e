#ifndef LIASSE_PLAIN_RUN_H
#define LIASSE_PLAIN_RUN_H

/* The letters of nearly all French words, sixteen bytes at a time: ASCII and
 * the letters of Latin-1 (C3 80-BF in UTF-8, less the signs of multiplication
 * and division), in small letters.
 *
 * Without SSE2 it says 0, "look for yourself"; so it may everywhere. */

#include <stddef.h>
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

/* Writes the letters at `at`, of which 16 bytes can be read, in small ones to
 * word, with zeros behind; returns their bytes. */
static inline size_t
plain_run(char word[PLAIN_RUN], const char *at)
{
    static const unsigned char kept[2 * PLAIN_RUN] = {
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    };
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
    __m128i mask = _mm_loadu_si128(
        (const __m128i *)(const void *)(kept + PLAIN_RUN - len));
    _mm_storeu_si128((__m128i *)(void *)word, _mm_and_si128(all, mask));
    return len;
}

#else

static inline size_t
plain_run(char word[PLAIN_RUN], const char *at)
{
    (void)word;
    (void)at;
    return 0;
}

#endif
#endif
