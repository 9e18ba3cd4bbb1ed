/* libxapian's own check of a database, over a copy. */
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>

#include <xapian.h>

#include "shim/glass_files.h"
#include "shim/xap.h"
#include "shim/xap_guard.h"

struct xap_copy {
    std::string path;  /* of the database */
    std::string place; /* of the copy; "" before it is made */
    ~xap_copy();
};

xap_copy::~xap_copy()
{
    std::error_code ignored;
    if (!place.empty())
        std::filesystem::remove_all(place, ignored);
}

namespace
{

enum status copy_files(struct xap_copy *c, struct err *err)
{
    const char *parent = std::getenv("TMPDIR");
    std::string place = std::string(parent && *parent ? parent : "/tmp") + "/dateline-check-XXXXXX";
    if (!mkdtemp(place.data()))
        return err_set(err, S_IO, "cannot make %s: %s", place.c_str(), strerror(errno));
    c->place = place;
    for (const auto &entry : std::filesystem::directory_iterator(c->path)) {
        const std::string name = entry.path().filename().string();
        if (name == "iamglass" || entry.path().extension() == ".glass")
            std::filesystem::copy_file(entry.path(), c->place + "/" + name);
    }
    return S_OK;
}

struct fault {
    std::string table, text;
};

bool has(const std::string &line, const char *word)
{
    return line.find(word) != std::string::npos;
}

/* Reads libxapian's report up to the first line that tells of a fault: others name the table that is looked at next, or
 * praise one, or say what is not looked at. */
struct fault first_fault(const std::string &report)
{
    std::istringstream lines(report);
    std::string line;
    struct fault found;
    while (std::getline(lines, line)) {
        if (!line.empty() && line.back() == ':')
            found.table = "/" + line.substr(0, line.size() - 1) + ".glass";
        else if (!line.empty() && !has(line, "checked OK") && !has(line, "not implemented")) {
            found.text = line;
            break;
        }
    }
    return found;
}

enum status check_database(const struct xap_copy *c, struct err *err)
{
    std::ostringstream report;
    try {
        if (Xapian::Database::check(c->place, 0, &report) == 0)
            return S_OK;
    } catch (const Xapian::Error &) {
        return dateline::status_of_exception(err, (c->path + first_fault(report.str()).table).c_str());
    }
    const struct fault f = first_fault(report.str());
    return err_set(err, S_CORRUPT, "%s%s is damaged: %s", c->path.c_str(), f.table.c_str(),
                   f.text.empty() ? "its library's check fails" : f.text.c_str());
}

} // namespace

enum status xap_copy_make(const char *path, struct xap_copy **out, struct err *err)
{
    uint64_t before, after = GLASS_NO_REVISION;
    *out = nullptr;
    enum status s = glass_files_check(path, &before, err);
    if (s)
        return s;
    s = dateline::guarded(err, path, [&] {
        auto c = std::make_unique<xap_copy>();
        c->path = path;
        try {
            enum status made = copy_files(c.get(), err);
            if (!made)
                *out = c.release();
            return made;
        } catch (const std::filesystem::filesystem_error &e) {
            return err_set(err, S_IO, "cannot copy %s: %s", path, e.code().message().c_str());
        }
    });
    /* a file that has gone meanwhile is no fault */
    if (glass_files_check(path, &after, nullptr) == S_OK && after == before)
        return s;
    xap_copy_free(*out);
    *out = nullptr;
    return err_set(err, S_STALE, "%s is being committed to", path);
}

enum status xap_copy_check(const struct xap_copy *c, struct err *err)
{
    const char *path = c->path.c_str();
    enum status s = dateline::guarded(err, path, [&] { return check_database(c, err); });
    return s == S_STALE ? err_set(err, S_CORRUPT, "%s is damaged: a block is newer than the last commit", path) : s;
}

void xap_copy_free(struct xap_copy *c)
{
    delete c;
}
