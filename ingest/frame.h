#ifndef LIASSE_FRAME_H
#define LIASSE_FRAME_H

/* What crosses the pipes between liasse-ingest and its workers.
 *
 * A frame: 4 bytes length (little endian, of what follows), 1 byte type, then
 * the payload in the encoded form of document.h.  Parent -> worker: JOB, with
 * the descriptor of its file (SCM_RIGHTS): a worker opens nothing itself.
 * Worker -> parent, for each job in the order given: any number of DOCUMENT,
 * DELETION, TELL, then one END.  Of an archive: START first, and MEMBER when
 * a member is through; BATCH stands for what a helper will answer of members
 * handed on (batch.h).  Parent -> helper: PARSE.  Helper -> parent, for each:
 * the frames of these members, then THROUGH. */

#include "digest.h"
#include "document.h"
#include "ledger.h"
#include "reader.h"
#include "store.h"

enum frame_type {
    FRAME_JOB = 'J',
    FRAME_DOCUMENT = 'D',
    FRAME_DELETION = 'X',
    FRAME_TELL = 'T',
    FRAME_START = 'S',
    FRAME_MEMBER = 'M',
    FRAME_BATCH = 'B',
    FRAME_PARSE = 'P',
    FRAME_THROUGH = 'H',
    FRAME_END = 'E'
};

enum { FRAME_MAX = 64 * 1024 * 1024 };

/* A job: one source to read. */
struct job {
    struct str path;   /* opened by the parent; "-" = the standard input */
    struct str source; /* name to record */
    bool named;        /* on the command line */
    int fault;         /* errno of opening it; 0: its descriptor comes along */
    /* What was read of it last time, for "unchanged": reader empty = never */
    uint8_t sha256[SHA256_BYTES];
    struct str reader;
    uint32_t reader_version;
    /* An archive that was being read: members through, if sha256 is still
     * that of its bytes. */
    uint64_t done;
    bool careful; /* a worker died of it: say each member that is through */
    bool list;    /* only name the members */
    /* The worker's region, and how many slots of it may be in use: 0 = hand
     * nothing on. */
    uint32_t region, slots;
};

/* A document as read, with its provenance. */
enum frame_form {
    FORM_LINE,  /* the line of JSON that a dry run prints */
    FORM_PLAIN, /* encoded, for what has no form of its own */
    FORM_PACKED /* with all of its contribution, as the store has it */
};
struct frame_document {
    enum frame_form form;
    struct str member;
    /* Of a packed one: what must be known without looking into it. */
    struct str uid;
    enum join_class class;
    struct packed packed;
    /* Of the others. */
    uint8_t sha256[SHA256_BYTES];
    struct str reader;
    uint32_t reader_version, rank;
    struct str url;
    struct str document;
};

struct frame_tell {
    enum cause cause;
    struct str member, where, detail;
};

struct frame_start {
    uint8_t sha256[SHA256_BYTES];
    uint64_t done; /* members passed over: they were read before */
};

/* A member is through; number counts from 1 in the archive. */
struct frame_member {
    uint64_t number;
    struct str name;
};

/* A batch was filled. */
struct frame_batch {
    uint32_t slot, members;
    uint64_t used; /* bytes of the slot */
};

/* Parse `count` members of a batch, from that with index `first` on; `last`:
 * then the slot is free. */
struct frame_parse {
    struct frame_batch batch;
    uint32_t region, first, count;
    bool last;
};

/* How a job ended. */
struct frame_end {
    enum ledger_state state;
    bool unchanged;   /* same bytes, same reader: nothing was given */
    enum cause cause; /* of refused, damaged or skipped */
    struct str detail;
    uint64_t size;
    uint8_t sha256[SHA256_BYTES];
    struct str reader;
    uint32_t reader_version;
    uint64_t members; /* documents, refusals and skips sent, this end too */
    bool lost;        /* the worker died: members is not known */
};

void frame_job(struct buf *out, const struct job *job);
void frame_document(struct buf *out, const struct frame_document *document);
/* The same of a packed one, whose contribution is packed only now. */
enum status frame_document_pack(struct buf *out,
                                const struct frame_document *document,
                                struct packer *packer, struct str contribution,
                                struct error *err) MUST_USE;
/* Bytes of the document. */
uint64_t frame_document_size(const struct frame_document *document);
void frame_deletion(struct buf *out, struct str uid);
void frame_tell(struct buf *out, const struct frame_tell *tell);
void frame_start(struct buf *out, const struct frame_start *start);
void frame_member(struct buf *out, const struct frame_member *member);
void frame_batch(struct buf *out, const struct frame_batch *batch);
void frame_parse(struct buf *out, const struct frame_parse *parse);
/* members: documents, refusals and skips sent. */
void frame_through(struct buf *out, uint64_t members);
void frame_end(struct buf *out, const struct frame_end *end);

/* The first whole frame of *bytes: its type and payload, and bytes moved
 * past it; 0 when there is none yet, -1 when the bytes are no frame. */
int frame_next(struct str *bytes, struct str *payload);

bool frame_read_job(struct job *out, struct str payload);
bool frame_read_document(struct frame_document *out, struct str payload);
bool frame_read_tell(struct frame_tell *out, struct str payload);
bool frame_read_start(struct frame_start *out, struct str payload);
bool frame_read_member(struct frame_member *out, struct str payload);
bool frame_read_batch(struct frame_batch *out, struct str payload);
bool frame_read_parse(struct frame_parse *out, struct str payload);
bool frame_read_through(uint64_t *members, struct str payload);
bool frame_read_end(struct frame_end *out, struct str payload);

/* Name of a cause in --diagnostics, and for people. */
bool cause_by_name(enum cause *out, struct str name);
const char *cause_name(enum cause cause);
const char *cause_label(enum cause cause);
enum cause_class { CLASS_REFUSED, CLASS_SKIPPED, CLASS_SUSPICIOUS };
enum cause_class cause_class(enum cause cause);

#endif
