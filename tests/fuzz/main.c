/* tests: targets fed with damaged seeds, each in a process of its own.
 *
 *     fuzz CORPUS INDEX PREFIX COUNT [SEED]
 *
 * runs the targets whose names begin with PREFIX, COUNT inputs each.  An input
 * that crashes one, or takes it more than LIASSE_FUZZ_SECONDS of processor time
 * (2), is written to fuzz-TARGET.bin here.  Exit 1 then. */
#define _GNU_SOURCE
#include "fuzz.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What the child is at, seen by the parent when it is gone. */
struct at_work {
    uint64_t input; /* from 1 */
    double slowest; /* seconds of processor time */
    size_t len;
    char bytes[FUZZ_BYTES_MAX];
};

static double
processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
limit_seconds(void)
{
    const char *given = getenv("LIASSE_FUZZ_SECONDS");
    return given ? strtod(given, NULL) : 2;
}

/* Without a sanitizer's tables an input gets by with this much. */
static void
bound_memory(void)
{
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
    struct rlimit most = {(rlim_t)256 << 20, (rlim_t)256 << 20};
    (void)setrlimit(RLIMIT_DATA, &most);
#endif
}

static void
run_one(struct at_work *work, const struct fuzz_target *target,
        struct str bytes)
{
    work->input++;
    work->len = bytes.len;
    if (bytes.len)
        memcpy(work->bytes, bytes.at, bytes.len);
    double start = processor_seconds();
    target->run(target->what, bytes);
    double took = processor_seconds() - start;
    if (took > work->slowest)
        work->slowest = took;
    if (took > limit_seconds()) {
        fprintf(stderr, "%.1f s for one input\n", took);
        _exit(1);
    }
}

static void
run_all(struct at_work *work, const struct fuzz_target *target, uint64_t count,
        uint64_t seed)
{
    AUTO(buf) struct buf bytes = BUF_INIT(2 * (size_t)FUZZ_BYTES_MAX);
    bound_memory();
    for (size_t i = 0; i < target->seeds.count; i++)
        run_one(work, target, target->seeds.at[i]);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t state = seed + i;
        fuzz_mutate(&bytes, &target->seeds, &state);
        run_one(work, target, buf_str(&bytes));
    }
}

static bool
run_target(struct at_work *work, const struct fuzz_target *target,
           uint64_t count, uint64_t seed)
{
    char path[128];
    int status = -1;
    *work = (struct at_work){0};
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        run_all(work, target, count, seed);
        exit(0); /* with the checks for leaks */
    }
    if (pid > 0)
        waitpid(pid, &status, 0);
    printf("%-28s %6" PRIu64 " inputs, slowest %.3f s%s\n", target->name,
           work->input, work->slowest, status ? ": FAILED" : "");
    if (status == 0)
        return true;
    snprintf(path, sizeof path, "fuzz-%s.bin", target->name);
    FILE *file = fopen(path, "wb");
    if (file) {
        fwrite(work->bytes, 1, work->len, file);
        fclose(file);
        printf("    the input is in %s\n", path);
    }
    return false;
}

/* fuzz-TARGET.bin again: fuzz CORPUS INDEX TARGET FILE */
static bool
run_file(const struct fuzz_target *target, const char *path)
{
    static char bytes[FUZZ_BYTES_MAX];
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    target->run(target->what, (struct str){bytes, len});
    return true;
}

int
main(int argc, char **argv)
{
    static struct fuzz_targets targets;
    bool good = true;
    size_t run = 0;
    if (argc < 5) {
        fprintf(stderr, "fuzz CORPUS INDEX PREFIX COUNT|FILE [SEED]\n");
        return 2;
    }
    struct at_work *work = mmap(NULL, sizeof *work, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (work == MAP_FAILED)
        return 2;
    char *end;
    uint64_t count = strtoull(argv[4], &end, 10);
    uint64_t seed = argc > 5 ? strtoull(argv[5], NULL, 10) : 1;
    fuzz_targets_make(&targets, argv[1], argv[2][0] ? argv[2] : NULL);
    for (size_t i = 0; i < targets.count; i++) {
        const struct fuzz_target *target = &targets.at[i];
        if (!str_starts(str_from(target->name), str_from(argv[3])))
            continue;
        run++;
        if (target->seeds.count == 0) {
            printf("%-28s no seed in corpus/: FAILED\n", target->name);
            good = false;
        } else if (*end) {
            good = run_file(target, argv[4]) && good;
        } else {
            good = run_target(work, target, count, seed) && good;
        }
    }
    fuzz_targets_release(&targets);
    return good && run ? 0 : 1;
}
