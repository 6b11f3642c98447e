/* Serve: files compiled in (web.cmake makes assets_data.h of them). */
#include "assets.h"

#include "site.h"

#include "assets_data.h"

#include <string.h>

const struct asset *
asset_at(size_t i)
{
    return i < sizeof assets / sizeof assets[0] ? &assets[i] : NULL;
}

const struct asset *
asset_find(struct str name)
{
    for (size_t i = 0; asset_at(i); i++)
        if (str_eq(str_from(assets[i].name), name))
            return &assets[i];
    return NULL;
}

struct str
asset_url(const char *name)
{
    for (size_t i = 0; asset_at(i); i++)
        if (strcmp(assets[i].name, name) == 0)
            return str_from(assets[i].url);
    return STR("");
}

const char *
assets_stamp(void)
{
    return ASSETS_STAMP;
}

bool
asset_answer(struct visit *visit)
{
    struct str path = visit->request->url.path;
    for (size_t i = 0; asset_at(i); i++) {
        bool stamped = str_eq(path, str_from(assets[i].url));
        if (!stamped &&
            !str_eq(str_from_offset(path, 1), str_from(assets[i].name)))
            continue;
        if (!assets[i].served)
            return false;
        visit->response->status = 200;
        visit->response->type = str_from(assets[i].type);
        visit->response->cache =
            stamped ? HTTP_CACHE_FOREVER : HTTP_CACHE_CHECK;
        visit->response->etag = str_from(assets[i].etag);
        if (http_etag_matches(visit->request->etags, visit->response->etag))
            visit->response->status = 304;
        else
            buf_add(visit->out, assets[i].bytes);
        return true;
    }
    return false;
}
