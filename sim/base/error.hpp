// Errors are values: what is wrong, where, and how to mend it; several at once where that helps.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace quartet {

/// The process exit codes (docs/architecture.md, contracts). 0 is success.
enum class ErrorCode {
  check_failed = 1,  ///< a requested check failed (threshold, comparison, mismatch)
  usage = 2,         ///< the command line is wrong
  bad_input = 3,     ///< a configuration or input file is wrong
  does_not_fit = 4,  ///< the network does not fit the platform
  internal = 5,      ///< a defect of quartet
  interrupted = 130  ///< stopped by the user, results so far kept
};

/// One thing that is wrong. `place` is FILE:LINE:COLUMN, a file, a layer or an option; `remedy` may be empty.
struct Problem {
  std::string place;
  std::string cause;
  std::string remedy;
  bool operator==(const Problem&) const = default;
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::vector<Problem> problems;

  /// One problem a line: "PLACE: CAUSE" and, indented below it, the remedy.
  [[nodiscard]] std::string text() const;
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, std::string place, std::string cause, std::string remedy = "");

[[nodiscard]] inline tl::unexpected<Error> bad_input(std::string place, std::string cause, std::string remedy = "") {
  return fail(ErrorCode::bad_input, std::move(place), std::move(cause), std::move(remedy));
}

/// Passes the error of another Result on, whatever its value type was.
[[nodiscard]] inline tl::unexpected<Error> pass(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The candidate nearest to `word` in edit distance, or "" when none is near enough to be a typing error.
[[nodiscard]] std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace quartet
