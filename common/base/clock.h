#ifndef LIASSE_CLOCK_H
#define LIASSE_CLOCK_H

/* Seconds of a clock that only goes forward; its start means nothing. */
double clock_seconds(void);
/* Processor time of the program, all its threads. */
double clock_cpu_seconds(void);

#endif
