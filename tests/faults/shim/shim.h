#ifndef LIASSE_FAULT_SHIM_H
#define LIASSE_FAULT_SHIM_H

/* The fault shim: a library that a test puts before libc (LD_PRELOAD) to make
 * system calls and allocations fail, and to write down what a program does to
 * its index.  All is asked for by environment variables:
 *
 *   LIASSE_FAULT_DIR=DIR        the index: an absolute path without links;
 *                               only calls on what lies in it count
 *   LIASSE_FAULT_ROLE=R         parent (without --worker), worker, or all
 *   LIASSE_FAULT=CALL:N:ERRNO:MODE   the N-th CALL (write fsync rename open
 *                               read mmap unlink malloc) fails; MODE = once,
 *                               always (it and all later ones), short (a
 *                               write writes half, later ones fail), kill
 *                               (the process is killed there)
 *   LIASSE_FAULT_BUDGET=BYTES   so many bytes can be written, then ENOSPC
 *   LIASSE_FAULT_COUNT=FILE     at the end, a line "CALL calls failed" each
 *   LIASSE_FAULT_LOG=FILE       the operations, in order (struct operation)
 *   LIASSE_FAULT_TRAP=1         SIGTRAP where it fails: for a debugger
 *   LIASSE_FAULT_NOSYNC=1       fsync does nothing: for the time of tests
 *
 * write is also pwrite, fsync also fdatasync, read also pread, malloc also
 * calloc, realloc and aligned_alloc (and so operator new).  stdio and opendir go past the
 * shim. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum call {
    CALL_WRITE,
    CALL_FSYNC,
    CALL_RENAME,
    CALL_OPEN,
    CALL_READ,
    CALL_MMAP,
    CALL_UNLINK,
    CALL_MALLOC,
    CALLS
};

enum outcome { GO_ON, FAIL, FAIL_SHORT };

/* Counts a call and says what is to become of it; errno is set on FAIL. */
enum outcome fault_due(enum call call);
/* Takes bytes off the budget; how many of them may be written. */
size_t fault_room(size_t bytes);
bool fault_nosync(void);
/* The directory, "" if none was given. */
const char *fault_directory(void);

/* One entry of the log: this head, then its two texts.  Nothing but the
 * power-loss simulator reads it, on the same machine. */
enum {
    OP_CREATE = 'C',         /* a file: path */
    OP_WRITE = 'W',          /* at, bytes */
    OP_TRUNCATE = 'T',       /* to `at` bytes */
    OP_SYNC = 'S',           /* a file */
    OP_SYNC_DIRECTORY = 'D', /* path */
    OP_RENAME = 'N',         /* two paths */
    OP_UNLINK = 'U',         /* path */
    OP_MKDIR = 'M',          /* path */
    OP_RMDIR = 'R',          /* path */
    OP_SAID = 'A'            /* a text on stderr: what was acknowledged */
};
struct operation {
    uint64_t kind;
    uint64_t inode; /* of the file */
    uint64_t at;
    uint64_t sizes[2];
};

bool oplog_on(void);
/* Operations stand in the log in the order in which they happened: the lock
 * is held while one is done and written down. */
void oplog_lock(void);
void oplog_unlock(void);
void oplog_add(int kind, uint64_t inode, uint64_t at, const void *first,
               size_t first_size, const void *second, size_t second_size);
void oplog_path(int kind, const char *path);

#endif
