// The registers of a block behind a TLM-2.0 target socket.
//
//   initiator ─▶ socket ─▶ RegisterAccess ─▶ the block's clock loop      annotated delay = cycles of the transfer
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <optional>
#include <systemc>

#include "accel/rtl/registers/register_access.hpp"

namespace quartet::rtl {

class TlmRegisters : public sc_core::sc_module {
 public:
  /// `access` must outlive it. `cycle`: of the block's clock, which starts with the simulation and is brought up to the time
  /// of each transfer.
  TlmRegisters(const sc_core::sc_module_name& name, RegisterAccess& access, sc_core::sc_time cycle);

  tlm_utils::simple_target_socket<TlmRegisters> socket;

  /// What broke a transfer other than an error response of the block (which is TLM_GENERIC_ERROR_RESPONSE without it).
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  [[nodiscard]] Result<void> catch_up(const sc_core::sc_time& time);

  RegisterAccess& access_;
  sc_core::sc_time cycle_;
  std::optional<Error> failure_;
};

}  // namespace quartet::rtl
