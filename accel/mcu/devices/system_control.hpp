// The system control space of Arm M-profile cores at 0xE000E000: SysTick, interrupt controller and system
// control block (DDI0403E B3.2, DDI0419 B3.2). No memory protection unit; registers that are not modelled
// read 0.
#pragma once

#include "accel/mcu/devices/dwt.hpp"
#include "accel/mcu/devices/nvic.hpp"
#include "accel/mcu/devices/systick.hpp"
#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu {

class SystemControl : public IDevice {
 public:
  static constexpr std::uint32_t kBase = 0xE000E000, kBytes = 0x1000;
  struct Params {
    bool v7 = true;  ///< ARMv7-M registers: configurable faults, priority grouping
    bool fpu = true;
    std::uint32_t interrupts = 32, priority_bits = 4;
    std::uint32_t cpuid = 0;
    std::uint32_t vector_base = 0;  ///< VTOR after reset
  };
  /// Status bits of configurable faults (CFSR).
  static constexpr std::uint32_t kInstructionBus = 1U << 8, kPreciseBus = 1U << 9,
                                 kBusAddressValid = 1U << 15, kUndefined = 1U << 16, kInvalidState = 1U << 17,
                                 kInvalidPc = 1U << 18, kNoCoprocessor = 1U << 19, kUnaligned = 1U << 24,
                                 kDivideByZero = 1U << 25;

  SystemControl(const Params& params, Dwt& dwt);

  bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) override;

  Nvic nvic;
  SysTick systick;
  std::uint32_t current = 0;  ///< the exception being handled, as ICSR tells it

  [[nodiscard]] std::uint32_t vector_table() const { return vector_table_; }
  [[nodiscard]] bool fpu_enabled() const { return params_.fpu && (cpacr_ >> 20 & 0xF) == 0xF; }
  [[nodiscard]] bool traps_unaligned() const { return (configuration_ >> 3 & 1) != 0; }
  [[nodiscard]] bool traps_division() const { return (configuration_ >> 4 & 1) != 0; }
  [[nodiscard]] bool aligns_stack() const { return (configuration_ >> 9 & 1) != 0; }
  [[nodiscard]] bool sleeps_on_exit() const { return (sleep_control_ >> 1 & 1) != 0; }
  /// A new pending interrupt is an event for WFE.
  [[nodiscard]] bool pending_is_event() const { return (sleep_control_ >> 4 & 1) != 0; }
  [[nodiscard]] bool reset_requested() const { return reset_requested_; }
  [[nodiscard]] std::uint32_t float_default() const { return float_default_; }

  void record_fault(std::uint32_t status, std::uint32_t address);
  void record_hard_fault(bool forced);

 private:
  bool read_block(std::uint32_t offset, std::uint32_t& value) const;
  bool write_block(std::uint32_t offset, std::uint64_t now, std::uint32_t value);
  void write_interrupt_control(std::uint32_t value);
  [[nodiscard]] std::uint32_t interrupt_control() const;
  [[nodiscard]] std::uint32_t handler_control() const;

  Params params_;
  Dwt& dwt_;
  std::uint32_t vector_table_, configuration_, sleep_control_ = 0, cpacr_ = 0, grouping_ = 0;
  std::uint32_t fault_status_ = 0, hard_fault_status_ = 0, fault_address_ = 0;
  std::uint32_t float_control_, float_default_ = 0;
  bool reset_requested_ = false;
};

}  // namespace quartet::mcu
