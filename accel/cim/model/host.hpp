// The host processor as the machine sees it: a TLM initiator that writes the layer table, lets the
// compensation be read out, loads the input, starts, sleeps until the interrupt and reads the result.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <span>
#include <systemc>

#include "accel/cim/mapping/map_network.hpp"
#include "accel/cim/model/register_port.hpp"

namespace quartet::cim {

class Host : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Host);
  Host(const sc_core::sc_module_name& name, const Network& network, const Mapping& mapping,
       const Params& params, std::span<const Values> inputs, sc_core::sc_time cycle);

  tlm_utils::simple_initiator_socket<Host> socket;
  sc_core::sc_in<bool> interrupt;

  std::uint64_t configured_at = 0, calibrated_at = 0, input_loaded_at = 0, started_at = 0, woken_at = 0,
                done_at = 0;  ///< cycles
  Values result;
  Result<void> status;

 private:
  void main();
  [[nodiscard]] std::uint64_t now() const;
  void transfer(tlm::tlm_command command, std::uint64_t address, std::uint8_t* bytes, std::size_t size);
  void write_register(Register reg, std::uint32_t value);
  void write_layer_table();
  void calibrate();
  void load_inputs();
  void read_result();
  void acknowledge() { write_register(Register::interrupt_flag, 1); }

  const Network& network_;
  const Mapping& mapping_;
  const Params& params_;
  std::span<const Values> inputs_;
  sc_core::sc_time cycle_;
};

}  // namespace quartet::cim
