/* ingest, index: signals. */
#include "stopping.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

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
