#include "accel/mcu/iss/rv32/mpic.hpp"

#include <utility>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/refuse.hpp"
#include "accel/mcu/iss/rv32/simd_operations.hpp"

namespace quartet::mcu::rv32 {

namespace {

MpicState& state_of(Hart* hart) {
  return static_cast<RvHart*>(hart)->mpic;
}

template <std::size_t I>
void mixed_dot(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr const VectorOperation& kOperation = kVectorOperations[I];
  MpicState& state = state_of(hart);
  const MixedFormat& format = kMixedFormats[state.format - MpicState::kFirstMixed];
  const std::uint32_t parts = format.wide_bits / format.narrow_bits;
  const unsigned from = (state.part % parts) * (32 / parts);
  const u32 product = kOperation.dots->mixed[state.format - MpicState::kFirstMixed](
      hart->x[op->rs1], hart->x[op->rs2], from);
  hart->x[op->rd] = (kOperation.forms->accumulates ? hart->x[op->rd] : 0) + product;
  state.count_dot(parts);
  return next(hart, op, cycles, instret);
}

/// `Own`: the width of the opcode.
template <std::size_t I, Second S, unsigned Own>
void by_status(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr const VectorOperation& kOperation = kVectorOperations[I];
  constexpr bool kDots = kOperation.is_dot;
  MpicState& state = state_of(hart);
  unsigned width = Own;
  if (!state.legacy) {
    if (state.format >= MpicState::kFirstMixed && state.format <= MpicState::kLastMixed) {
      if constexpr (kDots && S == Second::vector) return mixed_dot<I>(hart, op, cycles, instret);
      return refuse(hart, op, cycles, instret, Refusal::mixed_format);
    }
    if (state.format == 0 || state.format > MpicState::kUniform)
      return refuse(hart, op, cycles, instret, Refusal::no_format);
    width = state.format - 1;
    // The immediate is in every element of the opcode's width already.
    if (S == Second::immediate && width != Own)
      return refuse(hart, op, cycles, instret, Refusal::other_width);
  }
  if constexpr (kDots) state.count_dot(1);
  return kOperation.forms->at(width, S)(hart, op, cycles, instret);
}

using FormHandlers = std::array<Handler, 6>;  ///< by second operand, then width

template <std::size_t... I>
constexpr std::array<FormHandlers, sizeof...(I)> handlers(std::index_sequence<I...>) {
  return {FormHandlers{by_status<I, Second::vector, kHalf>, by_status<I, Second::vector, kByte>,
                       by_status<I, Second::scalar, kHalf>, by_status<I, Second::scalar, kByte>,
                       by_status<I, Second::immediate, kHalf>, by_status<I, Second::immediate, kByte>}...};
}
constexpr auto kHandlers = handlers(std::make_index_sequence<kVectorOperations.size()>());

}  // namespace

bool width_is_in_force(const Hart* hart, unsigned width) {
  const MpicState& state = static_cast<const RvHart*>(hart)->mpic;
  return state.legacy || state.format == width + 1;
}

void add_mpic_simd(InstructionTable& table) {
  for (std::size_t i = 0; i < kVectorOperations.size(); ++i) {
    for (const unsigned width : {kHalf, kByte}) {
      for (const Second second : {Second::vector, Second::scalar, Second::immediate}) {
        if (kVectorOperations[i].unary && second != Second::vector) continue;
        add_vector_form(table, Encoding::pulpv2, kVectorOperations[i], second, width,
                        kHandlers[i][2 * static_cast<std::size_t>(second) + width]);
      }
    }
  }
}

}  // namespace quartet::mcu::rv32
