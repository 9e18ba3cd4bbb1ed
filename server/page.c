#include "server/page.h"

#include <string.h>

#include "query/present.h"
#include "server/page_files.h"
#include "server/page_impl.h"
#include "server/routes.h"

const char page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/* ---- places ---- */

void page_fill(struct str text, page_writer *write, const void *context, struct buf *out)
{
    for (;;) {
        const char *open = memmem(text.ptr, text.len, "{{", 2);
        const char *close = open ? memmem(open, (size_t)(text.ptr + text.len - open), "}}", 2) : NULL;
        size_t before = close ? (size_t)(open - text.ptr) : text.len;
        buf_append(out, text.ptr, before);
        if (!close)
            return;
        write(context, (struct str){open + 2, (size_t)(close - open - 2)}, out);
        size_t behind = (size_t)(close + 2 - text.ptr);
        text = (struct str){text.ptr + behind, text.len - behind};
    }
}

/* ---- the places of index.html ---- */

static void write_title(const struct view *v, struct buf *out)
{
    struct str headline = buf_str(&v->marked.headline.text), words = buf_str(&v->params.q);
    struct str title = headline.len ? headline : words;
    present_html(title, out);
    buf_append_text(out, title.len ? " – Dateline" : "Dateline");
}

static void write_words(const struct view *v, struct buf *out)
{
    present_html(buf_str(&v->params.q), out);
}

/* The form has fields for these: the dates where there are filters. */
static bool has_field(const struct view *v, struct str name)
{
    bool date = str_equal(name, str_of("from-date")) || str_equal(name, str_of("to-date"));
    return str_equal(name, str_of("q")) || (date && !v->article_id.len);
}

/* The parameters that the form keeps. */
static void write_kept(const struct view *v, struct buf *out)
{
    const struct target *target = v->call->target;
    for (size_t i = 0; i < target->params; i++) {
        struct str name = target->param[i].name, value = target->param[i].value;
        if (value.len == 0 || has_field(v, name) || page_is_view(name))
            continue;
        buf_append_text(out, "<input type=\"hidden\" name=\"");
        present_html(name, out);
        buf_append_text(out, "\" value=\"");
        present_html(value, out);
        buf_append_text(out, "\">");
    }
}

/* The same search as a feed: in the order of a feed, and from its beginning. */
static void write_feed(const struct view *v, struct buf *out)
{
    static const struct page_change change[] = {{"order-by", {NULL, 0}}, {"format", {"atom", 4}}};
    struct buf link = {0};
    page_link(v, change, 2, &link);
    buf_append_text(out, "v1/search");
    buf_append_text(out, buf_text(&link) + strlen("./"));
    out->failed = out->failed || link.failed;
    buf_release(&link);
}

static void write_main(const struct view *v, struct buf *out)
{
    if (v->article_id.len) {
        page_article(v, out);
        return;
    }
    buf_append_text(out, "<h1 class=\"unseen\">Articles");
    if (v->params.q.len) {
        buf_append_text(out, " for ");
        write_words(v, out);
    }
    buf_append_text(out, "</h1>\n");
    page_timeline(v, out);
    buf_append_text(out, "<div class=\"columns\">\n<section id=\"results\" tabindex=\"-1\" aria-label=\"Results\">\n");
    page_hits(v, out);
    buf_append_text(out, "</section>\n<aside id=\"filters\" aria-label=\"Narrow the search\">\n");
    page_facets(v, out);
    buf_append_text(out,
                    "<button class=\"close\" type=\"button\" hidden>Show the articles</button>\n</aside>\n</div>\n");
}

static const struct place {
    const char *name;
    void (*write)(const struct view *v, struct buf *out);
} places[] = {
    {"title", write_title}, {"words", write_words}, {"kept", write_kept}, {"feed", write_feed}, {"main", write_main},
};

static void write_place(const void *context, struct str name, struct buf *out)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (str_equal(str_of(places[i].name), name))
            places[i].write(context, out);
}

enum status answer_page(struct call *call, struct err *err)
{
    struct view v = {.call = call};
    enum status s = view_make(&v, err);
    if (!s)
        page_fill(file_index_html, write_place, &v, &call->answer->body);
    view_release(&v);
    return s ? s : answer_done(call->answer, ANSWER_HTML, err);
}

/* ---- problems ---- */

struct trouble {
    enum reason reason;
    const char *detail;
};

static void write_trouble(const void *context, struct str name, struct buf *out)
{
    const struct trouble *t = context;
    if (str_equal(name, str_of("title")))
        buf_append_text(out, "Dateline");
    else if (str_equal(name, str_of("feed")))
        buf_append_text(out, "v1/search?format=atom");
    if (!str_equal(name, str_of("main")))
        return;
    buf_append_text(out, "<section class=\"trouble\" id=\"results\" tabindex=\"-1\">\n<h1>");
    buf_append_text(out, reason_is_the_clients(t->reason) ? "That did not work" : "No answer at the moment");
    buf_append_text(out, "</h1>\n<p id=\"total\">");
    present_html(str_of(t->detail && *t->detail ? t->detail : reason_detail(t->reason)), out);
    buf_append_text(out, "</p>\n<p><a href=\"./\">Start again</a></p>\n</section>\n");
}

void page_problem(enum reason reason, const char *detail, struct buf *out)
{
    const struct trouble trouble = {reason, detail};
    page_fill(file_index_html, write_trouble, &trouble, out);
}
