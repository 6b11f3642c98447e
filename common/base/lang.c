/* Every step: the language of messages. */
#include "lang.h"

#include <stdlib.h>
#include <string.h>

static enum lang current = LANG_EN;
static _Thread_local struct {
    bool set;
    enum lang lang;
} here; /* what lang_use said in this thread */

static bool
is_french(const char *name)
{
    return strncmp(name, "fr", 2) == 0 &&
           (name[2] == '\0' || strchr("_.@-", name[2]));
}

/* POSIX: the first of these that is set and not empty counts. */
static const char *
locale_name(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

bool
lang_choose(const char *option)
{
    const char *name = option ? option : getenv("LIASSE_LANG");
    if (!name || !*name)
        name = locale_name();
    current = is_french(name) ? LANG_FR : LANG_EN;
    return !option || is_french(option) || strcmp(option, "en") == 0;
}

enum lang
lang_current(void)
{
    return here.set ? here.lang : current;
}

void
lang_use(enum lang lang)
{
    here.set = true;
    here.lang = lang;
}

const char *
lang_name(void)
{
    return lang_current() == LANG_FR ? "fr" : "en";
}

const char *
lang_pick(const char *english, const char *french)
{
    return lang_current() == LANG_FR ? french : english;
}
