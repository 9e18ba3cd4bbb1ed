/* A record is a sequence of fields, each once, in ascending order of number:
 *
 *     varint  field number + 2 (enum field; the numbers never change), or 1 for the date
 *     field:  varint length, then that many bytes of UTF-8
 *     date:   varint zigzag(seconds since 1970-01-01T00:00:00Z), varint zigzag(zone in minutes), one byte: precision
 * (enum date_precision) + 16 * origin (enum date_origin)
 *
 * ended by one byte 0. Varints are unsigned LEB128. Nothing stands behind the 0. Compression is the store's affair. */
#include "archive/record.h"

enum { KEY_END = 0, KEY_DATE = 1, KEY_FIELD = 2, ORIGIN_SHIFT = 4 };

static uint64_t zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
}

static int64_t unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

void record_encode(const struct article *article, bool with_body, struct buf *out)
{
    if (article->published.precision != DATE_NONE) {
        buf_append_varint(out, KEY_DATE);
        buf_append_varint(out, zigzag(article->published.seconds));
        buf_append_varint(out, zigzag(article->published.zone_minutes));
        buf_append_byte(out, (char)(article->published.precision | (unsigned)article->date_origin << ORIGIN_SHIFT));
    }
    for (unsigned field = 0; field < FIELD_COUNT; field++) {
        struct str value = article_get(article, (enum field)field);
        if (value.len == 0 || field == FIELD_HOST || (field == FIELD_BODY && !with_body))
            continue;
        buf_append_varint(out, KEY_FIELD + field);
        buf_append_varint(out, value.len);
        buf_append_str(out, value);
    }
    buf_append_byte(out, KEY_END);
}

static bool decode_date(const char **at, const char *end, struct article *out)
{
    uint64_t seconds, zone;
    if (!varint_read(at, end, &seconds) || !varint_read(at, end, &zone) || *at == end)
        return false;
    uint8_t kind = (uint8_t) * (*at)++, precision = kind & ((1 << ORIGIN_SHIFT) - 1), origin = kind >> ORIGIN_SHIFT;
    if (precision == DATE_NONE || precision > DATE_SECOND || origin >= DATE_ORIGIN_COUNT || zone > UINT16_MAX)
        return false;
    out->published = (struct date){unzigzag(seconds), (int16_t)unzigzag(zone), precision};
    out->date_origin = (enum date_origin)origin;
    return true;
}

static bool decode_field(const char **at, const char *end, uint64_t key, struct article *out)
{
    uint64_t len;
    if (key - KEY_FIELD >= FIELD_COUNT || !varint_read(at, end, &len) || len > (uint64_t)(end - *at))
        return false;
    article_set(out, (enum field)(key - KEY_FIELD), (struct str){*at, (size_t)len});
    *at += len;
    return true;
}

enum status record_decode(struct str bytes, struct article *out, struct err *err)
{
    const char *at = bytes.ptr, *end = bytes.ptr + bytes.len;
    uint64_t key = KEY_END, last = KEY_END;

    article_reset(out);
    for (bool good = true; good;) {
        good = varint_read(&at, end, &key);
        if (good && key == KEY_END && at == end)
            return buf_status(&out->text, err);
        good = good && key > last;
        if (good)
            good = key == KEY_DATE ? decode_date(&at, end, out) : decode_field(&at, end, key, out);
        last = key;
    }
    article_reset(out);
    return err_set(err, S_CORRUPT, "a stored article is damaged at its byte %zu", (size_t)(at - bytes.ptr));
}
