// A progress line with the time left, on a terminal only.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/cli/session.hpp"

namespace quartet::cli {

/// Nothing is shown in the first two seconds, and nothing at all unless stderr is a terminal and the run not
/// quiet.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  Progress(Session& session, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void update(std::int64_t done, std::int64_t total);
  /// "1,200 of 5,000 samples, 12 s left".
  [[nodiscard]] static std::string line(std::int64_t done, std::int64_t total, double elapsed_s,
                                        const std::string& unit);

 private:
  Session& session_;
  std::string unit_;
  bool on_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace quartet::cli
