/* ingest: SOURCE arguments -> files. */
#include "source.h"

#include "lang.h"
#include "map.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 128 };

/* A directory being walked: its entries, sorted, and how far we are. */
struct level {
    struct arena arena;
    struct str path, source; /* of the directory */
    struct str *names;
    size_t count, next;
};

struct walk {
    char *const *paths;
    size_t count, next;
    FILE *list;
    char *line;
    size_t line_size;
    struct level levels[DEPTH_MAX];
    size_t depth;
    struct arena arena; /* of the entry given out */
    struct walk_root *roots;
    size_t root_count;
    struct arena root_names;
    struct map names; /* of the SOURCEs so far -> which file it is */
};

enum status
walk_open(struct walk **out, char *const *paths, size_t count, FILE *list,
          struct error *err)
{
    struct walk *walk = calloc(1, sizeof *walk);
    if (!walk)
        return error_no_memory(err);
    walk->paths = paths;
    walk->count = count;
    walk->list = list;
    *out = walk;
    return STATUS_OK;
}

void
walk_close(struct walk *walk)
{
    if (!walk)
        return;
    while (walk->depth)
        arena_release(&walk->levels[--walk->depth].arena);
    arena_release(&walk->arena);
    arena_release(&walk->root_names);
    map_release(&walk->names);
    free(walk->roots);
    free(walk->line);
    free(walk);
}

static void
found_stat(struct found *out, const struct stat *stat)
{
    out->size = (uint64_t)stat->st_size;
    out->modified =
        (int64_t)stat->st_mtim.tv_sec * 1000000000 + stat->st_mtim.tv_nsec;
}

static int
by_name(const void *left, const void *right)
{
    return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

/* Lists a directory into level; errno of what went wrong, 0 if all is well. */
static int
level_list(struct level *level, const char *path)
{
    size_t room = 0;
    DIR *dir = opendir(path);
    if (!dir)
        return errno;
    errno = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        if (level->count == room) {
            room = room ? room * 2 : 64;
            struct str *grown = arena_array(&level->arena, room, sizeof *grown);
            if (!grown)
                break;
            if (level->count)
                memcpy(grown, level->names, level->count * sizeof *grown);
            level->names = grown;
        }
        struct str name = arena_copy(&level->arena, str_from(entry->d_name));
        if (!name.at)
            break;
        level->names[level->count++] = name;
        errno = 0;
    }
    int number = errno;
    closedir(dir);
    if (level->count)
        qsort(level->names, level->count, sizeof *level->names, by_name);
    return number;
}

/* Goes down into a directory; on trouble *out tells it. */
static enum status
descend(struct found *out, struct walk *walk, struct error *err)
{
    if (walk->depth == DEPTH_MAX) {
        out->trouble = str_from(
            TR("directories nested too deep", "répertoires trop imbriqués"));
        return STATUS_OK;
    }
    struct level *level = &walk->levels[walk->depth];
    *level = (struct level){0};
    const char *path = arena_cstr(&level->arena, out->path);
    level->path = str_from(path);
    level->source = arena_copy(&level->arena, out->source);
    if (!path || !level->source.at)
        return error_no_memory(err);
    int number = level_list(level, path);
    walk->depth++; /* what could be listed is walked */
    if (number)
        out->trouble = str_from(strerror(number));
    return STATUS_OK;
}

/* The last component of a SOURCE; "." and ".." by their real name. */
static struct str
last_component(struct arena *arena, const char *path)
{
    struct str s = str_from(path);
    while (s.len > 1 && s.at[s.len - 1] == '/')
        s.len--;
    size_t slash = str_rfind(s, STR("/"));
    struct str last = slash == SIZE_MAX ? s : str_from_offset(s, slash + 1);
    bool dots = str_eq(last, STR(".")) || str_eq(last, STR(".."));
    if (dots) {
        char *resolved = realpath(path, NULL);
        struct str name = str_from(resolved);
        slash = str_rfind(name, STR("/"));
        if (slash != SIZE_MAX)
            name = str_from_offset(name, slash + 1);
        last = arena_copy(arena, name);
        free(resolved);
    }
    return last.len ? arena_copy(arena, last) : STR("root");
}

/* The last `count` components of an absolute path. */
static struct str
last_components(struct str path, unsigned count)
{
    size_t start = path.len;
    while (count && start > 0)
        count -= path.at[--start] == '/';
    return str_from_offset(path, count ? 0 : start + 1);
}

/* Names must tell the SOURCEs of one run apart (find ... | --files-from -
 * gives many a file of one name): one that is taken by another file gets as
 * many of its parents in front as it needs. */
static enum status
name_apart(struct found *out, struct walk *walk, const char *path,
           const struct stat *about, struct error *err)
{
    uint64_t file = ((uint64_t)about->st_dev << 32 ^ (uint64_t)about->st_ino) |
                    (uint64_t)1 << 63;
    uint64_t *taken = map_at(&walk->names, out->source);
    char *real = NULL;
    for (unsigned count = 2; taken && *taken && *taken != file; count++) {
        if (!real)
            real = realpath(path, NULL);
        struct str name = last_components(str_from(real), count);
        if (str_eq(name, out->source))
            break; /* the whole path: no more to tell it by */
        out->source = arena_copy(&walk->arena, name);
        taken = map_at(&walk->names, out->source);
    }
    free(real);
    if (!taken)
        return error_no_memory(err);
    *taken = file;
    return STATUS_OK;
}

static enum status
add_root(struct walk *walk, struct str source, struct error *err)
{
    size_t count = walk->root_count;
    struct walk_root *grown = realloc(walk->roots, (count + 1) * sizeof *grown);
    if (!grown)
        return error_no_memory(err);
    walk->roots = grown;
    grown[count] =
        (struct walk_root){.source = arena_copy(&walk->root_names, source)};
    walk->root_count = count + 1;
    return grown[count].source.at ? STATUS_OK : error_no_memory(err);
}

size_t
walk_roots(const struct walk_root **out, const struct walk *walk)
{
    *out = walk->roots;
    return walk->root_count;
}

/* A SOURCE argument: a link that is named is followed. */
static enum status
named(struct found *out, struct walk *walk, const char *path, struct error *err)
{
    struct stat about;
    *out = (struct found){.named = true};
    out->path = arena_copy(&walk->arena, str_from(path));
    out->source = last_component(&walk->arena, path);
    if (strcmp(path, "-") == 0)
        return STATUS_OK;
    if (stat(path, &about) != 0) {
        out->trouble = str_from(strerror(errno));
        return STATUS_OK;
    }
    found_stat(out, &about);
    TRY(name_apart(out, walk, path, &about, err));
    if (S_ISDIR(about.st_mode)) {
        TRY(add_root(walk, out->source, err));
        return descend(out, walk, err);
    }
    if (!S_ISREG(about.st_mode))
        out->trouble =
            str_from(TR("not a regular file", "pas un fichier normal"));
    return STATUS_OK;
}

/* The next entry of the deepest directory.  STATUS_DONE: it is through. */
static enum status
entry(struct found *out, struct walk *walk, struct error *err)
{
    struct stat about, link;
    struct level *level = &walk->levels[walk->depth - 1];
    if (level->next == level->count)
        return STATUS_DONE;
    struct str name = level->names[level->next++];
    *out = (struct found){0};
    out->path = arena_printf(&walk->arena, STR_FMT "/" STR_FMT,
                             STR_ARG(level->path), STR_ARG(name));
    out->source = arena_printf(&walk->arena, STR_FMT "/" STR_FMT,
                               STR_ARG(level->source), STR_ARG(name));
    if (!out->path.at || !out->source.at)
        return error_no_memory(err);
    if (lstat(out->path.at, &link) != 0 || stat(out->path.at, &about) != 0) {
        out->trouble = str_from(strerror(errno));
        return STATUS_OK;
    }
    found_stat(out, &about);
    if (S_ISDIR(about.st_mode) && !S_ISLNK(link.st_mode))
        return descend(out, walk, err);
    out->irregular = !S_ISREG(about.st_mode);
    return STATUS_OK;
}

static const char *
next_path(struct walk *walk)
{
    if (walk->next < walk->count)
        return walk->paths[walk->next++];
    if (!walk->list)
        return NULL;
    ssize_t len = getline(&walk->line, &walk->line_size, walk->list);
    if (len < 0)
        return NULL;
    if (len > 0 && walk->line[len - 1] == '\n')
        walk->line[len - 1] = '\0';
    return walk->line;
}

/* One step: an argument, an entry, or the end of a directory. */
static enum status
step(struct found *out, struct walk *walk, struct error *err)
{
    if (walk->depth == 0) {
        const char *path = next_path(walk);
        return path ? named(out, walk, path, err) : STATUS_DONE;
    }
    enum status status = entry(out, walk, err);
    if (status != STATUS_DONE)
        return status;
    arena_release(&walk->levels[--walk->depth].arena);
    *out = (struct found){0};
    return STATUS_OK;
}

enum status
walk_next(struct found *out, struct walk *walk, struct error *err)
{
    for (;;) {
        size_t depth = walk->depth;
        arena_reset(&walk->arena);
        TRY(step(out, walk, err));
        bool is_directory = walk->depth > depth;
        if (walk->depth && out->trouble.len)
            walk->roots[walk->root_count - 1].trouble = true;
        else if (walk->depth && out->path.len && !is_directory)
            walk->roots[walk->root_count - 1].files++;
        if (out->trouble.len || (out->path.len && !is_directory))
            return STATUS_OK;
    }
}
