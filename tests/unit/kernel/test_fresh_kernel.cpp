#include <gtest/gtest.h>

#include <systemc>

#include "sim/kernel/fresh_kernel.hpp"

namespace quartet {
namespace {

SC_MODULE(Ticker) {
  int ticks = 0;
  SC_CTOR(Ticker) { SC_THREAD(run); }
  void run() {
    for (int i = 0; i < 5; ++i) {
      wait(sc_core::sc_time(10, sc_core::SC_NS));
      ++ticks;
    }
  }
};

}  // namespace

TEST(FreshKernel, HundredSimulationsInOneProcessEachStartAtTimeZero) {
  for (int i = 0; i < 100; ++i) {
    const auto done = run_in_fresh_kernel([] {
      Ticker ticker("ticker");
      EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
      sc_core::sc_start();
      EXPECT_EQ(ticker.ticks, 5);
      EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(50, sc_core::SC_NS));
      return Result<void>();
    });
    ASSERT_TRUE(done);
  }
}

TEST(FreshKernel, AnErrorOfTheKernelBecomesAResult) {
  const auto failed = run_in_fresh_kernel([] {
    SC_REPORT_ERROR("quartet", "port not bound");
    return Result<void>();
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::internal);
  EXPECT_NE(failed.error().text().find("port not bound"), std::string::npos);
}

}  // namespace quartet
