#include <gtest/gtest.h>

#include "sim/explore/axis.hpp"

namespace quartet {
namespace {

Axis range(double min, double max, std::int64_t steps) {
  Axis axis;
  axis.key = "x";
  axis.min = min;
  axis.max = max;
  axis.steps = steps;
  return axis;
}

TEST(Axis, GridIncludesBothEndsExactly) {
  Axis axis = range(0.1, 0.7, 4);
  EXPECT_EQ(std::get<double>(axis.grid_value(0)), 0.1);
  EXPECT_NEAR(std::get<double>(axis.grid_value(1)), 0.3, 1e-12);
  EXPECT_EQ(std::get<double>(axis.grid_value(3)), 0.7);
  axis = range(1, 1000, 4);
  axis.log = true;
  EXPECT_NEAR(std::get<double>(axis.grid_value(1)), 10.0, 1e-9);
  EXPECT_EQ(std::get<double>(axis.grid_value(3)), 1000.0);
}

TEST(Axis, GivesEveryIntegerTheSameShare) {
  Axis axis = range(2, 4, 0);
  axis.integer = true;
  int count[5] = {};
  for (int i = 0; i < 300; ++i) ++count[std::get<std::int64_t>(axis.at(i / 300.0))];
  EXPECT_EQ(count[2], 100);
  EXPECT_EQ(count[3], 100);
  EXPECT_EQ(count[4], 100);
}

TEST(Axis, StaysInItsRangeForAnyShare) {
  Axis axis = range(3, 7, 0);
  for (const double share : {-1.0, 0.0, 0.5, 0.9999999999, 1.0, 2.0}) {
    const double value = std::get<double>(axis.at(share));
    EXPECT_GE(value, 3.0);
    EXPECT_LE(value, 7.0);
  }
}

TEST(ValueText, ReadsBackExactly) {
  EXPECT_EQ(value_text(ParameterValue(true)), "true");
  EXPECT_EQ(value_text(ParameterValue(std::int64_t{-3})), "-3");
  EXPECT_EQ(std::stod(value_text(ParameterValue(0.1 + 0.2))), 0.1 + 0.2);
  EXPECT_EQ(value_text(ParameterValue(std::string("max78000"))), "max78000");
}

TEST(Conditions, RemoveAnAxisWhereTheyDoNotHoldAndThoseThatDependOnIt) {
  Axis a, b, c;
  a.key = "platform";
  b.key = "clock";
  b.when = Condition{"platform", {"one"}};
  c.key = "width";
  c.when = Condition{"clock", {"5"}};
  const std::vector<Axis> axes = {a, b, c};
  PointValues values = {std::string("one"), std::int64_t{5}, std::int64_t{8}};
  apply_conditions(axes, values);
  EXPECT_TRUE(values[1] && values[2]);
  values[0] = std::string("two");
  apply_conditions(axes, values);
  EXPECT_FALSE(values[1] || values[2]);
}

}  // namespace
}  // namespace quartet
