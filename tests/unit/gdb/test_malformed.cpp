// Whatever comes over the line: an answer or none, never a crash.
#include <gtest/gtest.h>

#include <random>

#include "dialogue.hpp"
#include "tests/unit/riscv/program.hpp"

namespace quartet::test {
namespace {

const std::vector<std::string> kSeeds{"?", "g", "G0011", "p5", "P5=01000000", "m80000000,10", "M80000800,4:01020304",
                                      "X80000800,2:ab", "c", "s", "c80000000", "C05", "Z0,80000008,4", "Z2,80000800,4",
                                      "z0,80000008,4", "vCont;c", "vCont;s:1;c", "vCont?", "qSupported:multiprocess+", "qRcmd,696e666f",
                                      "qRcmd,7265736574", "qXfer:features:read:target.xml:0,fff", "Hg0", "T1", "qfThreadInfo",
                                      "QStartNoAckMode", "vKill;1", "D"};

std::string mutated(std::mt19937& random) {
  const auto any = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::string s = kSeeds[any(kSeeds.size())];
  for (std::size_t changes = any(4); changes > 0; --changes) {
    switch (any(4)) {
      case 0: s.insert(any(s.size() + 1), 1, static_cast<char>(random())); break;
      case 1: if (!s.empty()) s.erase(any(s.size()), 1 + any(3)); break;
      case 2: if (!s.empty()) s[any(s.size())] = static_cast<char>(random()); break;
      default: s.insert(any(s.size() + 1), std::string("ffffffff")); break;
    }
  }
  return s;
}

}  // namespace

TEST(GdbMalformed, MutatedPacketsAreAnsweredOrIgnored) {
  std::mt19937 random(20261);
  constexpr int kSessions = 120, kPackets = 60;
  std::size_t answers = 0;
  for (int i = 0; i < kSessions; ++i) {
    mcu::gdb::Debuggee debuggee =
        debuggee_of([] { return machine_with("mpic", joined({addi(5, 5, 1), branch(1, 5, 0, -4)}, exit_code(0))); }, 2000);
    std::vector<std::string> bytes;
    for (int k = 0; k < kPackets; ++k) {
      std::string packet = mcu::gdb::frame(mutated(random));
      if (random() % 8 == 0) packet[random() % packet.size()] = static_cast<char>(random());
      bytes.push_back(packet);
    }
    FakeTransport transport(bytes, true);
    (void)mcu::gdb::Server(debuggee, transport).serve();
    answers += transport.replies().size();
  }
  EXPECT_GT(answers, static_cast<std::size_t>(kSessions));
}

TEST(GdbMalformed, LineNoiseIsNeverAnAnswer) {
  std::mt19937 random(7);
  mcu::gdb::Debuggee debuggee = debuggee_of([] { return machine_with("ibex", exit_code(0)); }, 2000);
  std::string noise;
  for (int i = 0; i < 100'000; ++i) noise += static_cast<char>(random() % 7 == 0 ? '$' : random());
  FakeTransport transport({noise}, true);
  (void)mcu::gdb::Server(debuggee, transport).serve();
  EXPECT_GT(transport.refusals(), 0);
}

}  // namespace quartet::test
