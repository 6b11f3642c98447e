#ifndef LIASSE_CHARSET_H
#define LIASSE_CHARSET_H

/* The character set of an input, found from its bytes: declarations lie
 * (FORMATS.md: pages declared ISO-8859-1 that are UTF-8, others that are
 * Windows-1252).
 *
 * Order: byte order mark (UTF-8, UTF-16LE, UTF-16BE); NUL bytes in the even
 * or odd places (UTF-16 without a mark); valid UTF-8, or UTF-8 with no more
 * bad bytes than French letters and marks; else Windows-1252, which reads
 * every Latin-1 letter the same and gives ' oe - and the euro where Latin-1
 * has C1 controls.  Either is read with what of the other stands in it, so
 * that a wrong guess, or a file patched together, costs no letter. */

#include "buf.h"
#include "error.h"
#include "str.h"

#include <stdbool.h>

enum charset_kind {
    CHARSET_UTF8,
    CHARSET_WINDOWS_1252,
    CHARSET_UTF16LE,
    CHARSET_UTF16BE,
    CHARSET_BINARY /* no text: many NUL bytes without a UTF-16 pattern, too many
                      control bytes */
};

struct charset {
    enum charset_kind kind;
    size_t bom; /* bytes of the mark at the start, 0 if none */
};

/* From the first bytes; `complete` says that head is the whole input (else a
 * character cut at its end is no fault). */
struct charset charset_detect(struct str head, bool complete);
const char *charset_name(enum charset_kind kind);

/* What Windows-1252 means by a byte; 0 for the five it does not assign. */
uint32_t charset_1252_code_point(unsigned char byte);

/* Appends bytes (without BOM) as valid UTF-8.  Bytes that Windows-1252 does
 * not assign (81 8D 8F 90 9D) and unpaired surrogates become a space and are
 * counted in *mended (may be NULL).  For CHARSET_UTF8 a byte that is no UTF-8
 * is read as Windows-1252 and counted, and bytes that are mostly such are read
 * as CHARSET_WINDOWS_1252; a character cut at the very end is a space.  For
 * that one a French letter in UTF-8 stays one and is counted. */
enum status charset_to_utf8(struct buf *out, struct charset charset,
                            struct str bytes, size_t *mended,
                            struct error *err) MUST_USE;

/* Replaces what no text may hold: C0 controls but tab and line feed, DEL and
 * C1 become spaces, CR LF and CR become LF; in place, *len shrinks.  The
 * number of controls replaced (line ends do not count). */
size_t text_clean_controls(char *at, size_t *len);

#endif
