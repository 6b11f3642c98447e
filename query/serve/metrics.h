#ifndef LIASSE_METRICS_H
#define LIASSE_METRICS_H

/* Counters of a server in the Prometheus text format: requests by route and
 * status, their time, searches that ended without a hit, relaxed or too
 * late. */

#include "buf.h"

#include <pthread.h>

enum { METRICS_ROUTES = 24, METRICS_BOUNDS = 10 };

struct metrics_route {
    const char *name;
    uint64_t classes[6];                /* by first digit of the status */
    uint64_t times[METRICS_BOUNDS + 1]; /* up to each bound, and above */
    double seconds;
};

struct metrics {
    pthread_mutex_t lock;
    struct metrics_route routes[METRICS_ROUTES];
    size_t count;
    uint64_t searches, empty, relaxed, timed_out;
};

void metrics_init(struct metrics *metrics);
void metrics_release(struct metrics *metrics);
/* route is a literal. */
void metrics_request(struct metrics *metrics, const char *route,
                     unsigned status, double seconds);
void metrics_search(struct metrics *metrics, bool empty, bool relaxed,
                    bool timed_out);
void metrics_write(struct buf *out, struct metrics *metrics);
/* One gauge. */
void metrics_gauge(struct buf *out, const char *name, const char *help,
                   double value);

#endif
