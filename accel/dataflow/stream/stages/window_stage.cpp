#include "accel/dataflow/stream/stages/window_stage.hpp"

#include <deque>

#include "accel/dataflow/stream/event_node.hpp"

namespace quartet::dataflow::stream {
namespace {

class WindowRegisters final : public IStepNode {
 public:
  WindowRegisters(const WindowShape& shape, bool values) : shape_(shape), walk_(shape), carries_(values) {
    if (values) buffer_.resize(static_cast<std::size_t>(shape.buffer()));
  }
  [[nodiscard]] bool valid(std::size_t) const override { return out_full_; }
  [[nodiscard]] const Lanes& payload(std::size_t) const override { return out_; }
  void settle(std::span<const char>, std::span<const char>, std::span<char> in_ready) override {
    in_ready[0] = static_cast<char>(taken_ < shape_.frame() && taken_ < shape_.buffer() + walk_.released());
  }
  Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) override {
    const bool there = !walk_.done() && walk_.element() < taken_;
    const bool reads = there && (!out_full_ || out_fire[0] != 0);
    const bool last_left = out_fire[0] != 0 && walk_.done();
    if (out_fire[0] != 0) out_full_ = false;
    if (reads) {
      if (carries_) out_ = buffer_[slot(walk_.element())];
      walk_.advance();
      out_full_ = true;
    }
    if (in_fire[0] != 0) {
      if (carries_) buffer_[slot(taken_)] = *in[0];
      ++taken_;
    }
    written_ = written_ || last_left;
    if (written_ && taken_ == shape_.frame()) {
      walk_ = WindowWalk(shape_);
      taken_ = 0;
      written_ = false;
    }
    return reads ? Did::step : there ? Did::stalled : Did::starved;
  }

 private:
  [[nodiscard]] std::size_t slot(std::int64_t element) const { return static_cast<std::size_t>(element % shape_.buffer()); }
  WindowShape shape_;
  WindowWalk walk_;
  bool carries_, out_full_ = false, written_ = false;
  std::int64_t taken_ = 0;  ///< elements of this frame
  std::vector<Lanes> buffer_;
  Lanes out_;
};

class WindowEvents final : public EventNode {
 public:
  WindowEvents(const WindowShape& shape, Wire& in, Wire& out)
      : shape_(shape), in_(in), out_(out), walk_(shape), taken_at_(static_cast<std::uint64_t>(shape.buffer()) + 1) {}
  [[nodiscard]] std::optional<std::uint64_t> next_available() const override {
    if (walk_.done() || walk_.element() >= taken_) return std::nullopt;
    return taken_at_[index(walk_.element())] + 1;
  }

 private:
  static std::uint64_t index(std::int64_t element) { return static_cast<std::uint64_t>(element); }

  void advance() override {
    while (take() | read()) {
    }
  }

  bool take() {
    bool any = false;
    for (std::uint64_t offer = 0; taken_ < shape_.frame() && taken_ < shape_.buffer() + walk_.released() && in_.offered(offer); ++taken_) {
      std::uint64_t cycle = std::max(offer, frame_begins_);
      for (; !releases_.empty() && taken_ >= shape_.buffer() + released_; releases_.pop_front()) {
        released_ = releases_.front().elements;
        released_at_ = releases_.front().cycle;
      }
      if (taken_ >= shape_.buffer()) cycle = std::max(cycle, released_at_);
      taken_at_.set(index(taken_), cycle);
      in_.accept(cycle, offer);
      any = true;
    }
    return any | next_frame();
  }

  bool read() {
    bool any = false;
    while (!walk_.done() && walk_.element() < taken_) {
      const std::uint64_t s = log.steps();
      const std::uint64_t there = taken_at_[index(walk_.element())] + 1;
      std::uint64_t cycle = std::max(there, log.next());
      if (s > 0) {
        if (out_.accepted() < s) break;
        cycle = std::max(cycle, out_.accepted_at(s - 1));
      }
      log.step(cycle, there);
      out_.push(cycle + 1);
      const std::int64_t before = walk_.released();
      walk_.advance();
      if (walk_.released() != before) releases_.push_back({walk_.released(), cycle + 1});
      any = true;
    }
    return any;
  }

  bool next_frame() {
    const std::uint64_t s = log.steps();
    if (!walk_.done() || taken_ < shape_.frame() || out_.accepted() < s) return false;
    frame_begins_ = std::max(out_.accepted_at(s - 1), taken_at_[index(taken_ - 1)]) + 1;
    walk_ = WindowWalk(shape_);
    taken_ = 0;
    releases_.clear();
    released_ = 0;
    released_at_ = 0;
    return true;
  }

  struct Release {
    std::int64_t elements = 0;
    std::uint64_t cycle = 0;
  };
  WindowShape shape_;
  Wire& in_;
  Wire& out_;
  WindowWalk walk_;
  History taken_at_;
  std::deque<Release> releases_;
  std::int64_t taken_ = 0, released_ = 0;
  std::uint64_t released_at_ = 0, frame_begins_ = 0;
};

class WindowStage final : public IStage {
 public:
  explicit WindowStage(const WindowShape& shape) : shape_(shape) {}
  [[nodiscard]] StageFacts facts() const override { return {static_cast<std::uint64_t>(shape_.reads()), 3, 1}; }
  [[nodiscard]] std::unique_ptr<IStepNode> step_node(const NodeOptions& options) const override { return std::make_unique<WindowRegisters>(shape_, options.values); }
  [[nodiscard]] std::unique_ptr<EventNode> event_node(const NodeOptions&, std::vector<Wire*> in, std::vector<Wire*> out) const override {
    return std::make_unique<WindowEvents>(shape_, *in.at(0), *out.at(0));
  }

 private:
  WindowShape shape_;
};

}  // namespace

std::unique_ptr<IStage> make_window(const WindowShape& shape) { return std::make_unique<WindowStage>(shape); }

}  // namespace quartet::dataflow::stream
