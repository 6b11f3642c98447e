/* Clients that send a byte a second, as many as wanted, beside one of another
 * address that asks all the time.
 *
 *     slow_clients PORT CLIENTS SECONDS ADDRESSES
 *
 * The slow ones come from so many addresses from 127.0.0.3 on, the other from
 * 127.0.0.2.  Prints what
 * the other waited at most and how many slow ones were left in the end:
 *
 *     1000 opened, 32 held at first, 0 at the end; 130 answers to another
 *     address, 3 ms at most, 0 failed
 *
 * "Held": the server has not closed it.  Exit 0, 1 when an answer failed, 2
 * when nothing could be tried. */
#include "clients.h"

#include <stdlib.h>

enum { PAUSE_MS = 50 };

static const char slow_start[] =
    "GET /health HTTP/1.1\r\nHost: localhost\r\nX-";
static int
connect_slow(size_t i, int port)
{
    char address[32];
    snprintf(address, sizeof address, "127.0.%zu.%zu", i / 250, i % 250 + 3);
    return connect_from(address, port);
}

/* Has the server closed it? */
static bool
is_closed(int fd)
{
    char byte;
    ssize_t got = recv(fd, &byte, 1, MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

/* A byte each; closes those that the server has, returns how many are left. */
static size_t
drip(int *fds, size_t count)
{
    size_t held = 0;
    for (size_t i = 0; i < count; i++) {
        if (fds[i] < 0)
            continue;
        if (send(fds[i], "a", 1, MSG_NOSIGNAL | MSG_DONTWAIT) != 1 ||
            is_closed(fds[i])) {
            close(fds[i]);
            fds[i] = -1;
        } else {
            held++;
        }
    }
    return held;
}

int
main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    int port = atoi(argv[1]);
    size_t wanted = (size_t)atoi(argv[2]), addresses = (size_t)atoi(argv[4]);
    size_t opened = 0, answers = 0, failed = 0;
    double seconds = atof(argv[3]), most = 0;
    more_files();
    int *fds = calloc(wanted + 1, sizeof *fds);
    if (!fds)
        return 2;
    for (size_t i = 0; i < wanted; i++) {
        fds[i] = connect_slow(addresses ? i % addresses : 0, port);
        opened += fds[i] >= 0;
        if (fds[i] >= 0)
            (void)!send(fds[i], slow_start, strlen(slow_start), MSG_NOSIGNAL);
    }
    if (opened == 0) {
        free(fds);
        return 2;
    }
    double end = now_ms() + seconds * 1e3, next = now_ms() + 1e3;
    size_t first = opened, held = opened;
    bool begun = false;
    while (now_ms() < end) {
        double took = ask("127.0.0.2", port, "/health");
        struct timespec pause = {0, PAUSE_MS * 1000000L};
        answers += took >= 0;
        failed += took < 0;
        most = took > most ? took : most;
        nanosleep(&pause, NULL);
        if (now_ms() < next)
            continue;
        held = drip(fds, wanted);
        first = begun ? first : held;
        begun = true;
        next += 1e3;
    }
    printf("%zu opened, %zu held at first, %zu at the end; %zu answers to "
           "another address, %.0f ms at most, %zu failed\n",
           opened, first, held, answers, most, failed);
    free(fds);
    return failed || answers == 0;
}
