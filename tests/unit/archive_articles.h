/* What the tests of segments share: articles of many shapes, and segments made of them. */
#ifndef DATELINE_TESTS_ARCHIVE_ARTICLES_H
#define DATELINE_TESTS_ARCHIVE_ARTICLES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xxhash.h>

#include "archive/inverter.h"
#include "archive/record.h"
#include "archive/segment.h"
#include "archive/store.h"
#include "tests/unit/scratch.h"

static inline struct buf read_whole(const char *path)
{
    struct buf out = {0};
    FILE *f = fopen(path, "rb");
    char part[1 << 16];
    for (size_t got; f && (got = fread(part, 1, sizeof part, f)) > 0;)
        buf_append(&out, part, got);
    if (f)
        fclose(f);
    return out;
}

static inline void write_whole(const char *path, const void *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, len, f) != len || fclose(f) != 0)
        abort();
}

/* ---- articles ---- */

/* xorshift64*: the same numbers everywhere. */
static inline uint64_t draw(uint64_t *state, uint64_t below)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * UINT64_C(2685821657736338717) >> 16) % below;
}

/* Words of which a few are common and most are rare. */
static inline void append_word(uint64_t *state, struct buf *out)
{
    static const char *const part[] = {"ba", "ri", "to", "mun", "le", "kas", "or", "vi", "den", "stu", "qua", "ing"};
    uint64_t range = UINT64_C(1) << draw(state, 14), number = draw(state, range + 1) + 1;
    for (; number; number /= 12)
        buf_append_text(out, part[number % 12]);
    buf_append_byte(out, draw(state, 12) ? ' ' : '.');
    buf_append_byte(out, ' ');
}

static inline void append_words(uint64_t *state, uint64_t count, struct buf *out)
{
    while (count-- > 0)
        append_word(state, out);
}

static inline void set_text(struct article *a, enum field field, const struct buf *text)
{
    article_set(a, field, buf_str(text));
}

static inline void shape_body(uint64_t *state, unsigned n, bool rich, struct buf *body)
{
    static const char *const other[] = {
        "北京的消息是今天晚上",        "東京オリンピック", "서울의 봄", "наводнение в Варшаве", "l’été à Genève",
        "U.S. vs. the U.N.: 3,500.75", "naïve café"};
    buf_reset(body);
    buf_append_text(body, "everywhere ");
    append_words(state, rich ? 100 + draw(state, 800) : draw(state, 5), body);
    for (unsigned i = 0; rich && i < 40 * (n % 16); i++)
        buf_append_text(body, i % 3 ? "echo " : "echo of ");
    if (rich || n % 17 == 0) {
        buf_append_text(body, other[n % 7]);
        buf_append_byte(body, ' ');
    }
    if (n % 500 == 0) { /* a word that is too long for a term leaves its position empty */
        buf_append_repeat(body, 'x', 400);
        append_words(state, 3, body);
    }
}

static inline void shape_date(uint64_t *state, unsigned n, struct article *a)
{
    if (n % 11 == 3)
        return; /* undated */
    int64_t day = (int64_t)draw(state, 300) * 86400 + 800000000;
    a->published = (struct date){n % 13 ? day : day + (int64_t)draw(state, 86400), 0, DATE_SECOND};
    if (n == 7)
        a->published.seconds = INT64_MAX;
    if (n == 8)
        a->published.seconds = INT64_MIN + 1;
}

static inline void shape_id(unsigned n, struct article *a)
{
    struct buf id = {0};
    buf_printf(&id, n % 29 == 5 ? "https://news.example/статья/%u" : "id-%u", n);
    if (n % 97 == 0)
        buf_append_repeat(&id, 'l', 240 + n % 1500);
    set_text(a, FIELD_ID, &id);
    buf_release(&id);
}

/* The n-th article of a seed: its content depends on these alone. A rich one has hundreds of words. */
static inline void shape_article(uint64_t seed, unsigned n, bool rich, struct article *a)
{
    uint64_t state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15) + n * UINT64_C(0xBF58476D1CE4E5B9) + 1;
    struct buf text = {0};
    article_reset(a);
    a->published = (struct date){0};
    draw(&state, 2);
    shape_id(n, a);
    shape_body(&state, n, rich, &text);
    set_text(a, FIELD_BODY, &text);
    buf_reset(&text);
    if (n % 5)
        append_words(&state, 1 + draw(&state, 6), &text);
    set_text(a, FIELD_HEADLINE, &text);
    static const char *const sections[] = {"World", "Sport", "Culture & Life"};
    if (n % 3)
        article_set(a, FIELD_SECTION, str_of(sections[n % 3]));
    for (unsigned i = 0; i < n % 4; i++) {
        buf_reset(&text);
        append_word(&state, &text);
        article_add(a, FIELD_TAG, buf_str(&text));
    }
    if (n % 6 == 0)
        article_set(a, FIELD_URL, str_of("https://user@News.example:8080/a?b"));
    shape_date(&state, n, a);
    buf_release(&text);
}

/* ---- segments ---- */

static inline void must(enum status status, const struct err *err)
{
    if (status) {
        fprintf(stderr, "%s: %s\n", status_name(status), err->text);
        abort();
    }
}

static inline struct inverter *open_inverter_with(const char *path, unsigned jobs, bool bodies, struct str dictionary)
{
    struct inverter *inverter;
    struct err err;
    const struct inverter_options options = {.path = path,
                                             .stemmer = "english",
                                             .store_bodies = bodies,
                                             .memory = 64 << 20,
                                             .jobs = jobs,
                                             .dictionary = dictionary};
    must(inverter_open(&options, &inverter, &err), &err);
    return inverter;
}

static inline struct inverter *open_inverter(const char *path, unsigned jobs, bool bodies)
{
    return open_inverter_with(path, jobs, bodies, str_of("everywhere echo of World"));
}

static inline uint32_t add_article(struct inverter *inverter, const struct article *a)
{
    struct buf record = {0};
    struct err err;
    uint32_t number;
    record_encode(a, true, &record);
    const struct inverter_article added = {buf_str(&record), article_get(a, FIELD_ID),
                                           a->published.precision == DATE_NONE ? STORE_UNDATED : a->published.seconds,
                                           XXH3_128bits(record.data, record.len).high64};
    must(inverter_add(inverter, &added, &number, &err), &err);
    buf_release(&record);
    return number;
}

static inline struct segment *finish_segment(struct inverter *inverter, const char *path)
{
    struct segment_header header;
    struct segment *s;
    struct err err;
    must(inverter_write(inverter, &header, &err), &err);
    inverter_close(inverter);
    must(segment_open(path, header.checksum, true, &s, &err), &err);
    return s;
}

/* Wants the words that begin with a letter. */
struct letter_guide {
    struct terms_guide guide;
    char letter[2];
    uint64_t asked;
};

static inline bool begins_with_letter(struct terms_guide *guide, struct str term, size_t shared)
{
    struct letter_guide *of = (struct letter_guide *)guide;
    (void)shared;
    of->asked++;
    guide->dead = term.len && term.ptr[0] == of->letter[0] ? 0 : 1;
    return guide->dead == 0;
}

static inline bool go_to_letter(struct terms_guide *guide, struct str term, struct str *from)
{
    struct letter_guide *of = (struct letter_guide *)guide;
    *from = (struct str){of->letter, 1};
    return term.len && (unsigned char)term.ptr[0] < (unsigned char)of->letter[0];
}

static inline struct letter_guide guide_to(char letter)
{
    struct letter_guide of = {.guide = {.wants = begins_with_letter, .next = go_to_letter}, .letter = {letter}};
    of.guide.kinds[(unsigned char)letter] = of.guide.others = 1;
    return of;
}

#endif
