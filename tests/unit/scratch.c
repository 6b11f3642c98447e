/* tests: fresh directories. */
#include "scratch.h"

#include "check.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

void
scratch_make(struct scratch *scratch)
{
    const char *base = getenv("TMPDIR");
    snprintf(scratch->path, sizeof scratch->path, "%s/liasse-test-XXXXXX",
             base && *base ? base : "/tmp");
    if (!mkdtemp(scratch->path)) {
        scratch->path[0] = '\0';
        CHECK(!"mkdtemp");
    }
}

static int
remove_one(const char *path, const struct stat *about, int kind,
           struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

void
scratch_remove(struct scratch *scratch)
{
    if (scratch->path[0])
        nftw(scratch->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    scratch->path[0] = '\0';
}

void
scratch_path(char out[512], const struct scratch *scratch, const char *name)
{
    snprintf(out, 512, "%s/%s", scratch->path, name);
}

void
scratch_write(const struct scratch *scratch, const char *name,
              const char *text)
{
    char path[512];
    scratch_path(path, scratch, name);
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0);
    CHECK(file && fclose(file) == 0);
}
