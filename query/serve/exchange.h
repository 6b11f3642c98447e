#ifndef LIASSE_EXCHANGE_H
#define LIASSE_EXCHANGE_H

/* One request and its answer, from the first line to the log: private to
 * http.c and exchange.c. */

#include "http.h"
#include "lane.h"
#include "lang.h"

#include <microhttpd.h>
#include <stdio.h>

struct exchange {
    struct arena arena;
    struct http_request request;
    struct http_response response;
    struct MHD_Connection *mhd;
    struct server *server;
    struct job job;        /* while the connection is suspended */
    bool answered, packed; /* the response is made; and compressed */
    bool queued;           /* the library has it */
    struct str raw;        /* the address as it came */
    char method[16], version[16];
    char address[64]; /* of the client */
    struct str referer, agent, origin, encodings;
    size_t hosts; /* Host headers */
    bool body;    /* the request announces one */
    enum lang lang;
    uint64_t number, salt;
    double started;
    uint64_t sent;    /* bytes of the body */
    struct buf piece; /* of a body made piece by piece */
    size_t piece_at;
    bool last_piece, broken;
};

struct exchange *exchange_new(const char *raw);
void exchange_free(struct exchange *exchange);
/* Reads what of the headers counts; gives the request its id. */
void exchange_headers(struct exchange *exchange, struct MHD_Connection *mhd,
                      const char *method, const char *version);
enum status exchange_read_url(struct exchange *exchange,
                              struct error *err) MUST_USE;
struct exchange *exchange_of(struct job *job);
/* Compresses the body where that is worth it and accepted. */
void exchange_pack(struct exchange *exchange);
/* Makes the next piece; not wanted: breaks off. */
void exchange_piece(struct exchange *exchange, bool wanted);
/* Suspends the connection until exchange_piece was called (http.c). */
void exchange_want_piece(struct exchange *exchange);
/* Hands the response over to the library. */
enum MHD_Result exchange_queue(struct exchange *exchange,
                               struct MHD_Connection *mhd, const char *cors);
void exchange_log(const struct exchange *exchange, FILE *log);
/* A piece was sent: the deadline moves (http.c). */
void exchange_moved(struct exchange *exchange);

#endif
