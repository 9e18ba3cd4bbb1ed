/* Articles out of values of JSON, the names of their members from the field map. Inner header of indexer/, for the
 * readers of JSON in any arrangement.
 *
 * For each field the first name that is present and neither null nor blank wins, as it is written there before one
 * that differs in case, spaces, underscores and hyphens (indexer/json_names.h). What a body may be, indexer/json_body.h
 * says; one of another type rejects the record. Every other value is one line. Of an array the first element of use
 * counts, of one of authors or tags every one; a string of several tags is taken apart (indexer/json_tags.h). A field
 * of a type that it cannot have is left out; a number is an id, a headline or a section, but no name or tag, nor a
 * section in an array, where a string of digits is none either. An address in an array is nothing but a url. An object
 * stands for its value, name, webTitle, rendered, given and family name, title (not a person's), text or label, as in
 * "author": [{"@type": "Person", "name": "..."}]; as a url for the address that is its url or href. {"$oid": ...},
 * {"$date": ...} and the like of MongoDB stand for what is in them. A date that cannot be read leaves the article
 * undated. Body and headline may be markup (indexer/values.h). An object of IPTC's ninjs is read by its own rules
 * (indexer/ninjs.h) in what the map does not name.
 *
 * An object without a body may hold the article, at most three names down, as _source, node, article, content, data,
 * attributes, response or doc; what that leaves open is looked for in the object around it. */
#ifndef DATELINE_INDEXER_JSON_ARTICLE_H
#define DATELINE_INDEXER_JSON_ARTICLE_H

#include "indexer/json_names.h"
#include "indexer/reader_impl.h"
#include "indexer/values.h"
#include "shim/json_in.h"

struct json_article {
    struct reader *reader; /* whose map names the members, and which refuses */
    struct json_parser *parser;
    struct json_value record; /* whose members are looked at */
    bool summary;             /* the body is a summary, for want of a better */
    struct json_names names;
    struct values values;
    struct buf list; /* values, joined */
    struct buf runs; /* of a paragraph, joined */
};

/* The member of an object with this name, as json_member gives it. */
static inline struct json_value json_member_of(const struct json_article *j, struct json_value object, const char *name)
{
    return json_member(j->parser, object, str_of(name));
}

/* The reader is borrowed until json_article_release. */
enum status json_article_init(struct json_article *j, struct reader *reader, struct err *err);
void json_article_release(struct json_article *j);
/* Parses a value, which is the parser's root afterwards. S_INPUT: refused as broken, or as too deep. */
enum status json_article_parse(struct json_article *j, struct str text, struct err *err);
/* Makes an article of the root. S_INPUT: refused. */
enum status json_article_read(struct json_article *j, struct article *article, struct err *err);
/* Whether the root is an object that looks like an article: with a name of a body or of a date, whatever it holds, and
 * with what else is asked for. A summary counts as a body only beside a title. */
enum {
    JSON_NEEDS_BODY = 1,  /* a date is not enough */
    JSON_NEEDS_NAME = 2,  /* a headline, an id or an address as well */
    JSON_NEEDS_TITLE = 4, /* a headline, but for a mere name, an address or the type "message" as well */
    JSON_NEEDS_TEXT = 8   /* a body that is no summary */
};
bool json_article_resembles(struct json_article *j, unsigned needs);
/* Whether the root is an object with a headline. */
bool json_article_has_headline(struct json_article *j);
const char *json_type_name(enum json_type type); /* "a string" */

/* ---- for those who know some of the members better ---- */

/* The member of an object, however its name is written. */
struct json_value json_article_member(struct json_article *j, struct json_value object, struct str name);
/* Whether an object has a member by a name of a field, or of FIELD_MAP_DATE. */
bool json_article_has_any(struct json_article *j, struct json_value object, int field);
/* Whether the user's map names the field, or FIELD_MAP_DATE. */
bool json_article_is_mapped(const struct json_article *j, int field);
/* Sets the headline or the body; false when there is nothing in the value, or it is of a type that it cannot be. */
bool json_article_set(struct json_article *j, enum field field, struct json_value value, struct article *article);
/* Adds what a value of another field holds; false when that is nothing. */
bool json_article_add(struct json_article *j, enum field field, struct json_value value, struct article *article);
/* Sets the date, when it can be read. */
bool json_article_set_date(struct json_article *j, struct json_value value, struct article *article);

#endif
