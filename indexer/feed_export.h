/* What exports of WordPress (WXR 1.0 to 1.2) and Blogger say of their items in vocabularies of their own. Inner header
 * of indexer/; a part of the reader of feeds.
 *
 * They hold everything that a site has as items: articles are of them those that are published and of no type that is
 * known to be none: no pages, attachments, menus and styles, no comments and templates, no drafts, nothing in the bin.
 * Posts have the type post in WordPress, or one that the site has made for them. It names authors by their logins, and
 * in its head, before the items, by what they are called. */
#ifndef DATELINE_INDEXER_FEED_EXPORT_H
#define DATELINE_INDEXER_FEED_EXPORT_H

#include "indexer/feed_space.h"
#include "indexer/xml_record.h"

enum {
    EXPORT_AUTHORS_MAX = 32 << 10, /* bytes of logins and names that are kept */
    EXPORT_WHY_MAX = 100
};

struct feed_export {
    bool wordpress;           /* texts may hold shortcodes (indexer/shortcode.h) */
    struct buf authors;       /* "\nLOGIN\tNAME" each */
    char why[EXPORT_WHY_MAX]; /* why the present item is no article; "": it may be one */
};

/* Before a feed; frees what was kept of one. */
void feed_export_release(struct feed_export *e);
/* An element of WordPress in the head of the feed. */
void feed_export_read_head(struct feed_export *e, struct xml_record *r);
/* An element of one of these spaces in an item. */
void feed_export_read(struct feed_export *e, struct xml_record *r, enum feed_space space);
/* A category of the item that is none, in this respect: the kind of the entry (Blogger); a format, a menu, the section
 * (WordPress). It is taken then. */
bool feed_export_read_category(struct feed_export *e, struct xml_record *r);
/* What the author with that login is called; the login where that is not known. Borrowed from the export. */
struct str feed_export_author(const struct feed_export *e, struct str login);

#endif
