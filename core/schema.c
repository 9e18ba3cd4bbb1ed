#include "core/schema.h"

const struct field_info schema[FIELD_COUNT] = {
    [FIELD_ID] = {.name = "id",
                  .prefix = "Q",
                  .kind = FIELD_KIND_ID,
                  .aliases =
                      "id|_id|guid|docid|uuid|doc_id|document_id|documentId|article_id|articleId|story_id|storyId|"
                      "news_id|newsId|post_id|postId|nid",
                  .help = "what names the article in its archive",
                  .example = "wire-1996-0914-17"},
    [FIELD_HEADLINE] =
        {.name = "headline",
         .prefix = "S",
         .kind = FIELD_KIND_TEXT,
         .aliases = "headline|title|headline.main|headlines.basic|fields.headline|webTitle|title.rendered|heading|"
                    "headlines|article_title|news_title|post_title|titel|überschrift|Überschrift|titre|título|"
                    "titulo|titolo|заголовок|Заголовок|标题|標題|제목|タイトル|name",
         .help = "words of the headline",
         .example = "elections"},
    [FIELD_BODY] =
        {.name = "body",
         .prefix = "",
         .kind = FIELD_KIND_TEXT,
         .aliases =
             "body|text|content:encoded|content|article|articleBody|bodyText|body_text|full_text|fulltext|maintext|"
             "plain_text|"
             "fields.bodyText|fields.body|blocks.body|content.rendered|content_text|content_html|"
             "contents|content_elements|plaintext|article_text|article_content|news_text|news_content|post_content|"
             "story_text|inhalt|contenu|texte|contenido|texto|cuerpo|conteúdo|conteudo|testo|текст|Текст|正文|"
             "内容|內容|本文|본문|body_html|html|document|extract|"
             "lead_paragraph|abstract|description|summary|short_description",
         .help = "words of headline and body",
         .example = "observers"},
    [FIELD_BYLINE] =
        {.name = "byline",
         .prefix = "A",
         .kind = FIELD_KIND_KEYWORD,
         .several = true,
         .words = true,
         .filter = true,
         .aliases =
             "byline|byline.original|author|author.name|authors|creator|fields.byline|credits.by|"
             "_embedded.author|dc:creator|author_name|article_author|authorsByline|publishedBylines|writer|reporter|"
             "journalist|autor|auteur|autore|автор|Автор|作者|记者|記者|기자",
         .help = "who wrote it; part of a name will do",
         .example = "smith"},
    [FIELD_PLACE] = {.name = "place",
                     .prefix = "XPL",
                     .kind = FIELD_KIND_KEYWORD,
                     .words = true,
                     .filter = true,
                     .aliases = "place|dateline|location|city",
                     .help = "the place in the dateline; part of it will do",
                     .example = "sarajevo"},
    [FIELD_SECTION] = {.name = "section",
                       .prefix = "XSEC",
                       .kind = FIELD_KIND_KEYWORD,
                       .filter = true,
                       .aliases = "section|category|desk|sectionName|section_name|articleSection|"
                                  "taxonomy.primary_section|taxonomy.sections|categories|article_section|"
                                  "news_category|ressort|rubrik|rubrique|sección|seccion|sezione|рубрика|Рубрика|topic",
                       .help = "the section of the paper",
                       .example = "world"},
    [FIELD_SOURCE] = {.name = "source",
                      .prefix = "XSRC",
                      .kind = FIELD_KIND_KEYWORD,
                      .filter = true,
                      .aliases =
                          "source|source.name|publisher|publisher.name|newspaper|publication|outlet|"
                          "fields.publication|thread.site|sitename|site_name|source_name|news_source|source_domain|"
                          "source.domain|source_hostname|hostname|quelle|fuente|fonte|источник|Источник|来源|來源|"
                          "언론사",
                      .help = "the paper or service that published it",
                      .example = "evening post"},
    [FIELD_AGENCY] = {.name = "agency",
                      .prefix = "XAG",
                      .kind = FIELD_KIND_KEYWORD,
                      .filter = true,
                      .aliases = "agency|wire|provider",
                      .help = "the news agency that it came from",
                      .example = "interfax"},
    [FIELD_TAG] = {.name = "tag",
                   .prefix = "K",
                   .kind = FIELD_KIND_KEYWORD,
                   .several = true,
                   .filter = true,
                   .aliases = "tags|tag|keywords|subjects|topics|taxonomy.tags|keyword|hashtags|news_keywords|postTags|"
                              "schlagworte|关键词|關鍵詞|키워드",
                   .help = "a subject that the article was tagged with",
                   .example = "peace talks"},
    [FIELD_LANG] = {.name = "lang",
                    .prefix = "L",
                    .kind = FIELD_KIND_KEYWORD,
                    .filter = true,
                    .aliases = "lang|language|inLanguage|fields.lang|langcode",
                    .help = "the language, by its code where it is known",
                    .example = "en"},
    [FIELD_URL] = {.name = "url",
                   .kind = FIELD_KIND_STORED,
                   .aliases = "url|link|web_url|webUrl|permalink|article_url|canonical_url|"
                              "requested_url|article_link|news_url|news_link|post_url|page_url|links.permalink|uri",
                   .help = "the address of the article; shown, not searched",
                   .example = "https://news.example/1996/09/14/vote"},
    [FIELD_HOST] = {.name = "host",
                    .prefix = "H",
                    .kind = FIELD_KIND_KEYWORD,
                    .help = "the host in the article's address",
                    .example = "news.example"},
};

const char schema_date_aliases[] =
    "published|date_gmt|date_unixtime|date|pub_date|pubDate|published_at|publish_date|published_date|display_date|"
    "publishedAt|datePublished|datetime|webPublicationDate|first_publication_date|date_published|date_publish|post_"
    "date|publication_date|publication_time|publish_time|published_time|pub_time|time_published|published_utc|"
    "published_datetime_utc|providerPublishTime|article_date|news_date|issue_date|release_date|isoDate|dc:date|created_"
    "at|created|versioncreated|"
    "created_utc|datum|fecha|fecha_publicacion|date_publication|дата|Дата|日期|发布时间|發布時間|日時|일자|timestamp";

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The table's names are lower case already. */
static bool same_name(struct str name, struct str wanted)
{
    if (name.len != wanted.len)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (lower(wanted.ptr[i]) != name.ptr[i])
            return false;
    return true;
}

enum field schema_find(struct str name)
{
    for (enum field field = 0; field < FIELD_COUNT; field++)
        if (same_name(str_of(schema[field].name), name))
            return field;
    return FIELD_COUNT;
}
