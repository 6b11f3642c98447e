#ifndef LIASSE_CLOCK_H
#define LIASSE_CLOCK_H

#include <sys/types.h>

/* Seconds of a clock that only goes forward; its start means nothing. */
double clock_seconds(void);
/* Processor time of the program, all its threads. */
double clock_cpu_seconds(void);
/* The same of another process; 0 of one that is not. */
double clock_cpu_seconds_of(pid_t process);

#endif
