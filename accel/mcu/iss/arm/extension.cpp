#include "accel/mcu/iss/arm/extension.hpp"

#include "accel/mcu/iss/arm/branch.hpp"

namespace quartet::mcu::arm {

namespace {

Operands no_operands(u32, u32) {
  return {};
}
constexpr Format kPlain{no_operands, ""};

void raise_undefined(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, Fault::undefined, op->pc);
}
void raise_fetch_fault(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, Fault::fetch, op->pc);
}

}  // namespace

const std::vector<Extension>& extensions() {
  static const std::vector<Group> kV6{thumb16_data, thumb16_memory, thumb16_control, system};
  static const std::vector<Group> kV7e{thumb16_data,    thumb16_memory,   thumb16_control,  system,
                                       thumb32_control, thumb32_constant, thumb32_register, thumb32_load,
                                       thumb32_store,   thumb32_multiple, multiply,         dsp_parallel,
                                       dsp_saturating,  dsp_multiply};
  static const std::vector<Extension> all{
      {"armv6-m", kV6}, {"armv7e-m", kV7e}, {"fpv4", {fpv4_arithmetic, fpv4_transfer}}};
  return all;
}

const Instruction& undefined_instruction() {
  static constexpr Instruction kUndefined{"undefined", "",    &kPlain, raise_undefined,
                                          Flow::alone, kNone, kLeaves};
  return kUndefined;
}
const Instruction& fetch_fault() {
  static constexpr Instruction kFetchFault{"no memory", "",    &kPlain, raise_fetch_fault,
                                           Flow::alone, kNone, kLeaves};
  return kFetchFault;
}

}  // namespace quartet::mcu::arm
