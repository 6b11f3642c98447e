/* ingest: which dumps to read, and in what order. */
#include "dumps.h"

#include "date.h"
#include "dump.h"
#include "lang.h"
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>

struct planned {
    struct dump dump;
    struct found found;
    bool read; /* known of old: in the ledger, not in this run */
    bool whole;
    bool left_out;
};

static enum status
add(struct dumps *dumps, const struct planned *one, struct error *err)
{
    if (dumps->count == dumps->room) {
        size_t room = dumps->room ? 2 * dumps->room : 256;
        struct planned *grown = realloc(dumps->at, room * sizeof *grown);
        if (!grown)
            return error_no_memory(err);
        dumps->at = grown;
        dumps->room = room;
    }
    struct planned *to = &dumps->at[dumps->count];
    *to = *one;
    to->found.source = arena_copy(&dumps->arena, one->found.source);
    to->found.path = arena_copy(&dumps->arena, one->found.path);
    if (to->found.source.len != one->found.source.len ||
        to->found.path.len != one->found.path.len)
        return error_no_memory(err);
    dumps->count++;
    return STATUS_OK;
}

enum status
dumps_add(bool *taken, struct dumps *dumps, const struct found *found,
          struct error *err)
{
    struct planned one = {.found = *found};
    *taken = dump_of(&one.dump, found->source);
    return *taken ? add(dumps, &one, err) : STATUS_OK;
}

void
dumps_release(struct dumps *dumps)
{
    free(dumps->at);
    arena_release(&dumps->arena);
    *dumps = (struct dumps){0};
}

/* ---- the plan ---------------------------------------------------------------
 */

/* What was read goes before what was found of the same archive. */
static int
by_time(const void *left, const void *right)
{
    const struct planned *a = left, *b = right;
    int order = str_cmp(a->dump.base, b->dump.base);
    if (order == 0 && a->dump.when != b->dump.when)
        order = a->dump.when < b->dump.when ? -1 : 1;
    if (order == 0)
        order = (int)b->dump.global - (int)a->dump.global;
    if (order == 0)
        order = (int)b->read - (int)a->read;
    return order ? order : str_cmp(a->found.source, b->found.source);
}

struct remembering {
    struct dumps *dumps;
    struct error *err;
};

static enum status
remember(void *payload, const struct ledger_entry *entry)
{
    struct remembering *to = payload;
    struct planned one = {.read = true,
                          .whole = entry->state == LEDGER_COMPLETE,
                          .found = {.source = entry->source,
                                    .size = entry->size,
                                    .modified = entry->modified}};
    if (!dump_of(&one.dump, entry->source))
        return STATUS_OK;
    return add(to->dumps, &one, to->err);
}

/* A global archive that was tried and is as bad as it was rebuilds nothing. */
static bool
is_known_bad(const struct dumps *dumps, const struct planned *global)
{
    for (size_t i = 0; i < dumps->count; i++) {
        const struct planned *other = &dumps->at[i];
        if (other->read && !other->whole &&
            dump_is_same(&other->dump, &global->dump) &&
            other->found.size == global->found.size &&
            other->found.modified == global->found.modified)
            return true;
    }
    return false;
}

/* The newest global archive of a base, NULL if there is none. */
static const struct planned *
newest_global(const struct dumps *dumps, struct str base)
{
    const struct planned *newest = NULL;
    for (size_t i = 0; i < dumps->count; i++) {
        const struct planned *one = &dumps->at[i];
        if (!one->dump.global || !str_eq(one->dump.base, base) ||
            one->found.trouble.len || one->found.irregular)
            continue;
        if (one->read ? !one->whole : is_known_bad(dumps, one))
            continue;
        if (!newest || one->dump.when > newest->dump.when)
            newest = one;
    }
    return newest;
}

static enum status
leave_out(struct planned *one, struct diagnostics *diagnostics,
          struct str because, struct error *err)
{
    one->left_out = true;
    if (one->read)
        return STATUS_OK;
    return diagnostics_tell(diagnostics, CAUSE_SUPERSEDED, one->found.source,
                            STR(""), STR(""), because, err);
}

/* Older ones, and copies: what was read under another name keeps it, so that
 * the ledger knows it. */
static enum status
sift(struct dumps *dumps, struct diagnostics *diagnostics, struct map *seen,
     struct error *err)
{
    const struct planned *global = NULL;
    for (size_t i = 0; i < dumps->count; i++) {
        struct planned *one = &dumps->at[i];
        struct planned *before = i ? &dumps->at[i - 1] : NULL;
        if (!before || !str_eq(before->dump.base, one->dump.base))
            global = newest_global(dumps, one->dump.base);
        if (global && one->dump.when < global->dump.when) {
            TRY(leave_out(one, diagnostics, global->found.source, err));
        } else if (before && dump_is_same(&before->dump, &one->dump)) {
            if (!before->read) {
                TRY(leave_out(one, diagnostics, before->found.source, err));
                continue;
            }
            one->found.source = before->found.source;
            if (seen && !map_at(seen, one->found.source))
                return error_no_memory(err);
        }
    }
    return STATUS_OK;
}

/* ---- days without an archive
 * -------------------------------------------------- */

/* 0 = Monday; 1970-01-01 was a Thursday. */
static int
weekday(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7);
}

/* How a base comes: the least number of days between two increments, and on
 * which days of the week. */
struct rhythm {
    int64_t step;
    bool weekdays[7];
};

static struct rhythm
rhythm_of(const struct dumps *dumps, size_t first, size_t end)
{
    static const struct str daily[] = {STR_INIT("legi"), STR_INIT("jorf"),
                                       STR_INIT("kali")};
    struct rhythm rhythm = {0};
    int64_t last = 0;
    for (size_t i = first; i < end; i++) {
        const struct planned *one = &dumps->at[i];
        int64_t day = date_to_days(dump_day(&one->dump));
        if (one->dump.global)
            continue;
        rhythm.weekdays[weekday(day)] = true;
        if (last && day > last && (!rhythm.step || day - last < rhythm.step))
            rhythm.step = day - last;
        last = day;
    }
    for (size_t i = 0; i < sizeof daily / sizeof daily[0]; i++)
        if (first < end && str_eq(dumps->at[first].dump.base, daily[i]))
            rhythm.step = 1;
    return rhythm;
}

/* Is a day between the two (exclusive) one on which an archive comes?  At the
 * week-end only if one ever came then. */
static bool
is_missing(const struct rhythm *rhythm, int64_t day)
{
    int of_week = weekday(day);
    return of_week < 5 || rhythm->weekdays[of_week];
}

static enum status
tell_gap(const struct planned *before, const struct planned *after,
         const struct rhythm *rhythm, struct diagnostics *diagnostics,
         struct error *err)
{
    int64_t from = date_to_days(dump_day(&before->dump)) + 1;
    int64_t to = date_to_days(dump_day(&after->dump)) - 1, missing = 0;
    char first[DATE_ISO_BYTES], last[DATE_ISO_BYTES], detail[400];
    if (rhythm->step != 1) { /* weekly: whole steps that nothing came in */
        missing = rhythm->step ? (to - from + 1) / rhythm->step : 0;
        from += rhythm->step - 1;
    } else {
        while (from <= to && !is_missing(rhythm, from))
            from++;
        while (from <= to && !is_missing(rhythm, to))
            to--;
        missing = to - from + 1;
    }
    if (missing <= 0)
        return STATUS_OK;
    date_to_iso(first, date_from_days(from));
    date_to_iso(last, date_from_days(to));
    struct error text = {0};
    if (from == to)
        (void)error_set(&text, STATUS_OK,
                        TR("none of %s, after '" STR_FMT "'",
                           "aucune du %s, après « " STR_FMT " »"),
                        first, STR_ARG(before->found.source));
    else
        (void)error_set(&text, STATUS_OK,
                        TR("none from %s to %s, after '" STR_FMT "'",
                           "aucune du %s au %s, après « " STR_FMT " »"),
                        first, last, STR_ARG(before->found.source));
    snprintf(detail, sizeof detail, "%s", text.text);
    return diagnostics_tell(diagnostics, CAUSE_MISSING, after->found.source,
                            STR(""), STR(""), str_from(detail), err);
}

static enum status
tell_gaps(const struct dumps *dumps, struct diagnostics *diagnostics,
          struct error *err)
{
    for (size_t i = 0, end; i < dumps->count; i = end) {
        const struct planned *before = NULL;
        for (end = i; end < dumps->count &&
                      str_eq(dumps->at[end].dump.base, dumps->at[i].dump.base);)
            end++;
        struct rhythm rhythm = rhythm_of(dumps, i, end);
        for (size_t at = i; at < end; at++) {
            const struct planned *one = &dumps->at[at];
            if (one->left_out)
                continue;
            if (before)
                TRY(tell_gap(before, one, &rhythm, diagnostics, err));
            before = one;
        }
    }
    return STATUS_OK;
}

/* ---- out
 * ---------------------------------------------------------------------- */

enum status
dumps_plan(struct dumps *dumps, struct store *store,
           struct diagnostics *diagnostics, struct map *seen, struct error *err)
{
    struct remembering to = {dumps, err};
    dumps->is_planned = true;
    if (dumps->count == 0)
        return STATUS_OK;
    if (store)
        TRY(ledger_each(store, remember, &to, err));
    qsort(dumps->at, dumps->count, sizeof *dumps->at, by_time);
    TRY(sift(dumps, diagnostics, seen, err));
    return tell_gaps(dumps, diagnostics, err);
}

enum status
dumps_next(struct found *out, struct dumps *dumps)
{
    while (dumps->next < dumps->count) {
        const struct planned *one = &dumps->at[dumps->next++];
        if (one->read || one->left_out)
            continue;
        *out = one->found;
        return STATUS_OK;
    }
    return STATUS_DONE;
}
