/* tests: one target for libFuzzer, named by LIASSE_FUZZ_TARGET; its seeds are
 * written into the directory LIASSE_FUZZ_SEEDS when that is given.
 *     LIASSE_FUZZ_CORPUS  corpus/     LIASSE_FUZZ_INDEX  an index, or nothing
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fuzz_targets targets;
static const struct fuzz_target *chosen;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
write_seeds(const char *directory)
{
    for (size_t i = 0; i < chosen->seeds.count; i++) {
        char path[1200];
        snprintf(path, sizeof path, "%s/seed-%zu", directory, i);
        FILE *file = fopen(path, "wb");
        if (!file)
            abort();
        fwrite(chosen->seeds.at[i].at, 1, chosen->seeds.at[i].len, file);
        fclose(file);
    }
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *name = getenv("LIASSE_FUZZ_TARGET");
    const char *corpus = getenv("LIASSE_FUZZ_CORPUS");
    const char *seeds = getenv("LIASSE_FUZZ_SEEDS");
    (void)argc;
    (void)argv;
    fuzz_targets_make(&targets, corpus ? corpus : "corpus",
                      getenv("LIASSE_FUZZ_INDEX"));
    for (size_t i = 0; i < targets.count; i++) {
        if (!name)
            printf("%s\n", targets.at[i].name);
        else if (strcmp(targets.at[i].name, name) == 0)
            chosen = &targets.at[i];
    }
    if (!chosen)
        exit(name ? 2 : 0);
    if (seeds)
        write_seeds(seeds);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chosen->run(chosen->what, (struct str){(const char *)data, size});
    return 0;
}
