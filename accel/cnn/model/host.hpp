// The host processor as the array sees it: a TLM initiator that loads weights and input, starts, sleeps until
// the interrupt and reads the result.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <span>
#include <systemc>
#include <vector>

#include "accel/cnn/kernel_packing.hpp"
#include "accel/cnn/lower.hpp"
#include "accel/cnn/model/apb_interface.hpp"
#include "accel/cnn/model/input_fifo.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::cnn {

class Host : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Host);
  Host(const sc_core::sc_module_name& name, const Network& network, const Program& program,
       const Params& params, sc_core::sc_time cycle, const KernelLayouts& layouts,
       std::span<const Values> inputs, Rounding rounding, InputFifo& fifo, DataMemory& ports);

  tlm_utils::simple_initiator_socket<Host> socket;
  sc_core::sc_in<bool> interrupt;

  std::uint64_t weights_loaded_at = 0, input_loaded_at = 0, start_asked_at = 0, woken_at = 0,
                done_at = 0;  ///< cycles
  std::uint64_t fifo_waits = 0;
  Values result;
  Result<void> status;

 private:
  void main();
  void feed();
  [[nodiscard]] std::uint64_t now() const;
  void load_weights();
  void load_inputs();
  void load_next_inputs();
  void read_result();
  void transfer(tlm::tlm_command command, std::uint64_t address, std::uint8_t* bytes, std::size_t size);
  void write_register(Register reg, std::uint32_t value);
  /// Bursts of one tensor, row by row where the rows of an instance are contiguous.
  void send(const DataRegion& region, const Values& values, bool overlapped);

  const Network& network_;
  const Program& program_;
  const Params& params_;
  sc_core::sc_time cycle_;
  const KernelLayouts& layouts_;
  std::span<const Values> inputs_;
  Rounding rounding_;
  InputFifo& fifo_;
  DataMemory& ports_;
  sc_core::sc_event feed_event_;
};

}  // namespace quartet::cnn
