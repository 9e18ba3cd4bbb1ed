/* The elements that are open at a place of a page. */
#include "indexer/html_blocks.h"

#include <string.h>
#include <strings.h>

static void pop(struct html_blocks *b)
{
    struct html_open *top = &b->open[--b->depth];
    b->opened[top->tag]--;
    b->silent -= top->silent;
    b->links -= top->link;
    b->italics -= top->italic;
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
        .italic = token->tag == TAG_I || token->tag == TAG_EM,
        .silent = is_silent(token, hints, block),
    };
    b->opened[token->tag]++;
    b->silent += open->silent;
    b->links += open->link;
    b->italics += open->italic;
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

/* What readers fill in; not a choice in an opinion poll. */
static bool is_field(const struct html_token *token)
{
    static const char *const kinds[] = {"email", "text", "tel"};
    struct str type = html_attribute(token, "type");
    for (size_t i = 0; token->tag == TAG_INPUT && i < sizeof kinds / sizeof kinds[0]; i++)
        if (type.len == strlen(kinds[i]) && strncasecmp(type.ptr, kinds[i], type.len) == 0)
            return true;
    return false;
}

void html_elements_open(struct html_blocks *b, const struct html_token *token)
{
    unsigned flags = html_tag_flags(token->tag);
    bool block = flags & TAG_IS_BLOCK;
    if (token->tag == TAG_BR)
        line_break(b);
    if (block) {
        html_blocks_break(b);
        b->broken = true;
        close_before(b, token->tag);
    }
    if (is_picture(token))
        note_inside(b, HINT_PICTURE);
    if (token->tag == TAG_FORM || is_field(token))
        note_inside(b, HINT_HAS_FORM);
    b->ruled |= token->tag == TAG_HR;
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

void html_elements_close(struct html_blocks *b, enum html_tag tag)
{
    unsigned flags = html_tag_flags(tag);
    bool block = flags & TAG_IS_BLOCK;
    if (block)
        html_blocks_break(b);
    if (flags & (TAG_IS_VOID | TAG_IS_RAW) || tag == TAG_BODY || tag == TAG_HTML)
        return;
    if (b->beyond[tag])
        b->beyond[tag]--;
    else if (b->opened[tag] && block)
        close_block(b, tag);
    else if (b->opened[tag])
        close_inline(b, tag);
}
