// XpulpNN: vectors of nibbles and crumbs in RI5CY's encoding, and MAC&LOAD. Patterns and meaning of the control bits as
// in GVSoC (isa_pulpnn.py, pulp_nn.hpp).
#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/refuse.hpp"
#include "accel/mcu/iss/rv32/simd_operations.hpp"

namespace quartet::mcu::rv32 {

namespace {

constexpr auto kAlu = static_cast<std::uint8_t>(CostClass::alu), kNone = static_cast<std::uint8_t>(CostClass::none);

// --- nibbles and crumbs -----------------------------------------------------------------------------------

void add_narrow_form(InstructionTable& table, const VectorOperation& operation, Second second, unsigned width) {
  std::string pattern(operation.pulp6);
  pattern += width == kCrumb ? " 1" : " 0";
  pattern += operation.unary ? " xxxxx sssss 01" : " ttttt sssss 01";
  pattern += second == Second::scalar ? "1" : "0";
  pattern += " ddddd 1010111";
  table.add(vector_name("pv.", operation.name, second, width == kCrumb ? "c" : "n"), pattern,
            vector_format(width, second, operation.signed_immediate, operation.forms->accumulates, operation.unary),
            operation.forms->at(width, second), Flow::next, kAlu);
}

// --- MAC&LOAD ---------------------------------------------------------------------------------------------

constexpr u32 kControlBits = 5;
constexpr u32 kLoadWeight = 16, kLoadActivation = 8;
u32 control(u32 raw) {
  return bits(raw, 20, kControlBits);
}
Operands mac_load_fields(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, control(raw), reg(raw, 7)};
}
bool loads(u32 raw) {
  return (control(raw) & (kLoadWeight | kLoadActivation)) != 0;
}
bool is_defined(u32 raw) {
  return !loads(raw) || (reg(raw, 15) != 0 && reg(raw, 15) != reg(raw, 7));
}
bool steps_zero(u32 raw) {
  return loads(raw) && reg(raw, 15) == 0;
}
constexpr Format kMacLoad{mac_load_fields, "d,s,b", is_defined}, kZero{mac_load_fields, "d,s,b", steps_zero},
    kItself{mac_load_fields, "d,s,b"}, kQuantize{mac_load_fields, "d,s"};

/// Two registers of activations, four of weights, beside the register file.
u32& activation(Hart* hart, const Op* op) {
  return hart->x[kMacLoadRegisters + (op->imm & 1)];
}
u32& weight(Hart* hart, const Op* op) {
  return hart->x[kMacLoadRegisters + 2 + (op->imm >> 1 & 3)];
}

/// up, usp: weights are the first operand; sup, sp: activations are.
template <unsigned Bits, Signs S, bool ActivationFirst>
void mac_load(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 a = activation(hart, op), w = weight(hart, op);
  const u32 sum = hart->x[op->rd] + (ActivationFirst ? dot<Bits, S>(a, w) : dot<Bits, S>(w, a));
  if ((op->imm & (kLoadWeight | kLoadActivation)) != 0) {
    const u32 address = hart->x[op->rs1];
    const u32 offset = address - op->link.window->base;
    u32 loaded = 0;
    if (std::rotr(offset, 2) < op->link.window->span[2]) [[likely]] {
      std::memcpy(&loaded, op->link.window->host + offset, sizeof loaded);
    } else {
      const Elsewhere e = load_elsewhere(hart, op, cycles, instret, address, {sizeof loaded, false});
      if (e.way == Elsewhere::again) return mac_load<Bits, S, ActivationFirst>(hart, op, cycles, instret);
      if (e.way == Elsewhere::left) return;
      loaded = e.value;
      cycles += e.extra_cycles;
    }
    // With both bits set the activation is loaded.
    ((op->imm & kLoadActivation) != 0 ? activation(hart, op) : weight(hart, op)) = loaded;
    hart->x[op->rs1] = address + sizeof loaded;
  }
  hart->x[op->rd] = sum;
  return next_with_care(hart, op, cycles, instret);
}

struct MacLoad {
  std::string_view name, funct7;
  std::array<Handler, 4> run;  ///< h, b, n, c
};
template <Signs S, bool ActivationFirst>
constexpr std::array<Handler, 4> kWidths{mac_load<16, S, ActivationFirst>, mac_load<8, S, ActivationFirst>,
                                         mac_load<4, S, ActivationFirst>, mac_load<2, S, ActivationFirst>};
constexpr std::array<MacLoad, 4> kMacLoads{MacLoad{"pv.mlsdotup.", "1110000", kWidths<Signs::none, false>},
                                           MacLoad{"pv.mlsdotusp.", "1110100", kWidths<Signs::second, false>},
                                           MacLoad{"pv.mlsdotsup.", "1101100", kWidths<Signs::second, true>},
                                           MacLoad{"pv.mlsdotsp.", "1111100", kWidths<Signs::both, true>}};

void add_mac_load(InstructionTable& table, const MacLoad& m, unsigned width) {
  constexpr std::array<std::string_view, 4> kNames{"h", "b", "n", "c"}, kFunct3{"000", "001", "010", "011"};
  const std::string name = std::string(m.name) + std::string(kNames[width]);
  const std::string pattern =
      std::string(m.funct7) + " ccccc sssss " + std::string(kFunct3[width]) + " ddddd 1110111";
  table.add(name, pattern, kMacLoad, m.run[width], Flow::next, kAlu);
  table.add(name, pattern, kZero, refused<Refusal::pointer_is_zero>, Flow::alone, kNone);
  table.add(name, pattern, kItself, refused<Refusal::pointer_is_destination>, Flow::alone, kNone);
}

}  // namespace

std::span<const Instruction> xpulpnn() {
  static const InstructionTable kTable = [] {
    InstructionTable table;
    for (const VectorOperation& operation : kVectorOperations) {
      if (!operation.in_pulpnn) continue;
      for (const unsigned width : {kNibble, kCrumb}) {
        add_narrow_form(table, operation, Second::vector, width);
        if (!operation.unary) add_narrow_form(table, operation, Second::scalar, width);
      }
    }
    for (const MacLoad& m : kMacLoads) {
      for (unsigned width = kHalf; width <= kCrumb; ++width) add_mac_load(table, m, width);
    }
    table.add("pv.qnt.n", "1110000 ttttt sssss 010 ddddd 1010111", kQuantize,
              refused<Refusal::threshold_quantization>, Flow::alone, kNone);
    return table;
  }();
  return kTable.all();
}

}  // namespace quartet::mcu::rv32
