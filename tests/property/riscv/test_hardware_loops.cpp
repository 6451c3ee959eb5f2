// A hardware loop is its body written out: the same state in the same number of cycles, however the engine cuts it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

#include "accel/mcu/machine.hpp"

namespace quartet::mcu {
namespace {

using u32 = std::uint32_t;

constexpr u32 kBase = 0x80000000, kTohost = kBase + 0x8000;
constexpr std::uint64_t kLimit = 1'000'000;
constexpr u32 kNop = 0x13;

struct Loops {
  bool pulpv2;
  u32 command(u32 funct, u32 level, u32 imm12, u32 rs1 = 0) const {
    constexpr u32 kPulp[] = {0, 1, 3, 4};  // starti, endi, counti, setup
    constexpr u32 kCorev[] = {0, 2, 4, 7};
    if (pulpv2) return imm12 << 20 | rs1 << 15 | kPulp[funct] << 12 | level << 7 | 0x7B;
    return imm12 << 20 | rs1 << 15 | 4U << 12 | kCorev[funct] << 8 | level << 7 | 0x2B;
  }
  // Distances in bytes; the end is behind the body.
  u32 start(u32 level, u32 distance) const { return command(0, level, distance / (pulpv2 ? 2 : 4)); }
  u32 end(u32 level, u32 distance) const { return command(1, level, pulpv2 ? (distance - 4) / 2 : distance / 4); }
  u32 count(u32 level, u32 n) const { return command(2, level, n); }
  u32 set_up(u32 level, u32 distance, u32 rs1) const {
    return command(3, level, pulpv2 ? (distance - 4) / 2 : distance / 4, rs1);
  }
};

/// Arithmetic, division, loads and stores on x8 to x15; x5 points to a buffer.
u32 any_body_instruction() {
  const auto reg = [] { return *rc::gen::inRange<u32>(8, 16); };
  const u32 imm = *rc::gen::inRange<u32>(0, 32);
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return imm << 20 | reg() << 15 | reg() << 7 | 0x13;
    case 1:
      return reg() << 20 | reg() << 15 | *rc::gen::inRange<u32>(0, 8) << 12 | reg() << 7 | 0x33;
    case 2:
      return 1U << 25 | reg() << 20 | reg() << 15 | *rc::gen::inRange<u32>(0, 8) << 12 | reg() << 7 | 0x33;
    case 3:
      return imm << 22 | 5U << 15 | 2U << 12 | reg() << 7 | 0x03;
    default:
      return reg() << 20 | 5U << 15 | 2U << 12 | (imm & 28) << 7 | 0x23;
  }
}
std::vector<u32> any_body(std::size_t least) {
  std::vector<u32> body;
  const auto count = *rc::gen::inRange<std::size_t>(least, 14);
  for (std::size_t i = 0; i < count; ++i) body.push_back(any_body_instruction());
  return body;
}

ElfImage image_of(const std::vector<u32>& code) {
  std::vector<u32> words{0x800042B7};  // lui x5, 0x80004
  words.insert(words.end(), code.begin(), code.end());
  for (const u32 word : {0x80008FB7U, 0x00100F13U, 0x01EFA023U}) words.push_back(word);  // tohost = 1
  ElfImage image;
  image.machine = kMachineRiscv;
  image.entry = kBase;
  image.symbols["tohost"] = kTohost;
  ElfSegment& segment = image.segments.emplace_back();
  segment.load_address = segment.address = kBase;
  for (const u32 word : words) {
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  segment.memory_bytes = static_cast<u32>(segment.bytes.size());
  return image;
}

void append(std::vector<u32>& code, const std::vector<u32>& more) {
  code.insert(code.end(), more.begin(), more.end());
}
u32 bytes(const std::vector<u32>& code) {
  return static_cast<u32>(4 * code.size());
}

/// Two nested loops and the same written out, with a nop for each instruction that sets a loop up.
struct Pair {
  std::vector<u32> looped, written_out;
};
Pair any_nest(const Loops& loops) {
  const std::vector<u32> head = any_body(0), inner = any_body(3), tail = any_body(2), behind = any_body(0);
  const auto outer_count = *rc::gen::inRange<u32>(0, 6), inner_count = *rc::gen::inRange<u32>(0, 8);
  const u32 set_count = outer_count << 20 | 6U << 7 | 0x13;  // addi x6, x0, outer_count
  Pair pair;
  // set_count, start 0, end 0, set up 1; the outer body: head, count 0, the inner body, tail.
  const u32 to_inner = 4 + 4 + 4 + bytes(head) + 4;
  pair.looped = {set_count, loops.start(0, to_inner), loops.end(0, to_inner - 4 + bytes(inner)),
                 loops.set_up(1, 4 + bytes(head) + 4 + bytes(inner) + bytes(tail), 6)};
  append(pair.looped, head);
  pair.looped.push_back(loops.count(0, inner_count));
  append(pair.looped, inner);
  append(pair.looped, tail);
  append(pair.looped, behind);
  pair.written_out = {set_count, kNop, kNop, kNop};
  for (u32 i = 0; i < std::max(1U, outer_count); ++i) {
    append(pair.written_out, head);
    pair.written_out.push_back(kNop);
    for (u32 k = 0; k < std::max(1U, inner_count); ++k) append(pair.written_out, inner);
    append(pair.written_out, tail);
  }
  append(pair.written_out, behind);
  return pair;
}

std::unique_ptr<Machine> machine_with(const std::string& core_name, const std::vector<u32>& code) {
  const auto core = load_core(core_name);
  RC_ASSERT(core.has_value());
  MachineOptions options;
  options.native_after = *rc::gen::element<std::uint32_t>(1, 2, kNativeAfter);
  auto machine = Machine::make(*core, options);
  RC_ASSERT(machine.has_value());
  RC_ASSERT((*machine)->load(image_of(code), "loop").has_value());
  return std::move(*machine);
}

void expect_equal(const Machine& a, const Machine& b) {
  if (a.stop().reason != StopReason::exit) RC_FAIL(describe_stop(a));
  RC_ASSERT(a.stop().reason == b.stop().reason);
  RC_ASSERT(a.cycles() == b.cycles());
  RC_ASSERT(a.instret() == b.instret());
  for (unsigned i = 0; i < 32; ++i) RC_ASSERT(a.register_value(i) == b.register_value(i));
  for (u32 i = 0; i < 40; ++i) RC_ASSERT(a.word(kBase + 0x4000 + 4 * i) == b.word(kBase + 0x4000 + 4 * i));
}

}  // namespace

RC_GTEST_PROP(HardwareLoops, AreTheirBodyWrittenOut, ()) {
  const Loops loops{*rc::gen::arbitrary<bool>()};
  const std::string core = loops.pulpv2 ? "ri5cy" : "cv32e40p";
  const Pair pair = any_nest(loops);
  const auto looped = machine_with(core, pair.looped), written_out = machine_with(core, pair.written_out);
  looped->run_to_end(kLimit);
  written_out->run_to_end(kLimit);
  expect_equal(*looped, *written_out);
}

RC_GTEST_PROP(HardwareLoops, RunStepByStepAndInSlicesAsTheyRunWhole, ()) {
  const Loops loops{*rc::gen::arbitrary<bool>()};
  const std::string core = loops.pulpv2 ? "ri5cy" : "cv32e40p";
  const Pair pair = any_nest(loops);
  const auto whole = machine_with(core, pair.looped), stepped = machine_with(core, pair.looped),
             sliced = machine_with(core, pair.looped);
  whole->run_to_end(kLimit);
  while (stepped->stop().reason == StopReason::none && stepped->cycles() < kLimit) {
    const std::uint64_t before = stepped->instret();
    stepped->step();
    RC_ASSERT(stepped->instret() == before + 1);
  }
  while (sliced->stop().reason == StopReason::none && sliced->cycles() < kLimit) sliced->run(sliced->cycles() + 3);
  expect_equal(*stepped, *whole);
  expect_equal(*sliced, *whole);
}

}  // namespace quartet::mcu
