#include "tests/faults/known_news.h"

#include <inttypes.h>

#include "tests/random.h"

enum { WORDS = 300, WORDS_AN_ARTICLE = 25, DAYS = 1000 };

/* The word at a place of an article, out of WORDS. */
static uint32_t word_at(uint32_t article, uint32_t version, uint32_t place)
{
    struct random r = {((uint64_t)article << 32) + (uint64_t)version * 1000 + place};
    return random_below(&r, WORDS);
}

int64_t known_day(uint32_t article, uint32_t version)
{
    return (article * 31 + version * 7) % DAYS;
}

void known_article(uint32_t number, uint32_t version, struct article *out)
{
    struct buf text = {0};
    article_reset(out);
    buf_printf(&text, "%" PRIu32, number);
    article_set(out, FIELD_ID, buf_str(&text));
    buf_reset(&text);
    buf_printf(&text, "everywhere group%" PRIu32 " version%" PRIu32 " parity %s", number % KNOWN_GROUPS, version,
               version % 2 ? "odd" : "even");
    for (uint32_t i = 0; i < WORDS_AN_ARTICLE; i++)
        buf_printf(&text, " w%" PRIu32, word_at(number, version, i));
    article_set(out, FIELD_BODY, buf_str(&text));
    out->published = (struct date){known_day(number, version) * 86400, 0, DATE_DAY};
    buf_release(&text);
}

void known_question(const struct known_question *q, struct buf *out)
{
    char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
    const char *parity = q->number % 2 ? "odd" : "even";
    switch (q->kind) {
    case ASK_PARITY:
        buf_append_text(out, parity);
        break;
    case ASK_PHRASE:
        buf_printf(out, "\"parity %s\" everywhere", parity);
        break;
    case ASK_GROUP:
        buf_printf(out, "group%" PRIu32 " AND odd", q->number % KNOWN_GROUPS);
        break;
    case ASK_OTHERS:
        buf_printf(out, "every* NOT group%" PRIu32, q->number % KNOWN_GROUPS);
        break;
    case ASK_WORD:
        buf_printf(out, "w%" PRIu32, q->number % WORDS);
        break;
    case ASK_DATES:
        date_format(&(struct date){(int64_t)(q->number % DAYS) * 86400, 0, DATE_DAY}, from);
        date_format(&(struct date){(int64_t)(q->number % DAYS + 100) * 86400, 0, DATE_DAY}, to);
        buf_printf(out, "everywhere date:%s..%s", from, to);
        break;
    default:
        buf_append_text(out, "everywhere");
    }
}

static bool holds_word(uint32_t article, uint32_t version, uint32_t word)
{
    for (uint32_t i = 0; i < WORDS_AN_ARTICLE; i++)
        if (word_at(article, version, i) == word)
            return true;
    return false;
}

bool known_match(const struct known_question *q, uint32_t article, uint32_t version)
{
    int64_t day = known_day(article, version), first = q->number % DAYS;
    if (version == 0)
        return false;
    switch (q->kind) {
    case ASK_PARITY:
    case ASK_PHRASE:
        return version % 2 == q->number % 2;
    case ASK_GROUP:
        return article % KNOWN_GROUPS == q->number % KNOWN_GROUPS && version % 2 == 1;
    case ASK_OTHERS:
        return article % KNOWN_GROUPS != q->number % KNOWN_GROUPS;
    case ASK_WORD:
        return holds_word(article, version, q->number % WORDS);
    case ASK_DATES:
        return day >= first && day <= first + 100;
    default:
        return true;
    }
}
