// OBI and valid/ready memory ports: data, byte enables, exact waiting, and every rule that a block may break.
#include "bus_master.hpp"

namespace quartet::test {

TEST(MemoryPorts, CarryWordsAndBytesBothWays) {
  WordMemory obi, vr;
  BusMaster master("bus_master", obi, vr);
  ASSERT_TRUE(master.order(true, 0x40, 0x11223344));
  ASSERT_TRUE(master.order(true, 0x40, 0xAABBCCDD, 0b0110));
  EXPECT_EQ(obi.words[0x40], 0x11BBCC44U);
  EXPECT_EQ(vr.words[0x40], 0x11BBCC44U);
  ASSERT_TRUE(master.order(false, 0x40));
  EXPECT_EQ(master.get("obi_data"), 0x11BBCC44U);
  EXPECT_EQ(master.get("vr_data"), 0x11BBCC44U);
  EXPECT_EQ(master.get("obi_failed") + master.get("vr_failed"), 0U);
  EXPECT_EQ(obi.transfers, 3);
  EXPECT_EQ(vr.transfers, 3);
}

TEST(MemoryPorts, TellTheBlockWhereNothingAnswers) {
  WordMemory obi, vr;
  BusMaster master("bus_master", obi, vr);
  ASSERT_TRUE(master.order(false, 0x2000));
  EXPECT_EQ(master.get("obi_failed"), 1U);
  EXPECT_EQ(master.get("vr_failed"), 1U);
}

TEST(MemoryPorts, WaitExactlyAsLongAsDeclared) {
  struct Case {
    std::uint32_t grant, response, memory;
    std::uint64_t cycles;  ///< of the slower of the two, OBI: request, then the response behind it
  };
  for (const Case& c : {Case{0, 0, 0, 2}, {3, 0, 0, 5}, {0, 4, 0, 6}, {0, 0, 5, 7}, {2, 3, 4, 11}}) {
    WordMemory obi, vr;
    obi.wait = vr.wait = c.memory;
    BusMaster master("bus_master", obi, vr, {.grant_wait = c.grant, .response_wait = c.response});
    const auto cycles = master.order(false, 0);
    ASSERT_TRUE(cycles) << cycles.error().text();
    EXPECT_EQ(*cycles, c.cycles);
  }
}

TEST(MemoryPorts, FaultsOfTheBlockEndTheRunWithPortCycleAndValues) {
  struct Case {
    unsigned fault;
    const char* text;
  };
  for (const Case& c : {Case{1, "fell before"}, {2, "changed from 0x40 to 0x44"}, {3, "changed from 0x1 to 0x0"}, {4, "no multiple of 4"},
                        {5, "fell before"}}) {
    WordMemory obi, vr;
    BusMaster master("bus_master", obi, vr, {.grant_wait = c.fault == 5 ? 0U : 3U});
    master.set("fault", c.fault);
    const auto done = master.order(true, 0x40, 1);
    ASSERT_FALSE(done) << "fault " << c.fault;
    const std::string text = done.error().text();
    EXPECT_EQ(done.error().code, ErrorCode::check_failed);
    EXPECT_NE(text.find(c.text), std::string::npos) << "fault " << c.fault << ": " << text;
    EXPECT_NE(text.find("bus_master.obi"), std::string::npos) << text;
    EXPECT_NE(text.find("cycle "), std::string::npos) << text;
  }
}

TEST(MemoryPorts, NeverStallIsRefusedWhenDeclaredAndCaughtWhenTheMemoryDoesIt) {
  WordMemory obi, vr;
  vr.wait = 2;
  BusMaster master("bus_master_never_stall", obi, vr);
  const auto done = master.order(false, 0);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().text().find("never_stall"), std::string::npos) << done.error().text();
  const auto plugin = rtl::find_plugin(QUARTET_TEST_RTL_DIR "/bus_master_never_stall.so");
  const auto model = rtl::RtlModel::create(*plugin);
  const auto port = rtl::make_memory_port(**model, "obi", obi, {.grant_wait = 1});
  ASSERT_FALSE(port);
  EXPECT_NE(port.error().text().find("never_stall"), std::string::npos);
}

TEST(MemoryPorts, MemoryThatNeverAnswersEndsWithinTheWatchdogNamingTheWaitingPorts) {
  WordMemory obi, vr;
  BusMaster master("bus_master", obi, vr, {.grant_wait = UINT32_MAX});
  const auto done = master.order(false, 0);
  ASSERT_FALSE(done);
  EXPECT_LE(master.loop().cycle(), 205U);
  for (const char* expected : {"200 cycles", "obi (obi): waits for its grant, obi_req 1, obi_gnt 0",
                               "vr (valid_ready): waits for the memory, vr_valid 1, vr_ready 0"})
    EXPECT_NE(done.error().text().find(expected), std::string::npos) << done.error().text();
}

TEST(MemoryPorts, UnknownInterfaceIsAnErrorWithTheNearestNameAndTheOthers) {
  WordMemory memory;
  const auto plugin = rtl::find_plugin(QUARTET_TEST_RTL_DIR "/bus_master.so");
  ASSERT_TRUE(plugin);
  const auto model = rtl::RtlModel::create(*plugin);
  ASSERT_TRUE(model);
  const auto near = rtl::make_memory_port(**model, "obj", memory);
  ASSERT_FALSE(near);
  EXPECT_NE(near.error().text().find("did you mean 'obi'"), std::string::npos) << near.error().text();
  const auto far = rtl::make_memory_port(**model, "instruction_bus", memory);
  ASSERT_FALSE(far);
  EXPECT_NE(far.error().text().find("obi (obi), vr (valid_ready)"), std::string::npos) << far.error().text();
  EXPECT_NE(far.error().text().find("obi_req"), std::string::npos) << "the port list";
}

}  // namespace quartet::test
