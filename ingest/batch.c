/* ingest: memory shared by the crew (memfd_create: Linux). */
#define _GNU_SOURCE
#include "batch.h"

#include "document.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FREE, TAKEN };
enum {
    PAGE = 4096,
    NUMBERS = 3 * 10 /* LEB128 numbers of a member, at most */
};

/* The states of all slots stand at the start. */
static const size_t region_states = BATCH_SLOTS * sizeof(atomic_uint);
static const size_t region_bytes = (size_t)BATCH_SLOTS * BATCH_ROOM;

static size_t
states_size(size_t regions)
{
    return (regions * region_states + PAGE - 1) / PAGE * PAGE;
}

enum status
batches_create(int *fd, unsigned regions, struct error *err)
{
    size_t size = states_size(regions) + regions * region_bytes;
    int low = memfd_create("liasse-batches", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (low < 0)
        return error_errno(err, errno, "memfd_create");
    /* Out of the way of those that a worker finds at fixed numbers. */
    *fd = fcntl(low, F_DUPFD_CLOEXEC, 10);
    int failed = errno;
    close(low);
    if (*fd < 0)
        return error_errno(err, failed, "fcntl");
    /* Sealed: no worker can take the memory from under the others. */
    if (ftruncate(*fd, (off_t)size) == 0 &&
        fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
        return STATUS_OK;
    int number = errno;
    close(*fd);
    *fd = -1;
    return error_errno(err, number, "ftruncate");
}

enum status
batches_map(struct batches *out, int fd, struct error *err)
{
    struct stat stat;
    if (fstat(fd, &stat) != 0)
        return error_errno(err, errno, "fstat");
    size_t size = (size_t)stat.st_size;
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_NORESERVE, fd, 0);
    if (at == MAP_FAILED)
        return error_errno(err, errno, "mmap");
    *out = (struct batches){at, size};
    return STATUS_OK;
}

void
batches_unmap(struct batches *batches)
{
    if (batches->at)
        munmap(batches->at, batches->size);
    *batches = (struct batches){NULL, 0};
}

static size_t
regions_of(const struct batches *batches)
{
    size_t regions = batches->size / region_bytes;
    while (regions &&
           states_size(regions) + regions * region_bytes > batches->size)
        regions--;
    return regions;
}

static atomic_uint *
state_of(struct batches *batches, unsigned region, unsigned slot)
{
    atomic_uint *states = (atomic_uint *)(void *)batches->at;
    return &states[region * BATCH_SLOTS + slot];
}

bool
batch_take(unsigned *slot, struct batches *batches, unsigned region,
           unsigned slots)
{
    if (!batches->at || region >= regions_of(batches))
        return false;
    for (unsigned i = 0; i < slots && i < BATCH_SLOTS; i++) {
        unsigned expected = FREE;
        if (atomic_compare_exchange_strong(state_of(batches, region, i),
                                           &expected, TAKEN)) {
            *slot = i;
            return true;
        }
    }
    return false;
}

void
batch_free(struct batches *batches, unsigned region, unsigned slot)
{
    if (batches->at && region < regions_of(batches) && slot < BATCH_SLOTS)
        atomic_store(state_of(batches, region, slot), FREE);
}

void
batch_free_all(struct batches *batches, unsigned region)
{
    for (unsigned i = 0; i < BATCH_SLOTS; i++)
        batch_free(batches, region, i);
}

struct buf
batch_buf(struct batches *batches, unsigned region, unsigned slot)
{
    char *data = batches->at + states_size(regions_of(batches));
    return (struct buf){.at = data + region * region_bytes +
                              (size_t)slot * BATCH_ROOM,
                        .size = BATCH_ROOM,
                        .max = BATCH_ROOM};
}

void
batch_put(struct buf *out, const struct batch_member *member)
{
    encode_number(out, member->number);
    encode_str(out, member->name);
    encode_str(out, member->bytes);
}

size_t
batch_size(const struct batch_member *member)
{
    return member->name.len + member->bytes.len + NUMBERS;
}

bool
batch_open(struct str *source, struct str *rest, struct batches *batches,
           unsigned region, unsigned slot, uint64_t used)
{
    if (!batches->at || region >= regions_of(batches) || slot >= BATCH_SLOTS ||
        used > BATCH_ROOM)
        return false;
    *rest = (struct str){batch_buf(batches, region, slot).at, (size_t)used};
    return decode_str(rest, source);
}

bool
batch_next(struct batch_member *out, struct str *rest)
{
    return decode_number(rest, &out->number) && decode_str(rest, &out->name) &&
           decode_str(rest, &out->bytes);
}
