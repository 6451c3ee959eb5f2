#include "accel/mcu/processor.hpp"

#include <array>

#include "accel/mcu/iss/arm/arm_processor.hpp"
#include "accel/mcu/iss/rv32/rv_processor.hpp"

namespace quartet::mcu {

Result<const ProcessorFamily*> family_of(const std::string& isa, const std::string& place) {
  static const std::array<const ProcessorFamily*, 2> kFamilies{&rv32::family(), &arm::family()};
  std::string known;
  for (const ProcessorFamily* family : kFamilies) {
    if (isa.rfind(family->isa_prefix, 0) == 0) return family;
    known += (known.empty() ? "" : ", ") + std::string(family->isa_prefix) + "…";
  }
  return bad_input(place, "no core has the instruction set '" + isa + "'", "instruction sets: " + known);
}

}  // namespace quartet::mcu
