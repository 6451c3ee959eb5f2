#include "accel/rtl/stream/stream_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::rtl {

std::string to_string(const PortState& s) {
  const std::string beats = s.expected ? fmt::format("{} of {} beats", s.beats, *s.expected) : fmt::format("{} beats", s.beats);
  return fmt::format("{}: valid {:d}, ready {:d}, {}", s.name, s.valid, s.ready, beats);
}

std::optional<std::string> StreamRules::check(bool valid, bool ready, std::span<const std::uint32_t> payload) {
  if (waits_ && !valid) return "valid was lowered before the beat was taken";
  if (waits_ && !std::equal(payload.begin(), payload.end(), waiting_.begin(), waiting_.end())) return "the payload changed while the beat waited";
  if (valid && expect_.beats && beats_ == *expect_.beats) return fmt::format("one beat more than the {} of the run", beats_);
  if (expect_.never_stall && !expect_.is_input && valid && !ready) return "declared never_stall, but what stands behind it is not ready";
  const bool begun = beats_ > 0 && (!expect_.beats || beats_ < *expect_.beats);
  if (expect_.never_stall && expect_.is_input && begun && ready && !valid) return "declared never_stall, but no beat is there in a cycle in which it is ready";
  waits_ = valid && !ready;
  if (waits_) waiting_.assign(payload.begin(), payload.end());
  if (valid && ready) ++beats_;
  return std::nullopt;
}

std::optional<std::string> StreamRules::check_end() const {
  if (!expect_.beats || beats_ == *expect_.beats) return std::nullopt;
  return fmt::format("{} beats passed, the run has {}", beats_, *expect_.beats);
}

}  // namespace quartet::rtl
