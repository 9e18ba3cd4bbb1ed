#include "indexer/late.h"

#ifdef XML2_SONAME

#include <libxml/HTMLparser.h>
#include <libxml/dict.h>
#include <libxml/parser.h>
#include <libxml/uri.h>

#define FUNCTIONS(X)                                                                            \
    X(const htmlEntityDesc *, htmlEntityLookup, (const xmlChar *name), (name))                  \
    X(xmlEntityPtr, xmlGetPredefinedEntity, (const xmlChar *name), (name))                      \
    X(xmlChar *, xmlBuildURI, (const xmlChar *uri, const xmlChar *base), (uri, base))           \
    X(void, xmlInitParser, (void), ())                                                          \
    X(xmlParserCtxtPtr, xmlCreatePushParserCtxt,                                                \
      (xmlSAXHandlerPtr handler, void *context, const char *chunk, int size, const char *name), \
      (handler, context, chunk, size, name))                                                    \
    X(int, xmlCtxtUseOptions, (xmlParserCtxtPtr parser, int options), (parser, options))        \
    X(int, xmlParseChunk, (xmlParserCtxtPtr parser, const char *chunk, int size, int last),     \
      (parser, chunk, size, last))                                                              \
    X(int, xmlDictSize, (xmlDictPtr dict), (dict))                                              \
    X(void, xmlStopParser, (xmlParserCtxtPtr parser), (parser))                                 \
    X(void, xmlFreeParserCtxt, (xmlParserCtxtPtr parser), (parser))

FUNCTIONS(LATE_STUB)

/* The library's own pointer to its function, by which callers free what it gave them. */
xmlFreeFunc xmlFree;

enum status late_xml(struct err *err)
{
    static xmlFreeFunc *the_free;
    static const struct late_symbol symbols[] = {FUNCTIONS(LATE_SYMBOL){"xmlFree", &the_free}};
    static int loaded;
    enum status s = late_load(XML2_SONAME, symbols, sizeof symbols / sizeof symbols[0], &loaded, err);
    if (!s && !xmlFree)
        xmlFree = *the_free;
    return s;
}

#else

enum status late_xml(struct err *err)
{
    (void)err;
    return S_OK;
}

#endif
