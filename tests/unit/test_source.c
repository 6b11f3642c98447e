/* tests: the walk over SOURCE arguments. */
#include "source.h"

#include "check.h"
#include "scratch.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void
make_tree(struct scratch *scratch)
{
    char path[512], target[512];
    scratch_make(scratch);
    scratch_path(path, scratch, "d");
    CHECK_INT(mkdir(path, 0777), 0);
    scratch_path(path, scratch, "d/sub");
    CHECK_INT(mkdir(path, 0777), 0);
    scratch_write(scratch, "d/b.txt", "b");
    scratch_write(scratch, "d/a.txt", "a");
    scratch_write(scratch, "d/.hidden", "h");
    scratch_write(scratch, "d/sub/c.txt", "ccc");
    scratch_path(path, scratch, "d/pipe");
    CHECK_INT(mkfifo(path, 0666), 0);
    /* A loop, which a walk must not follow. */
    scratch_path(target, scratch, "d");
    scratch_path(path, scratch, "d/sub/loop");
    CHECK_INT(symlink(target, path), 0);
}

static void
walks_in_bytewise_order(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(walk) struct walk *walk = NULL;
    static const char *const want[] = {"d/a.txt", "d/b.txt", "d/pipe",
                                       "d/sub/c.txt", "d/sub/loop"};
    char path[512];
    char *paths[] = {path};
    struct found found;
    make_tree(&scratch);
    scratch_path(path, &scratch, "d/");
    CHECK_OK(walk_open(&walk, paths, 1, NULL, NULL), NULL);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        CHECK_OK(walk_next(&found, walk, NULL), NULL);
        CHECK_STR(found.source, str_from(want[i]));
        CHECK_INT(found.irregular, i == 2 || i == 4);
        CHECK(!found.named);
    }
    CHECK_STATUS(walk_next(&found, walk, NULL), STATUS_DONE);
}

static void
names_files_and_tells_trouble(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(walk) struct walk *walk = NULL;
    char file[512], none[512], fifo[512];
    char *paths[] = {file, none, fifo, "-", ""};
    struct found found;
    make_tree(&scratch);
    scratch_path(file, &scratch, "d/sub/c.txt");
    scratch_path(none, &scratch, "d/none");
    scratch_path(fifo, &scratch, "d/pipe");
    CHECK_OK(walk_open(&walk, paths, 5, NULL, NULL), NULL);
    CHECK_OK(walk_next(&found, walk, NULL), NULL);
    CHECK_STR(found.source, STR("c.txt"));
    CHECK_INT(found.size, 3);
    CHECK(found.named);
    CHECK_OK(walk_next(&found, walk, NULL), NULL);
    CHECK_STR(found.source, STR("none"));
    CHECK(found.trouble.len > 0);
    CHECK_OK(walk_next(&found, walk, NULL), NULL);
    CHECK(found.trouble.len > 0);
    CHECK_OK(walk_next(&found, walk, NULL), NULL);
    CHECK_STR(found.source, STR("-"));
    CHECK_INT(found.trouble.len, 0);
    CHECK_OK(walk_next(&found, walk, NULL), NULL);
    CHECK(found.trouble.len > 0);
    CHECK_STATUS(walk_next(&found, walk, NULL), STATUS_DONE);
}

static void
names_of_one_run_differ(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(walk) struct walk *walk = NULL;
    static const char *const want[] = {"a.txt", "sub/a.txt", "d/sub/a.txt",
                                       "a.txt"};
    char one[512], two[512], three[512];
    char *paths[] = {one, two, three, one};
    struct found found;
    make_tree(&scratch);
    scratch_path(one, &scratch, "d/a.txt");
    scratch_path(two, &scratch, "sub");
    CHECK_INT(mkdir(two, 0777), 0);
    scratch_write(&scratch, "sub/a.txt", "another");
    scratch_write(&scratch, "d/sub/a.txt", "a third");
    scratch_path(two, &scratch, "sub/a.txt");
    scratch_path(three, &scratch, "d/sub/a.txt");
    CHECK_OK(walk_open(&walk, paths, 4, NULL, NULL), NULL);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        CHECK_OK(walk_next(&found, walk, NULL), NULL);
        CHECK_STR(found.source, str_from(want[i]));
    }
}

static void
reads_paths_from_a_list(void)
{
    AUTO(scratch) struct scratch scratch;
    AUTO(walk) struct walk *walk = NULL;
    char path[512], list[1100];
    struct found found;
    make_tree(&scratch);
    scratch_path(path, &scratch, "d");
    snprintf(list, sizeof list, "%s/b.txt\n%s/a.txt", path, path);
    scratch_write(&scratch, "list", list);
    scratch_path(path, &scratch, "list");
    FILE *file = fopen(path, "r");
    CHECK_OK(walk_open(&walk, NULL, 0, file, NULL), NULL);
    CHECK_OK(walk_next(&found, walk, NULL), NULL);
    CHECK_STR(found.source, STR("b.txt"));
    CHECK_OK(walk_next(&found, walk, NULL), NULL);
    CHECK_STR(found.source, STR("a.txt"));
    CHECK_STATUS(walk_next(&found, walk, NULL), STATUS_DONE);
    fclose(file);
}

CU_TestInfo source_tests[] = {
    {"walks in bytewise order", walks_in_bytewise_order},
    {"names files and tells trouble", names_files_and_tells_trouble},
    {"names of one run differ", names_of_one_run_differ},
    {"reads paths from a list", reads_paths_from_a_list},
    CU_TEST_INFO_NULL,
};
