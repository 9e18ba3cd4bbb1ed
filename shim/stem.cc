/* Snowball's stemmers, as libxapian brings them. */
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include <xapian.h>

#include "shim/xap.h"
#include "shim/xap_guard.h"

struct xap_stemmer {
    Xapian::Stem stem;
    std::string word;
};

const char *xap_version(void)
{
    return Xapian::version_string();
}

const char *xap_stemmer_languages(void)
{
    try {
        static const std::string languages = Xapian::Stem::get_available_languages() + " none";
        return languages.c_str();
    } catch (...) {
        return "none";
    }
}

/* Xapian also takes codes ("en") and upper case; an archive's manifest is to hold one name for one language. */
static bool is_listed(const char *language)
{
    size_t len = std::strlen(language);
    for (const char *at = xap_stemmer_languages(); *at;) {
        size_t name = std::strcspn(at, " ");
        if (name == len && std::memcmp(at, language, len) == 0)
            return true;
        at += name + (at[name] == ' ');
    }
    return false;
}

enum status xap_stemmer_new(const char *language, struct xap_stemmer **out, struct err *err)
{
    *out = nullptr;
    if (!language || !*language || !is_listed(language))
        return err_set(err, S_USAGE, "no stemmer for the language \"%.32s\"; there are: %s", language ? language : "",
                       xap_stemmer_languages());
    return dateline::guarded(err, nullptr, [&] {
        *out = new xap_stemmer{Xapian::Stem(std::string(language)), std::string()};
        return S_OK;
    });
}

void xap_stemmer_free(struct xap_stemmer *s)
{
    delete s;
}

size_t xap_stem(void *context, const char *word, size_t len, char *out, size_t capacity)
{
    auto *s = static_cast<struct xap_stemmer *>(context);
    if (s->stem.is_none())
        return 0;
    size_t stemmed = 0;
    dateline::guarded(nullptr, nullptr, [&] {
        s->word.assign(word, len);
        const std::string stem = s->stem(s->word);
        if (stem.size() <= capacity) {
            std::memcpy(out, stem.data(), stem.size());
            stemmed = stem.size();
        }
        return S_OK;
    });
    return stemmed;
}
