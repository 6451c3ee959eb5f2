// APB and AXI4-Lite from quartet's side: values, strobes, exact cycles, error responses, and every rule a block may break.
#include "register_slave.hpp"

namespace quartet::test {

TEST(RegisterPorts, WriteAndReadBackThroughBothProtocols) {
  for (const char* interface : {"apb", "axi"}) {
    RegisterSlave slave(interface);
    ASSERT_TRUE(slave.access->write(4, 0x12345678)) << interface;
    ASSERT_TRUE(slave.access->transfer({4, true, 0xAABBCCDD, 0b0101})) << interface;
    const auto read = slave.access->read(4);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->data, 0x12BB56DDU) << interface;
    EXPECT_FALSE(read->error);
    EXPECT_EQ(slave.access->read(0)->data, 0U) << interface;
  }
}

TEST(RegisterPorts, TransfersTakeTheirCyclesAndNoneLess) {
  RegisterSlave apb("apb"), axi("axi");
  EXPECT_EQ(apb.access->write(0, 1)->cycles, 4U) << "setup, access, two wait states";
  EXPECT_EQ(apb.access->read(0)->cycles, 4U);
  EXPECT_EQ(axi.access->write(0, 1)->cycles, 2U) << "address and data, response";
  EXPECT_EQ(axi.access->read(0)->cycles, 2U);
  RegisterSlave late("axi", {.data_delay = 3, .response_delay = 4});
  EXPECT_EQ(late.access->write(0, 1)->cycles, 2U + 3 + 4);
  EXPECT_EQ(late.access->read(0)->cycles, 2U + 4);
  EXPECT_EQ(late.access->read(0)->data, 1U);
}

TEST(RegisterPorts, ErrorResponseIsAnAnswer) {
  for (const char* interface : {"apb", "axi"}) {
    RegisterSlave slave(interface);
    EXPECT_TRUE(slave.access->read(0x10)->error) << interface;
    EXPECT_TRUE(slave.access->write(0x14, 1)->error) << interface;
    EXPECT_FALSE(slave.access->read(0xC)->error) << interface;
  }
}

TEST(RegisterPorts, FaultsOfTheBlockEndTheTransferWithTheirCause) {
  struct Case {
    const char* interface;
    unsigned fault;
    bool write;
    const char* text;
  };
  for (const Case& c : {Case{"axi", 2, true, "without a request"}, {"axi", 2, false, "without a request"},
                        {"axi", 3, true, "changed"}, {"axi", 3, false, "changed"}, {"axi", 4, true, "s_bvalid fell"},
                        {"axi", 4, false, "s_rvalid fell"}, {"axi", 5, true, "before all of it was taken"}}) {
    RegisterSlave slave(c.interface, {.data_delay = 2, .response_delay = 3});
    slave.set_fault(c.fault);
    const auto answer = slave.access->transfer({4, c.write, 7});
    ASSERT_FALSE(answer) << c.interface << " fault " << c.fault;
    EXPECT_EQ(answer.error().code, ErrorCode::check_failed);
    EXPECT_NE(answer.error().text().find(c.text), std::string::npos) << answer.error().text();
    EXPECT_NE(answer.error().text().find(std::string("register_slave.") + c.interface), std::string::npos) << answer.error().text();
  }
}

TEST(RegisterPorts, ResponseWithoutARequestIsSeenWhileNothingIsAsked) {
  for (const char* interface : {"apb", "axi"}) {
    RegisterSlave slave(interface);
    ASSERT_TRUE(slave.access->run_until(20));
    slave.set_fault(2);
    const auto idle = slave.access->run_until(40);
    ASSERT_FALSE(idle) << interface;
    EXPECT_NE(idle.error().text().find("cycle 20"), std::string::npos) << idle.error().text();
  }
}

TEST(RegisterPorts, BlockThatNeverAnswersEndsWithinTheWatchdogWithTheHandshakeStates) {
  struct Case {
    const char* interface;
    bool write;
    const char* text;
  };
  for (const Case& c : {Case{"apb", false, "psel 1, penable 1, pready 0"}, {"axi", true, "s_awvalid 1, s_awready 0"},
                        {"axi", false, "s_arvalid 1, s_arready 0"}}) {
    RegisterSlave slave(c.interface);
    slave.set_fault(1);
    const auto answer = slave.access->transfer({0, c.write, 1});
    ASSERT_FALSE(answer);
    EXPECT_LE(slave.loop->cycle(), 105U);
    EXPECT_NE(answer.error().text().find(c.text), std::string::npos) << answer.error().text();
    EXPECT_NE(answer.error().text().find("100 cycles"), std::string::npos) << answer.error().text();
  }
}

TEST(RegisterPorts, UnknownInterfaceNamesTheOnesThatThereAre) {
  const auto plugin = rtl::find_plugin(QUARTET_TEST_RTL_DIR "/register_slave.so");
  ASSERT_TRUE(plugin);
  const auto model = rtl::RtlModel::create(*plugin);
  const auto port = rtl::make_register_port(**model, "abp");
  ASSERT_FALSE(port);
  EXPECT_NE(port.error().text().find("did you mean 'apb'"), std::string::npos) << port.error().text();
  EXPECT_NE(port.error().text().find("axi (axi4lite)"), std::string::npos);
}

}  // namespace quartet::test
