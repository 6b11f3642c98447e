/* build: the version file. */
#include "glass_version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HEAD = 16, VERSION_MAX = 1024, DATE = (2016 - 2014) << 9 | 3 << 5 | 14 };

static const char magic[HEAD + 1] = "\x0f\x0d"
                                    "Xapian Glass";

static const uint32_t compress_min[GLASS_TABLES] = {
    [GLASS_DOCDATA] = GLASS_COMPRESS_MIN,
    [GLASS_TERMLIST] = GLASS_COMPRESS_MIN,
    [GLASS_SPELLING] = GLASS_COMPRESS_MIN,
    [GLASS_SYNONYM] = GLASS_COMPRESS_MIN,
};

/* The free list that says: nothing is free. */
static void
add_free_list(struct buf *out, uint32_t revision, uint32_t blocks)
{
    AUTO(buf) struct buf list = BUF_INIT(64);
    glass_add_uint(&list, revision);
    glass_add_uint(&list, blocks);
    for (int i = 0; i < 4; i++)
        glass_add_uint(&list, 0);
    if (list.failure != STATUS_OK)
        out->failure = list.failure;
    glass_add_text(out, buf_str(&list));
}

static void
add_root(struct buf *out, const struct glass_root *root, uint32_t revision,
         enum glass_table_kind kind)
{
    glass_add_uint(out, root->root);
    glass_add_uint(out, (uint64_t)root->level << 2 |
                            (root->sequential ? 2 : 0) |
                            (root->blocks ? 0 : 1));
    glass_add_uint(out, root->entries);
    glass_add_uint(out, GLASS_BLOCK >> 11);
    glass_add_uint(out, compress_min[kind]);
    if (root->blocks)
        add_free_list(out, revision, root->blocks);
    else
        glass_add_text(out, STR(""));
}

static enum status
version_bytes(struct buf *out, const struct glass_version *version,
              struct error *err)
{
    char head[HEAD];
    memcpy(head, magic, HEAD);
    head[HEAD - 2] = (char)(DATE >> 8);
    head[HEAD - 1] = (char)(DATE & 0xFF);
    buf_add(out, (struct str){head, HEAD});
    buf_add(out, (struct str){(const char *)version->uuid, GLASS_UUID});
    glass_add_uint(out, version->revision);
    for (int i = 0; i < GLASS_TABLES; i++)
        add_root(out, &version->roots[i], version->revision,
                 (enum glass_table_kind)i);
    glass_add_uint(out, version->documents);
    glass_add_uint(out, version->last_docid - version->documents);
    glass_add_uint(out, version->shortest);
    glass_add_uint(out, version->highest_wdf);
    glass_add_uint(out, version->longest - version->highest_wdf);
    glass_add_uint(out, 0);
    glass_add_uint(out, version->length);
    glass_add_uint(out, 0);
    return buf_status(out, err);
}

static enum status
version_path(char out[4096], const char *directory, const char *name,
             struct error *err)
{
    if (snprintf(out, 4096, "%s/%s", directory, name) >= 4096)
        return error_set(err, STATUS_LIMIT, "path too long: '%s'", directory);
    return STATUS_OK;
}

static inline void
cleanup_descriptor(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static enum status
file_read(struct buf *out, const char *path, struct error *err)
{
    AUTO(descriptor) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return error_errno(err, errno, "'%s'", path);
    if (!buf_reserve(out, VERSION_MAX))
        return error_no_memory(err);
    ssize_t len = read(fd, out->at, VERSION_MAX);
    if (len < 0)
        return error_errno(err, errno, "'%s'", path);
    out->len = (size_t)len;
    return STATUS_OK;
}

/* An empty database as Xapian makes it: no table but postlist and termlist
 * has a block, and these have none either before the first commit. */
enum status
glass_version_read(struct glass_version *out, const char *directory,
                   struct error *err)
{
    char path[4096];
    AUTO(buf) struct buf found = BUF_INIT(VERSION_MAX * 2);
    AUTO(buf) struct buf known = BUF_INIT(VERSION_MAX * 2);
    struct glass_version version = {0};
    for (int i = 0; i < GLASS_TABLES; i++)
        version.roots[i].sequential = true;
    TRY(version_path(path, directory, "iamglass", err));
    TRY(file_read(&found, path, err));
    if (found.len > HEAD + GLASS_UUID)
        memcpy(version.uuid, found.at + HEAD, GLASS_UUID);
    TRY(version_bytes(&known, &version, err));
    if (!str_eq(buf_str(&found), buf_str(&known)))
        return error_set(err, STATUS_FORMAT,
                         "'%s' is not of the one format known", path);
    *out = version;
    return STATUS_OK;
}

static enum status
file_write(const char *path, struct str bytes, struct error *err)
{
    AUTO(descriptor)
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_errno(err, errno, "'%s'", path);
    ssize_t done = write(fd, bytes.at, bytes.len);
    if (done < 0 || (size_t)done != bytes.len || fsync(fd) != 0)
        return error_errno(err, errno, "'%s'", path);
    return STATUS_OK;
}

enum status
glass_version_write(const struct glass_version *version, const char *directory,
                    struct error *err)
{
    char fresh[4096], path[4096];
    AUTO(buf) struct buf bytes = BUF_INIT(VERSION_MAX * 2);
    TRY(version_bytes(&bytes, version, err));
    TRY(version_path(fresh, directory, "v.tmp", err));
    TRY(version_path(path, directory, "iamglass", err));
    TRY(file_write(fresh, buf_str(&bytes), err));
    if (rename(fresh, path) != 0)
        return error_errno(err, errno, "'%s'", path);
    return STATUS_OK;
}
