/* ingest, step 1: archives -> members. */
#include "bundle.h"

#include "gunzip.h"
#include "lang.h"
#include "limits.h"
#include "map.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK = 64 * 1024,
    RETRIES = 8,
    LINKS_MAX = 10000,
    REOPENS_MAX = 100,    /* damaged members of one zip */
    ZIP_TAIL = 65535 + 22 /* APPNOTE 4.3.16: where the end record stands */
};

struct bundle {
    enum archive_kind kind; /* ZIP, TAR; GZIP: a single file */
    int fd;                 /* -1: a pipe, nothing is skipped */
    uint64_t size;          /* of the file; of a pipe UINT64_MAX */
    struct str file;
    struct archive *archive;
    struct gunzip gunzip;
    bool is_gzip;
    struct bytes from;          /* what libarchive reads */
    struct bytes_joined joined; /* gzip: what was looked at, then the rest */
    struct bytes inflated;
    uint64_t delivered; /* bytes of the file given to libarchive */
    uint64_t output;    /* bytes of members given, all together */
    uint64_t number;
    struct map links; /* names of links: nothing may lie beneath one */
    struct buf name;
    struct str detail; /* of a member refused */
    bool dead, failed;
    unsigned reopens; /* a zip was opened anew behind a damaged member */
    bool reopen;
    enum cause cause;
    enum status trouble; /* of our own read callback */
    struct error why;
    char head[ARCHIVE_HEAD], chunk[CHUNK];
};

/* ---- opening ------------------------------------------------------------- */

/* libarchive wants bytes: from the file, or inflated. */
static la_ssize_t
give(struct archive *archive, void *payload, const void **out)
{
    struct bundle *bundle = payload;
    size_t got;
    bundle->why = (struct error){0};
    bundle->trouble = bytes_read(&bundle->from, bundle->chunk,
                                 sizeof bundle->chunk, &got, &bundle->why);
    if (bundle->trouble != STATUS_OK) {
        archive_set_error(archive, EIO, "%s", bundle->why.text);
        return ARCHIVE_FATAL;
    }
    *out = bundle->chunk;
    bundle->delivered += got;
    return (la_ssize_t)got;
}

static la_int64_t
move(struct archive *archive, void *payload, la_int64_t offset, int whence)
{
    const struct bundle *bundle = payload;
    off_t at = lseek(bundle->fd, (off_t)offset, whence);
    if (at >= 0)
        return at;
    archive_set_error(archive, errno, "lseek");
    return ARCHIVE_FATAL;
}

/* Over what nobody wants, but never past the end of the file. */
static la_int64_t
skip(struct archive *archive, void *payload, la_int64_t size)
{
    const struct bundle *bundle = payload;
    off_t at = lseek(bundle->fd, 0, SEEK_CUR);
    (void)archive;
    if (at < 0 || size <= 0 || (uint64_t)at >= bundle->size)
        return 0;
    uint64_t left = bundle->size - (uint64_t)at;
    off_t step = (uint64_t)size < left ? (off_t)size : (off_t)left;
    return lseek(bundle->fd, step, SEEK_CUR) < 0 ? 0 : step;
}

static enum status
failed(struct bundle *bundle, enum cause cause, struct error *err)
{
    if (bundle->trouble != STATUS_OK) {
        bundle->cause = bundle->is_gzip ? bundle->gunzip.cause : cause;
        if (err)
            *err = bundle->why;
        return bundle->trouble;
    }
    const char *text = archive_error_string(bundle->archive);
    bundle->cause = cause;
    return error_set(err, STATUS_FORMAT, "%s",
                     text ? text : TR("damaged", "endommagé"));
}

static enum status
open_libarchive(struct bundle *bundle, struct error *err)
{
    struct archive *archive = bundle->archive = archive_read_new();
    if (!archive)
        return error_no_memory(err);
    if (bundle->kind == ARCHIVE_ZIP)
        archive_read_support_format_zip(archive);
    else
        archive_read_support_format_tar(archive);
    /* Two tar files one behind the other are read both. */
    if (bundle->kind == ARCHIVE_TAR)
        archive_read_set_option(archive, "tar", "read_concatenated_archives",
                                "1");
    archive_read_set_read_callback(archive, give);
    archive_read_set_callback_data(archive, bundle);
    if (!bundle->is_gzip && bundle->fd >= 0)
        archive_read_set_skip_callback(archive, skip);
    if (bundle->kind == ARCHIVE_ZIP)
        archive_read_set_seek_callback(archive, move);
    if (archive_read_open1(archive) == ARCHIVE_OK)
        return STATUS_OK;
    bundle->dead = true;
    return failed(bundle, CAUSE_BAD_ARCHIVE, err);
}

/* Is a tar within, or a single file? */
static enum status
open_gzip(struct bundle *bundle, struct error *err)
{
    size_t got = 0;
    TRY(gunzip_open(&bundle->gunzip, bundle->from, err));
    bundle->is_gzip = true;
    bundle->inflated = gunzip_bytes(&bundle->gunzip);
    enum status status = bytes_read_full(&bundle->inflated, bundle->head,
                                         ARCHIVE_HEAD, &got, err);
    bundle->cause = bundle->gunzip.cause;
    bundle->dead = status != STATUS_OK;
    TRY(status);
    struct str head = {bundle->head, got}, inner = bundle->file;
    if (str_ends_nocase(inner, STR(".gz")))
        inner.len -= 3;
    else if (str_ends_nocase(inner, STR(".tgz")))
        inner = STR(".tar");
    bundle->joined = (struct bytes_joined){head, &bundle->inflated};
    bundle->from = bytes_of_joined(&bundle->joined);
    if (got && archive_kind_of(inner, head) == ARCHIVE_TAR) {
        bundle->kind = ARCHIVE_TAR;
        return open_libarchive(bundle, err);
    }
    return STATUS_OK;
}

static enum status
open_bundle(struct bundle **out, const struct bundle *like, struct error *err)
{
    struct bundle *bundle = calloc(1, sizeof *bundle);
    if (!bundle)
        return error_no_memory(err);
    *out = bundle; /* on failure too: bundle_cause is asked then */
    bundle->kind = like->kind;
    bundle->fd = like->fd;
    bundle->size = like->size;
    bundle->file = like->file;
    bundle->from = like->from;
    bundle->cause = CAUSE_BAD_ARCHIVE;
    bundle->name = (struct buf)BUF_INIT(64 * 1024);
    return bundle->kind == ARCHIVE_GZIP ? open_gzip(bundle, err)
                                        : open_libarchive(bundle, err);
}

enum status
bundle_open(struct bundle **out, enum archive_kind kind, int fd, uint64_t size,
            struct str file, struct error *err)
{
    struct bundle like = {.kind = kind,
                          .fd = fd,
                          .size = size,
                          .file = file,
                          .from = bytes_of_file(fd)};
    return open_bundle(out, &like, err);
}

enum status
bundle_open_stream(struct bundle **out, enum archive_kind kind,
                   struct bytes from, struct str file, struct error *err)
{
    struct bundle like = {
        .kind = kind, .fd = -1, .size = UINT64_MAX, .file = file, .from = from};
    return open_bundle(out, &like, err);
}

void
bundle_close(struct bundle *bundle)
{
    if (!bundle)
        return;
    if (bundle->archive)
        archive_read_free(bundle->archive);
    gunzip_close(&bundle->gunzip);
    map_release(&bundle->links);
    buf_release(&bundle->name);
    free(bundle);
}

enum cause
bundle_cause(const struct bundle *bundle)
{
    return bundle->cause;
}

bool
bundle_is_dead(const struct bundle *bundle)
{
    return bundle->dead;
}

bool
bundle_is_single(const struct bundle *bundle)
{
    return !bundle->archive;
}

bool
bundle_has_failed(const struct bundle *bundle)
{
    return bundle->failed;
}

/* ---- members --------------------------------------------------------------
 */

static void
refuse(struct bundle_member *out, enum cause cause, const char *detail)
{
    out->refused = true;
    out->cause = cause;
    out->detail = str_from(detail);
}

/* Does it lie beneath a link of this archive? */
static bool
is_below_link(const struct bundle *bundle, struct str name)
{
    for (size_t i = 1; bundle->links.count && i < name.len; i++)
        if (name.at[i] == '/' && map_find(&bundle->links, str_head(name, i)))
            return true;
    return false;
}

static enum status
remember_link(struct bundle *bundle, struct str name, struct error *err)
{
    if (bundle->links.count >= LINKS_MAX)
        return STATUS_OK;
    return map_at(&bundle->links, name) ? STATUS_OK : error_no_memory(err);
}

/* What speaks against a member before a byte of it is read. */
static enum status
judge(struct bundle_member *out, struct bundle *bundle,
      struct archive_entry *entry, struct error *err)
{
    uint64_t size = archive_entry_size_is_set(entry)
                        ? (uint64_t)archive_entry_size(entry)
                        : 0;
    if (archive_entry_filetype(entry) != AE_IFREG ||
        archive_entry_hardlink(entry)) {
        refuse(out, CAUSE_NOT_REGULAR, "");
        return remember_link(bundle, out->name, err);
    }
    if (archive_name_is_unsafe(out->name) || is_below_link(bundle, out->name))
        refuse(out, CAUSE_UNSAFE_NAME, "");
    else if (archive_entry_is_encrypted(entry))
        refuse(out, CAUSE_ENCRYPTED, "");
    else if (size > limit_output)
        refuse(out, CAUSE_TOO_LARGE, "");
    else if (!bundle->is_gzip && size > LIMIT_RATIO_FREE &&
             size / LIMIT_RATIO > bundle->size)
        refuse(out, CAUSE_RATIO, "");
    return STATUS_OK;
}

static enum status
read_header(struct archive_entry **entry, struct bundle *bundle,
            struct error *err)
{
    int code = ARCHIVE_RETRY;
    for (int i = 0; code == ARCHIVE_RETRY && i < RETRIES; i++)
        code = archive_read_next_header(bundle->archive, entry);
    if (code == ARCHIVE_EOF)
        return STATUS_DONE;
    if (code == ARCHIVE_OK || code == ARCHIVE_WARN)
        return STATUS_OK;
    bundle->dead = true;
    return failed(bundle, CAUSE_BAD_ARCHIVE, err);
}

/* The next member that is no directory. */
static enum status
next_header(struct archive_entry **entry, struct bundle *bundle,
            struct error *err)
{
    do
        TRY(read_header(entry, bundle, err));
    while (archive_entry_filetype(*entry) == AE_IFDIR);
    return STATUS_OK;
}

/* libarchive gives a zip up at the first member that does not inflate: open
 * it again and pass over what was seen. */
static enum status
reopen(struct bundle *bundle, struct error *err)
{
    struct archive_entry *entry;
    bundle->reopen = false;
    archive_read_free(bundle->archive);
    bundle->archive = NULL;
    if (lseek(bundle->fd, 0, SEEK_SET) != 0)
        return error_errno(err, errno, "lseek");
    TRY(open_libarchive(bundle, err));
    for (uint64_t i = 0; i < bundle->number; i++)
        TRY(next_header(&entry, bundle, err));
    return STATUS_OK;
}

static enum status
count_member(struct bundle *bundle, struct error *err)
{
    if (++bundle->number <= LIMIT_MEMBERS)
        return STATUS_OK;
    bundle->dead = true;
    bundle->cause = CAUSE_TOO_MANY;
    return error_set(err, STATUS_LIMIT, "%d", LIMIT_MEMBERS);
}

/* The one file of a .gz. */
static enum status
next_single(struct bundle_member *out, struct bundle *bundle, struct error *err)
{
    struct str name = bundle->file;
    if (bundle->number++ || bundle->joined.first.len == 0)
        return STATUS_DONE;
    if (str_ends_nocase(name, STR(".gz")) && name.len > 3)
        name.len -= 3;
    TRY(archive_name(&bundle->name, &out->cut, name, err));
    out->name = buf_str(&bundle->name);
    out->number = bundle->number;
    return STATUS_OK;
}

enum status
bundle_next(struct bundle_member *out, struct bundle *bundle, struct error *err)
{
    struct archive_entry *entry;
    *out = (struct bundle_member){0};
    bundle->failed = false;
    buf_clear(&bundle->name);
    if (!bundle->archive)
        return next_single(out, bundle, err);
    if (bundle->reopen)
        TRY(reopen(bundle, err));
    TRY(next_header(&entry, bundle, err));
    TRY(count_member(bundle, err));
    const char *raw = archive_entry_pathname(entry);
    if (!raw)
        raw = archive_entry_pathname_utf8(entry);
    TRY(archive_name(&bundle->name, &out->cut, str_from(raw), err));
    out->name = buf_str(&bundle->name);
    out->number = bundle->number;
    return judge(out, bundle, entry, err);
}

/* ---- bytes of a member ------------------------------------------------------
 */

static enum status
check_output(struct bundle *bundle, struct error *err)
{
    uint64_t in =
        bundle->delivered < bundle->size ? bundle->delivered : bundle->size;
    if (bundle->output > limit_output) {
        bundle->cause = CAUSE_TOO_LARGE;
        bundle->dead = true;
        return error_set(err, STATUS_LIMIT,
                         TR("larger than %d GiB", "plus grand que %d Gio"),
                         LIMIT_OUTPUT_GIB);
    }
    if (bundle->is_gzip || bundle->output <= LIMIT_RATIO_FREE ||
        bundle->output / LIMIT_RATIO <= in)
        return STATUS_OK;
    bundle->cause = CAUSE_RATIO;
    bundle->dead = true;
    return error_set(
        err, STATUS_LIMIT,
        TR("more than %d bytes out of one", "plus de %d octets pour un"),
        LIMIT_RATIO);
}

static enum status
take_data(struct bundle *bundle, char *to, size_t size, size_t *got,
          struct error *err)
{
    la_ssize_t n = ARCHIVE_RETRY;
    if (!bundle->archive) {
        enum status status = bytes_read(&bundle->from, to, size, got, err);
        bundle->cause = bundle->gunzip.cause;
        bundle->dead = status != STATUS_OK;
        return status;
    }
    for (int i = 0; n == ARCHIVE_RETRY && i < RETRIES; i++)
        n = archive_read_data(bundle->archive, to, size);
    if (n < 0) {
        bundle->reopen = n == ARCHIVE_FATAL && bundle->kind == ARCHIVE_ZIP &&
                         bundle->trouble == STATUS_OK &&
                         bundle->reopens++ < REOPENS_MAX;
        bundle->dead = n == ARCHIVE_FATAL && !bundle->reopen;
        return failed(bundle,
                      bundle->dead ? CAUSE_BAD_ARCHIVE : CAUSE_BAD_MEMBER, err);
    }
    *got = (size_t)n;
    bundle->output += *got;
    return check_output(bundle, err);
}

static enum status
member_read(void *payload, char *to, size_t size, size_t *got,
            struct error *err)
{
    struct bundle *bundle = payload;
    enum status status = take_data(bundle, to, size, got, err);
    bundle->failed = bundle->failed || status != STATUS_OK;
    return status;
}

struct bytes
bundle_bytes(struct bundle *bundle)
{
    return (struct bytes){.read = member_read, .payload = bundle, .fd = -1};
}

/* A zip ends in a record that says where its directory is; libarchive also
 * reads one that was cut before it, and says nothing. */
static enum status
check_zip_end(struct bundle *bundle, struct error *err)
{
    AUTO(buf) struct buf tail = BUF_INIT(ZIP_TAIL);
    size_t size = bundle->size < ZIP_TAIL ? (size_t)bundle->size : ZIP_TAIL;
    if (!buf_reserve(&tail, size))
        return buf_status(&tail, err);
    ssize_t n = pread(bundle->fd, tail.at, size, (off_t)(bundle->size - size));
    if (n < 0)
        return error_errno(err, errno, "pread");
    tail.len = (size_t)n;
    if (str_contains(buf_str(&tail), STR("PK\x05\x06")))
        return STATUS_OK;
    bundle->dead = true;
    bundle->cause = CAUSE_BAD_ARCHIVE;
    return error_set(err, STATUS_FORMAT, "%s",
                     TR("cut short: no directory at its end",
                        "tronquée : pas de répertoire à la fin"));
}

enum status
bundle_end(bool *junk, struct bundle *bundle, struct error *err)
{
    size_t got = 1;
    *junk = false;
    if (!bundle->is_gzip)
        return bundle->kind == ARCHIVE_ZIP ? check_zip_end(bundle, err)
                                           : STATUS_OK;
    while (got) {
        enum status status =
            bytes_read(&bundle->inflated, bundle->chunk, CHUNK, &got, err);
        bundle->cause = bundle->gunzip.cause;
        bundle->dead = status != STATUS_OK;
        TRY(status);
    }
    *junk = bundle->gunzip.junk;
    return STATUS_OK;
}
