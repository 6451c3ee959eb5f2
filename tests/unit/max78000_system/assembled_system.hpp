// A platform of kind cnn-system taken apart: its parameters, and a network compiled for it.
#pragma once

#include <memory>
#include <string>

#include "accel/mcu/system/simulate.hpp"
#include "sim/config/document.hpp"

namespace quartet::test {

/// The core's side of a shipped platform; a file that does not load fails the test.
[[nodiscard]] soc::SystemParams system_params(const std::string& platform);

/// Everything between a network and an inference; a step that fails fails the test.
class AssembledSystem {
 public:
  explicit AssembledSystem(const Network& network, const std::string& platform = "max78000-system",
                           Rounding rounding = Rounding::double_rounding);
  AssembledSystem(const Network& network, cnn::Params array, soc::SystemParams params,
                  Rounding rounding = Rounding::double_rounding);

  [[nodiscard]] soc::System system() const {
    return {network, *program, array, params, *map, firmware, image, rounding};
  }
  [[nodiscard]] Result<soc::Inference> simulate(const std::vector<Values>& inputs) const {
    return soc::simulate(system(), inputs);
  }
  [[nodiscard]] Result<soc::Inference> plan() const { return soc::plan(system()); }

  const Network& network;
  cnn::Params array;
  soc::SystemParams params;
  Rounding rounding;
  std::unique_ptr<cnn::Program> program;
  std::unique_ptr<soc::AddressMap> map;
  mcu::ElfImage firmware;
  soc::ArrayImage image;
};

/// Core cycles of a phase, from its mark to the next one.
[[nodiscard]] std::uint64_t phase_cycles(const soc::Inference& inference, std::uint32_t phase);
[[nodiscard]] const soc::Mark& mark_of(const soc::Inference& inference, std::uint32_t phase);

}  // namespace quartet::test
