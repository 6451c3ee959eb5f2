#include "accel/dataflow/stream/event_node.hpp"

#include <algorithm>

namespace quartet::dataflow::stream {

PortStats WireCounts::stats(const Port& port) const {
  PortStats s;
  s.name = port.name;
  s.is_input = port.is_input;
  s.beats = beats;
  if (beats > 0) {
    s.first = first;
    s.last = last;
  }
  s.stall_cycles = stalled;
  s.beats_before = before;
  return s;
}

void WireCounts::note(std::uint64_t cycle) {
  if (beats_per_sample != 0) {
    if (left_in_sample == 0) {
      left_in_sample = beats_per_sample;
      samples.push_back({cycle, cycle});
    }
    samples.back().last = cycle;
    --left_in_sample;
  }
  for (std::size_t i = 0; i < watch.size(); ++i) before[i] += cycle < watch[i] ? 1 : 0;
}

void Wire::end_at_source(const Pattern& pattern, std::uint64_t beats) {
  source_.emplace(pattern, false);
  to_send_ = beats;
  next_offer_ = source_->next(0);
}

void Wire::end_at_sink(const Pattern& pattern) { sink_.emplace(pattern, true); }

void Wire::drain() {
  for (std::uint64_t offer = 0; offered(offer);) accept(sink_->next(offer), offer);
}

bool Wire::close(std::uint64_t cycles) {
  std::uint64_t offer = 0;
  if (!offered(offer)) return false;
  if (offer < cycles) counts.stalled += cycles - offer;
  return true;
}

void FifoLink::pump() {
  again_ = true;
  if (pumping_) return;
  pumping_ = true;
  while (again_) {
    again_ = false;
    for (std::uint64_t offer = 0; up_.offered(offer);) {
      const std::uint64_t k = up_.accepted();
      std::uint64_t cycle = offer;
      if (k >= depth_) {
        if (down_.accepted() <= k - depth_) break;
        cycle = std::max(cycle, down_.accepted_at(k - depth_) + 1);
      }
      up_.accept(cycle, offer);
      down_.push(cycle + 1);
      if (k - entered_before_ >= depth_ + kCountEvery) count_occupancy(false);
    }
  }
  pumping_ = false;
  if (down_.accepted() - left_ >= kCountEvery) count_occupancy(false);
}

// Occupancy is largest in a cycle in which a beat leaves, or at the end.
void FifoLink::count_occupancy(bool final) {
  while (left_ < down_.accepted()) {
    const std::uint64_t leaves = down_.accepted_at(left_);
    while (entered_before_ < up_.accepted() && up_.accepted_at(entered_before_) < leaves) ++entered_before_;
    const bool full = entered_before_ == left_ + depth_;
    if (entered_before_ == up_.accepted() && !full && !final) return;  // others may still enter before it leaves
    max_occupancy_ = std::max(max_occupancy_, entered_before_ - left_);
    ++left_;
  }
}

std::int64_t FifoLink::max_occupancy() {
  count_occupancy(true);
  return static_cast<std::int64_t>(std::max(max_occupancy_, up_.accepted() - down_.accepted()));
}

}  // namespace quartet::dataflow::stream
