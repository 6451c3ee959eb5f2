#include "accel/dataflow/stream/stages/queue_stage.hpp"

#include <algorithm>

namespace quartet::dataflow::stream {

namespace {

class QueueStage final : public IStage {
 public:
  explicit QueueStage(QueueShape shape) : shape_(std::move(shape)) {}
  [[nodiscard]] StageFacts facts() const override { return {shape_.beats_per_sample, shape_.latency + shape_.interval, shape_.capacity}; }
  [[nodiscard]] std::unique_ptr<IStepNode> step_node(const NodeOptions& options) const override { return std::make_unique<QueueRegisters>(shape_, options.values); }
  [[nodiscard]] std::unique_ptr<EventNode> event_node(const NodeOptions&, std::vector<Wire*> in, std::vector<Wire*> out) const override {
    return std::make_unique<QueueEvents>(shape_, *in.at(0), *out.at(0));
  }

 private:
  QueueShape shape_;
};

}  // namespace

std::unique_ptr<IStage> make_queue(QueueShape shape) { return std::make_unique<QueueStage>(std::move(shape)); }

QueueRegisters::QueueRegisters(const QueueShape& shape, bool values) : shape_(shape), carries_(values) {
  if (values && shape.function) function_ = shape.function->make();
}

bool QueueRegisters::valid(std::size_t) const { return !ready_at_.empty() && ready_at_.front() <= now_; }

const Lanes& QueueRegisters::payload(std::size_t) const {
  static const Lanes kNone;
  return values_.empty() ? kNone : values_.front();
}

void QueueRegisters::settle(std::span<const char> in_valid, std::span<const char>, std::span<char> in_ready) {
  offered_ = in_valid[0] != 0;
  in_ready[0] = static_cast<char>(ready_at_.size() < shape_.capacity && now_ >= free_at_);
}

IStepNode::Did QueueRegisters::clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) {
  if (out_fire[0] != 0) {
    ready_at_.pop_front();
    if (carries_) values_.pop_front();
  }
  if (in_fire[0] != 0) {
    ready_at_.push_back(now_ + shape_.latency);
    free_at_ = now_ + shape_.interval;
    if (carries_ && function_) {
      values_.emplace_back();
      function_->step(in, {&values_.back(), 1});
    } else if (carries_) {
      values_.push_back(*in[0]);
    }
  }
  max_occupancy_ = std::max(max_occupancy_, occupancy());
  ++now_;
  return in_fire[0] != 0 ? Did::step : offered_ ? Did::stalled : Did::starved;
}

void QueueEvents::advance() {
  for (std::uint64_t offer = 0; in_.offered(offer);) {
    const std::uint64_t k = in_.accepted();
    std::uint64_t cycle = std::max(offer, free_at_);
    if (k >= shape_.capacity) {
      if (out_.accepted() <= k - shape_.capacity) break;
      cycle = std::max(cycle, out_.accepted_at(k - shape_.capacity) + 1);
    }
    log.step(cycle, offer);
    free_at_ = cycle + shape_.interval;
    in_.accept(cycle, offer);
    out_.push(cycle + shape_.latency);
  }
}

std::optional<std::uint64_t> QueueEvents::next_available() const {
  std::uint64_t offer = 0;
  if (!in_.offered(offer)) return std::nullopt;
  return offer;
}

}  // namespace quartet::dataflow::stream
