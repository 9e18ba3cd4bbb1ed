#include "indexer/html_tags.h"

#include <string.h>

enum {
    VOID = TAG_IS_VOID,
    RAW = TAG_IS_RAW,
    BLOCK = TAG_IS_BLOCK,
    SILENT = TAG_IS_SILENT,
    WALL = TAG_IS_WALL,
    ENDS_P = TAG_ENDS_P,
    HEADING = TAG_IS_HEADING
};

static const struct {
    char name[12];
    unsigned char flags;
} tags[TAG_COUNT] = {
    [TAG_A] = {"a", 0},
    [TAG_ABBR] = {"abbr", 0},
    [TAG_ADDRESS] = {"address", BLOCK | ENDS_P},
    [TAG_APPLET] = {"applet", SILENT},
    [TAG_AREA] = {"area", VOID},
    [TAG_ARTICLE] = {"article", BLOCK | ENDS_P},
    [TAG_ASIDE] = {"aside", BLOCK | ENDS_P},
    [TAG_AUDIO] = {"audio", SILENT},
    [TAG_B] = {"b", 0},
    [TAG_BASE] = {"base", VOID},
    [TAG_BASEFONT] = {"basefont", VOID},
    [TAG_BIG] = {"big", 0},
    [TAG_BLOCKQUOTE] = {"blockquote", BLOCK | ENDS_P},
    [TAG_BODY] = {"body", BLOCK | WALL},
    [TAG_BR] = {"br", VOID},
    [TAG_BUTTON] = {"button", SILENT},
    [TAG_CANVAS] = {"canvas", SILENT},
    [TAG_CAPTION] = {"caption", BLOCK | WALL},
    [TAG_CENTER] = {"center", BLOCK | ENDS_P},
    [TAG_CITE] = {"cite", 0},
    [TAG_CODE] = {"code", 0},
    [TAG_COL] = {"col", VOID},
    [TAG_DATALIST] = {"datalist", SILENT},
    [TAG_DD] = {"dd", BLOCK | ENDS_P},
    [TAG_DETAILS] = {"details", BLOCK | ENDS_P},
    [TAG_DIALOG] = {"dialog", BLOCK | SILENT | ENDS_P},
    [TAG_DIR] = {"dir", BLOCK | ENDS_P},
    [TAG_DIV] = {"div", BLOCK | ENDS_P},
    [TAG_DL] = {"dl", BLOCK | ENDS_P},
    [TAG_DT] = {"dt", BLOCK | ENDS_P},
    [TAG_EM] = {"em", 0},
    [TAG_EMBED] = {"embed", VOID | SILENT},
    [TAG_FIELDSET] = {"fieldset", BLOCK | ENDS_P},
    [TAG_FIGCAPTION] = {"figcaption", BLOCK | ENDS_P},
    [TAG_FIGURE] = {"figure", BLOCK | ENDS_P},
    [TAG_FONT] = {"font", 0},
    [TAG_FOOTER] = {"footer", BLOCK | ENDS_P},
    [TAG_FORM] = {"form", BLOCK | ENDS_P},
    [TAG_FRAME] = {"frame", VOID},
    [TAG_FRAMESET] = {"frameset", BLOCK | SILENT},
    [TAG_H1] = {"h1", BLOCK | ENDS_P | HEADING},
    [TAG_H2] = {"h2", BLOCK | ENDS_P | HEADING},
    [TAG_H3] = {"h3", BLOCK | ENDS_P | HEADING},
    [TAG_H4] = {"h4", BLOCK | ENDS_P | HEADING},
    [TAG_H5] = {"h5", BLOCK | ENDS_P | HEADING},
    [TAG_H6] = {"h6", BLOCK | ENDS_P | HEADING},
    [TAG_HEAD] = {"head", BLOCK},
    [TAG_HEADER] = {"header", BLOCK | ENDS_P},
    [TAG_HR] = {"hr", VOID | BLOCK | ENDS_P},
    [TAG_HTML] = {"html", BLOCK | WALL},
    [TAG_I] = {"i", 0},
    [TAG_IFRAME] = {"iframe", RAW | SILENT},
    [TAG_IMG] = {"img", VOID},
    [TAG_INPUT] = {"input", VOID},
    [TAG_LABEL] = {"label", 0},
    [TAG_LEGEND] = {"legend", BLOCK | SILENT},
    [TAG_LI] = {"li", BLOCK | ENDS_P},
    [TAG_LINK] = {"link", VOID},
    [TAG_MAIN] = {"main", BLOCK | ENDS_P},
    [TAG_MAP] = {"map", SILENT},
    [TAG_MENU] = {"menu", BLOCK | ENDS_P},
    [TAG_META] = {"meta", VOID},
    [TAG_NAV] = {"nav", BLOCK | ENDS_P},
    [TAG_NOEMBED] = {"noembed", RAW | SILENT},
    [TAG_NOFRAMES] = {"noframes", RAW | SILENT},
    [TAG_NOSCRIPT] = {"noscript", SILENT},
    [TAG_OBJECT] = {"object", SILENT},
    [TAG_OL] = {"ol", BLOCK | ENDS_P},
    [TAG_OPTION] = {"option", BLOCK | SILENT},
    [TAG_P] = {"p", BLOCK | ENDS_P},
    [TAG_PARAM] = {"param", VOID},
    [TAG_PICTURE] = {"picture", 0},
    [TAG_PRE] = {"pre", BLOCK | ENDS_P},
    [TAG_Q] = {"q", 0},
    [TAG_RP] = {"rp", SILENT},
    [TAG_RT] = {"rt", SILENT},
    [TAG_S] = {"s", 0},
    [TAG_SCRIPT] = {"script", RAW | SILENT},
    [TAG_SECTION] = {"section", BLOCK | ENDS_P},
    [TAG_SELECT] = {"select", SILENT},
    [TAG_SMALL] = {"small", 0},
    [TAG_SOURCE] = {"source", VOID},
    [TAG_SPAN] = {"span", 0},
    [TAG_STRIKE] = {"strike", 0},
    [TAG_STRONG] = {"strong", 0},
    [TAG_STYLE] = {"style", RAW | SILENT},
    [TAG_SUB] = {"sub", 0},
    [TAG_SUMMARY] = {"summary", BLOCK | ENDS_P},
    [TAG_SUP] = {"sup", 0},
    [TAG_SVG] = {"svg", SILENT},
    [TAG_TABLE] = {"table", BLOCK | WALL | ENDS_P},
    [TAG_TBODY] = {"tbody", BLOCK},
    [TAG_TD] = {"td", BLOCK | WALL},
    [TAG_TEMPLATE] = {"template", SILENT},
    [TAG_TEXTAREA] = {"textarea", RAW | SILENT},
    [TAG_TFOOT] = {"tfoot", BLOCK},
    [TAG_TH] = {"th", BLOCK | WALL},
    [TAG_THEAD] = {"thead", BLOCK},
    [TAG_TIME] = {"time", 0},
    [TAG_TITLE] = {"title", RAW | SILENT},
    [TAG_TR] = {"tr", BLOCK},
    [TAG_TRACK] = {"track", VOID},
    [TAG_TT] = {"tt", 0},
    [TAG_U] = {"u", 0},
    [TAG_UL] = {"ul", BLOCK | ENDS_P},
    [TAG_VIDEO] = {"video", SILENT},
    [TAG_WBR] = {"wbr", VOID},
    [TAG_XMP] = {"xmp", RAW | BLOCK | ENDS_P},
    [TAG_OTHER] = {"", 0},
};

unsigned html_tag_flags(enum html_tag tag)
{
    return tags[tag].flags;
}

enum html_tag html_tag_find(struct str name)
{
    char lower[sizeof tags[0].name] = {0};
    if (name.len >= sizeof lower)
        return TAG_OTHER;
    for (size_t i = 0; i < name.len; i++)
        lower[i] = (char)(name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? name.ptr[i] | 0x20 : name.ptr[i]);
    size_t low = 0, high = TAG_OTHER;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(lower, tags[middle].name, sizeof lower);
        if (order == 0)
            return (enum html_tag)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return TAG_OTHER;
}
