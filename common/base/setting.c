/* Every program: numbers from the environment. */
#include "setting.h"

#include "str.h"

#include <stdlib.h>

uint64_t
setting(const char *name, uint64_t usual, uint64_t most)
{
    uint64_t number;
    const char *text = getenv(name);
    if (text && str_to_u64(str_from(text), &number) && number > 0 &&
        number <= most)
        return number;
    return usual;
}
