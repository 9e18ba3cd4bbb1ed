#include "indexer/feed_space.h"

enum feed_space feed_space_of(struct str uri, struct str root)
{
    static const struct {
        const char *uri;
        enum feed_space space;
    } spaces[] = {
        {"http://www.w3.org/2005/Atom", SPACE_FEED},
        {"http://purl.org/atom/ns#", SPACE_FEED},
        {"http://purl.org/rss/1.0/", SPACE_FEED},
        {"http://my.netscape.com/rdf/simple/0.9/", SPACE_FEED},
        {"http://channel.netscape.com/rdf/simple/0.9/", SPACE_FEED},
        {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", SPACE_FEED},
        {"http://purl.org/dc/elements/1.1/", SPACE_DC},
        {"http://purl.org/dc/elements/1.0/", SPACE_DC},
        {"http://purl.org/dc/terms/", SPACE_DC},
        {"http://purl.org/rss/1.0/modules/content/", SPACE_CONTENT},
        {"http://www.w3.org/1999/xhtml", SPACE_XHTML},
        {"http://wordpress.org/export/1.0/", SPACE_WORDPRESS},
        {"http://wordpress.org/export/1.1/", SPACE_WORDPRESS},
        {"http://wordpress.org/export/1.2/", SPACE_WORDPRESS},
        {"http://schemas.google.com/blogger/2018", SPACE_BLOGGER},
        {"http://www.w3.org/2007/app", SPACE_APP},
        {"http://purl.org/atom/app#", SPACE_APP},
        {"http://rssnamespace.org/feedburner/ext/1.0", SPACE_FEEDBURNER},
        {"http://www.itunes.com/dtds/podcast-1.0.dtd", SPACE_ITUNES},
        {"http://www.itunes.com/DTDs/Podcast-1.0.dtd", SPACE_ITUNES},
        {"http://www.itunes.com/DTDs/PodCast-1.0.dtd", SPACE_ITUNES},
        {"http://search.yahoo.com/mrss/", SPACE_MEDIA},
        {"http://search.yahoo.com/mrss", SPACE_MEDIA},
        {"itunes", SPACE_ITUNES},
        {"media", SPACE_MEDIA},
        {"atom", SPACE_FEED},
        {"rdf", SPACE_FEED},
        {"dc", SPACE_DC},
        {"dcterms", SPACE_DC},
        {"content", SPACE_CONTENT},
        {"wp", SPACE_WORDPRESS},
        {"blogger", SPACE_BLOGGER},
        {"app", SPACE_APP},
        {"feedburner", SPACE_FEEDBURNER},
    };
    if (!uri.len || str_equal(uri, root))
        return SPACE_FEED;
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++)
        if (str_equal(uri, str_of(spaces[i].uri)))
            return spaces[i].space;
    return SPACE_OTHER;
}
