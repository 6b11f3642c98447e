/* tests: damaging bytes. */
#include "fuzz.h"

#include <string.h>

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, 2014). */
static uint64_t
next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static size_t
below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(next(state) % limit) : 0;
}

/* What means something to one parser or another. */
static const struct str signs[] = {
    STR_INIT("\0"),
    STR_INIT("<"),
    STR_INIT(">"),
    STR_INIT("</"),
    STR_INIT("/>"),
    STR_INIT("<!--"),
    STR_INIT("-->"),
    STR_INIT("<![CDATA["),
    STR_INIT("]]>"),
    STR_INIT("<!DOCTYPE x [<!ENTITY a \"b\">]>"),
    STR_INIT("&a;"),
    STR_INIT("&#0;"),
    STR_INIT("&#x10FFFF;"),
    STR_INIT("&nbsp;"),
    STR_INIT("<p>"),
    STR_INIT("<table><tr><td>"),
    STR_INIT("{"),
    STR_INIT("}"),
    STR_INIT("["),
    STR_INIT("]"),
    STR_INIT("\""),
    STR_INIT("\\"),
    STR_INIT("\\u0000"),
    STR_INIT("\\ud800"),
    STR_INIT("null"),
    STR_INIT("-1"),
    STR_INIT("1e999"),
    STR_INIT("99999999999999999999"),
    STR_INIT(","),
    STR_INIT(";"),
    STR_INIT("\t"),
    STR_INIT("\r\n"),
    STR_INIT("\n"),
    STR_INIT("'"),
    STR_INIT("("),
    STR_INIT(")"),
    STR_INIT(" OU "),
    STR_INIT(" ET "),
    STR_INIT(" SAUF "),
    STR_INIT(" PRÈS/3 "),
    STR_INIT("*"),
    STR_INIT("~"),
    STR_INIT("="),
    STR_INIT(":"),
    STR_INIT(".."),
    STR_INIT("%"),
    STR_INIT("%00"),
    STR_INIT("%C3"),
    STR_INIT("---\n"),
    STR_INIT("# "),
    STR_INIT("| "),
    STR_INIT("```"),
    STR_INIT("\xFF\xFE"),
    STR_INIT("\xEF\xBB\xBF"),
    STR_INIT("\xE2\x80\xAE"),
    STR_INIT("\xCC\x81"),
    STR_INIT("\xED\xA0\x80"),
    STR_INIT("\xF4\x90\x80\x80"),
    STR_INIT("\xC0\xAF"),
    STR_INIT("\x1B[31m"),
    STR_INIT("PK\x03\x04"),
    STR_INIT("\x1F\x8B\x08"),
    STR_INIT("2999-01-01"),
    STR_INIT("art. L. 1-1"),
};

static void
insert(struct buf *out, size_t at, struct str bytes)
{
    if (out->len + bytes.len > FUZZ_BYTES_MAX || !buf_reserve(out, bytes.len))
        return;
    memmove(out->at + at + bytes.len, out->at + at, out->len - at);
    if (bytes.len)
        memcpy(out->at + at, bytes.at, bytes.len);
    out->len += bytes.len;
}

static void
take_out(struct buf *out, size_t at, size_t len)
{
    memmove(out->at + at, out->at + at + len, out->len - at - len);
    out->len -= len;
}

/* A piece of bytes: short ones more often. */
static struct str
piece_of(struct str bytes, uint64_t *state)
{
    size_t most = (size_t)1 << below(state, 14);
    size_t from = below(state, bytes.len);
    size_t len = 1 + below(state, most);
    return len < bytes.len - from ? str_range(bytes, from, from + len)
                                  : str_from_offset(bytes, from);
}

static void
change_number(struct buf *out, uint64_t *state)
{
    for (size_t tries = 0; tries < 40; tries++) {
        size_t at = below(state, out->len);
        if (out->at[at] >= '0' && out->at[at] <= '9') {
            out->at[at] = (char)('0' + below(state, 10));
            return;
        }
    }
}

static void
mutate_once(struct buf *out, const struct fuzz_seeds *seeds, uint64_t *state)
{
    char copied[16 * 1024];
    if (out->len == 0)
        buf_add_char(out, (char)below(state, 256));
    size_t at = below(state, out->len);
    struct str piece = piece_of(buf_str(out), state), other;
    switch (below(state, 10)) {
    case 0:
        out->at[at] = (char)(out->at[at] ^ 1 << below(state, 8));
        break;
    case 1:
        out->at[at] = (char)below(state, 256);
        break;
    case 2:
        take_out(out, (size_t)(piece.at - out->at), piece.len);
        break;
    case 3: /* doubled, often many times */
        piece = str_head(piece, sizeof copied);
        memcpy(copied, piece.at, piece.len);
        for (size_t n = (size_t)1 << below(state, 8); n > 0; n--)
            insert(out, at, (struct str){copied, piece.len});
        break;
    case 4: /* cut */
        out->len = at;
        break;
    case 5:
        change_number(out, state);
        break;
    case 6:
        other = seeds->at[below(state, seeds->count)];
        if (other.len)
            insert(out, at, piece_of(other, state));
        break;
    case 7: /* moved */
        piece = str_head(piece, sizeof copied);
        memcpy(copied, piece.at, piece.len);
        take_out(out, (size_t)(piece.at - out->at), piece.len);
        insert(out, below(state, out->len + 1),
               (struct str){copied, piece.len});
        break;
    default:
        insert(out, at, signs[below(state, sizeof signs / sizeof signs[0])]);
    }
}

void
fuzz_mutate(struct buf *out, const struct fuzz_seeds *seeds, uint64_t *state)
{
    buf_clear(out);
    buf_add(out, seeds->at[below(state, seeds->count)]);
    for (size_t n = (size_t)1 << below(state, 5); n > 0; n--)
        mutate_once(out, seeds, state);
}
