#include "accel/mcu/iss/rv32/extension.hpp"

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

namespace {

Operands no_operands(u32, u32) {
  return {};
}
constexpr Format kPlain{no_operands, ""};

void raise_illegal(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, {StopReason::illegal_instruction, op->raw, op->pc}, kIllegal,
               op->raw);
}
void raise_fetch_fault(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, {StopReason::bus_error, 0, op->pc}, kFetchFault, op->pc);
}
void raise_misaligned_fetch(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, {StopReason::misaligned, 0, op->pc}, 0, op->pc);
}

constexpr auto kNone = static_cast<std::uint8_t>(CostClass::none);

}  // namespace

const std::vector<Extension>& extensions() {
  static const std::vector<Extension> all{
      {"i", rv32i},         {"m", rv32m},       {"c", rv32c},         {"zicsr", zicsr},
      {"xpulpv2", xpulpv2}, {"xcorev", xcorev}, {"xpulpnn", xpulpnn}, {"xmpic", xmpic}};
  return all;
}

const Instruction& illegal_instruction() {
  static constexpr Instruction kIt{"illegal", "", &kPlain, raise_illegal, Flow::alone, kNone};
  return kIt;
}
const Instruction& fetch_fault() {
  static constexpr Instruction kIt{"no memory", "", &kPlain, raise_fetch_fault, Flow::alone, kNone};
  return kIt;
}
const Instruction& misaligned_fetch() {
  static constexpr Instruction kIt{"misaligned", "", &kPlain, raise_misaligned_fetch, Flow::alone, kNone};
  return kIt;
}

}  // namespace quartet::mcu::rv32
