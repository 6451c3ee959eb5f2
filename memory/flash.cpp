#include "memory/flash.hpp"

#include <algorithm>

namespace quartet {

Flash::Flash(Params params)
    : params_(params),
      instructions_({params.instruction_lines, params.word_bytes, params.instruction_ways}),
      data_({params.unified ? 0 : params.data_lines, params.word_bytes, params.data_ways}) {}

int Flash::data_slots() const {
  return params_.unified ? params_.instruction_lines : params_.data_lines;
}

// An access of the array that the core waits for; one that is under way (a prefetch) is finished first.
std::uint32_t Flash::wait(std::uint32_t line, std::uint64_t now) {
  if (line == prefetched_) {
    prefetched_ = 1;
    return static_cast<std::uint32_t>(prefetched_at_ > now ? prefetched_at_ - now : 0);
  }
  const std::uint64_t begin = std::max(now, busy_until_);
  busy_until_ = begin + static_cast<std::uint64_t>(params_.wait_states) + 1;
  return static_cast<std::uint32_t>(begin - now + static_cast<std::uint64_t>(params_.wait_states));
}

Flash::Data Flash::read(std::uint32_t address, std::uint64_t now) {
  LineCache& cache = params_.unified ? instructions_ : data_;
  const std::uint32_t line = cache.line_of(address);
  const LineCache::Look look = cache.look(address);
  if (look.hit) return {0, look.slot, line};
  if (params_.unified) ++changes_;
  const std::uint32_t extra = wait(line, now);
  data_stalls_ += extra;
  return {extra, look.slot, line};
}

std::uint32_t Flash::fetch(std::uint32_t first, std::uint32_t end, std::uint64_t now, std::uint32_t cycles) {
  const auto step = static_cast<std::uint32_t>(params_.word_bytes);
  const std::uint32_t start = instructions_.line_of(first);
  const std::uint32_t words = (end - start + step - 1) / step;
  std::uint32_t extra = 0;
  for (std::uint32_t i = 0; i < words; ++i) {
    const std::uint32_t line = start + i * step;
    if (instructions_.look(line).hit) continue;
    ++changes_;
    const std::uint64_t at = now + extra + std::uint64_t{i} * cycles / words;
    const std::uint32_t waited = wait(line, at);
    extra += waited;
    if (!params_.prefetch || instructions_.holds(line + step)) continue;
    prefetched_ = line + step;
    prefetched_at_ = std::max(at + waited + 1, busy_until_) + static_cast<std::uint64_t>(params_.wait_states);
    busy_until_ = prefetched_at_ + 1;
  }
  fetch_stalls_ += extra;
  return extra;
}

}  // namespace quartet
