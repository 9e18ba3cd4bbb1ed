/* Feeds are known by their root, and where that may be another's, by a namespace or what is in it. */
#include <string.h>

#include "indexer/reader_impl.h"
#include "indexer/xml_in.h"

static bool holds(const struct buf *head, const char *text)
{
    return head->len && memmem(head->data, head->len, text, strlen(text));
}

int feed_sniff(struct str head)
{
    struct buf scratch = {0};
    struct str root = xml_root_name(head, &scratch);
    bool many = str_equal(root, str_of("feed")), atom = holds(&scratch, "tom");
    bool surely = str_equal(root, str_of("rss")) || (many && (atom || holds(&scratch, "<entry"))) ||
                  (atom && str_equal(root, str_of("entry"))) ||
                  (str_equal(root, str_of("RDF")) && (holds(&scratch, "/rss/") || holds(&scratch, "/rdf/simple/")));
    buf_release(&scratch);
    return surely ? 2 : 0;
}
