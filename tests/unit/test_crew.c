/* crew.h, crew_hand.h, batch.h: members of an archive parsed by helpers.
 *
 * The crew starts its workers from the program that runs, so this program
 * plays the worker too (crew_test_worker): its archive is a count of members,
 * parsing one is sending its name; "crash", "hang" and "spin" do what they
 * say, "slow" is without the processor for a while. */
#include "check.h"
#include "batch.h"
#include "crew.h"
#include "test_crew.h"
#include "worker.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { IN_A_BATCH = 10, PADDING = 3000, MEMBER_ROOM = 64 };

/* ---- the worker ----------------------------------------------------------
 */

static bool
write_all(struct buf *out)
{
    struct str rest = buf_str(out);
    while (rest.len) {
        ssize_t n = write(STDOUT_FILENO, rest.at, rest.len);
        if (n <= 0)
            return false;
        rest = str_from_offset(rest, (size_t)n);
    }
    buf_clear(out);
    return true;
}

static void
send_member(struct buf *out, const struct batch_member *member)
{
    struct frame_member through = {member->number, member->name};
    frame_deletion(out, member->name);
    frame_member(out, &through);
}

/* job->source: "MEMBERS CRASH HANG SPIN SLOW", numbers of members. */
static void
play_archive(struct buf *out, struct batches *batches, const struct job *job)
{
    unsigned members = 0, crash = 0, hang = 0, spin = 0, slow = 0, slot = 0;
    char text[64], name[MEMBER_ROOM], bytes[PADDING];
    struct frame_batch batch = {0};
    struct frame_start start = {0};
    struct frame_end end = {.state = LEDGER_COMPLETE};
    struct buf filled = {0};
    snprintf(text, sizeof text, STR_FMT, STR_ARG(job->source));
    sscanf(text, "%u %u %u %u %u", &members, &crash, &hang, &spin, &slow);
    memset(bytes, 'x', sizeof bytes);
    frame_start(out, &start);
    for (unsigned number = 1; number <= members; number++) {
        bool special = number == crash || number == hang || number == spin ||
                       number == slow;
        snprintf(name, sizeof name, "%s%u",
                 number == crash  ? "crash"
                 : number == hang ? "hang"
                 : number == spin ? "spin"
                                  : "m",
                 number);
        struct batch_member member = {
            number, str_from(name), {bytes, sizeof bytes}};
        bool taken = batch.members > 0;
        do
            taken =
                taken || batch_take(&slot, batches, job->region, job->slots);
        while (special && !taken); /* we ourselves must not die of it */
        if (!taken) {
            send_member(out, &member);
            end.members++;
            continue;
        }
        if (batch.members == 0) {
            filled = batch_buf(batches, job->region, slot);
            encode_str(&filled, job->source);
        }
        batch_put(&filled, &member);
        batch.slot = slot;
        if (++batch.members < IN_A_BATCH && number < members)
            continue;
        batch.used = filled.len;
        frame_batch(out, &batch);
        batch.members = 0;
        if (!write_all(out))
            return;
    }
    frame_end(out, &end);
    (void)write_all(out);
}

static void
play_helper(struct buf *out, struct batches *batches,
            const struct frame_parse *parse)
{
    struct str source, rest;
    struct batch_member member;
    volatile unsigned spun = 0;
    unsigned slow = 0;
    char text[64];
    if (!batch_open(&source, &rest, batches, parse->region, parse->batch.slot,
                    parse->batch.used))
        return;
    snprintf(text, sizeof text, STR_FMT, STR_ARG(source));
    sscanf(text, "%*u %*u %*u %*u %u", &slow);
    for (uint32_t i = 0; i < parse->first + parse->count; i++) {
        if (!batch_next(&member, &rest))
            return;
        if (i < parse->first)
            continue;
        if (str_starts(member.name, STR("crash")))
            raise(SIGKILL);
        while (str_starts(member.name, STR("hang")))
            pause();
        while (str_starts(member.name, STR("spin")))
            spun++;
        if (member.number == slow)
            sleep(3);
        send_member(out, &member);
        (void)write_all(out); /* half an answer, for the one that dies */
    }
    frame_through(out, parse->count);
    (void)write_all(out);
    if (parse->last)
        batch_free(batches, parse->region, parse->batch.slot);
}

int
crew_test_worker(void)
{
    AUTO(batches) struct batches batches = {0};
    AUTO(buf) struct buf in = BUF_INIT(1 << 20);
    AUTO(buf) struct buf out = BUF_INIT(1 << 24);
    (void)!batches_map(&batches, WORKER_BATCHES, NULL);
    for (;;) {
        struct str bytes = buf_str(&in), payload;
        struct job job;
        struct frame_parse parse;
        int type = frame_next(&bytes, &payload);
        if (type == FRAME_JOB && frame_read_job(&job, payload))
            play_archive(&out, &batches, &job);
        else if (type == FRAME_PARSE && frame_read_parse(&parse, payload))
            play_helper(&out, &batches, &parse);
        if (type > 0)
            buf_consume(&in, in.len - bytes.len);
        if (type > 0 || !buf_reserve(&in, 4096))
            continue;
        ssize_t n = read(STDIN_FILENO, in.at + in.len, 4096);
        if (n <= 0)
            return 0;
        in.len += (size_t)n;
    }
}

/* ---- the tests ------------------------------------------------------------
 */

/* What came of the jobs. */
struct seen {
    unsigned jobs, members, refused;
    bool in_order;
    uint64_t last; /* member of the job at hand */
    char told[256];
};

static void
take(struct seen *seen, const struct crew_frame *frame)
{
    char want[MEMBER_ROOM];
    if (frame->type == FRAME_DELETION) {
        snprintf(want, sizeof want, "m%u", (unsigned)seen->last + 1);
        CHECK_STR(frame->uid, str_from(want));
    } else if (frame->type == FRAME_TELL) {
        size_t used = strlen(seen->told);
        seen->refused++;
        snprintf(seen->told + used, sizeof seen->told - used,
                 "%s " STR_FMT " " STR_FMT "\n", cause_name(frame->tell.cause),
                 STR_ARG(frame->tell.member), STR_ARG(frame->tell.detail));
    } else if (frame->type == FRAME_MEMBER) {
        seen->in_order =
            seen->in_order && frame->member.number == seen->last + 1;
        seen->last = frame->member.number;
        seen->members++;
    } else if (frame->type == FRAME_END) {
        CHECK_INT(frame->end.state, LEDGER_COMPLETE);
        CHECK_INT(frame->end.members, seen->last);
        seen->last = 0;
        seen->jobs++;
    }
}

static struct seen
run_jobs(unsigned workers, const char *const *sources, unsigned timeout)
{
    AUTO(crew) struct crew *crew = NULL;
    struct seen seen = {.in_order = true};
    struct error err = {0};
    struct crew_options options = {.workers = workers, .timeout = timeout};
    CHECK_OK(crew_open(&crew, &options, &err), &err);
    for (; crew && *sources; sources++) {
        struct job job = {.path = STR("x"), .source = str_from(*sources)};
        CHECK_OK(crew_add(crew, &job, &err), &err);
    }
    for (;;) {
        struct crew_frame frame;
        enum status status = crew_next(&frame, crew, &err);
        if (status == STATUS_DONE)
            return seen;
        if (status != STATUS_OK) {
            CHECK_OK(status, &err);
            return seen;
        }
        take(&seen, &frame);
    }
}

static void
members_in_order(void)
{
    static const char *const sources[] = {"2000", "1", "35", "1500", NULL};
    static const unsigned workers[] = {1, 2, 3, 8};
    for (size_t i = 0; i < sizeof workers / sizeof workers[0]; i++) {
        struct seen seen = run_jobs(workers[i], sources, 20);
        CHECK_INT(seen.jobs, 4);
        CHECK_INT(seen.members, 3536);
        CHECK_INT(seen.refused, 0);
        CHECK(seen.in_order);
    }
}

static void
crash_costs_one_member(void)
{
    static const char *const sources[] = {"300 77", "300 300", "40 1", NULL};
    struct seen seen = run_jobs(3, sources, 20);
    CHECK_INT(seen.jobs, 3);
    CHECK_INT(seen.members, 640);
    CHECK(seen.in_order);
    CHECK_CSTR(seen.told, "reader-crashed crash77 signal 9\n"
                          "reader-crashed crash300 signal 9\n"
                          "reader-crashed crash1 signal 9\n");
}

static void
hang_costs_one_member(void)
{
    static const char *const sources[] = {"200 160 120 50 5", NULL};
    struct seen seen = run_jobs(2, sources, 1);
    CHECK_INT(seen.jobs, 1);
    CHECK_INT(seen.members, 200);
    CHECK(seen.in_order);
    CHECK_CSTR(seen.told, "reader-timeout spin50 no answer for 1 s\n"
                          "reader-timeout hang120 no answer for 1 s\n"
                          "reader-crashed crash160 signal 9\n");
}

/* What a slot holds is looked at with care. */
static void
batches_are_checked(void)
{
    AUTO(batches) struct batches batches = {0};
    struct error err = {0};
    struct str source, rest;
    struct batch_member member = {7, STR_INIT("a/b.xml"), STR_INIT("<a/>")};
    unsigned slot = 9, other = 9;
    int fd = -1;
    CHECK_OK(batches_create(&fd, 2, &err), &err);
    CHECK_OK(batches_map(&batches, fd, &err), &err);
    close(fd);
    CHECK(batch_take(&slot, &batches, 1, 1));
    CHECK(!batch_take(&other, &batches, 1, 1));
    CHECK(batch_take(&other, &batches, 1, 2));
    CHECK(!batch_take(&other, &batches, 2, 8));
    struct buf filled = batch_buf(&batches, 1, slot);
    encode_str(&filled, STR("x.tar"));
    batch_put(&filled, &member);
    CHECK(batch_size(&member) >= filled.len - 6);
    CHECK(batch_open(&source, &rest, &batches, 1, slot, filled.len));
    CHECK_STR(source, STR("x.tar"));
    CHECK(batch_next(&member, &rest));
    CHECK_STR(member.name, STR("a/b.xml"));
    CHECK_STR(member.bytes, STR("<a/>"));
    CHECK(!batch_next(&member, &rest));
    CHECK(!batch_open(&source, &rest, &batches, 2, slot, filled.len));
    CHECK(!batch_open(&source, &rest, &batches, 1, BATCH_SLOTS, 1));
    CHECK(!batch_open(&source, &rest, &batches, 1, slot, (uint64_t)1 << 40));
    CHECK(!batch_open(&source, &rest, &batches, 1, slot, 3));
    batch_free_all(&batches, 1);
    CHECK(batch_take(&other, &batches, 1, 1));
}

CU_TestInfo crew_tests[] = {
    {"members come in order for every number of workers", members_in_order},
    {"a crash in a helper costs one member", crash_costs_one_member},
    {"a hang in a helper costs one member, want of a processor none",
     hang_costs_one_member},
    {"batches are checked", batches_are_checked},
    CU_TEST_INFO_NULL,
};
