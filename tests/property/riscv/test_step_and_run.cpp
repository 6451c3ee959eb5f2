// Blocks are an optimization: one instruction at a time gives the same state in the same number of cycles.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/mcu/machine.hpp"

namespace quartet::mcu {
namespace {

constexpr std::uint32_t kBase = 0x80000000, kTohost = kBase + 0x1000;

std::uint32_t any_instruction(std::size_t index, std::size_t count) {
  const auto reg = [] { return *rc::gen::inRange<std::uint32_t>(8, 16); };
  const std::uint32_t imm = *rc::gen::inRange<std::uint32_t>(0, 128);
  switch (*rc::gen::inRange(0, 9)) {
    case 0:
      return imm << 20 | reg() << 15 | 2U << 12 | reg() << 7 | 0x13;  // slti
    case 1:
      return reg() << 20 | reg() << 15 | *rc::gen::inRange<std::uint32_t>(0, 8) << 12 | reg() << 7 |
             0x33;  // register operations
    case 2:
      return 1U << 25 | reg() << 20 | reg() << 15 | *rc::gen::inRange<std::uint32_t>(0, 8) << 12 |
             reg() << 7 | 0x33;  // M
    case 3:
      return imm << 20 | 5U << 15 | *rc::gen::element(0U, 1U, 2U, 4U, 5U) << 12 | reg() << 7 |
             0x03;  // loads, x5 is a buffer
    case 4:
      return reg() << 20 | 5U << 15 | *rc::gen::inRange<std::uint32_t>(0, 3) << 12 | (imm & 31) << 7 |
             0x23;  // stores
    case 5: {       // a branch forward, within the program
      const auto room = static_cast<std::uint32_t>(count - index) * 4;
      const std::uint32_t offset = std::min<std::uint32_t>(room, *rc::gen::element(4U, 8U, 12U, 28U));
      const std::uint32_t funct3 = *rc::gen::element(0U, 1U, 4U, 5U, 6U, 7U);
      return reg() << 20 | reg() << 15 | funct3 << 12 | (offset >> 1 & 15) << 8 | (offset >> 5 & 63) << 25 |
             0x63;
    }
    case 6:
      return std::min<std::uint32_t>(static_cast<std::uint32_t>(count - index) * 4, 8) << 20 |
             0x6F;  // jal x0, forward
    case 7:
      return 0xB00U << 20 | 2U << 12 | reg() << 7 | 0x73;  // mcycle: the time itself becomes state
    default:
      return 0x00010001U | (reg() - 8) << 23 |
             0x40000000U;  // c.nop, then a compressed load-immediate or alike
  }
}

ElfImage any_program() {
  const auto count = *rc::gen::inRange<std::size_t>(1, 150);
  std::vector<std::uint32_t> words{0x800022B7};  // lui x5, 0x80002
  for (std::size_t i = 0; i < count; ++i) words.push_back(any_instruction(i, count));
  for (const std::uint32_t word : {0x80001FB7U, 0x00100F13U, 0x01EFA023U})
    words.push_back(word);  // tohost = 1
  ElfImage image;
  image.machine = kMachineRiscv;
  image.entry = kBase;
  image.symbols["tohost"] = kTohost;
  ElfSegment& segment = image.segments.emplace_back();
  segment.load_address = segment.address = kBase;
  for (const std::uint32_t word : words) {
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  return image;
}

}  // namespace

RC_GTEST_PROP(StepAndRun, GiveTheSameStateInTheSameTime, ()) {
  const ElfImage image = any_program();
  const auto core = load_core(*rc::gen::element<std::string>("cv32e40p", "ibex", "ibex-max", "ibex-slow"));
  RC_ASSERT(core.has_value());
  const auto whole = Machine::make(*core), stepped = Machine::make(*core), sliced = Machine::make(*core);
  for (const auto* machine : {&whole, &stepped, &sliced})
    RC_ASSERT((**machine)->load(image, "any").has_value());
  constexpr std::uint64_t kLimit = 100'000;
  (*whole)->run_to_end(kLimit);
  while ((*stepped)->stop().reason == StopReason::none && (*stepped)->cycles() < kLimit) (*stepped)->step();
  while ((*sliced)->stop().reason == StopReason::none && (*sliced)->cycles() < kLimit)
    (*sliced)->run((*sliced)->cycles() + 7);
  for (const auto* other : {&stepped, &sliced}) {
    RC_ASSERT((**other)->stop().reason == (*whole)->stop().reason);
    RC_ASSERT((**other)->cycles() == (*whole)->cycles());
    RC_ASSERT((**other)->instret() == (*whole)->instret());
    RC_ASSERT((**other)->pc() == (*whole)->pc());
    for (unsigned i = 0; i < 32; ++i) RC_ASSERT((**other)->register_value(i) == (*whole)->register_value(i));
    for (std::uint32_t i = 0; i < 40; ++i)
      RC_ASSERT((**other)->word(kBase + 0x2000 + 4 * i) == (*whole)->word(kBase + 0x2000 + 4 * i));
  }
}

}  // namespace quartet::mcu
