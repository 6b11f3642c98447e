/* Clients that send a byte a second, as many as wanted, beside one of another
 * address that asks all the time.
 *
 *     slow_clients PORT CLIENTS SECONDS
 *
 * The slow ones come from 127.0.0.1, the other from 127.0.0.2.  Prints what
 * the other waited at most and how many slow ones were left in the end:
 *
 *     1000 opened, 32 held at first, 0 at the end; 130 answers to another
 *     address, 3 ms at most, 0 failed
 *
 * "Held": the server has not closed it.  Exit 0, 1 when an answer failed, 2
 * when nothing could be tried. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000, PAUSE_MS = 50 };

static const char slow_start[] =
    "GET /health HTTP/1.1\r\nHost: localhost\r\nX-";
static const char whole[] = "GET /health HTTP/1.1\r\nHost: localhost\r\n"
                            "Connection: close\r\n\r\n";

static double
now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* A connection from an address of this machine, or -1. */
static int
connect_from(const char *address, int port)
{
    struct sockaddr_in from = {.sin_family = AF_INET}, to = from;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    to.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, address, &from.sin_addr);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) == 0 &&
        connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    close(fd);
    return -1;
}

/* One whole request; milliseconds, or -1. */
static double
ask(const char *address, int port)
{
    char reply[64];
    size_t len = 0;
    double started = now_ms();
    int fd = connect_from(address, port);
    if (fd < 0)
        return -1;
    bool sent = send(fd, whole, strlen(whole), MSG_NOSIGNAL) > 0;
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    while (sent && len < 12 && poll(&ready, 1, PATIENCE_MS) > 0) {
        ssize_t some = read(fd, reply + len, sizeof reply - len);
        if (some <= 0)
            break;
        len += (size_t)some;
    }
    close(fd);
    bool good = len >= 12 && memcmp(reply, "HTTP/1.1 200", 12) == 0;
    return good ? now_ms() - started : -1;
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
    if (argc != 4)
        return 2;
    int port = atoi(argv[1]);
    size_t wanted = (size_t)atoi(argv[2]), opened = 0, answers = 0, failed = 0;
    double seconds = atof(argv[3]), most = 0;
    struct rlimit files = {0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int *fds = calloc(wanted + 1, sizeof *fds);
    if (!fds)
        return 2;
    for (size_t i = 0; i < wanted; i++) {
        fds[i] = connect_from("127.0.0.1", port);
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
        double took = ask("127.0.0.2", port);
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
