#include <gtest/gtest.h>

#include "dialogue.hpp"
#include "tests/unit/arm/thumb_program.hpp"
#include "tests/unit/riscv/program.hpp"

namespace quartet::test {
namespace {

using mcu::gdb::Debuggee;
using mcu::gdb::Ending;
using Replies = std::vector<std::string>;

constexpr std::uint32_t kData = kBase + 0x800;

/// x5 counts to 4; each round stores it at kData. Then exit code 7.
const std::vector<std::uint32_t> kCounting = joined(
    {lui(6, kBase >> 12), addi(7, 0, 4), addi(5, 5, 1), store(kW, 5, 6, 0x7F0), branch(1, 5, 7, -8)}, exit_code(7));
constexpr std::uint32_t kAdd = kBase + 8, kStored = kBase + 0x7F0;

Debuggee counting(const std::string& core = "ri5cy") {
  return debuggee_of([core] { return machine_with(core, kCounting); });
}

std::string hex(std::uint32_t value) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[value >> shift & 15];
  return text;
}

}  // namespace

TEST(GdbServer, RunsToTheEndAndTellsTheExitCode) {
  Debuggee debuggee = counting();
  Ending ending{};
  EXPECT_EQ(talk(debuggee, {"?", "c"}, &ending), (Replies{"T05thread:1;", "W07"}));
  EXPECT_EQ(ending, Ending::exited);
}

TEST(GdbServer, BreakpointHaltsInFrontOfItsInstructionEveryTimeAndLeavesMemoryAlone) {
  Debuggee debuggee = counting();
  const std::string at = hex(kAdd);
  const Replies replies = talk(debuggee, {"Z0," + at + ",4", "c", "p5", "p20", "m" + at + ",4", "s", "p5", "c", "p5",
                                          "z0," + at + ",4", "c"});
  const std::string code = mcu::gdb::word_hex(kCounting[2]);
  EXPECT_EQ(replies, (Replies{"OK", "T05thread:1;", "00000000", mcu::gdb::word_hex(kAdd), code, "T05thread:1;", "01000000",
                              "T05thread:1;", "01000000", "OK", "W07"}));
}

TEST(GdbServer, WatchpointHaltsBehindTheStoreAndNamesTheWord) {
  Debuggee debuggee = counting();
  const std::string at = hex(kStored);
  const Replies replies = talk(debuggee, {"Z2," + at + ",4", "c", "m" + at + ",4", "p20", "c", "z2," + at + ",4", "c"});
  const std::string hit = "T05thread:1;watch:" + at + ";";
  EXPECT_EQ(replies,
            (Replies{"OK", hit, "01000000", mcu::gdb::word_hex(kBase + 16), hit, "OK", "W07"}));
}

TEST(GdbServer, WatchpointsOutsideRamOnLoadsOrTooLongAreRefused) {
  Debuggee debuggee = counting();
  EXPECT_EQ(talk(debuggee, {"Z2,00000000,4", std::string("Z2,") + hex(kData) + ",ffffffff", std::string("Z2,") + hex(kData) + ",0",
                            std::string("Z3,") + hex(kData) + ",4", std::string("Z4,") + hex(kData) + ",4"}),
            (Replies{"E03", "E03", "E03", "", ""}));
}

TEST(GdbServer, WrittenRegistersAndMemoryAreWhatTheProgramGoesOnWith) {
  Debuggee debuggee = counting();
  const std::string at = hex(kAdd), code = hex(kBase + 20 + 4);  // addi x30: the exit code
  const std::string nine = mcu::gdb::word_hex(addi(30, 0, 9 << 1 | 1));
  const Replies replies = talk(debuggee, {"Z1," + at + ",4", "c", "z1," + at + ",4", "P5=03000000", "M" + code + ",4:" + nine,
                                          "c"});
  EXPECT_EQ(replies, (Replies{"OK", "T05thread:1;", "OK", "OK", "OK", "W09"}));
  EXPECT_EQ(debuggee.machine().word(kStored), 4U);
}

TEST(GdbServer, CodeThatHasRunAlreadyCanBeChanged) {
  Debuggee debuggee = counting();
  const std::string at = hex(kAdd), two = mcu::gdb::word_hex(addi(5, 5, 2));
  (void)talk(debuggee, {std::string("Z0,") + hex(kAdd + 4) + ",4", "c", "s", "c", std::string("z0,") + hex(kAdd + 4) + ",4", "M" + at + ",4:" + two, "c"});
  EXPECT_EQ(debuggee.machine().word(kStored), 4U);
  EXPECT_EQ(debuggee.machine().instret(), 2U + 3 * 3 + 3);
}

TEST(GdbServer, AllRegistersReadAsOnceAreThoseReadOneByOneAndCanBeWrittenBack) {
  for (const char* core : {"cv32e40p", "picorv32", "mpic"}) {
    Debuggee debuggee = counting(core);
    const Replies first = talk(debuggee, {"s", "s", "s", "g"});
    const std::string all = first.back();
    EXPECT_EQ(all.substr(8 * 5, 8), "01000000");
    EXPECT_EQ(all.substr(8 * 32, 8), mcu::gdb::word_hex(kBase + 12));
    std::vector<std::string> each;
    for (std::size_t i = 0; i < all.size() / 8; ++i) each.push_back(std::string("p") + hex(static_cast<std::uint32_t>(i)));
    std::string joint;
    for (const std::string& one : talk(debuggee, each)) joint += one;
    EXPECT_EQ(joint, all) << core;
    EXPECT_EQ(talk(debuggee, {"G" + all, "g", "c"}), (Replies{"OK", all, "W07"})) << core;
  }
}

TEST(GdbServer, CountersAreThoseOfTheMachineInTheMidstOfABlock) {
  Debuggee debuggee = counting();
  const Replies replies = talk(debuggee, {std::string("Z0,") + hex(kAdd + 4) + ",4", "c", "qXfer:features:read:target.xml:0,4000"});
  const std::string& xml = replies.back();
  ASSERT_EQ(xml.front(), 'l');
  const auto number_of = [&](const std::string& name) {
    const std::size_t at = xml.find(std::string("\"") + name + "\""), digits = xml.find("regnum=\"", at) + 8;
    return static_cast<std::uint32_t>(std::stoul(xml.substr(digits)));
  };
  const mcu::Machine& m = debuggee.machine();
  EXPECT_EQ(m.instret(), 3U);
  EXPECT_EQ(talk(debuggee, {std::string("p") + hex(number_of("minstret")), std::string("p") + hex(number_of("mcycle"))}),
            (Replies{mcu::gdb::word_hex(3), mcu::gdb::word_hex(static_cast<std::uint32_t>(m.cycles()))}));
}

TEST(GdbServer, DescribesAnArmCoreWithItsFloatingPointRegistersWhereItHasThem) {
  const auto xml = [](const std::string& core) {
    Debuggee d = debuggee_of([core] { return thumb_machine(core, {0xBF00}); });
    return talk(d, {"qXfer:features:read:target.xml:0,4000"}).front();
  };
  EXPECT_NE(xml("cortex-m4f").find("org.gnu.gdb.arm.m-profile"), std::string::npos);
  EXPECT_NE(xml("cortex-m4f").find("\"d15\""), std::string::npos);
  EXPECT_EQ(xml("cortex-m0plus").find("\"d15\""), std::string::npos);
}

TEST(GdbServer, DescriptionComesInPiecesThatMakeTheWhole) {
  Debuggee debuggee = counting();
  const std::string whole = talk(debuggee, {"qXfer:features:read:target.xml:0,4000"}).front();
  std::string joint;
  for (std::size_t at = 0;; at += 100) {
    const std::string part =
        talk(debuggee, {std::string("qXfer:features:read:target.xml:") + hex(static_cast<std::uint32_t>(at)) + ",64"}).front();
    joint += part.substr(1);
    if (part.front() == 'l') break;
  }
  EXPECT_EQ(joint, whole.substr(1));
}

TEST(GdbServer, WritesFlagsAndFloatsOfAnArmCore) {
  // beq over "movs r0, #1" to "b ."; s0 as bits.
  Debuggee debuggee = debuggee_of([] { return thumb_machine("cortex-m4f", {0xD000, 0x2001, 0xE7FE}); }, 1000);
  const Replies replies = talk(debuggee, {"P10=00000041", "p10", "s", "pf", "P17=000080bf00000040", "p17"});
  EXPECT_EQ(replies[1], "00000041");
  EXPECT_EQ(replies[3], mcu::gdb::word_hex(kMain + 4));
  EXPECT_EQ(replies[5], "000080bf00000040");
}

TEST(GdbServer, WritesSpecialRegistersThatCanBeWritten) {
  const auto number_of = [](const std::string& xml, const std::string& name) {
    return hex(static_cast<std::uint32_t>(std::stoul(xml.substr(xml.find("regnum=", xml.find(std::string("\"") + name + "\"")) + 8))));
  };
  Debuggee arm = debuggee_of([] { return thumb_machine("cortex-m4f", {0xE7FE}); });
  const std::string xml = talk(arm, {"qXfer:features:read:target.xml:0,4000"}).front();
  const std::string msp = number_of(xml, "msp"), psp = number_of(xml, "psp"), control = number_of(xml, "control");
  EXPECT_EQ(talk(arm, {std::string("P") + msp + "=00080020", "pd", std::string("P") + psp + "=00070020", std::string("p") + psp, std::string("P") + control + "=02000000",
                       std::string("P") + control + "=00000000"}),
            (Replies{"OK", "00080020", "OK", "00070020", "E03", "OK"}));
  Debuggee riscv = counting();
  const std::string mepc = number_of(talk(riscv, {"qXfer:features:read:target.xml:0,4000"}).front(), "mepc");
  EXPECT_EQ(talk(riscv, {std::string("P") + mepc + "=10000080", std::string("p") + mepc}), (Replies{"OK", "10000080"}));
}

TEST(GdbServer, FaultIsASignalWithItsReasonOnTheConsole) {
  Debuggee debuggee = debuggee_of([] { return machine_with("cv32e40p", {load(kW, 5, 0, 4)}); });
  const Replies replies = talk(debuggee, {"c", "c"});
  ASSERT_EQ(replies.size(), 4U);
  EXPECT_EQ(replies[0].substr(0, 36), "O:bus_error at pc 0x80000000: lw t0,");
  EXPECT_EQ(replies[1], "T0bthread:1;");
  EXPECT_EQ(replies[3], "T0bthread:1;");
}

TEST(GdbServer, InterruptHaltsAProgramThatRunsAndItGoesOnFromThere) {
  Debuggee debuggee = debuggee_of([] { return machine_with("ibex", {addi(5, 5, 1), jal(0, -4)}); }, 20'000'000);
  const Replies replies = talk(debuggee, {"c", "\x03", "c"});
  EXPECT_EQ(replies.front(), "T02thread:1;");
  EXPECT_EQ(replies.back(), "T18thread:1;");  // the limit
  EXPECT_NE(replies[1].find("cycle_limit"), std::string::npos);
}

TEST(GdbServer, SetPcLeavesAFaultBehind) {
  Debuggee debuggee = debuggee_of([] {
    return machine_with("cv32e40p", joined({0x00100073}, exit_code(3)));  // ebreak
  });
  const Replies replies = talk(debuggee, {"c", std::string("P20=") + mcu::gdb::word_hex(kBase + 4), "c"});
  EXPECT_EQ(replies, (Replies{replies[0], "T05thread:1;", "OK", "W03"}));
}

TEST(GdbServer, MonitorTellsCyclesAndReasonAndResets) {
  Debuggee debuggee = counting();
  const auto rcmd = [](const std::string& text) { return std::string("qRcmd,") + mcu::gdb::to_hex(text); };
  const Replies replies = talk(debuggee, {std::string("Z0,") + hex(kAdd) + ",4", "c", rcmd("info"), rcmd("reset"), "c", std::string("z0,") + hex(kAdd) + ",4",
                                          "c", rcmd("info"), rcmd("nothing")});
  ASSERT_GE(replies.size(), 10U);
  EXPECT_NE(replies[2].find("instret 2\n"), std::string::npos) << replies[2];
  EXPECT_NE(replies[2].find("stop: breakpoint"), std::string::npos) << replies[2];
  EXPECT_EQ(replies[6], "T05thread:1;");  // the breakpoint stays over a reset
  EXPECT_EQ(replies[8], "W07");
  EXPECT_NE(replies[9].find("stop: exit code 7"), std::string::npos) << replies[9];
  EXPECT_NE(replies[11].find("monitor info"), std::string::npos) << replies[11];
}

TEST(GdbServer, KillDetachAndAVanishedDebuggerAreToldApart) {
  Ending ending{};
  Debuggee killed = counting();
  (void)talk(killed, {"s", "k"}, &ending);
  EXPECT_EQ(ending, Ending::killed);
  Debuggee detached = counting();
  EXPECT_EQ(talk(detached, {std::string("Z0,") + hex(kAdd) + ",4", "c", "D"}, &ending).back(), "OK");
  EXPECT_EQ(ending, Ending::detached);
  detached.run_to_end();
  EXPECT_EQ(detached.machine().stop().code, 7U);
  Debuggee left = counting();
  (void)talk(left, {"s"}, &ending);
  EXPECT_EQ(ending, Ending::gone);
}

TEST(GdbServer, UnknownPacketsGetTheEmptyAnswerAndWrongOnesAnError) {
  Debuggee debuggee = counting();
  EXPECT_EQ(talk(debuggee, {"vMustReplyEmpty", "!", "qXfer:memory-map:read::0,10", "m", "mffffffff,4", "M80000000,4:00",
                            "p99", "P5=00", "G00", "Z0,zz,4", "Z9,0,4", "P20", "vCont;x"}),
            (Replies{"", "", "", "E01", "E02", "E01", "E01", "E03", "E01", "E01", "", "E01", "E01"}));
}

TEST(GdbServer, DamagedPacketsAreAskedForAgainAndRefusedAnswersSentAgain) {
  Debuggee debuggee = counting();
  FakeTransport transport({"$?#00", "$?#3f", "-", "$QStartNoAckMode#b0", "$?#00", "$?#3f"}, true);
  (void)mcu::gdb::Server(debuggee, transport).serve();
  EXPECT_EQ(transport.refusals(), 1);
  EXPECT_EQ(transport.replies(), (Replies{"T05thread:1;", "T05thread:1;", "OK", "T05thread:1;"}));
}

}  // namespace quartet::test
