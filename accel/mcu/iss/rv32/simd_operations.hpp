// Every vector operation: its name, its code, what it does in which form.
#pragma once

#include "accel/mcu/iss/rv32/mpic_state.hpp"
#include "accel/mcu/iss/rv32/simd_forms.hpp"

namespace quartet::mcu::rv32 {

/// Operands of different formats, in the order of MpicState's codes.
struct MixedFormat {
  unsigned wide_bits, narrow_bits;
};
inline constexpr std::array<MixedFormat, 6> kMixedFormats{
    MixedFormat{4, 2}, MixedFormat{8, 2}, MixedFormat{16, 2}, MixedFormat{8, 4}, MixedFormat{16, 4}, MixedFormat{16, 8}};

/// The dot products of such operands.
struct Dots {
  std::array<u32 (*)(u32, u32, unsigned), 6> mixed;
};
template <Signs S>
inline constexpr Dots kDots{{dot_from<4, 2, S>, dot_from<8, 2, S>, dot_from<16, 2, S>, dot_from<8, 4, S>,
                             dot_from<16, 4, S>, dot_from<16, 8, S>}};

struct VectorOperation {
  std::string_view name;            ///< "add"
  std::string_view pulp6, corev6;   ///< bits 31:26 in each encoding
  const Forms* forms;
  bool signed_immediate;
  bool unary = false;               ///< no rs2, and only the vector form
  bool in_pulpnn = false;           ///< exists for nibbles and crumbs
  bool is_dot = false;              ///< a dot product: `dots` is set (a field of its own, as UBSan's compiler compares no address)
  const Dots* dots = nullptr;
};

// clang-format off: a line an operation
inline constexpr std::array kVectorOperations{
    VectorOperation{"add", "000000", "000000", &kElementwise<AddElement>, true, false, true},
    VectorOperation{"sub", "000010", "000010", &kElementwise<SubElement>, true, false, true},
    VectorOperation{"avg", "000100", "000100", &kElementwise<AverageElement>, true, false, true},
    VectorOperation{"avgu", "000110", "000110", &kElementwise<AverageUnsignedElement>, false, false, true},
    VectorOperation{"min", "001000", "001000", &kElementwise<MinElement<true>>, true, false, true},
    VectorOperation{"minu", "001010", "001010", &kElementwise<MinElement<false>>, false, false, true},
    VectorOperation{"max", "001100", "001100", &kElementwise<MaxElement<true>>, true, false, true},
    VectorOperation{"maxu", "001110", "001110", &kElementwise<MaxElement<false>>, false, false, true},
    VectorOperation{"srl", "010000", "010000", &kElementwise<ShiftRightElement>, false, false, true},
    VectorOperation{"sra", "010010", "010010", &kElementwise<ShiftArithmeticElement>, false, false, true},
    VectorOperation{"sll", "010100", "010100", &kElementwise<ShiftLeftElement>, false, false, true},
    VectorOperation{"or", "010110", "010110", &kElementwise<OrElement>, true, false, true},
    VectorOperation{"xor", "011000", "011000", &kElementwise<XorElement>, true, false, true},
    VectorOperation{"and", "011010", "011010", &kElementwise<AndElement>, true, false, true},
    VectorOperation{"abs", "011100", "011100", &kElementwise<AbsoluteElement>, false, true, true},
    VectorOperation{"cmpeq", "000001", "000001", &kElementwise<CompareElement<eq, true>>, true},
    VectorOperation{"cmpne", "000011", "000011", &kElementwise<CompareElement<ne, true>>, true},
    VectorOperation{"cmpgt", "000101", "000101", &kElementwise<CompareElement<gt, true>>, true},
    VectorOperation{"cmpge", "000111", "000111", &kElementwise<CompareElement<ge, true>>, true},
    VectorOperation{"cmplt", "001001", "001001", &kElementwise<CompareElement<lt, true>>, true},
    VectorOperation{"cmple", "001011", "001011", &kElementwise<CompareElement<le, true>>, true},
    VectorOperation{"cmpgtu", "001101", "001101", &kElementwise<CompareElement<gtu, false>>, false},
    VectorOperation{"cmpgeu", "001111", "001111", &kElementwise<CompareElement<geu, false>>, false},
    VectorOperation{"cmpltu", "010001", "010001", &kElementwise<CompareElement<ltu, false>>, false},
    VectorOperation{"cmpleu", "010011", "010011", &kElementwise<CompareElement<leu, false>>, false},
    VectorOperation{"dotup", "100000", "100000", &kDot<Signs::none>, false, false, true, true, &kDots<Signs::none>},
    VectorOperation{"dotusp", "100010", "100010", &kDot<Signs::second>, true, false, true, true, &kDots<Signs::second>},
    VectorOperation{"dotsp", "100110", "100100", &kDot<Signs::both>, true, false, true, true, &kDots<Signs::both>},
    VectorOperation{"sdotup", "101000", "100110", &kSumDot<Signs::none>, false, false, true, true, &kDots<Signs::none>},
    VectorOperation{"sdotusp", "101010", "101000", &kSumDot<Signs::second>, true, false, true, true, &kDots<Signs::second>},
    VectorOperation{"sdotsp", "101110", "101010", &kSumDot<Signs::both>, true, false, true, true, &kDots<Signs::both>},
};
// clang-format on

/// Operands of a form; an immediate is in every element already.
[[nodiscard]] const Format& vector_format(unsigned width, Second second, bool signed_immediate, bool accumulates,
                                          bool unary);
/// "pv.add.sc.h".
[[nodiscard]] std::string vector_name(std::string_view prefix, std::string_view name, Second second,
                                      std::string_view width);
/// Half-words or bytes.
void add_vector_form(InstructionTable& table, Encoding encoding, const VectorOperation& operation, Second second,
                     unsigned width, Handler run);

}  // namespace quartet::mcu::rv32
