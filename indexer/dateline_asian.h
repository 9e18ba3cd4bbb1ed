/* Datelines as agencies of China, Japan and Korea write them, with no separator behind: indexer/dateline.c's own.
 *
 *     新华社北京12月27日电（记者 王小明）……        中新网12月27日电 ……
 *     中央社台北27日電 ……                         （中央社記者王小明台北27日電）……
 *     本报上海12月27日讯 ……
 *     【ワシントン共同】……                         【北京２７日＝時事】……
 *     【12月27日 AFP】……                          ［東京　２７日　ロイター］ － ……
 *     (서울=연합뉴스) 홍길동 기자 = ……             [제네바 AFP=연합뉴스] ……
 *
 * The agency must be one that is known, for what else stands in such brackets is a heading: 【速報】, (사진=본인 제공).
 */
#ifndef DATELINE_INDEXER_DATELINE_ASIAN_H
#define DATELINE_INDEXER_DATELINE_ASIAN_H

#include "indexer/dateline.h"

/* Reads the dateline at the start of a text; *rest is what stands behind it. Everything is borrowed from the text; when
 * it is none *out may hold anything. */
bool dateline_parse_asian(struct str text, struct dateline *out, struct str *rest);

#endif
