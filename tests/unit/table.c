/* Tests: tables of cases. */
#include "table.h"

#include "utf8.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>

static bool
read_all(struct table *table, FILE *file)
{
    if (fseek(file, 0, SEEK_END) != 0)
        return false;
    long size = ftell(file);
    rewind(file);
    if (size <= 0)
        return false;
    char *bytes = arena_alloc(&table->arena, (size_t)size);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        return false;
    table->rest = (struct str){bytes, (size_t)size};
    return true;
}

bool
table_open_path(struct table *table, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    bool read = read_all(table, file);
    fclose(file);
    return read;
}

bool
table_open(struct table *table, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", LIASSE_TABLES, name);
    bool opened = table_open_path(table, path);
    if (!opened)
        fprintf(stderr, "cannot read the table '%s'\n", path);
    CU_ASSERT_TRUE(opened);
    return opened;
}

/* Bytes of the escape at the start of s and its character, else 0. */
static size_t
escape(struct str s, uint32_t *c)
{
    if (str_starts(s, STR("\\n")) || str_starts(s, STR("\\r"))) {
        *c = s.at[1] == 'n' ? '\n' : '\r';
        return 2;
    }
    if (!str_starts(s, STR("\\u")) || s.len < 6)
        return 0;
    char digits[5] = {s.at[2], s.at[3], s.at[4], s.at[5], '\0'};
    *c = (uint32_t)strtoul(digits, NULL, 16);
    return 6;
}

static struct str
unescape(struct table *table, struct str s)
{
    char *out = arena_alloc(&table->arena, s.len + 1);
    size_t len = 0, size;
    if (!out)
        return s;
    for (size_t at = 0; at < s.len; at += size) {
        uint32_t c = 0;
        size = escape(str_from_offset(s, at), &c);
        if (size > 0)
            len += utf8_encode(out + len, c);
        else
            out[len++] = s.at[at];
        size += size == 0;
    }
    return (struct str){out, len};
}

bool
table_next(struct table *table, struct str separator, struct str *left,
           struct str *right)
{
    struct str line;
    while (str_line(&table->rest, &line)) {
        table->line++;
        if (str_is_empty(str_trim(line)) || str_starts(line, STR("#")))
            continue;
        bool cut = str_cut(line, separator, left, right);
        if (!cut)
            fprintf(stderr, "line %u has no '" STR_FMT "'\n", table->line,
                    STR_ARG(separator));
        CU_ASSERT_TRUE(cut);
        *left = unescape(table, str_trim(*left));
        *right = unescape(table, str_trim(*right));
        return true;
    }
    return false;
}

void
table_close(struct table *table)
{
    arena_release(&table->arena);
}
