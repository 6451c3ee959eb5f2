// What a machine is made of: for its own source files.
#pragma once

#include "accel/mcu/devices/uart.hpp"
#include "accel/mcu/engine/engine.hpp"
#include "accel/mcu/machine.hpp"
#include "accel/mcu/processor.hpp"

namespace quartet::mcu {

struct Machine::Parts {
  Core core;
  const ProcessorFamily* family = nullptr;
  MemoryMap memory;
  Uart uart;
  std::unique_ptr<IProcessor> processor;
  std::unique_ptr<Engine> engine;
  ElfImage image;
  std::string said;  ///< serial port and console
  std::optional<std::uint32_t> stored_word;

  [[nodiscard]] Hart& hart() const { return processor->hart(); }
};

}  // namespace quartet::mcu
