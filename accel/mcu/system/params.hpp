// The core beside the array, the bus between them and where the core sees the array: the table [cnn-system]
// of a platform file. Addresses are what the vendor's SDK and its generated examples use, where they show
// them.
#pragma once

#include <cstdint>
#include <string>

#include "memory/flash.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::soc {

struct SystemParams {
  // Core and its memories.
  std::string core = "cortex-m4f";    ///< of accel/mcu/cores
  std::string firmware = "max78000";  ///< NAME.elf of the firmware folder
  double clock_hz = 100e6;
  std::int64_t flash_base = 0, flash_bytes = 0;
  std::int64_t ram_base = 0, ram_bytes = 0;
  Flash::Params flash{.wait_states = 0};
  double wakeup_s = 0.0;     ///< from the interrupt to the first instruction of a core that sleeps
  int interrupt_line = 101;  ///< of the interrupt controller
  // Bus.
  int bridge_cycles = 1;  ///< of the bus clock, before each transfer
  int write_cycles = 2, read_cycles = 2;
  bool write_buffer = true;  ///< the core goes on behind a store while the bus carries it
  // Where the core sees the array.
  std::int64_t control_base = 0, quadrant_stride = 0;
  std::int64_t bias_base = 0, weight_base = 0, weight_stride = 0;
  std::int64_t data_base = 0, data_stride = 0;
  std::int64_t fifo_base = 0;
  // Use.
  std::string softmax = "auto";  ///< "auto" | "network"
  std::int64_t quantum_cycles = 10000;

  /// Declares every field below "cnn-system."; the fields must outlive the set.
  void declare(ParameterSet& set);
};

}  // namespace quartet::soc
