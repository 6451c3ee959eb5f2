// Answers the requests of a block over a TLM-2.0 initiator socket: the block as an initiator in a SystemC model.
#pragma once

#include <systemc>
#include <tlm>

#include "accel/rtl/memory/bus_target.hpp"

namespace quartet::rtl {

class TlmBusTarget : public IBusTarget {
 public:
  /// `socket`, the bound initiator socket, must outlive it. `cycle`: of the block's clock. What the target annotates as
  /// delay, or lets pass, becomes wait cycles, rounded up.
  TlmBusTarget(tlm::tlm_fw_transport_if<>& socket, sc_core::sc_time cycle) : socket_(socket), cycle_(cycle) {}

  /// To be called from a SystemC thread where the target waits.
  std::uint32_t wait_cycles(const BusRequest& request, std::uint64_t now) override;
  BusAnswer transfer(const BusRequest& request, std::uint64_t now) override;

 private:
  tlm::tlm_fw_transport_if<>& socket_;
  sc_core::sc_time cycle_;
  BusAnswer answer_;  ///< of the transfer that wait_cycles() has made
};

}  // namespace quartet::rtl
