#ifndef LIASSE_INPUT_H
#define LIASSE_INPUT_H

/* One input: the bytes of one member of a source, read once, front to back.
 *
 * A reader takes them whole (input_text), line by line (input_line) or piece
 * by piece (input_chunk), always as valid UTF-8: the character set is
 * detected here, whatever the input declares (charset.h). */

#include "arena.h"
#include "buf.h"
#include "bytes.h"
#include "charset.h"
#include "error.h"

#include <stdbool.h>

enum {
    INPUT_HEAD = 4096,                  /* bytes that a bid sees ... */
    INPUT_WIDE_HEAD = 1 << 20,          /* ... of JSON that nobody knew */
    INPUT_TEXT_MAX = 32 * 1024 * 1024,  /* raw bytes of one document */
    INPUT_MEMBER_MAX_GIB = 16           /* of a streamed member */
};

struct input {
    struct str source; /* name as recorded: "seeds/000.txt" */
    struct str member; /* path within an archive, else empty */
    struct str file;   /* last component of the name, for bids */
    struct str head;   /* first INPUT_HEAD bytes as UTF-8, best effort */
    bool named;        /* given on the command line, not found in a walk */

    struct charset charset;
    uint64_t size; /* bytes read so far */
    uint64_t line; /* number of the last line given, from 1 */
    uint64_t order; /* documents that reader_order gave their places */
    /* Bytes that were no text of the charset, control characters replaced:
     * told (and set back) by the next sink_put. */
    size_t mended, controls;

    /* Private to input.c. */
    bool is_open;
    struct bytes from;
    bool at_end;
    struct buf bytes;     /* read */
    size_t start;         /* of the bytes not consumed */
    size_t scanned;       /* of these, looked through for a line end */
    struct buf head_text; /* what head points into */
    struct buf converted; /* the text or line given last */
    bool have_text;
    bool non_ascii; /* met so far: the charset is settled */
};

/* Opens a descriptor (taken over, on failure too): reads the head and detects
 * the charset.  The four names stay the caller's.  STATUS_DONE when there is
 * not a single byte.  The head of a binary input is empty: nobody bids. */
enum status input_open(struct input *in, int fd, struct str source,
                       struct str member, struct error *err) MUST_USE;
/* The same for any bytes (closed with the input, on failure too). */
enum status input_open_bytes(struct input *in, struct bytes from,
                             struct str source, struct str member,
                             struct error *err) MUST_USE;
/* Makes the head INPUT_WIDE_HEAD bytes long.  Before anything is read. */
enum status input_widen(struct input *in, struct error *err) MUST_USE;
void input_close(struct input *in);

/* All of it as UTF-8 without BOM, NUL and other control characters replaced
 * by spaces (line ends become "\n"); lives as long as the input.
 * STATUS_LIMIT over INPUT_TEXT_MAX, STATUS_FORMAT when it is no text. */
enum status input_text(struct str *out, struct input *in, struct error *err)
    MUST_USE;
/* The next line without its end; STATUS_DONE at the end.  Lives until the
 * next call.  STATUS_FORMAT: this line is longer than INPUT_TEXT_MAX, it was
 * skipped and the next call gives the next one (or the input is binary and
 * the next call says DONE); STATUS_LIMIT: the member is too large. */
enum status input_line(struct str *out, struct input *in, struct error *err)
    MUST_USE;
/* The next piece, of whole characters: 64 KiB of the input or its rest, as
 * UTF-8 without BOM.  Control characters stand as they are, for a parser that
 * has its own rule for them.  Lives until the next call.  STATUS_DONE at the
 * end; STATUS_FORMAT when it is no text; STATUS_LIMIT: the member is too
 * large. */
enum status input_chunk(struct str *out, struct input *in, struct error *err)
    MUST_USE;

CLEANUP_KIND(input, struct input, input_close)

#endif
