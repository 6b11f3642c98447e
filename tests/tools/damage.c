/* damage DIRECTORY NAME SEED: damages one file below a directory, of those
 * whose path there begins with NAME, in one place, as disks do: a bit, a byte,
 * a block of noise or of zeros, or all behind a point.  The same seed does the
 * same; what was done is printed.  Empty files are left alone. */
#define _XOPEN_SOURCE 700
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 64, BLOCK = 8192 };

static char files[FILES_MAX][512];
static int count;
static const char *directory, *name;
static uint64_t state;

/* xorshift64* */
static uint64_t
draw(uint64_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return below ? (state * 0x2545F4914F6CDD1D >> 11) % below : 0;
}

static int
add(const char *path, const struct stat *stat, int flag, struct FTW *ftw)
{
    (void)ftw;
    if (flag == FTW_F && stat->st_size > 0 && count < FILES_MAX &&
        strncmp(path + strlen(directory) + 1, name, strlen(name)) == 0)
        snprintf(files[count++], sizeof files[0], "%s", path);
    return 0;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void
put(FILE *file, long at, const char *bytes, size_t len)
{
    if (fseek(file, at, SEEK_SET) != 0 || fwrite(bytes, 1, len, file) != len)
        exit(2);
}

static void
hit(const char *path)
{
    static char block[BLOCK];
    FILE *file = fopen(path, "r+b");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        exit(2);
    long size = ftell(file), at = (long)draw((uint64_t)size);
    size_t len = size - at / BLOCK * BLOCK > BLOCK
                     ? BLOCK
                     : (size_t)(size - at / BLOCK * BLOCK);
    char byte;
    if (fseek(file, at, SEEK_SET) != 0 || fread(&byte, 1, 1, file) != 1)
        exit(2);
    int kind = (int)draw(5);
    switch (kind) {
    case 0:
        byte = (char)(byte ^ 1 << draw(8));
        put(file, at, &byte, 1);
        break;
    case 1:
        byte = (char)(byte ^ (1 + draw(255)));
        put(file, at, &byte, 1);
        break;
    case 2:
        for (size_t i = 0; i < len; i++)
            block[i] = (char)draw(256);
        put(file, at / BLOCK * BLOCK, block, len);
        break;
    case 3:
        memset(block, 0, sizeof block);
        put(file, at / BLOCK * BLOCK, block, len);
        break;
    default:
        fflush(file);
        if (ftruncate(fileno(file), at) != 0)
            exit(2);
    }
    if (fclose(file) != 0)
        exit(2);
    static const char *const kinds[] = {"bit", "byte", "noise", "zeros", "cut"};
    printf("%s %s %ld\n", path, kinds[kind], at);
}

int
main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: damage DIRECTORY NAME SEED\n", stderr);
        return 2;
    }
    directory = argv[1];
    name = argv[2];
    state = 0x9E3779B97F4A7C15 * (strtoull(argv[3], NULL, 10) + 1);
    for (int i = 0; i < 8; i++)
        (void)draw(1);
    if (nftw(argv[1], add, 8, FTW_PHYS) != 0 || count == 0)
        return 2;
    qsort(files, (size_t)count, sizeof files[0], by_name);
    hit(files[draw((uint64_t)count)]);
    return 0;
}
