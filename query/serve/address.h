#ifndef LIASSE_ADDRESS_H
#define LIASSE_ADDRESS_H

/* Where a server listens, and the names it answers to. */

#include "error.h"
#include "str.h"

struct address {
    char host[256];
    char port[8];
};

enum { ADDRESS_URL_MAX = 320 };

/* "HOST:PORT", "[HOST]:PORT", "HOST", ":PORT", "PORT"; what is missing is
 * 127.0.0.1 and 8017.  STATUS_SYNTAX else. */
enum status address_read(struct address *out, const char *text,
                         struct error *err) MUST_USE;

/* A listening, non-blocking socket; url gets "http://HOST:PORT/" with the
 * port that the system chose for 0.  STATUS_IO. */
enum status address_listen(int *out, char url[ADDRESS_URL_MAX],
                           const struct address *address,
                           struct error *err) MUST_USE;

/* The name in a Host header: without port and brackets. */
struct str address_host_name(struct str host);

/* Is a Host header's name the listen address, localhost or in the list? */
bool address_allows(const struct address *address, struct str host,
                    const char *const *names, size_t count);

#endif
