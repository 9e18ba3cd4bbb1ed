/* What the first bytes of a file say, found without a parser: the charset that is declared, the root element. */
#include <string.h>

#include "indexer/xml_in.h"

/* Bytes of UTF-16 and UTF-32 become those of ASCII by dropping the zeros, which will do for names of tags. */
static struct str plain_bytes(struct str head, struct buf *scratch)
{
    static const struct str marks[] = {{"\xef\xbb\xbf", 3}, {"\xff\xfe", 2}, {"\xfe\xff", 2}, {"\0\0\xfe\xff", 4}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_begins_with(head, marks[i]))
            head = (struct str){head.ptr + marks[i].len, head.len - marks[i].len};
    buf_reset(scratch);
    for (size_t i = 0; i < head.len; i++)
        if (head.ptr[i])
            buf_append_byte(scratch, head.ptr[i]);
    return buf_str(scratch);
}

static struct str behind_doctype(struct str text)
{
    size_t end = 0;
    while (end < text.len && text.ptr[end] != '>' && text.ptr[end] != '[')
        end++;
    if (end < text.len && text.ptr[end] == '[')
        text = str_behind(text, "]");
    return str_behind(text, ">");
}

static struct str name_of_tag(struct str tag)
{
    size_t len = 0, start = 0;
    while (len < tag.len && !strchr(" \t\r\n/>", tag.ptr[len])) {
        if (tag.ptr[len] == ':')
            start = len + 1;
        if (strchr("<=\"'&;", tag.ptr[len]))
            return (struct str){NULL, 0};
        len++;
    }
    return len > start && len < tag.len ? (struct str){tag.ptr + start, len - start} : (struct str){NULL, 0};
}

/* Whether markup begins there, behind a mark and the NULs of wide characters: four readers ask, of every file. */
static bool begins_markup(struct str head)
{
    enum { LOOK = 64 };
    static const char before[] = "\0 \t\r\n\xef\xbb\xbf\xff\xfe";
    size_t at = 0;
    while (at < head.len && at < LOOK && memchr(before, head.ptr[at], sizeof before - 1))
        at++;
    return at < head.len && (head.ptr[at] == '<' || at == LOOK);
}

struct str xml_root_name(struct str head, struct buf *scratch)
{
    if (!begins_markup(head))
        return (struct str){NULL, 0};
    struct str text = plain_bytes(head, scratch);
    for (;;) {
        text = str_trim(text);
        if (str_begins_with(text, str_of("<?")))
            text = str_behind(text, "?>");
        else if (str_begins_with(text, str_of("<!--")))
            text = str_behind(str_skip(text, 4), "-->");
        else if (str_begins_with(text, str_of("<!")))
            text = behind_doctype(text);
        else if (str_begins_with(text, str_of("<")))
            return name_of_tag(str_skip(text, 1));
        else
            return (struct str){NULL, 0};
    }
}

struct str xml_declared_charset(struct str head)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *name;
    } marks[] = {
        {"\0\0\0<", 4, "UTF-32BE"}, {"<\0\0\0", 4, "UTF-32LE"}, {"\0<", 2, "UTF-16BE"}, {"<\0", 2, "UTF-16LE"}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_begins_with(head, (struct str){marks[i].bytes, marks[i].len}))
            return str_of(marks[i].name);
    struct str utf8 = str_of("UTF-8");
    const char *end = head.len > 5 && memcmp(head.ptr, "<?xml", 5) == 0 ? memchr(head.ptr, '>', head.len) : NULL;
    const char *name = end ? memmem(head.ptr, (size_t)(end - head.ptr), "encoding", 8) : NULL;
    if (!name)
        return utf8;
    struct str value = str_trim((struct str){name + 8, (size_t)(end - name) - 8});
    if (value.len && value.ptr[0] == '=')
        value = str_trim((struct str){value.ptr + 1, value.len - 1});
    const char *quote = value.len > 1 ? memchr(value.ptr + 1, value.ptr[0], value.len - 1) : NULL;
    return quote ? (struct str){value.ptr + 1, (size_t)(quote - value.ptr) - 1} : utf8;
}
