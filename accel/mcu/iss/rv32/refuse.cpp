#include "accel/mcu/iss/rv32/refuse.hpp"

#include <array>

namespace quartet::mcu::rv32 {

namespace {

constexpr std::array<const char*, 7> kTexts{
    "the manuals do not say which of data and stepped pointer stays in the register",
    "the manuals do not say what stepping x0 does",
    "no event unit is modelled that the load could wait for",
    "the order, sign and duration of the threshold search are not published",
    "only dot products are defined for operands of different formats",
    "the status register names no vector format",
    "the opcode and the status register name different widths"};

}  // namespace

void refuse(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret, Refusal why) {
  return stop_at(hart, op, cycles, instret,
                 {StopReason::unsupported, op->raw, op->pc, kTexts[static_cast<std::size_t>(why)]});
}

}  // namespace quartet::mcu::rv32
