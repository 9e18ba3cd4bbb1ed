/* generate-news: news-like articles in any number, as JSON Lines, for tests and measurements of scale.
 *
 * The same seed gives the same bytes on every machine: the random numbers are our own, and floating point is used for
 * additions and divisions alone, which IEEE 754 defines to the last bit. Article i depends on (seed, i) only, so a wire
 * copy or a correction of article j simply tells j again.
 *
 * Lengths are products of independent factors with mean 1, hence log-normal in the limit (Gibrat); with dateline and
 * the end of the last sentence the mean is about 330 words. */
#include "corpora/language.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/json.h"

/* --- The world: places are real, agencies and papers are not --- */

static const char *const places[] = {
    "WASHINGTON",   "LONDON",    "MOSCOW",      "PARIS",     "BRUSSELS", "BEIJING",   "NEW YORK", "BERLIN",
    "TOKYO",        "VIENNA",    "GENEVA",      "ROME",      "CAIRO",    "NEW DELHI", "MADRID",   "ANKARA",
    "WARSAW",       "ATHENS",    "SARAJEVO",    "YEREVAN",   "TBILISI",  "BAKU",      "KYIV",     "PRAGUE",
    "BUDAPEST",     "BUCHAREST", "OSLO",        "STOCKHOLM", "HELSINKI", "NAIROBI",   "LAGOS",    "JOHANNESBURG",
    "BUENOS AIRES", "SAO PAULO", "MEXICO CITY", "SANTIAGO",  "SYDNEY",   "JAKARTA",   "MANILA",   "SEOUL",
    "BANGKOK",      "OTTAWA",    "LISBON",      "DUBLIN",
};
static const char *const sections[] = {"world",   "politics", "business",   "sport",       "culture",
                                       "science", "health",   "technology", "environment", "weather"};
static const char *const agencies[] = {"Meridian",     "Transalp",     "Northwire",
                                       "Cable & Star", "Levant Press", "Pacific Wire"};
static const char *const sources[] = {
    "Harbour Gazette",    "The Morning Ledger",    "Evening Courier",       "Capital Times-Register",
    "Northern Observer",  "Delta Tribune",         "The Weekly Compass",    "Lakeside Herald",
    "Old Town Chronicle", "Hill Country Sentinel", "Bridge Street Journal", "The Lantern",
    "Coastal Dispatch",   "Plains Examiner",       "Island Mail",           "Junction Post",
};
static const char *const subjects[] = {
    "elections", "trade",     "banking", "parliament", "courts",      "diplomacy", "energy",
    "football",  "athletics", "music",   "film",       "space",       "medicine",  "schools",
    "railways",  "shipping",  "farming", "storms",     "earthquakes", "refugees",
};

#define COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

/* --- A story: what an article and its copies and corrections have in common --- */

enum { TOPIC_WORDS_MAX = 24, PERSONS_MAX = 5, MEAN_WORDS = 312, WORDS_MIN = 30, WORDS_MAX = 4000 };

struct person {
    uint32_t first, last;
};

struct story {
    uint64_t seed;
    struct rng rng;
    int year; /* of the article, for the dates inside the text */
    uint64_t topic[TOPIC_WORDS_MAX];
    uint32_t topics;
    struct person person[PERSONS_MAX];
    uint32_t persons;
    const char *place, *section, *agency;
    uint32_t subject, also; /* two different ones */
    uint32_t words;         /* about so many in the body */
};

static uint32_t draw_length(struct rng *rng)
{
    uint64_t words = MEAN_WORDS;
    for (int i = 0; i < 5; i++)
        words = words * (640 + rng_below(rng, 769)) >> 10; /* a factor between 0.625 and 1.375 */
    return words < WORDS_MIN ? WORDS_MIN : words > WORDS_MAX ? WORDS_MAX : (uint32_t)words;
}

static void story_begin(struct story *story, uint64_t seed, int year)
{
    *story = (struct story){.seed = seed, .rng = {seed}, .year = year};
    struct rng *rng = &story->rng;
    story->topics = 8 + rng_below(rng, TOPIC_WORDS_MAX - 8 + 1);
    for (uint32_t i = 0; i < story->topics; i++)
        story->topic[i] = draw_content_rank(rng);
    story->persons = 1 + rng_below(rng, PERSONS_MAX);
    for (uint32_t i = 0; i < story->persons; i++) {
        story->person[i].first = rng_skewed(rng, 400);
        story->person[i].last = rng_skewed(rng, 40000);
    }
    story->place = places[rng_skewed(rng, COUNT_OF(places))];
    story->section = sections[rng_skewed(rng, COUNT_OF(sections))];
    story->agency = agencies[rng_skewed(rng, COUNT_OF(agencies))];
    story->subject = rng_below(rng, COUNT_OF(subjects));
    story->also = (story->subject + 1 + rng_below(rng, COUNT_OF(subjects) - 1)) % COUNT_OF(subjects);
    story->words = draw_length(rng);
}

static void append_person(struct story *story, bool in_full, struct buf *out)
{
    const struct person *person = &story->person[rng_skewed(&story->rng, story->persons)];
    if (in_full) {
        append_name(out, person->first);
        buf_append_byte(out, ' ');
    }
    append_name(out, person->last);
}

static void append_number(struct story *story, struct buf *out)
{
    struct rng *rng = &story->rng;
    uint32_t kind = rng_below(rng, 5), some = rng_skewed(rng, 100), more = rng_below(rng, 20);
    if (kind == 0)
        buf_printf(out, "%d", story->year > 20 ? story->year - (int)(some % 20) : story->year);
    else if (kind == 1)
        buf_printf(out, "%" PRIu32 ",%03" PRIu32, some + 1, more * 50);
    else if (kind == 2)
        buf_printf(out, "%" PRIu32 ".%" PRIu32 " percent", some, more / 2);
    else if (kind == 3)
        buf_printf(out, "$%" PRIu32 " million", some * 10 + more + 1);
    else
        buf_printf(out, "%" PRIu32, some + 2);
}

/* The next word of running text after the word of rank `before`: no two equal in a row, a noun after an article, seldom
 * many nouns in a row, and some words of the story's own. */
static uint64_t next_rank(struct story *story, uint64_t before)
{
    struct rng *rng = &story->rng;
    uint64_t rank = draw_rank(rng);
    if (rank >= FUNCTION_WORDS && before >= FUNCTION_WORDS && rng_chance(rng, 550))
        rank = draw_rank(rng);
    if (rank < FUNCTION_WORDS && (rank == before || before == THE || before == A))
        rank = draw_content_rank(rng);
    if (rank >= FUNCTION_WORDS && rng_chance(rng, 160))
        rank = story->topic[rng_skewed(rng, story->topics)];
    return rank;
}

/* Words up to, not including, the mark that ends the sentence; returns how many. */
static uint32_t append_clause(struct story *story, uint32_t words, struct buf *out)
{
    struct rng *rng = &story->rng;
    size_t start = out->len;
    uint64_t before = HEAD;
    for (uint32_t i = 0; i < words; i++) {
        uint32_t kind = rng_below(rng, 1000);
        if (i)
            buf_append_text(out, before >= FUNCTION_WORDS && i + 1 < words && kind % 16 == 0 ? ", " : " ");
        if (kind < 35) {
            append_phrase(out, draw_content_rank(rng));
            i += 1;
        } else if (kind < 65) {
            append_person(story, kind < 45, out);
            if (kind % 5 == 0)
                buf_append_text(out, kind % 2 ? "'s" : "’s");
        } else if (kind < 80) {
            append_number(story, out);
        } else {
            before = i + 1 < words ? next_rank(story, before) : draw_content_rank(rng);
            append_word(out, before);
            continue;
        }
        before = HEAD;
    }
    capitalise(out, start);
    return words;
}

static uint32_t append_sentence(struct story *story, struct buf *out)
{
    struct rng *rng = &story->rng;
    uint32_t words = 7 + rng_below(rng, 13) + rng_below(rng, 13);
    if (!rng_chance(rng, 140)) {
        append_clause(story, words, out);
        buf_append_byte(out, '.');
        return words;
    }
    buf_append_text(out, "“");
    append_clause(story, words, out);
    buf_append_text(out, ",” ");
    append_person(story, rng_chance(rng, 300), out);
    buf_append_text(out, " said.");
    return words + 2;
}

/* Headlines have their own stream, so that copies can have the story's or another one. */
static void append_headline(struct story *story, uint64_t variant, struct buf *out)
{
    struct rng *rng = &story->rng;
    *rng = rng_of(story->seed, variant);
    size_t start = out->len;
    uint32_t words = 4 + rng_below(rng, 5), topic = rng_skewed(rng, story->topics);
    for (uint32_t i = 0; i < words; i++) {
        uint32_t kind = rng_below(rng, 100);
        if (i)
            buf_append_byte(out, ' ');
        if (kind < 12)
            append_person(story, false, out);
        else if (kind < 17)
            append_phrase(out, draw_content_rank(rng));
        else if (kind < 32)
            buf_append_text(out, function_words[rng_skewed(rng, 20)]);
        else
            append_word(out, story->topic[topic++ % story->topics]);
    }
    capitalise(out, start);
}

/* The body, cut before the paragraph at which `words` are reached. */
static void append_body(struct story *story, uint32_t words, struct buf *out)
{
    struct rng *rng = &story->rng;
    *rng = rng_of(story->seed, UINT64_MAX);
    buf_printf(out, "%s (%s) — ", story->place, story->agency);
    for (uint32_t written = 0; written < words;) {
        if (written)
            buf_append_text(out, "\n\n");
        uint32_t sentences = 1 + rng_below(rng, 3);
        for (uint32_t i = 0; i < sentences && written < words; i++) {
            if (i)
                buf_append_byte(out, ' ');
            written += append_sentence(story, out);
        }
    }
}

/* --- Records --- */

enum { COUNT_MAX = 1000000000, COPY_PER_MILLE = 30, CORRECTION_PER_MILLE = 6, BACK = 40 };

struct settings {
    uint64_t seed;
    int from, to; /* years, both included */
    uint64_t count;
};

struct scratch {
    struct buf headline, body, id, url, byline;
};

enum kind { ORIGINAL, COPY, CORRECTION };

/* What article `i` is, and in *rng its own stream behind that decision. */
static enum kind kind_of(const struct settings *settings, uint64_t i, struct rng *rng)
{
    *rng = rng_of(settings->seed, i);
    uint32_t roll = rng_below(rng, 1000);
    if (i == 0 || roll >= COPY_PER_MILLE + CORRECTION_PER_MILLE)
        return ORIGINAL;
    return roll < COPY_PER_MILLE ? COPY : CORRECTION;
}

/* The original that article `i` tells again: one a little before it. */
static uint64_t original_of(const struct settings *settings, uint64_t i)
{
    struct rng rng;
    while (kind_of(settings, i, &rng) != ORIGINAL)
        i -= 1 + rng_below(&rng, i < BACK ? (uint32_t)i : BACK);
    return i;
}

/* The years are cut into `count` equal spans, and each article falls somewhere into its own. */
static struct date date_of(const struct settings *settings, uint64_t i, struct rng *rng)
{
    int64_t from = date_from_civil(&(struct civil){settings->from, 1, 1, 0, 0, 0});
    int64_t last = date_from_civil(&(struct civil){settings->to, 12, 31, 23, 59, 59});
    uint64_t seconds = (uint64_t)(last - from) + 1, count = settings->count;
    uint64_t at = seconds / count * i + seconds % count * i / count;
    uint64_t span = seconds / count ? seconds / count : 1;
    at += rng_next(rng) % span;
    if (rng_chance(rng, 100))
        return (struct date){from + (int64_t)(at - at % 86400), 0, DATE_DAY};
    return (struct date){from + (int64_t)at, 0, DATE_SECOND};
}

static void write_field(struct json_writer *w, const char *key, struct str value)
{
    json_key(w, key);
    json_string(w, value);
}

static void write_record(const struct story *story, const struct scratch *s, const char *date, const char *source,
                         struct buf *out)
{
    struct json_writer w;
    json_init(&w, out);
    json_object_begin(&w);
    write_field(&w, "id", buf_str(&s->id));
    write_field(&w, "title", buf_str(&s->headline));
    write_field(&w, "text", buf_str(&s->body));
    write_field(&w, "date", str_of(date));
    if (s->byline.len)
        write_field(&w, "byline", buf_str(&s->byline));
    write_field(&w, "place", str_of(story->place));
    write_field(&w, "section", str_of(story->section));
    write_field(&w, "source", str_of(source));
    write_field(&w, "agency", str_of(story->agency));
    json_key(&w, "tags");
    json_array_begin(&w);
    json_text(&w, subjects[story->subject]);
    json_text(&w, subjects[story->also]);
    json_array_end(&w);
    write_field(&w, "lang", str_of("en"));
    write_field(&w, "url", buf_str(&s->url));
    json_object_end(&w);
    buf_append_byte(out, '\n');
}

/* A copy may have another headline and end earlier; a correction says in its first paragraph what it corrects. */
static void write_text(struct story *story, enum kind kind, struct rng *rng, struct scratch *s)
{
    if (kind == CORRECTION)
        buf_append_text(&s->headline, "CORRECTED: ");
    append_headline(story, kind == COPY ? rng_below(rng, 2) : 0, &s->headline);
    if (kind == CORRECTION) {
        uint32_t paragraph = 2 + rng_below(rng, 5), wrong = 10 + rng_below(rng, 40);
        buf_printf(&s->body, "(Corrects figure in paragraph %" PRIu32 " to %" PRIu32 ", not %" PRIu32 ".)\n\n",
                   paragraph, wrong + 1 + rng_below(rng, 40), wrong);
    }
    append_body(story, kind == COPY && rng_chance(rng, 500) ? story->words * 3 / 4 : story->words, &s->body);
}

static void write_article(const struct settings *settings, uint64_t i, struct scratch *s, struct buf *out)
{
    struct rng rng;
    struct civil day;
    char text[DATE_TEXT_MAX];
    enum kind kind = kind_of(settings, i, &rng);
    struct date date = date_of(settings, i, &rng);
    date_to_civil(date.seconds, &day);

    struct buf *const bufs[] = {&s->headline, &s->body, &s->id, &s->url, &s->byline};
    for (size_t b = 0; b < COUNT_OF(bufs); b++)
        buf_reset(bufs[b]);
    struct rng story_seed = rng_of(settings->seed ^ 0x73746f7279u, original_of(settings, i));
    struct story story;
    story_begin(&story, rng_next(&story_seed), day.year);
    if (rng_chance(&rng, 700))
        append_person(&story, true, &s->byline);
    write_text(&story, kind, &rng, s);
    buf_printf(&s->id, "g%" PRIu64 "-%09" PRIu64, settings->seed, i + 1);
    buf_printf(&s->url, "https://news.example/%04d/%02d/%s", day.year, day.month, buf_text(&s->id));
    const char *source = sources[rng_skewed(&rng, COUNT_OF(sources))];
    write_record(&story, s, date_format(&date, text), source, out);
    for (size_t b = 0; b < COUNT_OF(bufs); b++)
        out->failed |= bufs[b]->failed;
}

/* --- The program --- */

enum { EXIT_USAGE = 2, EXIT_IO = 3, FLUSH_BYTES = 1 << 18 };

static const char help[] =
    "usage: generate-news [--seed=N] [--from=YEAR] [--to=YEAR] COUNT\n"
    "\n"
    "Writes COUNT news-like articles as JSON Lines to standard output, in order of date. The same\n"
    "arguments give the same bytes on every machine.\n"
    "\n"
    "  --seed=N      which text; 1 by default. Every seed speaks the same language\n"
    "  --from=YEAR   first year of the dates; 1990 by default\n"
    "  --to=YEAR     last year of the dates; 2024 by default\n"
    "  --help        this text\n"
    "\n"
    "Exit status: 0 done, 2 wrong arguments, 3 the output cannot be written.\n";

static int usage_error(const char *what, const char *argument)
{
    fprintf(stderr, "generate-news: %s: %s\ntry generate-news --help\n", argument, what);
    return EXIT_USAGE;
}

/* Decimal digits and nothing else. */
static bool parse_number(const char *text, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        if (*text < '0' || *text > '9' || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

/* The value of `--name=VALUE`, or NULL when the argument is another. */
static const char *option_value(const char *argument, const char *name)
{
    size_t len = strlen(name);
    return strncmp(argument, name, len) == 0 && argument[len] == '=' ? argument + len + 1 : NULL;
}

/* 0, or the exit status after the error has been told. */
static int parse_argument(const char *argument, struct settings *settings, bool *counted)
{
    const char *value;
    uint64_t number;
    if ((value = option_value(argument, "--seed")))
        return parse_number(value, UINT64_MAX, &settings->seed) ? 0 : usage_error("not a number", argument);
    if ((value = option_value(argument, "--from")) || (value = option_value(argument, "--to"))) {
        if (!parse_number(value, 9999, &number) || number == 0)
            return usage_error("not a year from 1 to 9999", argument);
        *(argument[2] == 'f' ? &settings->from : &settings->to) = (int)number;
        return 0;
    }
    if (argument[0] == '-')
        return usage_error("no such option", argument);
    if (*counted)
        return usage_error("one COUNT is enough", argument);
    *counted = true;
    return parse_number(argument, COUNT_MAX, &settings->count) ? 0
                                                               : usage_error("COUNT is not 0 to 1000000000", argument);
}

static int write_all(const struct settings *settings)
{
    struct scratch scratch = {0};
    struct buf out = {0};
    bool good = true;
    for (uint64_t i = 0; good && i < settings->count; i++) {
        write_article(settings, i, &scratch, &out);
        if (out.len < FLUSH_BYTES && i + 1 < settings->count)
            continue;
        good = !out.failed && fwrite(out.data, 1, out.len, stdout) == out.len;
        buf_reset(&out);
    }
    if (fflush(stdout) != 0 || !good)
        fprintf(stderr, "generate-news: standard output: %s\n", strerror(errno));
    good = good && !ferror(stdout);
    buf_release(&scratch.headline);
    buf_release(&scratch.body);
    buf_release(&scratch.id);
    buf_release(&scratch.url);
    buf_release(&scratch.byline);
    buf_release(&out);
    return good ? 0 : EXIT_IO;
}

int main(int argc, char **argv)
{
    struct settings settings = {.seed = 1, .from = 1990, .to = 2024};
    bool counted = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return fputs(help, stdout) < 0 ? EXIT_IO : 0;
        int status = parse_argument(argv[i], &settings, &counted);
        if (status)
            return status;
    }
    if (!counted)
        return usage_error("how many articles?", "COUNT");
    if (settings.from > settings.to)
        return usage_error("--from is after --to", "years");
    language_init();
    return write_all(&settings);
}
