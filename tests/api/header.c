/* The public header by itself, twice, in every language it promises. */
#include <liasse.h>
#include <liasse.h>

int main(void)
{
    liasse_options options;
    liasse_error error;
    liasse *index;
    liasse_options_init(&options, sizeof options);
    options.snippets = LIASSE_SNIPPETS_USUAL;
    if (liasse_open(&index, "no such index", &error) != LIASSE_NOT_FOUND)
        return 1;
    return index ? 1 : 0;
}
