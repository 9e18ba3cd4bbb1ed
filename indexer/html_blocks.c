#include "indexer/html_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
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
    for (size_t i = b->depth; i-- > 0;) {
        if (html_tag_flags(b->open[i].tag) & TAG_IS_HEADING)
            return (uint8_t)(b->open[i].tag - TAG_H1 + 1);
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

static void add_block(struct html_blocks *b, struct html_block block)
{
    if (!block.letters)
        return;
    if (!make_room((void **)&b->blocks, b->count, &b->blocks_room, sizeof *b->blocks)) {
        fail(b);
        return;
    }
    b->blocks[b->count++] = block;
    b->full |= b->count == HTML_BLOCKS_MAX || b->node_count >= HTML_BLOCKS_MAX;
}

/* The lines of a block, the first of which begins where it does. */
static void add_lines(struct html_blocks *b, struct html_block block)
{
    struct html_line before = {.start = b->start};
    for (size_t i = 0; i <= b->line_count && !b->full; i++) {
        struct html_line end = {b->text.len, b->letters, b->linked};
        if (i < b->line_count)
            end = b->lines[i];
        struct str text = str_trim((struct str){b->text.data + before.start, end.start - before.start});
        block.start = (uint32_t)before.start;
        block.len = (uint32_t)text.len;
        block.letters = end.letters - before.letters;
        block.linked = end.linked - before.linked;
        block.ends = ends_sentence(text);
        add_block(b, block);
        block.line = true;
        before = end;
    }
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
        .level = level_of(b),
        .ends = ends_sentence(text),
    };
    if (b->line_count && !block.level && !html_is_prose(&block))
        add_lines(b, block);
    else
        add_block(b, block);
}

/* Ends the present block. */
static void end_block(struct html_blocks *b)
{
    if (b->text.len > b->start && b->letters && !b->text.failed)
        add_text(b);
    else
        buf_truncate(&b->text, b->start);
    b->start = b->text.len;
    b->letters = b->linked = 0;
    b->line_count = 0;
    b->breaks = 0;
    b->space = false;
}

/* ---- text ---- */

static void begin_character(struct html_blocks *b)
{
    if (b->breaks > 1)
        end_block(b);
    if ((b->space || b->breaks) && b->text.len > b->start)
        buf_append_byte(&b->text, ' ');
    if (b->breaks && b->text.len > b->start && b->line_count < HTML_LINES_MAX)
        b->lines[b->line_count++] = (struct html_line){b->text.len, b->letters, b->linked};
    b->space = false;
    b->breaks = 0;
}

static void count_letters(struct html_blocks *b, uint32_t letters)
{
    b->letters += letters;
    if (b->links)
        b->linked += letters;
}

static bool is_ignored(uint32_t c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff || (c >= 0x202a && c <= 0x202e);
}

static bool is_wide_space(uint32_t c)
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
    } else if (is_wide_space(c)) {
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

/* ---- what is open ---- */

static void pop(struct html_blocks *b)
{
    struct html_open *top = &b->open[--b->depth];
    b->opened[top->tag]--;
    b->silent -= top->silent;
    b->links -= top->link;
    b->preformatted -= top->tag == TAG_PRE;
}

static void pop_to(struct html_blocks *b, size_t depth)
{
    while (b->depth > depth)
        pop(b);
}

static bool in_set(enum html_tag tag, const enum html_tag *set)
{
    for (; *set != TAG_OTHER; set++)
        if (*set == tag)
            return true;
    return false;
}

/* Closes the outermost of the elements in `set` that is open inside any of `walls`; sets end with TAG_OTHER. */
static void close_within(struct html_blocks *b, const enum html_tag *set, const enum html_tag *walls)
{
    size_t found = b->depth;
    uint32_t open = 0;
    for (const enum html_tag *tag = set; *tag != TAG_OTHER; tag++)
        open += b->opened[*tag];
    for (size_t i = b->depth; open && i-- > 0;) {
        bool wanted = in_set(b->open[i].tag, set);
        if (in_set(b->open[i].tag, walls) || (b->open[i].silent && !wanted))
            break;
        if (wanted) {
            found = i;
            if (--open == 0)
                break;
        }
    }
    pop_to(b, found);
}

/* What the start of an element closes. */
static void close_before(struct html_blocks *b, enum html_tag tag)
{
    static const enum html_tag paragraph[] = {TAG_P, TAG_OTHER}, item[] = {TAG_LI, TAG_OTHER},
                               described[] = {TAG_DT, TAG_DD, TAG_OTHER}, cells[] = {TAG_TD, TAG_TH, TAG_OTHER},
                               rows[] = {TAG_TR, TAG_TD, TAG_TH, TAG_CAPTION, TAG_OTHER},
                               groups[] = {TAG_TBODY, TAG_THEAD, TAG_TFOOT,   TAG_TR,
                                           TAG_TD,    TAG_TH,    TAG_CAPTION, TAG_OTHER},
                               heading[] = {TAG_H1, TAG_H2, TAG_H3, TAG_H4, TAG_H5, TAG_H6, TAG_OTHER};
    static const enum html_tag cell_walls[] = {TAG_TABLE, TAG_TD, TAG_TH, TAG_CAPTION, TAG_BODY, TAG_OTHER},
                               list_walls[] = {TAG_UL,    TAG_OL, TAG_DL, TAG_MENU, TAG_DIR,
                                               TAG_TABLE, TAG_TD, TAG_TH, TAG_BODY, TAG_OTHER},
                               row_walls[] = {TAG_TABLE, TAG_BODY, TAG_OTHER},
                               one_walls[] = {TAG_TABLE, TAG_TR, TAG_BODY, TAG_OTHER};
    if (html_tag_flags(tag) & TAG_ENDS_P)
        close_within(b, paragraph, cell_walls);
    if (html_tag_flags(tag) & TAG_IS_HEADING)
        close_within(b, heading, cell_walls);
    switch (tag) {
    case TAG_LI:
        close_within(b, item, list_walls);
        break;
    case TAG_DT:
    case TAG_DD:
        close_within(b, described, list_walls);
        break;
    case TAG_TD:
    case TAG_TH:
        close_within(b, cells, one_walls);
        break;
    case TAG_TR:
        close_within(b, rows, row_walls);
        break;
    case TAG_TBODY:
    case TAG_THEAD:
    case TAG_TFOOT:
        close_within(b, groups, row_walls);
        break;
    default:
        break;
    }
}

/* A link inside a link ends the outer one. */
static void end_links(struct html_blocks *b)
{
    for (size_t i = b->depth; b->links && i-- > 0;) {
        b->links -= b->open[i].link;
        b->open[i].link = false;
    }
}

static bool is_silent(const struct html_token *token, uint32_t hints, bool block)
{
    bool shown =
        token->tag == TAG_HTML || token->tag == TAG_BODY || token->tag == TAG_MAIN || token->tag == TAG_ARTICLE;
    uint32_t silencing = block ? HINT_HIDDEN : HINT_HIDDEN | HINT_FOREIGN | HINT_CAPTION;
    return token->ended || (hints & silencing && !shown);
}

static void push(struct html_blocks *b, const struct html_token *token, bool block)
{
    if (b->depth == HTML_DEPTH_MAX) {
        b->beyond[token->tag]++;
        return;
    }
    uint32_t hints = html_hints(token), around = html_blocks_hints(b);
    struct html_open *open = &b->open[b->depth++];
    *open = (struct html_open){
        .tag = token->tag,
        .signature = block ? html_signature(token) : 0,
        .hints = hints,
        .inherited = hints | around,
        .node = HTML_NO_NODE,
        .block = block,
        .link = token->tag == TAG_A && html_attribute(token, "href").ptr,
        .silent = is_silent(token, hints, block),
    };
    b->opened[token->tag]++;
    b->silent += open->silent;
    b->links += open->link;
    b->preformatted += token->tag == TAG_PRE;
}

static void line_break(struct html_blocks *b)
{
    if (!b->silent)
        b->breaks++;
}

/* Notes what stands in the block around. */
static void note_inside(struct html_blocks *b, uint32_t hint)
{
    size_t i = b->depth;
    while (i > 0 && !b->open[i - 1].block)
        i--;
    if (i == 0)
        return;
    b->open[i - 1].hints |= hint;
    if (b->open[i - 1].node != HTML_NO_NODE)
        b->nodes[b->open[i - 1].node].hints |= hint;
}

/* A small one is an ornament. */
static bool is_picture(const struct html_token *token)
{
    enum { SMALL = 50 };
    struct str width = html_attribute(token, "width");
    unsigned pixels = 0;
    for (size_t i = 0; i < width.len && i < 4 && width.ptr[i] >= '0' && width.ptr[i] <= '9'; i++)
        pixels = pixels * 10 + (unsigned)(width.ptr[i] - '0');
    return token->tag == TAG_IMG && (pixels == 0 || pixels > SMALL);
}

static void open_element(struct html_blocks *b, const struct html_token *token)
{
    unsigned flags = html_tag_flags(token->tag);
    bool block = flags & TAG_IS_BLOCK;
    if (token->tag == TAG_BR)
        line_break(b);
    if (block) {
        end_block(b);
        b->broken = true;
        close_before(b, token->tag);
    }
    if (is_picture(token))
        note_inside(b, HINT_PICTURE);
    if (token->tag == TAG_FORM)
        note_inside(b, HINT_HAS_FORM);
    if (flags & (TAG_IS_VOID | TAG_IS_RAW) || (token->tag == TAG_BODY && b->opened[TAG_BODY]))
        return;
    if (token->tag == TAG_A)
        end_links(b);
    if (token->tag == TAG_BODY)
        pop_to(b, b->opened[TAG_HTML] ? 1 : 0);
    push(b, token, block);
}

/* The end of a table or of a part of it closes what is open in it; that of another block no cell around it. */
static void close_block(struct html_blocks *b, enum html_tag tag)
{
    bool of_table = tag == TAG_TABLE || tag == TAG_TR || tag == TAG_TD || tag == TAG_TH || tag == TAG_TBODY ||
                    tag == TAG_THEAD || tag == TAG_TFOOT || tag == TAG_CAPTION;
    for (size_t i = b->depth; i-- > 0;) {
        enum html_tag other = b->open[i].tag;
        if (other == tag) {
            pop_to(b, i);
            return;
        }
        if (of_table ? other == TAG_TABLE : html_tag_flags(other) & TAG_IS_WALL)
            return;
    }
}

/* An inline element ends inside its block, but one whose content is no text with all that was opened in it. */
static void close_inline(struct html_blocks *b, enum html_tag tag)
{
    bool silent = html_tag_flags(tag) & TAG_IS_SILENT;
    for (size_t i = b->depth; i-- > 0 && (silent || !b->open[i].block);)
        if (b->open[i].tag == tag) {
            pop_to(b, i);
            return;
        }
}

static void close_element(struct html_blocks *b, enum html_tag tag)
{
    unsigned flags = html_tag_flags(tag);
    bool block = flags & TAG_IS_BLOCK;
    if (block)
        end_block(b);
    if (flags & (TAG_IS_VOID | TAG_IS_RAW) || tag == TAG_BODY || tag == TAG_HTML)
        return;
    if (b->beyond[tag])
        b->beyond[tag]--;
    else if (b->opened[tag] && block)
        close_block(b, tag);
    else if (b->opened[tag])
        close_inline(b, tag);
}

/* ---- a page ---- */

void html_blocks_begin(struct html_blocks *b)
{
    buf_reset(&b->text);
    buf_reset(&b->resolved);
    b->count = b->node_count = b->depth = b->start = 0;
    b->silent = b->links = b->preformatted = b->breaks = 0;
    b->line_count = 0;
    b->full = b->broken = b->space = false;
    b->letters = b->linked = 0;
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
        open_element(b, token);
        break;
    case HTML_CLOSE:
        close_element(b, token->tag);
        break;
    case HTML_RAW:
        break;
    }
}

void html_blocks_end(struct html_blocks *b)
{
    end_block(b);
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

static bool is_cell(enum html_tag tag)
{
    return tag == TAG_TD || tag == TAG_TH;
}

bool html_blocks_share_row(const struct html_blocks *b, const struct html_block *one, const struct html_block *other)
{
    enum { LINE_LETTERS = 120 };
    const struct html_node *a = &b->nodes[one->node], *z = &b->nodes[other->node];
    return is_cell(a->tag) && is_cell(z->tag) && one->node != other->node && a->parent == z->parent &&
           one->letters <= LINE_LETTERS && other->letters <= LINE_LETTERS;
}

uint32_t html_blocks_hints(const struct html_blocks *b)
{
    return b->depth ? b->open[b->depth - 1].inherited : 0;
}
