/* The page's own files, as they are, and the description of the search that browsers read. */
#include "server/page_files.h"

#include <xxhash.h>

#include "query/present.h"
#include "server/page.h"
#include "server/routes.h"

static const struct file {
    const char *path;
    const char *type;
    const struct str *bytes;
} files[] = {
    {"/page.css", ANSWER_CSS, &file_page_css},
    {"/page.js", ANSWER_JS, &file_page_js},
    {"/icon.svg", ANSWER_SVG, &file_icon_svg},
};

enum status answer_page_file(struct call *call, struct err *err)
{
    const struct file *file = files;
    while (!str_equal(str_of(file->path), str_of(call->route->path)))
        file++;
    buf_append_str(&call->answer->body, *file->bytes);
    call->answer->cacheable = true;
    call->answer->tag = XXH3_64bits(file->bytes->ptr, file->bytes->len);
    return answer_done(call->answer, file->type, err);
}

/* Where the client has found this server: descriptions have no relative addresses. */
static void write_origin(const void *context, struct str place, struct buf *out)
{
    const struct call *call = context;
    (void)place; /* there is this one */
    buf_append_text(out, call->secure ? "https://" : "http://");
    present_html(call->host.len ? call->host : str_of("localhost"), out);
}

enum status answer_opensearch(struct call *call, struct err *err)
{
    page_fill(file_opensearch_xml, write_origin, call, &call->answer->body);
    return answer_done(call->answer, ANSWER_OPENSEARCH, err);
}
