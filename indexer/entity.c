#include "indexer/entity.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "indexer/late.h"

uint32_t entity_character(const char *name)
{
    if (strcmp(name, "apos") == 0)
        return '\'';
    if (late_xml(NULL))
        return 0;
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
    return entity ? entity->value : 0;
}
