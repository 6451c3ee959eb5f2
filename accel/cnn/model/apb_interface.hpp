// The register interface: a TLM-2.0 target on the peripheral bus in front of control registers and every
// memory.
//
// A transfer's annotated delay is its bus time, the host's share included; the array's clock is the unit. The delay that a
// write of the start bit comes with passes before the array starts.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <systemc>
#include <vector>

#include "accel/cnn/data_memory.hpp"
#include "accel/cnn/model/input_fifo.hpp"
#include "accel/cnn/model/quadrant.hpp"
#include "accel/cnn/params.hpp"

namespace quartet::cnn {

/// What an address selects: registers, or one memory (a unit is a processor, a quadrant or an instance).
enum class BusRegion : std::uint64_t { registers = 0, weights = 1, biases = 2, data = 3, fifo = 4 };
[[nodiscard]] constexpr std::uint64_t bus_address(BusRegion region, std::uint64_t unit, std::uint64_t byte) {
  return static_cast<std::uint64_t>(region) << 56 | unit << 32 | byte;
}

/// Byte offsets of the 32-bit registers.
enum class Register : std::uint64_t {
  control = 0x00,  ///< bit 0: start; bit 1: enable the interrupt
  status = 0x04,   ///< bit 0: running; read only
  layer_count = 0x08,
  interrupt_flag = 0x0C  ///< bit 0: done; write 1 to clear
};

class ApbInterface : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(ApbInterface);
  ApbInterface(const sc_core::sc_module_name& name, const Params& params, sc_core::sc_time cycle,
               std::vector<std::unique_ptr<Quadrant>>& quadrants, DataMemory& data_memory, InputFifo& fifo);

  tlm_utils::simple_target_socket<ApbInterface> socket;
  sc_core::sc_out<bool> interrupt;
  sc_core::sc_event start;

  [[nodiscard]] std::uint32_t layer_count() const { return layer_count_; }
  /// The sequencer reports its end: status, flag and, where enabled, the interrupt line.
  void finish();

 private:
  void drive_interrupt() { interrupt.write(flag_ != 0 && (control_ & 2U) != 0); }
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  [[nodiscard]] bool access_register(tlm::tlm_generic_payload& payload, std::uint64_t offset,
                                     const sc_core::sc_time& later);
  [[nodiscard]] bool access_memory(tlm::tlm_generic_payload& payload, Sram* sram, std::uint64_t byte);
  [[nodiscard]] Sram* memory(BusRegion region, std::uint64_t unit);
  /// Bus cycles of `units` more transfers of a kind; fractions of a cycle are carried to the next burst.
  struct Meter {
    double apb_cycles;
    std::int64_t units = 0;
  };
  [[nodiscard]] std::uint64_t charge(Meter& meter, std::int64_t units) const;

  const Params& params_;
  sc_core::sc_time cycle_;
  std::vector<std::unique_ptr<Quadrant>>& quadrants_;
  DataMemory& data_memory_;
  InputFifo& fifo_;
  Meter weight_meter_, input_meter_, readout_meter_, start_meter_;
  sc_core::sc_event flag_changed_;
  std::uint32_t control_ = 0, status_ = 0, flag_ = 0, layer_count_ = 0;
};

}  // namespace quartet::cnn
