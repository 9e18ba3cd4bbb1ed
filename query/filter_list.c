#include "query/filter_list.h"

#include <string.h>

void filter_list_begin(struct filter_list *list, struct str text, enum filter_syntax syntax)
{
    *list = (struct filter_list){.text = text.len ? text : str_of(""), .syntax = syntax};
}

static void skip_space(struct filter_list *list)
{
    while (list->at < list->text.len && list->text.ptr[list->at] == ' ')
        list->at++;
}

static bool is_separator(const struct filter_list *list, char c)
{
    return c == ',' || (c == '|' && list->syntax == FILTER_CLAUSES);
}

static bool fail(struct filter_list *list, const char *fault)
{
    list->fault = fault;
    return false;
}

static bool read_quoted(struct filter_list *list, struct str *text)
{
    const char *start = list->text.ptr + list->at + 1;
    size_t rest = list->text.len - list->at - 1;
    const char *end = memchr(start, '"', rest);
    if (!end)
        return fail(list, "a quotation mark is not closed");
    *text = (struct str){start, (size_t)(end - start)};
    list->at += text->len + 2;
    skip_space(list);
    if (list->at < list->text.len && !is_separator(list, list->text.ptr[list->at]))
        return fail(list, "a comma must follow a value in quotation marks");
    return true;
}

static void read_plain(struct filter_list *list, struct str *text)
{
    size_t start = list->at;
    while (list->at < list->text.len && !is_separator(list, list->text.ptr[list->at]))
        list->at++;
    *text = str_trim((struct str){list->text.ptr + start, list->at - start});
}

bool filter_list_next(struct filter_list *list, struct filter_value *value)
{
    if (list->fault || list->at > list->text.len)
        return false;
    *value = (struct filter_value){0};
    skip_space(list);
    if (list->syntax == FILTER_CLAUSES && list->at < list->text.len && list->text.ptr[list->at] == '-') {
        value->negative = true;
        list->at++;
        skip_space(list);
    }
    if (list->at < list->text.len && list->text.ptr[list->at] == '"') {
        if (!read_quoted(list, &value->text))
            return false;
    } else {
        read_plain(list, &value->text);
    }
    if (str_trim(value->text).len == 0)
        return fail(list, "a value is empty");
    /* One step past the end says that the last value has been given. */
    char separator = list->at < list->text.len ? list->text.ptr[list->at] : ',';
    value->or_next = separator == '|' || (list->syntax == FILTER_IDS && list->at < list->text.len);
    list->at++;
    return true;
}
