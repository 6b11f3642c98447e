/* Query: which further fields hits carry. */
#include "more_fields.h"

#include "lang.h"

_Static_assert(FIELD_COUNT <= 64, "a field_set has a bit for each field");

enum status
more_fields_add(field_set *set, struct str names, struct error *err)
{
    field_set found = 0;
    while (names.len) {
        struct str name;
        enum field fields[FIELD_COUNT];
        enum meaning meaning = MEANING_FIELD;
        str_cut(names, STR(","), &name, &names);
        name = str_trim(name);
        size_t count = schema_by_query_name(name, fields, &meaning);
        if (count == 0 || meaning != MEANING_FIELD)
            return error_set(err, STATUS_SYNTAX,
                             TR("no field '" STR_FMT "': see --fields",
                                "pas de champ « " STR_FMT " » : voir --fields"),
                             STR_ARG(name));
        for (size_t i = 0; i < count; i++)
            found |= (field_set)1 << fields[i];
    }
    *set |= found;
    return STATUS_OK;
}
