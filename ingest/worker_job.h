#ifndef LIASSE_WORKER_JOB_H
#define LIASSE_WORKER_JOB_H

/* Within the worker: what its files share.  worker.c is the loop and plain
 * files, worker_archive.c archives, worker_batch.c members that another
 * worker took out of one, worker_sink.c what is sent. */

#include "batch.h"
#include "bundle.h"
#include "filter.h"
#include "frame.h"
#include "limits.h"
#include "outbox.h"

enum { WORKER_FILES = 16 /* descriptors that came and wait for their jobs */ };

struct worker {
    const struct reader *forced;
    struct filter filter;
    uint32_t archive_version; /* archive_version */
    struct buf in, out;
    struct buf whole; /* a member, before it is parsed */
    struct batches batches;
    struct outbox *outbox; /* where `out` goes */
    bool print;    /* documents leave as JSON instead */
    bool confined; /* by sandbox.h */
    int files[WORKER_FILES];
    size_t file_count;
};

/* The sink of one input: documents become frames. */
struct frame_sink {
    struct sink sink; /* first: readers see only this */
    struct worker *worker;
    const struct reader *reader;
    struct str source;
    struct str member; /* path in an archive, else empty */
    bool print;        /* as JSON */
    bool stream; /* hash each document: the whole is not known beforehand */
    uint8_t sha256[SHA256_BYTES];
    uint64_t documents, refused, skipped; /* sent */
    struct buf encoded, contribution;
};
void frame_sink_release(struct frame_sink *sink);

struct frame_sink frame_sink_of(struct worker *worker, struct str source);
/* Documents (deletions too), refusals and skips sent. */
uint64_t frame_sink_members(const struct frame_sink *sink);
/* Sends worker->out to the parent: all of it now, or when much waits. */
enum status frames_flush(struct worker *worker, struct error *err) MUST_USE;
enum status frames_flush_when_full(struct worker *worker,
                                   struct error *err) MUST_USE;

/* Makes *end tell a refusal or a skip, as the cause says; STATUS_DONE. */
enum status end_refused(struct frame_end *end, enum cause cause,
                        const char *detail);
/* *out = the reader that the input gets; NULL: *end says why none. */
enum status worker_choose(const struct reader **out,
                          const struct worker *worker, struct frame_end *end,
                          struct input *input, bool named,
                          struct error *err) MUST_USE;
/* Has sink->reader read the input; what came of it is in *end. */
enum status worker_read(struct frame_end *end, struct frame_sink *sink,
                        struct input *input, struct error *err) MUST_USE;
/* Reads a member: charset, reader, documents.  `named`: on the command line;
 * `all`: sink->sha256 is that of the bytes. */
enum status worker_read_member(struct worker *worker, struct frame_end *end,
                               struct frame_sink *sink, struct bytes from,
                               bool named, bool all,
                               struct error *err) MUST_USE;
/* Tells what became of a member that was not simply read. */
enum status worker_tell_member(struct frame_sink *sink, enum cause cause,
                               struct str detail, struct error *err) MUST_USE;
/* A PARSE frame: members of a batch. */
enum status worker_read_batch(struct worker *worker, struct str payload,
                              struct error *err) MUST_USE;
/* All of an archive, which *end (size, sha256 set) is about.  stream: bytes
 * of a pipe; NULL: the file fd. */
enum status worker_read_archive(struct worker *worker, struct frame_end *end,
                                const struct job *job, enum archive_kind kind,
                                int fd, struct bytes *stream,
                                struct error *err) MUST_USE;

/* Were the bytes read before, by this reader? */
bool worker_is_unchanged(const struct job *job, const struct frame_end *end);

#endif
