#include "accel/dataflow/stream/stages/join_stage.hpp"

#include <algorithm>

#include "accel/dataflow/stream/stages/core_clock.hpp"

namespace quartet::dataflow::stream {
namespace {

/// Position in the sequence of steps.
class StepWalk {
 public:
  explicit StepWalk(const std::vector<StepRun>& runs) : runs_(&runs) {}
  [[nodiscard]] const StepRun& now() const { return (*runs_)[run_]; }
  void advance() {
    if (++done_ < now().count) return;
    done_ = 0;
    run_ = run_ + 1 == runs_->size() ? 0 : run_ + 1;
  }

 private:
  const std::vector<StepRun>* runs_;
  std::size_t run_ = 0;
  std::uint64_t done_ = 0;
};

class JoinRegisters final : public IStepNode {
 public:
  JoinRegisters(const JoinShape& shape, const NodeOptions& options, std::uint64_t steps)
      : shape_(shape), steps_left_(steps), walk_(shape_.runs), core_(shape.outputs, shape.depth), results_(shape.outputs) {
    if (options.values && shape.function) function_ = shape.function->make();
  }
  [[nodiscard]] bool valid(std::size_t o) const override { return core_.valid(o); }
  [[nodiscard]] const Lanes& payload(std::size_t o) const override { return core_.payload(o); }
  void settle(std::span<const char> in_valid, std::span<const char>, std::span<char> in_ready) override {
    there_ = steps_left_ > 0;
    for (std::size_t i = 0; i < shape_.inputs; ++i) there_ = there_ && (!takes(i) || in_valid[i] != 0);
    for (std::size_t i = 0; i < shape_.inputs; ++i) {
      bool others = true;
      for (std::size_t j = 0; j < shape_.inputs; ++j) others = others && (j == i || !takes(j) || in_valid[j] != 0);
      in_ready[i] = static_cast<char>(steps_left_ > 0 && takes(i) && others && core_.enabled());
    }
  }
  Did clock(std::span<const char>, std::span<const char> out_fire, std::span<const Lanes* const> in) override {
    const bool steps = there_ && core_.enabled();
    if (!steps) {
      core_.clock(0, {}, out_fire);
      return there_ ? Did::stalled : Did::starved;
    }
    if (function_) {
      std::vector<const Lanes*> taken(in.begin(), in.end());
      for (std::size_t i = 0; i < taken.size(); ++i) taken[i] = takes(i) ? taken[i] : nullptr;
      for (Lanes& r : results_) r.clear();
      function_->step(taken, results_);
    }
    core_.clock(walk_.now().gives, function_ ? std::span<Lanes>(results_) : std::span<Lanes>{}, out_fire);
    walk_.advance();
    --steps_left_;
    return Did::step;
  }

 private:
  [[nodiscard]] bool takes(std::size_t i) const { return ((walk_.now().takes >> i) & 1U) != 0; }
  JoinShape shape_;
  std::uint64_t steps_left_;  ///< steps that take nothing would never end
  StepWalk walk_;
  CoreRegisters core_;
  std::unique_ptr<IStepFunction> function_;
  std::vector<Lanes> results_;
  bool there_ = false;
};

class JoinEvents final : public EventNode {
 public:
  JoinEvents(const JoinShape& shape, std::uint64_t steps, std::vector<Wire*> in, std::vector<Wire*> out)
      : shape_(shape), steps_(steps), in_(std::move(in)), walk_(shape_.runs), core_(std::move(out), shape.depth) {}
  [[nodiscard]] std::optional<std::uint64_t> next_available() const override {
    std::uint64_t all = 0;
    if (!available(all)) return std::nullopt;
    return all;
  }

 private:
  [[nodiscard]] bool available(std::uint64_t& all) const {
    all = 0;
    if (log.steps() == steps_) return false;
    for (std::size_t i = 0; i < in_.size(); ++i) {
      std::uint64_t offer = 0;
      if (((walk_.now().takes >> i) & 1U) == 0) continue;
      if (!in_[i]->offered(offer)) return false;
      all = std::max(all, offer);
    }
    return true;
  }

  void advance() override {
    for (std::uint64_t there = 0; available(there);) {
      std::uint64_t tick = next_tick_, cycle = there;
      if (!core_.reach(tick, cycle)) break;
      log.step(cycle, there);
      next_tick_ = tick + 1;
      for (std::size_t i = 0; i < in_.size(); ++i) {
        if (((walk_.now().takes >> i) & 1U) == 0) continue;
        std::uint64_t offer = 0;
        (void)in_[i]->offered(offer);
        in_[i]->accept(cycle, offer);
      }
      if (walk_.now().gives != 0) core_.produce(tick, walk_.now().gives);
      walk_.advance();
    }
    core_.settle();
  }

  JoinShape shape_;
  std::uint64_t steps_;
  std::vector<Wire*> in_;
  StepWalk walk_;
  CoreClock core_;
  std::uint64_t next_tick_ = 0;
};

class JoinStage final : public IStage {
 public:
  explicit JoinStage(JoinShape shape) : shape_(std::move(shape)) {}
  [[nodiscard]] StageFacts facts() const override {
    std::uint64_t steps = 0;
    for (const StepRun& run : shape_.runs) steps += run.count;
    return {steps * shape_.repeats, shape_.depth + 3, 2};
  }
  [[nodiscard]] std::uint64_t steps(const NodeOptions& options) const { return facts().steps_per_sample * options.samples; }
  [[nodiscard]] std::unique_ptr<IStepNode> step_node(const NodeOptions& options) const override { return std::make_unique<JoinRegisters>(shape_, options, steps(options)); }
  [[nodiscard]] std::unique_ptr<EventNode> event_node(const NodeOptions& options, std::vector<Wire*> in, std::vector<Wire*> out) const override {
    return std::make_unique<JoinEvents>(shape_, steps(options), std::move(in), std::move(out));
  }

 private:
  JoinShape shape_;
};

}  // namespace

std::unique_ptr<IStage> make_join(JoinShape shape) { return std::make_unique<JoinStage>(std::move(shape)); }

}  // namespace quartet::dataflow::stream
