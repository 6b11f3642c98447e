#ifndef LIASSE_TEST_CLIENTS_H
#define LIASSE_TEST_CLIENTS_H

/* Connections from chosen addresses of this machine, for the programs that
 * play crowds of clients. */

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000 };

static inline double
now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline void
more_files(void)
{
    struct rlimit files = {0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* A connection from an address of this machine, or -1. */
static inline int
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

/* One whole request; milliseconds until its status 200, or -1. */
static inline double
ask(const char *address, int port, const char *path)
{
    char reply[64], whole[512];
    size_t len = 0;
    double started = now_ms();
    int fd = connect_from(address, port);
    if (fd < 0)
        return -1;
    int size = snprintf(whole, sizeof whole,
                        "GET %s HTTP/1.1\r\nHost: localhost\r\n"
                        "Connection: close\r\n\r\n",
                        path);
    bool sent = send(fd, whole, (size_t)size, MSG_NOSIGNAL) == size;
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

#endif
