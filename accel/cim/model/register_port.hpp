// The register interface: a TLM-2.0 target on the host's bus in front of control registers, the layer table
// and the activation SRAM.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <systemc>
#include <vector>

#include "accel/cim/model/activation_sram.hpp"
#include "accel/cim/params.hpp"

namespace quartet::cim {

enum class BusRegion : std::uint64_t { registers = 0, layer_table = 1, activations = 2 };
[[nodiscard]] constexpr std::uint64_t bus_address(BusRegion region, std::uint64_t byte) {
  return static_cast<std::uint64_t>(region) << 56 | byte;
}

/// Byte offsets of the 32-bit registers.
enum class Register : std::uint64_t {
  control = 0x00,         ///< write kStart or kCalibrate; bit 1 enables the interrupt
  status = 0x04,          ///< bit 0: running; read only
  interrupt_flag = 0x08,  ///< bit 0: done; write 1 to clear
  layer_count = 0x0C,
  time_low =
      0x10,  ///< time since programming [s], a double in two halves: the arrays age to it at the next start
  time_high = 0x14
};
inline constexpr std::uint32_t kStart = 1, kInterruptEnable = 2, kCalibrate = 4;

/// An entry of the layer table, four words.
struct LayerEntry {
  std::uint32_t layer = 0, positions = 0, blocks = 0, digital_elements = 0;
};

/// A transfer's annotated delay is its bus time; starting takes start_cycles and takes effect at their end.
class RegisterPort : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(RegisterPort);
  RegisterPort(const sc_core::sc_module_name& name, const Params& params, ActivationSram& sram,
               sc_core::sc_time cycle, std::size_t table_entries);

  tlm_utils::simple_target_socket<RegisterPort> socket;
  sc_core::sc_out<bool> interrupt;
  sc_core::sc_event start;

  [[nodiscard]] std::uint32_t command() const { return command_; }
  [[nodiscard]] std::uint32_t layer_count() const { return layer_count_; }
  [[nodiscard]] double time_s() const;
  [[nodiscard]] LayerEntry entry(std::uint32_t index) const;
  /// The controller reports its end: status, flag and, where enabled, the interrupt line.
  void finish();

 private:
  void drive_interrupt() { interrupt.write(flag_ != 0 && (control_ & kInterruptEnable) != 0); }
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  [[nodiscard]] bool access_register(tlm::tlm_generic_payload& payload, std::uint64_t offset);
  [[nodiscard]] bool access_table(tlm::tlm_generic_payload& payload, std::uint64_t byte);
  [[nodiscard]] std::uint32_t* plain_register(std::uint64_t offset);

  const Params& params_;
  ActivationSram& sram_;
  sc_core::sc_time cycle_;
  std::vector<std::uint32_t> table_;
  sc_core::sc_event flag_changed_;
  std::uint32_t command_ = 0, control_ = 0, status_ = 0, flag_ = 0, layer_count_ = 0, time_low_ = 0,
                time_high_ = 0;
};

}  // namespace quartet::cim
