/* ingest: what crosses the pipes. */
#include "frame.h"

#include "lang.h"

#include <string.h>

enum { HEADER = 5 };

static size_t
frame_open(struct buf *out, enum frame_type type)
{
    size_t start = out->len;
    buf_add(out, STR("\0\0\0\0"));
    buf_add_char(out, (char)type);
    return start;
}

static void
frame_finish(struct buf *out, size_t start)
{
    if (out->failure != STATUS_OK)
        return;
    size_t len = out->len - start - 4;
    for (size_t i = 0; i < 4; i++)
        out->at[start + i] = (char)(len >> 8 * i);
}

static bool
take_u32(struct str *rest, uint32_t *out)
{
    uint64_t number;
    if (!decode_number(rest, &number) || number > UINT32_MAX)
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool
take_cause(struct str *rest, enum cause *out)
{
    uint32_t number;
    if (!take_u32(rest, &number) || number >= CAUSE_COUNT)
        return false;
    *out = (enum cause)number;
    return true;
}

void
frame_job(struct buf *out, const struct job *job)
{
    size_t start = frame_open(out, FRAME_JOB);
    encode_str(out, job->path);
    encode_str(out, job->source);
    encode_number(out, job->named);
    encode_number(out, (uint64_t)job->fault);
    encode_sha256(out, job->sha256);
    encode_str(out, job->reader);
    encode_number(out, job->reader_version);
    encode_number(out, job->done);
    encode_number(out, job->list);
    encode_number(out, job->careful);
    encode_number(out, job->region);
    encode_number(out, job->slots);
    frame_finish(out, start);
}

bool
frame_read_job(struct job *out, struct str payload)
{
    uint32_t named, fault, list, careful;
    if (!decode_str(&payload, &out->path) ||
        !decode_str(&payload, &out->source) || !take_u32(&payload, &named) ||
        !take_u32(&payload, &fault) || !decode_sha256(&payload, out->sha256) ||
        !decode_str(&payload, &out->reader) ||
        !take_u32(&payload, &out->reader_version) ||
        !decode_number(&payload, &out->done) || !take_u32(&payload, &list) ||
        !take_u32(&payload, &careful) || !take_u32(&payload, &out->region) ||
        !take_u32(&payload, &out->slots))
        return false;
    out->list = list != 0;
    out->careful = careful != 0;
    out->named = named != 0;
    out->fault = (int)fault;
    return true;
}

static size_t
document_open(struct buf *out, const struct frame_document *document)
{
    size_t start = frame_open(out, FRAME_DOCUMENT);
    encode_number(out, document->form);
    encode_str(out, document->member);
    if (document->form == FORM_PACKED) {
        encode_str(out, document->uid);
        encode_number(out, document->class);
    }
    return start;
}

void
frame_document(struct buf *out, const struct frame_document *document)
{
    size_t start = document_open(out, document);
    if (document->form == FORM_PACKED) {
        encode_packed(out, &document->packed);
    } else {
        encode_sha256(out, document->sha256);
        encode_str(out, document->reader);
        encode_number(out, document->reader_version);
        encode_number(out, document->rank);
        encode_str(out, document->url);
        encode_str(out, document->document);
    }
    frame_finish(out, start);
}

enum status
frame_document_pack(struct buf *out, const struct frame_document *document,
                    struct packer *packer, struct str contribution,
                    struct error *err)
{
    size_t start = document_open(out, document);
    TRY(pack(out, NULL, packer, contribution, err));
    frame_finish(out, start);
    return STATUS_OK;
}

uint64_t
frame_document_size(const struct frame_document *document)
{
    return document->form == FORM_PACKED ? document->packed.size
                                         : document->document.len;
}

static bool
read_packed(struct frame_document *out, struct str *rest)
{
    uint32_t class;
    if (!decode_str(rest, &out->uid) || !document_uid_is_valid(out->uid) ||
        !take_u32(rest, &class) || class > JOIN_UNKNOWN ||
        !decode_packed(rest, &out->packed))
        return false;
    out->class = (enum join_class)class;
    return out->packed.size > 0;
}

bool
frame_read_document(struct frame_document *out, struct str payload)
{
    uint32_t form;
    if (!take_u32(&payload, &form) || form > FORM_PACKED ||
        !decode_str(&payload, &out->member))
        return false;
    out->form = (enum frame_form)form;
    if (out->form == FORM_PACKED)
        return read_packed(out, &payload);
    return decode_sha256(&payload, out->sha256) &&
           decode_str(&payload, &out->reader) &&
           take_u32(&payload, &out->reader_version) &&
           take_u32(&payload, &out->rank) && decode_str(&payload, &out->url) &&
           decode_str(&payload, &out->document);
}

void
frame_deletion(struct buf *out, struct str uid)
{
    size_t start = frame_open(out, FRAME_DELETION);
    buf_add(out, uid);
    frame_finish(out, start);
}

void
frame_tell(struct buf *out, const struct frame_tell *tell)
{
    size_t start = frame_open(out, FRAME_TELL);
    encode_number(out, tell->cause);
    encode_str(out, tell->member);
    encode_str(out, tell->where);
    encode_str(out, tell->detail);
    frame_finish(out, start);
}

bool
frame_read_tell(struct frame_tell *out, struct str payload)
{
    return take_cause(&payload, &out->cause) &&
           decode_str(&payload, &out->member) &&
           decode_str(&payload, &out->where) &&
           decode_str(&payload, &out->detail);
}

void
frame_start(struct buf *out, const struct frame_start *start)
{
    size_t at = frame_open(out, FRAME_START);
    encode_sha256(out, start->sha256);
    encode_number(out, start->done);
    frame_finish(out, at);
}

bool
frame_read_start(struct frame_start *out, struct str payload)
{
    return decode_sha256(&payload, out->sha256) &&
           decode_number(&payload, &out->done);
}

void
frame_member(struct buf *out, const struct frame_member *member)
{
    size_t at = frame_open(out, FRAME_MEMBER);
    encode_number(out, member->number);
    encode_str(out, member->name);
    frame_finish(out, at);
}

bool
frame_read_member(struct frame_member *out, struct str payload)
{
    return decode_number(&payload, &out->number) &&
           decode_str(&payload, &out->name);
}

static void
encode_batch(struct buf *out, const struct frame_batch *batch)
{
    encode_number(out, batch->slot);
    encode_number(out, batch->members);
    encode_number(out, batch->used);
}

static bool
take_batch(struct str *rest, struct frame_batch *out)
{
    return take_u32(rest, &out->slot) && take_u32(rest, &out->members) &&
           decode_number(rest, &out->used);
}

void
frame_batch(struct buf *out, const struct frame_batch *batch)
{
    size_t at = frame_open(out, FRAME_BATCH);
    encode_batch(out, batch);
    frame_finish(out, at);
}

bool
frame_read_batch(struct frame_batch *out, struct str payload)
{
    return take_batch(&payload, out);
}

void
frame_parse(struct buf *out, const struct frame_parse *parse)
{
    size_t at = frame_open(out, FRAME_PARSE);
    encode_batch(out, &parse->batch);
    encode_number(out, parse->region);
    encode_number(out, parse->first);
    encode_number(out, parse->count);
    encode_number(out, parse->last);
    frame_finish(out, at);
}

bool
frame_read_parse(struct frame_parse *out, struct str payload)
{
    uint32_t last;
    if (!take_batch(&payload, &out->batch) ||
        !take_u32(&payload, &out->region) || !take_u32(&payload, &out->first) ||
        !take_u32(&payload, &out->count) || !take_u32(&payload, &last))
        return false;
    out->last = last != 0;
    return true;
}

void
frame_through(struct buf *out, uint64_t members)
{
    size_t at = frame_open(out, FRAME_THROUGH);
    encode_number(out, members);
    frame_finish(out, at);
}

bool
frame_read_through(uint64_t *members, struct str payload)
{
    return decode_number(&payload, members);
}

void
frame_end(struct buf *out, const struct frame_end *end)
{
    size_t start = frame_open(out, FRAME_END);
    encode_number(out, end->state);
    encode_number(out, end->unchanged);
    encode_number(out, end->cause);
    encode_str(out, end->detail);
    encode_number(out, end->size);
    encode_sha256(out, end->sha256);
    encode_str(out, end->reader);
    encode_number(out, end->reader_version);
    encode_number(out, end->members);
    frame_finish(out, start);
}

bool
frame_read_end(struct frame_end *out, struct str payload)
{
    uint32_t state, unchanged;
    if (!take_u32(&payload, &state) || state > LEDGER_SKIPPED ||
        !take_u32(&payload, &unchanged) || !take_cause(&payload, &out->cause) ||
        !decode_str(&payload, &out->detail) ||
        !decode_number(&payload, &out->size) ||
        !decode_sha256(&payload, out->sha256) ||
        !decode_str(&payload, &out->reader) ||
        !take_u32(&payload, &out->reader_version) ||
        !decode_number(&payload, &out->members))
        return false;
    out->lost = false;
    out->state = (enum ledger_state)state;
    out->unchanged = unchanged != 0;
    return true;
}

int
frame_next(struct str *bytes, struct str *payload)
{
    if (bytes->len < HEADER)
        return 0;
    size_t len = 0;
    for (size_t i = 0; i < 4; i++)
        len |= (size_t)(unsigned char)bytes->at[i] << 8 * i;
    if (len == 0 || len > FRAME_MAX)
        return -1;
    if (bytes->len - 4 < len)
        return 0;
    int type = (unsigned char)bytes->at[4];
    *payload = str_range(*bytes, HEADER, 4 + len);
    *bytes = str_from_offset(*bytes, 4 + len);
    return type;
}

static const struct cause_row {
    const char *name, *french, *english;
    enum cause_class class;
} causes[] = {
#define CAUSE(id, name, class, french, english)                                \
    {name, french, english, CLASS_##class},
#include "causes.def"
#undef CAUSE
};

const char *
cause_name(enum cause cause)
{
    return causes[cause].name;
}

bool
cause_by_name(enum cause *out, struct str name)
{
    for (int i = 0; i < CAUSE_COUNT; i++)
        if (str_eq(name, str_from(causes[i].name))) {
            *out = (enum cause)i;
            return true;
        }
    return false;
}

const char *
cause_label(enum cause cause)
{
    return TR(causes[cause].english, causes[cause].french);
}

enum cause_class
cause_class(enum cause cause)
{
    return causes[cause].class;
}
