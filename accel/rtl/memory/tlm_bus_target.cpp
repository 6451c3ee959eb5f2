#include "accel/rtl/memory/tlm_bus_target.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace quartet::rtl {

std::uint32_t TlmBusTarget::wait_cycles(const BusRequest& request, std::uint64_t) {
  std::array<unsigned char, 8> bytes{}, enables{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<unsigned char>(request.data >> (8 * i));
    enables[i] = (request.enables >> i & 1) != 0 ? TLM_BYTE_ENABLED : TLM_BYTE_DISABLED;
  }
  const bool whole = std::all_of(enables.begin(), enables.begin() + request.bytes, [](unsigned char e) { return e == TLM_BYTE_ENABLED; });
  tlm::tlm_generic_payload payload;
  payload.set_command(request.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  payload.set_address(request.address);
  payload.set_data_ptr(bytes.data());
  payload.set_data_length(request.bytes);
  payload.set_streaming_width(request.bytes);
  if (request.write && !whole) {
    payload.set_byte_enable_ptr(enables.data());
    payload.set_byte_enable_length(request.bytes);
  }
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  const sc_core::sc_time before = sc_core::sc_time_stamp();
  socket_.b_transport(payload, delay);
  delay += sc_core::sc_time_stamp() - before;
  answer_ = {0, payload.get_response_status() != tlm::TLM_OK_RESPONSE};
  for (std::size_t i = 0; i < request.bytes; ++i) answer_.data |= std::uint64_t{bytes[i]} << (8 * i);
  const double cycles = std::ceil(delay / cycle_);
  return cycles > 0 && cycles < UINT32_MAX ? static_cast<std::uint32_t>(cycles) : 0;
}

BusAnswer TlmBusTarget::transfer(const BusRequest&, std::uint64_t) {
  return answer_;
}

}  // namespace quartet::rtl
