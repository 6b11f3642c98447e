/* ingest: batches and their helpers, seen from the parent. */
#include "crew_hand.h"

#include "lang.h"

#include <stdlib.h>
#include <string.h>

enum status
hand_init(struct hand *hand, unsigned helpers, unsigned timeout,
          const struct process_options *options, struct batches *batches,
          struct error *err)
{
    *hand = (struct hand){
        .options = options, .batches = batches, .timeout = timeout};
    if (helpers > HAND_MAX)
        helpers = HAND_MAX;
    if (helpers == 0)
        return STATUS_OK;
    hand->helpers = calloc(helpers, sizeof *hand->helpers);
    if (!hand->helpers)
        return error_no_memory(err);
    hand->room = helpers;
    return STATUS_OK;
}

void
hand_release(struct hand *hand)
{
    for (unsigned i = 0; i < hand->started; i++) {
        struct helper *helper = &hand->helpers[i];
        process_stop(&helper->process, helper->count > 0);
        process_release(&helper->process);
    }
    free(hand->helpers);
    *hand = (struct hand){0};
}

bool
hand_has_room(const struct hand *hand)
{
    return hand->count < HAND_BATCHES;
}

static enum status
send_parse(const struct helper *helper, const struct frame_parse *parse,
           struct error *err)
{
    AUTO(buf) struct buf frame = BUF_INIT(1024);
    frame_parse(&frame, parse);
    TRY(buf_status(&frame, err));
    return process_send(&helper->process, buf_str(&frame), -1, err);
}

/* The one with least to do; they are started as there is work for them. */
static enum status
choose(unsigned *out, struct hand *hand, struct error *err)
{
    unsigned best = 0;
    for (unsigned i = 1; i < hand->started; i++)
        if (hand->helpers[i].count < hand->helpers[best].count)
            best = i;
    bool busy = hand->started == 0 || hand->helpers[best].count > 0;
    if (busy && hand->started < hand->room) {
        best = hand->started;
        TRY(process_start(&hand->helpers[best].process, hand->options, err));
        hand->started++;
    }
    *out = best;
    return STATUS_OK;
}

enum status
hand_give(struct hand *hand, unsigned region, const struct frame_batch *batch,
          struct error *err)
{
    unsigned at;
    TRY(choose(&at, hand, err));
    struct helper *helper = &hand->helpers[at];
    if (helper->count == 0)
        process_heard(&helper->process);
    struct frame_parse parse = {.batch = *batch,
                                .region = region,
                                .count = batch->members,
                                .last = true};
    helper->queue[helper->count++] = parse;
    hand->order[hand->count++] = at;
    return send_parse(helper, &parse, err);
}

struct helper *
hand_due(struct hand *hand)
{
    return hand->count ? &hand->helpers[hand->order[0]] : NULL;
}

/* Is all of the oldest answer there? */
static enum status
look_ahead(struct helper *helper, struct error *err)
{
    struct str payload;
    int type;
    while (!helper->whole && (type = process_peek(&payload, &helper->process,
                                                  &helper->ahead)) != 0) {
        if (type < 0)
            return error_set(err, STATUS_BUG, "bad frame");
        helper->whole = type == FRAME_THROUGH;
    }
    return STATUS_OK;
}

static void
pop(struct hand *hand, struct helper *helper)
{
    bool last = helper->queue[0].last;
    helper->count--;
    memmove(helper->queue, helper->queue + 1,
            helper->count * sizeof *helper->queue);
    helper->ahead = 0;
    helper->whole = false;
    if (!last)
        return;
    hand->count--;
    memmove(hand->order, hand->order + 1, hand->count * sizeof *hand->order);
    /* The next one's time starts now: it may have been kept waiting. */
    if (hand->count)
        process_heard(&hand_due(hand)->process);
}

enum status
hand_next(int *type, struct str *payload, struct hand *hand, struct error *err)
{
    for (;;) {
        struct helper *helper = hand_due(hand);
        uint64_t members;
        TRY(look_ahead(helper, err));
        if (!helper->whole)
            return STATUS_NOT_FOUND;
        *type = process_frame(payload, &helper->process);
        if (*type != FRAME_THROUGH)
            return STATUS_OK;
        if (!frame_read_through(&members, *payload))
            return error_set(err, STATUS_BUG, "bad frame");
        hand->members += members;
        bool last = helper->queue[0].last;
        pop(hand, helper);
        if (last)
            return STATUS_DONE;
    }
}

/* ---- deaths ----------------------------------------------------------------
 */

/* The oldest batch becomes its members, each on its own. */
static void
split(struct helper *helper)
{
    struct frame_parse whole = helper->queue[0];
    memmove(helper->queue + whole.count, helper->queue + 1,
            (helper->count - 1) * sizeof *helper->queue);
    for (uint32_t i = 0; i < whole.count; i++) {
        helper->queue[i] = whole;
        helper->queue[i].first = whole.first + i;
        helper->queue[i].count = 1;
        helper->queue[i].last = whole.last && i + 1 == whole.count;
    }
    helper->count += whole.count - 1;
}

static bool
find_member(struct batch_member *out, struct hand *hand,
            const struct frame_parse *at)
{
    struct str source, rest;
    bool good = batch_open(&source, &rest, hand->batches, at->region,
                           at->batch.slot, at->batch.used);
    for (uint32_t i = 0; good && i <= at->first; i++)
        good = batch_next(out, &rest);
    return good;
}

/* The answer that the dead helper owes. */
static enum status
refuse(struct hand *hand, struct helper *helper, int wait_status, bool timeout,
       struct error *err)
{
    AUTO(buf) struct buf detail = BUF_INIT(1024);
    const struct frame_parse *at = &helper->queue[0];
    struct buf *answer = &helper->process.in;
    struct batch_member member = {0};
    if (!find_member(&member, hand, at))
        return error_set(err, STATUS_BUG, "bad batch");
    process_describe_death(&detail, wait_status, timeout ? hand->timeout : 0);
    struct frame_tell tell = {.cause = timeout ? CAUSE_TIMEOUT : CAUSE_CRASHED,
                              .member = member.name,
                              .detail = buf_str(&detail)};
    struct frame_member through = {member.number, member.name};
    frame_tell(answer, &tell);
    frame_member(answer, &through);
    frame_through(answer, 1);
    if (at->last)
        batch_free(hand->batches, at->region, at->batch.slot);
    return buf_status(answer, err);
}

enum status
hand_recover(struct hand *hand, bool timeout, struct error *err)
{
    struct helper *helper = hand_due(hand);
    int wait_status = process_stop(&helper->process, true);
    hand->deaths++;
    TRY(process_start(&helper->process, hand->options, err));
    helper->ahead = 0;
    size_t answered = helper->queue[0].count == 1;
    if (answered)
        TRY(refuse(hand, helper, wait_status, timeout, err));
    else
        split(helper);
    for (size_t i = answered; i < helper->count; i++)
        TRY(send_parse(helper, &helper->queue[i], err));
    return STATUS_OK;
}
