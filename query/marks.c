/* Query: what is to be marked in the documents found. */
#include "marks.h"

struct mark *
marks_add(struct marks *marks, unsigned scope, size_t count,
          struct arena *arena)
{
    if (marks->count == marks->room) {
        size_t room = marks->room ? 2 * marks->room : 8;
        struct mark *bigger = arena_array(arena, room, sizeof *bigger);
        if (!bigger)
            return NULL;
        for (size_t i = 0; i < marks->count; i++)
            bigger[i] = marks->at[i];
        marks->at = bigger;
        marks->room = room;
    }
    struct mark_word *words = arena_array(arena, count, sizeof *words);
    if (!words)
        return NULL;
    struct mark *mark = &marks->at[marks->count++];
    *mark = (struct mark){.scope = scope, .words = words, .count = count};
    return mark;
}
