// In lockstep: the model's inputs are delayed by a positive offset, what it is compared with by a negative one.
#include "accel/dataflow/rtl/cycle_comparison.hpp"

#include <algorithm>

namespace quartet::dataflow::lockstep {

namespace {

/// Copies of the signals of the last cycles.
class Delay {
 public:
  Delay(std::size_t cycles, std::size_t inputs, std::size_t outputs) : kept_(cycles + 1) {
    for (Kept& k : kept_) {
      k.in_valid.assign(inputs, 0);
      k.in_ready = k.in_valid;
      k.out_valid.assign(outputs, 0);
      k.out_ready = k.out_valid;
      k.in.resize(inputs);
      k.out.resize(outputs);
      k.in_at.assign(inputs, nullptr);
      k.out_at.assign(outputs, nullptr);
    }
  }
  /// Takes this cycle's signals; what was seen kept_.size() − 1 cycles ago, idle before the first cycle.
  Seen pass(const Seen& now) {
    if (kept_.size() == 1) return now;
    Kept& k = kept_[next_];
    copy(now.in_valid, k.in_valid);
    copy(now.in_ready, k.in_ready);
    copy(now.out_valid, k.out_valid);
    copy(now.out_ready, k.out_ready);
    copy(now.in, k.in, k.in_at);
    copy(now.out, k.out, k.out_at);
    next_ = (next_ + 1) % kept_.size();
    const Kept& old = kept_[next_];
    return {old.in_valid, old.in_ready, old.out_valid, old.out_ready, old.in_at, old.out_at};
  }

 private:
  struct Kept {
    std::vector<char> in_valid, in_ready, out_valid, out_ready;
    std::vector<Lanes> in, out;
    std::vector<const Lanes*> in_at, out_at;
  };
  static void copy(std::span<const char> from, std::vector<char>& to) { std::copy(from.begin(), from.end(), to.begin()); }
  static void copy(std::span<const Lanes* const> from, std::vector<Lanes>& to, std::vector<const Lanes*>& at) {
    for (std::size_t i = 0; i < from.size(); ++i) {
      at[i] = from[i] != nullptr ? &to[i] : nullptr;
      if (from[i] != nullptr) to[i] = *from[i];
    }
  }
  std::vector<Kept> kept_;
  std::size_t next_ = 0;
};

std::size_t count(const std::vector<Port>& ports, bool inputs) {
  return static_cast<std::size_t>(std::count_if(ports.begin(), ports.end(), [&](const Port& p) { return p.is_input == inputs; }));
}

class CycleComparison final : public IComparison {
 public:
  CycleComparison(std::unique_ptr<stream::IStepNode> model, std::vector<Port> ports, std::int64_t offset)
      : model_(std::move(model)),
        ports_(std::move(ports)),
        inputs_(count(ports_, true)),
        later_(static_cast<std::uint64_t>(std::max<std::int64_t>(offset, 0))),
        earlier_(static_cast<std::uint64_t>(std::max<std::int64_t>(-offset, 0))),
        in_delay_(later_, inputs_, ports_.size() - inputs_),
        out_delay_(earlier_, inputs_, ports_.size() - inputs_),
        ready_(inputs_),
        in_fire_(inputs_),
        out_fire_(ports_.size() - inputs_),
        passed_(ports_.size()) {}

  [[nodiscard]] std::optional<Difference> cycle(std::uint64_t now, const Seen& seen) override {
    const Seen in = in_delay_.pass(seen);
    const Seen out = out_delay_.pass(seen);
    model_->settle(in.in_valid, out.out_ready, ready_);
    if (auto d = outputs(now < earlier_ ? 0 : now - earlier_, out)) return d;
    if (auto d = inputs(now < later_ ? 0 : now - later_, in)) return d;
    did_ = model_->clock(in_fire_, out_fire_, in.in);
    return std::nullopt;
  }
  [[nodiscard]] bool owes() const override {
    for (std::size_t o = 0; o < out_fire_.size(); ++o) {
      if (model_->valid(o)) return true;
    }
    return false;
  }
  [[nodiscard]] stream::IStepNode::Did did() const override { return did_; }
  [[nodiscard]] std::uint64_t beats_compared() const override { return beats_; }

 private:
  std::optional<Difference> outputs(std::uint64_t now, const Seen& seen) {
    for (std::size_t o = 0; o < out_fire_.size(); ++o) {
      const bool ours = model_->valid(o);
      const bool theirs = seen.out_valid[o] != 0;
      Difference d{Difference::Kind::cycle, now, ports_[inputs_ + o].name, false, passed_[inputs_ + o], 0, 0, 0, ours, {}};
      if (ours != theirs) return d;
      if (ours && seen.out[o] != nullptr) {
        if (auto value = first_difference(model_->payload(o), *seen.out[o], d)) return value;
      }
      out_fire_[o] = static_cast<char>(theirs && seen.out_ready[o] != 0);
      if (out_fire_[o] != 0) {
        ++passed_[inputs_ + o];
        ++beats_;
      }
    }
    return std::nullopt;
  }
  std::optional<Difference> inputs(std::uint64_t now, const Seen& seen) {
    for (std::size_t i = 0; i < inputs_; ++i) {
      const bool valid = seen.in_valid[i] != 0;
      const bool theirs = valid && seen.in_ready[i] != 0;
      const bool ours = valid && ready_[i] != 0;
      if (ours != theirs) return Difference{Difference::Kind::cycle, now, ports_[i].name, true, passed_[i], 0, 0, 0, ours, {}};
      in_fire_[i] = static_cast<char>(theirs);
      if (theirs) {
        ++passed_[i];
        ++beats_;
      }
    }
    return std::nullopt;
  }

  std::unique_ptr<stream::IStepNode> model_;
  std::vector<Port> ports_;
  std::size_t inputs_;
  std::uint64_t later_, earlier_;  ///< cycles
  Delay in_delay_, out_delay_;
  std::vector<char> ready_, in_fire_, out_fire_;
  std::vector<std::uint64_t> passed_;
  std::uint64_t beats_ = 0;
  stream::IStepNode::Did did_ = stream::IStepNode::Did::starved;
};

}  // namespace

std::optional<Difference> first_difference(const Lanes& model, const Lanes& block, Difference at) {
  for (std::size_t lane = 0; lane < std::min(model.size(), block.size()); ++lane) {
    if (model[lane] == block[lane]) continue;
    at.kind = Difference::Kind::value;
    at.lane = lane;
    at.model = model[lane];
    at.block = block[lane];
    return at;
  }
  return std::nullopt;
}

std::unique_ptr<IComparison> compare_cycles(std::unique_ptr<stream::IStepNode> model, std::vector<Port> ports, std::int64_t offset) {
  return std::make_unique<CycleComparison>(std::move(model), std::move(ports), offset);
}

}  // namespace quartet::dataflow::lockstep
