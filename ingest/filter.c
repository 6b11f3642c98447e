/* ingest: which names are read. */
#include "filter.h"

#include "bundle.h"
#include "digest.h"
#include "reader.h"

#include <fnmatch.h>
#include <string.h>

enum { NAME_MAX_BYTES = 8192 };

static bool
matches(const struct option_list *globs, const char *name)
{
    const char *slash = strrchr(name, '/');
    for (size_t i = 0; i < globs->count; i++)
        if (fnmatch(globs->at[i], name, 0) == 0 ||
            (slash && fnmatch(globs->at[i], slash + 1, 0) == 0))
            return true;
    return false;
}

/* The name as fnmatch wants it. */
static const char *
c_name(char out[NAME_MAX_BYTES], struct str name)
{
    name = str_head(name, NAME_MAX_BYTES - 1);
    if (name.len)
        memcpy(out, name.at, name.len);
    out[name.len] = '\0';
    return out;
}

bool
filter_takes(const struct filter *filter, struct str name)
{
    char text[NAME_MAX_BYTES];
    if (filter->include.count + filter->exclude.count == 0)
        return true;
    c_name(text, name);
    return !matches(&filter->exclude, text) &&
           (filter->include.count == 0 || matches(&filter->include, text));
}

bool
filter_takes_file(const struct filter *filter, struct str source)
{
    char text[NAME_MAX_BYTES];
    if (!archive_has_name(source))
        return filter_takes(filter, source);
    return !matches(&filter->exclude, c_name(text, source));
}

uint32_t
filter_stamp(const struct filter *filter)
{
    uint32_t stamp = 0;
    for (size_t i = 0; i < filter->include.count; i++) {
        stamp = crc32_add(stamp, STR("+"));
        stamp = crc32_add(stamp, str_from(filter->include.at[i]));
    }
    for (size_t i = 0; i < filter->exclude.count; i++) {
        stamp = crc32_add(stamp, STR("-"));
        stamp = crc32_add(stamp, str_from(filter->exclude.at[i]));
    }
    return stamp;
}

uint32_t
archive_version(const struct filter *filter, const char *reader)
{
    uint32_t stamp = readers_stamp(), globs = filter_stamp(filter);
    char bytes[4] = {(char)(globs >> 24), (char)(globs >> 16),
                     (char)(globs >> 8), (char)globs};
    if (globs)
        stamp = crc32_add(stamp, (struct str){bytes, sizeof bytes});
    /* (zlib's CRC of nothing at NULL is 0, whatever came before.) */
    return reader ? crc32_add(stamp, str_from(reader)) : stamp;
}
