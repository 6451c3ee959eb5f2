#include "sim/cli/session.hpp"

#include <algorithm>
#include <ostream>

namespace quartet::cli {

namespace {

// Problems that differ in their place only become one, in the order of their first place.
std::vector<Problem> grouped_by_cause(const std::vector<Problem>& problems) {
  std::vector<Problem> out;
  for (const Problem& problem : problems) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const Problem& other) {
      return other.cause == problem.cause && other.remedy == problem.remedy;
    });
    if (same == out.end())
      out.push_back(problem);
    else if (same->place != problem.place)
      same->place += ", " + problem.place;
  }
  return out;
}

}  // namespace

int report(const Error& error, Session& session) {
  for (const Problem& problem : grouped_by_cause(error.problems)) {
    const std::string where = problem.place.empty() ? "" : problem.place + ": ";
    session.err << "quartet: " << session.error_paint.red("error:") << ' ' << where << problem.cause << '\n';
    if (!problem.remedy.empty()) session.err << "    " << problem.remedy << '\n';
  }
  if (error.code == ErrorCode::internal)
    session.err << "quartet: this is a defect of quartet: please report it with this command line:\n    "
                << session.command_line << '\n';
  return static_cast<int>(error.code);
}

}  // namespace quartet::cli
