#include <deque>

#include "accel/dataflow/stream/event_node.hpp"
#include "accel/dataflow/stream/stages/window_stage.hpp"

namespace quartet::dataflow::stream {
namespace {

/// Which elements complete a window.
class Corner {
 public:
  explicit Corner(const WindowShape& s) : s_(s) {}
  /// The last element of a window; windows of channel blocks follow one another.
  [[nodiscard]] bool completes(std::int64_t element) const {
    const std::int64_t pixel = element / s_.cf;
    const std::int64_t y = pixel / s_.w - (s_.kh - 1) * s_.dh;
    const std::int64_t x = pixel % s_.w - (s_.kw - 1) * s_.dw;
    return y >= 0 && x >= 0 && y % s_.sh == 0 && x % s_.sw == 0;
  }

 private:
  WindowShape s_;
};

class ParallelRegisters final : public IStepNode {
 public:
  ParallelRegisters(const WindowShape& shape, bool values) : shape_(shape), corner_(shape), carries_(values) {}
  [[nodiscard]] bool valid(std::size_t) const override { return complete_; }
  [[nodiscard]] const Lanes& payload(std::size_t) const override { return out_; }
  void settle(std::span<const char> in_valid, std::span<const char> out_ready, std::span<char> in_ready) override {
    offered_ = in_valid[0] != 0;
    in_ready[0] = static_cast<char>(taken_ < shape_.frame() && (!complete_ || out_ready[0] != 0));
  }
  Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) override {
    if (out_fire[0] != 0) complete_ = false;
    if (in_fire[0] != 0) {
      complete_ = corner_.completes(taken_);
      if (carries_) shift(*in[0]);
      ++taken_;
    }
    if (taken_ == shape_.frame() && !complete_) taken_ = 0;
    return in_fire[0] != 0 ? Did::step : offered_ ? Did::stalled : Did::starved;
  }

 private:
  void shift(const Lanes& element) {
    line_.push_back(element);
    const auto reach = static_cast<std::size_t>(((shape_.kh - 1) * shape_.dh * shape_.w + (shape_.kw - 1) * shape_.dw) * shape_.cf + 1);
    if (line_.size() > reach) line_.pop_front();
    if (!complete_) return;
    out_.clear();
    for (std::int64_t ky = 0; ky < shape_.kh; ++ky) {
      for (std::int64_t kx = 0; kx < shape_.kw; ++kx) {
        const Lanes& tap = line_[static_cast<std::size_t>((ky * shape_.dh * shape_.w + kx * shape_.dw) * shape_.cf)];
        out_.insert(out_.end(), tap.begin(), tap.end());
      }
    }
  }
  WindowShape shape_;
  Corner corner_;
  bool carries_, complete_ = false, offered_ = false;
  std::int64_t taken_ = 0;
  std::deque<Lanes> line_;
  Lanes out_;
};

class ParallelEvents final : public EventNode {
 public:
  ParallelEvents(const WindowShape& shape, Wire& in, Wire& out) : shape_(shape), corner_(shape), in_(in), out_(out) {}
  [[nodiscard]] std::optional<std::uint64_t> next_available() const override {
    std::uint64_t offer = 0;
    if (!in_.offered(offer)) return std::nullopt;
    return offer;
  }

 private:
  void advance() override {
    for (std::uint64_t offer = 0; in_.offered(offer);) {
      std::uint64_t cycle = offer;
      if (const std::uint64_t windows = out_.pushed(); windows > 0) {
        if (out_.accepted() < windows) return;
        // The first element of a frame cannot come in the cycle in which the last window of the frame before leaves.
        const std::uint64_t wait = taken_ == 0 && window_at_end_ ? 1 : 0;
        cycle = std::max(cycle, out_.accepted_at(windows - 1) + wait);
      }
      log.step(cycle, offer);
      in_.accept(cycle, offer);
      window_at_end_ = corner_.completes(taken_);
      if (window_at_end_) out_.push(cycle + 1);
      taken_ = taken_ + 1 == shape_.frame() ? 0 : taken_ + 1;
    }
  }
  WindowShape shape_;
  Corner corner_;
  Wire& in_;
  Wire& out_;
  std::int64_t taken_ = 0;
  bool window_at_end_ = false;  ///< the element before completed a window
};

class ParallelStage final : public IStage {
 public:
  explicit ParallelStage(const WindowShape& shape) : shape_(shape) {}
  [[nodiscard]] StageFacts facts() const override { return {static_cast<std::uint64_t>(shape_.frame()), 3, 1}; }
  [[nodiscard]] std::unique_ptr<IStepNode> step_node(const NodeOptions& options) const override { return std::make_unique<ParallelRegisters>(shape_, options.values); }
  [[nodiscard]] std::unique_ptr<EventNode> event_node(const NodeOptions&, std::vector<Wire*> in, std::vector<Wire*> out) const override {
    return std::make_unique<ParallelEvents>(shape_, *in.at(0), *out.at(0));
  }

 private:
  WindowShape shape_;
};

}  // namespace

std::unique_ptr<IStage> make_parallel_window(const WindowShape& shape) { return std::make_unique<ParallelStage>(shape); }

}  // namespace quartet::dataflow::stream
