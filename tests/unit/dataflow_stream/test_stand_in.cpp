// A block of someone else's in place of a unit, cycle by cycle: the seam for RTL.
#include <gtest/gtest.h>

#include "accel/dataflow/stream/stepped_back_end.hpp"
#include "stream_graphs.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

/// A sum with one output register and nothing else: ready depends on the output's ready, as simple RTL has it.
class SumRegister final : public stream::IStepNode {
 public:
  [[nodiscard]] bool valid(std::size_t) const override { return full_; }
  [[nodiscard]] const Lanes& payload(std::size_t) const override { return sum_; }
  void settle(std::span<const char> in_valid, std::span<const char> out_ready, std::span<char> in_ready) override {
    there_ = in_valid[0] != 0 && in_valid[1] != 0;
    const bool takes = there_ && (!full_ || out_ready[0] != 0);
    in_ready[0] = in_ready[1] = static_cast<char>(takes);
  }
  Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) override {
    if (out_fire[0] != 0) full_ = false;
    if (in_fire[0] == 0) return there_ ? Did::stalled : Did::starved;
    sum_ = *in[0];
    for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += (*in[1])[i];
    full_ = true;
    return Did::step;
  }

 private:
  bool full_ = false, there_ = false;
  Lanes sum_;
};

StreamGraph sums() {
  StreamGraph g = alone({"sum", "add", {{"channels", 4}, {"pe", 2}, {"pixels", 8}, {"bits", 8}, {"out_bits", 9}}, "", {}}, counting(32), lcg50(1));
  g.sources[1].values = g.sources[0].values;
  return g;
}

}  // namespace

TEST(StandIn, GivesTheValuesOfTheUnitAtItsOwnTime) {
  StreamOptions options;
  options.values = true;
  stream::StandIns blocks;
  blocks.emplace("sum", stream::StandIn{std::make_unique<SumRegister>(), 4});
  const auto ours = run_stepped(sums(), options).value();
  const auto theirs = stream::run_stepped(sums(), options, std::move(blocks)).value();
  EXPECT_FALSE(theirs.deadlock);
  EXPECT_EQ(theirs.outputs, ours.outputs);
  // One register against a pipeline of two with its output register.
  EXPECT_EQ(*theirs.units[0].first_out() - *theirs.units[0].first_in(), 1U);
  EXPECT_EQ(*ours.units[0].first_out() - *ours.units[0].first_in(), 3U);
}

TEST(StandIn, ForAUnitThatDoesNotExistIsAnError) {
  stream::StandIns blocks;
  blocks.emplace("summ", stream::StandIn{std::make_unique<SumRegister>(), 4});
  const auto r = stream::run_stepped(sums(), {}, std::move(blocks));
  ASSERT_FALSE(r);
  EXPECT_NE(r.error().text().find("did you mean 'sum'?"), std::string::npos);
}

}  // namespace quartet::test
