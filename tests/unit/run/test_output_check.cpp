#include "sim/run/output_check.hpp"

#include <gtest/gtest.h>

namespace quartet {
namespace {

TEST(OutputCheck, AcceptsEqualValues) {
  EXPECT_TRUE(check_simulated({1, 2}, {1, 2}, "toy"));
}

TEST(OutputCheck, NamesTheFirstOutputThatDiffersWithBothValues) {
  const auto checked = check_simulated({1, -2, 3}, {1, 2, 4}, "toy");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::internal);
  EXPECT_EQ(checked.error().problems[0].place, "toy");
  EXPECT_NE(
      checked.error().problems[0].cause.find("output 1 of sample 0 is -2, the machine's arithmetic gives 2"),
      std::string::npos);
}

TEST(OutputCheck, SaysWhenOutputsAreMissing) {
  EXPECT_NE(check_simulated({1}, {1, 2}, "toy").error().text().find("output 1 of sample 0 is missing"),
            std::string::npos);
}

}  // namespace
}  // namespace quartet
