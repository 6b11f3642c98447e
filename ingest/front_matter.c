/* ingest, step 3: the front matter of a Markdown text. */
#include "front_matter.h"

#include "label.h"
#include "lang.h"

#include <string.h>

enum { KEY_MAX = 80, KEYS_MAX = 500 };

static bool
is_fence(struct str line)
{
    line = str_trim(line);
    return str_eq(line, STR("---"));
}

/* "Date de début: 1958-10-05"; a URL's colon has no blank behind. */
static bool
split_line(struct str line, struct str *key, struct str *value)
{
    size_t at = str_find(line, STR(": "));
    if (at == SIZE_MAX && str_ends(line, STR(":")))
        at = line.len - 1;
    if (at == SIZE_MAX || at == 0 || at > KEY_MAX ||
        memchr(" \t-#", line.at[0], 4))
        return false;
    *key = str_trim(str_head(line, at));
    *value = str_trim(str_from_offset(line, at + 1));
    return true;
}

size_t
front_length(struct str text)
{
    struct str rest = text, line, key, value;
    bool keyed = false;
    if (!str_line(&rest, &line) || !is_fence(line))
        return 0;
    while (str_line(&rest, &line)) {
        if (is_fence(line))
            return keyed ? (size_t)(rest.at - text.at) : 0;
        keyed |= split_line(line, &key, &value);
    }
    return 0;
}

static enum status
add_entry(struct front *front, struct str key, struct str value,
          struct arena *arena, struct error *err)
{
    if (front->count == KEYS_MAX)
        return STATUS_OK;
    if (front->count == front->room) {
        size_t room = front->room ? front->room * 2 : 16;
        struct front_entry *grown = arena_array(arena, room, sizeof *grown);
        if (!grown)
            return error_no_memory(err);
        if (front->count)
            memcpy(grown, front->at, front->count * sizeof *grown);
        front->at = grown;
        front->room = room;
    }
    front->at[front->count++] = (struct front_entry){key, value};
    return STATUS_OK;
}

/* A value without its quotes; \" and '' within are undone. */
static struct str
unquoted(struct str value, struct arena *arena)
{
    char quote = value.len > 1 ? value.at[0] : '\0';
    if ((quote != '"' && quote != '\'') || value.at[value.len - 1] != quote)
        return value;
    struct str copy = arena_copy(arena, str_range(value, 1, value.len - 1));
    size_t kept = 0;
    for (size_t i = 0; i < copy.len; i++) {
        char next = i + 1 < copy.len ? copy.at[i + 1] : '\0';
        bool escape = quote == '"'
                          ? copy.at[i] == '\\' && (next == '"' || next == '\\')
                          : copy.at[i] == '\'' && next == '\'';
        i += escape;
        ((char *)copy.at)[kept++] = copy.at[i];
    }
    return str_head(copy, kept);
}

/* "[a, b]": an entry an item. */
static enum status
add_items(struct front *front, struct str key, struct str list,
          struct arena *arena, struct error *err)
{
    while (list.len) {
        struct str item;
        str_cut(list, STR(","), &item, &list);
        TRY(add_entry(front, key, unquoted(str_trim(item), arena), arena, err));
    }
    return STATUS_OK;
}

static enum status
add_value(struct front *front, struct str key, struct str value,
          struct arena *arena, struct error *err)
{
    if (str_starts(value, STR("[")) && str_ends(value, STR("]")))
        return add_items(front, key, str_range(value, 1, value.len - 1), arena,
                         err);
    bool folded = str_eq(value, STR("|")) || str_eq(value, STR(">")) ||
                  str_eq(value, STR("|-")) || str_eq(value, STR(">-"));
    return add_entry(front, key, folded ? STR("") : unquoted(value, arena),
                     arena, err);
}

/* An indented line goes on with the value above, "- item" adds one. */
static enum status
add_more(struct front *front, struct str line, struct arena *arena,
         struct error *err)
{
    struct str bare = str_trim(line);
    if (front->count == 0 || bare.len == 0 || bare.at[0] == '#')
        return STATUS_OK;
    struct front_entry *last = &front->at[front->count - 1];
    if (str_starts(bare, STR("- ")))
        return add_entry(front, last->key,
                         unquoted(str_trim(str_from_offset(bare, 2)), arena),
                         arena, err);
    last->value =
        arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(last->value),
                     last->value.len ? " " : "", STR_ARG(bare));
    return last->value.at ? STATUS_OK : error_no_memory(err);
}

enum status
front_read(struct front *out, struct str text, struct arena *arena,
           struct error *err)
{
    struct str rest = text, line, key, value;
    *out = (struct front){0};
    str_line(&rest, &line);
    while (str_line(&rest, &line) && !is_fence(line)) {
        if (split_line(line, &key, &value))
            TRY(add_value(out, key, value, arena, err));
        else
            TRY(add_more(out, line, arena, err));
    }
    return STATUS_OK;
}

struct str
front_value(const struct front *front, const char *folded)
{
    for (size_t i = 0; i < front->count; i++) {
        struct label label = label_fold(front->at[i].key);
        if (front->at[i].value.len && label_is(&label, folded))
            return front->at[i].value;
    }
    return (struct str){NULL, 0};
}

enum status
front_give(const struct front *front, struct named *named, struct str *unknown,
           struct error *err)
{
    *unknown = (struct str){NULL, 0};
    for (size_t i = 0; i < front->count; i++) {
        const struct front_entry *entry = &front->at[i];
        const struct named_row *row = named_find(entry->key, named->dress);
        TRY(named_add(named, row, entry->key, entry->value, err));
        if (row || entry->value.len == 0)
            continue;
        struct str before = *unknown;
        *unknown =
            arena_printf(named->arena, STR_FMT "%s" STR_FMT, STR_ARG(before),
                         before.len ? ", " : "", STR_ARG(entry->key));
        if (!unknown->at)
            return error_no_memory(err);
    }
    return STATUS_OK;
}
