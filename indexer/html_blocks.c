#include "indexer/html_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/html_byline.h"
#include "indexer/word.h"

/* ---- blocks ---- */

static bool make_room(void **items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 256;
    void *moved = realloc(*items, more * size);
    if (!moved)
        return false;
    *items = moved;
    *room = more;
    return true;
}

static void fail(struct html_blocks *b)
{
    b->text.failed = true;
    b->full = true;
}

/* The number of the element open[i], which gets one when it has none yet. */
static int32_t number_node(struct html_blocks *b, struct html_open *open, int32_t parent)
{
    if (!make_room((void **)&b->nodes, b->node_count, &b->nodes_room, sizeof *b->nodes)) {
        fail(b);
        return HTML_NO_NODE;
    }
    b->nodes[b->node_count] = (struct html_node){
        .parent = parent,
        .signature = open->signature,
        .hints = open->hints,
        .tag = open->tag,
    };
    return open->node = (int32_t)b->node_count++;
}

static int32_t innermost_node(struct html_blocks *b)
{
    size_t from = b->depth;
    while (from > 0 && (!b->open[from - 1].block || b->open[from - 1].node == HTML_NO_NODE))
        from--;
    int32_t node = from ? b->open[from - 1].node : 0;
    for (; from < b->depth && !b->full; from++)
        if (b->open[from].block)
            node = number_node(b, &b->open[from], node);
    return node;
}

static uint8_t level_of(const struct html_blocks *b)
{
    enum { ROLE_LEVEL = 2 };
    for (size_t i = b->depth; i-- > 0;) {
        if (html_tag_flags(b->open[i].tag) & TAG_IS_HEADING)
            return (uint8_t)(b->open[i].tag - TAG_H1 + 1);
        if (b->open[i].hints & HINT_HEADING)
            return ROLE_LEVEL;
        if (b->open[i].block && b->open[i].tag != TAG_DIV)
            break;
    }
    return 0;
}

bool html_is_prose(const struct html_block *block)
{
    enum { SENTENCE = 25, LONG = 100, LINKED_SHARE = 3 };
    if (block->level || block->linked * LINKED_SHARE > block->letters)
        return false;
    return block->letters >= LONG || (block->ends && block->letters >= SENTENCE);
}

bool html_is_inside(const struct html_blocks *b, int32_t node, int32_t around)
{
    while (node > around)
        node = b->nodes[node].parent;
    return node == around;
}

bool html_is_link(const struct html_block *block)
{
    return block->ends ? block->linked * 4 > block->letters * 3 : block->linked * 2 > block->letters;
}

static void add_block(struct html_blocks *b, struct html_block block)
{
    if (!block.letters)
        return;
    if (!make_room((void **)&b->blocks, b->count, &b->blocks_room, sizeof *b->blocks)) {
        fail(b);
        return;
    }
    block.ruled = b->ruled;
    b->ruled = false;
    b->blocks[b->count++] = block;
    b->full |= b->count == HTML_BLOCKS_MAX || b->node_count >= HTML_BLOCKS_MAX;
}

/* A note ends with an arrow back to its place. */
static struct str without_arrow(struct str text)
{
    static const char *const arrows[] = {"\xe2\x86\xa9", "\xe2\x86\x91", "\xef\xb8\x8e", "\xef\xb8\x8f", "^"};
    for (size_t i = 0; i < sizeof arrows / sizeof arrows[0]; i++) {
        size_t len = strlen(arrows[i]);
        if (text.len > len && memcmp(text.ptr + text.len - len, arrows[i], len) == 0) {
            text = str_trim((struct str){text.ptr, text.len - len});
            i = SIZE_MAX;
        }
    }
    return text;
}

/* Where the i-th line of the present block ends. */
static struct html_line end_of_line(const struct html_blocks *b, size_t i)
{
    return i < b->line_count ? b->lines[i] : (struct html_line){b->text.len, b->letters, b->linked, b->slanted};
}

/* The lines of a block, the first of which begins where it does. */
static void add_lines(struct html_blocks *b, struct html_block block)
{
    struct html_line before = {.start = b->start};
    for (size_t i = 0; i <= b->line_count && !b->full; i++) {
        struct html_line end = end_of_line(b, i);
        struct str text = str_trim((struct str){b->text.data + before.start, end.start - before.start});
        block.start = (uint32_t)before.start;
        block.len = (uint32_t)text.len;
        block.letters = end.letters - before.letters;
        block.linked = end.linked - before.linked;
        block.slanted = end.slanted - before.slanted;
        block.ends = ends_sentence(without_arrow(text));
        add_block(b, block);
        block.line = true;
        before = end;
    }
}

/* Several short lines with no sentence among them, of which one names an author and one says when: what stands above a
 * story without elements of its own. */
static bool are_labels(const struct html_blocks *b)
{
    enum { LINES = 3, MOST = 80 };
    struct html_line before = {.start = b->start};
    bool named = false, dated = false;
    struct date date;
    for (size_t i = 0; i <= b->line_count; i++) {
        struct html_line end = end_of_line(b, i);
        struct str text = str_trim((struct str){b->text.data + before.start, end.start - before.start});
        if (end.letters - before.letters > MOST || ends_sentence(text))
            return false;
        named |= html_name_in_byline(text).len > 0;
        dated |= html_date_in_byline(text, &date);
        before = end;
    }
    return b->line_count + 1 >= LINES && named && dated;
}

static void add_text(struct html_blocks *b)
{
    struct str text = {b->text.data + b->start, b->text.len - b->start};
    struct html_block block = {
        .start = (uint32_t)b->start,
        .len = (uint32_t)text.len,
        .node = innermost_node(b),
        .letters = b->letters,
        .linked = b->linked,
        .slanted = b->slanted,
        .level = level_of(b),
        .ends = ends_sentence(without_arrow(text)),
    };
    if (b->line_count && !block.level && (!html_is_prose(&block) || are_labels(b)))
        add_lines(b, block);
    else
        add_block(b, block);
}

/* Ends the present block. */
void html_blocks_break(struct html_blocks *b)
{
    if (b->text.len > b->start && b->letters && !b->text.failed)
        add_text(b);
    else
        buf_truncate(&b->text, b->start);
    b->start = b->text.len;
    b->letters = b->linked = b->slanted = 0;
    b->line_count = 0;
    b->breaks = 0;
    b->space = false;
}

/* ---- text ---- */

static void begin_character(struct html_blocks *b)
{
    if (b->breaks > 1)
        html_blocks_break(b);
    if ((b->space || b->breaks) && b->text.len > b->start)
        buf_append_byte(&b->text, ' ');
    if (b->breaks && b->text.len > b->start && b->line_count < HTML_LINES_MAX)
        b->lines[b->line_count++] = (struct html_line){b->text.len, b->letters, b->linked, b->slanted};
    b->space = false;
    b->breaks = 0;
}

static void count_letters(struct html_blocks *b, uint32_t letters)
{
    b->letters += letters;
    if (b->links)
        b->linked += letters;
    if (b->italics)
        b->slanted += letters;
}

static bool is_ignored(uint32_t c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff || (c >= 0x202a && c <= 0x202e);
}

bool html_is_wide_space(uint32_t c)
{
    return c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x3000;
}

/* Appends one character past ASCII and returns its bytes. */
static size_t append_wide(struct html_blocks *b, const char *text, size_t len)
{
    enum { FIRST_WITHOUT_SPACES = 0x2e80 };
    uint32_t c;
    bool valid;
    size_t bytes = utf8_decode(text, len, &c, &valid);
    if (c >= 0x80 && c < 0xa0) {
        static const char reference[] = "&#x80;";
        char spelt[sizeof reference];
        memcpy(spelt, reference, sizeof reference);
        spelt[3] = c < 0x90 ? '8' : '9';
        spelt[4] = "0123456789abcdef"[c & 15];
        begin_character(b);
        html_append_resolved(str_of(spelt), &b->text);
    } else if (html_is_wide_space(c)) {
        b->space = true;
    } else if (!is_ignored(c)) {
        begin_character(b);
        if (valid)
            buf_append(&b->text, text, bytes);
        else
            buf_append_text(&b->text, "\xef\xbf\xbd");
        count_letters(b, c >= FIRST_WITHOUT_SPACES ? 3 : 1);
    }
    return bytes;
}

/* White space from text[0] on: its bytes. */
static size_t pass_space(struct html_blocks *b, struct str text)
{
    size_t i = 0;
    unsigned newlines = 0;
    for (; i < text.len && ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == 0x7f); i++)
        newlines += text.ptr[i] == '\n';
    b->space = true;
    if (newlines > 1 && (b->preformatted || !b->broken))
        b->breaks = 2;
    return i;
}

static bool is_plain(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x7f;
}

static void append_text(struct html_blocks *b, struct str text)
{
    for (size_t i = 0; i < text.len && !b->full;) {
        size_t run = 0;
        while (i + run < text.len && is_plain(text.ptr[i + run]))
            run++;
        if (run) {
            begin_character(b);
            buf_append(&b->text, text.ptr + i, run);
            count_letters(b, (uint32_t)run);
            i += run;
            continue;
        }
        struct str rest = {text.ptr + i, text.len - i};
        i += (unsigned char)text.ptr[i] < 0x80 ? pass_space(b, rest) : append_wide(b, rest.ptr, rest.len);
    }
}

static void take_text(struct html_blocks *b, struct str text)
{
    if (b->silent)
        return;
    if (memchr(text.ptr, '&', text.len)) {
        buf_reset(&b->resolved);
        html_append_resolved(text, &b->resolved);
        if (b->resolved.failed)
            fail(b);
        text = buf_str(&b->resolved);
    }
    append_text(b, text);
}

/* ---- a page ---- */

void html_blocks_begin(struct html_blocks *b)
{
    buf_reset(&b->text);
    buf_reset(&b->resolved);
    b->count = b->node_count = b->depth = b->start = 0;
    b->silent = b->links = b->italics = b->preformatted = b->breaks = 0;
    b->line_count = 0;
    b->full = b->broken = b->space = b->ruled = false;
    b->letters = b->linked = b->slanted = 0;
    memset(b->opened, 0, sizeof b->opened);
    memset(b->beyond, 0, sizeof b->beyond);
    struct html_open root = {.tag = TAG_OTHER};
    if (number_node(b, &root, HTML_NO_NODE) == HTML_NO_NODE)
        fail(b);
}

void html_blocks_token(struct html_blocks *b, const struct html_token *token)
{
    if (b->full)
        return;
    switch (token->kind) {
    case HTML_TEXT:
        take_text(b, token->text);
        break;
    case HTML_OPEN:
        html_elements_open(b, token);
        break;
    case HTML_CLOSE:
        html_elements_close(b, token->tag);
        break;
    case HTML_RAW:
        break;
    }
}

void html_blocks_end(struct html_blocks *b)
{
    html_blocks_break(b);
}

void html_blocks_release(struct html_blocks *b)
{
    buf_release(&b->text);
    buf_release(&b->resolved);
    free(b->blocks);
    free(b->nodes);
    *b = (struct html_blocks){0};
}

struct str html_block_text(const struct html_blocks *b, const struct html_block *block)
{
    return (struct str){b->text.data + block->start, block->len};
}

bool html_is_cell(enum html_tag tag)
{
    return tag == TAG_TD || tag == TAG_TH;
}

bool html_blocks_share_row(const struct html_blocks *b, const struct html_block *one, const struct html_block *other)
{
    enum { LINE_LETTERS = 120 };
    const struct html_node *a = &b->nodes[one->node], *z = &b->nodes[other->node];
    return html_is_cell(a->tag) && html_is_cell(z->tag) && one->node != other->node && a->parent == z->parent &&
           one->letters <= LINE_LETTERS && other->letters <= LINE_LETTERS;
}

uint32_t html_blocks_hints(const struct html_blocks *b)
{
    return b->depth ? b->open[b->depth - 1].inherited : 0;
}
