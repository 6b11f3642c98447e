#ifndef LIASSE_FUZZ_H
#define LIASSE_FUZZ_H

/* Code that takes foreign bytes, fed with damaged ones.
 *
 * A target is such code behind one function; a seed is a good input of it.
 * main.c damages seeds itself, so that any build can run it; libfuzzer.c hands
 * the same targets to libFuzzer (clang). */

#include "buf.h"

#include <stdint.h>

enum { FUZZ_BYTES_MAX = 256 * 1024 };

struct fuzz_seeds {
    struct str *at; /* bytes and array from malloc */
    size_t count, room;
};

struct fuzz_target {
    char name[64]; /* "reader-csv" */
    void (*run)(const void *what, struct str bytes);
    const void *what; /* the reader, of a reader's target */
    struct fuzz_seeds seeds;
};

struct fuzz_targets {
    struct fuzz_target at[128];
    size_t count;
};

/* All targets with their seeds: files of corpus/ and lines of our own.  index:
 * path of an index for those that search; NULL leaves them out. */
void fuzz_targets_make(struct fuzz_targets *out, const char *corpus,
                       const char *index);
void fuzz_targets_release(struct fuzz_targets *targets);

/* Fills in a target that reads a table of the index (glass.c); *seed by
 * malloc. */
void fuzz_glass_postlist(struct fuzz_target *target, const char *index,
                         struct str *seed);
void fuzz_glass_docdata(struct fuzz_target *target, const char *index,
                        struct str *seed);

/* A damaged seed into out: bits, bytes, numbers, pieces taken out, doubled,
 * moved, taken from another seed, signs that mean something.  *state is the
 * place in a sequence that is the same everywhere. */
void fuzz_mutate(struct buf *out, const struct fuzz_seeds *seeds,
                 uint64_t *state);

#endif
