#ifndef LIASSE_BUILD_H
#define LIASSE_BUILD_H

/* The bulk build: a whole generation from the store, past Xapian's interface.
 *
 *   store -> analysis and inversion, one thread a range of docids -> runs
 *         -> termlists, terms and the rest, in tasks            -> tables
 *
 * It writes the tables of a glass database in the order of their keys
 * (glass.h, glass_table.h), which is all that a B-tree needs to be filled
 * once.  That is many times faster than the interface, whose inverter keeps
 * everything in ordered maps of strings.  The format is one of Xapian's
 * insides: so the build starts from an empty database that Xapian makes
 * there, and goes on only if that is of the one format known here
 * (glass_version.h).
 *
 * Memory: what is asked for holds the program, the words that threads keep
 * and the runs; beyond, runs go to nameless files in the directory, and there
 * are fewer threads when each would have too little.  What there is for each
 * document - its length, where its citing sentences are - and for each leaf of
 * a table goes to such files too.  Past that go a document that is larger than
 * its thread's part and, at the least memory, beyond five million documents,
 * what is kept of each run: with 64 MiB some 20 KiB for each 2,500 documents.
 *
 * This folder and its call in write.c could be taken out again: nothing else
 * knows of it. */

#include "layout.h"
#include "wordlists.h"

#include <stdint.h>

struct build_options {
    unsigned jobs; /* threads, at least 1 */
    size_t memory; /* bytes that the build may take, about */
};

struct built {
    uint64_t indexed, deleted, damaged;
    uint64_t sequence; /* the last one that was taken from the store */
    int signal;        /* stopped by it: there is no database */
};

enum { BUILD_MEMORY_LEAST = 64 }; /* MiB */

/* Fills a directory with the database of all documents of the store; of the
 * metadata only the map stem -> words.  All of it is synced.  STATUS_FORMAT:
 * this Xapian's format is another one, nothing was done. */
enum status build_generation(struct built *out, const struct layout *layout,
                             const char *directory,
                             const struct wordlists *lexicon,
                             const struct build_options *options,
                             struct error *err) MUST_USE;

#endif
