// A block that stops itself never ends the host: the model says where, and what the block said.
#include <gtest/gtest.h>

#include "tests/rtl/plugin/plugin_fixture.hpp"

namespace quartet::rtl {
namespace {

constexpr int kFinish = 1, kError = 2, kFatal = 3, kStop = 4, kLoop = 5, kAssert = 6, kNone = 7;

// Runs 20 cycles or to the stop; the error text, and the cycles that were run.
std::pair<std::string, int> run(int how) {
  const auto model = test_model("test_stopping");
  model->reset();
  test_port(*model, "how").set(static_cast<std::uint64_t>(how));
  int cycles = 0;
  for (; cycles < 20 && !model->stopped(); ++cycles) {
    model->settle();
    model->tick();
  }
  const auto stopped = model->check_stopped();
  return {stopped ? "" : stopped.error().text(), cycles};
}

void expect_stop(int how, const std::string& part) {
  const auto [text, cycles] = run(how);
  EXPECT_EQ(cycles, 6) << "the counter is 5 in the sixth cycle";
  EXPECT_NE(text.find("stopped itself at cycle 6"), std::string::npos) << text;
  EXPECT_NE(text.find("stopping.sv:"), std::string::npos) << text;
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

}  // namespace

TEST(StoppingBlock, FinishIsReportedWithItsLine) { expect_stop(kFinish, "$finish"); }
TEST(StoppingBlock, ErrorIsReportedWithItsText) { expect_stop(kError, "the counter came to 5"); }
TEST(StoppingBlock, FatalIsReportedWithItsText) { expect_stop(kFatal, "no further than 5"); }
TEST(StoppingBlock, StopIsReportedWithItsLine) { expect_stop(kStop, "$stop"); }
TEST(StoppingBlock, FailedAssertionIsReportedWithItsText) { expect_stop(kAssert, "count is 5"); }

TEST(StoppingBlock, LoopOfGatesThatDoesNotSettleEndsTheRun) {
  const auto [text, cycles] = run(kLoop);
  EXPECT_LE(cycles, 6);
  EXPECT_NE(text.find("converge"), std::string::npos) << text;
}

TEST(StoppingBlock, RunsOnWhenNothingStopsIt) {
  EXPECT_EQ(run(kNone), (std::pair<std::string, int>("", 20)));
}

TEST(StoppingBlock, SaysNothingOnTheScreen) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  (void)run(kError);
  (void)run(kFatal);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(StoppingBlock, OneModelStopsWithoutTheOther) {
  const auto a = test_model("test_stopping"), b = test_model("test_stopping");
  a->reset();
  b->reset();
  test_port(*a, "how").set(kFatal);
  for (int i = 0; i < 10; ++i) {
    for (RtlModel* model : {a.get(), b.get()}) {
      model->settle();
      model->tick();
    }
  }
  EXPECT_TRUE(a->stopped());
  EXPECT_FALSE(b->stopped());
  EXPECT_EQ(test_port(*b, "count").get(), 10u);
}

TEST(StoppingBlock, WaveOfABlockWithoutWavesIsAnErrorWithTheRemedy) {
  const auto model = test_model("test_stopping");
  const auto opened = model->open_wave(testing::TempDir() + "none.fst");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text().find("NO_WAVES"), std::string::npos);
}

}  // namespace quartet::rtl
