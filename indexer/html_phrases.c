#include "indexer/html_phrases.h"

#include <string.h>
#include <utf8proc.h>

#include "core/utf8.h"
#include "indexer/word.h"

/* In small letters. One that ends with '.' is the whole line, but for marks and numbers behind it; one that begins with
 * '=' is no line that ends as a sentence does. */
static const struct {
    const char *begins;
    enum html_phrase phrase;
} phrases[] = {
    /* the end of the story */
    {"comments.", PHRASE_END},
    {"comments (", PHRASE_END},
    {"comment on this", PHRASE_END},
    {"leave a comment", PHRASE_END},
    {"leave a reply", PHRASE_END},
    {"leave your comment", PHRASE_END},
    {"post a comment", PHRASE_END},
    {"add a comment", PHRASE_END},
    {"add your comment", PHRASE_END},
    {"join the discussion", PHRASE_END},
    {"join the conversation", PHRASE_END},
    {"reader comments", PHRASE_END},
    {"readers' comments", PHRASE_END},
    {"kommentare.", PHRASE_END},
    {"kommentar schreiben", PHRASE_END},
    {"commentaires.", PHRASE_END},
    {"laisser un commentaire", PHRASE_END},
    {"comentarios.", PHRASE_END},
    {"deja un comentario", PHRASE_END},
    {"comentários.", PHRASE_END},
    {"commenti.", PHRASE_END},
    {"lascia un commento", PHRASE_END},
    {"reacties.", PHRASE_END},
    {"komentarze.", PHRASE_END},
    {"комментарии.", PHRASE_END},
    {"комментарии читателей", PHRASE_END},
    {"коментарі.", PHRASE_END},
    {"コメント.", PHRASE_END},
    /* who wrote it, and from what */
    {"=about the author", PHRASE_TAIL},
    {"=about the writer", PHRASE_TAIL},
    {"=about the reporter", PHRASE_TAIL},
    {"=über den autor", PHRASE_TAIL},
    {"=über die autorin", PHRASE_TAIL},
    {"zur person.", PHRASE_TAIL},
    {"=sobre la firma", PHRASE_TAIL},
    {"=sobre el autor", PHRASE_TAIL},
    {"=sobre la autora", PHRASE_TAIL},
    {"=sobre o autor", PHRASE_TAIL},
    {"=sobre a autora", PHRASE_TAIL},
    {"=à propos de l'auteur", PHRASE_TAIL},
    {"=sull'autore", PHRASE_TAIL},
    {"=over de auteur", PHRASE_TAIL},
    {"=o autorze", PHRASE_TAIL},
    {"=об авторе", PHRASE_TAIL},
    {"=про автора", PHRASE_TAIL},
    {"are you affected by the issues", PHRASE_TAIL},
    {"=related internet links", PHRASE_TAIL},
    {"sources.", PHRASE_TAIL},
    {"references.", PHRASE_TAIL},
    {"external links.", PHRASE_TAIL},
    /* other stories */
    {"related.", PHRASE_BOX},
    {"related:", PHRASE_BOX},
    {"related stor", PHRASE_BOX},
    {"related article", PHRASE_BOX},
    {"related link", PHRASE_BOX},
    {"related news", PHRASE_BOX},
    {"related post", PHRASE_BOX},
    {"related topic", PHRASE_BOX},
    {"related content", PHRASE_BOX},
    {"related coverage", PHRASE_BOX},
    {"more stories", PHRASE_BOX},
    {"more news", PHRASE_BOX},
    {"more on this", PHRASE_BOX},
    {"more on:", PHRASE_BOX},
    {"more from", PHRASE_BOX},
    {"more like this", PHRASE_BOX},
    {"more in ", PHRASE_BOX},
    {"most read.", PHRASE_BOX},
    {"most popular.", PHRASE_BOX},
    {"most viewed.", PHRASE_BOX},
    {"trending.", PHRASE_BOX},
    {"trending now.", PHRASE_BOX},
    {"recommended.", PHRASE_BOX},
    {"recommended for you", PHRASE_BOX},
    {"you may also like", PHRASE_BOX},
    {"you might also", PHRASE_BOX},
    {"you may also be interested", PHRASE_BOX},
    {"also in the news", PHRASE_BOX},
    {"also in this section", PHRASE_BOX},
    {"in other news.", PHRASE_BOX},
    {"other stories", PHRASE_BOX},
    {"other news", PHRASE_BOX},
    {"other headlines", PHRASE_BOX},
    {"top stories.", PHRASE_BOX},
    {"latest news.", PHRASE_BOX},
    {"latest stories", PHRASE_BOX},
    {"don't miss.", PHRASE_BOX},
    {"editor's picks", PHRASE_BOX},
    {"editors' picks", PHRASE_BOX},
    {"what to read next", PHRASE_BOX},
    {"read next.", PHRASE_BOX},
    {"up next.", PHRASE_BOX},
    {"keep reading.", PHRASE_BOX},
    {"elsewhere on the web", PHRASE_BOX},
    {"see also.", PHRASE_BOX},
    {"see also:", PHRASE_BOX},
    {"on this story.", PHRASE_BOX},
    {"mehr zum thema", PHRASE_BOX},
    {"zum thema.", PHRASE_BOX},
    {"zum thema:", PHRASE_BOX},
    {"das könnte sie auch", PHRASE_BOX},
    {"auch interessant", PHRASE_BOX},
    {"meistgelesen", PHRASE_BOX},
    {"weitere artikel", PHRASE_BOX},
    {"weitere meldungen", PHRASE_BOX},
    {"sur le même sujet", PHRASE_BOX},
    {"sur le même thème", PHRASE_BOX},
    {"à lire aussi", PHRASE_BOX},
    {"a lire aussi", PHRASE_BOX},
    {"les plus lus", PHRASE_BOX},
    {"articles liés", PHRASE_BOX},
    {"te puede interesar", PHRASE_BOX},
    {"noticias relacionadas", PHRASE_BOX},
    {"más noticias", PHRASE_BOX},
    {"lo más leído", PHRASE_BOX},
    {"lo más visto", PHRASE_BOX},
    {"ti potrebbe interessare", PHRASE_BOX},
    {"potrebbe interessarti", PHRASE_BOX},
    {"articoli correlati", PHRASE_BOX},
    {"notícias relacionadas", PHRASE_BOX},
    {"mais lidas", PHRASE_BOX},
    {"veja também", PHRASE_BOX},
    {"gerelateerd", PHRASE_BOX},
    {"meer nieuws", PHRASE_BOX},
    {"zobacz także", PHRASE_BOX},
    {"zobacz też", PHRASE_BOX},
    {"читайте также", PHRASE_BOX},
    {"по теме.", PHRASE_BOX},
    {"関連記事", PHRASE_BOX},
    {"=empfohlener artikel", PHRASE_BOX},
    {"mehr dazu.", PHRASE_BOX},
    {"mehr dazu:", PHRASE_BOX},
    {"saiba mais.", PHRASE_BOX},
    {"les også.", PHRASE_BOX},
    {"=čtěte také", PHRASE_BOX},
    {"=přečtěte si", PHRASE_BOX},
    {"=související", PHRASE_BOX},
    {"=читайте також", PHRASE_BOX},
    {"=дивіться також", PHRASE_BOX},
    {"اقرأ أيضا", PHRASE_BOX},
    {"اقرأ المزيد", PHRASE_BOX},
    {"شاهد أيضا", PHRASE_BOX},
    {"=contacts for media", PHRASE_BOX},
    {"=media contact", PHRASE_BOX},
    {"=press contact", PHRASE_BOX},
    {"=for media inquiries", PHRASE_BOX},
    {"=for media enquiries", PHRASE_BOX},
    {"=media inquiries", PHRASE_BOX},
    {"=media enquiries", PHRASE_BOX},
    {"=pressekontakt", PHRASE_BOX},
    {"=contact presse", PHRASE_BOX},
    {"=contacto de prensa", PHRASE_BOX},
    {"=contatti stampa", PHRASE_BOX},
    {"相关新闻", PHRASE_BOX},
    {"相关阅读", PHRASE_BOX},
    {"相關新聞", PHRASE_BOX},
    {"관련기사", PHRASE_BOX},
    /* calls and labels */
    {"advertisement.", PHRASE_JUNK},
    {"advertisement - ", PHRASE_JUNK},
    {"story continues below", PHRASE_JUNK},
    {"article continues", PHRASE_JUNK},
    {"continue reading", PHRASE_JUNK},
    {"scroll to continue", PHRASE_JUNK},
    {"sponsored.", PHRASE_JUNK},
    {"sponsored content", PHRASE_JUNK},
    {"sponsored by", PHRASE_JUNK},
    {"read more", PHRASE_JUNK},
    {"read also", PHRASE_JUNK},
    {"read the full", PHRASE_JUNK},
    {"also read", PHRASE_JUNK},
    {"read |", PHRASE_JUNK},
    {"watch |", PHRASE_JUNK},
    {"listen |", PHRASE_JUNK},
    {"=download the ", PHRASE_JUNK},
    {"=download our ", PHRASE_JUNK},
    {"=(download ", PHRASE_JUNK},
    {"=reporting by ", PHRASE_JUNK},
    {"=for immediate release", PHRASE_JUNK},
    {"release no.", PHRASE_JUNK},
    {"=contact:", PHRASE_JUNK},
    {"=contacts:", PHRASE_JUNK},
    {"=tel.:", PHRASE_JUNK},
    {"=(reporting by ", PHRASE_JUNK},
    {"=additional reporting by ", PHRASE_JUNK},
    {"=editing by ", PHRASE_JUNK},
    {"=writing by ", PHRASE_JUNK},
    {"read:", PHRASE_JUNK},
    {"watch:", PHRASE_JUNK},
    {"listen:", PHRASE_JUNK},
    {"more:", PHRASE_JUNK},
    {"share.", PHRASE_JUNK},
    {"share:", PHRASE_JUNK},
    {"share this", PHRASE_JUNK},
    {"share on", PHRASE_JUNK},
    {"share via", PHRASE_JUNK},
    {"follow us", PHRASE_JUNK},
    {"follow @", PHRASE_JUNK},
    {"follow the ", PHRASE_JUNK},
    {"like us on", PHRASE_JUNK},
    {"join our whatsapp", PHRASE_JUNK},
    {"this video can not be played", PHRASE_JUNK},
    {"this video cannot be played", PHRASE_JUNK},
    {"sign up for", PHRASE_JUNK},
    {"sign up to", PHRASE_JUNK},
    {"sign up now", PHRASE_JUNK},
    {"subscribe.", PHRASE_JUNK},
    {"subscribe to", PHRASE_JUNK},
    {"subscribe now", PHRASE_JUNK},
    {"subscribe today", PHRASE_JUNK},
    {"already a subscriber", PHRASE_JUNK},
    {"get the latest", PHRASE_JUNK},
    {"get our ", PHRASE_JUNK},
    {"click here", PHRASE_JUNK},
    {"click to ", PHRASE_JUNK},
    {"enter your email", PHRASE_JUNK},
    {"photo:", PHRASE_JUNK},
    {"photos:", PHRASE_JUNK},
    {"photo by", PHRASE_JUNK},
    {"photo credit", PHRASE_JUNK},
    {"photograph:", PHRASE_JUNK},
    {"photograph by", PHRASE_JUNK},
    {"picture:", PHRASE_JUNK},
    {"image:", PHRASE_JUNK},
    {"image caption", PHRASE_JUNK},
    {"image credit", PHRASE_JUNK},
    {"image source", PHRASE_JUNK},
    {"video:", PHRASE_JUNK},
    {"filed under", PHRASE_JUNK},
    {"filed in", PHRASE_JUNK},
    {"posted in", PHRASE_JUNK},
    {"tags:", PHRASE_JUNK},
    {"tags.", PHRASE_JUNK},
    {"tagged", PHRASE_JUNK},
    {"topics:", PHRASE_JUNK},
    {"topics.", PHRASE_JUNK},
    {"categories:", PHRASE_JUNK},
    {"category:", PHRASE_JUNK},
    {"posted by", PHRASE_JUNK},
    {"posted on", PHRASE_JUNK},
    {"this entry was posted", PHRASE_JUNK},
    {"permalink", PHRASE_JUNK},
    {"print this", PHRASE_JUNK},
    {"printer friendly", PHRASE_JUNK},
    {"printer-friendly", PHRASE_JUNK},
    {"print version", PHRASE_JUNK},
    {"email this", PHRASE_JUNK},
    {"e-mail this", PHRASE_JUNK},
    {"email to a friend", PHRASE_JUNK},
    {"e-mail to a friend", PHRASE_JUNK},
    {"send to a friend", PHRASE_JUNK},
    {"copyright", PHRASE_JUNK},
    {"©", PHRASE_JUNK},
    {"(c) ", PHRASE_JUNK},
    {"all rights reserved", PHRASE_JUNK},
    {"all contents", PHRASE_JUNK},
    {"skip to", PHRASE_JUNK},
    {"skip advertisement", PHRASE_JUNK},
    {"back to ", PHRASE_JUNK},
    {"return to ", PHRASE_JUNK},
    {"jump to", PHRASE_JUNK},
    {"load more", PHRASE_JUNK},
    {"loading", PHRASE_JUNK},
    {"please enable javascript", PHRASE_JUNK},
    {"javascript is ", PHRASE_JUNK},
    {"we use cookies", PHRASE_JUNK},
    {"this site uses cookies", PHRASE_JUNK},
    {"this website uses cookies", PHRASE_JUNK},
    {"our newsletter", PHRASE_JUNK},
    {"home >", PHRASE_JUNK},
    {"you are here", PHRASE_JUNK},
    {"previous:", PHRASE_JUNK},
    {"next:", PHRASE_JUNK},
    {"minute read", PHRASE_JUNK},
    {"reading time", PHRASE_JUNK},
    {"lesen sie auch", PHRASE_JUNK},
    {"lesen sie mehr", PHRASE_JUNK},
    {"lesen sie hier", PHRASE_JUNK},
    {"mehr:", PHRASE_JUNK},
    {"anzeige.", PHRASE_JUNK},
    {"werbung.", PHRASE_JUNK},
    {"teilen.", PHRASE_JUNK},
    {"artikel teilen", PHRASE_JUNK},
    {"foto:", PHRASE_JUNK},
    {"fotos:", PHRASE_JUNK},
    {"bild:", PHRASE_JUNK},
    {"quelle:", PHRASE_JUNK},
    {"schlagwörter", PHRASE_JUNK},
    {"alle rechte vorbehalten", PHRASE_JUNK},
    {"abonnieren sie", PHRASE_JUNK},
    {"lire aussi", PHRASE_JUNK},
    {"lire également", PHRASE_JUNK},
    {"lire la suite", PHRASE_JUNK},
    {"partager", PHRASE_JUNK},
    {"publicité", PHRASE_JUNK},
    {"photo :", PHRASE_JUNK},
    {"crédit photo", PHRASE_JUNK},
    {"suivez-nous", PHRASE_JUNK},
    {"abonnez-vous", PHRASE_JUNK},
    {"inscrivez-vous", PHRASE_JUNK},
    {"tous droits réservés", PHRASE_JUNK},
    {"lea también", PHRASE_JUNK},
    {"lee también", PHRASE_JUNK},
    {"leer más", PHRASE_JUNK},
    {"le puede interesar", PHRASE_JUNK},
    {"publicidad.", PHRASE_JUNK},
    {"compartir", PHRASE_JUNK},
    {"suscríbete", PHRASE_JUNK},
    {"suscríbase", PHRASE_JUNK},
    {"síguenos", PHRASE_JUNK},
    {"etiquetas", PHRASE_JUNK},
    {"archivado en", PHRASE_JUNK},
    {"más información.", PHRASE_JUNK},
    {"más información:", PHRASE_JUNK},
    {"todos los derechos reservados", PHRASE_JUNK},
    {"leggi anche", PHRASE_JUNK},
    {"leggi tutto", PHRASE_JUNK},
    {"condividi", PHRASE_JUNK},
    {"pubblicità", PHRASE_JUNK},
    {"iscriviti", PHRASE_JUNK},
    {"riproduzione riservata", PHRASE_JUNK},
    {"leia também", PHRASE_JUNK},
    {"leia mais", PHRASE_JUNK},
    {"publicidade.", PHRASE_JUNK},
    {"compartilh", PHRASE_JUNK},
    {"=veja mais", PHRASE_JUNK},
    {"=veja tudo", PHRASE_JUNK},
    {"vídeos:", PHRASE_JUNK},
    {"vídeo:", PHRASE_JUNK},
    {"lees ook", PHRASE_JUNK},
    {"tekst gaat verder", PHRASE_JUNK},
    {"deze inhoud wordt geladen", PHRASE_JUNK},
    {"=externer inhalt", PHRASE_JUNK},
    {"lees meer", PHRASE_JUNK},
    {"deel dit", PHRASE_JUNK},
    {"czytaj też", PHRASE_JUNK},
    {"czytaj także", PHRASE_JUNK},
    {"czytaj więcej", PHRASE_JUNK},
    {"udostępnij", PHRASE_JUNK},
    {"reklama.", PHRASE_JUNK},
    {"läs också", PHRASE_JUNK},
    {"läs mer", PHRASE_JUNK},
    {"læs også", PHRASE_JUNK},
    {"les også", PHRASE_JUNK},
    {"реклама.", PHRASE_JUNK},
    {"поделиться", PHRASE_JUNK},
    {"подписывайтесь", PHRASE_JUNK},
    {"подпишитесь", PHRASE_JUNK},
    {"фото:", PHRASE_JUNK},
    {"читать далее", PHRASE_JUNK},
    {"責任編輯", PHRASE_JUNK},
    {"责任编辑", PHRASE_JUNK},
    {"版权所有", PHRASE_JUNK},
    {"シェアする", PHRASE_JUNK},
    {"続きを読む", PHRASE_JUNK},
    {"저작권자", PHRASE_JUNK},
    {"무단전재", PHRASE_JUNK},
};

/* ---- comparing ---- */

size_t html_lower_line(struct str text, char out[HTML_LINE_BYTES])
{
    size_t len = 0;
    for (size_t at = 0; at < text.len && len + 2 * UTF8_MAX < HTML_LINE_BYTES;) {
        uint32_t c;
        at += utf8_decode(text.ptr + at, text.len - at, &c, NULL);
        c = c == 0x2019 ? '\''
            : c < 0x80  ? c | (c >= 'A' && c <= 'Z' ? 0x20 : 0)
                        : (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
        bool mark = c < 0x80 ? !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '(')
                             : (c >= 0x2010 && c < 0x2c00) || c == 0xa0 || c == 0xbb || c == 0xb7;
        if (len || !mark)
            len += utf8_encode(c, out + len);
    }
    out[len] = '\0';
    return len;
}

/* Nothing but marks and numbers. */
static bool is_rest_of_label(const char *text)
{
    for (; *text; text++)
        if ((*text >= 'a' && *text <= 'z') || (unsigned char)*text >= 0xc3)
            return false;
    return true;
}

static bool begins(const char *line, const char *phrase)
{
    size_t len = strlen(phrase);
    if (phrase[len - 1] != '.')
        return strncmp(line, phrase, len) == 0;
    return strncmp(line, phrase, len - 1) == 0 && is_rest_of_label(line + len - 1);
}

/* What gives away a line wherever it stands in it. */
static bool holds_sign(const char *line)
{
    static const char *const signs[] = {"all rights reserved",
                                        "alle rechte vorbehalten",
                                        "tous droits réservés",
                                        "todos los derechos reservados",
                                        "photo by ",
                                        "have your say in our comments",
                                        "our daily newsletter",
                                        "app store or google play",
                                        "app store and google play",
                                        "our free newsletter",
                                        "getty images",
                                        "riproduzione riservata",
                                        "this article was amended",
                                        "this story was updated",
                                        "this article has been updated"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (strstr(line, signs[i]))
            return true;
    return false;
}

static bool ends_with(const char *line, const char *end)
{
    size_t len = strlen(line), tail = strlen(end);
    while (len && strchr(". )", line[len - 1]))
        len--;
    return len >= tail && strncmp(line + len - tail, end, tail) == 0;
}

/* Who made the picture, or helped to report: at the end of a line. */
static bool is_credit(const char *line, struct str text)
{
    static const char *const helped[] = {"contributed to this report", "contributed to this story",
                                         "contributed reporting"};
    enum { MOST = 150 };
    for (size_t i = 0; i < sizeof helped / sizeof helped[0]; i++)
        if (ends_with(line, helped[i]))
            return true;
    return text.len <= MOST && !ends_sentence(text) && (strstr(line, ". photo: ") || strstr(line, ". picture: "));
}

/* "12 comments". */
static const char *behind_number(const char *line)
{
    size_t digits = strspn(line, "0123456789");
    return digits && line[digits] == ' ' ? line + digits + 1 : line;
}

/* A legal notice may be long. */
static enum html_phrase phrase_of_long(const char *line)
{
    static const char *const starts[] = {"copyright", "©", "(c) ", "we use cookies", "all rights reserved"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (begins(line, starts[i]))
            return PHRASE_JUNK;
    return PHRASE_NONE;
}

enum html_phrase html_phrase_of(struct str text)
{
    char line[HTML_LINE_BYTES];
    if (!html_lower_line(text, line))
        return PHRASE_JUNK;
    if (text.len >= HTML_LINE_BYTES)
        return phrase_of_long(line);
    const char *counted = behind_number(line);
    bool sentence = ends_sentence(text);
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        const char *phrase = phrases[i].begins;
        if (*phrase == '=' && sentence)
            continue;
        phrase += *phrase == '=';
        if ((*phrase == *line && begins(line, phrase)) ||
            (phrases[i].phrase == PHRASE_END && *phrase == *counted && begins(counted, phrase)))
            return phrases[i].phrase;
    }
    return holds_sign(line) || is_credit(line, text) ? PHRASE_JUNK : PHRASE_NONE;
}
