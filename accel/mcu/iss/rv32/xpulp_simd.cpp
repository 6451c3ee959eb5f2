// Element-wise operations, comparisons and dot products of half-words and bytes.
#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/simd_operations.hpp"

namespace quartet::mcu::rv32 {

namespace {

constexpr auto kAlu = static_cast<std::uint8_t>(CostClass::alu);

// --- operands ---------------------------------------------------------------------------------------------

/// The six-bit immediate: bit 0 is bit 25 of the encoding.
constexpr u32 imm6(u32 raw) {
  return bits(raw, 20, 5) << 1 | bits(raw, 25, 1);
}
template <bool Accumulates>
Operands register_fields(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0, Accumulates ? reg(raw, 7) : std::uint8_t{0}};
}
Operands unary_fields(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, 0};
}
template <unsigned Bits, bool Signed, bool Accumulates>
Operands immediate_fields(u32 raw, u32) {
  const u32 value = Signed ? sign_extend(imm6(raw), 6) : imm6(raw);
  return {reg(raw, 7), reg(raw, 15), 0, replicate<Bits>(value), Accumulates ? reg(raw, 7) : std::uint8_t{0}};
}

constexpr Format kRegisters{register_fields<false>, "d,s,t"}, kSumRegisters{register_fields<true>, "d,s,t"},
    kUnary{unary_fields, "d,s"};
template <unsigned Bits, bool Accumulates>
constexpr std::array<Format, 2> kImmediate{Format{immediate_fields<Bits, false, Accumulates>, "d,s,w"},
                                           Format{immediate_fields<Bits, true, Accumulates>, "d,s,v"}};


/// Bits 14:12 of the forms: the lowest says bytes.
constexpr std::array<std::string_view, 3> kFunct3{"00", "10", "11"};
constexpr std::array<std::string_view, 2> kWidths{"h", "b"};

}  // namespace

void add_vector_form(InstructionTable& table, Encoding encoding, const VectorOperation& operation, Second second,
                     unsigned width, Handler run) {
  const bool pulp = encoding == Encoding::pulpv2;
  std::string pattern(pulp ? operation.pulp6 : operation.corev6);
  // RI5CY does not look at bit 25 and the rs2 of abs; CORE-V wants zeros.
  pattern += second == Second::immediate ? " i" : pulp ? " x" : " 0";
  pattern += second == Second::immediate ? " iiiii" : !operation.unary ? " ttttt" : pulp ? " xxxxx" : " 00000";
  pattern += " sssss ";
  pattern += kFunct3[static_cast<std::size_t>(second)];
  pattern += width == kByte ? "1" : "0";
  pattern += pulp ? " ddddd 1010111" : " ddddd 1111011";
  table.add(vector_name(pulp ? "pv." : "cv.", operation.name, second, kWidths[width]), pattern,
            vector_format(width, second, operation.signed_immediate, operation.forms->accumulates, operation.unary),
            run, Flow::next, kAlu);
}

const Format& vector_format(unsigned width, Second second, bool signed_immediate, bool accumulates, bool unary) {
  if (unary) return kUnary;
  if (second != Second::immediate) return accumulates ? kSumRegisters : kRegisters;
  const std::size_t sign = signed_immediate ? 1 : 0;
  if (width == kHalf) return accumulates ? kImmediate<16, true>[sign] : kImmediate<16, false>[sign];
  return accumulates ? kImmediate<8, true>[sign] : kImmediate<8, false>[sign];
}

std::string vector_name(std::string_view prefix, std::string_view name, Second second, std::string_view width) {
  constexpr std::array<std::string_view, 3> kForms{".", ".sc.", ".sci."};
  std::string text(prefix);
  text += name;
  text += kForms[static_cast<std::size_t>(second)];
  text += width;
  return text;
}

void add_xpulp_simd(InstructionTable& table, Encoding encoding) {
  for (const VectorOperation& operation : kVectorOperations) {
    for (const unsigned width : {kHalf, kByte}) {
      for (const Second second : {Second::vector, Second::scalar, Second::immediate}) {
        if (operation.unary && second != Second::vector) continue;
        add_vector_form(table, encoding, operation, second, width, operation.forms->at(width, second));
      }
    }
  }
}

}  // namespace quartet::mcu::rv32
