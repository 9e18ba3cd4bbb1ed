#include "shim/language.h"

#include <cctype>
#include <cstdio> /* which the next header needs and does not include */
#include <cstring>
#include <dlfcn.h>

#include <cld2/public/compact_lang_det.h>

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
        snprintf(code, LANGUAGE_CODE_MAX, "%s", the_library().code(language));
    if (std::strcmp(code, "un") == 0)
        *code = '\0';
    return S_OK;
}

/* The library knows codes in small letters and names in capitals. */
static CLD2::Language find_language(const char *word, int (*change)(int))
{
    char changed[WORD_MAX];
    size_t len = 0;
    for (; word[len]; len++)
        changed[len] = static_cast<char>(change(static_cast<unsigned char>(word[len])));
    changed[len] = '\0';
    return the_library().from_name(changed);
}

bool language_code_of(struct str name, char code[LANGUAGE_CODE_MAX])
{
    char word[WORD_MAX];
    *code = '\0';
    if (name.len == 0 || name.len >= sizeof word || !the_library().loaded())
        return false;
    std::memcpy(word, name.ptr, name.len);
    word[name.len] = '\0';
    if (char *subtag = std::strpbrk(word, "-_"))
        *subtag = '\0';
    CLD2::Language language = find_language(word, std::tolower);
    if (language == CLD2::UNKNOWN_LANGUAGE)
        language = find_language(word, std::toupper);
    if (language == CLD2::UNKNOWN_LANGUAGE)
        return false;
    snprintf(code, LANGUAGE_CODE_MAX, "%s", the_library().code(language));
    return true;
}
