#ifndef LIASSE_LANG_H
#define LIASSE_LANG_H

/* The language of messages: both texts stand where the message is made.
 *
 *     error_set(err, STATUS_FORMAT, TR("no such file '%s'",
 *                                      "fichier '%s' introuvable"), name);
 *
 * The language is set once, by main, before any thread starts; a thread that
 * answers people of either language chooses its own with lang_use. */

#include "attr.h"

#include <stdbool.h>

enum lang { LANG_EN, LANG_FR };

/* From --lang (may be NULL), else LIASSE_LANG, else the LC_ALL, LC_MESSAGES
 * or LANG of the environment; false when the option names no language. */
bool lang_choose(const char *option);
enum lang lang_current(void);
/* For this thread, from now on. */
void lang_use(enum lang lang);
/* "en" or "fr": to hand on to a child process. */
const char *lang_name(void);

const char *lang_pick(const char *english, const char *french) FORMAT_ARG(1)
    FORMAT_ARG(2);

#define TR(english, french) lang_pick(english, french)

#endif
