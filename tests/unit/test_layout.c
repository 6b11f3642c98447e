/* tests: files of an INDEX, the switch of generations, the lock. */
#include "layout.h"

#include "check.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct layout
layout_in(const struct scratch *scratch)
{
    struct layout layout;
    char path[512];
    scratch_path(path, scratch, "index/");
    CHECK_OK(layout_init(&layout, path, NULL), NULL);
    CHECK_OK(layout_create(&layout, NULL), NULL);
    return layout;
}

static void
switches_generations(void)
{
    AUTO(scratch) struct scratch scratch;
    scratch_make(&scratch);
    struct layout layout = layout_in(&scratch);
    uint32_t generation;
    CHECK_STATUS(layout_current(&generation, &layout, NULL), STATUS_NOT_FOUND);
    CHECK_OK(layout_switch(&layout, 3, NULL), NULL);
    CHECK_OK(layout_current(&generation, &layout, NULL), NULL);
    CHECK_INT(generation, 3);
    CHECK_OK(layout_switch(&layout, 12, NULL), NULL);
    CHECK_OK(layout_current(&generation, &layout, NULL), NULL);
    CHECK_INT(generation, 12);
    CHECK_OK(layout_create(&layout, NULL), NULL);
}

static void
refuses_a_foreign_stub(void)
{
    AUTO(scratch) struct scratch scratch;
    scratch_make(&scratch);
    struct layout layout = layout_in(&scratch);
    uint32_t generation;
    scratch_write(&scratch, "index/search", "auto elsewhere\n");
    CHECK_STATUS(layout_current(&generation, &layout, NULL), STATUS_FORMAT);
    scratch_write(&scratch, "index/search", "# far\nremote a:1\n");
    CHECK_STATUS(layout_current(&generation, &layout, NULL), STATUS_FORMAT);
    static const char *const damaged[] = {"", "\n", "\x01\x02",
                                          "autosearch-1\n"};
    for (size_t i = 0; i < 4; i++) {
        scratch_write(&scratch, "index/search", damaged[i]);
        CHECK_STATUS(layout_current(&generation, &layout, NULL), STATUS_IO);
    }
}

/* Every stub with one changed byte, and every cut one: the same generation or
 * an error, never another. */
static void
notices_a_damaged_stub(void)
{
    static const char good[] = "auto search-12\n";
    AUTO(scratch) struct scratch scratch;
    scratch_make(&scratch);
    struct layout layout = layout_in(&scratch);
    char path[512], text[64] = "", one[64];
    uint32_t generation;
    CHECK_OK(layout_switch(&layout, 12, NULL), NULL);
    scratch_path(path, &scratch, "index/search");
    FILE *file = fopen(path, "r");
    size_t len = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    CHECK(len > sizeof good && memcmp(text, good, sizeof good - 1) == 0);
    for (size_t i = 0; i < len; i++) {
        for (int byte = 1; byte < 256; byte += 3) {
            memcpy(one, text, sizeof one);
            one[i] = (char)(one[i] ^ byte);
            one[len] = '\0';
            scratch_write(&scratch, "index/search", one);
            generation = 12;
            (void)!layout_current(&generation, &layout, NULL);
            if (generation != 12)
                CHECK(layout_current(&generation, &layout, NULL) != STATUS_OK);
        }
        memcpy(one, text, i);
        one[i] = '\0';
        scratch_write(&scratch, "index/search", one);
        CHECK_INT(layout_current(&generation, &layout, NULL) == STATUS_OK,
                  i == sizeof good - 1);
    }
    scratch_write(&scratch, "index/search", good);
    CHECK_OK(layout_current(&generation, &layout, NULL), NULL);
    CHECK_INT(generation, 12);
}

static void
removes_other_generations(void)
{
    AUTO(scratch) struct scratch scratch;
    scratch_make(&scratch);
    struct layout layout = layout_in(&scratch);
    char path[LAYOUT_PATH_MAX];
    uint32_t next;
    for (uint32_t i = 1; i <= 3; i++) {
        layout_generation(path, &layout, i);
        CHECK_INT(mkdir(path, 0777), 0);
    }
    scratch_write(&scratch, "index/search-1/iamglass", "x");
    CHECK_OK(layout_next(&next, &layout, NULL), NULL);
    CHECK_INT(next, 4);
    CHECK_OK(layout_remove_others(&layout, 2, NULL), NULL);
    layout_generation(path, &layout, 1);
    CHECK_INT(access(path, F_OK), -1);
    layout_generation(path, &layout, 2);
    CHECK_INT(access(path, F_OK), 0);
}

/* A run that is killed between the two steps leaves the rest to the next. */
static void
removes_what_was_retired(void)
{
    AUTO(scratch) struct scratch scratch;
    scratch_make(&scratch);
    struct layout layout = layout_in(&scratch);
    char path[LAYOUT_PATH_MAX], gone[LAYOUT_PATH_MAX + 8];
    uint32_t next;
    for (uint32_t i = 1; i <= 2; i++) {
        layout_generation(path, &layout, i);
        CHECK_INT(mkdir(path, 0777), 0);
    }
    scratch_write(&scratch, "index/search-2/iamglass", "x");
    CHECK_OK(layout_retire_others(&layout, 1, NULL), NULL);
    CHECK_INT(access(path, F_OK), -1);
    snprintf(gone, sizeof gone, "%s.gone", path);
    CHECK_INT(access(gone, F_OK), 0);
    CHECK_OK(layout_next(&next, &layout, NULL), NULL);
    CHECK_INT(next, 2); /* the name is free */
    CHECK_INT(mkdir(path, 0777), 0);
    CHECK_OK(layout_retire_others(&layout, 1, NULL), NULL);
    CHECK_INT(access(path, F_OK), -1);
    CHECK_INT(mkdir(path, 0777), 0);
    CHECK_OK(layout_remove_retired(&layout, NULL), NULL);
    CHECK_INT(access(gone, F_OK), -1);
    CHECK_INT(access(path, F_OK), 0);
}

static void
one_indexer_at_a_time(void)
{
    AUTO(scratch) struct scratch scratch;
    scratch_make(&scratch);
    struct layout layout = layout_in(&scratch);
    int fd, other, status = 0;
    CHECK_OK(layout_lock(&fd, &layout, NULL), NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(layout_lock(&other, &layout, NULL) == STATUS_LOCKED ? 0 : 1);
    waitpid(child, &status, 0);
    CHECK_INT(status, 0);
    close(fd);
    CHECK_OK(layout_lock(&fd, &layout, NULL), NULL);
    close(fd);
}

static void
a_lock_is_waited_for(void)
{
    AUTO(scratch) struct scratch scratch;
    scratch_make(&scratch);
    struct layout layout = layout_in(&scratch);
    int fd, status = 0, ends[2];
    char byte;
    CHECK_INT(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        const struct timespec moment = {.tv_nsec = 150000000};
        status = layout_lock(&fd, &layout, NULL);
        if (write(ends[1], "x", 1) == 1)
            nanosleep(&moment, NULL);
        _exit(status);
    }
    CHECK_INT(read(ends[0], &byte, 1), 1);
    CHECK_OK(layout_lock(&fd, &layout, NULL), NULL);
    waitpid(child, &status, 0);
    CHECK_INT(status, 0);
    close(fd);
    close(ends[0]);
    close(ends[1]);
}

static void
room_is_asked_for(void)
{
    AUTO(scratch) struct scratch scratch;
    scratch_make(&scratch);
    struct layout layout = layout_in(&scratch);
    struct error err = {0};
    CHECK_OK(directory_room(layout.index, 1, &err), &err);
    CHECK_STATUS(directory_room(layout.index, UINT64_MAX / 2, &err), STATUS_IO);
    CHECK(strstr(err.text, "MB") || strstr(err.text, "Mo"));
}

static void
paths_have_a_limit(void)
{
    struct layout layout;
    char path[2 * LAYOUT_PATH_MAX];
    memset(path, 'a', sizeof path);
    path[sizeof path - 1] = '\0';
    CHECK_STATUS(layout_init(&layout, path, NULL), STATUS_FORMAT);
    CHECK_STATUS(layout_init(&layout, "", NULL), STATUS_FORMAT);
    CHECK_STATUS(directory_sync("/nowhere/at/all", NULL), STATUS_IO);
}

CU_TestInfo layout_tests[] = {
    {"switches generations", switches_generations},
    {"refuses a foreign stub", refuses_a_foreign_stub},
    {"notices a damaged stub", notices_a_damaged_stub},
    {"removes other generations", removes_other_generations},
    {"removes what was retired", removes_what_was_retired},
    {"one indexer at a time", one_indexer_at_a_time},
    {"a lock is waited for", a_lock_is_waited_for},
    {"room is asked for", room_is_asked_for},
    {"paths have a limit", paths_have_a_limit},
    CU_TEST_INFO_NULL,
};
