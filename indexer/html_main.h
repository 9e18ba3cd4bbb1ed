/* Which blocks of a page are the story. Inner header of indexer/.
 *
 * First the element that holds it: the one that the page names as the text of its article, when a good part of the
 * page's prose is in it; else the one to which paragraphs give the most weight, full for the element around them, less
 * for those further out, so that the place where many paragraphs stand together wins over the page around it. Elements
 * that their names call something else (indexer/html_hints.h) do not count, unless nearly all prose is in one of them.
 * Then, of the blocks in it, those that are prose, and what stands between them: subheadings, short lines, lists. Lines
 * of links, labels, bylines, boxes with other stories and whatever stands before the first paragraph or behind the last
 * are left out, and a paragraph that stands there a second time. A page of teasers, each a linked heading with a
 * sentence or two, has no story.
 *
 * Some of what is left out is known by its form alone (html_marks.c): several teasers in a row; a few lines around a
 * form or beside a picture; what the text flows around; among many paragraphs a little element that calls to follow a
 * link or begins with a label. Where captions of one look hold most of the prose, they are the story. The lead may
 * stand above the story's element: under the headline, as a line of its own, or as what the page gives as its
 * description. What is set off at the end by a rule and is all in italics is said by the editors.
 *
 * The ideas are those of the literature: link density and the density of the neighbours (Kohlschütter and others,
 * Boilerplate Detection using Shallow Text Features, 2010), weights that paragraphs give the elements around them (as
 * Readability has it), context of short blocks (Pomikálek, Removing Boilerplate and Duplicate Content, 2011). */
#ifndef DATELINE_INDEXER_HTML_MAIN_H
#define DATELINE_INDEXER_HTML_MAIN_H

#include "indexer/html_blocks.h"

enum {
    HTML_STORY_LEAST = 120, /* letters of a story on a page that does not say that it has one */
    HTML_TEASER_MOST = 350  /* letters of the paragraph under the headline of another story */
};

struct html_sum {
    uint32_t hints;           /* of the element and all around it */
    uint32_t prose;           /* letters of prose in it, all */
    uint32_t kept;            /* of that, not in what is left out */
    uint32_t letters, linked; /* likewise, of all blocks */
    uint32_t own;             /* letters of the paragraphs that are its own children */
    float weight;
    bool chosen; /* it is the story's, or in an element that is */
};

struct html_main {
    struct html_sum *sums; /* one for each node */
    size_t sums_room;
    struct u32_array story; /* numbers of blocks */
    int32_t root;           /* the element with the story */
    bool named;             /* the page names it as that */
    int32_t byline, dated;  /* blocks above the story that say who wrote it, and under its headline, just above that or
                               just behind the story when; or -1 */
};

/* What is known of the page beside its blocks. */
struct html_page_facts {
    struct str title, headline, byline; /* or absent; of several authors the first */
    struct str description;             /* or absent */
    bool article;                       /* its data say that it is an article */
    bool gallery;                       /* and one of pictures */
};

/* Fills m->story with the blocks of the main text, in their order; none when there is no story. False when memory has
 * run out. */
bool html_main_choose(struct html_main *m, struct html_blocks *b, const struct html_page_facts *facts);
void html_main_release(struct html_main *m);

/* The first part of html_main_choose, in html_marks.c: notes in the blocks which are teasers, and in the elements which
 * are boxes, from what is in them and what is around. */
void html_marks_set(struct html_main *m, struct html_blocks *b, bool gallery);
/* Whether a block may be the teaser of another story, whose headline is a link before it: when it stands in the element
 * around the headline. */
bool html_is_under(const struct html_main *m, const struct html_blocks *b, size_t headline, size_t block);
/* Sums up the hints of each element and all around it, as they are now. */
void html_main_inherit(struct html_main *m, const struct html_blocks *b);
/* The last part, in html_story.c. */
bool html_story_choose(struct html_main *m, const struct html_blocks *b, const struct html_page_facts *facts);
/* Whether a block is the headline of the page, there. */
bool html_is_headline(const struct html_blocks *b, size_t block, const struct html_page_facts *facts);
/* And its end, in html_around.c: puts a lead that stands by itself before the story, notes byline and date. */
bool html_around_read(struct html_main *m, const struct html_blocks *b, const struct html_page_facts *facts);

#endif
