#include <gtest/gtest.h>

#include "sim/base/error.hpp"
#include "sim/base/files.hpp"
#include "sim/base/hash.hpp"
#include "sim/stats/interval.hpp"

namespace quartet {

TEST(Error, TextHasPlaceCauseAndRemedyOfEveryProblem) {
  const Error error{ErrorCode::bad_input, {{"a.toml:3:1", "unknown key 'clok'", "did you mean 'clock'?"}, {"", "no network", ""}}};
  EXPECT_EQ(error.text(), "a.toml:3:1: unknown key 'clok'\n    did you mean 'clock'?\nno network");
}

TEST(Error, NearestFindsATypingErrorAndNothingFarAway) {
  EXPECT_EQ(nearest("clok_hz", {"clock_hz", "voltage"}), "clock_hz");
  EXPECT_EQ(nearest("banana", {"clock_hz", "voltage"}), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(Files, MissingFileAndFolderAreBadInputWithTheirPath) {
  const auto missing = read_text("/nonexistent/file.toml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::bad_input);
  EXPECT_EQ(missing.error().problems[0].place, "/nonexistent/file.toml");
  EXPECT_FALSE(read_bytes("/"));
}

TEST(Hash, IsTheSameOnEveryMachine) {
  EXPECT_EQ(content_hash(""), "99aa06d3014798d86001c324468d497f");  // XXH3-128 of the empty input, xxHash test vectors
}

TEST(Wilson, AgreesWithThePublishedExample) {
  // 10 of 20: Wilson 95 % interval 0.2993 … 0.7007 (Brown, Cai, DasGupta 2001, table values).
  const Interval i = wilson95(10, 20);
  EXPECT_NEAR(i.low, 0.2993, 1e-4);
  EXPECT_NEAR(i.high, 0.7007, 1e-4);
  EXPECT_EQ(wilson95(0, 0).high, 1.0);
}

}  // namespace quartet
