/* Looking up many documents in a block against a look at each. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "query/places.h"
#include "tests/random.h"
#include "tests/unit/suite.h"

enum { ROUNDS = 5000 };

static struct places places;
static struct cursor cursor;

/* Fills the block with `count` documents from `from` on, and CURSOR_END behind them. */
static uint32_t fill_block(struct random *lot, uint32_t from, uint32_t count, uint32_t gap)
{
    cursor.count = count;
    for (uint32_t i = 0; i < CURSOR_BLOCK; i++)
        cursor.documents[i] = i < count ? from += 1 + random_below(lot, gap) : CURSOR_END;
    return from;
}

static bool is_in_block(uint32_t document)
{
    for (uint32_t i = 0; i < cursor.count; i++)
        if (cursor.documents[i] == document)
            return true;
    return false;
}

/* What a table holds from before does not matter, wherever the block lies. */
START_TEST(documents_are_at_their_places)
{
    static const uint32_t blocks[] = {0, 1, 7, 127, 128}, gaps[] = {1, 3, 20, 90};
    struct random lot = {.state = 5};
    memset(&places, 0xff, sizeof places);
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t from = random_below(&lot, 4000), asked = random_below(&lot, CURSOR_BLOCK + 1);
        fill_block(&lot, random_below(&lot, 4000), blocks[random_below(&lot, 5)], gaps[random_below(&lot, 4)]);
        uint32_t document[CURSOR_BLOCK], gap = gaps[random_below(&lot, 4)];
        uint8_t place[CURSOR_BLOCK];
        for (uint32_t i = 0; i < asked; i++)
            document[i] = from += 1 + random_below(&lot, gap);
        places_find(&places, &cursor, document, asked, place);
        for (uint32_t i = 0; i < asked; i++)
            ck_assert_int_eq(cursor.documents[place[i]] == document[i], is_in_block(document[i]));
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("places");
    tcase_add_test(tests, documents_are_at_their_places);
    return run_suite(tests, "places");
}
