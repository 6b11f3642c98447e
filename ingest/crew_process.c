/* ingest: one process of the crew. */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "crew_process.h"

#include "clock.h"
#include "lang.h"
#include "options.h"
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum {
    CHUNK = 256 * 1024,
    PATIENCE = 1000,  /* times 2 ms */
    IDLE = 4,         /* times the limit, of one that does not work at all */
    PIPE = 256 * 1024 /* bytes: fewer changes between processes */
};
/* Of the limit, that was worked: the rest may lie before its clock was read. */
static const double busy = 0.9;

static void
pipe_close(int fds[2])
{
    for (int i = 0; i < 2; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static bool
pipe_open(int fds[2])
{
    if (pipe(fds) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (fcntl(fds[i], F_SETFD, FD_CLOEXEC) != 0)
            return false;
    return true;
}

/* A socket, for descriptors cross it. */
static bool
socket_open(int fds[2])
{
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0;
}

/* Its descriptors; what is -1 it has not.  0 or an errno: each takes memory. */
static int
give_descriptors(posix_spawn_file_actions_t *actions,
                 const struct process_options *options, int to, int from)
{
    const int given[][2] = {{to, STDIN_FILENO},
                            {from, STDOUT_FILENO},
                            {options->input, WORKER_STDIN},
                            {options->batches, WORKER_BATCHES}};
    int number = 0;
    for (size_t i = 0; i < sizeof given / sizeof *given && number == 0; i++)
        if (given[i][0] >= 0)
            number = posix_spawn_file_actions_adddup2(actions, given[i][0],
                                                      given[i][1]);
    return number;
}

static int
spawn(struct process *process, const struct process_options *options, int to[2],
      int from[2])
{
    posix_spawn_file_actions_t actions;
    char *argv[WORKER_ARGUMENTS] = {0};
    worker_arguments(argv, options);
    int number = posix_spawn_file_actions_init(&actions);
    if (number)
        return number;
    number = give_descriptors(&actions, options, to[0], from[1]);
    if (number == 0)
        number = posix_spawn(&process->pid, "/proc/self/exe", &actions, NULL,
                             argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return number;
}

enum status
process_start(struct process *process, const struct process_options *options,
              struct error *err)
{
    int to[2] = {-1, -1}, from[2] = {-1, -1}, number = 0;
    if (!socket_open(to) || !pipe_open(from))
        number = errno;
    if (!number)
        number = spawn(process, options, to, from);
    if (number) {
        process->pid = 0;
        pipe_close(to);
        pipe_close(from);
        return error_errno(
            err, number, "%s",
            TR("cannot start a worker process",
               "lancement d'un processus de lecture impossible"));
    }
    close(to[0]);
    close(from[1]);
    (void)fcntl(from[0], F_SETPIPE_SZ, PIPE); /* if the system likes */
    process->to = to[1];
    process->from = from[0];
    process->ended = false;
    process_heard(process);
    process->in.max = FRAME_MAX + (size_t)PROCESS_ENOUGH + 2 * CHUNK;
    buf_clear(&process->in);
    process->given = 0;
    return STATUS_OK;
}

/* One that ends by itself: at the end of its input, at once.  But it may hang
 * (libseccomp does where memory ends). */
static int
wait_for(pid_t pid)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    int status = 0;
    pid_t ended = waitpid(pid, &status, WNOHANG);
    for (int i = 0; ended == 0 && i < PATIENCE; i++) {
        nanosleep(&pause, NULL);
        ended = waitpid(pid, &status, WNOHANG);
    }
    if (ended == 0)
        kill(pid, SIGKILL);
    while (ended <= 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

int
process_stop(struct process *process, bool force)
{
    int status;
    if (process->pid <= 0)
        return 0;
    if (force)
        kill(process->pid, SIGKILL);
    close(process->to);
    close(process->from);
    status = wait_for(process->pid);
    process->pid = 0;
    return status;
}

void
process_release(struct process *process)
{
    buf_release(&process->in);
}

/* The descriptor crosses with the first bytes. */
static ssize_t
send_some(int to, struct str bytes, int fd)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec part = {(void *)(uintptr_t)bytes.at, bytes.len};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(head), &fd, sizeof fd);
    }
    return sendmsg(to, &message, MSG_NOSIGNAL);
}

enum status
process_send(const struct process *process, struct str bytes, int fd,
             struct error *err)
{
    while (bytes.len) {
        ssize_t n = send_some(process->to, bytes, fd);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
            return STATUS_OK;
        if (n < 0)
            return error_errno(err, errno, "sendmsg");
        bytes = str_from_offset(bytes, (size_t)n);
        fd = -1;
    }
    return STATUS_OK;
}

enum status
process_receive(struct process *process, struct error *err)
{
    /* Moved when it is worth it: most is given out. */
    if (process->given > process->in.len / 2) {
        buf_consume(&process->in, process->given);
        process->given = 0;
    }
    if (!buf_reserve(&process->in, CHUNK))
        return buf_status(&process->in, err);
    ssize_t n = read(process->from, process->in.at + process->in.len, CHUNK);
    if (n < 0)
        return errno == EINTR ? STATUS_OK : error_errno(err, errno, "pipe");
    process->ended = n == 0;
    process->in.len += (size_t)n;
    process_heard(process);
    return STATUS_OK;
}

int
process_peek(struct str *payload, const struct process *process, size_t *ahead)
{
    struct str rest =
        str_from_offset(buf_str(&process->in), process->given + *ahead);
    size_t before = rest.len;
    int type = frame_next(&rest, payload);
    if (type > 0)
        *ahead += before - rest.len;
    return type;
}

int
process_frame(struct str *payload, struct process *process)
{
    size_t ahead = 0;
    int type = process_peek(payload, process, &ahead);
    process->given += ahead;
    return type;
}

void
process_describe_death(struct buf *out, int wait_status, unsigned seconds)
{
    buf_clear(out);
    if (seconds)
        buf_printf(out, TR("no answer for %u s", "aucune réponse en %u s"),
                   seconds);
    else if (WIFSIGNALED(wait_status))
        buf_printf(out, TR("signal %d", "signal %d"), WTERMSIG(wait_status));
    else if (WEXITSTATUS(wait_status) == exit_code_of(STATUS_NOMEM))
        buf_add(out, str_from(TR("out of memory", "mémoire insuffisante")));
    else
        buf_printf(out, TR("exit code %d", "code de retour %d"),
                   WEXITSTATUS(wait_status));
}

size_t
process_waiting(const struct process *process)
{
    return process->in.len - process->given;
}

void
process_heard(struct process *process)
{
    process->silent = 0;
}

void
process_silent(struct process *process, double seconds)
{
    if (process->silent <= 0)
        process->cpu = clock_cpu_seconds_of(process->pid);
    process->silent += seconds;
}

bool
process_is_late(const struct process *process, unsigned seconds)
{
    if (seconds == 0 || process->silent <= seconds)
        return false;
    return process->silent > IDLE * (double)seconds ||
           clock_cpu_seconds_of(process->pid) - process->cpu >
               busy * (double)seconds;
}
