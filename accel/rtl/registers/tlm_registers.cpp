#include "accel/rtl/registers/tlm_registers.hpp"

#include <cstring>

namespace quartet::rtl {

TlmRegisters::TlmRegisters(const sc_core::sc_module_name& name, RegisterAccess& access, sc_core::sc_time cycle)
    : sc_module(name), socket("socket"), access_(access), cycle_(cycle) {
  socket.register_b_transport(this, &TlmRegisters::b_transport);
}

Result<void> TlmRegisters::catch_up(const sc_core::sc_time& time) {
  return access_.run_until(static_cast<std::uint64_t>(time / cycle_));
}

void TlmRegisters::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (payload.get_data_length() != 4 || payload.get_streaming_width() < 4 || payload.get_address() % 4 != 0)
    return payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
  RegisterRequest request{payload.get_address(), payload.is_write()};
  std::memcpy(&request.data, payload.get_data_ptr(), sizeof request.data);
  if (const unsigned char* const enables = payload.get_byte_enable_ptr(); enables != nullptr) {
    request.strobes = 0;
    for (unsigned i = 0; i < 4; ++i) {
      if (enables[i % payload.get_byte_enable_length()] == TLM_BYTE_ENABLED) request.strobes = static_cast<std::uint8_t>(request.strobes | 1U << i);
    }
  }
  payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
  if (failure_) return;
  if (auto ok = catch_up(sc_core::sc_time_stamp() + delay); !ok) {
    failure_ = std::move(ok.error());
    return;
  }
  const auto answer = access_.transfer(request);
  if (!answer) {
    failure_ = answer.error();
    return;
  }
  delay += static_cast<double>(answer->cycles) * cycle_;
  if (answer->error) return;
  if (payload.is_read()) std::memcpy(payload.get_data_ptr(), &answer->data, sizeof answer->data);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace quartet::rtl
