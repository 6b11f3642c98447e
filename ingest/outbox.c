/* ingest: what leaves a worker. */
#include "outbox.h"

#include "frame.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    STACK = 256 * 1024,
    LARGE = 4 * 1024 * 1024,   /* frames are not kept twice */
    AT_ONCE = 64 * 1024,       /* bytes of a write, or more */
    WAITING = 4 * 1024 * 1024, /* packed bytes that wait to be sent, or one
                                  piece of them; as many are being sent */
    SPACE = FRAME_MAX + 4 * AT_ONCE
};

/* One thread packs, the other writes, which stands still while the parent
 * commits. */
struct outbox {
    struct packer *packer;
    struct buf wire; /* packed frames, of who packs */
    struct buf sent; /* of the thread that sends */
    pthread_t packs, sends;
    bool has_threads;
    unsigned ready;
    /* Between the threads; `given` is the packing one's while it is busy. */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct buf given, waiting; /* to be packed; to be sent */
    bool busy, sending, closing;
    enum status status;
    struct error err;
};

/* ---- sending ------------------------------------------------------------ */

static enum status
write_all(struct str bytes, struct error *err)
{
    while (bytes.len) {
        ssize_t n = write(STDOUT_FILENO, bytes.at, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_errno(err, errno, "pipe");
        bytes = str_from_offset(bytes, (size_t)n);
    }
    return STATUS_OK;
}

/* Under the lock. */
static void
note_failure(struct outbox *outbox, enum status status, const struct error *err)
{
    if (status == STATUS_OK || outbox->status != STATUS_OK)
        return;
    outbox->status = status;
    outbox->err = *err;
}

/* After a failure what waits is dropped: nobody waits for it for ever. */
static void *
send_main(void *payload)
{
    struct outbox *outbox = payload;
    pthread_mutex_lock(&outbox->mutex);
    outbox->ready++;
    pthread_cond_broadcast(&outbox->changed);
    for (;;) {
        while (outbox->waiting.len == 0 && !outbox->closing)
            pthread_cond_wait(&outbox->changed, &outbox->mutex);
        if (outbox->waiting.len == 0)
            break;
        struct buf empty = outbox->sent;
        outbox->sent = outbox->waiting;
        outbox->waiting = empty;
        outbox->sending = true;
        bool good = outbox->status == STATUS_OK;
        pthread_cond_broadcast(&outbox->changed);
        pthread_mutex_unlock(&outbox->mutex);
        struct error err = {0};
        enum status status =
            good ? write_all(buf_str(&outbox->sent), &err) : STATUS_OK;
        buf_clear(&outbox->sent);
        pthread_mutex_lock(&outbox->mutex);
        note_failure(outbox, status, &err);
        outbox->sending = false;
        pthread_cond_broadcast(&outbox->changed);
    }
    pthread_mutex_unlock(&outbox->mutex);
    return NULL;
}

/* What is in the wire goes on its way. */
static enum status
send_wire(struct outbox *outbox, struct error *err)
{
    TRY(buf_status(&outbox->wire, err));
    if (!outbox->has_threads) {
        TRY(write_all(buf_str(&outbox->wire), err));
        buf_clear(&outbox->wire);
        return STATUS_OK;
    }
    pthread_mutex_lock(&outbox->mutex);
    while (outbox->waiting.len >= WAITING && outbox->status == STATUS_OK)
        pthread_cond_wait(&outbox->changed, &outbox->mutex);
    buf_add(&outbox->waiting, buf_str(&outbox->wire));
    enum status status = buf_status(&outbox->waiting, err);
    pthread_cond_broadcast(&outbox->changed);
    pthread_mutex_unlock(&outbox->mutex);
    buf_clear(&outbox->wire);
    return status;
}

/* ---- packing ------------------------------------------------------------ */

/* A document that is not packed yet is; the rest stays as it is. */
static enum status
add_frame(struct buf *wire, struct packer *packer, int type, struct str payload,
          struct str frame, struct error *err)
{
    struct frame_document document;
    if (type == FRAME_DOCUMENT && frame_read_document(&document, payload) &&
        document.form == FORM_PACKED &&
        document.packed.size == document.packed.bytes.len)
        return frame_document_pack(wire, &document, packer,
                                   document.packed.bytes, err);
    buf_add(wire, frame);
    return buf_status(wire, err);
}

static enum status
pack_frames(struct outbox *outbox, struct buf *frames, struct error *err)
{
    struct str rest = buf_str(frames), payload;
    struct buf *wire = &outbox->wire;
    buf_clear(wire);
    while (rest.len) {
        struct str before = rest;
        int type = frame_next(&rest, &payload);
        if (type <= 0)
            return error_set(err, STATUS_BUG, "bad frame");
        TRY(add_frame(wire, outbox->packer, type, payload,
                      str_head(before, before.len - rest.len), err));
        if (wire->len >= AT_ONCE || rest.len == 0)
            TRY(send_wire(outbox, err));
    }
    buf_clear(frames);
    return STATUS_OK;
}

static void *
pack_main(void *payload)
{
    struct outbox *outbox = payload;
    pthread_mutex_lock(&outbox->mutex);
    outbox->ready++;
    pthread_cond_broadcast(&outbox->changed);
    for (;;) {
        while (!outbox->busy && !outbox->closing)
            pthread_cond_wait(&outbox->changed, &outbox->mutex);
        if (!outbox->busy)
            break;
        pthread_mutex_unlock(&outbox->mutex);
        struct error err = {0};
        enum status status = pack_frames(outbox, &outbox->given, &err);
        pthread_mutex_lock(&outbox->mutex);
        note_failure(outbox, status, &err);
        outbox->busy = false;
        pthread_cond_broadcast(&outbox->changed);
    }
    pthread_mutex_unlock(&outbox->mutex);
    return NULL;
}

/* ---- opening ------------------------------------------------------------ */

static bool
start_thread(pthread_t *thread, void *(*run)(void *), struct outbox *outbox)
{
    pthread_attr_t attr;
    if (pthread_attr_init(&attr) != 0)
        return false;
    bool started = pthread_attr_setstacksize(&attr, STACK) == 0 &&
                   pthread_create(thread, &attr, run, outbox) == 0;
    pthread_attr_destroy(&attr);
    return started;
}

static void
stop_threads(struct outbox *outbox, unsigned count)
{
    pthread_mutex_lock(&outbox->mutex);
    outbox->closing = true;
    pthread_cond_broadcast(&outbox->changed);
    pthread_mutex_unlock(&outbox->mutex);
    if (count > 1)
        pthread_join(outbox->packs, NULL);
    if (count > 0)
        pthread_join(outbox->sends, NULL);
}

/* Waits until they run: what the C library does at the start of a thread the
 * sandbox does not let it do. */
static bool
start(struct outbox *outbox)
{
    unsigned count = 0;
    count += start_thread(&outbox->sends, send_main, outbox);
    if (count == 1)
        count += start_thread(&outbox->packs, pack_main, outbox);
    pthread_mutex_lock(&outbox->mutex);
    while (outbox->ready < count)
        pthread_cond_wait(&outbox->changed, &outbox->mutex);
    pthread_mutex_unlock(&outbox->mutex);
    if (count == 2)
        return true;
    stop_threads(outbox, count);
    return false;
}

enum status
outbox_open(struct outbox **out, struct error *err)
{
    struct outbox *outbox = calloc(1, sizeof *outbox);
    if (!outbox)
        return error_no_memory(err);
    outbox->wire = outbox->given = (struct buf)BUF_INIT(SPACE);
    outbox->sent = outbox->waiting = (struct buf)BUF_INIT(WAITING + SPACE);
    enum status status = packer_new(&outbox->packer, err);
    if (status != STATUS_OK) {
        free(outbox);
        return status;
    }
    pthread_mutex_init(&outbox->mutex, NULL);
    pthread_cond_init(&outbox->changed, NULL);
    outbox->has_threads = start(outbox);
    *out = outbox;
    return STATUS_OK;
}

void
outbox_close(struct outbox *outbox)
{
    if (!outbox)
        return;
    if (outbox->has_threads)
        stop_threads(outbox, 2);
    pthread_cond_destroy(&outbox->changed);
    pthread_mutex_destroy(&outbox->mutex);
    packer_free(outbox->packer);
    buf_release(&outbox->wire);
    buf_release(&outbox->sent);
    buf_release(&outbox->given);
    buf_release(&outbox->waiting);
    free(outbox);
}

/* ---- giving ------------------------------------------------------------- */

/* Waits until nothing is packed, or nothing sent either; holds the mutex
 * then. */
static enum status
wait_idle(struct outbox *outbox, bool all, struct error *err)
{
    pthread_mutex_lock(&outbox->mutex);
    while (outbox->busy || (all && (outbox->waiting.len || outbox->sending)))
        pthread_cond_wait(&outbox->changed, &outbox->mutex);
    enum status status = outbox->status;
    if (status == STATUS_OK)
        return STATUS_OK;
    if (err)
        *err = outbox->err;
    pthread_mutex_unlock(&outbox->mutex);
    return status;
}

enum status
outbox_flush(struct outbox *outbox, struct buf *frames, struct error *err)
{
    TRY(buf_status(frames, err));
    TRY(wait_idle(outbox, false, err));
    pthread_mutex_unlock(&outbox->mutex);
    TRY(pack_frames(outbox, frames, err));
    TRY(wait_idle(outbox, true, err));
    pthread_mutex_unlock(&outbox->mutex);
    return STATUS_OK;
}

enum status
outbox_give(struct outbox *outbox, struct buf *frames, struct error *err)
{
    TRY(buf_status(frames, err));
    if (!outbox->has_threads || frames->len > LARGE)
        return outbox_flush(outbox, frames, err);
    TRY(wait_idle(outbox, false, err));
    struct buf empty = outbox->given;
    outbox->given = *frames;
    *frames = empty;
    outbox->busy = true;
    pthread_cond_broadcast(&outbox->changed);
    pthread_mutex_unlock(&outbox->mutex);
    return STATUS_OK;
}
