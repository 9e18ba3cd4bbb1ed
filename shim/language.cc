#include "shim/language.h"

#include <cctype>
#include <cstdio> /* which the next header needs and does not include */
#include <cstring>
#include <dlfcn.h>

#include <cld2/public/compact_lang_det.h>

#include "core/language_code.h"

namespace
{

/* All that is asked of the library, which is two megabytes and loaded when a language is first to be found. */
struct library {
    decltype(&CLD2::DetectLanguage) detect = nullptr;
    decltype(&CLD2::LanguageCode) code = nullptr;
    decltype(&CLD2::GetLanguageFromName) from_name = nullptr;

    library();
    bool loaded() const
    {
        return detect && code && from_name;
    }
};

#ifdef CLD2_SONAME

template <typename function> void find(void *handle, const char *name, function &out)
{
    out = reinterpret_cast<function>(dlsym(handle, name));
}

library::library()
{
    void *handle = dlopen(CLD2_SONAME, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return;
    find(handle, "_ZN4CLD214DetectLanguageEPKcibPb", detect);
    find(handle, "_ZN4CLD212LanguageCodeENS_8LanguageE", code);
    find(handle, "_ZN4CLD219GetLanguageFromNameEPKc", from_name);
}

#else

library::library() : detect(CLD2::DetectLanguage), code(CLD2::LanguageCode), from_name(CLD2::GetLanguageFromName)
{
}

#endif

enum { TEXT_MAX = 1 << 20, WORD_MAX = 32 };

const library &the_library()
{
    static const library loaded;
    return loaded;
}

/* The library writes two codes as they were before 1989. */
void write_code(const char *written, char code[LANGUAGE_CODE_MAX])
{
    const char *today = std::strcmp(written, "iw") == 0 ? "he" : std::strcmp(written, "jw") == 0 ? "jv" : written;
    snprintf(code, LANGUAGE_CODE_MAX, "%s", today);
}

} // namespace

enum status language_detect(struct str text, char code[LANGUAGE_CODE_MAX], struct err *err)
{
    bool reliable = false;
    *code = '\0';
    if (!the_library().loaded())
        return err_set(err, S_INTERNAL, "cannot load the library that tells languages, cld2");
    if (text.len == 0 || text.len > TEXT_MAX)
        return S_OK;
    CLD2::Language language = the_library().detect(text.ptr, (int)text.len, true, &reliable);
    if (reliable && language != CLD2::UNKNOWN_LANGUAGE)
        write_code(the_library().code(language), code);
    if (std::strcmp(code, "un") == 0)
        *code = '\0';
    return S_OK;
}

static int to_name(int letter)
{
    return std::strchr("- ", letter) ? '_' : std::toupper(letter);
}

/* The library knows codes in small letters, and names in capitals, their words with _ between them. */
static CLD2::Language find_language(const char *word, int (*change)(int))
{
    char changed[WORD_MAX];
    size_t len = 0;
    for (; word[len]; len++)
        changed[len] = static_cast<char>(change(static_cast<unsigned char>(word[len])));
    changed[len] = '\0';
    return the_library().from_name(changed);
}

/* The length of a name without what stands in brackets, and without a region: all that follows a code, two or three
 * letters behind a name. "French-Creole" is a name. */
static size_t bare_length(const char *name)
{
    enum { CODE_MAX = 3, REGION_MAX = 3 };
    size_t len = std::strcspn(name, "("), mark = std::strcspn(name, "-_");
    if (mark < len && (mark <= CODE_MAX || len - mark - 1 <= REGION_MAX))
        len = mark;
    while (len && name[len - 1] == ' ')
        len--;
    return len;
}

static CLD2::Language find_either(struct str name)
{
    char word[WORD_MAX];
    std::memcpy(word, name.ptr, name.len);
    word[name.len] = '\0';
    word[bare_length(word)] = '\0';
    CLD2::Language language = find_language(word, std::tolower);
    return language == CLD2::UNKNOWN_LANGUAGE ? find_language(word, to_name) : language;
}

bool language_code_of(struct str name, char code[LANGUAGE_CODE_MAX])
{
    *code = '\0';
    struct str known = language_two_letters(name);
    if (known.len)
        name = known;
    if (name.len == 0 || name.len >= WORD_MAX || !the_library().loaded())
        return false;
    CLD2::Language language = find_either(name);
    if (language != CLD2::UNKNOWN_LANGUAGE)
        write_code(the_library().code(language), code);
    else
        snprintf(code, LANGUAGE_CODE_MAX, "%.*s", static_cast<int>(known.len), known.len ? known.ptr : "");
    return *code != '\0';
}
