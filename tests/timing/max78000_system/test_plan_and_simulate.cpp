// The plan rung runs the firmware beside the array's closed form: the cycles of the simulation in every phase
// whose time does not depend on values.
#include <gtest/gtest.h>

#include "tests/unit/cnn/platform_params.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"
#include "tests/unit/max78000_system/test_networks.hpp"

namespace quartet::test {
namespace {

void expect_same_but_softmax(const AssembledSystem& s, const std::string& what) {
  const auto plan = s.plan();
  const auto run = s.simulate(NetworkBuilder::random_inputs(s.network, 9));
  ASSERT_TRUE(plan.has_value()) << plan.error().text();
  ASSERT_TRUE(run.has_value()) << run.error().text();
  ASSERT_EQ(plan->core.marks.size(), run->core.marks.size());
  EXPECT_EQ(plan->layer_cycles, run->layer_cycles) << what;
  EXPECT_EQ(plan->first_layer_ps, run->first_layer_ps) << what;
  EXPECT_EQ(plan->finished_ps, run->finished_ps) << what;
  for (std::size_t i = 0; i + 1 < plan->core.marks.size(); ++i) {
    const std::uint32_t phase = plan->core.marks[i].phase;
    if (phase == Q_SOFTMAX_PHASE) continue;
    // Where the softmax's length differs, what is behind it may fall on the other edge of the bus clock.
    const std::uint64_t slack = phase == Q_EXIT ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(phase_cycles(*plan, phase)),
                static_cast<double>(phase_cycles(*run, phase)), static_cast<double>(slack))
        << what << ", phase " << phase;
  }
}

}  // namespace

TEST(SystemPlanAndSimulate, AgreeInEveryPhaseButTheSoftmax) {
  expect_same_but_softmax(AssembledSystem(classifier(true)), "classifier");
  expect_same_but_softmax(AssembledSystem(image_to_image(5)), "map");
}

TEST(SystemPlanAndSimulate, AgreeWhateverTheClocksAndTheBus) {
  const Network network = classifier(false);
  const AssembledSystem usual(network);
  for (const double core_hz : {20e6, 37e6, 120e6}) {
    for (const bool buffered : {true, false}) {
      soc::SystemParams params = usual.params;
      params.clock_hz = core_hz;
      params.write_buffer = buffered;
      params.bridge_cycles = 2;
      expect_same_but_softmax(AssembledSystem(network, usual.array, params), std::to_string(core_hz));
    }
  }
}

TEST(SystemPlanAndSimulate, TheSoftmaxTakesLongerOrShorterWithItsValuesByLessThanAThird) {
  const Network network = classifier(true);
  const AssembledSystem s(network);
  const auto plan = s.plan();
  const auto run = s.simulate(NetworkBuilder::random_inputs(network, 9));
  ASSERT_TRUE(plan && run);
  const auto planned = static_cast<double>(phase_cycles(*plan, Q_SOFTMAX_PHASE));
  const auto simulated = static_cast<double>(phase_cycles(*run, Q_SOFTMAX_PHASE));
  EXPECT_NEAR(planned / simulated, 1.0, 0.33) << planned << " planned, " << simulated << " simulated";
}

}  // namespace quartet::test
