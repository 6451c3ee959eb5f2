#include <gtest/gtest.h>

#include "memory/port_arbiter.hpp"

namespace quartet {

TEST(PortArbiter, CostsNothingWithoutABurstOrWithoutAccesses) {
  PortArbiter port;
  EXPECT_EQ(port.lost(0, 1000, 1000), 0U);
  port.burst(0, 10.0, 100);
  EXPECT_EQ(port.lost(0, 1000, 0), 0U);
}

TEST(PortArbiter, EveryWordOfTheBusCostsACycleWhereTheArrayNeedsEveryCycle) {
  PortArbiter port;
  port.burst(0, 10.0, 100);
  EXPECT_EQ(port.lost(0, 1000, 1000), 100U);
  EXPECT_EQ(port.lost(1000, 1000, 1000), 0U);  // the burst is over
}

TEST(PortArbiter, CountsTheWordsOfItsStretchOnlyAndCarriesFractions) {
  PortArbiter port;
  port.burst(100, 10.0, 20);  // words at 100, 110, … 290
  std::uint64_t lost = 0;
  for (std::uint64_t t = 0; t < 400; t += 50) lost += port.lost(t, 50, 10);  // busy a fifth of the time
  EXPECT_EQ(lost, 4U);                                                       // 20 words · 0.2
  EXPECT_EQ(port.total_lost(), 4U);
}

}  // namespace quartet
