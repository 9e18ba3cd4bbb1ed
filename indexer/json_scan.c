#include "indexer/json_scan.h"

enum state { VALUE, FIRST_VALUE, NAME, FIRST_NAME, COLON, NEXT, SCALAR, STRING, NAME_STRING, DONE };

enum step { TAKEN, AGAIN, WRONG, DEEP };

void json_scan_begin(struct json_scan *s, bool seek)
{
    *s = (struct json_scan){.state = VALUE, .seek = seek};
}

void json_scan_behind_element(struct json_scan *s)
{
    s->state = NEXT;
}

bool json_scan_may_end(const struct json_scan *s)
{
    return s->depth == 0 && s->state == SCALAR;
}

const char *json_scan_expected(const struct json_scan *s)
{
    static const char *const texts[] = {
        [VALUE] = "a value",
        [FIRST_VALUE] = "a value or a bracket",
        [NAME] = "a name in quotation marks",
        [FIRST_NAME] = "a name in quotation marks or a bracket",
        [COLON] = "a colon",
        [NEXT] = "a comma or a bracket",
        [SCALAR] = "a comma or a bracket",
        [STRING] = "a quotation mark",
        [NAME_STRING] = "a quotation mark",
        [DONE] = "the end",
    };
    return texts[s->state];
}

static bool ends_scalar(char c)
{
    return json_is_space(c) || c == ',' || c == ']' || c == '}' || c == ':' || c == '"' || c == '{' || c == '[';
}

static bool in_array(const struct json_scan *s)
{
    unsigned level = s->depth - 1;
    return s->arrays[level / 64] >> level % 64 & 1;
}

/* A bit for each open level that is an array, of the levels that fields are in. */
static uint64_t arrays_around(const struct json_scan *s)
{
    return s->depth < 64 ? s->arrays[0] & (((uint64_t)1 << s->depth) - 1) : s->arrays[0];
}

static bool is_one_bit(uint64_t bits)
{
    return bits && !(bits & (bits - 1));
}

static void weigh(struct json_scan *s, char c)
{
    enum { WORD = 8 };
    s->weight += c == ' ' ? WORD : (unsigned char)c >= 0x80;
}

/* At the end of a string that is no name. */
static void note_text(struct json_scan *s)
{
    enum { TEXT_WEIGHT = 40 }; /* five words, or as many bytes of a script without spaces */
    if (s->weight >= TEXT_WEIGHT && s->depth && !in_array(s) && is_one_bit(arrays_around(s)))
        s->text = true;
    s->weight = 0;
}

static enum step push(struct json_scan *s, bool array)
{
    if (s->depth == JSON_SCAN_LEVELS)
        return DEEP;
    if (array && !arrays_around(s))
        s->taken = s->text = false;
    uint64_t bit = (uint64_t)1 << s->depth % 64, *word = &s->arrays[s->depth / 64];
    *word = array ? *word | bit : *word & ~bit;
    s->depth++;
    s->state = array ? FIRST_VALUE : FIRST_NAME;
    return TAKEN;
}

static enum step behind_value(struct json_scan *s)
{
    s->state = s->depth ? NEXT : DONE;
    return TAKEN;
}

static enum step pop(struct json_scan *s)
{
    s->lost |= s->taken && s->text && in_array(s) && is_one_bit(arrays_around(s));
    s->depth--;
    return behind_value(s);
}

static enum step step_value(struct json_scan *s, char c)
{
    if (c == '{' || c == '[')
        return push(s, c == '[');
    if (c == ']' && s->state == FIRST_VALUE)
        return pop(s);
    if (c == '"')
        s->state = STRING;
    else if (ends_scalar(c))
        return WRONG;
    else
        s->state = SCALAR;
    return TAKEN;
}

static enum step step_name(struct json_scan *s, char c)
{
    if (c == '}' && s->state == FIRST_NAME)
        return pop(s);
    if (c != '"')
        return WRONG;
    s->state = NAME_STRING;
    return TAKEN;
}

static enum step step_next(struct json_scan *s, char c)
{
    bool array = in_array(s);
    if (c == (array ? ']' : '}'))
        return pop(s);
    if (c != ',')
        return WRONG;
    s->state = array ? VALUE : NAME;
    return TAKEN;
}

static enum step step_string(struct json_scan *s, char c)
{
    if (s->escaped)
        s->escaped = false;
    else if (c == '\\')
        s->escaped = true;
    else if (c == '"' && s->state == NAME_STRING)
        s->state = COLON;
    else if (c == '"') {
        note_text(s);
        return behind_value(s);
    } else if (s->seek && s->state == STRING)
        weigh(s, c);
    return TAKEN;
}

static enum step step_scalar(struct json_scan *s, char c)
{
    if (!ends_scalar(c))
        return TAKEN;
    behind_value(s);
    return AGAIN;
}

static enum step take(struct json_scan *s, char c)
{
    if (s->state >= STRING)
        return step_string(s, c);
    if (s->state == SCALAR)
        return step_scalar(s, c);
    if (json_is_space(c))
        return TAKEN;
    switch (s->state) {
    case VALUE:
    case FIRST_VALUE:
        return step_value(s, c);
    case NAME:
    case FIRST_NAME:
        return step_name(s, c);
    case NEXT:
        return step_next(s, c);
    default:
        s->state = c == ':' ? VALUE : s->state;
        return c == ':' ? TAKEN : WRONG;
    }
}

bool json_scan_in_element(const struct json_scan *s)
{
    return s->depth && arrays_around(s) & (((uint64_t)1 << (s->depth - 1)) - 1);
}

void json_scan_take(struct json_scan *s)
{
    s->taken |= json_scan_in_element(s);
    s->stopped = false;
    json_scan_behind_element(s);
}

/* Objects around the array that was just opened, of which one may be an element of another array. */
static bool at_elements(struct json_scan *s, char c)
{
    enum { DEPTH_MAX = JSON_SCAN_DESCENT + 2 };
    if (!s->seek || s->state != FIRST_VALUE || c != '{' || s->depth > DEPTH_MAX || s->depth < 2)
        return false;
    uint64_t arrays = arrays_around(s), last = (uint64_t)1 << (s->depth - 1), around = arrays & ~last;
    bool ours = arrays & last && !(around & last >> 1) && !(around & (around - 1)) && !(arrays & 1);
    ours &= !(s->flat && around);
    unsigned names = s->depth - 1 - (around != 0);
    s->stopped = !s->stopped && ours && names <= JSON_SCAN_DESCENT;
    return s->stopped;
}

enum json_scan_result json_scan_on(struct json_scan *s, struct str bytes, size_t *used)
{
    *used = 0;
    if (s->state == DONE)
        return JSON_SCAN_END;
    for (size_t at = 0; at < bytes.len; at++) {
        char c = bytes.ptr[at];
        *used = at;
        if (at_elements(s, c))
            return JSON_SCAN_ELEMENTS;
        enum step step;
        while ((step = take(s, c)) == AGAIN && s->state != DONE)
            continue;
        if (step == WRONG || step == DEEP)
            return step == WRONG ? JSON_SCAN_BROKEN : JSON_SCAN_DEEP;
        if (s->state == DONE) {
            *used = step == AGAIN ? at : at + 1;
            return JSON_SCAN_END;
        }
    }
    *used = bytes.len;
    return JSON_SCAN_MORE;
}
