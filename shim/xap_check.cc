/* libxapian's own check of a database. */
#include <sstream>
#include <string>

#include <xapian.h>

#include "shim/glass_files.h"
#include "shim/xap.h"
#include "shim/xap_guard.h"

namespace
{

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

enum status check_database(const char *path, struct err *err)
{
    std::ostringstream report;
    try {
        if (Xapian::Database::check(path, 0, &report) == 0)
            return S_OK;
    } catch (const Xapian::Error &) {
        return dateline::status_of_exception(err, (path + first_fault(report.str()).table).c_str());
    }
    const struct fault f = first_fault(report.str());
    return err_set(err, S_CORRUPT, "%s%s is damaged: %s", path, f.table.c_str(),
                   f.text.empty() ? "its library's check fails" : f.text.c_str());
}

} // namespace

enum status xap_check(const char *path, struct err *err)
{
    uint64_t before, after = GLASS_NO_REVISION;
    enum status s = glass_files_check(path, &before, err);
    if (s)
        return s;
    s = dateline::guarded(err, path, [&] { return check_database(path, err); });
    if (s && glass_files_check(path, &after, nullptr) == S_OK && after != before)
        return err_set(err, S_STALE, "%s is being committed to", path);
    return s == S_STALE ? err_set(err, S_CORRUPT, "%s is damaged: a block is newer than the last commit", path) : s;
}
