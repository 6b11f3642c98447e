/* tests: archives, member by member. */
#include "bundle.h"

#include "check.h"
#include "limits.h"
#include "sink_memory.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { ROOM = 4 << 20 };

/* ---- making archives
 * --------------------------------------------------------- */

struct made {
    struct archive *archive;
    char *bytes;
    size_t len;
};

static struct made
make(enum archive_kind kind)
{
    struct made made = {archive_write_new(), malloc(ROOM), 0};
    if (kind == ARCHIVE_ZIP)
        archive_write_set_format_zip(made.archive);
    else
        archive_write_set_format_pax_restricted(made.archive);
    return made;
}

static void
make_open(struct made *made)
{
    archive_write_set_bytes_in_last_block(made->archive, 1);
    CHECK_INT(
        archive_write_open_memory(made->archive, made->bytes, ROOM, &made->len),
        ARCHIVE_OK);
}

static void
add_kind(struct made *made, const char *name, struct str data, unsigned type,
         const char *link)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)data.len);
    if (link && type == AE_IFLNK)
        archive_entry_set_symlink(entry, link);
    else if (link)
        archive_entry_set_hardlink(entry, link);
    archive_write_header(made->archive, entry);
    if (data.len)
        archive_write_data(made->archive, data.at, data.len);
    archive_entry_free(entry);
}

static void
add(struct made *made, const char *name, struct str data)
{
    add_kind(made, name, data, AE_IFREG, NULL);
}

static struct str
made_bytes(struct made *made)
{
    archive_write_close(made->archive);
    archive_write_free(made->archive);
    return (struct str){made->bytes, made->len};
}

/* gzip of bytes, behind what is in out. */
static void
gzip(struct buf *out, struct str bytes)
{
    z_stream stream = {0};
    CHECK_INT(
        deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
        Z_OK);
    size_t bound = deflateBound(&stream, bytes.len);
    CHECK(buf_reserve(out, bound));
    stream.next_in = (Bytef *)(uintptr_t)bytes.at;
    stream.avail_in = (uInt)bytes.len;
    stream.next_out = (Bytef *)out->at + out->len;
    stream.avail_out = (uInt)bound;
    CHECK_INT(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->len += bound - stream.avail_out;
    deflateEnd(&stream);
}

/* ---- reading them
 * --------------------------------------------------------------- */

/* What came of an archive, a line a member: "name=bytes", "name!cause". */
struct got {
    struct buf text;
    enum status status;
    enum cause cause;
    bool junk;
};

static const char *
name_of(enum cause cause)
{
    static const char *const names[] = {
#define CAUSE(id, name, class, french, english) name,
#include "causes.def"
#undef CAUSE
    };
    return names[cause];
}

static void
read_member(struct got *got, struct bundle *bundle,
            const struct bundle_member *member, struct error *err)
{
    char chunk[256];
    size_t n = 1, total = 0;
    struct bytes from = bundle_bytes(bundle);
    buf_add(&got->text, member->name);
    enum status status = STATUS_OK;
    while (!member->refused && n && status == STATUS_OK) {
        status = bytes_read(&from, chunk, sizeof chunk, &n, err);
        total += n;
        if (status == STATUS_OK && total < 40)
            buf_printf(&got->text, "=%.*s", (int)n, chunk);
    }
    if (member->refused || status != STATUS_OK)
        buf_printf(
            &got->text, "!%s",
            name_of(member->refused ? member->cause : bundle_cause(bundle)));
    buf_add_char(&got->text, '\n');
}

static struct got
read_archive(const char *file, struct str bytes)
{
    struct got got = {.text = BUF_INIT(64 << 20)};
    struct bundle *bundle = NULL;
    struct bundle_member member;
    struct error err = {0};
    int fd = open_bytes(bytes);
    enum archive_kind kind =
        archive_kind_of(str_from(file), str_head(bytes, ARCHIVE_HEAD));
    got.status =
        bundle_open(&bundle, kind, fd, bytes.len, str_from(file), &err);
    while (got.status == STATUS_OK) {
        got.status = bundle_next(&member, bundle, &err);
        if (got.status == STATUS_OK)
            read_member(&got, bundle, &member, &err);
        if (bundle_is_dead(bundle) && got.status == STATUS_OK)
            got.status = STATUS_FORMAT;
    }
    if (got.status == STATUS_DONE)
        got.status = bundle_end(&got.junk, bundle, &err);
    if (bundle)
        got.cause = bundle_cause(bundle);
    bundle_close(bundle);
    close(fd);
    return got;
}

static void
check_archive(const char *file, struct str bytes, struct str want)
{
    struct got got = read_archive(file, bytes);
    CHECK_STATUS(got.status, STATUS_OK);
    CHECK_STR(buf_str(&got.text), want);
    CHECK(!got.junk);
    buf_release(&got.text);
}

static void
check_failure(const char *file, struct str bytes, enum cause cause)
{
    struct got got = read_archive(file, bytes);
    CHECK(got.status == STATUS_FORMAT || got.status == STATUS_LIMIT);
    CHECK_CSTR(name_of(got.cause), name_of(cause));
    buf_release(&got.text);
}

/* ---- tests
 * ------------------------------------------------------------------------ */

static struct str
two_members(struct made *made, enum archive_kind kind)
{
    *made = make(kind);
    make_open(made);
    add(made, "./d/a.txt", STR("alpha"));
    add_kind(made, "d/sub", STR(""), AE_IFDIR, NULL);
    add(made, "d/été.txt", STR("beta"));
    return made_bytes(made);
}

static void
zip_tar_gzip(void)
{
    static const struct str want =
        STR_INIT("d/a.txt=alpha=\nd/été.txt=beta=\n");
    struct made made;
    AUTO(buf) struct buf packed = BUF_INIT(ROOM);
    check_archive("x.zip", two_members(&made, ARCHIVE_ZIP), want);
    free(made.bytes);
    struct str tar = two_members(&made, ARCHIVE_TAR);
    check_archive("x.tar", tar, want);
    check_archive("under-another-name.xml", tar, want);
    gzip(&packed, tar);
    check_archive("x.tar.gz", buf_str(&packed), want);
    check_archive("x.tgz", buf_str(&packed), want);
    check_archive("x.xml", buf_str(&packed), want);
    free(made.bytes);
}

static void
single_gzip(void)
{
    AUTO(buf) struct buf packed = BUF_INIT(ROOM);
    gzip(&packed, STR("one"));
    check_archive("a.json.gz", buf_str(&packed), STR("a.json=one=\n"));
    check_archive("a.xml", buf_str(&packed), STR("a.xml=one=\n"));
    gzip(&packed, STR(" two")); /* members follow one another */
    buf_add(&packed, STR("\0\0\0\0"));
    check_archive("a.gz", buf_str(&packed), STR("a=one two=\n"));
    struct got got;
    buf_add(&packed, STR("junk"));
    got = read_archive("a.gz", buf_str(&packed));
    CHECK_STATUS(got.status, STATUS_OK);
    CHECK(got.junk);
    buf_release(&got.text);
    buf_clear(&packed);
    gzip(&packed, STR(""));
    check_archive("empty.gz", buf_str(&packed), STR(""));
}

static void
damaged_gzip(void)
{
    AUTO(buf) struct buf packed = BUF_INIT(ROOM);
    struct made made;
    struct str tar = two_members(&made, ARCHIVE_TAR);
    gzip(&packed, tar);
    struct str whole = buf_str(&packed);
    check_failure("x.tar.gz", str_head(whole, whole.len - 9),
                  CAUSE_BAD_ARCHIVE);
    packed.at[packed.len - 6] ^= 1; /* the CRC */
    struct got got = read_archive("x.tar.gz", buf_str(&packed));
    CHECK_STATUS(got.status, STATUS_FORMAT);
    CHECK_INT(got.cause, CAUSE_BAD_CRC);
    CHECK_STR(buf_str(&got.text), STR("d/a.txt=alpha=\nd/été.txt=beta=\n"));
    buf_release(&got.text);
    free(made.bytes);
}

static void
cut_archives(void)
{
    struct made made;
    struct str zip = two_members(&made, ARCHIVE_ZIP);
    check_failure("x.zip", str_head(zip, zip.len - 40), CAUSE_BAD_ARCHIVE);
    check_failure("x.zip", str_head(zip, 50), CAUSE_BAD_ARCHIVE);
    free(made.bytes);
    struct str tar = two_members(&made, ARCHIVE_TAR);
    check_failure("x.tar", str_head(tar, 514), CAUSE_BAD_ARCHIVE);
    check_failure("x.tar", STR("no tar at all"), CAUSE_BAD_ARCHIVE);
    free(made.bytes);
}

/* A damaged member is one; those behind it are read. */
static void
damaged_member(void)
{
    struct made made = make(ARCHIVE_ZIP);
    make_open(&made);
    add(&made, "a", STR("alpha alpha alpha alpha alpha alpha"));
    add(&made, "b", STR("beta"));
    struct str zip = made_bytes(&made);
    size_t at = str_find(zip, STR("a")) + 8;
    memset(made.bytes + at + 20, 0xFF, 3);
    struct got got = read_archive("x.zip", zip);
    CHECK(str_contains(buf_str(&got.text), STR("a!bad-member\n")) ||
          str_contains(buf_str(&got.text), STR("alpha")));
    CHECK(str_contains(buf_str(&got.text), STR("b=beta=\n")));
    CHECK(str_contains(buf_str(&got.text), STR("!bad-member")));
    buf_release(&got.text);
    free(made.bytes);
}

static void
unsafe_members(void)
{
    struct made made = make(ARCHIVE_TAR);
    make_open(&made);
    add(&made, "../up", STR("x"));
    add(&made, "/etc/passwd", STR("x"));
    add_kind(&made, "link", STR(""), AE_IFLNK, "/etc");
    add(&made, "link/passwd", STR("x"));
    add_kind(&made, "hard", STR(""), AE_IFREG, "link");
    add_kind(&made, "fifo", STR(""), AE_IFIFO, NULL);
    add(&made, "a..b/..c", STR("fine"));
    add(&made, "a\nb\x1B[31m", STR("fine"));
    check_archive("x.tar", made_bytes(&made),
                  STR("../up!unsafe-name\n/etc/passwd!unsafe-name\n"
                      "link!not-regular\nlink/passwd!unsafe-name\n"
                      "hard!not-regular\nfifo!not-regular\na..b/..c=fine=\n"
                      "a\\x0Ab\\x1B[31m=fine=\n"));
    free(made.bytes);
}

static void
bombs(void)
{
    enum { SIZE = 8 << 20 };
    char *zeros = calloc(1, SIZE);
    struct str data = {zeros, SIZE};
    AUTO(buf) struct buf packed = BUF_INIT(2 * SIZE);
    struct made made = make(ARCHIVE_ZIP);
    make_open(&made);
    add(&made, "bomb", data);
    add(&made, "ok", STR("fine"));
    check_archive("x.zip", made_bytes(&made), STR("bomb!ratio\nok=fine=\n"));
    free(made.bytes);
    gzip(&packed, data);
    check_failure("x.gz", buf_str(&packed), CAUSE_RATIO);
    free(zeros);
}

static void
check_name(struct str raw, struct str want)
{
    AUTO(buf) struct buf name = BUF_INIT(64 * 1024);
    bool cut;
    CHECK_OK(archive_name(&name, &cut, raw, NULL), NULL);
    CHECK_STR(buf_str(&name), want);
    CHECK(!cut);
}

static void
names(void)
{
    check_name(STR("a/b.xml"), STR("a/b.xml"));
    check_name(STR("././a"), STR("a"));
    check_name(STR(""), STR("?"));
    check_name(STR("d\xE9"
                   "cret.xml"),
               STR("décret.xml")); /* Latin-1 */
    check_name(STR("\x9C\x81\x01"), STR("œ\\x81\\x01"));
    check_name(STR("\xC2\x9B[31m\x7F"), STR("\\xC2\\x9B[31m\\x7F"));
    char bytes[5000];
    memset(bytes, 'n', sizeof bytes);
    AUTO(buf) struct buf first = BUF_INIT(64 * 1024);
    AUTO(buf) struct buf second = BUF_INIT(64 * 1024);
    bool cut;
    CHECK_OK(archive_name(&first, &cut, (struct str){bytes, 5000}, NULL), NULL);
    CHECK(cut);
    CHECK(first.len <= LIMIT_NAME);
    CHECK_OK(archive_name(&second, &cut, (struct str){bytes, 4999}, NULL),
             NULL);
    CHECK(!str_eq(buf_str(&first), buf_str(&second)));
}

static void
kinds(void)
{
    CHECK_INT(archive_kind_of(STR("a.docx"), STR("PK\3\4")), ARCHIVE_NONE);
    CHECK_INT(archive_kind_of(STR("a"), STR("PK\3\4")), ARCHIVE_ZIP);
    CHECK_INT(archive_kind_of(STR("a.zip"), STR("MZ")), ARCHIVE_ZIP);
    CHECK_INT(archive_kind_of(STR("a.TGZ"), STR("")), ARCHIVE_GZIP);
    CHECK_INT(archive_kind_of(STR("a.txt"), STR("text")), ARCHIVE_NONE);
    CHECK(archive_name_is_unsafe(STR("..")));
    CHECK(archive_name_is_unsafe(STR("a/..")));
    CHECK(archive_name_is_unsafe(STR("a\\..\\b")));
    CHECK(archive_name_is_unsafe(STR("c:x")));
    CHECK(!archive_name_is_unsafe(STR("a/...")));
    CHECK(!archive_name_is_unsafe(STR("..a")));
    CHECK(!archive_name_is_unsafe(STR("")));
}

/* ---- mutations
 * ---------------------------------------------------------------------- */

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void
mutate(struct buf *out, struct str bytes, uint32_t *state)
{
    buf_clear(out);
    buf_add(out, bytes);
    for (uint32_t n = 1 + next_random(state) % 12; n; n--) {
        size_t at = next_random(state) % bytes.len;
        if (next_random(state) % 4 == 0)
            at = bytes.len - 1 - at % (bytes.len < 80 ? bytes.len : 80);
        out->at[at] = (char)next_random(state);
    }
    if (next_random(state) % 8 == 0)
        out->len = 1 + next_random(state) % bytes.len;
}

/* LIASSE_MUTATIONS of each kind (50; 4 kinds): whatever comes of one, the
 * loop over its members ends and touches no foreign memory. */
static void
mutations(void)
{
    static const char *const files[] = {"m.zip", "m.tar", "m.tar.gz", "m.gz"};
    const char *wish = getenv("LIASSE_MUTATIONS");
    long count = wish ? atol(wish) : 50;
    AUTO(buf) struct buf bytes = BUF_INIT(ROOM);
    uint32_t state = 17;
    size_t ended = 0;
    for (size_t f = 0; f < 4; f++) {
        struct made made;
        AUTO(buf) struct buf packed = BUF_INIT(ROOM);
        struct str seed =
            two_members(&made, f == 0 ? ARCHIVE_ZIP : ARCHIVE_TAR);
        if (f >= 2) {
            gzip(&packed, f == 2 ? seed : STR("one document, no archive"));
            seed = buf_str(&packed);
        }
        for (long i = 0; i < count; i++) {
            mutate(&bytes, seed, &state);
            struct got got = read_archive(files[f], buf_str(&bytes));
            ended += got.status != STATUS_BUG;
            buf_release(&got.text);
        }
        free(made.bytes);
    }
    CHECK_INT(ended, 4 * count);
}

CU_TestInfo archive_tests[] = {
    {"zip, tar, gzip", zip_tar_gzip},
    {"a single file in gzip", single_gzip},
    {"damaged gzip", damaged_gzip},
    {"cut archives", cut_archives},
    {"a damaged member", damaged_member},
    {"unsafe members", unsafe_members},
    {"bombs", bombs},
    {"names", names},
    {"kinds", kinds},
    {"mutations", mutations},
    CU_TEST_INFO_NULL,
};
