#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/philox.hpp"
#include "sim/explore/search/gaussian_process.hpp"

namespace quartet {
namespace {

struct Data {
  std::vector<double> x, y;
};

// y of the first coordinate alone, at n random places in the square.
template <class F>
Data of_first(std::size_t n, F f, double noise = 0.0) {
  Data d;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double a = uniform01(3, 0, i), b = uniform01(3, 1, i);
    d.x.insert(d.x.end(), {a, b});
    d.y.push_back(f(a) + noise * (uniform01(3, 2, i) - 0.5));
  }
  return d;
}
double wave(double a) { return std::sin(6.0 * a); }

TEST(GaussianProcess, GoesThroughWhatItWasToldAndIsSureThere) {
  const Data d = of_first(20, wave);
  const GaussianProcess process(d.x, d.y, 2);
  for (std::size_t i = 0; i < d.y.size(); ++i) {
    const Prediction p = process.predict({d.x[2 * i], d.x[2 * i + 1]});
    EXPECT_NEAR(p.mean, d.y[i], 1e-3);
    EXPECT_LT(p.deviation, 1e-2);
  }
}

TEST(GaussianProcess, PredictsASmoothFunctionWithinItsOwnDeviations) {
  const Data d = of_first(40, wave);
  const GaussianProcess process(d.x, d.y, 2);
  int within = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    const double a = uniform01(9, 0, i);
    const Prediction p = process.predict({a, uniform01(9, 1, i)});
    EXPECT_NEAR(p.mean, wave(a), 0.1);
    within += std::fabs(p.mean - wave(a)) < 2.0 * p.deviation + 1e-4 ? 1 : 0;
  }
  EXPECT_GE(within, 85);
}

TEST(GaussianProcess, FindsOutWhichCoordinateMatters) {
  const Data d = of_first(40, wave);
  const GaussianProcess process(d.x, d.y, 2);
  EXPECT_GT(process.length_scales()[1], 5.0 * process.length_scales()[0]);
}

// The definition: fit without the row, predict it. Length scales are the same when one row of many is left out.
TEST(GaussianProcess, LeavesOneOutAsIfTheRowWereNotThere) {
  const Data d = of_first(60, wave, 0.3);
  const GaussianProcess process(d.x, d.y, 2);
  const auto others = process.leave_one_out();
  ASSERT_EQ(others.size(), d.y.size());
  for (const std::size_t out : {0UL, 17UL, 42UL}) {
    Data rest = d;
    rest.x.erase(rest.x.begin() + static_cast<std::ptrdiff_t>(2 * out), rest.x.begin() + static_cast<std::ptrdiff_t>(2 * out + 2));
    rest.y.erase(rest.y.begin() + static_cast<std::ptrdiff_t>(out));
    const Prediction p = GaussianProcess(rest.x, rest.y, 2).predict({d.x[2 * out], d.x[2 * out + 1]});
    EXPECT_NEAR(others[out].mean, p.mean, 0.05) << out;
    EXPECT_GT(std::fabs(others[out].mean - d.y[out]) + 1e-9, 0.0);
  }
}

TEST(GaussianProcess, HasALikelihoodThatNoOtherScaleBeatsByMuch) {
  // Of data that the fit did not see the more: a wrong model of the same data is worse.
  const Data smooth = of_first(40, wave), rough = of_first(40, [](double a) { return std::sin(200.0 * a); });
  EXPECT_GT(GaussianProcess(smooth.x, smooth.y, 2).log_likelihood(), GaussianProcess(rough.x, rough.y, 2).log_likelihood() + 20.0);
}

TEST(GaussianProcess, TakesConstantsTwinsAndFewRows) {
  const GaussianProcess constant({0.1, 0.5, 0.9}, {2, 2, 2}, 1);
  EXPECT_NEAR(constant.predict({0.3}).mean, 2.0, 1e-9);
  const GaussianProcess twins({0.5, 0.5, 0.5, 0.1}, {1, 2, 3, 0}, 1);
  EXPECT_TRUE(std::isfinite(twins.predict({0.5}).mean));
  const GaussianProcess two({0.2, 0.8}, {0, 1}, 1);
  EXPECT_TRUE(std::isfinite(two.predict({0.5}).deviation));
}

TEST(GaussianProcess, BelievesARowThatIsAdded) {
  const Data d = of_first(15, wave);
  GaussianProcess process(d.x, d.y, 2);
  const double before = process.predict({0.5, 0.5}).deviation;
  process.add({0.5, 0.5}, wave(0.5));
  EXPECT_LT(process.predict({0.5, 0.5}).deviation, before + 1e-12);
  EXPECT_NEAR(process.predict({0.5, 0.5}).mean, wave(0.5), 1e-2);
}

}  // namespace
}  // namespace quartet
