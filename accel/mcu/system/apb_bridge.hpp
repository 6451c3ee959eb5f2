// The bridge between the core's bus and the array's register interface: waits for the bus clock, decodes
// addresses, and shows the chip's registers where the interface has its own.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <systemc>
#include <vector>

#include "accel/cnn/bursts.hpp"
#include "accel/cnn/model/apb_interface.hpp"
#include "accel/cnn/model/input_fifo.hpp"
#include "accel/mcu/system/address_map.hpp"
#include "accel/mcu/system/array_image.hpp"
#include "accel/mcu/system/array_registers.hpp"
#include "accel/mcu/system/bus_timing.hpp"

namespace quartet::soc {

class ApbBridge : public sc_core::sc_module {
 public:
  /// `feed`: how rows go through the FIFOs, for a streaming network, else nullptr.
  ApbBridge(const sc_core::sc_module_name& name, const AddressMap& map, const BusTiming& timing,
            int quadrants, const cnn::FifoFeed* feed, const std::vector<int>& fifo_instances,
            cnn::InputFifo& fifo);

  /// Words, at the core's addresses. The delay that comes back is how long the core waits beyond its
  /// instruction; a write takes effect at once, the start of the array when the transfer has ended.
  tlm_utils::simple_target_socket<ApbBridge> from_core;
  tlm_utils::simple_initiator_socket<ApbBridge> to_array;

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  [[nodiscard]] bool read(const Target& target, std::uint32_t& value);
  [[nodiscard]] bool write(const Target& target, std::uint32_t value, std::uint64_t end_ps);
  [[nodiscard]] bool write_control(int quadrant, std::uint32_t value, std::uint64_t end_ps);
  [[nodiscard]] bool feed_word(int fifo, std::uint32_t value);
  [[nodiscard]] bool forward(tlm::tlm_command command, std::uint64_t address, std::uint32_t& value,
                             unsigned bytes, std::uint64_t later_ps = 0);

  const AddressMap& map_;
  BusTiming timing_;
  ArrayRegisters registers_;
  const cnn::FifoFeed* feed_;
  std::vector<int> fifo_instances_;
  cnn::InputFifo& fifo_;
  std::vector<std::int64_t> fed_bytes_;  ///< of each FIFO
  std::int64_t fed_rows_ = 0;
};

}  // namespace quartet::soc
