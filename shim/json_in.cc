#include "shim/json_in.h"

#include <charconv>
#include <cstddef>
#include <cstring>
#include <forward_list>
#include <memory>
#include <new>
#include <type_traits>

#include "shim/json_repair.h"
#include "shim/simdjson_late.h"

using simdjson::dom::element;
using simdjson::dom::element_type;

namespace
{

/* Texts of numbers, which simdjson does not keep: packed into chunks that stay where they are. */
struct number_texts {
    enum { CHUNK = 4096, LONGEST = 32 };
    struct chunk {
        char bytes[CHUNK];
    };
    std::forward_list<chunk> chunks;
    size_t used = CHUNK;

    void clear() noexcept
    {
        chunks.clear();
        used = CHUNK;
    }

    /* Room for one number; throws std::bad_alloc. */
    char *room()
    {
        if (used + LONGEST > CHUNK) {
            chunks.emplace_front();
            used = 0;
        }
        return chunks.front().bytes + used;
    }
};

} // namespace

struct json_parser {
    simdjson::dom::parser parser;
    element root;
    bool parsed = false;
    struct buf text = {}; /* the record with simdjson's padding behind it */
    mutable number_texts numbers;

    json_parser() = default;
    json_parser(const json_parser &) = delete;
    json_parser &operator=(const json_parser &) = delete;
    ~json_parser()
    {
        buf_release(&text);
    }
};

/* ---- handles ---- */

/* An element is a document and an index on its tape; so is an iterator over an array. */
static_assert(sizeof(element) == sizeof(json_value::handle) && std::is_trivially_copyable<element>::value, "a handle");
static_assert(sizeof(simdjson::dom::array::iterator) == sizeof(element) &&
                  std::is_trivially_copyable<simdjson::dom::array::iterator>::value,
              "an iterator");
static_assert(sizeof(simdjson::dom::object::iterator) == sizeof(element) &&
                  std::is_trivially_copyable<simdjson::dom::object::iterator>::value,
              "an iterator");
static_assert(offsetof(simdjson::internal::tape_ref, json_index) == sizeof(uint64_t), "the index comes second");

static element unwrap(const struct json_value &value)
{
    element e;
    std::memcpy(static_cast<void *>(&e), value.handle, sizeof e);
    return e;
}

static struct str borrow(std::string_view text)
{
    return {text.data(), text.size()};
}

template <class Number> static struct str number_text(const struct json_parser *p, Number number)
{
    try {
        char *room = p->numbers.room();
        const char *end = std::to_chars(room, room + number_texts::LONGEST, number).ptr;
        const size_t len = static_cast<size_t>(end - room);
        p->numbers.used += len;
        return {room, len};
    } catch (...) {
        return {nullptr, 0};
    }
}

static struct json_value wrap(const struct json_parser *p, element e)
{
    struct json_value value = {JSON_NULL, {nullptr, 0}, {0, 0}};
    std::memcpy(value.handle, static_cast<void *>(&e), sizeof e);
    switch (e.type()) {
    case element_type::OBJECT:
        value.type = JSON_OBJECT;
        break;
    case element_type::ARRAY:
        value.type = JSON_ARRAY;
        break;
    case element_type::STRING:
        value.type = JSON_STRING;
        value.text = borrow(e.get_string().value_unsafe());
        break;
    case element_type::BOOL:
        value.type = JSON_BOOL;
        value.text = str_of(e.get_bool().value_unsafe() ? "true" : "false");
        break;
    case element_type::INT64:
        value.type = JSON_NUMBER;
        value.text = number_text(p, e.get_int64().value_unsafe());
        break;
    case element_type::UINT64:
        value.type = JSON_NUMBER;
        value.text = number_text(p, e.get_uint64().value_unsafe());
        break;
    case element_type::DOUBLE:
        value.type = JSON_NUMBER;
        value.text = number_text(p, e.get_double().value_unsafe());
        break;
    case element_type::NULL_VALUE:
        break;
    }
    return value;
}

/* ---- parsing ---- */

enum status json_parser_new(struct json_parser **out, struct err *err)
{
    *out = nullptr;
    if (enum status s = dateline::load_simdjson(err))
        return s;
    *out = new (std::nothrow) json_parser;
    return *out ? S_OK : err_no_memory(err);
}

void json_parser_free(struct json_parser *p)
{
    delete p;
}

/* Grows simdjson's memory in steps of two, so that a file whose records get longer costs few allocations. */
static simdjson::error_code make_room(struct json_parser *p, size_t len)
{
    size_t capacity = 4096;
    while (capacity < len)
        capacity *= 2;
    if (p->parser.doc.capacity() >= len && p->parser.capacity() >= len)
        return simdjson::SUCCESS;
    simdjson::error_code e = p->parser.doc.allocate(capacity);
    return e ? e : p->parser.allocate(capacity, JSON_NESTING_MAX + 1);
}

/* Runs simdjson over p->text. */
static simdjson::error_code run(struct json_parser *p)
{
    const size_t len = p->text.len;
    if (!buf_reserve(&p->text, simdjson::SIMDJSON_PADDING))
        return simdjson::MEMALLOC;
    std::memset(p->text.data + len, 0, simdjson::SIMDJSON_PADDING);
    simdjson::error_code e = make_room(p, len);
    if (!e)
        e = p->parser.parse(p->text.data, len, false).get(p->root);
    p->parsed = !e;
    return e;
}

/* Whether a \u escape of a surrogate may be in the text. simdjson takes some lone ones and makes them ill-formed UTF-8.
 */
static bool may_hold_surrogates(const char *text, size_t len)
{
    const char *end = text + len;
    while (end - text >= 6) {
        text = static_cast<const char *>(std::memchr(text, '\\', static_cast<size_t>(end - text)));
        if (!text || end - text < 6)
            return false;
        if (text[1] == 'u' && (text[2] == 'd' || text[2] == 'D') && text[3] > '7')
            return true;
        text++;
    }
    return false;
}

static enum status too_long(struct err *err, const char *when)
{
    return err_set(err, S_INPUT, "longer than %d bytes%s", JSON_RECORD_MAX, when);
}

/* The second try: the record as the strict walk repairs it. */
static enum status parse_repaired(struct json_parser *p, struct str record, size_t *offset, struct err *err)
{
    const char *problem = nullptr;
    buf_reset(&p->text);
    if (!json_repair(record, &p->text, offset, &problem))
        return problem ? err_set(err, S_INPUT, "not JSON at byte %zu: %s", *offset, problem)
                       : err_set(err, S_INPUT, "nested deeper than %d", JSON_NESTING_MAX);
    if (p->text.failed)
        return err_no_memory(err);
    if (p->text.len > JSON_RECORD_MAX)
        return too_long(err, " once it is repaired");
    simdjson::error_code e = run(p);
    if (e == simdjson::MEMALLOC)
        return err_no_memory(err);
    return e ? err_set(err, S_INPUT, "not JSON: %s", dateline::simdjson_message(e)) : S_OK;
}

static enum status parse(struct json_parser *p, struct str record, size_t *offset, struct err *err)
{
    if (!may_hold_surrogates(record.ptr, record.len)) {
        buf_reset(&p->text);
        buf_append_str(&p->text, record);
        simdjson::error_code e = run(p);
        if (!e)
            return S_OK;
        if (e == simdjson::MEMALLOC)
            return err_no_memory(err);
    }
    return parse_repaired(p, record, offset, err);
}

enum status json_parse(struct json_parser *p, const char *text, size_t len, size_t *offset, struct err *err)
{
    size_t ignored;
    offset = offset ? offset : &ignored;
    *offset = 0;
    p->parsed = false;
    p->numbers.clear();
    if (len > JSON_RECORD_MAX) {
        *offset = JSON_RECORD_MAX;
        return too_long(err, "");
    }
    return parse(p, {text, len}, offset, err);
}

/* ---- values ---- */

static struct json_value absent()
{
    return {JSON_ABSENT, {nullptr, 0}, {0, 0}};
}

struct json_value json_root(const struct json_parser *p)
{
    return p->parsed ? wrap(p, p->root) : absent();
}

/* The first member of that name. */
static bool find_member(element object, std::string_view name, element *out)
{
    return object.is_object() && !object.get_object().value_unsafe().at_key(name).get(*out);
}

struct json_value json_member(const struct json_parser *p, struct json_value object, struct str path)
{
    if (object.type != JSON_OBJECT)
        return absent();
    element at = unwrap(object), member;
    std::string_view rest(path.len ? path.ptr : "", path.len);
    for (;;) {
        if (find_member(at, rest, &member))
            return wrap(p, member);
        size_t dot = rest.find('.');
        if (dot == std::string_view::npos || !find_member(at, rest.substr(0, dot), &at))
            return absent();
        rest.remove_prefix(dot + 1);
    }
}

/* Brings an iterator to *at, the index of its next element on the tape; false at the end. */
template <class Iterator> static bool resume(Iterator *it, const Iterator &end, size_t at)
{
    uint64_t words[2];
    std::memcpy(words, static_cast<void *>(it), sizeof words);
    if (at)
        words[1] = at;
    std::memcpy(static_cast<void *>(it), words, sizeof words);
    return *it != end;
}

template <class Iterator> static size_t index_behind(Iterator it)
{
    uint64_t words[2];
    ++it;
    std::memcpy(words, static_cast<void *>(&it), sizeof words);
    return words[1];
}

bool json_next_element(const struct json_parser *p, struct json_value array, size_t *at, struct json_value *value)
{
    if (array.type != JSON_ARRAY)
        return false;
    const simdjson::dom::array elements = unwrap(array).get_array().value_unsafe();
    simdjson::dom::array::iterator it = elements.begin();
    if (!resume(&it, elements.end(), *at))
        return false;
    *value = wrap(p, *it);
    *at = index_behind(it);
    return true;
}

bool json_next_member(const struct json_parser *p, struct json_value object, size_t *at, struct str *name,
                      struct json_value *value)
{
    if (object.type != JSON_OBJECT)
        return false;
    const simdjson::dom::object members = unwrap(object).get_object().value_unsafe();
    simdjson::dom::object::iterator it = members.begin();
    if (!resume(&it, members.end(), *at))
        return false;
    *name = borrow(it.key());
    *value = wrap(p, it.value());
    *at = index_behind(it);
    return true;
}
