/* The words that the names of parts of pages are made of. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_HTML_WORDS_H
#define DATELINE_INDEXER_HTML_WORDS_H

enum { HTML_WORD_BYTES = 20 /* and a NUL at least */ };

/* What a word in a name says. */
enum {
    SUBJECT = 1,  /* behind it MATTER is the text: article */
    MATTER = 2,   /* body */
    PLACE = 4,    /* behind it MATTER is a part of the page: main */
    BODY = 8,     /* both in one: articlebody */
    STORY = 16,   /* a part of the page: maincontent */
    ARTICLE = 32, /* an article as a whole */
    ALOOF = 64,   /* the name tells of a state or a layout: has-sidebar */
    HARD = 128,   /* no part of the story */
    SOFT = 256,   /* beside its text */
    CAPTION = 512,
    LEAD = 1024,
    HIDDEN = 2048,
    WAY = 8192, /* the way to the page */
    WALL = 4096 /* the offer before a text that is to be paid for, or the text itself */
};

/* What a word of small letters, padded with NULs, says; 0: nothing. */
unsigned html_word_says(const char word[HTML_WORD_BYTES]);

#endif
