/* The NITF reader: each element `nitf` an article, as indexer/nitf_in.h says, whether it is the root or stands inside
 * another; documents may follow one another in a file. */
#include <stdlib.h>

#include "indexer/nitf_in.h"

static bool nitf_next(struct reader *reader, struct article *article, enum status *status, struct err *err)
{
    struct xml_record *r = (struct xml_record *)reader;
    xml_record_start(r, article, err);
    while (xml_record_open(r, 0)) {
        if (!xml_record_is(r, "nitf"))
            continue;
        xml_record_begin(r);
        nitf_read(r);
        return xml_record_finish(r, status);
    }
    return xml_record_end(r, status);
}

int nitf_sniff(struct str head)
{
    struct buf scratch = {0};
    bool surely = str_equal(xml_root_name(head, &scratch), str_of("nitf"));
    buf_release(&scratch);
    return surely ? 2 : 0;
}

static void nitf_close(struct reader *reader)
{
    struct xml_record *r = (struct xml_record *)reader;
    xml_record_release(r);
    free(r);
}

enum status nitf_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {nitf_next, nitf_close};
    struct xml_record *r = calloc(1, sizeof *r);
    if (!r)
        return err_no_memory(err);
    enum status s = xml_record_init(r, &verbs, source, map, err);
    if (s) {
        nitf_close(&r->reader);
        return s;
    }
    *out = &r->reader;
    return S_OK;
}
