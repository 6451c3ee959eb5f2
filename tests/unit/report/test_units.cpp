#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/report/units.hpp"

namespace quartet {
namespace {

TEST(SiText, KeepsThreeDigitsAndPicksThePrefix) {
  EXPECT_EQ(si(1.234e-5, "J"), "12.3 µJ");
  EXPECT_EQ(si(50e6, "Hz"), "50.0 MHz");
  EXPECT_EQ(si(1.0, "s"), "1.00 s");
  EXPECT_EQ(si(-0.00142, "s"), "-1.42 ms");
  EXPECT_EQ(si(3.5e-12, "J"), "3.50 pJ");
}

TEST(SiText, MovesToTheNextPrefixWhenRoundingReachesAThousand) {
  EXPECT_EQ(si(0.0009999, "s"), "1.00 ms");
  EXPECT_EQ(si(999.4e-6, "s"), "999 µs");
  EXPECT_EQ(si(1e-3, "s"), "1.00 ms");
  EXPECT_EQ(si(1e-9, "J"), "1.00 nJ");
}

TEST(SiText, StaysReadableOutsideThePrefixes) {
  EXPECT_EQ(si(0.0, "J"), "0 J");
  EXPECT_EQ(si(5e15, "Hz"), "5000 THz");
  EXPECT_EQ(si(2e-20, "J"), "0.02 aJ");
}

TEST(SiText, SaysThatAnAbsentValueIsNotModelledAndNeverPrintsZero) {
  EXPECT_EQ(si(std::nullopt, "J"), "not modelled");
  EXPECT_EQ(si(std::numeric_limits<double>::quiet_NaN(), "J"), "not modelled");
}

TEST(GroupedText, SeparatesThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
  EXPECT_EQ(grouped(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(BytesText, UsesBinaryUnits) {
  EXPECT_EQ(bytes_text(512), "512 B");
  EXPECT_EQ(bytes_text(442368), "432 KiB");
  EXPECT_EQ(bytes_text(1536), "1.50 KiB");
  EXPECT_EQ(bytes_text(100000), "97.7 KiB");
}

TEST(DurationText, ReachesYears) {
  EXPECT_EQ(duration_text(0.0032), "3.20 ms");
  EXPECT_EQ(duration_text(18000), "5.0 h");
  EXPECT_EQ(duration_text(310 * 86400.0), "310 d");
  EXPECT_EQ(duration_text(2.4 * 365.25 * 86400.0), "2.4 years");
}

TEST(ShortestText, ReadsBackAsTheSameDouble) {
  for (const double value : {0.1, 1e-9, 1.0 / 3.0, 50e6, -0.0, 1.7976931348623157e308})
    EXPECT_EQ(std::stod(shortest(value)), value);
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(3.0), "3.0") << "a real stays a real when it is read back";
}

}  // namespace
}  // namespace quartet
