/* libxapian's own check of a database. */
#include <sstream>
#include <string>

#include <xapian.h>

#include "shim/glass_files.h"
#include "shim/xap.h"
#include "shim/xap_guard.h"

/* The first line of libxapian's report that tells of a fault: others name the tables and say that there is nothing. */
static std::string first_fault(const std::string &report)
{
    std::istringstream lines(report);
    std::string line;
    while (std::getline(lines, line))
        if (!line.empty() && line.back() != ':' && line.find("no errors") == std::string::npos)
            return line;
    return "its library's check fails";
}

static enum status check_database(const char *path, struct err *err)
{
    std::ostringstream report;
    const size_t faults = Xapian::Database::check(path, 0, &report);
    if (faults == 0)
        return S_OK;
    return err_set(err, S_CORRUPT, "%s is damaged: %s", path, first_fault(report.str()).c_str());
}

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
