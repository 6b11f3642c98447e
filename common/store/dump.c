/* store: names of the DILA's dumps, and of what they hold. */
#include "dump.h"

static const struct str bases[] = {
    STR_INIT("legi"), STR_INIT("jorf"),    STR_INIT("kali"),
    STR_INIT("jade"), STR_INIT("cass"),    STR_INIT("inca"),
    STR_INIT("capp"), STR_INIT("constit"), STR_INIT("cnil"),
    STR_INIT("acco"), STR_INIT("dole"),    STR_INIT("sarde"),
    STR_INIT("balo"), STR_INIT("bocc"),    STR_INIT("circulaires")};

enum { BASES = sizeof bases / sizeof bases[0] };

static bool
skip(struct str *s, struct str start)
{
    if (!str_starts_nocase(*s, start))
        return false;
    *s = str_from_offset(*s, start.len);
    return true;
}

/* Eight digits, a dash, four to six digits; then a dot or the end. */
static bool
read_time(uint64_t *out, struct str s)
{
    struct str day, time;
    uint64_t number;
    str_cut(s, STR("-"), &day, &time);
    size_t digits = 0;
    while (digits < time.len && time.at[digits] >= '0' &&
           time.at[digits] <= '9')
        digits++;
    if (day.len != 8 || digits < 4 || digits > 6 ||
        (digits < time.len && time.at[digits] != '.') ||
        !str_to_u64(day, out) || !str_to_u64(str_head(time, digits), &number))
        return false;
    for (size_t i = digits; i < 6; i++)
        number *= 10;
    *out = *out * 1000000 + number;
    return true;
}

bool
dump_of(struct dump *out, struct str source)
{
    size_t slash = str_rfind(source, STR("/"));
    struct str name =
        slash == SIZE_MAX ? source : str_from_offset(source, slash + 1);
    bool global = skip(&name, STR("Freemium_"));
    *out = (struct dump){0};
    for (size_t i = 0; i < BASES; i++) {
        struct str rest = name;
        if (!skip(&rest, bases[i]) || !skip(&rest, STR("_")))
            continue;
        if (skip(&rest, STR("global_")))
            global = true;
        else if (global)
            return false;
        if (!read_time(&out->when, rest))
            return false;
        out->base = bases[i];
        out->global = global;
        return true;
    }
    return false;
}

uint32_t
dump_day(const struct dump *dump)
{
    return (uint32_t)(dump->when / 1000000);
}

bool
dump_is_same(const struct dump *a, const struct dump *b)
{
    return a->when == b->when && a->global == b->global &&
           str_eq(a->base, b->base);
}

/* ---- paths ------------------------------------------------------------------
 */

/* "20250714-211500/" */
static bool
is_dated(struct str component)
{
    uint64_t when;
    return component.len < 20 && read_time(&when, component);
}

struct str
dump_path(struct str path)
{
    struct str head, tail;
    path = str_trim(path);
    while (path.len && path.at[path.len - 1] == '/')
        path.len--;
    while (skip(&path, STR("./")) || skip(&path, STR("/")))
        ;
    if (str_cut(path, STR("/"), &head, &tail) && is_dated(head))
        path = tail;
    for (size_t i = 0; i < BASES; i++)
        if (str_cut(path, STR("/"), &head, &tail) &&
            str_eq_nocase(head, bases[i])) {
            path = tail;
            break;
        }
    if (skip(&path, STR("global")))
        while (skip(&path, STR("/")))
            ;
    if (path.len > 4 && str_ends_nocase(path, STR(".xml")))
        path.len -= 4;
    return path;
}

bool
dump_path_covers(struct str listed, struct str member)
{
    size_t i = 0, j = 0;
    if (!str_contains(listed, STR("/"))) {
        size_t slash = str_rfind(member, STR("/"));
        if (slash != SIZE_MAX)
            member = str_from_offset(member, slash + 1);
        return listed.len && str_eq(listed, member);
    }
    for (;;) {
        while (i < listed.len && listed.at[i] == '/')
            i++;
        if (i == listed.len)
            return j == member.len || member.at[j] == '/';
        while (j < member.len && member.at[j] == '/')
            j++;
        if (j == member.len || listed.at[i] != member.at[j])
            return false;
        i++, j++;
    }
}

static bool
is_id(const char *at)
{
    for (size_t i = 0; i < DUMP_ID_BYTES; i++)
        if (i < 8 ? at[i] < 'A' || at[i] > 'Z' : at[i] < '0' || at[i] > '9')
            return false;
    return true;
}

struct str
dump_last_id(struct str path)
{
    for (size_t end = path.len; end >= DUMP_ID_BYTES; end--) {
        if (end < path.len && path.at[end] != '/')
            continue;
        if (is_id(path.at + end - DUMP_ID_BYTES))
            return (struct str){path.at + end - DUMP_ID_BYTES, DUMP_ID_BYTES};
    }
    return STR("");
}
