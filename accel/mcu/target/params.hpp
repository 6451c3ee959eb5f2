// A microcontroller as a platform: core, memories, clock, kernels; the table [mcu] of its platform file.
#pragma once

#include <cstdint>
#include <string>

#include "memory/dma.hpp"
#include "memory/flash.hpp"
#include "memory/striped_banks.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::mcu {

struct McuParams {
  std::string core = "cv32e40p";     ///< of accel/mcu/cores
  std::string kernels = "scalar";    ///< of kernel_sets()
  std::string firmware = "rv32imc";  ///< NAME.elf of the firmware folder
  double clock_hz = 100e6;
  std::int64_t flash_base = 0, flash_bytes = 0;
  std::int64_t ram_base = 0, ram_bytes = 0;
  std::string weights = "sram";     ///< where the network image lies: "flash" or "sram"
  std::string values = "firmware";  ///< what computes values: "firmware" or "golden"
  std::int64_t firmware_samples = 50;  ///< with "firmware": the first N samples; the others come from the golden interpreter
  std::int64_t stage_bytes = 8192;
  bool shift_weights = false;
  Flash::Params flash{.wait_states = 0};
  StripedBanks::Params banks{.banks = 1, .word_bytes = 4};
  Dma::Params dma;
  std::string input = "in_sram";  ///< how the input comes: "in_sram", "dma" or "dma_beside"
  double peak_macs_per_cycle = 1.0;

  /// Declares every field below "mcu."; the fields must outlive the set.
  void declare(ParameterSet& set);
};

}  // namespace quartet::mcu
