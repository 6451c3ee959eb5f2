#include "accel/dataflow/stream/stages/mvu_stage.hpp"

#include <algorithm>

#include "accel/dataflow/stream/stages/core_clock.hpp"

namespace quartet::dataflow::stream {
namespace {

/// Step within a vector: repetition and beat.
struct Position {
  std::uint64_t rep = 0, beat = 0;
  void advance(const MvuShape& s) {
    if (++beat < s.sf) return;
    beat = 0;
    rep = rep + 1 == s.nf ? 0 : rep + 1;
  }
};

/// Writes, reads and frees beats; holds the one read in a register.
class ReplayRegisters {
 public:
  ReplayRegisters(const MvuShape& shape, bool values) : shape_(shape), memory_(values ? shape.capacity() : 0) {}
  [[nodiscard]] bool ready() const { return written_ - freed_ < shape_.capacity(); }
  [[nodiscard]] bool valid() const { return full_; }
  [[nodiscard]] const Lanes* payload() const { return memory_.empty() ? nullptr : &register_; }
  void clock(const Lanes* in, bool writes, bool taken) {
    const bool reads = (!full_ || taken) && read_ < written_;
    if (reads) {
      if (!memory_.empty()) register_ = memory_[read_ % shape_.capacity()];
      if (next_.rep + 1 == shape_.nf) ++freed_;
      next_.advance(shape_);
      read_ = next_.beat != 0 ? read_ + 1 : next_.rep != 0 ? read_ + 1 - shape_.sf : read_ + 1;
    }
    if (reads || taken) full_ = reads;
    if (writes) {
      if (!memory_.empty()) memory_[written_ % shape_.capacity()] = *in;
      ++written_;
    }
  }

 private:
  MvuShape shape_;
  std::vector<Lanes> memory_;
  Lanes register_;
  std::uint64_t written_ = 0, read_ = 0, freed_ = 0;
  Position next_;
  bool full_ = false;
};

class MvuRegisters final : public IStepNode {
 public:
  MvuRegisters(const MvuShape& shape, const NodeOptions& options)
      : shape_(shape), carries_(options.values), replay_(shape, options.values), core_(1, shape.depth) {
    if (options.values && shape.function) function_ = shape.function->make();
  }
  [[nodiscard]] bool valid(std::size_t) const override { return core_.valid(0); }
  [[nodiscard]] const Lanes& payload(std::size_t) const override { return core_.payload(0); }

  void settle(std::span<const char> in_valid, std::span<const char>, std::span<char> in_ready) override {
    const bool beat = shape_.replays() ? replay_.valid() : in_valid[0] != 0;
    const bool weights = !shape_.streamed_weights || in_valid[1] != 0;
    const bool enabled = core_.enabled() && wait_ == 0;
    there_ = beat && weights;
    steps_ = there_ && enabled;
    in_ready[0] = static_cast<char>(shape_.replays() ? replay_.ready() : enabled && weights);
    if (shape_.streamed_weights) in_ready[1] = static_cast<char>(enabled && beat);
  }

  Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) override {
    Lanes result;
    std::uint32_t gives = 0;
    const bool enabled = core_.enabled();
    if (steps_) {
      gives = at_.beat + 1 == shape_.sf ? 1 : 0;
      if (function_) {
        const Lanes* used[] = {shape_.replays() ? replay_.payload() : in[0], shape_.streamed_weights ? in[1] : nullptr};
        function_->step(used, {&result, 1});
      }
    }
    core_.clock(gives, function_ ? std::span<Lanes>(&result, 1) : std::span<Lanes>{}, out_fire);
    if (shape_.replays()) replay_.clock(carries_ ? in[0] : nullptr, in_fire[0] != 0, steps_);
    if (steps_) {
      at_.advance(shape_);
      if (at_.rep == 0 && at_.beat == 0) wait_ = shape_.bubble;
    } else if (wait_ > 0 && enabled) {
      --wait_;
    }
    return steps_ ? Did::step : there_ ? Did::stalled : Did::starved;
  }

 private:
  MvuShape shape_;
  bool carries_;
  ReplayRegisters replay_;
  CoreRegisters core_;
  std::unique_ptr<IStepFunction> function_;
  Position at_;
  std::uint64_t wait_ = 0;
  bool there_ = false, steps_ = false;
};

class MvuEvents final : public EventNode {
 public:
  MvuEvents(const MvuShape& shape, std::vector<Wire*> in, std::vector<Wire*> out)
      : shape_(shape),
        in_(std::move(in)),
        core_(std::move(out), shape.depth),
        taken_at_(shape.capacity()),
        freed_at_(shape.capacity()) {}

  [[nodiscard]] std::optional<std::uint64_t> next_available() const override {
    std::uint64_t cycle = 0;
    std::uint64_t weights = 0;
    if (!beat_there(cycle)) return std::nullopt;
    if (shape_.streamed_weights && !in_[1]->offered(weights)) return std::nullopt;
    return std::max(cycle, weights);
  }

 private:
  /// The cycle from which on the beat of the next step is at the core.
  [[nodiscard]] bool beat_there(std::uint64_t& cycle) const {
    if (!shape_.replays()) return in_[0]->offered(cycle);
    cycle = read_at_ + 1;
    return read_;
  }
  [[nodiscard]] std::uint64_t beat() const { return vector_ * shape_.sf + at_.beat; }

  /// Loads the register for the next step, when the step before takes its content. It frees its place in the last use even if
  /// the step itself never comes.
  void read() {
    if (read_ || (at_.rep == 0 && beat() >= in_[0]->accepted())) return;
    read_at_ = log.steps() == 0 ? 0 : log.next() - 1;
    if (at_.rep == 0) read_at_ = std::max(read_at_, taken_at_[beat()] + 1);
    if (at_.rep + 1 == shape_.nf) freed_at_.set(freed_++, read_at_ + 1);
    read_ = true;
  }

  void advance() override {
    do {
      if (shape_.replays()) {
        take();
        read();
        take();
      }
    } while (step());
    core_.settle();
  }

  void take() {
    for (std::uint64_t offer = 0; in_[0]->offered(offer);) {
      const std::uint64_t k = in_[0]->accepted();
      std::uint64_t cycle = offer;
      if (k >= shape_.capacity()) {
        if (freed_ <= k - shape_.capacity()) return;
        cycle = std::max(cycle, freed_at_[k - shape_.capacity()]);
      }
      in_[0]->accept(cycle, offer);
      taken_at_.set(k, cycle);
    }
  }

  bool step() {
    if (at_.rep > 0 && !shape_.streamed_weights) return burst();
    std::uint64_t there = 0;
    std::uint64_t weights = 0;
    if (!beat_there(there)) return false;
    if (shape_.streamed_weights && !in_[1]->offered(weights)) return false;
    const std::uint64_t beat_offer = there;
    there = std::max(there, weights);
    std::uint64_t tick = next_tick_, cycle = there;
    if (!core_.reach(tick, cycle)) return false;
    if (!shape_.replays()) in_[0]->accept(cycle, beat_offer);
    if (shape_.streamed_weights) in_[1]->accept(cycle, weights);
    log.step(cycle, there);
    next_tick_ = tick + 1;
    passed(1);
    return true;
  }

  /// Steps whose beats are in the buffer: one cycle after the other until a result has to wait.
  bool burst() {
    std::uint64_t cycle = 0;
    const std::uint64_t count = core_.burst(next_tick_, shape_.sf - at_.beat, cycle);
    if (count == 0) return false;
    if (at_.rep + 1 == shape_.nf) {
      // Each step loads the beat of the next; that of the first is loaded.
      for (std::uint64_t i = 1; i < count; ++i) freed_at_.set(freed_++, cycle + i);
    }
    log.bulk(count - 1, cycle + count - 2);
    log.step(cycle + count - 1, 0);
    next_tick_ += count;
    passed(count);
    return true;
  }

  void passed(std::uint64_t count) {
    read_ = false;
    at_.beat += count - 1;
    if (at_.beat + 1 == shape_.sf) core_.produce(next_tick_ - 1, 1);
    at_.advance(shape_);
    if (at_.rep == 0 && at_.beat == 0) {
      ++vector_;
      next_tick_ += shape_.bubble;
    }
  }

  MvuShape shape_;
  std::vector<Wire*> in_;
  CoreClock core_;
  History taken_at_, freed_at_;
  Position at_;
  std::uint64_t vector_ = 0, next_tick_ = 0, freed_ = 0;
  std::uint64_t read_at_ = 0;  ///< when the register was loaded for the next step, if `read_`
  bool read_ = false;
};

class MvuStage final : public IStage {
 public:
  explicit MvuStage(MvuShape shape) : shape_(std::move(shape)) {}
  [[nodiscard]] StageFacts facts() const override { return {shape_.sf * shape_.nf * shape_.vectors, shape_.depth + shape_.bubble + 5, 2}; }
  [[nodiscard]] std::unique_ptr<IStepNode> step_node(const NodeOptions& options) const override {
    return std::make_unique<MvuRegisters>(shape_, options);
  }
  [[nodiscard]] std::unique_ptr<EventNode> event_node(const NodeOptions&, std::vector<Wire*> in, std::vector<Wire*> out) const override {
    return std::make_unique<MvuEvents>(shape_, std::move(in), std::move(out));
  }

 private:
  MvuShape shape_;
};

}  // namespace

std::unique_ptr<IStage> make_mvu(MvuShape shape) { return std::make_unique<MvuStage>(std::move(shape)); }

}  // namespace quartet::dataflow::stream
