// Blocks, fused comparisons, flags that nobody computes and host code are optimizations: one instruction at a time gives
// the same state in the same number of cycles, whatever interrupts come between.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/mcu/iss/arm/arm_hart.hpp"
#include "accel/mcu/iss/arm/cost_class.hpp"
#include "accel/mcu/iss/arm/decoder.hpp"
#include "accel/mcu/iss/arm/disassemble.hpp"
#include "accel/mcu/machine.hpp"

namespace quartet::mcu {
namespace {

using arm::CostClass;
constexpr std::uint32_t kMain = 0x100, kFunction = 0x90, kBuffer = 0x20000000;
constexpr std::uint8_t kR6 = 7, kR7 = 8;  ///< passes left; pointer to the buffer

const arm::Decoder& decoder() {
  static const auto made = arm::Decoder::make("armv7e-m_fpv4", "test");
  return *made;
}

bool is_reserved(std::uint32_t reg) {
  return reg == kR6 || reg == kR7 || (reg >= arm::kSp && reg < arm::kFloat);
}

/// Instructions that stay in the program and in the buffer at r7.
bool is_tame(const Decoded& d, bool in_it) {
  const auto kind = static_cast<CostClass>(d.what->cost);
  if (d.what->flow != Flow::next || is_reserved(d.operands.rd)) return false;
  if (kind <= CostClass::multiply || kind == CostClass::divide_signed || kind == CostClass::divide_unsigned)
    return true;
  if (kind == CostClass::multiply_long) return !is_reserved(d.operands.imm);
  if (kind == CostClass::load || kind == CostClass::store)
    return d.operands.rs1 == kR7 && d.operands.rs2 == 0 && d.operands.imm < 120 &&
           (d.raw < 0x10000 || (d.raw & 0xF00) != 0xB00);
  if (kind == CostClass::it) return !in_it;
  return kind >= CostClass::float_op && kind <= CostClass::float_compare;
}

std::uint32_t any_encoding(std::uint8_t context) {
  for (;;) {
    const auto random = *rc::gen::arbitrary<std::uint32_t>();
    const bool wide = *rc::gen::arbitrary<bool>();
    const std::uint32_t first = wide ? 0xE800 | (random >> 16 & 0x17FF) : random >> 16;
    if (wide != arm::is_wide(first)) continue;
    std::uint32_t raw = wide ? first << 16 | (random & 0xFFFF) : first;
    // Often: narrow arithmetic, accesses at r7, floating point, it.
    const auto kind = *rc::gen::inRange(0, 8);
    if (kind == 0) raw = 0xBF00 | (random & 0xFF);
    if (kind == 1) raw = 0x6038 | (random & 0x0FC7);
    if (kind == 2) raw = 0xEE000A00 | (random & 0x00FFF0FF);
    if (kind == 3) raw = 0x1800 | (random & 0x27FF);
    const Decoded d = decoder().decode_word(raw, 0, context);
    if (d.what->name != "undefined" && is_tame(d, context != 0)) return raw;
  }
}

ElfImage any_program() {
  // SysTick every 83 cycles, the FPU on, r7 = buffer; its handler counts at the buffer's end.
  std::vector<std::uint16_t> code{0xF24E, 0x0010, 0xF2CE, 0x0000, 0x2152, 0x6041, 0x6081,
                                  0x2107, 0x6001,                                          // SysTick
                                  0xF64E, 0x5088, 0xF2CE, 0x0000, 0xF44F, 0x0170, 0x6001};  // CPACR
  code.push_back(static_cast<std::uint16_t>(0x2600 | *rc::gen::inRange(1, 5)));  // movs r6, #passes
  // Accesses may step r7: every pass sets it anew.
  const std::size_t first = code.size();
  code.insert(code.end(), {0xF04F, 0x5700});  // mov.w r7, #0x20000000
  const auto count = *rc::gen::inRange(1, 120);
  std::uint8_t context = 0;
  for (int i = 0; i < count || context != 0; ++i) {
    if (context == 0 && *rc::gen::inRange(0, 6) == 0) {
      // A branch over what follows: cmp r1, r2; b<c> +2; nop.
      code.insert(code.end(),
                  {0x4291, static_cast<std::uint16_t>(0xD000 | *rc::gen::inRange(0, 14) << 8), 0xBF00});
      continue;
    }
    if (context == 0 && *rc::gen::inRange(0, 12) == 0) {
      const std::uint32_t offset = kFunction - static_cast<std::uint32_t>(kMain + 2 * code.size() + 4);
      code.insert(code.end(), {static_cast<std::uint16_t>(0xF400 | (offset >> 12 & 0x3FF)),  // bl
                               static_cast<std::uint16_t>(0xF800 | (offset >> 1 & 0x7FF))});
      continue;
    }
    const std::uint32_t raw = any_encoding(context);
    context = decoder().decode_word(raw, 0, context).next_context;
    if (raw > 0xFFFF) code.push_back(static_cast<std::uint16_t>(raw >> 16));
    code.push_back(static_cast<std::uint16_t>(raw));
  }
  code.push_back(0x3E01);  // subs r6, #1
  const auto back = static_cast<std::uint32_t>(2 * first - (2 * code.size() + 4));
  code.insert(code.end(), {static_cast<std::uint16_t>(0xF400 | 1 << 6 | (back >> 12 & 0x3F)),  // bne.w first
                           static_cast<std::uint16_t>(0xA800 | (back >> 1 & 0x7FF))});
  code.insert(code.end(), {0x2018, 0x2126, 0xF2C0, 0x0102, 0xBEAB});  // exit
  ElfImage image;
  image.machine = kMachineArm;
  ElfSegment& segment = image.segments.emplace_back();
  const auto put = [&](std::size_t at, std::uint32_t value, unsigned size) {
    if (segment.bytes.size() < at + size) segment.bytes.resize(at + size);
    for (unsigned i = 0; i < size; ++i) segment.bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put(0, 0x20001000, 4);
  put(4, kMain | 1, 4);
  put(60, 0x81, 4);
  // mov.w r1, #0x20000000; ldr r0, [r1, #124]; adds r0, #1; str r0, [r1, #124]; bx lr
  for (const auto& [at, half] : {std::pair{0x80U, 0xF04FU}, {0x82U, 0x5100U}, {0x84U, 0x6FC8U}, {0x86U, 0x3001U},
                                 {0x88U, 0x67C8U}, {0x8AU, 0x4770U},
                                 // adds r0, #1; bx lr
                                 {kFunction, 0x3001U}, {kFunction + 2, 0x4770U}})
    put(at, half, 2);
  for (std::size_t i = 0; i < code.size(); ++i) put(kMain + 2 * i, code[i], 2);
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  return image;
}

std::string listing(const Machine& machine, std::uint32_t end) {
  std::string text;
  std::uint8_t context = 0;
  for (std::uint32_t pc = kMain; pc < end;) {
    const std::uint32_t word = machine.word(pc & ~3U).value_or(0),
                        next = machine.word((pc & ~3U) + 4).value_or(0);
    const std::uint32_t first = pc % 4 == 0 ? word & 0xFFFF : word >> 16,
                        second = pc % 4 == 0 ? word >> 16 : next & 0xFFFF;
    const Decoded d = decoder().decode_word(arm::is_wide(first) ? first << 16 | second : first, pc, context);
    context = d.next_context;
    text += arm::disassemble(d) + "; ";
    pc += d.size;
  }
  return text;
}

}  // namespace

RC_GTEST_PROP(ArmStepAndRun, GiveTheSameStateInTheSameTime, ()) {
  const ElfImage image = any_program();
  static const auto core = load_core("cortex-m4f");
  RC_ASSERT(core.has_value());
  MachineOptions natively;
  natively.native_after = 1;
  MachineOptions by_ops;
  by_ops.native_after = 0;
  const auto whole = Machine::make(*core, by_ops), stepped = Machine::make(*core), sliced = Machine::make(*core),
             native = Machine::make(*core, natively);
  for (const auto* machine : {&whole, &stepped, &sliced, &native})
    RC_ASSERT((**machine)->load(image, "any").has_value());
  constexpr std::uint64_t kLimit = 100'000;
  (*whole)->run_to_end(kLimit);
  (*native)->run_to_end(kLimit);
  while ((*sliced)->stop().reason == StopReason::none && (*sliced)->cycles() < kLimit)
    (*sliced)->run((*sliced)->cycles() + 7);
  while ((*stepped)->stop().reason == StopReason::none && (*stepped)->cycles() < kLimit) (*stepped)->step();
  RC_LOG() << listing(**whole, image.segments[0].memory_bytes);
  for (const auto* other : {&sliced, &stepped, &native}) {
    RC_ASSERT((**other)->stop().reason == (*whole)->stop().reason);
    RC_ASSERT((*whole)->stop().reason == StopReason::exit);
    // An interrupt is taken at the end of a block: stepping takes it sooner, and what it interrupts differs.
    const bool interrupted =
        other != &native && ((*whole)->word(kBuffer + 124) != 0U || (**other)->word(kBuffer + 124) != 0U);
    if (!interrupted) {
      RC_ASSERT((**other)->cycles() == (*whole)->cycles());
      RC_ASSERT((**other)->instret() == (*whole)->instret());
    }
    for (unsigned i = 0; i < (*whole)->register_count(); ++i) {
      if ((**other)->register_value(i) != (*whole)->register_value(i))
        RC_LOG() << "register " << i << (other == &stepped ? " stepped" : " sliced");
      RC_ASSERT((**other)->register_value(i) == (*whole)->register_value(i));
    }
    for (std::uint32_t i = 0; i < 31; ++i)
      RC_ASSERT((**other)->word(kBuffer + 4 * i) == (*whole)->word(kBuffer + 4 * i));
  }
}

}  // namespace quartet::mcu
