// Handshakes that the reset leaves undefined are found at start.
#include <gtest/gtest.h>

#include "accel/rtl/plugin/reset_check.hpp"
#include "tests/rtl/plugin/plugin_fixture.hpp"

namespace quartet::rtl {

TEST(ResetCheck, NamesEveryHandshakeThatPowerUpDecidesAndNoOther) {
  const auto checked = check_reset(test_plugin("test_unreset_0"));
  ASSERT_FALSE(checked);
  const std::string text = checked.error().text();
  EXPECT_NE(text.find("'a_valid' (valid of stream 'a') is undefined after reset"), std::string::npos) << text;
  EXPECT_NE(text.find("'b_valid'"), std::string::npos) << text;
  EXPECT_EQ(text.find("'c_valid'"), std::string::npos) << text;
  EXPECT_NE(text.find("RESET_CYCLES (now 2)"), std::string::npos) << text;
}

TEST(ResetCheck, PassesWhenTheRegistersAreReset) {
  const auto checked = check_reset(test_plugin("test_unreset_1"));
  EXPECT_TRUE(checked) << checked.error().text();
}

TEST(ResetCheck, DataMayBeUndefined) {
  const auto checked = check_reset(test_plugin("test_wide"));  // its 800 data registers have no reset
  EXPECT_TRUE(checked) << checked.error().text();
  EXPECT_NE(test_port(*test_model("test_wide", 0), "out_data").lane(0, 64), test_port(*test_model("test_wide", kAllOnes), "out_data").lane(0, 64));
}

}  // namespace quartet::rtl
