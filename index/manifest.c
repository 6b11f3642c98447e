/* index: checksums of a sealed database. */
#include "manifest.h"

#include "arena.h"
#include "buf.h"
#include "digest.h"
#include "lang.h"
#include "odd.h"
#include "layout.h"
#include "parallel.h"
#include "version_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILES_MAX = 32,
    TEXT_MAX = 16 * 1024,
    NAME_MAX_BYTES = 64,
    PATH_BYTES = LAYOUT_PATH_MAX + NAME_MAX_BYTES,
    CHUNK = 1 << 20,
    SUMMERS = 2 /* threads: there are two large tables */
};

#define FIRST_LINE "liasse manifest 1\n"

struct entry {
    char name[NAME_MAX_BYTES];
    uint64_t size;
    uint32_t crc;
};

struct manifest {
    struct entry files[FILES_MAX];
    size_t count;
};

/* ---- sums -------------------------------------------------------------- */

static void
close_file(int fd)
{
    if (fd >= 0)
        close(fd);
}

static inline void
cleanup_descriptor(int *fd)
{
    close_file(*fd);
}

enum status
file_sum(uint64_t *size, uint32_t *crc, const char *path, struct error *err)
{
    AUTO(buf) struct buf bytes = BUF_INIT(2 * CHUNK);
    AUTO(descriptor) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat stat_of = {0};
    uint64_t total = 0;
    uint32_t sum = 0;
    if (fd < 0 && errno != ENOENT && errno != ELOOP && errno != ENXIO)
        return error_errno(err, errno, "'%s'", path);
    if (fd < 0 || fstat(fd, &stat_of) != 0 || !S_ISREG(stat_of.st_mode))
        return error_set(err, STATUS_NOT_FOUND, "'%s'", path);
    if (!buf_reserve(&bytes, CHUNK))
        return error_no_memory(err);
    for (;;) {
        ssize_t len = read(fd, bytes.at, CHUNK);
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return error_errno(err, errno, "'%s'", path);
        if (len == 0)
            break;
        sum = libdeflate_crc32(sum, bytes.at, (size_t)len);
        total += (uint64_t)len;
    }
    *size = total;
    *crc = sum;
    return STATUS_OK;
}

/* ---- writing ----------------------------------------------------------- */

bool
manifest_counts(const char *name)
{
    struct str file = str_from(name);
    return file.len < NAME_MAX_BYTES &&
           (str_eq(file, STR(VERSION_FILE)) || str_ends(file, STR(".glass")) ||
            (str_starts(file, STR("columns-")) &&
             !str_ends(file, STR(".new"))));
}

static int
by_name(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    return strcmp(a->name, b->name);
}

static inline void
cleanup_directory(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static enum status
list_files(struct manifest *out, const char *directory, struct error *err)
{
    AUTO(directory) DIR *dir = opendir(directory);
    if (!dir)
        return error_errno(err, errno, "'%s'", directory);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!manifest_counts(entry->d_name))
            continue;
        if (out->count == FILES_MAX)
            return error_set(err, STATUS_LIMIT, "'%s': too many files",
                             directory);
        struct entry *file = &out->files[out->count++];
        snprintf(file->name, sizeof file->name, "%.63s", entry->d_name);
    }
    qsort(out->files, out->count, sizeof *out->files, by_name);
    return STATUS_OK;
}

struct summing {
    const char *directory;
    struct manifest *manifest;
};

static enum status
sum_files(void *payload, struct parallel *parallel, unsigned index,
          struct error *err)
{
    struct summing *summing = payload;
    char path[PATH_BYTES];
    unsigned i;
    (void)index;
    while (parallel_next(parallel, (unsigned)summing->manifest->count, &i)) {
        struct entry *file = &summing->manifest->files[i];
        snprintf(path, sizeof path, "%s/%s", summing->directory, file->name);
        TRY(file_sum(&file->size, &file->crc, path, err));
    }
    return STATUS_OK;
}

static enum status
write_file(const char *directory, struct str text, struct error *err)
{
    char path[PATH_BYTES], fresh[PATH_BYTES];
    snprintf(path, sizeof path, "%s/" MANIFEST, directory);
    snprintf(fresh, sizeof fresh, "%s/" MANIFEST ".new", directory);
    (void)unlink(fresh);
    AUTO(descriptor)
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_errno(err, errno, "'%s'", fresh);
    ssize_t done = write(fd, text.at, text.len);
    if (done < 0 || (size_t)done != text.len || fsync(fd) != 0)
        return error_errno(err, errno ? errno : EIO, "'%s'", fresh);
    if (rename(fresh, path) != 0)
        return error_errno(err, errno, "'%s'", path);
    return directory_sync(directory, err);
}

enum status
manifest_write(const char *directory, struct error *err)
{
    AUTO(buf) struct buf text = BUF_INIT(TEXT_MAX);
    struct manifest manifest = {0};
    struct summing summing = {directory, &manifest};
    TRY(list_files(&manifest, directory, err));
    TRY(parallel_run(SUMMERS, sum_files, &summing, err));
    buf_add(&text, STR(FIRST_LINE));
    for (size_t i = 0; i < manifest.count; i++)
        buf_printf(&text, "%s %llu %08x\n", manifest.files[i].name,
                   (unsigned long long)manifest.files[i].size,
                   manifest.files[i].crc);
    buf_printf(&text, "crc-32 %08x\n", crc32_add(0, buf_str(&text)));
    TRY(buf_status(&text, err));
    return write_file(directory, buf_str(&text), err);
}

/* ---- reading ----------------------------------------------------------- */

static bool
parse_hex(struct str text, uint32_t *out)
{
    char digits[9] = "", *end;
    if (text.len != 8)
        return false;
    memcpy(digits, text.at, 8);
    *out = (uint32_t)strtoul(digits, &end, 16);
    return *end == '\0';
}

static bool
parse_line(struct manifest *out, struct str line)
{
    struct str name, size, crc;
    struct entry *file = &out->files[out->count];
    if (out->count == FILES_MAX || !str_cut(line, STR(" "), &name, &line) ||
        !str_cut(line, STR(" "), &size, &crc) || name.len == 0 ||
        name.len >= NAME_MAX_BYTES || str_contains(name, STR("/")) ||
        !str_to_u64(size, &file->size) || !parse_hex(crc, &file->crc))
        return false;
    memcpy(file->name, name.at, name.len);
    file->name[name.len] = '\0';
    out->count++;
    return true;
}

static bool
parse(struct manifest *out, struct str text)
{
    char sum[32];
    struct str all = text, line, rest = text;
    *out = (struct manifest){0};
    if (!str_starts(rest, STR(FIRST_LINE)))
        return false;
    rest = str_from_offset(rest, sizeof FIRST_LINE - 1);
    while (rest.len && !str_starts(rest, STR("crc-32 "))) {
        if (!str_cut(rest, STR("\n"), &line, &rest) || !parse_line(out, line))
            return false;
    }
    snprintf(sum, sizeof sum, "crc-32 %08x\n",
             crc32_add(0, str_head(all, all.len - rest.len)));
    return str_eq(rest, str_from(sum));
}

static enum status
read_manifest(struct buf *out, const char *directory, struct error *err)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/" MANIFEST, directory);
    AUTO(descriptor) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? error_set(err, STATUS_NOT_FOUND, "'%s'", path)
                               : error_errno(err, errno, "'%s'", path);
    if (!buf_reserve(out, TEXT_MAX))
        return error_no_memory(err);
    ssize_t len = read(fd, out->at, TEXT_MAX);
    if (len < 0)
        return error_errno(err, errno, "'%s'", path);
    out->len = (size_t)len;
    return STATUS_OK;
}

/* ---- comparing --------------------------------------------------------- */

struct comparing {
    const char *directory;
    manifest_fault *fault;
    void *payload;
};

static void
tell(const struct comparing *comparing, const char *name, const char *what)
{
    char text[PATH_BYTES + 200];
    snprintf(text, sizeof text,
             TR("'%s/%s' is damaged: %s", "« %s/%s » est endommagé : %s"),
             comparing->directory, name, what);
    comparing->fault(comparing->payload, text);
}

/* Is one file as sealed?  NULL, or what is not. */
static enum status
file_differs(const char **out, const char *directory,
             const struct entry *sealed, struct error *err)
{
    char path[PATH_BYTES];
    uint64_t size = 0;
    uint32_t crc = 0;
    snprintf(path, sizeof path, "%s/%s", directory, sealed->name);
    struct stat stat_of;
    *out = TR("another size than when it was sealed",
              "autre taille que lors du scellement");
    if (stat(path, &stat_of) == 0 && S_ISREG(stat_of.st_mode) &&
        (uint64_t)stat_of.st_size != sealed->size)
        return STATUS_OK; /* however large */
    *out = NULL;
    enum status status = file_sum(&size, &crc, path, err);
    if (status == STATUS_NOT_FOUND) {
        *out = TR("missing", "absent");
        return STATUS_OK;
    }
    TRY(status);
    if (crc != sealed->crc)
        *out = TR("another checksum than when it was sealed",
                  "autre somme de contrôle que lors du scellement");
    return STATUS_OK;
}

static bool
is_version(const struct entry *file)
{
    return strcmp(file->name, VERSION_FILE) == 0;
}

/* Columns come and go beside their tables. */
static bool
is_table(const struct entry *file)
{
    return str_ends(str_from(file->name), STR(".glass"));
}

/* A writer noted the version file that is there now, and it is another one
 * than the sealed one. */
static bool
was_written(const char *directory, const struct manifest *sealed)
{
    enum version_noted noted;
    uint32_t crc;
    if (version_look(NULL, &noted, &crc, directory, NULL) != STATUS_OK ||
        noted != VERSION_NOTED)
        return false;
    for (size_t i = 0; i < sealed->count; i++)
        if (is_version(&sealed->files[i]) && sealed->files[i].crc == crc)
            return false;
    return true;
}

/* A writer may have begun meanwhile. */
static bool
is_there(const char *directory)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/" MANIFEST, directory);
    return access(path, F_OK) == 0;
}

static enum status
compare(enum manifest_state *out, const struct manifest *sealed,
        const struct comparing *comparing, struct error *err)
{
    const char *differs[FILES_MAX];
    bool version = false, table = false;
    if (was_written(comparing->directory, sealed)) {
        *out = MANIFEST_LIVE;
        return STATUS_OK;
    }
    for (size_t i = 0; i < sealed->count; i++) {
        TRY(file_differs(&differs[i], comparing->directory, &sealed->files[i],
                         err));
        version = version || (differs[i] && is_version(&sealed->files[i]));
        table = table || (differs[i] && is_table(&sealed->files[i]));
    }
    *out = version && table                 ? MANIFEST_LIVE
           : is_there(comparing->directory) ? MANIFEST_SEALED
                                            : MANIFEST_NONE;
    for (size_t i = 0; *out == MANIFEST_SEALED && i < sealed->count; i++)
        if (differs[i])
            tell(comparing, sealed->files[i].name, differs[i]);
    return STATUS_OK;
}

enum status
manifest_check(enum manifest_state *out, const char *directory,
               manifest_fault *fault, void *payload, struct error *err)
{
    AUTO(buf) struct buf text = BUF_INIT(2 * TEXT_MAX);
    struct manifest sealed;
    struct comparing comparing = {directory, fault, payload};
    char path[PATH_BYTES];
    *out = MANIFEST_NONE;
    snprintf(path, sizeof path, "%s/" MANIFEST, directory);
    if (file_is_odd(path)) {
        tell(&comparing, MANIFEST, TR("no file", "pas un fichier"));
        return STATUS_OK;
    }
    enum status status = read_manifest(&text, directory, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    if (parse(&sealed, buf_str(&text)))
        return compare(out, &sealed, &comparing, err);
    tell(&comparing, MANIFEST, TR("its checksum", "sa somme de contrôle"));
    return STATUS_OK;
}
