// A debugger takes no simulated time: cycles and instructions are those of the undisturbed run, wherever it stops.
#include <gtest/gtest.h>

#include "dialogue.hpp"
#include "tests/unit/arm/thumb_program.hpp"
#include "tests/unit/riscv/program.hpp"

namespace quartet::test {
namespace {

using mcu::gdb::Debuggee;

/// Load-use hazards, a product, a division, jumps to unaligned targets: each where a stop can fall between.
const std::vector<std::uint32_t> kHazards = joined(
    {lui(6, kBase >> 12), addi(7, 0, 6), store(kW, 7, 6, 0x700),
     load(kW, 8, 6, 0x700), addi(8, 8, 1), op(1, 0, 9, 8, 8), op(1, 1, 10, 9, 8), op(1, 4, 11, 9, 7), op(0, 0, 12, 11, 11),
     load(kH, 13, 6, 0x700), branch(1, 13, 0, 8), addi(0, 0, 0), addi(5, 5, 1), branch(1, 5, 7, -40)},
    exit_code(0));

/// movs r7,#6; ldr/adds/muls/ldr/ldr, cmp, bne back; then b .
const Code kThumbHazards{0x2706, 0xB480, 0x9800, 0x3001, 0x4340, 0x9900, 0x9A00, 0x1889, 0x3D01, 0x3601, 0x42BE, 0xD1F6,
                         0xBF00, 0xDE00};

/// The same with every instruction across two words: a jump there costs more than the way in sequence.
std::vector<std::uint32_t> across_words(const std::vector<std::uint32_t>& code) {
  constexpr std::uint32_t kNop = 0x0001;
  std::vector<std::uint32_t> shifted;
  std::uint32_t low = kNop;
  for (const std::uint32_t word : code) {
    shifted.push_back(word << 16 | low);
    low = word >> 16;
  }
  shifted.push_back(kNop << 16 | low);
  return shifted;
}

/// 32-bit instructions across two words: ldr.w, add.w, sdiv; a loop of six rounds.
const Code kThumbWide{0x2706, 0xB480, 0xBF00, 0xF8DD, 0x1000, 0xF101, 0x0103, 0xFB91, 0xF2F7, 0x3601, 0x42BE, 0xD1F6, 0xDE00};
const std::vector<std::uint32_t> kThumbWidePlaces{0x100, 0x102, 0x104, 0x106, 0x10A, 0x10E, 0x112, 0x114, 0x116};

std::vector<std::uint32_t> places(std::uint32_t first, std::uint32_t size, std::size_t count) {
  std::vector<std::uint32_t> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(first + size * static_cast<std::uint32_t>(i));
  return all;
}

struct Totals {
  std::uint64_t cycles, instret;
  bool operator==(const Totals&) const = default;
};

Totals totals(Debuggee& debuggee) {
  return {debuggee.machine().cycles(), debuggee.machine().instret()};
}

void run(Debuggee& debuggee) {
  debuggee.go_on();
  while (!debuggee.advance()) {
  }
}

bool ended(Debuggee& debuggee) {
  return debuggee.machine().stop().reason != mcu::StopReason::none;
}

using Make = std::function<std::unique_ptr<mcu::Machine>()>;

/// Stops at every first, second, … fifth of the `places`; behind each stop one to four single steps.
void stops_cost_nothing(const Make& make, const std::vector<std::uint32_t>& places) {
  Debuggee plain = debuggee_of(make);
  plain.run_to_end();
  for (std::size_t stride = 1; stride <= 5; ++stride) {
    for (int steps = 1; steps <= 4; ++steps) {
      Debuggee stopped = debuggee_of(make);
      for (std::size_t i = 0; i < places.size(); i += stride) stopped.set_breakpoint(places[i], true);
      int halts = 0;
      for (run(stopped); !ended(stopped) && halts < 10'000; run(stopped)) {
        ++halts;
        // A look at the counters leaves the block that runs.
        if (halts % 2 == 0) (void)stopped.machine().special_register("mcycle");
        for (int k = 0; k < steps && !ended(stopped); ++k) stopped.step();
      }
      EXPECT_GT(halts, 1) << "stride " << stride;
      EXPECT_EQ(totals(stopped), totals(plain)) << "stride " << stride << ", steps " << steps << ": " << totals(stopped).cycles
                                                << " instead of " << totals(plain).cycles << " cycles";
    }
  }
}

/// Every instruction once: a breakpoint there, hit, taken away, and on to the end.
void going_on_costs_nothing(const Make& make, const std::vector<std::uint32_t>& places) {
  Debuggee plain = debuggee_of(make);
  plain.run_to_end();
  for (const std::uint32_t place : places) {
    for (int hits = 1; hits <= 3; ++hits) {
      Debuggee stopped = debuggee_of(make);
      stopped.set_breakpoint(place, true);
      for (int i = 0; i < hits && !ended(stopped); ++i) {
        if (i > 0) stopped.step();
        run(stopped);
      }
      stopped.set_breakpoint(place, false);
      run(stopped);
      EXPECT_EQ(totals(stopped), totals(plain)) << "at " << std::hex << place << ", hits " << hits;
    }
  }
}

}  // namespace

TEST(GdbCycles, BreakpointsAndStepsTakeNoTimeOnRiscv) {
  for (const char* core : {"cv32e40p", "ibex", "ibex-max", "picorv32", "ri5cy"}) {
    for (const bool shifted : {false, true}) {
      SCOPED_TRACE(std::string(core) + (shifted ? ", across words" : ""));
      const Make make = [=] { return machine_with(core, shifted ? across_words(kHazards) : kHazards); };
      const auto at = places(kBase + (shifted ? 2 : 0), 4, kHazards.size());
      stops_cost_nothing(make, at);
      going_on_costs_nothing(make, at);
    }
  }
}

TEST(GdbCycles, BreakpointsAndStepsTakeNoTimeOnArm) {
  for (const char* core : {"cortex-m4f", "cortex-m0plus"}) {
    SCOPED_TRACE(core);
    const Make make = [core] { return thumb_machine(core, kThumbHazards); };
    stops_cost_nothing(make, places(kMain, 2, kThumbHazards.size()));
    going_on_costs_nothing(make, places(kMain, 2, kThumbHazards.size()));
  }
  const Make wide = [] { return thumb_machine("cortex-m4f", kThumbWide); };
  stops_cost_nothing(wide, kThumbWidePlaces);
  going_on_costs_nothing(wide, kThumbWidePlaces);
}

TEST(GdbCycles, StepsAloneAddUpToTheRun) {
  const Make make = [] { return machine_with("cv32e40p", kHazards); };
  Debuggee plain = debuggee_of(make), stepped = debuggee_of(make);
  plain.run_to_end();
  while (!ended(stepped)) stepped.step();
  EXPECT_EQ(totals(stepped), totals(plain));
}

TEST(GdbCycles, ReadingAndWritingInTheMidstOfABlockTakesNoTime) {
  const Make make = [] { return machine_with("cv32e40p", kHazards); };
  Debuggee plain = debuggee_of(make), touched = debuggee_of(make);
  plain.run_to_end();
  touched.set_breakpoint(kBase + 4 * 6, true);
  for (run(touched); !ended(touched); run(touched)) {
    mcu::Machine& m = touched.machine();
    const std::uint8_t data[] = {1, 2, 3, 4};
    EXPECT_TRUE(m.write_bytes(kBase + 0x900, data));
    EXPECT_TRUE(m.special_register("mcycle"));
    EXPECT_TRUE(m.set_register(20, 5));
    touched.step();
  }
  EXPECT_EQ(totals(touched), totals(plain));
}

TEST(GdbCycles, WatchedWordsTakeNoTime) {
  const Make make = [] { return machine_with("ri5cy", kHazards); };
  Debuggee plain = debuggee_of(make), watched = debuggee_of(make);
  plain.run_to_end();
  ASSERT_TRUE(watched.set_watchpoint(kBase + 0x700, 4, true));
  int halts = 0;
  for (run(watched); !ended(watched); run(watched)) ++halts;
  EXPECT_EQ(halts, 1);
  EXPECT_EQ(totals(watched), totals(plain));
}

}  // namespace quartet::test
