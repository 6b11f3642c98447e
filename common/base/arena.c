/* Every step: memory of one document or one request. */
#include "arena.h"

#include "ending.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t size, used;
    max_align_t data[];
};

static struct arena_block *
block_new(struct arena *arena, size_t least)
{
    size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < least)
        size = least;
    if (size > SIZE_MAX - sizeof(struct arena_block))
        return NULL;
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block) {
        ending_now(STATUS_NOMEM);
        return NULL;
    }
    *block = (struct arena_block){.older = arena->blocks, .size = size};
    arena->blocks = block;
    return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    size_t align = _Alignof(max_align_t);
    size_t rounded = size ? (size + align - 1) / align * align : align;
    if (arena->limit &&
        (rounded > arena->limit || arena->used > arena->limit - rounded))
        return NULL;
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < rounded)
        block = block_new(arena, rounded);
    if (!block)
        return NULL;
    void *at = (char *)block->data + block->used;
    block->used += rounded;
    arena->used += rounded;
    return memset(at, 0, rounded);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return arena_alloc(arena, count * size);
}

struct str
arena_copy(struct arena *arena, struct str s)
{
    char *copy = s.len ? arena_alloc(arena, s.len) : NULL;
    if (!copy)
        return (struct str){NULL, 0};
    memcpy(copy, s.at, s.len);
    return (struct str){copy, s.len};
}

struct str
arena_join(struct arena *arena, const struct str *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > SIZE_MAX / 2 - len)
            return (struct str){NULL, 0};
        len += parts[i].len;
    }
    char *joined = arena_alloc(arena, len), *to = joined;
    for (size_t i = 0; joined && i < count; i++) {
        if (parts[i].len)
            memcpy(to, parts[i].at, parts[i].len);
        to += parts[i].len;
    }
    return (struct str){joined, joined ? len : 0};
}

char *
arena_cstr(struct arena *arena, struct str s)
{
    if (s.len == SIZE_MAX)
        return NULL;
    char *copy = arena_alloc(arena, s.len + 1);
    if (copy && s.len)
        memcpy(copy, s.at, s.len);
    return copy;
}

struct str
arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = len < 0 ? NULL : arena_alloc(arena, (size_t)len + 1);
    if (text)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (struct str){text, text ? (size_t)len : 0};
}

static void
blocks_free(struct arena_block *block)
{
    while (block) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
}

void
arena_reset(struct arena *arena)
{
    arena->used = 0;
    if (!arena->blocks)
        return;
    blocks_free(arena->blocks->older);
    arena->blocks->older = NULL;
    arena->blocks->used = 0;
    /* One huge document must not keep its memory for ever. */
    if (arena->blocks->size > LARGEST_BLOCK)
        arena_release(arena);
}

void
arena_release(struct arena *arena)
{
    blocks_free(arena->blocks);
    arena->blocks = NULL;
    arena->used = 0;
}
