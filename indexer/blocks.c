#include "indexer/blocks.h"

#include "core/ascii.h"
#include "core/utf8.h"

void blocks_init(struct blocks *b, struct buf *out)
{
    *b = (struct blocks){.out = out, .start = out->len, .pending = out->len ? BLOCKS_PARAGRAPH : BLOCKS_NONE};
}

void blocks_break(struct blocks *b, enum blocks_break kind)
{
    if (kind > b->pending)
        b->pending = kind;
}

/* Takes white space off the front and notes the break that it is. */
static void take_space(struct blocks *b, struct str *rest, bool lines)
{
    unsigned newlines = 0;
    size_t len = 0;
    while (len < rest->len && ascii_is_space(rest->ptr[len]))
        newlines += rest->ptr[len++] == '\n';
    if (len)
        blocks_break(b, lines && newlines > 1 ? BLOCKS_PARAGRAPH : BLOCKS_SPACE);
    *rest = (struct str){rest->ptr + len, rest->len - len};
}

/* The length of the words at the start of a text that are one space apart. */
static size_t words_len(struct str text)
{
    size_t len = 0;
    while (len < text.len) {
        bool between = text.ptr[len] == ' ' && len + 1 < text.len && !ascii_is_space(text.ptr[len + 1]);
        if (ascii_is_space(text.ptr[len]) && !between)
            break;
        len++;
    }
    return len;
}

static void append_words(struct blocks *b, struct str words)
{
    static const char *const breaks[] = {"", " ", "\n\n"};
    size_t used = b->out->len - b->start, room = used < BLOCKS_TEXT_MAX ? BLOCKS_TEXT_MAX - used : 0;
    if (b->out->len)
        buf_append_text(b->out, breaks[b->pending]);
    b->pending = BLOCKS_NONE;
    buf_append(b->out, words.ptr, utf8_cut(words.ptr, words.len, room));
    b->full |= words.len > room;
}

void blocks_add(struct blocks *b, struct str piece, bool lines)
{
    while (piece.len && !b->full) {
        take_space(b, &piece, lines);
        size_t len = words_len(piece);
        if (len)
            append_words(b, (struct str){piece.ptr, len});
        piece = (struct str){piece.ptr + len, piece.len - len};
    }
}
