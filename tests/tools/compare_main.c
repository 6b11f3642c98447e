/* compare LEFT RIGHT: exit 0 when two databases hold the same, 1 when not. */
#include "compare.h"

#include <stdio.h>

int
main(int argc, char **argv)
{
    AUTO(xap_reader) struct xap_reader *left = NULL;
    AUTO(xap_reader) struct xap_reader *right = NULL;
    struct comparison result;
    struct error err = {0};
    if (argc != 3) {
        fprintf(stderr, "usage: compare LEFT RIGHT\n");
        return 2;
    }
    if (xap_reader_open(&left, argv[1], &err) != STATUS_OK ||
        xap_reader_open(&right, argv[2], &err) != STATUS_OK ||
        compare_databases(&result, left, right, &err) != STATUS_OK) {
        fprintf(stderr, "compare: %s\n", err.text);
        return 3;
    }
    printf(
        "%llu documents, %llu terms, %llu postings, %llu positions, "
        "%llu values, %llu metadata: %llu differences\n",
        (unsigned long long)result.documents, (unsigned long long)result.terms,
        (unsigned long long)result.postings,
        (unsigned long long)result.positions, (unsigned long long)result.values,
        (unsigned long long)result.metadata,
        (unsigned long long)result.differences);
    if (result.differences)
        printf("first: %s\n", result.first);
    return result.differences ? 1 : 0;
}
