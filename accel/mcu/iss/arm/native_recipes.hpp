// Host code for Thumb instructions: a recipe for each handler that hot loops are made of.
#pragma once

#include <optional>
#include <unordered_map>

#include "accel/mcu/engine/native/emitter.hpp"
#include "accel/mcu/iss/arm/arm_hart.hpp"

namespace quartet::mcu::arm {

/// As IInstructionSet::lower().
[[nodiscard]] unsigned lower(native::Emitter& emitter, Handler own, const Op& op);

using Recipe = void (*)(native::Emitter& e, const Op& op);
using Recipes = std::unordered_map<Handler, Recipe>;
void add_access_recipes(Recipes& recipes);
void add_multiply_recipes(Recipes& recipes);

/// Data processing: what is computed, of what, and whether the flags are set.
struct Processing {
  enum class Operation : std::uint8_t {
    add,
    subtract,
    subtract_from,
    and_,
    and_not,
    or_,
    or_not,
    xor_,
    multiply
  } operation;
  enum class Operand : std::uint8_t { reg, constant, rotated_constant, lsl, lsr, asr, ror } operand;
  bool sets_flags;
};
[[nodiscard]] std::optional<Processing> processing_of(Handler own);
/// False: nothing was written, the instruction has no recipe.
[[nodiscard]] bool process(native::Emitter& e, const Op& op, Processing what);
/// The condition on the host's flags behind process() that is the guest's; nullopt: there is none.
[[nodiscard]] std::optional<native::Cond> condition_behind(Processing what, Condition condition);

}  // namespace quartet::mcu::arm
