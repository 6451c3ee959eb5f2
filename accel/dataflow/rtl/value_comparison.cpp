// By order: what the block takes is queued for the model, what either gives is queued until the other has given its own.
#include <algorithm>
#include <deque>

#include "accel/dataflow/rtl/cycle_comparison.hpp"

namespace quartet::dataflow::lockstep {

namespace {

class ValueComparison final : public IComparison {
 public:
  ValueComparison(std::unique_ptr<stream::IStepNode> model, std::vector<Port> ports) : model_(std::move(model)), ports_(std::move(ports)) {
    for (const Port& p : ports_) {
      if (p.is_input) {
        in_.emplace_back();
      } else {
        out_.emplace_back();
      }
    }
    valid_.resize(in_.size());
    ready_ = fire_ = valid_;
    payload_.resize(in_.size());
    always_.assign(out_.size(), 1);
    out_fire_ = always_;
  }

  [[nodiscard]] std::optional<Difference> cycle(std::uint64_t now, const Seen& seen) override {
    for (std::size_t i = 0; i < in_.size(); ++i) {
      if (seen.in_valid[i] == 0 || seen.in_ready[i] == 0) continue;
      in_[i].push_back(seen.in[i] != nullptr ? *seen.in[i] : Lanes{});
      ++beats_;
    }
    for (std::size_t o = 0; o < out_.size(); ++o) {
      if (seen.out_valid[o] == 0 || seen.out_ready[o] == 0) continue;
      out_[o].block.push_back({now, seen.out[o] != nullptr ? *seen.out[o] : Lanes{}});
    }
    step_model();
    for (std::size_t o = 0; o < out_.size(); ++o) {
      if (auto d = match(o)) return d;
    }
    return std::nullopt;
  }
  [[nodiscard]] bool owes() const override {
    return std::any_of(out_.begin(), out_.end(), [](const Output& o) { return !o.model.empty(); });
  }
  [[nodiscard]] stream::IStepNode::Did did() const override { return did_; }
  [[nodiscard]] std::uint64_t beats_compared() const override { return beats_; }

 private:
  struct Given {
    std::uint64_t cycle = 0;
    Lanes lanes;
  };
  struct Output {
    std::deque<Lanes> model;
    std::deque<Given> block;
    std::uint64_t compared = 0;
  };

  void step_model() {
    for (std::size_t i = 0; i < in_.size(); ++i) {
      valid_[i] = static_cast<char>(!in_[i].empty());
      payload_[i] = in_[i].empty() ? nullptr : &in_[i].front();
    }
    model_->settle(valid_, always_, ready_);
    for (std::size_t i = 0; i < in_.size(); ++i) fire_[i] = static_cast<char>(valid_[i] != 0 && ready_[i] != 0);
    for (std::size_t o = 0; o < out_.size(); ++o) {
      out_fire_[o] = static_cast<char>(model_->valid(o));
      if (out_fire_[o] != 0) out_[o].model.push_back(model_->payload(o));
    }
    did_ = model_->clock(fire_, out_fire_, payload_);
    for (std::size_t i = 0; i < in_.size(); ++i) {
      if (fire_[i] != 0) in_[i].pop_front();
    }
  }
  std::optional<Difference> match(std::size_t o) {
    Output& out = out_[o];
    while (!out.model.empty() && !out.block.empty()) {
      const Difference at{Difference::Kind::value, out.block.front().cycle, ports_[in_.size() + o].name, false, out.compared, 0, 0, 0, false, {}};
      if (auto d = first_difference(out.model.front(), out.block.front().lanes, at)) return d;
      out.model.pop_front();
      out.block.pop_front();
      ++out.compared;
      ++beats_;
    }
    return std::nullopt;
  }

  std::unique_ptr<stream::IStepNode> model_;
  std::vector<Port> ports_;
  std::vector<std::deque<Lanes>> in_;
  std::vector<Output> out_;
  std::vector<char> valid_, ready_, fire_, always_, out_fire_;
  std::vector<const Lanes*> payload_;
  std::uint64_t beats_ = 0;
  stream::IStepNode::Did did_ = stream::IStepNode::Did::starved;
};

}  // namespace

std::unique_ptr<IComparison> compare_values(std::unique_ptr<stream::IStepNode> model, std::vector<Port> ports) {
  return std::make_unique<ValueComparison>(std::move(model), std::move(ports));
}

std::unique_ptr<IComparison> make_comparison(std::unique_ptr<stream::IStepNode> model, std::vector<Port> ports, std::optional<std::int64_t> offset) {
  return offset ? compare_cycles(std::move(model), std::move(ports), *offset) : compare_values(std::move(model), std::move(ports));
}

}  // namespace quartet::dataflow::lockstep
