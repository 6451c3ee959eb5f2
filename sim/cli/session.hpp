// Where a command writes, and how.
#pragma once

#include <iosfwd>
#include <string>

#include "sim/base/error.hpp"

namespace quartet::cli {

/// A few colours, or none.
class Paint {
 public:
  explicit Paint(bool on = false) : on_(on) {}
  [[nodiscard]] std::string bold(const std::string& text) const { return wrapped("1", text); }
  [[nodiscard]] std::string dim(const std::string& text) const { return wrapped("2", text); }
  [[nodiscard]] std::string red(const std::string& text) const { return wrapped("31", text); }
  [[nodiscard]] std::string yellow(const std::string& text) const { return wrapped("33", text); }

 private:
  [[nodiscard]] std::string wrapped(const char* code, const std::string& text) const {
    return on_ ? std::string("\x1b[") + code + "m" + text + "\x1b[0m" : text;
  }
  bool on_ = false;
};

struct Session {
  Session(std::ostream& output, std::ostream& errors) : out(output), err(errors) {}
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool quiet = false;        ///< nothing but errors and what was asked for by --json
  Paint paint;               ///< for out
  Paint error_paint;         ///< for err
  std::string command_line;  ///< as typed, for the manifest and for reports of defects
};

/// Prints "quartet: error: PLACE: CAUSE" and the remedy for every problem, those of one cause together; gives
/// the exit code.
int report(const Error& error, Session& session);

}  // namespace quartet::cli
