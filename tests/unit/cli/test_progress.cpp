#include "sim/cli/progress.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace quartet::cli {
namespace {

TEST(ProgressLine, EstimatesTheTimeLeftFromTheRateSoFar) {
  EXPECT_EQ(Progress::line(500, 2000, 5.0, "samples"), "500 of 2,000 samples, 15 s left");
  EXPECT_EQ(Progress::line(0, 10, 5.0, "samples"), "0 of 10 samples, 0 s left");
  EXPECT_EQ(Progress::line(10, 10, 5.0, "samples"), "10 of 10 samples, 0 s left");
}

TEST(Progress, PrintsNothingForShortRunsNorWhenStderrIsNoTerminal) {
  for (const bool terminal : {false, true}) {
    std::ostringstream out, err;
    Session session(out, err);
    session.err_is_terminal = terminal;
    {
      Progress progress(session, "samples");
      for (int i = 1; i <= 100; ++i) progress.update(i, 100);
    }
    EXPECT_EQ(err.str(), "");
  }
}

}  // namespace
}  // namespace quartet::cli
