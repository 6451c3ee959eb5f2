#include <gtest/gtest.h>

#include <set>

#include "sim/explore/sampler.hpp"

namespace quartet {
namespace {

Axis list(const std::string& key, std::vector<ParameterValue> values) {
  Axis axis;
  axis.key = key;
  axis.values = std::move(values);
  return axis;
}
Axis range(const std::string& key, double min, double max) {
  Axis axis;
  axis.key = key;
  axis.min = min;
  axis.max = max;
  return axis;
}
std::string text(const PointValues& values) {
  std::string out;
  for (const auto& value : values) out += (value ? value_text(*value) : "-") + " ";
  return out;
}

TEST(GridSampler, VisitsEveryCombinationOnceWithTheLastAxisFastest) {
  SweepSpec spec;
  spec.axes = {list("a", {std::int64_t{1}, std::int64_t{2}}), list("b", {std::int64_t{5}, std::int64_t{6}, std::int64_t{7}})};
  const auto sampler = make_sampler(spec);
  ASSERT_TRUE(sampler);
  ASSERT_EQ((*sampler)->count(), 6);
  EXPECT_EQ(text(*(*sampler)->point(0)), "1 5 ");
  EXPECT_EQ(text(*(*sampler)->point(1)), "1 6 ");
  EXPECT_EQ(text(*(*sampler)->point(5)), "2 7 ");
}

TEST(GridSampler, CountsAnAxisThatDoesNotExistOnce) {
  SweepSpec spec;
  spec.axes = {list("platform", {std::string("p"), std::string("q")}), list("x", {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}})};
  spec.axes[1].when = Condition{"platform", {"p"}};
  const auto sampler = make_sampler(spec);
  ASSERT_TRUE(sampler);
  std::multiset<std::string> seen;
  for (std::int64_t i = 0; i < (*sampler)->count(); ++i) {
    if (const auto point = (*sampler)->point(i)) seen.insert(text(*point));
  }
  EXPECT_EQ(seen, (std::multiset<std::string>{"p 1 ", "p 2 ", "p 3 ", "q - "}));
}

TEST(GridSampler, LeavesOutWhatARelationForbids) {
  SweepSpec spec;
  spec.axes = {list("a", {std::int64_t{1}, std::int64_t{4}}), list("b", {std::int64_t{2}, std::int64_t{8}})};
  spec.relations = {{"a", "b", 1.0}};
  const auto sampler = make_sampler(spec);
  ASSERT_TRUE(sampler);
  EXPECT_TRUE((*sampler)->point(0));
  EXPECT_FALSE((*sampler)->point(2)) << "4 is not at most 2";
  spec.relations = {{"b", "a", 0.1}};
  EXPECT_FALSE(make_sampler(spec)) << "no point is left: an error, never an empty answer";
}

TEST(RandomSamplers, GiveThePointOfAnOrdinalInAnyOrder) {
  for (const char* name : {"random", "sobol"}) {
    SweepSpec spec;
    spec.sampler = name;
    spec.budget = 64;
    spec.axes = {range("a", 0, 1), range("b", 10, 20), list("c", {std::int64_t{1}, std::int64_t{2}})};
    const auto forward = make_sampler(spec), any = make_sampler(spec);
    ASSERT_TRUE(forward && any);
    std::vector<std::string> in_order;
    for (std::int64_t i = 0; i < 64; ++i) in_order.push_back(text(*(*forward)->point(i)));
    for (const std::int64_t i : {63, 0, 17, 18, 5}) EXPECT_EQ(text(*(*any)->point(i)), in_order[static_cast<std::size_t>(i)]) << name;
    EXPECT_EQ(std::set<std::string>(in_order.begin(), in_order.end()).size(), 64u) << name;
  }
}

TEST(SobolSampler, CoversTheSpaceEvenly) {
  SweepSpec spec;
  spec.sampler = "sobol";
  spec.budget = 255;
  spec.axes = {range("a", 0, 1), range("b", 0, 1)};
  const auto sampler = make_sampler(spec);
  ASSERT_TRUE(sampler);
  int count[4][4] = {};
  for (std::int64_t i = 0; i < 255; ++i) {
    const PointValues point = *(*sampler)->point(i);
    ++count[static_cast<int>(4 * std::get<double>(*point[0]))][static_cast<int>(4 * std::get<double>(*point[1]))];
  }
  for (const auto& row : count) {
    for (const int n : row) EXPECT_NEAR(n, 16, 1);
  }
}

}  // namespace
}  // namespace quartet
