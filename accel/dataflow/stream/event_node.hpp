// The parts of the event-driven back end. Nothing here knows the kernel.
//
// A wire is one valid/ready connection. Its producer says from which cycle on beat k could be offered (push); its consumer
// says in which cycle it takes it (accept). Nodes advance as far as what they know reaches; every cycle is a function of
// earlier ones, so that the order of the calls does not matter, and bursts go through in one call.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "accel/dataflow/stream/pattern.hpp"
#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::dataflow::stream {

/// The last values of a growing sequence.
class History {
 public:
  explicit History(std::uint64_t keep = 1) {
    std::uint64_t size = 1;
    while (size < keep) size *= 2;
    values_.resize(size);
    mask_ = size - 1;
  }
  void set(std::uint64_t index, std::uint64_t value) { values_[index & mask_] = value; }
  [[nodiscard]] std::uint64_t operator[](std::uint64_t index) const { return values_[index & mask_]; }

 private:
  std::vector<std::uint64_t> values_;
  std::uint64_t mask_ = 0;
};

/// Counts of a valid/ready connection.
struct WireCounts {
  std::uint64_t beats = 0, first = 0, last = 0, stalled = 0;
  std::vector<std::uint64_t> watch, before;        ///< watch cycles, and beats below each
  std::uint64_t beats_per_sample = 0;              ///< 0: samples are not recorded
  std::uint64_t left_in_sample = 0;
  std::vector<SampleCycles> samples;               ///< the last may be incomplete
  bool notes = false;                              ///< samples or watch cycles are kept: set it with them

  void beat(std::uint64_t cycle, std::uint64_t waited) {
    if (beats == 0) first = cycle;
    last = cycle;
    stalled += waited;
    ++beats;
    if (notes) note(cycle);
  }
  void note(std::uint64_t cycle);
  [[nodiscard]] PortStats stats(const Port& port) const;
};

class Wire;
class EventNode;

/// The FIFO of an edge, between the wire up to it and the wire down from it.
///   taken(k) = max(offered(k), left(k−depth) + 1);  offered'(k) = taken(k) + 1
class FifoLink {
 public:
  FifoLink(Wire& up, Wire& down, std::uint64_t depth) : up_(up), down_(down), depth_(depth) {}
  /// Passes on what is known.
  void pump();
  /// At the end of a run.
  [[nodiscard]] std::int64_t max_occupancy();
  /// Beats that the wires must remember, so that occupancy is counted once in a while only.
  [[nodiscard]] static std::uint64_t keep(std::uint64_t depth) { return 2 * (depth + kCountEvery) + 2; }

 private:
  static constexpr std::uint64_t kCountEvery = 32;
  void count_occupancy(bool final);
  Wire& up_;
  Wire& down_;
  std::uint64_t depth_;
  bool pumping_ = false, again_ = false;
  std::uint64_t left_ = 0, entered_before_ = 0;  ///< beats counted out; of those counted in, before the next leaves
  std::uint64_t max_occupancy_ = 0;
};

class Wire {
 public:
  explicit Wire(std::uint64_t keep) : offers_(keep), accepts_(keep) {}

  EventNode* producer = nullptr;      ///< a unit at that end, or null
  EventNode* consumer = nullptr;
  FifoLink* from_fifo = nullptr;      ///< or a FIFO
  FifoLink* to_fifo = nullptr;
  WireCounts counts;

  /// Ends at a source (with `beats` beats to send) or at a sink.
  void end_at_source(const Pattern& pattern, std::uint64_t beats);
  void end_at_sink(const Pattern& pattern);

  /// Consumer: the cycle from which on the next beat is offered; false while that is unknown.
  [[nodiscard]] bool offered(std::uint64_t& cycle) const {
    if (source_) {
      cycle = next_offer_;
      return counts.beats < to_send_;
    }
    if (counts.beats == pushed_) return false;
    cycle = offers_[counts.beats];
    if (counts.beats > 0 && cycle <= counts.last) cycle = counts.last + 1;
    return true;
  }
  /// Consumer: takes the beat that is offered from `offer` on.
  void accept(std::uint64_t cycle, std::uint64_t offer);

  /// Producer: beat `pushed()` could be offered from `cycle` on, if the one before it has gone by then.
  void push(std::uint64_t cycle);
  [[nodiscard]] std::uint64_t pushed() const { return pushed_; }
  [[nodiscard]] std::uint64_t accepted() const { return counts.beats; }
  [[nodiscard]] std::uint64_t accepted_at(std::uint64_t beat) const { return accepts_[beat]; }

  /// The end of a run: counts the wait of a beat that nobody takes. True if there is one.
  bool close(std::uint64_t cycles);

 private:
  void drain();
  History offers_, accepts_;
  std::uint64_t pushed_ = 0;
  std::optional<PatternWalk> source_, sink_;
  std::uint64_t to_send_ = 0, next_offer_ = 0;
};

/// The steps of a node: shares and stays.
class StepLog {
 public:
  void reset(std::uint64_t steps_per_sample, std::size_t max_trace) {
    steps_per_sample_ = left_ = steps_per_sample;
    max_trace_ = max_trace;
  }
  /// A step in `cycle` whose inputs were there from `available` on.
  void step(std::uint64_t cycle, std::uint64_t available) {
    if (available > next_) starved_ += available - next_;
    if (left_ == steps_per_sample_) begin_ = cycle;
    next_ = cycle + 1;
    ++steps_;
    if (--left_ == 0) end_sample();
  }
  /// `count` more steps inside one sample, neither its first nor its last among them, the last in `cycle`; none starved.
  void bulk(std::uint64_t count, std::uint64_t cycle) {
    if (count == 0) return;
    steps_ += count;
    left_ -= count;
    next_ = cycle + 1;
  }
  /// First cycle after the last step.
  [[nodiscard]] std::uint64_t next() const { return next_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t starved() const { return starved_; }
  [[nodiscard]] const std::vector<BusyInterval>& trace() const { return trace_; }

 private:
  void end_sample() {
    left_ = steps_per_sample_;
    if (trace_.size() < max_trace_) trace_.push_back({begin_, next_});
  }
  std::uint64_t steps_per_sample_ = 1, left_ = 1, steps_ = 0, next_ = 0, starved_ = 0, begin_ = 0;
  std::size_t max_trace_ = 0;
  std::vector<BusyInterval> trace_;
};

/// Calls a node when one of its wires has news; the kernel's part of it.
class IWaker {
 public:
  virtual ~IWaker() = default;
  /// True if the node will run as soon as may be: no need to call again before it has.
  virtual bool wake(std::uint64_t cycle) = 0;
};

class EventNode {
 public:
  virtual ~EventNode() = default;
  EventNode() = default;
  EventNode(const EventNode&) = delete;
  EventNode& operator=(const EventNode&) = delete;

  IWaker* waker = nullptr;
  StepLog log;

  void run() {
    due_ = false;
    running_ = true;
    do {
      again_ = false;
      advance();
    } while (again_);
    running_ = false;
  }
  /// News from `cycle` on.
  void wake(std::uint64_t cycle) {
    if (running_) {
      again_ = true;
    } else if (!due_ && waker != nullptr) {
      due_ = waker->wake(cycle);
    }
  }
  /// At the end: from which cycle on the inputs of the next step were there; nullopt: they never came.
  [[nodiscard]] virtual std::optional<std::uint64_t> next_available() const = 0;

 protected:
  virtual void advance() = 0;

 private:
  bool running_ = false, again_ = false, due_ = false;
};

inline void Wire::accept(std::uint64_t cycle, std::uint64_t offer) {
  accepts_.set(counts.beats, cycle);
  counts.beat(cycle, cycle - offer);
  if (producer != nullptr) {
    producer->wake(cycle + 1);
  } else if (from_fifo != nullptr) {
    from_fifo->pump();
  } else if (counts.beats < to_send_) {
    next_offer_ = source_->next(cycle + 1);
  }
}

inline void Wire::push(std::uint64_t cycle) {
  offers_.set(pushed_++, cycle);
  if (consumer != nullptr) {
    consumer->wake(cycle);
  } else if (to_fifo != nullptr) {
    to_fifo->pump();
  } else {
    drain();
  }
}

}  // namespace quartet::dataflow::stream
