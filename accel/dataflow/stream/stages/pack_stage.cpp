#include <algorithm>
#include <deque>

#include "accel/dataflow/stream/event_node.hpp"
#include "accel/dataflow/stream/stages/pack_stage.hpp"

namespace quartet::dataflow::stream {
namespace {

class PackRegisters final : public IStepNode {
 public:
  PackRegisters(std::uint64_t ratio, bool values) : ratio_(ratio), carries_(values) {}
  [[nodiscard]] bool valid(std::size_t) const override { return filled_ == ratio_; }
  [[nodiscard]] const Lanes& payload(std::size_t) const override { return word_; }
  void settle(std::span<const char> in_valid, std::span<const char>, std::span<char> in_ready) override {
    offered_ = in_valid[0] != 0;
    in_ready[0] = static_cast<char>(!side_full_);
  }
  Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) override {
    const bool free = filled_ < ratio_ || out_fire[0] != 0;
    if (out_fire[0] != 0) {
      filled_ = 0;
      word_.clear();
    }
    const bool there = side_full_ || offered_;
    if (!there) return Did::starved;
    if (!free) {
      if (in_fire[0] != 0 && carries_) side_ = *in[0];
      side_full_ = true;
      return Did::stalled;
    }
    if (carries_) {
      const Lanes& beat = side_full_ ? side_ : *in[0];
      word_.insert(word_.end(), beat.begin(), beat.end());
    }
    side_full_ = false;
    ++filled_;
    return Did::step;
  }

 private:
  std::uint64_t ratio_, filled_ = 0;
  bool carries_, side_full_ = false, offered_ = false;
  Lanes word_, side_;
};

class PackEvents final : public EventNode {
 public:
  PackEvents(std::uint64_t ratio, Wire& in, Wire& out) : ratio_(ratio), in_(in), out_(out) {}
  [[nodiscard]] std::optional<std::uint64_t> next_available() const override {
    std::uint64_t offer = 0;
    if (in_side_) return side_available_;
    if (!in_.offered(offer)) return std::nullopt;
    return offer;
  }

 private:
  void advance() override {
    for (;;) {
      if (!in_side_) {
        if (!in_.offered(side_available_)) return;
        taken_ = std::max(side_available_, log.next());
        in_.accept(taken_, side_available_);
        in_side_ = true;
      }
      // The first beat of a word waits for the word before it; it may come in the cycle in which that leaves.
      std::uint64_t cycle = taken_;
      if (const std::uint64_t words = out_.pushed(); filled_ == 0 && words > 0) {
        if (out_.accepted() < words) return;
        cycle = std::max(cycle, out_.accepted_at(words - 1));
      }
      log.step(cycle, side_available_);
      in_side_ = false;
      if (++filled_ < ratio_) continue;
      filled_ = 0;
      out_.push(cycle + 1);
    }
  }
  std::uint64_t ratio_;
  Wire& in_;
  Wire& out_;
  bool in_side_ = false;
  std::uint64_t side_available_ = 0, taken_ = 0, filled_ = 0;
};

class UnpackRegisters final : public IStepNode {
 public:
  UnpackRegisters(std::uint64_t ratio, bool values) : ratio_(ratio), carries_(values) {}
  [[nodiscard]] bool valid(std::size_t) const override { return out_full_; }
  [[nodiscard]] const Lanes& payload(std::size_t) const override {
    static const Lanes kNone;
    return beats_.empty() ? kNone : beats_.front();
  }
  void settle(std::span<const char>, std::span<const char>, std::span<char> in_ready) override {
    in_ready[0] = static_cast<char>(!side_full_ && left_ <= 1);
  }
  Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) override {
    if (out_fire[0] != 0 && carries_) beats_.pop_front();
    const bool load = !out_full_ || out_fire[0] != 0;
    const bool there = left_ > 0;
    const bool moves = there && !side_full_;
    if (moves) {
      --left_;
      (load ? out_full_ : side_full_) = true;
    } else if (load) {
      out_full_ = side_full_;
      side_full_ = false;
    }
    if (in_fire[0] != 0) {
      left_ = ratio_;
      if (carries_) split(*in[0]);
    }
    return moves ? Did::step : there ? Did::stalled : Did::starved;
  }

 private:
  void split(const Lanes& word) {
    const std::size_t lanes = word.size() / ratio_;
    for (std::size_t i = 0; i < ratio_; ++i) {
      const auto begin = word.begin() + static_cast<std::ptrdiff_t>(i * lanes);
      beats_.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(lanes));
    }
  }
  std::uint64_t ratio_, left_ = 0;
  bool carries_, out_full_ = false, side_full_ = false;
  std::deque<Lanes> beats_;  ///< in order: output register, side register, word
};

class UnpackEvents final : public EventNode {
 public:
  UnpackEvents(std::uint64_t ratio, Wire& in, Wire& out) : ratio_(ratio), in_(in), out_(out) {}
  [[nodiscard]] std::optional<std::uint64_t> next_available() const override {
    if (left_ == 0) return std::nullopt;
    return available();
  }

 private:
  /// The next beat is in the word register from this cycle on.
  [[nodiscard]] std::uint64_t available() const { return left_ == ratio_ ? taken_ + 1 : log.next(); }

  void advance() override {
    for (;;) {
      const std::uint64_t e = log.steps();
      if (left_ == 0 && !take(e)) return;
      std::uint64_t cycle = available();
      if (e >= 2) {
        if (out_.accepted() <= e - 2) return;
        cycle = std::max(cycle, out_.accepted_at(e - 2) + 1);
      }
      log.step(cycle, available());
      --left_;
      out_.push(cycle + 1);
    }
  }

  // A word is taken with the step that empties the word register, or later, but not while the side register holds.
  bool take(std::uint64_t e) {
    std::uint64_t offer = 0;
    if (!in_.offered(offer)) return false;
    taken_ = offer;
    if (e > 0 && offer < log.next()) {
      taken_ = log.next() - 1;
    } else if (e >= 2) {
      if (out_.accepted() <= e - 2) return false;
      taken_ = std::max(offer, out_.accepted_at(e - 2) + 1);
    }
    in_.accept(taken_, offer);
    left_ = ratio_;
    return true;
  }

  std::uint64_t ratio_;
  Wire& in_;
  Wire& out_;
  std::uint64_t taken_ = 0, left_ = 0;  ///< of the word in its register
};

class RatioStage final : public IStage {
 public:
  RatioStage(RatioShape shape, bool up) : shape_(shape), up_(up) {}
  [[nodiscard]] StageFacts facts() const override { return {shape_.narrow_per_sample, 3, 2}; }
  [[nodiscard]] std::unique_ptr<IStepNode> step_node(const NodeOptions& options) const override {
    if (up_) return std::make_unique<PackRegisters>(shape_.ratio, options.values);
    return std::make_unique<UnpackRegisters>(shape_.ratio, options.values);
  }
  [[nodiscard]] std::unique_ptr<EventNode> event_node(const NodeOptions&, std::vector<Wire*> in, std::vector<Wire*> out) const override {
    if (up_) return std::make_unique<PackEvents>(shape_.ratio, *in.at(0), *out.at(0));
    return std::make_unique<UnpackEvents>(shape_.ratio, *in.at(0), *out.at(0));
  }

 private:
  RatioShape shape_;
  bool up_;
};

}  // namespace

std::unique_ptr<IStage> make_pack(RatioShape shape) { return std::make_unique<RatioStage>(shape, true); }
std::unique_ptr<IStage> make_unpack(RatioShape shape) { return std::make_unique<RatioStage>(shape, false); }

}  // namespace quartet::dataflow::stream
