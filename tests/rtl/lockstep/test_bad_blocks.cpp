// Blocks that cannot stand where they are put, and blocks that never begin: errors before the run or within the watchdog.
#include <gtest/gtest.h>

#include "tests/rtl/lockstep/units.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

std::string placing_error(const UnitSpec& unit, const RtlOptions& options) {
  const auto placed = lockstep::place_blocks(alone(unit, {0}, always(), always()), options);
  return placed ? "" : placed.error().text();
}
#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << text

TEST(BadBlock, OfAnotherWidthIsRefusedWithThePortList) {
  UnitSpec unit = matrix_unit();
  unit.params["abits"] = 7;
  const std::string text = placing_error(unit, {{{unit.name, plugin_path("sound_mvu")}}, {}, ""});
  EXPECT_SAYS(text, "stream 'in': port 's_axis_in_tdata' has 16 bit, a beat of 4 lanes of 7 bit has 28 (or 32 in whole bytes)");
  EXPECT_SAYS(text, "output m_axis_out_tdata [40]");
}

TEST(BadBlock, OfAnotherKindIsRefused) {
  const UnitSpec unit = threshold_unit();
  EXPECT_SAYS(placing_error(unit, {{{unit.name, plugin_path("sound_mvu")}}, {}, ""}), "it is a 'mvau', the unit a 'threshold'");
}

TEST(BadBlock, AtAUnitThatDoesNotExistIsAnErrorWithTheNearestName) {
  EXPECT_SAYS(placing_error(matrix_unit(), {{{"layer.mvu", plugin_path("sound_mvu")}}, {}, ""}), "did you mean 'layer.mvau'?");
}

TEST(BadBlock, WithAnOffsetForAUnitWithoutBlockIsAnError) {
  const UnitSpec unit = matrix_unit();
  EXPECT_SAYS(placing_error(unit, {{{unit.name, plugin_path("sound_mvu")}}, {{"layer", 1}}, ""}), "no unit is called 'layer'");
}

TEST(BadBlock, TwiceAtOneUnitIsAnError) {
  const UnitSpec unit = matrix_unit();
  EXPECT_SAYS(placing_error(unit, {{{unit.name, plugin_path("sound_mvu")}, {unit.name, plugin_path("drops_valid")}}, {}, ""}), "two blocks");
}

TEST(BadBlock, ThatNeverTakesItsCoefficientsEndsWithinTheWatchdog) {
  const UnitSpec unit = threshold_unit();
  const std::string text = placing_error(unit, {{{unit.name, plugin_path("never_loads")}}, {}, ""});
  EXPECT_SAYS(text, "while its coefficients are loaded: hangs: no beat at any port for 300 cycles");
  EXPECT_SAYS(text, "thresholds: valid 1, ready 0, 3 of 12 beats (waits)");
}

TEST(BadBlock, ThatStopsItselfEndsTheRunWithItsOwnWords) {
  const auto run = run_with(matrix_alone(always(), always()), "stops_itself", {});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, ErrorCode::check_failed);
  EXPECT_SAYS(run.error().text(), "ninth row");
}

TEST(BadBlock, WithWeightsThatDoNotFitItsLanesIsRefused) {
  UnitSpec unit = matrix_unit();
  auto wide = std::make_shared<Lanes>(*unit.tables.at("weights"));
  wide->at(5) = 100;
  unit.tables["weights"] = wide;
  EXPECT_SAYS(placing_error(unit, {{{unit.name, plugin_path("sound_mvu")}}, {}, ""}), "100 do not fit its lanes of 4 bit");
}

}  // namespace
}  // namespace quartet::test
