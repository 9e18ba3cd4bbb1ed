#include "query/proximity.h"

#include <string.h>

typedef uint32_t four __attribute__((vector_size(16)));

static inline bool is_any(four lanes)
{
    uint64_t part[2];
    memcpy(part, &lanes, sizeof part);
    return (part[0] | part[1]) != 0;
}

/* Whether the number is one of the eight. */
static inline bool is_among(const uint32_t *eight, uint32_t number)
{
    four a, b;
    memcpy(&a, eight, sizeof a);
    memcpy(&b, eight + 4, sizeof b);
    return is_any((four)((a == number) | (b == number)));
}

/* Whether an ascending list has the number. Where it would stand cannot be foreseen, so it is looked for without
 * branches that depend on it. */
static inline bool has_number(const uint32_t *list, size_t count, uint32_t number)
{
    while (count > POSITIONS_SPARE) {
        size_t half = count / 2;
        list += list[half - 1] < number ? half : 0;
        count -= half;
    }
    return is_among(list, number);
}

enum { FEW = 4 }; /* positions: most articles have no more of the rarer word */

/* Whether one of a few numbers, plus `shift`, is among at most POSITIONS_SPARE. How many there are cannot be
 * foreseen, so as many are compared always: in place of those that are not there the first again, and what is equal
 * behind the list's last is struck out. */
static inline bool few_meet(const uint32_t *few, size_t few_count, uint32_t shift, const uint32_t *list, size_t count)
{
    static const uint32_t all[2 * POSITIONS_SPARE] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
    four low, high, in_low, in_high, met_low = {0}, met_high = {0};
    memcpy(&low, list, sizeof low);
    memcpy(&high, list + 4, sizeof high);
    memcpy(&in_low, all + POSITIONS_SPARE - count, sizeof in_low);
    memcpy(&in_high, all + POSITIONS_SPARE - count + 4, sizeof in_high);
    for (size_t i = 0; i < FEW; i++) {
        uint32_t number = few[i < few_count ? i : 0] + shift;
        met_low |= (four)(low == number);
        met_high |= (four)(high == number);
    }
    return is_any((met_low & in_low) | (met_high & in_high));
}

bool phrase_meets(const struct positions *rarer, const struct positions *other, uint32_t offset)
{
    uint32_t shift = other->before - rarer->before + offset;
    if (rarer->count == 0 || other->count == 0)
        return false;
    if (rarer->count <= FEW && other->count <= POSITIONS_SPARE)
        return few_meet(rarer->number, rarer->count, shift, other->number, other->count);
    bool meets = false;
    uint32_t last = other->number[other->count - 1];
    for (uint32_t i = 0; !meets && i < rarer->count; i++) {
        uint32_t number = rarer->number[i] + shift;
        meets = number <= last && has_number(other->number, other->count, number);
    }
    return meets;
}

void phrase_keep(struct u32_array *starts, const struct positions *position, uint32_t offset)
{
    size_t kept = 0, count = position->count ? starts->count : 0;
    uint32_t last = position->count ? position->number[position->count - 1] : 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t start = starts->data[i], number = start + offset + position->before;
        starts->data[kept] = start;
        kept += (number <= last) & has_number(position->number, position->count, number);
    }
    starts->count = kept;
}

/* ---- near ---- */

/* The first element >= value. */
static size_t lower_bound(const struct u32_array *a, uint64_t value)
{
    size_t low = 0, high = a->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (a->data[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* In order: each operand at its first place behind the one before it, which leaves the most room for the next. */
static bool ordered_from(const struct near_operand *operand, size_t count, uint32_t first, uint32_t span)
{
    uint64_t end = (uint64_t)first + operand[0].length;
    for (size_t i = 1; i < count; i++) {
        size_t at = lower_bound(operand[i].start, end);
        if (at == operand[i].start->count)
            return false;
        end = (uint64_t)operand[i].start->data[at] + operand[i].length;
        if (end - 1 - first > span)
            return false;
    }
    return end - 1 - first <= span;
}

/* A choice of places, one an operand, inside the window from `first` to `last`. */
struct choice {
    const struct near_operand *operand;
    size_t count;
    uint64_t first, last;
    uint64_t start[NEAR_OPERANDS_MAX];
};

static bool overlaps(const struct choice *c, size_t chosen, uint64_t start, uint32_t length)
{
    for (size_t i = 0; i < chosen; i++)
        if (start < c->start[i] + c->operand[i].length && c->start[i] < start + length)
            return true;
    return false;
}

/* Places operand `at` and those after it. Operands with the same places are taken in ascending order only: every other
 * order would be the same choice again. */
static bool choose(struct choice *c, size_t at)
{
    if (at == c->count)
        return true;
    const struct near_operand *o = &c->operand[at];
    uint64_t from = c->first;
    for (size_t i = 0; i < at; i++)
        if (c->operand[i].start == o->start && c->start[i] > from)
            from = c->start[i];
    for (size_t i = lower_bound(o->start, from); i < o->start->count; i++) {
        uint64_t start = o->start->data[i];
        if (start + o->length - 1 > c->last)
            return false;
        if (overlaps(c, at, start, o->length))
            continue;
        c->start[at] = start;
        if (choose(c, at + 1))
            return true;
    }
    return false;
}

bool near_match(const struct near_operand *operand, size_t count, uint32_t span, bool ordered)
{
    if (count == 0 || count > NEAR_OPERANDS_MAX)
        return false;
    struct choice c = {.operand = operand, .count = count};
    /* Every window begins at a place of some operand. */
    for (size_t first = 0; first < (ordered ? 1 : count); first++) {
        for (size_t i = 0; i < operand[first].start->count; i++) {
            c.first = operand[first].start->data[i];
            c.last = c.first + span;
            if (ordered ? ordered_from(operand, count, (uint32_t)c.first, span) : choose(&c, 0))
                return true;
        }
    }
    return false;
}
