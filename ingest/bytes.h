#ifndef LIASSE_BYTES_H
#define LIASSE_BYTES_H

/* Where an input's bytes come from: a file, a member of an archive, memory.
 *
 *     struct bytes from = bytes_of_file(fd);
 *     TRY(bytes_read(&from, to, sizeof to, &got, err));   got == 0: the end
 *     bytes_close(&from); */

#include "error.h"
#include "str.h"

struct bytes {
    /* At most `size` bytes (not 0) into `to`; *got = 0 at the end.
     * STATUS_FORMAT or STATUS_LIMIT: what the bytes are packed in is bad. */
    enum status (*read)(void *payload, char *to, size_t size, size_t *got,
                        struct error *err);
    void (*close)(void *payload); /* NULL: nothing to close */
    void *payload;
    int fd; /* of bytes_of_file */
};

/* Takes the descriptor over. */
struct bytes bytes_of_file(int fd);

/* Bytes in memory, then those of `rest`; all borrowed. */
struct bytes_joined {
    struct str first;
    struct bytes *rest; /* NULL: nothing more */
};
struct bytes bytes_of_joined(struct bytes_joined *joined);

enum status bytes_read(struct bytes *from, char *to, size_t size, size_t *got,
                       struct error *err) MUST_USE;
/* Reads until size bytes are there or the end comes. */
enum status bytes_read_full(struct bytes *from, char *to, size_t size,
                            size_t *got, struct error *err) MUST_USE;
void bytes_close(struct bytes *from);

#endif
