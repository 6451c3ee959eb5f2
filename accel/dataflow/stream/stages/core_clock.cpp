#include "accel/dataflow/stream/stages/core_clock.hpp"

#include <algorithm>

namespace quartet::dataflow::stream {

namespace {
const Lanes kNoLanes;
}

CoreRegisters::CoreRegisters(std::size_t outputs, std::size_t depth)
    : pipe_(depth, 0), side_(outputs, 0), output_valid_(outputs, 0), values_(outputs) {}

const Lanes& CoreRegisters::payload(std::size_t output) const { return values_[output].empty() ? kNoLanes : values_[output].front(); }

void CoreRegisters::clock(std::uint32_t produce, std::span<Lanes> results, std::span<const char> out_fire) {
  const bool enable = enabled();
  const std::uint32_t leaving = enable ? pipe_[head_] : 0;
  for (std::size_t o = 0; o < side_.size(); ++o) {
    if (out_fire[o] != 0 && !values_[o].empty()) values_[o].pop_front();
    const bool load = output_valid_[o] == 0 || out_fire[o] != 0;
    const bool result = ((leaving >> o) & 1U) != 0;
    if (load) {
      output_valid_[o] = static_cast<char>(result || side_[o] != 0);
      if (side_[o] != 0) --held_;
      side_[o] = 0;
    } else if (result) {
      side_[o] = 1;
      ++held_;
    }
    if (((produce >> o) & 1U) != 0 && !results.empty()) values_[o].push_back(std::move(results[o]));
  }
  if (!enable) return;
  pipe_[head_] = produce;
  head_ = (head_ + 1) % pipe_.size();
}

bool CoreClock::resolve() {
  const Result front = pending_.front();
  const std::uint64_t leaves = front.tick + total_;
  if (!offered_) {
    offered_ = true;
    for (std::size_t o = 0; o < out_.size(); ++o) {
      if (((front.mask >> o) & 1U) != 0) out_[o]->push(leaves + 1);
    }
  }
  std::uint64_t still = 0;
  for (std::size_t o = 0; o < out_.size(); ++o) {
    if (((front.mask >> o) & 1U) == 0 || out_[o]->pushed() < 2) continue;
    const std::uint64_t before = out_[o]->pushed() - 2;
    if (out_[o]->accepted() <= before) return false;
    const std::uint64_t taken = out_[o]->accepted_at(before);
    if (taken > leaves) still = std::max(still, taken - leaves);
  }
  if (still > 0) stops_.push_back({front.tick, still});
  total_ += still;
  pending_.pop_front();
  offered_ = false;
  return true;
}

bool CoreClock::reach(std::uint64_t& tick, std::uint64_t& cycle) {
  for (;;) {
    while (!stops_.empty() && stops_.front().tick < tick) {
      passed_ += stops_.front().cycles;
      stops_.pop_front();
    }
    // Up to the next stop, ticks and cycles go together.
    std::uint64_t wanted = tick;
    if (tick + passed_ < cycle) wanted = cycle - passed_;
    if (!stops_.empty() && stops_.front().tick < wanted) {
      tick = stops_.front().tick + 1;
    } else if (!pending_.empty() && pending_.front().tick < wanted) {
      if (!resolve()) return false;
    } else {
      tick = wanted;
      cycle = wanted + passed_;
      return true;
    }
  }
}

std::uint64_t CoreClock::burst(std::uint64_t first, std::uint64_t count, std::uint64_t& cycle) {
  std::uint64_t tick = first;
  cycle = 0;
  if (!reach(tick, cycle)) return 0;
  std::uint64_t last = first + count - 1;
  while (stops_.empty() && !pending_.empty() && pending_.front().tick < last && resolve()) {
  }
  if (!stops_.empty()) last = std::min(last, stops_.front().tick);
  if (!pending_.empty()) last = std::min(last, pending_.front().tick);
  return last - first + 1;
}

}  // namespace quartet::dataflow::stream
