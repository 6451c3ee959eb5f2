#include "sim/cli/progress.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {
constexpr std::chrono::seconds kQuietStart{2};
constexpr std::chrono::milliseconds kRefresh{200};
constexpr const char* kClearLine = "\r\x1b[K";
}  // namespace

Progress::Progress(Session& session, std::string unit)
    : session_(session), unit_(std::move(unit)), on_(session.err_is_terminal && !session.quiet) {}

Progress::~Progress() {
  if (shown_) session_.err << kClearLine << std::flush;
}

std::string Progress::line(std::int64_t done, std::int64_t total, double elapsed_s, const std::string& unit) {
  const double left_s =
      done > 0 ? elapsed_s / static_cast<double>(done) * static_cast<double>(total - done) : 0.0;
  return fmt::format("{} of {} {}, {:.0f} s left", grouped(done), grouped(total), unit, std::ceil(left_s));
}

void Progress::update(std::int64_t done, std::int64_t total) {
  if (!on_) return;
  const auto now = Clock::now();
  if (now - start_ < kQuietStart || now - last_ < kRefresh) return;
  last_ = now;
  shown_ = true;
  session_.err << kClearLine << line(done, total, std::chrono::duration<double>(now - start_).count(), unit_)
               << std::flush;
}

}  // namespace quartet::cli
