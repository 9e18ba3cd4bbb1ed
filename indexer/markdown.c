/* The Markdown reader: one article a file, with or without front matter.
 *
 * Keys of front matter (front_matter.h) are those of the field map, compared without case, spaces, underscores and
 * hyphens; none is the body. Of several categories the first is the section, the others are tags; posts of Jekyll, in
 * _posts/ or with a day in their names and the layout post, may have them as words of one text. A slug that is a path
 * or an address stands for the address when there is no better. The day that the name of the file begins with,
 * 2016-08-09-talks.md, is the date where no key has one. Without a title the first heading of level 1, before any other
 * text, is the headline; it is no part of the body then, nor when it repeats the title. The rest becomes text
 * (markdown_text.h). Any charset (charset.h); at most READER_TEXT_MAX bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "core/ascii.h"
#include "core/utf8.h"
#include "indexer/charset.h"
#include "indexer/clean.h"
#include "indexer/front_matter.h"
#include "indexer/markdown_text.h"
#include "indexer/names.h"
#include "indexer/reader_impl.h"

struct markdown_reader {
    struct reader reader;
    struct buf raw, utf8, clean;
    struct front_matter front;
    struct markdown_text text;
    struct values values;
    bool done;
};

/* ---- front matter ---- */

/* The day that the name of the file begins with, or that of the directory of an index.md. */
static bool date_of_name(const char *path, struct date *date)
{
    enum { DAY = 10 /* bytes */ };
    const char *name = strrchr(path, '/'), *start;
    size_t len = name ? (size_t)(name - path) : 0;
    if (name && (strncmp(name, "/index.", 7) == 0 || strncmp(name, "/_index.", 8) == 0)) {
        start = memrchr(path, '/', len);
        name = start ? start : path;
    }
    name = name ? name + (*name == '/') : path;
    if (strlen(name) <= DAY || !strchr("-_. /", name[DAY]) || name[4] != '-')
        return false;
    return date_parse((struct str){name, DAY}, date) && date->precision == DATE_DAY;
}

/* Whether the generator is Jekyll. Its posts are in a directory of this name, or have their day in the name of the file
 * and this layout, which other generators know, too. */
static bool is_jekyll(const struct markdown_reader *m)
{
    const char *path = source_path(m->reader.source);
    struct date ignored;
    if (strstr(path, "_posts/"))
        return true;
    for (size_t i = 0; i < m->front.count; i++)
        if (str_equal(front_matter_key(&m->front, i), str_of("layout")) &&
            str_equal(front_matter_value(&m->front, i), str_of("post")))
            return date_of_name(path, &ignored);
    return false;
}

/* Whether a word has neither a letter nor a digit, as the sign between two others: "Politik & Wirtschaft". */
static bool is_sign(const char *word, size_t len)
{
    size_t at = 0;
    while (at < len && !ascii_is_letter(word[at]) && !ascii_is_digit(word[at]) && (unsigned char)word[at] < 0x80)
        at++;
    return at == len;
}

/* Puts separators in the place of each mark in a text, and of what between two of them is no word. */
static void split_text(char *text, size_t len, char mark)
{
    size_t word = 0;
    for (size_t at = 0; at <= len; at++) {
        if (at < len && text[at] != mark)
            continue;
        if (is_sign(text + word, at - word))
            memset(text + word, FRONT_SEPARATOR, at - word);
        if (at < len)
            text[at] = FRONT_SEPARATOR;
        word = at + 1;
    }
}

/* There a text that is no list is several words, each a category or tag, also with commas between them. */
static void split_words(struct markdown_reader *m)
{
    for (size_t i = 0; i < m->front.count; i++) {
        struct str key = front_matter_key(&m->front, i), value = front_matter_value(&m->front, i);
        if (!m->front.entry[i].list && (str_equal(key, str_of("categories")) || str_equal(key, str_of("tags"))))
            split_text(m->front.text.data + m->front.entry[i].value, value.len,
                       memchr(value.ptr, ',', value.len) ? ',' : ' ');
    }
}

/* The value of a field under the best of its names; absent when there is none. */
static struct str find_value(const struct markdown_reader *m, int field)
{
    int best = -1;
    struct str value = {NULL, 0};
    for (size_t i = 0; i < m->front.count; i++) {
        int rank = names_rank(m->reader.map, field, front_matter_key(&m->front, i));
        if (rank < 0 || (best >= 0 && rank >= best))
            continue;
        best = rank;
        value = front_matter_value(&m->front, i);
    }
    return value;
}

/* Takes the first value off a list. */
static bool next_value(struct str *list, struct str *value)
{
    if (list->len == 0)
        return false;
    const char *end = memchr(list->ptr, FRONT_SEPARATOR, list->len);
    size_t len = end ? (size_t)(end - list->ptr) : list->len, taken = len + (end != NULL);
    *value = (struct str){list->ptr, len};
    *list = (struct str){list->ptr + taken, list->len - taken};
    return true;
}

static void add_values(struct markdown_reader *m, enum field field, struct str list, struct article *article)
{
    struct str value, line;
    while (next_value(&list, &value))
        if (values_line(&m->values, value, &line))
            article_add(article, field, line);
}

static void read_field(struct markdown_reader *m, enum field field, struct article *article)
{
    struct str list = find_value(m, (int)field), value, line;
    if (schema[field].several) {
        add_values(m, field, list, article);
        return;
    }
    while (next_value(&list, &value))
        if (field == FIELD_HEADLINE ? values_headline(&m->values, value, &line)
                                    : values_line(&m->values, value, &line)) {
            article_set(article, field, line);
            break;
        }
    if (field == FIELD_SECTION)
        add_values(m, FIELD_TAG, list, article);
}

static void read_slug(struct markdown_reader *m, struct article *article)
{
    struct str line;
    for (size_t i = 0; i < m->front.count && !article_get(article, FIELD_URL).len; i++) {
        struct str value = front_matter_value(&m->front, i);
        bool address = value.len && (value.ptr[0] == '/' || memmem(value.ptr, value.len, "://", 3));
        if (address && names_equal(front_matter_key(&m->front, i), str_of("slug")) &&
            values_line(&m->values, value, &line))
            article_set(article, FIELD_URL, line);
    }
}

static void read_front_matter(struct markdown_reader *m, struct article *article)
{
    struct date date;
    if (is_jekyll(m))
        split_words(m);
    for (int field = 0; field < FIELD_COUNT; field++)
        if (field != FIELD_BODY && field != FIELD_HOST)
            read_field(m, (enum field)field, article);
    read_slug(m, article);
    struct str value = find_value(m, FIELD_MAP_DATE);
    if ((value.len && values_date(&m->values, value, &date)) || date_of_name(source_path(m->reader.source), &date))
        article->published = date;
}

/* ---- the article ---- */

/* "draft: true" of Hugo, "published: false" of Jekyll. */
static bool is_draft(const struct markdown_reader *m)
{
    static const char *const marks[][2] = {{"draft", "true"}, {"published", "false"}};
    for (size_t i = 0; i < m->front.count; i++)
        for (size_t mark = 0; mark < sizeof marks / sizeof marks[0]; mark++)
            if (names_equal(front_matter_key(&m->front, i), str_of(marks[mark][0])) &&
                str_equal(front_matter_value(&m->front, i), str_of(marks[mark][1])))
                return true;
    return false;
}

/* The heading of the text: the headline, or a paragraph of its own when the title is another. */
static void read_heading(struct markdown_reader *m, struct article *article)
{
    struct str heading, title = article_get(article, FIELD_HEADLINE);
    if (!values_line(&m->values, buf_str(&m->text.headline), &heading) || str_equal(heading, title))
        return;
    if (!title.len) {
        article_set(article, FIELD_HEADLINE, heading);
        return;
    }
    buf_reset(&m->clean);
    buf_append_str(&m->clean, heading);
    if (m->text.text.len)
        buf_append_text(&m->clean, "\n\n");
    buf_append_str(&m->clean, buf_str(&m->text.text));
    buf_reset(&m->text.text);
    buf_append_str(&m->text.text, buf_str(&m->clean));
}

static enum status read_article(struct markdown_reader *m, struct article *article, struct err *err)
{
    enum status s = charset_to_utf8(buf_str(&m->raw), (struct str){NULL, 0}, &m->utf8, err);
    if (s)
        return s;
    utf8_repair(m->utf8.len ? m->utf8.data : "", m->utf8.len, &m->clean);
    if ((s = buf_status(&m->clean, err)))
        return s;
    struct str text = buf_str(&m->clean);
    size_t front = front_matter_read(&m->front, text);
    if (front)
        text = (struct str){text.ptr + front, text.len - front};
    if ((s = buf_status(&m->front.text, err)) || (s = markdown_text_read(&m->text, text, err)))
        return s;
    if (is_draft(m))
        return reader_refuse(&m->reader, REJECT_OTHER, err, "a draft");
    read_front_matter(m, article);
    bool body = !text_is_blank(buf_str(&m->text.text)); /* a heading alone is none */
    read_heading(m, article);
    if ((s = buf_status(&m->text.text, err)) || (s = values_status(&m->values, err)))
        return s;
    if (!body)
        return reader_refuse(&m->reader, REJECT_NO_BODY, err, m->raw.len ? "no body" : "the file is empty");
    article_set(article, FIELD_BODY, buf_str(&m->text.text));
    return buf_status(&article->text, err);
}

static enum status read_file(struct markdown_reader *m, struct article *article, struct err *err)
{
    enum status s = reader_read_all(&m->reader, READER_TEXT_MAX, &m->raw, err);
    if (s)
        return s;
    if (m->raw.len > READER_TEXT_MAX)
        return reader_refuse(&m->reader, REJECT_TOO_LONG, err, "longer than %d bytes", READER_TEXT_MAX);
    struct str head = {m->raw.data, m->raw.len < SOURCE_HEAD ? m->raw.len : SOURCE_HEAD};
    bool wide = str_begins_with(head, str_of("\xff\xfe")) || str_begins_with(head, str_of("\xfe\xff"));
    if (!wide && head_is_binary(head))
        return reader_refuse(&m->reader, REJECT_NOT_TEXT, err, "not a text file");
    return read_article(m, article, err);
}

static bool markdown_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct markdown_reader *m = (struct markdown_reader *)r;
    if (m->done)
        return false;
    m->done = true;
    *status = read_file(m, article, err);
    return *status == S_OK || r->reject != REJECT_NONE;
}

/* ---- the choice ---- */

/* JSON that has a body is an article itself. */
static bool has_known_key(const struct front_matter *f, bool json)
{
    bool known = false;
    for (size_t i = 0; i < f->count; i++) {
        struct str key = front_matter_key(f, i);
        if (json && !names_summary(key) && names_rank(NULL, FIELD_BODY, key) >= 0)
            return false;
        known |= names_known(NULL, key);
    }
    return known;
}

/* Whole front matter with a key that is known. */
int markdown_sniff(struct str head)
{
    struct front_matter *front = NULL;
    struct buf clean = {0};
    bool known = false;
    if (str_begins_with(head, str_of("\xef\xbb\xbf")))
        head = (struct str){head.ptr + 3, head.len - 3};
    if (!str_begins_with(head, str_of("---")) && !str_begins_with(head, str_of("+++")) &&
        !str_begins_with(head, str_of("{")))
        return 0;
    utf8_repair(head.ptr, head.len, &clean);
    if (!clean.failed && (front = calloc(1, sizeof *front)) && front_matter_read(front, buf_str(&clean)))
        known = has_known_key(front, head.ptr[0] == '{');
    if (front)
        front_matter_release(front);
    free(front);
    buf_release(&clean);
    return known ? 2 : 0;
}

static void markdown_close(struct reader *r)
{
    struct markdown_reader *m = (struct markdown_reader *)r;
    buf_release(&m->raw);
    buf_release(&m->utf8);
    buf_release(&m->clean);
    front_matter_release(&m->front);
    markdown_text_release(&m->text);
    values_release(&m->values);
    free(m);
}

enum status markdown_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {markdown_next, markdown_close};
    struct markdown_reader *m = calloc(1, sizeof *m);
    if (!m)
        return err_no_memory(err);
    m->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    m->text.values = &m->values;
    *out = &m->reader;
    return S_OK;
}
