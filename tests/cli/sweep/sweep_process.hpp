// Sweeps as processes: specifications, and processes that are killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {

/// A sweep of kws x max78000 on synthetic data; `more` holds the axes.
[[nodiscard]] std::string write_spec(const ScratchFolder& folder, const std::string& name, const std::string& more);
/// A grid of so many points: clock by price.
[[nodiscard]] std::string grid(int clocks, int prices);

[[nodiscard]] std::string quartet_program();
[[nodiscard]] std::string contents(const std::string& file);

/// A process group of its own, begun and not waited for. Its output goes to `log`.
class Running {
 public:
  Running(const std::vector<std::string>& words, const std::string& log);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  void signal_group(int signal) const;
  /// The exit status; 128 + signal when a signal ended it.
  int wait();
  [[nodiscard]] pid_t process() const { return process_; }

 private:
  pid_t process_ = -1;
};

}  // namespace quartet::test
