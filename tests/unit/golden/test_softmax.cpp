#include <cmath>

#include "tests/unit/golden/run_network.hpp"
#include "workloads/golden/kernels/fixed_point.hpp"

namespace quartet::test {
namespace {

Values softmax(const Values& x, double scale, Rounding rounding) {
  NetworkBuilder b;
  b.layer("softmax", {b.input({static_cast<int>(x.size())}, kInt8, {{scale}, {0}})});
  b.quantize_output({{1.0 / 256.0}, {-128}});
  return run_network(b.finish(), {x}, {.rounding = rounding});
}

}  // namespace

TEST(FixedPoint, ExponentialIsWithinOnePartInAMillion) {
  for (double a = 0.0; a > -20.0; a -= 0.037) {
    const double got = golden::exp_on_negative_values(static_cast<std::int32_t>(a * 0x1p26)) * 0x1p-31;
    EXPECT_NEAR(got, std::exp(a), 1e-6) << a;
  }
}

TEST(FixedPoint, ReciprocalIsWithinOnePartInAMillion) {
  for (double x = 0.0; x < 1.0; x += 0.0137) {
    const double got = golden::one_over_one_plus_x(static_cast<std::int32_t>(x * 0x1p31)) * 0x1p-31;
    EXPECT_NEAR(got, 1.0 / (1.0 + x), 1e-6) << x;
  }
}

TEST(Softmax, EqualLogitsShareTheProbability) {
  for (const Rounding rounding : {Rounding::double_rounding, Rounding::single_rounding}) {
    EXPECT_EQ(softmax({5, 5, 5, 5}, 0.1, rounding), (Values{-64, -64, -64, -64}));
  }
}

TEST(Softmax, ACertainClassSaturatesAndFarOnesVanish) {
  EXPECT_EQ(softmax({127, -128, -128}, 0.5, Rounding::double_rounding), (Values{127, -128, -128}));
}

TEST(Softmax, IsWithinOneStepOfTheRealFunction) {
  const Values x{-30, -3, 0, 12, 17, 19};
  constexpr double kScale = 0.15;
  double sum = 0.0;
  for (const std::int32_t v : x) sum += std::exp(kScale * v);
  const Values got = softmax(x, kScale, Rounding::double_rounding);
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_NEAR(got[i], 256.0 * std::exp(kScale * x[i]) / sum - 128.0, 1.0);
}

TEST(Softmax, ManyEqualColumnsHaveAProbabilityBelowOneStep) {
  EXPECT_EQ(softmax(Values(2048, 3), 0.1, Rounding::double_rounding), Values(2048, -128));
}

}  // namespace quartet::test
