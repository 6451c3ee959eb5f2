#include "sim/cli/session.hpp"

#include <ostream>

namespace quartet::cli {

int report(const Error& error, Session& session) {
  for (const Problem& problem : error.problems) {
    const std::string where = problem.place.empty() ? "" : problem.place + ": ";
    session.err << "quartet: " << session.error_paint.red("error:") << ' ' << where << problem.cause << '\n';
    if (!problem.remedy.empty()) session.err << "    " << problem.remedy << '\n';
  }
  if (error.code == ErrorCode::internal)
    session.err << "quartet: this is a defect of quartet: please report it with this command line:\n    " << session.command_line << '\n';
  return static_cast<int>(error.code);
}

}  // namespace quartet::cli
