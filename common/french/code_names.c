/* Analysis: the names of codes. */
#include "code_names.h"

#include <string.h>
#include <threads.h>

static const struct {
    struct str cited, name;
    bool full;
} codes[] = {
#define CODE(cited, name) {STR_INIT(cited), STR_INIT(name), true},
#define SHORT(cited, name) {STR_INIT(cited), STR_INIT(name), false},
#include "codes.def"
#undef CODE
#undef SHORT
};

enum { CODES = sizeof codes / sizeof *codes, SLOTS = 1 << 12 };

/* Of each name the hash of its first words, of its first two ... and of all,
 * which alone have a code. */
static struct {
    uint32_t hash; /* 0 = free */
    uint32_t code; /* 1 + its place in codes, 0 for none */
} slots[SLOTS];

/* Names have twelve words at most. */
_Static_assert(CODES * 16 < SLOTS, "room for all beginnings");

/* FNV-1a */
static uint32_t
hash_add(uint32_t hash, char c)
{
    return (hash ^ (unsigned char)c) * 16777619u;
}

/* 0 is a free slot. */
static uint32_t
hash_end(uint32_t hash)
{
    return (hash ^ hash >> 15) | 1;
}

static size_t
next_slot(size_t at)
{
    return (at + 1) % SLOTS;
}

/* Beginnings once; names all, the earlier ones before the later. */
static void
enter(uint32_t hash, uint32_t code)
{
    size_t at = hash % SLOTS;
    for (; slots[at].hash; at = next_slot(at))
        if (!code && slots[at].hash == hash)
            return;
    slots[at].hash = hash;
    slots[at].code = code;
}

/* Bytes of an elided article at the start of a word of a name. */
static size_t
elided(struct str name, size_t at)
{
    bool starts = at == 0 || name.at[at - 1] == ' ';
    return starts && at + 1 < name.len && name.at[at + 1] == '\'' ? 2 : 0;
}

static void
fill(void)
{
    for (uint32_t i = 0; i < CODES; i++) {
        struct str name = codes[i].cited;
        uint32_t hash = 0;
        for (size_t at = 0; at < name.len; at++) {
            at += elided(name, at);
            if (name.at[at] == ' ')
                enter(hash_end(hash), 0);
            hash = hash_add(hash, name.at[at]);
        }
        enter(hash_end(hash), i + 1);
    }
}

static void
fill_once(void)
{
    static once_flag filled = ONCE_FLAG_INIT;
    call_once(&filled, fill);
}

static bool
is_name(struct str words, struct str name)
{
    size_t at = 0;
    for (size_t k = 0; k < name.len; k++, at++) {
        k += elided(name, k);
        if (at >= words.len || words.at[at] != name.at[k])
            return false;
    }
    return at == words.len;
}

void
code_words_start(struct code_words *words)
{
    fill_once();
    words->len = 0;
    words->hash = 0;
}

bool
code_words_add(struct code_words *words, struct str word)
{
    bool first = words->len == 0;
    if (words->len + 1 + word.len > CODE_BYTES_MAX)
        return false;
    if (!first) {
        words->hash = hash_add(words->hash, ' ');
        words->at[words->len++] = ' ';
    }
    for (size_t i = 0; i < word.len; i++)
        words->hash = hash_add(words->hash, word.at[i]);
    if (word.len)
        memcpy(words->at + words->len, word.at, word.len);
    words->len += word.len;
    uint32_t hash = hash_end(words->hash);
    size_t at = hash % SLOTS;
    while (slots[at].hash && slots[at].hash != hash)
        at = next_slot(at);
    return slots[at].hash != 0;
}

struct str
code_words_name(const struct code_words *words, bool full)
{
    uint32_t hash = hash_end(words->hash);
    for (size_t at = hash % SLOTS; slots[at].hash; at = next_slot(at)) {
        if (slots[at].hash != hash || slots[at].code == 0)
            continue;
        size_t i = slots[at].code - 1;
        if (codes[i].full == full &&
            is_name((struct str){words->at, words->len}, codes[i].cited))
            return codes[i].name;
    }
    return STR("");
}
