/* ingest, index: signals. */
#include "stopping.h"

#include "lang.h"
#include "log.h"
#include "options.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t noted;

static void
note(int number)
{
    if (noted) {
        signal(number, SIG_DFL);
        raise(number);
    }
    noted = number;
}

void
stop_install(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = note; /* no SA_RESTART: a blocked read wakes up */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGXFSZ, &action, NULL);
}

int
stop_signal(void)
{
    return noted;
}

void
stop_badly(enum status code)
{
    struct error err = {0};
    int number = errno;
    if (code == STATUS_NOMEM)
        (void)error_no_memory(&err);
    else
        (void)error_errno(&err, number ? number : EIO, "%s",
                          TR("Xapian gave up, nothing is half written",
                             "abandon de Xapian, rien n'est à moitié écrit"));
    log_error("%s", err.text);
}

void
stop_at_once(enum status code)
{
    stop_badly(code);
    _exit(exit_code_of(code));
}
