/* ingest: what leaves a worker. */
#include "outbox.h"

#include "frame.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    STACK = 256 * 1024,
    LARGE = 4 * 1024 * 1024, /* frames are not kept twice */
    AT_ONCE = 64 * 1024,     /* bytes of a write, or more */
    SPACE = FRAME_MAX + 4 * AT_ONCE
};

struct outbox {
    struct packer *packer;
    struct buf wire; /* packed frames, of who sends */
    pthread_t thread;
    bool has_thread;
    /* Between the two; `given` is the thread's while it is busy. */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct buf given;
    bool ready, busy, closing;
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
send_frames(struct outbox *outbox, struct buf *frames, struct error *err)
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
        if (wire->len < AT_ONCE && rest.len)
            continue;
        TRY(write_all(buf_str(wire), err));
        buf_clear(wire);
    }
    buf_clear(frames);
    return STATUS_OK;
}

/* ---- the thread --------------------------------------------------------- */

static void *
thread_main(void *payload)
{
    struct outbox *outbox = payload;
    pthread_mutex_lock(&outbox->mutex);
    outbox->ready = true;
    pthread_cond_signal(&outbox->changed);
    for (;;) {
        while (!outbox->busy && !outbox->closing)
            pthread_cond_wait(&outbox->changed, &outbox->mutex);
        if (!outbox->busy)
            break;
        pthread_mutex_unlock(&outbox->mutex);
        struct error err = {0};
        enum status status = send_frames(outbox, &outbox->given, &err);
        pthread_mutex_lock(&outbox->mutex);
        if (status != STATUS_OK) {
            outbox->status = status;
            outbox->err = err;
        }
        outbox->busy = false;
        pthread_cond_signal(&outbox->changed);
    }
    pthread_mutex_unlock(&outbox->mutex);
    return NULL;
}

/* Waits until it runs: what the C library does at the start of a thread the
 * sandbox does not let it do. */
static bool
start(struct outbox *outbox)
{
    pthread_attr_t attr;
    if (pthread_attr_init(&attr) != 0)
        return false;
    bool started =
        pthread_attr_setstacksize(&attr, STACK) == 0 &&
        pthread_create(&outbox->thread, &attr, thread_main, outbox) == 0;
    pthread_attr_destroy(&attr);
    if (!started)
        return false;
    pthread_mutex_lock(&outbox->mutex);
    while (!outbox->ready)
        pthread_cond_wait(&outbox->changed, &outbox->mutex);
    pthread_mutex_unlock(&outbox->mutex);
    return true;
}

enum status
outbox_open(struct outbox **out, struct error *err)
{
    struct outbox *outbox = calloc(1, sizeof *outbox);
    if (!outbox)
        return error_no_memory(err);
    outbox->wire = outbox->given = (struct buf)BUF_INIT(SPACE);
    enum status status = packer_new(&outbox->packer, err);
    if (status != STATUS_OK) {
        free(outbox);
        return status;
    }
    pthread_mutex_init(&outbox->mutex, NULL);
    pthread_cond_init(&outbox->changed, NULL);
    outbox->has_thread = start(outbox);
    *out = outbox;
    return STATUS_OK;
}

void
outbox_close(struct outbox *outbox)
{
    if (!outbox)
        return;
    if (outbox->has_thread) {
        pthread_mutex_lock(&outbox->mutex);
        outbox->closing = true;
        pthread_cond_signal(&outbox->changed);
        pthread_mutex_unlock(&outbox->mutex);
        pthread_join(outbox->thread, NULL);
    }
    pthread_cond_destroy(&outbox->changed);
    pthread_mutex_destroy(&outbox->mutex);
    packer_free(outbox->packer);
    buf_release(&outbox->wire);
    buf_release(&outbox->given);
    free(outbox);
}

/* ---- giving ------------------------------------------------------------- */

/* Waits until the thread has nothing to do; holds the mutex then. */
static enum status
wait_idle(struct outbox *outbox, struct error *err)
{
    pthread_mutex_lock(&outbox->mutex);
    while (outbox->busy)
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
    TRY(wait_idle(outbox, err));
    pthread_mutex_unlock(&outbox->mutex);
    return send_frames(outbox, frames, err);
}

enum status
outbox_give(struct outbox *outbox, struct buf *frames, struct error *err)
{
    TRY(buf_status(frames, err));
    if (!outbox->has_thread || frames->len > LARGE)
        return outbox_flush(outbox, frames, err);
    TRY(wait_idle(outbox, err));
    struct buf empty = outbox->given;
    outbox->given = *frames;
    *frames = empty;
    outbox->busy = true;
    pthread_cond_signal(&outbox->changed);
    pthread_mutex_unlock(&outbox->mutex);
    return STATUS_OK;
}
