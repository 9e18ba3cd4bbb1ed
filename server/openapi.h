/* openapi.json: the interface as OpenAPI 3.1, made of the table of routes and the table of parameters. */
#ifndef DATELINE_SERVER_OPENAPI_H
#define DATELINE_SERVER_OPENAPI_H

#include "core/buf.h"

/* Appends the document. */
void openapi_write(struct buf *out);
/* The schemas of answers, as a JSON object by name (openapi_schemas.c). */
extern const char openapi_schemas[];

#endif
