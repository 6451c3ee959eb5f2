// The output side of a compute core, for both back ends.
//
//   step ─▶ pipeline of `depth` registers ─▶ side register A ─▶ output register B ─▶ out
//   The whole pipeline stands still while A holds a result: that is when a result comes while B is blocked.
//   Result of a step in core tick c leaves the pipeline in tick c + depth; the cycle after, it is offered.
//   With several outputs each has its A and B; the pipeline stands still while any A holds.
// Source: finn-rtllib mvu_vvu_axi (output register slice); the recorded cycles tell it from the later credit queue.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "accel/dataflow/stream/event_node.hpp"
#include "accel/dataflow/stream/stage.hpp"

namespace quartet::dataflow::stream {

/// The registers, for the cycle-stepped back end.
class CoreRegisters {
 public:
  CoreRegisters(std::size_t outputs, std::size_t depth);
  /// False while the pipeline stands still.
  [[nodiscard]] bool enabled() const { return held_ == 0; }
  [[nodiscard]] bool valid(std::size_t output) const { return output_valid_[output] != 0; }
  [[nodiscard]] const Lanes& payload(std::size_t output) const;
  /// The edge; `produce` is the mask of outputs that a step of this cycle has results for (0: none), `results` their values.
  void clock(std::uint32_t produce, std::span<Lanes> results, std::span<const char> out_fire);

 private:
  std::vector<std::uint32_t> pipe_;        ///< a ring: masks of results, one a tick
  std::size_t head_ = 0;
  std::vector<char> side_, output_valid_;
  int held_ = 0;                           ///< side registers that hold
  std::vector<std::deque<Lanes>> values_;  ///< results in order, the front in B (then A, then the pipeline)
};

/// A queue in a ring: at most as long as what a pipeline holds.
template <class T>
class Ring {
 public:
  explicit Ring(std::size_t most) {
    std::size_t size = 1;
    while (size < most) size *= 2;
    items_.resize(size);
  }
  [[nodiscard]] bool empty() const { return head_ == tail_; }
  [[nodiscard]] const T& front() const { return items_[head_ & (items_.size() - 1)]; }
  void push_back(const T& item) { items_[tail_++ & (items_.size() - 1)] = item; }
  void pop_front() { ++head_; }

 private:
  std::vector<T> items_;
  std::size_t head_ = 0, tail_ = 0;
};

/// The same in cycles and ticks, for the event-driven back end. Tick = cycle less the cycles stood still before it.
class CoreClock {
 public:
  CoreClock(std::vector<Wire*> out, std::uint64_t depth)
      : out_(std::move(out)), depth_(depth), pending_(depth + 2), stops_(depth + 2) {}

  /// The first tick >= `tick` that falls in `cycle` or later; both are replaced. False while that is unknown. Calls go forward.
  [[nodiscard]] bool reach(std::uint64_t& tick, std::uint64_t& cycle);
  /// How many of the ticks first … first+count−1 are known to come one cycle after the other, the first in `cycle`.
  [[nodiscard]] std::uint64_t burst(std::uint64_t first, std::uint64_t count, std::uint64_t& cycle);
  /// A step in `tick` has results for the outputs in `mask`.
  void produce(std::uint64_t tick, std::uint32_t mask) { pending_.push_back({tick + depth_, mask}); }
  /// Offers what leaves the pipeline, as far as that is known.
  void settle() {
    while (!pending_.empty() && resolve()) {
    }
  }

 private:
  struct Result {
    std::uint64_t tick = 0;
    std::uint32_t mask = 0;
  };
  struct Stop {
    std::uint64_t tick = 0, cycles = 0;  ///< after this tick the core stands still for so many cycles
  };
  bool resolve();

  std::vector<Wire*> out_;
  std::uint64_t depth_;
  Ring<Result> pending_;                 ///< a result a tick at most, none beyond one whose stop is unknown
  Ring<Stop> stops_;                     ///< known, not yet passed by reach()
  std::uint64_t passed_ = 0, total_ = 0; ///< cycles stood still: before the last reach(), altogether
  bool offered_ = false;                 ///< the front of pending_
};

}  // namespace quartet::dataflow::stream
