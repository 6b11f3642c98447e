/* xapian: the version file, before Xapian reads it. */
#include "version_file.h"

#include "attr.h"
#include "digest.h"
#include "lang.h"
#include "odd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_MAX_BYTES = 4096 + 64,
    HEAD = 14,
    FORMAT = (2016 - 2014) << 9 | 3 << 5 | 14,
    FORMAT_BYTES = 2,
    BLOCK_LEAST = 2048,
    BLOCK_MOST = 65536,
    LEVELS_MAX = 9,
    ITEM_LEAST = 6, /* bytes of an entry: two of the directory, three of head,
                       and a key of one */
    FREE_HEAD = 8,  /* bytes before the entries of a block of the free list */
    FREE_ENTRY = 4,
    STUBS_MAX = 4, /* one naming the next */
    DOCDATA = 1,
    DOCDATA_UNITS = 16 * 1024 / BLOCK_LEAST, /* stands before compress_at */
    NOTE_BYTES = 29,
    NOTE_CHECKED = 20
};

static const char magic[HEAD + 1] = "\x0f\x0d"
                                    "Xapian Glass";

const char *
version_table_name(unsigned table)
{
    static const char *const names[VERSION_FILE_TABLES] = {
        "postlist", "docdata", "termlist", "position", "spelling", "synonym"};
    return names[table];
}

/* ---- fields ------------------------------------------------------------ */

static enum status
bad(struct error *err, const char *what)
{
    return error_set(err, STATUS_FORMAT, "%s", what);
}

/* A number as Xapian packs it, in as few bytes as it needs. */
static bool
take_long(struct str *rest, uint64_t *out)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < rest->len && i < 10; i++) {
        uint64_t byte = (unsigned char)rest->at[i];
        if (i == 9 && byte > 1)
            return false;
        number |= (byte & 0x7F) << 7 * i;
        if (byte & 0x80)
            continue;
        if (i > 0 && byte == 0)
            return false;
        *out = number;
        *rest = str_from_offset(*rest, i + 1);
        return true;
    }
    return false;
}

static bool
take(struct str *rest, uint32_t *out)
{
    uint64_t number;
    if (!take_long(rest, &number) || number > UINT32_MAX)
        return false;
    *out = (uint32_t)number;
    return true;
}

/* A place in the free list: a block and how many entries behind its start. */
static bool
take_place(struct str *rest, const struct version_table *table)
{
    uint32_t block, entry;
    if (!take(rest, &block) || !take(rest, &entry))
        return false;
    if (entry == 0)
        return block == 0 || block < table->blocks;
    return block < table->blocks && entry >= FREE_HEAD / FREE_ENTRY &&
           entry <= table->block / FREE_ENTRY - 1;
}

static bool
free_list_is_sound(struct version_table *table, uint32_t revision,
                   struct str list)
{
    uint32_t since;
    if (list.len == 0)
        return table->fake;
    return take(&list, &since) && since <= revision &&
           take(&list, &table->blocks) && take_place(&list, table) &&
           take_place(&list, table) && list.len == 0;
}

static bool
block_is_sound(uint32_t units)
{
    return units >= 1 && units <= BLOCK_MOST / BLOCK_LEAST &&
           (units & (units - 1)) == 0;
}

static enum status
table_parse(struct version_table *out, struct str *rest, const char *start,
            uint32_t revision, struct error *err)
{
    struct version_table table = {0};
    uint32_t how, units, compress, len;
    if (!take(rest, &table.root) || !take(rest, &how) ||
        !take_long(rest, &table.entries) || !take(rest, &units))
        return bad(err, "cut off");
    table.compress_at = (size_t)(rest->at - start);
    if (!take(rest, &compress) || !take(rest, &len) || len > rest->len)
        return bad(err, "cut off");
    struct str list = str_head(*rest, len);
    *rest = str_from_offset(*rest, len);
    if (!block_is_sound(units))
        return bad(err, "block size");
    table.block = units * BLOCK_LEAST;
    table.fake = how & 1;
    table.level = how >> 2;
    if (table.level > LEVELS_MAX || compress > BLOCK_MOST)
        return bad(err, "level");
    if (!free_list_is_sound(&table, revision, list))
        return bad(err, "free list");
    if (table.fake ? table.level || table.entries || table.root
                   : table.root >= table.blocks)
        return bad(err, "root");
    if (table.level >= (table.blocks ? table.blocks : 1))
        return bad(err, "level");
    if (table.entries > (uint64_t)table.blocks * table.block / ITEM_LEAST)
        return bad(err, "entries");
    *out = table;
    return STATUS_OK;
}

static bool
statistics_are_sound(const struct version_file *version)
{
    uint64_t documents = version->documents;
    if (documents == 0)
        return version->length == 0;
    return version->shortest <= version->longest &&
           version->length <= documents * version->longest;
}

static enum status
statistics_parse(struct version_file *version, struct str *rest,
                 struct error *err)
{
    uint32_t more_docids, longer, oldest, spelling;
    if (rest->len == 0)
        return STATUS_OK; /* before the first commit */
    if (!take(rest, &version->documents) || !take(rest, &more_docids) ||
        !take(rest, &version->shortest) || !take(rest, &version->highest_wdf) ||
        !take(rest, &longer) || !take(rest, &oldest) ||
        !take_long(rest, &version->length) || !take(rest, &spelling))
        return bad(err, "cut off");
    if (more_docids > UINT32_MAX - version->documents ||
        longer > UINT32_MAX - version->highest_wdf ||
        oldest > version->revision)
        return bad(err, "statistics");
    version->last_docid = version->documents + more_docids;
    version->longest = version->highest_wdf + longer;
    if (!statistics_are_sound(version))
        return bad(err, "statistics");
    return STATUS_OK;
}

static bool
is_zero(const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i])
            return false;
    return true;
}

enum status
version_file_parse(struct version_file *out, struct str bytes,
                   struct error *err)
{
    struct version_file version = {0};
    struct str rest = bytes;
    if (!str_starts(rest, (struct str){magic, HEAD}))
        return bad(err, "magic");
    rest = str_from_offset(rest, HEAD);
    if (rest.len < FORMAT_BYTES + sizeof version.uuid)
        return bad(err, "cut off");
    if (((unsigned char)rest.at[0] << 8 | (unsigned char)rest.at[1]) != FORMAT)
        return bad(err, "format");
    memcpy(version.uuid, rest.at + FORMAT_BYTES, sizeof version.uuid);
    if (is_zero(version.uuid, sizeof version.uuid))
        return bad(err, "uuid");
    rest = str_from_offset(rest, FORMAT_BYTES + sizeof version.uuid);
    if (!take(&rest, &version.revision))
        return bad(err, "revision");
    for (unsigned i = 0; i < VERSION_FILE_TABLES; i++)
        if (table_parse(&version.tables[i], &rest, bytes.at, version.revision,
                        err) != STATUS_OK)
            return err ? error_add(err, "%s", version_table_name(i))
                       : STATUS_FORMAT;
    TRY(statistics_parse(&version, &rest, err));
    if (rest.len)
        return bad(err, "length");
    *out = version;
    return STATUS_OK;
}

bool
version_table_fits(const struct version_table *table, uint64_t bytes)
{
    return table->fake || bytes >= ((uint64_t)table->root + 1) * table->block;
}

/* ---- notes ------------------------------------------------------------- */

static bool
hex_parse(struct str text, uint32_t *out)
{
    uint32_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
            return false;
        number = number << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    *out = number;
    return text.len == 8;
}

static void
note_print(char out[NOTE_BYTES + 1], const struct version_note *note)
{
    snprintf(out, NOTE_BYTES + 1, "%010u %08x ", note->revision, note->crc);
    uint32_t crc = crc32_add(0, (struct str){out, NOTE_CHECKED});
    snprintf(out + NOTE_CHECKED, NOTE_BYTES + 1 - NOTE_CHECKED, "%08x\n", crc);
}

static bool
note_parse(struct version_note *out, struct str line)
{
    uint64_t revision;
    uint32_t crc, check;
    if (!str_to_u64(str_head(line, 10), &revision) || revision > UINT32_MAX ||
        !hex_parse(str_range(line, 11, 19), &crc) ||
        !hex_parse(str_range(line, 20, 28), &check) ||
        crc32_add(0, str_head(line, NOTE_CHECKED)) != check)
        return false;
    *out = (struct version_note){(uint32_t)revision, crc};
    return true;
}

unsigned
version_notes_parse(struct version_note out[VERSION_FILE_NOTED],
                    struct str bytes)
{
    unsigned count = 0;
    for (unsigned i = 0; i < VERSION_FILE_NOTED; i++) {
        if (bytes.len < (i + 1) * (size_t)NOTE_BYTES)
            break;
        struct str line = str_range(bytes, i * (size_t)NOTE_BYTES,
                                    (i + 1) * (size_t)NOTE_BYTES);
        count += note_parse(&out[count], line);
    }
    return count;
}

enum version_noted
version_file_noted(uint32_t revision, uint32_t crc,
                   const struct version_note *notes, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (revision == notes[i].revision)
            return crc == notes[i].crc ? VERSION_NOTED : VERSION_DAMAGED;
    }
    for (unsigned i = 0; i < count; i++)
        if (revision < notes[i].revision)
            return VERSION_DAMAGED;
    return VERSION_UNNOTED;
}

/* ---- files ------------------------------------------------------------- */

static bool
path_make(char out[PATH_MAX_BYTES], const char *directory, const char *name)
{
    return snprintf(out, PATH_MAX_BYTES, "%s/%s", directory, name) <
           PATH_MAX_BYTES;
}

/* Its length, -1 if it cannot be read. */
static ssize_t
file_read(char out[VERSION_FILE_MAX], const char *path)
{
    size_t len = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return -1;
    while (len < VERSION_FILE_MAX) {
        ssize_t done = read(fd, out + len, VERSION_FILE_MAX - len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            int number = errno;
            close(fd);
            errno = number;
            return done < 0 ? -1 : (ssize_t)len;
        }
        len += (size_t)done;
    }
    close(fd);
    return (ssize_t)len;
}

static enum status
damaged(struct error *err, const char *path, const char *what)
{
    return error_set(err, STATUS_IO,
                     TR("damaged '%s' (%s): run liasse-index --repair",
                        "« %s » endommagé (%s) : lancez liasse-index "
                        "--repair"),
                     path, what);
}

static enum status
tables_fit(const struct version_file *version, const char *directory,
           struct error *err)
{
    char path[PATH_MAX_BYTES], name[32];
    for (unsigned i = 0; i < VERSION_FILE_TABLES; i++) {
        struct stat stat_of = {0};
        snprintf(name, sizeof name, "%s.glass", version_table_name(i));
        if (version->tables[i].fake || !path_make(path, directory, name))
            continue;
        if (file_is_odd(path))
            return damaged(err, path, TR("no file", "pas un fichier"));
        if (stat(path, &stat_of) != 0 && errno != ENOENT)
            return error_errno(err, errno, "'%s'", path);
        if (version_table_fits(&version->tables[i], (uint64_t)stat_of.st_size))
            continue;
        /* A generation that was removed since has lost both. */
        struct stat still;
        char version_path[PATH_MAX_BYTES];
        if (path_make(version_path, directory, VERSION_FILE) &&
            stat(version_path, &still) != 0)
            return error_set(err, STATUS_NOT_FOUND, "'%s'", directory);
        return damaged(err, path,
                       TR("shorter than its database says",
                          "plus court que ne le dit sa base"));
    }
    return STATUS_OK;
}

/* Tables without a version file are a database that lost it, but for empty
 * ones, which are one that is being made. */
static enum status
none_there(const char *directory, struct error *err)
{
    char path[PATH_MAX_BYTES];
    struct stat stat_of;
    if (path_make(path, directory, "postlist.glass") &&
        stat(path, &stat_of) == 0 && stat_of.st_size > 0) {
        (void)!path_make(path, directory, VERSION_FILE);
        return damaged(err, path, TR("missing", "absent"));
    }
    return error_set(err, STATUS_NOT_FOUND, "'%s'", directory);
}

enum status
version_look(struct version_file *out, enum version_noted *noted, uint32_t *crc,
             const char *directory, struct error *err)
{
    char path[PATH_MAX_BYTES], bytes[VERSION_FILE_MAX];
    char lines[VERSION_FILE_MAX];
    struct version_file version;
    struct version_note notes[VERSION_FILE_NOTED];
    struct error own = {0};
    /* Notes first: then the file is not older than they are. */
    if (!path_make(path, directory, VERSION_FILE_NOTES))
        return error_set(err, STATUS_LIMIT, "path too long");
    ssize_t noted_len = file_read(lines, path);
    (void)!path_make(path, directory, VERSION_FILE);
    ssize_t len = file_read(bytes, path);
    if (len < 0 && (errno == ENOENT || errno == ENOTDIR))
        return none_there(directory, err);
    if (file_is_odd(path))
        return damaged(err, path, TR("no file", "pas un fichier"));
    if (len < 0)
        return error_errno(err, errno, "'%s'", path);
    struct str text = {bytes, (size_t)len};
    if (version_file_parse(&version, text, &own) != STATUS_OK)
        return damaged(err, path, own.text);
    uint32_t sum = crc32_add(0, text);
    unsigned count = version_notes_parse(
        notes, (struct str){lines, noted_len > 0 ? (size_t)noted_len : 0});
    enum version_noted is =
        version_file_noted(version.revision, sum, notes, count);
    if (is == VERSION_DAMAGED)
        return damaged(err, path,
                       TR("not what was written", "autre que ce qui fut "
                                                  "écrit"));
    TRY(tables_fit(&version, directory, err));
    if (out)
        *out = version;
    if (noted)
        *noted = is;
    if (crc)
        *crc = sum;
    return STATUS_OK;
}

static enum status path_check(const char *path, unsigned depth,
                              struct error *err);

/* A line of a stub file: "auto DIRECTORY", "glass DIRECTORY"; relative to
 * where the stub is.  What is named may be a further stub, also itself:
 * Xapian follows such a circle until its stack ends. */
static enum status
stub_line_check(const char *stub, unsigned depth, struct str line,
                struct error *err)
{
    char directory[PATH_MAX_BYTES];
    struct str kind, name;
    const char *slash = strrchr(stub, '/');
    int before = slash ? (int)(slash - stub) + 1 : 0;
    if (!str_cut(line, STR(" "), &kind, &name) ||
        (!str_eq(kind, STR("auto")) && !str_eq(kind, STR("glass"))))
        return STATUS_OK;
    if (str_starts(name, STR("/")))
        before = 0;
    if (snprintf(directory, sizeof directory, "%.*s" STR_FMT, before, stub,
                 STR_ARG(name)) >= PATH_MAX_BYTES)
        return STATUS_OK;
    return path_check(directory, depth + 1, err);
}

static enum status
stub_check(const char *path, unsigned depth, struct error *err)
{
    char bytes[VERSION_FILE_MAX];
    struct str line, rest = {bytes, 0};
    if (depth > STUBS_MAX)
        return damaged(err, path,
                       TR("a circle of stubs", "des renvois en cercle"));
    ssize_t len = file_read(bytes, path);
    rest.len = len > 0 ? (size_t)len : 0;
    while (rest.len) {
        (void)str_cut(rest, STR("\n"), &line, &rest);
        TRY(stub_line_check(path, depth, str_trim(line), err));
    }
    return STATUS_OK;
}

static enum status
path_check(const char *path, unsigned depth, struct error *err)
{
    struct stat stat_of;
    if (stat(path, &stat_of) != 0)
        return STATUS_OK;
    if (!S_ISDIR(stat_of.st_mode))
        return stub_check(path, depth, err);
    enum status status = version_look(NULL, NULL, NULL, path, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
version_check(const char *path, struct error *err)
{
    return path_check(path, 0, err);
}

void
version_note_as(const char *directory, uint32_t revision, uint32_t crc)
{
    char path[PATH_MAX_BYTES], line[NOTE_BYTES + 1];
    struct version_note note = {revision, crc};
    note_print(line, &note);
    if (!path_make(path, directory, VERSION_FILE_NOTES))
        return;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    if (fd < 0)
        return;
    off_t at = (off_t)(revision % VERSION_FILE_NOTED) * NOTE_BYTES;
    (void)!pwrite(fd, line, NOTE_BYTES, at);
    close(fd);
}

void
version_note(const char *directory)
{
    char path[PATH_MAX_BYTES], bytes[VERSION_FILE_MAX];
    struct version_file version;
    if (!path_make(path, directory, VERSION_FILE))
        return;
    ssize_t len = file_read(bytes, path);
    struct str text = {bytes, len > 0 ? (size_t)len : 0};
    if (version_file_parse(&version, text, NULL) == STATUS_OK)
        version_note_as(directory, version.revision, crc32_add(0, text));
}

/* Under another name, synced, then renamed. */
static enum status
replace(const char *directory, struct str bytes, struct error *err)
{
    char path[PATH_MAX_BYTES], fresh[PATH_MAX_BYTES];
    if (!path_make(path, directory, VERSION_FILE) ||
        !path_make(fresh, directory, VERSION_FILE ".new"))
        return error_set(err, STATUS_LIMIT, "path too long");
    (void)unlink(fresh);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool good = fd >= 0 &&
                write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len &&
                fsync(fd) == 0;
    int number = errno;
    if (fd >= 0)
        close(fd);
    if (good && rename(fresh, path) == 0)
        return STATUS_OK;
    number = good ? errno : number;
    (void)unlink(fresh);
    return error_errno(err, number, "'%s'", fresh);
}

enum status
version_for_packed(const char *directory, struct error *err)
{
    char path[PATH_MAX_BYTES], bytes[VERSION_FILE_MAX];
    struct version_file version;
    if (!path_make(path, directory, VERSION_FILE))
        return error_set(err, STATUS_LIMIT, "path too long");
    ssize_t len = file_read(bytes, path);
    if (len < 0)
        return error_errno(err, errno, "'%s'", path);
    struct str text = {bytes, (size_t)len};
    TRY(version_file_parse(&version, text, err));
    for (unsigned i = 0; i < VERSION_FILE_TABLES; i++) {
        char *compress = bytes + version.tables[i].compress_at;
        if (version.last_docid || *compress & 0x80)
            return bad(err, "not empty");
        *compress = 0;
    }
    bytes[version.tables[DOCDATA].compress_at - 1] = DOCDATA_UNITS;
    return replace(directory, text, err);
}

void
version_forget(const char *directory)
{
    char path[PATH_MAX_BYTES];
    if (path_make(path, directory, VERSION_FILE_NOTES))
        (void)unlink(path);
}
