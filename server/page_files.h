/* The files of the page, in the program itself: page/embed.cmake makes the source of them. Inner header of server/. */
#ifndef DATELINE_SERVER_PAGE_FILES_H
#define DATELINE_SERVER_PAGE_FILES_H

#include "core/buf.h"

/* index.html and opensearch.xml have places for what is written into them: {{title}}. */
extern const struct str file_index_html, file_page_css, file_page_js, file_icon_svg, file_opensearch_xml;

#endif
