#include "sim/kernel/bus_transfer.hpp"

#include <systemc>

namespace quartet {

Result<void> bus_transfer(tlm::tlm_fw_transport_if<>& socket, const std::string& initiator, tlm::tlm_command command,
                          std::uint64_t address, std::uint8_t* bytes, std::size_t size) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(bytes);
  payload.set_data_length(static_cast<unsigned>(size));
  payload.set_streaming_width(static_cast<unsigned>(size));
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  socket.b_transport(payload, delay);
  if (payload.is_response_error())
    return fail(ErrorCode::internal, initiator, "bus error at " + std::to_string(address));
  sc_core::wait(delay);
  return {};
}

}  // namespace quartet
