// A pipeline with credits: FIFO, thresholding, every element-wise unit that never needs to stop inside.
//
//   in ─▶ taken while fewer than `capacity` beats are inside ─▶ `latency` registers ─▶ queue ─▶ out
//   taken(k) = max(offered(k), taken(k−1) + interval, left(k−capacity) + 1);  left(k) >= max(taken(k) + latency, left(k−1) + 1)
// Sources: finn-rtllib Q_srl (latency 1, capacity depth), thresholding (guard semaphore).
#pragma once

#include <deque>

#include "accel/dataflow/stream/event_node.hpp"
#include "accel/dataflow/stream/stage.hpp"

namespace quartet::dataflow::stream {

struct QueueShape {
  std::uint64_t latency = 1;
  std::uint64_t capacity = 2;
  std::uint64_t interval = 1;         ///< cycles between two beats at least
  std::uint64_t beats_per_sample = 1;
  MakeFunction function;              ///< null: beats pass unchanged
};
[[nodiscard]] std::unique_ptr<IStage> make_queue(QueueShape shape);
/// The FIFO of an edge.
[[nodiscard]] inline QueueShape fifo_shape(std::int64_t depth) { return {1, static_cast<std::uint64_t>(depth), 1, 1, nullptr}; }

class QueueRegisters final : public IStepNode {
 public:
  QueueRegisters(const QueueShape& shape, bool values);
  [[nodiscard]] bool valid(std::size_t output) const override;
  [[nodiscard]] const Lanes& payload(std::size_t output) const override;
  void settle(std::span<const char> in_valid, std::span<const char> out_ready, std::span<char> in_ready) override;
  Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) override;
  [[nodiscard]] std::int64_t occupancy() const { return static_cast<std::int64_t>(ready_at_.size()); }
  [[nodiscard]] std::int64_t max_occupancy() const { return max_occupancy_; }

 private:
  QueueShape shape_;
  bool carries_;
  std::unique_ptr<IStepFunction> function_;
  std::deque<std::uint64_t> ready_at_;  ///< of each beat inside: the cycle from which on it may be offered
  std::deque<Lanes> values_;
  std::uint64_t now_ = 0, free_at_ = 0;
  std::int64_t max_occupancy_ = 0;
  bool offered_ = false;
};

class QueueEvents final : public EventNode {
 public:
  QueueEvents(const QueueShape& shape, Wire& in, Wire& out) : shape_(shape), in_(in), out_(out) {}
  [[nodiscard]] std::optional<std::uint64_t> next_available() const override;

 private:
  void advance() override;

  QueueShape shape_;
  Wire& in_;
  Wire& out_;
  std::uint64_t free_at_ = 0;
};

}  // namespace quartet::dataflow::stream
