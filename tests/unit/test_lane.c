/* lane.h: places of those who wait. */
#include "check.h"
#include "lane.h"

#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

/* One request: what became of it. */
struct asked {
    struct job job; /* first */
    sem_t begun, go, ended;
    bool blocks, client_gone, wanted;
    int runs;
};

static void
run(struct job *job, bool wanted)
{
    struct asked *asked = (struct asked *)(void *)job;
    asked->wanted = wanted;
    asked->runs++;
    sem_post(&asked->begun);
    if (asked->blocks)
        sem_wait(&asked->go);
}

static void
done(struct job *job)
{
    sem_post(&((struct asked *)(void *)job)->ended);
}

static bool
gone(struct job *job)
{
    return ((struct asked *)(void *)job)->client_gone;
}

static bool
enter(struct lane *lane, struct asked *asked)
{
    asked->job =
        (struct job){.address = "a", .run = run, .done = done, .gone = gone};
    sem_init(&asked->begun, 0, 0);
    sem_init(&asked->go, 0, 0);
    sem_init(&asked->ended, 0, 0);
    if (!lane_enter(lane, &asked->job, false))
        return false;
    lane_add(lane, &asked->job);
    return true;
}

/* Within ten seconds. */
static bool
happens(sem_t *what)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 10;
    return sem_timedwait(what, &end) == 0;
}

static void
wait_until_asked(void)
{
    struct timespec time = {LANE_GONE_SECONDS, 50 * 1000 * 1000};
    nanosleep(&time, NULL);
}

/* One thread, held; three places of an address, all taken. */
static void
test_gone(void)
{
    struct lane *lane;
    struct asked holder = {.blocks = true}, left = {.client_gone = true},
                 stays = {0}, next = {0}, late = {.client_gone = true};
    CHECK_OK(lane_new(&lane, 1, 3, 3, NULL), NULL);
    CHECK(enter(lane, &holder));
    CHECK(happens(&holder.begun));
    CHECK(enter(lane, &left) && enter(lane, &stays));
    CHECK(!enter(lane, &next));
    lane_sweep(lane); /* too early to tell */
    CHECK_INT(left.runs, 0);
    wait_until_asked();
    CHECK(!enter(lane, &next));
    lane_sweep(lane);
    CHECK(left.runs == 1 && !left.wanted);
    CHECK(sem_trywait(&left.ended) == 0);
    CHECK_INT(stays.runs, 0);
    CHECK(enter(lane, &next)); /* in the place of the one that left */
    sem_post(&holder.go);
    CHECK(happens(&stays.ended));
    CHECK(happens(&next.ended));
    CHECK(stays.runs == 1 && stays.wanted);
    CHECK(next.runs == 1 && next.wanted);
    /* Without a sweep it is noticed when its turn comes. */
    CHECK(happens(&holder.ended));
    CHECK(enter(lane, &holder));
    CHECK(happens(&holder.begun));
    CHECK(enter(lane, &late));
    wait_until_asked();
    sem_post(&holder.go);
    CHECK(happens(&late.ended));
    CHECK(late.runs == 1 && !late.wanted);
    lane_end(lane);
    lane_free(lane);
}

/* At its end nobody is left without an answer. */
static void
test_end(void)
{
    struct lane *lane;
    struct asked early = {0}, after = {0};
    CHECK_OK(lane_new(&lane, 2, 4, 0, NULL), NULL);
    CHECK(enter(lane, &early));
    CHECK(happens(&early.ended));
    lane_end(lane);
    CHECK(enter(lane, &after));
    CHECK(sem_trywait(&after.ended) == 0 && !after.wanted);
    CHECK(early.wanted);
    lane_free(lane);
}

CU_TestInfo lane_tests[] = {
    {"clients that have gone", test_gone},
    {"the end", test_end},
    CU_TEST_INFO_NULL,
};
